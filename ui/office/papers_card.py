"""The card of papers in the issue form: the declaration first, then files by dialog or by drag, their order and titles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QWidget

from models.types import PaperRef, new_id
from ui.office.papers_list import PaperItem, PaperList, PaperState, local_files
from ui.theme import Colour, Space, Style, Theme
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Card, EmptyState, SectionHead
from ui.widgets.fields import CheckBox
from ui.widgets.text import Label

_ROWS_SHOWN = 9


class PapersCard(Card):
    """``file_added`` carries a key, the path and the title under which it is to be staged; ``edited`` any change;
    ``removed`` the :class:`PaperRef` that was taken out.

    Files are refused until the declaration "không chứa bí mật nhà nước" is ticked (DOMAIN.md section 4).
    """

    file_added = Signal(str, object, str)
    edited = Signal()
    removed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        column = self.column(Space.M, Space.S)
        self._head = SectionHead(theme, self.tr("Tài liệu"))
        column.addWidget(self._head)
        self.declared = CheckBox(theme, self.tr("Tôi xác nhận các tài liệu này không chứa bí mật nhà nước."))
        self.declared.toggled.connect(self._on_declared)
        column.addWidget(self.declared)
        self._told = Label(theme, "", Style.META, Colour.INK3, wrap=True)
        column.addWidget(self._told)
        self._list = PaperList(theme)
        self._list.files_dropped.connect(self.add_files)
        self._list.papers.edited.connect(self._on_edited)
        self._list.papers.removed.connect(self.removed)
        self._list.selectionModel().currentChanged.connect(self._on_current_changed)
        self._nothing = EmptyState(
            theme,
            "files",
            self.tr("Kéo tệp PDF vào đây"),
            self.tr("hoặc bấm “Thêm tệp”. Tệp được mã hóa và giữ trên máy cho đến khi phát hành."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._list)
        column.addWidget(self._stack)
        column.addLayout(self._make_acts(theme))
        self.setAcceptDrops(True)
        theme.changed.connect(self._fit)
        self._on_edited()

    # -- what it holds

    def items(self) -> tuple[PaperItem, ...]:
        """Every file, in order."""
        return self._list.papers.items()

    def papers(self) -> tuple[PaperRef, ...]:
        """The papers that are ready, in order."""
        return tuple(item.ref for item in self.items() if item.ref is not None)

    def set_papers(self, papers: Sequence[PaperRef]) -> None:
        """Show a draft's papers; they were declared when they were taken in."""
        self._list.papers.set_items([PaperItem.ready(paper) for paper in papers])
        self.declared.blockSignals(True)
        self.declared.setChecked(bool(papers))
        self.declared.blockSignals(False)
        self._refresh()

    def add_files(self, paths: Sequence[Path]) -> None:
        """Take in files of this machine; what is no PDF is refused at once, in its own line."""
        if not self.declared.isChecked():
            self.set_error(self.tr("Xác nhận tài liệu không chứa bí mật nhà nước rồi mới thêm tệp."))
            self.declared.setFocus()
            return
        for path in paths:
            key = new_id()
            title = path.stem.replace("_", " ").strip() or path.name
            if path.suffix.lower() != ".pdf":
                self._list.papers.add(PaperItem(key, path.name, PaperState.REFUSED, why=self.tr("Chỉ nhận tệp PDF.")))
                continue
            self._list.papers.add(PaperItem(key, title, PaperState.STAGING))
            self.file_added.emit(key, path, title)
        self._on_edited()

    def settle(self, key: str, ref: PaperRef | None, why: str = "") -> None:
        """What became of a file: a paper, or a refusal in words. The same paper twice is refused."""
        old = next((item for item in self.items() if item.key == key), None)
        if old is None:
            return
        if ref is not None and any(item.ref is not None and item.ref.document == ref.document for item in self.items()):
            ref, why = None, self.tr("Tệp này đã có trong phiếu.")
        state = PaperState.READY if ref is not None else PaperState.REFUSED
        self._list.papers.settle(key, PaperItem(key, old.title, state, ref, why))
        self._on_edited()

    def set_error(self, words: str) -> None:
        """Say what is wrong with the papers; an empty text says nothing."""
        self._told.set_words(words)
        self._told.set_colour(Colour.RED)
        self._told.setVisible(bool(words))
        self._list.setAccessibleDescription(words)

    # -- inside

    def _make_acts(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        self._add = Button(theme, self.tr("Thêm tệp"), icon="plus")
        self._add.clicked.connect(self._on_add_clicked)
        row.addWidget(self._add)
        row.addStretch(1)
        self._on_one: list[Button] = []
        for words, icon, act in (
            (self.tr("Lên"), "chevron-up", lambda: self._list.move_current(-1)),
            (self.tr("Xuống"), "chevron-down", lambda: self._list.move_current(1)),
            (self.tr("Đổi tên"), "pen-line", self._list.rename_current),
            (self.tr("Gỡ"), "x", self._list.remove_current),
        ):
            button = Button(theme, words, ButtonKind.QUIET, icon=icon)
            button.clicked.connect(lambda _=False, act=act: act())
            self._on_one.append(button)
            row.addWidget(button)
        return row

    def _refresh(self) -> None:
        items = self.items()
        self._head.set_note(self.tr("{} tài liệu").format(len(items)) if items else "")
        self._stack.setCurrentIndex(1 if items else 0)
        self._add.setEnabled(self.declared.isChecked())
        self._add.setToolTip("" if self.declared.isChecked() else self.tr("Xác nhận ở trên rồi mới thêm tệp."))
        self._on_current_changed()
        self._fit()

    def _fit(self) -> None:
        """As high as its papers, up to some rows; then it scrolls by itself."""
        rows = self._list.papers.rowCount()
        tall = sum(max(0, self._list.sizeHintForRow(row)) for row in range(min(rows, _ROWS_SHOWN)))
        self._stack.setFixedHeight(tall + 4 if rows else self._nothing.sizeHint().height())

    def _on_edited(self) -> None:
        self.set_error("")
        self._refresh()
        self.edited.emit()

    def _on_declared(self) -> None:
        self.set_error("")
        self._refresh()
        self.edited.emit()

    def _on_current_changed(self, now: QModelIndex | None = None, before: QModelIndex | None = None) -> None:
        has = self._list.currentIndex().isValid()
        for button in self._on_one:
            button.setEnabled(has)

    def _on_add_clicked(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Chọn tài liệu của phiếu"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(self.tr("Tài liệu PDF (*.pdf)"))
        dialog.filesSelected.connect(lambda names: self.add_files([Path(name) for name in names]))
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = local_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.add_files(files)
