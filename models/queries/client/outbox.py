"""Facts about this device's own acts that other parts need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables.client.local import OutEvent, OwnAnswer, Receipt
from models.types import BallotId, Choice, EventId


@dataclass(frozen=True, slots=True)
class OwnPageRow:
    """A signed page of this device in wire form; unpack it with the dictionary it names."""

    event: EventId
    ballot: BallotId
    choice: Choice
    dictionary: bytes
    compressed: bytes


@dataclass(frozen=True, slots=True)
class KeptReceiptRow:
    """A receipt with all that is needed to verify it again from the own envelope."""

    event: EventId
    ballot: BallotId
    envelope: str
    epoch: int
    leaf_index: int
    standing: str
    reason: str
    received_at: datetime
    data: bytes


def newest_device_seq(session: Session) -> int:
    """The highest sequence number used by this device, 0 where none was."""
    return session.scalar(select(func.max(OutEvent.device_seq))) or 0


def act_envelope(session: Session, event: str) -> tuple[str, str, str] | None:
    """(envelope file, kind, subject) of an act; None where it has no row."""
    row = session.get(OutEvent, event)
    return (row.envelope, row.kind, row.subject) if row else None


def own_page(session: Session, event: EventId) -> OwnPageRow | None:
    """The signed page of an answer sealed on this device."""
    row = session.get(OwnAnswer, event)
    if row is None:
        return None
    return OwnPageRow(event, BallotId(row.ballot), Choice(row.choice), row.dictionary, row.compressed)


def kept_receipts(session: Session) -> tuple[KeptReceiptRow, ...]:
    """Every receipt of this device, oldest first."""
    rows = session.execute(
        select(Receipt, OutEvent.subject, OutEvent.envelope)
        .join(OutEvent, OutEvent.id == Receipt.event)
        .order_by(OutEvent.device_seq, Receipt.epoch)
    )
    return tuple(
        KeptReceiptRow(
            EventId(receipt.event),
            BallotId(subject),
            envelope,
            receipt.epoch,
            receipt.leaf_index,
            receipt.standing,
            receipt.reason,
            receipt.received_at,
            receipt.data,
        )
        for receipt, subject, envelope in rows
    )
