"""One ballot on the Office's desk: tally, map of responses, the acts and the log beside them; renewed in place."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.queries.client.ballot_detail import ResultRow
from models.queries.client.office import ResponseMapRow
from models.types import BallotState
from ui import words
from ui.office.acts import Rights, plan
from ui.office.map_rows import (
    Filter,
    filters,
    formula,
    headline,
    log_lines,
    offices,
    result_badge,
    result_tally,
    tally,
    tile_specs,
    unknown_hint,
    when,
)
from ui.office.rows import state_badge
from ui.office.side_cards import ActCard, LateCard, LogCard, PendingCard
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.badge import Badge
from ui.widgets.cards import Card, Glyph, Notice, SectionHead
from ui.widgets.overlay import Scroller
from ui.widgets.tabs import Segments
from ui.widgets.tally import ResponseMap, TallyBar
from ui.widgets.text import Label, Run

_SIDE = 272
_TWO_COLUMNS_FROM = 900


class _MapArea(QWidget):
    """The tiles, and a hint in the room that the last row leaves free, else below."""

    _GAP = 8
    _LEAST = 300

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.map = ResponseMap(theme, self)
        self._hint = QWidget(self)
        row = QHBoxLayout(self._hint)
        row.setContentsMargins(Space.XS, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(Glyph(theme, "wifi-off", 20, Colour.AMBER))
        self._words = Label(theme, "", Style.META, Colour.INK2, wrap=True, middle=True)
        row.addWidget(self._words, 1)
        self._hint.hide()
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._place)

    def set_hint(self, runs: list[Run]) -> None:
        self._words.set_words(runs)
        self._hint.setVisible(bool(runs))
        self._place()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        width = max(self.width(), self.map.minimumSizeHint().width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return self.map.minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        tiles = max(self._theme.grown(48), self.map.heightForWidth(width))
        if self._hint.isHidden() or self._free(width) is not None:
            return tiles
        return tiles + self._GAP + self._hint_height(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _hint_height(self, width: int) -> int:
        room = width - Space.XS - self._theme.icon_size(20) - Space.XS
        return max(self._theme.icon_size(20), self._words.heightForWidth(room))

    def _free(self, width: int) -> QRect | None:
        """The free room of the last row, if the hint fits into it."""
        room = self.map.room_after_last(width)
        fits = room.width() >= self._LEAST and self._hint_height(room.width()) <= room.height()
        return room if fits else None

    def _place(self) -> None:
        width = self.width()
        tall = self.map.heightForWidth(width)
        self.map.setGeometry(0, 0, width, tall)
        if self._hint.isHidden():
            return
        free = self._free(width)
        if free is None:
            free = QRect(0, tall + self._GAP, width, self._hint_height(width))
        self._hint.setGeometry(free)


class BallotBoard(QWidget):
    """``act_asked`` an :class:`ui.office.acts.Act`; ``late_chosen`` and ``refusal_dismissed`` an event; ``member_opened``
    a person.
    """

    act_asked = Signal(str)
    late_chosen = Signal(str)
    refusal_dismissed = Signal(str)
    member_opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row: ResponseMapRow | None = None
        self._now: datetime | None = None
        self._filter = Filter.ALL
        self._two_columns: bool | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setProperty("noRing", True)  # where Tab starts from, not a control
        self._make_left()
        self._make_side()
        self._scroller = Scroller(self._left)
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(0)
        self._columns.addWidget(self._scroller, 1)
        theme.changed.connect(self._reflow)
        self._reflow()

    def show_ballot(self, row: ResponseMapRow, rights: Rights, now: datetime) -> None:
        """Show a ballot, or the same one renewed: filter, focus and scroll position then stay."""
        if self._row is None or self._row.ballot.id != row.ballot.id:
            self._filter = Filter.ALL
            self._told.hide()
            self._log.fold()
            self._scroller.verticalScrollBar().setValue(0)
        self._row, self._now = row, now
        self._show_head(row, now)
        self._show_result(row, now)
        self._show_notices(row, rights, now)
        self._acts.show_plan(plan(row, rights))
        self._reflow()
        self._archive.setVisible(row.ballot.state is BallotState.TALLIED)
        self._log.show_lines(log_lines(row, now))

    def tell(self, tone: Tone, icon: str, title: str, words: str) -> None:
        """Say over the map what became of something; it goes when another ballot is shown."""
        self._told.set_look(tone, icon)
        self._told.set_words(title, words)
        self._told.show()

    # -- building ------------------------------------------------------------------------------------------------

    def _make_left(self) -> None:
        theme = self._theme
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        self._meta = Label(theme, "", Style.META, Colour.INK2, wrap=True)
        self._badge = Badge(theme, "")
        self._title = Label(theme, "", Style.TITLE, wrap=True)
        self._question = Label(theme, "", Style.COMPACT, Colour.INK2, wrap=True, max_lines=3)
        top = QGridLayout()
        top.setHorizontalSpacing(Space.S)
        top.setVerticalSpacing(0)
        top.setColumnStretch(0, 1)
        top.addWidget(self._meta, 0, 0)
        top.addWidget(self._title, 1, 0, 1, 2)
        top.addWidget(self._question, 2, 0, 1, 2)
        top.addWidget(self._badge, 0, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        self._told = Notice(theme, Tone.GREEN, "circle-check", "", "")
        self._told.hide()
        column.addWidget(self._told)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(Space.S)
        column.addLayout(self._notices)
        card = Card(theme)
        inside = card.column(Space.M, Space.XS)
        inside.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        self._result_head = SectionHead(theme, "")
        self._result_badge = Badge(theme, "")
        self._result_head.add_aside(self._result_badge)
        self._bar = TallyBar(theme)
        self._formula = Label(theme, "", Style.META, Colour.INK2, wrap=True)
        inside.addWidget(self._result_head)
        inside.addWidget(self._bar)
        inside.addWidget(self._formula)
        column.addWidget(card)
        self._segments = Segments(theme)
        self._segments.setAccessibleName(self.tr("Lọc thành viên"))
        self._segments.chosen.connect(self._on_filter_chosen)
        column.addWidget(self._segments, 0, Qt.AlignmentFlag.AlignLeft)
        self._area = _MapArea(theme)
        self._area.map.opened.connect(self.member_opened)
        self._nobody = Label(theme, self.tr("Không có thành viên nào ở nhóm này."), Style.COMPACT, Colour.INK3)
        column.addWidget(self._nobody)
        column.addWidget(self._area)
        column.addStretch(1)

    def _make_side(self) -> None:
        theme = self._theme
        self._side = QWidget()
        column = self._side_column = QVBoxLayout(self._side)
        column.setSpacing(Space.M)
        self._acts = ActCard(theme)
        self._acts.asked.connect(self.act_asked)
        column.addWidget(self._acts)
        self._archive = Notice(
            theme,
            Tone.NEUTRAL,
            "info",
            self.tr("Kho lưu trữ để kiểm tra độc lập"),
            self.tr("Do máy chủ xuất bằng lệnh “ecabinet-hub ballot export”, kiểm bằng “ecabinet-hub verify”."),
            in_panel=True,
        )
        column.addWidget(self._archive)
        self._log = LogCard(theme)
        column.addWidget(self._log, 1)

    # -- showing -------------------------------------------------------------------------------------------------

    def _show_head(self, row: ResponseMapRow, now: datetime) -> None:
        ballot = row.ballot
        self._meta.set_words(
            self.tr("Phiếu số {} · {} trình · hạn {}").format(
                ballot.number, ballot.submitted_by, words.deadline(ballot.deadline)
            )
        )
        self._badge.set_spec(state_badge(ballot, now))
        self._title.set_words(ballot.title)
        self._question.set_words(row.question)
        self._question.setVisible(row.question != ballot.title)

    def _show_result(self, row: ResponseMapRow, now: datetime) -> None:
        result = row.results[0] if row.results else None
        if result is None:
            self._bar.set_tally(tally(row), headline(row))
        else:
            half = Run(self.tr("{}/{} quá nửa").format(result.threshold, result.n_members), bold=True)
            reached = Run(self.tr(" · đạt {}").format(result.approve + result.deemed))
            self._bar.set_tally(result_tally(result), [half, reached])
            self._result_head.set_words(self.tr("Kết quả"))
            self._result_head.set_note(self._result_note(result, now))
            self._result_badge.set_spec(result_badge(result))
            self._formula.set_words(self._formula_words(row.results))
        self._result_head.setVisible(result is not None)
        self._formula.setVisible(result is not None)

    def _result_note(self, result: ResultRow, now: datetime) -> str:
        if result.published_at is None:
            return self.tr("lần {} · tổng hợp {} · chưa công bố").format(result.number, when(result.computed_at, now))
        return self.tr("lần {} · công bố {}").format(result.number, when(result.published_at, now))

    def _formula_words(self, results: tuple[ResultRow, ...]) -> str:
        told = formula(results[0])
        for old in results[1:]:
            told += "\n" + self.tr("Kết quả lần {} đã được thay: {}").format(old.number, formula(old))
        return told

    def _show_filters(self, row: ResponseMapRow) -> None:
        tabs = filters(row, short=not self._fits_long())
        self._segments.set_tabs(tabs)
        if self._filter.value not in {tab.key for tab in tabs}:
            self._filter = Filter.ALL
        self._segments.set_current(self._filter.value)
        self._show_tiles()

    def _show_tiles(self) -> None:
        if self._row is None or self._now is None:
            return
        specs = tile_specs(self._row, self._filter, self._now)
        self._nobody.setVisible(not specs)
        self._area.setVisible(bool(specs))
        self._area.map.set_tiles(specs)
        hinted = self._filter in (Filter.ALL, Filter.UNKNOWN) and self._row.ballot.state is not BallotState.CANCELLED
        self._area.set_hint(unknown_hint(self._row, self._now) if hinted else [])

    def _show_notices(self, row: ResponseMapRow, rights: Rights, now: datetime) -> None:
        while (item := self._notices.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if row.ballot.state is BallotState.CANCELLED:
            reason = row.cancel_reason or self.tr("không ghi")
            text = self.tr("Lý do: {}").format(reason)
            self._notices.addWidget(Notice(self._theme, Tone.NEUTRAL, "x", self.tr("Phiếu đã được hủy."), text))
        if row.ballot.pending:
            pending = PendingCard(self._theme, row.ballot.pending, now)
            pending.dismissed.connect(self.refusal_dismissed)
            self._notices.addWidget(pending)
        if row.late:
            late = LateCard(self._theme, row.late, offices(row.tiles), now, may_decide=rights.decides)
            late.chosen.connect(self.late_chosen)
            self._notices.addWidget(late)

    # -- layout --------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reflow()

    def _side_width(self) -> int:
        """As in the design, and never narrower than the words of the acts."""
        return max(round(_SIDE * min(self._theme.scale, 1.25)), self._acts.minimumSizeHint().width())

    def _fits_long(self) -> bool:
        """Whether the long row of segments has room over the map."""
        aside = self._side_width() + Space.L if self._two_columns else 0
        return self.width() - aside - 2 * Space.L >= 600 * self._theme.scale

    def _reflow(self) -> None:
        """The cards stand beside the map where there is room, else between the tally and the map."""
        two = self.width() >= _TWO_COLUMNS_FROM * min(self._theme.scale, 1.25)
        if two != self._two_columns:
            self._two_columns = two
            column = self._left.layout()
            if two:
                self._columns.addWidget(self._side)
            elif isinstance(column, QVBoxLayout):
                column.insertWidget(4, self._side)
            self._side_column.setContentsMargins(0, Space.M if two else 0, Space.L if two else 0, Space.M if two else 0)
            self._log.set_own_height(two)
        if two:
            self._side.setFixedWidth(self._side_width() + Space.L)
        else:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
        if self._row is not None:
            self._show_filters(self._row)

    def _on_filter_chosen(self, key: str) -> None:
        self._filter = Filter(key)
        self._show_tiles()
