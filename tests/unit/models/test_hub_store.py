"""The hub's database on SQLite and PostgreSQL: transactions, snapshots, sequences that no reader skips."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from models.errors import DefectError, StoreNewerError
from models.hub_store import HubDatabase, allocate, newest
from models.tables.server.hub import Change, HubSetting


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HubDatabase]:
    if request.param == "sqlite":
        database = HubDatabase.at(tmp_path / "hub.db")
    else:
        database = HubDatabase(request.getfixturevalue("pg_url"))
    database.upgrade()
    yield database
    database.close()


def put(session: Session, key: str, value: str = "1") -> None:
    session.add(HubSetting(key=key, value=value))


def keys(session: Session) -> list[str]:
    return sorted(session.scalars(select(HubSetting.key)))


def put_and_fail(hub: HubDatabase) -> None:
    with hub.writing() as session:
        put(session, "b")
        assert allocate(session, "change", 10) > 0
        raise DefectError("on purpose")


def test_a_transaction_is_whole_or_nothing(hub: HubDatabase) -> None:
    with hub.writing() as session:
        put(session, "a")
    with pytest.raises(DefectError):
        put_and_fail(hub)
    with hub.reading() as session:
        assert keys(session) == ["a"]


def test_reading_is_one_snapshot(hub: HubDatabase) -> None:
    with hub.writing() as session:
        put(session, "a")
    with hub.reading() as reader:
        assert keys(reader) == ["a"]
        with hub.writing() as session:
            put(session, "b")
            session.execute(delete(HubSetting).where(HubSetting.key == "a"))
        assert keys(reader) == ["a"]
    with hub.reading() as reader:
        assert keys(reader) == ["b"]


def test_what_is_written_while_reading_is_not_kept(hub: HubDatabase) -> None:
    if hub.is_postgresql:
        with pytest.raises(Exception, match="read-only"), hub.reading() as session:
            session.execute(text("INSERT INTO hub_setting VALUES ('a', 'b')"))
    else:
        with hub.reading() as session:
            put(session, "a")
            session.flush()
    with hub.reading() as session:
        assert keys(session) == []


def test_sequences_start_at_one_and_have_no_holes(hub: HubDatabase) -> None:
    with hub.writing() as session:
        assert newest(session, "change") == 0
        assert allocate(session, "change", 3) == 1
        assert allocate(session, "change") == 4
        assert allocate(session, "leaf") == 1
        assert newest(session, "change") == 4
        with pytest.raises(DefectError):
            allocate(session, "change", 0)
    with pytest.raises(DefectError):
        put_and_fail(hub)
    with hub.writing() as session:
        assert allocate(session, "change") == 5


def test_concurrent_writers_and_no_reader_skips(hub: HubDatabase) -> None:
    """A reader that saw change n has seen every change below n, whatever the writers do."""
    writers, each = 4, 25
    done = threading.Event()

    def write(writer: int) -> None:
        for n in range(each):
            with hub.writing() as session:
                assert f"{writer}/{n}" not in keys(session)  # reads before it writes, as commands do
                put(session, f"{writer}/{n}")
                session.flush()
                count = 1 + n % 3
                first = allocate(session, "change", count)
                for seq in range(first, first + count):
                    session.add(Change(seq=seq, principal="all", kind="k", record=f"{writer}/{n}/{seq}"))

    def follow() -> list[int]:
        seen: list[int] = []
        while True:
            last_round = done.is_set()
            with hub.reading() as session:
                query = select(Change.seq).where(Change.seq > (seen[-1] if seen else 0)).order_by(Change.seq)
                seen += session.scalars(query)
            if last_round:
                return seen

    with ThreadPoolExecutor(writers + 2) as pool:
        followers = [pool.submit(follow) for _ in range(2)]
        try:
            for future in [pool.submit(write, writer) for writer in range(writers)]:
                future.result(100)
        finally:
            done.set()
        total = writers * sum(1 + n % 3 for n in range(each))
        for follower in followers:
            assert follower.result(60) == list(range(1, total + 1))
    with hub.reading() as session:
        assert session.scalar(select(func.count()).select_from(HubSetting)) == writers * each


def test_processes_that_start_at_once_upgrade_once(hub: HubDatabase) -> None:
    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(hub.upgrade) for _ in range(3)]:
            future.result(60)


@pytest.mark.pg
def test_an_empty_postgresql_is_upgraded_by_one_of_many(pg_url: str) -> None:
    hubs = [HubDatabase(pg_url, pool_size=1) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(hub.upgrade) for hub in hubs]:
            future.result(60)
    with hubs[0].reading() as session:
        assert keys(session) == []
    for hub in hubs:
        hub.close()


def test_a_newer_database_is_refused(hub: HubDatabase) -> None:
    with hub.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreNewerError):
        hub.upgrade()


def test_a_running_sqlite_hub_is_copied_whole(tmp_path: Path) -> None:
    hub = HubDatabase.at(tmp_path / "hub.db")
    hub.upgrade()
    with hub.writing() as session:
        put(session, "a")
    hub.backup_sqlite(tmp_path / "copy.db")
    with hub.writing() as session:
        put(session, "b")
    copy = HubDatabase.at(tmp_path / "copy.db")
    with copy.reading() as session:
        assert keys(session) == ["a"]
    copy.close()
    hub.close()


def test_a_hub_in_memory_is_one_database() -> None:
    hub = HubDatabase("sqlite://")
    hub.upgrade()
    with hub.writing() as session:
        put(session, "a")
    with hub.reading() as session:
        assert keys(session) == ["a"]
    hub.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql+asyncpg://x/y"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(DefectError):
        HubDatabase(url)
