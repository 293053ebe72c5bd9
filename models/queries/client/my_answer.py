"""Where the member's answer to a ballot stands: the hub's record with this device's pending acts laid over it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.local_settings import dismissed_events
from models.tables.client.local import OutEvent, OwnAnswer
from models.tables.shared.ballots import Answer
from models.types import Choice, SendState, Standing

WAITING_STATES = frozenset({SendState.SIGNED, SendState.SENT})


@dataclass(frozen=True, slots=True)
class Own:
    """The newest answer sealed on this device."""

    event: str
    choice: Choice
    state: SendState
    reason: str
    signed_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer as the hub's ledger holds it."""

    event: str
    choice: Choice
    standing: Standing
    reason: str
    made_at: datetime
    received_at: datetime
    digest: bytes


@dataclass(frozen=True, slots=True)
class MyAnswer:
    """All that is known of the member's answer to one ballot. ``speaking`` is the ledger's current answer."""

    own: Own | None
    own_recorded: Recorded | None  # the ledger's record of ``own``
    speaking: Recorded | None

    @property
    def is_waiting(self) -> bool:
        """Signed here, not settled by the hub."""
        return self.own is not None and self.own.state in WAITING_STATES

    @property
    def is_refused(self) -> bool:
        """The newest answer of this device was refused, and no counted one came after it. One that the ledger holds
        was not: its envelope broke here after the hub had it.
        """
        if self.own is None or self.own.state is not SendState.REFUSED or self.own_recorded is not None:
            return False
        refused_at = self.own.settled_at or self.own.signed_at
        return self.speaking is None or self.speaking.received_at <= refused_at

    @property
    def unresolved(self) -> Recorded | None:
        """The newest answer of this device where the ledger holds it as competing or not counted."""
        record = self.own_recorded
        if record is None or record.standing not in {Standing.COMPETING, Standing.NOT_COUNTED}:
            return None
        if self.speaking is not None and self.speaking.received_at > record.received_at:
            return None
        return record

    @property
    def is_received(self) -> bool:
        """A verified receipt came; the ledger's record did not yet."""
        return self.own is not None and self.own.state is SendState.RECEIVED and self.own_recorded is None


NOTHING = MyAnswer(None, None, None)


def my_answers(session: Session, person: str, ballots: Collection[str] | None = None) -> dict[str, MyAnswer]:
    """Where ``person``'s answers stand, by ballot; only ballots with some answer. None asks for every ballot.

    Dismissed refusals are left out, so that the ballot goes back to where it would stand without them.
    """
    own = _newest_own(session, ballots)
    recorded: dict[str, Recorded] = {}
    speaking: dict[str, Recorded] = {}
    query = select(
        Answer.ballot,
        Answer.id,
        Answer.choice,
        Answer.standing,
        Answer.reason,
        Answer.made_at,
        Answer.received_at,
        Answer.digest,
    ).where(Answer.person == person)
    if ballots is not None:
        query = query.where(Answer.ballot.in_(ballots))
    for ballot, event, choice, standing, reason, made_at, received_at, digest in session.execute(
        query.order_by(Answer.leaf_index)
    ):
        record = Recorded(event, Choice(choice), Standing(standing), reason, made_at, received_at, digest)
        recorded[event] = record
        if record.standing in {Standing.COUNTED, Standing.CHAIR_DECIDES}:
            speaking[ballot] = record
    found = {}
    for ballot in own.keys() | speaking.keys():
        mine = own.get(ballot)
        found[ballot] = MyAnswer(mine, recorded.get(mine.event) if mine else None, speaking.get(ballot))
    return found


def _newest_own(session: Session, ballots: Collection[str] | None) -> dict[str, Own]:
    query = (
        select(
            OwnAnswer.ballot,
            OwnAnswer.event,
            OwnAnswer.choice,
            OwnAnswer.signed_at,
            OutEvent.state,
            OutEvent.reason,
            OutEvent.sent_at,
            OutEvent.settled_at,
        )
        .join(OutEvent, OutEvent.id == OwnAnswer.event)
        .order_by(OutEvent.device_seq)
    )
    if ballots is not None:
        query = query.where(OwnAnswer.ballot.in_(ballots))
    dismissed = dismissed_events(session)
    return {
        ballot: Own(event, Choice(choice), SendState(state), reason, signed_at, sent_at, settled_at)
        for ballot, event, choice, signed_at, state, reason, sent_at, settled_at in session.execute(query)
        if event not in dismissed
    }


def newest_digest(session: Session, person: str, ballot: str) -> bytes | None:
    """Digest of the answer that a new one replaces: the newest pending own one, else the ledger's current one.

    A refused answer replaces nothing and is replaced by nothing.
    """
    pending = session.scalars(
        select(OwnAnswer.digest)
        .join(OutEvent, OutEvent.id == OwnAnswer.event)
        .where(OwnAnswer.ballot == ballot, OutEvent.state.in_([s.value for s in WAITING_STATES]))
        .order_by(OutEvent.device_seq.desc())
        .limit(1)
    ).first()
    if pending is not None:
        return pending
    mine = my_answers(session, person, [ballot]).get(ballot, NOTHING)
    if mine.is_received and mine.own is not None:
        return session.scalars(select(OwnAnswer.digest).where(OwnAnswer.event == mine.own.event)).first()
    return mine.speaking.digest if mine.speaking else None
