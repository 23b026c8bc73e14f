from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flows.facts.calendar.almanac import lunar_day, month_end, qingming
from flows.facts.dates import event_year, find_dates
from flows.facts.mentions import DateMention, Reading
from tests.facts.articles import WINDOW, article, document
from tests.facts.cases import cases

ORIGINS = {"text": "t", "published": "p", "calendar": "c", "window": "w", "relative": "r", "inherited": "i"}


def read(*bodies: str, published: str = "-", headline: str | None = None, credits: str = "") -> list[Reading]:
    """The readings of a page with these articles, their dates found."""
    articles = [article(body, headline, credits, number) for number, body in enumerate(bodies, 1)]
    page = replace(document(*articles), published_on=None if published == "-" else date.fromisoformat(published))
    readings = [Reading(page, each, WINDOW) for each in articles]
    find_dates(readings)
    return readings


def shown(text: str, mention: DateMention) -> str:
    days = "?" if mention.first is None else f"{mention.first}/{mention.last}" if mention.last else str(mention.first)
    return f"{text[mention.start : mention.stop]}={days} {ORIGINS[mention.origin]}{'' if mention.governs else '!'}"


@pytest.mark.parametrize(("published", "text", "expected"), cases("dates.txt"))
def test_expressions_are_resolved_to_days(published: str, text: str, expected: str) -> None:
    (reading,) = read(text, published=published)
    assert ("; ".join(shown(text, mention) for mention in reading.dates) or "-") == expected


def test_the_table_is_large_enough() -> None:
    assert sum(max(1, row[2].count("; ") + 1) for row in cases("dates.txt")) >= 200


def test_the_event_is_dated_by_the_first_day_on_which_something_happened() -> None:
    (reading,) = read("近日，根据1月28日印发的通知，各村值守。2月3日，镇里再次检查。2月5日投产。")
    assert reading.event_date == date(2020, 2, 3)


def test_an_article_without_a_day_has_no_event_date() -> None:
    (reading,) = read("近日，各村加强值守，3月底前完成排查。")
    assert reading.event_date is None


def test_the_dateline_stands_in_for_a_missing_day_and_tells_what_yesterday_was() -> None:
    (reading,) = read("昨日，县里召开会议。", credits="某某社云县2月7日电")
    assert reading.event_date == date(2020, 2, 6)
    (reading,) = read("县里召开会议。", credits="某某社云县2月7日电")
    assert reading.event_date == date(2020, 2, 7)


def test_each_article_of_a_page_has_its_own_days() -> None:
    first, second = read("2月3日，东村检查。", "次日，西村检查。2月9日复查。")
    assert first.event_date == date(2020, 2, 3)
    assert second.event_date == date(2020, 2, 9)


def test_calendar_evidence_of_one_article_dates_the_page() -> None:
    first, second = read("2月5日，大年初一，仍在值守。", "2月8日，继续值守。")
    assert (first.event_date, second.event_date) == (date(2019, 2, 5), date(2019, 2, 8))


def test_a_position_is_governed_by_the_last_day_that_counts() -> None:
    body = "2月3日检查。学习1月25日重要讲话精神。要求3月底前完成。2月5日复查。"
    (reading,) = read(body)
    governing = reading.date_at(body.index("完成"))
    assert governing is not None and governing.first == date(2020, 2, 3)
    governing = reading.date_at(body.index("复查"))
    assert governing is not None and governing.first == date(2020, 2, 5)
    assert reading.date_at(0) is not None and read("检查。2月3日")[0].date_at(0) is None


@pytest.mark.parametrize(
    ("published", "body", "expected"),
    [
        ("-", "2月3日检查。", (2020, "window")),
        ("2018-03-08", "3月5日检查。", (2018, "published")),
        ("2018-03-08", "各村检查。", (2018, "published")),
        ("-", "2018年3月5日检查。", (2018, "text")),
        ("-", "2月5日，大年初一。", (2019, "calendar")),
        ("-", "各村检查。", (2020, "window")),
    ],
)
def test_the_year_of_the_events_has_its_origin(published: str, body: str, expected: tuple[int, str]) -> None:
    assert event_year(read(body, published=published)) == expected


def test_the_year_of_nothing_is_unknown() -> None:
    assert event_year([]) == (None, None)


def test_lunar_days() -> None:
    assert lunar_day(2020, 1, 1) == date(2020, 1, 25)
    assert lunar_day(2019, 12, 0) == date(2020, 1, 24)
    assert lunar_day(2021, 12, 30) is None
    assert lunar_day(2020, 13, 1) is None
    assert qingming(2020) == date(2020, 4, 4)
    assert [month_end(2020, month).day for month in (1, 2, 12)] == [31, 29, 31]
