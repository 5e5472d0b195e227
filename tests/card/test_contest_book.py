"""The contest workbook as it comes from `new`: its sheets, looks, formulas, and that nothing of it is lost."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from schemas.book import BASE, BOOK_SHEETS, HOME, RECORDS, REPORTS
from schemas.rulecard import CARD_FORMATS
from workbook.card.read import read_card
from workbook.card.seed import card_book
from workbook.card.versions import kept_base, mark, said
from workbook.formula_lint import lint_formula
from workbook.journal import HEADINGS, content_mark
from workbook.xlsx.reading.reader import read_book
from xladdin.card_commands import new
from xladdin.contests import SHIPPED, load_seed

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
each = pytest.mark.parametrize("name", SHIPPED)


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    return {name: new(name, folder / f"{name}.xlsx", NOW).read_bytes() for name in SHIPPED}


def opened(data, **options):
    return load_workbook(io.BytesIO(data), **options)


@each
def test_all_sheets_of_the_design_are_there_in_order(books, name):
    names = opened(books[name]).sheetnames
    assert names[0] == HOME
    assert names[1 : 1 + len(CARD_FORMATS)] == [fmt.name for fmt in CARD_FORMATS]
    asked = """说明 规则_活动 规则_组别 规则_条件 规则_奖项 规则_义务与期限 规则_评分 规则_政策 高校名单 列名对照 待确认事项
        参赛主体 报名 附件1汇总 附件2汇总 收件登记 报送情况 变更 材料登记 收件底稿
        直播计划审核 直播报备 排期 场次 短视频作品 评委评分 培训
        主播备案 OMS帐号 高校合作 处罚调整 投诉异议 疑点(内部) 销售流水 销售额核对 资格审核 排名 奖金分配表
        公示安排 公示 领奖信息采集表 奖金发放表 邮乐奖励金 财务复核 定稿锁定 发放底稿 锁定底稿 操作记录""".split()
    assert set(asked) <= set(names)


def test_sheets_a_contest_does_not_need_are_hidden(books):
    hidden = {name: {s.title for s in opened(books[name]) if s.sheet_state != "visible"} for name in SHIPPED}
    assert {"附件2汇总", "邮乐奖励金", "主播备案", BASE} <= hidden["litong-2024"]
    assert {"奖金分配表", "奖金发放表", "直播报备", BASE} <= hidden["ganyou-2024"]
    assert hidden["blank"] == set(RECORDS)
    assert "邮乐奖励金" not in hidden["ganyou-2024"]
    assert "奖金分配表" not in hidden["litong-2024"]


@each
def test_every_formula_is_safe_on_an_old_excel_and_has_its_value(books, name):
    formulas, values = opened(books[name]), opened(books[name], data_only=True)
    found = [c for sheet in formulas for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert len(found) > 100
    assert [fault for cell in found for fault in lint_formula(cell.value)] == []
    uncached = read_book(books[name], "b.xlsx")
    assert [sheet.name for sheet in uncached.sheets if sheet.facts.uncached] == []
    assert values[REPORTS]["K4"].value == "平"


@each
def test_what_the_book_says_is_the_card(books, name):
    book = read_book(books[name], "b.xlsx")
    tables, seeded = read_card(book).tables, read_card(card_book(load_seed(name))).tables
    assert said(tables) == said(seeded) == kept_base(book)
    assert mark(tables) == book.names["contestbook_rules"].strip('="')


def test_the_figures_on_the_home_page_are_those_of_the_notice(books):
    home = opened(books["litong-2024"], data_only=True)[HOME]
    rows = [[cell.value for cell in row] for row in home.iter_rows(min_row=4, max_row=15)]
    assert [row[6] for row in rows] == [
        105000, 65000, 80000, 80000, 70000, 100000, 130000, 96000, 65000, 85000, 59000, 65000
    ]  # fmt: skip
    assert [row[0] for row in rows][:2] == ["第一期·活动1", "第一期·活动2"]
    assert {row[9] for row in rows} == {"先定待确认事项"}
    assert opened(books["litong-2024"], data_only=True)["规则_奖项"]["H64"].value == 1_000_000


@each
def test_links_of_the_home_page_lead_to_sheets_that_are_shown(books, name):
    book = opened(books[name])
    targets = [
        c.hyperlink.location or c.hyperlink.target
        for row in book[HOME].iter_rows()
        for c in row
        if c.hyperlink
    ]
    assert len(targets) > 8
    for target in targets:
        sheet = target.lstrip("#").split("!")[0].strip("'")
        assert book[sheet].sheet_state == "visible"


@each
def test_sheets_print_on_paper_with_their_header_on_every_page(books, name):
    for sheet in opened(books[name]):
        if sheet.title in (*RECORDS, "操作记录"):
            continue
        assert sheet.page_setup.paperSize in (8, 9)
        assert sheet.page_setup.fitToWidth == 1
        if sheet.title not in (HOME, REPORTS):
            assert sheet.print_title_rows == "$3:$3"
            assert sheet.freeze_panes is not None


def test_charts_and_drop_downs(books):
    book = opened(books["litong-2024"])
    assert len(book[HOME]._charts) == 1
    assert len(opened(books["ganyou-2024"])[REPORTS]._charts) == 1
    lists = {
        rule.formula1 for rule in book["规则_奖项"].data_validations.dataValidation if rule.type == "list"
    }
    assert '"元,个"' in lists
    answers = {str(rule.sqref): rule.formula1 for rule in book["待确认事项"].data_validations.dataValidation}
    row = next(cell.row for cell in book["待确认事项"]["A"] if cell.value == "G13")
    assert answers[f"L{row}"] == '"10000,1"'
    kinds = {rule.formula1 for rule in book["参赛主体"].data_validations.dataValidation}
    assert '"个人,企业,团队"' in kinds


@each
def test_texts_stay_texts_and_numbers_of_people_are_text_columns(books, name):
    book = opened(books[name])
    assert book["规则_条件"].column_dimensions["J"].number_format == "@"
    for spec in BOOK_SHEETS:
        for number, column in enumerate(spec.columns, 1):
            if column.kind.masked:
                letter = book[spec.name].cell(3, number).column_letter
                assert book[spec.name].column_dimensions[letter].number_format == "@"


def test_the_journal_begins_with_the_workbook(books):
    journal = opened(books["litong-2024"])["操作记录"]
    assert tuple(cell.value for cell in journal[1]) == HEADINGS
    assert journal.max_row == 2
    when, label, _, said_there, before, after = (cell.value for cell in journal[2])
    assert (when, label, before) == ("2026-11-24 10:00:00+00:00", "新建赛事台账", None)
    book = read_book(books["litong-2024"], "b.xlsx")
    assert said_there == f"规则指纹 {mark(read_card(book).tables)}"
    assert after == content_mark(book)


def test_the_same_card_gives_the_same_sheets(tmp_path):
    one, two = (new("litong-2024", tmp_path / f"{n}.xlsx", NOW).read_bytes() for n in "ab")
    assert read_book(one, "a").sheets == read_book(two, "a").sheets


def test_titles_of_every_sheet_are_unique_and_short():
    for spec in BOOK_SHEETS:
        titles = [column.title for column in spec.columns]
        assert len(titles) == len(set(titles)), spec.name
        assert len(spec.name) <= 31
