"""Lucide icons, drawn in any size and colour with a stroke of 1.5 px; the pixmaps are kept."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme.fonts import RESOURCES, MissingResourceError

_STROKE = 1.5
_GRID = 24  # Lucide draws on a 24 x 24 grid
_STROKE_WIDTH = re.compile(r'stroke-width="[^"]*"')
_NAME = re.compile(r"[a-z0-9-]+")


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise MissingResourceError(name)
    try:
        return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    except OSError as error:
        raise MissingResourceError(name) from error


@lru_cache(maxsize=1024)
def icon_pixmap(name: str, size: int, argb: int, dpr: float) -> QPixmap:
    """The icon `name`, `size` logical pixels square, in one colour, sharp at the device pixel ratio `dpr`."""
    text = _STROKE_WIDTH.sub(f'stroke-width="{_STROKE * _GRID / size:.3f}"', _source(name))
    colour = QColor.fromRgba(argb)
    text = text.replace("currentColor", colour.name(QColor.NameFormat.HexRgb))
    renderer = QSvgRenderer(QByteArray(text.encode()))
    pixmap = QPixmap(round(size * dpr), round(size * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(colour.alphaF())
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
