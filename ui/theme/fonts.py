"""The shipped type families: Noto Sans for the window, Liberation Serif for pages of documents."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from ui.theme.metrics import Style

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SANS = "Noto Sans"
SERIF = "Liberation Serif"
_WINDOW_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")


class MissingResourceError(Exception):
    """A file that ships with the program is not there or cannot be read: the installation is damaged."""


@cache
def load_window_fonts() -> None:
    """Register the faces of the window with Qt, once per process. Pages of documents bring their own fonts."""
    for name in _WINDOW_FILES:
        path = RESOURCES / "fonts" / name
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise MissingResourceError(path.name)


def make_font(style: Style, scale: float) -> QFont:
    """The font of a style at a text scale (1.0 to 2.0)."""
    spec = style.spec
    font = QFont(SERIF if spec.serif else SANS)
    font.setPixelSize(round(spec.size * scale))
    font.setBold(spec.bold)
    if spec.capitals:
        font.setCapitalization(QFont.Capitalization.AllUppercase)
    if spec.spacing:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spec.spacing * scale)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font
