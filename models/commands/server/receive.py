"""Settling events: each once, whatever the network repeats, reorders or loses.

The same id with the same bytes gets the same answer for ever; the same id with other bytes is refused. What cannot
be settled yet (an unknown kind, a missing predecessor, missing papers) is not stored, and comes again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.acts import (
    AcknowledgeAlarmBody,
    Act,
    AnswerBody,
    BallotBody,
    CommitmentBody,
    DecideLateBody,
    IssueBody,
    OpenedBody,
    decode_act,
)
from models.commands.server import answers, auditing, office, tracking
from models.commands.server.context import HubContext, VerifiedAnswer
from models.commands.server.ledger_log import newest_head
from models.commands.server.sequence import insert_rows, lock_ballots
from models.commands.server.settling import Verdict, Work, accepted, check_text, rejected, retry
from models.errors import DefectError, InvalidInputError, NotAllowedError, RefusedError
from models.events import SignedEvent, check_device_signature
from models.leaves import read_leaf
from models.tables.server.hub import DeviceKey, Leaf, ReceivedEvent
from models.tables.shared.ballots import Ballot
from models.tables.shared.people import Person
from models.types import NO_CHANGES, ChangeSet, EventKind, Refusal, ResultCode, Role

SCHEMA = 1
"""Newest schema of event bodies that this version settles."""

MAX_AFTER = 64
_MAX_NUMBER = 2**63
_ID = re.compile(r"[0-9a-f]{32}")
_KINDS = frozenset(kind.value for kind in EventKind)


@dataclass(frozen=True, slots=True)
class Examined:
    """An event with everything that can be known of it without the database: its body, or why there is none."""

    signed: SignedEvent
    act: Act | None
    fault: Verdict | None = None
    answer: VerifiedAnswer | RefusedError | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The hub's answer to one event. ``standing`` and ``reason`` of an answer are those of its leaf, so that its
    device can rebuild the leaf (:class:`models.leaves.AnswerLeaf`); ``received_at`` that of the first receipt.
    """

    event: str
    digest: bytes
    device: str
    code: str
    standing: str
    reason: str
    detail: str
    leaf_number: int | None
    received_at: datetime


def examine(hub: HubContext, signed: SignedEvent, received_at: datetime) -> Examined:
    """Decode the body and check a signed ballot: the slow part, without a session and outside any transaction."""
    event = signed.event
    if event.kind not in _KINDS or event.schema > SCHEMA:
        return Examined(signed, None, retry("upgrade"))
    try:
        act = decode_act(EventKind(event.kind), event.body)
        _check_form(act)
    except InvalidInputError as error:
        return Examined(signed, None, rejected(Refusal.INVALID, str(error)))
    if not isinstance(act, AnswerBody):
        return Examined(signed, act)
    if act.dictionary not in hub.templates:
        return Examined(signed, None, retry("upgrade"))
    try:
        return Examined(signed, act, None, hub.verify(act, received_at))
    except RefusedError as refusal:
        return Examined(signed, act, None, refusal)


def settle_event(session: Session, hub: HubContext, signed: SignedEvent, now: datetime) -> tuple[Outcome, ChangeSet]:
    """:func:`examine` and :func:`settle_events` of one event."""
    outcomes, changes = settle_events(session, hub, [examine(hub, signed, now)], now)
    return outcomes[0], changes


def settle_events(
    session: Session, hub: HubContext, examined: Sequence[Examined], now: datetime
) -> tuple[tuple[Outcome, ...], ChangeSet]:
    """Settle events in the order given, in the caller's transaction."""
    ballots = lock_ballots(session, filter(None, (_ballot_of(item.act) for item in examined)))
    outcomes: list[Outcome] = []
    changes = NO_CHANGES
    for item in examined:
        outcome, touched = _settle(session, hub, item, ballots, now)
        if isinstance(item.act, IssueBody) and touched:
            ballots |= lock_ballots(session, touched.ids("ballot"))
        outcomes.append(outcome)
        changes |= touched
    if any(outcome.code != ResultCode.RETRY for outcome in outcomes):
        newest_head(session, hub, now)
    return tuple(outcomes), changes


