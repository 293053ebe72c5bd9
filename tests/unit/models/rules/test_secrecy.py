"""Stamps of state secrecy: what is one, and what only looks like one (DOMAIN.md section 4)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.secrecy import HEAD_LINES, stamp_in_name, stamp_on_page

HEAD = "BỘ XÂY DỰNG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("  [TỐI  MẬT]  ", "TỐI MẬT"),
        ("T U Y Ệ T   M Ậ T", "TUYỆT MẬT"),
        ("- MẬT -", "MẬT"),
        ("Độ mật: Tối mật", "TỐI MẬT"),
        ("Mức độ mật: MẬT.", "MẬT"),
        (unicodedata.normalize("NFD", "TUYỆT MẬT"), "TUYỆT MẬT"),
    ],
)
def test_a_stamp_is_found(line: str, stamp: str) -> None:
    assert stamp_on_page(f"{HEAD}{line}\nTỜ TRÌNH") == stamp
    assert stamp_on_page(line) == stamp


@pytest.mark.parametrize(
    "line",
    [
        "Bảo mật",
        "BẢO MẬT",
        "AN TOÀN THÔNG TIN VÀ BẢO MẬT DỮ LIỆU",
        "Về bí mật kinh doanh của doanh nghiệp",
        "BÍ MẬT KINH DOANH",
        "mật",
        "Mật ong rừng U Minh",
        "MẬT ĐỘ XÂY DỰNG",
        "Danh mục bí mật nhà nước độ Tối mật thuộc lĩnh vực này",
        "MAT",
        "",
    ],
)
def test_other_words_are_no_stamp(line: str) -> None:
    assert stamp_on_page(f"{HEAD}{line}\nTỜ TRÌNH") == ""


def test_a_word_that_a_line_break_has_cut_is_no_stamp() -> None:
    assert stamp_on_page("ĐỀ ÁN AN TOÀN VÀ BẢO\nMẬT\nTHÔNG TIN") == ""


def test_only_the_head_of_a_page_is_looked_at() -> None:
    above = "\n".join(f"Dòng {number}" for number in range(HEAD_LINES - 1))
    assert stamp_on_page(f"{above}\n\n\nMẬT") == "MẬT"
    assert stamp_on_page(f"{above}\nDòng cuối\nMẬT") == ""


@pytest.mark.parametrize(
    ("name", "stamp"),
    [
        ("To_trinh_(MẬT)", "MẬT"),
        ("TUYỆT MẬT - phương án", "TUYỆT MẬT"),
        ("TỐI_MẬT_phu_luc", "TỐI MẬT"),
        ("Đề án bảo mật", ""),
        ("Mật độ dân cư", ""),
        ("BẢO MẬT", ""),
        ("9012_To_trinh", ""),
    ],
)
def test_a_stamp_in_a_name(name: str, stamp: str) -> None:
    assert stamp_in_name(name) == stamp


@given(st.text())
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert stamp_on_page(text) in {"", "MẬT", "TỐI MẬT", "TUYỆT MẬT"}
    stamp_in_name(text)
