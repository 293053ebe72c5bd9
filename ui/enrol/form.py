"""The form of the enrolment page: one-time code, name of the device, PINs, signing device, declaration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from ui.enrol.device import DeviceCard
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Notice
from ui.widgets.fields import CheckBox, Field, PinField
from ui.widgets.text import Label

_LETTERS = 32  # eight groups of four
_CHECK_AFTER_MS = 250
_NAME_MOST = 80


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """What a code is for, once the hub's root key fits it. `title` says who issued it and how long it lasts."""

    title: str
    person_line: str
    fingerprint_line: str
    device_name: str = ""


@dataclass(frozen=True, slots=True)
class SigningDevice:
    """One way to sign. `has_own_pin`: the token asks for its own PIN, so none is set here."""

    key: str
    title: str
    words: str
    icon: str = "usb"
    state: str = ""
    has_own_pin: bool = True


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """What the person asks for. The PINs are not shown by `repr`."""

    code: str
    device_name: str
    signing_device: str
    pin: str = field(repr=False)
    signing_pin: str = field(repr=False)


class EnrolForm(QWidget):
    """`code_completed(code)` once the code has its 32 letters; `submitted(EnrolmentRequest)`; `postponed()`."""

    code_completed = Signal(str)
    submitted = Signal(object)
    postponed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._checked = False
        self._busy = False
        self._asked = ""
        self._devices: dict[str, DeviceCard] = {}
        self._own_pin: dict[str, bool] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self._make_code(theme, column)
        self.name = Field(theme, self.tr("Tên máy"), icon="tablet")
        self.name.line.setMaxLength(_NAME_MOST)
        column.addWidget(self.name)
        self._make_pins(theme, column)
        self._make_devices(theme, column)
        self.declaration = CheckBox(theme, self.tr("Máy này do cơ quan cấp, không lưu tài liệu chứa bí mật nhà nước."))
        column.addWidget(self.declaration)
        self._make_acts(theme, column)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_AFTER_MS)
        self._timer.timeout.connect(self._on_code_rested)
        for line in (self.name, self.pin, self.pin_again, self.signing_pin, self.signing_pin_again):
            line.edited.connect(self._refresh)
            line.submitted.connect(self._on_submit)
        self.declaration.toggled.connect(self._refresh)
        self.set_signing_devices(())
        self._refresh()

    # -- what it shows

    def show_checking(self) -> None:
        self._say(Tone.SLATE, self.tr("Đang kiểm tra mã với Văn phòng Chính phủ…"), "")

    def show_code(self, checked: CheckedCode) -> None:
        """The code is good: for whom it is, and the hub's fingerprint."""
        self._checked = True
        self._say(Tone.GREEN, checked.title, f"{checked.person_line}\n{checked.fingerprint_line}")
        if checked.device_name and not self.name.text():
            self.name.set_text(checked.device_name)
        self._refresh()

    def show_code_failure(self, title: str, words: str) -> None:
        """The code cannot be used; why, and what to do."""
        self._checked = False
        self._say(Tone.RED, title, words)
        self._refresh()

    def set_signing_devices(self, devices: Sequence[SigningDevice]) -> None:
        """The ways to sign that were found; the first is chosen. None: signing is set up later."""
        chosen = self.signing_device()
        for card in self._devices.values():
            self._group.removeButton(card)
            card.hide()
            card.deleteLater()
        self._devices.clear()
        self._own_pin = {device.key: device.has_own_pin for device in devices}
        for device in devices:
            card = DeviceCard(
                self._theme, device.icon, device.title, device.words, device.state, has_rivals=len(devices) > 1
            )
            card.toggled.connect(self._refresh)
            self._group.addButton(card)
            self._device_column.addWidget(card)
            self._devices[device.key] = card
        if self._devices:
            self._devices.get(chosen, next(iter(self._devices.values()))).setChecked(True)
        self._no_device.setVisible(not devices)
        self._refresh()

    def set_busy(self, busy: bool) -> None:
        """While the keys are made and proved: nothing can be changed."""
        self._busy = busy
        self._enrol.setText(self.tr("Đang đăng ký…") if busy else self.tr("Đăng ký máy này"))
        for widget in (self.code, self.name, self._pins, self._signing_pins, self._device_holder, self.declaration):
            widget.setEnabled(not busy)
        self._later.setEnabled(not busy)
        self._refresh()

    def show_pin_failure(self, words: str) -> None:
        """The PIN was refused (too weak), in words below its field."""
        self.set_busy(False)
        self.pin.set_error(words)
        self.pin.setFocus()

    def ask_passphrase(self) -> None:
        """Without a keyring a passphrase stands in for the PIN, and the reason is said."""
        self.pin.set_label(self.tr("Cụm mật khẩu mở máy, ít nhất 12 ký tự"))
        self.pin_again.set_label(self.tr("Nhập lại cụm mật khẩu"))
        self.pin.set_digits_only(False)
        self.pin_again.set_digits_only(False)
        self._pin_rule.set_words(
            self.tr("Máy này không có kho khóa của hệ thống nên cần cụm mật khẩu dài, gồm chữ và số, thay cho mã PIN.")
        )

    def show_signing_pin_failure(self, words: str) -> None:
        self.set_busy(False)
        self.signing_pin.set_error(words)
        self.signing_pin.setFocus()

    def forget_pins(self) -> None:
        """Empty every PIN field."""
        for line in (self.pin, self.pin_again, self.signing_pin, self.signing_pin_again):
            line.clear()
        self._refresh()

    def set_note(self, words: str) -> None:
        """The line at the right of the acts, such as the size of the first download."""
        self._note.set_words(words)

    def signing_device(self) -> str:
        """Key of the chosen signing device, empty when there is none."""
        return next((key for key, card in self._devices.items() if card.isChecked()), "")

    # -- parts

    def _make_code(self, theme: Theme, column: QVBoxLayout) -> None:
        self.code = Field(
            theme,
            self.tr("Mã đăng ký một lần"),
            icon="key-round",
            help_words=self.tr("Dán hoặc gõ cả dòng: địa chỉ, dấu #, rồi tám nhóm bốn chữ."),
            height=48,
        )
        self.code.line.setPlaceholderText("diachi#XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self.code.edited.connect(self._on_code_edited)
        self.code.submitted.connect(self._on_code_rested)
        column.addWidget(self.code)
        self._notice = Notice(theme, Tone.SLATE, "shield-check", " ", " ", in_panel=True)
        self._notice.hide()
        column.addWidget(self._notice)

    def _make_pins(self, theme: Theme, column: QVBoxLayout) -> None:
        self._pins = QWidget()
        block = QVBoxLayout(self._pins)
        block.setContentsMargins(0, 0, 0, 0)
        block.setSpacing(Space.XXS)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        self.pin = PinField(theme, self.tr("Mã PIN mở máy, 6–12 số"), digits_only=True)
        self.pin_again = PinField(theme, self.tr("Nhập lại mã PIN"), digits_only=True)
        row.addWidget(self.pin, 1)
        row.addWidget(self.pin_again, 1)
        block.addLayout(row)
        words = self.tr("Không dùng ngày sinh hay dãy số liền nhau. Mã này khác mã PIN của thiết bị ký.")
        self._pin_rule = Label(theme, words, Style.META, Colour.INK3, wrap=True)
        block.addWidget(self._pin_rule)
        column.addWidget(self._pins)

    def _make_devices(self, theme: Theme, column: QVBoxLayout) -> None:
        self._device_holder = QWidget()
        self._device_column = QVBoxLayout(self._device_holder)
        self._device_column.setContentsMargins(0, 0, 0, 0)
        self._device_column.setSpacing(Space.XXS)
        self._device_column.addWidget(Label(theme, self.tr("Thiết bị ký số"), Style.COMPACT_BOLD))
        words = self.tr("Chưa thấy thiết bị nào. Cắm thiết bị ký, hoặc làm việc này sau trong Cài đặt.")
        self._no_device = Label(theme, words, Style.META, Colour.INK2, wrap=True)
        self._device_column.addWidget(self._no_device)
        self._group = QButtonGroup(self)
        column.addWidget(self._device_holder)
        self._signing_pins = QWidget()
        row = QHBoxLayout(self._signing_pins)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        self.signing_pin = PinField(theme, self.tr("Mã PIN ký"), icon="key-round")
        self.signing_pin_again = PinField(theme, self.tr("Nhập lại mã PIN ký"), icon="key-round")
        row.addWidget(self.signing_pin, 1)
        row.addWidget(self.signing_pin_again, 1)
        column.addWidget(self._signing_pins)

    def _make_acts(self, theme: Theme, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self._enrol = Button(theme, self.tr("Đăng ký máy này"), ButtonKind.PRIMARY, height=48)
        self._enrol.setMinimumWidth(208)
        self._enrol.clicked.connect(self._on_submit)
        self._later = Button(theme, self.tr("Để sau"), ButtonKind.QUIET, height=48)
        self._later.clicked.connect(self.postponed)
        self._note = Label(theme, "", Style.META, Colour.INK3)
        row.addWidget(self._enrol)
        row.addWidget(self._later)
        row.addStretch(1)
        row.addWidget(self._note)
        column.addLayout(row)

    # -- inside

    def _say(self, tone: Tone, title: str, words: str) -> None:
        icons = {Tone.GREEN: "shield-check", Tone.RED: "circle-x"}
        self._notice.set_look(tone, icons.get(tone, "refresh-cw"))
        self._notice.set_words(title, words)
        self._notice.show()

    def _refresh(self) -> None:
        own = self._own_pin.get(self.signing_device(), True)
        self._signing_pins.setVisible(not own)
        same = self._agree(self.pin, self.pin_again)
        same_signing = own or self._agree(self.signing_pin, self.signing_pin_again)
        filled = self._checked and bool(self.name.text().strip()) and self.declaration.isChecked()
        self._enrol.setEnabled(filled and same and same_signing and not self._busy)

    def _agree(self, first: PinField, second: PinField) -> bool:
        """Whether both are filled and equal; what differs is said below the second as soon as it cannot become equal."""
        one, two = first.line.text(), second.line.text()
        first.set_error("")
        second.set_error(self.tr("Hai lần nhập chưa giống nhau.") if two and not one.startswith(two) else "")
        return bool(one) and one == two

    def _on_code_edited(self) -> None:
        self._checked = False
        self._asked = ""
        self._notice.hide()
        self._refresh()
        self._timer.start()

    def _on_code_rested(self) -> None:
        code = self.code.text().strip()
        letters = re.sub(r"[\s-]", "", code.rpartition("#")[2])
        if "#" in code and len(letters) >= _LETTERS and code != self._asked:
            self._asked = code
            self.show_checking()
            self.code_completed.emit(code)

    def _on_submit(self) -> None:
        if not self._enrol.isEnabled():
            return
        own = self._own_pin.get(self.signing_device(), True)
        self.submitted.emit(
            EnrolmentRequest(
                code=self.code.text().strip(),
                device_name=self.name.text().strip(),
                signing_device=self.signing_device(),
                pin=self.pin.line.text(),
                signing_pin="" if own else self.signing_pin.line.text(),
            )
        )
