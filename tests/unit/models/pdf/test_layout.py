"""Lines that fit, pages that do not begin or end with a lonely one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.pdf.faces import load_faces
from models.pdf.layout import (
    MARGIN_BOTTOM,
    MARGIN_TOP,
    PAGE_HEIGHT,
    TEXT_WIDTH,
    Align,
    Row,
    Run,
    paginate,
    paragraph,
    set_lines,
)

FACES = load_faces()
WORDS = st.lists(st.text(st.sampled_from("aăâđêôơưếộ.,;W"), min_size=1, max_size=60), min_size=1, max_size=120)


def plain(height: int) -> Row:
    return Row(height, lambda top: "")


@given(WORDS, st.sampled_from([8, 11, 13, 14]), st.integers(40_000, TEXT_WIDTH))
def test_no_line_is_wider_than_its_measure_and_no_letter_is_lost(words: list[str], size: int, measure: int) -> None:
    lines = set_lines([Run(FACES.regular, " ".join(words))], size, measure, first_indent=20_000)
    assert all(line.natural <= line.measure <= measure for line in lines)
    assert "".join(run.text for line in lines for word in line.words for run in word) == "".join(words)
    assert [line.is_last for line in lines] == [False] * (len(lines) - 1) + [True]


@given(st.integers(0, 45), st.integers(1, 120))
def test_a_page_shows_two_lines_of_a_paragraph_or_none(filled: int, length: int) -> None:
    """Neither widows nor orphans, wherever on the page the paragraph begins."""
    text = " ".join(["thời hạn chuyển tiếp"] * length)
    before = [plain(17_000) for _ in range(filled)]
    own = paragraph([Run(FACES.regular, text)], 13, leading=18_500, before=6_000, align=Align.JUSTIFY)
    placed = [item for item in paginate([*before, *own]) if item.row in own]
    pages = [item.page for item in placed]
    if len(own) > 1:
        assert all(pages.count(page) >= 2 for page in set(pages))
    assert pages == sorted(pages)


@given(st.lists(st.tuples(st.integers(5_000, 300_000), st.integers(0, 20_000), st.booleans()), min_size=1, max_size=40))
def test_rows_stay_within_the_margins_and_do_not_overlap(sizes: list[tuple[int, int, bool]]) -> None:
    rows = [Row(height, lambda top: "", before, glued) for height, before, glued in sizes]
    placed = paginate(rows)
    assert [item.row for item in placed] == rows
    for item in placed:
        assert item.top <= PAGE_HEIGHT - MARGIN_TOP
        assert item.top - item.row.height >= MARGIN_BOTTOM
    for above, below in pairwise(placed):
        assert below.page > above.page or below.top <= above.top - above.row.height


def test_a_glued_row_goes_with_the_one_before_it() -> None:
    rows = [plain(700_000), plain(20_000), Row(40_000, lambda top: "", glued=True)]
    assert [item.page for item in paginate(rows)] == [0, 1, 1]


def test_a_table_repeats_its_head() -> None:
    head = plain(20_000)
    rows = [Row(100_000, lambda top: "", heading=head) for _ in range(12)]
    placed = paginate(rows)
    heads = [item.page for item in placed if item.row is head]
    assert heads == sorted(set(heads))
    assert len(heads) == placed[-1].page + 1
    assert all(item.top - item.row.height >= MARGIN_BOTTOM for item in placed)
