"""Whatever a hub sends in a record's place: refused as no answer of ours, before the database is touched."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.commands.client.records import parse_changes
from models.errors import HubAnswerError
from models.tables.shared.registry import KINDS
from sync.protocol import RecordChange
from tests.unit.models.commands.client.bodies import answer, ballot, document

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
BODIES = {"ballot": ballot("b"), "answer": answer("e", "b", "p"), "document": document("d")}


@given(kind=st.sampled_from(sorted(BODIES)), data=st.data())
def test_any_value_in_any_column_is_taken_or_refused(kind: str, data: st.DataObject) -> None:
    body = dict(BODIES[kind])
    for column in data.draw(st.sets(st.sampled_from(sorted(body)), min_size=1)):
        body[column] = data.draw(VALUES)
    try:
        batch = parse_changes([RecordChange("all", kind, BODIES[kind]["id"], body)])
    except HubAnswerError:
        return
    (row,) = batch.rows[kind]
    assert all(value is None or isinstance(value, bool | int | str | bytes) for value in row)
    assert all(abs(value) < 2**63 for value in row if isinstance(value, int))


@given(kind=st.text(max_size=12), body=st.none() | st.dictionaries(st.text(max_size=12), VALUES, max_size=20))
def test_any_change_is_taken_or_refused(kind: str, body: dict[str, Any] | None) -> None:
    try:
        parse_changes([RecordChange("all", kind, "x", body)])
    except HubAnswerError:
        return
    assert kind in KINDS


def test_body_may_come_once_for_several_principals() -> None:
    lines = [RecordChange("person:p", "ballot", "b", ballot("b")), RecordChange("role:THANH_VIEN", "ballot", "b", {})]
    batch = parse_changes(lines)
    assert len(batch.rows["ballot"]) == 1
    assert {principal for _, _, principal in batch.reached} == {"person:p", "role:THANH_VIEN"}


def test_empty_body_without_the_record_is_refused() -> None:
    with pytest.raises(HubAnswerError):
        parse_changes([RecordChange("person:p", "ballot", "b", {})])
