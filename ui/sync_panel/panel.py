"""The panel that hangs from the state chip. It is shown often while amounts tick, so lines are reused, not remade."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.sync_panel.view import LineState, Problem, SyncFacts, SyncLine, SyncView
from ui.theme import Colour, Radius, Space, Style, Theme, Tone
from ui.widgets.buttons import Button, ButtonKind, IconButton
from ui.widgets.cards import Card, Divider, Glyph, Notice, SectionHead
from ui.widgets.overlay import Scroller
from ui.widgets.paint import box, painter_for
from ui.widgets.text import Label
from ui.widgets.tracks import Legend, Part, Progress

_PART_COLOURS = (Colour.FILL, Colour.SLATE, Colour.INK)


class SyncPanel(Card):
    """456 wide. Signals: `pause_toggled(bool)`, `sync_requested()`, `line_cancelled(key)`,
    `act_chosen(problem key, act key)`, `close_requested()`.
    """

    pause_toggled = Signal(bool)
    sync_requested = Signal()
    line_cancelled = Signal(str)
    act_chosen = Signal(str, str)
    close_requested = Signal()

    _WIDTH = 456

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, edge=Colour.INK, parent=parent)
        self._paused = False
        self._lines: list[_Line] = []
        self._problems: tuple[Problem, ...] | None = None
        self.setAccessibleName(self.tr("Đồng bộ"))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(Divider(theme))
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, Space.S)
        self._column.setSpacing(0)
        self._column.addLayout(self._make_order())
        self._column.addWidget(Divider(theme))
        self._column.addLayout(self._make_facts())
        self._column.addStretch(1)
        self._scroller = Scroller(self._content)
        column.addWidget(self._scroller, 1)
        self._foot = _Foot(theme)
        self._pause = Button(theme, self.tr("Tạm dừng"), icon="pause")
        self._pause.clicked.connect(lambda: self.pause_toggled.emit(not self._paused))
        self._sync = Button(theme, self.tr("Đồng bộ ngay"), ButtonKind.QUIET)
        self._sync.clicked.connect(self.sync_requested)
        self._foot.row.addWidget(self._pause)
        self._foot.row.addWidget(self._sync)
        self._foot.row.addStretch(1)
        column.addWidget(self._foot)

    def set_view(self, view: SyncView) -> None:
        """Show this moment; what has not changed is not touched."""
        glyph, colour, _ = view.kind.value
        self._glyph.set_glyph(glyph, colour)
        self._title.set_words(view.title)
        self._amount.set_words(view.amount)
        self._progress.setVisible(view.fraction is not None)
        if view.fraction is not None:
            self._progress.set_parts([Part(view.fraction)])
        self._set_lines(view.lines)
        if view.problems != self._problems:
            self._set_problems(view.problems)
        self._set_facts(view.facts)
        self._paused = view.is_paused
        self._pause.setText(self.tr("Tiếp tục") if view.is_paused else self.tr("Tạm dừng"))
        self._pause.set_icons("refresh-cw" if view.is_paused else "pause")
        self._sync.setEnabled(view.can_sync)

    def sizeHint(self) -> QSize:
        width = round(self._WIDTH * min(self._theme.scale, 1.35))
        layout = self._content.layout()
        inner = width - 2
        content = layout.heightForWidth(inner) if layout is not None and layout.hasHeightForWidth() else -1
        content = max(content, self._content.minimumSizeHint().height())
        return QSize(width, self._head.sizeHint().height() + content + self._foot.sizeHint().height() + 3)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def _make_head(self) -> QWidget:
        theme = self._theme
        self._head = QWidget()
        column = QVBoxLayout(self._head)
        column.setContentsMargins(20, Space.M, 20, Space.S)
        column.setSpacing(Space.XS)
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        self._glyph = Glyph(theme, "cloud-check", 20, Colour.GREEN)
        self._title = Label(theme, "", Style.LEAD, rigid=True)
        self._amount = Label(theme, "", Style.META, Colour.INK2, align=Qt.AlignmentFlag.AlignRight)
        row.addWidget(self._glyph)
        row.addWidget(self._title)
        row.addWidget(self._amount, 1)
        column.addLayout(row)
        self._progress = Progress(theme)
        column.addWidget(self._progress)
        self._head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return self._head

    def _make_order(self) -> QVBoxLayout:
        theme = self._theme
        column = QVBoxLayout()
        column.setContentsMargins(20, Space.S, 20, Space.S)
        column.setSpacing(0)
        self._order = SectionHead(theme, self.tr("Thứ tự"), self.tr("phiếu đi trước"))
        column.addWidget(self._order)
        self._line_column = QVBoxLayout()
        self._line_column.setSpacing(0)
        column.addLayout(self._line_column)
        self._nothing = Label(theme, self.tr("Không có gì đang chờ."), Style.BODY, Colour.INK2)
        column.addWidget(self._nothing)
        self._problem_column = QVBoxLayout()
        self._problem_column.setContentsMargins(0, Space.XS, 0, 0)
        self._problem_column.setSpacing(Space.XS)
        column.addLayout(self._problem_column)
        return column

    def _make_facts(self) -> QVBoxLayout:
        theme = self._theme
        column = QVBoxLayout()
        column.setContentsMargins(20, Space.S, 20, 0)
        column.setSpacing(6)
        self._facts: dict[str, Label] = {}
        for key, glyph, words in (
            ("contact", "wifi", self.tr("Liên lạc gần nhất")),
            ("lease", "timer", self.tr("Được dùng ngoại tuyến đến")),
            ("storage", "hard-drive", self.tr("Bộ nhớ trên máy")),
        ):
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(Glyph(theme, glyph, 18, Colour.INK2))
            row.addWidget(Label(theme, words, Style.COMPACT, Colour.INK2), 1)
            value = Label(theme, "", Style.COMPACT, align=Qt.AlignmentFlag.AlignRight)
            row.addWidget(value)
            self._facts[key] = value
            column.addLayout(row)
        self._storage = Progress(theme)
        self._legend = Legend(theme)
        column.addSpacing(2)
        column.addWidget(self._storage)
        column.addWidget(self._legend)
        return column

    def _set_lines(self, lines: tuple[SyncLine, ...]) -> None:
        for shown, line in zip(self._lines, lines, strict=False):
            shown.set_line(line)
        for line in lines[len(self._lines) :]:
            made = _Line(self._theme, line)
            made.cancelled.connect(self.line_cancelled)
            self._line_column.addWidget(made)
            self._lines.append(made)
        for spare in self._lines[len(lines) :]:
            spare.hide()
            spare.deleteLater()
        del self._lines[len(lines) :]
        self._nothing.setVisible(not lines)
        self._order.setVisible(bool(lines))

    def _set_problems(self, problems: tuple[Problem, ...]) -> None:
        self._problems = problems
        while (item := self._problem_column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for problem in problems:
            tone = Tone.RED if problem.grave else Tone.AMBER
            notice = Notice(
                self._theme, tone, "triangle-alert", problem.title, problem.words, problem.acts, in_panel=True
            )
            notice.activated.connect(lambda act, key=problem.key: self.act_chosen.emit(key, act))
            self._problem_column.addWidget(notice)

    def _set_facts(self, facts: SyncFacts) -> None:
        self._facts["contact"].set_words(facts.contact)
        self._facts["lease"].set_words(facts.lease)
        self._facts["lease"].set_colour(Colour.AMBER if facts.lease_is_short else Colour.INK)
        self._facts["storage"].set_words(facts.storage)
        coloured = [(part, _PART_COLOURS[n % len(_PART_COLOURS)]) for n, part in enumerate(facts.parts)]
        self._storage.set_parts([Part(part.fraction, colour) for part, colour in coloured])
        self._legend.set_marks([(colour, part.words) for part, colour in coloured])
        self._storage.setVisible(bool(facts.parts))
        self._legend.setVisible(bool(facts.parts))


class _Line(QWidget):
    """One thing in the order: icon, words, amount, a bar while it moves, and a way to stop it."""

    cancelled = Signal(str)

    def __init__(self, theme: Theme, line: SyncLine) -> None:
        super().__init__()
        self._line: SyncLine | None = None
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 6, 0, 6)
        outer.setSpacing(Space.S)
        self._glyph = Glyph(theme, line.state.value[0], 20, line.state.value[1])
        outer.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(5)
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        self._words = Label(theme, "", Style.BODY)
        self._amount = Label(theme, "", Style.COMPACT, Colour.INK2, align=Qt.AlignmentFlag.AlignRight)
        row.addWidget(self._words, 1)
        row.addWidget(self._amount)
        column.addLayout(row)
        self._progress = Progress(theme, thin=True)
        column.addWidget(self._progress)
        outer.addLayout(column, 1)
        self._stop = IconButton(theme, "x", self.tr("Dừng tải"), side=28, icon_base=18)
        self._stop.clicked.connect(self._on_stop_clicked)
        outer.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignTop)
        self.set_line(line)

    def set_line(self, line: SyncLine) -> None:
        if line == self._line:
            return
        self._line = line
        moving = line.state in {LineState.SENDING, LineState.FETCHING}
        self._glyph.set_glyph(*line.state.value)
        self._words.set_words(line.words)
        self._words.set_style(Style.BODY_BOLD if moving else Style.BODY)
        self._amount.set_words(line.amount)
        self._progress.setVisible(line.fraction is not None)
        if line.fraction is not None:
            self._progress.set_parts([Part(line.fraction)])
        self._stop.setVisible(line.can_cancel)
        self._stop.set_name(self.tr("Dừng: %1").replace("%1", line.words))

    def _on_stop_clicked(self) -> None:
        if self._line is not None:
            self.cancelled.emit(self._line.key)


class _Foot(QWidget):
    """The sunken strip with the acts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(20, Space.S, 20, Space.S)
        self.row.setSpacing(Space.S)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        rect = QRectF(self.rect())
        painter.setClipRect(rect)
        box(painter, rect.adjusted(0, -12, 0, 0), Radius.CARD - 1, self._theme.color(Colour.SUNKEN))
        painter.fillRect(QRectF(0, 0, rect.width(), 1), self._theme.color(Colour.LINE))
        painter.end()
