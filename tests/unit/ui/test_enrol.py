"""The enrolment page: when it asks, what it gives, and the recovery code that is shown once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.enrol import CheckedCode, EnrolmentRequest, EnrolScreen, SigningDevice
from ui.theme import Theme
from ui.widgets.buttons import Button
from ui.widgets.fields import CheckBox
from ui.widgets.text import Label

CODE = "vpcp.example:8443#7KQM-X2HT-9RWD-4NPE-C6VB-1A2B-3C4D-5E6F"
GOOD = CheckedCode("Văn phòng Chính phủ · còn 26 phút", "Cấp cho: Bộ trưởng", "Dấu khóa gốc 4F2A 91C7", "Máy 12 inch")
TOKEN = SigningDevice("token", "Chứng thư: Bộ trưởng", "Đến 14/08/2027", state="Đã thấy")
SOFT = SigningDevice("soft", "Khóa thử nghiệm", "Chữ ký thử nghiệm", "key-round", has_own_pin=False)


@pytest.fixture
def screen(theme: Theme, qtbot: QtBot) -> EnrolScreen:
    made = EnrolScreen(theme)
    qtbot.addWidget(made)
    made.resize(1280, 776)
    with qtbot.waitExposed(made):
        made.show()
    return made


def _button(parent: QWidget, words: str) -> Button:
    return next(button for button in parent.findChildren(Button) if button.text() == words)


def _said(parent: QWidget) -> str:
    return "\n".join(label.text() for label in parent.findChildren(Label) if label.isVisible())


def _fill(screen: EnrolScreen, *, signing_pin: str = "") -> None:
    form = screen.form
    for field, words in ((form.pin, "135792"), (form.pin_again, "135792")):
        QTest.keyClicks(field.line, words)
    if signing_pin:
        QTest.keyClicks(form.signing_pin.line, signing_pin)
        QTest.keyClicks(form.signing_pin_again.line, signing_pin)
    form.declaration.setChecked(True)


def test_a_whole_code_is_asked_about_once(screen: EnrolScreen, qtbot: QtBot) -> None:
    heard: list[str] = []
    screen.code_completed.connect(heard.append)
    QTest.keyClicks(screen.form.code.line, CODE[:-1])
    QTest.keyClick(screen.form.code.line, Qt.Key.Key_Return)
    assert heard == []
    QTest.keyClicks(screen.form.code.line, CODE[-1])
    QTest.keyClick(screen.form.code.line, Qt.Key.Key_Return)
    QTest.keyClick(screen.form.code.line, Qt.Key.Key_Return)
    assert heard == [CODE]


def test_a_pasted_code_is_checked_without_enter(screen: EnrolScreen, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(f"  {CODE}\n")
    with qtbot.waitSignal(screen.code_completed) as heard:
        screen.form.code.line.paste()
    assert heard.args == [CODE]


def test_nothing_can_be_sent_before_code_pins_and_declaration_are_there(screen: EnrolScreen, qtbot: QtBot) -> None:
    form = screen.form
    act = _button(screen, "Đăng ký máy này")
    form.set_signing_devices([TOKEN])
    QTest.keyClicks(form.code.line, CODE)
    _fill(screen)
    assert not act.isEnabled()
    form.show_code(GOOD)
    assert form.name.text() == "Máy 12 inch"
    assert act.isEnabled()
    form.declaration.setChecked(False)
    assert not act.isEnabled()
    form.declaration.setChecked(True)
    QTest.keyClicks(form.pin_again.line, "9")
    assert not act.isEnabled()
    assert "Hai lần nhập chưa giống nhau." in _said(screen)
    QTest.keyClick(form.pin_again.line, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(screen.submitted) as heard:
        act.click()
    request = heard.args[0]
    assert request == EnrolmentRequest(CODE, "Máy 12 inch", "token", "135792", "")
    assert "135792" not in repr(request)


def test_a_changed_code_must_be_checked_again(screen: EnrolScreen) -> None:
    screen.form.show_code(GOOD)
    _fill(screen)
    assert _button(screen, "Đăng ký máy này").isEnabled()
    QTest.keyClicks(screen.form.code.line, "X")
    assert not _button(screen, "Đăng ký máy này").isEnabled()
    assert GOOD.title not in _said(screen)


def test_a_software_key_gets_its_own_pin(screen: EnrolScreen, qtbot: QtBot) -> None:
    form = screen.form
    form.set_signing_devices([TOKEN, SOFT])
    assert not form.signing_pin.isVisible()
    next(card for key, card in form._devices.items() if key == "soft").click()
    assert form.signing_pin.isVisible()
    form.show_code(GOOD)
    _fill(screen)
    act = _button(screen, "Đăng ký máy này")
    assert not act.isEnabled()
    QTest.keyClicks(form.signing_pin.line, "tay ky 9")
    QTest.keyClicks(form.signing_pin_again.line, "tay ky 9")
    with qtbot.waitSignal(screen.submitted) as heard:
        act.click()
    assert (heard.args[0].signing_device, heard.args[0].signing_pin) == ("soft", "tay ky 9")


def test_a_failure_says_why_and_keeps_what_was_written(screen: EnrolScreen) -> None:
    screen.form.show_code(GOOD)
    _fill(screen)
    screen.set_busy(True)
    assert not screen.form.name.isEnabled()
    screen.show_failure("Không kết nối được.", "Mã chưa bị dùng.")
    assert screen.form.name.isEnabled()
    assert screen.form.pin.line.text() == "135792"
    assert "Mã chưa bị dùng." in _said(screen)


def test_a_weak_pin_is_said_at_its_field(screen: EnrolScreen) -> None:
    screen.form.show_pin_failure("Không dùng dãy số liền nhau.")
    assert "Không dùng dãy số liền nhau." in _said(screen.form.pin)


def test_a_bad_code_is_refused_in_words(screen: EnrolScreen) -> None:
    screen.form.show_code(GOOD)
    screen.form.show_code_failure("Mã đã được dùng.", "Xin Văn phòng cấp mã mới.")
    _fill(screen)
    assert "Xin Văn phòng cấp mã mới." in _said(screen)
    assert not _button(screen, "Đăng ký máy này").isEnabled()


def test_the_recovery_code_is_confirmed_before_one_goes_on(screen: EnrolScreen, qtbot: QtBot) -> None:
    screen.form.show_code(GOOD)
    _fill(screen)
    screen.show_recovery("7KQM-X2HT-9RWD-4NPE", has_keyring=True)
    assert screen.form.pin.is_empty()
    act = _button(screen, "Bắt đầu dùng")
    assert not act.isEnabled()
    with qtbot.waitSignal(screen.print_requested) as heard:
        _button(screen, "In mã").click()
    assert heard.args == ["7KQM-X2HT-9RWD-4NPE"]
    kept = next(box for box in screen.findChildren(CheckBox) if box.isVisible())
    kept.click()
    with qtbot.waitSignal(screen.finished):
        act.click()


def test_a_copied_recovery_code_does_not_stay_on_the_clipboard(screen: EnrolScreen) -> None:
    screen.show_recovery("7KQM-X2HT", has_keyring=True)
    clipboard = QGuiApplication.clipboard()
    _button(screen, "Chép mã").click()
    assert clipboard.text() == "7KQM-X2HT"
    sheet = screen._recovery
    assert sheet is not None
    sheet._timer.timeout.emit()
    assert clipboard.text() == ""


def test_what_the_person_copied_since_is_left_alone(screen: EnrolScreen) -> None:
    screen.show_recovery("7KQM-X2HT", has_keyring=True)
    _button(screen, "Chép mã").click()
    QGuiApplication.clipboard().setText("việc khác")
    sheet = screen._recovery
    assert sheet is not None
    sheet._timer.timeout.emit()
    assert QGuiApplication.clipboard().text() == "việc khác"


def test_without_a_keyring_the_page_says_what_that_means(screen: EnrolScreen) -> None:
    screen.show_recovery("7KQM", has_keyring=False)
    assert "không có kho khóa" in _said(screen)
