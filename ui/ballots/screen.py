"""Phiếu lấy ý kiến: the list by tab, the chosen ballot, the answer and its signing."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from models.commands.client.ballots import save_draft
from models.desk.answering import BallotDesk, CastRow, mark_opened
from models.desk.signers import signer_of
from models.errors import EcabinetError
from models.ports import Phase, SignerIdentity
from models.queries.client.answers import AnswerDraftRow
from models.queries.client.ballot_detail import AnswerBar as Bar
from models.queries.client.ballot_detail import BallotDetailRow, ballot_detail
from models.queries.client.ballots import BallotTab, TabCounts, count_tabs, list_ballots
from models.queries.client.people import MeRow, me
from models.queries.client.signable import signable_ballots
from models.types import NO_CHANGES, BallotId, ChangeSet, Choice
from ui.ballots.answer_bar import AnswerBar
from ui.ballots.detail import BallotDetail
from ui.ballots.page_flow import PageFlow
from ui.ballots.rows import list_rows
from ui.ballots.sign_dialog import SignDialog, SigningFacts
from ui.context import Context, nothing_more
from ui.theme import Tone
from ui.widgets.cards import Divider, EmptyState
from ui.widgets.overlay import Overlay
from ui.widgets.rows import ListRow, RowList
from ui.widgets.tabs import Tabs, TabSpec

_LIST_WIDTH = 336
_SHOWN_KINDS = ("ballot", "draft", "out_event", "receipt", "answer", "result", "reading", "held_document", "alarm")


class BallotsScreen(QWidget):
    """``paper_requested``: ballot and document ids. ``counted``: ballots to answer. ``detail_shown`` in narrow windows
    says that one can go back to the list.
    """

    paper_requested = Signal(str, str)
    counted = Signal(int)
    detail_shown = Signal(bool)

    def __init__(self, context: Context, overlay: Overlay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk: BallotDesk | None = None
        self._overlay = overlay
        self._tab = BallotTab.TO_ANSWER
        self._ballot: BallotId | None = None
        self._row: BallotDetailRow | None = None
        self._me: MeRow | None = None
        self._answering_again = False
        self._typed_at: datetime | None = None  # the draft that was given to the store last
        self._narrow = False
        self.dialog: SignDialog | None = None
        self._build()
        self._page = PageFlow(context, self)
        self._page.told.connect(self._on_page_told)
        context.bridge.changed.connect(self._on_changed)
        self.refresh()

    # -- what others ask -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list, the counts and the ballot again."""
        person, now, tab = self._context.person, self._context.now(), self._tab
        self._context.read(lambda s: me(s, person, now), self._on_me, owner=self)
        self._context.read(lambda s: count_tabs(s, person, now), self._on_counts, owner=self)
        # Ten thousand ballots become lines on the store's thread, not on the one that paints.
        self._context.read(
            lambda s: list_rows(list_ballots(s, person, tab, now), tab, now),
            lambda lines: self._on_rows(tab, lines),
            owner=self,
        )
        if self._ballot is not None:
            self._read_ballot(self._ballot)

    def open_ballot(self, ballot: BallotId) -> None:
        """Show one ballot, whichever tab it stands in."""
        if ballot != self._ballot:
            self.bar.flush()
            self.bar.clear()
            self._answering_again = False
            self._typed_at = None
        self._ballot = ballot
        self._list.set_current(ballot)
        self._read_ballot(ballot)
        profile = self._context.profile
        self._context.work(lambda: mark_opened(profile, ballot), nothing_more, nothing_more, owner=self)
        self._show_pane(detail=True)

    def _follow(self, ballot: BallotId, tab: BallotTab | None) -> None:
        """The list shows the tab in which the chosen ballot stands."""
        if ballot == self._ballot and tab is not None and tab is not self._tab:
            self._tab = tab
            self._tabs.set_current(tab.value)
            self.refresh()

    def show_tab(self, tab: BallotTab) -> None:
        """Show the list of one tab and its first ballot."""
        self.bar.flush()
        self._tab = tab
        self._tabs.set_current(tab.value)
        self._ballot, self._row = None, None
        self._right.setCurrentWidget(self._choose)
        self.refresh()

    def set_narrow(self, narrow: bool) -> None:
        """One pane at a time in narrow windows."""
        self._narrow = narrow
        self._show_pane(detail=self._ballot is not None and narrow)

    def hides_list(self) -> bool:
        """Whether a narrow window shows a ballot in the place of the list."""
        return self._narrow and self._ballot is not None

    def show_list(self) -> None:
        """Back to the list (narrow windows)."""
        self.bar.flush()
        self._ballot, self._row = None, None
        self._show_pane(detail=False)

    def shown_ballot(self) -> BallotId | None:
        """The ballot whose page is on screen."""
        return self._row.id if self._row is not None else None

    def flush(self) -> None:
        """Nothing the person typed stays only in memory."""
        self.bar.flush()

    # -- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._left = self._make_list()
        self._right = self._make_detail()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._left)
        splitter.addWidget(self._right)
        splitter.setSizes([_LIST_WIDTH, 1000])
        splitter.setStretchFactor(1, 1)
        splitter.setCollapsible(0, False)
        splitter.setHandleWidth(1)
        self._left.setMinimumWidth(_LIST_WIDTH - 40)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(splitter)

    def _make_list(self) -> QWidget:
        theme = self._context.theme
        self._tabs = Tabs(
            theme,
            (
                TabSpec(BallotTab.TO_ANSWER.value, self.tr("Cần trả lời")),
                TabSpec(BallotTab.SIGNED.value, self.tr("Đã ký")),
                TabSpec(BallotTab.RETURNED.value, self.tr("Trả lại")),
                TabSpec(BallotTab.CLOSED.value, self.tr("Đã đóng")),
            ),
        )
        self._tabs.chosen.connect(self._on_tab_chosen)
        self._list = RowList(theme, self.tr("Danh sách phiếu"))
        self._list.chosen.connect(self._on_row_chosen)
        self._nothing = EmptyState(theme, "vote", "", "")
        self._list_stack = QStackedWidget()
        self._list_stack.addWidget(self._list)
        self._list_stack.addWidget(self._nothing)
        holder = QWidget()
        left = QVBoxLayout(holder)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        tabs_row = QHBoxLayout()
        tabs_row.setContentsMargins(20, 0, 0, 0)
        tabs_row.addWidget(self._tabs)
        tabs_row.addStretch(1)
        left.addLayout(tabs_row)
        left.addWidget(Divider(theme))
        left.addWidget(self._list_stack, 1)
        return holder

    def _make_detail(self) -> QStackedWidget:
        theme = self._context.theme
        self._detail = BallotDetail(theme)
        self._detail.paper_opened.connect(self._on_paper_opened)
        self._detail.answer_again_requested.connect(self._on_answer_again)
        self._detail.copy_requested.connect(lambda code: QGuiApplication.clipboard().setText(code))
        self._detail.save_requested.connect(self._on_save_requested)
        self._detail.mate_opened.connect(lambda ballot: self.open_ballot(BallotId(ballot)))
        self.bar = AnswerBar(theme)
        self.bar.edited.connect(self._on_edited)
        self.bar.sign_requested.connect(self._on_sign_requested)
        self.bar.hide()
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._detail, 1)
        column.addWidget(self.bar)
        self._choose = EmptyState(
            theme,
            "vote",
            self.tr("Chọn một phiếu để xem"),
            self.tr("Tài liệu đã tải về đọc được cả khi mất mạng."),
        )
        stack = QStackedWidget()
        stack.addWidget(self._choose)
        stack.addWidget(shown)
        self._shown = shown
        return stack

    def _show_pane(self, *, detail: bool) -> None:
        self._left.setVisible(not (self._narrow and detail))
        self._right.setVisible(not self._narrow or detail)
        self.detail_shown.emit(self._narrow and detail)

    # -- reading -------------------------------------------------------------------------------------------------

    def _read_ballot(self, ballot: BallotId) -> None:
        person, now = self._context.person, self._context.now()
        self._context.read(
            lambda s: ballot_detail(s, ballot, person, now), lambda row: self._on_ballot(ballot, row), owner=self
        )

    def _on_me(self, row: MeRow | None) -> None:
        self._me = row

    def _on_counts(self, counts: TabCounts) -> None:
        self._tabs.set_counts(
            {
                BallotTab.TO_ANSWER.value: counts.to_answer,
                BallotTab.SIGNED.value: counts.signed or None,
                BallotTab.RETURNED.value: counts.returned or None,
            }
        )
        self.counted.emit(counts.to_answer)

    def _on_rows(self, tab: BallotTab, rows: Sequence[tuple[Hashable, ListRow]]) -> None:
        if tab is not self._tab:
            return
        self._list.set_rows(rows)
        if not rows:
            self._nothing.set_words(*self._empty_words(tab))
        self._list_stack.setCurrentWidget(self._list if rows else self._nothing)
        if self._ballot is not None:
            self._list.set_current(self._ballot)
        elif rows and not self._narrow:
            self.open_ballot(BallotId(str(rows[0][0])))

    def _empty_words(self, tab: BallotTab) -> tuple[str, str]:
        return {
            BallotTab.TO_ANSWER: (self.tr("Không còn phiếu cần trả lời"), self.tr("Phiếu mới sẽ hiện ngay tại đây.")),
            BallotTab.SIGNED: (self.tr("Chưa có phiếu đã ký"), self.tr("Phiếu đã ký được giữ ở đây đến khi đóng.")),
            BallotTab.RETURNED: (self.tr("Không có phiếu bị trả lại"), ""),
            BallotTab.CLOSED: (self.tr("Chưa có phiếu đã đóng"), ""),
        }[tab]

    def _on_ballot(self, ballot: BallotId, row: BallotDetailRow | None) -> None:
        if ballot != self._ballot:
            return
        self._row = row
        if row is None:
            self._right.setCurrentWidget(self._choose)
            return
        self._detail.show_ballot(row, self._context.now())
        may_answer = row.bar is Bar.NONE and (row.current is None or self._answering_again or row.draft is not None)
        self.bar.setVisible(may_answer)
        if may_answer:
            self.bar.set_replacing(row.current is not None)
            if not self._is_older_than_typed(row.draft):
                self.bar.show_draft(row.draft)
        self._right.setCurrentWidget(self._shown)

    def _is_older_than_typed(self, draft: AnswerDraftRow | None) -> bool:
        """Whether a row was read before what the person has just typed was stored: the newer one follows."""
        return self._typed_at is not None and (draft is None or draft.saved_at < self._typed_at)

    def _on_changed(self, changes: ChangeSet) -> None:
        if any(changes.ids(kind) for kind in _SHOWN_KINDS):
            self.refresh()

    # -- intents -------------------------------------------------------------------------------------------------

    def _on_tab_chosen(self, key: str) -> None:
        self.show_tab(BallotTab(key))

    def _on_row_chosen(self, key: object) -> None:
        self.open_ballot(BallotId(str(key)))

    def _on_paper_opened(self, document: str) -> None:
        if self._ballot is not None:
            self.bar.flush()
            self.paper_requested.emit(self._ballot, document)

    def _on_save_requested(self, event: str) -> None:
        if self._row is not None:
            self._page.ask(event, self._row.number)

    def _on_page_told(self, good: bool, title: str, text: str) -> None:
        self._detail.tell(Tone.GREEN if good else Tone.RED, "check" if good else "circle-x", title, text)

    def _on_answer_again(self) -> None:
        self._answering_again = True
        if self._row is not None:
            self._on_ballot(self._row.id, self._row)

    def _on_edited(self, choice: Choice | None, opinion: str) -> None:
        if self._ballot is not None:
            ballot, now = self._ballot, self._context.now()
            self._typed_at = now
            self._context.write(lambda s: save_draft(s, ballot, choice, opinion, now), owner=self)

    # -- signing -------------------------------------------------------------------------------------------------

    def _on_sign_requested(self) -> None:
        """Collect every ballot with a complete draft, this one first, then show what will be signed."""
        if self._ballot is None:
            return
        first = self._ballot
        # By way of the writer: what was typed a moment ago is stored before it is read to be signed.
        self._context.write(
            lambda _: (None, NO_CHANGES), lambda _: self._gather(first), owner=self, failed=self.bar.show_trouble
        )

    def _gather(self, first: BallotId) -> None:
        person, now = self._context.person, self._context.now()
        self._context.read(lambda s: signable_ballots(s, first, person, now), self._on_gathered, owner=self)

    def _on_gathered(self, rows: tuple[BallotDetailRow, ...]) -> None:
        if not rows:
            return
        self._context.work(
            self._take_signer, lambda ready: self._on_signer(rows, *ready), self.bar.show_trouble, owner=self
        )

    def _take_signer(self) -> tuple[BallotDesk, SignerIdentity]:
        """On a work thread: the signer of this profile and its certificate, judged before any PIN."""
        profile = self._context.profile
        desk = BallotDesk(profile, signer_of(profile))
        return desk, desk.identity()

    def _on_signer(self, rows: tuple[BallotDetailRow, ...], desk: BallotDesk, identity: SignerIdentity) -> None:
        self._desk = desk
        self._open_dialog(
            rows,
            SigningFacts(
                person=self._signer_words(),
                certificate=identity.subject,
                valid_until=identity.not_after,
                on_token=identity.on_token,
                is_test=identity.is_test,
                offline_since=self._offline_since(),
            ),
        )

    def _signer_words(self) -> str:
        if self._me is None:
            return self._context.profile.public.person_name
        member = self.tr("thành viên Chính phủ")
        return f"{self._me.name}, {member}" if self._me.membership else self._me.name

    def _offline_since(self) -> datetime | None:
        state = self._context.activity.state()
        return state.last_contact if state.phase is Phase.OFFLINE else None

    def _open_dialog(self, rows: tuple[BallotDetailRow, ...], facts: SigningFacts) -> None:
        dialog = SignDialog(self._context.theme, rows, facts)
        dialog.sign_requested.connect(self._on_confirmed)
        self.dialog = dialog
        self._overlay.open(dialog)

    def _on_confirmed(self, ballots: tuple[BallotId, ...], pin: str) -> None:
        desk = self._desk
        if desk is not None:
            self._context.work(lambda: desk.cast(ballots, pin), self._on_cast, self._on_cast_failed, owner=self)

    def _on_cast(self, rows: tuple[CastRow, ...]) -> None:
        self._answering_again = False
        self._typed_at = None
        if self.dialog is not None:
            self.dialog.set_busy(False)
            self.dialog = None
            self._overlay.close_panel()
        self._context.link.wake()
        self._tab = BallotTab.SIGNED
        self._tabs.set_current(BallotTab.SIGNED.value)
        self.refresh()

    def _on_cast_failed(self, error: EcabinetError) -> None:
        if self.dialog is not None:
            self.dialog.show_failure(error)
