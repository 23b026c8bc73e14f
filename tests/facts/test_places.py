from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flows.facts.dates import find_dates
from flows.facts.mentions import Reading
from flows.facts.places import facts, find_places
from flows.text.documents import Article
from flows.text.spans import Mapped
from tests.facts.articles import WINDOW, article, document
from tests.facts.articles import read as read_all
from tests.facts.cases import cases

LETTERS = {"province": "p", "prefecture": "f", "county": "c", "town": "t", "village": "v"}


def read(*articles: Article, title: str | None = None, source: str | None = None, published: date | None = None) -> list[Reading]:
    """The readings of a page, dates and places found."""
    page = replace(document(*articles), title=Mapped.of(title) if title else None, source_name=source, published_on=published)
    readings = [Reading(page, each, WINDOW) for each in articles]
    find_dates(readings)
    find_places(readings)
    return readings


def shown(reading: Reading) -> str:
    return "; ".join(f"{place.name}={place.adcode or '?'}{LETTERS[place.level]}" for place in facts(reading)) or "-"


@pytest.mark.parametrize(("headline", "body", "code", "places"), cases("places.txt"))
def test_places_in_context(headline: str, body: str, code: str, places: str) -> None:
    (reading,) = read(article(body, None if headline == "-" else headline))
    assert (shown(reading), reading.jurisdiction.adcode or "-") == (places, code)


def test_the_table_is_large_enough() -> None:
    assert sum(row[3].count("; ") + 1 for row in cases("places.txt")) >= 150


def test_a_unit_is_valid_at_the_date_of_the_article() -> None:
    (before,) = read(article("2月3日，南通市港闸区设卡。"))
    (after,) = read(article("2月3日，南通市港闸区设卡。"), published=date(2022, 12, 1))
    assert "港闸区=320611c" in shown(before)
    assert "港闸区" not in shown(after)


def test_a_renamed_county_has_the_code_of_the_day() -> None:
    (old,) = read(article("江西省九江县设卡，城门乡值守。"), published=date(2017, 2, 3))
    (new,) = read(article("九江市柴桑区设卡，城门乡值守。"), published=date(2020, 2, 3))
    (gone,) = read(article("江西省九江县设卡。"), published=date(2022, 2, 3))
    assert (old.jurisdiction.adcode, new.jurisdiction.adcode) == ("360421", "360404")
    assert "九江县" not in shown(gone)


def test_an_ambiguous_name_lists_its_candidates_and_keeps_none() -> None:
    (reading,) = read(article("朝阳区设卡值守。"))
    assert reading.jurisdiction.adcode is None
    assert reading.jurisdiction.evidence == "undecided between 110105 北京市朝阳区, 220104 吉林省长春市朝阳区"


def test_a_county_named_only_in_a_medium_s_short_name_is_the_one_that_the_text_calls_its_own() -> None:
    (reading,) = read(article("我县各乡镇设卡值守，全县动员。"), source="德清新闻网")
    assert (reading.jurisdiction.adcode, reading.jurisdiction.evidence) == (
        "330521",
        "medium named after 德清县, text speaks of its own county",
    )


def test_evidence_names_all_units_that_a_list_gives() -> None:
    (reading,) = read(article("杭州市下城区、江干区设卡。"))
    assert (reading.jurisdiction.adcode, reading.jurisdiction.evidence) == ("330100", "first sentence names 下城区、江干区")


def test_a_section_takes_its_county_from_its_label_and_its_prefecture_from_the_page() -> None:
    first, second = read(
        article("2月3日，县长检查新市镇。", "德清县"), article("2月3日，管委会开会。", "经开区", seq=2), title="湖州各地在行动"
    )
    assert first.jurisdiction.name == "浙江省湖州市德清县"
    assert (second.jurisdiction.adcode, second.jurisdiction.evidence) == ("330500", "page title names 湖州")


def test_an_article_without_places_takes_the_county_of_the_page() -> None:
    first, second = read(article("2月3日，德清县长检查新市镇。"), article("我区召开会议。", seq=2))
    assert second.jurisdiction.adcode == "330521" == first.jurisdiction.adcode


def test_a_paper_tells_the_unit_of_which_the_article_speaks_as_its_own() -> None:
    (provincial,) = read(article("省委、省政府要求，全省加强值守。"), source="浙江日报")
    (unknown,) = read(article("专家提醒，勤洗手。"), source="浙江日报")
    assert provincial.jurisdiction.adcode == "330000"
    assert unknown.jurisdiction.adcode is None


def test_what_stays_open_lists_its_candidates() -> None:
    (reading,) = read(article("来到双龙镇检查。"))
    assert reading.jurisdiction.adcode is None
    assert reading.jurisdiction.evidence.startswith("undecided between ")


def test_codes_of_towns_and_villages_and_valid_names() -> None:
    (reading,) = read(article("德清县雷甸镇和平村设卡，武康街设岗。"))
    found = {place.name: (place.place_code, place.valid_name, place.confidence) for place in facts(reading)}
    assert found["雷甸镇"] == ("330521110", "雷甸镇", "certain")
    assert found["和平村"] == ("330521110206", "和平村", "certain")
    assert found["德清县"] == (None, "德清县", "certain")


def test_spans_are_the_names() -> None:
    (reading,) = read(article("2月3日，湖州市德清县新安镇百丈坞村设卡。", "德清：设卡"))
    assert [reading.text_of(place.part)[place.start : place.stop] for place in reading.places] == [place.name for place in reading.places]


def test_misprints_and_unknown_villages_are_probable() -> None:
    (reading,) = read(article("德清县乾园镇、新安镇百丈坞村设卡。"))
    found = {place.name: (place.rule, place.confidence, place.place_code) for place in facts(reading)}
    assert found["乾园镇"] == ("places.misprint", "probable", "330521101")
    assert found["百丈坞村"] == ("places.suffix", "probable", None)


def test_a_short_name_inside_a_body_is_no_place_and_none_inside_a_firm() -> None:
    reading = read_all("2月3日，重庆岭北中心医院收治病人，德清县人民医院增援，浙江省湖州市冠岭科技有限公司捐款。")
    assert {place.name for place in facts(reading)} == {"德清县"}
