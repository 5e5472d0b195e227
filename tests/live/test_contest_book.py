"""LibreOffice recalculates every formula of a contest workbook and finds the values we wrote, before and after edits."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from tests.card.test_contest_book import NOW
from tests.live.test_libreoffice import through_libreoffice
from tests.shell import contestbook
from workbook.card.read import read_card
from workbook.xlsx.reading.reader import read_book
from xladdin.card_commands import lint, new
from xladdin.contests import SHIPPED
from xladdin.demo import make_inbox
from xladdin.desk import on_file
from xladdin.merging import merge
from xladdin.taking import Asked

pytestmark = pytest.mark.live


def recalculated(path, folder):
    """The workbook after LibreOffice computed every formula anew (openpyxl drops the values we wrote)."""
    bare = folder / f"bare-{path.name}"
    load_workbook(path).save(bare)
    return load_workbook(through_libreoffice(bare, folder / "lo"), data_only=True)


def agree(path, theirs, only=()):
    """How many formulas a workbook has (or these sheets); each has the value that was computed anew."""
    formulas, ours = load_workbook(path), load_workbook(path, data_only=True)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows() if not only or sheet.title in only else ():
            for cell in row:
                if cell.data_type == "f":
                    mine, other = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
                    assert (mine or None) == (other or None), (sheet.title, cell.coordinate, cell.value)
                    compared += 1
    return compared


@pytest.mark.parametrize("name", SHIPPED)
def test_the_values_we_wrote_are_those_libreoffice_computes(name, tmp_path):
    path = new(name, tmp_path / f"{name}.xlsx", NOW)
    theirs = recalculated(path, tmp_path)
    compared = agree(path, theirs)
    assert compared > 100


@pytest.mark.parametrize("name", SHIPPED)
def test_another_program_that_saves_it_changes_nothing_lint_says(name, tmp_path):
    path = new(name, tmp_path / "台账.xlsx", NOW)
    theirs = through_libreoffice(path, tmp_path / "lo")
    assert lint(str(theirs)).findings == lint(str(path)).findings


def test_the_book_lives_on_what_people_type(tmp_path):
    path = new("litong-2024", tmp_path / "台账.xlsx", NOW)
    book = load_workbook(path)
    points = book["待确认事项"]
    names = {points.cell(row, 1).value: row for row in range(4, points.max_row + 1)}
    for number, answer in (("G3", "2024-09-12 至 2024-09-30"), ("T01", "净销售额")):
        for col, value in zip("LMNOP", (answer, "甲某", "2024-09-10", "请示单1号", "乙某"), strict=True):
            points[f"{col}{names[number]}"] = value
    points[f"L{names['G4']}"] = "2024-09-23 至 2024-10-08"
    for col, value in zip("LMNOP", ("x", "甲某", "2024-09-10", "请示单1号", "甲某"), strict=True):
        points[f"{col}{names['G5']}"] = value
    for number, day in (
        ("G6", "2024年9月10日"),
        ("G7", "待定"),
        ("G8", "9月10日"),
        ("G9", date(2024, 9, 10)),
    ):
        for col, value in zip("LMNOP", ("x", "甲某", day, "请示单1号", "乙某"), strict=True):
            points[f"{col}{names[number]}"] = value
    entries = book["报名"]
    for row, (event, state) in enumerate(
        (("活动1", "有效"), ("活动1", "撤回"), ("活动2", "有效"), ("活动1", None)), 4
    ):
        entries.cell(row, 3).value, entries.cell(row, 4).value = "第一期", event
        entries.cell(row, 11).value = state
    book["规则_奖项"]["E4"] = 4
    for col, value in zip("ABCD", ("活动", "第二期", "活动7", "加赛"), strict=True):
        book["规则_活动"][f"{col}19"] = value
    book.save(tmp_path / "typed.xlsx")
    file = tmp_path / "typed.xlsx"
    theirs = recalculated(file, tmp_path)
    state = {name: theirs["待确认事项"].cell(row, 17).value for name, row in names.items()}
    assert (state["G3"], state["T01"], state["G4"]) == ("已定", "已定", "缺批准信息")
    assert state["G5"] == "批准人与经办人相同"
    assert [state[name] for name in ("G6", "G7", "G8", "G9")] == ["已定", "缺批准信息", "缺批准信息", "已定"]
    decided = {p.id: not p.open for p in read_card(read_book(file.read_bytes(), "b.xlsx")).card.points}
    assert decided == {name: said == "已定" for name, said in state.items() if name}  # Python says the same
    home = {
        row[0].value: [cell.value for cell in row] for row in theirs["说明"].iter_rows(min_row=4, max_row=19)
    }
    assert home["第一期·活动1"][6:9] == [110000, 2, 25]  # one more 一等奖, two entries, G3 and T01 decided
    assert home["第一期·活动2"][6:9] == [65000, 1, 23]  # T01 decided, G4 not yet
    added = home["第二期·活动7"][
        3:9
    ]  # typed below the others; G19, G20, G25 and T02 to T19 hold up all events
    assert added == ["加赛", None, None, 0, 0, 21]
    assert theirs["规则_政策"]["E4"].value == "净销售额"


def test_the_balance_after_merging_is_what_libreoffice_computes(tmp_path):
    """The demo's inbox with its mistakes, merged: every formula of the workbook, recalculated."""
    inbox = tmp_path / "收件箱"
    make_inbox(inbox)
    path = new("ganyou-2024", tmp_path / "台账.xlsx", NOW)
    with on_file(path) as desk:
        found = merge([inbox], desk, Asked(), NOW)
    assert found.counts["合并"] > 300
    assert found.counts["退回"] > 30
    assert agree(path, recalculated(path, tmp_path)) > 200
    again = through_libreoffice(path, tmp_path / "lo2")
    with on_file(again) as desk:
        told = merge([inbox], desk, Asked(), NOW)
    assert [f.code for f in told.book.findings if f.code.startswith("MERGE_")] == []


