"""File names from outside are shown, so they must not lie; they are never paths."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.server.filenames import MAX_NAME, clean_filename


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Tờ trình Chính phủ.pdf", "Tờ trình Chính phủ.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\Dự thảo.pdf", "Dự thảo.pdf"),
        ("báo cáo\u202efdp.exe", "báo cáofdp.exe"),
        ("a\x00b\nc\u200b.pdf", "abc.pdf"),
        ("  .hidden. ", "hidden"),
        ("..", "tai-lieu"),
        ("", "tai-lieu"),
        ("/", "tai-lieu"),
        ('a<b>:"c|d?*.pdf', "a_b___c_d__.pdf"),
        (".pdf", "pdf"),
        ("x" * 300 + ".pdf", "x" * (MAX_NAME - 4) + ".pdf"),
    ],
)
def test_cleaned_names(given_name: str, shown: str) -> None:
    assert clean_filename(given_name) == shown


def test_decomposed_letters_are_composed() -> None:
    assert clean_filename(unicodedata.normalize("NFD", "Nghị định.pdf")) == "Nghị định.pdf"


@given(st.text(max_size=400))
def test_any_name_becomes_harmless(name: str) -> None:
    shown = clean_filename(name)
    assert 0 < len(shown) <= MAX_NAME
    assert not set(shown) & set('/\\<>:"|?*')
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs"} for c in shown)
    assert clean_filename(shown) == shown
