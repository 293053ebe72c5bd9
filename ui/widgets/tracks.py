"""Painted facts: the deadline's days, the stages of a ballot, progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Colour, Style, Theme
from ui.widgets.paint import box, follow, icon_mid, measure, painter_for, stripes, text
from ui.widgets.text import Run, TextBlock


class DayKind(Enum):
    """What a bar of the deadline track stands for."""

    PAST = auto()
    TODAY = auto()
    AHEAD = auto()
    FREE = auto()  # weekend or holiday: hatched, narrower, no day number
    DUE = auto()


@dataclass(frozen=True, slots=True)
class TrackDay:
    """One bar. `fraction` (0 to 1) of today has gone by; `short` stands in where `label` does not fit."""

    label: str
    kind: DayKind
    fraction: float = 0.0
    short: str = ""


class _Fact(QLabel):
    """A painted fact is a text to the screen reader: its accessible name says all that is drawn."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())


class DeadlineTrack(_Fact):
    """One 8 px bar for each calendar day from the request to the deadline, with its name below."""

    _GAP = 4
    _BAR = 8

    def __init__(self, theme: Theme, days: Sequence[TrackDay] = (), parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.set_days(days)

    def set_days(self, days: Sequence[TrackDay]) -> None:
        self._days = tuple(days)
        self.setAccessibleName("; ".join(day.label for day in self._days))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self._BAR + 4 + self._theme.line(Style.META))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._days:
            return
        painter = painter_for(self)
        weights = [2 / 3 if day.kind is DayKind.FREE else 1.0 for day in self._days]
        unit = (self.width() - self._GAP * (len(weights) - 1)) / sum(weights)
        x = 0.0
        for day, weight in zip(self._days, weights, strict=True):
            self._draw_day(painter, day, QRectF(x, 0, unit * weight, self._BAR))
            x += unit * weight + self._GAP
        painter.end()

    def _draw_day(self, painter: QPainter, day: TrackDay, bar: QRectF) -> None:
        theme = self._theme
        radius = self._BAR / 2
        style, ink = Style.META, Colour.INK3
        if day.kind is DayKind.PAST:
            box(painter, bar, radius, theme.color(Colour.FILL))
        elif day.kind is DayKind.TODAY:
            box(painter, bar, radius, theme.color(Colour.TRACK))
            _fill(painter, bar, radius, bar.width() * day.fraction, theme.color(Colour.FILL))
            style, ink = Style.META_BOLD, Colour.INK2
        elif day.kind is DayKind.AHEAD:
            box(painter, bar, radius, theme.color(Colour.TRACK))
        elif day.kind is DayKind.FREE:
            ratio = self.devicePixelRatioF()
            ground, line = theme.color(Colour.SURFACE), theme.color(Colour.LINE_STRONG)
            box(painter, bar, radius, stripes(ground, line, pitch=4, dpr=ratio))
        else:
            box(painter, bar, radius, theme.color(Colour.AMBER_TINT), theme.color(Colour.AMBER_SOLID), width=1.5)
            style, ink = Style.META_BOLD, Colour.AMBER
        below = QRectF(bar.left(), self._BAR + 4, bar.width(), theme.line(Style.META))
        fits = measure(theme, day.label, style) <= below.width()
        text(painter, theme, below, day.label if fits or not day.short else day.short, style, ink)


def _fill(painter: QPainter, bar: QRectF, radius: float, width: float, colour: QColor) -> None:
    """The left part of a round bar, cut off straight at its right."""
    clip = QPainterPath()
    clip.addRoundedRect(bar, radius, radius)
    painter.save()
    painter.setClipPath(clip)
    painter.fillRect(QRectF(bar.left(), bar.top(), width, bar.height()), colour)
    painter.restore()


