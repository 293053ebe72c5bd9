"""Pages as images: what was drawn is kept within a bound, what is on screen is asked for first."""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from models.errors import EcabinetError
from ui.bridge import Bridge
from ui.renderer.messages import Bitmap, PageText
from ui.renderer.process import PaperRenderer

_BUDGET: Final = 96 * 1024 * 1024  # bytes of kept images: about ten pages of a full-screen window
_ON_SCREEN, _AHEAD, _SEARCH, _THUMBNAIL = 0, 10, 20, 15


@dataclass(frozen=True, slots=True)
class Night:
    """Colours of a page at night: paper and ink."""

    page: QColor
    text: QColor


@dataclass(frozen=True, slots=True)
class PageWords:
    """A page's characters and their boxes in points, origin at the top left."""

    text: str
    boxes: tuple[tuple[float, float, float, float], ...]

    def lines(self, start: int, end: int) -> list[QRectF]:
        """Boxes of the characters from ``start`` to ``end``, joined along each line."""
        joined: list[QRectF] = []
        for left, top, right, bottom in self.boxes[start:end]:
            if right <= left or bottom <= top:
                continue
            box = QRectF(left, top, right - left, bottom - top)
            if joined and _on_one_line(joined[-1], box):
                joined[-1] = joined[-1].united(box)
            else:
                joined.append(box)
        return joined


_Key = tuple[int, float, int]  # page, pixels a point, rotation


