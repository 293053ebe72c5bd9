"""The recovery code, shown once: read it, copy or print it, confirm that it is kept."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Colour, Radius, Space, Style, Theme, Tone
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Notice
from ui.widgets.fields import CheckBox
from ui.widgets.paint import CENTER, box, follow, measure, painter_for, text
from ui.widgets.text import Label

_CLIPBOARD_MS = 60_000


class RecoverySheet(QWidget):
    """`print_requested()`, `finished()` once the person has confirmed."""

    print_requested = Signal()
    finished = Signal()

    def __init__(self, theme: Theme, code: str, *, has_keyring: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = code
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(Label(theme, self.tr("Mã khôi phục của máy này"), Style.TITLE, wrap=True))
        words = self.tr("Chép hoặc in mã, cất ở nơi có khóa, không để cùng máy. Mã chỉ hiện một lần này.")
        column.addWidget(Label(theme, words, Style.BODY, Colour.INK2, wrap=True))
        column.addWidget(_CodeGroups(theme, code))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        printing = Button(theme, self.tr("In mã"), icon="printer")
        printing.clicked.connect(self.print_requested)
        self._copy = Button(theme, self.tr("Chép mã"), icon="copy")
        self._copy.clicked.connect(self._on_copy_clicked)
        row.addWidget(printing)
        row.addWidget(self._copy)
        row.addStretch(1)
        column.addLayout(row)
        if not has_keyring:
            column.addWidget(
                Notice(
                    theme,
                    Tone.AMBER,
                    "triangle-alert",
                    self.tr("Máy này không có kho khóa của hệ điều hành."),
                    self.tr("Khi màn hình khóa, phiếu đã ký chờ đến lần mở kế tiếp mới gửi được."),
                    in_panel=True,
                )
            )
        self._kept = CheckBox(theme, self.tr("Tôi đã cất mã khôi phục ở nơi an toàn."))
        column.addWidget(self._kept)
        self._finish = Button(theme, self.tr("Bắt đầu dùng"), ButtonKind.PRIMARY, height=48, trailing="arrow-right")
        self._finish.setMinimumWidth(208)
        self._finish.setEnabled(False)
        self._kept.toggled.connect(self._finish.setEnabled)
        self._finish.clicked.connect(self.finished)
        row = QHBoxLayout()
        row.addWidget(self._finish)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CLIPBOARD_MS)
        self._timer.timeout.connect(self._on_clipboard_due)
        self.finished.connect(self._on_clipboard_due)

    def _on_copy_clicked(self) -> None:
        """Onto the clipboard for a minute; then it is taken away again, if it is still there."""
        QGuiApplication.clipboard().setText(self._code)
        self._copy.setText(self.tr("Đã chép, giữ một phút"))
        self._timer.start()

    def _on_clipboard_due(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._code:
            clipboard.clear()
        self._copy.setText(self.tr("Chép mã"))


class _CodeGroups(QWidget):
    """The groups of the code in boxes, four to a row."""

    _GAP = 8

    def __init__(self, theme: Theme, code: str) -> None:
        super().__init__()
        self._theme = theme
        self._groups = [group for group in code.replace(" ", "-").split("-") if group]
        self.setAccessibleName(", ".join(" ".join(group) for group in self._groups))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        rows = -(-len(self._groups) // self._per_row())
        height = self._theme.grown(48, Style.CODE)
        return QSize(480, rows * height + (rows - 1) * self._GAP)

    def _per_row(self) -> int:
        widest = max((measure(self._theme, group, Style.CODE) for group in self._groups), default=40)
        return 4 if widest * 4 + 4 * 24 + 3 * self._GAP <= 560 * min(self._theme.scale, 1.25) else 3

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        count = self._per_row()
        wide = (self.width() - (count - 1) * self._GAP) / count
        tall = theme.grown(48, Style.CODE)
        for number, group in enumerate(self._groups):
            row, column = divmod(number, count)
            rect = QRectF(column * (wide + self._GAP), row * (tall + self._GAP), wide, tall)
            box(painter, rect, Radius.CONTROL, theme.color(Colour.SURFACE), theme.color(Colour.CONTROL))
            text(painter, theme, rect, group, Style.CODE, Colour.INK, CENTER)
        painter.end()