class StageState(Enum):
    """How far a stage is. Recorded (gold) is only for what the Office has received or entered in the ledger."""

    DONE = auto()
    WAITING = auto()
    TODO = auto()
    RECORDED = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name, up to two lines of facts, the icon it has while open or when recorded."""

    name: str
    state: StageState
    icon: str = "check"
    lines: tuple[str, ...] = ()


class Stages(_Fact):
    """Circles joined by lines: đã ký, đã gửi, Văn phòng nhận, đã vào sổ."""

    _CIRCLE = 28

    def __init__(self, theme: Theme, stages: Sequence[Stage] = (), parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.set_stages(stages)

    def set_stages(self, stages: Sequence[Stage]) -> None:
        self._stages = tuple(stages)
        self.setAccessibleName("; ".join(" ".join((stage.name, *stage.lines)) for stage in self._stages))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._theme
        lines = max((len(stage.lines) for stage in self._stages), default=0)
        names = max((self._name(stage).height for stage in self._stages), default=0)
        return QSize(480, self._side() + 8 + names + lines * theme.line(Style.META))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stages:
            return
        painter = painter_for(self)
        step = self.width() / len(self._stages)
        for number, stage in enumerate(self._stages):
            if number + 1 < len(self._stages):
                self._draw_line(painter, number * step, (number + 1) * step, (stage, self._stages[number + 1]))
            self._draw_stage(painter, stage, QRectF(number * step, 0, step - 8, self.height()))
        painter.end()

    def _side(self) -> int:
        return self._theme.icon_size(self._CIRCLE)

    def _name(self, stage: Stage) -> TextBlock:
        """The stage's name, on two lines where one is too short."""
        room = max(self.width(), 240) / len(self._stages) - 8
        todo = stage.state is StageState.TODO
        style, ink = (Style.BODY, Colour.INK2) if todo else (Style.BODY_BOLD, Colour.INK)
        return TextBlock(self._theme, (Run(stage.name),), style, ink, room, 2)

    def _draw_line(self, painter: QPainter, left: float, right: float, ends: tuple[Stage, Stage]) -> None:
        side = self._side()
        here, there = (stage.state for stage in ends)
        colour = Colour.LINE_STRONG
        if here is StageState.RECORDED and there is StageState.RECORDED:
            colour = Colour.GOLD
        elif there in {StageState.DONE, StageState.RECORDED, StageState.WAITING}:
            colour = Colour.GREEN_SOLID
        pen = QPen(self._theme.color(colour), 2)
        if there is StageState.TODO:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawLine(QPointF(left + side, side / 2), QPointF(right, side / 2))

    def _draw_stage(self, painter: QPainter, stage: Stage, area: QRectF) -> None:
        theme = self._theme
        side = self._side()
        ring = QRectF(area.left(), 0, side, side)
        fill, edge, ink, icon = _STAGE_LOOK[stage.state]
        box(painter, ring, side / 2, theme.color(fill), theme.color(edge), width=2)
        icon_mid(painter, theme, icon or stage.icon, ring.center(), 18, ink)
        name = self._name(stage)
        y = side + 8.0
        name.draw(painter, QPointF(area.left(), y))
        y += name.height
        for line in stage.lines:
            below = QRectF(area.left(), y, area.width(), theme.line(Style.META))
            text(painter, theme, below, line, Style.META, Colour.INK3)
            y += theme.line(Style.META)


_STAGE_LOOK: dict[StageState, tuple[Colour, Colour, Colour, str]] = {
    # ground, edge, icon's colour, icon ("" for the stage's own)
    StageState.DONE: (Colour.GREEN_SOLID, Colour.GREEN_SOLID, Colour.ON_GREEN, "check"),
    StageState.WAITING: (Colour.AMBER_TINT, Colour.AMBER_SOLID, Colour.AMBER, "hourglass"),
    StageState.TODO: (Colour.SURFACE, Colour.LINE_STRONG, Colour.INK3, ""),
    StageState.RECORDED: (Colour.GOLD, Colour.GOLD, Colour.ON_GOLD, ""),
    StageState.FAILED: (Colour.RED_TINT, Colour.RED, Colour.RED, "x"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a progress bar: a fraction of the whole (0 to 1) in a colour."""

    fraction: float
    colour: Colour = Colour.SLATE


class Progress(_Fact):
    """An 8 px bar (6 in a list), in one or more stretches. The amount stands in words beside it, never only here."""

    def __init__(
        self, theme: Theme, parts: Sequence[Part] = (), *, thin: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._height = 6 if thin else 8
        self.set_parts(parts)

    def set_parts(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        total = min(1.0, sum(part.fraction for part in self._parts))
        self.setAccessibleName(f"{total:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        bar = QRectF(self.rect())
        radius = bar.height() / 2
        box(painter, bar, radius, self._theme.color(Colour.TRACK))
        clip = QPainterPath()
        clip.addRoundedRect(bar, radius, radius)
        painter.setClipPath(clip)
        x = 0.0
        for part in self._parts:
            width = bar.width() * max(0.0, min(1.0, part.fraction))
            painter.fillRect(QRectF(x, 0, width, bar.height()), self._theme.color(part.colour))
            x += width
        painter.end()


class Legend(_Fact):
    """Squares of colour with their words, wrapped to the width."""

    def __init__(self, theme: Theme, marks: Sequence[tuple[Colour, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._marks = tuple(marks)
        self.setText(" · ".join(words for _, words in self._marks))

    def set_marks(self, marks: Sequence[tuple[Colour, str]]) -> None:
        self._marks = tuple(marks)
        self.setText(" · ".join(words for _, words in self._marks))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._theme.line(Style.META))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        x = 0.0
        height = theme.line(Style.META)
        for colour, words in self._marks:
            painter.fillRect(QRectF(x, height / 2 - 4, 8, 8), theme.color(colour))
            room = QRectF(x + 12, 0, self.width() - x - 12, height)
            x += 12 + text(painter, theme, room, words, Style.META, Colour.INK3, Qt.AlignmentFlag.AlignVCenter) + 16
        painter.end()
