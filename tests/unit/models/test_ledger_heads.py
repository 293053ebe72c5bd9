"""Signed heads and receipts: what verifies, and that nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DefectError, LedgerMismatchError
from models.ledger import (
    EMPTY_ROOT,
    CheckpointTrust,
    Frontier,
    Receipt,
    SignedHead,
    TreeHead,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_at,
    sign_head,
    verify_extension,
    verify_head,
    verify_receipt,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ROOT_KEY = b"\x11" * 32
TRUST = CheckpointTrust(ROOT_KEY, 1, KEY.public_key().public_bytes_raw())
NOW = datetime(2026, 11, 23, 7, 2, 7, 123456, tzinfo=UTC)
LEAVES = [f"phiếu {number}".encode() for number in range(9)]

NODES: dict[tuple[int, int], bytes] = {}
_frontier = Frontier()
for _leaf in LEAVES:
    _frontier, _new = _frontier.append(leaf_hash(_leaf))
    NODES.update({(node.level, node.number): node.hash for node in _new})


def hash_at(level: int, number: int) -> bytes:
    return NODES[level, number]


def head(size: int) -> TreeHead:
    return TreeHead(size, root_at(size, hash_at), NOW)


def receipt(index: int = 4, size: int = 9) -> Receipt:
    signed = sign_head(head(size), ROOT_KEY, 1, KEY)
    return Receipt(f"event-{index}", index, leaf_hash(LEAVES[index]), inclusion_proof(index, size, hash_at), signed)


def test_a_signed_head_survives_the_wire_and_verifies() -> None:
    signed = sign_head(head(9), ROOT_KEY, 1, KEY)
    assert len(signed.encode()) == 152
    again = SignedHead.decode(signed.encode())
    assert again == signed
    assert verify_head(again, TRUST) == head(9)


def test_the_signed_bytes_are_fixed() -> None:
    """A change here breaks every head that was ever signed."""
    signed = sign_head(TreeHead(0, EMPTY_ROOT, datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)), ROOT_KEY, 258, KEY)
    assert signed.signed_bytes == (
        b"ecabinet/head/v1\x00" + ROOT_KEY + bytes.fromhex("0000000000000102") + bytes(8) + EMPTY_ROOT
    ) + bytes.fromhex("00000000000f4240")


def test_the_same_instant_in_another_zone_signs_the_same() -> None:
    local = replace(head(3), time=NOW.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")))
    assert sign_head(local, ROOT_KEY, 1, KEY).encode() == sign_head(head(3), ROOT_KEY, 1, KEY).encode()


@pytest.mark.parametrize(
    "trust",
    [
        replace(TRUST, root_key=b"\x12" * 32),
        replace(TRUST, epoch=2),
        replace(TRUST, checkpoint_key=Ed25519PrivateKey.generate().public_key().public_bytes_raw()),
        replace(TRUST, checkpoint_key=b"short"),
    ],
    ids=["another hub", "another epoch", "another key", "no key"],
)
def test_a_head_under_another_trust_is_refused(trust: CheckpointTrust) -> None:
    with pytest.raises(LedgerMismatchError):
        verify_head(sign_head(head(9), ROOT_KEY, 1, KEY), trust)


def test_a_head_relabelled_for_another_epoch_is_refused() -> None:
    relabelled = replace(sign_head(head(9), ROOT_KEY, 1, KEY), epoch=2)
    with pytest.raises(LedgerMismatchError):
        verify_head(relabelled, replace(TRUST, epoch=2))


@given(st.integers(0, 152 * 8 - 1))
def test_a_head_with_any_bit_flipped_is_refused(bit: int) -> None:
    data = bytearray(sign_head(head(9), ROOT_KEY, 1, KEY).encode())
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(LedgerMismatchError):
        verify_head(SignedHead.decode(bytes(data)), TRUST)


@given(st.binary(max_size=160))
def test_hostile_bytes_are_no_head_and_no_receipt(data: bytes) -> None:
    with pytest.raises(LedgerMismatchError):
        verify_head(SignedHead.decode(data), TRUST)
    with pytest.raises(LedgerMismatchError):
        Receipt.decode(data)


def test_a_head_that_cannot_be_does_not_construct() -> None:
    for size, root, time in [(0, b"\x01" * 32, NOW), (-1, EMPTY_ROOT, NOW), (1, b"", NOW)]:
        with pytest.raises(DefectError):
            TreeHead(size, root, time)
    with pytest.raises(DefectError, match="zone"):
        TreeHead(0, EMPTY_ROOT, NOW.replace(tzinfo=None))


def test_extension_of_what_was_seen() -> None:
    verify_extension(None, head(5), ())
    verify_extension(head(5), head(9), consistency_proof(5, 9, hash_at))
    verify_extension(head(5), replace(head(5), time=NOW - timedelta(hours=1)), ())  # a corrected clock is no fork


@pytest.mark.parametrize(
    ("old", "new", "proof"),
    [
        (head(9), head(5), consistency_proof(5, 9, hash_at)),  # restored from an old backup
        (head(5), TreeHead(5, b"\x07" * 32, NOW), ()),  # forked at the same size
        (head(5), TreeHead(9, b"\x07" * 32, NOW), consistency_proof(5, 9, hash_at)),  # rewritten
    ],
)
def test_a_history_that_does_not_extend_raises_the_alarm(
    old: TreeHead, new: TreeHead, proof: tuple[bytes, ...]
) -> None:
    with pytest.raises(LedgerMismatchError):
        verify_extension(old, new, proof)


@pytest.mark.parametrize("index", range(9))
def test_a_receipt_survives_the_wire_and_verifies(index: int) -> None:
    again = Receipt.decode(receipt(index).encode())
    assert again == receipt(index)
    assert verify_receipt(again, f"event-{index}", LEAVES[index], TRUST) == head(9)


@pytest.mark.parametrize(
    "bad",
    [
        replace(receipt(), event="event-5"),
        replace(receipt(), leaf_index=5),
        replace(receipt(), leaf_index=9),
        replace(receipt(), leaf_hash=leaf_hash(b"other bytes")),
        replace(receipt(), proof=receipt().proof[:-1]),
        replace(receipt(), proof=(*receipt().proof, b"\x00" * 32)),
        replace(receipt(), head=receipt(4, 8).head),
        replace(receipt(), head=sign_head(head(9), ROOT_KEY, 1, Ed25519PrivateKey.generate())),
    ],
)
def test_a_receipt_that_proves_something_else_is_refused(bad: Receipt) -> None:
    with pytest.raises(LedgerMismatchError):
        verify_receipt(bad, "event-4", LEAVES[4], TRUST)


def test_a_receipt_for_other_bytes_under_the_same_id_is_refused() -> None:
    with pytest.raises(LedgerMismatchError, match="bytes"):
        verify_receipt(receipt(), "event-4", LEAVES[5], TRUST)
