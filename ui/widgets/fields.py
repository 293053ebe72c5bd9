"""Fields: a framed line with an icon, a PIN line with dots, the keypad, a check box, choice cards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Colour, Radius, Space, Style, Theme
from ui.widgets.buttons import Button, ButtonKind, IconButton
from ui.widgets.cards import Glyph
from ui.widgets.paint import CENTER, LEFT, box, draw_check, follow, icon_mid, measure, painter_for, text
from ui.widgets.text import Label


class _Frame(QFrame):
    """The box of a field: surface, control edge, an icon at the left, something at the right."""

    def __init__(self, theme: Theme, icon: str, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._height = height
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(Space.S, 0, Space.XXS, 0)
        self.row.setSpacing(Space.XS)
        if icon:
            self.row.addWidget(Glyph(theme, icon, 20 if height < 56 else 24, Colour.INK2))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._theme.grown(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        on = self.isEnabled()
        ground, edge = (Colour.SURFACE, Colour.CONTROL) if on else (Colour.HOVER, Colour.LINE)
        box(painter, QRectF(self.rect()), Radius.CONTROL, self._theme.color(ground), self._theme.color(edge))
        painter.end()


class Field(QWidget):
    """A label above, one line to write in, help or an error below.

    `edited` carries each new text, `submitted` comes with Enter.
    """

    edited = Signal(str)
    submitted = Signal()

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        icon: str = "",
        help_words: str = "",
        height: int = 44,
        line: QLineEdit | None = None,
        label_style: Style = Style.COMPACT_BOLD,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._help_words = help_words
        self.line = line if line is not None else QLineEdit()
        self.line.setProperty("bare", True)
        self.line.setProperty("ringOnParent", True)
        self.line.setAccessibleName(label)
        self.line.setMinimumWidth(40)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XXS)
        self._label = Label(theme, label, label_style)
        self._label.setBuddy(self.line)
        column.addWidget(self._label)
        self.frame = _Frame(theme, icon, height)
        self.frame.setFocusProxy(self.line)
        self.frame.row.addWidget(self.line, 1)
        column.addWidget(self.frame)
        self._help = Label(theme, help_words, Style.META, Colour.INK3, wrap=True)
        column.addWidget(self._help)
        self._help.setVisible(bool(help_words))  # not before it has a parent: it would open as a window of its own
        column.addStretch(1)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self.edited)
        self.line.returnPressed.connect(self.submitted)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def text(self) -> str:
        return self.line.text()

    def set_label(self, words: str) -> None:
        self._label.set_words(words)
        self.line.setAccessibleName(words)

    def set_text(self, words: str) -> None:
        self.line.setText(words)

    def set_error(self, words: str) -> None:
        """Say below the field what is wrong; an empty text brings the help back."""
        self._help.set_words(words or self._help_words)
        self._help.set_colour(Colour.RED if words else Colour.INK3)
        self._help.setVisible(bool(words or self._help_words))
        self.line.setAccessibleDescription(words)

    def _on_theme_changed(self) -> None:
        self.line.setFont(self._theme.font(Style.BODY))


class _PinLine(QLineEdit):
    """Draws its own dots, so that they look the same with every font; never shows or copies what is hidden."""

    _PITCH = 20
    _DOT = 5.0

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(64)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.scale = 1.0
        self.selectionChanged.connect(self.deselect)
        self.cursorPositionChanged.connect(self._on_cursor_moved)

    def _on_cursor_moved(self, old: int, new: int) -> None:
        """With dots a caret within the text says nothing: it stays at the end."""
        if self.echoMode() is QLineEdit.EchoMode.Password and new < len(self.text()):
            self.end(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.end(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.echoMode() is not QLineEdit.EchoMode.Password or not self.text():
            super().paintEvent(event)
            return
        theme = self._theme
        painter = painter_for(self)
        pitch = self._PITCH * theme.scale * self.scale
        dot = self._DOT * theme.scale * self.scale
        count = len(self.text())
        fits = max(1, int((self.width() - pitch) / pitch))
        shown = min(count, fits)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(Colour.INK if self.isEnabled() else Colour.INK3))
        middle = self.height() / 2
        for number in range(shown):
            painter.drawEllipse(QPointF(dot + 3 + number * pitch, middle), dot, dot)
        if self.hasFocus():
            caret = dot + 3 + shown * pitch - pitch / 4
            tall = theme.line(Style.BODY) * 0.9 * self.scale
            painter.fillRect(QRectF(round(caret), middle - tall / 2, 2, tall), theme.color(Colour.INK))
        painter.end()


class PinField(Field):
    """One field for a PIN: dots that do not tell the length asked for, and an eye that shows it while one looks."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        icon: str = "lock",
        help_words: str = "",
        height: int = 44,
        digits_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        pin = _PinLine(theme)
        pin.scale = 1.3 if height >= 56 else 1.0
        style = Style.BODY_BOLD if height >= 56 else Style.COMPACT_BOLD
        super().__init__(
            theme, label, icon=icon, help_words=help_words, height=height, line=pin, label_style=style, parent=parent
        )
        self.set_digits_only(digits_only)
        pin.textEdited.connect(self._on_text_edited)
        self._eye = IconButton(theme, "eye", self.tr("Hiện mã PIN"), side=36)
        self._eye.clicked.connect(self._on_eye_clicked)
        self.frame.row.addWidget(self._eye)

    def set_digits_only(self, digits_only: bool) -> None:
        """A PIN of digits, or a passphrase."""
        self._digits_only = digits_only
        hints = self.line.inputMethodHints() & ~Qt.InputMethodHint.ImhDigitsOnly
        self.line.setInputMethodHints(hints | Qt.InputMethodHint.ImhDigitsOnly if digits_only else hints)

    def take(self) -> str:
        """The PIN as written; the field is empty afterwards and hides again."""
        pin = self.line.text()
        self.clear()
        return pin

    def clear(self) -> None:
        self.line.clear()
        self._show(False)

    def is_empty(self) -> bool:
        return not self.line.text()

    def type_digit(self, digit: str) -> None:
        """One key of the keypad; nothing while the field is disabled."""
        if self.line.isEnabled():
            self.line.insert(digit)
            self.edited.emit(self.line.text())

    def erase_digit(self) -> None:
        self.line.end(False)
        self.line.backspace()
        self.edited.emit(self.line.text())

    def _on_text_edited(self, words: str) -> None:
        kept = "".join(letter for letter in words if letter in "0123456789")
        if self._digits_only and kept != words:
            self.line.setText(kept)

    def _on_eye_clicked(self) -> None:
        self._show(self.line.echoMode() is QLineEdit.EchoMode.Password)
        self.line.setFocus()

    def _show(self, visible: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if visible else QLineEdit.EchoMode.Password)
        self._eye.set_icon("eye-off" if visible else "eye")
        self._eye.set_name(self.tr("Ẩn mã PIN") if visible else self.tr("Hiện mã PIN"))


