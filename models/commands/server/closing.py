"""Closing ballots, by the Office or at the deadline, and reminding those who have not answered (DOMAIN.md B8-B12)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.commands.server import auditing
from models.commands.server.changes import publish_all
from models.commands.server.context import HubContext
from models.commands.server.ledger_log import append_leaf, newest_head
from models.commands.server.notices import NoticeKind, notify
from models.commands.server.results import compute_result
from models.commands.server.sequence import lock_ballots
from models.commands.server.tracking import tracking_id
from models.hub_store import hold_sequences
from models.leaves import make_leaf
from models.statements import instant_text
from models.tables.server.reading import counted_answers, electorate_of
from models.tables.shared.ballots import Ballot, Tracking
from models.types import NO_CHANGES, BallotId, BallotState, ChangeSet, LeafKind


def unanswered(session: Session, ballot: str) -> tuple[str, ...]:
    """Members without a counted answer."""
    answered = {answer.person for answer in counted_answers(session, ballot)}
    return tuple(person for person in electorate_of(session, ballot).members if person not in answered)


def close_ballot(
    session: Session, hub: HubContext, ballot: Ballot, actor: str, event_bytes: bytes, now: datetime
) -> ChangeSet:
    """Close an open, locked ballot and compute its first result, which stays with the Office until published."""
    ballot.state, ballot.closed_at = BallotState.CLOSED.value, now
    append_closing(session, ballot, actor, "", event_bytes, now)
    result = compute_result(session, hub, ballot, now)
    pairs = [("ballot", ballot.id), ("result", result.id)]
    pairs += notify(session, ballot.id, unanswered(session, ballot.id), NoticeKind.OVERDUE, now, aides=True)
    return publish_all(session, pairs, now)


def append_closing(
    session: Session, ballot: Ballot, actor: str, reason: str, event_bytes: bytes, now: datetime
) -> None:
    """The ledger's entry that a ballot was closed or cancelled."""
    leaf = make_leaf(
        LeafKind.CLOSING,
        ballot.id,
        {"actor": actor, "state": ballot.state, "reason": reason, "recorded_at": instant_text(now)},
        event_bytes,
    )
    append_leaf(session, LeafKind.CLOSING, ballot.id, ballot.id, leaf, now)


def close_due_ballots(session: Session, hub: HubContext, now: datetime) -> tuple[tuple[BallotId, ...], ChangeSet]:
    """A job: close every open ballot whose deadline has passed."""
    query = select(Ballot.id).where(Ballot.state == BallotState.OPEN.value, Ballot.deadline < now)
    due = lock_ballots(session, session.scalars(query).all())
    closed: list[BallotId] = []
    changes = NO_CHANGES
    for ballot in due.values():
        if ballot.state == BallotState.OPEN:
            changes |= close_ballot(session, hub, ballot, auditing.SYSTEM, b"", now)
            auditing.record(session, auditing.SYSTEM, "ballot.close", ballot.id, now)
            closed.append(BallotId(ballot.id))
    if closed:
        newest_head(session, hub, now)
    return tuple(closed), changes


def remind(session: Session, ballot: Ballot, members: Collection[str], now: datetime) -> ChangeSet:
    """Remind members and the aides to whom they have delegated ballots; the response map shows when and how often."""
    pairs = notify(session, ballot.id, members, NoticeKind.REMINDER, now, aides=True)
    session.flush()
    hold_sequences(session)
    rows = session.scalars(select(Tracking).where(Tracking.id.in_([tracking_id(ballot.id, p) for p in members])))
    for row in rows:
        row.reminded_at, row.reminders = now, row.reminders + 1
        pairs.append(("tracking", row.id))
    return publish_all(session, pairs, now) if pairs else NO_CHANGES


def send_reminders(session: Session, hub: HubContext, now: datetime) -> tuple[int, ChangeSet]:
    """A job: remind by the rule set's times. Each time reminds once, however often the job runs; times that were
    missed while the hub was down are made up for by one reminder.
    """
    query = select(Ballot.id).where(Ballot.state == BallotState.OPEN.value, Ballot.deadline > now)
    sent = 0
    changes = NO_CHANGES
    for ballot in lock_ballots(session, session.scalars(query).all()).values():
        rules = hub.rules.get(ballot.rule_set)
        due = [t for t in rules.reminder_times(ballot.issued_at, ballot.deadline, hub.holidays) if t <= now]
        if not due:
            continue
        wanted = [tracking_id(ballot.id, person) for person in unanswered(session, ballot.id)]
        rows = session.scalars(select(Tracking).where(Tracking.id.in_(wanted)))
        members = [row.person for row in rows if row.reminded_at is None or row.reminded_at < due[-1]]
        if members:
            changes |= remind(session, ballot, members, now)
            auditing.record(session, auditing.SYSTEM, "ballot.remind", ballot.id, now, members=len(members))
            sent += len(members)
    return sent, changes
