"""Nhập mã qua điện thoại: the code that a member without network reads to the Office before the deadline.

Five groups of four; the fifth checks the other four, so the clerk can ask for one group again while the member is
still on the line (models.rules.commitment).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from models.errors import InvalidInputError
from models.rules.commitment import ALPHABET, misread_groups, parse_code
from ui.office.dialogs import ActDialog
from ui.office.fields import SelectField
from ui.theme import Colour, Space, Style, Theme
from ui.widgets.cards import Glyph
from ui.widgets.fields import Field
from ui.widgets.text import Label

_GROUPS = 5
_LETTERS = 4
_HEARD_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def clean(text: str) -> str:
    """What of a typed text can stand in a code: capitals, with O, I and L as the digits they are read for."""
    return "".join(letter for letter in text.upper().translate(_HEARD_AS) if letter in ALPHABET)


class _GroupLine(QLineEdit):
    """Four characters. ``overflowed`` carries what was pasted or typed beyond; ``emptied``: backspace at its start."""

    overflowed = Signal(str)
    emptied = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhUppercaseOnly
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhLatinOnly
        )
        self.textEdited.connect(self._on_edited)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.insert(QGuiApplication.clipboard().text())
            self.textEdited.emit(self.text())
            return
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
            return
        super().keyPressEvent(event)

    def _on_edited(self, typed: str) -> None:
        kept = clean(typed)
        place = self.cursorPosition()
        shown = kept[:_LETTERS]
        if shown != typed:
            self.setText(shown)
            self.setCursorPosition(min(place, len(shown)))
        if len(kept) >= _LETTERS and place >= _LETTERS:
            self.overflowed.emit(kept[_LETTERS:])


class CodeDialog(ActDialog):
    """``confirmed`` when a member is chosen and the code is well formed; then ask :meth:`member` and :meth:`code`."""

    def __init__(
        self,
        theme: Theme,
        members: Sequence[tuple[str, str]],
        *,
        member: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``members`` are (person, office) of those without an answer; ``member`` is chosen at the beginning."""
        warning = self.tr(
            "Mã được ghi vào sổ với giờ máy chủ nhận, phải trước hạn. Phiếu đến sau được đối chiếu với mã."
        )
        super().__init__(
            theme, "phone", self.tr("Nhập mã qua điện thoại"), self.tr("Ghi nhận mã"), warning=warning, parent=parent
        )
        intro = self.tr(
            "Thành viên đọc mã hiện trên máy sau khi ký. Mã có năm nhóm bốn ký tự; chỉ dùng khi máy không gửi được phiếu."
        )
        self.body.addWidget(Label(theme, intro, Style.COMPACT, Colour.INK2, wrap=True))
        self._member = SelectField(theme, self.tr("Thành viên đọc mã"), self.tr("Chọn thành viên"))
        self._member.set_options(members)
        self._member.set_key(member)
        self._member.edited.connect(lambda _: self._judge())
        self.body.addWidget(self._member)
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        self._groups: list[Field] = []
        self._lines: list[_GroupLine] = []
        for number in range(_GROUPS):
            line = _GroupLine()
            label = self.tr("Nhóm {}").format(number + 1) if number < _GROUPS - 1 else self.tr("Nhóm kiểm tra")
            field = Field(theme, label, line=line, height=48)
            line.overflowed.connect(lambda rest, at=number: self._on_overflowed(at, rest))
            line.emptied.connect(lambda at=number: self._on_emptied(at))
            field.edited.connect(lambda _: self._judge())
            field.submitted.connect(self._on_act_clicked)
            self._groups.append(field)
            self._lines.append(line)
            row.addWidget(field, 1)
        self.body.addLayout(row)
        told = QHBoxLayout()
        told.setSpacing(Space.XS)
        self._mark = Glyph(theme, "circle-help", 20, Colour.INK3)
        self._told = Label(theme, "", Style.COMPACT, Colour.INK2, wrap=True)
        told.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self._told, 1)
        self.body.addLayout(told)
        self.finish()
        self._judge()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def first_focus(self) -> QWidget | None:
        return self._lines[0] if self._member.key() else self._member

    def member(self) -> str:
        """The chosen member."""
        return self._member.key()

    def code(self) -> str:
        """The code in its written form. Raises InvalidInputError while it is not well formed."""
        return parse_code(self._typed())

    def is_ready(self) -> bool:
        try:
            self.code()
        except InvalidInputError:
            return False
        return bool(self.member())

    def _typed(self) -> str:
        return " ".join(line.text() for line in self._lines)

    def _judge(self) -> None:
        """Say which group to read again as soon as all are there."""
        try:
            wrong = misread_groups(self._typed())
            complete = True
        except InvalidInputError:
            wrong, complete = (), False
        for number, field in enumerate(self._groups, 1):
            field.set_error(self.tr("Đọc lại") if number in wrong else "")
        if wrong:
            groups = ", ".join(str(number) for number in wrong)
            self._say(
                "circle-x",
                Colour.RED,
                self.tr("Nhóm {} không khớp nhóm kiểm tra. Đề nghị đọc lại nhóm đó và nhóm kiểm tra.").format(groups),
            )
        elif complete and self.member():
            self._say("circle-check", Colour.GREEN, self.tr("Mã đúng, có thể ghi nhận."))
        elif complete:
            self._say("circle-help", Colour.INK3, self.tr("Mã đúng. Còn phải chọn thành viên đọc mã."))
        else:
            self._say(
                "circle-help", Colour.INK3, self.tr("Không có chữ I, L, O, U: nghe “o” là số 0, nghe “i” là số 1.")
            )
        self.refresh()

    def _say(self, icon: str, colour: Colour, words: str) -> None:
        self._mark.set_glyph(icon, colour)
        self._told.set_words(words)
        self._told.set_colour(Colour.RED if colour is Colour.RED else Colour.INK2)

    def _on_overflowed(self, at: int, rest: str) -> None:
        """A full group: go to the next one, and spread what was pasted over those that follow."""
        place = at + 1
        while place < _GROUPS and rest:
            self._lines[place].setText(rest[:_LETTERS])
            rest = rest[_LETTERS:]
            place += 1
        last = min(place, _GROUPS - 1)
        if at < _GROUPS - 1:
            self._lines[last].setFocus()
            self._lines[last].end(False)
        self._judge()

    def _on_emptied(self, at: int) -> None:
        if at:
            self._lines[at - 1].setFocus()
            self._lines[at - 1].end(False)

    def _on_theme_changed(self) -> None:
        for line in self._lines:
            line.setFont(self._theme.font(Style.CODE))
