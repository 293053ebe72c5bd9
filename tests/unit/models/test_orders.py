"""A wipe needs the hub and two different administrators whom the epoch names, for exactly this device."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.errors import HubIdentityError, InvalidInputError
from models.orders import WipeStatement, check_done, endorse, sign_done, sign_wipe, verify_wipe

HUB, ANNA, BINH, STRANGER, DEVICE = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(1, 6))
WIPE = WipeStatement("o" * 32, "r" * 64, "d" * 32, "p1", "Máy bị mất", datetime(2026, 11, 23, 1, 0, tzinfo=UTC))


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


ADMINISTRATORS = (public(ANNA), public(BINH))


def order(wipe: WipeStatement, hub: Ed25519PrivateKey, *signers: tuple[str, Ed25519PrivateKey]) -> bytes:
    data = wipe.encode()
    return endorse(data, [sign_wipe(data, person, key) for person, key in signers], hub)


def verify(data: bytes) -> WipeStatement:
    return verify_wipe(data, WIPE.root_key, WIPE.device, public(HUB), ADMINISTRATORS)


def test_two_administrators_and_the_hub_are_obeyed() -> None:
    assert verify(order(WIPE, HUB, ("anna", ANNA), ("binh", BINH))) == WIPE


@pytest.mark.parametrize(
    ("hub", "signers"),
    [
        (HUB, [("anna", ANNA), ("stranger", STRANGER)]),
        (STRANGER, [("anna", ANNA), ("binh", BINH)]),
    ],
)
def test_strangers_are_not_obeyed(hub: Ed25519PrivateKey, signers: list[tuple[str, Ed25519PrivateKey]]) -> None:
    with pytest.raises(HubIdentityError):
        verify(order(WIPE, hub, *signers))


@pytest.mark.parametrize(
    "signers", [[], [("anna", ANNA)], [("anna", ANNA), ("anna", ANNA)], [("a", ANNA), ("b", ANNA)]]
)
def test_one_alone_makes_no_order(signers: list[tuple[str, Ed25519PrivateKey]]) -> None:
    with pytest.raises(InvalidInputError):
        order(WIPE, HUB, *signers)


@pytest.mark.parametrize("change", [{"device": "e" * 32}, {"root_key": "s" * 64}])
def test_an_order_for_another_device_or_hub_is_not_obeyed(change: dict[str, str]) -> None:
    other = dataclasses.replace(
        WIPE, device=change.get("device", WIPE.device), root_key=change.get("root_key", "r" * 64)
    )
    with pytest.raises(HubIdentityError):
        verify(order(other, HUB, ("anna", ANNA), ("binh", BINH)))


def test_an_approval_of_another_order_does_not_count() -> None:
    data, other = WIPE.encode(), dataclasses.replace(WIPE, device="e" * 32).encode()
    with pytest.raises(InvalidInputError):
        endorse(data, [sign_wipe(data, "anna", ANNA), sign_wipe(other, "binh", BINH)], HUB)


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93\xc4\x00\x90\xc4\x00", b"x" * 20_000])
def test_hostile_bytes(data: bytes) -> None:
    with pytest.raises((InvalidInputError, HubIdentityError)):
        verify(data)


def test_only_the_device_acknowledges() -> None:
    signed = order(WIPE, HUB, ("anna", ANNA), ("binh", BINH))
    assert check_done(signed, sign_done(WIPE, DEVICE), public(DEVICE))
    assert not check_done(signed, sign_done(WIPE, ANNA), public(DEVICE))
