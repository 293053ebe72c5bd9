"""Everything one ballot's page shows to its member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.alarms import missing_leaf_alarm
from models.queries.client.answers import AnswerDraftRow, AnswerRow, answer_draft, answer_versions
from models.queries.client.deadlines import days_left, silence_approves, strip
from models.queries.client.papers import PaperRow, paper_refs, paper_rows
from models.queries.client.people import membership_at
from models.rules.calendar import DayMark
from models.tables.client.local import Alarm
from models.tables.shared.ballots import Ballot, Result
from models.types import BallotId, BallotOutcome, BallotState, Choice, PersonId, Standing


class OwnLeaf(StrEnum):
    """Whether the published result lists this member's own answer."""

    LISTED = "listed"
    MISSING = "missing"  # an alarm stands
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A published, numbered result."""

    number: int
    outcome: BallotOutcome
    n_members: int
    threshold: int
    approve: int
    deemed: int
    disapprove: int
    other: int
    silent: int
    pm_choice: Choice | None
    computed_at: datetime
    published_at: datetime | None
    own_leaf: OwnLeaf


class AnswerBar(StrEnum):
    """Why the person cannot answer now; NONE when they can."""

    NONE = "none"
    NOT_A_MEMBER = "not_a_member"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class BallotDetailRow:
    """One ballot in full. ``papers_root`` in hex. ``silence_approves``: silence past the deadline counts as
    approval under this rule set. ``answers``: newest first. ``results``: newest first, published only.
    ``statement``: exact canonical bytes of what is asked, for the signing dialog.
    """

    id: BallotId
    number: str
    title: str
    question: str
    submitted_by: str
    issued_at: datetime
    deadline: datetime
    rule_set: str
    state: BallotState
    closed_at: datetime | None
    cancel_reason: str
    n_members: int
    threshold: int
    working_days_left: int
    silence_approves: bool
    days: tuple[DayMark, ...]
    papers: tuple[PaperRow, ...]
    papers_read: int
    papers_root: str
    draft: AnswerDraftRow | None
    answers: tuple[AnswerRow, ...]
    current: AnswerRow | None
    bar: AnswerBar
    results: tuple[ResultRow, ...]
    statement: bytes


def ballot_detail(session: Session, ballot: BallotId, person: PersonId, now: datetime) -> BallotDetailRow | None:
    """One ballot as its member sees it, or None where it is not (or no longer) on this device."""
    record = session.get(Ballot, ballot)
    if record is None:
        return None
    state = BallotState(record.state)
    papers = paper_rows(session, paper_refs(record.papers))
    answers = answer_versions(session, ballot, person)
    return BallotDetailRow(
        id=ballot,
        number=record.number,
        title=record.title,
        question=record.question,
        submitted_by=record.submitted_by_name,
        issued_at=record.issued_at,
        deadline=record.deadline,
        rule_set=record.rule_set,
        state=state,
        closed_at=record.closed_at,
        cancel_reason=record.reason,
        n_members=record.n_members,
        threshold=record.threshold,
        working_days_left=days_left(now, record.deadline),
        silence_approves=silence_approves(record.rule_set),
        days=strip(record.issued_at, record.deadline, now),
        papers=papers,
        papers_read=sum(paper.opened_at is not None for paper in papers),
        papers_root=record.papers_root.hex(),
        draft=answer_draft(session, ballot),
        answers=answers,
        current=next((answer for answer in answers if answer.is_current), None),
        bar=_bar(session, state, person, now),
        results=result_rows(session, ballot, has_answer=_has_counted(answers), published_only=True),
        statement=record.statement,
    )


def _bar(session: Session, state: BallotState, person: PersonId, now: datetime) -> AnswerBar:
    if state is BallotState.CANCELLED:
        return AnswerBar.CANCELLED
    if state is not BallotState.OPEN:
        return AnswerBar.CLOSED
    return AnswerBar.NONE if membership_at(session, person, now) else AnswerBar.NOT_A_MEMBER


def _has_counted(answers: tuple[AnswerRow, ...]) -> bool:
    return any(answer.standing is Standing.COUNTED for answer in answers)


def result_rows(session: Session, ballot: str, *, has_answer: bool, published_only: bool) -> tuple[ResultRow, ...]:
    """Results of a ballot, newest first. ``has_answer``: this member's answer was counted."""
    query = select(Result).where(Result.ballot == ballot).order_by(Result.number.desc())
    if published_only:
        query = query.where(Result.published_at.is_not(None))
    return tuple(
        ResultRow(
            number=result.number,
            outcome=BallotOutcome(result.outcome),
            n_members=result.n_members,
            threshold=result.threshold,
            approve=result.approve,
            deemed=result.deemed,
            disapprove=result.disapprove,
            other=result.other,
            silent=result.silent,
            pm_choice=Choice(result.pm_choice) if result.pm_choice else None,
            computed_at=result.computed_at,
            published_at=result.published_at,
            own_leaf=_own_leaf(session, ballot, result.number, has_answer=has_answer),
        )
        for result in session.scalars(query)
    )


def _own_leaf(session: Session, ballot: str, number: int, *, has_answer: bool) -> OwnLeaf:
    if session.get(Alarm, missing_leaf_alarm(ballot, number)) is not None:
        return OwnLeaf.MISSING
    return OwnLeaf.LISTED if has_answer else OwnLeaf.NO_ANSWER
