"""The summary shows the figures it was given, refuses those that its rows contradict, and is marked a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from models.errors import InvalidInputError
from models.papers.summary import SummaryInput, SummaryLate, SummaryMember, draw_summary
from models.types import AnswerBasis, BallotOutcome, Choice
from tests.helpers.answers import MADE_AT
from tests.helpers.pdftext import page_texts

EXPLICIT, DEEMED = AnswerBasis.EXPLICIT, AnswerBasis.DEEMED
OPINION = "Đề nghị bổ sung quy định chuyển tiếp đối với các bến đang hoạt động tại Điều 27."


def member(
    number: int, choice: Choice | None, basis: AnswerBasis | None = EXPLICIT, opinion: str = ""
) -> SummaryMember:
    received = MADE_AT + timedelta(minutes=number) if basis is EXPLICIT else None
    return SummaryMember(f"Thành viên thứ {number}", choice, basis, received, opinion)


def summary(**changes: object) -> SummaryInput:
    """28 members: 12 for, 4 silent and deemed to approve, 12 against: adopted under Decree 191 (DOMAIN.md)."""
    members = (
        *(member(n, Choice.APPROVE) for n in range(1, 13)),
        *(member(n, Choice.DISAPPROVE, opinion="Không đồng ý.") for n in range(13, 25)),
        *(member(n, Choice.APPROVE, DEEMED) for n in range(25, 29)),
    )
    usual = SummaryInput(
        number="9012/BTH-VPCP", ballot="7c1e40b9" * 4, ballot_number="9012/PLYK-VPCP",
        title="Dự thảo Nghị định về quản lý bến thủy nội địa", question="Có đồng ý ban hành Nghị định không?",
        submitted_by_name="Bộ Xây dựng", issued_at=MADE_AT - timedelta(days=3), deadline=MADE_AT,
        made_at=MADE_AT + timedelta(days=1), rule_set_name="Nghị định số 191/2026/NĐ-CP", deems_silence=True, n=28,
        threshold=15, approve=12, deemed=4, disapprove=12, other=0, silent=0, pm_choice=Choice.APPROVE,
        pm_basis=EXPLICIT, outcome=BallotOutcome.ADOPTED, result_number=1, members=members, late=(),
        statement=b'{"format":1}',
    )  # fmt: skip
    return replace(usual, **changes)  # type: ignore[arg-type]  # dataclasses.replace checks names at run time


def text_of(given: SummaryInput) -> str:
    return " ".join(" ".join(page_texts(draw_summary(given))).split())


def test_it_shows_figures_threshold_and_the_rule_they_are_read_by() -> None:
    text = text_of(summary())
    assert "BẢNG TỔNG HỢP Ý KIẾN THÀNH VIÊN CHÍNH PHỦ" in text
    assert "28 12 4 12 0 0" in text
    assert "12 đồng ý + 4 mặc nhiên đồng ý do quá hạn = 16, bằng 57,1% tổng số thành viên (16/28)" in text
    assert "cần ít nhất 15/28" in text
    assert "Kết quả: Thông qua." in text
    assert "Ý kiến của Thủ tướng Chính phủ: đồng ý." in text
    for n in range(1, 29):
        assert f"{n} Thành viên thứ {n} " in text
    assert "Không có./." in text  # no late answers


def test_silence_is_shown_apart_where_it_is_no_approval() -> None:
    members = tuple(replace(m, choice=None, basis=None) if m.basis is DEEMED else m for m in summary().members)
    text = text_of(
        summary(members=members, deemed=0, silent=4, deems_silence=False, outcome=BallotOutcome.UNDECIDED,
                pm_choice=None, pm_basis=None, rule_set_name="Nghị định số 138/2016/NĐ-CP")
    )  # fmt: skip
    assert "28 12 0 12 0 4" in text
    assert "mặc nhiên đồng ý do quá hạn =" not in text
    assert "Chưa đủ quá nửa, báo cáo Thủ tướng Chính phủ" in text
    assert "Ý kiến của Thủ tướng Chính phủ: không trả lời." in text


@pytest.mark.parametrize(("side", "shown"), [(Choice.APPROVE, "(thông qua)"), (Choice.DISAPPROVE, "(không thông qua)")])
def test_equal_votes_follow_the_prime_minister(side: Choice, shown: str) -> None:
    assert shown in text_of(summary(outcome=BallotOutcome.PM_SIDE, pm_choice=side))


def test_late_answers_and_later_results_are_told() -> None:
    late = SummaryLate("Thành viên thứ 3", Choice.OTHER, MADE_AT + timedelta(hours=2), "ký trước hạn, nhận sau hạn")
    text = text_of(summary(late=(late,), result_number=2))
    assert "Đây là kết quả lần thứ 2, thay kết quả trước." in text
    assert "23/11/2026 10:20" in text
    assert "nhận sau hạn" in text


def test_opinions_are_quoted_whole() -> None:
    long = (OPINION + " ") * 45
    members = (replace(summary().members[0], opinion=long), *summary().members[1:])
    assert " ".join(long.split()) in " ".join(
        " ".join(line for line in page.splitlines()[n > 0 :])
        for n, page in enumerate(page_texts(draw_summary(summary(members=members))))
    ).replace("  ", " ")


@pytest.mark.parametrize(
    "change",
    [{"approve": 13}, {"approve": 13, "disapprove": 11}, {"n": 27}, {"deemed": 0, "silent": 4}],
)
def test_figures_that_the_rows_contradict_do_not_construct(change: dict[str, int]) -> None:
    with pytest.raises(InvalidInputError):
        summary(**change)


def test_it_is_a_draft_and_says_so() -> None:
    """Nobody has signed it (DOMAIN.md section 5)."""
    pdf = draw_summary(summary(is_sample=True))
    text = page_texts(pdf)[0]
    assert "DỰ THẢO" in text
    assert "DỮ LIỆU GIẢ LẬP" in text
    assert b"/Sig" not in pdf
    assert "DỮ LIỆU GIẢ LẬP" not in text_of(summary())


def test_the_head_of_the_table_stands_on_each_page_and_the_bytes_are_always_the_same() -> None:
    pdf = draw_summary(summary())
    assert pdf == draw_summary(summary())
    pages = page_texts(pdf)
    with_rows = [page for page in pages if "Thành viên thứ" in page and "Đồng ý" in page]
    assert len(with_rows) == 2
    for page in with_rows:
        assert "Thời điểm nhận" in page


def test_the_signed_result_is_attached() -> None:
    document = pypdfium2.PdfDocument(draw_summary(summary()))
    assert document.get_attachment(0).get_name() == "result.json"
    assert bytes(document.get_attachment(0).get_data()) == b'{"format":1}'
    document.close()
