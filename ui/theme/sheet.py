"""The one style sheet, for the standard widgets only; our own widgets paint themselves from the tokens."""

from __future__ import annotations

from string import Template
from typing import Protocol

from PySide6.QtGui import QColor

from ui.theme.fonts import RESOURCES, MissingResourceError
from ui.theme.metrics import Style
from ui.theme.tokens import Colour


class SheetSource(Protocol):
    """What the sheet needs to know: colours and line heights."""

    def color(self, name: Colour) -> QColor: ...

    def line(self, style: Style) -> int: ...


class _Sheet(Template):
    delimiter = "@"
    idpattern = r"[a-z][a-z0-9-]*"


def style_sheet(theme: SheetSource) -> str:
    """The text of `resources/style/window.qss` with `@token` replaced by the present theme's colours and sizes."""
    try:
        text = (RESOURCES / "style" / "window.qss").read_text(encoding="utf-8")
    except OSError as error:
        raise MissingResourceError("window.qss") from error
    values = {name.value: theme.color(name).name() for name in Colour}
    values |= {
        "size-body": f"{round(Style.BODY.spec.size * theme.line(Style.BODY) / Style.BODY.spec.line)}px",
        "size-compact": f"{round(Style.COMPACT.spec.size * theme.line(Style.COMPACT) / Style.COMPACT.spec.line)}px",
        "size-meta": f"{round(Style.META.spec.size * theme.line(Style.META) / Style.META.spec.line)}px",
    }
    return _Sheet(text).substitute(values)
