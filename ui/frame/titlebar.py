"""The title bar: where one is, search, and the state chip."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.frame.chip import ChipKind, ChipState, StateChip
from ui.theme import Colour, Radius, Space, Style, Theme
from ui.widgets.buttons import IconButton
from ui.widgets.paint import LEFT, box, draw_key, follow, icon, key_size, painter_for, text
from ui.widgets.text import Label


class SearchButton(QPushButton):
    """Looks like a field; opens the search, which has the real one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = self.tr("Tìm hoặc ra lệnh")
        self.setAccessibleName(self._words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        return QSize(288, self._theme.grown(40))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._theme.grown(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        rect = QRectF(self.rect())
        ground = Colour.HOVER if self.underMouse() else Colour.SURFACE
        box(painter, rect, Radius.CONTROL, theme.color(ground), theme.color(Colour.LINE_STRONG))
        side = theme.icon_size(18)
        icon(painter, theme, "search", QPointF(13, (rect.height() - side) / 2), 18, Colour.INK2)
        wide, tall = key_size(theme, "Ctrl+K")
        key = QRectF(rect.right() - 8 - wide, (rect.height() - tall) / 2, wide, tall)
        draw_key(painter, theme, key, "Ctrl+K")
        left = 13 + side + 8
        room = QRectF(left, 0, key.left() - left - 8, rect.height())
        text(painter, theme, room, self._words, Style.BODY, Colour.INK3, LEFT)
        painter.end()


class TitleBar(QWidget):
    """64 high. `back_clicked`, `search_clicked`, `chip_clicked`; a screen may put its own tools beside the title."""

    back_clicked = Signal()
    search_clicked = Signal()
    chip_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tools: QWidget | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, 0, Space.L, 0)
        row.setSpacing(Space.M)
        self._back = IconButton(theme, "arrow-left", self.tr("Quay lại"), icon_base=24)
        self._back.clicked.connect(self.back_clicked)
        self._back.hide()
        row.addWidget(self._back)
        self._title = Label(theme, "", Style.TITLE)
        row.addWidget(self._title)
        self._sub = Label(theme, "", Style.BODY, Colour.INK3)
        row.addWidget(self._sub)
        row.addStretch(1)
        self._search = SearchButton(theme)
        self._search.clicked.connect(self.search_clicked)
        row.addWidget(self._search)
        self._search_icon = IconButton(theme, "search", self.tr("Tìm hoặc ra lệnh"), icon_base=20)
        self._search_icon.clicked.connect(self.search_clicked)
        self._search_icon.hide()
        row.addWidget(self._search_icon)
        self.chip = StateChip(theme, ChipState(ChipKind.OFFLINE, self.tr("Ngoại tuyến")))
        self.chip.clicked.connect(self.chip_clicked)
        row.addWidget(self.chip)
        self._row = row
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def set_title(self, title: str, sub: str = "") -> None:
        self._title.set_words(title)
        self._sub.set_words(sub)
        self._sub.setVisible(bool(sub))

    def set_back(self, visible: bool) -> None:
        """Show the arrow that leads back to the list, on narrow windows."""
        self._back.setVisible(visible)

    def set_tools(self, tools: QWidget | None) -> None:
        """Put a screen's own tools after the title, or take them away. The bar does not own them."""
        if self._tools is not None:
            self._row.removeWidget(self._tools)
            self._tools.hide()
        self._tools = tools
        if tools is not None:
            self._row.insertWidget(3, tools)
            tools.show()

    def set_compact(self, compact: bool) -> None:
        """Search as an icon only, for narrow windows and large text."""
        self._search.setVisible(not compact)
        self._search_icon.setVisible(compact)

    def sizeHint(self) -> QSize:
        return QSize(600, self._theme.grown(64, Style.TITLE))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self._theme.grown(64, Style.TITLE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        painter.fillRect(self.rect(), self._theme.color(Colour.BG))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.color(Colour.LINE))
        painter.end()
