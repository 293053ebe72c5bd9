"""The member's unsigned answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.canonical import nfc
from models.errors import InvalidInputError
from models.statements import MAX_OPINION
from models.tables.client.local import Draft
from models.tables.shared.ballots import Ballot
from models.types import NO_CHANGES, BallotId, BallotState, ChangeSet, Choice


def save_draft(
    session: Session, ballot: BallotId, choice: Choice | None, opinion: str, now: datetime
) -> tuple[None, ChangeSet]:
    """Keep an unfinished answer on this device; it may lack the choice or a needed text.

    Raises :class:`InvalidInputError` for an over-long opinion, or a ballot that is not open or not here.
    """
    record = session.get(Ballot, ballot)
    if record is None or record.state != BallotState.OPEN:
        raise InvalidInputError("the ballot takes no answers")
    if len(opinion) > MAX_OPINION:
        raise InvalidInputError("opinion over 4000 characters")
    session.merge(Draft(ballot=ballot, choice=choice.value if choice else "", opinion=nfc(opinion), saved_at=now))
    return None, ChangeSet.of(("draft", ballot), ("ballot", ballot))


def discard_draft(session: Session, ballot: BallotId) -> tuple[None, ChangeSet]:
    """Throw an unsigned answer away."""
    draft = session.get(Draft, ballot)
    if draft is None:
        return None, NO_CHANGES
    session.delete(draft)
    return None, ChangeSet.of(("draft", ballot), ("ballot", ballot))