def _settle(
    session: Session, hub: HubContext, item: Examined, ballots: Mapping[str, Ballot], now: datetime
) -> tuple[Outcome, ChangeSet]:
    signed = item.signed
    # Not stored, nor looked up: no id of ours looks like that.
    if not _is_event_in_form(signed):
        return _outcome(signed, rejected(Refusal.INVALID, "the event is out of form"), now), NO_CHANGES
    key = session.get(DeviceKey, signed.event.device)
    if key is None:
        return _outcome(signed, retry("unknown_device"), now), NO_CHANGES
    known = _known(session, signed.event.id)
    if known is not None:
        return _repeated(session, signed, known, now), NO_CHANGES
    # Not stored: who can forge an id must not be able to spend it before its owner does.
    if not check_device_signature(signed, key.sign_key):
        return _outcome(signed, rejected(Refusal.SIGNATURE, "not this device's"), now), NO_CHANGES
    if key.person != signed.event.person:
        return _outcome(signed, rejected(Refusal.INVALID, "another person's device"), now), NO_CHANGES
    verdict = item.fault
    if verdict is None and (waiting := _unsettled(session, signed)):
        verdict = retry("waits_for", " ".join(waiting))
    if verdict is None:
        verdict = _handle(session, hub, item, key, ballots, now)
    if verdict.code is not ResultCode.RETRY:
        _store(session, item, verdict, now)
    return _outcome(signed, verdict, now), verdict.changes


def _handle(
    session: Session,
    hub: HubContext,
    item: Examined,
    key: DeviceKey,
    ballots: Mapping[str, Ballot],
    now: datetime,
) -> Verdict:
    """Run the kind's handler; what it refuses leaves nothing behind."""
    revoked = key.revoked_at is not None
    if revoked and not isinstance(item.act, AnswerBody):
        return rejected(Refusal.DEVICE_REVOKED)
    held = session.connection().execute(_ROLES, {"person": item.signed.event.person}).scalar()
    roles = frozenset(Role(role) for role in held or ())
    work = Work(session, hub, item.signed, roles, revoked, ballots, now)
    nested = session.begin_nested()
    try:
        verdict = _act(work, item)
    except (RefusedError, InvalidInputError, NotAllowedError) as error:
        nested.rollback()
        return _refusal(error)
    if verdict.code in (ResultCode.RETRY, ResultCode.REJECTED):
        nested.rollback()
    else:
        nested.commit()
    return verdict


def _act(work: Work, item: Examined) -> Verdict:
    match item.act:
        case AnswerBody() as body:
            if item.answer is None:
                raise DefectError("an answer that was not examined")
            return answers.receive_answer(work, body, item.answer)
        case IssueBody() as body:
            return office.issue(work, body)
        case BallotBody() as body:
            return _ON_BALLOT[EventKind(item.signed.event.kind)](work, body)
        case CommitmentBody() as body:
            return office.record_commitment(work, body)
        case DecideLateBody() as body:
            return office.decide_late(work, body)
        case OpenedBody() as body:
            return accepted(tracking.mark_opened(work.session, work.person, body.ballot, work.now))
        case AcknowledgeAlarmBody():
            return accepted(NO_CHANGES)  # the audit line says who has read which explanation
        case None:
            raise DefectError("an event without a body")


_ON_BALLOT: Mapping[EventKind, Callable[[Work, BallotBody], Verdict]] = MappingProxyType(
    {
        EventKind.CLOSE: office.close,
        EventKind.PUBLISH: office.publish_result,
        EventKind.CANCEL: office.cancel,
        EventKind.REMIND: office.remind,
    }
)


def _refusal(error: RefusedError | InvalidInputError | NotAllowedError) -> Verdict:
    if isinstance(error, RefusedError):
        return rejected(Refusal(error.reason), error.detail)
    return rejected(Refusal.NOT_ALLOWED if isinstance(error, NotAllowedError) else Refusal.INVALID, str(error))


