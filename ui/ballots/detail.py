"""One ballot in full: the matter, the deadline, its papers, the answer's way, history and result."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.queries.client.answers import AnswerRow
from models.queries.client.ballot_detail import BallotDetailRow
from models.queries.client.papers import Availability, PaperRow
from models.types import BallotState, SendState, Standing
from ui import words
from ui.ballots.history_card import HistoryCard
from ui.ballots.result_card import ResultCard
from ui.ballots.track import stages, track_days
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button, ButtonKind, IconButton
from ui.widgets.cards import Card, Divider, Glyph, Notice, SectionHead
from ui.widgets.overlay import Scroller
from ui.widgets.paperline import PaperLine
from ui.widgets.text import Label, Run
from ui.widgets.tracks import DeadlineTrack, Stages

_PAPERS_SHOWN = 6


class BallotDetail(QWidget):
    """The page of one ballot, without the answer bar.

    ``paper_opened`` names a paper's id; ``answer_again_requested``: the person wants to sign another answer;
    ``copy_requested`` carries the telephone code; ``mate_opened`` the id of another ballot; ``save_requested`` the event
    whose signed page is to be saved as PDF.
    """

    paper_opened = Signal(str)
    answer_again_requested = Signal()
    copy_requested = Signal(str)
    mate_opened = Signal(str)
    save_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all_papers = False
        self._row: BallotDetailRow | None = None
        self._now: datetime | None = None
        self._content = QWidget()
        self._box = QVBoxLayout(self._content)
        self._scroller = Scroller(self._content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroller)

    def show_ballot(self, row: BallotDetailRow, now: datetime) -> None:
        """Show a ballot, or the same one renewed: the scroll position then stays."""
        same = self._row is not None and self._row.id == row.id
        place = self._scroller.verticalScrollBar().value() if same else 0
        if not same:
            self._all_papers = False
        self._row, self._now = row, now
        self._rebuild(row, now)
        self._scroller.verticalScrollBar().setValue(place)

    def tell(self, tone: Tone, icon: str, title: str, text: str) -> None:
        """Say something at the head of the page until it is renewed."""
        self._box.insertWidget(0, Notice(self._theme, tone, icon, title, text))
        self._scroller.verticalScrollBar().setValue(0)

    def _rebuild(self, row: BallotDetailRow, now: datetime) -> None:
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        box.setSpacing(Space.S)
        self._box = box
        self._add_head(row)
        self._add_notice(row)
        if row.results:
            box.addWidget(ResultCard(self._theme, row.results[0]))
        if row.current is not None:
            box.addWidget(self._way_card(row, row.current))
            if row.current.code and row.state is BallotState.OPEN:
                box.addWidget(self._code_card(row.current.code))
        if row.state is BallotState.OPEN and (row.current is None or row.draft is not None):
            box.addWidget(self._deadline_card(row, now))
        box.addWidget(self._papers_card(row))
        if len(row.answers) > 1 or (row.answers and row.current is None):
            box.addWidget(HistoryCard(self._theme, row.answers))
        box.addStretch(1)
        self._scroller.setWidget(content)
        content.setAutoFillBackground(False)
        self._content = content

    # -- parts ---------------------------------------------------------------------------------------------------

    def _add_head(self, row: BallotDetailRow) -> None:
        meta = self.tr("Phiếu số {} · ngày {}").format(row.number, words.full_date(row.issued_at))
        if row.current is not None:
            meta += self.tr(" · hạn {}").format(words.deadline(row.deadline))
        title = Label(self._theme, row.title, Style.TITLE, wrap=True)
        who = Label(
            self._theme,
            [
                Run(self.tr("{} trình · lấy ý kiến ").format(row.submitted_by)),
                Run(str(row.n_members), bold=True),
                Run(self.tr(" thành viên Chính phủ, thông qua khi quá nửa (từ ")),
                Run(str(row.threshold), bold=True),
                Run(self.tr(") đồng ý")),
            ],
            Style.META,
            Colour.INK2,
            wrap=True,
        )
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(Label(self._theme, meta, Style.META, Colour.INK2, wrap=True))
        column.addWidget(title)
        column.addWidget(who)
        self._box.addLayout(column)
        if row.question != row.title:
            self._box.addWidget(Label(self._theme, row.question, Style.BODY, wrap=True))

    def _add_notice(self, row: BallotDetailRow) -> None:
        answer = row.current or (row.answers[0] if row.answers else None)
        notice: Notice | None = None
        if row.state is BallotState.CANCELLED:
            text = self.tr("Lý do: {}").format(row.cancel_reason or self.tr("không ghi"))
            notice = Notice(self._theme, Tone.NEUTRAL, "x", self.tr("Phiếu đã được hủy."), text)
        elif answer is not None and answer.state is SendState.REFUSED:
            notice = Notice(
                self._theme,
                Tone.RED,
                "circle-x",
                self.tr("Văn phòng không nhận câu trả lời này. Bản đã ký vẫn được giữ trên máy."),
                words.refusal(answer.reason),
            )
        elif _competes(row):
            notice = Notice(
                self._theme,
                Tone.AMBER,
                "triangle-alert",
                self.tr("Có hai câu trả lời từ hai máy. Cần xác nhận câu trả lời cuối cùng."),
                self.tr("Chọn và ký lại một lần: câu trả lời mới thay cho cả hai."),
                (("again", self.tr("Ký xác nhận")),),
            )
            notice.activated.connect(lambda _: self.answer_again_requested.emit())
        elif answer is not None and answer.standing in (Standing.NOT_COUNTED, Standing.CHAIR_DECIDES):
            waiting = answer.standing is Standing.CHAIR_DECIDES
            head = (
                self.tr("Câu trả lời chờ người chủ trì quyết định có tính hay không.")
                if waiting
                else self.tr("Câu trả lời đã vào sổ nhưng không được tính.")
            )
            notice = Notice(self._theme, Tone.AMBER if waiting else Tone.RED, "hourglass", head, self._why(answer))
        elif answer is not None and answer.state is SendState.SIGNED:
            notice = Notice(
                self._theme,
                Tone.AMBER,
                "send",
                self.tr("Đã ký xong. Phiếu được giữ an toàn trên máy."),
                self.tr("Có mạng là máy tự gửi ngay, phiếu đi trước mọi tài liệu. Không cần làm gì thêm."),
            )
        if notice is not None:
            self._box.addWidget(notice)

    def _why(self, answer: AnswerRow) -> str:
        if answer.late and answer.not_before is not None and answer.received_at is not None:
            return self.tr("Ký trước hạn, nhận sau hạn: ký không sớm hơn {}, nhận lúc {}.").format(
                words.moment_full(answer.not_before), words.moment_full(answer.received_at)
            )
        return words.refusal(answer.reason) if answer.reason else ""

    def _deadline_card(self, row: BallotDetailRow, now: datetime) -> Card:
        card = Card(self._theme)
        column = card.column(Space.M, Space.XS)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        spec = words.days_badge(row.working_days_left, passed=now > row.deadline)
        head.addWidget(Badge(self._theme, spec.text, spec.tone, spec.icon))
        head.addWidget(Label(self._theme, self.tr("Hạn trả lời: {}").format(words.deadline(row.deadline)), Style.BODY))
        head.addStretch(1)
        column.addLayout(head)
        if row.days:
            column.addWidget(DeadlineTrack(self._theme, track_days(row.days, row.deadline)))
        if row.silence_approves:
            line = QHBoxLayout()
            line.setSpacing(Space.XXS)
            line.addWidget(Glyph(self._theme, "circle-help", 16, Colour.INK2))
            line.addWidget(
                Label(
                    self._theme,
                    self.tr("Quá hạn không trả lời được tính là đồng ý, ghi ở cột riêng."),
                    Style.META,
                    Colour.INK2,
                    wrap=True,
                ),
                1,
            )
            column.addLayout(line)
        return card

    def _papers_card(self, row: BallotDetailRow) -> Card:
        card = Card(self._theme)
        column = card.column(Space.M, 0)
        head = SectionHead(
            self._theme,
            self.tr("Tài liệu"),
            self.tr("{}, đã đọc {}").format(len(row.papers), row.papers_read),
        )
        column.addWidget(head)
        shown = row.papers if self._all_papers else row.papers[:_PAPERS_SHOWN]
        for number, paper in enumerate(shown):
            line = PaperLine(
                self._theme,
                _paper_icon(paper),
                paper.title,
                self._paper_state(paper),
                strong=paper.opened_at is None,
                last=number == len(shown) - 1,
            )
            line.clicked.connect(lambda _=False, document=paper.id: self.paper_opened.emit(document))
            column.addWidget(line)
        rest = len(row.papers) - len(shown)
        if rest > 0:
            more = Button(self._theme, self.tr("Xem thêm {} tài liệu").format(rest), ButtonKind.QUIET)
            more.clicked.connect(self._on_more_clicked)
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _paper_state(self, paper: PaperRow) -> str:
        pages = self.tr("{} trang").format(paper.pages) if paper.pages else words.size(paper.size)
        if paper.availability is Availability.FAILED:
            return self.tr("chưa tải được")
        if paper.availability is Availability.ABSENT:
            return self.tr("chưa tải · {}").format(words.size(paper.size))
        if paper.availability is Availability.PARTIAL:
            return self.tr("đang tải {} / {}").format(words.size(paper.held), words.size(paper.size))
        if 0 < paper.seen < paper.pages:
            return self.tr("đã xem {}/{} trang").format(paper.seen, paper.pages)
        return pages

    def _way_card(self, row: BallotDetailRow, answer: AnswerRow) -> Card:
        card = Card(self._theme)
        column = card.column(Space.M, Space.S)
        head = SectionHead(self._theme, self.tr("Đường đi của phiếu"))
        spec = words.choice_badge(answer.choice)
        head.add_aside(Badge(self._theme, spec.text, spec.tone, spec.icon))
        column.addWidget(head)
        column.addWidget(Stages(self._theme, stages(answer)))
        if answer.opinion:
            column.addWidget(Label(self._theme, f"“{answer.opinion}”", Style.COMPACT, Colour.INK2, wrap=True))
        acts = QHBoxLayout()
        if row.state is BallotState.OPEN:
            again = Button(self._theme, self.tr("Ký câu trả lời khác để thay"), ButtonKind.QUIET, icon="pen-line")
            again.clicked.connect(self.answer_again_requested)
            acts.addWidget(again)
        if answer.on_this_device:
            save = Button(self._theme, self.tr("Lưu bản đã ký"), ButtonKind.QUIET, icon="download")
            save.clicked.connect(lambda: self.save_requested.emit(answer.event))
            acts.addWidget(save)
        acts.addStretch(1)
        column.addLayout(acts)
        if answer.batch:
            column.addWidget(Divider(self._theme))
            column.addWidget(Label(self._theme, self.tr("Ký cùng lần"), Style.META, Colour.INK2))
        for number, mate in enumerate(answer.batch):
            last = number == len(answer.batch) - 1
            line = PaperLine(self._theme, "vote", mate.title, f"{words.choice(mate.choice)} · {mate.number}", last=last)
            line.clicked.connect(lambda _=False, ballot=mate.ballot: self.mate_opened.emit(ballot))
            column.addWidget(line)
        return card

    def _code_card(self, code: str) -> Card:
        card = Card(self._theme)
        column = card.column(Space.M, Space.XXS)
        column.addWidget(SectionHead(self._theme, self.tr("Nếu đến hạn vẫn mất mạng")))
        column.addWidget(
            Label(
                self._theme,
                self.tr("Đọc mã này qua điện thoại cho Văn phòng Chính phủ để ghi nhận phiếu trước hạn:"),
                Style.META,
                Colour.INK2,
                wrap=True,
            )
        )
        line = QHBoxLayout()
        line.addWidget(Label(self._theme, code, Style.CODE), 1)
        copy = IconButton(self._theme, "copy", self.tr("Chép mã"), side=44)
        copy.clicked.connect(lambda: self.copy_requested.emit(code))
        line.addWidget(copy)
        column.addLayout(line)
        return card

    def _on_more_clicked(self) -> None:
        self._all_papers = True
        if self._row is not None and self._now is not None:
            self.show_ballot(self._row, self._now)


def _competes(row: BallotDetailRow) -> bool:
    """Whether an answer of another device came after the one that counts, and the member has signed none since."""
    counted = row.current.received_at if row.current is not None else None
    if row.current is not None and counted is None:
        return False  # signed again, on its way
    return any(
        answer.standing is Standing.COMPETING
        and (counted is None or (answer.received_at is not None and answer.received_at >= counted))
        for answer in row.answers
    )


def _paper_icon(paper: PaperRow) -> str:
    if paper.availability is Availability.FAILED:
        return "triangle-alert"
    return "file-text" if paper.availability is Availability.COMPLETE else "download"
