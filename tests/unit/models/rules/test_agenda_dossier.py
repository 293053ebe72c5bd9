"""Golden cases on papers: a late item kept by the Prime Minister, an unsigned dossier returned."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from models.errors import InvalidInputError, NotAllowedError
from models.rules.agenda import AgendaState, keep_late_item, papers_due, state_on_arrival
from models.rules.calendar import VIETNAM
from models.rules.dossier import MANDATORY_FOR_LEGAL_TEXTS, Component, DossierFacts, ReturnGround, return_grounds
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import shipped_rules
from models.types import Role

SESSION = datetime(2026, 12, 3, 8, 0, tzinfo=VIETNAM)
LATE = AgendaState.WITHDRAWAL_PROPOSED


@pytest.mark.parametrize(("rule_set", "day"), [("nd138-2016", 26), ("nd39-2022", 30), ("nd191-2026", 30)])
def test_papers_are_due_as_the_rule_set_says(rule_set: str, day: int) -> None:
    due = papers_due(SESSION, shipped_rules().get(rule_set), shipped_holidays())
    assert due == datetime(2026, 11, day, 17, 0, tzinfo=VIETNAM)
    assert state_on_arrival(due, due) is AgendaState.ON_TIME
    assert state_on_arrival(due + timedelta(microseconds=1), due) is LATE


def test_the_prime_minister_keeps_a_late_item() -> None:
    assert keep_late_item(LATE, Role.PRIME_MINISTER) is AgendaState.KEPT_BY_PM


@pytest.mark.parametrize("role", [Role.OFFICE_STAFF, Role.OFFICE_CHIEF])
def test_a_clerk_keeps_it_only_by_citing_the_prime_minister(role: Role) -> None:
    assert keep_late_item(LATE, role, "Ý kiến Thủ tướng tại cuộc họp 30/11") is AgendaState.KEPT_BY_PM
    with pytest.raises(InvalidInputError):
        keep_late_item(LATE, role, "  ")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PRIME_MINISTER, Role.OFFICE_STAFF, Role.OFFICE_CHIEF}))
def test_nobody_else_keeps_it(role: Role) -> None:
    with pytest.raises(NotAllowedError):
        keep_late_item(LATE, role, "Ý kiến Thủ tướng")


@pytest.mark.parametrize("state", [AgendaState.ON_TIME, AgendaState.WITHDRAWN, AgendaState.KEPT_BY_PM])
def test_only_a_late_item_is_kept(state: AgendaState) -> None:
    with pytest.raises(InvalidInputError):
        keep_late_item(state, Role.PRIME_MINISTER)


GOOD = DossierFacts(
    is_legal_text=True,
    components=MANDATORY_FOR_LEGAL_TEXTS,
    is_competent=True,
    follows_procedure=True,
    has_clear_option=True,
    is_signed=True,
    submission_pages=10,
)


def test_an_unsigned_dossier_is_returned() -> None:
    assert return_grounds(replace(GOOD, is_signed=False)) == (ReturnGround.UNSIGNED,)


def test_a_dossier_in_order_is_accepted() -> None:
    assert return_grounds(GOOD) == ()
    assert return_grounds(replace(GOOD, submission_pages=11, summary_pages=6)) == ()
    assert return_grounds(replace(GOOD, is_legal_text=False, components=frozenset({Component.SUBMISSION}))) == ()


@pytest.mark.parametrize("missing", sorted(MANDATORY_FOR_LEGAL_TEXTS))
def test_each_mandatory_component_is_missed(missing: Component) -> None:
    facts = replace(GOOD, components=MANDATORY_FOR_LEGAL_TEXTS - {missing})
    assert return_grounds(facts) == (ReturnGround.INCOMPLETE,)


def test_a_long_submission_needs_a_short_summary() -> None:
    for pages in (None, 7):
        assert return_grounds(replace(GOOD, submission_pages=11, summary_pages=pages)) == (ReturnGround.INCOMPLETE,)


def test_every_ground_is_named() -> None:
    nothing = DossierFacts(True, frozenset(), False, False, False, False, 0)
    assert set(return_grounds(nothing)) == set(ReturnGround)
    with pytest.raises(InvalidInputError):
        replace(GOOD, submission_pages=-1)
