"""What the tour and the shots stand on: windows on real profiles, a hub, a line that can be cut, pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from models.keyring_store import KeyringStore
from models.profile import ProfileLock
from sync.client.link import HubLink
from sync.embedded import EmbeddedHub
from tests.helpers.line import Line
from ui.preferences import load_preferences
from ui.shell import Shell, Surroundings
from ui.theme import Theme

PATIENCE = 60.0  # seconds to wait for something that must come
PIN = "294816"
SIGNING_PIN = "703952"


class SystemClock:
    """The device's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class NeverCameError(AssertionError):
    """What the story waited for did not happen."""


def wait_for(what: str, condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Let the window live until ``condition`` holds. Raises :class:`NeverCameError`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        if condition():
            return
        QTest.qWait(10)
    raise NeverCameError(what)


def settle(milliseconds: int = 350) -> None:
    """Let painting and small timers come to rest before a picture."""
    QTest.qWait(milliseconds)


def type_into(line: QLineEdit | QPlainTextEdit, text: str) -> None:
    """What a person types, through the input method (keyClicks cannot type Vietnamese)."""
    line.setFocus()
    if isinstance(line, QLineEdit):
        line.clear()
        line.insert(text)
        line.textEdited.emit(text)
    else:
        line.selectAll()
        line.insertPlainText(text)


def press(parent: QWidget, words: str) -> None:
    """Click the visible, enabled button whose words or name begin with ``words``, as a mouse does."""
    wait_for(f"a button {words!r}", lambda: _button(parent, words) is not None)
    button = _button(parent, words)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _button(parent: QWidget, words: str) -> QAbstractButton | None:
    for button in parent.findChildren(QAbstractButton):
        named = button.text().startswith(words) or button.accessibleName().startswith(words)
        if named and button.isVisible() and button.isEnabled():
            return button
    return None


class Album:
    """Numbered pictures in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9][0-9]-*.png"):
            old.unlink()

    def shot(self, window: QWidget, name: str) -> Path:
        """Take a picture of the whole window."""
        settle()
        self._count += 1
        path = self.folder / f"{self._count:02d}-{name}.png"
        if not window.grab().save(str(path)):
            raise NeverCameError(f"picture {path.name} could not be written")
        print(f"  {path.name}", flush=True)
        return path


@contextmanager
def window_on(folder: Path, theme: Theme, code: str = "") -> Iterator[Shell]:
    """The program as ``main.py`` builds it, on one profile; closing the block closes the window."""
    folder.mkdir(parents=True, exist_ok=True)
    secrets = KeyringStore(service=f"e-Cabinet {folder.name}")
    clock = SystemClock()
    with ProfileLock(folder):
        link = HubLink(folder, secrets, clock)
        around = Surroundings(
            folder=folder,
            link=link,
            activity=link.activity,
            secrets=secrets,
            clock=clock,
            attach=link.attach,
            detach=link.detach,
            suggested_code=code,
        )
        shell = Shell(theme, load_preferences(folder), around)
        link.start()
        shell.window.resize(1280, 800)
        shell.start()
        try:
            yield shell
        finally:
            shell.window.close()
            link.close()
            shell.window.deleteLater()
            settle(50)


def enrol(shell: Shell, album: Album | None = None) -> None:
    """First run: the code is filled in already; name, PINs, declaration; then the recovery code is confirmed."""
    flow = shell.enrol
    assert flow is not None
    form, window = flow.screen.form, shell.window
    wait_for("the code is checked", lambda: bool(form.name.text()))
    type_into(form.name.line, "Máy tính bảng 12 inch")
    for field, words in (
        (form.pin, PIN),
        (form.pin_again, PIN),
        (form.signing_pin, SIGNING_PIN),
        (form.signing_pin_again, SIGNING_PIN),
    ):
        type_into(field.line, words)
    form.declaration.setChecked(True)
    if album is not None:
        album.shot(window, "dang-ky-may")
    press(window, "Đăng ký máy này")
    press(window, "Tôi đã cất mã khôi phục")
    if album is not None:
        album.shot(window, "ma-khoi-phuc")
    press(window, "Bắt đầu dùng")
    wait_for("the unlock page", lambda: shell.unlock is not None)


def unlock(shell: Shell) -> None:
    """Type the PIN and wait for the desk."""
    flow = shell.unlock
    assert flow is not None
    type_into(flow.screen.pin_pane.field.line, PIN)
    press(shell.window, "Mở khóa")
    wait_for("the desk is open", lambda: shell.desk is not None)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story is played."""

    folder: Path
    hub: EmbeddedHub
    line: Line
    theme: Theme
    album: Album

    def code(self, who: str) -> str:
        """A one-time code whose address leads over the line that can be cut."""
        address, _, groups = self.hub.codes()[who].partition("#")
        return f"{address.rpartition(':')[0]}:{self.line.port}#{groups}"
