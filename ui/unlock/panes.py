"""The two faces of the unlock card: the PIN, and the recovery code with a new PIN."""

from __future__ import annotations

import math

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Medallion, Notice
from ui.widgets.fields import Field, PinField
from ui.widgets.text import Label

PIN_LEAST = 6
PIN_MOST = 12
PASSPHRASE_LEAST = 12


class PinPane(QWidget):
    """The person, the PIN field, what went wrong, and the two ways on. `entered(pin)`, `forgotten()`.

    `availability_changed(bool)` tells whether a PIN is taken now.
    """

    entered = Signal(str)
    forgotten = Signal()
    availability_changed = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._busy = False
        self._barred = False
        self._wait = 0
        self._attempts_left = 0
        self._safe = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(self._make_person(theme))
        column.addSpacing(Space.M)
        self.field = PinField(theme, self.tr("Nhập mã PIN mở máy"), height=60, digits_only=True)
        self.field.submitted.connect(self._on_submitted)
        self.field.edited.connect(self._on_edited)
        column.addWidget(self.field)
        column.addSpacing(Space.XS)
        self._notice = Notice(theme, Tone.RED, "circle-x", " ", " ", coloured_title=True, in_panel=True)
        self._notice.hide()
        column.addWidget(self._notice)
        column.addSpacing(Space.M)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self._open = Button(theme, self.tr("Mở khóa"), ButtonKind.PRIMARY, icon="lock-open", height=48)
        self._open.clicked.connect(self._on_submitted)
        row.addWidget(self._open, 9)
        self._forgotten = Button(theme, self.tr("Quên mã PIN"), height=48)
        self._forgotten.clicked.connect(self.forgotten)
        row.addWidget(self._forgotten, 5)
        column.addLayout(row)
        column.addStretch(1)
        self._ticker = QTimer(self)
        self._ticker.setInterval(1000)
        self._ticker.timeout.connect(self._on_second_passed)
        self._refresh()

    def greet(self, person: str, device_line: str, *, digits_only: bool) -> None:
        self._person.set_words(person)
        self._device.set_words(device_line)
        self.field.set_label(self.tr("Nhập mã PIN mở máy") if digits_only else self.tr("Nhập cụm mật khẩu mở máy"))
        self.field.set_digits_only(digits_only)
        self.field.clear()
        self._notice.hide()
        self._ticker.stop()
        self._wait = 0
        self._barred = False
        self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._open.setText(self.tr("Đang mở…") if busy else self.tr("Mở khóa"))
        self._refresh()

    def show_wrong(self, attempts_left: int, wait_seconds: float, safe: str) -> None:
        self._attempts_left = attempts_left
        self._safe = safe
        self._wait = math.ceil(wait_seconds)
        self.field.clear()
        self._say_wrong()
        if self._wait > 0:
            self._ticker.start()
            self._forgotten.setFocus()
        self._refresh()
        if self._wait == 0:
            self.field.setFocus()

    def show_locked_out(self, safe: str) -> None:
        self._ticker.stop()
        self._barred = True
        self.field.clear()
        self._notice.set_words(
            self.tr("Mã PIN đã sai quá số lần cho phép."),
            self.tr("Chỉ mã khôi phục mới mở được máy này. %1").replace("%1", safe).strip(),
        )
        self._notice.show()
        self._forgotten.setText(self.tr("Nhập mã khôi phục"))
        self._refresh()
        self._forgotten.setFocus()

    def show_failure(self, title: str, words: str) -> None:
        self._notice.set_words(title, words)
        self._notice.show()
        self._refresh()

    def _make_person(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(Medallion(theme, "user-round", 56))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._person = Label(theme, "", Style.TITLE, wrap=True, max_lines=2)
        self._device = Label(theme, "", Style.META, Colour.INK2, wrap=True, max_lines=2)
        words.addStretch(1)
        words.addWidget(self._person)
        words.addWidget(self._device)
        words.addStretch(1)
        row.addLayout(words, 1)
        return row

    def _say_wrong(self) -> None:
        if self._wait > 0:
            minutes, seconds = divmod(self._wait, 60)
            title = self.tr("Mã PIN chưa đúng. Thử lại sau %1.").replace("%1", f"{minutes}:{seconds:02d}")
        else:
            title = self.tr("Mã PIN chưa đúng. Còn %1 lần thử.").replace("%1", str(self._attempts_left))
        last = self.tr("Hết lượt, chỉ mã khôi phục mở được máy.")
        self._notice.set_words(title, f"{last} {self._safe}".strip())
        self._notice.show()

    def _refresh(self) -> None:
        free = not self._busy and not self._barred and self._wait == 0
        if free != self.field.isEnabled():
            self.availability_changed.emit(free)
        self.field.setEnabled(free)
        self._open.setEnabled(free and not self.field.is_empty())
        self._forgotten.setEnabled(not self._busy)

    def _on_edited(self) -> None:
        self._refresh()

    def _on_submitted(self) -> None:
        if self._open.isEnabled():
            self.entered.emit(self.field.take())
            self._refresh()

    def _on_second_passed(self) -> None:
        self._wait = max(0, self._wait - 1)
        self._say_wrong()
        if self._wait == 0:
            self._ticker.stop()
            self._refresh()
            self.field.setFocus()


class RecoveryPane(QWidget):
    """The recovery code and a new PIN, twice. `entered(code, new_pin)`, `left()`."""

    entered = Signal(str, str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._digits_only = True
        self._busy = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(Label(theme, self.tr("Mở bằng mã khôi phục"), Style.TITLE))
        column.addWidget(
            Label(
                theme,
                self.tr("Mã đã in hoặc chép khi đăng ký máy. Phiếu đã ký và ghi chú vẫn còn nguyên."),
                Style.META,
                Colour.INK2,
                wrap=True,
            )
        )
        self.code = Field(
            theme, self.tr("Mã khôi phục"), icon="key-round", help_words=self.tr("Gõ liền hay có gạch đều được.")
        )
        column.addWidget(self.code)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.first = PinField(theme, self.tr("Mã PIN mới"), digits_only=True)
        self.second = PinField(theme, self.tr("Nhập lại mã PIN mới"), digits_only=True)
        row.addWidget(self.first)
        row.addWidget(self.second)
        column.addLayout(row)
        self._notice = Notice(theme, Tone.RED, "circle-x", " ", " ", coloured_title=True, in_panel=True)
        self._notice.hide()
        column.addWidget(self._notice)
        column.addSpacing(Space.XS)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        self._open = Button(theme, self.tr("Mở và đặt PIN mới"), ButtonKind.PRIMARY, height=48)
        self._open.clicked.connect(self._on_submitted)
        back = Button(theme, self.tr("Quay lại"), height=48)
        back.clicked.connect(self._on_left)
        buttons.addWidget(self._open, 9)
        buttons.addWidget(back, 5)
        column.addLayout(buttons)
        column.addStretch(1)
        for field in (self.code, self.first, self.second):
            field.edited.connect(self._refresh)
            field.submitted.connect(self._on_submitted)
        self._refresh()

    def reset(self, *, digits_only: bool) -> None:
        self._digits_only = digits_only
        self.first.set_digits_only(digits_only)
        self.second.set_digits_only(digits_only)
        self.code.set_text("")
        self.first.clear()
        self.second.clear()
        self._notice.hide()
        self.set_busy(False)

    def start(self) -> None:
        self.code.setFocus()

    def keypad_target(self) -> PinField:
        """Which PIN field the keypad writes into: the one with the focus, else the first that is empty."""
        if self.second.line.hasFocus():
            return self.second
        return self.first if self.first.line.hasFocus() or self.first.is_empty() else self.second

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._refresh()

    def show_wrong(self) -> None:
        self.show_failure(
            self.tr("Mã khôi phục chưa đúng."),
            self.tr("Kiểm tra từng nhóm chữ. Nếu mất mã, Văn phòng cấp mã đăng ký mới; phiếu đã gửi không mất."),
        )
        self.code.setFocus()

    def show_failure(self, title: str, words: str) -> None:
        self._notice.set_words(title, words)
        self._notice.show()

    def _refresh(self) -> None:
        least = PIN_LEAST if self._digits_only else PASSPHRASE_LEAST
        first, second = self.first.line.text(), self.second.line.text()
        differs = bool(second) and not first.startswith(second)
        self.second.set_error(self.tr("Hai lần nhập chưa giống nhau.") if differs else "")
        ready = len(first) >= least and first == second and bool(self.code.text().strip())
        self._open.setEnabled(ready and not self._busy)

    def _on_submitted(self) -> None:
        if self._open.isEnabled():
            code, pin = self.code.text().strip(), self.first.line.text()
            self.first.clear()
            self.second.clear()
            self._refresh()
            self.entered.emit(code, pin)

    def _on_left(self) -> None:
        self.reset(digits_only=self._digits_only)
        self.left.emit()
