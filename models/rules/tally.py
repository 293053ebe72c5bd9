"""Counting an opinion ballot (Decree 191/2026/NĐ-CP, Articles 3.3, 7.2d, 17; DOMAIN.md B2, B3, B4, B9, B10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from models.errors import DefectError, InvalidInputError, NotAllowedError
from models.rules.electorate import Electorate
from models.rules.ruleset import RuleSet, Silence
from models.types import AnswerBasis, BallotOutcome, Choice, PersonId


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of one ballot. Every member stands in exactly one of the five columns, which sum to ``n``.

    ``approve``, ``disapprove``, ``other``: explicit, signed answers. ``deemed``: silence past the deadline where the
    rule set takes it for approval: its own column, never inside ``approve``. ``silent``: no answer, and none deemed.
    ``unknown``: how many of the deemed and silent ones may have signed out of reach (an annotation, no column).
    ``threshold``: fewest approvals that adopt, ⌊N/2⌋+1. ``pm_choice`` is None while the Prime Minister is silent.
    ``outcome`` is None while the ballot is open.
    """

    n: int
    threshold: int
    approve: int
    disapprove: int
    other: int
    deemed: int
    silent: int
    unknown: int
    pm_choice: Choice | None
    pm_basis: AnswerBasis | None
    outcome: BallotOutcome | None

    def __post_init__(self) -> None:
        columns = (self.approve, self.disapprove, self.other, self.deemed, self.silent)
        if min(columns) < 0 or sum(columns) != self.n:
            raise DefectError("a tally's columns must sum to N")
        if not 0 <= self.unknown <= self.deemed + self.silent:
            raise DefectError("only those who did not answer can be unknown")

    @property
    def approving(self) -> int:
        """Explicit and deemed approvals: what is compared with the threshold."""
        return self.approve + self.deemed

    @property
    def answered(self) -> int:
        """Members with an explicit answer."""
        return self.approve + self.disapprove + self.other

    @property
    def has_majority(self) -> bool:
        """Whether the approvals so far reach the threshold; meaningful on an open ballot too."""
        return self.approving >= self.threshold

    @property
    def is_adopted(self) -> bool:
        """Adopted by majority, or by the Prime Minister's side at equal votes."""
        return self.outcome is BallotOutcome.ADOPTED or (
            self.outcome is BallotOutcome.PM_SIDE and self.pm_choice is Choice.APPROVE
        )


def outcome_of(n: int, threshold: int, approve: int, disapprove: int, *, pm_took_side: bool) -> BallotOutcome:
    """The result of ``n`` members' votes, ballot or session (Article 3.3; DOMAIN.md B2, B3).

    Adopted with the threshold reached. Equal votes follow the side the Prime Minister took, only where they are N/2
    each; equal votes of fewer, or without a Prime Minister's side, decide nothing: "chưa đủ quá nửa – báo cáo Thủ
    tướng". Anything else is not adopted.
    """
    if approve >= threshold:
        return BallotOutcome.ADOPTED
    if approve != disapprove:
        return BallotOutcome.NOT_ADOPTED
    if 2 * approve == n and pm_took_side:
        return BallotOutcome.PM_SIDE
    return BallotOutcome.UNDECIDED


def tally(
    electorate: Electorate,
    answers: Mapping[PersonId, Choice],
    rules: RuleSet,
    *,
    closed: bool,
    unknown: Collection[PersonId] = (),
) -> Tally:
    """Count the members' current, counted answers.

    ``closed``: the window is over, so silence means what the rule set says; before that it means nothing yet.
    ``unknown``: members out of reach since before the deadline; those who answered all the same are ignored.
    A deemed Prime Minister sides with approval, and ``pm_basis`` says so. Raises :class:`NotAllowedError` for an
    answer of someone who is no member then (a substitute: Article 21.3), :class:`InvalidInputError` without members.
    """
    if electorate.n == 0:
        raise InvalidInputError("no member of the Government at that instant")
    if strangers := sorted(person for person in answers if person not in electorate):
        raise NotAllowedError(f"only members vote: {', '.join(strangers)}")
    choices = list(answers.values())
    approve, disapprove, other = (choices.count(choice) for choice in Choice)
    unanswered = electorate.n - len(answers)
    deems = closed and rules.silence is Silence.DEEMED_APPROVAL
    deemed = unanswered if deems else 0
    pm_choice, pm_basis = _pm_side(electorate, answers, deems=deems)
    threshold = rules.threshold(electorate.n)
    outcome = outcome_of(
        electorate.n, threshold, approve + deemed, disapprove, pm_took_side=pm_choice not in (None, Choice.OTHER)
    )
    return Tally(
        n=electorate.n,
        threshold=threshold,
        approve=approve,
        disapprove=disapprove,
        other=other,
        deemed=deemed,
        silent=unanswered - deemed,
        unknown=sum(person in electorate and person not in answers for person in set(unknown)),
        pm_choice=pm_choice,
        pm_basis=pm_basis,
        outcome=outcome if closed else None,
    )


def _pm_side(
    electorate: Electorate, answers: Mapping[PersonId, Choice], *, deems: bool
) -> tuple[Choice | None, AnswerBasis | None]:
    if electorate.pm is None:
        return None, None
    choice = answers.get(electorate.pm)
    if choice is not None:
        return choice, AnswerBasis.EXPLICIT
    return (Choice.APPROVE, AnswerBasis.DEEMED) if deems else (None, None)
