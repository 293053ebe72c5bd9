"""Orders to a device: a wipe, signed by the hub's order key and approved by two administrators.

The device itself checks all three signatures against the root-signed epoch (:mod:`models.epochs`), so that neither
the hub alone nor one administrator alone can destroy a vault. Having obeyed, the device signs an acknowledgement;
its device key is destroyed last. This is policy against a user's device, not protection of a copied disk
(ARCHITECTURE, "Keys").
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.epochs import EpochStatement
from models.errors import HubIdentityError, InvalidInputError

APPROVALS_NEEDED: Final = 2
MAX_ORDER: Final = 4096
_HUB: Final = b"ecabinet/order/v1/hub\x00"
_APPROVAL: Final = b"ecabinet/order/v1/approval\x00"
_DONE: Final = b"ecabinet/order/v1/done\x00"


class OrderKind(StrEnum):
    """What a device is told to do."""

    WIPE = "wipe"  # send envelopes, destroy the vault's keys, acknowledge, destroy the device key


class Order(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """``made_at`` in Unix microseconds; ``reason`` is shown to the person."""

    id: str
    kind: OrderKind
    device: str
    root_key: str
    made_at: int
    reason: str


class Approval(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One administrator's signature."""

    key: bytes
    signature: bytes


class SignedOrder(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What the hub keeps and sends: the order's exact bytes and every signature over them."""

    order: bytes
    hub_signature: bytes
    approvals: tuple[Approval, ...]


def approve_order(order: Order, administrator: Ed25519PrivateKey) -> Approval:
    """An administrator's consent."""
    data = msgspec.msgpack.encode(order)
    return Approval(administrator.public_key().public_bytes_raw(), administrator.sign(_APPROVAL + data))


def sign_order(order: Order, order_key: Ed25519PrivateKey, approvals: Sequence[Approval]) -> bytes:
    """The bytes of a complete order."""
    data = msgspec.msgpack.encode(order)
    return msgspec.msgpack.encode(SignedOrder(data, order_key.sign(_HUB + data), tuple(approvals)))


def verify_order(signed: bytes, device: str, epochs: Sequence[EpochStatement]) -> Order:
    """The order, if it is for ``device`` and rightly signed under one of ``epochs`` (a verified chain).

    Raises :class:`HubIdentityError`; :class:`InvalidInputError` for what is no order.
    """
    if len(signed) > MAX_ORDER:
        raise InvalidInputError("order too large")
    try:
        envelope = msgspec.msgpack.decode(signed, type=SignedOrder)
        order = msgspec.msgpack.decode(envelope.order, type=Order)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InvalidInputError("not an order") from error
    if order.device != device or all(order.root_key != epoch.root_key for epoch in epochs):
        raise HubIdentityError("the order is for another device or another hub's")
    # An order of an earlier epoch stays valid; an administrator must stand in the epoch that the hub signed under.
    if not any(_signed_under(envelope, epoch) for epoch in epochs):
        raise HubIdentityError("the order is not signed by the hub and two administrators")
    return order


def sign_done(order: Order, device_key: Ed25519PrivateKey) -> bytes:
    """The device's word that it has obeyed."""
    return device_key.sign(_DONE + msgspec.msgpack.encode(order))


def check_done(signed: bytes, signature: bytes, device_key: bytes) -> bool:
    """Whether the device (raw Ed25519 key) acknowledged exactly this stored order."""
    order = msgspec.msgpack.decode(signed, type=SignedOrder).order
    return _verifies(device_key, signature, _DONE + order)


def _signed_under(envelope: SignedOrder, epoch: EpochStatement) -> bool:
    if not _verifies(epoch.order_key, envelope.hub_signature, _HUB + envelope.order):
        return False
    approving = {
        approval.key
        for approval in envelope.approvals
        if approval.key in epoch.administrators
        and _verifies(approval.key, approval.signature, _APPROVAL + envelope.order)
    }
    return len(approving) >= APPROVALS_NEEDED


def _verifies(key: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
