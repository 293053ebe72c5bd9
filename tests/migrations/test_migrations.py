"""Migrations equal the tables, run inside the application, and guard what must not change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from models.errors import StoreNewerError
from models.hub_store import HubDatabase
from models.migrate import Tree, known_revisions, needs_upgrade, revision_of, upgrade
from scripts.make_migration import difference

ROOT = Path(__file__).resolve().parents[2]


def sqlcipher_engine(tree: Tree) -> Engine:
    """What the tree runs on: the device's library, or the system's SQLite for the hub."""
    return create_engine("sqlite://", module=dbapi2) if tree is Tree.CLIENT else create_engine("sqlite://")


@pytest.fixture(params=list(Tree))
def upgraded(request: pytest.FixtureRequest) -> Iterator[tuple[Tree, Connection]]:
    tree: Tree = request.param
    engine = sqlcipher_engine(tree)
    with engine.begin() as connection:
        upgrade(connection, tree)
        yield tree, connection
    engine.dispose()


def test_migrations_equal_the_tables(upgraded: tuple[Tree, Connection]) -> None:
    tree, connection = upgraded
    _, operations = difference(connection, tree)
    assert operations.as_diffs() == []


@pytest.mark.pg
def test_migrations_equal_the_tables_on_postgresql(pg_url: str) -> None:
    engine = create_engine(pg_url)
    with engine.begin() as connection:
        upgrade(connection, Tree.SERVER)
        _, operations = difference(connection, Tree.SERVER)
        assert operations.as_diffs() == []
    engine.dispose()


def test_a_missing_column_is_noticed(upgraded: tuple[Tree, Connection]) -> None:
    tree, connection = upgraded
    connection.execute(text("ALTER TABLE ballot DROP COLUMN reason"))
    _, operations = difference(connection, tree)
    assert [diff[0] for diff in operations.as_diffs()] == ["add_column"]


def test_upgrade_is_done_once(upgraded: tuple[Tree, Connection]) -> None:
    tree, connection = upgraded
    assert revision_of(connection) == known_revisions(tree)[-1]
    assert not needs_upgrade(connection, tree)
    upgrade(connection, tree)


def test_an_older_database_is_upgraded_step_by_step() -> None:
    engine = sqlcipher_engine(Tree.CLIENT)
    with engine.begin() as connection:
        upgrade(connection, Tree.CLIENT, "0001")
        assert revision_of(connection) == "0001"
        assert needs_upgrade(connection, Tree.CLIENT)
        upgrade(connection, Tree.CLIENT)
        assert not needs_upgrade(connection, Tree.CLIENT)
    engine.dispose()


def test_an_unknown_revision_is_a_newer_database(upgraded: tuple[Tree, Connection]) -> None:
    tree, connection = upgraded
    connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreNewerError):
        needs_upgrade(connection, tree)
    with pytest.raises(StoreNewerError):
        upgrade(connection, tree)


def test_revisions_form_one_line_and_import_no_project_code() -> None:
    for tree in Tree:
        folder = ROOT / "models" / "migrations" / tree.value
        assert known_revisions(tree) == tuple(f"{n:04d}" for n in range(1, len(known_revisions(tree)) + 1))
        for path in folder.rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            assert "import models" not in source, path
            assert "from models" not in source, path


CLIENT_ROWS = {
    "own_answer": "(event, ballot, choice, opinion, digest, signed_at, batch, code, dictionary, compressed) "
    "VALUES ('e', 'b', 'DONG_Y', '', x'00', 0, '', '', x'00', x'00')",
    "receipt": "(event, epoch, leaf_index, standing, reason, data, received_at, verified_at) VALUES ('e', 1, 0, '', '', x'00', 0, 0)",
}


@pytest.mark.parametrize("table", CLIENT_ROWS)
@pytest.mark.parametrize("act", ["UPDATE {0} SET event = 'x'", "DELETE FROM {0}"])
def test_sealed_acts_stay_as_they_are(table: str, act: str) -> None:
    engine = sqlcipher_engine(Tree.CLIENT)
    with engine.begin() as connection:
        upgrade(connection, Tree.CLIENT)
        connection.execute(text(f"INSERT INTO {table} {CLIENT_ROWS[table]}"))
        with pytest.raises(DBAPIError, match="immutable"):
            connection.execute(text(act.format(table)))
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 1
    engine.dispose()


LEAF = (
    "INSERT INTO leaf (number, kind, ballot, subject, data, hash, added_at) VALUES (0, 'answer', 'b', 'e', :d, :d, 0)"
)
RECEIVED = (
    "INSERT INTO received_event (id, device, person, device_seq, kind, digest, data, code, reason, received_at) "
    "VALUES ('e', 'd', 'p', 1, 'k', :d, :d, 'accepted', '', 0)"
)
FORBIDDEN = (
    "UPDATE leaf SET data = :d",
    "DELETE FROM leaf",
    "UPDATE received_event SET data = :d",
    "UPDATE received_event SET digest = :d",
    "DELETE FROM received_event",
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HubDatabase]:
    if request.param == "sqlite":
        database = HubDatabase.at(tmp_path / "hub.db")
    else:
        database = HubDatabase(request.getfixturevalue("pg_url"))
    database.upgrade()
    yield database
    database.close()


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_ledger_is_append_only(hub: HubDatabase, statement: str) -> None:
    with hub.writing() as session:
        session.execute(text(LEAF), {"d": b"1"})
        session.execute(text(RECEIVED), {"d": b"1"})
    with pytest.raises(DBAPIError, match="append-only"), hub.writing() as session:
        session.execute(text(statement), {"d": b"2"} if ":d" in statement else {})
    with hub.writing() as session:  # what may change does change
        session.execute(text("UPDATE received_event SET code = 'not_counted'"))
    with hub.reading() as session:
        assert session.execute(text("SELECT data FROM leaf")).scalar() == b"1"
        assert session.execute(text("SELECT code FROM received_event")).scalar() == "not_counted"
