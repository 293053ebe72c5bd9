"""The versions of the member's answer to one ballot, each with its stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.ledger import Receipt as LedgerReceipt
from models.queries.client.my_answer import NOTHING, WAITING_STATES, my_answers
from models.tables.client.local import Draft, OutEvent, OwnAnswer, Receipt
from models.tables.shared.ballots import Answer, Ballot
from models.types import BallotId, Choice, EventId, PersonId, SendState, Standing


class StageName(StrEnum):
    """Stages of one answer's way: đã ký → đã gửi → Văn phòng nhận (biên nhận) → đã vào sổ."""

    SIGNED = "signed"
    SENT = "sent"
    RECEIVED = "received"
    RECORDED = "recorded"


class StageState(StrEnum):
    """How far a stage is."""

    DONE = "done"
    WAITING = "waiting"  # this is where the answer stands now
    PENDING = "pending"  # comes later
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage. ``number``: the ledger's line (from 0), at RECEIVED and RECORDED; ``size``: bytes sent, at SENT.

    ``verified``: signature and inclusion proof were checked on this device (RECEIVED). ``standing``: at RECORDED.
    """

    name: StageName
    state: StageState
    at: datetime | None
    size: int | None
    number: int | None
    verified: bool
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A verified receipt of an answer of this device. ``root`` is the head's root in hex, ``size`` its tree size."""

    leaf_index: int
    standing: Standing | None
    reason: str
    verified_at: datetime
    received_at: datetime
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class BatchMateRow:
    """Another ballot signed with the same PIN entry. ``position`` in the sending order, from 1; 0 when sent."""

    ballot: BallotId
    number: str
    title: str
    choice: Choice
    state: SendState
    position: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One version of the member's answer, from this device or (by the hub's record) from another.

    ``digest`` (hex) names the sealed bytes; ``replaces`` the digest it replaces. ``code``: commitment code to be
    read over the telephone, in groups of four, empty once received or where it was signed elsewhere.
    ``late``: received after the deadline; ``not_before``: time of the newest hub head inside the signature.
    ``is_current``: this version is the one that speaks for the member now.
    """

    event: EventId
    choice: Choice
    opinion: str
    signed_at: datetime
    on_this_device: bool
    state: SendState
    standing: Standing | None
    reason: str  # a models.types.Refusal value, or empty
    digest: str
    replaces: str | None
    stages: tuple[StageRow, ...]
    receipt: ReceiptRow | None
    code: str
    late: bool
    not_before: datetime | None
    received_at: datetime | None
    batch: tuple[BatchMateRow, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class AnswerDraftRow:
    """An answer not signed yet."""

    choice: Choice | None
    opinion: str
    saved_at: datetime


def answer_draft(session: Session, ballot: str) -> AnswerDraftRow | None:
    """The unsigned answer kept on this device."""
    draft = session.get(Draft, ballot)
    if draft is None:
        return None
    return AnswerDraftRow(Choice(draft.choice) if draft.choice else None, draft.opinion, draft.saved_at)


def sending_order(session: Session) -> tuple[str, ...]:
    """Ids of the acts that wait, in the order in which they go out."""
    query = select(OutEvent.id).where(OutEvent.state.in_([state.value for state in WAITING_STATES]))
    return tuple(session.scalars(query.order_by(OutEvent.rank, OutEvent.device_seq)))


def answer_versions(session: Session, ballot: BallotId, person: PersonId) -> tuple[AnswerRow, ...]:
    """Every version, newest first: those sealed here and those that the hub's ledger holds from other devices."""
    recorded = {
        answer.id: answer
        for answer in session.scalars(select(Answer).where(Answer.ballot == ballot, Answer.person == person))
    }
    mine = my_answers(session, person, [ballot]).get(ballot, NOTHING)
    if mine.own is not None and (mine.is_waiting or mine.is_received):
        current = mine.own.event
    else:
        current = mine.speaking.event if mine.speaking is not None else ""
    order = {event: position for position, event in enumerate(sending_order(session), start=1)}
    rows = []
    own = session.execute(
        select(OwnAnswer, OutEvent).join(OutEvent, OutEvent.id == OwnAnswer.event).where(OwnAnswer.ballot == ballot)
    )
    receipts = _newest_receipts(session, ballot)
    for answer, act in own:
        record = recorded.pop(answer.event, None)
        receipt = receipts.get(answer.event)
        rows.append(_own_row(answer, act, receipt, record, current, _mates(session, answer, order)))
    rows.extend(_foreign_row(record, current) for record in recorded.values())
    return tuple(sorted(rows, key=lambda row: row.signed_at, reverse=True))


def _newest_receipts(session: Session, ballot: str) -> dict[str, Receipt]:
    """By event: after an honest restore of the hub an answer has a receipt in each epoch."""
    query = select(Receipt).join(OwnAnswer, OwnAnswer.event == Receipt.event).where(OwnAnswer.ballot == ballot)
    return {receipt.event: receipt for receipt in session.scalars(query.order_by(Receipt.epoch))}


