"""What the Office asks the hub: its ballots, who answered what, what reached whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.errors import InvalidInputError
from models.rules.ruleset import RuleBook
from models.rules.tally import Tally, tally
from models.tables.server.hub import Elector
from models.tables.server.reading import counted_answers, electorate_of
from models.tables.shared.ballots import Answer, Ballot, Commitment, Result, Tracking
from models.tables.shared.people import Organization, Person
from models.types import AnswerBasis, BallotId, BallotOutcome, BallotState, Choice, PersonId, Standing


@dataclass(frozen=True, slots=True)
class BallotRow:
    """One ballot. ``answered``: members with a counted answer; ``waiting``: answers that compete or wait for the chair.
    ``outcome`` is that of the newest result, published or not.
    """

    id: BallotId
    number: str
    title: str
    state: BallotState
    issued_at: datetime
    deadline: datetime
    n_members: int
    answered: int
    waiting: int
    outcome: BallotOutcome | None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One member on one ballot. ``choice`` and ``basis``: what is counted, deemed approval after closing included.
    ``versions``: answers in the ledger; ``waiting``: those that compete or wait for the chair, by event.
    """

    person: PersonId
    name: str
    title: str
    organization: str
    is_pm: bool
    choice: Choice | None
    basis: AnswerBasis | None
    late: bool
    received_at: datetime | None
    leaf_number: int | None
    versions: int
    waiting: tuple[str, ...]
    committed_at: datetime | None
    delivered_at: datetime | None
    opened_at: datetime | None
    last_contact: datetime | None
    reminders: int


@dataclass(frozen=True, slots=True)
class ResponseMatrix:
    """Figures and one row for each member, in protocol order."""

    ballot: BallotId
    state: BallotState
    figures: Tally
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How far a ballot got: members by the furthest stage reached. The four add up to N."""

    answered: int
    opened: int
    delivered: int
    not_delivered: int


_WAITING = (Standing.COMPETING.value, Standing.CHAIR_DECIDES.value)


def list_ballots(session: Session, states: Collection[BallotState] = ()) -> tuple[BallotRow, ...]:
    """Ballots in ``states`` (none given: all), newest first."""
    query = select(Ballot).order_by(Ballot.issued_at.desc(), Ballot.id)
    if states:
        query = query.where(Ballot.state.in_([state.value for state in states]))
    counted = _answers_by_ballot(session, (Standing.COUNTED.value,))
    waiting = _answers_by_ballot(session, _WAITING)
    newest = select(Result.ballot, Result.outcome).order_by(Result.number)
    outcomes = dict(session.execute(newest).tuples().all())  # the highest number comes last
    return tuple(
        BallotRow(
            id=BallotId(row.id),
            number=row.number,
            title=row.title,
            state=BallotState(row.state),
            issued_at=row.issued_at,
            deadline=row.deadline,
            n_members=row.n_members,
            answered=counted.get(row.id, 0),
            waiting=waiting.get(row.id, 0),
            outcome=BallotOutcome(outcomes[row.id]) if row.id in outcomes else None,
        )
        for row in session.scalars(query)
    )


def response_matrix(session: Session, rules: RuleBook, ballot: str) -> ResponseMatrix:
    """Who answered what. Raises :class:`InvalidInputError` for an unknown ballot."""
    row = session.get(Ballot, ballot)
    if row is None:
        raise InvalidInputError(f"unknown ballot {ballot}")
    current = {answer.person: answer for answer in counted_answers(session, ballot)}
    closed = row.state in (BallotState.CLOSED, BallotState.TALLIED)
    figures = tally(
        electorate_of(session, ballot),
        {PersonId(person): Choice(answer.choice) for person, answer in current.items()},
        rules.get(row.rule_set),
        closed=closed,
    )
    rows = _matrix_rows(session, ballot, current, deems=figures.deemed > 0)
    return ResponseMatrix(BallotId(ballot), BallotState(row.state), figures, rows)


def delivery_report(session: Session, ballot: str) -> DeliveryReport:
    """How far a ballot got."""
    answered = {answer.person for answer in counted_answers(session, ballot)}
    rows = list(session.scalars(select(Tracking).where(Tracking.ballot == ballot)))
    rest = [row for row in rows if row.person not in answered]
    opened = sum(row.opened_at is not None for row in rest)
    delivered = sum(row.opened_at is None and row.delivered_at is not None for row in rest)
    return DeliveryReport(len(answered), opened, delivered, len(rest) - opened - delivered)


def _matrix_rows(session: Session, ballot: str, current: dict[str, Answer], *, deems: bool) -> tuple[MatrixRow, ...]:
    versions: dict[str, list[Answer]] = {}
    for version in session.scalars(select(Answer).where(Answer.ballot == ballot).order_by(Answer.leaf_index)):
        versions.setdefault(version.person, []).append(version)
    committed = (
        select(Commitment.person, func.min(Commitment.recorded_at))
        .where(Commitment.ballot == ballot)
        .group_by(Commitment.person)
    )
    commitments = dict(session.execute(committed).tuples().all())
    tracked = {row.person: row for row in session.scalars(select(Tracking).where(Tracking.ballot == ballot))}
    members = (
        select(Elector, Person, Organization.short_name)
        .join(Person, Person.id == Elector.person)
        .outerjoin(Organization, Organization.id == Person.organization)
        .where(Elector.ballot == ballot)
        .order_by(Person.rank, Person.name, Person.id)
    )
    rows: list[MatrixRow] = []
    for elector, person, organization in session.execute(members).tuples():
        answer, tracking = current.get(person.id), tracked.get(person.id)
        choice = Choice(answer.choice) if answer else Choice.APPROVE if deems else None
        basis = AnswerBasis.EXPLICIT if answer else AnswerBasis.DEEMED if deems else None
        mine = versions.get(person.id, [])
        rows.append(
            MatrixRow(
                person=PersonId(person.id),
                name=person.name,
                title=person.title,
                organization=organization or "",
                is_pm=elector.is_pm,
                choice=choice,
                basis=basis,
                late=answer.late if answer else False,
                received_at=answer.received_at if answer else None,
                leaf_number=answer.leaf_index if answer else None,
                versions=len(mine),
                waiting=tuple(a.id for a in mine if a.standing in _WAITING),
                committed_at=commitments.get(person.id),
                delivered_at=tracking.delivered_at if tracking else None,
                opened_at=tracking.opened_at if tracking else None,
                last_contact=tracking.last_contact if tracking else None,
                reminders=tracking.reminders if tracking else 0,
            )
        )
    return tuple(rows)


def _answers_by_ballot(session: Session, standings: Collection[str]) -> dict[str, int]:
    query = select(Answer.ballot, func.count()).where(Answer.standing.in_(standings)).group_by(Answer.ballot)
    return dict(session.execute(query).tuples().all())
