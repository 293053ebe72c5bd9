"""Lists: a model of frozen rows, a delegate that paints them, and the view. No widget per row; 20,000 rows scroll."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme import Colour, Style, Theme
from ui.widgets.paint import BADGE_HEIGHT, LEFT, RIGHT, BadgeSpec, box, draw_badge, icon, measure, text
from ui.widgets.text import Run, TextBlock

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
KEY_ROLE = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex
_UNIFORM_FROM = 1000
_BLOCKS_KEPT = 400


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: badge left and date right, a title of up to two lines, a line of meta.

    `section` makes it a group's head, not to be chosen. `lead` is a day and a month in a column of their own at the
    left, and then the badge stands below. `icon` stands before title and meta.
    """

    title: str
    meta: str = ""
    badge: BadgeSpec | None = None
    aside: str = ""
    strong: bool = False
    section: bool = False
    lead: tuple[str, str] | None = None
    icon: str = ""

    def spoken(self) -> str:
        """The row as one sentence for a screen reader."""
        lead = " ".join(self.lead) if self.lead else ""
        parts = (lead, self.title, self.badge.text if self.badge else "", self.meta, self.aside)
        return ", ".join(part for part in parts if part)


class RowModel(QAbstractListModel):
    """Rows by key, in order. `replace` repaints one row and nothing else."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Hashable, ListRow]] = []
        self._places: dict[Hashable, int] = {}

    def set_rows(self, rows: Sequence[tuple[Hashable, ListRow]]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._places = {key: number for number, (key, _) in enumerate(self._rows)}
        self.endResetModel()

    def replace(self, key: Hashable, row: ListRow) -> bool:
        """Show `row` in the place of the one with this key; False when there is none."""
        place = self._places.get(key)
        if place is None:
            return False
        self._rows[place] = (key, row)
        index = self.index(place)
        self.dataChanged.emit(index, index)
        return True

    def place(self, key: Hashable) -> QModelIndex:
        """Where a key stands; an invalid index when it does not."""
        number = self._places.get(key)
        return self.index(number) if number is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        key, row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == KEY_ROLE:
            return key
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._rows[index.row()][1].section:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class RowDelegate(QStyledItemDelegate):
    """Paints a ListRow. Heights depend on the text scale and on whether the title takes one line or two."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._widths: dict[tuple[str, bool], float] = {}
        self._blocks: dict[tuple[ListRow, int], TextBlock] = {}
        theme.changed.connect(self.forget)

    def forget(self) -> None:
        """Drop what was measured: the fonts or colours have changed."""
        self._widths.clear()
        self._blocks.clear()

    def height(self, row: ListRow, width: int) -> int:
        """Height in pixels of a row in a view of this width."""
        if row.section:
            return self._theme.grown(52, Style.SECTION)
        room = self._title_room(row, width)
        return self.full_height(row, 1 if self._title_width(row) <= room else 2)

    def full_height(self, row: ListRow, lines: int) -> int:
        theme = self._theme
        badge = theme.grown(BADGE_HEIGHT, Style.META)
        body = lines * theme.line(Style.BODY)
        meta = theme.line(Style.META) if row.meta else 0
        if row.lead is not None:
            return 12 + body + meta + (3 + badge if row.badge else 0) + 12 + 1
        head = badge + 4 if row.badge or row.aside else 0
        return 12 + head + body + (4 if row.meta else 0) + meta + 11 + 1

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW_ROLE)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()
        if isinstance(view, QListView) and view.uniformItemSizes():
            return QSize(width, self.full_height(row, 2))
        return QSize(width, self.height(row, width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ListRow = index.data(ROW_ROLE)
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        if row.section:
            area = rect.adjusted(20, 0, -16, -8)
            below = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            text(painter, theme, area, row.title, Style.SECTION, Colour.INK2, below)
            painter.restore()
            return
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.color(Colour.SELECTED))
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), theme.color(Colour.INK))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color(Colour.HOVER))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.color(Colour.LINE))
        faint = Colour.INK2 if selected else Colour.INK3
        if row.lead is not None:
            self._paint_led(painter, rect, row, faint)
        else:
            self._paint_plain(painter, rect, row, faint)
        if state & QStyle.StateFlag.State_HasFocus:
            box(painter, rect.adjusted(2, 2, -2, -3), 4, None, theme.color(Colour.INK), width=2)
        painter.restore()

    def _paint_plain(self, painter: QPainter, rect: QRectF, row: ListRow, faint: Colour) -> None:
        theme = self._theme
        left, right = rect.left() + 20, rect.right() - 16
        y = rect.top() + 12
        if row.badge or row.aside:
            height = theme.grown(BADGE_HEIGHT, Style.META)
            used = measure(theme, row.aside, Style.META) if row.aside else 0.0
            if row.aside:
                text(painter, theme, QRectF(left, y, right - left, height), row.aside, Style.META, faint, RIGHT)
            if row.badge:
                draw_badge(painter, theme, QPointF(left, y), row.badge, right - left - used - 8)
            y += height + 4
        if row.icon:
            icon(painter, theme, row.icon, QPointF(left, y + 1), 20, Colour.INK2)
            left += theme.icon_size(20) + 12
        y += self._paint_title(painter, QPointF(left, y), row, int(right - left))
        if row.meta:
            area = QRectF(left, y + 4, right - left, theme.line(Style.META))
            text(painter, theme, area, row.meta, Style.META, faint, LEFT)

    def _paint_led(self, painter: QPainter, rect: QRectF, row: ListRow, faint: Colour) -> None:
        theme = self._theme
        day, month = row.lead or ("", "")
        column = self._lead_width()
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        top = rect.top() + 12
        head = QRectF(rect.left() + 16, top - 3, column, theme.line(Style.TITLE))
        text(painter, theme, head, day, Style.TITLE, Colour.INK, middle)
        head = QRectF(head.left(), head.bottom() - 1, column, theme.line(Style.META))
        text(painter, theme, head, month, Style.META, faint, middle)
        left, right = rect.left() + 16 + column + 8, rect.right() - 16
        y = top + self._paint_title(painter, QPointF(left, top), row, int(right - left))
        if row.meta:
            text(painter, theme, QRectF(left, y, right - left, theme.line(Style.META)), row.meta, Style.META, faint)
            y += theme.line(Style.META)
        if row.badge:
            draw_badge(painter, theme, QPointF(left, y + 3), row.badge, right - left)

    def _paint_title(self, painter: QPainter, at: QPointF, row: ListRow, width: int) -> float:
        block = self._blocks.get((row, width))
        if block is None:
            if len(self._blocks) > _BLOCKS_KEPT:
                self._blocks.clear()
            style = Style.BODY_BOLD if row.strong else Style.BODY
            block = TextBlock(self._theme, (Run(row.title),), style, Colour.INK, width, 2)
            self._blocks[(row, width)] = block
        block.draw(painter, at)
        return float(block.height)

    def _lead_width(self) -> int:
        return max(64, round(measure(self._theme, self.tr("tháng 12"), Style.META)) + 4)

    def _title_room(self, row: ListRow, width: int) -> float:
        if row.lead is not None:
            return width - 16 - self._lead_width() - 8 - 16
        return width - 20 - 16 - (self._theme.icon_size(20) + 12 if row.icon else 0)

    def _title_width(self, row: ListRow) -> float:
        key = (row.title, row.strong)
        width = self._widths.get(key)
        if width is None:
            width = measure(self._theme, row.title, Style.BODY_BOLD if row.strong else Style.BODY)
            self._widths[key] = width
        return width


