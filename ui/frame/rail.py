"""The rail at the left: the screens by icon, word and count; wide, or narrow with the word below the icon."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Colour, Radius, Space, Style, Theme
from ui.widgets.cards import Divider, Medallion
from ui.widgets.overlay import Scroller
from ui.widgets.paint import CENTER, LEFT, box, draw_count, follow, icon, icon_mid, measure, painter_for, text

WIDE = 224
NARROW = 72


class RailItem(QPushButton):
    """One screen. An urgent count (it has a deadline) is amber."""

    def __init__(self, theme: Theme, glyph: str, label: str, short: str, parent: QWidget | None = None) -> None:
        super().__init__(label, parent)
        self._theme = theme
        self._glyph = glyph
        self._short = short
        self._narrow = False
        self._count = 0
        self._urgent = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)
        follow(self, theme)

    def set_count(self, count: int, urgent: bool) -> None:
        self._count = count
        self._urgent = urgent
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.setToolTip(self.text() if narrow else "")
        self.updateGeometry()
        self.update()

    def wide_enough(self, width: int) -> bool:
        """Whether icon, word and count fit beside one another."""
        words = measure(self._theme, self.text(), Style.BODY_BOLD)
        count = 8 + 24 * self._theme.scale if self._count else 0
        return 8 + 12 + self._theme.icon_size(20) + 12 + words + count + 8 + 8 <= width

    def sizeHint(self) -> QSize:
        if not self._narrow:
            return QSize(WIDE, self._theme.grown(44))
        height = 8 + self._theme.icon_size(20) + 1 + self._theme.line(Style.META) + 5
        return QSize(NARROW, height if self._short else self._theme.grown(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        theme = self._theme
        rect = QRectF(self.rect()).adjusted(Space.XS, 0, -Space.XS, 0)
        on = self.isChecked()
        if on or self.isDown():
            box(painter, rect, Radius.CONTROL, theme.color(Colour.SELECTED))
        elif self.underMouse():
            box(painter, rect, Radius.CONTROL, theme.color(Colour.HOVER))
        if on:
            tall = theme.grown(24)
            bar = QRectF(rect.left(), (rect.height() - tall) / 2, 3, tall)
            box(painter, bar, 1.5, theme.color(Colour.INK))
        ink = Colour.INK if on else Colour.INK2
        ground = Colour.AMBER_TINT if self._urgent else Colour.SURFACE if on else Colour.SELECTED
        count_ink = Colour.AMBER if self._urgent else Colour.INK
        side = theme.icon_size(20)
        if self._narrow:
            top = 8.0 if self._short else (rect.height() - side) / 2
            icon_mid(painter, theme, self._glyph, QPointF(rect.center().x(), top + side / 2), 20, ink)
            words = QRectF(0, top + side + 1, self.width(), theme.line(Style.META))
            text(painter, theme, words, self._short, Style.META_BOLD if on else Style.META, ink, CENTER)
            if self._count:
                right = rect.center().x() + side / 2 + 24 * theme.scale
                draw_count(painter, theme, right, top + side / 2 - 2, self._count, ground=ground, colour=count_ink)
        else:
            icon(painter, theme, self._glyph, QPointF(rect.left() + 12, (rect.height() - side) / 2), 20, ink)
            left = rect.left() + 12 + side + 12
            right = rect.right() - 8
            if self._count:
                right -= 4 + draw_count(
                    painter, theme, right, rect.height() / 2, self._count, ground=ground, colour=count_ink
                )
            style = Style.BODY_BOLD if on else Style.BODY
            text(painter, theme, QRectF(left, 0, right - left, rect.height()), self.text(), style, ink, LEFT)
        painter.end()


class Rail(QWidget):
    """Brand, screens, settings and the person. `chosen` carries the key of a screen."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._narrow = False
        self._items: dict[str, RailItem] = {}
        self._group = QButtonGroup(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        self._brand = _Brand(theme)
        column.addWidget(self._brand)
        holder = QWidget()
        self._list = QVBoxLayout(holder)
        self._list.setContentsMargins(0, 0, 0, Space.XS)
        self._list.setSpacing(Space.XXS)
        self._list.addStretch(1)
        scroller = Scroller(holder)
        scroller.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(scroller, 1)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(0, 0, 0, Space.S)
        self._foot.setSpacing(Space.XXS)
        column.addLayout(self._foot)
        self._person = _Person(theme)
        column.addWidget(self._person)
        self._person.hide()
        theme.changed.connect(self._on_theme_changed)

    def add_item(self, key: str, glyph: str, label: str, short: str, *, at_foot: bool = False) -> None:
        """Add a screen at the end of the list, or in the foot (settings)."""
        item = RailItem(self._theme, glyph, label, short)
        item.clicked.connect(lambda _=False: self.chosen.emit(key))
        item.set_narrow(self._narrow)
        self._group.addButton(item)
        self._items[key] = item
        if at_foot:
            self._foot.addWidget(item)
        else:
            self._list.insertWidget(self._list.count() - 1, item)

    def clear(self) -> None:
        """Take every item away."""
        for item in self._items.values():
            self._group.removeButton(item)
            item.hide()
            item.deleteLater()
        self._items.clear()

    def set_current(self, key: str) -> None:
        if key in self._items:
            self._items[key].setChecked(True)

    def set_counts(self, counts: Mapping[str, tuple[int, bool]]) -> None:
        """Counts and whether they are urgent, by key; keys not named keep theirs."""
        for key, (count, urgent) in counts.items():
            if key in self._items:
                self._items[key].set_count(count, urgent)

    def set_person(self, name: str, organisation: str) -> None:
        self._person.set_person(name, organisation)
        self._person.setVisible(bool(name) and not self._narrow)

    def set_narrow(self, narrow: bool) -> None:
        """Icon above a short word; no brand and no person."""
        self._narrow = narrow
        self._brand.set_narrow(narrow)
        self._person.setVisible(self._person.known and not narrow)
        self._list.setSpacing(2 if narrow else Space.XXS)
        for item in self._items.values():
            item.set_narrow(narrow)
        self.updateGeometry()
        self.update()

    def must_be_narrow(self) -> bool:
        """Whether some word would not fit into the wide form at this text scale."""
        return not all(item.wide_enough(WIDE) for item in self._items.values())

    def sizeHint(self) -> QSize:
        narrow = NARROW if self._theme.scale == 1.0 else round(NARROW + (self._theme.scale - 1) * 64)
        return QSize(narrow if self._narrow else WIDE, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        painter.fillRect(self.rect(), self._theme.color(Colour.RAIL))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.color(Colour.LINE))
        painter.end()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class _Brand(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._narrow = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(0, Space.S if self._narrow else self._theme.grown(64, Style.TITLE))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._narrow:
            return
        theme = self._theme
        painter = painter_for(self)
        middle = self.height() / 2
        side = theme.icon_size(24)
        icon(painter, theme, "landmark", QPointF(20, middle - side / 2), 24, Colour.INK)
        room = QRectF(20 + side + 12, 0, self.width() - side - 40, self.height())
        text(painter, theme, room, "e-Cabinet", Style.LEAD, Colour.INK)
        painter.end()


class _Person(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name = ""
        self._organisation = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 0, 20, 0)
        column.setSpacing(0)
        column.addWidget(Divider(theme))
        self._medal = Medallion(theme, "user-round", 36)
        column.addStretch(1)
        column.addWidget(self._medal)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    @property
    def known(self) -> bool:
        return bool(self._name)

    def set_person(self, name: str, organisation: str) -> None:
        self._name = name
        self._organisation = organisation
        self.setAccessibleName(f"{name}, {organisation}")
        self.setToolTip(f"{name}\n{organisation}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.grown(69, Style.META, 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        left = 20 + self._medal.width() + 12
        line = theme.line(Style.META) - 2
        middle = self._medal.geometry().center().y() + 1
        room = QRectF(left, middle - line, self.width() - left - 8, line)
        text(painter, theme, room, self._name, Style.META_BOLD, Colour.INK)
        text(painter, theme, room.translated(0, line), self._organisation, Style.META, Colour.INK2)
        painter.end()
