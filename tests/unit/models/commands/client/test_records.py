"""Records from the hub: written, indexed for search, and known to have been pulled."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.commands.client.records import parse_changes, unindex, write_batch
from models.errors import HubAnswerError
from models.search import match_expression
from models.store import Store
from models.types import NO_CHANGES, ChangeSet
from sync.protocol import RecordChange

BODY: dict[str, Any] = {
    "id": "b1",
    "version": 1,
    "number": "9012/PLYK-VPCP",
    "title": "Quản lý bến thủy nội địa",
    "question": "Có đồng ý không?",
    "submitted_by": "bxd",
    "submitted_by_name": "Bộ Xây dựng",
    "issued_at": 1_000_000,
    "deadline": 2_000_000,
    "rule_set": "nd191-2026",
    "state": "DANG_LAY",
    "statement": b"{}",
    "digest": b"d",
    "papers": [],
    "papers_root": b"r",
    "n_members": 27,
    "threshold": 14,
    "closed_at": None,
    "reason": "",
}


def receive(store: Store, *bodies: dict[str, Any]) -> None:
    """As an exchange writes them."""
    batch = parse_changes([RecordChange("person:p", "ballot", body["id"], body) for body in bodies])

    def write(session: Session) -> tuple[None, ChangeSet]:
        write_batch(session, batch)
        return None, NO_CHANGES

    store.write(write).result()


def found(store: Store, typed: str) -> list[str]:
    """Ids of ballots that a search finds."""
    sql = text("SELECT id FROM search WHERE search MATCH :typed ORDER BY id")
    return list(store.read(lambda session: session.scalars(sql, {"typed": match_expression(typed)}).all()).result())


def index_rows(store: Store) -> list[tuple[int, str]]:
    """What stands in the index: row number and record."""
    sql = text("SELECT id, record FROM indexed_record ORDER BY id")
    return [(row[0], row[1]) for row in store.read(lambda session: session.execute(sql).all()).result()]


def test_found_with_tones_and_without(store: Store) -> None:
    receive(store, BODY, BODY | {"id": "b2", "title": "Bện thừng"})
    assert found(store, "bến thủy") == ["b1"]
    assert found(store, "ben") == ["b1", "b2"]


def test_other_words_replace_the_old_ones(store: Store) -> None:
    receive(store, BODY, BODY | {"id": "b2", "title": "Cảng biển"})
    receive(store, BODY | {"version": 2, "title": "Quản lý cảng cạn"})
    assert found(store, "bến") == []
    assert found(store, "cảng") == ["b1", "b2"]
    assert sorted(record for _, record in index_rows(store)) == ["b1", "b2"]


def test_same_words_leave_the_index_alone(store: Store) -> None:
    receive(store, BODY)
    before = index_rows(store)
    receive(store, BODY | {"version": 2, "state": "DA_DONG"}, BODY | {"id": "b0", "title": "Cảng biển"})
    assert [row for row in index_rows(store) if row[1] == "b1"] == before
    assert found(store, "bến") == ["b1"]
    state = store.read(lambda session: session.scalar(text("SELECT state FROM ballot WHERE id = 'b1'"))).result()
    assert state == "DA_DONG"


def test_unindexed_record_is_found_no_more(store: Store) -> None:
    receive(store, BODY, BODY | {"id": "b2"})

    def forget(session: Session) -> tuple[None, ChangeSet]:
        unindex(session, "ballot", ["b1", "never there"])
        return None, NO_CHANGES

    store.write(forget).result()
    assert found(store, "bến") == ["b2"]
    receive(store, BODY)
    assert found(store, "bến") == ["b1", "b2"]


@pytest.mark.parametrize(
    "change",
    [{"title": None}, {"issued_at": -1}, {"state": "unheard-of"}, {"papers": "none"}, {"extra": 1}, {"id": "other"}],
)
def test_record_out_of_form_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(HubAnswerError):
        parse_changes([RecordChange("person:p", "ballot", "b1", BODY | change)])
