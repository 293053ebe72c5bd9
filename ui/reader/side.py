"""The panel at the reader's left: thumbnails of all pages, or the outline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ui.reader.pages import Pages
from ui.renderer.messages import OutlineItem
from ui.theme import Colour, Style, Theme
from ui.widgets.paint import text as draw_text

_WIDTH: Final = 152
_THUMB: Final = 112
_PAGE_ROLE = Qt.ItemDataRole.UserRole


class _ThumbDelegate(QStyledItemDelegate):
    """Paints a page's small image with its number; asks for it when it comes into view."""

    def __init__(self, theme: Theme, side: SidePanel) -> None:
        super().__init__(side)
        self._theme = theme
        self._side = side

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_WIDTH, round(_THUMB * 1.4143) + self._theme.line(Style.META) + 14)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area = QRectF(option.rect)
        page = index.row()
        height = area.height() - self._theme.line(Style.META) - 14
        frame = QRectF(area.x() + (area.width() - _THUMB) / 2, area.y() + 4, _THUMB, height)
        image = self._side.thumbnail(page)
        if image is not None:
            ratio = min(_THUMB / image.width(), height / image.height())
            w, h = image.width() * ratio, image.height() * ratio
            frame = QRectF(area.x() + (area.width() - w) / 2, area.y() + 4, w, h)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(frame, image)
        else:
            painter.fillRect(frame, self._theme.color(Colour.PAGE))
        current = page == self._side.page
        pen = QPen(self._theme.color(Colour.INK if current else Colour.LINE_STRONG), 3 if current else 1)
        painter.setPen(pen)
        grow = 1.5 if current else 0.5
        painter.drawRect(frame.adjusted(-grow, -grow, grow, grow))
        label = QRectF(area.x(), area.bottom() - self._theme.line(Style.META) - 4, area.width(), 20)
        style, ink = (Style.META_BOLD, Colour.INK) if current else (Style.META, Colour.INK3)
        draw_text(painter, self._theme, label, str(page + 1), style, ink, Qt.AlignmentFlag.AlignCenter)


class SidePanel(QFrame):
    """Thumbnails or outline. ``chosen`` names the page (from 0) the person picked."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages: Pages | None = None
        self._scale = 0.2
        self.page = 0
        self.setFixedWidth(_WIDTH)
        self.setAutoFillBackground(True)
        self._list = QListView()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setUniformItemSizes(True)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setAccessibleName(self.tr("Trang thu nhỏ"))
        self._list.setModel(QStandardItemModel(self))
        self._list.setItemDelegate(_ThumbDelegate(theme, self))
        self._list.clicked.connect(self._on_thumbnail_chosen)
        self._list.activated.connect(self._on_thumbnail_chosen)
        self._tree = QTreeView()
        self._tree.setFrameShape(QFrame.Shape.NoFrame)
        self._tree.setHeaderHidden(True)
        self._tree.setWordWrap(True)
        self._tree.setAccessibleName(self.tr("Mục lục"))
        self._tree.setModel(QStandardItemModel(self))
        self._tree.activated.connect(self._on_outline_chosen)
        self._tree.clicked.connect(self._on_outline_chosen)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._tree)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.addWidget(self._stack)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_paper(self, pages: Pages, count: int, width: float, outline: Sequence[OutlineItem]) -> None:
        """Another paper. ``width``: points of the first page, which sets the thumbnails' scale."""
        self._pages = pages
        self._scale = round(_THUMB * self.devicePixelRatioF() / max(1.0, width), 4)
        self.page = 0
        model = QStandardItemModel(count, 1, self)
        for row in range(count):
            model.setData(model.index(row, 0), self.tr("Trang {}").format(row + 1), Qt.ItemDataRole.AccessibleTextRole)
        self._list.setModel(model)
        pages.arrived.connect(self._on_arrived)
        self._tree.setModel(self._outline_model(outline))
        self._tree.expandToDepth(0)

    def show_outline(self, outline: bool) -> None:
        """Switch between the outline and the thumbnails."""
        self._stack.setCurrentIndex(1 if outline else 0)

    def has_outline(self) -> bool:
        """Whether the paper has an outline at all."""
        return self._tree.model().rowCount() > 0

    def set_page(self, page: int) -> None:
        """Mark the page on screen."""
        self.page = page
        index = self._list.model().index(page, 0)
        self._list.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        self._list.viewport().update()

    def thumbnail(self, page: int) -> QImage | None:
        """The page's small image; asked for when it is not there yet."""
        if self._pages is None:
            return None
        image = self._pages.thumbnail(page)
        if image is None:
            self._pages.want_thumbnail(page, self._scale)
        return image

    def _outline_model(self, outline: Sequence[OutlineItem]) -> QStandardItemModel:
        model = QStandardItemModel(self)
        parents: list[QStandardItem] = [model.invisibleRootItem()]
        for item in outline:
            row = QStandardItem(item.title)
            row.setEditable(False)
            row.setData(item.page, _PAGE_ROLE)
            row.setToolTip(item.title)
            del parents[min(item.level + 1, len(parents)) :]
            parents[-1].appendRow(row)
            parents.append(row)
        return model

    def _on_thumbnail_chosen(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row())

    def _on_outline_chosen(self, index: QModelIndex) -> None:
        page = index.data(_PAGE_ROLE)
        if isinstance(page, int) and page >= 0:
            self.chosen.emit(page)

    def _on_arrived(self, page: int) -> None:
        self._list.viewport().update()

    def _on_theme_changed(self) -> None:
        for widget in (self, self._list, self._tree):
            palette = widget.palette()
            for role in (palette.ColorRole.Window, palette.ColorRole.Base):
                palette.setColor(role, self._theme.color(Colour.SUNKEN))
            widget.setPalette(palette)
