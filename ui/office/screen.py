"""Văn phòng: the Office's ballot desk. The list, one ballot's response map, or a ballot being prepared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from models.commands.client.settings import dismiss_refusal
from models.desk.office import OfficeDesk
from models.queries.client.ballot_drafts import BallotDraftRow, ballot_draft, list_ballot_drafts
from models.queries.client.office import OfficeBallotRow, ResponseMapRow, list_office_ballots, response_map
from models.queries.client.people import MeRow, OrganizationRow, list_organizations, me
from models.types import BallotId, BallotState, ChangeSet, EventId
from ui.context import Context
from ui.office.act_flow import ActFlow
from ui.office.acts import Act, Rights
from ui.office.board import BallotBoard
from ui.office.issue_flow import IssueFlow
from ui.office.issue_form import IssueForm
from ui.office.list_pane import ListPane
from ui.office.rows import DeskLine, DeskTab, desk_lines
from ui.office.summary_flow import SummaryFlow
from ui.theme import Tone
from ui.widgets.cards import EmptyState
from ui.widgets.overlay import Overlay

_LIST_WIDTH = 440
_BESIDE_FROM = 1_460
_BREATH_MS = 100  # a sync writes often: everything is read again at most this often
_SHOWN_KINDS = ("ballot", "answer", "result", "tracking", "out_event", "commitment", "ballot_draft", "setting")
_PEOPLE_KINDS = ("person", "organization", "membership")


class OfficeScreen(QWidget):
    """``detail_shown``: the list is hidden, so one can go back to it. ``titled``: what is shown, for the title bar; both
    come again whenever the screen is brought to the front. ``counted``: ballots past their deadline and refused acts.
    """

    detail_shown = Signal(bool)
    titled = Signal(str)
    counted = Signal(int)

    def __init__(self, context: Context, desk: OfficeDesk, overlay: Overlay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rights = Rights()
        self._ballot: BallotId | None = None
        self._draft: BallotId | None = None
        self._shown: BallotState | None = None
        self._beside: bool | None = None
        self._narrow = False
        self._turn = 0
        self._build()
        self._acts = ActFlow(context, desk, overlay, self)
        self._acts.summary_asked.connect(self._on_summary_asked)
        self._summary = SummaryFlow(context, self)
        self._summary.saved.connect(self._on_summary_saved)
        self._summary.failed.connect(lambda title, words: self._board.tell(Tone.RED, "circle-x", title, words))
        self._issue = IssueFlow(context, desk, overlay, self._form, self)
        self._issue.issued.connect(self._on_issued)
        self._issue.discarded.connect(self._on_discarded)
        self._breath = QTimer(self)
        self._breath.setSingleShot(True)
        self._breath.setInterval(_BREATH_MS)
        self._breath.timeout.connect(self.refresh)
        context.bridge.changed.connect(self._on_changed)
        self._read_people()
        self.refresh()

    # -- what others ask -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list and the shown ballot again."""
        now = self._context.now()
        self._context.read(
            lambda s: (list_office_ballots(s, None, now), list_ballot_drafts(s)),
            lambda rows: self._on_list(*rows),
            owner=self,
            failed=lambda _: self._list.show_failure(),
        )
        if self._ballot is not None:
            self._read_ballot(self._ballot)

    def open_ballot(self, ballot: BallotId) -> None:
        """Show one ballot's response map."""
        self._issue.flush()
        if ballot != self._ballot:
            self._pages.setCurrentWidget(self._reading)  # not the one before, until this one is read
        self._ballot, self._draft = ballot, None
        self._list.set_current(ballot)
        self._read_ballot(ballot)
        self._show_panes()

    def shown_ballot(self) -> BallotId | None:
        """The ballot whose map is on screen."""
        return self._ballot if self._pages.currentWidget() is self._board else None

    def begin_ballot(self) -> None:
        """An empty form."""
        self._show_form(None)

    def show_list(self) -> None:
        """Back to the list."""
        self._issue.flush()
        self._ballot = self._draft = None
        self._pages.setCurrentWidget(self._choose)
        self._show_panes()
        self._list.setFocus()

    def set_narrow(self, narrow: bool) -> None:
        """One pane at a time in narrow windows."""
        self._narrow = narrow
        self._reflow()

    def flush(self) -> None:
        """Nothing the person typed stays only in memory."""
        self._issue.flush()

    # -- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._context.theme
        self._list = ListPane(theme)
        self._list.ballot_chosen.connect(lambda key: self.open_ballot(BallotId(key)))
        self._list.draft_chosen.connect(self._on_draft_chosen)
        self._list.new_asked.connect(self.begin_ballot)
        self._list.retry_asked.connect(self.refresh)
        self._board = BallotBoard(theme)
        self._board.act_asked.connect(self._on_act_asked)
        self._board.late_chosen.connect(self._on_late_chosen)
        self._board.refusal_dismissed.connect(self._on_refusal_dismissed)
        self._board.member_opened.connect(self._on_member_opened)
        self._form = IssueForm(theme)
        self._choose = EmptyState(
            theme,
            "building-2",
            self.tr("Chọn một phiếu để xem"),
            self.tr("Bản đồ trả lời, nhật ký và các việc cần làm của phiếu hiện tại đây."),
        )
        self._reading = EmptyState(theme, "hourglass", self.tr("Đang đọc phiếu…"))
        self._gone = EmptyState(theme, "x", self.tr("Phiếu này không còn trên máy."))
        self._pages = QStackedWidget()
        for page in (self._choose, self._reading, self._board, self._form, self._gone):
            self._pages.addWidget(page)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self._list)
        self._splitter.addWidget(self._pages)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setCollapsible(0, False)
        self._splitter.setHandleWidth(1)
        self._barred = EmptyState(
            theme,
            "lock",
            self.tr("Chỉ Văn phòng Chính phủ dùng màn hình này"),
            self.tr("Nếu đồng chí vừa được giao việc này, hãy đợi máy đồng bộ xong."),
        )
        self._waiting = EmptyState(theme, "building-2", self.tr("Đang đọc dữ liệu…"))
        self._whole = QStackedWidget()
        self._whole.addWidget(self._waiting)
        self._whole.addWidget(self._splitter)
        self._whole.addWidget(self._barred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.show_list)

    def _show_panes(self) -> None:
        """List and page side by side in very wide windows, else one at a time."""
        detail = self._pages.currentWidget() is not self._choose
        beside = bool(self._beside)
        self._list.setVisible(beside or not detail)
        self._pages.setVisible(beside or detail)
        self._list.setMaximumWidth(16_777_215 if not beside else round(_LIST_WIDTH * self._context.theme.scale))
        self._announce()

    def _announce(self) -> None:
        self.detail_shown.emit(self._pages.currentWidget() is not self._choose and not self._beside)
        self.titled.emit(self._title())

    def _title(self) -> str:
        page = self._pages.currentWidget()
        if page is self._form:
            return self.tr("Soạn phiếu")
        if page is self._board and self._shown is not None:
            return {
                BallotState.DRAFT: "",
                BallotState.OPEN: self.tr("Phiếu đang lấy ý kiến"),
                BallotState.CLOSED: self.tr("Phiếu đã đóng"),
                BallotState.TALLIED: self.tr("Phiếu đã tổng hợp"),
                BallotState.CANCELLED: self.tr("Phiếu đã hủy"),
            }[self._shown]
        return self.tr("Phiếu lấy ý kiến")

    def showEvent(self, event: QShowEvent) -> None:
        """The frame sets its title right after it shows a screen: tell it once more when it is done."""
        super().showEvent(event)
        QTimer.singleShot(0, self._announce)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reflow()

    def _reflow(self) -> None:
        beside = not self._narrow and self.width() >= _BESIDE_FROM * self._context.theme.scale
        if beside != self._beside:
            self._beside = beside
            self._list.set_beside(beside)
            self._show_panes()
            if beside:
                self._splitter.setSizes([_LIST_WIDTH, self.width() - _LIST_WIDTH])

    # -- reading -------------------------------------------------------------------------------------------------

    def _read_people(self) -> None:
        person, now = self._context.person, self._context.now()
        self._context.read(
            lambda s: (me(s, person, now), list_organizations(s)), lambda rows: self._on_people(*rows), owner=self
        )

    def _on_people(self, row: MeRow | None, agencies: tuple[OrganizationRow, ...]) -> None:
        self._rights = Rights.of(row.roles) if row is not None else Rights()
        self._form.set_agencies(agencies)
        self._list.set_may_begin(self._rights.works)
        self._whole.setCurrentWidget(self._splitter if self._rights.enters else self._barred)
        if self._ballot is not None:
            self._read_ballot(self._ballot)

    def _on_list(self, ballots: tuple[OfficeBallotRow, ...], drafts: tuple[BallotDraftRow, ...]) -> None:
        now = self._context.now()
        self._turn += 1
        turn = self._turn
        self._context.work(
            lambda: desk_lines(ballots, drafts, now),
            lambda lines: self._on_lines(turn, lines),
            lambda _: self._list.show_failure(),
            owner=self,
        )
        self._follow(ballots, drafts)
        urgent = sum(row.state.value == DeskTab.OPEN.value and now > row.deadline for row in ballots)
        urgent += sum(any(act.refused for act in row.pending) for row in ballots)
        self.counted.emit(urgent)

    def _on_lines(self, turn: int, lines: Mapping[DeskTab, Sequence[DeskLine]]) -> None:
        """Lines made of an older reading do not replace newer ones."""
        if turn == self._turn:
            self._list.show_lines(lines)

    def _read_ballot(self, ballot: BallotId) -> None:
        now = self._context.now()
        self._context.read(lambda s: response_map(s, ballot, now), lambda row: self._on_ballot(ballot, row), owner=self)

    def _on_ballot(self, ballot: BallotId, row: ResponseMapRow | None) -> None:
        if ballot != self._ballot:
            return
        self._acts.set_row(row)
        if row is not None:
            self._shown = row.ballot.state
            self._board.show_ballot(row, self._rights, self._context.now())
        arrived = self._pages.currentWidget() is not self._board
        self._pages.setCurrentWidget(self._board if row is not None else self._gone)
        self._show_panes()
        if arrived and not self._beside:
            self._board.setFocus()  # Tab goes on from here; beside the list the focus stays in the list

    def _on_changed(self, changes: ChangeSet) -> None:
        if any(changes.ids(kind) for kind in _PEOPLE_KINDS):
            self._read_people()
        if any(changes.ids(kind) for kind in _SHOWN_KINDS) and not self._breath.isActive():
            self._breath.start()

    def _follow(self, ballots: tuple[OfficeBallotRow, ...], drafts: tuple[BallotDraftRow, ...]) -> None:
        """A draft that the hub has taken is a ballot now: go on with that."""
        draft = self._draft
        if draft is not None and all(row.id != draft for row in drafts) and any(row.id == draft for row in ballots):
            self._list.open_tab(DeskTab.OPEN)
            self.open_ballot(draft)

    # -- a ballot being prepared ---------------------------------------------------------------------------------

    def _on_draft_chosen(self, key: str) -> None:
        self._context.read(lambda s: ballot_draft(s, key), self._on_draft_read, owner=self)

    def _on_draft_read(self, row: BallotDraftRow | None) -> None:
        if row is not None:
            self._show_form(row)

    def _show_form(self, row: BallotDraftRow | None) -> None:
        self._ballot = None
        self._draft = self._issue.begin(row)
        self._pages.setCurrentWidget(self._form)
        self._show_panes()
        self._form.first_focus().setFocus()

    def _on_issued(self, draft: str) -> None:
        """Sealed: the draft shows as waiting until the hub has it."""
        self._list.open_tab(DeskTab.DRAFT)
        self._draft = BallotId(draft)
        self._on_draft_chosen(draft)

    def _on_discarded(self) -> None:
        self.show_list()

    # -- acts ----------------------------------------------------------------------------------------------------

    def _on_act_asked(self, key: str) -> None:
        self._acts.ask(Act(key))

    def _on_summary_asked(self, ballot: str) -> None:
        self._summary.ask(ballot)

    def _on_summary_saved(self, path: str) -> None:
        self._board.tell(
            Tone.GREEN,
            "circle-check",
            self.tr("Đã lưu bảng tổng hợp."),
            self.tr("{}. Tệp này nằm ngoài kho mã hóa của ứng dụng.").format(path),
        )

    def _on_late_chosen(self, event: str) -> None:
        self._acts.ask_late(event)

    def _on_member_opened(self, person: str) -> None:
        self._acts.show_member(person)

    def _on_refusal_dismissed(self, event: str) -> None:
        ballot = self._ballot
        if ballot is not None:
            self._context.write(lambda s: dismiss_refusal(s, EventId(event), ballot), owner=self)
