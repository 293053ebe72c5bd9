"""The parts of an official document that Decree 30/2020/NĐ-CP, Annex I, lays down, as rows of a page."""

from __future__ import annotations

from datetime import datetime

from models.pdf.faces import Face, Faces
from models.pdf.layout import (
    GREY,
    MARGIN_LEFT,
    RED,
    TEXT_WIDTH,
    Align,
    Row,
    Run,
    coloured,
    paragraph,
    set_lines,
    show_box,
    show_line,
    show_rule,
    show_text,
)
from models.pdf.stamps import HANOI

BODY = 13  # points
LEADING = 18_500
GAP = 6_000  # at least 6 pt between paragraphs (part II.5)
FIRST_LINE = 28_346  # 1 cm

_LEFT_WIDTH = TEXT_WIDTH * 38 // 100
_RIGHT_X = MARGIN_LEFT + TEXT_WIDTH - 276_000
_RIGHT_WIDTH = 276_000
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def day_month(moment: datetime) -> str:
    """``ngày 05 tháng 01 năm 2026`` in Hà Nội: zero before days under 10 and months 1 and 2 (part II.4)."""
    local = moment.astimezone(HANOI)
    month = f"{local.month:02d}" if local.month < 3 else str(local.month)
    return f"ngày {local.day:02d} tháng {month} năm {local.year}"


def hour_and_day(moment: datetime) -> str:
    """``17 giờ 00 phút, thứ Ba, ngày 24 tháng 11 năm 2026 (+07:00)``."""
    local = moment.astimezone(HANOI)
    weekday = _WEEKDAYS[local.weekday()]
    return f"{local.hour:02d} giờ {local.minute:02d} phút, {weekday}, {day_month(moment)} (+07:00)"


def header(faces: Faces, issuer: str, document_number: str, moment: datetime, marks: tuple[str, ...] = ()) -> Row:
    """Motto at the right, issuing body and number at the left, place and date; ``marks`` in red boxes below.

    ``marks`` are words such as DỰ THẢO, set like the marks of urgency (part II.10).
    """
    height = 66_000 + 28_000 * len(marks)

    def draw(top: int) -> str:
        first, second = top - 11_000, top - 28_000
        out = [
            _centred(faces.bold, 13, issuer, MARGIN_LEFT, _LEFT_WIDTH, first),
            show_rule(MARGIN_LEFT + _LEFT_WIDTH * 3 // 10, first - 5_000, _LEFT_WIDTH * 4 // 10),
            _centred(faces.regular, 13, f"Số: {document_number}", MARGIN_LEFT, _LEFT_WIDTH, top - 34_000),
        ]
        motto = "Độc lập - Tự do - Hạnh phúc"
        width = faces.bold.width(motto, 14)
        out += [
            _centred(faces.bold, 12, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _RIGHT_X, _RIGHT_WIDTH, first),
            _centred(faces.bold, 14, motto, _RIGHT_X, _RIGHT_WIDTH, second),
            show_rule(_RIGHT_X + (_RIGHT_WIDTH - width) // 2, second - 5_000, width),
            _centred(faces.italic, 13, f"Hà Nội, {day_month(moment)}", _RIGHT_X, _RIGHT_WIDTH, top - 52_000),
        ]
        for i, mark in enumerate(marks):
            out.append(_mark(faces, mark, top - 62_000 - 28_000 * i))
        return "".join(out)

    return Row(height, draw)


def _mark(faces: Faces, text: str, top: int) -> str:
    width = faces.bold.width(text, 13) + 14_000
    x = MARGIN_LEFT + (_LEFT_WIDTH - width) // 2
    inside = show_text(faces.bold, 13, x + 7_000, top - 14_500, text)
    return coloured(RED, show_box(x, top - 20_000, width, 20_000, 1_000) + inside)


def _centred(face: Face, size: int, text: str, x: int, width: int, y: int) -> str:
    return show_text(face, size, x + (width - face.width(text, size)) // 2, y, text)


def title(faces: Faces, kind: str, subject: str) -> list[Row]:
    """The kind in bold capitals and the subject in bold, centred, with a rule below (part II.5)."""
    rows = paragraph([Run(faces.bold, kind)], 14, leading=20_000, before=14_000, align=Align.CENTRE)
    inset = TEXT_WIDTH // 12
    rows += paragraph(
        [Run(faces.bold, subject)], 14, leading=19_000, before=0, align=Align.CENTRE,
        x=MARGIN_LEFT + inset, measure=TEXT_WIDTH - 2 * inset, glued=True,
    )  # fmt: skip
    last = set_lines([Run(faces.bold, subject)], 14, TEXT_WIDTH - 2 * inset)
    width = min(max(line.natural for line in last), TEXT_WIDTH) * 2 // 5
    rows.append(
        Row(12_000, lambda top: show_rule(MARGIN_LEFT + (TEXT_WIDTH - width) // 2, top - 4_000, width), glued=True)
    )
    return rows


def centred_lines(faces: Faces, text: str, size: int, x: int, measure: int, top: int, leading: int) -> tuple[str, int]:
    """``text`` in bold, centred in a column; the operators and the height used."""
    lines = set_lines([Run(faces.bold, text)], size, measure)
    out = [show_line(line, size, x, top - leading * i - leading + 5_000, Align.CENTRE) for i, line in enumerate(lines)]
    return "".join(out), leading * len(lines)


def recipients(faces: Faces, top: int, lines: tuple[str, ...]) -> str:
    """*Nơi nhận:* and its list at the left, 12 bold italic and 11 regular (part II.9)."""
    # Bold italic: two words do not carry a fourth face, so the italic one is drawn with its outline.
    out = ["q 2 Tr 0.35 w " + show_text(faces.italic, 12, MARGIN_LEFT, top - 12_000, "Nơi nhận:") + "Q\n"]
    for i, line in enumerate(lines):
        out.append(show_text(faces.regular, 11, MARGIN_LEFT, top - 26_000 - 14_000 * i, line))
    return "".join(out)


def facts(faces: Faces, pairs: tuple[tuple[str, str], ...]) -> Row:
    """Identifiers and digests in small type under a rule, for those who check."""

    def draw(top: int) -> str:
        out = [show_rule(MARGIN_LEFT, top - 2_000, TEXT_WIDTH, 400)]
        for i, (label, value) in enumerate(pairs):
            y = top - 13_000 - 10_500 * i
            out.append(show_text(faces.regular, 8, MARGIN_LEFT, y, f"{label}:"))
            out.append(show_text(faces.regular, 8, MARGIN_LEFT + 100_000, y, value))
        return coloured(GREY, "".join(out))

    return Row(16_000 + 10_500 * len(pairs), draw, before=18_000, glued=True)
