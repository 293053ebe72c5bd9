"""Verified heads of the hub's ledger, kept: what the next answer must extend."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from models.errors import LedgerMismatchError
from models.ledger import SignedHead
from models.tables.client.local import SeenHead
from models.types import NO_CHANGES, ChangeSet


def record_heads(session: Session, heads: Iterable[SignedHead], linked: Iterable[SignedHead]) -> None:
    """Keep heads whose signature was verified; ``linked`` ones were proved to extend the newest linked head.

    A receipt's head need not be linked yet: it stays open (:func:`models.queries.client.exchange_plan.open_heads`)
    until a proof leads from it to a linked one. Raises :class:`LedgerMismatchError` where a head contradicts another
    one of its epoch and size: two trees of the same size are a fork.
    """
    proved = {(signed.epoch, signed.head.size) for signed in linked}
    for signed in heads:
        head = signed.head
        is_linked = (signed.epoch, head.size) in proved
        known = session.get(SeenHead, (signed.epoch, head.size))
        if known is None:
            session.add(
                SeenHead(
                    epoch=signed.epoch,
                    size=head.size,
                    root=head.root,
                    time=head.time,
                    data=signed.encode(),
                    linked=is_linked,
                )
            )
            session.flush()
        elif known.root != head.root:
            raise LedgerMismatchError(f"two different trees of size {head.size} in epoch {signed.epoch}")
        elif is_linked:
            known.linked = True
    session.flush()


def link_head(session: Session, epoch: int, size: int) -> tuple[None, ChangeSet]:
    """A proof leads from this head to a linked one: both lie on one tree."""
    known = session.get(SeenHead, (epoch, size))
    if known is not None:
        known.linked = True
    return None, NO_CHANGES
