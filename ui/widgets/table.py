"""Tables: sunken head, cells of a line and a line of meta, badges, figures at the right; no stripes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.theme import Colour, Style, Theme
from ui.widgets.paint import LEFT, RIGHT, BadgeSpec, badge_size, box, draw_badge, text

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
KEY_ROLE = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a line, a line of meta below it, or a badge. `figure` aligns right."""

    words: str = ""
    meta: str = ""
    badge: BadgeSpec | None = None
    figure: bool = False
    faint: bool = False
    strong: bool = False

    def spoken(self) -> str:
        parts = (self.badge.text if self.badge else "", self.words, self.meta)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head and its width in pixels at 100 % (0: it takes the room that is left)."""

    head: str
    width: int = 0
    figure: bool = False


class CellModel(QAbstractTableModel):
    """Rows of cells by key."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: list[tuple[Hashable, tuple[Cell, ...]]] = []
        self._places: dict[Hashable, int] = {}

    def set_rows(self, rows: Sequence[tuple[Hashable, Sequence[Cell]]]) -> None:
        """Show these rows; each has one cell for each column (ValueError otherwise)."""
        if any(len(cells) != len(self._columns) for _, cells in rows):
            raise ValueError("a row needs one cell for each column")
        self.beginResetModel()
        self._rows = [(key, tuple(cells)) for key, cells in rows]
        self._places = {key: number for number, (key, _) in enumerate(self._rows)}
        self.endResetModel()

    def replace(self, key: Hashable, cells: Sequence[Cell]) -> bool:
        place = self._places.get(key)
        if place is None:
            return False
        self._rows[place] = (key, tuple(cells))
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self._columns) - 1))
        return True

    def tallest(self) -> tuple[int, bool]:
        """Most lines of text in a cell (1 or 2), and whether any has a badge."""
        lines = max(
            (2 if cell.meta and (cell.words or cell.badge) else 1 for _, row in self._rows for cell in row), default=1
        )
        return lines, any(cell.badge for _, row in self._rows for cell in row)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        key, cells = self._rows[index.row()]
        cell = cells[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == KEY_ROLE:
            return key
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return cell.spoken()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self._columns[section].figure else LEFT
        return None


class CellDelegate(QStyledItemDelegate):
    """Paints a Cell; insets 8 and 12, a line below each row."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell = index.data(CELL_ROLE)
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color(Colour.SELECTED))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color(Colour.HOVER))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.color(Colour.LINE))
        inner = rect.adjusted(12, 8, -12, -8)
        line = theme.line(Style.COMPACT)
        align = RIGHT if cell.figure else LEFT
        y = inner.top()
        if cell.badge is not None:
            wide, tall = badge_size(theme, cell.badge)
            draw_badge(painter, theme, QPointF(inner.left(), y), cell.badge, min(wide, inner.width()))
            y += tall + 3
        if cell.words:
            style = Style.COMPACT_BOLD if cell.strong else Style.COMPACT
            ink = Colour.INK3 if cell.faint else Colour.INK
            text(painter, theme, QRectF(inner.left(), y, inner.width(), line), cell.words, style, ink, align)
            y += line
        if cell.meta:
            below = QRectF(inner.left(), y, inner.width(), theme.line(Style.META))
            text(painter, theme, below, cell.meta, Style.META, Colour.INK3, align)
        if option.state & QStyle.StateFlag.State_HasFocus:
            box(painter, rect.adjusted(2, 2, -2, -3), 4, None, theme.color(Colour.INK), width=2)
        painter.restore()


class Table(QTableView):
    """A read-only table over cells. `chosen` follows the current row; `opened` comes with Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, name: str, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = tuple(columns)
        self._cells = CellModel(columns, self)
        self.setModel(self._cells)
        self.setItemDelegate(CellDelegate(theme, self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        for number, column in enumerate(columns):
            stretch = QHeaderView.ResizeMode.Stretch if column.width == 0 else QHeaderView.ResizeMode.Fixed
            head.setSectionResizeMode(number, stretch)
        self.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.doubleClicked.connect(self._on_double_clicked)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_rows(self, rows: Sequence[tuple[Hashable, Sequence[Cell]]]) -> None:
        self._cells.set_rows(rows)
        self._on_theme_changed()

    def replace(self, key: Hashable, cells: Sequence[Cell]) -> bool:
        """Repaint one row; False when no row has this key."""
        return self._cells.replace(key, cells)

    def whole_height(self) -> int:
        """Height that shows every row without scrolling; for short tables inside a scrolled page."""
        rows = self._cells.rowCount() * self.verticalHeader().defaultSectionSize()
        return self.horizontalHeader().sizeHint().height() + rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and index.isValid():
            self.opened.emit(index.data(KEY_ROLE))
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    def _on_row_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(now.data(KEY_ROLE))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(KEY_ROLE))

    def _on_theme_changed(self) -> None:
        theme = self._theme
        lines, badges = self._cells.tallest()
        height = theme.line(Style.COMPACT) + (theme.line(Style.META) if lines == 2 else 0)
        if badges:
            height = max(height, theme.grown(24, Style.META) + (3 + theme.line(Style.META) if lines == 2 else 0))
        self.verticalHeader().setDefaultSectionSize(height + 17)
        for number, column in enumerate(self._columns):
            if column.width:
                self.setColumnWidth(number, round(column.width * theme.scale))
        self.viewport().update()
