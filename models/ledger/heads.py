"""Signed tree heads: what the hub's checkpoint key says of the log at one instant (after RFC 6962, 3.5).

The signature is Ed25519 (RFC 8032) over a fixed-width record that begins with a context of its own and binds the
hub's root key and the epoch, so that no head can be taken for another message, another hub's or another epoch's::

    "ecabinet/head/v1" 00 | root key id (32) | epoch (8) | size (8) | root (32) | time (8, Unix microseconds)

Numbers are unsigned, most significant byte first.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.errors import DefectError, LedgerMismatchError
from models.ledger.merkle import EMPTY_ROOT, HASH_SIZE, verify_consistency

_CONTEXT = b"ecabinet/head/v1\x00"
_RECORD = struct.Struct(">32sQQ32sQ")
_SIGNATURE_SIZE = 64
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class TreeHead:
    """The log at one instant: number of leaves, Merkle root (32 bytes), the hub's time (aware, UTC)."""

    size: int
    root: bytes
    time: datetime

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.root) != HASH_SIZE:
            raise DefectError("not a tree head")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise DefectError("a tree without leaves has another root")
        if self.time.tzinfo is None:
            raise DefectError("a head's time needs its zone")


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with the root key id (SHA-256 of the hub's root key, 32 bytes) and epoch it is signed under."""

    head: TreeHead
    root_key: bytes
    epoch: int
    signature: bytes

    @property
    def signed_bytes(self) -> bytes:
        """Exactly what the checkpoint key signs."""
        return _CONTEXT + self._record()

    def encode(self) -> bytes:
        """152 bytes: the record without its context, then the signature."""
        return self._record() + self.signature

    @classmethod
    def decode(cls, data: bytes) -> SignedHead:
        """Inverse of :meth:`encode`; checks the form, not the signature. Raises :class:`LedgerMismatchError`."""
        if len(data) != _RECORD.size + _SIGNATURE_SIZE:
            raise LedgerMismatchError("not a signed head")
        root_key, epoch, size, root, time = _RECORD.unpack_from(data)
        try:
            head = TreeHead(size, root, _UNIX + timedelta(microseconds=time))
        except (DefectError, OverflowError) as error:
            raise LedgerMismatchError("not a signed head") from error
        return cls(head, root_key, epoch, data[_RECORD.size :])

    def _record(self) -> bytes:
        time = (self.head.time - _UNIX) // _MICROSECOND
        try:
            return _RECORD.pack(self.root_key, self.epoch, self.head.size, self.head.root, time)
        except struct.error as error:
            raise DefectError("a head's numbers are unsigned and of 64 bits") from error


@dataclass(frozen=True, slots=True)
class CheckpointTrust:
    """What a client trusts heads by, out of one root-signed epoch: its checkpoint key (raw Ed25519, 32 bytes)."""

    root_key: bytes
    epoch: int
    checkpoint_key: bytes


def sign_head(head: TreeHead, root_key: bytes, epoch: int, checkpoint_key: Ed25519PrivateKey) -> SignedHead:
    """Sign ``head`` for an epoch. ``root_key``: id of the hub's root key, 32 bytes."""
    if len(root_key) != HASH_SIZE:
        raise DefectError("a root key id has 32 bytes")
    unsigned = SignedHead(head, root_key, epoch, b"")
    return SignedHead(head, root_key, epoch, checkpoint_key.sign(unsigned.signed_bytes))


def verify_head(signed: SignedHead, trust: CheckpointTrust) -> TreeHead:
    """The head, once root key, epoch and signature are right. Raises :class:`LedgerMismatchError`."""
    if signed.root_key != trust.root_key:
        raise LedgerMismatchError("the head is another hub's")
    if signed.epoch != trust.epoch:
        raise LedgerMismatchError(f"the head is of epoch {signed.epoch}, not {trust.epoch}")
    try:
        Ed25519PublicKey.from_public_bytes(trust.checkpoint_key).verify(signed.signature, signed.signed_bytes)
    except (InvalidSignature, ValueError) as error:
        raise LedgerMismatchError("the head's signature does not verify") from error
    return signed.head


def verify_extension(old: TreeHead | None, new: TreeHead, proof: tuple[bytes, ...]) -> None:
    """``new`` extends the newest head this device has verified (None: it has seen none, nothing to compare).

    Times are not compared: a corrected clock of the hub is no rewritten history. Raises
    :class:`LedgerMismatchError`.
    """
    if old is not None:
        verify_consistency(old.size, old.root, new.size, new.root, proof)