class Pages(QObject):
    """Images and words of one paper's pages.

    ``arrived`` names a page whose image, words or failure is there now. ``night`` applies to images drawn afterwards.
    """

    arrived = Signal(int)
    words_arrived = Signal(int)

    def __init__(self, renderer: PaperRenderer, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._renderer = renderer
        self._bridge = bridge
        self._images: OrderedDict[_Key, QImage] = OrderedDict()
        self._asked: dict[_Key, tuple[int, Future[Bitmap]]] = {}
        self._thumbnails: dict[int, QImage] = {}
        self._thumbnails_asked: set[int] = set()
        self._words: dict[int, PageWords] = {}
        self._words_asked: set[int] = set()
        self._failures: dict[int, str] = {}
        self._bytes = 0
        self._night: Night | None = None
        self._generation = 0

    def set_night(self, night: Night | None) -> None:
        """Colours of images to come; those kept are forgotten."""
        self._night = night
        self._forget_images()

    def image(self, page: int, scale: float, rotation: int) -> QImage | None:
        """The page at exactly this scale, else the nearest one that is kept, else None."""
        exact = self._images.get((page, scale, rotation))
        if exact is not None:
            self._images.move_to_end((page, scale, rotation))
            return exact
        others = [key for key in self._images if key[0] == page and key[2] == rotation]
        return self._images[min(others, key=lambda key: abs(key[1] - scale))] if others else None

    def thumbnail(self, page: int) -> QImage | None:
        """The page's small image, if it has come."""
        return self._thumbnails.get(page)

    def want_thumbnail(self, page: int, scale: float) -> None:
        """Ask for a small image once; it goes after everything on screen."""
        if page in self._thumbnails_asked:
            return
        self._thumbnails_asked.add(page)
        rendering = self._renderer.render(page, scale, 0, _THUMBNAIL)
        generation = self._generation

        def _on_thumbnail(image: QImage) -> None:
            if generation == self._generation:
                self._thumbnails[page] = image
            self.arrived.emit(page)

        def _on_failed(_: EcabinetError) -> None:
            self._thumbnails_asked.discard(page)

        self._bridge.then(
            refined(rendering, partial(_to_image, night=self._night)), _on_thumbnail, _on_failed, owner=self
        )

    def words(self, page: int) -> PageWords | None:
        """The page's words, if they have come."""
        return self._words.get(page)

    def failure(self, page: int) -> str:
        """Why the page could not be drawn: a reason of the renderer, or empty."""
        return self._failures.get(page, "")

    def want(self, page: int, scale: float, rotation: int, *, ahead: bool = False) -> None:
        """Ask for an image unless it is kept or on its way."""
        key = (page, scale, rotation)
        if key in self._images or page in self._failures:
            return
        rank = _AHEAD if ahead else _ON_SCREEN
        known = self._asked.get(key)
        if known is not None and (known[0] <= rank or not known[1].cancel()):
            return  # asked for already and not to be hurried any more
        rendering = self._renderer.render(page, scale, rotation, rank)
        self._asked[key] = (rank, rendering)
        generation = self._generation
        self._bridge.then(
            refined(rendering, partial(_to_image, night=self._night)),
            lambda image: self._on_image(key, image, "", generation),
            lambda error: self._on_image(key, QImage(), str(error), generation),
            owner=self,
        )

    def keep_only(self, wanted: set[_Key]) -> None:
        """Cancel what was asked for and is not wanted any more: the person has scrolled on."""
        for key, (_, future) in list(self._asked.items()):
            if key not in wanted and future.cancel():
                del self._asked[key]

    def want_words(self, page: int) -> None:
        """Ask for a page's words once."""
        if page in self._words or page in self._words_asked:
            return
        self._words_asked.add(page)
        future = self._renderer.text(page, _SEARCH)
        self._bridge.then(
            future,
            lambda text: self._on_words(page, text),
            lambda _: self._on_words(page, PageText("", b"")),
            owner=self,
        )

    def retry(self) -> None:
        """Pieces have come: pages whose bytes were missing may be asked for again."""
        again = [page for page, reason in self._failures.items() if reason == "missing"]
        for page in again:
            del self._failures[page]
            self.arrived.emit(page)

    def _on_image(self, key: _Key, image: QImage, reason: str, generation: int) -> None:
        self._asked.pop(key, None)
        if generation != self._generation:
            self.arrived.emit(key[0])
            return
        if reason:
            self._failures[key[0]] = reason
        else:
            for other in [k for k in self._images if k[0] == key[0] and k != key]:
                self._bytes -= self._images.pop(other).sizeInBytes()
            self._images[key] = image
            self._bytes += image.sizeInBytes()
            while self._bytes > _BUDGET and len(self._images) > 2:
                _, gone = self._images.popitem(last=False)
                self._bytes -= gone.sizeInBytes()
        self.arrived.emit(key[0])

    def _on_words(self, page: int, text: PageText) -> None:
        numbers = struct.iter_unpack("<4f", text.boxes)
        self._words[page] = PageWords(text.text, tuple((a, b, c, d) for a, b, c, d in numbers))
        self.words_arrived.emit(page)

    def _forget_images(self) -> None:
        self._generation += 1
        self._images.clear()
        self._thumbnails.clear()
        self._thumbnails_asked.clear()
        self._bytes = 0


def refined(future: Future[Bitmap], refine: Callable[[Bitmap], QImage]) -> Future[QImage]:
    """The result of ``refine``, done on the thread that finished ``future``: the main one has no time for it."""
    done: Future[QImage] = Future()

    def _pass_on(source: Future[Bitmap]) -> None:
        if source.cancelled():
            done.cancel()
            return
        error = source.exception()
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(refine(source.result()))

    future.add_done_callback(_pass_on)
    return done


def _to_image(bitmap: Bitmap, night: Night | None) -> QImage:
    shared = QImage(bitmap.pixels, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
    image = shared.copy()  # owns its memory: the message's bytes may go
    if night is not None:
        # Paper and ink change places on a straight line: out = page + (255 - v) / 255 * (text - page).
        image.invertPixels()
        page, text = night.page, night.text
        span = QColor(text.red() - page.red(), text.green() - page.green(), text.blue() - page.blue())
        painter = QPainter(image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(image.rect(), span)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        painter.fillRect(image.rect(), page)
        painter.end()
    return image


def _on_one_line(line: QRectF, box: QRectF) -> bool:
    overlap = min(line.bottom(), box.bottom()) - max(line.top(), box.top())
    near = box.left() - line.right() < 3 * max(line.height(), box.height())
    return overlap > 0.4 * min(line.height(), box.height()) and near and box.right() >= line.left()
