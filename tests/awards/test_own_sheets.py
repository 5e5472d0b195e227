"""The office's own award tables: which cells are filled in."""

from __future__ import annotations

import pytest

from tests.awards.own_tables import (
    E1,
    E2,
    EVERY,
    SEATS_FILLED,
    STACKED,
    card,
    joined,
    run,
    seats,
    told,
    won,
    written,
)
from tests.tables import sheet
from workbook.awards.own_sheets import fill
from workbook.edits import Content
from workbook.memory import MemoryHost
from workbook.model import Book

# ---- what is filled in


def test_a_row_a_winner_with_merged_prizes_under_a_title_that_names_the_event():
    filled = run(seats())
    assert (written(filled), told(filled)) == (SEATS_FILLED, [])
    first = filled.edits[0]
    assert (first.expect.content, first.protected, first.merged) == (Content(None), "allow", "anchor")


def test_blank_cells_below_say_the_same_as_merged_ones():
    assert written(run(seats(merged=()))) == SEATS_FILLED


def test_blank_rows_between_are_taken_where_winners_need_them():
    table = """
        第一期·活动1 | |
        奖项 | 姓名 | 备注
        一等奖 | |
        | |
        二等奖 | |
        | |
        | |
        | |
        合计 | |
        | |
    """
    assert written(run(sheet("名单", table))) == "B3=张三 B4=李四 B5=王五 B6=赵六 B7=钱七"
    few = [*won(E1, "一等奖", "张三"), *won(E1, "二等奖", "王五")]
    assert (written(run(sheet("名单", table), wins=few)), told(run(sheet("名单", table), wins=few))) == (
        "B3=张三 B5=王五",
        [],
    )


def test_filling_twice_changes_nothing():
    book = Book("台账.xlsx", (seats(), joined()))
    host = MemoryHost(book)
    first = fill(book, card(), (E1,), EVERY)
    host.apply(first.edits)
    again = fill(host.read(), card(), (E1,), EVERY)
    assert first.edits
    assert again == ([], {})


def test_one_row_a_prize_takes_all_names():
    filled = run(joined())
    assert written(filled) == "E2=2 F2=5000 H2=张三、李四 E3=3 H3=王五、赵六、钱七"
    assert told(filled) == []


def test_names_in_one_cell_may_stand_in_any_order():
    assert "H2" not in written(run(joined({"H2": "李四，张三"})))
    assert told(run(joined({"H2": "李四，张三"}))) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"H2": "张三"}, "OWN_AWARDS_NAME H2"),
        ({"E2": "#1"}, "OWN_AWARDS_AMOUNT E2"),
        ({"F3": "#1000"}, "OWN_AWARDS_AMOUNT F3"),
        ({"D3": "#4"}, "OWN_AWARDS_COUNT D3"),
    ],
)
def test_one_row_a_prize_is_compared(change, code):
    filled = run(joined(change))
    assert told(filled) == [code]
    assert not {*change} & {edit.cell.a1 for edit in filled.edits}


def test_two_groups_in_one_sheet_by_a_column():
    table = """
        期次 | 活动 | 组别 | 奖项 | 获奖选手
        第一期 | 活动3 | 直播带货组 | 一等奖 |
        | | | 二等奖 |
        | | | 二等奖 |
        | | 短视频 | 一等 |
        | | | 二等奖（1名） |
    """
    assert written(run(sheet("名单", table))) == "E2=吴十 E3=郑一 E4=冯二 E5=陈三 E6=褚四"
    assert told(run(sheet("名单", table))) == []


def test_tables_below_each_other_have_titles_of_their_own():
    filled = run(sheet("名单", STACKED, merged=("A8:C8", "A12:C12")))
    assert [(e.cell.a1, e.value) for e in filled.edits] == [
        ("B4", "吴十"), ("C4", 0.8), ("B5", "郑一"), ("C5", 0.08), ("B6", "冯二"), ("C6", 0.08),
        ("B10", "陈三"), ("C10", 0.2), ("B11", "褚四"), ("C11", 0.02),
        ("B13", "孙八"), ("C13", 0.3), ("B14", "周九"), ("C14", 0.1),
    ]  # fmt: skip
    assert told(filled) == []


def test_events_that_were_not_asked_for_are_left_alone():
    filled = run(sheet("名单", STACKED), scopes=(E2,))
    assert written(filled).startswith("B13=孙八 ")
    assert len(filled.edits) == 4
    assert run(seats({"D3": "别人"}), scopes=(E2,)) == ([], {})


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("第一期·活动2", "表"),
        ("“共享丰收盛举 电商赋能乡村”直播助农活动获奖名单", "表"),
        ("共享丰收盛举电商赋能乡村 获奖情况", "表"),
        ("电商赋能乡村获奖名单", "表"),
        ("关于第一期活动2获奖人员的公示", "表"),
        ("获奖名单", "第一期活动2"),
        ("第一期获奖名单", "活动2"),
    ],
)
def test_what_names_the_event(title, name):
    filled = run(sheet(name, f"{title} |\n奖项 | 姓名\n一等奖 |\n二等奖 |"))
    assert (written(filled), told(filled)) == ("B3=孙八 B4=周九", [])


def test_a_card_with_one_event_needs_no_title():
    filled = run(sheet("表", "奖项 | 姓名\n一等奖 |\n二等奖 |"), rules=card(E2), scopes=(E2,))
    assert written(filled) == "B2=孙八 B3=周九"


def test_a_header_of_two_lines():
    table = "第一期·活动2 | |\n奖项 | 获奖者 |\n | 单位 | 姓名\n一等奖 | 甲公司 |\n二等奖 | 乙公司 |"
    assert written(run(sheet("表", table, merged=("A2:A3", "B2:C2")))) == "C4=孙八 C5=周九"


def test_seats_may_be_numbered():
    table = "第一期·活动1 | |\n席位 | 奖项 | 姓名\n#2 | 一等奖 |\n#1 | 一等奖 |\n#1 | 二等奖 |\n#2 | 二等奖 |\n#3 | 二等奖 |"
    assert written(run(sheet("表", table))) == "C3=李四 C4=张三 C5=王五 C6=赵六 C7=钱七"


def test_prizes_in_pieces_are_no_money():
    table = "奖项 | 姓名 | 奖金\n一等奖 | |\n二等奖 | |"
    assert written(run(sheet("表", table), rules=card(E2, unit="个"), scopes=(E2,))) == "B2=孙八 B3=周九"
