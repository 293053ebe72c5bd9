"""Working days on this device's screens: the shipped holiday table, and a plain word where it does not reach.

A device's clock may be years off and a deadline may lie in a year whose holidays nobody has entered: a screen then
counts Mondays to Fridays rather than fail. Rules that decide anything run on the hub and refuse such a year.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from models.errors import InvalidInputError
from models.rules.calendar import DayMark, count_working_days, day_strip, local_day
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import Silence, shipped_rules

_FAR = 999  # more working days than a screen needs to tell apart


def days_left(now: datetime, deadline: datetime) -> int:
    """Working days from today to the deadline's day; 0 on that day, negative by the working days overdue since."""
    today, last = local_day(now), local_day(deadline)
    first, end, sign = (today, last, 1) if today <= last else (last, today, -1)
    if (end - first).days > _FAR:
        return sign * _FAR
    try:
        return sign * count_working_days(first, end, shipped_holidays())
    except InvalidInputError:
        days = (first + timedelta(days=number) for number in range(1, (end - first).days + 1))
        return sign * sum(day.weekday() < 5 for day in days)


def strip(issued_at: datetime, deadline: datetime, now: datetime) -> tuple[DayMark, ...]:
    """The days from issue to deadline for the deadline track; empty where the holiday table lacks their year."""
    try:
        return day_strip(issued_at, deadline, now, shipped_holidays())
    except InvalidInputError:
        return ()


def silence_approves(rule_set: str) -> bool:
    """Whether silence past the deadline counts as approval under a ballot's rule set (DOMAIN.md, B9).

    A rule set newer than this program is not guessed at: the screen then says nothing of silence.
    """
    try:
        return shipped_rules().get(rule_set).silence is Silence.DEEMED_APPROVAL
    except InvalidInputError:
        return False
