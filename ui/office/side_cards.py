"""Cards beside the response map: the acts, what waits to be sent, late answers, the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.queries.client.office import LateAnswerRow, PendingActRow
from models.types import Standing
from ui import words
from ui.office.acts import ActPlan, Offer
from ui.office.map_rows import LogLine, late_badge, late_reason, when
from ui.office.rows import act_words
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Card, Divider, Glyph, Notice, SectionHead
from ui.widgets.overlay import Scroller
from ui.widgets.text import Label

_LOG_SHOWN = 40


class ActCard(Card):
    """The acts on a ballot. ``asked`` carries the act's key; buttons keep their place and the focus while it renews."""

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        column = self.column(Space.M, Space.XXS)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        self._head = SectionHead(theme, "")
        self._text = Label(theme, "", Style.META, Colour.INK2, wrap=True)
        column.addWidget(self._head)
        column.addWidget(self._text)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(Space.XS)
        column.addSpacing(Space.XS)
        column.addLayout(self._buttons)
        self._quiet = QHBoxLayout()
        self._quiet.setSpacing(0)
        column.addLayout(self._quiet)
        self._made: dict[tuple[str, ButtonKind], Button] = {}

    def show_plan(self, plan: ActPlan) -> None:
        """Show what can be done now."""
        self._head.set_words(plan.head)
        self._text.set_words(plan.text)
        self._text.setVisible(bool(plan.text))
        wanted = [(plan.main, ButtonKind.PRIMARY)] if plan.main is not None else []
        wanted += [(offer, ButtonKind.SECONDARY) for offer in plan.others]
        wanted += [(offer, ButtonKind.QUIET) for offer in plan.quiet]
        keep = {(offer.act.value, kind) for offer, kind in wanted}
        for key in [key for key in self._made if key not in keep]:
            button = self._made.pop(key)
            button.hide()
            button.deleteLater()
        for place, (offer, kind) in enumerate(wanted):
            self._show_offer(place, offer, kind)

    def _show_offer(self, place: int, offer: Offer, kind: ButtonKind) -> None:
        quiet = kind is ButtonKind.QUIET
        row: QBoxLayout = self._quiet if quiet else self._buttons
        key = (offer.act.value, kind)
        button = self._made.get(key)
        if button is None:
            style = Style.COMPACT if quiet else None
            button = Button(self._theme, offer.words, kind, height=36 if quiet else 44, style=style)
            button.clicked.connect(lambda _=False, act=offer.act.value: self.asked.emit(act))
            self._made[key] = button
        else:
            row.removeWidget(button)
        row.insertWidget(place if not quiet else row.count(), button)
        button.setText(offer.words)
        button.set_icons("" if quiet else offer.icon)
        button.setEnabled(offer.enabled)
        button.setToolTip(offer.why_not)
        button.setAccessibleDescription(offer.why_not)


class PendingCard(QWidget):
    """Acts of this device that wait to be sent, and those that the hub refused. ``dismissed`` carries the event."""

    dismissed = Signal(str)

    def __init__(self, theme: Theme, acts: Sequence[PendingActRow], now: datetime) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        for act in acts:
            column.addWidget(self._notice(theme, act, now))

    def _notice(self, theme: Theme, act: PendingActRow, now: datetime) -> Notice:
        name = act_words(act.kind)
        if not act.refused:
            title = self.tr("Đã ký {}, chờ gửi.").format(name)
            text = self.tr("Ký lúc {}. Có mạng là máy tự gửi, không cần làm gì thêm.").format(when(act.made_at, now))
            return Notice(theme, Tone.SLATE, "send", title, text, in_panel=True)
        notice = Notice(
            theme,
            Tone.RED,
            "circle-x",
            self.tr("Máy chủ không nhận {}.").format(name),
            words.refusal(act.reason),
            (("dismiss", self.tr("Đã biết")),),
            in_panel=True,
        )
        notice.activated.connect(lambda _, event=act.event: self.dismissed.emit(event))
        return notice


