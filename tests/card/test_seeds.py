"""The two notices on their cards: every event, tier, threshold and deadline, and exactly the known gaps."""

from __future__ import annotations

import os
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from tests.card.cards import found
from workbook.card.groups import place
from workbook.card.read import read_card
from workbook.card.seed import card_book, seed_of
from xladdin.contests import event_named, load_seed

ROOT = Path(__file__).parent.parent.parent
SHARED = Path(os.environ.get("CONTESTBOOK_SHARED", ROOT.parent / "shared"))
NOTICES = {"litong-2024": "000_3b465ab0eb20bbe0.txt", "ganyou-2024": "004_9c5b10efe44d01f8.txt"}
both = pytest.mark.parametrize("name", NOTICES)


def book(name):
    return card_book(load_seed(name))


def card(name):
    return read_card(book(name)).card


def notable(name):
    """What lint says beside the open points."""
    return [
        f"{f.code} {f.at.sheet}!{f.at.cell.a1}"
        for f in found(book(name))
        if f.code not in ("POINT_OPEN", "POINT_NOTED")
    ]


def test_litong_has_exactly_the_known_gaps():
    assert notable("litong-2024") == [
        "SUM_PROVED 规则_活动!G5",
        "EVENTS_OVERLAP 规则_活动!E6",  # February 2025 is in both phases (G2)
        "SUM_PROVED 规则_活动!G6",
        "EVENTS_OVERLAP 规则_活动!E8",  # 09-23 to 09-30 (G4)
        "GROUP_HOLE 规则_组别!C4",
        "GROUP_HOLE 规则_组别!C6",
    ]


def test_ganyou_has_exactly_the_known_gaps():
    assert notable("ganyou-2024") == [
        "TOTAL_MISSING 规则_活动!G5",  # the notice declares no total
        "DUE_ORDER 规则_义务与期限!H19",  # H3
    ]


def test_the_holes_are_those_of_the_notice():
    holes = [f for f in found(book("litong-2024")) if f.code == "GROUP_HOLE"]
    assert [f.context["region"] for f in holes] == [
        "粉丝数低于10,000人，且近一年销售额超过500元、低于3,000元",
        "粉丝数低于10,000人，且近一年销售额超过500元、低于15,000元",
    ]
    assert [set(f.rule.split("、")) for f in holes] == [
        {"G14", "G15", "G13", "G11"},
        {"G14-2", "G15-2", "G13-2", "G11-2"},
    ]


@pytest.mark.parametrize(
    ("event", "fans", "sales", "group"),
    [
        ("第一期·活动1", 9999, 500, "新秀组"),
        ("第一期·活动1", 9999, "500.01", None),
        ("第一期·活动1", 9999, "2999.99", None),
        ("第一期·活动1", 9999, 3000, "达人组"),
        ("第一期·活动1", 10000, 0, "达人组"),
        ("第二期·活动1", 9999, 3000, None),
        ("第二期·活动1", 9999, 15000, "达人组"),
        ("第二期·活动1", 10000, "500.01", "达人组"),
    ],
)
def test_a_person_in_the_hole_is_in_no_group(event, fans, sales, group):
    sheets = read_card(book("litong-2024"))
    figures = {"粉丝数": Decimal(fans), "近一年销售额": Decimal(sales)}
    assert place(sheets.card, event_named(sheets, event), figures).group == group


