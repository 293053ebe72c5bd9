"""Search in a page: tones typed are exact, none typed match any; positions are the page's own."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.reader.finder import find, make_needle

PAGE = "Nghị định về bến thủy\r\nnội địa; nghi dinh cũ. ĐƯỜNG THỦY"


def found(typed: str, page: str = PAGE) -> list[str]:
    needle = make_needle(typed)
    assert needle is not None
    return [page[start:end] for start, end in find(page, needle)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("nghi dinh", ["Nghị định", "nghi dinh"]),
        ("NGHI DINH", ["Nghị định", "nghi dinh"]),
        ("nghị định", ["Nghị định"]),
        ("thuy noi", ["thủy\r\nnội"]),
        ("thủy  nội", ["thủy\r\nnội"]),
        ("duong", ["ĐƯỜNG"]),
        ("đương", []),
        ("đường", ["ĐƯỜNG"]),
        ("không có", []),
    ],
)
def test_hits(typed: str, expected: list[str]) -> None:
    assert found(typed) == expected


def test_decomposed_text_is_found() -> None:
    page = unicodedata.normalize("NFD", PAGE)
    assert [unicodedata.normalize("NFC", hit) for hit in found("nghị định", page)] == ["Nghị định"]


@pytest.mark.parametrize("typed", ["", "  ", "\n\t"])
def test_nothing_typed_looks_for_nothing(typed: str) -> None:
    assert make_needle(typed) is None


words = st.text(alphabet=st.sampled_from("aăâbcdđeêơưẾộỹ xyz\r\n\u0301\u0323"), max_size=60)


@given(words, st.integers(0, 50), st.integers(1, 10))
def test_any_stretch_of_a_page_is_found_in_it(page: str, start: int, length: int) -> None:
    page = unicodedata.normalize("NFC", page)
    stretch = " ".join(page[start : start + length].split())
    needle = make_needle(stretch)
    if needle is None or unicodedata.combining(stretch[0]) or page[start : start + length][:1].isspace():
        return
    after = page[start + length : start + length + 1]
    if after and unicodedata.combining(after):
        return
    hits = find(page, needle)
    assert hits
    assert all(0 <= a < b <= len(page) for a, b in hits)
    assert all(first[1] <= second[0] for first, second in pairwise(hits))
