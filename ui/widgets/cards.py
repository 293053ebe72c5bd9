"""Cards, group heads, notices, key-value boxes, empty states: the grounds that content stands on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Colour, Radius, Space, Style, Theme, Tone
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.paint import box, follow, icon_mid, painter_for
from ui.widgets.text import Label


class Glyph(QLabel):
    """One icon as a widget. Decorative: its meaning is always in words beside it."""

    def __init__(
        self, theme: Theme, name: str, base: int = 20, colour: Colour = Colour.INK2, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._base = base
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def set_glyph(self, name: str, colour: Colour | None = None) -> None:
        self._name = name
        self._colour = colour or self._colour
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.icon_size(self._base)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        icon_mid(painter, self._theme, self._name, QRectF(self.rect()).center(), self._base, self._colour)
        painter.end()


class Card(QFrame):
    """Surface with a 1 px line and a radius of 8; `bar` draws the 4 px bar of the most urgent card."""

    def __init__(
        self,
        theme: Theme,
        *,
        ground: Colour = Colour.SURFACE,
        edge: Colour = Colour.LINE,
        bar: Colour | None = None,
        radius: int = Radius.CARD,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = ground
        self._edge = edge
        self._bar = bar
        self._radius = radius
        theme.changed.connect(self.update)

    def column(self, inset: int = Space.M, spacing: int = Space.XS) -> QVBoxLayout:
        """A vertical layout inside the card."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(inset, inset, inset, inset)
        layout.setSpacing(spacing)
        return layout

    def set_tone(self, tone: Tone) -> None:
        self._ground, self._edge = tone.ground, tone.edge
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        rect = QRectF(self.rect())
        box(painter, rect, self._radius, theme.color(self._ground))
        if self._bar is not None:
            clip = QPainterPath()
            clip.addRoundedRect(rect, self._radius, self._radius)
            painter.save()
            painter.setClipPath(clip)
            painter.fillRect(QRectF(0, 0, 5, rect.height()), theme.color(self._bar))
            painter.restore()
        box(painter, rect, self._radius, None, theme.color(self._edge))
        if self._bar is not None:
            painter.setClipPath(clip)
            painter.fillRect(QRectF(0, 0, 4, rect.height()), theme.color(self._bar))
        painter.end()


