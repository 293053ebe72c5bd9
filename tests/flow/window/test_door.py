"""Enrolment, the PIN and the lock, through the window."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from models.commands.client.settings import set_setting
from models.device_key import load_device_key
from models.errors import ProfileBusyError, VaultLockedError
from models.profile import ProfileLock, profile_exists
from models.types import Choice
from tests.flow.window.conftest import Issue
from tests.flow.window.seat import (
    Seat,
    one_time_code,
    press,
    said,
    show_ballot,
    type_pin,
    unlock,
    wait_until_said,
    write_answer,
)
from tests.helpers.client import MINISTER, PIN, SIGNING_PIN
from tests.helpers.hub import RunningHub
from tests.helpers.line import Line
from tests.tour.stage import type_into, wait_for
from ui.settings.screen import IDLE_SETTING
from ui.shell import Shell
from ui.theme import Theme

ROOT = Path(__file__).resolve().parents[3]
WRONG = "135792"
SECRET = "Ý kiến riêng chưa ký"


def words_of(widget: QWidget) -> list[str]:
    """What a widget holds, visible or not."""
    found = [widget.accessibleName(), widget.toolTip()]
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        found.append(widget.text())
    if isinstance(widget, QPlainTextEdit):
        found.append(widget.toPlainText())
    return found


def fill_in(shell: Shell, code: str) -> None:
    """The whole form but for its button."""
    assert shell.enrol is not None
    form = shell.enrol.screen.form
    type_into(form.code.line, code)
    for field in (form.pin, form.pin_again):
        type_into(field.line, PIN)
    for field in (form.signing_pin, form.signing_pin_again):
        type_into(field.line, SIGNING_PIN)
    if not form.declaration.isChecked():
        form.declaration.click()


def test_codes_that_are_wrong_used_or_expired_are_told_apart_and_a_good_one_enrols(
    window_hub: RunningHub, line: Line, theme: Theme, tmp_path: Path
) -> None:
    def code(seconds: float = 1800) -> str:
        return one_time_code(window_hub, MINISTER, line.port, seconds=seconds)

    seat = Seat(folder=tmp_path / "device", line=line, theme=theme)
    with seat.window() as shell:
        window = shell.window
        expired, until = code(0.3), datetime.now(UTC) + timedelta(seconds=0.3)
        wait_for("the code has expired", lambda: datetime.now(UTC) > until)
        fill_in(shell, expired)
        wait_until_said(window, "Mã đã hết hạn.")
        assert "Hãy xin mã mới" in said(window)
        good = code()
        fill_in(shell, good[:-1] + ("0" if good[-1] != "0" else "1"))
        wait_until_said(window, "Máy chủ không biết mã này.")
        other_hub = good.partition("#")[0] + "#" + "0000-" * 7 + "0000"
        fill_in(shell, other_hub)
        wait_until_said(window, "Máy chủ trả lời không phải máy chủ đã cấp mã.")
        line.cut()
        fill_in(shell, good)
        wait_until_said(window, "Không liên lạc được với máy chủ.")
        line.mend()
        assert not profile_exists(seat.folder)
        fill_in(shell, good + " ")
        wait_until_said(window, f"Cấp cho: {MINISTER}, Bộ Xây dựng")
        press(window, "Đăng ký máy này")
        press(window, "Tôi đã cất mã khôi phục")
        press(window, "Bắt đầu dùng")
        wait_for("the unlock page", lambda: shell.unlock is not None)
        unlock(shell)
    again = Seat(folder=tmp_path / "second", line=line, theme=theme)
    with again.window() as shell:
        fill_in(shell, good)
        wait_until_said(shell.window, "Mã đã được dùng.")
        assert not profile_exists(again.folder)


def test_wrong_pins_to_the_lock_out_and_the_recovery_code(minister: Seat) -> None:
    new_pin = "820463"
    for rounds, wait in enumerate(("15:00", "30:00"), 1):
        with minister.window() as shell:
            for left in (4, 3, 2, 1):
                type_pin(shell, WRONG)
                wait_until_said(shell.window, f"Mã PIN chưa đúng. Còn {left} lần thử.")
            type_pin(shell, WRONG)
            wait_until_said(shell.window, f"Mã PIN chưa đúng. Thử lại sau {wait[:2].lstrip('0')}")
            assert shell.unlock is not None
            assert not shell.unlock.screen.pin_pane.field.isEnabled()
        with minister.window() as shell:  # a restart forgets nothing: the right PIN waits as well
            type_pin(shell, PIN)
            wait_until_said(shell.window, "Thử lại sau")
        minister.clock.shift += timedelta(hours=rounds)
    with minister.window() as shell:
        for left in (4, 3, 2, 1):
            type_pin(shell, WRONG)
            wait_until_said(shell.window, f"Còn {left} lần thử.")
        type_pin(shell, WRONG)
        wait_until_said(shell.window, "Mã PIN đã sai quá số lần cho phép.")
        assert "Chỉ mã khôi phục mới mở được máy này." in said(shell.window)
        press(shell.window, "Nhập mã khôi phục")
        assert shell.unlock is not None
        pane = shell.unlock.screen.recovery_pane
        wrong = minister.recovery_code[:-5] + ("00000" if minister.recovery_code[-5:] != "00000" else "11111")
        for code in (wrong, minister.recovery_code):
            type_into(pane.code.line, code)
            type_into(pane.first.line, new_pin)
            type_into(pane.second.line, new_pin)
            press(pane, "Mở và đặt PIN mới")
            if code is wrong:
                wait_until_said(shell.window, "Mã khôi phục chưa đúng.")
        wait_for("the desk is open", lambda: shell.desk is not None)
    with minister.window() as shell:
        unlock(shell, new_pin)


def test_a_lost_keyring_is_no_wrong_pin_and_the_recovery_code_opens(minister: Seat) -> None:
    minister.secrets.values.clear()
    with minister.window() as shell:
        type_pin(shell, PIN)
        wait_until_said(shell.window, "Không mở được kho khóa của hệ thống.")
        assert "lần thử" not in said(shell.window)
        press(shell.window, "Quên mã PIN")
        assert shell.unlock is not None
        pane = shell.unlock.screen.recovery_pane
        type_into(pane.code.line, minister.recovery_code.lower().replace("-", " "))
        type_into(pane.first.line, PIN)
        type_into(pane.second.line, PIN)
        press(pane, "Mở và đặt PIN mới")
        wait_for("the desk is open", lambda: shell.desk is not None)
    assert load_device_key(minister.folder, minister.secrets) is not None  # given back: it sends while locked again
    with minister.window() as shell:
        unlock(shell)


def test_the_lock_drops_screens_rows_and_keys(minister: Seat, issue: Issue) -> None:
    ballot = issue()
    with minister.window() as shell:
        desk = unlock(shell)
        write_answer(desk, ballot, Choice.OTHER, SECRET)
        title = minister.detail(desk, ballot).title
        wait_until_said(shell.window, title)
        profile, screens = desk.context.profile, (desk.home, desk.ballots, desk.settings, desk)
        desk.open_sync_panel()
        shell.lock()
        assert shell.desk is None
        assert shell.window.overlay.panel is None
        wait_for("the profile is locked", lambda: profile.vault.is_locked)
        with pytest.raises(VaultLockedError):
            profile.vault.open_sealed(b"", b"")
        wait_for("the screens are gone", lambda: not any(isValid(screen) for screen in screens))
        held = [text for widget in QApplication.allWidgets() for text in words_of(widget)]
        assert not [text for text in held if title in text or SECRET in text]
        assert title not in shell.window.windowTitle()
        desk = unlock(shell)
        show_ballot(desk, ballot)
        wait_for("the draft", lambda: desk.ballots.bar.opinion.toPlainText() == SECRET)


def test_an_idle_device_locks_itself_and_typing_puts_it_off(minister: Seat, issue: Issue, qtbot: QtBot) -> None:
    ballot = issue()
    with minister.client.unlocked() as profile:
        profile.store.write(lambda session: set_setting(session, IDLE_SETTING, "7")).result(20)
    with minister.window() as shell:
        desk = unlock(shell)
        clock = shell._idle
        wait_for("the person's own time is used", lambda: clock.interval() == 7 * 60_000)
        show_ballot(desk, ballot)
        desk.ballots.bar.opinion.setFocus()
        before = clock.remainingTime()
        wait_for(
            "some of it has passed", lambda: clock.remainingTime() < before - 2_500
        )  # the timer counts in whole seconds
        low = clock.remainingTime()
        QTest.keyClick(shell.window.windowHandle(), Qt.Key.Key_A)  # as the system gives it: to the window
        assert desk.ballots.bar.opinion.toPlainText() == "a"
        assert clock.remainingTime() > low
        with qtbot.waitSignal(shell.locked, timeout=20_000):
            clock.setInterval(50)
        assert shell.desk is None
        assert not clock.isActive()
        wait_until_said(shell.window, "Mở khóa")


# The message box is modal: what it says is read from inside its own loop, and then it is answered.
READER = """
import sys
from PySide6.QtCore import QObject, QTimer, Slot, QMetaObject, Qt
from PySide6.QtWidgets import QApplication, QMessageBox
import main

class Reader(QObject):
    @Slot()
    def look(self):
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            print(box.text(), flush=True)
            box.accept()
        else:
            QTimer.singleShot(20, self.look)

reader = Reader()
QMetaObject.invokeMethod(reader, "look", Qt.ConnectionType.QueuedConnection)
raise SystemExit(main.main(["--profile", sys.argv[1]]))
"""


def test_a_second_process_on_the_profile_is_told_that_it_is_busy(minister: Seat) -> None:
    with minister.window() as shell:
        unlock(shell)
        command = [sys.executable, "-c", READER, str(minister.folder)]
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert second.returncode == 3, second.stderr
        assert second.stdout.strip() == "e-Cabinet đang mở với hồ sơ này."
        with pytest.raises(ProfileBusyError), ProfileLock(minister.folder):
            pass
        assert shell.desk is not None
    with ProfileLock(minister.folder):
        pass
