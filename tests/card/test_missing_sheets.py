"""A sheet that is not there is said once; what cannot be judged without it is left out, the rest is judged."""

from __future__ import annotations

import pytest

from schemas.rulecard import CARD_FORMATS
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


def without_column(name, title):
    lines = [line.split("|") for line in GOOD[name].strip("\n").split("\n")]
    at = [part.strip() for part in lines[0]].index(title)
    return "\n".join("|".join(line[:at] + line[at + 1 :]) for line in lines)


COLUMNS = [
    (name, column.strip(), name in ("规则_政策",) and column.strip() == "要定的是")
    for name in GOOD
    for column in GOOD[name].strip("\n").split("\n")[0].split("|")
]


@pytest.mark.parametrize(("name", "title", "spare"), COLUMNS)
def test_a_column_that_was_deleted_is_missed(name, title, spare):
    """Without 卡住 no open point would hold anything up, and nobody would be told."""
    (fmt,) = (f for f in CARD_FORMATS if f.name == name)
    computed = {column.title for column in fmt.columns if column.computed}
    found = shown(card(more={name: without_column(name, title)}))
    missed = [code for code in found if code.startswith(("COL_MISSING", "SHEET_MISSING"))]
    assert bool(missed) is not (spare or title in computed), found
