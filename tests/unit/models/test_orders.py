"""A wipe needs the hub and two different administrators, for exactly this device."""

from __future__ import annotations

import dataclasses

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.epochs import EpochReason, EpochStatement
from models.errors import HubIdentityError, InvalidInputError
from models.orders import Order, OrderKind, approve_order, check_done, sign_done, sign_order, verify_order
from tests.unit.models.test_epochs import after, first

HUB, ANNA, BINH, STRANGER, DEVICE = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(1, 6))


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


EPOCH: EpochStatement = dataclasses.replace(first(), order_key=public(HUB), administrators=(public(ANNA), public(BINH)))
ORDER = Order("o" * 32, OrderKind.WIPE, "d" * 32, EPOCH.root_key, 1_763_000_000_000_000, "Máy bị mất")


def test_two_administrators_and_the_hub_are_obeyed() -> None:
    signed = sign_order(ORDER, HUB, [approve_order(ORDER, ANNA), approve_order(ORDER, BINH)])
    assert verify_order(signed, ORDER.device, [EPOCH]) == ORDER
    newer = dataclasses.replace(after(EPOCH, EpochReason.ROTATION, 9), order_key=public(STRANGER))
    assert verify_order(signed, ORDER.device, [EPOCH, newer]) == ORDER


@pytest.mark.parametrize(
    ("hub", "approving"),
    [(HUB, [ANNA]), (HUB, [ANNA, ANNA]), (HUB, [ANNA, STRANGER]), (HUB, []), (STRANGER, [ANNA, BINH])],
)
def test_fewer_or_strangers_are_not_obeyed(hub: Ed25519PrivateKey, approving: list[Ed25519PrivateKey]) -> None:
    signed = sign_order(ORDER, hub, [approve_order(ORDER, key) for key in approving])
    with pytest.raises(HubIdentityError):
        verify_order(signed, ORDER.device, [EPOCH])


def test_an_order_for_another_device_or_hub_is_not_obeyed() -> None:
    for order in (ORDER, msgspec.structs.replace(ORDER, root_key="0" * 64)):
        signed = sign_order(order, HUB, [approve_order(order, ANNA), approve_order(order, BINH)])
        with pytest.raises(HubIdentityError):
            verify_order(signed, "e" * 32 if order is ORDER else ORDER.device, [EPOCH])


def test_an_approval_of_another_order_does_not_count() -> None:
    other = msgspec.structs.replace(ORDER, device="e" * 32)
    signed = sign_order(ORDER, HUB, [approve_order(ORDER, ANNA), approve_order(other, BINH)])
    with pytest.raises(HubIdentityError):
        verify_order(signed, ORDER.device, [EPOCH])


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93\xc4\x00\xc4\x00\x90", b"x" * 5000])
def test_hostile_bytes(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        verify_order(data, ORDER.device, [EPOCH])


def test_only_the_device_acknowledges() -> None:
    signed = sign_order(ORDER, HUB, [])
    assert check_done(signed, sign_done(ORDER, DEVICE), public(DEVICE))
    assert not check_done(signed, sign_done(ORDER, ANNA), public(DEVICE))
