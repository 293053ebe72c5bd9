"""Finding the ballot that a person means: its number, its id, or the beginning of one."""

from __future__ import annotations

from models.errors import InvalidInputError
from models.profile_session import UnlockedProfile
from models.queries.client.ballots import BallotListRow, BallotTab, list_ballots
from models.types import BallotId, PersonId


def all_ballots(profile: UnlockedProfile) -> dict[BallotTab, tuple[BallotListRow, ...]]:
    """Every ballot by tab."""
    person, now = PersonId(profile.public.person), profile.clock.now()

    def read(tab: BallotTab) -> tuple[BallotListRow, ...]:
        return profile.store.read(lambda session: list_ballots(session, person, tab, now)).result()

    return {tab: read(tab) for tab in BallotTab}


def find_ballot(profile: UnlockedProfile, wanted: str) -> BallotId:
    """One ballot. Raises :class:`InvalidInputError` where none or several fit."""
    rows = [row for tab in all_ballots(profile).values() for row in tab]
    exact = [row.id for row in rows if wanted in {row.id, row.number}]
    found = exact or [row.id for row in rows if row.id.startswith(wanted) or row.number.startswith(wanted)]
    if len(found) != 1:
        raise InvalidInputError(f"không có phiếu nào, hoặc có nhiều phiếu, khớp với {wanted}")
    return found[0]
