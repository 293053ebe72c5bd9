"""A signed answer's envelope breaks on the disk before it was sent: the person is told, and signing again counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.profile_session import UnlockedProfile
from models.queries.client.ballots import BallotBadge, BallotTab, list_ballots
from models.types import Choice, EventKind, Refusal, SendState
from tests.helpers.client import CLERK, MINISTER, Client, enrol_client, issue
from tests.helpers.hub import RunningHub

pytestmark = pytest.mark.allow_logs("sync.client.exchange")

DAMAGED = (SendState.REFUSED, Refusal.DAMAGED.value)


def break_first_envelope(profile: UnlockedProfile) -> None:
    """Flip a byte in the envelope that was sealed first."""
    path = profile.folder / "envelopes" / profile.envelopes.to_send()[0].file_name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def states(client: Client, profile: UnlockedProfile) -> list[tuple[SendState, str]]:
    """State and reason of every answer of the device, oldest first."""
    acts = [act for act in client.acts(profile) if act.kind is EventKind.ANSWER]
    return [(act.state, act.reason) for act in reversed(acts)]


def test_answer_damaged_on_disk_is_returned_and_the_next_one_counts(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    minister = enrol_client(hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path, "9301")
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {ballot: (Choice.APPROVE, "")})
        break_first_envelope(profile)
        minister.sync(profile)
        assert states(minister, profile) == [DAMAGED]
        now = minister.clock.now()
        (row,) = profile.store.read(
            lambda session: list_ballots(session, minister.person(), BallotTab.RETURNED, now)
        ).result()
        assert (row.id, row.badge, row.reason) == (ballot, BallotBadge.REFUSED, Refusal.DAMAGED.value)

        minister.answer(profile, {ballot: (Choice.OTHER, "Ký lại")})
        minister.sync(profile)
        assert [state for state, _ in states(minister, profile)] == [SendState.REFUSED, SendState.RECEIVED]
        assert minister.detail(profile, ballot).answers[0].state is SendState.RECORDED


def test_answer_that_names_the_damaged_one_is_returned_too(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    minister = enrol_client(hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path, "9302")
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {ballot: (Choice.APPROVE, "")})
        minister.answer(profile, {ballot: (Choice.OTHER, "Ký sau")})
        break_first_envelope(profile)
        minister.sync(profile)
        assert states(minister, profile) == [DAMAGED, DAMAGED]
        assert profile.envelopes.to_send() == ()

        minister.answer(profile, {ballot: (Choice.OTHER, "Ký lại")})
        minister.sync(profile)
        assert [state for state, _ in states(minister, profile)][2:] == [SendState.RECEIVED]
