"""What a figure is. Modules beside this one say theirs; ``python -m tests.bench`` finds and runs them::

    from tests.bench.figures import Measurement, at_most, figure, median_ms

    @figure(name="seal-p256", unit="ms", goal=at_most(100))
    def sealing_p256() -> Measurement:
        "From the PIN to durable: median of 20, visible appearance included."
        return Measurement(median_ms(seal, repeat=20))

    @figure(name="pull-20000", unit="s", goal=ratio_at_most(2.5))
    def first_pull() -> Measurement:
        "20,000 records of 1.5 KB, against one MessagePack file and executemany."
        return Measurement(pulled, yardstick=inserted)

Each figure runs in a process of its own, so that none finds the caches and imports of another.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on the value itself, or on its ratio to the yardstick."""

    bound: float
    at_least: bool
    of_ratio: bool

    def is_met(self, value: float, ratio: float | None) -> bool:
        """Whether the bound holds. A goal on the ratio is not met without a yardstick."""
        measured = ratio if self.of_ratio else value
        if measured is None:
            return False
        return measured >= self.bound if self.at_least else measured <= self.bound

    def text(self, unit: str) -> str:
        """As a person reads it: ``<= 100 ms``, ``>= 0.6 x``."""
        return f"{'>=' if self.at_least else '<='} {self.bound:g} {'x' if self.of_ratio else unit}"


def at_most(bound: float) -> Goal:
    """The value stays at or below ``bound``."""
    return Goal(bound, at_least=False, of_ratio=False)


def at_least(bound: float) -> Goal:
    """The value reaches ``bound``."""
    return Goal(bound, at_least=True, of_ratio=False)


def ratio_at_most(bound: float) -> Goal:
    """value / yardstick stays at or below ``bound``."""
    return Goal(bound, at_least=False, of_ratio=True)


def ratio_at_least(bound: float) -> Goal:
    """value / yardstick reaches ``bound``."""
    return Goal(bound, at_least=True, of_ratio=True)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured, in the figure's unit; ``yardstick`` in the same unit and from the same run; ``note``: what
    one needs to know beside it.
    """

    value: float
    yardstick: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """value / yardstick."""
        return self.value / self.yardstick if self.yardstick else None


@dataclass(frozen=True, slots=True)
class Figure:
    """One promise and the way to measure it."""

    name: str
    unit: str
    goal: Goal
    measure: Callable[[], Measurement]

    @property
    def meaning(self) -> str:
        """First line of the measuring function's docstring."""
        return (self.measure.__doc__ or "").strip().partition("\n")[0]


def figure(*, name: str, unit: str, goal: Goal) -> Callable[[Callable[[], Measurement]], Figure]:
    """Turn a measuring function into a figure. ``name`` is what ``make bench ONLY=name`` wants."""

    def _wrap(measure: Callable[[], Measurement]) -> Figure:
        return Figure(name, unit, goal, measure)

    return _wrap


def median_ms(act: Callable[[], object], *, repeat: int, warm_up: int = 1) -> float:
    """Median duration of ``act`` in milliseconds over ``repeat`` runs, after ``warm_up`` runs that do not count."""
    for _ in range(warm_up):
        act()
    durations = []
    for _ in range(repeat):
        begin = time.perf_counter()
        act()
        durations.append(time.perf_counter() - begin)
    return statistics.median(durations) * 1000