class Divider(QWidget):
    """A 1 px line, across or down."""

    def __init__(self, theme: Theme, *, colour: Colour = Colour.LINE, upright: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._colour = colour
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(fixed if upright else free, free if upright else fixed)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        painter.fillRect(self.rect(), self._theme.color(self._colour))
        painter.end()


class SectionHead(QWidget):
    """A group's name in capitals, a note after it, and room for a quiet act at the right."""

    def __init__(self, theme: Theme, words: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        self._words = Label(theme, words, Style.SECTION, Colour.INK2)
        self._note = Label(theme, note, Style.META, Colour.INK3)
        row.addWidget(self._words)
        row.addWidget(self._note)
        self._note.setVisible(bool(note))  # not before it has a parent: it would open as a window of its own
        row.addStretch(1)
        self._row = row
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str) -> None:
        self._words.set_words(words)

    def set_note(self, note: str) -> None:
        self._note.set_words(note)
        self._note.setVisible(bool(note))

    def add_aside(self, widget: QWidget) -> None:
        """Put a badge or a quiet button at the right end."""
        self._row.addWidget(widget)


class Notice(Card):
    """What happened and what is safe (bold), then what to do, then the acts. `activated` carries the act's key."""

    activated = Signal(str)

    def __init__(
        self,
        theme: Theme,
        tone: Tone,
        icon: str,
        title: str,
        words: str = "",
        acts: Sequence[tuple[str, str]] = (),
        *,
        in_panel: bool = False,
        coloured_title: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`acts` are (key, words); the first is outlined, the others quiet."""
        super().__init__(
            theme,
            ground=tone.ground,
            edge=tone.edge,
            radius=Radius.CONTROL if in_panel else Radius.CARD,
            parent=parent,
        )
        row = QHBoxLayout(self)
        inset = Space.S if in_panel else Space.M
        row.setContentsMargins(inset, Space.S, inset, Space.S)
        row.setSpacing(Space.S)
        self._glyph = Glyph(theme, icon, 20, tone.text)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        head = Style.COMPACT_BOLD if in_panel else Style.BODY_BOLD
        self._title = Label(theme, title, head, tone.text if coloured_title else Colour.INK, wrap=True)
        self._words = Label(theme, words, Style.META if not in_panel else Style.COMPACT, Colour.INK2, wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._words)
        if not words:
            self._words.hide()
        if acts:
            column.addSpacing(Space.XS)
            column.addLayout(self._act_row(theme, acts))
        row.addLayout(column, 1)
        self.setAccessibleName(f"{title} {words}".strip())

    def set_words(self, title: str, words: str = "") -> None:
        self._title.set_words(title)
        self._words.set_words(words)
        self._words.setVisible(bool(words))
        self.setAccessibleName(f"{title} {words}".strip())

    def set_look(self, tone: Tone, icon: str) -> None:
        """Another tone and icon, when the same place tells something else."""
        self.set_tone(tone)
        self._glyph.set_glyph(icon, tone.text)

    def _act_row(self, theme: Theme, acts: Sequence[tuple[str, str]]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        for number, (key, words) in enumerate(acts):
            kind = ButtonKind.SECONDARY if number == 0 else ButtonKind.QUIET
            button = Button(theme, words, kind, height=36, style=Style.COMPACT)
            button.clicked.connect(lambda _=False, k=key: self.activated.emit(k))
            row.addWidget(button)
        row.addStretch(1)
        return row


class KeyValueBox(Card):
    """Facts in two columns in a sunken box; the key column is 152 wide."""

    def __init__(
        self, theme: Theme, facts: Sequence[tuple[str, str, bool]] = (), parent: QWidget | None = None
    ) -> None:
        """`facts` are (key, value, bold)."""
        super().__init__(theme, ground=Colour.SUNKEN, edge=Colour.LINE_STRONG, radius=Radius.CONTROL, parent=parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnMinimumWidth(0, 152)
        self._grid.setColumnStretch(1, 1)
        self._rows = 0
        for key, value, bold in facts:
            self.add(key, value, bold=bold)

    def add(self, key: str, value: str, *, bold: bool = False) -> None:
        style = Style.COMPACT_BOLD if bold else Style.COMPACT
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(Label(self._theme, key, Style.COMPACT, Colour.INK3), self._rows, 0, top)
        self._grid.addWidget(Label(self._theme, value, style, Colour.INK, wrap=True), self._rows, 1)
        self._rows += 1

    def add_wide(self, widget: QWidget) -> None:
        """A row over both columns, such as the folded list of papers and hashes."""
        # A button keeps its own width at the left; anything else takes the whole row.
        place = Qt.AlignmentFlag.AlignLeft if isinstance(widget, QPushButton) else Qt.AlignmentFlag(0)
        self._grid.addWidget(widget, self._rows, 0, 1, 2, place)
        self._rows += 1


class EmptyState(QWidget):
    """Nothing to show, said kindly: an icon, a line, why, and what one can do. Emits `activated` for the act."""

    activated = Signal()

    def __init__(
        self, theme: Theme, icon: str, title: str, words: str = "", act: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.XL, Space.L, Space.XL)
        column.setSpacing(Space.XS)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(2)
        column.addWidget(Medallion(theme, icon, 56), 0, middle)
        column.addSpacing(Space.XXS)
        self._title = Label(theme, title, Style.LEAD, Colour.INK, wrap=True, align=middle)
        self._words = Label(theme, words, Style.COMPACT, Colour.INK2, wrap=True, align=middle)
        column.addWidget(self._title)
        column.addWidget(self._words)
        if not words:
            self._words.hide()
        if act:
            column.addSpacing(Space.XS)
            button = Button(theme, act)
            button.clicked.connect(self.activated)
            column.addWidget(button, 0, middle)
        column.addStretch(3)

    def set_words(self, title: str, words: str = "") -> None:
        self._title.set_words(title)
        self._words.set_words(words)
        self._words.setVisible(bool(words))


class Medallion(QWidget):
    """An icon in a filled circle: a person, an empty list."""

    def __init__(self, theme: Theme, icon: str, side: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        side = self._theme.icon_size(self._side)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        rect = QRectF(self.rect())
        box(painter, rect, rect.height() / 2, self._theme.color(Colour.SELECTED))
        base = 20 if self._side <= 40 else 28
        icon_mid(painter, self._theme, self._icon, QPointF(rect.center()), base, Colour.INK)
        painter.end()
