"""Tabs with counts and segments: both are tab bars to the keyboard and to a screen reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from ui.theme import Colour, Radius, Style, Theme
from ui.widgets.paint import LEFT, box, follow, measure, painter_for, text

_COUNT_GAP = 6


@dataclass(frozen=True, slots=True)
class TabSpec:
    """One tab: a stable key, its words, and a count (None: no figure is shown)."""

    key: str
    words: str
    count: int | None = None


class _CountedBar(QTabBar):
    """What tabs and segments share: keys, counts, sizes."""

    chosen = Signal(str)

    _PLAIN = Style.COMPACT
    _STRONG = Style.COMPACT_BOLD

    def __init__(self, theme: Theme, tabs: Sequence[TabSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tabs: list[TabSpec] = []
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.set_tabs(tabs)
        self.currentChanged.connect(self._on_current_changed)
        theme.changed.connect(self._measure_again)
        follow(self, theme)

    def set_tabs(self, tabs: Sequence[TabSpec]) -> None:
        """Show these tabs; the present one stays if its key is still there. Emits nothing."""
        was = self.current_key()
        self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        self._tabs = list(tabs)
        for number, tab in enumerate(tabs):
            self.addTab(tab.words)
            self.setAccessibleTabName(number, tab.words if tab.count is None else f"{tab.words}, {tab.count}")
        self.blockSignals(False)
        if was is not None:
            self.set_current(was)
        self.updateGeometry()
        self.update()

    def set_counts(self, counts: Mapping[str, int | None]) -> None:
        self.set_tabs([TabSpec(tab.key, tab.words, counts.get(tab.key, tab.count)) for tab in self._tabs])

    def current_key(self) -> str | None:
        number = self.currentIndex()
        return self._tabs[number].key if 0 <= number < len(self._tabs) else None

    def set_current(self, key: str) -> None:
        """Show the tab of this key as the present one, without emitting `chosen`; an unknown key changes nothing."""
        for number, tab in enumerate(self._tabs):
            if tab.key == key:
                self.blockSignals(True)
                self.setCurrentIndex(number)
                self.blockSignals(False)
                self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _on_current_changed(self, number: int) -> None:
        if 0 <= number < len(self._tabs):
            self.chosen.emit(self._tabs[number].key)

    def _measure_again(self) -> None:
        self.set_tabs(list(self._tabs))

    def _content_width(self, number: int) -> float:
        tab = self._tabs[number]
        width = measure(self._theme, tab.words, self._STRONG)
        if tab.count is not None:
            width += _COUNT_GAP + measure(self._theme, str(tab.count), Style.META)
        return width

    def _draw_words(self, painter: QPainter, number: int, left: float, rect: QRectF, ink: Colour, active: bool) -> None:
        tab = self._tabs[number]
        style = self._STRONG if active else self._PLAIN
        room = QRectF(left, rect.top(), rect.right() - left, rect.height())
        width = text(painter, self._theme, room, tab.words, style, ink, LEFT)
        if tab.count is not None:
            room.setLeft(left + width + _COUNT_GAP)
            text(painter, self._theme, room, str(tab.count), Style.META, Colour.INK2 if active else Colour.INK3, LEFT)


class Tabs(_CountedBar):
    """Tabs 48 high over a list: a 3 px line under the active one, counts beside the words."""

    def __init__(self, theme: Theme, tabs: Sequence[TabSpec] = (), parent: QWidget | None = None) -> None:
        super().__init__(theme, tabs, parent)
        self.setProperty("ringRadius", 0)

    def tabSizeHint(self, index: int) -> QSize:
        pad = 4 + 4 + 12
        return QSize(round(self._content_width(index) + pad), self._theme.grown(48, Style.COMPACT))

    def sizeHint(self) -> QSize:
        width = sum(self.tabSizeHint(number).width() for number in range(self.count()))
        return QSize(width, self._theme.grown(48, Style.COMPACT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        for number in range(self.count()):
            rect = QRectF(self.tabRect(number))
            active = number == self.currentIndex()
            ink = Colour.INK if active else Colour.INK2
            self._draw_words(painter, number, rect.left() + 4, rect, ink, active)
            if active:
                width = self._content_width(number) + 8
                box(painter, QRectF(rect.left(), rect.bottom() - 3, width, 3), 0, self._theme.color(Colour.INK))
        painter.end()


class Segments(_CountedBar):
    """A choice of views in a sunken trough; the active one lies on the surface."""

    _PLAIN = Style.BODY
    _STRONG = Style.BODY_BOLD
    _INSET = 4

    def __init__(self, theme: Theme, tabs: Sequence[TabSpec] = (), parent: QWidget | None = None) -> None:
        super().__init__(theme, tabs, parent)

    def tabSizeHint(self, index: int) -> QSize:
        ends = self._INSET * (int(index == 0) + int(index == self.count() - 1))
        return QSize(round(self._content_width(index) + 26) + ends, self._theme.grown(42, Style.BODY))

    def sizeHint(self) -> QSize:
        width = sum(self.tabSizeHint(number).width() for number in range(self.count()))
        return QSize(width, self._theme.grown(42, Style.BODY))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        box(painter, QRectF(self.rect()), Radius.CONTROL, theme.color(Colour.SUNKEN), theme.color(Colour.LINE_STRONG))
        for number in range(self.count()):
            rect = QRectF(self.tabRect(number)).adjusted(0, self._INSET, 0, -self._INSET)
            rect.setLeft(rect.left() + (self._INSET if number == 0 else 0))
            rect.setRight(rect.right() - (self._INSET if number == self.count() - 1 else 0))
            active = number == self.currentIndex()
            if active:
                box(painter, rect, Radius.SMALL, theme.color(Colour.SURFACE), theme.color(Colour.LINE_STRONG))
            left = rect.left() + 13
            self._draw_words(painter, number, left, rect, Colour.INK if active else Colour.INK2, active)
        painter.end()
