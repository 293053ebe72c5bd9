"""Rule sets: what ships, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from fractions import Fraction
from pathlib import Path

import pytest

from models.errors import InvalidInputError
from models.rules.calendar import VIETNAM
from models.rules.holidays import shipped_holidays
from models.rules.resources import RESOURCES
from models.rules.ruleset import (
    LateRule,
    Reminder,
    RuleBook,
    RuleSet,
    Silence,
    load_rule_book,
    load_rule_set,
    ruleset_at,
    shipped_rules,
)

ND191 = shipped_rules().get("nd191-2026")
HOLIDAYS = shipped_holidays()


def vn(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


def test_what_ships() -> None:
    assert [rules.id for rules in shipped_rules()] == ["nd138-2016", "nd39-2022", "nd191-2026"]
    assert (ND191.ballot_min_days, ND191.ballot_max_days) == (2, 5)
    assert ND191.silence is Silence.DEEMED_APPROVAL
    assert shipped_rules().get("nd138-2016").silence is Silence.OVERDUE
    assert {rules.late for rules in shipped_rules()} == {LateRule.CHAIR_DECIDES}
    assert {rules.deadline_hour for rules in shipped_rules()} == {time(17)}


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (vn(2016, 10, 1, 0), "nd138-2016"),
        (vn(2022, 6, 17, 23, 59), "nd138-2016"),
        (vn(2022, 6, 18, 0), "nd39-2022"),
        (datetime(2026, 5, 28, 16, 59, tzinfo=UTC), "nd39-2022"),
        (datetime(2026, 5, 28, 17, 0, tzinfo=UTC), "nd191-2026"),  # midnight in Vietnam
        (vn(2030, 1, 1), "nd191-2026"),
    ],
)
def test_the_rule_set_in_force(instant: datetime, expected: str) -> None:
    assert ruleset_at(instant).id == expected


def test_before_the_first_and_unknown_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="2016-09-30"):
        ruleset_at(vn(2016, 9, 30))
    with pytest.raises(InvalidInputError, match="nd1"):
        shipped_rules().get("nd1")


@pytest.mark.parametrize(("members", "adopts", "opens"), [(27, 14, 18), (28, 15, 19), (1, 1, 1), (2, 2, 2), (3, 2, 2)])
def test_threshold_and_quorum(members: int, adopts: int, opens: int) -> None:
    assert ND191.threshold(members) == adopts
    assert ND191.quorum_needed(members) == opens


def test_the_window_is_two_to_five_working_days() -> None:
    for days in (2, 5):
        deadline = ND191.deadline(vn(2026, 11, 19), days, HOLIDAYS)
        assert ND191.check_deadline(vn(2026, 11, 19), deadline, HOLIDAYS) == days
    for days in (0, 1, 6):
        with pytest.raises(InvalidInputError, match="2 to 5"):
            ND191.deadline(vn(2026, 11, 19), days, HOLIDAYS)


@pytest.mark.parametrize(
    "deadline",
    [
        vn(2026, 11, 20, 17),  # one working day
        vn(2026, 11, 27, 17),  # six
        vn(2026, 11, 22, 17),  # a Sunday
        vn(2026, 11, 24, 16),  # another hour
        vn(2026, 11, 18, 17),  # before the issue
    ],
)
def test_a_deadline_outside_the_rules_is_refused(deadline: datetime) -> None:
    with pytest.raises(InvalidInputError):
        ND191.check_deadline(vn(2026, 11, 19), deadline, HOLIDAYS)


def test_a_window_may_begin_on_the_day_of_issue() -> None:
    rules = replace(ND191, counts_issue_day=True)
    deadline = rules.deadline(vn(2026, 11, 19), 3, HOLIDAYS)
    assert deadline == vn(2026, 11, 23, 17)
    assert rules.check_deadline(vn(2026, 11, 19), deadline, HOLIDAYS) == 3


def test_reminders_fall_on_working_days_inside_the_window() -> None:
    times = ND191.reminder_times(vn(2026, 11, 19), vn(2026, 11, 24, 17), HOLIDAYS)
    assert times == (vn(2026, 11, 20, 9), vn(2026, 11, 23, 9), vn(2026, 11, 24, 14))
    late_issue = ND191.reminder_times(vn(2026, 11, 20, 15), vn(2026, 11, 24, 17), HOLIDAYS)
    assert late_issue == (vn(2026, 11, 23, 9), vn(2026, 11, 24, 14))
    across_tet = ND191.reminder_times(vn(2026, 2, 12), vn(2026, 2, 24, 17), HOLIDAYS)
    assert across_tet == (vn(2026, 2, 13, 9), vn(2026, 2, 23, 9), vn(2026, 2, 24, 14))


@pytest.mark.parametrize(
    "change",
    [
        lambda: replace(ND191, id="ND 191"),
        lambda: replace(ND191, title=" "),
        lambda: replace(ND191, ballot_min_days=0),
        lambda: replace(ND191, ballot_min_days=6),
        lambda: replace(ND191, majority=Fraction(1)),
        lambda: replace(ND191, majority=Fraction(1, 3)),
        lambda: replace(ND191, quorum=Fraction(0)),
        lambda: replace(ND191, quorum=Fraction(4, 3)),
        lambda: replace(ND191, invitation_days=-1),
        lambda: replace(ND191, reminders=(Reminder(-1, time(9)),)),
        lambda: replace(ND191, reminders=(Reminder(1, time(9)), Reminder(1, time(9)))),
    ],
)
def test_a_rule_set_that_contradicts_itself_does_not_construct(change: Callable[[], RuleSet]) -> None:
    with pytest.raises(InvalidInputError, match="rule set"):
        change()


def test_two_of_one_id_or_one_day_are_refused() -> None:
    other: RuleSet = replace(ND191, id="another")
    for pair in ([ND191, ND191], [ND191, other], []):
        with pytest.raises(InvalidInputError):
            RuleBook(pair)


GOOD = (RESOURCES / "rulesets" / "nd191-2026.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ('silence = "deemed_approval"', 'silence = "agreement"', "'deemed_approval' or 'overdue'"),
        ('late = "chair_decides"', "", "late is missing"),
        ("min_working_days = 2", "min_working_days = 2.0", "min_working_days must be a int"),
        ("min_working_days = 2", "min_working_days = true", "min_working_days must be a int"),
        ("counts_issue_day = false", "counts_issue_day = 0", "counts_issue_day must be a bool"),
        ('quorum = "2/3"', "quorum = 0.67", "quorum must be a str"),
        ('quorum = "2/3"', 'quorum = "2/0"', "fraction"),
        ('quorum = "2/3"', 'quorum = "2/3"\nquorom = "2/3"', "unknown quorom"),
        ("deadline_hour = 17:00:00", "deadline_hour = 17", "deadline_hour must be a time"),
        ("effective_from = 2026-05-29", "effective_from = 2026-05-29T00:00:00Z", "effective_from must be a date"),
        ('id = "nd191-2026"', 'id = "nd192-2026"', "file's name"),
        ("[session]", "[sessions]", "session is missing"),
        ("working_days_before = 1", "days = 1", "working_days_before is missing"),
        ("[vote]", "[vote", "nd191-2026.toml"),
    ],
)
def test_a_bad_file_is_refused_with_a_clear_word(tmp_path: Path, before: str, after: str, word: str) -> None:
    assert before in GOOD
    path = tmp_path / "nd191-2026.toml"
    path.write_text(GOOD.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InvalidInputError, match=word):
        load_rule_set(path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        load_rule_book(tmp_path)
