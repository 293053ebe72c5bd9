"""Working days and deadlines in Asia/Ho_Chi_Minh.

What a working day is says :class:`models.rules.holidays.HolidayTable`. Instants come in aware and go out
in UTC; days are Vietnamese calendar days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.errors import DefectError, InvalidInputError
from models.rules.holidays import HolidayTable

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE_OPENS = time(8, 0)
"""From here to the deadline's hour a day's bar fills on the deadline track (drawing only, no rule)."""

_DAY = timedelta(days=1)


def add_working_days(day: date, count: int, holidays: HolidayTable) -> date:
    """The ``count``-th working day after ``day`` (before it where negative); ``day`` itself where 0."""
    step = _DAY if count > 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        left -= holidays.is_working_day(day)
    return day


def count_working_days(after: date, until: date, holidays: HolidayTable) -> int:
    """Working days later than ``after``, up to and including ``until``; 0 where ``until`` is not later."""
    days = (until - after).days
    return sum(holidays.is_working_day(after + number * _DAY) for number in range(1, days + 1))


def deadline_for(
    issued_at: datetime,
    days: int,
    holidays: HolidayTable,
    hour: time = time(17, 0),
    *,
    counts_issue_day: bool = False,
) -> datetime:
    """The end of a window of ``days`` working days, in UTC: ``hour`` o'clock of the last of them in Vietnam.

    Counting starts on the working day after the day of issue (M); with ``counts_issue_day`` on the day of issue, if
    that is a working day. Window lengths and hour come from the rule set (Decree 191/2026/NĐ-CP, Articles 7.2d, 17.1).
    """
    if days < 1:
        raise InvalidInputError("a deadline lies at least one working day ahead")
    first = local_day(issued_at)
    counted = 1 if counts_issue_day and holidays.is_working_day(first) else 0
    last = add_working_days(first, days - counted, holidays)
    return datetime.combine(last, hour, VIETNAM).astimezone(UTC)


def working_days_left(now: datetime, deadline: datetime, holidays: HolidayTable) -> int:
    """Working days after today up to the deadline's day: "còn N ngày làm việc".

    0 on the deadline's own day and ever after: there the hour tells, and whether it has passed.
    """
    return count_working_days(local_day(now), local_day(deadline), holidays)


def local_day(moment: datetime) -> date:
    """The Vietnamese calendar day of an instant. A naive time is our defect, not a guess."""
    if moment.tzinfo is None:
        raise DefectError("an instant without its zone")
    return moment.astimezone(VIETNAM).date()


class DayKind(StrEnum):
    """How the deadline track paints a day; the first that fits, top down."""

    REST = "rest"  # weekend or holiday: hatched, no number
    PAST = "past"
    TODAY = "today"  # filled by ``elapsed``
    LAST = "last"  # the deadline's day, still ahead
    WORKING = "working"  # a working day ahead


@dataclass(frozen=True, slots=True)
class DayMark:
    """One calendar day of a ballot's window.

    ``number``: 1, 2, … over the window's working days; None on rest days and on the day of issue, where counting has
    not begun. ``elapsed``: how much of the day's bar is filled, 0 to 1. ``rest_name``: the holiday, empty on weekends.
    """

    day: date
    kind: DayKind
    number: int | None
    elapsed: float
    is_issue_day: bool
    is_last: bool
    rest_name: str = ""


def day_strip(
    issued_at: datetime,
    deadline: datetime,
    now: datetime,
    holidays: HolidayTable,
    *,
    counts_issue_day: bool = False,
) -> tuple[DayMark, ...]:
    """The calendar days from issue to deadline, both included, for the deadline track."""
    first, last, today = local_day(issued_at), local_day(deadline), local_day(now)
    closes = deadline.astimezone(VIETNAM).time()
    marks: list[DayMark] = []
    number = 0
    for offset in range((last - first).days + 1):
        day = first + offset * _DAY
        works = holidays.is_working_day(day)
        counted = works and (offset > 0 or counts_issue_day)
        number += counted
        rest = holidays.rest_day(day)
        marks.append(
            DayMark(
                day=day,
                kind=_kind(day, today, last, works, now > deadline),
                number=number if counted else None,
                elapsed=_elapsed(day, now, today, closes),
                is_issue_day=day == first,
                is_last=day == last,
                rest_name=rest.name if rest else "",
            )
        )
    return tuple(marks)


def _kind(day: date, today: date, last: date, works: bool, is_over: bool) -> DayKind:
    if not works:
        return DayKind.REST
    if day < today or (day == last and is_over):
        return DayKind.PAST
    if day == today:
        return DayKind.TODAY
    return DayKind.LAST if day == last else DayKind.WORKING


def _elapsed(day: date, now: datetime, today: date, closes: time) -> float:
    if day != today:
        return 1.0 if day < today else 0.0
    opens_at = datetime.combine(day, OFFICE_OPENS, VIETNAM)
    closes_at = datetime.combine(day, closes, VIETNAM)
    if closes_at <= opens_at:
        return 1.0 if now >= closes_at else 0.0
    return min(1.0, max(0.0, (now - opens_at) / (closes_at - opens_at)))
