"""Text set in lines, rows stacked into pages: a first-fit setter in whole millipoints.

A page is a list of rows; rows that belong together (a paragraph's first two and last two lines, a label and what it
labels, the signature and the end of the text) are glued, so that no page ends or begins with a lonely line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from models.pdf.faces import Face
from models.pdf.writer import number

PAGE_WIDTH = 595_280  # A4, millipoints
PAGE_HEIGHT = 841_890
MARGIN_TOP = MARGIN_BOTTOM = 56_693  # 20 mm (Decree 30/2020, Annex I, part I.1)
MARGIN_LEFT = 85_039  # 30 mm
MARGIN_RIGHT = 56_693  # 20 mm
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT

BLACK = "0 0 0"
RED = "0.784 0.063 0.063"
BLUE = "0 0.2 0.6"
GREY = "0.35 0.35 0.35"


class Align(Enum):
    """How a line stands in its measure."""

    LEFT = "left"
    CENTRE = "centre"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one face."""

    face: Face
    text: str


Word = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Words with one space between them; ``natural`` is the width without stretching, ``measure`` what is offered."""

    words: tuple[Word, ...]
    natural: int
    measure: int
    indent: int
    is_last: bool


def words_of(runs: Iterable[Run], size: int, measure: int) -> list[Word]:
    """Split at spaces; a word longer than ``measure`` is cut where it fits."""
    words: list[Word] = []
    current: list[Run] = []
    for run in runs:
        pieces = run.text.split(" ")
        for i, piece in enumerate(pieces):
            if i and current:
                words.append(tuple(current))
                current = []
            if piece:
                current.append(Run(run.face, piece))
    if current:
        words.append(tuple(current))
    return [part for word in words for part in _cut(word, size, measure)]


def _cut(word: Word, size: int, measure: int) -> list[Word]:
    if _word_width(word, size) <= measure:
        return [word]
    parts: list[Word] = []
    face, text, width = word[0].face, "", 0
    for run in word:
        for character in run.text:
            step = run.face.width(character, size)
            if text and (width + step > measure or run.face is not face):
                parts.append((Run(face, text),))
                text, width = "", 0
            face, text, width = run.face, text + character, width + step
    parts.append((Run(face, text),))
    return parts


def _word_width(word: Word, size: int) -> int:
    return sum(run.face.width(run.text, size) for run in word)


def set_lines(runs: Sequence[Run], size: int, measure: int, first_indent: int = 0) -> list[Line]:
    """Break text into lines no wider than ``measure`` (the first one less ``first_indent``)."""
    lines: list[Line] = []
    current: list[Word] = []
    used, indent = 0, first_indent
    for word in words_of(runs, size, measure - first_indent):
        width = _word_width(word, size)
        space = word[0].face.width(" ", size)
        if current and used + space + width > measure - indent:
            lines.append(Line(tuple(current), used, measure - indent, indent, is_last=False))
            current, used, indent = [], 0, 0
        used += width + (space if current else 0)
        current.append(word)
    if current:
        lines.append(Line(tuple(current), used, measure - indent, indent, is_last=True))
    return lines


def show_line(line: Line, size: int, x: int, y: int, align: Align) -> str:
    """Operators that show ``line`` with its left edge at ``x`` and its base line at ``y``."""
    slack = line.measure - line.natural
    gaps = len(line.words) - 1
    stretch = max(slack, 0) // size if align is Align.JUSTIFY and not line.is_last and gaps else 0
    start = x + line.indent + (slack // 2 if align is Align.CENTRE else 0)
    parts: list[str] = []
    face: Face | None = None
    codes: list[str] = []
    for i, word in enumerate(line.words):
        extra = stretch * i // gaps - stretch * (i - 1) // gaps if i and stretch else 0
        for j, run in enumerate(word):
            if run.face is not face:
                if face is not None:
                    parts.append(_show(face, size, codes))
                face, codes = run.face, []
            if i and j == 0:
                codes.append(run.face.code(" "))
                if extra:
                    codes.append(f">{-extra}<")
            codes.append(run.face.code(run.text))
    if face is not None:
        parts.append(_show(face, size, codes))
    return f"BT {number(start)} {number(y)} Td {' '.join(parts)} ET\n"


def _show(face: Face, size: int, codes: list[str]) -> str:
    return f"/{face.tag} {size} Tf[<{''.join(codes)}>]TJ"


def show_text(face: Face, size: int, x: int, y: int, text: str) -> str:
    """Operators that show ``text`` on one line from ``x``."""
    return f"BT {number(x)} {number(y)} Td {_show(face, size, [face.code(text)])} ET\n"


def show_rule(x: int, y: int, width: int, thickness: int = 700) -> str:
    """A horizontal rule from ``x``, its middle at ``y``."""
    return f"{number(thickness)} w {number(x)} {number(y)} m {number(x + width)} {number(y)} l S\n"


def show_box(x: int, y: int, width: int, height: int, thickness: int = 700) -> str:
    """An empty box with its lower left corner at ``(x, y)``."""
    return f"{number(thickness)} w {number(x)} {number(y)} {number(width)} {number(height)} re S\n"


def show_tick(x: int, y: int, side: int) -> str:
    """A tick inside a box of ``side`` at ``(x, y)``."""
    points = ((20, 48), (42, 22), (82, 84))
    path = [f"{number(x + side * a // 100)} {number(y + side * b // 100)}" for a, b in points]
    return f"q 1 J 1 j 1.5 w {path[0]} m {path[1]} l {path[2]} l S Q\n"


def coloured(colour: str, operators: str) -> str:
    """``operators`` with this stroke and fill colour (DeviceRGB)."""
    return f"q {colour} RG {colour} rg\n{operators}Q\n"


@dataclass(frozen=True, slots=True)
class Row:
    """A strip of a page. ``draw`` gets the top edge's ``y``; ``glued``: no page break before it.

    ``before``: empty space above, dropped at the head of a page. ``heading``: a table's head, repeated on each page
    that begins with this row.
    """

    height: int
    draw: Callable[[int], str]
    before: int = 0
    glued: bool = False
    heading: Row | None = None


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row with the page (from 0) and the ``y`` of its top edge."""

    row: Row
    page: int
    top: int


