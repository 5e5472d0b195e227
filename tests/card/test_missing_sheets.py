"""A sheet that is not there is said once; what cannot be judged without it is left out, the rest is judged."""

from __future__ import annotations

import pytest

from tests.card.cards import GOOD, card, shown
from tests.tables import sheet
from workbook.model import Book


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_sheet_is_said_and_does_not_flood_the_list(name):
    found = shown(card(without=(name,)))
    assert "SHEET_MISSING !" in found
    assert len(found) <= 5, found


def test_the_rest_is_judged():
    found = shown(
        card(("规则_活动", "2024-09-12 | 2024-09-30", "2024-09-12 | 2024-09-01"), without=("规则_奖项",))
    )
    assert "DAYS_REVERSED 规则_活动!F4" in found


@pytest.mark.parametrize("name", GOOD)
def test_a_sheet_without_its_header(name):
    book = card()
    bare = tuple(sheet(s.name, "只剩标题") if s.name == name else s for s in book.sheets)
    assert f"SHEET_MISSING {name}!" in shown(Book("t.xlsx", bare))


@pytest.mark.parametrize("name", GOOD)
def test_an_empty_sheet_is_no_crash(name):
    lines = GOOD[name].strip("\n").split("\n")
    assert not [code for code in shown(card(more={name: lines[0]})) if code.startswith("RULE_FAILED")]
