"""Việc cần xử lý: what needs this person now, by deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.queries.client.ballots import BallotListRow
from models.types import BallotId


class NoticeKind(StrEnum):
    """Why the person is told."""

    REMINDER = "reminder"
    OVERDUE = "overdue"
    COMPETING = "competing"
    RESULT = "result"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A reminder or an alert about one ballot."""

    id: str
    kind: NoticeKind
    ballot: BallotId
    number: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HomeRow:
    """The first screen. ``urgent`` is the ballot to answer with the nearest deadline; ``to_answer`` the others in
    order of deadline; ``under_way`` signed and not yet recorded; ``recent`` finished lately, newest first.
    ``alarms``: open alarms, shown above all else.
    """

    urgent: BallotListRow | None
    to_answer: tuple[BallotListRow, ...]
    under_way: tuple[BallotListRow, ...]
    returned: tuple[BallotListRow, ...]
    recent: tuple[BallotListRow, ...]
    notices: tuple[NoticeRow, ...]
    alarms: int
