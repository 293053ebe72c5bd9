"""Sealing: round trips, purposes, other keys, damage, hostile keys."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import sealing
from models.errors import DocumentDamagedError, InvalidInputError

PRIVATE = bytes(range(96))
PUBLIC = sealing.public_of(PRIVATE)


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=3000), info=st.binary(max_size=60))
def test_what_is_sealed_opens(data: bytes, info: bytes) -> None:
    sealed = sealing.seal_to(PUBLIC, data, info)
    assert len(sealed) == len(data) + sealing.OVERHEAD
    assert sealing.open_with(PRIVATE, sealed, info) == data


def test_keys_have_the_stated_sizes_and_are_fresh() -> None:
    first, second = sealing.generate(), sealing.generate()
    assert first != second
    assert len(first) == sealing.PRIVATE_SIZE
    assert len(sealing.public_of(first)) == sealing.PUBLIC_SIZE
    assert sealing.public_of(first) == sealing.public_of(first)
    assert sealing.key_id(sealing.public_of(first)) != sealing.key_id(sealing.public_of(second))


def test_another_purpose_or_another_key_does_not_open() -> None:
    sealed = sealing.seal_to(PUBLIC, b"phieu", b"hub")
    with pytest.raises(DocumentDamagedError):
        sealing.open_with(PRIVATE, sealed, b"vault")
    with pytest.raises(DocumentDamagedError):
        sealing.open_with(sealing.generate(), sealed, b"hub")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_or_cut_byte_is_found(data: st.DataObject) -> None:
    sealed = sealing.seal_to(PUBLIC, b"noi dung", b"i")
    at = data.draw(st.integers(0, len(sealed) - 1))
    flipped = sealed[:at] + bytes([sealed[at] ^ data.draw(st.integers(1, 255))]) + sealed[at + 1 :]
    with pytest.raises(DocumentDamagedError):
        sealing.open_with(PRIVATE, flipped, b"i")
    with pytest.raises(DocumentDamagedError):
        sealing.open_with(PRIVATE, sealed[:at], b"i")


@pytest.mark.parametrize("public", [b"", PUBLIC[:-1], PUBLIC + b"\x00", b"\xff" * 1216, PUBLIC[:1184] + bytes(32)])
def test_a_wrong_public_key_is_refused(public: bytes) -> None:
    with pytest.raises(InvalidInputError):
        sealing.seal_to(public, b"x", b"")


def test_a_private_key_of_wrong_length_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        sealing.public_of(PRIVATE[:-1])
