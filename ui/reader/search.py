"""Search in the open paper: words come page by page, hits are lit as they are found."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, Signal

from ui.reader.finder import Needle, find, make_needle
from ui.reader.pages import Pages


@dataclass(frozen=True, slots=True)
class Hit:
    """One place found: the page from 0 and the boxes of its lines, in points."""

    page: int
    boxes: tuple[QRectF, ...]


class PaperSearch(QObject):
    """Looks through all pages in order. ``found`` is emitted as hits come; ``finished`` when all pages were read."""

    found = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages: Pages | None = None
        self._count = 0
        self._needle: Needle | None = None
        self._next = 0
        self._current = -1
        self.hits: list[Hit] = []
        self.pages_without_text = 0

    def show_paper(self, pages: Pages, count: int) -> None:
        """Another paper; nothing is looked for."""
        self._pages, self._count = pages, count
        pages.words_arrived.connect(self._on_words)
        self.look_for("")

    def look_for(self, typed: str) -> None:
        """Start again from the first page. An empty text clears the hits."""
        self._needle = make_needle(typed)
        self.hits, self._current, self._next, self.pages_without_text = [], -1, 0, 0
        self.found.emit()
        self._go_on()

    @property
    def running(self) -> bool:
        """Whether pages are still to be read."""
        return self._needle is not None and self._next < self._count

    @property
    def pages_read(self) -> int:
        """Pages looked through so far."""
        return self._next

    @property
    def current(self) -> int:
        """Number of the current hit from 0, or -1."""
        return self._current

    def move(self, step: int, from_page: int) -> Hit | None:
        """The next (+1) or previous (-1) hit, around the end; the first step starts at the page on screen."""
        if not self.hits:
            return None
        if self._current < 0:
            here = [number for number, hit in enumerate(self.hits) if hit.page >= from_page]
            self._current = (here[0] if here else 0) if step > 0 else len(self.hits) - 1
        else:
            self._current = (self._current + step) % len(self.hits)
        return self.hits[self._current]

    def by_page(self) -> dict[int, list[QRectF]]:
        """Boxes of all hits by page."""
        boxes: dict[int, list[QRectF]] = {}
        for hit in self.hits:
            boxes.setdefault(hit.page, []).extend(hit.boxes)
        return boxes

    def _go_on(self) -> None:
        """Read every page whose words are here, ask for the next ones."""
        if self._pages is None or self._needle is None:
            return
        before = len(self.hits)
        while self._next < self._count:
            words = self._pages.words(self._next)
            if words is None:
                for page in range(self._next, min(self._next + 4, self._count)):
                    self._pages.want_words(page)
                break
            if not words.text.strip():
                self.pages_without_text += 1
            self.hits += [
                Hit(self._next, tuple(words.lines(start, end))) for start, end in find(words.text, self._needle)
            ]
            self._next += 1
        if len(self.hits) != before:
            self.found.emit()
        if not self.running:
            self.finished.emit()

    def _on_words(self, page: int) -> None:
        if page == self._next and self.running:
            self._go_on()
