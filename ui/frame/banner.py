"""The strip that says all data are made up, on top of everything that can be seen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Colour, Style, Theme
from ui.widgets.paint import follow, painter_for
from ui.widgets.text import Run, TextBlock


class Banner(QLabel):
    """24 high, across the window."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._head = self.tr("DỮ LIỆU GIẢ LẬP")
        self._rest = self.tr("chỉ để thử nghiệm, không có giá trị pháp lý")
        self.setText(f"{self._head} · {self._rest}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        return QSize(320, max(24, self._theme.line(Style.SMALL) + 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        painter.fillRect(self.rect(), theme.color(Colour.HOVER))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color(Colour.LINE))
        runs = (Run(self._head, bold=True), Run(f" · {self._rest}"))
        block = TextBlock(theme, runs, Style.SMALL, Colour.INK2, self.width() - 16, 1)
        top = (self.height() - 1 - theme.line(Style.SMALL)) / 2
        block.draw(painter, QPointF(8, top), Qt.AlignmentFlag.AlignHCenter)
        painter.end()
