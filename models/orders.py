"""Orders to a device: today the wipe (ARCHITECTURE, "Keys"). Both ends share this module; it is pure.

Two administrators sign the same canonical statement with their device keys (Ed25519); the hub adds the epoch's order
key over statement and signatures, which vouches that the two hold the administrator's role. The device obeys only
what carries all three, names the hub it is enrolled at, and names itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.canonical import decode_canonical, encode_canonical
from models.errors import HubIdentityError, InvalidInputError
from models.statements import instant_text, parse_instant

FORMAT = 1
SIGNERS = 2
MAX_ORDER = 16 * 1024
_CONTEXT = b"ecabinet/wipe/v1\x00"
_ENDORSED = b"ecabinet/order/v1\x00"


@dataclass(frozen=True, slots=True)
class WipeStatement:
    """What the administrators sign: send what is sealed, then destroy the keys of ``device``.

    ``root_key``: id of the hub's root key (SHA-256, hex). ``reason`` is read by people.
    """

    order: str
    root_key: str
    device: str
    person: str
    reason: str
    made_at: datetime

    def encode(self) -> bytes:
        """Canonical JSON bytes."""
        return encode_canonical(
            {
                "format": FORMAT,
                "type": "ecabinet-wipe",
                "order": self.order,
                "root_key": self.root_key,
                "device": self.device,
                "person": self.person,
                "reason": self.reason,
                "made_at": instant_text(self.made_at),
            }
        )

    @classmethod
    def decode(cls, data: bytes) -> WipeStatement:
        """Parse and check canonical bytes. Raises :class:`InvalidInputError`."""
        value = decode_canonical(data)
        if not isinstance(value, dict):
            raise InvalidInputError("not a wipe order")
        texts = [value.get(key) for key in ("order", "root_key", "device", "person", "reason", "made_at")]
        if not all(isinstance(text, str) for text in texts):
            raise InvalidInputError("not a wipe order")
        order, root_key, device, person, reason, made_at = cast(list[str], texts)
        statement = cls(order, root_key, device, person, reason, parse_instant(made_at))
        if statement.encode() != data:
            raise InvalidInputError("wipe order has unknown or inconsistent fields")
        return statement


class OrderSignature(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One administrator's signature by the device key ``key`` (raw Ed25519)."""

    person: str
    key: bytes
    signature: bytes


class _Order(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    statement: bytes
    signatures: tuple[OrderSignature, ...]
    endorsement: bytes


def sign_wipe(statement: bytes, person: str, device_key: Ed25519PrivateKey) -> OrderSignature:
    """An administrator's signature over the exact statement."""
    return OrderSignature(person, device_key.public_key().public_bytes_raw(), device_key.sign(_CONTEXT + statement))


def check_signatures(statement: bytes, signatures: Sequence[OrderSignature]) -> None:
    """Two different persons and keys signed exactly this. Raises :class:`InvalidInputError`."""
    if len({s.person for s in signatures}) < SIGNERS or len({s.key for s in signatures}) < SIGNERS:
        raise InvalidInputError("a wipe needs two administrators")
    for item in signatures:
        try:
            Ed25519PublicKey.from_public_bytes(item.key).verify(item.signature, _CONTEXT + statement)
        except (InvalidSignature, ValueError) as error:
            raise InvalidInputError("an administrator's signature does not verify") from error


def endorse(statement: bytes, signatures: Sequence[OrderSignature], order_key: Ed25519PrivateKey) -> bytes:
    """The order as it travels, with the hub's word for its signers. Raises :class:`InvalidInputError`."""
    check_signatures(statement, signatures)
    parts = msgspec.msgpack.encode([statement, tuple(signatures)])
    return msgspec.msgpack.encode(_Order(statement, tuple(signatures), order_key.sign(_ENDORSED + parts)))


def verify_wipe(data: bytes, root_key: str, device: str, order_key: bytes) -> WipeStatement:
    """The order, once everything about it is right for this device.

    Raises :class:`InvalidInputError` for what is no order of two administrators, :class:`HubIdentityError` for one of
    another hub or for another device, or without the signature of the epoch's ``order_key`` (raw Ed25519).
    """
    if len(data) > MAX_ORDER:
        raise InvalidInputError("order too large")
    try:
        order = msgspec.msgpack.decode(data, type=_Order)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InvalidInputError("not an order") from error
    parts = msgspec.msgpack.encode([order.statement, order.signatures])
    try:
        Ed25519PublicKey.from_public_bytes(order_key).verify(order.endorsement, _ENDORSED + parts)
    except (InvalidSignature, ValueError) as error:
        raise HubIdentityError("the order is not the hub's") from error
    check_signatures(order.statement, order.signatures)
    statement = WipeStatement.decode(order.statement)
    if statement.root_key != root_key or statement.device != device:
        raise HubIdentityError("the order is for another device")
    return statement
