"""The state chip: one pill that always tells the truth about the exchange with the hub."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import Colour, Style, Theme
from ui.widgets.paint import LEFT, box, follow, icon_mid, measure, painter_for, text


class ChipKind(Enum):
    """(icon, icon's colour, whether it asks for attention)."""

    SYNCED = ("cloud-check", Colour.GREEN, False)
    SYNCING = ("refresh-cw", Colour.SLATE, False)
    PAUSED = ("pause", Colour.INK2, False)
    OFFLINE = ("cloud-off", Colour.AMBER, True)
    ATTENTION = ("triangle-alert", Colour.AMBER, True)


@dataclass(frozen=True, slots=True)
class ChipState:
    """What the chip says: "Đã đồng bộ 14:02", "Đang đồng bộ 3/12 · 40 MB", "Ngoại tuyến · 2 chờ gửi"."""

    kind: ChipKind
    words: str


class StateChip(QPushButton):
    """Clickable; opens the sync panel. `set_open` marks that the panel hangs from it."""

    def __init__(self, theme: Theme, state: ChipState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setProperty("ringRadius", 20)
        self.set_state(state)
        follow(self, theme)

    def set_state(self, state: ChipState) -> None:
        self._state = state
        self.setAccessibleName(self.tr("Tình trạng đồng bộ: %1").replace("%1", state.words))
        self.setToolTip(state.words)
        self.updateGeometry()
        self.update()

    def state(self) -> ChipState:
        return self._state

    def set_open(self, is_open: bool) -> None:
        self._open = is_open
        self.update()

    def sizeHint(self) -> QSize:
        wide = 13 + self._theme.icon_size(20) + 8 + measure(self._theme, self._state.words, self._style()) + 16
        return QSize(round(wide) + 1, self._theme.grown(40))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(120, self.sizeHint().width()), self._theme.grown(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        glyph, glyph_colour, attention = self._state.kind.value
        painter = painter_for(self)
        rect = QRectF(self.rect())
        ground = Colour.AMBER_TINT if attention else Colour.SURFACE
        edge = Colour.AMBER_SOLID if attention else Colour.LINE_STRONG
        if self._open:
            ground, edge = Colour.SELECTED, Colour.INK
        elif self.underMouse() and not attention:
            ground = Colour.HOVER
        box(painter, rect, rect.height() / 2, theme.color(ground), theme.color(edge))
        side = theme.icon_size(20)
        center = QRectF(13, 0, side, rect.height()).center()
        icon_mid(painter, theme, glyph, center, 20, glyph_colour)
        room = QRectF(13 + side + 8, 0, rect.width() - 13 - side - 8 - 14, rect.height())
        ink = Colour.AMBER if attention and not self._open else Colour.INK
        text(painter, theme, room, self._state.words, self._style(), ink, LEFT)
        painter.end()

    def _style(self) -> Style:
        return Style.BODY_BOLD if self._state.kind.value[2] else Style.BODY
