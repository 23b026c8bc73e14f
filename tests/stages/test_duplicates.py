"""Copies are found, bulletins of other days are not, and the original does not depend on the order of arrival."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest

from flows import warehouse
from flows.stages.duplicates import mark_duplicates
from flows.text.duplicates import canonical_hash
from flows.text.fingerprints import fingerprint
from tests.conftest import ROOT

REPORT = (
    "2月3日上午，宁城县委书记周文康到天义镇检查疫情防控工作。在天义镇岗岗营子村，周文康详细了解了返乡人员登记、体温检测和物资储备情况，"
    "看望了值守在卡口的干部群众。他要求，各村各社区要守好每一道关口，做到不漏一户、不漏一人，切实保障群众的生活。全县共设置卡口86个，参与值守的干部620人。"
)
EDITED = REPORT.replace("详细了解了", "仔细询问了").replace("切实保障", "全力保障")
BULLETIN = REPORT.replace("86个", "91个").replace("620人", "745人").replace("2月3日", "2月9日")
OTHER = (
    "遂昌县连日来组织志愿者为居家隔离的村民采购蔬菜和药品，每天两次送到家门口，并用大喇叭讲解防护知识。石练镇的农技员在网上答复菜农的提问。"
)


def marks(articles: list[tuple[str, str, dt.date | None]]) -> dict[str, str]:
    with warehouse.in_memory() as connection:
        warehouse.migrate(connection, ROOT / "sql" / "migrations")
        for number, body, published in articles:
            connection.execute(
                "insert into core.documents by name select ? as document_id, 'f' as file_name, 'hans' as script, ? as published_on,"
                " 1 as articles, 0 as damaged_characters",
                [number, published],
            )
            connection.execute(
                "insert into core.articles by name select ? as article_id, ? as document_id, 1 as seq, ? as body, 'report' as kind,"
                " false as truncated, 0 as raw_start, 1 as raw_end",
                [number, number, body],
            )
            connection.execute("insert into ops.fingerprints values (?, ?, ?)", [number, canonical_hash(body), fingerprint(body)])
        mark_duplicates(connection)
        return dict(connection.execute("select article_id, duplicate_of from core.articles where duplicate_of is not null").fetchall())


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_original_is_the_one_published_first(order: tuple[int, ...]) -> None:
    articles = [("a", EDITED, None), ("b", REPORT, dt.date(2020, 2, 4)), ("c", REPORT, dt.date(2020, 2, 3))]
    assert marks([articles[index] for index in order]) == {"a": "c", "b": "c"}


def test_a_bulletin_of_another_day_is_no_copy() -> None:
    assert marks([("a", REPORT, None), ("b", BULLETIN, None), ("c", OTHER, None)]) == {}


def test_punctuation_and_spaces_do_not_tell_copies_apart() -> None:
    assert marks([("a", OTHER, None), ("b", OTHER.replace("，", ","), None)]) == {"b": "a"}


def test_short_texts_are_copies_only_if_equal() -> None:
    assert marks([("a", "县里召开会议。", None), ("b", "县里召开大会。", None), ("c", "县里召开会议", None)]) == {"c": "a"}
