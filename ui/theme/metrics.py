"""Type scale, spacing and radii, in device-independent pixels at a text scale of 100 %."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

MIN_SCALE = 1.0
MAX_SCALE = 2.0


class Space(IntEnum):
    """The spacing scale. Paddings do not grow with the text."""

    XXS = 4
    XS = 8
    S = 12
    M = 16
    L = 24
    XL = 32
    XXL = 40


class Radius(IntEnum):
    """Corner radii. Chips and counts take half their height instead."""

    SMALL = 4
    CONTROL = 6
    CARD = 8


@dataclass(frozen=True, slots=True)
class TypeSpec:
    """One text style: size and line height in pixels, weight, capitals and letter spacing."""

    size: int
    line: int
    bold: bool = False
    capitals: bool = False
    spacing: float = 0.0
    serif: bool = False


class Style(Enum):
    """The text styles; nothing else is used."""

    DISPLAY = TypeSpec(24, 34, bold=True)
    TITLE = TypeSpec(20, 28, bold=True)
    TITLE_LIGHT = TypeSpec(20, 28)
    LEAD = TypeSpec(17, 26, bold=True)
    CODE = TypeSpec(17, 26, bold=True, spacing=1.0)
    BODY = TypeSpec(15, 22)
    BODY_BOLD = TypeSpec(15, 22, bold=True)
    COMPACT = TypeSpec(14, 21)
    COMPACT_BOLD = TypeSpec(14, 21, bold=True)
    SECTION = TypeSpec(13, 20, bold=True, capitals=True, spacing=0.5)
    META = TypeSpec(13, 20)
    META_BOLD = TypeSpec(13, 20, bold=True)
    WEEK = TypeSpec(13, 17)
    WEEK_BOLD = TypeSpec(13, 17, bold=True)
    SMALL = TypeSpec(12, 16)
    SMALL_BOLD = TypeSpec(12, 16, bold=True)
    PAPER = TypeSpec(14, 18, serif=True)

    @property
    def spec(self) -> TypeSpec:
        return self.value


def icon_factor(scale: float) -> float:
    """Icons grow more slowly than text: 1.4 at a text scale of 1.5."""
    return 1.0 + (scale - 1.0) * 0.8
