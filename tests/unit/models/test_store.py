"""The store: two threads, snapshots, announcements after commit, full disks, damage, a newer version."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, wait
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from models.errors import DefectError, StorageFullError, StoreDamagedError, StoreNewerError
from models.store import Store, check_store, set_aside
from models.tables.client.local import Setting
from models.types import NO_CHANGES, ChangeSet

KEY = bytes(range(48))
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(path, KEY)
    yield opened
    opened.close()


class PutSetting:
    """A command: one setting."""

    def __init__(self, key: str, value: str) -> None:
        self.key, self.value = key, value

    def __call__(self, session: Session) -> tuple[str, ChangeSet]:
        session.merge(Setting(key=self.key, value=self.value))
        return threading.current_thread().name, ChangeSet.of(("setting", self.key))


def settings_of(session: Session) -> dict[str, str]:
    return {row.key: row.value for row in session.scalars(select(Setting))}


def test_what_is_written_is_read_and_survives(store: Store, path: Path) -> None:
    assert store.write(PutSetting("a", "1")).result(20).startswith("store-write")
    assert store.read(settings_of).result(20) == {"a": "1"}
    assert store.read(lambda session: threading.current_thread().name).result(20).startswith("store-read")
    store.close()
    again = Store.open(path, KEY)
    assert again.read(settings_of).result(20) == {"a": "1"}
    again.close()


def test_changes_are_announced_after_the_commit_and_before_the_result(store: Store) -> None:
    heard: list[ChangeSet] = []
    answers: list[Future[dict[str, str]]] = []

    def listen(changes: ChangeSet) -> None:
        answers.append(store.read(settings_of))
        heard.append(changes)

    forget = store.subscribe(listen)
    store.write(PutSetting("a", "1")).result(20)
    assert heard == [ChangeSet.of(("setting", "a"))]
    assert answers[0].result(20) == {"a": "1"}
    store.write(lambda session: (None, NO_CHANGES)).result(20)
    forget()
    forget()
    store.write(PutSetting("b", "1")).result(20)
    assert len(heard) == 1


def test_a_failing_command_leaves_nothing_and_tells_nobody(store: Store) -> None:
    heard: list[ChangeSet] = []
    store.subscribe(heard.append)

    def fail(session: Session) -> tuple[None, ChangeSet]:
        PutSetting("a", "1")(session)
        session.flush()
        raise DefectError("on purpose")

    with pytest.raises(DefectError, match="on purpose"):
        store.write(fail).result(20)
    assert store.read(settings_of).result(20) == {}
    assert heard == []
    store.write(PutSetting("b", "1")).result(20)


@pytest.mark.allow_logs("models.store")
def test_a_failing_listener_does_not_look_like_a_failed_write(store: Store) -> None:
    heard: list[ChangeSet] = []

    def fail(changes: ChangeSet) -> None:
        raise DefectError("on purpose")

    store.subscribe(fail)
    store.subscribe(heard.append)
    store.write(PutSetting("a", "1")).result(20)
    assert len(heard) == 1


def test_readers_neither_wait_for_the_writer_nor_see_half(store: Store) -> None:
    store.write(PutSetting("a", "1")).result(20)
    inside, go = threading.Event(), threading.Event()

    def slow(session: Session) -> tuple[None, ChangeSet]:
        PutSetting("a", "2")(session)
        PutSetting("b", "2")(session)
        session.flush()
        inside.set()
        assert go.wait(20)
        return None, NO_CHANGES

    writing = store.write(slow)
    assert inside.wait(20)
    assert store.read(settings_of).result(20) == {"a": "1"}
    go.set()
    writing.result(20)
    assert store.read(settings_of).result(20) == {"a": "2", "b": "2"}


def test_a_query_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError, match="readonly"):
        store.read(lambda session: session.execute(text("INSERT INTO setting VALUES ('a', 'b')"))).result(20)
    assert store.read(settings_of).result(20) == {}


def test_many_threads_write_one_after_another(store: Store) -> None:
    def add(session: Session) -> tuple[int, ChangeSet]:
        row = session.get(Setting, "n") or Setting(key="n", value="0")
        row.value = str(int(row.value) + 1)
        session.merge(row)
        return int(row.value), NO_CHANGES

    futures: list[Future[int]] = []
    threads = [threading.Thread(target=lambda: futures.extend(store.write(add) for _ in range(25))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    wait(futures, 60)
    assert sorted(future.result() for future in futures) == list(range(1, 101))


def test_closing_finishes_what_was_submitted_and_refuses_the_rest(path: Path) -> None:
    store = Store.open(path, KEY)
    futures = [store.write(PutSetting(str(n), "x")) for n in range(30)]
    store.close()
    store.close()
    assert all(future.done() and not future.cancelled() for future in futures)
    with pytest.raises(CancelledError):
        store.write(PutSetting("late", "x")).result(20)
    with pytest.raises(CancelledError):
        store.read(settings_of).result(20)
    again = Store.open(path, KEY)
    assert len(again.read(settings_of).result(20)) == 30
    again.close()


def test_nothing_readable_in_the_files(store: Store, path: Path) -> None:
    words = "KhôngAiĐọcĐược"
    store.write(PutSetting("s", words * 50)).result(20)
    files = list(path.parent.iterdir())
    assert len(files) >= 2  # the log too
    assert all(words.encode() not in file.read_bytes() for file in files)
    assert all(b"SQLite format" not in file.read_bytes() for file in files)


def test_a_cut_log_holds_nothing(store: Store, path: Path) -> None:
    store.write(PutSetting("a", "1")).result(20)
    log = path.with_name("store.db-wal")
    assert log.stat().st_size > 0
    assert store.checkpoint_truncate().result(20)
    assert log.stat().st_size == 0


def test_deleted_words_leave_the_full_text_index(store: Store) -> None:
    def index(session: Session) -> tuple[None, ChangeSet]:
        for row in range(40):
            statement = text("INSERT INTO search(rowid, kind, id, orig, folded) VALUES (:r, 'k', :i, :t, :t)")
            session.execute(statement, {"r": row + 1, "i": str(row), "t": f"bimatchung rieng{row}"})
        return None, NO_CHANGES

    def withdraw(session: Session) -> tuple[None, ChangeSet]:
        session.execute(text("DELETE FROM search WHERE rowid = 7"))
        return None, NO_CHANGES

    def blocks(session: Session) -> bytes:
        return b"".join(session.execute(text("SELECT block FROM search_data ORDER BY id")).scalars())

    store.write(index).result(20)
    assert b"rieng" in store.read(blocks).result(20)
    count = text("SELECT count(*) FROM search WHERE search MATCH 'rieng6'")
    assert store.read(lambda session: session.scalar(count)).result(20) == 1
    before = store.read(blocks).result(20)
    store.write(withdraw).result(20)
    assert store.read(lambda session: session.scalar(count)).result(20) == 0
    assert len(store.read(blocks).result(20)) < len(before)


# --- keys, damage, versions


@pytest.mark.parametrize("key", [b"", KEY[:32], KEY + b"\x00"])
def test_a_key_of_wrong_length_is_a_defect(path: Path, key: bytes) -> None:
    with pytest.raises(DefectError):
        Store.open(path, key)


def test_another_key_is_damage_because_the_vault_proved_its_own(store: Store, path: Path) -> None:
    store.close()
    before = path.read_bytes()
    with pytest.raises(StoreDamagedError):
        Store.open(path, os.urandom(48))
    assert path.read_bytes() == before


def filled(path: Path, rows: int = 400) -> None:
    store = Store.open(path, KEY)

    def fill(session: Session) -> tuple[None, ChangeSet]:
        session.add_all(Setting(key=f"k{n}", value="v" * 500) for n in range(rows))
        return None, NO_CHANGES

    store.write(fill).result(20)
    store.close()


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(bytes(data))


def test_a_broken_first_page_is_damage_at_opening(path: Path) -> None:
    filled(path)
    flip(path, 2000)
    with pytest.raises(StoreDamagedError):
        Store.open(path, KEY)
    assert not check_store(path, KEY).is_whole


def test_a_broken_inner_page_is_damage_when_it_is_met(path: Path) -> None:
    filled(path)
    flip(path, path.stat().st_size - 3000)
    report = check_store(path, KEY)
    assert any("HMAC" in problem for problem in report.problems)
    try:
        store = Store.open(path, KEY)
    except StoreDamagedError:
        return
    with pytest.raises(StoreDamagedError):
        store.read(settings_of).result(20)
    store.close()


@pytest.mark.parametrize("keep", [0, 100, 4096, 40_000])
def test_a_cut_file_does_not_check(path: Path, keep: int) -> None:
    filled(path)
    with path.open("r+b") as file:
        file.truncate(keep)
    assert not check_store(path, KEY).is_whole


def test_a_whole_store_checks(path: Path) -> None:
    filled(path, 3)
    report = check_store(path, KEY)
    assert report.problems == ()
    assert report.revision is not None
    assert not check_store(path.with_name("none.db"), KEY).is_whole


def test_a_newer_store_is_refused_and_not_touched(path: Path) -> None:
    filled(path, 3)
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreNewerError):
        Store.open(path, KEY)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]


def test_a_damaged_store_is_set_aside_whole_and_a_new_one_made(path: Path) -> None:
    filled(path, 3)
    flip(path, 2000)
    broken = path.read_bytes()
    aside = set_aside(path, NOW)
    assert aside is not None
    assert aside.name == "store.db.damaged-20261123T080000Z"
    assert aside.read_bytes() == broken
    assert set_aside(path, NOW) is None
    store = Store.open(path, KEY)
    assert store.read(settings_of).result(20) == {}
    store.close()
    with pytest.raises(DefectError):
        set_aside(path, NOW)


# --- full disks


def test_a_full_store_says_so_and_goes_on_when_there_is_room(store: Store) -> None:
    def grow(session: Session) -> tuple[None, ChangeSet]:
        session.execute(text("PRAGMA max_page_count = 70"))
        for n in range(300):
            session.add(Setting(key=f"big{n}", value="x" * 3000))
        session.flush()
        return None, ChangeSet.of(("setting", "big"))

    def roomy(session: Session) -> tuple[None, ChangeSet]:
        session.execute(text("PRAGMA max_page_count = 1000000"))
        return None, NO_CHANGES

    heard: list[ChangeSet] = []
    store.subscribe(heard.append)
    store.write(PutSetting("before", "1")).result(20)
    with pytest.raises(StorageFullError):
        store.write(grow).result(20)
    assert store.read(settings_of).result(20) == {"before": "1"}
    store.write(roomy).result(20)
    store.write(PutSetting("after", "1")).result(20)
    assert store.read(settings_of).result(20) == {"before": "1", "after": "1"}
    assert len(heard) == 2


def test_long_log_is_folded_in_a_pause(store: Store, path: Path) -> None:
    """SQLite does not do it inside commits any more: the database grows while nobody writes."""

    def fill(session: Session) -> tuple[None, ChangeSet]:
        session.add_all(Setting(key=f"long {number}", value="x" * 100_000) for number in range(200))
        return None, NO_CHANGES

    store.write(fill).result()
    deadline = time.monotonic() + 20
    while path.stat().st_size < 19_000_000:
        assert time.monotonic() < deadline
        store.read(lambda session: None).result()
    count = text("SELECT count(*) FROM setting WHERE key LIKE 'long %'")
    assert store.read(lambda session: session.scalar(count)).result() == 200
