"""From the closed profile to the open desk and back: enrolment, unlock, the screens, the lock.

The shell owns the window and knows which page is shown; what a screen does is the screen's own matter. It reaches
sync only through the ports and the two hooks that ``main.py`` gives it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot

from models.commands.client.outbox import BALLOT_RANK
from models.envelopes import EnvelopeFolder
from models.ports import Activity, ActivityState, Clock, Link, SecretStore
from models.profile import profile_exists, read_profile
from models.profile_session import UnlockedProfile
from ui.bridge import Bridge
from ui.collector import Collector
from ui.context import Context
from ui.desk import Desk
from ui.enrol.flow import EnrolFlow
from ui.frame.window import MainWindow
from ui.preferences import Preferences, keep_preferences
from ui.renderer.process import RendererSpare
from ui.settings.screen import IDLE_DEFAULT
from ui.sync_panel.compose import locked_chip
from ui.theme import Theme
from ui.unlock.flow import UnlockFlow

_MINUTE_MS = 60_000
_ACTIVE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What ``main.py`` introduces. ``attach`` hands an unlocked profile to sync, ``detach`` takes it back before the
    lock; both return at once.
    """

    folder: Path
    link: Link
    activity: Activity
    secrets: SecretStore | None
    clock: Clock
    attach: Callable[[UnlockedProfile], None]
    detach: Callable[[], None]
    suggested_code: str = ""


class Shell(QObject):
    """``unlocked`` and ``locked`` say which side of the door one is on (the tour waits for them)."""

    unlocked = Signal()
    locked = Signal()
    _heard = Signal(object)

    def __init__(self, theme: Theme, preferences: Preferences, around: Surroundings) -> None:
        super().__init__(QCoreApplication.instance())
        self.theme = theme
        self.window = MainWindow(theme)
        self.bridge = Bridge(self)
        self.desk: Desk | None = None
        self.unlock: UnlockFlow | None = None
        self.enrol: EnrolFlow | None = None
        self._around = around
        self._preferences = preferences
        self._spare = RendererSpare()
        self._collector = Collector(self)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_DEFAULT * _MINUTE_MS)
        self._idle.timeout.connect(self.lock)
        self._heard.connect(self._show_activity, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = around.activity.subscribe(self._hear)
        self.window.lock_requested.connect(self.lock)
        self.window.closing.connect(self._on_closing)

    def start(self) -> None:
        """Show what the profile's state asks for: enrolment or unlock."""
        if profile_exists(self._around.folder):
            self._show_unlock()
        else:
            self._show_enrolment()
        self.window.show()
        # Every input passes here first, also what a field takes for itself (typing in the opinion).
        self.window.windowHandle().installEventFilter(self)
        self._spare.prepare()

    def lock(self) -> None:
        """Drop every key, row and page; signed ballots go on being sent."""
        desk, self.desk = self.desk, None
        if desk is None:
            return
        self._idle.stop()
        desk.put_away()
        self._around.detach()
        profile = desk.context.profile
        self._show_unlock()
        self.window.clear_screens()
        self.bridge.work(profile.lock)
        self.locked.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any touch of key, mouse or pen starts the idle clock anew."""
        if event.type() in _ACTIVE:
            self._collector.touch()
            if self.desk is not None:
                self._idle.start()
        return False

    # -- pages ---------------------------------------------------------------------------------------------------

    def _show_enrolment(self) -> None:
        around = self._around
        flow = EnrolFlow(
            self.theme,
            self.bridge,
            around.link,
            around.suggested_code,
            self,
            has_keyring=around.secrets is not None,
        )
        flow.finished.connect(self._on_enrolled)
        self.enrol = flow
        self.window.show_page(flow.screen)

    def _on_enrolled(self) -> None:
        flow, self.enrol = self.enrol, None
        self._show_unlock()
        if flow is not None:
            self.window.drop_page(flow.screen)

    def _show_unlock(self) -> None:
        around = self._around
        flow = UnlockFlow(self.theme, self.bridge, around.folder, around.secrets, around.clock, around.link, self)
        flow.opened.connect(self._on_opened)
        if self.unlock is not None:
            self.window.drop_page(self.unlock.screen)
        self.unlock = flow
        self.window.set_sample(read_profile(around.folder).is_sample)
        self.window.show_page(flow.screen)
        self._show_activity(around.activity.state())

    def _on_opened(self, profile: UnlockedProfile) -> None:
        flow, self.unlock = self.unlock, None
        around = self._around
        context = Context(self.theme, self.bridge, profile, around.link, around.activity, self._spare)
        self.desk = Desk(context, self.window, self._preferences)
        self.desk.preferences_changed.connect(self._on_preferences_changed)
        self.desk.idle_changed.connect(self._on_idle_changed)
        self.desk.lock_requested.connect(self.lock)
        around.attach(profile)
        if flow is not None:
            self.window.drop_page(flow.screen)
        self.window.leave_page()
        self._idle.start()
        self.unlocked.emit()

    # -- slots ---------------------------------------------------------------------------------------------------

    def _hear(self, state: ActivityState) -> None:
        """On the loop's thread."""
        self._heard.emit(state)

    @Slot(object)
    def _show_activity(self, state: ActivityState) -> None:
        if self.desk is not None:
            self.desk.show_activity(state)
        elif self.unlock is not None:
            unsent = EnvelopeFolder(self._around.folder).to_send()
            signed = sum(envelope.rank == BALLOT_RANK for envelope in unsent)
            self.unlock.show_state(locked_chip(state, len(unsent)), signed)

    def _on_preferences_changed(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self.theme.set_scheme(preferences.scheme)
        self.theme.set_scale(preferences.scale)
        self.bridge.work(keep_preferences, self._around.folder, preferences)

    def _on_idle_changed(self, minutes: int) -> None:
        self._idle.setInterval(minutes * _MINUTE_MS)
        self._idle.start()

    def _on_closing(self) -> None:
        """The window goes: nothing the person did stays only in memory."""
        desk, self.desk = self.desk, None
        self._unsubscribe()
        if desk is not None:
            desk.put_away()
            self._around.detach()
            desk.context.profile.lock()
        self._spare.close()
        self.bridge.close()
        self._collector.close()
        self.deleteLater()
