"""Statements of answers for tests: fictitious, harmless subjects (DOMAIN.md section 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from models.statements import AnswerStatement
from models.types import BallotId, Choice, DeviceId, EventId, PersonId

MADE_AT = datetime(2026, 11, 23, 1, 20, 30, tzinfo=UTC)
ANSWER = AnswerStatement(
    root_key="ab" * 32,
    ballot=BallotId("7c1e40b9" * 4),
    ballot_digest="c0ffee12" * 8,
    papers_root="5ca1ab1e" * 8,
    paper_count=377,
    event=EventId("0123456789abcdef" * 2),
    person=PersonId("aa" * 16),
    person_name="Bộ trưởng Bộ Công Thương",
    person_title="Bộ trưởng Bộ Công Thương",
    membership="bb" * 16,
    device=DeviceId("dd" * 16),
    choice=Choice.APPROVE,
    opinion="Đồng ý với dự thảo Nghị định. Đề nghị rà soát thời hạn chuyển tiếp tại Điều 27 cho bến khách ngang sông.",
    replaces=None,
    head_size=41,
    head_root="ef" * 32,
    head_time=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    made_at=MADE_AT,
    number="9012/PLYK-VPCP",
    title="Dự thảo Nghị định về quản lý bến thủy nội địa",
    question="Thành viên Chính phủ có đồng ý ban hành Nghị định về quản lý bến thủy nội địa không?",
    submitted_by_name="Bộ Xây dựng",
    deadline=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    is_test=True,
)


def make_answer(**changes: object) -> AnswerStatement:
    """The usual answer with some fields changed."""
    return replace(ANSWER, **changes)  # type: ignore[arg-type]  # dataclasses.replace checks names at run time