def test_the_figures_of_a_reconciled_ledger_are_what_libreoffice_computes(tmp_path):
    """Net, differences and the tie-out as formulas: two files, refunds, a line nobody has, a claim that does not tie."""
    from tests.eligibility.at_work import typed
    from tests.eligibility.books import ENTRY, PERSON, SESSION

    path = tmp_path / "台账.xlsx"
    assert contestbook("new", "litong-2024", "-o", path)[0] == 0
    claim = {**SESSION, "申报销售额": 1300.5, "数据来源等级": "平台导出"}
    typed(path, {"参赛主体": [PERSON], "报名": [ENTRY], "场次": [claim]})
    header = "订单编号,主播,实付金额,退款金额,订单状态,支付时间"
    for name, lines in {
        "a.csv": [
            "E1,橙心小铺,1280.50,80.25,已完成,2024-11-03 19:30:00",
            "E2,无名店,0.10,,已完成,2024-11-03 19:30:00",
        ],
        "b.csv": ["E3,橙心小铺,0.20,,已完成,2024-11-04 19:30:00"],
    }.items():
        (tmp_path / name).write_text("\n".join([header, *lines]), encoding="utf-8")
    words = ["--ledger", tmp_path / "a.csv", "--ledger", tmp_path / "b.csv"]
    assert contestbook("reconcile", path, *words)[0] == 0
    assert agree(path, recalculated(path, tmp_path), ("销售额核对", "对账汇总", "销售额前20名")) == 13
    gap = load_workbook(path, data_only=True)["销售额核对"]["J4"].value
    assert gap == 100.05


def test_every_formula_of_a_worked_contest_is_what_libreoffice_computes(tmp_path):
    """利通 as the demo works it: merged, judged, reconciled."""
    from datetime import date

    from xladdin.card_commands import contest_of
    from xladdin.demo.litong import make_litong
    from xladdin.judging import eligible
    from xladdin.reconciling import reconcile

    path, export = new("litong-2024", tmp_path / "台账.xlsx", NOW), tmp_path / "抖店.csv"
    make_litong(tmp_path / "收件箱", export, contest_of(str(path)))
    with on_file(path) as desk:
        merge([tmp_path / "收件箱"], desk, Asked(), NOW)
    with on_file(path) as desk:
        eligible(desk, None, date(2024, 12, 15), NOW)
    with on_file(path) as desk:
        reconcile(desk, [export], None, None, "polars", NOW)
    assert agree(path, recalculated(path, tmp_path)) > 200
