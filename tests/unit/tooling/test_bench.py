"""The harness of the figures: goals, and the entries that build/bench.json gets."""

from __future__ import annotations

import json

import pytest

from tests.bench.__main__ import find_figures, measure_here, table
from tests.bench.figures import (
    Figure,
    Goal,
    Measurement,
    at_least,
    at_most,
    figure,
    median_ms,
    ratio_at_least,
    ratio_at_most,
)


@pytest.mark.parametrize(
    ("goal", "value", "ratio", "met"),
    [
        (at_most(100), 100, None, True),
        (at_most(100), 100.1, None, False),
        (at_least(50), 50, None, True),
        (at_least(50), 49.9, None, False),
        (ratio_at_most(2.5), 9999, 2.5, True),
        (ratio_at_most(2.5), 0, 2.6, False),
        (ratio_at_least(0.6), 0, 0.6, True),
        (ratio_at_least(0.6), 9999, 0.5, False),
        (ratio_at_most(2.5), 1, None, False),
    ],
)
def test_goals(goal: Goal, value: float, ratio: float | None, met: bool) -> None:
    assert goal.is_met(value, ratio) is met


@pytest.fixture
def download() -> Figure:
    @figure(name="download", unit="MB/s", goal=ratio_at_least(0.6))
    def _download() -> Measurement:
        """Verified and encrypted."""
        return Measurement(300.0, yardstick=400.0)

    return _download


def test_entry_of_a_figure(download: Figure) -> None:
    entry = measure_here(download)
    assert json.loads(json.dumps(entry)) == {
        "name": "download",
        "value": 300.0,
        "unit": "MB/s",
        "yardstick": 400.0,
        "ratio": 0.75,
        "goal": ">= 0.6 x",
        "met": True,
    }
    assert "| `download` Verified and encrypted. | 300 MB/s | 400 | 0.75 | >= 0.6 x | yes |" in table(
        [entry], {"download": download}
    )


def test_median_runs_as_often_as_it_says() -> None:
    calls: list[None] = []
    assert median_ms(lambda: calls.append(None), repeat=5, warm_up=2) >= 0
    assert len(calls) == 7


def test_every_figure_says_what_it_measures() -> None:
    for name, item in find_figures().items():
        assert item.meaning, name
