"""Stamps of state secrecy on a paper (DOMAIN.md section 4; Law on Protection of State Secrets 29/2018/QH14).

Secret papers are excluded from e-Cabinet by law: this looks, before any byte leaves the device, for the stamps MẬT,
TỐI MẬT and TUYỆT MẬT as a drafter prints them at the head of the first pages. Words such as "bảo mật" or "bí mật kinh
doanh" are no stamps. A stamp that is only an image cannot be found like this: the person's declaration stands first.
"""

from __future__ import annotations

import re
import unicodedata

PAGES = 3
"""How many of a paper's first pages are looked at."""

HEAD_LINES = 25
"""How many lines, empty ones left out, are a page's head."""

_STAMPS = {"MẬT": "MẬT", "TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT"}
_LABELLED = re.compile(r"(?:độ|mức(?: độ)?) mật\s*[:.]?\s*(mật|tối mật|tuyệt mật)\W*", re.IGNORECASE)
_IN_NAME = re.compile(r"(?<!\w)(?:TUYỆT|TỐI)[ -]?MẬT(?!\w)|[(\[]\s*MẬT\s*[)\]]")
_LEADS = ("BẢO", "BÍ", "CƠ")  # the first half of a word that a line break has cut before "MẬT"


def stamp_on_page(text: str) -> str:
    """The stamp at the head of a page's text (lines by line breaks), or an empty text."""
    before = ""
    lines = [line for raw in unicodedata.normalize("NFC", text).splitlines() if (line := raw.strip())]
    for line in lines[:HEAD_LINES]:
        labelled = _LABELLED.fullmatch(line)
        if labelled is not None:
            return labelled.group(1).upper()
        bare = re.sub(r"[\W_]+", "", line)
        if bare in _STAMPS and not (bare == "MẬT" and before.upper().endswith(_LEADS)):
            return _STAMPS[bare]
        before = line
    return ""


def stamp_in_name(name: str) -> str:
    """The stamp in a file's name or a paper's title, in capitals: "TỐI MẬT", "(MẬT)"; or an empty text."""
    found = _IN_NAME.search(unicodedata.normalize("NFC", name).replace("_", " "))
    return re.sub(r"[\W_]+", " ", found.group()).strip() if found else ""
