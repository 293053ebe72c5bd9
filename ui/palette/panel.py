"""The box, the commands and the ballots found. Nothing is asked of the hub: only this device's encrypted store."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.queries.client.search import FoundBallotRow
from models.types import BallotState
from ui import words
from ui.reader.finder import find, make_needle
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.badge import KeyCap
from ui.widgets.cards import Card, Divider, Glyph
from ui.widgets.paint import BadgeSpec
from ui.widgets.rows import ListRow, RowList
from ui.widgets.text import Label

_TYPING_MS = 120
_WIDTH, _HEIGHT = 760, 520


@dataclass(frozen=True, slots=True)
class Command:
    """Something the person can do from here. ``key`` comes back in ``command_chosen``."""

    key: str
    words: str
    icon: str


class Palette(Card):
    """``looked_for`` a moment after typing; ``ballot_chosen`` and ``command_chosen`` close the box first."""

    looked_for = Signal(str)
    ballot_chosen = Signal(str)
    command_chosen = Signal(str)
    close_requested = Signal()

    def __init__(self, theme: Theme, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(theme, edge=Colour.LINE_STRONG, parent=parent)
        self._commands = tuple(commands)
        self._found: tuple[FoundBallotRow, ...] = ()
        self.setAccessibleName(self.tr("Tìm hoặc ra lệnh"))
        self.line = QLineEdit()
        self.line.setFrame(False)
        self.line.setFont(theme.font(Style.TITLE_LIGHT))
        self.line.setPlaceholderText(self.tr("Số phiếu, tên phiếu, cơ quan, hoặc một lệnh"))
        self.line.setAccessibleName(self.tr("Tìm hoặc ra lệnh"))
        self.line.setProperty("noRing", True)
        self.line.setProperty("bare", True)
        self.line.installEventFilter(self)
        head = QHBoxLayout()
        head.setContentsMargins(20, Space.S, 20, Space.S)
        head.setSpacing(Space.S)
        head.addWidget(Glyph(theme, "search", 24, Colour.INK2))
        head.addWidget(self.line, 1)
        head.addWidget(KeyCap(theme, "Esc"))
        self._list = RowList(theme, self.tr("Kết quả"))
        self._list.setProperty("noRing", True)
        self._list.opened.connect(self._on_opened)
        self._list.clicked.connect(lambda _: self._open_current())
        foot = QHBoxLayout()
        foot.setContentsMargins(20, Space.XS, 20, Space.XS)
        foot.setSpacing(Space.XS)
        for key, meaning in (("↑ ↓", self.tr("chọn")), ("Enter", self.tr("mở"))):
            foot.addWidget(KeyCap(theme, key))
            foot.addWidget(Label(theme, meaning, Style.META, Colour.INK2, rigid=True))
        foot.addStretch(1)
        foot.addWidget(Glyph(theme, "lock", 16, Colour.INK2))
        foot.addWidget(
            Label(theme, self.tr("Chỉ tìm trong dữ liệu đã mã hóa trên máy"), Style.META, Colour.INK2, rigid=True)
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(Divider(theme))
        box.addWidget(self._list, 1)
        box.addWidget(Divider(theme))
        box.addLayout(foot)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(lambda: self.looked_for.emit(self.line.text()))
        self.line.textChanged.connect(self._on_typed)
        self._show()

    def show_found(self, typed: str, rows: Sequence[FoundBallotRow]) -> None:
        """Ballots found for ``typed``; an answer to an older text is dropped."""
        if typed == self.line.text():
            self._found = tuple(rows)
            self._show()

    def first_focus(self) -> QWidget:
        """The box."""
        return self.line

    def sizeHint(self) -> QSize:
        scale = min(self._theme.scale, 1.3)
        return QSize(round(_WIDTH * scale), round(_HEIGHT * scale))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter belong to the list while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                self._list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open_current()
                return True
        return super().eventFilter(watched, event)

    def _on_typed(self) -> None:
        self._show()
        self._typing.start()

    def _show(self) -> None:
        rows: list[tuple[Hashable, ListRow]] = []
        commands = self._matching_commands()
        if commands:
            rows.append(("head:commands", ListRow(self.tr("Lệnh"), section=True)))
            rows += [(f"command:{c.key}", ListRow(c.words, icon=c.icon)) for c in commands]
        if self.line.text().strip():
            if self._found:
                rows.append(("head:ballots", ListRow(self.tr("Phiếu lấy ý kiến"), section=True)))
            rows += [(f"ballot:{row.id}", self._ballot_row(row)) for row in self._found]
        self._list.set_rows(rows)
        first = next((key for key, row in rows if not row.section), None)
        if first is not None:
            self._list.set_current(first)

    def _matching_commands(self) -> list[Command]:
        needle = make_needle(self.line.text())
        if needle is None:
            return list(self._commands)
        return [command for command in self._commands if find(command.words, needle)]

    def _ballot_row(self, row: FoundBallotRow) -> ListRow:
        states = {
            BallotState.OPEN: BadgeSpec(self.tr("Đang lấy ý kiến"), Tone.AMBER, "clock"),
            BallotState.CLOSED: BadgeSpec(self.tr("Đã đóng"), Tone.NEUTRAL, "lock"),
            BallotState.TALLIED: BadgeSpec(self.tr("Đã có kết quả"), Tone.GREEN, "circle-check"),
        }
        badge = states.get(row.state, BadgeSpec(self.tr("Đã hủy"), Tone.NEUTRAL, "x"))
        return ListRow(row.title, f"{row.number} · {words.deadline(row.deadline)}", badge)

    def _open_current(self) -> None:
        key = self._list.current_key()
        if key is not None:
            self._on_opened(key)

    def _on_opened(self, key: object) -> None:
        kind, _, what = str(key).partition(":")
        if kind == "head":
            return
        self.close_requested.emit()
        (self.ballot_chosen if kind == "ballot" else self.command_chosen).emit(what)
