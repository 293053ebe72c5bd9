"""Soạn phiếu: number, agency, title, question, papers, deadline; kept on this device while one writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.commands.client.office import DraftFields
from models.queries.client.ballot_drafts import BallotDraftRow
from models.queries.client.people import OrganizationRow
from models.statements import MAX_QUESTION, MAX_TITLE
from models.types import PaperRef
from ui import words
from ui.ballots.track import track_days
from ui.office.fields import SelectField, TextField
from ui.office.issue_fields import Filled, Place, Window, days_of, problems, windows
from ui.office.papers_card import PapersCard
from ui.office.papers_list import PaperState
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.buttons import TALL, Button, ButtonKind
from ui.widgets.cards import Card, Glyph, Notice, SectionHead
from ui.widgets.fields import Field
from ui.widgets.overlay import Scroller
from ui.widgets.tabs import Segments, TabSpec
from ui.widgets.text import Label
from ui.widgets.tracks import DayKind, DeadlineTrack, TrackDay

_SAVE_MS = 600
_SIDE = 272
_TWO_COLUMNS_FROM = 900


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What the person asks to issue, for the confirmation."""

    fields: DraftFields
    agency: str


class IssueForm(QWidget):
    """``edited`` carries :class:`DraftFields` a moment after the last change; ``issue_asked`` an :class:`IssueRequest`
    that is complete; ``discarded``: throw the draft away; ``file_added`` and ``paper_removed`` as in :class:`PapersCard`.
    """

    edited = Signal(object)
    issue_asked = Signal(object)
    discarded = Signal()
    file_added = Signal(str, object, str)
    paper_removed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dirty = False
        self._asked = False
        self._two_columns: bool | None = None
        self._rule_set = ""
        self._chosen_days: int | None = None
        self._windows: tuple[Window, ...] = ()
        self._make_left()
        self._make_side()
        content = QWidget()
        self._columns = QHBoxLayout(content)
        self._columns.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        self._columns.setSpacing(Space.L)
        self._columns.addWidget(self._left, 1)
        self._scroller = Scroller(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroller)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_SAVE_MS)
        self._typing.timeout.connect(self.flush)
        theme.changed.connect(self._reflow)
        self._reflow()

    # -- what others ask -----------------------------------------------------------------------------------------

    def set_agencies(self, rows: Sequence[OrganizationRow]) -> None:
        """The agencies that may submit."""
        self._agency.set_options([(row.id, row.name) for row in rows])

    def show_draft(self, draft: BallotDraftRow | None, now: datetime) -> None:
        """Begin a ballot (None), or go on with a draft; what is typed and not kept yet is dropped: flush first."""
        self._typing.stop()
        self._dirty = self._asked = False
        rules, self._windows = windows(now)
        self._rule_set = rules.id if rules is not None else ""
        self._days.set_tabs([TabSpec(str(window.days), str(window.days)) for window in self._windows])
        self._no_rules.setVisible(not self._windows)
        self._number.set_text(draft.number if draft else "")
        self._agency.set_key(draft.submitted_by if draft else "")
        self._title.set_text(draft.title if draft else "")
        self._question.set_text(draft.question if draft else "")
        self._papers.set_papers(draft.papers if draft else ())
        days = days_of(draft, now) if draft else None
        lapsed = draft is not None and draft.deadline is not None and days is None
        self._set_days(days if days is not None else None if lapsed else self._longest())
        self.show_saved(draft.saved_at if draft else None)
        self._show_state(draft)
        for field in (self._number, self._agency, self._title, self._question):
            field.set_error("")
        self._papers.set_error("")
        self._deadline_error.set_words(
            self.tr("Thời hạn đã chọn không còn đủ ngày làm việc, hãy chọn lại.") if lapsed else ""
        )
        self._deadline_error.setVisible(lapsed)
        self._missing.hide()
        self._scroller.verticalScrollBar().setValue(0)

    def show_saved(self, at: datetime | None) -> None:
        """When the draft was last kept on this device."""
        self._saved_mark.setVisible(at is not None)
        self._saved.set_words(
            self.tr("Bản nháp đã lưu trên máy {}").format(words.clock(at)) if at else self.tr("Chưa có gì để lưu")
        )
        self._discard.setEnabled(at is not None)

    def settle_file(self, key: str, ref: PaperRef | None, why: str = "") -> None:
        """What became of a file that was added."""
        self._papers.settle(key, ref, why)

    def flush(self) -> None:
        """Tell of an edit now."""
        self._typing.stop()
        if self._dirty:
            self._dirty = False
            self.edited.emit(self.fields())

    def drop_edits(self) -> None:
        """Forget what is not kept yet: the draft is gone, or sealed."""
        self._typing.stop()
        self._dirty = False

    def fields(self) -> DraftFields:
        """What is filled in, for the draft; over-long texts are cut in the draft only, never at the issue."""
        window = self._window()
        return DraftFields(
            number=self._number.text(),
            title=self._title.text()[:MAX_TITLE],
            question=self._question.text()[:MAX_QUESTION],
            submitted_by=self._agency.key(),
            deadline=window.deadline if window else None,
            rule_set=self._rule_set,
            papers=self._papers.papers(),
        )

    def first_focus(self) -> QWidget:
        """Where writing begins."""
        return self._number

    # -- building ------------------------------------------------------------------------------------------------

    def _make_left(self) -> None:
        theme = self._theme
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self._state = Notice(theme, Tone.RED, "circle-x", "", "")
        self._state.hide()
        column.addWidget(self._state)
        card = self._matter = Card(theme)
        inside = card.column(Space.M, Space.S)
        inside.addWidget(SectionHead(theme, self.tr("Nội dung phiếu")))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        self._number = Field(theme, self.tr("Số phiếu"), help_words=self.tr("Ví dụ: 9012/PLYK-VPCP"))
        self._agency = SelectField(theme, self.tr("Cơ quan trình"), self.tr("Chọn cơ quan"))
        row.addWidget(self._number, 2)
        row.addWidget(self._agency, 3, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(row)
        self._title = TextField(theme, self.tr("Tên phiếu"), hint=self.tr("Dự thảo Nghị định về …"))
        self._question = TextField(
            theme,
            self.tr("Vấn đề xin ý kiến"),
            lines=3,
            hint=self.tr("Đồng ý ban hành Nghị định về …?"),
            help_words=self.tr("Thành viên chọn: Đồng ý, Không đồng ý hoặc Ý kiến khác."),
        )
        inside.addWidget(self._title)
        inside.addWidget(self._question)
        column.addWidget(card)
        self._papers = PapersCard(theme)
        column.addWidget(self._papers)
        column.addStretch(1)
        self._number.edited.connect(lambda _: self._on_edited())
        self._agency.edited.connect(lambda _: self._on_edited())
        self._title.edited.connect(self._on_edited)
        self._question.edited.connect(self._on_edited)
        self._papers.edited.connect(self._on_edited)
        self._papers.file_added.connect(self.file_added)
        self._papers.removed.connect(self.paper_removed)

    def _make_side(self) -> None:
        theme = self._theme
        self._side = QWidget()
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._deadline_card(theme))
        column.addWidget(self._issue_card(theme))
        column.addStretch(1)

    def _deadline_card(self, theme: Theme) -> Card:
        card = Card(theme)
        inside = card.column(Space.M, Space.XS)
        inside.addWidget(SectionHead(theme, self.tr("Thời hạn trả lời")))
        inside.addWidget(Label(theme, self.tr("Số ngày làm việc"), Style.COMPACT_BOLD))
        self._days = Segments(theme)
        self._days.setAccessibleName(self.tr("Số ngày làm việc"))
        self._days.chosen.connect(self._on_days_chosen)
        inside.addWidget(self._days, 0, Qt.AlignmentFlag.AlignLeft)
        self._deadline = Label(theme, "", Style.BODY_BOLD, wrap=True)
        inside.addWidget(self._deadline)
        self._track = DeadlineTrack(theme)
        inside.addWidget(self._track)
        self._deadline_error = Label(theme, "", Style.META, Colour.RED, wrap=True)
        inside.addWidget(self._deadline_error)
        self._no_rules = Label(
            theme,
            self.tr("Chưa có bảng ngày nghỉ cho thời gian này. Cần cập nhật ứng dụng."),
            Style.META,
            Colour.RED,
            wrap=True,
        )
        inside.addWidget(self._no_rules)
        note = self.tr("Tính từ ngày làm việc sau ngày phát hành, theo Quy chế làm việc của Chính phủ.")
        inside.addWidget(Label(theme, note, Style.META, Colour.INK3, wrap=True))
        return card

    def _issue_card(self, theme: Theme) -> Card:
        card = Card(theme)
        inside = card.column(Space.M, Space.XS)
        inside.addWidget(SectionHead(theme, self.tr("Phát hành")))
        saved = QHBoxLayout()
        saved.setSpacing(Space.XXS)
        self._saved_mark = Glyph(theme, "check", 16, Colour.INK2)
        self._saved = Label(theme, "", Style.META, Colour.INK2, wrap=True)
        saved.addWidget(self._saved_mark, 0, Qt.AlignmentFlag.AlignTop)
        saved.addWidget(self._saved, 1)
        inside.addLayout(saved)
        self._missing = Label(theme, "", Style.META, Colour.RED, wrap=True)
        self._missing.hide()
        inside.addWidget(self._missing)
        self._issue = Button(theme, self.tr("Xem lại và phát hành"), ButtonKind.PRIMARY, icon="send", height=TALL)
        self._issue.clicked.connect(self._on_issue_clicked)
        inside.addWidget(self._issue)
        self._discard = Button(theme, self.tr("Xóa bản nháp"), ButtonKind.QUIET, icon="x")
        self._discard.clicked.connect(self.discarded)
        inside.addWidget(self._discard)
        return card

    # -- deadline ------------------------------------------------------------------------------------------------

    def _longest(self) -> int | None:
        return self._windows[-1].days if self._windows else None

    def _window(self) -> Window | None:
        chosen = self._chosen_days
        return next((window for window in self._windows if window.days == chosen), None)

    def _set_days(self, days: int | None) -> None:
        self._chosen_days = days
        if days is not None:
            self._days.set_current(str(days))
        window = self._window()
        self._deadline.set_words(
            self.tr("Hạn: {}").format(words.deadline(window.deadline)) if window else self.tr("Chưa chọn thời hạn")
        )
        self._track.set_days(_short(window) if window else ())
        self._track.setVisible(window is not None)

    def _on_days_chosen(self, key: str) -> None:
        self._set_days(int(key))
        self._deadline_error.hide()
        self._on_edited()

    # -- issuing -------------------------------------------------------------------------------------------------

    def filled(self) -> Filled:
        """What the form holds, for the check."""
        items = self._papers.items()
        return Filled(
            number=self._number.text(),
            submitted_by=self._agency.key(),
            title=self._title.text(),
            question=self._question.text(),
            days=self._chosen_days if self._window() else None,
            papers=self._papers.papers(),
            staging=sum(item.state is PaperState.STAGING for item in items),
            refused=sum(item.state is PaperState.REFUSED for item in items),
            declared=self._papers.declared.isChecked(),
        )

    def _on_edited(self) -> None:
        self._dirty = True
        self._typing.start()
        if self._asked:
            self._judge()

    def _judge(self) -> dict[Place, str]:
        """Say beside each field what is missing; nothing is said before the person first asks to issue."""
        found = problems(self.filled())
        self._number.set_error(found.get(Place.NUMBER, ""))
        self._agency.set_error(found.get(Place.AGENCY, ""))
        self._title.set_error(found.get(Place.TITLE, ""))
        self._question.set_error(found.get(Place.QUESTION, ""))
        self._papers.set_error(found.get(Place.PAPERS) or found.get(Place.DECLARED, ""))
        self._deadline_error.set_words(found.get(Place.DEADLINE, ""))
        self._deadline_error.setVisible(Place.DEADLINE in found)
        self._missing.set_words(self.tr("Còn {} chỗ chưa đúng, xem cạnh từng ô.").format(len(found)))
        self._missing.setVisible(bool(found))
        return found

    def _on_issue_clicked(self) -> None:
        self._asked = True
        found = self._judge()
        if found:
            places: dict[Place, QWidget] = {
                Place.NUMBER: self._number,
                Place.AGENCY: self._agency,
                Place.TITLE: self._title,
                Place.QUESTION: self._question,
                Place.PAPERS: self._papers,
                Place.DECLARED: self._papers.declared,
                Place.DEADLINE: self._days,
            }
            first = places[next(place for place in Place if place in found)]
            first.setFocus()
            self._scroller.ensureWidgetVisible(first)
            return
        self.flush()
        self.issue_asked.emit(IssueRequest(self.fields(), self._agency.words()))

    def _show_state(self, draft: BallotDraftRow | None) -> None:
        """A sealed issue can only be looked at; a refused one can be mended and issued again."""
        refused = draft.refused if draft else ""
        sealed = draft is not None and draft.sealed_at is not None and not refused
        self._state.setVisible(bool(refused) or sealed)
        if refused:
            safe = self.tr("Bản nháp vẫn được giữ trên máy. Sửa rồi phát hành lại.")
            self._state.set_look(Tone.RED, "circle-x")
            self._state.set_words(self.tr("Máy chủ không nhận phiếu này."), f"{words.refusal(refused)} {safe}")
        elif sealed:
            self._state.set_look(Tone.SLATE, "send")
            self._state.set_words(
                self.tr("Đã ký lệnh phát hành, chờ gửi."),
                self.tr("Tài liệu được gửi trước, rồi đến phiếu. Có mạng là máy tự gửi, không cần làm gì thêm."),
            )
        for part in (self._matter, self._papers, self._days, self._issue):
            part.setEnabled(not sealed)
        self._discard.setEnabled(draft is not None and not sealed)

    # -- layout --------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reflow()

    def _reflow(self) -> None:
        """Deadline and issue stand beside the fields where there is room, else below them."""
        scale = min(self._theme.scale, 1.25)
        two = self.width() >= _TWO_COLUMNS_FROM * scale
        self._side.setMaximumWidth(round(_SIDE * scale) if two else 16_777_215)
        self._side.setMinimumWidth(round(_SIDE * scale) if two else 0)
        if two != self._two_columns:
            self._two_columns = two
            column = self._left.layout()
            if two:
                self._columns.addWidget(self._side)
            elif isinstance(column, QVBoxLayout):
                column.insertWidget(column.count() - 1, self._side)


def _short(window: Window) -> list[TrackDay]:
    """The days of a window; where the bars are narrow their labels are the day of the month alone."""
    bars = track_days(window.strip, window.deadline)
    return [
        replace(bar, short=" " if bar.kind is DayKind.FREE else bar.short.split(" ")[-1].split("/")[0]) for bar in bars
    ]
