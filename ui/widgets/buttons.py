"""Buttons: the one accent act of a screen, the outlined ones, the quiet ones, and icons alone."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import Colour, Radius, Style, Theme
from ui.widgets.paint import LEFT, box, follow, icon, icon_mid, measure, painter_for, text

REGULAR = 40
TALL = 48


class ButtonKind(Enum):
    """Primary: the one act that matters, once on a screen. Secondary: outlined. Quiet: words alone."""

    PRIMARY = auto()
    SECONDARY = auto()
    QUIET = auto()


class Button(QPushButton):
    """A button that paints itself; `height` is in pixels at 100 % and grows with the text."""

    def __init__(
        self,
        theme: Theme,
        words: str,
        kind: ButtonKind = ButtonKind.SECONDARY,
        *,
        icon: str = "",
        trailing: str = "",
        height: int = REGULAR,
        style: Style | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._theme = theme
        self._kind = kind
        self._icon = icon
        self._trailing = trailing
        self._base_height = height
        self._style = style or (Style.BODY_BOLD if kind is ButtonKind.PRIMARY else Style.BODY)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def set_icons(self, icon: str = "", trailing: str = "") -> None:
        self._icon = icon
        self._trailing = trailing
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: ButtonKind) -> None:
        self._kind = kind
        self._style = Style.BODY_BOLD if kind is ButtonKind.PRIMARY else Style.BODY
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        inset = 12 if self._base_height < REGULAR else 16
        return QSize(round(self._content_width() + 2 * inset), self._theme.grown(self._base_height, self._style))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        fill, edge, ink = self._colours()
        if fill is not None or edge is not None:
            box(
                painter,
                QRectF(self.rect()),
                Radius.CONTROL,
                None if fill is None else theme.color(fill),
                None if edge is None else theme.color(edge),
            )
        size = theme.icon_size(20)
        x = (self.width() - self._content_width()) / 2
        middle = self.height() / 2
        if self._icon:
            icon(painter, theme, self._icon, QPointF(x, middle - size / 2), 20, ink)
            x += size + 8
        width = measure(theme, self.text(), self._style)
        text(painter, theme, QRectF(x, 0, width + 1, self.height()), self.text(), self._style, ink, LEFT)
        if self._trailing:
            icon(painter, theme, self._trailing, QPointF(x + width + 8, middle - size / 2), 20, ink)
        painter.end()

    def _content_width(self) -> float:
        icons = (1 if self._icon else 0) + (1 if self._trailing else 0)
        return measure(self._theme, self.text(), self._style) + icons * (self._theme.icon_size(20) + 8)

    def _colours(self) -> tuple[Colour | None, Colour | None, Colour]:
        """Ground, edge and ink in the present state."""
        if not self.isEnabled():
            quiet = self._kind is ButtonKind.QUIET
            return (None if quiet else Colour.HOVER), (None if quiet else Colour.LINE), Colour.INK3
        if self._kind is ButtonKind.PRIMARY:
            pressed = self.isDown() or self.underMouse()
            return (Colour.ACCENT_HOVER if pressed else Colour.ACCENT), None, Colour.ON_ACCENT
        ground = Colour.SELECTED if self.isDown() else Colour.HOVER if self.underMouse() else None
        if self._kind is ButtonKind.SECONDARY:
            return ground or Colour.SURFACE, Colour.CONTROL, Colour.INK
        return ground, None, Colour.INK2


class IconButton(QPushButton):
    """An icon alone, with a name for the screen reader and as a tip. Checkable ones carry a line at the foot."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        side: int = 40,
        icon_base: int = 20,
        tool: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._side = side
        self._icon_base = icon_base
        self.set_name(name)
        self.setCheckable(tool)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        grown = self._theme.icon_size(self._icon_base) - self._icon_base
        return QSize(self._side + grown, self._side + grown)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        rect = QRectF(self.rect())
        on = self.isChecked()
        if self.isDown() or on:
            box(painter, rect, Radius.CONTROL, theme.color(Colour.SELECTED))
        elif self.isEnabled() and self.underMouse():
            box(painter, rect, Radius.CONTROL, theme.color(Colour.HOVER))
        ink = Colour.INK3 if not self.isEnabled() else Colour.INK if on else Colour.INK2
        icon_mid(painter, theme, self._icon, rect.center(), self._icon_base, ink)
        if on:
            box(painter, QRectF(rect.center().x() - 14, rect.bottom() - 3, 28, 3), 1.5, theme.color(Colour.INK))
        painter.end()
