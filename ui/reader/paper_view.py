"""The page view: continuous scroll, zoom, rotation, night colours, lit search hits. Draws what has come, never waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QGestureEvent, QPinchGesture, QScroller, QWidget

from ui.reader.layout import GAP, MAX_ZOOM, MIN_ZOOM, DeskLayout, Place, fit_zoom
from ui.reader.pages import Night, Pages
from ui.theme import Colour, Scheme, Style, Theme
from ui.theme.tokens import palette
from ui.widgets.paint import text as draw_text

_AHEAD: Final = 2  # pages kept ready on either side
_STEP: Final = 1.2
_WIDEST: Final = 1100  # pixels of a page fitted to the window
_SETTLE_MS: Final = 90  # a scroll, a resize or a pinch has ended


class ZoomMode(StrEnum):
    """How the zoom follows the window."""

    WIDTH = "width"
    PAGE = "page"
    FREE = "free"


class PaperView(QAbstractScrollArea):
    """Shows one paper.

    ``page_changed``: the page at the middle of the window, from 0. ``zoom_changed``: the mode's or the zoom's change.
    ``page_seen``: a page came to rest on screen (for read marks). Hits are boxes in points, by page.
    """

    page_changed = Signal(int)
    zoom_changed = Signal()
    page_seen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages: Pages | None = None
        self._sizes: list[tuple[float, float]] = []
        self._layout = DeskLayout((), 1.0, 0, 0.0)
        self._mode = ZoomMode.WIDTH
        self._zoom = 1.0
        self._rotation = 0
        self._night = False
        self._page = 0
        self._hits: Mapping[int, Sequence[QRectF]] = {}
        self._current_hit: tuple[int, Sequence[QRectF]] | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Trang tài liệu"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        theme.changed.connect(self._on_theme_changed)

    @property
    def page(self) -> int:
        """The page at the middle of the window, from 0."""
        return self._page

    @property
    def zoom(self) -> float:
        """Pixels a point."""
        return self._zoom

    @property
    def mode(self) -> ZoomMode:
        return self._mode

    @property
    def night(self) -> bool:
        return self._night

    def show_paper(self, pages: Pages, sizes: Sequence[tuple[float, float]]) -> None:
        """Show another paper from its first page."""
        self._pages = pages
        self._sizes = list(sizes)
        self._page = 0
        self._rotation = 0
        self._hits, self._current_hit = {}, None
        pages.set_night(self._night_colours())
        pages.arrived.connect(self._on_arrived)
        self.verticalScrollBar().setValue(0)
        self._arrange()

    def close_paper(self) -> None:
        """Show nothing."""
        self._pages = None
        self._sizes = []
        self._arrange()

    def set_sizes(self, first: int, sizes: Sequence[tuple[float, float]]) -> None:
        """True sizes of pages have come; the page on screen stays where it is."""
        if not any(
            size[0] > 0 and size != self._sizes[first + index]
            for index, size in enumerate(sizes)
            if first + index < len(self._sizes)
        ):
            return
        place, inside = self._anchor()
        for index, size in enumerate(sizes):
            if size[0] > 0 and first + index < len(self._sizes):
                self._sizes[first + index] = size
        self._arrange()
        self._restore(place, inside)

    def is_drawn(self) -> bool:
        """Whether every page on screen has its image."""
        pages, scale = self._pages, self._pixel_scale()
        return pages is not None and all(
            pages.image(place.page, scale, self._rotation) is not None for place in self._shown()
        )

    def position(self) -> tuple[int, float]:
        """The page at the top edge and how much of it (0 to 1) lies above."""
        return self._anchor()

    def go_to(self, page: int, inside: float = 0.0) -> None:
        """Bring a page to the top; ``inside`` is the part of it left above."""
        if self._sizes:
            self._restore(min(max(0, page), len(self._sizes) - 1), inside)

    def go_to_box(self, page: int, box: QRectF) -> None:
        """Bring a box of a page to the upper third unless it is on screen."""
        place = self._layout.place(page)
        top = place.y + box.top() * self._zoom
        shown = self.verticalScrollBar().value()
        if not shown + 40 <= top <= shown + self.viewport().height() - 80:
            self.verticalScrollBar().setValue(round(top - self.viewport().height() / 3))
        self._request()

    def set_mode(self, mode: ZoomMode) -> None:
        """Fit the width, fit the page, or keep the zoom."""
        self._mode = mode
        self._rezoom()

    def zoom_by(self, factor: float) -> None:
        """Zoom freely around the middle of the window."""
        self.set_zoom(self._zoom * factor)

    def zoom_in(self) -> None:
        """One step nearer."""
        self.zoom_by(_STEP)

    def zoom_out(self) -> None:
        """One step away."""
        self.zoom_by(1 / _STEP)

    def set_zoom(self, zoom: float) -> None:
        """Pixels a point, kept within bounds."""
        self._mode = ZoomMode.FREE
        self._apply_zoom(min(MAX_ZOOM, max(MIN_ZOOM, zoom)))

    def rotate(self) -> None:
        """Turn all pages clockwise by a quarter."""
        page, _ = self._anchor()
        self._rotation = (self._rotation + 90) % 360
        self._rezoom()
        self._restore(page, 0.0)

    def set_night(self, night: bool) -> None:
        """Dark paper, light ink."""
        self._night = night
        self._renew_night()

    def set_hits(self, hits: Mapping[int, Sequence[QRectF]], current: tuple[int, Sequence[QRectF]] | None) -> None:
        """Light search hits; ``current`` in its own colour."""
        self._hits, self._current_hit = hits, current
        self.viewport().update()

    # -- geometry ------------------------------------------------------------------------------------------------

    def _rezoom(self) -> None:
        room = self.viewport().size()
        if self._mode is ZoomMode.WIDTH:
            # Very wide windows would make the lines too long to read: the desk shows beside the page instead.
            self._apply_zoom(fit_zoom(self._sizes, self._rotation, min(room.width(), _WIDEST)))
        elif self._mode is ZoomMode.PAGE:
            self._apply_zoom(fit_zoom(self._sizes, self._rotation, room.width(), room.height()))
        else:
            self._apply_zoom(self._zoom)

    def _apply_zoom(self, zoom: float) -> None:
        page, inside = self._anchor()
        self._zoom = zoom
        self._arrange()
        self._restore(page, inside)
        self.zoom_changed.emit()

    def _arrange(self) -> None:
        room = self.viewport().size()
        self._layout = DeskLayout(self._sizes, self._zoom, self._rotation, room.width())
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(self._layout.height - room.height())))
        vertical.setPageStep(max(1, room.height() - 40))
        vertical.setSingleStep(60)
        horizontal.setRange(0, max(0, round(self._layout.width - room.width())))
        horizontal.setPageStep(room.width())
        self.viewport().update()
        self._settle.start()

    def _anchor(self) -> tuple[int, float]:
        if not len(self._layout):
            return 0, 0.0
        top = self.verticalScrollBar().value() + GAP + 1  # bars stand on whole pixels, pages do not
        place = self._layout.place(self._layout.page_at(top))
        return place.page, min(1.0, max(0.0, (top - place.y) / max(1.0, place.height)))

    def _restore(self, page: int, inside: float) -> None:
        if len(self._layout):
            place = self._layout.place(min(page, len(self._layout) - 1))
            self.verticalScrollBar().setValue(round(place.y - GAP + inside * place.height))

    def _shown(self) -> list[Place]:
        top = self.verticalScrollBar().value()
        return self._layout.between(top, top + self.viewport().height())

    def _pixel_scale(self) -> float:
        return round(self._zoom * self.devicePixelRatioF(), 4)

    def _request(self) -> None:
        """Ask for the pages on screen, then for their neighbours; cancel what is far away."""
        if self._pages is None or not self._sizes:
            return
        shown = self._shown()
        scale, rotation = self._pixel_scale(), self._rotation
        numbers = [place.page for place in shown]
        ahead = [
            page
            for distance in range(1, _AHEAD + 1)
            for page in (numbers[-1] + distance, numbers[0] - distance)
            if 0 <= page < len(self._sizes)
        ]
        self._pages.keep_only({(page, scale, rotation) for page in (*numbers, *ahead)})
        for page in numbers:
            self._pages.want(page, scale, rotation)
        for page in ahead:
            self._pages.want(page, scale, rotation, ahead=True)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
        middle = self._layout.page_at(self.verticalScrollBar().value() + self.viewport().height() / 2)
        if middle != self._page and middle < len(self._sizes):
            self._page = middle
            self.page_changed.emit(middle)
        self._request()
        self._settle.start()

    # -- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.color(Colour.DESK))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        offset = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        for place in self._shown():
            rect = QRectF(place.x - offset.x(), place.y - offset.y(), place.width, place.height)
            if rect.intersects(QRectF(event.rect())):
                self._paint_page(painter, place.page, rect)
        painter.end()

    def _paint_page(self, painter: QPainter, page: int, rect: QRectF) -> None:
        theme = self._theme
        painter.fillRect(rect, self._page_colours()[Colour.PAGE])
        if self._pages is not None:
            image = self._pages.image(page, self._pixel_scale(), self._rotation)
            if image is not None:
                painter.drawImage(rect, image)
            else:
                self._paint_waiting(painter, page, rect)
        painter.setPen(theme.color(Colour.LINE_STRONG))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        if self._rotation == 0:
            self._paint_hits(painter, page, rect)

    def _paint_waiting(self, painter: QPainter, page: int, rect: QRectF) -> None:
        reason = self._pages.failure(page) if self._pages is not None else ""
        words = {
            "": self.tr("Trang {}").format(page + 1),
            "missing": self.tr("Trang {} đang được tải về, sẽ hiện ngay khi đủ.").format(page + 1),
        }.get(reason, self.tr("Không hiện được trang {}: tệp hỏng hoặc không đúng chuẩn.").format(page + 1))
        room = QRectF(rect.x() + 16, rect.y() + min(rect.height() / 3, 240), rect.width() - 32, 40)
        draw_text(painter, self._theme, room, words, Style.BODY, Colour.INK3, Qt.AlignmentFlag.AlignCenter)

    def _paint_hits(self, painter: QPainter, page: int, rect: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setCompositionMode(
            QPainter.CompositionMode.CompositionMode_Screen
            if self._night
            else QPainter.CompositionMode.CompositionMode_Multiply
        )
        for box in self._hits.get(page, ()):
            self._paint_hit(painter, rect, box, Colour.HIGHLIGHT1)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if self._current_hit is not None and self._current_hit[0] == page:
            # A frame, not a ground: the words keep their contrast on any paper.
            painter.setPen(QPen(self._page_colours()[Colour.CURRENT_HIT], 3))
            for box in self._current_hit[1]:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self._on_page(rect, box).adjusted(-2, -2, 2, 2), 3, 3)

    def _paint_hit(self, painter: QPainter, rect: QRectF, box: QRectF, colour: Colour) -> None:
        painter.setBrush(self._page_colours()[colour])
        painter.drawRoundedRect(self._on_page(rect, box).adjusted(-1, -1, 1, 1), 2, 2)

    def _on_page(self, rect: QRectF, box: QRectF) -> QRectF:
        zoom = self._zoom
        return QRectF(rect.x() + box.x() * zoom, rect.y() + box.y() * zoom, box.width() * zoom, box.height() * zoom)

    # -- events --------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rezoom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        key = event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_PageDown):
            bar.setValue(bar.value() + bar.pageStep())
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_PageUp):
            bar.setValue(bar.value() - bar.pageStep())
        elif key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_J):
            self.go_to(self._page + 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_K):
            self.go_to(self._page - 1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(_STEP ** (event.angleDelta().y() / 120))
            event.accept()
            return
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.zoom_by(pinch.scaleFactor())
                return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value())
            return True
        return super().viewportEvent(event)

    def page_point(self, where: QPoint) -> tuple[int, QPointF]:
        """The page under a point of the viewport, and the point on it in page points."""
        y = where.y() + self.verticalScrollBar().value()
        place = self._layout.place(self._layout.page_at(y))
        x = where.x() + self.horizontalScrollBar().value()
        return place.page, QPointF((x - place.x) / self._zoom, (y - place.y) / self._zoom)

    def _night_colours(self) -> Night | None:
        if not self._night:
            return None
        colours = self._page_colours()
        return Night(page=colours[Colour.PAGE], text=colours[Colour.PAGE_TEXT])

    def _page_colours(self) -> Mapping[Colour, QColor]:
        """Colours of pages and marks: they follow the page's night, not the window's theme."""
        return palette(Scheme.DARK if self._night else Scheme.LIGHT)

    def _renew_night(self) -> None:
        if self._pages is not None:
            self._pages.set_night(self._night_colours())
        self.viewport().update()
        self._request()

    def _on_settled(self) -> None:
        """The view has come to rest: what is on screen now is being read."""
        self._request()
        for place in self._shown():
            self.page_seen.emit(place.page)

    def _on_arrived(self, page: int) -> None:
        if any(place.page == page for place in self._shown()):
            self.viewport().update()
            if self._pages is not None and self._pages.image(page, self._pixel_scale(), self._rotation) is None:
                self._request()

    def _on_theme_changed(self) -> None:
        self.viewport().update()
