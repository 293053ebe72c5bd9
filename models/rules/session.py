"""Voting in a session: quorum and count (Decree 191/2026/NĐ-CP, Articles 3.3, 21.2, 21.3; DOMAIN.md B4–B6, B10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.errors import DefectError, InvalidInputError, NotAllowedError
from models.rules.electorate import Electorate
from models.rules.ruleset import RuleSet
from models.rules.tally import outcome_of
from models.types import BallotOutcome, PersonId


class SessionVote(StrEnum):
    """The options of a vote in session."""

    FOR = "TAN_THANH"
    AGAINST = "KHONG_TAN_THANH"
    ABSTAIN = "KHONG_BIEU_QUYET"


@dataclass(frozen=True, slots=True)
class Quorum:
    """``present`` counts members only, in the room or remote; substitutes are no members (Article 21.3)."""

    n: int
    needed: int
    present: int

    @property
    def is_met(self) -> bool:
        """Whether the session may open."""
        return self.present >= self.needed


@dataclass(frozen=True, slots=True)
class SessionTally:
    """The figures of one vote; the four columns sum to ``n``. Silence never counts, under any rule set."""

    n: int
    threshold: int
    votes_for: int
    against: int
    abstain: int
    silent: int
    pm_vote: SessionVote | None
    outcome: BallotOutcome

    def __post_init__(self) -> None:
        columns = (self.votes_for, self.against, self.abstain, self.silent)
        if min(columns) < 0 or sum(columns) != self.n:
            raise DefectError("a tally's columns must sum to N")

    @property
    def is_adopted(self) -> bool:
        """Adopted by majority, or by the Prime Minister's side at equal votes."""
        return self.outcome is BallotOutcome.ADOPTED or (
            self.outcome is BallotOutcome.PM_SIDE and self.pm_vote is SessionVote.FOR
        )


def quorum(electorate: Electorate, present: Collection[PersonId], rules: RuleSet) -> Quorum:
    """Whether enough members are there: ⌈2N/3⌉ (Article 21.2). Others among ``present`` are not counted."""
    attending = sum(person in electorate for person in set(present))
    return Quorum(electorate.n, rules.quorum_needed(electorate.n), attending)


def tally_session(electorate: Electorate, votes: Mapping[PersonId, SessionVote], rules: RuleSet) -> SessionTally:
    """Count a vote in session; remote votes of absent members are in ``votes`` once, like all others (B5).

    Raises :class:`NotAllowedError` for a vote of someone who is no member (a substitute: Article 21.3),
    :class:`InvalidInputError` without members.
    """
    if electorate.n == 0:
        raise InvalidInputError("no member of the Government at that instant")
    if strangers := sorted(person for person in votes if person not in electorate):
        raise NotAllowedError(f"only members vote: {', '.join(strangers)}")
    cast = list(votes.values())
    votes_for, against, abstain = (cast.count(vote) for vote in SessionVote)
    threshold = rules.threshold(electorate.n)
    pm_vote = votes.get(electorate.pm) if electorate.pm is not None else None
    return SessionTally(
        n=electorate.n,
        threshold=threshold,
        votes_for=votes_for,
        against=against,
        abstain=abstain,
        silent=electorate.n - len(votes),
        pm_vote=pm_vote,
        outcome=outcome_of(
            electorate.n, threshold, votes_for, against, pm_took_side=pm_vote not in (None, SessionVote.ABSTAIN)
        ),
    )
