"""Compression is bounded, and what a device proves cannot be read in two ways."""

from __future__ import annotations

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInputError
from sync import protocol

FINISH = protocol.EnrolFinish("c", b"challenge", "Máy", b"s" * 32, b"v" * 40, b"", b"", b"csr")


@given(st.binary(max_size=5000))
def test_compressed_bytes_come_back(data: bytes) -> None:
    packed = protocol.compress(data * 3)
    if packed is not None:
        assert len(packed) < len(data) * 3
        assert protocol.decompress(packed, len(data) * 3) == data * 3


def test_small_or_random_bytes_are_left_alone() -> None:
    assert protocol.compress(b"a" * (protocol.COMPRESS_FROM - 1)) is None
    assert protocol.compress(bytes(range(256)) * 4) is not None


@pytest.mark.parametrize("content_size", [True, False])
def test_a_bomb_does_not_unfold(content_size: bool) -> None:
    bomb = zstandard.ZstdCompressor(level=19, write_content_size=content_size).compress(bytes(50_000_000))
    assert len(bomb) < 10_000
    with pytest.raises(InvalidInputError):
        protocol.decompress(bomb, 1_000_000)


def test_a_small_frame_over_the_limit_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=16, write_content_size=False)
    packed = zstandard.ZstdCompressor(compression_params=parameters).compress(bytes(200_001))
    assert len(protocol.decompress(packed, 200_001)) == 200_001
    with pytest.raises(InvalidInputError, match="large"):
        protocol.decompress(packed, 200_000)


def test_a_cut_or_foreign_frame_is_told() -> None:
    packed = protocol.compress(bytes(range(256)) * 40)
    assert packed is not None
    for data in (packed[:-3], packed[:5], b"", b"not zstd at all"):
        with pytest.raises(InvalidInputError):
            protocol.decompress(data, 1_000_000)


@given(st.binary(max_size=200))
def test_hostile_bytes_are_no_message(data: bytes) -> None:
    for kind in (protocol.ExchangeRequest, protocol.EnrolFinish, protocol.UploadBegin):
        with pytest.raises(InvalidInputError):
            protocol.decode(data + b"\x00\xc1", kind)


@pytest.mark.parametrize(
    "change",
    [
        {"challenge": b"challengf"},
        {"device_name": "Mày"},
        {"sign_key": b"t" * 32},
        {"vault_key": b"w" * 40},
        {"csr": b""},
        {"challenge": b"challenges", "sign_key": b"s" * 31},
    ],
)
def test_everything_is_under_the_proof(change: dict[str, object]) -> None:
    other = msgspec.structs.replace(FINISH, **change)
    assert protocol.enrol_proof_input(b"r" * 32, other) != protocol.enrol_proof_input(b"r" * 32, FINISH)
    assert protocol.enrol_proof_input(b"q" * 32, FINISH) != protocol.enrol_proof_input(b"r" * 32, FINISH)


def test_a_token_signature_fits_one_hub_device_and_challenge() -> None:
    inputs = {protocol.token_input(r, d, c) for r in (b"1", b"12") for d in ("a", "ab") for c in (b"x", b"xy")}
    assert len(inputs) == 8
