"""A signing device as a radio card: icon, certificate, validity, and a badge when it is plugged in."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy

from ui.theme import Colour, Radius, Style, Theme, Tone
from ui.widgets.paint import BadgeSpec, badge_size, box, draw_badge, follow, icon, painter_for, text


class DeviceCard(QRadioButton):
    """56 high; the chosen one has the 2 px edge, when there is a choice."""

    def __init__(self, theme: Theme, glyph: str, title: str, words: str, state: str, *, has_rivals: bool) -> None:
        super().__init__(title)
        self._theme = theme
        self._glyph = glyph
        self._words = words
        self._has_rivals = has_rivals
        self._badge = BadgeSpec(state, Tone.GREEN, "check") if state else None
        self.setAccessibleName(", ".join(part for part in (title, words, state) if part))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        height = self._theme.line(Style.COMPACT) + self._theme.line(Style.META) + 15
        return QSize(320, max(56, height))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        rect = QRectF(self.rect())
        marked = self.isChecked() and self._has_rivals
        hovered = self.underMouse() and self._has_rivals
        ground = Colour.SUNKEN if marked else Colour.HOVER if hovered else Colour.SURFACE
        edge = Colour.INK if marked else Colour.CONTROL
        box(painter, rect, Radius.CONTROL, theme.color(ground), theme.color(edge), width=2 if marked else 1)
        side = theme.icon_size(20)
        icon(painter, theme, self._glyph, QPointF(13, (rect.height() - side) / 2), 20, Colour.INK2)
        left = 13 + side + 8
        right = rect.right() - 12
        if self._badge is not None:
            wide, tall = badge_size(theme, self._badge)
            draw_badge(painter, theme, QPointF(right - wide, (rect.height() - tall) / 2), self._badge)
            right -= wide + 12
        upper, lower = theme.line(Style.COMPACT), theme.line(Style.META)
        top = (rect.height() - upper - lower) / 2
        style = Style.COMPACT_BOLD if marked else Style.COMPACT
        text(painter, theme, QRectF(left, top, right - left, upper), self.text(), style, Colour.INK)
        text(painter, theme, QRectF(left, top + upper, right - left, lower), self._words, Style.META, Colour.INK2)
        painter.end()