def _own_row(
    answer: OwnAnswer,
    act: OutEvent,
    receipt: Receipt | None,
    record: Answer | None,
    current: str,
    batch: tuple[BatchMateRow, ...],
) -> AnswerRow:
    state = SendState(act.state)
    if record is not None and state is not SendState.REFUSED:
        state = SendState.RECORDED
    receipt_row = None if receipt is None else _receipt_row(receipt)
    standing = Standing(record.standing) if record else receipt_row.standing if receipt_row else None
    return AnswerRow(
        event=EventId(answer.event),
        choice=Choice(answer.choice),
        opinion=answer.opinion,
        signed_at=answer.signed_at,
        on_this_device=True,
        state=state,
        standing=standing,
        reason=(record.reason if record else "") or act.reason,
        digest=answer.digest.hex(),
        replaces=answer.replaces.hex() if answer.replaces else None,
        stages=_stages(answer.signed_at, act, state, receipt_row, record),
        receipt=receipt_row,
        code=answer.code if state in WAITING_STATES else "",
        late=record.late if record else False,
        not_before=record.not_before if record else None,
        received_at=record.received_at if record else receipt_row.received_at if receipt_row else None,
        batch=batch,
        is_current=answer.event == current,
    )


def _foreign_row(record: Answer, current: str) -> AnswerRow:
    return AnswerRow(
        event=EventId(record.id),
        choice=Choice(record.choice),
        opinion=record.opinion,
        signed_at=record.made_at,
        on_this_device=False,
        state=SendState.RECORDED,
        standing=Standing(record.standing),
        reason=record.reason,
        digest=record.digest.hex(),
        replaces=record.replaces.hex() if record.replaces else None,
        stages=(
            StageRow(StageName.SIGNED, StageState.DONE, record.made_at, None, None, False, None),
            StageRow(StageName.SENT, StageState.DONE, None, None, None, False, None),
            StageRow(StageName.RECEIVED, StageState.DONE, record.received_at, None, record.leaf_index, False, None),
            _recorded_stage(record),
        ),
        receipt=None,
        code="",
        late=record.late,
        not_before=record.not_before,
        received_at=record.received_at,
        batch=(),
        is_current=record.id == current,
    )


def _stages(
    signed_at: datetime, act: OutEvent, state: SendState, receipt: ReceiptRow | None, record: Answer | None
) -> tuple[StageRow, ...]:
    done, waiting, pending = StageState.DONE, StageState.WAITING, StageState.PENDING
    signed = StageRow(StageName.SIGNED, done, signed_at, None, None, False, None)
    was_sent = state is not SendState.SIGNED
    sent = StageRow(StageName.SENT, done if was_sent else waiting, act.sent_at, act.size, None, False, None)
    if state is SendState.REFUSED:
        refused = StageRow(StageName.RECEIVED, StageState.REFUSED, act.settled_at, None, None, False, None)
        return (signed, sent, refused, StageRow(StageName.RECORDED, pending, None, None, None, False, None))
    if receipt is not None:
        at, number = receipt.received_at, receipt.leaf_index
        received = StageRow(StageName.RECEIVED, done, at, None, number, True, None)
    elif record is not None:
        received = StageRow(StageName.RECEIVED, done, record.received_at, None, record.leaf_index, False, None)
    else:
        received = StageRow(StageName.RECEIVED, waiting if was_sent else pending, None, None, None, False, None)
    if record is not None:
        return (signed, sent, received, _recorded_stage(record))
    last = waiting if received.state is done else pending
    return (signed, sent, received, StageRow(StageName.RECORDED, last, None, None, None, False, None))


def _recorded_stage(record: Answer) -> StageRow:
    standing = Standing(record.standing)
    return StageRow(StageName.RECORDED, StageState.DONE, record.received_at, None, record.leaf_index, False, standing)


def _receipt_row(receipt: Receipt) -> ReceiptRow:
    head = LedgerReceipt.decode(receipt.data).head.head
    return ReceiptRow(
        leaf_index=receipt.leaf_index,
        standing=Standing(receipt.standing) if receipt.standing else None,
        reason=receipt.reason,
        verified_at=receipt.verified_at,
        received_at=head.time,
        size=head.size,
        root=head.root.hex(),
    )


def _mates(session: Session, answer: OwnAnswer, order: Mapping[str, int]) -> tuple[BatchMateRow, ...]:
    rows = session.execute(
        select(OwnAnswer.ballot, Ballot.number, Ballot.title, OwnAnswer.choice, OutEvent.state, OwnAnswer.event)
        .join(OutEvent, OutEvent.id == OwnAnswer.event)
        .join(Ballot, Ballot.id == OwnAnswer.ballot)
        .where(OwnAnswer.batch == answer.batch, OwnAnswer.event != answer.event)
        .order_by(OutEvent.device_seq)
    )
    return tuple(
        BatchMateRow(BallotId(ballot), number, title, Choice(choice), SendState(state), order.get(event, 0))
        for ballot, number, title, choice, state, event in rows
    )
