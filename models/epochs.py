"""Epochs: what the offline root key says of the hub's working keys.

Enrolment pins the root key; everything the hub signs, and its TLS certificate, is trusted through the newest epoch
only. Rotation and an honest restore are a new epoch (ARCHITECTURE, "Keys"). Both ends share this module; it is pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.canonical import Json, decode_canonical, encode_canonical
from models.errors import HubIdentityError, InvalidInputError
from models.sealing import key_id
from models.statements import instant_text, parse_instant

FORMAT = 1
MAX_STATEMENT = 32 * 1024
MAX_EPOCHS = 1_000
_CONTEXT = b"ecabinet/epoch/v1\x00"
_EMPTY_ROOT = hashlib.sha256(b"").digest()  # RFC 6962, 2.1: the hash of an empty tree


class EpochReason(StrEnum):
    """Why the epoch began."""

    FIRST = "first"
    ROTATION = "rotation"  # new keys or certificate; the ledger goes on unbroken
    RESTORE = "restore"  # the ledger goes on from a backup: clients re-send, a person reads the explanation


def root_key_id(root_key: bytes) -> str:
    """Id of a raw Ed25519 root key: its SHA-256 in hex."""
    return hashlib.sha256(root_key).hexdigest()


@dataclass(frozen=True, slots=True)
class EpochStatement:
    """The working keys of one epoch.

    ``base_size``/``base_root``: the ledger that the epoch starts from. ``tls_certificate`` is the DER that the hub
    shows; ``checkpoint_key`` (raw Ed25519) signs heads and results, ``order_key`` (raw Ed25519) leases and wipes;
    ``envelope_key`` is the serialised HPKE key that envelopes are sealed to; ``administrators`` are the raw Ed25519 keys
    of which two must sign a wipe (:mod:`models.orders`). ``previous`` is the SHA-256 of the
    statement before (empty for the first). ``explanation`` is read by people (Vietnamese).
    """

    number: int
    reason: EpochReason
    root_key: str
    previous: bytes
    base_size: int
    base_root: bytes
    tls_certificate: bytes
    checkpoint_key: bytes
    order_key: bytes
    envelope_key: bytes
    administrators: tuple[bytes, ...]
    valid_from: datetime
    valid_until: datetime
    explanation: str

    def __post_init__(self) -> None:
        if (self.number == 1) != (self.reason is EpochReason.FIRST) or self.number < 1:
            raise InvalidInputError("epoch number and reason do not fit")
        if len(self.previous) != (0 if self.number == 1 else 32):
            raise InvalidInputError("the epoch before is not named")
        if self.base_size < 0 or len(self.base_root) != 32:
            raise InvalidInputError("ledger base is out of form")
        if self.number == 1 and (self.base_size != 0 or self.base_root != _EMPTY_ROOT):
            raise InvalidInputError("the first epoch starts from an empty ledger")
        if len(self.checkpoint_key) != 32 or len(self.order_key) != 32 or not self.envelope_key:
            raise InvalidInputError("a key is out of form")
        if any(len(key) != 32 for key in self.administrators) or len(self.administrators) > 16:
            raise InvalidInputError("an administrator's key is out of form")
        if not self.tls_certificate or self.valid_until <= self.valid_from:
            raise InvalidInputError("certificate or validity is out of form")

    @property
    def envelope_key_id(self) -> bytes:
        """Id by which an envelope names the hub key it is sealed to."""
        return key_id(self.envelope_key)

    @property
    def tls_hash(self) -> bytes:
        """SHA-256 of the certificate's DER."""
        return hashlib.sha256(self.tls_certificate).digest()

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical bytes: what an acknowledgement and the next epoch name."""
        return hashlib.sha256(self.encode()).digest()

    def encode(self) -> bytes:
        """Canonical JSON bytes."""
        return encode_canonical(
            {
                "format": FORMAT,
                "type": "ecabinet-epoch",
                "number": self.number,
                "reason": self.reason.value,
                "root_key": self.root_key,
                "previous": self.previous.hex(),
                "base_size": self.base_size,
                "base_root": self.base_root.hex(),
                "tls_hash": self.tls_hash.hex(),
                "tls_certificate": self.tls_certificate.hex(),
                "checkpoint_key": self.checkpoint_key.hex(),
                "order_key": self.order_key.hex(),
                "envelope_key": self.envelope_key.hex(),
                "envelope_key_id": self.envelope_key_id.hex(),
                "administrators": [key.hex() for key in self.administrators],
                "valid_from": instant_text(self.valid_from),
                "valid_until": instant_text(self.valid_until),
                "explanation": self.explanation,
            }
        )

    @classmethod
    def decode(cls, data: bytes) -> EpochStatement:
        """Parse and check canonical bytes. Raises :class:`InvalidInputError`."""
        if len(data) > MAX_STATEMENT:
            raise InvalidInputError("epoch statement too large")
        value = decode_canonical(data)
        if not isinstance(value, dict) or value.get("type") != "ecabinet-epoch" or value.get("format") != FORMAT:
            raise InvalidInputError("not an epoch statement")
        fields = cast(dict[str, Json], value)
        try:
            statement = cls(
                number=_integer(fields, "number"),
                reason=EpochReason(_text(fields, "reason")),
                root_key=_text(fields, "root_key"),
                previous=bytes.fromhex(_text(fields, "previous")),
                base_size=_integer(fields, "base_size"),
                base_root=bytes.fromhex(_text(fields, "base_root")),
                tls_certificate=bytes.fromhex(_text(fields, "tls_certificate")),
                checkpoint_key=bytes.fromhex(_text(fields, "checkpoint_key")),
                order_key=bytes.fromhex(_text(fields, "order_key")),
                envelope_key=bytes.fromhex(_text(fields, "envelope_key")),
                administrators=tuple(bytes.fromhex(key) for key in cast(list[str], fields["administrators"])),
                valid_from=parse_instant(_text(fields, "valid_from")),
                valid_until=parse_instant(_text(fields, "valid_until")),
                explanation=_text(fields, "explanation"),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInputError("not an epoch statement") from error
        if statement.encode() != data:
            raise InvalidInputError("epoch statement has unknown or inconsistent fields")
        return statement


def sign_epoch(statement: EpochStatement, root_private: Ed25519PrivateKey) -> bytes:
    """The root key's signature. Raises :class:`InvalidInputError` if the statement names another root key."""
    if root_key_id(root_private.public_key().public_bytes_raw()) != statement.root_key:
        raise InvalidInputError("the statement names another root key")
    return root_private.sign(signed_epoch_bytes(statement.encode()))


