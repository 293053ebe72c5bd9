"""Delays grow, stay bounded, are jittered, and start over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.client.backoff import Backoff


@given(failures=st.integers(1, 200), first=st.floats(0.1, 5), last=st.floats(5, 600))
def test_delays_lie_between_half_and_all_of_a_bounded_double(failures: int, first: float, last: float) -> None:
    backoff = Backoff(first, last)
    for number in range(failures):
        full = min(last, first * 2.0 ** min(number, 30))
        assert full / 2 <= backoff.failed() <= full


def test_two_devices_do_not_come_back_together() -> None:
    drawn: list[tuple[float, float]] = []

    def draw(low: float, high: float) -> float:
        drawn.append((low, high))
        return high

    backoff = Backoff(draw=draw)
    assert [backoff.failed() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert drawn[3] == (4, 8)


def test_success_starts_over() -> None:
    backoff = Backoff(draw=lambda _, high: high)
    backoff.failed()
    backoff.failed()
    backoff.succeeded()
    assert backoff.failed() == 1
