"""The Office's list: tabs by state with counts, a filter, "Soạn phiếu"; empty, loading and failure are said here."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui.office.rows import DeskLine, DeskTab, counts, matching, tab_words
from ui.theme import Colour, Space, Style, Theme
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Divider, EmptyState
from ui.widgets.rows import ListRow, RowList
from ui.widgets.tabs import Tabs, TabSpec

_ONE_LINE_FROM = 900


class ListPane(QWidget):
    """``ballot_chosen`` and ``draft_chosen`` with an id; ``new_asked``; ``retry_asked`` after a failure."""

    ballot_chosen = Signal(str)
    draft_chosen = Signal(str)
    new_asked = Signal()
    retry_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tab = DeskTab.OPEN
        self._held: Mapping[DeskTab, Sequence[DeskLine]] = {}
        self._opens_at_once = False
        self._lines: list[tuple[Hashable, ListRow]] = []
        self._make_head(theme)
        self._list = RowList(theme, self.tr("Danh sách phiếu của Văn phòng"))
        self._list.chosen.connect(self._on_row_chosen)
        self._list.opened.connect(self._on_row_opened)
        self._list.clicked.connect(lambda index: self._on_row_opened(self._list.current_key()))
        self._nothing = EmptyState(theme, "building-2", self.tr("Đang đọc danh sách phiếu…"))
        self._failed = EmptyState(
            theme,
            "triangle-alert",
            self.tr("Chưa đọc được danh sách phiếu."),
            self.tr("Dữ liệu trên máy vẫn được giữ. Hãy thử lại."),
            self.tr("Thử lại"),
        )
        self._failed.activated.connect(self.retry_asked)
        self.setFocusProxy(self._list)
        self._stack = QStackedWidget()
        for page in (self._nothing, self._list, self._failed):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(Divider(theme))
        column.addWidget(self._stack, 1)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # -- what it shows

    def show_lines(self, lines: Mapping[DeskTab, Sequence[DeskLine]]) -> None:
        """Show these ballots and drafts."""
        self._held = lines
        self._tabs.set_counts(counts(lines))
        self._fill()

    def show_failure(self) -> None:
        """The list could not be read."""
        self._stack.setCurrentWidget(self._failed)

    def open_tab(self, tab: DeskTab) -> None:
        """Show another tab, without choosing a line of it."""
        self._tab = tab
        self._tabs.set_current(tab.value)
        self._fill()
        self._list.scrollToTop()

    def set_current(self, key: str) -> None:
        """Mark the line of a ballot or draft that is shown beside."""
        self._list.set_current(key)

    def set_beside(self, beside: bool) -> None:
        """With the ballot shown beside, moving through the list opens; alone, a click or Enter does."""
        self._opens_at_once = beside

    def set_may_begin(self, may: bool) -> None:
        """Whether the person may prepare ballots."""
        self._new.setVisible(may)

    # -- inside

    def _make_head(self, theme: Theme) -> None:
        self._tabs = Tabs(theme, [TabSpec(tab.value, tab_words(tab)) for tab in DeskTab])
        self._tabs.set_current(DeskTab.OPEN.value)
        self._tabs.chosen.connect(lambda key: self.open_tab(DeskTab(key)))
        self._wanted = QLineEdit()
        self._wanted.setPlaceholderText(self.tr("Lọc theo số, tên hoặc cơ quan"))
        self._wanted.setAccessibleName(self.tr("Lọc theo số, tên hoặc cơ quan"))
        self._glass = self._wanted.addAction(theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._wanted.textEdited.connect(lambda _: self._fill())
        self._new = Button(theme, self.tr("Soạn phiếu"), ButtonKind.PRIMARY, icon="plus")
        self._new.clicked.connect(self.new_asked)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(20, 0, 0, 0)
        tabs.addWidget(self._tabs)
        tabs.addStretch(1)
        tools = QHBoxLayout()
        tools.setContentsMargins(20, Space.XXS, Space.M, Space.XXS)
        tools.setSpacing(Space.S)
        tools.addWidget(self._wanted, 1)
        tools.addWidget(self._new)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(0)
        self._head.addLayout(tabs)
        self._head.addLayout(tools)

    def _fill(self) -> None:
        if not self._held:
            return
        lines = matching(self._held.get(self._tab, ()), self._wanted.text())
        if lines != self._lines:
            self._lines = lines
            place = self._list.verticalScrollBar().value()
            self._list.set_rows(lines)
            self._list.verticalScrollBar().setValue(place)
        if not lines:
            self._nothing.set_words(*self._empty_words())
        self._stack.setCurrentWidget(self._list if lines else self._nothing)

    def _empty_words(self) -> tuple[str, str]:
        if self._wanted.text().strip():
            return self.tr("Không có phiếu nào khớp"), self.tr("Thử số phiếu, vài chữ của tên hoặc tên cơ quan.")
        return {
            DeskTab.DRAFT: (
                self.tr("Không có bản nháp"),
                self.tr("Phiếu đang soạn được giữ trên máy này, chưa ai khác thấy."),
            ),
            DeskTab.OPEN: (
                self.tr("Không có phiếu đang lấy ý kiến"),
                self.tr("Bấm “Soạn phiếu” để chuẩn bị phiếu mới."),
            ),
            DeskTab.CLOSED: (
                self.tr("Không có phiếu chờ công bố"),
                self.tr("Phiếu hết hạn được đóng và tổng hợp tại đây trước khi công bố."),
            ),
            DeskTab.TALLIED: (self.tr("Chưa có kết quả nào được công bố"), ""),
            DeskTab.CANCELLED: (self.tr("Không có phiếu bị hủy"), ""),
        }[self._tab]

    def _on_row_chosen(self, key: object) -> None:
        if self._opens_at_once:
            self._open(str(key))

    def _on_row_opened(self, key: object) -> None:
        if key is not None and not self._opens_at_once:
            self._open(str(key))

    def _open(self, key: str) -> None:
        if self._tab is DeskTab.DRAFT:
            self.draft_chosen.emit(key)
        else:
            self.ballot_chosen.emit(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reflow()

    def _reflow(self) -> None:
        """Tabs and filter in one line where there is room, else below one another."""
        wide = self.width() >= _ONE_LINE_FROM * self._theme.scale
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._head.setDirection(direction)
        self._head.setStretch(1, 1 if wide else 0)

    def _on_theme_changed(self) -> None:
        self._wanted.setFixedHeight(self._theme.grown(40))
        self._wanted.setFont(self._theme.font(Style.BODY))
        self._glass.setIcon(self._theme.icon("search", 20, Colour.INK2))
        self._reflow()
