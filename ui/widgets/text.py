"""Text with the design's line heights: wrapped, elided after some lines, with bold runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Colour, Style, Theme
from ui.widgets.paint import painter_for

_MANY = 10_000
_COMFORTABLE = 88  # characters: longer lines are hard to read


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, bold or not, in a colour of its own or in that of its label."""

    text: str
    bold: bool = False
    colour: Colour | None = None


class TextBlock:
    """Lines of text laid out to a width; draws itself. Immutable once made."""

    def __init__(
        self, theme: Theme, runs: Sequence[Run], style: Style, colour: Colour, width: float, max_lines: int = _MANY
    ) -> None:
        self._theme = theme
        self._style = style
        self._colour = colour
        self._line_height = theme.line(style)
        self._width = max(1.0, width)
        capitals = style.spec.capitals
        joined = "".join(run.text for run in runs)
        self._text = (joined.upper() if capitals else joined).replace("\n", "\u2028")
        self._layout = QTextLayout(self._text, theme.font(style))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setFormats(_formats(theme, runs, style, colour))
        self._rest = ""
        self._lay_out(max_lines)

    def _lay_out(self, max_lines: int) -> None:
        layout = self._layout
        self.natural_width = 0.0
        layout.beginLayout()
        count = 0
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self._width)
            leading = (self._line_height - line.height()) / 2
            line.setPosition(QPointF(0, count * self._line_height + leading))
            self.natural_width = max(self.natural_width, line.naturalTextWidth())
            count += 1
            if count == max_lines and line.textStart() + line.textLength() < len(self._text):
                self._rest = self._text[line.textStart() :].replace("\u2028", " ")
                break
        layout.endLayout()
        self.lines = max(1, count)

    @property
    def height(self) -> int:
        return self.lines * self._line_height

    @property
    def elided(self) -> bool:
        return bool(self._rest)

    def draw(self, painter: QPainter, at: QPointF, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        painter.setPen(self._theme.color(self._colour))
        whole = self._layout.lineCount() - (1 if self._rest else 0)
        for number in range(whole):
            line = self._layout.lineAt(number)
            shift = self._shift(line.naturalTextWidth(), align)
            line.draw(painter, QPointF(at.x() + shift, at.y()))
        if self._rest:
            metrics = self._theme.metrics(self._style)
            shown = metrics.elidedText(self._rest, Qt.TextElideMode.ElideRight, self._width)
            rect = QRectF(at.x(), at.y() + whole * self._line_height, self._width, self._line_height)
            painter.setFont(self._theme.font(self._style))
            painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

    def _shift(self, width: float, align: Qt.AlignmentFlag) -> float:
        if align & Qt.AlignmentFlag.AlignRight:
            return self._width - width
        if align & Qt.AlignmentFlag.AlignHCenter:
            return (self._width - width) / 2
        return 0.0


def _formats(theme: Theme, runs: Sequence[Run], style: Style, colour: Colour) -> list[QTextLayout.FormatRange]:
    result = []
    start = 0
    for run in runs:
        length = len(run.text.encode("utf-16-le")) // 2
        if run.bold or run.colour is not None:
            span = QTextLayout.FormatRange()
            span.start = start
            span.length = length
            look = QTextCharFormat()
            if run.bold:
                look.setFontWeight(QFont.Weight.Bold)
            look.setForeground(theme.color(run.colour if run.colour is not None else colour))
            span.format = look
            result.append(span)
        start += length
    return result


class Label(QLabel):
    """A text in one style. With `wrap` it takes as many lines as it needs, at most `max_lines`; else it is elided.

    `rigid` keeps one line whole where others beside it can be elided; `middle` centres a wrapped text in a height that is more than it needs.
    """

    def __init__(
        self,
        theme: Theme,
        words: str | Sequence[Run] = "",
        style: Style = Style.BODY,
        colour: Colour = Colour.INK,
        *,
        wrap: bool = False,
        max_lines: int = _MANY,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        middle: bool = False,
        rigid: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._style = style
        self._colour = colour
        self._wrap = wrap
        self._max_lines = max_lines if wrap else 1
        self._align = align
        self._middle = middle or not wrap
        self._rigid = rigid
        self._runs: tuple[Run, ...] = ()
        self._block: TextBlock | None = None
        self._block_width = -1
        policy = self.sizePolicy()
        policy.setHeightForWidth(wrap)
        policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed if not wrap else QSizePolicy.Policy.Preferred)
        self.setSizePolicy(policy)
        self.set_words(words)
        theme.changed.connect(self._on_theme_changed)

    def set_words(self, words: str | Sequence[Run]) -> None:
        """Show other words; a string is one plain run."""
        runs = (Run(words),) if isinstance(words, str) else tuple(words)
        if runs == self._runs:
            return
        self._runs = runs
        self._block = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText("".join(run.text for run in runs))
        self.updateGeometry()
        self.update()

    def set_colour(self, colour: Colour) -> None:
        self._colour = colour
        self._block = None
        self.update()

    def set_style(self, style: Style) -> None:
        self._style = style
        self._on_theme_changed()

    def hasHeightForWidth(self) -> bool:
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        return self._laid_out(width).height

    def sizeHint(self) -> QSize:
        widest = self._widest()
        natural = int(max(self._line_width(part) for part in self.text().split("\n")) + 1.999)
        if not self._wrap:
            return QSize(natural, self._theme.line(self._style))
        width = min(natural, widest)
        return QSize(width, self._laid_out(width).height)

    def minimumSizeHint(self) -> QSize:
        if self._rigid:
            return self.sizeHint()
        if not self._wrap:
            shortest = int(self._theme.metrics(self._style).averageCharWidth() * 3)
            return QSize(min(shortest, self.sizeHint().width()), self._theme.line(self._style))
        return QSize(min(120, self.sizeHint().width()), self._theme.line(self._style))

    def paintEvent(self, event: QPaintEvent) -> None:
        block = self._laid_out(self.width())
        painter = painter_for(self)
        top = max(0.0, (self.height() - block.height) / 2) if self._middle else 0.0
        block.draw(painter, QPointF(0, top), self._align)
        painter.end()
        if block.elided and self.toolTip() != self.text():
            self.setToolTip(self.text())

    def _widest(self) -> int:
        return int(self._theme.metrics(self._style).averageCharWidth() * _COMFORTABLE)

    def _line_width(self, part: str) -> float:
        metrics = self._theme.metrics(self._style)
        if any(run.bold for run in self._runs):
            heavy = QFont(self._theme.font(self._style))
            heavy.setBold(True)
            bold = QFontMetricsF(heavy)
            return sum((bold if run.bold else metrics).horizontalAdvance(run.text) for run in self._runs)
        return metrics.horizontalAdvance(part.upper() if self._style.spec.capitals else part)

    def _laid_out(self, width: int) -> TextBlock:
        if self._block is None or self._block_width != width:
            self._block = TextBlock(self._theme, self._runs, self._style, self._colour, width, self._max_lines)
            self._block_width = width
        return self._block

    def _on_theme_changed(self) -> None:
        self._block = None
        self.updateGeometry()
        self.update()
