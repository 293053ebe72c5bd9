"""Where each page lies on the desk: plain geometry, in device-independent pixels."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

GAP = 16.0
MIN_ZOOM, MAX_ZOOM = 0.25, 6.0  # pixels a point


@dataclass(frozen=True, slots=True)
class Place:
    """A page on the desk."""

    page: int
    x: float
    y: float
    width: float
    height: float


class DeskLayout:
    """Pages one below the other, centred; immutable once made.

    ``sizes`` are points of the upright page; ``zoom`` is pixels a point; ``rotation`` 0, 90, 180 or 270.
    """

    def __init__(self, sizes: Sequence[tuple[float, float]], zoom: float, rotation: int, width: float) -> None:
        self._places: list[Place] = []
        self._tops: list[float] = []
        top, widest = GAP, 0.0
        for page, (across, down) in enumerate(sizes):
            w, h = (down, across) if rotation in (90, 270) else (across, down)
            w, h = w * zoom, h * zoom
            self._tops.append(top)
            self._places.append(Place(page, max(GAP, (width - w) / 2), top, w, h))
            widest = max(widest, w)
            top += h + GAP
        self.width = widest + 2 * GAP
        self.height = top

    def __len__(self) -> int:
        return len(self._places)

    def place(self, page: int) -> Place:
        """The place of a page (from 0)."""
        return self._places[page]

    def page_at(self, y: float) -> int:
        """The page at a height, the nearest one above in a gap."""
        return max(0, bisect_right(self._tops, y) - 1)

    def between(self, top: float, bottom: float) -> list[Place]:
        """Pages that show between two heights."""
        if not self._places:
            return []
        first, last = self.page_at(top), self.page_at(bottom)
        return self._places[first : last + 1]


def fit_zoom(sizes: Sequence[tuple[float, float]], rotation: int, width: float, height: float | None = None) -> float:
    """The zoom at which the widest page fills ``width``, and, with ``height``, a whole page is seen."""
    if not sizes:
        return 1.0
    turned = rotation in (90, 270)
    widest = max(size[1 if turned else 0] for size in sizes)
    tallest = max(size[0 if turned else 1] for size in sizes)
    zoom = (width - 2 * GAP) / max(1.0, widest)
    if height is not None:
        zoom = min(zoom, (height - 2 * GAP) / max(1.0, tallest))
    return min(MAX_ZOOM, max(MIN_ZOOM, zoom))
