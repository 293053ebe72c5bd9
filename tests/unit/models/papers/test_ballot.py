"""The ballot's page: the same bytes everywhere, all that Decree 30 asks for, any Vietnamese text."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InvalidInputError
from models.papers.ballot import compression_dictionary, draw_ballot, draw_draft, tidy_text
from models.pdf.faces import load_faces, unsupported_characters
from models.signing import extract_statement
from models.statements import MAX_OPINION
from models.types import Choice
from tests.helpers.answers import ANSWER, make_answer
from tests.helpers.pdftext import page_texts

TEMPLATE_DIGEST = "33145ec8ac6c6263e35030b398faa2b887323cf50eb30b3a605174653c7d43ab"
"""SHA-256 of the blank ballot of template ballot-1. Archived ballots are redrawn: this never changes; make ballot-2."""

SENTENCE = "Đề nghị cơ quan chủ trì rà soát thời hạn chuyển tiếp tại Điều 27 cho bến khách ngang sông. "


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_template_is_frozen() -> None:
    assert hashlib.sha256(compression_dictionary()).hexdigest() == TEMPLATE_DIGEST


def test_another_process_draws_the_same_bytes() -> None:
    """Other hash seeds, other zone, other locale."""
    code = (
        "import hashlib; from models.papers.ballot import draw_ballot; from tests.helpers.answers import ANSWER;"
        "print(hashlib.sha256(draw_ballot(ANSWER)).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/Los_Angeles", "LC_ALL": "C"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.strip() == hashlib.sha256(draw_ballot(ANSWER)).hexdigest()


def test_the_page_says_what_the_statement_says() -> None:
    (page,) = page_texts(draw_ballot(ANSWER))
    text = flat(page)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "VĂN PHÒNG CHÍNH PHỦ",
        "Số: 9012/PLYK-VPCP", "Hà Nội, ngày 23 tháng 11 năm 2026", "PHIẾU LẤY Ý KIẾN THÀNH VIÊN CHÍNH PHỦ",
        ANSWER.title, "Cơ quan trình: Bộ Xây dựng", ANSWER.question, "377 tài liệu",
        "17 giờ 00 phút, thứ Ba, ngày 24 tháng 11 năm 2026 (+07:00)", ANSWER.opinion.removesuffix(".") + "./.",
        "BỘ TRƯỞNG BỘ CÔNG THƯƠNG", "Nơi nhận:", "CHỮ KÝ THỬ NGHIỆM", ANSWER.ballot, ANSWER.event, ANSWER.ballot_digest,
        ANSWER.papers_root,
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 1, 4, 17, 30, tzinfo=UTC), "ngày 05 tháng 01 năm 2026"),  # already the 5th in Hà Nội
        (datetime(2026, 2, 28, 1, 0, tzinfo=UTC), "ngày 28 tháng 02 năm 2026"),
        (datetime(2026, 3, 9, 1, 0, tzinfo=UTC), "ngày 09 tháng 3 năm 2026"),
    ],
)
def test_dates_by_decree_30(moment: datetime, shown: str) -> None:
    """Annex I, part II.4: a zero before days below 10 and months 1 and 2."""
    assert shown in page_texts(draw_ballot(make_answer(made_at=moment)))[0]


@pytest.mark.parametrize("choice", list(Choice))
def test_one_box_is_ticked_and_its_label_bold(choice: Choice) -> None:
    operators = draw_ballot(make_answer(choice=choice)).decode("latin-1")
    faces = load_faces()
    labels = {Choice.APPROVE: "Đồng ý", Choice.DISAPPROVE: "Không đồng ý", Choice.OTHER: "Ý kiến khác"}
    for one, label in labels.items():
        face = faces.bold if one is choice else faces.regular
        assert f"/{face.tag} 13 Tf[<{face.code(label)}>]TJ" in operators
    assert operators.count("1 J 1 j") == 1


def test_the_statement_is_attached_as_a_file() -> None:
    document = pypdfium2.PdfDocument(draw_ballot(ANSWER))
    (attachment,) = [document.get_attachment(i) for i in range(document.count_attachments())]
    assert attachment.get_name() == "statement.json"
    assert bytes(attachment.get_data()) == ANSWER.encode()
    document.close()


def test_a_draft_can_be_taken_for_nothing_else() -> None:
    draft = draw_draft(ANSWER)
    assert "DỰ THẢO" in page_texts(draft)[0]
    assert "(chưa ký)" in page_texts(draft)[0]
    assert b"/Sig" not in draft
    assert "DỰ THẢO" not in page_texts(draw_ballot(ANSWER))[0]


def test_without_an_opinion_the_page_says_so() -> None:
    assert "Không có ý kiến bổ sung./." in page_texts(draw_ballot(make_answer(opinion="")))[0]


def test_a_mark_of_a_real_certificate_is_none() -> None:
    assert "THỬ NGHIỆM" not in page_texts(draw_ballot(make_answer(is_test=False)))[0]


def test_the_longest_opinion_is_shown_whole_with_page_numbers() -> None:
    opinion = (SENTENCE * 50)[:MAX_OPINION].rstrip()
    pages = page_texts(draw_ballot(make_answer(choice=Choice.OTHER, opinion=opinion)))
    assert len(pages) > 1
    assert not pages[0].startswith("1")
    for number, page in enumerate(pages[1:], start=2):
        assert page.startswith(f"{number}\n")
    whole = flat(" ".join(re.sub(r"^\d\n", "", page) for page in pages))
    assert flat(opinion) in whole
    # The signature never stands alone: at least two lines of the text come with it.
    assert len(pages[-1].split("BỘ TRƯỞNG")[0].strip().splitlines()) >= 3


@settings(max_examples=60)
@given(
    st.text(st.sampled_from("aăâđêôơưáẩỗỹ ĐỰ\n.,;0123456789“”–"), min_size=1, max_size=MAX_OPINION),
    st.sampled_from(Choice),
)
def test_any_vietnamese_opinion_can_be_drawn_and_read_back(text: str, choice: Choice) -> None:
    opinion = tidy_text(text) or "x"
    answer = make_answer(opinion=opinion, choice=choice)
    pdf = draw_ballot(answer)
    assert extract_statement(pdf) == answer
    pages = page_texts(pdf)
    body = "".join([pages[0], *(page.split("\n", 1)[1] for page in pages[1:])])  # without page numbers
    assert "".join(opinion.split()).rstrip("./") in "".join(body.split())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"opinion": "Đồng ý 👍"}, "THUMBS UP"),
        ({"opinion": "a\tb"}, "U+0009"),
        ({"opinion": "\u200bx"}, "ZERO WIDTH SPACE"),
        ({"title": "Dự thảo\nNghị định"}, "U+000A"),
        ({"person_title": "部長"}, "person_title"),
        ({"number": " "}, "number"),
        ({"template": "ballot-9"}, "ballot-9"),
    ],
)
def test_what_cannot_be_printed_is_named(change: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidInputError, match=re.escape(named)):
        draw_ballot(make_answer(**change))


def test_a_word_longer_than_the_line_is_cut_and_stays_whole() -> None:
    word = "x" * 300
    text = "".join(page_texts(draw_ballot(make_answer(opinion=word)))[0].split())
    assert word in text


def test_text_as_pasted_becomes_printable() -> None:
    pasted = "\ufeffĐồng\u00adý\u200b với\tdự thảo\r\nÝ kiến: " + unicodedata.normalize("NFD", "được") + "  "
    tidy = tidy_text(pasted)
    assert tidy == "Đồngý với dự thảo\nÝ kiến: được"
    assert unsupported_characters(tidy) == ()
    assert unsupported_characters("a👍b👍\x07") == ("👍", "\x07")


def test_every_vietnamese_letter_is_in_the_faces() -> None:
    letters = {chr(c) for c in range(0x1EA0, 0x1EFA)} | set("ĂÂĐÊÔƠƯăâđêôơư₫“”‘’–—…•·№°²³½×÷±≤≥")
    assert letters <= set(load_faces().characters)
    for face in load_faces().all():
        assert all(face.widths[face.glyphs[letter]] > 0 for letter in letters)


def test_the_same_statement_at_another_second_is_another_file() -> None:
    later = make_answer(made_at=ANSWER.made_at + timedelta(seconds=1))
    assert draw_ballot(later) != draw_ballot(ANSWER)


def test_everything_stands_within_the_margins() -> None:
    """A4; left 30, right 20, top and bottom 20 mm (Annex I, part I); page numbers alone stand in the top margin."""
    opinion = (SENTENCE * 50)[:MAX_OPINION]
    document = pypdfium2.PdfDocument(draw_ballot(make_answer(choice=Choice.OTHER, opinion=opinion, is_test=False)))
    for page in document:
        assert (round(page.get_width()), round(page.get_height())) == (595, 842)
        for item in page.get_objects():
            left, bottom, right, top = item.get_bounds()
            assert left > 85 - 1
            assert right < 595.28 - 56.69 + 1
            assert bottom > 56.69 - 1
            assert top < 842 - 56.69 + 4 or top - bottom < 14
        page.close()
    document.close()
