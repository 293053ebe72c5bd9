"""The count of a ballot (bar with majority line) and the map of responses (tiles)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import Colour, Radius, Style, Theme
from ui.widgets.paint import CENTER, LEFT, box, follow, icon, measure, painter_for, stripes, text
from ui.widgets.text import Run, TextBlock
from ui.widgets.tracks import _Fact


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of members by answer. `majority` is the least number that is more than half: N // 2 + 1."""

    approve: int = 0
    deemed: int = 0  # silence past the deadline, counted as approval by the rule set
    deemed_unknown: int = 0  # the same, but the device had lost contact before the deadline
    unanswered: int = 0
    unknown: int = 0  # no answer, contact lost: may have signed
    other: int = 0
    disapprove: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, name) for name in self.__slots__)

    @property
    def majority(self) -> int:
        return self.total // 2 + 1


class _Fill(Enum):
    SOLID = auto()
    EMPTY = auto()
    HATCH_GREEN = auto()
    HATCH_GREY = auto()


class TallyBar(_Fact):
    """A 28 px bar in the fixed order of answers, a line at the majority with its word above, a legend below."""

    _BAR = 28

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._tally = Tally()
        self._headline: tuple[Run, ...] = ()

    def set_tally(self, tally: Tally, headline: Sequence[Run]) -> None:
        """`headline` is the word over the majority line, such as "14/27 quá nửa · còn thiếu 2"."""
        self._tally = tally
        self._headline = tuple(headline)
        words = [f"{name} {count}" for count, name, _, _ in self._parts() if count]
        self.setAccessibleName("; ".join(["".join(run.text for run in headline), *words]))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self._height_for(max(self.width(), 300)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._tally.total == 0:
            return
        painter = painter_for(self)
        bar = QRectF(0, self._theme.line(Style.META) + 8, self.width(), self._BAR)
        self._draw_parts(painter, bar)
        self._draw_majority(painter, bar)
        self._draw_legend(painter, bar.bottom() + 12)
        painter.end()

    def _parts(self) -> list[tuple[int, str, _Fill, Colour]]:
        tally = self._tally
        return [
            (tally.approve, self.tr("Đồng ý"), _Fill.SOLID, Colour.GREEN_SOLID),
            (tally.deemed, self.tr("Mặc nhiên do quá hạn"), _Fill.HATCH_GREEN, Colour.GREEN_SOLID),
            (tally.deemed_unknown, self.tr("Mặc nhiên, không rõ"), _Fill.HATCH_GREEN, Colour.AMBER_SOLID),
            (tally.unanswered, self.tr("Chưa trả lời"), _Fill.EMPTY, Colour.CONTROL),
            (tally.unknown, self.tr("Không rõ"), _Fill.HATCH_GREY, Colour.CONTROL),
            (tally.other, self.tr("Ý kiến khác"), _Fill.SOLID, Colour.SLATE),
            (tally.disapprove, self.tr("Không đồng ý"), _Fill.SOLID, Colour.ACCENT),
        ]

    def _brush(self, fill: _Fill, colour: Colour) -> QBrush | QColor:
        theme = self._theme
        ratio = self.devicePixelRatioF()
        if fill is _Fill.HATCH_GREEN:
            ground, line = theme.color(Colour.GREEN_TINT), theme.color(Colour.GREEN_SOLID)
            return stripes(ground, line, pitch=6, width=1.5, dpr=ratio)
        if fill is _Fill.HATCH_GREY:
            return stripes(theme.color(Colour.SURFACE), theme.color(Colour.LINE_STRONG), pitch=6, dpr=ratio)
        return theme.color(Colour.SURFACE if fill is _Fill.EMPTY else colour)

    def _draw_parts(self, painter: QPainter, bar: QRectF) -> None:
        theme = self._theme
        clip = QPainterPath()
        clip.addRoundedRect(bar, Radius.SMALL, Radius.SMALL)
        painter.save()
        painter.setClipPath(clip)
        x = bar.left()
        for count, _, fill, colour in self._parts():
            if not count:
                continue
            part = QRectF(x, bar.top(), bar.width() * count / self._tally.total, bar.height())
            painter.fillRect(part, self._brush(fill, colour))
            painter.fillRect(QRectF(part.right() - 1, part.top(), 1, part.height()), theme.color(Colour.LINE_STRONG))
            self._draw_number(painter, part, count, fill, colour)
            x += part.width()
        painter.restore()
        box(painter, bar, Radius.SMALL, None, theme.color(Colour.LINE_STRONG))

    def _draw_number(self, painter: QPainter, part: QRectF, count: int, fill: _Fill, colour: Colour) -> None:
        theme = self._theme
        words = str(count)
        if fill is _Fill.SOLID:
            ink = Colour.ON_ACCENT if colour is not Colour.SLATE else Colour.SURFACE
            at_left = colour is Colour.GREEN_SOLID and part.width() > 40
            area = part.adjusted(11, 0, 0, 0) if at_left else part
            text(painter, theme, area, words, Style.META_BOLD, ink, LEFT if at_left else CENTER)
            return
        if fill is not _Fill.EMPTY:
            width = measure(theme, words, Style.META_BOLD) + 12
            plate = QRectF(part.center().x() - width / 2, part.center().y() - 10, width, 20)
            ground = Colour.GREEN_TINT if fill is _Fill.HATCH_GREEN else Colour.SURFACE
            painter.fillRect(plate, theme.color(ground))
        ink = Colour.GREEN if fill is _Fill.HATCH_GREEN and colour is Colour.GREEN_SOLID else Colour.INK
        text(painter, theme, part, words, Style.META_BOLD, Colour.INK2 if fill is _Fill.EMPTY else ink, CENTER)

    def _draw_majority(self, painter: QPainter, bar: QRectF) -> None:
        theme = self._theme
        x = bar.left() + bar.width() * self._tally.majority / self._tally.total
        painter.fillRect(QRectF(round(x) - 1, bar.top() - 6, 2, bar.height() + 12), theme.color(Colour.INK))
        block = TextBlock(theme, self._headline, Style.META, Colour.INK, self.width(), 1)
        left = min(max(0.0, x - block.natural_width / 2), self.width() - block.natural_width)
        block.draw(painter, QPointF(left, 0))

    def _legend_places(self, width: int) -> list[tuple[int, float, str, _Fill, Colour, int]]:
        """(line, x, words, fill, colour, count) of every entry of the legend; it wraps like text."""
        theme = self._theme
        result = []
        line, x = 0, 0.0
        for count, name, fill, colour in self._parts():
            if not count:
                continue
            words = f"{name} {count}"
            wide = 20 + measure(theme, words, Style.META)
            if x and x + wide > width:
                line, x = line + 1, 0.0
            result.append((line, x, words, fill, colour, count))
            x += wide + 15
        return result

    def _draw_legend(self, painter: QPainter, top: float) -> None:
        theme = self._theme
        height = theme.line(Style.META)
        for line, x, words, fill, colour, _ in self._legend_places(self.width()):
            y = top + line * (height + 4)
            square = QRectF(x, y + (height - 14) / 2, 14, 14)
            edge = None if fill is _Fill.SOLID else theme.color(colour if fill is not _Fill.HATCH_GREY else Colour.LINE)
            box(painter, square, 3, self._brush(fill, colour), edge)
            room = QRectF(x + 20, y, self.width() - x - 20, height)
            text(painter, theme, room, words, Style.META, Colour.INK2)

    def _height_for(self, width: int) -> int:
        line = self._theme.line(Style.META)
        places = self._legend_places(width)
        rows = places[-1][0] + 1 if places else 1
        return line + 8 + self._BAR + 12 + rows * line + (rows - 1) * 4


class TileState(Enum):
    """What the Office knows of one member's answer."""

    APPROVED = auto()
    OTHER = auto()
    DISAPPROVED = auto()
    OPENED = auto()
    NOT_OPENED = auto()
    UNKNOWN = auto()
    OVERDUE = auto()


@dataclass(frozen=True, slots=True)
class TileSpec:
    """One member in the response map: office, state, the line that says the state in words (and a lighter tail)."""

    key: str
    office: str
    state: TileState
    words: str
    tail: str = ""


@dataclass(frozen=True, slots=True)
class _TileLook:
    icon: str
    ground: Colour
    edge: Colour
    ink: Colour
    dashed: bool = False
    striped: bool = False
    bold: bool = True


_TILE_LOOKS = {
    TileState.APPROVED: _TileLook("check", Colour.GREEN_TINT, Colour.GREEN_SOLID, Colour.GREEN),
    TileState.OTHER: _TileLook("message-square-text", Colour.SLATE_TINT, Colour.SLATE, Colour.SLATE),
    TileState.DISAPPROVED: _TileLook("x", Colour.RED_TINT, Colour.RED, Colour.RED),
    TileState.OPENED: _TileLook("eye", Colour.SURFACE, Colour.LINE, Colour.INK2, bold=False),
    TileState.NOT_OPENED: _TileLook("mail", Colour.BG, Colour.CONTROL, Colour.INK2, dashed=True, bold=False),
    TileState.UNKNOWN: _TileLook(
        "wifi-off", Colour.SURFACE, Colour.AMBER_SOLID, Colour.AMBER, dashed=True, striped=True
    ),
    TileState.OVERDUE: _TileLook("clock-alert", Colour.AMBER_TINT, Colour.AMBER_SOLID, Colour.AMBER),
}


class Tile(QPushButton):
    """One member of the electorate: at least 64 high, the office on up to two lines, the state below."""

    def __init__(self, theme: Theme, spec: TileSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_spec(spec)
        follow(self, theme)

    def set_spec(self, spec: TileSpec) -> None:
        self.spec = spec
        words = f"{spec.words} {spec.tail}".strip()
        self.setAccessibleName(f"{spec.office}: {words}")
        self.setToolTip(f"{spec.office}: {words}")
        self.update()

    def sizeHint(self) -> QSize:
        height = 4 + 2 * self._theme.line(Style.WEEK) + 2 + self._theme.line(Style.SMALL) + 6
        return QSize(136, max(64, height))

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        look = _TILE_LOOKS[self.spec.state]
        painter = painter_for(self)
        rect = QRectF(self.rect())
        ground: QColor | QBrush = theme.color(look.ground)
        if look.striped:
            ratio = self.devicePixelRatioF()
            ground = stripes(theme.color(look.ground), theme.color(Colour.AMBER_TINT), pitch=12, width=6, dpr=ratio)
        elif self.underMouse() and look.ground in {Colour.SURFACE, Colour.BG}:
            ground = theme.color(Colour.HOVER)
        box(painter, rect, Radius.CONTROL, ground, theme.color(look.edge), dashed=look.dashed)
        office = TextBlock(theme, (Run(self.spec.office),), Style.WEEK_BOLD, Colour.INK, rect.width() - 14, 2)
        office.draw(painter, QPointF(8, 5))
        line = theme.line(Style.SMALL)
        y = rect.height() - 6 - line
        side = theme.icon_size(16)
        icon(painter, theme, look.icon, QPointF(7, y + (line - side) / 2), 16, look.ink)
        room = QRectF(7 + side + 4, y, rect.width() - 13 - side, line)
        style = Style.SMALL_BOLD if look.bold else Style.SMALL
        used = text(painter, theme, room, self.spec.words, style, look.ink)
        if self.spec.tail:
            room.setLeft(room.left() + used + 3)
            text(painter, theme, room, self.spec.tail, Style.SMALL, look.ink)
        painter.end()


class ResponseMap(QWidget):
    """The electorate as tiles, five in a row where there is room. `opened` carries the member's key."""

    opened = Signal(str)
    _GAP = 8
    _LEAST = 120

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tiles: list[Tile] = []
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._on_theme_changed)

    def set_tiles(self, specs: Sequence[TileSpec]) -> None:
        """Show these members; tiles are reused, so a live update does not move the focus."""
        for tile, spec in zip(self._tiles, specs, strict=False):
            tile.set_spec(spec)
        for spec in specs[len(self._tiles) :]:
            tile = Tile(self._theme, spec, self)
            tile.clicked.connect(lambda _=False, t=tile: self.opened.emit(t.spec.key))
            tile.show()
            self._tiles.append(tile)
        for tile in self._tiles[len(specs) :]:
            tile.hide()
            tile.deleteLater()
        del self._tiles[len(specs) :]
        self._place()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self._tiles) // self._columns(width))
        return max(0, rows * (self._tile_height() + self._GAP) - self._GAP)

    def room_after_last(self, width: int) -> QRect:
        """What the last row leaves free at its right when the map is so wide; empty when it leaves nothing."""
        columns = self._columns(width)
        used = len(self._tiles) % columns
        if not used:
            return QRect()
        wide = (width - (columns - 1) * self._GAP) / columns
        left = round(used * (wide + self._GAP))
        tall = self._tile_height()
        return QRect(left, self.heightForWidth(width) - tall, width - left, tall)

    def sizeHint(self) -> QSize:
        width = 5 * 136 + 4 * self._GAP
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * self._LEAST, self._tile_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _columns(self, width: int) -> int:
        least = round(self._LEAST * self._theme.scale)
        return max(1, min(5, (width + self._GAP) // (least + self._GAP)))

    def _tile_height(self) -> int:
        return self._tiles[0].sizeHint().height() if self._tiles else 64

    def _place(self) -> None:
        columns = self._columns(self.width())
        wide = (self.width() - (columns - 1) * self._GAP) / columns
        tall = self._tile_height()
        for number, tile in enumerate(self._tiles):
            row, column = divmod(number, columns)
            left = round(column * (wide + self._GAP))
            tile.setGeometry(left, row * (tall + self._GAP), round(wide), tall)

    def _on_theme_changed(self) -> None:
        self._place()
        self.updateGeometry()
