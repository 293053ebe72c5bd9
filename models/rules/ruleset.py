"""Rule sets: every limit of a Working Regulation as data, with the day from which it holds.

A record keeps the id of the rule set it was made under. The files in ``resources/rulesets`` cite decree and article
beside each value; "M" there marks what the decree's text does not say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TypeVar

from models.errors import InvalidInputError
from models.rules.calendar import VIETNAM, add_working_days, count_working_days, deadline_for, local_day
from models.rules.holidays import HolidayTable
from models.rules.resources import RESOURCES, Section, read_toml


class Silence(StrEnum):
    """What no answer by the deadline means (DOMAIN.md, B9)."""

    DEEMED_APPROVAL = "deemed_approval"  # Decree 191/2026, Articles 7.2d and 17.2
    OVERDUE = "overdue"  # "quá hạn", counted for nothing


class LateRule(StrEnum):
    """What becomes of an answer signed, perhaps, in time and received late (DOMAIN.md, "Offline and the deadline")."""

    COUNT_IF_COMMITTED = "count_if_committed"  # it counts where its digest was on record before the deadline
    CHAIR_DECIDES = "chair_decides"


@dataclass(frozen=True, slots=True, order=True)
class Reminder:
    """One reminder: on the working day so many before the deadline's own (0: that day), at an hour in Vietnam."""

    working_days_before: int
    hour: time


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The limits of one Working Regulation. Constructing one that contradicts itself raises InvalidInputError.

    ``ballot_min_days``/``ballot_max_days``: the window in working days (Decree 191/2026, Articles 7.2d, 17.1).
    ``majority``: adopted with *more* than this share of all members (Article 3.3). ``quorum``: a session needs *at
    least* this share present (Article 21.2). ``invitation_days``: invitation and papers ahead of a session.
    """

    id: str
    title: str
    decree: str
    effective_from: date
    ballot_min_days: int
    ballot_max_days: int
    deadline_hour: time
    counts_issue_day: bool
    silence: Silence
    late: LateRule
    software_keys_allowed: bool
    majority: Fraction
    quorum: Fraction
    invitation_days: int
    invitation_in_working_days: bool
    reminders: tuple[Reminder, ...]

    def __post_init__(self) -> None:
        checks = (
            (re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.id), "id must be of lower-case letters, digits and dashes"),
            (self.title.strip() and self.decree.strip(), "title and decree must not be empty"),
            (1 <= self.ballot_min_days <= self.ballot_max_days <= 30, "min_working_days to max_working_days: 1 to 30"),
            (Fraction(1, 2) <= self.majority < 1, "majority must be from 1/2 up to, not including, 1"),
            (0 < self.quorum <= 1, "quorum must be over 0 and at most 1"),
            (0 <= self.invitation_days <= 60, "invitation_days: 0 to 60"),
            (all(0 <= r.working_days_before <= 30 for r in self.reminders), "working_days_before: 0 to 30"),
            (len(set(self.reminders)) == len(self.reminders), "the same reminder twice"),
        )
        for holds, rule in checks:
            if not holds:
                raise InvalidInputError(f"rule set {self.id!r}: {rule}")

    def threshold(self, members: int) -> int:
        """Fewest approvals that are more than the majority share of ``members``: 27 → 14, 28 → 15."""
        return math.floor(members * self.majority) + 1

    def quorum_needed(self, members: int) -> int:
        """Fewest members present that open a session: 27 → 18, 28 → 19."""
        return math.ceil(members * self.quorum)

    def deadline(self, issued_at: datetime, days: int, holidays: HolidayTable) -> datetime:
        """The deadline, UTC, of a ballot issued now with a window of ``days`` working days.

        Raises :class:`InvalidInputError` where the window is too short or too long.
        """
        self._check_window(days)
        return deadline_for(issued_at, days, holidays, self.deadline_hour, counts_issue_day=self.counts_issue_day)

    def check_deadline(self, issued_at: datetime, deadline: datetime, holidays: HolidayTable) -> int:
        """The length, in working days, of a window that ends at ``deadline``.

        Raises :class:`InvalidInputError` where the deadline is not on a working day at the rule set's hour, or the
        window is too short or too long.
        """
        first, last = local_day(issued_at), local_day(deadline)
        if not holidays.is_working_day(last) or deadline.astimezone(VIETNAM).time() != self.deadline_hour:
            raise InvalidInputError(f"a deadline is at {self.deadline_hour:%H:%M} of a working day")
        days = count_working_days(first, last, holidays)
        days += self.counts_issue_day and holidays.is_working_day(first)
        self._check_window(days)
        return days

    def reminder_times(self, issued_at: datetime, deadline: datetime, holidays: HolidayTable) -> tuple[datetime, ...]:
        """When to remind, UTC, in order; only what lies between issue and deadline."""
        last = local_day(deadline)
        times = {
            datetime.combine(add_working_days(last, -item.working_days_before, holidays), item.hour, VIETNAM)
            for item in self.reminders
        }
        return tuple(sorted(moment.astimezone(UTC) for moment in times if issued_at < moment < deadline))

    def _check_window(self, days: int) -> None:
        if not self.ballot_min_days <= days <= self.ballot_max_days:
            raise InvalidInputError(
                f"{days} working days: {self.decree} allows {self.ballot_min_days} to {self.ballot_max_days}"
            )


class RuleBook:
    """The rule sets that ever held, by the day from which each did."""

    def __init__(self, rule_sets: Iterable[RuleSet]) -> None:
        self._in_order = tuple(sorted(rule_sets, key=lambda rules: rules.effective_from))
        if not self._in_order:
            raise InvalidInputError("no rule sets")
        for what, seen in (
            ("id", [rules.id for rules in self._in_order]),
            ("effective_from", [rules.effective_from for rules in self._in_order]),
        ):
            if len(set(seen)) != len(seen):
                raise InvalidInputError(f"two rule sets have the same {what}")

    def __iter__(self) -> Iterator[RuleSet]:
        return iter(self._in_order)

    def at(self, instant: datetime) -> RuleSet:
        """The rule set in force at ``instant``. Raises :class:`InvalidInputError` before the first."""
        day = local_day(instant)
        held = [rules for rules in self._in_order if rules.effective_from <= day]
        if not held:
            raise InvalidInputError(f"no rule set was in force on {day.isoformat()}")
        return held[-1]

    def get(self, rule_set: str) -> RuleSet:
        """The rule set a record names. Raises :class:`InvalidInputError` for an unknown id."""
        for rules in self._in_order:
            if rules.id == rule_set:
                return rules
        raise InvalidInputError(f"unknown rule set {rule_set!r}")


def load_rule_set(path: Path) -> RuleSet:
    """One file of ``resources/rulesets``. Raises :class:`InvalidInputError` naming file, key and rule."""
    root = Section(path.name, read_toml(path))
    ballot, vote, session = (
        Section(f"{path.name} [{key}]", root.take(key, dict)) for key in ("ballot", "vote", "session")
    )
    rules = RuleSet(
        id=root.take("id", str),
        title=root.take("title", str),
        decree=root.take("decree", str),
        effective_from=root.take("effective_from", date),
        ballot_min_days=ballot.take("min_working_days", int),
        ballot_max_days=ballot.take("max_working_days", int),
        deadline_hour=ballot.take("deadline_hour", time),
        counts_issue_day=ballot.take("counts_issue_day", bool),
        silence=_choice(path.name, ballot, "silence", Silence),
        late=_choice(path.name, ballot, "late", LateRule),
        software_keys_allowed=ballot.take("software_keys_allowed", bool),
        majority=_fraction(path.name, vote, "majority"),
        quorum=_fraction(path.name, vote, "quorum"),
        invitation_days=session.take("invitation_days", int),
        invitation_in_working_days=session.take("invitation_in_working_days", bool),
        reminders=tuple(_reminder(item) for item in root.take_sections("reminders")),
    )
    for section in (root, ballot, vote, session):
        section.finish()
    if rules.id != path.stem:
        raise InvalidInputError(f"{path.name}: id {rules.id!r} does not match the file's name")
    return rules


def load_rule_book(folder: Path) -> RuleBook:
    """Every ``*.toml`` of a folder."""
    return RuleBook(load_rule_set(path) for path in sorted(folder.glob("*.toml")))


@cache
def shipped_rules() -> RuleBook:
    """The rule sets that ship with the program, read once."""
    return load_rule_book(RESOURCES / "rulesets")


def ruleset_at(instant: datetime) -> RuleSet:
    """The shipped rule set in force at ``instant``."""
    return shipped_rules().at(instant)


E = TypeVar("E", bound=StrEnum)


def _choice(file: str, section: Section, key: str, kind: type[E]) -> E:
    text = section.take(key, str)
    try:
        return kind(text)
    except ValueError as error:
        allowed = " or ".join(repr(item.value) for item in kind)
        raise InvalidInputError(f"{file}: {key} must be {allowed}, not {text!r}") from error


def _fraction(file: str, section: Section, key: str) -> Fraction:
    text = section.take(key, str)
    if not re.fullmatch(r"[0-9]{1,4}/[1-9][0-9]{0,3}", text):
        raise InvalidInputError(f"{file}: {key} must be a fraction such as '2/3', not {text!r}")
    return Fraction(text)


def _reminder(section: Section) -> Reminder:
    reminder = Reminder(section.take("working_days_before", int), section.take("hour", time))
    section.finish()
    return reminder
