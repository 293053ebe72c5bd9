"""Epochs: only an unbroken chain under the pinned root key is believed."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.epochs import EpochReason, EpochStatement, check_extends, root_key_id, sign_epoch, verify_chain
from models.errors import HubIdentityError, InvalidInputError

ROOT = Ed25519PrivateKey.from_private_bytes(bytes(32))
ROOT_PUBLIC = ROOT.public_key().public_bytes_raw()
NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


def first(root: Ed25519PrivateKey = ROOT) -> EpochStatement:
    return EpochStatement(
        number=1,
        reason=EpochReason.FIRST,
        root_key=root_key_id(root.public_key().public_bytes_raw()),
        previous=b"",
        base_size=0,
        base_root=hashlib.sha256(b"").digest(),
        tls_certificate=b"\x30\x00",
        checkpoint_key=bytes(32),
        order_key=bytes(range(32)),
        envelope_key=b"e" * 1216,
        administrators=(b"a" * 32, b"b" * 32),
        valid_from=NOW,
        valid_until=NOW + timedelta(days=365),
        explanation="Kỳ khóa đầu tiên",
    )


def after(before: EpochStatement, reason: EpochReason, size: int) -> EpochStatement:
    return dataclasses.replace(
        before, number=before.number + 1, reason=reason, previous=before.digest, base_size=size, base_root=b"r" * 32
    )


def signed(*statements: EpochStatement, root: Ed25519PrivateKey = ROOT) -> list[tuple[bytes, bytes]]:
    return [(statement.encode(), sign_epoch(statement, root)) for statement in statements]


def test_a_chain_of_rotation_and_restore_is_believed() -> None:
    one = first()
    two = after(one, EpochReason.ROTATION, 40)
    three = after(two, EpochReason.RESTORE, 12)
    assert verify_chain(ROOT_PUBLIC, signed(one, two, three)) == (one, two, three)


def test_statement_bytes_read_back() -> None:
    assert EpochStatement.decode(first().encode()) == first()


def test_another_root_key_is_refused() -> None:
    other = Ed25519PrivateKey.generate()
    with pytest.raises(HubIdentityError):
        verify_chain(ROOT_PUBLIC, signed(first(other), root=other))
    with pytest.raises(InvalidInputError):
        sign_epoch(first(), other)


def test_every_changed_byte_is_refused() -> None:
    data, signature = signed(first())[0]
    for position in range(0, len(data), 97):
        changed = data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
        with pytest.raises(HubIdentityError):
            verify_chain(ROOT_PUBLIC, [(changed, signature)])
    with pytest.raises(HubIdentityError):
        verify_chain(ROOT_PUBLIC, [(data, signature[:-1] + bytes([signature[-1] ^ 1]))])


def test_broken_chains_are_refused() -> None:
    one = first()
    two = after(one, EpochReason.ROTATION, 40)
    other_one = dataclasses.replace(one, explanation="khác")
    shorter = after(two, EpochReason.ROTATION, 12)
    for chain in ((), (two,), (one, one), (one, after(two, EpochReason.ROTATION, 50)), (other_one, two), (two, one)):
        with pytest.raises(HubIdentityError):
            verify_chain(ROOT_PUBLIC, signed(*chain))
    with pytest.raises(HubIdentityError, match="shorten"):
        verify_chain(ROOT_PUBLIC, signed(one, two, shorter))


def test_an_epoch_taken_back_is_noticed() -> None:
    one = first()
    two = after(one, EpochReason.ROTATION, 40)
    both = signed(one, two)
    check_extends(both[0][0], both)
    with pytest.raises(HubIdentityError):
        check_extends(both[1][0], both[:1])


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"number": 2},
        {"base_size": 3},
        {"base_size": -1},
        {"base_root": b"short"},
        {"checkpoint_key": b""},
        {"envelope_key": b""},
        {"tls_certificate": b""},
        {"valid_until": NOW},
        {"previous": b"p" * 32},
        {"administrators": (b"short",)},
    ],
)
def test_illegal_statements_do_not_construct(change: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        dataclasses.replace(first(), **cast(Any, change))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format":1,"type":"ecabinet-epoch"}', b"\xff" * 40])
def test_hostile_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        EpochStatement.decode(data)
