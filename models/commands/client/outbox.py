"""The index of sealed acts: rows for envelope files, written after the file is durable."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from models.acts import AnswerBody, BallotBody, CommitmentBody, DecideLateBody, IssueBody, OpenedBody, decode_act
from models.envelopes import SealedEnvelope
from models.errors import InvalidInputError
from models.events import SignedEvent
from models.statements import BallotStatement
from models.tables.base import from_micros
from models.tables.client.local import Draft, OutEvent, OwnAnswer
from models.types import NO_CHANGES, ChangeSet, Choice, EventId, EventKind, Refusal, ResultCode, SendState

BALLOT_RANK: Final = 0  # signed ballots go before everything else
ACT_RANK: Final = 1
OUTBOX: Final = "outbox"
"""Kind in a change set that names acts which wait now: the loop's signal, said by nothing else."""


@dataclass(frozen=True, slots=True)
class OwnAnswerData:
    """What the device keeps of an answer beside its envelope. ``compressed``: the signed PDF in wire form."""

    ballot: str
    choice: Choice
    opinion: str
    replaces: bytes | None
    signed_at: datetime
    batch: str
    code: str
    dictionary: bytes
    compressed: bytes


def subject_of(signed: SignedEvent) -> str:
    """The record an act is about: a ballot's id, or empty."""
    try:
        act = decode_act(EventKind(signed.event.kind), signed.event.body)
    except (InvalidInputError, ValueError):
        return ""
    if isinstance(act, IssueBody):
        return BallotStatement.decode(act.statement).ballot
    if isinstance(act, AnswerBody | OpenedBody | BallotBody | CommitmentBody | DecideLateBody):
        return act.ballot
    return ""


def record_sealed(
    session: Session, sealed: SealedEnvelope, signed: SignedEvent, answer: OwnAnswerData | None
) -> tuple[None, ChangeSet]:
    """Index one sealed act; an answer's draft has become the answer. Harmless when repeated."""
    event = signed.event
    subject = subject_of(signed)
    if session.get(OutEvent, event.id) is None:
        session.add(
            OutEvent(
                id=event.id,
                device_seq=event.device_seq,
                kind=event.kind,
                subject=subject,
                digest=signed.digest,
                envelope=sealed.file_name,
                size=sealed.size,
                rank=sealed.rank,
                state=SendState.SIGNED.value,
                made_at=from_micros(event.made_at),
                code="",
                reason="",
            )
        )
    if answer is not None and session.get(OwnAnswer, event.id) is None:
        session.add(
            OwnAnswer(
                event=event.id,
                ballot=answer.ballot,
                choice=answer.choice.value,
                opinion=answer.opinion,
                digest=signed.digest,
                replaces=answer.replaces,
                signed_at=answer.signed_at,
                batch=answer.batch,
                code=answer.code,
                dictionary=answer.dictionary,
                compressed=answer.compressed,
            )
        )
        draft = session.get(Draft, answer.ballot)
        if draft is not None and draft.saved_at <= answer.signed_at:
            session.delete(draft)
    return None, _touched(event.id, subject) | ChangeSet.of((OUTBOX, event.id))


def unindexed(session: Session, envelopes: Sequence[SealedEnvelope]) -> tuple[SealedEnvelope, ...]:
    """Envelopes that have no row: a crash came between file and row, or the store was rebuilt."""
    known = frozenset(session.scalars(select(OutEvent.id)))
    return tuple(envelope for envelope in envelopes if envelope.event_id not in known)


def mark_sent(session: Session, events: Collection[str], now: datetime) -> tuple[None, ChangeSet]:
    """These acts were handed to the hub, whose answer did not arrive: they are sent again."""
    rows = session.execute(
        update(OutEvent)
        .where(OutEvent.id.in_(events), OutEvent.state == SendState.SIGNED.value)
        .values(state=SendState.SENT.value, sent_at=now)
        .returning(OutEvent.id, OutEvent.subject)
    ).all()
    changes = NO_CHANGES
    for event, subject in rows:
        changes |= _touched(event, subject)
    return None, changes


_WAITING: Final = (SendState.SIGNED.value, SendState.SENT.value)


def refuse_damaged(session: Session, events: Collection[str], now: datetime) -> tuple[tuple[str, ...], ChangeSet]:
    """The envelopes of these acts do not read: settled on this device alone, so that the person is told and signs
    again. Acts that are settled stay as they are. Returns the envelopes' file names.
    """
    rows = session.execute(
        update(OutEvent)
        .where(OutEvent.id.in_(events), OutEvent.state.in_(_WAITING))
        .values(
            state=SendState.REFUSED.value,
            code=ResultCode.REJECTED.value,
            reason=Refusal.DAMAGED.value,
            settled_at=now,
        )
        .returning(OutEvent.id, OutEvent.subject, OutEvent.envelope)
    ).all()
    changes = NO_CHANGES
    for event, subject, _ in rows:
        changes |= _touched(event, subject)
    return tuple(envelope for _, _, envelope in rows), changes


def refuse_stranded(session: Session, events: Collection[str], now: datetime) -> tuple[tuple[str, ...], ChangeSet]:
    """Of acts that the hub says wait for another one, refuse the answers signed while a since damaged answer to the
    same ballot still waited: they name it in ``after``, and it never comes. Returns the envelopes' file names.
    """
    lost_act, lost = aliased(OutEvent), aliased(OwnAnswer)
    query = (
        select(OutEvent.id)
        .join(OwnAnswer, OwnAnswer.event == OutEvent.id)
        .join(lost, lost.ballot == OwnAnswer.ballot)
        .join(lost_act, lost_act.id == lost.event)
        .where(
            OutEvent.id.in_(events),
            lost_act.reason == Refusal.DAMAGED.value,
            lost_act.device_seq < OutEvent.device_seq,
            OutEvent.made_at <= lost_act.settled_at,
        )
    )
    return refuse_damaged(session, tuple(session.scalars(query)), now)


def reopen_acts(session: Session, events: Collection[EventId]) -> tuple[tuple[str, ...], ChangeSet]:
    """A restored hub lacks these acts: they wait again. Returns their envelopes' file names."""
    rows = session.execute(
        update(OutEvent)
        .where(OutEvent.id.in_(events))
        .values(state=SendState.SIGNED.value, code="", reason="", settled_at=None)
        .returning(OutEvent.id, OutEvent.subject, OutEvent.envelope)
    ).all()
    changes = NO_CHANGES
    for event, subject, _ in rows:
        changes |= _touched(event, subject) | ChangeSet.of((OUTBOX, event))
    return tuple(envelope for _, _, envelope in rows), changes


def _touched(event: str, subject: str) -> ChangeSet:
    pairs = {("out_event", event)}
    if subject:
        pairs.add(("ballot", subject))
    return ChangeSet(frozenset(pairs))