def paragraph(
    runs: Sequence[Run],
    size: int,
    *,
    leading: int,
    before: int,
    align: Align = Align.JUSTIFY,
    first_indent: int = 0,
    x: int = MARGIN_LEFT,
    measure: int = TEXT_WIDTH,
    glued: bool = False,
) -> list[Row]:
    """Rows of one paragraph, its first two and last two lines kept together."""
    lines = set_lines(runs, size, measure, first_indent)
    rows = []
    for i, line in enumerate(lines):

        def draw(top: int, line: Line = line) -> str:
            return show_line(line, size, x, top - leading + (leading - size * 1000) // 2 + size * 216, align)

        keep = glued if i == 0 else i == 1 or i == len(lines) - 1
        rows.append(Row(leading, draw, before if i == 0 else 0, keep))
    return rows


def paginate(rows: Sequence[Row]) -> list[PlacedRow]:
    """Stack rows into pages, never breaking before a glued one unless the glued rows alone fill a page."""
    groups: list[list[Row]] = []
    for row in rows:
        if row.glued and groups:
            groups[-1].append(row)
        else:
            groups.append([row])
    placed: list[PlacedRow] = []
    page, y = 0, PAGE_HEIGHT - MARGIN_TOP
    for group in groups:
        needed = sum(row.before + row.height for row in group)
        if y - needed < MARGIN_BOTTOM and y < PAGE_HEIGHT - MARGIN_TOP:
            page, y = page + 1, PAGE_HEIGHT - MARGIN_TOP
        for row in group:
            at_head = y == PAGE_HEIGHT - MARGIN_TOP
            if not at_head and y - row.before - row.height < MARGIN_BOTTOM:
                page, y, at_head = page + 1, PAGE_HEIGHT - MARGIN_TOP, True
            if at_head and row.heading is not None:
                placed.append(PlacedRow(row.heading, page, y))
                y -= row.heading.height
            y -= 0 if at_head else row.before
            placed.append(PlacedRow(row, page, y))
            y -= row.height
    return placed


def page_number(face: Face, page: int) -> str:
    """The number of page ``page`` (from 0), centred in the top margin, none on the first (Decree 30, part II.7)."""
    if page == 0:
        return ""
    text = str(page + 1)
    x = MARGIN_LEFT + (TEXT_WIDTH - face.width(text, 13)) // 2
    return show_text(face, 13, x, PAGE_HEIGHT - MARGIN_TOP + 18_000, text)