def signed_epoch_bytes(statement: bytes) -> bytes:
    """Exactly what the root key signs of an epoch statement."""
    return _CONTEXT + statement


def verify_chain(root_key: bytes, epochs: Sequence[tuple[bytes, bytes]]) -> tuple[EpochStatement, ...]:
    """Check every (statement, signature), oldest first, and return the statements.

    Numbers rise by one from 1, each names the one before, all are signed by ``root_key`` (raw). A rotation never
    shortens the ledger; only a restore may. Raises :class:`HubIdentityError`.
    """
    if not epochs or len(epochs) > MAX_EPOCHS:
        raise HubIdentityError("no epoch, or too many")
    chain: list[EpochStatement] = []
    for data, signature in epochs:
        try:
            Ed25519PublicKey.from_public_bytes(root_key).verify(signature, signed_epoch_bytes(data))
            statement = EpochStatement.decode(data)
        except (InvalidSignature, InvalidInputError, ValueError) as error:
            raise HubIdentityError("an epoch is not signed by the pinned root key") from error
        _check_link(chain[-1] if chain else None, statement, root_key)
        chain.append(statement)
    return tuple(chain)


def check_extends(known: bytes, epochs: Sequence[tuple[bytes, bytes]]) -> None:
    """That ``epochs`` still holds the newest statement a device has ``known`` (exact bytes), so that the hub did
    not take an epoch back or replace it. Raises :class:`HubIdentityError`.
    """
    if all(data != known for data, _ in epochs):
        raise HubIdentityError("the hub no longer shows an epoch that this device knows")


def _check_link(before: EpochStatement | None, statement: EpochStatement, root_key: bytes) -> None:
    if statement.root_key != root_key_id(root_key):
        raise HubIdentityError("the epoch names another root key")
    if statement.number != (1 if before is None else before.number + 1):
        raise HubIdentityError("an epoch is missing or repeated")
    if before is None:
        return
    if statement.previous != before.digest:
        raise HubIdentityError("the epoch does not follow from the one before")
    if statement.reason is EpochReason.ROTATION and statement.base_size < before.base_size:
        raise HubIdentityError("a rotation may not shorten the ledger")


def _text(value: dict[str, Json], key: str) -> str:
    item = value[key]
    if not isinstance(item, str):
        raise TypeError(key)
    return item


def _integer(value: dict[str, Json], key: str) -> int:
    item = value[key]
    if not isinstance(item, int) or isinstance(item, bool):
        raise TypeError(key)
    return item
