"""Verified heads of the hub's ledger, kept: what the next answer must extend."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import LedgerMismatchError
from models.ledger import SignedHead
from models.tables.client.local import SeenHead


def record_heads(session: Session, heads: Iterable[SignedHead]) -> None:
    """Keep heads whose signature was verified. Raises :class:`LedgerMismatchError` where one contradicts another
    head of its epoch and size: two trees of the same size are a fork.
    """
    for signed in heads:
        head = signed.head
        known = session.get(SeenHead, (signed.epoch, head.size))
        if known is None:
            session.add(
                SeenHead(epoch=signed.epoch, size=head.size, root=head.root, time=head.time, data=signed.encode())
            )
            session.flush()
        elif known.root != head.root:
            raise LedgerMismatchError(f"two different trees of size {head.size} in epoch {signed.epoch}")


def heads_of(session: Session, epoch: int) -> tuple[SignedHead, ...]:
    """Every kept head of an epoch, by size."""
    rows = session.scalars(select(SeenHead.data).where(SeenHead.epoch == epoch).order_by(SeenHead.size))
    return tuple(SignedHead.decode(data) for data in rows)
