"""One paper as a line: icon, title, a fact at the right; the whole line is a button, 44 px high at least."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import Colour, Radius, Style, Theme
from ui.widgets.paint import LEFT, box, follow, icon, measure, painter_for, text


class PaperLine(QPushButton):
    """``strong`` marks a paper not opened yet; ``last`` leaves the divider out."""

    def __init__(
        self,
        theme: Theme,
        glyph: str,
        title: str,
        fact: str,
        *,
        strong: bool = False,
        last: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._glyph, self._title, self._fact = glyph, title, fact
        self._strong, self._last = strong, last
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{title}, {fact}")
        self.setToolTip(title)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        return QSize(240, self._theme.grown(44, Style.COMPACT))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        rect = QRectF(self.rect())
        if self.isDown() or self.underMouse():
            box(painter, rect.adjusted(-4, 1, 4, -1), Radius.SMALL, theme.color(Colour.HOVER))
        side = theme.icon_size(18)
        icon(painter, theme, self._glyph, QPointF(0, (rect.height() - side) / 2), 18, Colour.INK2)
        fact_width = measure(theme, self._fact, Style.META)
        fact = QRectF(rect.right() - fact_width, 0, fact_width + 1, rect.height())
        text(painter, theme, fact, self._fact, Style.META, Colour.INK3, LEFT)
        left = side + 8
        room = QRectF(left, 0, rect.width() - left - fact_width - 12, rect.height())
        text(painter, theme, room, self._title, Style.COMPACT_BOLD if self._strong else Style.COMPACT, Colour.INK)
        if not self._last:
            painter.fillRect(QRectF(0, rect.bottom() - 1, rect.width(), 1), theme.color(Colour.LINE))
        painter.end()