def test_fifteen_award_tables():
    tables = card("litong-2024").tables()
    assert len(tables) == 15
    for phase, places, tables_there in (("第一期", 134, 8), ("第二期", 125, 7)):
        own = {key: tiers for key, tiers in tables.items() if key[0].phase == phase}
        assert len(own) == tables_there
        assert sum(tier.places for tiers in own.values() for tier in tiers) == places
        assert sum(tier.total for tiers in own.values() for tier in tiers) == 500_000_00
    totals = [sum(tier.total for tier in tiers) // 100 for tiers in tables.values()]
    assert totals == [
        40000, 65000, 65000, 80000, 80000, 70000, 75000, 25000, 65000, 65000, 96000, 65000, 85000, 59000, 65000
    ]  # fmt: skip


def test_every_event_and_its_days():
    found_days = {e.scope.label: (str(e.start), str(e.end)) for e in card("litong-2024").stages}
    assert found_days == {
        "第一期·活动1": ("2024-09-12", "2024-09-30"),
        "第一期·活动2": ("2024-09-23", "2024-10-08"),
        "第一期·活动3": ("2024-10-09", "2024-10-20"),
        "第一期·活动4": ("2024-11-01", "2024-11-30"),
        "第一期·活动5": ("2024-12-01", "2024-12-20"),
        "第一期·活动6": ("2025-01-01", "2025-01-15"),
        "第二期·活动1": ("2025-02-07", "2025-03-14"),
        "第二期·活动2": ("2025-06-14", "2025-06-20"),
        "第二期·活动3": ("2025-09-14", "2025-09-28"),
        "第二期·活动4": ("2025-10-01", "2025-10-20"),
        "第二期·活动5": ("2025-11-01", "2025-11-30"),
        "第二期·活动6": ("2025-12-01", "2025-12-20"),
    }


def test_minimums_of_the_notice_and_no_others():
    asked = {
        (c.scope.label, c.measure): c.number
        for c in card("litong-2024").conditions
        if c.use == "资格" and c.number is not None
    }
    assert asked == {
        ("全部活动", "年龄"): 18,
        ("第一期·活动3", "短视频数"): 1,
        ("第一期·活动4", "每场时长"): 120,
        ("第一期·活动5", "每场时长"): 120,
        ("第一期·活动6", "短视频数"): 1,
        ("第二期·活动4", "短视频数"): 3,
        ("第二期·活动5", "直播场次"): 15,
        ("第二期·活动5", "每场时长"): 120,
        ("第二期·活动6", "直播场次"): 10,
        ("第二期·活动6", "每场时长"): 120,
    }  # G18: the fifteen and ten sessions of phase two are not copied to phase one


def test_deadlines_of_both_notices():
    due = {(d.duty, str(d.due)) for d in card("litong-2024").duties if d.due}
    assert {day for _, day in due} == {"2024-10-15", "2025-01-10", "2025-10-10"}
    days = [str(d.due) for d in card("ganyou-2024").duties if d.due]
    assert sorted(set(days)) == ["2024-10-08", "2024-10-20", "2024-12-15"]
    assert [d.hours for d in card("ganyou-2024").duties if d.hours] == [24]


def test_rewards_of_branches_are_counted_in_pieces_and_never_in_yuan():
    tiers = card("ganyou-2024").tiers
    assert [(t.places, t.amount, t.unit, t.total) for t in tiers] == [
        (11, 1000, "个", 11000),
        (11, 800, "个", 8800),
    ]


def test_every_damaged_or_silent_place_is_a_point():
    ids = {re.sub("-.*", "", point.id) for point in card("litong-2024").points}
    assert {f"G{n}" for n in range(1, 30)} <= ids
    assert {f"T{n:02d}" for n in range(1, 20)} <= ids
    assert {f"H{n}" for n in range(1, 16)} <= {point.id for point in card("ganyou-2024").points}


@both
def test_every_rule_says_where_it_stands_in_the_notice(name):
    made = card(name)
    rules = [*made.events, *made.groups, *made.conditions, *made.tiers, *made.duties]
    assert [rule for rule in rules if not rule.source or not rule.line] == []


@both
def test_the_sentences_are_the_notice_s_own(name):
    notice = SHARED / "notices" / NOTICES[name]
    if not notice.exists():
        pytest.skip(f"not here: {notice.name} (only where the notices' texts are)")
    lines = notice.read_text(encoding="utf-8").split("\n")
    data = tomllib.loads((ROOT / "schemas" / "contests" / f"{name}.toml").read_text(encoding="utf-8"))
    rows = [
        row for entries in data.values() if isinstance(entries, list) for row in entries if row.get("source")
    ]
    assert len(rows) > 35
    assert [row["source"] for row in rows if row["source"] not in lines[row["line"] - 1]] == []


def changed(name, entry, number, field, value):
    data = tomllib.loads((ROOT / "schemas" / "contests" / f"{name}.toml").read_text(encoding="utf-8"))
    data[entry][number][field] = value
    return card_book(seed_of(data, name))


TIERS = [(n, field, step) for n in range(45) for field, step in (("places", 1), ("amount", 100))]


@pytest.mark.parametrize(("number", "field", "step"), TIERS)
def test_any_changed_figure_of_a_tier_breaks_the_sums(number, field, step):
    tier = load_seed("litong-2024").rows["rule_tiers"][number]
    bad = [f.code for f in found(changed("litong-2024", "tiers", number, field, tier[field] + step))]
    assert bad.count("SUM_DIFFERS") >= 2  # of the event or group, and of the phase


@pytest.mark.parametrize("number", [n for n in range(3, 15) if n != 8])
def test_any_changed_total_of_an_event_breaks_the_sums(number):
    event = load_seed("litong-2024").rows["rule_events"][number]
    bad = [f.code for f in found(changed("litong-2024", "events", number, "total", event["total"] - 1))]
    assert bad.count("SUM_DIFFERS") == 1


def test_the_end_before_the_start_as_printed():
    """Line 121 prints 202527- 2024314: taken literally, the event ends before it begins."""
    from datetime import date

    bad = [f for f in found(changed("litong-2024", "events", 9, "end", date(2024, 3, 14)))]
    assert [f.at.cell.a1 for f in bad if f.code == "DAYS_REVERSED"] == ["F13"]
