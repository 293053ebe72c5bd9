"""Events: a person's acts, as immutable bytes.

An event's identity is its stored bytes, never a re-encoding (ARCHITECTURE, "Events and envelopes"). The wire
form is ``SignedEvent``: the event's MessagePack bytes and the Ed25519 signature (RFC 8032) of the device's key
over them, so that any enrolled device, or a stick, may carry it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.errors import InvalidInputError

_CONTEXT = b"ecabinet/event/v1\x00"
MAX_EVENT_BYTES = 4 * 1024 * 1024


class Event(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One act.

    ``device_seq`` counts this device's events from 1. ``after`` are ids of events that must be settled first.
    ``base`` is the version of the record the act was made on (0 where none). ``body`` is the kind's own
    encoding (MessagePack of the structs in :mod:`models.acts`). ``made_at`` is the device's clock, Unix
    microseconds: a statement, not a proof. ``head_size``/``head_root``: newest verified hub head then.
    """

    id: str
    person: str
    device: str
    device_seq: int
    after: tuple[str, ...]
    kind: str
    schema: int
    base: int
    made_at: int
    head_size: int
    head_root: bytes
    body: bytes


class _Signed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    event: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """Exact bytes of an event and its device's signature; ``event`` is the decoded view."""

    event: Event
    event_bytes: bytes
    signature: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of the exact event bytes: what receipts, replacement and commitment name."""
        return hashlib.sha256(self.event_bytes).digest()

    def encode(self) -> bytes:
        """Wire bytes."""
        return msgspec.msgpack.encode(_Signed(self.event_bytes, self.signature))


def sign_event(event: Event, device_key: Ed25519PrivateKey) -> SignedEvent:
    """Fix the event's bytes and sign them with the device's key."""
    data = msgspec.msgpack.encode(event)
    return SignedEvent(event, data, device_key.sign(_CONTEXT + data))


def decode_signed(data: bytes) -> SignedEvent:
    """Parse wire bytes without checking the signature. Raises :class:`InvalidInputError`."""
    if len(data) > MAX_EVENT_BYTES:
        raise InvalidInputError("event too large")
    try:
        signed = msgspec.msgpack.decode(data, type=_Signed)
        event = msgspec.msgpack.decode(signed.event, type=Event)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InvalidInputError("not an event") from error
    return SignedEvent(event, signed.event, signed.signature)


def check_device_signature(signed: SignedEvent, device_key: bytes) -> bool:
    """Whether ``device_key`` (raw Ed25519 public key, 32 bytes) signed exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(device_key).verify(signed.signature, _CONTEXT + signed.event_bytes)
    except (InvalidSignature, ValueError):
        return False
    return True
