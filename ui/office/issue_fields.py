"""What a ballot needs before it can be issued, said field by field. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from models.errors import InvalidInputError
from models.queries.client.ballot_drafts import BallotDraftRow
from models.rules.calendar import DayMark, day_strip
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import RuleSet, ruleset_at
from models.statements import BALLOT_NUMBER, MAX_QUESTION, MAX_TITLE
from models.types import PaperRef


def _tr(text: str) -> str:
    return QCoreApplication.translate("office", text)


class Place(StrEnum):
    """Fields of the form, in the order in which they are read."""

    NUMBER = "number"
    AGENCY = "agency"
    TITLE = "title"
    QUESTION = "question"
    PAPERS = "papers"
    DECLARED = "declared"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Window:
    """One window to choose: working days, its deadline, and the days to draw."""

    days: int
    deadline: datetime
    strip: tuple[DayMark, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form holds now. ``staging`` and ``refused``: files that are not papers yet, or never will be."""

    number: str
    submitted_by: str
    title: str
    question: str
    days: int | None
    papers: tuple[PaperRef, ...]
    staging: int
    refused: int
    declared: bool


def windows(now: datetime) -> tuple[RuleSet | None, tuple[Window, ...]]:
    """The rule set in force and the windows it allows from now on; none where the holiday table ends too early."""
    try:
        rules = ruleset_at(now)
        found = tuple(_window(rules, days, now) for days in range(rules.ballot_min_days, rules.ballot_max_days + 1))
    except InvalidInputError:
        return None, ()
    return rules, found


def _window(rules: RuleSet, days: int, now: datetime) -> Window:
    holidays = shipped_holidays()
    deadline = rules.deadline(now, days, holidays)
    strip = day_strip(now, deadline, now, holidays, counts_issue_day=rules.counts_issue_day)
    return Window(days, deadline, strip)


def days_of(draft: BallotDraftRow, now: datetime) -> int | None:
    """The window a draft's deadline still is, counted from now; None where it has become too short."""
    if draft.deadline is None:
        return None
    try:
        return ruleset_at(now).check_deadline(now, draft.deadline, shipped_holidays())
    except InvalidInputError:
        return None


def problems(filled: Filled) -> dict[Place, str]:
    """What is missing or wrong, by field; empty when the ballot can be issued."""
    told = {
        Place.NUMBER: _number_problem(filled.number),
        Place.AGENCY: "" if filled.submitted_by else _tr("Chọn cơ quan trình."),
        Place.TITLE: _title_problem(filled.title),
        Place.QUESTION: _question_problem(filled.question),
        Place.PAPERS: _papers_problem(filled),
        Place.DECLARED: "" if filled.declared else _tr("Xác nhận tài liệu không chứa bí mật nhà nước."),
        Place.DEADLINE: "" if filled.days is not None else _tr("Chọn thời hạn trả lời."),
    }
    return {place: words for place, words in told.items() if words}


def _number_problem(number: str) -> str:
    if not number.strip():
        return _tr("Ghi số phiếu.")
    return "" if BALLOT_NUMBER.fullmatch(number.strip()) else _tr("Số phiếu có dạng 05/PLYK-VPCP.")


def _title_problem(title: str) -> str:
    if not title.strip():
        return _tr("Ghi tên phiếu.")
    return _tr("Tên phiếu dài quá {} ký tự.").format(MAX_TITLE) if len(title) > MAX_TITLE else ""


def _question_problem(question: str) -> str:
    if not question.strip():
        return _tr("Ghi vấn đề xin ý kiến.")
    too_long = len(question) > MAX_QUESTION
    return _tr("Vấn đề xin ý kiến dài quá {} ký tự.").format(MAX_QUESTION) if too_long else ""


def _papers_problem(filled: Filled) -> str:
    if filled.staging:
        return _tr("Đang kiểm tra {} tệp.").format(filled.staging)
    if filled.refused:
        return _tr("Gỡ {} tệp không dùng được.").format(filled.refused)
    return "" if filled.papers else _tr("Thêm ít nhất một tài liệu.")
