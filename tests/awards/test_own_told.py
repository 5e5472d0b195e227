"""The office's own award tables: what is told of them, what is none, and a real file."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from schemas.contest import Card, Tier
from tests.awards.own_tables import (
    E1,
    E2,
    E3,
    LATER,
    SEATS,
    SEATS_FILLED,
    TITLES,
    WINS,
    card,
    event,
    messages,
    rule,
    run,
    seats,
    told,
    won,
    written,
)
from tests.books import saved
from tests.tables import sheet
from workbook.awards.own_names import Names
from workbook.awards.own_sheets import Win, fill
from workbook.codes import CODES
from workbook.shown import show
from workbook.xlsx.writing.filehost import FileHost

# ---- what is told


def test_OWN_AWARDS_EVENT():
    filled = run(sheet("表", "获奖名单 |\n奖项 | 姓名\n一等奖 |\n二等奖 |"))
    assert (written(filled), told(filled)) == ("", ["OWN_AWARDS_EVENT A2"])
    assert list(filled.told) == [E1]
    both = run(sheet("表", f"{TITLES[E1]} |\n奖项 | 姓名\n一等奖 |"), scopes=(E1, LATER))
    assert told(both) == ["OWN_AWARDS_EVENT A2"]
    assert told(run(sheet("表", "第三期·活动2 |\n奖项 | 姓名\n一等奖 |"))) == ["OWN_AWARDS_EVENT A2"]
    cell = run(sheet("表", "活动 | 奖项 | 姓名\n活动9 | 一等奖 |\n活动8 | 一等奖 |"))
    assert told(cell) == ["OWN_AWARDS_EVENT A2"]


def test_OWN_AWARDS_EVENT_names_the_groups_of_an_event():
    filled = run(sheet("表", "第一期·活动3 | |\n奖项 | 姓名\n一等奖 |\n二等奖 |"))
    assert told(filled) == ["OWN_AWARDS_EVENT A2"]
    assert messages(filled) == ["看不出这张获奖表是第一期·活动3哪个组（直播带货、短视频）的，没有填写"]
    cell = run(sheet("表", "第一期·活动3 | |\n组别 | 奖项 | 姓名\n新秀组 | 一等奖 |"))
    assert told(cell) == ["OWN_AWARDS_EVENT A3"]


def test_OWN_AWARDS_TIER():
    filled = run(sheet("表", "第一期·活动2 |\n奖项 | 姓名\n一等奖 |\n三等奖 |"))
    assert (written(filled), told(filled)) == ("B3=孙八", ["OWN_AWARDS_TIER A4"])
    assert messages(filled) == ["规则卡没有“三等奖”这个奖项，只有一等奖、二等奖"]


def test_OWN_AWARDS_NO_TIER():
    filled = run(sheet("表", "第一期·活动2 |\n奖项 | 姓名\n一等奖 |"))
    assert (written(filled), told(filled)) == ("B3=孙八", ["OWN_AWARDS_NO_TIER A2"])
    assert messages(filled) == ["这张表没有第一期·活动2的二等奖"]


def test_OWN_AWARDS_COUNT():
    table = "第一期·活动2 |\n奖项 | 姓名\n一等奖 |\n二等奖 |\n二等奖 |\n二等奖 | 某人"
    filled = run(sheet("表", table))
    assert (written(filled), told(filled)) == ("B3=孙八 B4=周九", ["OWN_AWARDS_COUNT A5"])
    assert messages(filled) == ["第一期·活动2二等奖这里是3个名额，规则卡是1个"]


def test_OWN_AWARDS_COUNT_lets_a_tie_have_more_places():
    wins = [*won(E2, "一等奖", "孙八", "周九"), *won(E2, "二等奖", "郑一")]
    filled = run(sheet("表", "第一期·活动2 |\n奖项 | 姓名\n一等奖 |\n一等奖 |\n二等奖 |"), wins=wins)
    assert (written(filled), told(filled)) == ("B3=孙八 B4=周九 B5=郑一", [])


def test_OWN_AWARDS_ROWS():
    filled = run(sheet("表", "第一期·活动1 |\n奖项 | 姓名\n一等奖 |\n一等奖 |\n二等奖 |"))
    assert written(filled) == "B3=张三 B4=李四 B5=王五"
    assert told(filled) == ["OWN_AWARDS_ROWS B5"]
    assert messages(filled) == ["第一期·活动1二等奖有3名获奖者，这里只有1行，没写下的是赵某、钱某"]


def test_OWN_AWARDS_NAME():
    filled = run(seats({"D4": "马六", "F4": "#1"}))
    assert told(filled) == ["OWN_AWARDS_NAME D4", "OWN_AWARDS_AMOUNT F4"]
    assert messages(filled)[0] == "这里写的是马某，得奖的是李某"
    assert not {"C4", "D4", "E4", "F4"} & {edit.cell.a1 for edit in filled.edits}
    assert told(run(seats({"E4": "K0009"}))) == ["OWN_AWARDS_NAME E4"]


def test_OWN_AWARDS_NAME_also_where_nobody_won():
    wins = [win for win in WINS if win.name != "钱七"]
    filled = run(seats({"D7": "钱七", "F7": "#1500"}), wins=wins)
    assert told(filled) == ["OWN_AWARDS_NAME D7"]
    assert messages(filled) == ["这里写的是钱某，这个名额空缺"]
    vacant = run(seats({"D7": "空缺", "F7": "#1500"}), wins=wins)
    assert told(vacant) == []
    assert "7=" not in written(vacant)


def test_names_are_the_same_but_for_blanks_and_width():
    assert told(run(seats({"D3": "张 三", "C3": "第1名", "F3": "5,000.00"}))) == []


def test_OWN_AWARDS_RANK():
    filled = run(seats({"C5": "#1"}))
    assert told(filled) == ["OWN_AWARDS_RANK C5"]
    assert "D5=王五" in written(filled)


def test_OWN_AWARDS_AMOUNT():
    filled = run(seats({"F5": "#1000", "F6": "待定"}))
    assert told(filled) == ["OWN_AWARDS_AMOUNT F5", "OWN_AWARDS_AMOUNT F6"]
    assert messages(filled)[0] == "二等奖的奖金写的是1000，应是1,500.00元"


def test_formulas_stay_and_are_compared():
    formulas = {"F3": "B20", "F5": "B21", "F6": "B22", "D7": "B23"}
    filled = run(seats({"F3": "#5000", "F5": "#1000"}, formulas=formulas))
    assert told(filled) == ["OWN_AWARDS_AMOUNT F5"]
    assert not {*formulas} & {edit.cell.a1 for edit in filled.edits}


def test_an_amount_merged_over_its_prize_is_written_once_and_told_once():
    merged = ("B3:B4", "B5:B7", "F3:F4", "F5:F7")
    filled = run(seats({"F5": "#1000"}, merged=merged))
    assert [edit.cell.a1 for edit in filled.edits if edit.cell.col == 6] == ["F3"]
    assert told(filled) == ["OWN_AWARDS_AMOUNT F5"]


# ---- what is no award table of theirs


@pytest.mark.parametrize(
    "other",
    [
        sheet("奖金分配表", SEATS),
        sheet("规则_奖项", SEATS),
        sheet("表", SEATS, state="hidden"),
        sheet("表", SEATS.replace("备注", "身份证号")),
        sheet("表", SEATS.replace("备注", "银行账号")),
        sheet("表", SEATS.replace("姓名", "团队")),
        sheet("表", SEATS.replace("奖项", "级别")),
        sheet("表", "\n".join(["说明 |"] * 20) + "\n" + SEATS.strip("\n")),
    ],
)
def test_other_sheets_are_not_looked_at(other):
    assert run(other) == ([], {})


def test_remarks_below_a_table_are_no_rows():
    table = (
        SEATS.rstrip("\n ")
        + "\n以上名单经评审委员会审定，现予公布。 | | | | | |\n | 以上奖金均为税前金额 | | | | |"
    )
    filled = run(sheet("表", table))
    assert (written(filled), told(filled)) == (SEATS_FILLED, [])


@pytest.mark.parametrize(
    "remark",
    [
        "审核：",
        "以上名单经评审委员会审定，现予公布",
        "备注：",
        "注：1.以上均为税前",
        "1、以上均为税前金额",
        "|备注：",
        "|以上名单经评审委员会审定，现予公布",
    ],
)
def test_a_remark_directly_below_the_last_row_is_no_row(remark):
    rows = SEATS.strip("\n ").split("\n")[:7]
    filled = run(sheet("表", "\n".join([*rows, remark])))
    assert (written(filled), told(filled)) == (SEATS_FILLED, [])


def test_a_new_group_does_not_carry_the_prize_of_the_one_above():
    table = """
        第一期·活动3 | | |
        组别 | 奖项 | 姓名 | 名次
        直播带货 | 一等奖 | |
        | 二等奖 | |
        | 二等奖 | |
        短视频 | | | #1
        | 一等奖 | |
        | 二等奖 | |
    """
    assert (
        written(run(sheet("表", table))) == "C3=吴十 D3=1 C4=郑一 D4=2 C5=冯二 D5=3 C7=陈三 D7=1 C8=褚四 D8=2"
    )


def test_an_event_whose_number_begins_alike_is_another():
    assert Names(card()).named("第一期活动12") == {E1, E2, E3}
    assert Names(card()).named("第一期活动1 2024年") == {E1}


def test_a_prize_that_names_a_group_is_no_title():
    cup = Card(
        events=(event(E2),),
        tiers=tuple(
            Tier(**rule(E2), group="直播", name=name, places=1, amount=100, unit="元", subtotal=None)
            for name in ("直播一等奖", "直播二等奖")
        ),
    )
    wins = [Win(E2, "直播", "直播一等奖", 1, 1, "K0001", "张三", 100)]
    filled = run(sheet("表", "奖项 | 姓名\n直播一等奖 |\n直播二等奖 |"), wins=wins, scopes=(E2,), rules=cup)
    assert (written(filled), told(filled)) == ("B2=张三", [])


# ---- words, and a real file


def test_the_words_have_no_holes():
    tables = [
        sheet("一", "获奖名单 |\n奖项 | 姓名\n一等奖 |"),
        sheet("二", "第一期·活动2 |\n奖项 | 姓名\n三等奖 |"),
        sheet("三", "第一期·活动2 |\n奖项 | 姓名\n一等奖 |\n一等奖 |"),
        sheet("四", "第一期·活动1 | | |\n奖项 | 姓名 | 名次 | 金额\n一等奖 | 马六 | | \n一等奖 | | #9 | #9"),
        sheet("五", "第一期·活动1 |\n奖项 | 姓名\n一等奖 |\n二等奖 |"),
    ]
    found = [finding for findings in run(*tables).told.values() for finding in findings]
    assert {f.code for f in found} == {code for code in CODES if code.startswith("OWN_AWARDS")}
    for finding in found:
        entry = CODES[finding.code]
        for text in (entry.zh, entry.en, entry.next_zh, entry.next_en, entry.example):
            assert set(re.findall(r"{(\w+)}", text)) <= {*finding.context, "value", "example"}
        for lang in ("zh", "en"):
            assert not re.search(r"“”|None|[{}]", show(finding, lang).message)


def office_table():
    """A table as an office keeps it: letterhead, merged prizes, borders, formats, a SUM."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "获奖名单"
    rows = [
        ["利通区电子商务中心"],
        ["第一期·活动1获奖名单"],
        ["序号", "奖项", "姓名", "奖金(元)", "备注"],
        [1, "一等奖", None, None, "现场领取"],
        [2, None, None, None, None],
        [3, "二等奖", None, None, None],
        [4, None, None, 1500, None],
        [5, None, None, None, None],
        ["合计", None, None, "=SUM(D4:D8)", None],
    ]
    for row in rows:
        page.append(row)
    for area in ("A1:E1", "A2:E2", "B4:B5", "B6:B8"):
        page.merge_cells(area)
    line = Side(style="thin")
    for number in range(4, 9):
        for col in range(1, 6):
            cell = page.cell(number, col)
            cell.border = Border(line, line, line, line)
            cell.font = Font(name="仿宋", size=14)
            cell.alignment = Alignment(horizontal="center")
        page.cell(number, 4).number_format = "#,##0.00"
    page["C4"].fill = PatternFill("solid", fgColor="FFFF00")
    return saved(book)


