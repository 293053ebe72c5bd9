"""Colour tokens of the light and the dark theme.

Text pairs reach a contrast of 4.5:1 and edges of controls 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). Colour never speaks
alone: an icon and a word stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from types import MappingProxyType

from PySide6.QtGui import QColor


class Scheme(StrEnum):
    """Which of the two palettes is shown."""

    LIGHT = "light"
    DARK = "dark"


class Colour(StrEnum):
    """Names of colours by what they are for."""

    BG = "bg"
    SURFACE = "surface"
    RAIL = "rail"
    SUNKEN = "sunken"
    HOVER = "hover"
    SELECTED = "selected"
    LINE = "line"
    LINE_STRONG = "line-strong"
    CONTROL = "control"
    INK = "ink"
    INK2 = "ink-2"
    INK3 = "ink-3"
    ACCENT = "accent"
    ACCENT_HOVER = "accent-hover"
    ON_ACCENT = "on-accent"
    RED = "red"
    RED_TINT = "red-tint"
    GOLD = "gold"
    GOLD_TEXT = "gold-text"
    ON_GOLD = "on-gold"
    GREEN = "green"
    GREEN_TINT = "green-tint"
    GREEN_SOLID = "green-solid"
    ON_GREEN = "on-green"
    AMBER = "amber"
    AMBER_TINT = "amber-tint"
    AMBER_SOLID = "amber-solid"
    SLATE = "slate"
    SLATE_TINT = "slate-tint"
    FILL = "fill"
    TRACK = "track"
    DESK = "desk"
    PAGE = "page"
    PAGE_TEXT = "page-text"
    HIGHLIGHT1 = "highlight-1"
    HIGHLIGHT2 = "highlight-2"
    CURRENT_HIT = "current-hit"
    ON_CURRENT_HIT = "on-current-hit"
    PEN = "pen"
    SCRIM = "scrim"
    SCRIM_LIGHT = "scrim-light"


_VALUES: dict[Colour, tuple[str, str]] = {
    # name: (light, dark); eight digits are #AARRGGBB as QColor reads them
    Colour.BG: ("#FBFAF7", "#17191C"),
    Colour.SURFACE: ("#FFFFFF", "#1F2226"),
    Colour.RAIL: ("#F3F1EB", "#131517"),
    Colour.SUNKEN: ("#F5F3EE", "#1B1E21"),
    Colour.HOVER: ("#F0EDE6", "#2A2E33"),
    Colour.SELECTED: ("#E9E5DB", "#33383F"),
    Colour.LINE: ("#E3DFD6", "#33383E"),
    Colour.LINE_STRONG: ("#C9C4B8", "#4A5058"),
    Colour.CONTROL: ("#8A8579", "#7D848D"),
    Colour.INK: ("#1F2328", "#ECE9E2"),
    Colour.INK2: ("#4A4F57", "#C2BFB7"),
    Colour.INK3: ("#62676F", "#A09E97"),
    Colour.ACCENT: ("#9B1C1F", "#B23A3C"),
    Colour.ACCENT_HOVER: ("#8F1A1D", "#A43537"),  # 8 % darker
    Colour.ON_ACCENT: ("#FFFFFF", "#FFFFFF"),
    Colour.RED: ("#9B1C1F", "#F2A19C"),
    Colour.RED_TINT: ("#F9ECEA", "#3B2425"),
    Colour.GOLD: ("#B98A2F", "#D3A548"),
    Colour.GOLD_TEXT: ("#74540F", "#E3BC6E"),
    Colour.ON_GOLD: ("#1F2328", "#1F2328"),
    Colour.GREEN: ("#1F6B3A", "#86CB9B"),
    Colour.GREEN_TINT: ("#E6F2E9", "#1E3226"),
    Colour.GREEN_SOLID: ("#2E7D4A", "#35804F"),
    Colour.ON_GREEN: ("#FFFFFF", "#FFFFFF"),
    Colour.AMBER: ("#875000", "#EFB963"),
    Colour.AMBER_TINT: ("#FCF0DA", "#392C16"),
    Colour.AMBER_SOLID: ("#BF7408", "#D9932F"),
    Colour.SLATE: ("#2F5572", "#A3C4DE"),
    Colour.SLATE_TINT: ("#E7EEF3", "#20303C"),
    Colour.FILL: ("#5B616A", "#AEB3BA"),
    Colour.TRACK: ("#E3DFD6", "#3A3F46"),
    Colour.DESK: ("#ECE9E2", "#101214"),
    Colour.PAGE: ("#FFFFFF", "#25282C"),
    Colour.PAGE_TEXT: ("#16181B", "#DEDAD0"),
    Colour.HIGHLIGHT1: ("#FBE58E", "#6B5A17"),
    Colour.HIGHLIGHT2: ("#CDEBC6", "#2F5233"),
    Colour.CURRENT_HIT: ("#F2A93B", "#E8A33C"),
    Colour.ON_CURRENT_HIT: ("#1B1408", "#1B1408"),
    Colour.PEN: ("#1F4E8C", "#8AB6EC"),
    Colour.SCRIM: ("#751F2328", "#99000000"),
    Colour.SCRIM_LIGHT: ("#271F2328", "#33000000"),  # a third of the scrim, behind the sync panel
}


def palette(scheme: Scheme) -> Mapping[Colour, QColor]:
    """Every token of one scheme; asking for another key is an error of ours (KeyError)."""
    column = 0 if scheme is Scheme.LIGHT else 1
    return MappingProxyType({name: QColor(pair[column]) for name, pair in _VALUES.items()})


class Tone(Enum):
    """A state's colours together: (text and icon, ground, edge)."""

    NEUTRAL = (Colour.INK2, Colour.HOVER, Colour.LINE_STRONG)
    AMBER = (Colour.AMBER, Colour.AMBER_TINT, Colour.AMBER_SOLID)
    RED = (Colour.RED, Colour.RED_TINT, Colour.RED)
    GREEN = (Colour.GREEN, Colour.GREEN_TINT, Colour.GREEN_SOLID)
    SLATE = (Colour.SLATE, Colour.SLATE_TINT, Colour.SLATE)
    GOLD = (Colour.GOLD_TEXT, Colour.SURFACE, Colour.GOLD)

    @property
    def text(self) -> Colour:
        return self.value[0]

    @property
    def ground(self) -> Colour:
        return self.value[1]

    @property
    def edge(self) -> Colour:
        return self.value[2]