def _unsettled(session: Session, signed: SignedEvent) -> list[str]:
    """Events that must be settled first, and are not."""
    wanted = signed.event.after
    if not wanted:
        return []
    found = set(session.scalars(select(ReceivedEvent.id).where(ReceivedEvent.id.in_(wanted))))
    return [event for event in wanted if event not in found]


def _is_event_in_form(signed: SignedEvent) -> bool:
    event = signed.event
    ids = (event.id, event.device, event.person, *event.after)
    return all(map(_ID.fullmatch, ids)) and len(event.after) <= MAX_AFTER and 0 < event.device_seq < _MAX_NUMBER


def _check_form(act: Act) -> None:
    """Ids are ids, and text is text that every database takes. Raises :class:`InvalidInputError`."""
    match act:
        case CommitmentBody():
            ids, text = [act.ballot, act.member], act.code
        case DecideLateBody():
            ids, text = [act.ballot, act.answer], act.grounds
        case BallotBody():
            ids, text = [act.ballot], act.reason
        case AnswerBody() | OpenedBody():
            ids, text = [act.ballot], ""
        case _:
            return
    if not all(map(_ID.fullmatch, ids)):
        raise InvalidInputError("an id is out of form")
    check_text(text)


def _ballot_of(act: Act | None) -> str | None:
    if isinstance(act, AnswerBody | OpenedBody | BallotBody | CommitmentBody | DecideLateBody):
        return act.ballot
    return None


def _store(session: Session, item: Examined, verdict: Verdict, now: datetime) -> None:
    signed, event = item.signed, item.signed.event
    issued = verdict.changes.ids("ballot") if isinstance(item.act, IssueBody) else frozenset()
    row = {
        "id": event.id,
        "device": event.device,
        "person": event.person,
        "device_seq": event.device_seq,
        "kind": event.kind,
        "digest": signed.digest,
        "data": signed.encode(),
        "code": verdict.code.value,
        "reason": verdict.reason,
        "leaf_number": verdict.leaf_number,
        "received_at": now,
    }
    insert_rows(session, ReceivedEvent, [row])
    auditing.record(
        session,
        event.person,
        event.kind,
        _ballot_of(item.act) or next(iter(issued), ""),
        now,
        device=event.device,
        event=event.id,
        code=verdict.code.value,
        standing=verdict.standing,
        reason=verdict.reason,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What was answered to an event before."""

    digest: bytes
    code: str
    reason: str
    leaf_number: int | None
    received_at: datetime


_received = ReceivedEvent.__table__.c
_KNOWN = select(_received.digest, _received.code, _received.reason, _received.leaf_number, _received.received_at).where(
    _received.id == bindparam("event")
)
_ROLES = select(Person.__table__.c.roles).where(Person.__table__.c.id == bindparam("person"))


def _known(session: Session, event: str) -> _Known | None:
    row = session.connection().execute(_KNOWN, {"event": event}).first()
    return None if row is None else _Known(*row)


def _repeated(session: Session, signed: SignedEvent, known: _Known, now: datetime) -> Outcome:
    if known.digest != signed.digest:
        return _outcome(signed, rejected(Refusal.REUSED_ID), now)
    code = ResultCode.ALREADY if known.code == ResultCode.ACCEPTED else ResultCode(known.code)
    standing = ""
    if known.leaf_number is not None:
        leaf = session.get(Leaf, known.leaf_number)
        if leaf is None:
            raise DefectError(f"leaf {known.leaf_number} is gone")
        standing = str(read_leaf(leaf.data)[0]["standing"])
    verdict = Verdict(code, NO_CHANGES, standing, known.reason, "", known.leaf_number)
    return _outcome(signed, verdict, known.received_at)


def _outcome(signed: SignedEvent, verdict: Verdict, received_at: datetime) -> Outcome:
    return Outcome(
        event=signed.event.id,
        digest=signed.digest,
        device=signed.event.device,
        code=verdict.code.value,
        standing=verdict.standing,
        reason=verdict.reason,
        detail=verdict.detail,
        leaf_number=verdict.leaf_number,
        received_at=received_at,
    )
