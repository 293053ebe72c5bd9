"""Ballots whose draft is complete: what one signing PIN could sign now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.queries.client.ballot_detail import AnswerBar, BallotDetailRow, ballot_detail
from models.queries.client.ballots import BallotTab, list_ballots
from models.types import BallotId, Choice, PersonId


def signable_ballots(session: Session, first: BallotId, person: PersonId, now: datetime) -> tuple[BallotDetailRow, ...]:
    """Ballots that could be signed now, ``first`` before the others by deadline.

    A draft is complete with a choice and, for the two choices that need one, a text (DOMAIN.md, B10).
    """
    others = (row.id for row in list_ballots(session, person, BallotTab.TO_ANSWER, now) if row.id != first)
    rows = (ballot_detail(session, ballot, person, now) for ballot in (first, *others))
    return tuple(row for row in rows if row is not None and _is_complete(row))


def _is_complete(row: BallotDetailRow) -> bool:
    draft = row.draft
    if row.bar is not AnswerBar.NONE or draft is None or draft.choice is None:
        return False
    return draft.choice is Choice.APPROVE or bool(draft.opinion.strip())
