"""Tokens, challenges and rate limits: forged, late or repeated ones are worth nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sync import protocol
from sync.server.auth import Challenges, RateLimit, Tokens

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DEVICE = "0123456789abcdef" * 2
KEY = b"k" * 32


def test_a_token_names_its_device_until_it_ends() -> None:
    tokens = Tokens(KEY)
    token = tokens.issue(DEVICE, NOW)
    assert tokens.device(token, NOW) == DEVICE
    assert tokens.device(token, NOW + timedelta(seconds=protocol.TOKEN_SECONDS - 1)) == DEVICE
    assert tokens.device(token, NOW + timedelta(seconds=protocol.TOKEN_SECONDS)) is None
    assert len(token) <= 50, "it travels with every request"


def test_a_token_of_another_hub_is_worth_nothing() -> None:
    assert Tokens(b"x" * 32).device(Tokens(KEY).issue(DEVICE, NOW), NOW) is None


@given(st.integers(0, 49), st.characters(max_codepoint=127))
def test_a_changed_token_is_worth_nothing(position: int, letter: str) -> None:
    tokens = Tokens(KEY)
    token = tokens.issue(DEVICE, NOW)
    position %= len(token)
    changed = token[:position] + letter + token[position + 1 :]
    # The last letter of unpadded base64 carries bits that mean nothing.
    assert changed == token or position == len(token) - 1 or tokens.device(changed, NOW) is None


@given(st.text(max_size=80))
def test_any_text_is_no_token(text: str) -> None:
    assert Tokens(KEY).device(text, NOW) is None


def test_a_challenge_is_good_once_for_its_subject_and_a_while() -> None:
    challenges = Challenges(KEY, 60)
    first = challenges.make("device", NOW)
    assert not challenges.spend(first, "another", NOW)
    assert challenges.spend(first, "device", NOW)
    assert not challenges.spend(first, "device", NOW)
    second = challenges.make("device", NOW)
    assert not challenges.spend(second, "device", NOW + timedelta(seconds=60))
    assert challenges.spend(second, "device", NOW + timedelta(seconds=59))


def test_a_challenge_of_another_process_with_the_same_key_is_good() -> None:
    assert Challenges(KEY, 60).spend(Challenges(KEY, 60).make("d", NOW), "d", NOW)
    assert not Challenges(b"x" * 32, 60).spend(Challenges(KEY, 60).make("d", NOW), "d", NOW)


@given(st.binary(max_size=80))
def test_any_bytes_are_no_challenge(data: bytes) -> None:
    assert not Challenges(KEY, 60).spend(data, "device", NOW)


def test_a_bucket_empties_and_fills_again() -> None:
    limit = RateLimit(burst=3, per_minute=60)
    assert [limit.allow("a", 0.0) for _ in range(4)] == [True, True, True, False]
    assert limit.allow("b", 0.0)
    assert limit.allow("a", 1.0)
    assert not limit.allow("a", 1.0)


def test_strangers_do_not_fill_the_memory() -> None:
    limit = RateLimit(burst=1, per_minute=1, capacity=10)
    for number in range(1000):
        limit.allow(str(number), float(number))
    assert len(limit._buckets) == 10
