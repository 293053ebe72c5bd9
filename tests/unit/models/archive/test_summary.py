"""From the exported ledger to the summary: who counted, who was silent, what came late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from models.archive.data import ArchiveAnswer, ArchiveData, ArchiveLeaf, ArchivePerson, ArchiveResult
from models.archive.summary import summary_of
from models.canonical import Json, encode_canonical
from models.errors import InvalidInputError
from models.leaves import AnswerLeaf
from models.papers.ballot import draw_ballot
from models.papers.summary import draw_summary
from models.statements import BallotStatement
from models.types import (
    AnswerBasis,
    BallotId,
    BallotOutcome,
    Choice,
    DocumentId,
    OrganizationId,
    PaperRef,
    PersonId,
    Standing,
)
from tests.helpers.answers import ANSWER, MADE_AT, make_answer
from tests.helpers.pdftext import page_texts

DEADLINE = ANSWER.deadline
ASKED = BallotStatement(
    ballot=BallotId("7c1e40b9" * 4), number="9012/PLYK-VPCP", title="Dự thảo Nghị định về quản lý bến thủy nội địa",
    question="Có đồng ý ban hành không?", submitted_by=OrganizationId("G01"), submitted_by_name="Bộ Xây dựng",
    issued_at=MADE_AT - timedelta(days=2), deadline=DEADLINE, rule_set="nd191-2026",
    papers=(PaperRef(DocumentId("ab" * 32), "Tờ trình", 1000),),
)  # fmt: skip


def leaf(number: int, person: str, received: datetime, standing: Standing) -> ArchiveLeaf:
    header = AnswerLeaf(f"{number:032x}", ASKED.ballot, person, b"\1" * 32, standing.value, "", received)
    return ArchiveLeaf(number, "answer", header.encode(b"the event"), ())


def archive() -> ArchiveData:
    """Five members: two answered in time (one of them twice), one late and counted, one late and not, one silent."""
    late = DEADLINE + timedelta(hours=3)
    answers = (
        (1, "a", MADE_AT, Standing.COUNTED, make_answer(person=PersonId("a"))),
        (2, "b", MADE_AT, Standing.COUNTED, make_answer(person=PersonId("b"))),
        (3, "b", MADE_AT, Standing.COUNTED,
         make_answer(person=PersonId("b"), choice=Choice.DISAPPROVE, opinion="Chưa đánh giá tác động.", replaces="01" * 32)),
        (4, "c", late, Standing.CHAIR_DECIDES, make_answer(person=PersonId("c"))),
        (5, "d", late, Standing.CHAIR_DECIDES, make_answer(person=PersonId("d"), choice=Choice.OTHER)),
    )  # fmt: skip
    result: dict[str, Json] = {
        "silence": "deemed_approval", "n": 5, "threshold": 3, "approve": 2, "deemed": 2, "disapprove": 1, "other": 0,
        "silent": 0, "pm_choice": "DONG_Y", "pm_basis": "TRUC_TIEP", "outcome": "THONG_QUA",
        "leaves": [[1, "00", "00"], [3, "00", "00"], [4, "00", "00"]],
    }  # fmt: skip
    return ArchiveData(
        ballot=ASKED.ballot, root_key=b"", epochs=(), head=b"", statement=ASKED.encode(),
        leaves=tuple(leaf(n, person, received, standing) for n, person, received, standing, _ in answers),
        answers=tuple(ArchiveAnswer(n, person, draw_ballot(s), None) for n, person, _, _, s in answers),
        results=(
            ArchiveResult(1, 1, b'{"format":1}', b"", 6),
            ArchiveResult(2, 1, encode_canonical(result), b"", 7),
        ),
        certificates=(), anchors=(),
        members=tuple(ArchivePerson(p, f"Thành viên {p.upper()}", "Bộ trưởng", p == "a") for p in "abcde"),
        exported_at=DEADLINE + timedelta(days=1),
    )  # fmt: skip


def test_members_stand_as_the_newest_result_counts_them() -> None:
    summary = summary_of(archive(), is_sample=True)
    assert summary.number == "9012/BTH-VPCP"
    assert summary.result_number == 2
    assert summary.outcome is BallotOutcome.ADOPTED
    explicit, deemed = AnswerBasis.EXPLICIT, AnswerBasis.DEEMED
    assert [(m.choice, m.basis, m.note) for m in summary.members] == [
        (Choice.APPROVE, explicit, ""),
        (Choice.DISAPPROVE, explicit, "thay câu trả lời trước"),
        (Choice.APPROVE, explicit, "nhận sau hạn"),
        (Choice.APPROVE, deemed, ""),  # its answer came late and does not count
        (Choice.APPROVE, deemed, ""),
    ]
    assert summary.members[1].opinion == "Chưa đánh giá tác động."
    assert [(late.name, late.standing) for late in summary.late] == [
        ("Thành viên C", "được tính"),
        ("Thành viên D", "chờ người chủ trì quyết định"),
    ]


def test_it_can_be_drawn() -> None:
    text = " ".join(" ".join(page_texts(draw_summary(summary_of(archive(), is_sample=True)))).split())
    assert "Quy chế làm việc của Chính phủ (Nghị định 191/2026/NĐ-CP)" in text
    assert "2 đồng ý + 2 mặc nhiên đồng ý do quá hạn = 4" in text


def test_without_a_result_there_is_no_summary() -> None:
    with pytest.raises(InvalidInputError):
        summary_of(replace(archive(), results=()), is_sample=False)
