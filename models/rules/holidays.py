"""The holiday table: public holidays, their compensation, days swapped by decision.

Labour Code 45/2019/QH14, Article 112 (the days) and Article 111.3 (a weekly rest day that falls on a holiday is
compensated on the next working day). The table is data, edited yearly: ``resources/holidays.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from models.errors import InvalidInputError
from models.rules.resources import RESOURCES, Section, read_toml

_DAY = timedelta(days=1)
_TET_DAYS = 5  # Labour Code, Article 112.1b


class RestReason(StrEnum):
    """Why a day on which offices could work is off."""

    HOLIDAY = "holiday"
    COMPENSATION = "compensation"  # nghỉ bù
    SWAP = "swap"  # hoán đổi ngày làm việc


@dataclass(frozen=True, slots=True)
class RestDay:
    """A day off other than the weekly ones. ``name`` is the holiday's official name."""

    day: date
    name: str
    reason: RestReason


@dataclass(frozen=True, slots=True)
class YearEntry:
    """What the Office writes for one year; the fields of ``resources/holidays.toml``.

    ``swaps`` are pairs (day off, Saturday or Sunday worked instead); ``extra`` pairs (day, name).
    """

    year: int
    tet_mung_1: date
    tet_from: date
    gio_to: date
    quoc_khanh_2: date
    swaps: tuple[tuple[date, date], ...] = ()
    extra: tuple[tuple[date, str], ...] = ()

    def __post_init__(self) -> None:
        days = [self.tet_mung_1, self.tet_from, self.gio_to, self.quoc_khanh_2]
        days += [day for pair in self.swaps for day in pair] + [day for day, _ in self.extra]
        if wrong := [day for day in days if day.year != self.year]:
            raise InvalidInputError(f"holidays {self.year}: {wrong[0].isoformat()} lies in another year")
        if not self.tet_from <= self.tet_mung_1 < self.tet_from + _TET_DAYS * _DAY:
            raise InvalidInputError(f"holidays {self.year}: the days off of Tết do not hold its first day")
        if abs(self.quoc_khanh_2 - date(self.year, 9, 2)) != _DAY:
            raise InvalidInputError(f"holidays {self.year}: quoc_khanh_2 must be 01/9 or 03/9")
        for off, work in self.swaps:
            if off.weekday() >= 5 or work.weekday() < 5:
                raise InvalidInputError(
                    f"holidays {self.year}: a swap takes a weekday off for a weekend day, not {off.isoformat()} for "
                    f"{work.isoformat()}"
                )

    def holidays(self) -> tuple[RestDay, ...]:
        """The public holidays proper, in order of date: eleven days, and the extra ones."""
        tet = [(self.tet_from + number * _DAY, "Tết Nguyên đán") for number in range(_TET_DAYS)]
        named = [
            (date(self.year, 1, 1), "Tết Dương lịch"),
            *tet,
            (self.gio_to, "Giỗ Tổ Hùng Vương"),
            (date(self.year, 4, 30), "Ngày Chiến thắng"),
            (date(self.year, 5, 1), "Ngày Quốc tế lao động"),
            (date(self.year, 9, 2), "Quốc khánh"),
            (self.quoc_khanh_2, "Quốc khánh"),
            *self.extra,
        ]
        return tuple(RestDay(day, name, RestReason.HOLIDAY) for day, name in sorted(named))


class HolidayTable:
    """The days off of some years. Immutable; every question about a year outside it is refused."""

    def __init__(self, entries: Iterable[YearEntry]) -> None:
        by_year: dict[int, YearEntry] = {}
        for entry in entries:
            if entry.year in by_year:
                raise InvalidInputError(f"holidays {entry.year}: given twice")
            by_year[entry.year] = entry
        self._years = frozenset(by_year)
        self._worked = frozenset(work for entry in by_year.values() for _, work in entry.swaps)
        self._rest: dict[date, RestDay] = {}
        for year in sorted(by_year):
            for rest in by_year[year].holidays():
                self._rest.setdefault(rest.day, rest)
            for off, work in by_year[year].swaps:
                name = f"Hoán đổi với ngày {work:%d/%m}"
                self._rest.setdefault(off, RestDay(off, name, RestReason.SWAP))
        self._compensate()

    @property
    def years(self) -> frozenset[int]:
        """Years the table knows."""
        return self._years

    def rest_day(self, day: date) -> RestDay | None:
        """The holiday, compensation or swap on ``day``; None on other days, weekends included."""
        self._check_year(day)
        return self._rest.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on ``day``. Raises :class:`InvalidInputError` for a year the table lacks."""
        self._check_year(day)
        return self._works(day)

    def rest_days(self, year: int) -> tuple[RestDay, ...]:
        """Every holiday, compensation and swap of a year, in order."""
        self._check_year(date(year, 1, 1))
        return tuple(self._rest[day] for day in sorted(self._rest) if day.year == year)

    def _works(self, day: date) -> bool:
        return day not in self._rest and (day.weekday() < 5 or day in self._worked)

    def _compensate(self) -> None:
        """Labour Code, Article 111.3, in order of date: each lost rest day takes the next working day."""
        for day in sorted(self._rest):
            lost = self._rest[day]
            if lost.reason is RestReason.HOLIDAY and day.weekday() >= 5:
                free = day + _DAY
                while not self._works(free):
                    free += _DAY
                self._rest[free] = RestDay(free, f"Nghỉ bù {lost.name}", RestReason.COMPENSATION)

    def _check_year(self, day: date) -> None:
        if day.year not in self._years:
            raise InvalidInputError(
                f"the holiday table has no year {day.year}: the Office must enter it before deadlines in it are reckoned"
            )


def load_holidays(path: Path) -> HolidayTable:
    """The table in a TOML file (form: ``resources/holidays.toml``). Raises :class:`InvalidInputError`."""
    return HolidayTable(_year_entry(path.name, year, values) for year, values in read_toml(path).items())


@cache
def shipped_holidays() -> HolidayTable:
    """The table that ships with the program, read once."""
    return load_holidays(RESOURCES / "holidays.toml")


def _year_entry(file: str, year: str, values: object) -> YearEntry:
    where = f"{file} [{year}]"
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise InvalidInputError(f"{where}: a section is a year of four digits")
    section = Section(where, values)
    swaps: list[tuple[date, date]] = []
    for item in section.take_sections("swaps"):
        swaps.append((item.take("off", date), item.take("work", date)))
        item.finish()
    extra: list[tuple[date, str]] = []
    for item in section.take_sections("extra"):
        extra.append((item.take("day", date), item.take("name", str)))
        item.finish()
    entry = YearEntry(
        year=int(year),
        tet_mung_1=section.take("tet_mung_1", date),
        tet_from=section.take("tet_from", date),
        gio_to=section.take("gio_to", date),
        quoc_khanh_2=section.take("quoc_khanh_2", date),
        swaps=tuple(swaps),
        extra=tuple(extra),
    )
    section.finish()
    return entry
