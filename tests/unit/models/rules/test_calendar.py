"""Working days: the holiday table, deadlines and the deadline track."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DefectError, InvalidInputError
from models.rules.calendar import (
    VIETNAM,
    DayKind,
    add_working_days,
    count_working_days,
    day_strip,
    deadline_for,
    working_days_left,
)
from models.rules.holidays import HolidayTable, RestReason, YearEntry, load_holidays, shipped_holidays

HOLIDAYS = shipped_holidays()
DAYS = st.dates(date(2025, 2, 1), date(2028, 11, 10))


def vn(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


ENTRY = YearEntry(2026, date(2026, 2, 17), date(2026, 2, 16), date(2026, 4, 26), date(2026, 9, 1))


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # Weekdays off; computed by hand from Article 112 and the lunar dates of DOMAIN.md.
        (2025, "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 09-01 09-02"),
        (2026, "01-01 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 09-01 09-02"),
        (2027, "01-01 02-05 02-08 02-09 02-10 02-11 04-16 04-30 05-03 09-02 09-03"),
        (2028, "01-03 01-25 01-26 01-27 01-28 01-31 04-04 05-01 05-02 09-01 09-04"),
    ],
)
def test_weekdays_off_in_each_shipped_year(year: int, days: str) -> None:
    off = {date.fromisoformat(f"{year}-{day}") for day in days.split()}
    every = (date(year, 1, 1) + timedelta(days=number) for number in range(365 + (year == 2028)))
    assert {day for day in every if day.weekday() < 5 and not HOLIDAYS.is_working_day(day)} == off


def test_gio_to_2026_on_a_sunday_is_compensated_on_the_monday() -> None:
    rest = HOLIDAYS.rest_day(date(2026, 4, 27))
    assert rest is not None
    assert rest.reason is RestReason.COMPENSATION
    assert "Giỗ Tổ" in rest.name
    assert add_working_days(date(2026, 4, 24), 1, HOLIDAYS) == date(2026, 4, 28)
    assert deadline_for(vn(2026, 4, 24), 2, HOLIDAYS) == datetime(2026, 4, 29, 10, 0, tzinfo=UTC)


def test_two_lost_rest_days_take_two_working_days() -> None:
    """Tết 2027 begins on a Saturday: Saturday and Sunday are made good on Wednesday and Thursday."""
    assert [HOLIDAYS.is_working_day(date(2027, 2, day)) for day in range(4, 13)] == [True] + 7 * [False] + [True]


def test_a_ballot_across_tet() -> None:
    """Golden: issued on Thursday 12/02/2026 for 3 working days, it ends after the holiday."""
    deadline = deadline_for(vn(2026, 2, 12), 3, HOLIDAYS)
    assert deadline == datetime(2026, 2, 24, 10, 0, tzinfo=UTC)
    assert working_days_left(vn(2026, 2, 13), deadline, HOLIDAYS) == 2
    assert working_days_left(vn(2026, 2, 18), deadline, HOLIDAYS) == 2
    strip = day_strip(vn(2026, 2, 12), deadline, vn(2026, 2, 13), HOLIDAYS)
    assert [mark.number for mark in strip] == [None, 1, *9 * [None], 2, 3]
    assert [mark.rest_name for mark in strip].count("Tết Nguyên đán") == 5


@pytest.mark.parametrize(
    ("issued", "days", "due"),
    [
        (vn(2026, 11, 19), 3, vn(2026, 11, 24, 17)),  # the picture in the mocks
        (vn(2026, 11, 19, 23, 59), 3, vn(2026, 11, 24, 17)),
        (vn(2026, 11, 20, 0, 0), 3, vn(2026, 11, 25, 17)),  # midnight is Vietnam's
        (vn(2026, 11, 21), 2, vn(2026, 11, 24, 17)),  # issued on a Saturday
        (vn(2026, 4, 29), 2, vn(2026, 5, 5, 17)),
        (vn(2026, 12, 30), 2, vn(2027, 1, 4, 17)),  # into the next year
    ],
)
def test_deadlines(issued: datetime, days: int, due: datetime) -> None:
    deadline = deadline_for(issued, days, HOLIDAYS)
    assert deadline == due
    assert deadline.tzinfo is UTC


def test_the_hour_and_the_first_day_are_the_rule_sets() -> None:
    assert deadline_for(vn(2026, 11, 19), 2, HOLIDAYS, time(11, 30)) == vn(2026, 11, 23, 11, 30)
    assert deadline_for(vn(2026, 11, 19), 2, HOLIDAYS, counts_issue_day=True) == vn(2026, 11, 20, 17)
    assert deadline_for(vn(2026, 11, 21), 1, HOLIDAYS, counts_issue_day=True) == vn(2026, 11, 23, 17)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (vn(2026, 11, 19, 10), 3),
        (vn(2026, 11, 21), 2),
        (vn(2026, 11, 23, 14, 2), 1),
        (vn(2026, 11, 23, 23, 59), 1),
        (vn(2026, 11, 24, 0, 0), 0),
        (vn(2026, 11, 24, 16, 59), 0),
        (vn(2026, 11, 26), 0),
    ],
)
def test_working_days_left(now: datetime, left: int) -> None:
    assert working_days_left(now, vn(2026, 11, 24, 17), HOLIDAYS) == left


def test_the_deadline_track_of_the_mock() -> None:
    strip = day_strip(vn(2026, 11, 19), vn(2026, 11, 24, 17), vn(2026, 11, 23, 12, 30), HOLIDAYS)
    assert [mark.kind for mark in strip] == [
        DayKind.PAST,
        DayKind.PAST,
        DayKind.REST,
        DayKind.REST,
        DayKind.TODAY,
        DayKind.LAST,
    ]
    assert [mark.number for mark in strip] == [None, 1, None, None, 2, 3]
    assert [mark.elapsed for mark in strip] == [1, 1, 1, 1, 0.5, 0]
    assert [mark.is_issue_day for mark in strip] == [True, *5 * [False]]
    assert [mark.is_last for mark in strip] == [*5 * [False], True]


@pytest.mark.parametrize(
    ("now", "kind", "elapsed"),
    [
        (vn(2026, 11, 24, 7), DayKind.TODAY, 0.0),
        (vn(2026, 11, 24, 17), DayKind.TODAY, 1.0),
        (vn(2026, 11, 24, 17, 1), DayKind.PAST, 1.0),
        (vn(2026, 11, 25), DayKind.PAST, 1.0),
    ],
)
def test_the_last_day_of_the_track(now: datetime, kind: DayKind, elapsed: float) -> None:
    last = day_strip(vn(2026, 11, 19), vn(2026, 11, 24, 17), now, HOLIDAYS)[-1]
    assert (last.kind, last.elapsed, last.number) == (kind, elapsed, 3)


def test_a_window_that_has_not_begun() -> None:
    strip = day_strip(vn(2026, 11, 19), vn(2026, 11, 24, 17), vn(2026, 11, 18), HOLIDAYS)
    assert [mark.kind for mark in strip][:2] == [DayKind.WORKING, DayKind.WORKING]
    assert {mark.elapsed for mark in strip} == {0}


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2029, 1, 2), date(1, 1, 1)])
def test_a_year_outside_the_table_is_refused_not_guessed(day: date) -> None:
    for question in (HOLIDAYS.is_working_day, HOLIDAYS.rest_day):
        with pytest.raises(InvalidInputError, match=str(day.year)):
            question(day)


def test_a_deadline_that_runs_into_an_unknown_year_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="2029"):
        deadline_for(vn(2028, 12, 28), 3, HOLIDAYS)


def test_a_time_without_zone_and_an_empty_window_are_refused() -> None:
    with pytest.raises(DefectError):
        deadline_for(vn(2026, 11, 19).replace(tzinfo=None), 2, HOLIDAYS)
    with pytest.raises(InvalidInputError):
        deadline_for(vn(2026, 11, 19), 0, HOLIDAYS)


@given(DAYS, st.integers(0, 30))
def test_going_forth_and_back(day: date, count: int) -> None:
    there = add_working_days(day, count, HOLIDAYS)
    assert count_working_days(day, there, HOLIDAYS) == count
    if count:
        assert HOLIDAYS.is_working_day(there)
        back = add_working_days(there, -count, HOLIDAYS)
        assert back <= day
        assert count_working_days(back, day, HOLIDAYS) == HOLIDAYS.is_working_day(day) * (back != day)


@given(DAYS, st.integers(1, 5), st.integers(0, 23))
def test_the_track_counts_what_the_deadline_counted(day: date, days: int, hour: int) -> None:
    issued = datetime.combine(day, time(hour), VIETNAM)
    deadline = deadline_for(issued, days, HOLIDAYS)
    strip = day_strip(issued, deadline, issued, HOLIDAYS)
    assert [mark.number for mark in strip if mark.number] == list(range(1, days + 1))
    assert strip[0].day == day
    assert strip[-1].number == days
    assert working_days_left(issued, deadline, HOLIDAYS) == days


# ---- the table's form


@pytest.mark.parametrize(
    "change",
    [
        lambda: replace(ENTRY, tet_mung_1=date(2027, 2, 6)),
        lambda: replace(ENTRY, tet_from=date(2026, 2, 18)),
        lambda: replace(ENTRY, tet_from=date(2026, 2, 12)),
        lambda: replace(ENTRY, gio_to=date(2025, 4, 7)),
        lambda: replace(ENTRY, quoc_khanh_2=date(2026, 9, 4)),
        lambda: replace(ENTRY, quoc_khanh_2=date(2026, 9, 2)),
        lambda: replace(ENTRY, swaps=((date(2026, 1, 2), date(2026, 1, 9)),)),
        lambda: replace(ENTRY, swaps=((date(2026, 1, 3), date(2026, 1, 10)),)),
        lambda: replace(ENTRY, extra=((date(2025, 11, 24), "x"),)),
    ],
)
def test_an_entry_that_contradicts_itself_does_not_construct(change: Callable[[], YearEntry]) -> None:
    with pytest.raises(InvalidInputError, match="holidays 2026"):
        change()


def test_swapped_and_extra_days() -> None:
    table = HolidayTable(
        [replace(ENTRY, swaps=((date(2026, 1, 2), date(2026, 1, 10)),), extra=((date(2026, 11, 21), "Ngày thêm"),))]
    )
    assert not table.is_working_day(date(2026, 1, 2))
    assert table.is_working_day(date(2026, 1, 10))
    assert not table.is_working_day(date(2026, 1, 11))
    assert not table.is_working_day(date(2026, 11, 23))  # an extra holiday on a Saturday is compensated too
    assert len(table.rest_days(2026)) == 11 + 1 + 2 + 1


def test_a_year_given_twice_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="twice"):
        HolidayTable([ENTRY, ENTRY])


GOOD = "[2026]\ntet_mung_1 = 2026-02-17\ntet_from = 2026-02-16\ngio_to = 2026-04-26\nquoc_khanh_2 = 2026-09-01\n"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[2026", "holidays.toml"),
        ("[next]\n", "four digits"),
        (GOOD.replace("gio_to = 2026-04-26\n", ""), "gio_to is missing"),
        (GOOD + "gio_too = 2026-04-26\n", "unknown gio_too"),
        (GOOD.replace("2026-04-26", "'2026-04-26'"), "gio_to must be a date"),
        (GOOD.replace("2026-04-26", "2026-04-26T00:00:00"), "gio_to must be a date"),
        (GOOD + "swaps = [{ off = 2026-01-02 }]\n", "work is missing"),
        (GOOD + "extra = [{ day = 2026-01-02, name = 'x', why = 1 }]\n", "unknown why"),
        (GOOD + "extra = [7]\n", "must be a table"),
        ("title = 'x'\n", "four digits"),
        ("2026 = 'x'\n", "must be a table"),
    ],
)
def test_a_bad_file_is_refused_with_a_clear_word(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "holidays.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=word):
        load_holidays(path)


def test_a_missing_file_is_refused_with_a_clear_word(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"none\.toml"):
        load_holidays(tmp_path / "none.toml")
