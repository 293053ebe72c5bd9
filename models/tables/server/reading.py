"""Readings of the hub's rows that its commands and its queries share."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.rules.electorate import Electorate
from models.tables.server.hub import Elector
from models.tables.shared.ballots import Answer
from models.types import PersonId, Standing


def electorate_of(session: Session, ballot: str) -> Electorate:
    """The members whose answers were asked for, as fixed at the issue."""
    rows = session.scalars(select(Elector).where(Elector.ballot == ballot).order_by(Elector.person)).all()
    pm = next((PersonId(row.person) for row in rows if row.is_pm), None)
    return Electorate(tuple(PersonId(row.person) for row in rows), pm)


def counted_answers(session: Session, ballot: str) -> list[Answer]:
    """The current answer of each member who has one, in the ledger's order."""
    query = select(Answer).where(Answer.ballot == ballot, Answer.standing == Standing.COUNTED.value)
    return list(session.scalars(query.order_by(Answer.leaf_index)))
