"""Receipts: the hub's proof, kept by the member, that an act's exact bytes stand in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from models.errors import LedgerMismatchError
from models.ledger.heads import CheckpointTrust, SignedHead, TreeHead, verify_head
from models.ledger.merkle import leaf_hash, verify_inclusion


class _Wire(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    event: str
    leaf_index: int
    leaf_hash: bytes
    proof: tuple[bytes, ...]
    head: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """Biên nhận: event ``event`` is leaf ``leaf_index`` (its line in the book) of the tree under ``head``."""

    event: str
    leaf_index: int
    leaf_hash: bytes
    proof: tuple[bytes, ...]
    head: SignedHead

    def encode(self) -> bytes:
        """MessagePack bytes, for the wire and to keep."""
        return msgspec.msgpack.encode(
            _Wire(self.event, self.leaf_index, self.leaf_hash, self.proof, self.head.encode())
        )

    @classmethod
    def decode(cls, data: bytes) -> Receipt:
        """Inverse of :meth:`encode`; checks the form only. Raises :class:`LedgerMismatchError`."""
        try:
            wire = msgspec.msgpack.decode(data, type=_Wire)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise LedgerMismatchError("not a receipt") from error
        return cls(wire.event, wire.leaf_index, wire.leaf_hash, wire.proof, SignedHead.decode(wire.head))


def verify_receipt(receipt: Receipt, event: str, leaf: bytes, trust: CheckpointTrust) -> TreeHead:
    """Check a receipt against the member's own event id and exact leaf bytes; returns the head it proves.

    The head still has to extend the newest one seen (:func:`models.ledger.heads.verify_extension`). Raises
    :class:`LedgerMismatchError` where it is for another event, other bytes, another hub or epoch, or proves nothing.
    """
    if receipt.event != event:
        raise LedgerMismatchError("the receipt is for another event")
    if receipt.leaf_hash != leaf_hash(leaf):
        raise LedgerMismatchError("the receipt is for other bytes")
    head = verify_head(receipt.head, trust)
    verify_inclusion(receipt.leaf_hash, receipt.leaf_index, head.size, receipt.proof, head.root)
    return head
