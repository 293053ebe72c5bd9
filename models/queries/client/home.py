"""Việc cần xử lý: what needs this person now, by deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.queries.client.ballots import BallotListRow, BallotTab, Place, list_rows, recently_closed, urgent_ballots
from models.tables.client.local import Alarm
from models.tables.shared.ballots import Ballot, Notice
from models.types import BallotId, BallotState, PersonId


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


RECENT_COUNT = 5
NOTICE_DAYS = 14


def home(session: Session, person: PersonId, now: datetime) -> HomeRow:
    """The first screen, in one reading."""
    tabs: dict[BallotTab, list[tuple[str, Place]]] = {tab: [] for tab in BallotTab}
    for ballot, where in urgent_ballots(session, person, now):
        tabs[where.tab].append((ballot.id, where))
    to_answer = sorted(list_rows(session, tabs[BallotTab.TO_ANSWER], now), key=lambda row: (row.deadline, row.number))
    return HomeRow(
        urgent=to_answer[0] if to_answer else None,
        to_answer=tuple(to_answer[1:]),
        under_way=list_rows(session, tabs[BallotTab.SIGNED], now),
        returned=list_rows(session, tabs[BallotTab.RETURNED], now),
        recent=list_rows(session, list(recently_closed(session, person, now, RECENT_COUNT)), now),
        notices=_notices(session, person, now),
        alarms=session.scalar(select(func.count()).select_from(Alarm).where(Alarm.acknowledged_at.is_(None))) or 0,
    )


def _notices(session: Session, person: PersonId, now: datetime) -> tuple[NoticeRow, ...]:
    """Notices of the last two weeks about ballots that still stand, newest first; one of a kind for each ballot."""
    rows = session.execute(
        select(Notice.id, Notice.kind, Notice.ballot, Ballot.number, Ballot.title, func.max(Notice.created_at))
        .join(Ballot, Ballot.id == Notice.ballot)
        .where(
            Notice.person == person,
            Notice.created_at > now - timedelta(days=NOTICE_DAYS),
            or_(Notice.kind.not_in(_WHILE_OPEN), Ballot.state == BallotState.OPEN.value),
        )
        .group_by(Notice.ballot, Notice.kind)
        .order_by(func.max(Notice.created_at).desc())
    )
    return tuple(
        NoticeRow(notice, NoticeKind(kind), BallotId(ballot), number, title, at)
        for notice, kind, ballot, number, title, at in rows
    )


_WHILE_OPEN = (NoticeKind.REMINDER.value, NoticeKind.OVERDUE.value, NoticeKind.COMPETING.value)
