"""The main window: banner, rail, title bar and the stack of screens. Knows no data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui.frame.banner import Banner
from ui.frame.chip import ChipState
from ui.frame.rail import Rail
from ui.frame.shortcuts import Shortcut, ShortcutSheet
from ui.frame.titlebar import TitleBar
from ui.theme import Theme
from ui.widgets.focus import FocusRing
from ui.widgets.overlay import Overlay, Place

_NARROW_BELOW = 1200
_SCALE_NARROW = 1.4
_SCREEN_KEYS = "Alt+"


class MainWindow(QMainWindow):
    """The frame.

    `screen_requested(key)` comes from the rail; whoever owns the screens answers with `show_screen`. `narrowed(bool)`
    tells the screens to show one pane at a time. `search_requested`, `chip_clicked`, `back_requested` and
    `lock_requested` are intents. Full pages (unlock, enrolment, the reader) replace rail and title bar.
    """

    screen_requested = Signal(str)
    search_requested = Signal()
    chip_clicked = Signal()
    back_requested = Signal()
    lock_requested = Signal()
    narrowed = Signal(bool)
    closing = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._narrow = False
        self._shortcuts: list[Shortcut] = []
        self._keys: list[str] = []
        self._screen_keys: list[QShortcut] = []
        self.setWindowTitle("e-Cabinet")
        self.setMinimumSize(900, 600)
        self.resize(1280, 800)
        root = QWidget()
        column = QVBoxLayout(root)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._banner = Banner(theme)
        column.addWidget(self._banner)
        self._pages = QStackedWidget()
        self._pages.setProperty("noRing", True)
        column.addWidget(self._pages, 1)
        self._pages.addWidget(self._make_framed())
        self.setCentralWidget(root)
        self.overlay = Overlay(theme, root)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._ring = FocusRing(theme, self, app)
        root.setProperty("noRing", True)
        root.setFocus()  # nothing is marked until Tab or a screen moves the focus
        self._bind_keys()
        theme.changed.connect(self._reflow)

    # -- screens

    def add_screen(
        self, key: str, icon: str, label: str, short_label: str, widget: QWidget, *, at_foot: bool = False
    ) -> None:
        """Add a screen to the rail and the stack; the first one added is shown."""
        self._rail.add_item(key, icon, label, short_label, at_foot=at_foot)
        self._stack.addWidget(widget)
        self._keys.append(key)
        number = len(self._keys)
        if number <= 9:
            keys = f"{_SCREEN_KEYS}{number}"
            self._screen_keys.append(self.add_shortcut(keys, label, lambda: self.screen_requested.emit(key)))
        if number == 1:
            self.show_screen(key)

    def show_screen(self, key: str) -> None:
        """Bring a screen to the front (KeyError if there is none of this key)."""
        if key not in self._keys:
            raise KeyError(key)
        self._rail.set_current(key)
        self._stack.setCurrentIndex(self._keys.index(key))
        self._pages.setCurrentIndex(0)

    def clear_screens(self) -> None:
        """Forget every screen, its rail item and its keys (the lock)."""
        self.set_tools(None)
        self._rail.clear()
        self._rail.set_person("", "")
        while (screen := self._stack.widget(0)) is not None:
            self._stack.removeWidget(screen)
            screen.deleteLater()
        for shortcut in self._screen_keys:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._screen_keys.clear()
        self._shortcuts = [shortcut for shortcut in self._shortcuts if not shortcut.keys.startswith(_SCREEN_KEYS)]
        self._keys.clear()

    def set_sample(self, sample: bool) -> None:
        """Whether the banner says that all data are invented."""
        self._banner.setVisible(sample)

    def current_screen(self) -> str | None:
        number = self._stack.currentIndex()
        return self._keys[number] if 0 <= number < len(self._keys) else None

    def show_page(self, page: QWidget) -> None:
        """Show a full page (unlock, enrolment, reader) in the place of rail, title bar and screens."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self.overlay.close_panel()
        self._pages.setCurrentWidget(page)

    def leave_page(self) -> None:
        """Back to rail and screens; the page stays the caller's to keep or delete."""
        self._pages.setCurrentIndex(0)
        self._pages.setFocus()  # nothing is marked until Tab or a screen moves the focus

    def drop_page(self, page: QWidget) -> None:
        """Forget a full page and delete it."""
        self._pages.removeWidget(page)
        page.deleteLater()

    # -- what the frame shows

    def set_title(self, title: str, sub: str = "") -> None:
        self._title_bar.set_title(title, sub)
        self.setWindowTitle(f"{title} · e-Cabinet")

    def set_back(self, visible: bool) -> None:
        self._title_bar.set_back(visible)

    def set_tools(self, tools: QWidget | None) -> None:
        """A screen's own tools beside the title; the screen keeps owning them."""
        self._title_bar.set_tools(tools)

    def set_counts(self, counts: Mapping[str, tuple[int, bool]]) -> None:
        """(count, urgent) by screen; urgent ones have a deadline and are amber."""
        self._rail.set_counts(counts)

    def set_state(self, state: ChipState) -> None:
        self._title_bar.chip.set_state(state)

    def chip_words(self) -> str:
        """What the state chip says now."""
        return self._title_bar.chip.state().words

    def set_person(self, name: str, organisation: str) -> None:
        self._rail.set_person(name, organisation)

    def is_narrow(self) -> bool:
        """Whether screens show one pane at a time."""
        return self._narrow

    # -- overlays

    def open_dialog(self, dialog: QWidget) -> None:
        """Show a dialog over everything; it closes itself by its `close_requested`."""
        self.overlay.open(dialog)

    def open_search(self, panel: QWidget) -> None:
        self.overlay.open(panel, Place.TOP)

    def open_at_chip(self, panel: QWidget) -> None:
        """Hang a panel from the state chip; the chip is marked while it is open."""
        chip = self._title_bar.chip
        self.overlay.open(panel, Place.ANCHORED, chip)
        chip.set_open(True)
        self.overlay.closed.connect(lambda: chip.set_open(False), Qt.ConnectionType.SingleShotConnection)

    def add_shortcut(self, keys: str, words: str, act: Callable[[], object]) -> QShortcut:
        """Bind keys to an act (a callable without arguments) and list them in the F1 sheet."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(lambda: self._on_shortcut(act))
        self._shortcuts.append(Shortcut(keys, words))
        return shortcut

    # -- inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reflow()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def _make_framed(self) -> QWidget:
        framed = QWidget()
        row = QHBoxLayout(framed)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._rail = Rail(self._theme)
        self._rail.chosen.connect(self._on_rail_chosen)
        row.addWidget(self._rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._title_bar = TitleBar(self._theme)
        self._title_bar.search_clicked.connect(self.search_requested)
        self._title_bar.chip_clicked.connect(self.chip_clicked)
        self._title_bar.back_clicked.connect(self.back_requested)
        column.addWidget(self._title_bar)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)
        return framed

    def _bind_keys(self) -> None:
        self.add_shortcut("Ctrl+K", self.tr("Tìm hoặc ra lệnh"), self.search_requested.emit)
        self.add_shortcut("F1", self.tr("Phím tắt"), self._on_help_asked)
        self.add_shortcut("Ctrl+L", self.tr("Khóa màn hình"), self.lock_requested.emit)

    def _on_shortcut(self, act: Callable[[], object]) -> None:
        framed = self._pages.currentIndex() == 0
        if self.overlay.panel is None and framed:
            act()

    def _on_rail_chosen(self, key: str) -> None:
        current = self.current_screen()
        if current is not None and current != key:
            self._rail.set_current(current)  # the mark moves when the screen is shown
        self.screen_requested.emit(key)

    def _on_help_asked(self) -> None:
        self.overlay.open(ShortcutSheet(self._theme, tuple(self._shortcuts)))

    def _reflow(self) -> None:
        """Narrow below 1,200 px, at a large text scale, or when a word of the rail would not fit."""
        scale = self._theme.scale
        narrow = self.width() < _NARROW_BELOW or scale >= _SCALE_NARROW
        self._rail.set_narrow(narrow or self._rail.must_be_narrow())
        self._title_bar.set_compact(self.width() < 1100 * scale)
        one_pane = self.width() < 1024 * scale
        if one_pane != self._narrow:
            self._narrow = one_pane
            self.narrowed.emit(one_pane)
