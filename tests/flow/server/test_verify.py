"""``ecabinet-hub verify``: finds what was changed in a hub's ledger or in an archive, and says so by its exit code."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from models.ledger import leaf_hash
from tests.helpers.hub import hub_command

ALARM = 4
CLOSED = "9008/PLYK-VPCP"


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    target = tmp_path / "hub"
    shutil.copytree(sample, target)
    return target


def change(folder: Path, act: Callable[[sqlite3.Connection], object]) -> None:
    """What an administrator of the machine could do, past the triggers."""
    with closing(sqlite3.connect(folder / "hub.db")) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        act(database)


def edit_leaf(database: sqlite3.Connection, *, with_hash: bool) -> None:
    number, data = database.execute("SELECT number, data FROM leaf WHERE kind = 'answer' LIMIT 1").fetchone()
    changed = data.replace(b'"standing":"counted"', b'"standing":"not_counted"')
    assert changed != data
    digest = leaf_hash(changed)
    database.execute("UPDATE leaf SET data = ? WHERE number = ?", (changed, number))
    if with_hash:
        database.execute("UPDATE leaf SET hash = ? WHERE number = ?", (digest, number))
        database.execute("UPDATE node SET hash = ? WHERE level = 0 AND number = ?", (digest, number))


def test_an_honest_ledger_passes(folder: Path) -> None:
    report = json.loads(hub_command("verify", folder, "--json").stdout)
    assert report["is_good"]
    assert report["events"] > 50
    assert (report["problems"], report["foreign"]) == ([], [])


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda db: edit_leaf(db, with_hash=False), "is not what was entered"),
        (lambda db: edit_leaf(db, with_hash=True), "was signed over other leaves"),
        (lambda db: db.execute("UPDATE node SET hash = zeroblob(32) WHERE level > 0"), "nodes"),
        (lambda db: db.execute("UPDATE head SET data = zeroblob(length(data)) WHERE size = 7"), "does not read"),
        (lambda db: db.execute("DELETE FROM leaf WHERE number = 3"), "missing"),
    ],
)
def test_a_changed_ledger_is_found(folder: Path, act: Callable[[sqlite3.Connection], object], word: str) -> None:
    change(folder, act)
    result = hub_command("verify", folder, check=False)
    assert result.returncode == ALARM, result.stdout + result.stderr
    assert word in result.stdout + result.stderr


def test_an_archive_recounts(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "luu-tru.zip"
    hub_command("ballot", "export", folder, CLOSED, archive)
    report = json.loads(hub_command("verify", archive, "--json").stdout)
    assert report["is_good"]
    assert report["results"]["1"] == {
        "n": 27, "threshold": 14, "approve": 9, "deemed": 18, "disapprove": 0, "other": 0, "silent": 0,
        "outcome": "THONG_QUA",
    }  # fmt: skip
    root = json.loads((folder / "hub.json").read_text())["root_key"]
    right = hashlib.sha256(bytes.fromhex(root)).hexdigest()
    assert hub_command("verify", archive, "--root-key", right).returncode == 0
    assert hub_command("verify", archive, "--root-key", "0" * 64, check=False).returncode == ALARM


def test_a_changed_archive_is_found(folder: Path, tmp_path: Path) -> None:
    honest, forged = tmp_path / "honest.zip", tmp_path / "forged.zip"
    hub_command("ballot", "export", folder, CLOSED, honest)
    with zipfile.ZipFile(honest) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    answer = next(name for name in parts if b'"standing":"counted"' in parts[name] and name != "index.json")
    parts[answer] = parts[answer].replace(b'"standing":"counted"', b'"standing":"not_counted"')
    with zipfile.ZipFile(forged, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    assert hub_command("verify", forged, check=False).returncode == ALARM
    forged.write_bytes(b"not a zip")
    assert hub_command("verify", forged, check=False).returncode == 1
