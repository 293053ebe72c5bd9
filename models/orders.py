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
_ENDORSED = b"ecabinet/order/v1\x00"
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
    """One administrator's signature by ``key`` (raw Ed25519). ``person`` says whose it is, for the audit log."""

    person: str
    key: bytes
    signature: bytes


class _Order(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    statement: bytes
    signatures: tuple[OrderSignature, ...]
    endorsement: bytes


def sign_wipe(statement: bytes, person: str, administrator: Ed25519PrivateKey) -> OrderSignature:
    """An administrator's signature over the exact statement."""
    key = administrator.public_key().public_bytes_raw()
    return OrderSignature(person, key, administrator.sign(_CONTEXT + statement))


def check_signatures(statement: bytes, signatures: Sequence[OrderSignature]) -> None:
    """Two different persons and keys signed exactly this. Raises :class:`InvalidInputError`."""
    if len({s.person for s in signatures}) < SIGNERS or len({s.key for s in signatures}) < SIGNERS:
        raise InvalidInputError("a wipe needs two administrators")
    if not all(_verifies(s.key, s.signature, _CONTEXT + statement) for s in signatures):
        raise InvalidInputError("an administrator's signature does not verify")


def endorse(statement: bytes, signatures: Sequence[OrderSignature], order_key: Ed25519PrivateKey) -> bytes:
    """The order as it travels, under the epoch's order key. Raises :class:`InvalidInputError`."""
    check_signatures(statement, signatures)
    parts = msgspec.msgpack.encode([statement, tuple(signatures)])
    return msgspec.msgpack.encode(_Order(statement, tuple(signatures), order_key.sign(_ENDORSED + parts)))


def verify_wipe(
    data: bytes, root_key: str, device: str, order_key: bytes, administrators: Collection[bytes]
) -> WipeStatement:
    """The order, once everything about it is right for this device. ``order_key`` and ``administrators`` are raw
    Ed25519 keys of the epoch.

    Raises :class:`InvalidInputError` for what is no order of two administrators, :class:`HubIdentityError` for one of
    another hub or for another device, without the hub's signature, or signed by others than the administrators.
    """
    order = _decode(data)
    parts = msgspec.msgpack.encode([order.statement, order.signatures])
    if not _verifies(order_key, order.endorsement, _ENDORSED + parts):
        raise HubIdentityError("the order is not the hub's")
    if any(item.key not in administrators for item in order.signatures):
        raise HubIdentityError("the order is signed by somebody who is no administrator")
    check_signatures(order.statement, order.signatures)
    statement = WipeStatement.decode(order.statement)
    if statement.root_key != root_key or statement.device != device:
        raise HubIdentityError("the order is for another device")
    return statement


def sign_done(wipe: WipeStatement, device_key: Ed25519PrivateKey) -> bytes:
    """The device's word that it has obeyed."""
    return device_key.sign(_DONE + wipe.encode())


def check_done(data: bytes, signature: bytes, device_key: bytes) -> bool:
    """Whether the device (raw Ed25519 key) acknowledged exactly this stored order."""
    return _verifies(device_key, signature, _DONE + _decode(data).statement)


def _decode(data: bytes) -> _Order:
    if len(data) > MAX_ORDER:
        raise InvalidInputError("order too large")
    try:
        return msgspec.msgpack.decode(data, type=_Order)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InvalidInputError("not an order") from error


def _verifies(key: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
