"""The summary (bảng tổng hợp) of a ballot's newest result, out of the Office's own rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.canonical import decode_canonical
from models.papers.summary import SummaryInput, SummaryLate, SummaryMember, answer_note, standing_words
from models.queries.client.deadlines import silence_approves
from models.queries.client.office import Member, electorate
from models.rules.ruleset import shipped_rules
from models.tables.shared.ballots import Answer, Ballot, Result
from models.types import AnswerBasis, BallotId, BallotOutcome, Choice, Standing


def ballot_summary(session: Session, ballot: BallotId, made_at: datetime, *, is_sample: bool) -> SummaryInput | None:
    """What :func:`models.papers.summary.draw_summary` draws; None while there is no result, or no such ballot.

    The figures are those of the signed result; the rows are the answers that it names. Raises
    :class:`InvalidInputError` where the two do not agree, as while an exchange is still under way.
    """
    record = session.get(Ballot, ballot)
    newest = session.scalars(
        select(Result).where(Result.ballot == ballot).order_by(Result.number.desc()).limit(1)
    ).first()
    if record is None or newest is None:
        return None
    stated = cast(dict[str, Any], decode_canonical(newest.statement))
    named = {int(leaf[0]) for leaf in stated["leaves"]}
    answers = list(session.scalars(select(Answer).where(Answer.ballot == ballot).order_by(Answer.leaf_index)))
    counted = {answer.person: answer for answer in answers if answer.leaf_index in named}
    members = electorate(session, record.issued_at)
    names = {str(member.person): member.name for member in members}
    deems = silence_approves(record.rule_set)
    return SummaryInput(
        number=record.number.replace("PLYK", "BTH"),
        ballot=ballot,
        ballot_number=record.number,
        title=record.title,
        question=record.question,
        submitted_by_name=record.submitted_by_name,
        issued_at=record.issued_at,
        deadline=record.deadline,
        made_at=made_at,
        rule_set_name=shipped_rules().get(record.rule_set).title,
        deems_silence=deems,
        n=newest.n_members,
        threshold=newest.threshold,
        approve=newest.approve,
        deemed=newest.deemed,
        disapprove=newest.disapprove,
        other=newest.other,
        silent=newest.silent,
        pm_choice=Choice(newest.pm_choice) if newest.pm_choice else None,
        pm_basis=AnswerBasis(stated["pm_basis"]) if stated["pm_basis"] else None,
        outcome=BallotOutcome(newest.outcome),
        result_number=newest.number,
        members=tuple(_member(member, counted.get(member.person), record.deadline, deems=deems) for member in members),
        late=tuple(
            SummaryLate(
                name=names.get(answer.person, answer.person),
                choice=Choice(answer.choice),
                received_at=answer.received_at,
                standing=standing_words(Standing(answer.standing), counts=counted.get(answer.person) is answer),
            )
            for answer in answers
            if answer.received_at > record.deadline
        ),
        statement=newest.statement,
        is_sample=is_sample,
    )


def _member(member: Member, answer: Answer | None, deadline: datetime, *, deems: bool) -> SummaryMember:
    if answer is None:
        choice, basis = (Choice.APPROVE, AnswerBasis.DEEMED) if deems else (None, None)
        return SummaryMember(member.name, choice, basis, None, is_pm=member.is_pm)
    return SummaryMember(
        name=member.name,
        choice=Choice(answer.choice),
        basis=AnswerBasis.EXPLICIT,
        received_at=answer.received_at,
        opinion=answer.opinion,
        note=answer_note(late=answer.received_at > deadline, replaces=answer.replaces is not None),
        is_pm=member.is_pm,
    )
