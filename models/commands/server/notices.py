"""Reminders and alerts to single persons."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from models.commands.server.visibility import aides_of
from models.tables.shared.ballots import Notice
from models.types import new_id


class NoticeKind(StrEnum):
    """Values of :attr:`models.tables.shared.ballots.Notice.kind`."""

    REMINDER = "reminder"
    OVERDUE = "overdue"
    COMPETING = "competing"
    RESULT = "result"
    DECISION = "decision"


def notify(
    session: Session, ballot: str, persons: Collection[str], kind: NoticeKind, now: datetime, *, aides: bool = False
) -> list[tuple[str, str]]:
    """Add one notice for each person, and with ``aides`` one for each aide to whom they have delegated ballots
    (DOMAIN.md B12). Returns (kind, id) pairs, to be published.
    """
    receivers = set(persons)
    if aides:
        receivers = receivers.union(*aides_of(session, persons, now).values())
    rows = [
        Notice(id=new_id(), person=person, ballot=ballot, kind=kind.value, created_at=now)
        for person in sorted(receivers)
    ]
    session.add_all(rows)
    return [("notice", row.id) for row in rows]
