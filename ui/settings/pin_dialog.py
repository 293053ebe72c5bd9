"""Change of the unlock PIN: the old one, the new one twice. Nothing is re-encrypted (only the key's wrap)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.errors import EcabinetError, PinLockedError, WeakPinError, WrongPinError
from ui.theme import Colour, Style, Theme
from ui.widgets.buttons import TALL, Button, ButtonKind
from ui.widgets.fields import PinField
from ui.widgets.overlay import Dialog
from ui.widgets.text import Label


class PinDialog(Dialog):
    """``submitted`` carries the old and the new PIN; the dialog is busy until answered."""

    submitted = Signal(str, str)

    def __init__(self, theme: Theme, *, digits_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, "key-round", self.tr("Đổi mã PIN mở máy"), width=480, parent=parent)
        rule = (
            self.tr("6 đến 12 chữ số, không dùng ngày sinh hay dãy số liền nhau.")
            if digits_only
            else self.tr("Ít nhất 12 ký tự, gồm chữ và số: máy này không có kho khóa của hệ thống.")
        )
        self._old = PinField(theme, self.tr("Mã PIN hiện tại"), digits_only=digits_only)
        self._new = PinField(theme, self.tr("Mã PIN mới"), digits_only=digits_only, help_words=rule)
        self._again = PinField(theme, self.tr("Nhập lại mã PIN mới"), digits_only=digits_only)
        for field in (self._old, self._new, self._again):
            self.body.addWidget(field)
            field.edited.connect(lambda _: self._judge())
            field.submitted.connect(self._on_submitted)
        self._trouble = Label(theme, "", Style.COMPACT_BOLD, Colour.RED, wrap=True)
        self._trouble.hide()
        self.body.addWidget(self._trouble)
        back = Button(theme, self.tr("Quay lại"), height=TALL)
        back.clicked.connect(self.close_requested)
        self._change = Button(theme, self.tr("Đổi mã PIN"), ButtonKind.PRIMARY, height=TALL)
        self._change.clicked.connect(self._on_submitted)
        self.set_foot(self.tr("Mã khôi phục đã in vẫn dùng được."), back, self._change)
        self._judge()

    def first_focus(self) -> QWidget:
        """The old PIN."""
        return self._old.line

    def show_failure(self, error: EcabinetError) -> None:
        """Say why; the old PIN stays in force."""
        self.set_busy(False)
        if isinstance(error, WrongPinError):
            words = self.tr("Mã PIN hiện tại chưa đúng. Còn {} lần thử.").format(error.attempts_left)
        elif isinstance(error, PinLockedError):
            words = self.tr("Nhập sai quá nhiều lần. Chỉ mở được bằng mã khôi phục.")
        elif isinstance(error, WeakPinError):
            words = self.tr("Mã PIN mới quá yếu: quá ngắn, dãy số liền nhau hoặc lặp lại.")
        else:
            words = self.tr("Chưa đổi được. Mã PIN hiện tại vẫn dùng như cũ.")
        self._trouble.set_words(words)
        self._trouble.show()
        self._judge()

    def _judge(self) -> None:
        filled = not any(field.is_empty() for field in (self._old, self._new, self._again))
        self._change.setEnabled(filled and not self.keeps_open())

    def _on_submitted(self) -> None:
        if not self._change.isEnabled():
            return
        if self._new.line.text() != self._again.line.text():
            self._trouble.set_words(self.tr("Hai lần nhập mã PIN mới không giống nhau."))
            self._trouble.show()
            self._again.clear()
            return
        self._trouble.hide()
        self.set_busy(True)
        self._change.setEnabled(False)
        old, new = self._old.take(), self._new.take()
        self._again.clear()
        self.submitted.emit(old, new)
