"""Days of the lunar calendar, festivals and month ends, for any year. Lunar dates by the package lunar_python (MIT)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from lunar_python import Lunar, LunarYear, Solar

LAST_DAY = 0  # as the day of the twelfth lunar month: 除夕
_QINGMING = Lunar.JIE_QI_IN_USE.index("清明")  # its place among the solar terms of a year


@cache
def lunar_day(lunar_year: int, month: int, day: int) -> date | None:
    """The solar date of a day of the lunar year that begins in the spring of `lunar_year`; None if that month has no such day."""
    if (month, day) == (12, LAST_DAY):
        first = lunar_day(lunar_year + 1, 1, 1)
        return None if first is None else first - timedelta(days=1)
    first_day, length = _months(lunar_year).get(month, (date.min, 0))
    return first_day + timedelta(days=day - 1) if 1 <= day <= length else None


@cache
def _lunar_year(year: int) -> LunarYear:
    """A year's months and solar terms, whose computation takes milliseconds."""
    return LunarYear.fromYear(year)


@cache
def _months(lunar_year: int) -> dict[int, tuple[date, int]]:
    """The first day and the length of each month of a lunar year; leap months, which no date expression means, are left out."""
    found = {}
    for month in _lunar_year(lunar_year).getMonths():
        if month.getYear() == lunar_year and month.getMonth() > 0:
            solar = Solar.fromJulianDay(month.getFirstJulianDay())
            found[month.getMonth()] = (date(solar.getYear(), solar.getMonth(), solar.getDay()), month.getDayCount())
    return found


@cache
def qingming(year: int) -> date:
    """The day of 清明 in a year."""
    solar = Solar.fromJulianDay(_lunar_year(year).getJieQiJulianDays()[_QINGMING])
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def day_of(year: int, month: int, day: int) -> date | None:
    """The date, or None if the calendar has none (2月30日)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
