"""The papers of a ballot being prepared: order by drag or keys, titles edited in place, files dropped from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from models.statements import MAX_TITLE
from models.types import PaperRef
from ui import words
from ui.theme import Colour, Radius, Style, Theme
from ui.widgets.paint import LEFT, box, icon, measure, text

_PAPER_ROLE = Qt.ItemDataRole.UserRole + 1
_MOVE = "application/x-ecabinet-paper"

Index = QModelIndex | QPersistentModelIndex


class PaperState(Enum):
    """Where a file stands on its way into the ballot."""

    STAGING = auto()
    READY = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One paper. ``key`` tells items apart while they are staged; ``ref`` once ready; ``why`` a refusal in words."""

    key: str
    title: str
    state: PaperState
    ref: PaperRef | None = None
    why: str = ""

    @classmethod
    def ready(cls, ref: PaperRef) -> PaperItem:
        """A paper that is in the ballot."""
        return cls(ref.document, ref.title, PaperState.READY, ref)


class PaperModel(QAbstractListModel):
    """Papers in order. ``edited`` after a change by the person, not after :meth:`set_items`; ``removed`` carries the
    :class:`PaperRef` that was taken out.
    """

    edited = Signal()
    removed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[PaperItem] = []

    def items(self) -> tuple[PaperItem, ...]:
        return tuple(self._items)

    def set_items(self, items: Sequence[PaperItem]) -> None:
        self.beginResetModel()
        self._items = list(items)
        self.endResetModel()

    def add(self, item: PaperItem) -> None:
        place = len(self._items)
        self.beginInsertRows(QModelIndex(), place, place)
        self._items.append(item)
        self.endInsertRows()

    def settle(self, key: str, item: PaperItem) -> bool:
        """Put what became of a staged file in its place; False when the person has removed it meanwhile."""
        for place, old in enumerate(self._items):
            if old.key == key:
                self._items[place] = item
                self.dataChanged.emit(self.index(place), self.index(place))
                return True
        return False

    def remove(self, place: int) -> None:
        self.beginRemoveRows(QModelIndex(), place, place)
        item = self._items.pop(place)
        self.endRemoveRows()
        self.edited.emit()
        if item.ref is not None:
            self.removed.emit(item.ref)

    def move(self, place: int, to: int) -> bool:
        """Move one paper; ``to`` is its place afterwards. False where there is nothing to move."""
        count = len(self._items)
        if place == to or not (0 <= place < count and 0 <= to < count):
            return False
        self.beginMoveRows(QModelIndex(), place, place, QModelIndex(), to + (1 if to > place else 0))
        self._items.insert(to, self._items.pop(place))
        self.endMoveRows()
        self.edited.emit()
        return True

    # -- what the view asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == _PAPER_ROLE:
            return item
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{index.row() + 1}. {item.title}, {self.fact(item)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return item.why or item.title
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        title = str(value).strip()[:MAX_TITLE]
        item = self._items[index.row()]
        if role != Qt.ItemDataRole.EditRole or item.ref is None or not title or title == item.title:
            return False
        self._items[index.row()] = replace(item, title=title, ref=replace(item.ref, title=title))
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        whole = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        ready = self._items[index.row()].state is PaperState.READY
        return whole | Qt.ItemFlag.ItemIsEditable if ready else whole

    def fact(self, item: PaperItem) -> str:
        """What stands at the right of a paper."""
        if item.state is PaperState.STAGING:
            return self.tr("đang kiểm tra…")
        if item.ref is None:
            return item.why
        pages = self.tr("{} trang").format(item.ref.pages) if item.ref.pages else ""
        return " · ".join(part for part in (pages, words.size(item.ref.size)) if part)

    # -- drag within the list

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [_MOVE]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        data = QMimeData()
        data.setData(_MOVE, str(indexes[0].row()).encode() if indexes else b"")
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        dragged = bytes(data.data(_MOVE).data())
        if not dragged.isdigit():
            return False
        place = int(dragged)
        gap = row if row >= 0 else parent.row() if parent.isValid() else len(self._items)
        self.move(place, gap - 1 if gap > place else gap)
        return False  # moved already: the view must not remove the old row


class _PaperDelegate(QStyledItemDelegate):
    """Number, icon, title, fact; a refusal is said on a second line."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        item: PaperItem = index.data(_PAPER_ROLE)
        below = self._theme.line(Style.META) if item.state is PaperState.REFUSED else 0
        return QSize(200, self._theme.grown(44, Style.COMPACT) + below)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: PaperItem = index.data(_PAPER_ROLE)
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color(Colour.SELECTED))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color(Colour.HOVER))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.color(Colour.LINE))
        line = QRectF(rect.left(), rect.top(), rect.width(), theme.grown(44, Style.COMPACT))
        number = QRectF(line.left(), line.top(), measure(theme, "000", Style.META) + 12, line.height())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        text(painter, theme, number, str(index.row() + 1), Style.META, Colour.INK3, right)
        glyph, ink = {
            PaperState.STAGING: ("hourglass", Colour.INK3),
            PaperState.READY: ("file-text", Colour.INK2),
            PaperState.REFUSED: ("circle-x", Colour.RED),
        }[item.state]
        side = theme.icon_size(18)
        icon(painter, theme, glyph, QPointF(number.right() + 8, line.center().y() - side / 2), 18, ink)
        left = number.right() + 8 + side + 8
        fact = "" if item.state is PaperState.REFUSED else self._fact(index, item)
        wide = measure(theme, fact, Style.META)
        if fact:
            area = QRectF(line.right() - 12 - wide, line.top(), wide + 1, line.height())
            text(painter, theme, area, fact, Style.META, Colour.INK3, LEFT)
        room = QRectF(left, line.top(), line.right() - left - wide - 24, line.height())
        text(painter, theme, room, item.title, Style.COMPACT, Colour.INK)
        if item.state is PaperState.REFUSED:
            below = QRectF(left, line.bottom() - 10, line.right() - left - 12, theme.line(Style.META))
            text(painter, theme, below, item.why, Style.META, Colour.RED)
        if option.state & QStyle.StateFlag.State_HasFocus:
            box(painter, rect.adjusted(2, 2, -2, -3), Radius.SMALL, None, theme.color(Colour.INK), width=2)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setMaxLength(MAX_TITLE)
        line.setFont(self._theme.font(Style.COMPACT))
        line.setAccessibleName(self.tr("Tên tài liệu"))
        return line

    def _fact(self, index: Index, item: PaperItem) -> str:
        model = index.model()
        return model.fact(item) if isinstance(model, PaperModel) else ""


class PaperList(QListView):
    """Drag or Alt+arrows move a paper, F2 renames, Delete removes it. ``files_dropped``: local paths from outside."""

    files_dropped = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.papers = PaperModel(self)
        self.setModel(self.papers)
        self.setItemDelegate(_PaperDelegate(theme, self))
        self.setAccessibleName(self.tr("Tài liệu của phiếu"))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        theme.changed.connect(self._on_theme_changed)

    def place(self) -> int:
        """The current paper's place, -1 when there is none."""
        return self.currentIndex().row()

    def move_current(self, by: int) -> None:
        """Move the current paper up (negative) or down."""
        place = self.place()
        if place >= 0 and self.papers.move(place, place + by):
            self.setCurrentIndex(self.papers.index(place + by))

    def remove_current(self) -> None:
        """Take the current paper out of the ballot."""
        place = self.place()
        if place >= 0:
            self.papers.remove(place)
            left = self.papers.rowCount()
            if left:
                self.setCurrentIndex(self.papers.index(min(place, left - 1)))

    def rename_current(self) -> None:
        """Edit the current paper's title in its place."""
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if alt and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_current()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(400, 160)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is not self and local_files(event.mimeData()):
            event.acceptProposedAction()
            return
        super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.source() is not self and local_files(event.mimeData()):
            event.acceptProposedAction()
            return
        super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        files = local_files(event.mimeData()) if event.source() is not self else ()
        if files:
            event.acceptProposedAction()
            self.files_dropped.emit(files)
            return
        super().dropEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self.viewport().update()

    def _on_theme_changed(self) -> None:
        self.scheduleDelayedItemsLayout()


def local_files(data: QMimeData) -> tuple[Path, ...]:
    """Files of this machine in a drag, in order."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
