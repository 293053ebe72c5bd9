"""Where a ballot stands for its member: what waits or was refused goes before what the hub last said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.queries.client.ballots import BallotBadge, BallotTab, place
from models.queries.client.my_answer import NOTHING, MyAnswer, Own, Recorded
from models.types import BallotState, Choice, Refusal, SendState, Standing

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DEADLINE = NOW + timedelta(days=1)


def own(state: SendState, reason: str = "", minutes: int = 0) -> Own:
    at = NOW + timedelta(minutes=minutes)
    return Own("e", Choice.APPROVE, state, reason, at, at, at)


def recorded(standing: Standing, minutes: int = 0, event: str = "e", reason: str = "") -> Recorded:
    at = NOW + timedelta(minutes=minutes)
    return Recorded(event, Choice.OTHER, standing, reason, at, at, b"d")


COUNTED = recorded(Standing.COUNTED)
COMPETING = recorded(Standing.COMPETING, 1)
LATER = recorded(Standing.COUNTED, 5, "other")
REFUSED = own(SendState.REFUSED, Refusal.CERTIFICATE.value)
OPEN, CLOSED, TALLIED, CANCELLED = BallotState.OPEN, BallotState.CLOSED, BallotState.TALLIED, BallotState.CANCELLED


@pytest.mark.parametrize(
    ("state", "mine", "tab", "badge"),
    [
        (OPEN, NOTHING, BallotTab.TO_ANSWER, BallotBadge.TO_ANSWER),
        (OPEN, MyAnswer(own(SendState.SIGNED), None, None), BallotTab.SIGNED, BallotBadge.WAITING),
        (OPEN, MyAnswer(own(SendState.SENT), None, None), BallotTab.SIGNED, BallotBadge.SENT),
        (OPEN, MyAnswer(own(SendState.RECEIVED), None, None), BallotTab.SIGNED, BallotBadge.RECEIVED),
        (OPEN, MyAnswer(own(SendState.RECEIVED), COUNTED, COUNTED), BallotTab.SIGNED, BallotBadge.RECORDED),
        (OPEN, MyAnswer(None, None, COUNTED), BallotTab.SIGNED, BallotBadge.RECORDED),
        (OPEN, MyAnswer(own(SendState.SIGNED), None, COUNTED), BallotTab.SIGNED, BallotBadge.WAITING),
        (OPEN, MyAnswer(REFUSED, None, None), BallotTab.RETURNED, BallotBadge.REFUSED),
        (OPEN, MyAnswer(REFUSED, None, LATER), BallotTab.SIGNED, BallotBadge.RECORDED),
        (OPEN, MyAnswer(own(SendState.RECEIVED), COMPETING, COUNTED), BallotTab.RETURNED, BallotBadge.COMPETING),
        (OPEN, MyAnswer(own(SendState.RECEIVED), COMPETING, LATER), BallotTab.SIGNED, BallotBadge.RECORDED),
        (
            OPEN,
            MyAnswer(None, None, recorded(Standing.CHAIR_DECIDES)),
            BallotTab.SIGNED,
            BallotBadge.CHAIR_DECIDES,
        ),
        (CLOSED, NOTHING, BallotTab.CLOSED, BallotBadge.CLOSED),
        (CLOSED, MyAnswer(own(SendState.SIGNED), None, None), BallotTab.SIGNED, BallotBadge.WAITING),
        (CLOSED, MyAnswer(REFUSED, None, None), BallotTab.RETURNED, BallotBadge.REFUSED),
        (
            CLOSED,
            MyAnswer(own(SendState.RECEIVED), recorded(Standing.NOT_COUNTED), None),
            BallotTab.RETURNED,
            BallotBadge.NOT_COUNTED,
        ),
        (TALLIED, MyAnswer(None, None, COUNTED), BallotTab.CLOSED, BallotBadge.PUBLISHED),
        (CANCELLED, MyAnswer(None, None, COUNTED), BallotTab.CLOSED, BallotBadge.CANCELLED),
        (CANCELLED, MyAnswer(own(SendState.SIGNED), None, None), BallotTab.SIGNED, BallotBadge.WAITING),
    ],
)
def test_place(state: BallotState, mine: MyAnswer, tab: BallotTab, badge: BallotBadge) -> None:
    found = place(state, DEADLINE, None, mine, NOW)
    assert (found.tab, found.badge) == (tab, badge)


def test_deadline_passes_before_the_office_closes() -> None:
    assert place(OPEN, DEADLINE, None, NOTHING, DEADLINE).badge is BallotBadge.TO_ANSWER
    assert place(OPEN, DEADLINE, None, NOTHING, DEADLINE + timedelta(seconds=1)).badge is BallotBadge.OVERDUE
