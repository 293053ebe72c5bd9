"""The unlock page: what it emits, what it says, when it takes a PIN."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.unlock import Greeting, UnlockScreen
from ui.widgets.buttons import Button
from ui.widgets.fields import NumPad
from ui.widgets.text import Label

SAFE = "2 phiếu đã ký vẫn được giữ an toàn trên máy."


@pytest.fixture
def screen(theme: Theme, qtbot: QtBot) -> UnlockScreen:
    made = UnlockScreen(theme)
    qtbot.addWidget(made)
    made.show_greeting(Greeting("Bộ trưởng Bộ Công Thương", "Máy tính bảng 12 inch", lease="Đến 05/12/2026."))
    made.resize(1280, 776)
    with qtbot.waitExposed(made):
        made.show()
    return made


def _button(parent: QWidget, words: str) -> Button:
    return next(button for button in parent.findChildren(Button) if button.text() == words)


def _said(parent: QWidget) -> str:
    return "\n".join(label.text() for label in parent.findChildren(Label) if label.isVisible())


def test_the_keypad_and_enter_give_the_pin_and_the_field_forgets_it(screen: UnlockScreen, qtbot: QtBot) -> None:
    pad = screen.findChild(NumPad)
    assert pad is not None
    for digit in "246":
        pad.digit_pressed.emit(digit)
    QTest.keyClicks(screen.pin_pane.field.line, "813")
    with qtbot.waitSignal(screen.pin_entered) as heard:
        QTest.keyClick(screen.pin_pane.field.line, Qt.Key.Key_Return)
    assert heard.args == ["246813"]
    assert screen.pin_pane.field.is_empty()


def test_an_empty_field_opens_nothing(screen: UnlockScreen, qtbot: QtBot) -> None:
    assert not _button(screen, "Mở khóa").isEnabled()
    with qtbot.assertNotEmitted(screen.pin_entered):
        QTest.keyClick(screen.pin_pane.field.line, Qt.Key.Key_Return)


def test_a_wrong_pin_says_what_is_left_and_what_is_safe(screen: UnlockScreen) -> None:
    screen.show_wrong_pin(4, 0, SAFE)
    said = _said(screen)
    assert "Mã PIN chưa đúng. Còn 4 lần thử." in said
    assert SAFE in said
    assert screen.pin_pane.field.isEnabled()


def test_no_pin_is_taken_while_the_wait_runs(screen: UnlockScreen, qtbot: QtBot) -> None:
    screen.show_wrong_pin(2, 61.2, SAFE)
    assert "Thử lại sau 1:02." in _said(screen)
    pad = screen.findChild(NumPad)
    assert pad is not None
    assert not pad.isEnabled()
    pad.digit_pressed.emit("1")
    assert screen.pin_pane.field.is_empty()
    pane = screen.pin_pane
    for _ in range(62):
        pane._ticker.timeout.emit()
    assert "Còn 2 lần thử." in _said(screen)
    assert pane.field.isEnabled()
    assert pad.isEnabled()


def test_when_locked_out_only_the_recovery_code_is_offered(screen: UnlockScreen) -> None:
    screen.show_locked_out(SAFE)
    assert not screen.pin_pane.field.isEnabled()
    assert SAFE in _said(screen)
    _button(screen, "Nhập mã khôi phục").click()
    assert screen.recovery_pane.isVisible()


def test_a_recovery_code_needs_the_new_pin_twice(screen: UnlockScreen, qtbot: QtBot) -> None:
    screen.show_recovery()
    pane = screen.recovery_pane
    act = _button(pane, "Mở và đặt PIN mới")
    QTest.keyClicks(pane.code.line, "7KQM-X2HT")
    QTest.keyClicks(pane.first.line, "135790")
    QTest.keyClicks(pane.second.line, "135791")
    assert not act.isEnabled()
    assert "Hai lần nhập chưa giống nhau." in _said(pane)
    QTest.keyClick(pane.second.line, Qt.Key.Key_Backspace)
    QTest.keyClicks(pane.second.line, "0")
    with qtbot.waitSignal(screen.recovery_entered) as heard:
        act.click()
    assert heard.args == ["7KQM-X2HT", "135790"]
    assert pane.first.is_empty()


def test_a_short_new_pin_is_not_enough(screen: UnlockScreen) -> None:
    screen.show_recovery()
    pane = screen.recovery_pane
    QTest.keyClicks(pane.code.line, "7KQM")
    QTest.keyClicks(pane.first.line, "13579")
    QTest.keyClicks(pane.second.line, "13579")
    assert not _button(pane, "Mở và đặt PIN mới").isEnabled()


def test_the_keypad_writes_into_the_new_pin_on_the_recovery_side(screen: UnlockScreen) -> None:
    screen.show_recovery()
    pad = screen.findChild(NumPad)
    assert pad is not None
    pad.digit_pressed.emit("7")
    assert screen.recovery_pane.first.line.text() == "7"
    assert screen.pin_pane.field.is_empty()


def test_busy_takes_nothing_and_a_failure_frees_it(screen: UnlockScreen) -> None:
    screen.set_busy(True)
    assert not screen.pin_pane.field.isEnabled()
    screen.show_failure("Dữ liệu do phiên bản mới hơn ghi.", "Cập nhật ứng dụng. Không có gì bị mất.")
    assert screen.pin_pane.field.isEnabled()
    assert "Không có gì bị mất." in _said(screen)


def test_a_new_greeting_starts_afresh(screen: UnlockScreen) -> None:
    screen.show_locked_out(SAFE)
    screen.show_greeting(Greeting("Trợ lý", "Máy tính xách tay", digits_only=False))
    assert screen.pin_pane.field.isEnabled()
    assert SAFE not in _said(screen)
    pad = screen.findChild(NumPad)
    assert pad is not None
    assert not pad.isVisible()
    QTest.keyClicks(screen.pin_pane.field.line, "ba con tau")
    assert screen.pin_pane.field.line.text() == "ba con tau"
    assert "cụm mật khẩu" in screen.pin_pane.field.line.accessibleName()
