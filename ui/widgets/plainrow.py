"""A plain row on a card: icon, title, meta, and at the right a badge with a date, or an act. For short lists only."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import Colour, Style, Theme
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.paint import LEFT, RIGHT, BadgeSpec, badge_size, draw_badge, follow, icon, measure, painter_for, text


class PlainRow(QPushButton):
    """At least 60 high. The whole row is a button (`clicked`); an act, if any, is a button of its own (`acted`)."""

    acted = Signal()

    def __init__(
        self,
        theme: Theme,
        glyph: str,
        title: str,
        meta: str = "",
        *,
        badge: BadgeSpec | None = None,
        aside: str = "",
        act: str = "",
        last: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._glyph = glyph
        self._title = title
        self._meta = meta
        self._badge = badge
        self._aside = aside
        self._last = last
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        spoken = (title, meta, badge.text if badge else "", aside)
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self._act = Button(theme, act, ButtonKind.SECONDARY, parent=self) if act else None
        if self._act is not None:
            self._act.clicked.connect(self.acted)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        theme = self._theme
        lines = theme.line(Style.BODY) + (theme.line(Style.META) if self._meta else 0)
        height = max(60, lines + 18)
        if self._badge and self._aside:
            height = max(height, theme.grown(24, Style.META) + theme.line(Style.META) + 20)
        return QSize(320, height + (0 if self._last else 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._act is not None:
            size = self._act.sizeHint()
            top = (self.height() - size.height()) // 2
            self._act.setGeometry(self.width() - 12 - size.width(), top, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        if self.isDown() or self.underMouse():
            ground = Colour.SELECTED if self.isDown() else Colour.HOVER
            painter.fillRect(self.rect().adjusted(1, 0, -1, 0), theme.color(ground))
        right = self.width() - 12 - self._right_width()
        side = theme.icon_size(20)
        middle = (self.height() - (0 if self._last else 1)) / 2
        icon(painter, theme, self._glyph, QPointF(16, middle - side / 2), 20, Colour.INK2)
        left = 16 + side + 12
        title, meta = theme.line(Style.BODY), theme.line(Style.META) if self._meta else 0
        top = middle - (title + meta) / 2
        room = right - left - (8 if right < self.width() - 12 else 0)
        text(painter, theme, QRectF(left, top, room, title), self._title, Style.BODY, Colour.INK, LEFT)
        text(painter, theme, QRectF(left, top + title, room, meta), self._meta, Style.META, Colour.INK3, LEFT)
        self._paint_right(painter, middle)
        if not self._last:
            painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.color(Colour.LINE))
        painter.end()

    def _right_width(self) -> float:
        """Width of what stands at the right."""
        if self._act is not None:
            return float(self._act.sizeHint().width())
        badge = badge_size(self._theme, self._badge)[0] if self._badge else 0
        return max(float(badge), measure(self._theme, self._aside, Style.META))

    def _paint_right(self, painter: QPainter, middle: float) -> None:
        theme = self._theme
        right = self.width() - 12
        height = theme.grown(24, Style.META)
        line = theme.line(Style.META)
        if self._badge:
            wide, _ = badge_size(theme, self._badge)
            top = middle - (height + 2 + line) / 2 if self._aside else middle - height / 2
            draw_badge(painter, theme, QPointF(right - wide, top), self._badge)
            if self._aside:
                area = QRectF(0, top + height + 2, right, line)
                text(painter, theme, area, self._aside, Style.META, Colour.INK3, RIGHT)
        elif self._aside:
            text(painter, theme, QRectF(0, middle - line / 2, right, line), self._aside, Style.META, Colour.INK3, RIGHT)
