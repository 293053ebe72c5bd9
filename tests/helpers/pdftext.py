"""The text of a PDF's pages, annotations' appearances included, as a reader shows it."""

from __future__ import annotations

import pypdfium2


def page_texts(pdf: bytes) -> list[str]:
    """One text for each page, lines divided by a line feed."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        texts = []
        for page in document:
            pypdfium2.raw.FPDFPage_Flatten(page.raw, pypdfium2.raw.FLAT_NORMALDISPLAY)
            page.close()
        for page in document:
            text_page = page.get_textpage()
            texts.append(str(text_page.get_text_bounded()).replace("\r\n", "\n"))
            text_page.close()
            page.close()
        return texts
    finally:
        document.close()
