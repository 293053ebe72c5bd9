"""Salvage: what can be read of a damaged store comes over, nothing is invented, nothing newer is overwritten."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.salvage import LOCAL_TABLES, Salvaged, finish_rebuild, rebuild_store, salvage
from models.store import Store
from models.tables.client.local import Draft, HeldPiece, SeenHead, Setting
from models.types import NO_CHANGES, ChangeSet

KEY = bytes(range(48))
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DRAFTS = {f"b{n}": f"Ý kiến thứ {n} " * 20 for n in range(150)}


def fill(session: Session) -> tuple[None, ChangeSet]:
    session.add_all(Draft(ballot=key, choice="DONG_Y", opinion=text, saved_at=NOW) for key, text in DRAFTS.items())
    session.add(SeenHead(epoch=1, size=7, root=b"r" * 32, time=NOW, data=b"head"))
    session.add(Setting(key="theme", value="dark"))
    session.add_all(HeldPiece(document="d", number=n, name=f"{n:032x}", sent=False) for n in range(40))
    return None, NO_CHANGES


def drafts(session: Session) -> dict[str, str]:
    return {row.ballot: row.opinion for row in session.scalars(select(Draft))}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "store.db"
    store = Store.open(path, KEY)
    store.write(fill).result(20)
    store.close()
    return path.read_bytes()


def rebuilt(folder: Path, content: bytes) -> tuple[Store, Salvaged]:
    path = folder / "store.db"
    path.write_bytes(content)
    found = rebuild_store(path, KEY, NOW)
    (aside,) = folder.glob("store.db.damaged-*")
    assert aside.read_bytes() == content
    assert sorted(file.name for file in folder.iterdir()) == ["store.db", aside.name]
    return Store.open(path, KEY), found


def test_a_readable_store_comes_over_whole(tmp_path: Path, whole: bytes) -> None:
    store, found = rebuilt(tmp_path, whole)
    assert found.damaged == ()
    assert found.rows["draft"] == 150
    assert store.read(drafts).result(20) == DRAFTS
    head = store.read(lambda session: session.scalars(select(SeenHead)).one().time).result(20)
    assert head == NOW
    store.close()


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_what_comes_over_is_what_was_written(
    whole: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        broken[data.draw(st.integers(4096, len(whole) - 1))] ^= 0x20
    store, found = rebuilt(tmp_path_factory.mktemp("broken"), bytes(broken))
    left = store.read(drafts).result(20)
    store.close()
    assert left.items() <= DRAFTS.items()
    assert len(left) == found.rows["draft"]
    assert ("draft" in found.damaged) == (len(left) < len(DRAFTS)) or left == DRAFTS


def test_both_ends_of_a_broken_table_come_over(tmp_path: Path, whole: bytes) -> None:
    best = 0
    for page in range(2, len(whole) // 4096, 3):
        broken = bytearray(whole)
        broken[page * 4096 + 100] ^= 1
        folder = tmp_path / str(page)
        folder.mkdir()
        store, found = rebuilt(folder, bytes(broken))
        if "draft" in found.damaged and found.rows["draft"]:
            left = store.read(drafts).result(20)
            best = max(best, len(left))
            if {"b0", "b149"} <= left.keys():
                store.close()
                return
        store.close()
    pytest.fail(f"no broken page left both ends; at best {best} rows came over")


def test_an_unreadable_store_gives_nothing_and_says_so(tmp_path: Path, whole: bytes) -> None:
    store, found = rebuilt(tmp_path, whole[:2000] + b"\x00" + whole[2001:])
    assert set(found.rows.values()) == {0}
    assert len(found.damaged) == len(LOCAL_TABLES)
    assert store.read(drafts).result(20) == {}
    store.close()


def test_newer_rows_stay(tmp_path: Path, whole: bytes) -> None:
    store, _ = rebuilt(tmp_path, whole)

    def change(session: Session) -> tuple[None, ChangeSet]:
        session.get_one(Setting, "theme").value = "light"
        return None, NO_CHANGES

    store.write(change).result(20)
    salvage(next(tmp_path.glob("store.db.damaged-*")), KEY, store)
    assert store.read(lambda session: session.get_one(Setting, "theme").value).result(20) == "light"
    store.close()


def test_a_rebuild_cut_short_is_ended_at_the_next_opening(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(whole)
    (tmp_path / "store.db.new").write_bytes(b"half")  # killed while the new one was filled
    finish_rebuild(path)
    assert path.read_bytes() == whole
    rebuild_store(path, KEY, NOW)
    filled = path.read_bytes()
    path.rename(tmp_path / "store.db.new")  # killed between setting aside and putting in place
    finish_rebuild(path)
    finish_rebuild(path)
    assert path.read_bytes() == filled


def test_a_missing_store_is_rebuilt_empty(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    found = rebuild_store(path, KEY, NOW)
    assert set(found.rows.values()) == {0}
    assert [file.name for file in tmp_path.iterdir()] == ["store.db"]
