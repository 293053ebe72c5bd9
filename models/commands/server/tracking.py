"""Delivery of ballots to members: delivered, opened, last contact (for the Office's response map)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.commands.server.changes import publish
from models.hub_store import hold_sequences
from models.tables.shared.ballots import Ballot, Tracking
from models.types import NO_CHANGES, BallotState, ChangeSet


def tracking_id(ballot: str, person: str) -> str:
    """Id of the row of one member on one ballot."""
    return f"{ballot}:{person}"


def start_tracking(session: Session, ballot: str, members: Collection[str]) -> tuple[str, ...]:
    """Rows for a fresh ballot's members; returns their ids, to be published."""
    ids = tuple(tracking_id(ballot, person) for person in members)
    for row, person in zip(ids, members, strict=True):
        session.add(Tracking(id=row, ballot=ballot, person=person))
    return ids


def note_contact(session: Session, person: str, now: datetime) -> ChangeSet:
    """A device of the person was here; shown beside the ballots that still wait for an answer."""
    _hold(session)
    waiting = select(Ballot.id).where(Ballot.state == BallotState.OPEN.value)
    rows = session.scalars(select(Tracking).where(Tracking.person == person, Tracking.ballot.in_(waiting))).all()
    for row in rows:
        row.last_contact = now
    return publish(session, "tracking", *(row.id for row in rows), now=now) if rows else NO_CHANGES


def mark_delivered(session: Session, person: str, ballots: Collection[str], now: datetime) -> tuple[None, ChangeSet]:
    """Ballots went to a device of this member. An aide has no row, so nothing is noted for one."""
    _hold(session)
    query = select(Tracking).where(
        Tracking.id.in_([tracking_id(ballot, person) for ballot in ballots]), Tracking.delivered_at.is_(None)
    )
    rows = session.scalars(query).all()
    for row in rows:
        row.delivered_at = now
    return None, publish(session, "tracking", *(row.id for row in rows), now=now) if rows else NO_CHANGES


def mark_opened(session: Session, person: str, ballot: str, now: datetime) -> ChangeSet:
    """The member opened the ballot or a paper of it; the first time counts."""
    _hold(session)
    query = select(Tracking).where(
        Tracking.id == tracking_id(ballot, person), or_(Tracking.opened_at.is_(None), Tracking.delivered_at.is_(None))
    )
    row = session.scalars(query).first()
    if row is None:
        return NO_CHANGES
    row.opened_at = row.opened_at or now
    row.delivered_at = row.delivered_at or now
    return publish(session, "tracking", row.id, now=now)


def _hold(session: Session) -> None:
    """These rows belong to no locked ballot: whoever changes them holds the lock of the sequences already."""
    session.flush()
    hold_sequences(session)
