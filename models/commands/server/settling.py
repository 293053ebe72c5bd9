"""One event being settled: what handlers are given, and what they give back."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.commands.server.context import HubContext
from models.errors import InvalidInputError, NotAllowedError, RefusedError
from models.events import SignedEvent
from models.tables.shared.ballots import Ballot
from models.types import NO_CHANGES, BallotState, ChangeSet, Refusal, ResultCode, Role


@dataclass(frozen=True, slots=True)
class Work:
    """An event whose device and signature are right, in a transaction that has locked the ballots it names.

    ``roles`` are those of the person at ``now``. ``is_device_revoked`` is only ever true for a signed answer: an
    answer is the person's act by certificate, not the device's.
    """

    session: Session
    hub: HubContext
    signed: SignedEvent
    roles: frozenset[Role]
    is_device_revoked: bool
    ballots: Mapping[str, Ballot]
    now: datetime

    @property
    def person(self) -> str:
        """Whose act it is."""
        return self.signed.event.person

    def require_role(self, allowed: Collection[Role]) -> None:
        """Raises :class:`NotAllowedError` unless the person holds one of ``allowed`` (DOMAIN.md section 3)."""
        if not self.roles & frozenset(allowed):
            raise NotAllowedError(f"only {' or '.join(sorted(role.value for role in allowed))}")

    def require_ballot(self, ballot: str, *states: BallotState) -> Ballot:
        """The ballot, in one of ``states`` (none given: in any).

        Raises :class:`RefusedError`: CANCELLED, BALLOT_CLOSED, or INVALID for an unknown or open one.
        """
        row = self.ballots.get(ballot)
        if row is None:
            raise RefusedError(Refusal.INVALID, "unknown ballot")
        state = BallotState(row.state)
        if not states or state in states:
            return row
        if state is BallotState.CANCELLED:
            raise RefusedError(Refusal.CANCELLED)
        raise RefusedError(Refusal.INVALID if state is BallotState.OPEN else Refusal.BALLOT_CLOSED, state.value)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an event. ``leaf_number`` only for answers: other acts carry no receipt."""

    code: ResultCode
    changes: ChangeSet = NO_CHANGES
    standing: str = ""
    reason: str = ""
    detail: str = ""
    leaf_number: int | None = None


def accepted(changes: ChangeSet) -> Verdict:
    """Done as asked."""
    return Verdict(ResultCode.ACCEPTED, changes)


def retry(reason: str, detail: str = "") -> Verdict:
    """Not now; nothing is stored, the device sends it again."""
    return Verdict(ResultCode.RETRY, reason=reason, detail=detail)


def rejected(reason: Refusal, detail: str = "") -> Verdict:
    """Never."""
    return Verdict(ResultCode.REJECTED, reason=reason.value, detail=detail)


def check_text(*texts: str) -> None:
    """Refuse control characters but line feed and tab: no page shows them, and not every database stores them.

    Raises :class:`InvalidInputError`.
    """
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for text in texts for letter in text):
        raise InvalidInputError("a text holds control characters")