class _Key(Button):
    """One key of the keypad; the focus stays in the field."""

    def __init__(self, theme: Theme, words: str, icon: str, name: str) -> None:
        super().__init__(
            theme, "" if icon else words, ButtonKind.SECONDARY, icon="", height=56, style=Style.TITLE_LIGHT
        )
        self._key_icon = icon
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.icon_size(74), self._theme.grown(56, Style.TITLE))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        rect = QRectF(self.rect())
        ground = Colour.SELECTED if self.isDown() else Colour.HOVER if self.underMouse() else Colour.SURFACE
        if not self.isEnabled():
            ground = Colour.HOVER
        ink = Colour.INK if self.isEnabled() else Colour.INK3
        box(painter, rect, Radius.CONTROL, theme.color(ground), theme.color(Colour.LINE_STRONG))
        if self._key_icon:
            icon_mid(painter, theme, self._key_icon, rect.center(), 24, ink)
        else:
            text(painter, theme, rect, self.text(), Style.TITLE_LIGHT, ink, CENTER)
        painter.end()


class NumPad(QWidget):
    """Digits for touch: `digit_pressed`, `erased` (one), `cleared` (all). Not in the tab order: keyboards have keys."""

    digit_pressed = Signal(str)
    erased = Signal()
    cleared = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(Space.XS)
        for number in range(1, 10):
            self._add_digit(theme, grid, str(number), (number - 1) // 3, (number - 1) % 3)
        self._add_digit(theme, grid, "0", 3, 1)
        clear = _Key(theme, "", "x", self.tr("Xóa hết"))
        clear.clicked.connect(self.cleared)
        grid.addWidget(clear, 3, 0)
        erase = _Key(theme, "", "delete", self.tr("Xóa một số"))
        erase.clicked.connect(self.erased)
        grid.addWidget(erase, 3, 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _add_digit(self, theme: Theme, grid: QGridLayout, digit: str, row: int, column: int) -> None:
        key = _Key(theme, digit, "", digit)
        key.clicked.connect(lambda _=False: self.digit_pressed.emit(digit))
        grid.addWidget(key, row, column)


class CheckBox(QCheckBox):
    """A box of 20 with a tick, and its words; the whole row is the target."""

    def __init__(self, theme: Theme, words: str, style: Style = Style.BODY, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._theme = theme
        self._style = style
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        side = self._theme.icon_size(20)
        words = measure(self._theme, self.text(), self._style)
        return QSize(round(side + (12 + words if self.text() else 0)) + 1, self._theme.grown(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.icon_size(20) + 60, self._theme.grown(44))

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        side = theme.icon_size(20)
        rect = QRectF(0, (self.height() - side) / 2, side, side)
        draw_check(painter, theme, rect, on=self.isChecked())
        words = QRectF(side + 12, 0, self.width() - side - 12, self.height())
        text(painter, theme, words, self.text(), self._style, Colour.INK if self.isEnabled() else Colour.INK3)
        painter.end()


class ChoiceCards(QWidget):
    """Radio cards of equal width in a row; `chosen` carries the key. No choice is coloured before it is signed."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`choices` are (key, words)."""
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        self._group = QButtonGroup(self)
        self._cards: dict[str, _ChoiceCard] = {}
        for key, words in choices:
            card = _ChoiceCard(theme, words)
            card.clicked.connect(lambda _=False, k=key: self.chosen.emit(k))
            self._group.addButton(card)
            self._cards[key] = card
            row.addWidget(card, 1)

    def choice(self) -> str | None:
        return next((key for key, card in self._cards.items() if card.isChecked()), None)

    def set_choice(self, key: str | None) -> None:
        """Show this choice, or none, without emitting."""
        self._group.setExclusive(False)
        for name, card in self._cards.items():
            card.setChecked(name == key)
        self._group.setExclusive(True)


class _ChoiceCard(QRadioButton):
    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(words)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        words = measure(self._theme, self.text(), Style.BODY_BOLD)
        return QSize(round(16 + self._theme.icon_size(20) + 12 + words + 16), self._theme.grown(48))

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self._theme.grown(48))

    def hitButton(self, pos: object) -> bool:
        return True

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.HoverEnter, QEvent.Type.HoverLeave}:
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        rect = QRectF(self.rect())
        on = self.isChecked()
        ground = Colour.SUNKEN if on else Colour.HOVER if self.underMouse() and self.isEnabled() else Colour.SURFACE
        edge = Colour.INK if on else Colour.CONTROL
        ink = Colour.INK if self.isEnabled() else Colour.INK3
        box(painter, rect, Radius.CONTROL, theme.color(ground), theme.color(edge), width=2 if on else 1)
        side = theme.icon_size(20)
        dial = QRectF(16, (rect.height() - side) / 2, side, side)
        box(painter, dial, side / 2, theme.color(Colour.SURFACE), theme.color(edge), width=2 if on else 1)
        if on:
            inner = side / 4
            box(painter, dial.adjusted(inner, inner, -inner, -inner), side, theme.color(Colour.INK))
        words = QRectF(dial.right() + 12, 0, rect.right() - dial.right() - 20, rect.height())
        text(painter, theme, words, self.text(), Style.BODY_BOLD if on else Style.BODY, ink, LEFT)
        painter.end()
