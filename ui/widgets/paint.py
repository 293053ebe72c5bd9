"""Drawing in the manner of the design: flat boxes, crisp 1 px lines, one-line texts, icons, badges, counts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPaintDevice, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from ui.theme import Colour, Radius, Style, Theme, Tone

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter

BADGE_HEIGHT = 24
COUNT_HEIGHT = 20


@dataclass(frozen=True, slots=True)
class BadgeSpec:
    """A state in a word: always an icon and a text beside the colour. Without an icon only for neutral ones."""

    text: str
    tone: Tone = Tone.NEUTRAL
    icon: str = ""


def follow(widget: QWidget, theme: Theme) -> None:
    """Repaint and measure again when the theme or the text scale changes."""
    theme.changed.connect(widget.updateGeometry)
    theme.changed.connect(widget.update)


def painter_for(widget: QPaintDevice) -> QPainter:
    """A painter with smooth edges; the caller ends it."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | QBrush | None = None,
    edge: QColor | None = None,
    *,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box whose edge lies inside `rect`, so that a 1 px line is crisp."""
    inset = width / 2 if edge is not None else 0.0
    painter.setBrush(QBrush(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(edge, width)
        if dashed:
            pen.setDashPattern([4.0 / width, 3.0 / width])
        painter.setPen(pen)
    corner = max(0.0, min(radius, rect.height() / 2, rect.width() / 2) - inset)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), corner, corner)


def icon(painter: QPainter, theme: Theme, name: str, at: QPointF, base: int, colour: Colour) -> None:
    """An icon with its upper left corner at `at`, put on whole pixels."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(QPointF(round(at.x()), round(at.y())), theme.pixmap(name, base, colour, ratio))


def icon_mid(painter: QPainter, theme: Theme, name: str, center: QPointF, base: int, colour: Colour) -> None:
    """An icon around a point."""
    half = theme.icon_size(base) / 2
    icon(painter, theme, name, QPointF(center.x() - half, center.y() - half), base, colour)


def text(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    words: str,
    style: Style,
    colour: Colour,
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """One line of text, elided at the right when it does not fit. Returns the width that was used."""
    metrics = theme.metrics(style)
    shown = words
    width = measure(theme, words, style)
    if width > rect.width() + 0.5:
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        width = rect.width()
    painter.setFont(theme.font(style))
    painter.setPen(theme.color(colour))
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine, shown)
    return width


def measure(theme: Theme, words: str, style: Style) -> float:
    """Width of one line of text in a style; capitals count as they are drawn."""
    return theme.metrics(style).horizontalAdvance(words.upper() if style.spec.capitals else words)


def badge_size(theme: Theme, spec: BadgeSpec) -> tuple[int, int]:
    """Width and height of a badge at the present text scale."""
    style = _badge_style(spec)
    width = 6 + measure(theme, spec.text, style) + 8
    if spec.icon:
        width += theme.icon_size(16) + 6
    return int(width + 0.999), theme.grown(BADGE_HEIGHT, Style.META)


def draw_badge(painter: QPainter, theme: Theme, at: QPointF, spec: BadgeSpec, room: float = 1e6) -> float:
    """A badge with its upper left corner at `at`, at most `room` wide. Returns its width."""
    wide, height = badge_size(theme, spec)
    width = min(float(wide), room)
    rect = QRectF(at.x(), at.y(), width, height)
    edge = theme.color(spec.tone.edge) if spec.tone is Tone.GOLD else None
    box(painter, rect, Radius.SMALL, theme.color(spec.tone.ground), edge)
    x = at.x() + 6
    if spec.icon:
        size = theme.icon_size(16)
        icon(painter, theme, spec.icon, QPointF(x, at.y() + (height - size) / 2), 16, spec.tone.text)
        x += size + 6
    words = QRectF(x, at.y(), rect.right() - 8 - x + 0.999, height)
    text(painter, theme, words, spec.text, _badge_style(spec), spec.tone.text)
    return width


def _badge_style(spec: BadgeSpec) -> Style:
    return Style.META if spec.tone is Tone.NEUTRAL else Style.META_BOLD


def draw_count(
    painter: QPainter, theme: Theme, right: float, middle: float, count: int, *, ground: Colour, colour: Colour
) -> float:
    """A pill with a number, its right edge at `right`. Returns its width."""
    words = str(count) if count < 1000 else "999+"
    height = theme.grown(COUNT_HEIGHT, Style.SMALL)
    width = max(measure(theme, words, Style.META_BOLD) + 16, height + 4)
    rect = QRectF(right - width, middle - height / 2, width, height)
    box(painter, rect, height / 2, theme.color(ground))
    text(painter, theme, rect, words, Style.META_BOLD, colour, CENTER)
    return width


def key_size(theme: Theme, words: str) -> tuple[int, int]:
    """Width and height of a key cap."""
    width = measure(theme, words, Style.SMALL) + 12
    height = theme.grown(22, Style.SMALL)
    return max(int(width + 0.999), height - 2), height


def draw_key(painter: QPainter, theme: Theme, rect: QRectF, words: str) -> None:
    """A key cap: a small box with the name of a key."""
    box(painter, rect, Radius.SMALL, theme.color(Colour.SUNKEN), theme.color(Colour.LINE_STRONG))
    text(painter, theme, rect, words, Style.SMALL, Colour.INK2, CENTER)


def stripes(ground: QColor, line: QColor, *, pitch: int = 6, width: float = 1.0, dpr: float = 1.0) -> QBrush:
    """A brush of diagonal stripes, rising to the right, every `pitch` pixels."""
    side = pitch * 2
    tile = QPixmap(round(side * dpr), round(side * dpr))
    tile.setDevicePixelRatio(dpr)
    tile.fill(ground)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, width))
    for shift in range(-side, side * 2 + 1, pitch):
        painter.drawLine(QPointF(shift, side), QPointF(shift + side, 0))
    painter.end()
    brush = QBrush(tile)
    brush.setTransform(QTransform.fromScale(1 / dpr, 1 / dpr))
    return brush


def draw_check(painter: QPainter, theme: Theme, rect: QRectF, *, on: bool) -> None:
    """The square of a check box: ink with a tick, or empty."""
    if on:
        box(painter, rect, Radius.SMALL, theme.color(Colour.INK))
        icon_mid(painter, theme, "check", rect.center(), 16, Colour.BG)
    else:
        box(painter, rect, Radius.SMALL, theme.color(Colour.SURFACE), theme.color(Colour.CONTROL))
