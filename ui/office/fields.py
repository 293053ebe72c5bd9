"""Fields of the Office's forms: a choice from a list, and text of several lines; errors are said beside them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Colour, Radius, Space, Style, Theme
from ui.widgets.paint import LEFT, box, follow, icon_mid, painter_for, text
from ui.widgets.text import Label


class _Select(QComboBox):
    """A closed list to choose from; typing letters finds an entry. The wheel scrolls the page, not the choice."""

    def __init__(self, theme: Theme, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self._hint = hint
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        return QSize(240, self._theme.grown(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._theme.grown(44))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        rect = QRectF(self.rect())
        on = self.isEnabled()
        ground, edge = (Colour.SURFACE, Colour.CONTROL) if on else (Colour.HOVER, Colour.LINE)
        box(painter, rect, Radius.CONTROL, theme.color(ground), theme.color(edge))
        side = theme.icon_size(20)
        room = rect.adjusted(12, 0, -12 - side - 8, 0)
        chosen = self.currentIndex() >= 0
        ink = Colour.INK if chosen and on else Colour.INK3
        text(painter, theme, room, self.currentText() if chosen else self._hint, Style.BODY, ink, LEFT)
        middle = rect.center()
        middle.setX(rect.right() - 12 - side / 2)
        icon_mid(painter, theme, "chevron-down", middle, 20, Colour.INK2)
        painter.end()


class _Labelled(QWidget):
    """A label above, a control, and help or an error below."""

    def __init__(self, theme: Theme, label: str, control: QWidget, help_words: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._help_words = help_words
        self._control = control
        control.setAccessibleName(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XXS)
        head = Label(theme, label, Style.COMPACT_BOLD)
        head.setBuddy(control)
        column.addWidget(head)
        column.addWidget(control)
        self._help = Label(theme, help_words, Style.META, Colour.INK3, wrap=True)
        column.addWidget(self._help)
        self._help.setVisible(bool(help_words))  # not before it has a parent: it would open as a window of its own
        self.setFocusProxy(control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_error(self, words: str) -> None:
        """Say below the field what is wrong; an empty text brings the help back."""
        self._help.set_words(words or self._help_words)
        self._help.set_colour(Colour.RED if words else Colour.INK3)
        self._help.setVisible(bool(words or self._help_words))
        self._control.setAccessibleDescription(words)


class SelectField(_Labelled):
    """A choice from a list by key. ``edited`` carries the key that the person chose."""

    edited = Signal(str)

    def __init__(self, theme: Theme, label: str, hint: str, help_words: str = "") -> None:
        self._select = _Select(theme, hint)
        super().__init__(theme, label, self._select, help_words)
        self._keys: list[str] = []
        self._select.setCurrentIndex(-1)
        self._select.activated.connect(self._on_activated)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """(key, words) of every entry; the present choice stays if it is still there. Emits nothing."""
        was = self.key()
        self._keys = [key for key, _ in options]
        self._select.clear()
        self._select.addItems([words for _, words in options])
        self.set_key(was)

    def key(self) -> str:
        """The chosen key, empty when none is."""
        place = self._select.currentIndex()
        return self._keys[place] if 0 <= place < len(self._keys) else ""

    def words(self) -> str:
        """The chosen entry as it is shown."""
        return self._select.currentText()

    def set_key(self, key: str) -> None:
        """Choose without emitting; an unknown key chooses none."""
        self._select.setCurrentIndex(self._keys.index(key) if key in self._keys else -1)

    def _on_activated(self, place: int) -> None:
        self.edited.emit(self._keys[place])


class TextField(_Labelled):
    """Text of some lines with a limit. ``edited`` after a change by the person."""

    edited = Signal()

    def __init__(self, theme: Theme, label: str, *, lines: int = 2, hint: str = "", help_words: str = "") -> None:
        self._area = QPlainTextEdit()
        self._area.setTabChangesFocus(True)
        self._area.setPlaceholderText(hint)
        self._lines = lines
        self._quiet = False
        super().__init__(theme, label, self._area, help_words)
        self._area.textChanged.connect(self._on_changed)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def text(self) -> str:
        return self._area.toPlainText()

    def set_text(self, words: str) -> None:
        """Show a text without emitting; the same text leaves the cursor alone."""
        if words == self._area.toPlainText():
            return
        self._quiet = True
        self._area.setPlainText(words)
        self._quiet = False

    def _on_changed(self) -> None:
        if not self._quiet:
            self.edited.emit()

    def _on_theme_changed(self) -> None:
        self._area.setFont(self._theme.font(Style.BODY))
        frame = 2 * (6 + 1) + round(2 * self._area.document().documentMargin())
        self._area.setFixedHeight(self._lines * self._theme.line(Style.BODY) + frame)
