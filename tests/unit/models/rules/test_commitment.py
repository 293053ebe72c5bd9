"""The telephone code."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DefectError, InvalidInputError
from models.rules.commitment import ALPHABET, BITS, matches, misread_groups, parse_code, telephone_code

DIGESTS = st.binary(min_size=32, max_size=32)
ZERO = bytes(32)
MOCK = bytes.fromhex("99ef41763a4e38d256ce") + bytes(22)
"""A digest whose code begins as in the mock: K7QM 2XHT 9RWD 4NPE."""


def bits_of(code: str) -> str:
    return "".join(f"{ALPHABET.index(letter):05b}" for letter in code.replace(" ", ""))


def test_the_form() -> None:
    code = telephone_code(hashlib.sha256(b"sealed").digest())
    assert [len(group) for group in code.split(" ")] == [4, 4, 4, 4, 4]
    assert not set("ILOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == 32
    assert BITS >= 80


def test_fixed_codes() -> None:
    """A change here makes clerks' entries worthless."""
    assert telephone_code(MOCK) == "K7QM 2XHT 9RWD 4NPE Y9ZX"
    assert telephone_code(ZERO) == "0000 0000 0000 0000 0000"


@given(DIGESTS)
def test_the_first_eighty_bits_are_in_the_code(digest: bytes) -> None:
    code = telephone_code(digest)
    assert bits_of(code)[:80] == "".join(f"{byte:08b}" for byte in digest[:10])
    assert parse_code(code) == code
    assert matches(code, digest)


@given(DIGESTS, DIGESTS)
def test_another_answers_code_does_not_match(one: bytes, other: bytes) -> None:
    assert matches(telephone_code(one), other) == (one[:10] == other[:10])


@pytest.mark.parametrize(
    "typed",
    [
        "k7qm2xht9rwd4npey9zx",
        " K7QM-2XHT-9RWD-4NPE-Y9ZX ",
        "K 7 Q M 2 X H T 9 R W D 4 N P E Y 9 Z X",
        "K7QM.2XHT,9RWD/4NPE\tY9ZX\n",
    ],
)
def test_a_tolerant_reader(typed: str) -> None:
    assert parse_code(typed) == "K7QM 2XHT 9RWD 4NPE Y9ZX"
    assert matches(typed, MOCK)


def test_look_alikes_are_read_as_meant() -> None:
    code = telephone_code(bytes([0x08, 0x42]) + bytes(30))
    assert "1" in code
    assert "0" in code
    assert parse_code(code.replace("0", "o").replace("1", "l")) == code
    assert parse_code(code.replace("0", "O").replace("1", "I")) == code


@given(DIGESTS, st.integers(0, 19), st.sampled_from(ALPHABET))
def test_one_wrong_character_names_its_group(digest: bytes, place: int, wrong: str) -> None:
    letters = list(telephone_code(digest).replace(" ", ""))
    is_same = letters[place] == wrong
    letters[place] = wrong
    group = place // 4 + 1 if place < 16 else place - 15
    typed = "".join(letters)
    assert misread_groups(typed) == (() if is_same else (group,))
    if not is_same:
        with pytest.raises(InvalidInputError, match=f"group {group} "):
            parse_code(typed)
        assert not matches(typed, digest)


@given(DIGESTS, st.integers(0, 3), st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_two_characters_exchanged_within_a_group_are_caught(digest: bytes, group: int, pair: tuple[int, int]) -> None:
    letters = list(telephone_code(digest).replace(" ", ""))
    one, two = (4 * group + place for place in pair)
    differs = letters[one] != letters[two]
    letters[one], letters[two] = letters[two], letters[one]
    assert misread_groups("".join(letters)) == ((group + 1,) if differs else ())


@pytest.mark.parametrize(
    "typed", ["", "K7QM 2XHT 9RWD 4NPE", "K7QM 2XHT 9RWD 4NPE Y9ZX 1", "K7QM 2XHT 9RWD 4NPE Y9ZU", "Đ"]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="telephone code"):
        parse_code(typed)
    assert not matches(typed, MOCK)


@given(st.text(max_size=40))
def test_hostile_text_is_refused_by_our_own_error(typed: str) -> None:
    assert not matches(typed, MOCK)


def test_only_a_sha256_digest_makes_a_code() -> None:
    with pytest.raises(DefectError):
        telephone_code(b"short")
