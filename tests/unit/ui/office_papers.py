"""Small real PDFs with Vietnamese text for the Office's tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_FONT = Path(__file__).parents[3] / "resources" / "fonts" / "LiberationSerif-Regular.ttf"


def paper_with(*pages: Sequence[str], password: str | None = None) -> bytes:
    """A PDF with these lines on its pages, top down."""
    pdfmetrics.registerFont(TTFont("Serif", str(_FONT)))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=password)
    for lines in pages:
        canvas.setFont("Serif", 13)
        for number, line in enumerate(lines):
            canvas.drawString(85, 790 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