class LateCard(Card):
    """Answers that are not settled: for the chair to decide, or for the member to confirm. ``chosen``: the event."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, rows: Sequence[LateAnswerRow], offices: dict[str, str], now: datetime, *, may_decide: bool
    ) -> None:
        super().__init__(theme, edge=Colour.AMBER_SOLID)
        column = self.column(Space.M, Space.S)
        column.addWidget(SectionHead(theme, self.tr("Cần quyết định"), self.tr("{} câu trả lời").format(len(rows))))
        for number, row in enumerate(rows):
            if number:
                column.addWidget(Divider(theme))
            column.addLayout(self._line(theme, row, offices.get(row.person, row.name), now, may_decide))

    def _line(self, theme: Theme, row: LateAnswerRow, office: str, now: datetime, may_decide: bool) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(Space.XXS)
        head = QHBoxLayout()
        head.setSpacing(Space.XS)
        head.addWidget(Label(theme, office, Style.BODY_BOLD, wrap=True), 1)
        for spec in (words.choice_badge(row.choice), late_badge(row.standing)):
            head.addWidget(Badge(theme, spec.text, spec.tone, spec.icon), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        if row.opinion.strip():
            column.addWidget(Label(theme, f"“{row.opinion}”", Style.COMPACT, Colour.INK2, wrap=True, max_lines=3))
        known = self.tr("Ký không sớm hơn {}, nhận lúc {}.").format(
            when(row.not_before, now), when(row.received_at, now)
        )
        if row.committed_at is not None:
            known += " " + self.tr("Đã đọc mã qua điện thoại lúc {}.").format(when(row.committed_at, now))
        if why := late_reason(row):
            known += " " + why
        column.addWidget(Label(theme, known, Style.META, Colour.INK2, wrap=True))
        if row.standing is Standing.CHAIR_DECIDES:
            act = Button(theme, self.tr("Quyết định…"), height=36, style=Style.COMPACT)
            act.setAccessibleName(self.tr("Quyết định về câu trả lời của {}").format(office))
            act.setEnabled(may_decide)
            if not may_decide:
                act.setToolTip(self.tr("Chỉ người chủ trì được quyết định."))
            act.clicked.connect(lambda _=False, event=row.event: self.chosen.emit(event))
            column.addWidget(act, 0, Qt.AlignmentFlag.AlignLeft)
        return column


class LogCard(Card):
    """The ballot's log, newest first; it scrolls by itself, and the oldest lines are folded away behind a button."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._lines: tuple[LogLine, ...] = ()
        self._all = False
        self._scroller = Scroller(QWidget())
        self._scroller.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scroller.setAccessibleName(self.tr("Nhật ký"))
        self._scroller.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._more = Button(theme, self.tr("Xem các dòng trước"), ButtonKind.QUIET, height=36, style=Style.COMPACT)
        self._more.clicked.connect(self._on_more_clicked)
        column = self.column(Space.M, Space.XS)
        column.setContentsMargins(Space.M, Space.M, Space.XXS, Space.XXS)
        column.addWidget(SectionHead(theme, self.tr("Nhật ký")))
        column.addWidget(self._scroller, 1)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def set_own_height(self, own: bool) -> None:
        """Beside the map it takes the height that is left; in one column it has a height of its own."""
        self._scroller.setMinimumHeight(80 if own else 240)

    def show_lines(self, lines: Sequence[LogLine]) -> None:
        """Show these lines; the same ones change nothing."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._rebuild()

    def fold(self) -> None:
        """Another ballot: fold the older lines again."""
        self._all = False
        self._lines = ()

    def _rebuild(self) -> None:
        place = self._scroller.verticalScrollBar().value()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, Space.S, Space.S)
        column.setSpacing(Space.S)
        shown = self._lines if self._all else self._lines[:_LOG_SHOWN]
        for line in shown:
            if line.day:
                column.addWidget(Divider(self._theme))
                column.addWidget(Label(self._theme, line.day, Style.META, Colour.INK3))
            column.addLayout(self._line(line))
        column.addStretch(1)
        self._scroller.setWidget(holder)
        holder.setAutoFillBackground(False)
        self._scroller.verticalScrollBar().setValue(place)
        self._more.setVisible(len(shown) < len(self._lines))

    def _line(self, line: LogLine) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addWidget(Glyph(self._theme, line.icon, 20, Colour.INK2), 0, Qt.AlignmentFlag.AlignTop)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(Label(self._theme, line.title, Style.COMPACT, wrap=True))
        told.addWidget(Label(self._theme, line.meta, Style.META, Colour.INK3, wrap=True))
        row.addLayout(told, 1)
        return row

    def _on_more_clicked(self) -> None:
        self._all = True
        self._rebuild()
