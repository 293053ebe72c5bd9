"""Ruled tables: cells of wrapped text, the head repeated at the top of each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from models.pdf.faces import Face, Faces
from models.pdf.layout import MARGIN_LEFT, Align, Line, Row, Run, set_lines, show_box, show_line

_INSET = 4_000  # millipoints between a rule and the text
_RULE = 500


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in millipoints, rules included."""

    head: str
    width: int
    align: Align


def table(faces: Faces, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, size: int) -> list[Row]:
    """Rows of a table, the first of them glued to what stands before it."""
    heads = [(faces.bold, column.head, Align.CENTRE) for column in columns]
    head = _row(columns, heads, size)
    result = [Row(head.height, head.draw, before=6_000, glued=True)]
    for i, cells in enumerate(rows):
        drawn = _row(columns, [(faces.regular, text, c.align) for text, c in zip(cells, columns, strict=True)], size)
        result.append(Row(drawn.height, drawn.draw, glued=i == 0, heading=head))
    return result


def _row(columns: Sequence[Column], cells: Sequence[tuple[Face, str, Align]], size: int) -> Row:
    leading = size * 1_250
    lines: list[tuple[list[Line], Align]] = [
        (set_lines([Run(face, text)], size, column.width - 2 * _INSET), align)
        for column, (face, text, align) in zip(columns, cells, strict=True)
    ]
    height = leading * max(1, *(len(cell) for cell, _ in lines)) + 2 * 2_500
    edges = [MARGIN_LEFT, *accumulate((c.width for c in columns), initial=MARGIN_LEFT)][1:]

    def draw(top: int) -> str:
        out = []
        for (cell, align), column, x in zip(lines, columns, edges, strict=False):
            out.append(show_box(x, top - height, column.width, height, _RULE))
            first = top - (height - leading * len(cell)) // 2 - leading + (leading - size * 1000) // 2 + size * 216
            out += [show_line(line, size, x + _INSET, first - leading * i, align) for i, line in enumerate(cell)]
        return "".join(out)

    return Row(height, draw)
