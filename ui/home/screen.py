"""The first screen: the most urgent ballot, the others by deadline, what is under way, what was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.queries.client.ballots import BallotListRow
from models.queries.client.home import HomeRow, NoticeKind, NoticeRow, home
from models.types import BallotId, ChangeSet
from ui import words
from ui.ballots.rows import badge
from ui.context import Context
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.badge import Badge
from ui.widgets.buttons import TALL, Button, ButtonKind
from ui.widgets.cards import Card, EmptyState, Notice, SectionHead
from ui.widgets.overlay import Scroller
from ui.widgets.paint import BadgeSpec
from ui.widgets.plainrow import PlainRow
from ui.widgets.text import Label

_SHOWN_KINDS = ("ballot", "draft", "out_event", "receipt", "answer", "result", "notice", "reading", "alarm")
_WIDEST = 1040


class HomeScreen(QWidget):
    """``ballot_opened`` with the id; ``alarms_opened``: the person wants to see the alarms."""

    ballot_opened = Signal(str)
    alarms_opened = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._scroller = Scroller(QWidget())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroller)
        context.bridge.changed.connect(self._on_changed)
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        person, now = self._context.person, self._context.now()
        self._context.read(lambda s: home(s, person, now), lambda row: self._on_home(row, now), owner=self)

    def _on_changed(self, changes: ChangeSet) -> None:
        if any(changes.ids(kind) for kind in _SHOWN_KINDS):
            self.refresh()

    def _on_home(self, row: HomeRow, now: datetime) -> None:
        place = self._scroller.verticalScrollBar().value()
        page = self._page(row, now)
        self._scroller.setWidget(page)
        page.setAutoFillBackground(False)
        self._scroller.verticalScrollBar().setValue(place)

    def _page(self, row: HomeRow, now: datetime) -> QWidget:
        theme = self._context.theme
        page = QWidget()
        around = QHBoxLayout(page)
        around.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column = QVBoxLayout()
        column.setSpacing(Space.S)
        holder = QWidget()
        holder.setMaximumWidth(_WIDEST)
        holder.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        around.addWidget(holder, 100)
        around.addStretch(1)
        if row.alarms:
            column.addWidget(self._alarm(theme))
        if row.urgent is not None:
            column.addWidget(self._urgent(theme, row.urgent, now))
        self._group(column, self.tr("Trả lại"), self.tr("cần xem lại"), row.returned, now)
        left = self.tr("còn {} phiếu").format(len(row.to_answer))
        self._group(column, self.tr("Phiếu lấy ý kiến"), left, row.to_answer, now)
        self._group(column, self.tr("Đã ký, đang theo dõi"), str(len(row.under_way)), row.under_way, now)
        if row.notices:
            column.addSpacing(Space.XS)
            column.addWidget(SectionHead(theme, self.tr("Thông báo"), str(len(row.notices))))
            column.addWidget(self._notices(theme, row.notices, now))
        self._group(column, self.tr("Đã xong gần đây"), "", row.recent, now)
        if row.urgent is None and not (row.to_answer or row.under_way or row.returned):
            column.addWidget(
                EmptyState(
                    theme,
                    "circle-check",
                    self.tr("Không có việc cần xử lý"),
                    self.tr("Phiếu mới sẽ hiện ngay tại đây khi máy nhận được."),
                )
            )
        column.addStretch(1)
        return page

    def _urgent(self, theme: Theme, row: BallotListRow, now: datetime) -> Card:
        card = Card(theme, bar=Colour.AMBER_SOLID)
        line = QHBoxLayout(card)
        line.setContentsMargins(20, Space.M, Space.M, Space.M)
        line.setSpacing(Space.M)
        column = QVBoxLayout()
        column.setSpacing(Space.XXS)
        head = QHBoxLayout()
        head.setSpacing(Space.XS)
        spec = badge(row)
        head.addWidget(Badge(theme, spec.text, spec.tone, spec.icon))
        head.addWidget(
            Label(theme, self.tr("hạn {}").format(words.deadline_after_day(row.deadline)), Style.META, Colour.INK2)
        )
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(Label(theme, row.title, Style.LEAD, wrap=True, max_lines=3))
        column.addWidget(Label(theme, self._meta(row), Style.META, Colour.INK2, wrap=True))
        line.addLayout(column, 1)
        act = Button(theme, self.tr("Mở phiếu"), ButtonKind.PRIMARY, trailing="arrow-right", height=TALL)
        act.clicked.connect(lambda: self.ballot_opened.emit(row.id))
        line.addWidget(act, 0, Qt.AlignmentFlag.AlignVCenter)
        return card

    def _meta(self, row: BallotListRow) -> str:
        parts = [
            self.tr("Phiếu số {}").format(row.number),
            self.tr("{} trình").format(row.submitted_by),
            self.tr("{} tài liệu, {} trang").format(row.papers_total, row.pages_total)
            if row.pages_total
            else self.tr("{} tài liệu").format(row.papers_total),
        ]
        if row.has_draft:
            parts.append(self.tr("có bản nháp"))
        return " · ".join(parts)

    def _group(self, column: QVBoxLayout, head: str, note: str, rows: Sequence[BallotListRow], now: datetime) -> None:
        if not rows:
            return
        theme = self._context.theme
        column.addSpacing(Space.XS)
        column.addWidget(SectionHead(theme, head, note))
        card = Card(theme)
        inside = card.column(1, 0)
        for number, row in enumerate(rows):
            aside = words.deadline_after_day(row.deadline) if row.when is None else words.moment_short(row.when, now)
            read = self.tr("đã đọc {}").format(row.papers_read) if row.papers_read else self.tr("chưa đọc")
            meta = self.tr("{} trình · {} tài liệu · {}").format(row.submitted_by, row.papers_total, read)
            line = PlainRow(theme, "vote", row.title, meta, badge=badge(row), aside=aside, last=number == len(rows) - 1)
            line.clicked.connect(lambda _=False, ballot=row.id: self.ballot_opened.emit(ballot))
            inside.addWidget(line)
        column.addWidget(card)

    def _notices(self, theme: Theme, rows: Sequence[NoticeRow], now: datetime) -> Card:
        card = Card(theme)
        inside = card.column(1, 0)
        for number, row in enumerate(rows):
            icon, text, tone = {
                NoticeKind.REMINDER: ("bell", self.tr("Nhắc trả lời"), Tone.AMBER),
                NoticeKind.OVERDUE: ("clock-alert", self.tr("Đã quá hạn"), Tone.RED),
                NoticeKind.COMPETING: ("triangle-alert", self.tr("Cần xác nhận"), Tone.AMBER),
                NoticeKind.RESULT: ("circle-check", self.tr("Có kết quả"), Tone.GREEN),
                NoticeKind.DECISION: ("info", self.tr("Có quyết định"), Tone.SLATE),
            }[row.kind]
            line = PlainRow(
                theme,
                icon,
                row.title,
                self.tr("Phiếu số {}").format(row.number),
                badge=BadgeSpec(text, tone, icon),
                aside=words.moment_short(row.at, now),
                last=number == len(rows) - 1,
            )
            line.clicked.connect(lambda _=False, ballot=row.ballot: self.ballot_opened.emit(BallotId(ballot)))
            inside.addWidget(line)
        return card

    def _alarm(self, theme: Theme) -> Notice:
        notice = Notice(
            theme,
            Tone.RED,
            "shield-alert",
            self.tr("Sổ của máy chủ không khớp với những gì máy này đã thấy."),
            self.tr("Phiếu đã ký, biên nhận và ghi chú vẫn được giữ nguyên trên máy. Hãy báo Văn phòng Chính phủ."),
            (("show", self.tr("Xem chi tiết")),),
            coloured_title=True,
        )
        notice.activated.connect(lambda _: self.alarms_opened.emit())
        return notice
