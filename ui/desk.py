"""The open desk: which screens this person has, and the ways between them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from models.commands.client.settings import dismiss_refusal
from models.commands.client.transfers import retry_document
from models.desk.office import OfficeDesk, acknowledge
from models.local_settings import setting
from models.ports import ActivityState
from models.queries.client.people import MeRow, me
from models.queries.client.search import find_ballots
from models.queries.client.sync_state import SyncStateRow, sync_state
from models.types import BallotId, ChangeSet, DocumentId
from ui import words
from ui.ballots.screen import BallotsScreen
from ui.context import Context, nothing_more
from ui.frame.window import MainWindow
from ui.home.screen import HomeScreen
from ui.office.acts import Rights
from ui.office.screen import OfficeScreen
from ui.palette.panel import Command, Palette
from ui.preferences import Preferences
from ui.reader.room import ReadingRoom
from ui.settings.screen import IDLE_DEFAULT, IDLE_SETTING, SettingsScreen
from ui.sync_panel.compose import chip, view
from ui.sync_panel.panel import SyncPanel

_HOME, _BALLOTS, _OFFICE, _SETTINGS = "home", "ballots", "office", "settings"
_ICONS = {_HOME: "house", _BALLOTS: "vote", _OFFICE: "building-2", _SETTINGS: "settings"}
_SYNC_KINDS = ("out_event", "held_document", "alarm", "setting", "wish")
_BREATH_MS = 150  # sync state is read at most this often


class Desk(QObject):
    """Screens of one unlocked session. ``preferences_changed``, ``idle_changed`` and ``lock_requested`` go outward."""

    preferences_changed = Signal(object)
    idle_changed = Signal(int)
    lock_requested = Signal()

    def __init__(self, context: Context, window: MainWindow, preferences: Preferences) -> None:
        super().__init__(window)
        self.context = context
        self.window = window
        self._preferences = preferences
        self._activity = context.activity.state()
        self._sync: SyncStateRow | None = None
        self._panel: SyncPanel | None = None
        self._unsubscribe = context.profile.store.subscribe(context.bridge.announce)
        self._breath = QTimer(self)
        self._breath.setSingleShot(True)
        self._breath.setInterval(_BREATH_MS)
        self._breath.timeout.connect(self._read_sync)
        self._titles: dict[str, str] = {}
        public = context.profile.public
        window.set_person(_office_alone(public.person_name, public.organization_name), public.organization_name)
        self._add_screens()
        window.screen_requested.connect(self.show_screen)
        window.chip_clicked.connect(self.open_sync_panel)
        window.back_requested.connect(self._on_back_requested)
        window.search_requested.connect(self.open_palette)
        window.narrowed.connect(self._on_narrowed)
        context.bridge.changed.connect(self._on_changed)
        self._read_me()
        context.read(lambda s: setting(s, IDLE_SETTING, str(IDLE_DEFAULT)), self._on_idle_read, owner=self)
        self._read_sync()
        self.show_screen(_HOME)
        self._on_narrowed(window.is_narrow())

    # -- what others ask -----------------------------------------------------------------------------------------

    def show_screen(self, key: str) -> None:
        """Bring a screen to the front."""
        self._flush()
        self.window.show_screen(key)
        today = words.local(self.context.now())
        sub = f"{words.weekday(today.date())}, {today:%d/%m/%Y}" if key == _HOME else ""
        self.window.set_title(self._titles[key], sub[:1].upper() + sub[1:])
        self.window.set_back(key == _BALLOTS and self.ballots.hides_list())

    def open_ballot(self, ballot: str) -> None:
        """Show one ballot to its member."""
        self.show_screen(_BALLOTS)
        self.ballots.open_ballot(BallotId(ballot))

    def open_sync_panel(self) -> None:
        """What waits, what moves, what went wrong."""
        if self._sync is None:
            return
        panel = SyncPanel(self.context.theme)
        panel.pause_toggled.connect(self.context.link.pause)
        panel.sync_requested.connect(self.context.link.wake)
        panel.line_cancelled.connect(lambda key: self.context.link.cancel(DocumentId(key)))
        panel.act_chosen.connect(self._on_remedy)
        panel.destroyed.connect(self._on_panel_gone)
        self._panel = panel
        panel.set_view(view(self._activity, self._sync, self.context.now()))
        self.window.open_at_chip(panel)

    def open_palette(self) -> None:
        """Ctrl+K."""
        commands = [Command(f"screen:{key}", title, _ICONS[key]) for key, title in self._titles.items()]
        commands += [
            Command("sync", self.tr("Đồng bộ ngay"), "refresh-cw"),
            Command("lock", self.tr("Khóa màn hình"), "lock"),
        ]
        palette = Palette(self.context.theme, commands)
        palette.looked_for.connect(
            lambda typed: self.context.read(
                lambda s: find_ballots(s, typed), lambda rows: palette.show_found(typed, rows), owner=palette
            )
        )
        palette.ballot_chosen.connect(self.open_ballot)
        palette.command_chosen.connect(self._on_command)
        self.window.open_search(palette)

    def show_activity(self, activity: ActivityState) -> None:
        """The loop has moved on."""
        self._activity = activity
        self._show_sync()

    def put_away(self) -> None:
        """Before the lock: keep what was typed and where reading stopped, then let go of everything."""
        self._flush()
        self.reading.put_away()
        self._breath.stop()
        self._unsubscribe()
        self.window.overlay.close_panel()
        for signal, slot in (
            (self.window.screen_requested, self.show_screen),
            (self.window.chip_clicked, self.open_sync_panel),
            (self.window.back_requested, self._on_back_requested),
            (self.window.search_requested, self.open_palette),
            (self.window.narrowed, self._on_narrowed),
        ):
            signal.disconnect(slot)
        self.deleteLater()

    def _flush(self) -> None:
        self.ballots.flush()
        if self.office is not None:
            self.office.flush()

    # -- screens -------------------------------------------------------------------------------------------------

    def _add_screens(self) -> None:
        context, window = self.context, self.window
        self.reading = ReadingRoom(context, window)
        self.home = HomeScreen(context)
        self.home.ballot_opened.connect(self.open_ballot)
        self.home.alarms_opened.connect(self.open_sync_panel)
        self.ballots = BallotsScreen(context, window.overlay)
        self.ballots.paper_requested.connect(self.reading.open_paper)
        self.ballots.counted.connect(self._on_counted)
        self.ballots.detail_shown.connect(window.set_back)
        self.settings = SettingsScreen(context, window.overlay, self._preferences)
        self.settings.preferences_changed.connect(self.preferences_changed)
        self.settings.idle_changed.connect(self.idle_changed)
        self.settings.lock_requested.connect(self.lock_requested)
        self.office: OfficeScreen | None = None
        self._add(_HOME, self.tr("Việc cần xử lý"), self.tr("Việc"), self.home)
        self._add(_BALLOTS, self.tr("Phiếu lấy ý kiến"), self.tr("Phiếu"), self.ballots)
        self._titles[_SETTINGS] = self.tr("Cài đặt")
        window.add_screen(
            _SETTINGS, _ICONS[_SETTINGS], self._titles[_SETTINGS], self.tr("Cài đặt"), self.settings, at_foot=True
        )

    def _add(self, key: str, label: str, short: str, screen: QWidget) -> None:
        self._titles[key] = label
        self.window.add_screen(key, _ICONS[key], label, short, screen)

    def _read_me(self) -> None:
        """Which screens there are follows the person's roles, which come with the first exchange."""
        context = self.context
        context.read(lambda s: me(s, context.person, context.now()), self._on_me, owner=self)

    def _on_me(self, row: MeRow | None) -> None:
        if row is None or not Rights.of(row.roles).enters or self.office is not None:
            return
        self.office = OfficeScreen(self.context, OfficeDesk(self.context.profile), self.window.overlay)
        self.office.detail_shown.connect(self._on_office_detail_shown)
        self.office.titled.connect(self._on_office_titled)
        self.office.counted.connect(lambda count: self.window.set_counts({_OFFICE: (count, count > 0)}))
        self.office.set_narrow(self.window.is_narrow())
        self._add(_OFFICE, self.tr("Văn phòng"), self.tr("V.phòng"), self.office)

    # -- sync state ----------------------------------------------------------------------------------------------

    def _read_sync(self) -> None:
        self.context.read(sync_state, self._on_sync, owner=self)

    def _on_sync(self, row: SyncStateRow) -> None:
        self._sync = row
        self._show_sync()

    def _show_sync(self) -> None:
        row = self._sync
        if row is None:
            return
        troubled = bool(row.alarms or row.refused)
        waiting = len(row.waiting)
        self.window.set_state(chip(self._activity, waiting, troubled=troubled, last_contact=row.last_contact))
        if self._panel is not None:
            self._panel.set_view(view(self._activity, row, self.context.now()))

    def _on_panel_gone(self) -> None:
        self._panel = None

    def _on_remedy(self, problem: str, act: str) -> None:
        """The person chose a remedy beside a problem of the panel."""
        kind, _, key = problem.partition(":")
        profile, link = self.context.profile, self.context.link
        if kind == "alarm" and act == "acknowledge":
            self.context.work(lambda: acknowledge(profile, key), lambda _: link.wake(), nothing_more, owner=self)
        elif kind == "refused":
            row = next((row for row in self._sync.refused if row.event == key), None) if self._sync else None
            if row is not None and act == "dismiss":
                self.context.write(lambda s: dismiss_refusal(s, row.event, BallotId(row.subject)), owner=self)
            elif row is not None:
                self.window.overlay.close_panel()
                self.open_ballot(row.subject)
        elif kind == "document":
            document = DocumentId(key)
            self.context.write(lambda s: retry_document(s, document), lambda _: link.want(document), owner=self)
        else:
            link.wake()

    # -- slots ---------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: ChangeSet) -> None:
        if any(changes.ids(kind) for kind in _SYNC_KINDS) and not self._breath.isActive():
            self._breath.start()
        if changes.ids("person"):
            self._read_me()

    def _on_counted(self, to_answer: int) -> None:
        self.window.set_counts({_BALLOTS: (to_answer, to_answer > 0)})

    def _on_idle_read(self, value: str) -> None:
        self.idle_changed.emit(int(value) if value.isdigit() else IDLE_DEFAULT)

    def _on_office_detail_shown(self, shown: bool) -> None:
        if self.window.current_screen() == _OFFICE:
            self.window.set_back(shown)

    def _on_office_titled(self, what: str) -> None:
        if self.window.current_screen() == _OFFICE:
            self.window.set_title(self._titles[_OFFICE], what)

    def _on_command(self, key: str) -> None:
        kind, _, what = key.partition(":")
        if kind == "screen":
            self.show_screen(what)
        elif kind == "sync":
            self.context.link.wake()
        else:
            self.lock_requested.emit()

    def _on_back_requested(self) -> None:
        if self.office is not None and self.window.current_screen() == _OFFICE:
            self.office.show_list()
        else:
            self.ballots.show_list()

    def _on_narrowed(self, narrow: bool) -> None:
        self.ballots.set_narrow(narrow)
        if self.office is not None:
            self.office.set_narrow(narrow)


def _office_alone(name: str, organization: str) -> str:
    """The office of "Bộ trưởng Bộ Công Thương", where the organisation stands below it anyway."""
    return name.removesuffix(organization).strip() or name
