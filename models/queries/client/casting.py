"""What an answer is made from: the exact statement of the ballot, the draft, the person, the newest head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import InvalidInputError, NotAllowedError
from models.hub_trust import HubTrust
from models.ledger import TreeHead
from models.queries.client.exchange_plan import newest_head
from models.queries.client.my_answer import WAITING_STATES, newest_digest
from models.queries.client.people import membership_at
from models.statements import BallotStatement, papers_root
from models.tables.client.local import Draft, OutEvent, OwnAnswer
from models.tables.shared.ballots import Ballot
from models.tables.shared.people import Person
from models.types import BallotId, BallotState, Choice, EventId, PersonId


@dataclass(frozen=True, slots=True)
class CastInput:
    """Everything one answer needs from the store. ``replaces``: digest of the answer it replaces."""

    statement: BallotStatement
    choice: Choice
    opinion: str
    person_name: str
    person_title: str
    membership: str
    replaces: bytes | None
    after: tuple[EventId, ...]
    head: TreeHead | None


def cast_input(session: Session, ballot: BallotId, person: PersonId, trust: HubTrust, now: datetime) -> CastInput:
    """Read and check what is to be signed. Raises :class:`NotAllowedError` (no member of the Government now, or
    none when the ballot was issued), :class:`InvalidInputError` (not open, no complete draft, or a record that is not what its statement says).
    """
    record = session.get(Ballot, ballot)
    if record is None or record.state != BallotState.OPEN:
        raise InvalidInputError("the ballot takes no answers")
    statement = BallotStatement.decode(record.statement)
    if not _is_shown(record, statement):
        raise InvalidInputError("the ballot's record is not what its statement says")
    draft = session.get(Draft, ballot)
    if draft is None or not draft.choice:
        raise InvalidInputError("no choice was made")
    me = session.get(Person, person)
    # The electorate was fixed at the issue; a membership renewed since then is another one.
    membership = membership_at(session, person, statement.issued_at)
    if me is None or membership is None or membership_at(session, person, now) is None:
        raise NotAllowedError("only members of the Government answer")
    return CastInput(
        statement=statement,
        choice=Choice(draft.choice),
        opinion=draft.opinion,
        person_name=me.name,
        person_title=me.title,
        membership=membership.id,
        replaces=newest_digest(session, person, ballot),
        after=_waiting_answers(session, ballot),
        head=newest_head(session, trust),
    )


def _is_shown(record: Ballot, statement: BallotStatement) -> bool:
    """Whether the record, which the screens show and whose papers are read, says all that the statement asks."""
    return (statement.ballot, statement.digest, papers_root(statement.papers)) == (
        record.id,
        record.digest,
        record.papers_root,
    ) and (
        statement.number,
        statement.title,
        statement.question,
        statement.submitted_by_name,
        statement.issued_at,
        statement.deadline,
        statement.rule_set,
        [[paper.document, paper.title, paper.size, paper.pages] for paper in statement.papers],
    ) == (
        record.number,
        record.title,
        record.question,
        record.submitted_by_name,
        record.issued_at,
        record.deadline,
        record.rule_set,
        record.papers,
    )


def _waiting_answers(session: Session, ballot: str) -> tuple[EventId, ...]:
    """Own answers to the same ballot that are not settled: the new one depends on them."""
    query = (
        select(OutEvent.id)
        .join(OwnAnswer, OwnAnswer.event == OutEvent.id)
        .where(OwnAnswer.ballot == ballot, OutEvent.state.in_([state.value for state in WAITING_STATES]))
        .order_by(OutEvent.device_seq)
    )
    return tuple(EventId(event) for event in session.scalars(query))
