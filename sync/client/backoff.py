"""When to try again: exponential, jittered, bounded. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

FIRST_SECONDS: Final = 1.0
LAST_SECONDS: Final = 60.0


class Backoff:
    """Delays that double from ``first`` up to ``last`` seconds; each drawn between half of it and all of it, so that
    a thousand devices do not come back in the same second.
    """

    def __init__(
        self,
        first: float = FIRST_SECONDS,
        last: float = LAST_SECONDS,
        draw: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._first = first
        self._last = last
        self._draw = draw
        self._failures = 0

    def failed(self) -> float:
        """Seconds to wait after one more failure."""
        full = min(self._last, self._first * 2.0 ** min(self._failures, 30))
        self._failures += 1
        return self._draw(full / 2, full)

    def succeeded(self) -> None:
        """Start over."""
        self._failures = 0