def looks(data):
    """Cell -> value and style; and the merged ranges."""
    page = openpyxl.load_workbook(io.BytesIO(data))["获奖名单"]
    cells = {
        cell.coordinate: (
            cell.value,
            repr((cell.font, cell.fill, cell.border, cell.alignment, cell.number_format))
            if cell.has_style
            else None,
        )
        for row in page.iter_rows()
        for cell in row
    }
    return cells, sorted(map(str, page.merged_cells.ranges))


def test_in_a_real_file_only_the_blank_cells_of_winners_change():
    data = office_table()
    host = FileHost(data, "台账.xlsx")
    filled = fill(host.read(), card(), (E1,), WINS)
    inverse = host.apply(filled.edits).inverse
    (before, merged), (after, still) = looks(data), looks(host.data)
    changed = {a1: after[a1][0] for a1 in after if after[a1][0] != before.get(a1, (None,))[0]}
    assert changed == {
        "C4": "张三", "C5": "李四", "C6": "王五", "C7": "赵六", "C8": "钱七",
        "D4": 5000, "D5": 5000, "D6": 1500, "D8": 1500,
    }  # fmt: skip
    assert {a1: style for a1, (_, style) in after.items()} == {a1: style for a1, (_, style) in before.items()}
    assert (merged, after["D9"][0]) == (still, "=SUM(D4:D8)")
    assert fill(host.read(), card(), (E1,), WINS) == ([], {})
    host.apply(inverse)
    assert looks(host.data)[0] == before
