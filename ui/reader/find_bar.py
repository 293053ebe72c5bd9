"""The bar to search in the open paper."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from ui.theme import Colour, Space, Style, Theme
from ui.widgets.buttons import IconButton
from ui.widgets.text import Label

_TYPING_MS = 200


class FindBar(QFrame):
    """``edited`` a moment after typing stopped; ``stepped`` by +1 or -1; ``closed`` by Esc or the cross."""

    edited = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QLineEdit()
        self._line.setPlaceholderText(self.tr("Tìm trong tài liệu, có dấu hoặc không dấu"))
        self._line.setAccessibleName(self.tr("Tìm trong tài liệu"))
        self._line.setMinimumWidth(320)
        self._line.setMinimumHeight(40)
        self._state = Label(theme, "", Style.META, Colour.INK2)
        self._previous = IconButton(theme, "chevron-up", self.tr("Kết quả trước (Shift+Enter)"), side=44)
        self._next = IconButton(theme, "chevron-down", self.tr("Kết quả sau (Enter)"), side=44)
        close = IconButton(theme, "x", self.tr("Đóng tìm kiếm (Esc)"), side=44)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.XXS, Space.M, Space.XXS)
        row.setSpacing(Space.XS)
        row.addWidget(self._line)
        row.addWidget(self._previous)
        row.addWidget(self._next)
        row.addWidget(self._state, 1)
        row.addWidget(close)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(lambda: self.edited.emit(self._line.text()))
        self._line.textChanged.connect(lambda _: self._typing.start())
        self._previous.clicked.connect(lambda: self.stepped.emit(-1))
        self._next.clicked.connect(lambda: self.stepped.emit(1))
        close.clicked.connect(self.closed)

    def start(self) -> None:
        """Show the bar, ready to type."""
        self.show()
        self._line.setFocus()
        self._line.selectAll()

    def text(self) -> str:
        """What was typed."""
        return self._line.text()

    def set_text(self, words: str) -> None:
        """Fill in a search that came from elsewhere."""
        self._line.setText(words)

    def show_state(self, current: int, count: int, *, running: bool, without_text: int, pages: int) -> None:
        """Say how far the search is. ``current`` from 0, -1 for none."""
        if not self._line.text().strip():
            words = ""
        elif count:
            words = self.tr("{} / {} kết quả").format(current + 1 if current >= 0 else "–", count)
        elif running:
            words = self.tr("Đang tìm…")
        elif pages and without_text == pages:
            words = self.tr("Bản quét, chưa có chữ: không tìm được trong tài liệu này.")
        else:
            words = self.tr("Không thấy.")
        if count and running:
            words += self.tr(", đang tìm tiếp")
        self._state.set_words(words)
        self._previous.setEnabled(count > 0)
        self._next.setEnabled(count > 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._typing.isActive():
                self._typing.stop()
                self.edited.emit(self._line.text())
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