class RowList(QListView):
    """A list over a RowModel. `chosen` follows the current row; `opened` comes with Enter, or a double click.

    From 1,000 rows all have the same height, so that nothing is measured for rows that are not seen.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._quiet = False
        self._rows = RowModel(self)
        self._delegate = RowDelegate(theme, self)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.doubleClicked.connect(self._on_double_clicked)
        theme.changed.connect(self._on_theme_changed)

    def set_rows(self, rows: Sequence[tuple[Hashable, ListRow]]) -> None:
        """Show these rows; the row that was current stays so if it is still there. Emits nothing."""
        was = self.current_key()
        self._quiet = True
        self.setUniformItemSizes(len(rows) >= _UNIFORM_FROM)
        self._rows.set_rows(rows)
        if was is not None:
            self.setCurrentIndex(self._rows.place(was))
        self._quiet = False

    def replace(self, key: Hashable, row: ListRow) -> bool:
        """Repaint one row; False when no row has this key."""
        return self._rows.replace(key, row)

    def current_key(self) -> Hashable | None:
        index = self.currentIndex()
        key: Hashable | None = index.data(KEY_ROLE) if index.isValid() else None
        return key

    def set_current(self, key: Hashable) -> None:
        """Make a row current and bring it into view, without emitting `chosen`."""
        self._quiet = True
        self.setCurrentIndex(self._rows.place(key))
        self._quiet = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.current_key()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and key is not None:
            self.opened.emit(key)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def _on_current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid() and not self._quiet:
            self.chosen.emit(now.data(KEY_ROLE))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(KEY_ROLE))

    def _on_theme_changed(self) -> None:
        self._delegate.forget()
        self.scheduleDelayedItemsLayout()
