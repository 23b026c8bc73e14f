"""Gifts on invented sentences (donations.yaml)."""

from __future__ import annotations

from typing import Any

import pytest

from flows.facts import donations
from flows.facts.records import Donation
from tests.facts.readings import cases, reading, unsolved


def rows_of(case: dict[str, Any]) -> list[Donation]:
    return [row for row in donations.facts(reading(case["body"], case.get("people", ()))) if isinstance(row, Donation)]


def check(case: dict[str, Any]) -> None:
    assert [[row.donor, row.recipient, row.item, row.quantity, row.unit] for row in rows_of(case)] == case["gifts"]


@pytest.mark.parametrize("case", cases("donations"), ids=lambda case: case.get("name", case["body"][:14]))
def test_donations(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize("case", unsolved("donations"), ids=lambda case: case["body"][:14])
def test_donations_not_yet_read(case: dict[str, Any]) -> None:
    check(case)


def test_only_cash_has_an_amount() -> None:
    rows = rows_of({"body": "大河公司捐款5万元、口罩200个。"})
    assert [(row.item, row.amount_cny) for row in rows] == [("现金", 50000), ("口罩", None)]


def test_the_kind_of_donor() -> None:
    kinds = {
        row.donor_kind for body in ("大河公司捐款5万元。", "义工协会捐款5万元。", "村民捐款5万元。") for row in rows_of({"body": body})
    }
    assert kinds == {"company", "social", "person"}


def test_totals_are_told_from_single_gifts() -> None:
    rows = rows_of({"body": "截至5日，县红十字会共接收社会各界捐款8.5万元。其中，大河公司捐款5万元。"})
    assert [(row.quantity, row.rule) for row in rows] == [(85000, "donations.total"), (50000, "donations.given")]
