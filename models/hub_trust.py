"""What a device believes of its hub: the pinned root key and the chain of epochs that it signed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.epochs import EpochStatement, check_extends, root_key_id, verify_chain
from models.errors import HubIdentityError, LedgerMismatchError
from models.events import SignedEvent
from models.leaves import AnswerLeaf
from models.ledger import CheckpointTrust, Receipt, verify_receipt

EpochPair = tuple[bytes, bytes]
"""Exact bytes of an epoch statement, and the root key's signature over them."""


@dataclass(frozen=True, slots=True)
class HubTrust:
    """A verified chain of epochs, oldest first; made by :meth:`verified` only."""

    root_key: bytes
    pairs: tuple[EpochPair, ...]
    epochs: tuple[EpochStatement, ...]

    @classmethod
    def verified(cls, root_key: bytes, pairs: Sequence[EpochPair], known: bytes | None) -> HubTrust:
        """Check the chain against the pinned root key, and that it still holds the newest statement ``known``.

        Raises :class:`HubIdentityError`.
        """
        epochs = verify_chain(root_key, pairs)
        if known is not None:
            check_extends(known, pairs)
        return cls(root_key, tuple(pairs), epochs)

    @property
    def newest(self) -> EpochStatement:
        """The epoch in force."""
        return self.epochs[-1]

    @property
    def root_id(self) -> bytes:
        """Id of the root key (SHA-256, 32 bytes), as heads and statements name it."""
        return bytes.fromhex(root_key_id(self.root_key))

    def epoch(self, number: int) -> EpochStatement:
        """One epoch. Raises :class:`HubIdentityError` where the chain has no such number."""
        if not 1 <= number <= len(self.epochs):
            raise HubIdentityError(f"no epoch {number}")
        return self.epochs[number - 1]

    def checkpoint(self, number: int) -> CheckpointTrust:
        """By what heads of an epoch are trusted. Raises :class:`LedgerMismatchError` for an unknown epoch."""
        if not 1 <= number <= len(self.epochs):
            raise LedgerMismatchError(f"signed under an unknown epoch {number}")
        return CheckpointTrust(self.root_id, number, self.epochs[number - 1].checkpoint_key)


@dataclass(frozen=True, slots=True)
class ReceivedAnswer:
    """What the hub says of one signed answer, sealed to its device: the fields of the ledger's leaf, and the proof."""

    standing: str
    reason: str
    received_at: datetime
    receipt: bytes


def check_receipt(signed: SignedEvent, ballot: str, received: ReceivedAnswer, trust: HubTrust) -> Receipt:
    """That the exact bytes of ``signed`` stand in the ledger as the hub says they do.

    The leaf is rebuilt here from the own event; the head's signature and the inclusion proof are verified. Whether
    the head extends those seen before is still to be checked. Raises :class:`LedgerMismatchError`.
    """
    leaf = AnswerLeaf(
        event=signed.event.id,
        ballot=ballot,
        person=signed.event.person,
        digest=signed.digest,
        standing=received.standing,
        reason=received.reason,
        received_at=received.received_at,
    )
    receipt = Receipt.decode(received.receipt)
    verify_receipt(receipt, signed.event.id, leaf.encode(signed.event_bytes), trust.checkpoint(receipt.head.epoch))
    return receipt
