"""Đọc tài liệu: head, tools, thumbnails and outline, the paper, search. Notes come beside it later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIntValidator, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from models.errors import EcabinetError
from ui.bridge import Bridge
from ui.reader.find_bar import FindBar
from ui.reader.pages import Pages
from ui.reader.paper_view import PaperView, ZoomMode
from ui.reader.search import PaperSearch
from ui.reader.side import SidePanel
from ui.renderer.messages import Opened, PageSizes
from ui.renderer.process import PaperRenderer, RangeSource, RendererSpare
from ui.theme import Colour, Scheme, Space, Style, Theme
from ui.widgets.buttons import TALL, Button, IconButton
from ui.widgets.cards import Divider, EmptyState
from ui.widgets.text import Label

_SIZES_AT_ONCE = 500
_SETTLED_MS = 800  # a position is worth keeping


@dataclass(frozen=True, slots=True)
class Paper:
    """What the screen needs to know of a paper. ``position`` from 1; ``page`` from 0, where reading stopped."""

    document: str
    title: str
    meta: str
    source: RangeSource
    page: int = 0
    inside: float = 0.0
    zoom: str = ZoomMode.WIDTH.value
    has_next_unread: bool = False


class ReaderScreen(QWidget):
    """``closed``; ``next_requested``: the next unread paper; ``moved``: document, page, part above, zoom text, pages
    seen (frozenset) a moment after the person stopped.
    """

    closed = Signal()
    next_requested = Signal()
    moved = Signal(str, int, float, str, object)

    def __init__(self, theme: Theme, bridge: Bridge, spare: RendererSpare, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bridge = bridge
        self._spare = spare
        self._scheme: Scheme | None = None
        self._paper: Paper | None = None
        self._renderer: PaperRenderer | None = None
        self._pages: Pages | None = None
        self._count = 0
        self._seen: set[int] = set()
        self._title = Label(theme, "", Style.BODY_BOLD)
        self._meta = Label(theme, "", Style.META, Colour.INK2)
        self._view = PaperView(theme)
        self._side = SidePanel(theme)
        self._find = FindBar(theme)
        self._search = PaperSearch(self)
        self._trouble = EmptyState(theme, "triangle-alert", "", "")
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)
        self._build()
        self._connect()

    # -- what others ask -----------------------------------------------------------------------------------------

    def open_paper(self, paper: Paper) -> None:
        """Show a paper where reading stopped; the one before is put away."""
        self.put_away()
        self._paper = paper
        self._title.set_words(paper.title)
        self._meta.set_words(paper.meta)
        self._next.setVisible(paper.has_next_unread)
        self._total.set_words("")
        self._renderer = PaperRenderer(paper.source, self._spare)
        self._pages = Pages(self._renderer, self._bridge, self)
        self._stack.setCurrentWidget(self._view)
        self._view.setFocus()
        self._bridge.then(self._renderer.open(), self._on_opened, self._on_failed, owner=self._pages)

    def put_away(self) -> None:
        """Close the paper and its renderer; the position is told first."""
        if self._settled.isActive():
            self._on_settled()
        self._settled.stop()
        self._view.close_paper()
        if self._renderer is not None:
            self._renderer.close()
        if self._pages is not None:
            self._pages.deleteLater()
        self._renderer, self._pages, self._paper, self._count = None, None, None, 0
        self._seen = set()

    def pieces_came(self, document: str, source: RangeSource) -> None:
        """More of a paper is on the device: draw what was missing. ``source`` reads what there is now."""
        if self._paper is None or self._paper.document != document:
            return
        if self._count == 0:
            self.open_paper(replace(self._paper, source=source))
        elif self._pages is not None:
            self._pages.retry()

    def look_for(self, words: str) -> None:
        """Open the search with these words."""
        self._find.set_text(words)
        self._find.start()

    @property
    def document(self) -> str:
        """The open paper's id, or empty."""
        return self._paper.document if self._paper is not None else ""

    @property
    def page_count(self) -> int:
        """Pages of the open paper; 0 until it is open."""
        return self._count

    def is_drawn(self) -> bool:
        """Whether every page on screen shows its own image at this zoom."""
        return self._count > 0 and self._view.is_drawn()

    def search_is_through(self) -> bool:
        """Whether the search has read every page."""
        return bool(self._find.text()) and not self._search.running and self._search.pages_read == self._count

    @property
    def view(self) -> PaperView:
        """The page view."""
        return self._view

    # -- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head())
        box.addWidget(Divider(self._theme))
        box.addWidget(self._strip())
        box.addWidget(Divider(self._theme))
        self._find.hide()
        box.addWidget(self._find)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._trouble)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._side)
        below.addWidget(self._stack, 1)
        box.addLayout(below, 1)

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(64)
        back = IconButton(self._theme, "arrow-left", self.tr("Quay lại (Esc)"), side=44)
        back.clicked.connect(self.closed)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._meta)
        words.addStretch()
        self._next = Button(self._theme, self.tr("Tài liệu chưa đọc kế tiếp (N)"), trailing="chevron-right", height=44)
        self._next.clicked.connect(self.next_requested)
        row = QHBoxLayout(head)
        row.setContentsMargins(Space.XS, 0, Space.M, 0)
        row.setSpacing(Space.XS)
        row.addWidget(back)
        row.addLayout(words, 1)
        row.addWidget(self._next)
        return head

    def _strip(self) -> QWidget:
        strip = QFrame()
        strip.setFixedHeight(56)
        row = QHBoxLayout(strip)
        row.setContentsMargins(Space.M, 0, Space.M, 0)
        row.setSpacing(Space.XXS)
        self._show_side = self._tool(row, "panel-left", self.tr("Trang thu nhỏ"), tool=True)
        self._show_outline = self._tool(row, "list-tree", self.tr("Mục lục"), tool=True)
        self._find_tool = self._tool(row, "search", self.tr("Tìm trong tài liệu (Ctrl+F)"))
        row.addStretch(1)
        self._up = self._tool(row, "chevron-up", self.tr("Trang trước"))
        self._number = QLineEdit("1")
        self._number.setFixedSize(52, 44)
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number.setAccessibleName(self.tr("Số trang"))
        self._number.setValidator(QIntValidator(1, 1_000_000, self))
        row.addWidget(self._number)
        self._total = Label(self._theme, "", Style.META, Colour.INK2)
        self._total.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        row.addWidget(self._total)
        self._down = self._tool(row, "chevron-down", self.tr("Trang sau"))
        row.addStretch(1)
        self._out = self._tool(row, "zoom-out", self.tr("Thu nhỏ (Ctrl+−)"))
        self._fit = Button(self._theme, self.tr("Vừa rộng"), height=TALL - 4)
        self._fit.setAccessibleDescription(self.tr("Đổi giữa vừa chiều rộng và vừa cả trang"))
        row.addWidget(self._fit)
        self._in = self._tool(row, "zoom-in", self.tr("Phóng to (Ctrl++)"))
        self._night = self._tool(row, "moon", self.tr("Màu ban đêm"), tool=True)
        self._full = self._tool(row, "maximize", self.tr("Toàn màn hình (F11)"), tool=True)
        return strip

    def _tool(self, row: QHBoxLayout, icon: str, name: str, *, tool: bool = False) -> IconButton:
        button = IconButton(self._theme, icon, name, side=44, icon_base=24, tool=tool)
        row.addWidget(button)
        return button

    def _connect(self) -> None:
        view = self._view
        view.page_changed.connect(self._on_page_changed)
        view.page_seen.connect(self._on_page_seen)
        view.zoom_changed.connect(self._on_zoom_changed)
        view.verticalScrollBar().valueChanged.connect(lambda _: self._settled.start())
        self._side.chosen.connect(view.go_to)
        self._show_side.setChecked(True)
        self._show_side.toggled.connect(self._on_side_toggled)
        self._show_outline.toggled.connect(self._on_outline_toggled)
        self._up.clicked.connect(lambda: view.go_to(view.page - 1))
        self._down.clicked.connect(lambda: view.go_to(view.page + 1))
        self._number.returnPressed.connect(lambda: view.go_to(int(self._number.text() or 1) - 1))
        self._out.clicked.connect(view.zoom_out)
        self._in.clicked.connect(view.zoom_in)
        self._fit.clicked.connect(self._on_fit_clicked)
        self._night.toggled.connect(view.set_night)
        self._theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._full.toggled.connect(self._on_full_toggled)
        self._find_tool.clicked.connect(self._find.start)
        self._find.edited.connect(self._search.look_for)
        self._find.stepped.connect(self._on_stepped)
        self._find.closed.connect(self._on_find_closed)
        self._search.found.connect(self._show_hits)
        self._search.finished.connect(self._show_hits)
        for keys, act in (
            (QKeySequence.StandardKey.Find, self._find.start),
            (QKeySequence.StandardKey.ZoomIn, view.zoom_in),
            (QKeySequence.StandardKey.ZoomOut, view.zoom_out),
            (QKeySequence("Ctrl+0"), lambda: view.set_mode(ZoomMode.WIDTH)),
            (QKeySequence("F11"), self._full.toggle),
            (QKeySequence("Ctrl+R"), view.rotate),
        ):
            self._shortcut(self, keys, act)
        self._shortcut(view, QKeySequence("N"), self._on_next_key)
        self._shortcut(view, QKeySequence("Escape"), self.closed.emit)

    def _shortcut(self, place: QWidget, keys: QKeySequence | QKeySequence.StandardKey, act: Callable[[], None]) -> None:
        shortcut = QShortcut(keys, place)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # -- slots ---------------------------------------------------------------------------------------------------

    def _on_opened(self, opened: Opened) -> None:
        if self._pages is None or self._paper is None or self._renderer is None:
            return
        self._count = opened.pages
        self._total.set_words(f"/ {opened.pages}")
        self._view.show_paper(self._pages, [opened.first_size] * opened.pages)
        self._side.show_paper(self._pages, opened.pages, opened.first_size[0], opened.outline)
        self._show_outline.setEnabled(bool(opened.outline))
        self._search.show_paper(self._pages, opened.pages)
        self._apply_zoom_text(self._paper.zoom)
        self._view.go_to(self._paper.page, self._paper.inside)
        self._on_page_changed(self._view.page)
        for first in range(0, opened.pages, _SIZES_AT_ONCE):
            self._bridge.then(
                self._renderer.sizes(first, _SIZES_AT_ONCE), self._sizes_setter(first), self._ignore, owner=self._pages
            )

    def _sizes_setter(self, first: int) -> Callable[[PageSizes], None]:
        return lambda sizes: self._view.set_sizes(first, sizes.sizes)

    def _ignore(self, error: EcabinetError) -> None:
        """Pages whose size could not be read keep the first page's; drawing them says what is wrong."""

    def _on_failed(self, error: EcabinetError) -> None:
        reason = str(error)
        if reason == "missing":
            head = self.tr("Tài liệu đang được tải về")
            words = self.tr("Trang đầu sẽ hiện ngay khi đủ dữ liệu. Có thể đọc tài liệu khác trong lúc chờ.")
        elif reason == "encrypted":
            head = self.tr("Tài liệu bị đặt mật khẩu")
            words = self.tr("Không mở được. Đề nghị Văn phòng Chính phủ gửi lại bản không đặt mật khẩu.")
        else:
            head = self.tr("Không đọc được tài liệu này")
            words = self.tr("Tệp hỏng hoặc không đúng chuẩn PDF. Các tài liệu khác và phiếu đã ký không bị ảnh hưởng.")
        self._trouble.set_words(head, words)
        self._stack.setCurrentWidget(self._trouble)

    def _on_page_changed(self, page: int) -> None:
        self._number.setText(str(page + 1))
        self._side.set_page(page)
        self._up.setEnabled(page > 0)
        self._down.setEnabled(page + 1 < self._count)
        self._settled.start()

    def _on_page_seen(self, page: int) -> None:
        self._seen.add(page)

    def _on_zoom_changed(self) -> None:
        words = {ZoomMode.WIDTH: self.tr("Vừa rộng"), ZoomMode.PAGE: self.tr("Vừa trang")}
        self._fit.setText(words.get(self._view.mode, f"{self._view.zoom * 75:.0f} %"))
        self._fit.updateGeometry()

    def _on_settled(self) -> None:
        if self._paper is None or self._count == 0:
            return
        page, inside = self._view.position()
        mode = self._view.mode
        zoom = mode.value if mode is not ZoomMode.FREE else f"{self._view.zoom:.3f}"
        self.moved.emit(self._paper.document, page, inside, zoom, frozenset(self._seen))

    def _on_side_toggled(self, shown: bool) -> None:
        if shown:
            self._show_outline.setChecked(False)
            self._side.show_outline(False)
        self._side.setVisible(shown or self._show_outline.isChecked())

    def _on_outline_toggled(self, shown: bool) -> None:
        if shown:
            self._show_side.setChecked(False)
            self._side.show_outline(True)
        self._side.setVisible(shown or self._show_side.isChecked())

    def _on_fit_clicked(self) -> None:
        self._view.set_mode(ZoomMode.PAGE if self._view.mode is ZoomMode.WIDTH else ZoomMode.WIDTH)

    def _on_full_toggled(self, full: bool) -> None:
        window = self.window()
        window.showFullScreen() if full else window.showNormal()

    def _on_theme_changed(self) -> None:
        scheme = self._theme.scheme
        if scheme is not self._scheme:  # a change of text size leaves the person's choice alone
            self._scheme = scheme
            self._night.setChecked(scheme is Scheme.DARK)

    def _on_next_key(self) -> None:
        if self._next.isVisible():
            self.next_requested.emit()

    def _on_stepped(self, step: int) -> None:
        hit = self._search.move(step, self._view.page)
        self._show_hits()
        if hit is not None and hit.boxes:
            self._view.go_to_box(hit.page, hit.boxes[0])

    def _on_find_closed(self) -> None:
        self._find.hide()
        self._search.look_for("")
        self._view.setFocus()

    def _show_hits(self) -> None:
        search = self._search
        current = search.hits[search.current] if 0 <= search.current < len(search.hits) else None
        self._view.set_hits(search.by_page(), (current.page, current.boxes) if current else None)
        self._find.show_state(
            search.current,
            len(search.hits),
            running=search.running,
            without_text=search.pages_without_text,
            pages=self._count,
        )

    def _apply_zoom_text(self, zoom: str) -> None:
        try:
            self._view.set_mode(ZoomMode(zoom))
        except ValueError:
            try:
                self._view.set_zoom(float(zoom))
            except ValueError:
                self._view.set_mode(ZoomMode.WIDTH)
