"""Orders to a device: today the wipe (ARCHITECTURE, "Keys"). Both ends share this module; it is pure.

Two administrators sign the same canonical statement with their own keys (Ed25519), which the root-signed epoch names
(:class:`models.epochs.EpochStatement`, ``administrators``); the hub adds the epoch's order key over statement and
signatures. The device obeys only what carries all three, names the hub it is enrolled at, and names itself: neither
the hub alone nor one administrator alone destroys a vault. Having obeyed, it signs an acknowledgement; its device key
is destroyed last.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
_DONE = b"ecabinet/order-done/v1\x00"


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
    """One administrator's signature by ``key`` (raw Ed25519)."""

    key: bytes
    signature: bytes


class _Order(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    statement: bytes
    signatures: tuple[OrderSignature, ...]


def sign_wipe(statement: WipeStatement, administrator: Ed25519PrivateKey) -> OrderSignature:
    """An administrator's signature."""
    data = _CONTEXT + statement.encode()
    return OrderSignature(administrator.public_key().public_bytes_raw(), administrator.sign(data))


def encode_order(statement: WipeStatement, signatures: Sequence[OrderSignature]) -> bytes:
    """The order as it is kept and travels; not checked here."""
    return msgspec.msgpack.encode(_Order(statement.encode(), tuple(signatures)))


def read_order(data: bytes, root_key: str, administrators: Collection[bytes]) -> WipeStatement:
    """The order of a hub, once two different keys out of ``administrators`` (raw Ed25519) signed it.

    Raises :class:`InvalidInputError` for what is no such order, :class:`HubIdentityError` for another hub's.
    """
    if len(data) > MAX_ORDER:
        raise InvalidInputError("order too large")
    try:
        order = msgspec.msgpack.decode(data, type=_Order)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InvalidInputError("not an order") from error
    signers = {item.key for item in order.signatures if item.key in administrators and _signed(order.statement, item)}
    if len(signers) < SIGNERS:
        raise InvalidInputError("a wipe needs two administrators of this epoch")
    statement = WipeStatement.decode(order.statement)
    if statement.root_key != root_key:
        raise HubIdentityError("the order is another hub's")
    return statement


def verify_wipe(data: bytes, root_key: str, device: str, administrators: Collection[bytes]) -> WipeStatement:
    """The order, once everything about it is right for this device; raises like :func:`read_order`."""
    statement = read_order(data, root_key, administrators)
    if statement.device != device:
        raise HubIdentityError("the order is for another device")
    return statement


def _signed(statement: bytes, item: OrderSignature) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(item.key).verify(item.signature, _CONTEXT + statement)
    except (InvalidSignature, ValueError):
        return False
    return True
