"""Electorate, ballot, session and quorum: the golden cases of DOMAIN.md and what must hold of every count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DefectError, InvalidInputError, NotAllowedError
from models.rules.electorate import Electorate, Membership, electorate_at
from models.rules.ruleset import RuleSet, shipped_rules
from models.rules.session import SessionVote, quorum, tally_session
from models.rules.tally import Tally, tally
from models.types import AnswerBasis, BallotOutcome, Choice, PersonId

ND138, ND39, ND191 = shipped_rules()
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PM = PersonId("p0")
YES, NO, OTHER = Choice.APPROVE, Choice.DISAPPROVE, Choice.OTHER


def members(n: int) -> Electorate:
    return Electorate(tuple(PersonId(f"p{number}") for number in range(n)), PM if n else None)


def answers(*counted: tuple[Choice, int]) -> dict[PersonId, Choice]:
    """Answers in order of member: ``answers((YES, 14), (NO, 13))``; the first member is the Prime Minister."""
    choices = [choice for choice, count in counted for _ in range(count)]
    return {PersonId(f"p{number}"): choice for number, choice in enumerate(choices)}


def close(n: int, rules: RuleSet, *counted: tuple[Choice, int]) -> Tally:
    return tally(members(n), answers(*counted), rules, closed=True)


# ---- golden cases


def test_14_of_27_is_adopted() -> None:
    result = close(27, ND191, (YES, 14), (NO, 13))
    assert (result.n, result.threshold, result.outcome) == (27, 14, BallotOutcome.ADOPTED)
    assert result.is_adopted


@pytest.mark.parametrize("rest", [((NO, 14),), ((NO, 10), (OTHER, 4)), ((OTHER, 14),)])
@pytest.mark.parametrize("rules", [ND138, ND39, ND191], ids=lambda rules: rules.id)
def test_13_of_27_is_not(rules: RuleSet, rest: tuple[tuple[Choice, int], ...]) -> None:
    result = close(27, rules, (YES, 13), *rest)
    assert result.outcome is BallotOutcome.NOT_ADOPTED
    assert not result.is_adopted


def test_13_of_27_and_14_silent_is_not_where_silence_is_only_overdue() -> None:
    assert close(27, ND138, (YES, 13)).outcome is BallotOutcome.NOT_ADOPTED


@pytest.mark.parametrize(("first", "then", "adopted"), [(YES, NO, True), (NO, YES, False)])
def test_14_to_14_of_28_follows_the_prime_ministers_side(first: Choice, then: Choice, adopted: bool) -> None:
    result = close(28, ND191, (first, 14), (then, 14))
    assert result.outcome is BallotOutcome.PM_SIDE
    assert (result.pm_choice, result.pm_basis) == (first, AnswerBasis.EXPLICIT)
    assert result.is_adopted is adopted


def test_12_to_12_with_4_silent_of_28_is_undecided_under_nd138() -> None:
    result = close(28, ND138, (YES, 12), (NO, 12))
    assert result.outcome is BallotOutcome.UNDECIDED
    assert (result.silent, result.deemed) == (4, 0)
    assert not result.is_adopted


def test_12_to_12_with_4_silent_of_28_is_undecided_in_a_session_even_under_nd191() -> None:
    votes = {person: SessionVote.FOR if choice is YES else SessionVote.AGAINST for person, choice in TWELVES.items()}
    result = tally_session(members(28), votes, ND191)
    assert result.outcome is BallotOutcome.UNDECIDED
    assert (result.votes_for, result.against, result.abstain, result.silent) == (12, 12, 0, 4)


def test_12_and_4_deemed_of_28_is_adopted_under_nd191() -> None:
    result = close(28, ND191, (YES, 12), (NO, 12))
    assert result.outcome is BallotOutcome.ADOPTED
    assert (result.approve, result.deemed, result.approving, result.threshold) == (12, 4, 16, 15)


def test_deemed_answers_have_their_own_column() -> None:
    """The figures of the mock: 12 explicit, 12 deemed of whom 3 unknown, 2 other, 1 against."""
    away = [PersonId("p20"), PersonId("p21"), PersonId("p22"), PersonId("p1"), PersonId("stranger")]
    result = tally(members(27), answers((YES, 12), (OTHER, 2), (NO, 1)), ND191, closed=True, unknown=away)
    assert (result.approve, result.deemed, result.other, result.disapprove, result.silent) == (12, 12, 2, 1, 0)
    assert (result.unknown, result.answered, result.approving) == (3, 15, 24)


@pytest.mark.parametrize(("present", "is_met"), [(17, False), (18, True), (27, True)])
def test_quorum_of_27(present: int, is_met: bool) -> None:
    result = quorum(members(27), members(present).members, ND191)
    assert (result.needed, result.present, result.is_met) == (18, present, is_met)


def test_substitutes_make_no_quorum() -> None:
    present = [*members(17).members, PersonId("substitute"), PersonId("another"), PM]
    result = quorum(members(27), present, ND191)
    assert (result.present, result.is_met) == (17, False)
    assert quorum(members(28), members(18).members, ND191).is_met is False


def test_a_substitutes_vote_is_refused() -> None:
    substitute = PersonId("thứ trưởng")
    with pytest.raises(NotAllowedError, match="thứ trưởng"):
        tally(members(27), {substitute: YES}, ND191, closed=True)
    with pytest.raises(NotAllowedError, match="thứ trưởng"):
        tally_session(members(27), {substitute: SessionVote.FOR}, ND191)


TWELVES = answers((YES, 12), (NO, 12))

# ---- the rest of the rules


def test_other_never_counts_as_approval() -> None:
    assert close(27, ND191, (OTHER, 27)).approving == 0
    assert close(3, ND191, (YES, 1), (OTHER, 2)).outcome is BallotOutcome.NOT_ADOPTED


def test_an_open_ballot_deems_nothing_and_has_no_outcome() -> None:
    result = tally(members(27), answers((YES, 14)), ND191, closed=False)
    assert (result.outcome, result.deemed, result.silent, result.is_adopted) == (None, 0, 13, False)
    assert result.has_majority


def test_all_silent() -> None:
    assert close(27, ND191).outcome is BallotOutcome.ADOPTED
    assert close(27, ND138).outcome is BallotOutcome.UNDECIDED


def test_a_deemed_prime_minister_sides_with_approval_and_it_shows() -> None:
    choices = {person: NO if int(person[1:]) <= 14 else YES for person in members(28).members[1:]}
    assert list(choices.values()).count(NO) == 14
    result = tally(members(28), choices, ND191, closed=True)
    assert (result.approve, result.deemed, result.outcome) == (13, 1, BallotOutcome.PM_SIDE)
    assert (result.pm_choice, result.pm_basis, result.is_adopted) == (YES, AnswerBasis.DEEMED, True)


def test_equal_votes_without_a_prime_minister_decide_nothing() -> None:
    vacant = Electorate(members(2).members, None)
    result = tally(vacant, answers((YES, 1), (NO, 1)), ND191, closed=True)
    assert (result.outcome, result.pm_choice, result.pm_basis) == (BallotOutcome.UNDECIDED, None, None)


def test_no_electorate_no_result() -> None:
    with pytest.raises(InvalidInputError):
        tally(members(0), {}, ND191, closed=True)
    with pytest.raises(InvalidInputError):
        tally_session(members(0), {}, ND191)


def test_session_equal_votes_and_remote_votes() -> None:
    votes = {person: SessionVote.AGAINST if int(person[1:]) < 14 else SessionVote.FOR for person in members(28).members}
    result = tally_session(members(28), votes, ND191)
    assert (result.outcome, result.pm_vote, result.is_adopted) == (BallotOutcome.PM_SIDE, SessionVote.AGAINST, False)
    votes[PM] = SessionVote.ABSTAIN
    assert tally_session(members(28), votes, ND191).outcome is BallotOutcome.NOT_ADOPTED
    assert tally_session(members(28), votes, ND191).abstain == 1


@given(st.integers(1, 40), st.data())
def test_of_every_count(n: int, data: st.DataObject) -> None:
    electorate = members(n)
    cast = data.draw(st.dictionaries(st.sampled_from(electorate.members), st.sampled_from(Choice)))
    rules = data.draw(st.sampled_from([ND138, ND191]))
    result = tally(electorate, cast, rules, closed=True)
    assert result.approve + result.disapprove + result.other + result.deemed + result.silent == n
    assert (result.outcome is BallotOutcome.ADOPTED) == (2 * result.approving > n)
    if result.outcome is BallotOutcome.PM_SIDE:
        assert 2 * result.approving == 2 * result.disapprove == n
        assert result.pm_choice in (YES, NO)
    assert (result.deemed == 0) or (rules is ND191)
    still_open = tally(electorate, cast, rules, closed=False)
    assert (still_open.approve, still_open.disapprove, still_open.other) == (
        result.approve,
        result.disapprove,
        result.other,
    )


@given(st.integers(1, 40), st.data())
def test_one_more_approval_never_undoes_adoption(n: int, data: st.DataObject) -> None:
    electorate = members(n)
    cast = data.draw(st.dictionaries(st.sampled_from(electorate.members), st.sampled_from(Choice)))
    before = tally(electorate, cast, ND138, closed=True)
    changed = data.draw(st.sampled_from(electorate.members))
    after = tally(electorate, cast | {changed: YES}, ND138, closed=True)
    assert after.is_adopted or not before.is_adopted


def test_a_tally_that_does_not_sum_up_does_not_construct() -> None:
    with pytest.raises(DefectError):
        Tally(27, 14, 12, 1, 2, 9, 0, 0, None, None, None)
    with pytest.raises(DefectError):
        Tally(3, 2, 3, 0, 0, 0, 0, 1, None, None, None)


# ---- electorate


def test_the_electorate_is_that_of_the_instant() -> None:
    day = timedelta(days=1)
    held = [
        Membership(PersonId("pm"), NOW - 9 * day, is_pm=True),
        Membership(PersonId("left"), NOW - 9 * day, NOW),  # until: not included
        Membership(PersonId("stays"), NOW - 9 * day, NOW + day),
        Membership(PersonId("stays"), NOW - day),  # overlapping: counted once
        Membership(PersonId("comes"), NOW),
        Membership(PersonId("later"), NOW + day),
    ]
    assert electorate_at(held, NOW) == Electorate(
        (PersonId("pm"), PersonId("stays"), PersonId("comes")), PersonId("pm")
    )
    assert electorate_at(held, NOW - timedelta(microseconds=1)).members == ("pm", "left", "stays")
    assert electorate_at(held, NOW + day).n == 4
    assert electorate_at([], NOW) == Electorate((), None)


def test_memberships_that_cannot_be() -> None:
    with pytest.raises(InvalidInputError):
        Membership(PersonId("a"), NOW, NOW)
    with pytest.raises(DefectError):
        Membership(PersonId("a"), NOW.replace(tzinfo=None))
    two = [Membership(PersonId(name), NOW, is_pm=True) for name in ("a", "b")]
    with pytest.raises(InvalidInputError, match="two Prime Ministers"):
        electorate_at(two, NOW)
    with pytest.raises(InvalidInputError):
        Electorate((PM, PM), PM)
    with pytest.raises(InvalidInputError):
        Electorate((PM,), PersonId("p1"))
