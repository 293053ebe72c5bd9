"""Search in a page's text: tones typed → exact, none typed → any tone (DOMAIN: d and đ are one when folded).

Hits are ranges of character positions of the page's own text, so that their boxes can be lit.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_SPECIAL = {"đ": "d", "Đ": "d"}


@dataclass(frozen=True, slots=True)
class Needle:
    """What is looked for. ``exact`` where the person typed a tone or a đ."""

    text: str
    exact: bool


def make_needle(typed: str) -> Needle | None:
    """The search a person meant, or None where nothing was typed."""
    text = " ".join(unicodedata.normalize("NFC", typed).split())
    if not text:
        return None
    folded = "".join(_folded(letter) for letter in text)
    exact = folded != text.casefold()
    return Needle(text.casefold() if exact else folded, exact)


def find(page_text: str, needle: Needle) -> list[tuple[int, int]]:
    """Ranges ``(start, end)`` of ``page_text`` that match, in reading order, not overlapping.

    White space matches any run of white space, so that a phrase is found across a line's end. Text in decomposed
    form (NFD) is matched as well.
    """
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    index = 0
    while index < len(page_text):
        after = index + 1
        while after < len(page_text) and unicodedata.combining(page_text[after]):
            after += 1
        cluster = unicodedata.normalize("NFC", page_text[index:after])
        shown = " " if cluster.isspace() else cluster.casefold() if needle.exact else _folded(cluster)
        if shown == " " and letters and letters[-1] == " ":
            ends[-1] = after
        else:
            for part in shown:
                letters.append(part)
                starts.append(index)
                ends.append(after)
        index = after
    haystack = "".join(letters)
    hits: list[tuple[int, int]] = []
    at = haystack.find(needle.text)
    while at >= 0:
        last = at + len(needle.text) - 1
        hits.append((starts[at], ends[last]))
        at = haystack.find(needle.text, last + 1)
    return hits


def _folded(cluster: str) -> str:
    plain = "".join(
        _SPECIAL.get(part, part) for part in unicodedata.normalize("NFD", cluster) if not unicodedata.combining(part)
    )
    return plain.casefold()
