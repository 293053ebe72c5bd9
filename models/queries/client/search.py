"""Ballots by words: title, question, number, agency. Tones typed → exact, none typed → any (models.search)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.search import match_expression
from models.tables.base import from_micros
from models.types import BallotId, BallotState

_FIND = text(
    "SELECT b.id, b.number, b.title, b.state, b.deadline FROM search f JOIN ballot b ON b.id = f.id"
    " WHERE search MATCH :words AND f.kind = 'ballot' ORDER BY rank LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class FoundBallotRow:
    """A ballot that has every word typed."""

    id: BallotId
    number: str
    title: str
    state: BallotState
    deadline: datetime


def find_ballots(session: Session, typed: str, most: int = 30) -> tuple[FoundBallotRow, ...]:
    """Best matches first; nothing where no word was typed."""
    words = match_expression(typed)
    if words is None:
        return ()
    rows = session.execute(_FIND, {"words": words, "most": most})
    return tuple(
        FoundBallotRow(BallotId(ballot), number, title, BallotState(state), from_micros(deadline))
        for ballot, number, title, state, deadline in rows
    )
