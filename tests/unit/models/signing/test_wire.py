"""The wire form: small, exact, and bounded against whoever sends something else."""

from __future__ import annotations

import hashlib

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import InvalidInputError, RefusedError
from models.papers.ballot import compression_dictionary, draw_ballot
from models.signing import MAX_BALLOT, PackedBallot, pack, prepare, sign_all, unpack
from models.signing.software import SoftwareSigner
from models.types import Choice, Refusal
from tests.helpers.answers import make_answer
from tests.helpers.pki import FixedClock
from tests.unit.models.signing.conftest import PIN, House

DICTIONARY = compression_dictionary()
NAME = hashlib.sha256(DICTIONARY).digest()
KNOWN = {NAME: DICTIONARY}
LONG = " ".join(
    f"Điều {n}: đề nghị rà soát, chỉnh lý câu chữ của khoản {n % 7 + 1} cho thống nhất." for n in range(55)
)[:4000]


def test_packing_is_exact_and_small(house: House) -> None:
    packed = pack(house.signed.pdf, DICTIONARY)
    assert packed.dictionary == NAME
    assert unpack(packed, KNOWN) == house.signed.pdf
    # 377 papers are bound by one root; with 2.4 KB of envelope a ballot stays below 8 KB on the wire.
    assert len(packed.compressed) <= 4 * 1024


def test_the_longest_opinion_fits(house: House) -> None:
    answer = make_answer(choice=Choice.OTHER, opinion=LONG)
    (signed,) = sign_all([prepare(draw_ballot(answer), answer)], SoftwareSigner(house.key), PIN, FixedClock())
    packed = pack(signed.pdf, DICTIONARY)
    assert unpack(packed, KNOWN) == signed.pdf


def test_an_unknown_dictionary_is_refused(house: House) -> None:
    packed = pack(house.signed.pdf, DICTIONARY)
    needs_none = PackedBallot(NAME, zstandard.compress(b"readable without any dictionary"))
    for sent in (packed, needs_none):
        for dictionaries in ({}, {NAME: b"another dictionary that lies about its name"}):
            with pytest.raises(RefusedError) as caught:
                unpack(sent, dictionaries)
            assert caught.value.reason == Refusal.FORM


@pytest.mark.parametrize("size", [MAX_BALLOT + 1, 300 * 1024 * 1024])
def test_a_bomb_is_refused(size: int) -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(size))
    with pytest.raises(RefusedError):
        unpack(PackedBallot(NAME, bomb), KNOWN)


def test_a_bomb_that_hides_its_size_is_refused() -> None:
    compressor = zstandard.ZstdCompressor(level=3, write_content_size=False).compressobj()
    bomb = compressor.compress(bytes(MAX_BALLOT * 4)) + compressor.flush()
    with pytest.raises(RefusedError):
        unpack(PackedBallot(NAME, bomb), KNOWN)


def test_forms_that_do_not_construct() -> None:
    with pytest.raises(InvalidInputError):
        PackedBallot(b"short", b"x")
    with pytest.raises(InvalidInputError):
        PackedBallot(NAME, b"")
    with pytest.raises(InvalidInputError):
        PackedBallot(NAME, bytes(10**6))
    with pytest.raises(InvalidInputError):
        pack(bytes(MAX_BALLOT + 1), DICTIONARY)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 2**20), flipped=st.integers(1, 255))
def test_damage_gives_other_bytes_or_a_refusal(house: House, position: int, flipped: int) -> None:
    """Never a crash, never more than the limit."""
    packed = pack(house.signed.pdf, DICTIONARY)
    changed = bytearray(packed.compressed)
    changed[position % len(changed)] ^= flipped
    try:
        result = unpack(PackedBallot(NAME, bytes(changed)), KNOWN)
    except RefusedError:
        return
    assert len(result) <= MAX_BALLOT
