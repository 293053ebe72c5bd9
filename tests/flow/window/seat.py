"""A person at a device: an enrolled profile, its line to the hub, and the real window on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget

from models.profile import ProfileLock
from models.queries.client.ballot_detail import BallotDetailRow
from models.types import BallotId, Choice
from models.vault import STANDARD
from sync.client.enrol import EnrolmentWish, enrol_device
from sync.client.link import HubLink
from sync.client.transport import Connector, HttpTransport
from sync.server.admin.people import find_person
from sync.server.codes import issue_code
from sync.server.folder import HubFolder
from sync.server.hub import Hub
from tests.helpers.client import PIN, SIGNING_PIN, Client, MemorySecrets, SystemClock
from tests.helpers.hub import RunningHub
from tests.helpers.line import Line
from tests.tour.stage import type_into, wait_for
from ui import words
from ui.desk import Desk
from ui.preferences import load_preferences
from ui.shell import Shell, Surroundings
from ui.theme import Theme


@dataclass(kw_only=True)
class DeskDevice:
    """A profile and the window on it."""

    folder: Path
    theme: Theme
    secrets: MemorySecrets = field(default_factory=MemorySecrets)
    clock: SystemClock = field(default_factory=SystemClock)
    recovery_code: str = ""

    @contextmanager
    def window(self, code: str = "", connect: Connector = HttpTransport) -> Iterator[Shell]:
        """The program as ``main.py`` builds it; closing the block closes the window."""
        with ProfileLock(self.folder):
            link = HubLink(self.folder, self.secrets, self.clock, connect)
            around = Surroundings(
                folder=self.folder,
                link=link,
                activity=link.activity,
                secrets=self.secrets,
                clock=self.clock,
                attach=link.attach,
                detach=link.detach,
                suggested_code=code,
            )
            shell = Shell(self.theme, load_preferences(self.folder), around)
            link.start()
            shell.window.resize(1280, 800)
            shell.start()
            try:
                yield shell
            finally:
                shell.window.close()
                link.close()
                _delete_now(shell.window, shell)

    @contextmanager
    def unlocked_window(self) -> Iterator[Desk]:
        """The same, with the PIN typed."""
        with self.window() as shell:
            yield unlock(shell)

    @property
    def client(self) -> Client:
        """The same device without a window, for questions to its store."""
        return Client(self.folder, self.secrets, self.clock)

    def detail(self, desk: Desk, ballot: BallotId) -> BallotDetailRow:
        """The ballot's page as the store has it."""
        return self.client.detail(desk.context.profile, ballot)


@dataclass(kw_only=True)
class Seat(DeskDevice):
    """Where one person works. ``line`` leads to the hub and may be cut."""

    line: Line


def one_time_code(hub: RunningHub, name: str, port: int, *, seconds: float = 1800) -> str:
    """A code for ``name`` whose address is ``port`` on loopback."""
    opened = Hub(HubFolder(hub.folder))
    try:
        person = opened.read(lambda session: find_person(session, name).id)
        expires = datetime.now(UTC) + timedelta(seconds=seconds)
        return issue_code(opened, "test", person, expires, f"127.0.0.1:{port}")
    finally:
        opened.close()


def enrolled_seat(hub: RunningHub, name: str, folder: Path, line: Line, theme: Theme) -> Seat:
    """Enrol a device without its window (that has a test of its own)."""
    seat = Seat(folder=folder, line=line, theme=theme)
    wish = EnrolmentWish(one_time_code(hub, name, line.port), "Máy tính bảng 12 inch", PIN, SIGNING_PIN)
    result = enrol_device(folder, wish, seat.secrets, seat.clock, params=STANDARD)
    seat.recovery_code = result.recovery_code
    return seat


def press(parent: QWidget, text: str) -> None:
    """Click the enabled button whose words or name begin with ``text``, once a mouse would really hit it."""

    def is_within_reach() -> bool:
        button = _button(parent, text)
        return button is not None and _hit(button)

    wait_for(f"a button {text!r}", is_within_reach)
    button = _button(parent, text)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=_spot(button))


def _button(parent: QWidget, text: str) -> QAbstractButton | None:
    for button in parent.findChildren(QAbstractButton):
        is_meant = button.text().startswith(text) or button.accessibleName().startswith(text)
        if is_meant and button.isVisible() and button.isEnabled():
            return button
    return None


def _hit(button: QAbstractButton) -> bool:
    above = button.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        above.ensureWidgetVisible(button)
    window = button.window()
    return window.childAt(button.mapTo(window, _spot(button))) is button


def _spot(button: QAbstractButton) -> QPoint:
    return QPoint(min(12, button.width() // 2), button.height() // 2)


def type_pin(shell: Shell, pin: str) -> None:
    """Type a PIN on the unlock page and press the button."""
    flow = shell.unlock
    assert flow is not None
    type_into(flow.screen.pin_pane.field.line, pin)
    press(shell.window, "Mở khóa")


def unlock(shell: Shell, pin: str = PIN) -> Desk:
    """From the unlock page to the desk."""
    type_pin(shell, pin)
    wait_for("the desk is open", lambda: shell.desk is not None)
    assert shell.desk is not None
    return shell.desk


def show_ballot(desk: Desk, ballot: BallotId) -> None:
    """Open a ballot once it has come."""
    wait_for("the ballot has come", lambda: _is_here(desk, ballot))
    desk.open_ballot(ballot)
    wait_for("the ballot is shown", lambda: desk.ballots.shown_ballot() == ballot)


def write_answer(desk: Desk, ballot: BallotId, choice: Choice, opinion: str) -> None:
    """Choose and write as a person does."""
    show_ballot(desk, ballot)
    press(desk.ballots.bar, words.choice(choice))
    type_into(desk.ballots.bar.opinion, opinion)


def open_signing(desk: Desk) -> QWidget:
    """Press the button of the shown ballot and wait for the dialog."""
    press(desk.ballots.bar, "Ký")
    wait_for("the signing dialog", lambda: desk.ballots.dialog is not None)
    assert desk.ballots.dialog is not None
    return desk.ballots.dialog


def sign(desk: Desk, pin: str = SIGNING_PIN) -> None:
    """Sign the shown ballot alone."""
    dialog = open_signing(desk)
    assert desk.ballots.dialog is not None
    type_into(desk.ballots.dialog.pin.line, pin)
    press(dialog, "Ký phiếu")


def said(widget: QWidget) -> str:
    """Every visible word below a widget: labels, buttons, names for assistive technology."""
    found: list[str] = []
    for child in [widget, *widget.findChildren(QWidget)]:
        if not child.isVisible():
            continue
        if isinstance(child, QLabel | QAbstractButton):
            found.append(child.text())
        found.append(child.accessibleName())
    return "\n".join(part for part in found if part)


def wait_until_said(widget: QWidget, text: str) -> None:
    """Until the person can read ``text``; what is there instead is in the failure."""
    try:
        wait_for(text, lambda: text in said(widget), 30)
    except AssertionError:
        raise AssertionError(f"{text!r} is not said:\n{said(widget)}") from None


def _delete_now(*objects: QObject) -> None:
    """In this thread: Python's collector would do it in whichever thread it happens to run."""
    for item in objects:
        item.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _is_here(desk: Desk, ballot: BallotId) -> bool:
    profile = desk.context.profile
    return Client(profile.folder, MemorySecrets(), SystemClock()).held_bytes(profile, ballot) is not None
