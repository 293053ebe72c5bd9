"""The real window in this process, on a profile whose hub cannot be reached."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from models.profile import ProfileLock
from models.profile_session import open_with_vault
from models.queries.client.ballots import BallotTab
from models.vault import Vault, open_vault
from sync.client.link import HubLink
from tests.helpers.client import FAST, PIN, MemorySecrets, SystemClock
from ui.desk import Desk
from ui.preferences import load_preferences
from ui.shell import Shell, Surroundings
from ui.theme import Theme
from ui.widgets.plainrow import PlainRow
from ui.widgets.rows import RowList

_WAIT_SECONDS = 60.0
_REST_SECONDS = 3.0


class _Painted(QObject):
    """When a widget was painted first; 0 until then."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.at = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.at:
            self.at = time.perf_counter()
        return False


def measure_screen(folder: Path, secrets: dict[str, bytes]) -> dict[str, float]:
    """``seconds`` from the derived key to the painted first screen; then MB of memory at rest, by /proc: ``own`` of
    this process and ``all`` with its children, shared pages counted in parts (PSS).
    """
    with _door(folder, secrets) as door:
        app = door.app
        begin = time.perf_counter()
        desk = door.open()
        _until(app, lambda: bool(desk.home.findChildren(PlainRow)), "rows of the first screen")
        painted = _Painted(desk.home.findChildren(PlainRow)[0])
        _until(app, lambda: painted.at > 0, "a painted first screen")
        seconds = painted.at - begin
        _rest(app)
        own, *children = _memory()
        return {"seconds": seconds, "own": own, "all": own + sum(children)}


def measure_scrolling(folder: Path, secrets: dict[str, bytes]) -> dict[str, float]:
    """``worst`` and ``median`` seconds of a frame, over lines, pages and jumps; ``filled``: the main thread's longest
    stop while the rows came; ``rows``.
    """
    with _door(folder, secrets) as door:
        app, desk = door.app, door.open()
        desk.show_screen("ballots")
        rows = desk.ballots.findChild(RowList)
        if not isinstance(rows, RowList):
            raise AssertionError("no list")
        _rest(app)
        desk.ballots.show_tab(BallotTab.CLOSED)
        filled = _until(app, lambda: rows.model().rowCount() > 1000, "rows of the list")
        _rest(app)
        bar, dice = rows.verticalScrollBar(), random.Random(7)
        turns = [partial(_turn_wheel, rows, notches) for notches in [1] * 200 + [12] * 200]
        turns += [partial(bar.setValue, dice.randrange(bar.maximum())) for _ in range(100)]
        frames = []
        for turn in turns:
            begin = time.perf_counter()
            turn()
            app.processEvents()
            frames.append(time.perf_counter() - begin)
        frames.sort()
        if bar.value() == 0:
            raise AssertionError("the list did not scroll")
        return {
            "worst": frames[-1],
            "median": frames[len(frames) // 2],
            "filled": filled,
            "rows": rows.model().rowCount(),
        }


def _turn_wheel(widget: QWidget, notches: int) -> None:
    """Downwards over the widget, through the window, as the window system tells it."""
    window = widget.window()
    at = widget.rect().center()
    event = QWheelEvent(
        QPointF(widget.mapTo(window, at)),
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, -120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(window.windowHandle(), event)


@dataclass(frozen=True, slots=True)
class _Door:
    """The program at its unlock page."""

    app: QApplication
    shell: Shell
    folder: Path
    vault: Vault
    secrets: MemorySecrets
    clock: SystemClock

    def open(self) -> Desk:
        """What the unlock page does once the key is derived."""
        shell, flow = self.shell, self.shell.unlock
        if flow is None:
            raise AssertionError("the shell is not at its unlock page")
        task = shell.bridge.work(open_with_vault, self.folder, self.vault, self.secrets, self.clock)
        shell.bridge.then(task, flow.opened.emit, _fail, owner=flow)
        _until(self.app, lambda: shell.desk is not None, "an open desk")
        if shell.desk is None:
            raise AssertionError("the desk is gone")
        return shell.desk


@contextmanager
def _door(folder: Path, values: dict[str, bytes]) -> Iterator[_Door]:
    """The program as ``main.py`` builds it, at rest; the vault was just opened."""
    app = QApplication(sys.argv[:1])
    theme = Theme()
    theme.apply(app)
    secrets, clock = MemorySecrets(), SystemClock()
    secrets.values.update(values)
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
        )
        shell = Shell(theme, load_preferences(folder), around)
        link.start()
        shell.window.resize(1280, 800)
        shell.start()
        _rest(app)
        vault = open_vault(folder, PIN, secrets, clock, floor=FAST)
        try:
            yield _Door(app, shell, folder, vault, secrets, clock)
        finally:
            shell.window.close()
            link.close()


def _fail(error: Exception) -> None:
    raise error


def _until(app: QApplication, is_reached: Callable[[], bool], what: str) -> float:
    """Let the event loop run until then; its longest turn in seconds."""
    end = time.monotonic() + _WAIT_SECONDS
    longest = 0.0
    while not is_reached():
        if time.monotonic() > end:
            raise AssertionError(f"waited for {what}")
        begin = time.perf_counter()
        app.processEvents()
        turn = time.perf_counter() - begin
        longest = max(longest, turn)
        if turn < 0.0005:
            time.sleep(0.0005)
    return longest


def _rest(app: QApplication) -> None:
    end = time.monotonic() + _REST_SECONDS
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)


def _memory() -> list[float]:
    """MB of this process, then of each of its children."""
    me = Path("/proc/self")
    children = [Path("/proc") / pid for task in me.glob("task/*/children") for pid in task.read_text().split()]
    return [_pss(folder) for folder in (me, *children)]


def _pss(folder: Path) -> float:
    for line in (folder / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise AssertionError("no Pss")
