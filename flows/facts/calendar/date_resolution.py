"""From a date expression to days: which year, month or day an expression means, and by what evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from flows.facts.calendar.almanac import day_of, lunar_day, month_end, qingming
from flows.facts.calendar.date_expressions import Expression
from flows.facts.mentions import DateMention, Window
from flows.facts.records import Part

_YEAR_LONG = timedelta(days=366)  # a day farther off than that is of another year: 29 February of a year that has none
_SAME_STORY = timedelta(days=183)
_EVIDENCE_SPREAD = 6  # years around the window in which a weekday or a lunar date is looked for


@dataclass(slots=True)
class Years:
    """What a document tells about the year: the day of publication, the days that calendar evidence fixes, or the window alone."""

    window: Window
    published: date | None
    known: date | None = None
    origin: str = "window"

    def learn(self, expressions: list[Expression]) -> None:
        """Take the year from the publication, else from a weekday or lunar date beside a date, else from a day that the window decides."""
        if self.published:
            self.known, self.origin = self.published, "published"
            return
        days = [(each, day) for each in expressions if each.year is None and (day := _evident_day(each, self.window))]
        if days:
            self.known, self.origin = next((day for each, day in days if each.lunar), days[0][1]), "calendar"
            return
        placed = [day for each in expressions if (day := self._only_day(each))]
        self.known = placed[0] if placed else None

    def _only_day(self, each: Expression) -> date | None:
        """The one day of the window that an expression without year may mean, or that it states in full."""
        if each.kind == "lunar" and each.lunar:
            return self._in_window(self.lunar_days(*each.lunar))
        if each.kind != "day" or not each.month or each.relative_year is not None:
            return None
        if each.year is not None:
            return self._in_window([day for day in (day_of(each.year, each.month, each.day),) if day])
        return self._in_window(self.whole(each, self.days(each.month, each.day)))

    def whole(self, each: Expression, candidates: list[date]) -> list[date]:
        """Of the first days of a range those that leave its end in the window too (12月28日至1月3日)."""
        if each.end is None or not each.end[0] or each.month is None:
            return candidates
        month, last = each.end[0], each.end[1]
        ends = [(day, day_of(day.year + (month < day.month), month, last)) for day in candidates]
        return [day for day, end in ends if end is not None and end <= self.window.end] or candidates

    def days(self, month: int, day: int) -> list[date]:
        """The days that a month and a day may mean, one a year."""
        return [found for year in self._span() if (found := day_of(year, month, day))]

    def lunar_days(self, month: int, day: int) -> list[date]:
        """The same for a lunar month and day."""
        return [found for year in self._span() if (found := lunar_day(year, month, day))]

    def place(self, candidates: list[date], near: date | None) -> tuple[date | None, str]:
        """Of the days that an expression may mean the one that the evidence points at, and the name of the evidence.

        `near` is a full date of the same article, if it has one.
        """
        if near is not None:
            return _nearest(candidates, near), "inherited"
        if self.known is not None:
            return _nearest(candidates, self.known), self.origin
        return self._in_window(candidates), "window"

    def main_year(self) -> int:
        """The year against which 今年 and 去年 count: that of the known day, else the one that holds most of the window."""
        if self.known:
            return self.known.year
        return (self.window.start + (self.window.end - self.window.start) / 2).year

    def _span(self) -> range:
        years = [self.window.start.year, self.window.end.year, *([self.known.year] if self.known else [])]
        return range(min(years) - 1, max(years) + 2)

    def _in_window(self, candidates: list[date]) -> date | None:
        inside = [day for day in candidates if self.window.start <= day <= self.window.end]
        return inside[0] if len(inside) == 1 else None


def _nearest(candidates: list[date], to: date) -> date | None:
    found = min(candidates, key=lambda day: abs(day - to), default=None)
    return found if found and abs(found - to) <= _YEAR_LONG else None


def _evident_day(expression: Expression, window: Window) -> date | None:
    """The day that the weekday or the lunar date beside a month and day allows: in the window, else in the nearest year."""
    if expression.kind != "day" or expression.month is None or (expression.weekday is None and expression.lunar is None):
        return None
    years = range(window.start.year - _EVIDENCE_SPREAD, window.end.year + _EVIDENCE_SPREAD + 1)
    days = [day for year in years if (day := day_of(year, expression.month, expression.day)) and _agrees(day, expression)]
    inside = [day for day in days if window.start <= day <= window.end]
    middle = window.start + (window.end - window.start) / 2
    return min(inside or days, key=lambda day: abs(day - middle), default=None)


def _agrees(day: date, expression: Expression) -> bool:
    if expression.lunar is not None:
        return day in (lunar_day(day.year, *expression.lunar), lunar_day(day.year - 1, *expression.lunar))
    return day.weekday() == expression.weekday


@dataclass(slots=True)
class Resolver:
    """Resolves the expressions of one article in order. `report` is the day of its dateline or publication, once known."""

    years: Years
    report: date | None = None
    _full: date | None = None  # the last date whose year the text itself states
    _last: date | None = None  # the last day named
    _mentioned: date | None = None  # the same, of limits and beginnings too
    _written: date | None = None  # the day of writing, as the first 昨天 shows it where no report day is known

    def resolve(self, expressions: list[Expression], part: Part) -> list[DateMention]:
        """The mentions of one part of the article, in order."""
        ahead = next((day for each in expressions if self._places(each) and (day := self._dated(each)[0])), None)
        mentions = []
        for each, following in zip_longest(expressions, expressions[1:]):
            self._learn_writing(each, following)
            first, last, origin = self._span_of(each, ahead)
            governs = each.governs and (first is None or self._is_current(first))
            mentions.append(
                DateMention(start=each.start, stop=each.stop, part=part, first=first, last=last, origin=origin, governs=governs)
            )
            if first is None or each.kind == "part":
                continue
            self._mentioned = first
            if part != "credits" and each.year is not None and self._is_current(first):
                self._full = first
            if governs and part != "credits":
                self._last = first
        return mentions

    @staticmethod
    def _places(each: Expression) -> bool:
        """Whether a date can place a day without a month in front of it: no limit (5月31日前), no beginning long ago (自1月12日起)."""
        return each.kind in ("day", "part") and bool(each.month) and each.governs

    def _learn_writing(self, each: Expression, following: Expression | None) -> None:
        """The first 昨天 of an article without a report day says when it was written: by the date in brackets behind it (昨天（1月31日）),
        or counted from the last day named. Every later 昨天 counts from that day too."""
        if self.report is not None or self._written is not None or each.kind != "offset" or each.base == "last":
            return
        explained = following is not None and following.kind == "day" and following.month and following.start == each.stop + 1
        day = self._dated(following)[0] if explained and following is not None else None
        self._written = day - timedelta(days=each.days) if day else self._last

    def _is_current(self, day: date) -> bool:
        """Whether the article may report something of this day: one in the window, its first, or one less than a year from the last."""
        inside = self.years.window.start <= day <= self.years.window.end
        return inside or self._last is None or abs(day - self._last) < _SAME_STORY

    def _span_of(self, each: Expression, ahead: date | None) -> tuple[date | None, date | None, str]:
        if each.kind == "vague":
            return None, None, "relative"
        if each.kind == "offset":
            base = self._last if each.base == "last" else self.report or self._written
            return (base + timedelta(days=each.days) if base else None), None, "relative"
        if each.kind == "weekday":
            base = self.report or self._last
            if base is None or each.weekday is None:
                return None, None, "relative"
            day = base + timedelta(days=each.weekday - base.weekday() + 7 * each.weeks)
            return (day - timedelta(days=7) if each.latest and self.report and day > base else day), None, "relative"
        if each.kind == "part" and each.month is None:
            return self._month_of(each)
        if each.month is None and each.kind == "day":
            return self._bare(each, ahead)
        first, origin = self._dated(each)
        if first is None:
            return None, None, origin
        if each.kind == "part":
            return first, first.replace(day=each.end_day) if each.end_day else month_end(first.year, first.month), origin
        return first, self._lunar_end(first, each) if each.kind == "lunar" else self._range_end(first, each), origin

    def _dated(self, each: Expression) -> tuple[date | None, str]:
        """The first day of an expression that states a month."""
        if each.kind == "lunar" and each.lunar:
            return self.years.place(self.years.lunar_days(*each.lunar), self._full)
        month = each.month or 0
        if each.year is not None:
            return day_of(each.year, month, each.day), "text"
        if each.relative_year is not None:
            year = self.report.year if self.report else self.years.main_year()
            return day_of(year + each.relative_year, month, each.day), self.years.origin
        if (month, each.day) == (4, 0):
            return self.years.place([qingming(day.year) for day in self.years.days(4, 1)], self._full)
        return self.years.place(self.years.whole(each, self.years.days(month, each.day)), self._full)

    def _bare(self, each: Expression, ahead: date | None) -> tuple[date | None, date | None, str]:
        """A day without a month lies nearest to the last day named, else to the report's, else to the first event's still to come."""
        base = self._last or self.report or ahead or self._mentioned
        if base is None:
            return None, None, "window"
        first = base.replace(day=1)
        months = [first - timedelta(days=1)] if each.days else [first - timedelta(days=1), first, first + timedelta(days=31)]
        found = _nearest([day for month in months if (day := day_of(month.year, month.month, each.day))], base)
        if found is None:
            return None, None, "inherited"
        return found, self._range_end(found, each), "inherited" if self._last or not self.report else self.years.origin

    def _month_of(self, each: Expression) -> tuple[date | None, date | None, str]:
        """A month, or a third of it, counted from the month of the report or of the last day named."""
        base = self.report or self._last
        if base is None:
            return None, None, "relative"
        year, month = divmod(base.year * 12 + base.month - 1 + each.months, 12)
        first = date(year, month + 1, each.day)
        return first, first.replace(day=each.end_day) if each.end_day else month_end(year, month + 1), "relative"

    def _lunar_end(self, first: date, each: Expression) -> date | None:
        if each.lunar_end is None:
            return None
        later = [day for day in self.years.lunar_days(*each.lunar_end) if day > first]
        return min(later) if later and min(later) - first < _SAME_STORY else None

    @staticmethod
    def _range_end(first: date, each: Expression) -> date | None:
        if each.end is None:
            return None
        month, day = each.end[0] or first.month, each.end[1]
        year = first.year + (month < first.month)
        if each.end[0] == 0 and day < first.day:  # 28日至3日 runs into the next month
            month, year = month % 12 + 1, year + month // 12
        last = day_of(year, month, day)
        return last if last and last >= first else None
