"""Two devices, one member: current, superseded, competing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.replacement import Version, settle
from models.types import Standing

A1, A2, A3, B1, B2, X = (name.encode() for name in ("a1", "a2", "a3", "b1", "b2", "x"))
C, S, Q = Standing.COUNTED, Standing.SUPERSEDED, Standing.COMPETING


@pytest.mark.parametrize(
    ("arrived", "standings"),
    [
        ([], {}),
        ([(A1, None)], {A1: C}),
        ([(A1, None), (A2, A1)], {A1: S, A2: C}),
        ([(A1, None), (A2, A1), (A3, A2)], {A1: S, A2: S, A3: C}),
        # a second device that had not heard of the first answer
        ([(A1, None), (B1, None)], {A1: C, B1: Q}),
        # it goes on replacing its own answer: still nothing the member has confirmed
        ([(A1, None), (B1, None), (B2, B1)], {A1: C, B1: Q, B2: Q}),
        # the member signs one that replaces the current one: everything is resolved
        ([(A1, None), (B1, None), (B2, B1), (A2, A1)], {A1: S, B1: S, B2: S, A2: C}),
        # both devices replace the same answer: the second to arrive competes
        ([(A1, None), (A2, A1), (B1, A1)], {A1: S, A2: C, B1: Q}),
        # the confirmed one is itself replaced later
        ([(A1, None), (B1, None), (A2, A1), (A3, A2)], {A1: S, B1: S, A2: S, A3: C}),
        # the first to be accepted replaces one that never was
        ([(A2, A1)], {A2: C}),
        # ... which only arrives late: the member has replaced it already
        ([(A2, A1), (A1, None)], {A2: C, A1: S}),
    ],
)
def test_the_table(arrived: list[tuple[bytes, bytes | None]], standings: dict[bytes, Standing]) -> None:
    result = settle(Version(digest, replaces) for digest, replaces in arrived)
    assert result.standings == standings
    assert list(result.standings) == [digest for digest, _ in arrived]
    assert result.competing == tuple(digest for digest, standing in standings.items() if standing is Q)
    assert result.current == next((digest for digest, standing in standings.items() if standing is C), None)


NAMES = [bytes([number]) for number in range(6)]
HISTORIES = st.lists(
    st.builds(Version, st.sampled_from(NAMES), st.none() | st.sampled_from(NAMES)), unique_by=lambda v: v.digest
)


@given(HISTORIES, st.data())
def test_duplicates_change_nothing(history: list[Version], data: st.DataObject) -> None:
    once = settle(history)
    again = list(history)
    for version in data.draw(st.lists(st.sampled_from(history), max_size=6)) if history else []:
        again.insert(data.draw(st.integers(again.index(version) + 1, len(again))), version)
    assert settle(again) == once


@given(HISTORIES)
def test_every_version_is_kept_and_one_is_current(history: list[Version]) -> None:
    result = settle(history)
    assert set(result.standings) == {version.digest for version in history}
    assert list(result.standings.values()).count(C) == (1 if history else 0)
    assert result.current is None or result.standings[result.current] is C


@given(HISTORIES)
def test_an_answer_that_replaces_the_current_one_resolves_all(history: list[Version]) -> None:
    before = settle(history)
    after = settle([*history, Version(X, before.current)])
    assert after.current == X
    assert after.competing == ()
