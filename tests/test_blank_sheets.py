"""Blank sheets of every format: drawn from the format alone, found again by our reader, clean when filled in with care."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from schemas import columns as kinds
from schemas.entries import ENTRIES
from schemas.formats import FORMATS, format_by_id
from schemas.registration import REGISTRATION
from schemas.shops import SHOPS
from tests.books import saved
from tests.examples import meant, typed
from tests.shell import contestbook
from workbook.batch import Options
from workbook.formula_lint import lint_formula
from workbook.parse import snapshot_of
from workbook.xlsx.making import entry_form, form_template
from workbook.xlsx.making.dress import wide
from workbook.xlsx.making.roster import HEADER_ROW, ROSTER_COLUMNS, fields_of
from workbook.xlsx.making.template import filled_book, template_book
from workbook.xlsx.reading.reader import read_book
from xladdin.checking import Input
from xladdin.marking import check

LITONG = "“我在利通带好货”系列活动"
GANYOU = "“赣邮杯·我为家乡代言”大学生电商直播大赛"
ALONE = {"附件1": "SHOP_SHEET_MISSING", "附件2": "ROSTER_SHEET_MISSING"}
"""What is said of one attachment without the other: the only thing a lone row of examples is told."""

each_format = pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)


def blank(*formats, layout="roster", rows=3, title=LITONG):
    return template_book("赣州", layout, "litong-2024", "0123456789ab", title, formats, rows)


def opened(data):
    return load_workbook(io.BytesIO(data))


def tables(data):
    return snapshot_of(read_book(data, "表.xlsx")).tables


def codes(data):
    """The codes check says of a workbook."""
    options = Options(None, {"江西理工大学": "江西理工大学"})
    (result,) = check([Input("表.xlsx", Path("表.xlsx"), lambda: data)], options)
    assert result.refused is None
    return [finding.code for finding in result.findings]


def record(table, number=0):
    return {name: values[number] for name, values in table.columns.items()}


# ---- One row a record


@each_format
def test_a_blank_sheet_is_known_by_all_its_columns_and_empty(fmt):
    data = blank(fmt)
    (table,) = tables(data)
    assert (table.format, len(table)) == (fmt, 0)
    assert set(table.places.fields()) == set(fields_of(fmt))
    assert [code for code in codes(data) if code != ALONE.get(fmt.name)] == ["TABLE_EMPTY"]


@each_format
def test_a_sheet_filled_in_with_care_is_clean_and_means_what_was_typed(fmt):
    book = opened(blank(fmt))
    for number, name in enumerate(fields_of(fmt), 1):
        book[fmt.name].cell(HEADER_ROW + 1, number).value = typed(fmt.column(name))
    data = saved(book)
    assert [code for code in codes(data) if code != ALONE.get(fmt.name)] == []
    (table,) = tables(data)
    assert record(table) == {name: meant(fmt.column(name)) for name in fields_of(fmt)}


def test_columns_nobody_needs_twice_are_left_out():
    assert "span" not in fields_of(format_by_id("sessions"))
    assert {"start", "end", "key"} <= set(fields_of(format_by_id("sessions")))
    assert {"day", "topic"} <= set(fields_of(format_by_id("training")))
    assert fields_of(REGISTRATION) == ROSTER_COLUMNS
    assert list(fields_of(REGISTRATION, [{"wechat": "x"}]))[-2:] == ["wechat", "remark"]


@each_format
def test_headers_fit_their_columns_in_two_lines(fmt):
    sheet = opened(blank(fmt))[fmt.name]
    for head in sheet[HEADER_ROW][: len(fields_of(fmt))]:
        lines = head.value.split("\n")
        assert len(lines) <= 2
        assert max(map(wide, lines)) < sheet.column_dimensions[head.column_letter].width, head.value


@each_format
def test_the_title_names_this_contest_and_no_other(fmt):
    for title, other in ((LITONG, GANYOU), (GANYOU, LITONG)):
        text = opened(blank(fmt, title=title))[fmt.name]["A2"].value
        assert text.startswith(title)
        assert text != title
        assert other not in text


@each_format
def test_it_prints_one_page_wide_on_paper_it_can_be_read_on(fmt):
    sheet = opened(blank(fmt))[fmt.name]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.page_setup.orientation == "landscape"
    a3 = {"报名", "排期", "场次"}
    assert (sheet.page_setup.paperSize == 8) is (fmt.name in a3)


@each_format
def test_lists_hints_and_warnings_come_from_the_columns(fmt):
    sheet = opened(blank(fmt))[fmt.name]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    for number, name in enumerate(fields_of(fmt), 1):
        column, rule = fmt.column(name), rules.get(sheet.cell(HEADER_ROW + 1, number).coordinate)
        if choices := column.kind.excel.choices:
            assert rule.type == "list"
            assert all(choice in rule.formula1 for choice in choices)
            assert len(rule.formula1) <= 255
        if column.hint:
            assert column.hint in rule.prompt
    assert all(not r.showErrorMessage or r.errorStyle == "warning" for r in rules.values())


@each_format
def test_cells_are_shaped_as_their_kind_asks(fmt):
    row = opened(blank(fmt))[fmt.name][HEADER_ROW + 1]
    shapes = [fmt.column(name).kind.excel.number_format for name in fields_of(fmt)]
    assert [cell.number_format for cell in row[: len(shapes)]] == shapes
    assert not any(cell.protection.locked for cell in row[: len(shapes)])


@each_format
def test_every_formula_is_one_we_may_write(fmt):
    cells = [cell for row in opened(blank(fmt))[fmt.name].iter_rows() for cell in row]
    found = [cell.value for cell in cells if cell.data_type == "f"]
    assert len(found) == 4
    assert [fault for text in found for fault in lint_formula(text)] == []


def test_only_a_sheet_with_branches_has_them_prefilled():
    book = opened(blank(*FORMATS))
    assert [sheet.title for sheet in book] == [*(fmt.name for fmt in FORMATS), "填写说明"]
    filled = {sheet.title for sheet in book if any(c.value == "赣州市分公司" for c in sheet[HEADER_ROW + 1])}
    assert filled == {"附件1", "附件2", "排期", "培训", "主播备案", "OMS帐号", "高校合作"}


# ---- 填写说明


def listed(book):
    """Sheet -> the columns that 填写说明 tells of it."""
    found = {}
    for row in book["填写说明"].iter_rows(min_row=3, max_col=2, values_only=True):
        if row[0] and row[0][-2:] in ("的列", "的格"):
            columns = found.setdefault(row[0][:-2], [])
        elif row[1] in ("必填", "选填"):
            columns.append(row[0])
    return found


def test_the_instructions_list_the_columns_there_are_and_no_others():
    formats = [format_by_id(name) for name in ("sessions", "videos")]
    expected = {fmt.name: [fmt.column(name).title for name in fields_of(fmt)] for fmt in formats}
    assert listed(opened(blank(*formats))) == expected
    form = listed(opened(blank(REGISTRATION, SHOPS, layout="form")))
    assert form["附件1"] == [REGISTRATION.column(name).title for name in form_template.FIELDS]
    assert list(form) == ["附件1", "附件2"]


def test_the_instructions_speak_of_teams_only_where_there_are_some():
    def said(*formats):
        return "".join(str(cell.value) for cell in opened(blank(*formats))["填写说明"]["A"])

    assert "队长" in said(REGISTRATION)
    assert "队长" not in said(ENTRIES)


# ---- Forms


def boxes(sheet):
    """Label -> the box right of it."""
    return {
        str(cell.value).replace("\n", "").strip("*"): sheet.cell(cell.row, cell.column + 1)
        for row in sheet.iter_rows(min_row=3, max_col=7)
        for cell in row
        if cell.fill.fgColor.rgb == "00F2F2F2"
    }


def filled_form():
    book = opened(blank(ENTRIES, layout="form"))
    where = boxes(book["报名"])
    for name in entry_form.FIELDS:
        where[ENTRIES.column(name).title].value = typed(ENTRIES.column(name))
    return book


def test_the_entry_form_asks_for_all_there_is():
    assert sorted(entry_form.FIELDS) == sorted(c.name for c in ENTRIES.columns if c.name != "seq")


def test_a_blank_entry_form_is_empty():
    data = blank(ENTRIES, layout="form")
    assert codes(data) == ["TABLE_EMPTY"]
    assert tables(data)[0].layout == "form"


def test_an_entry_form_filled_in_is_clean_and_means_what_was_typed():
    data = saved(filled_form())
    assert codes(data) == []
    (table,) = tables(data)
    assert (table.format, table.layout) == (ENTRIES, "form")
    assert record(table) == {name: meant(ENTRIES.column(name)) for name in entry_form.FIELDS}


def test_two_entry_forms_below_each_other_are_two_entrants():
    book = filled_form()
    sheet = book["报名"]
    last = sheet.max_row
    for area in [str(merged) for merged in sheet.merged_cells.ranges]:
        left, top, right, bottom = range_boundaries(area)
        sheet.merge_cells(start_row=top + last, end_row=bottom + last, start_column=left, end_column=right)
    for row in list(sheet.iter_rows(max_row=last, max_col=6)):
        for cell in row:
            if cell.value is not None:
                copied = sheet.cell(cell.row + last, cell.column)
                copied.value, copied.number_format = cell.value, cell.number_format
    sheet.cell(last + 3, 2).value = "李四海"
    found = tables(saved(book))
    assert [table.columns["name"] for table in found] == [["陈晓明"], ["李四海"]]
    assert [table.columns["events"] for table in found] == [["第一期·活动1、第一期·活动4"]] * 2


def test_the_team_form_asks_for_what_the_instructions_say():
    book = opened(blank(REGISTRATION, layout="form"))
    sheet = book["附件1"]
    names = {"队长姓名": "name", "联系电话": "teacher_phone"}
    titles = {REGISTRATION.column(name).title: name for name in form_template.FIELDS}
    for label, box in boxes(sheet).items():
        if name := names.get(label) or (box.row < 9 and titles.get(label)):
            box.value = typed(REGISTRATION.column(name))
    for col, value in zip("CDEFGH", ("李四海", "男", "0120221035", "电商2201班", None, None), strict=True):
        sheet[f"{col}10"] = value
    (table,) = tables(saved(book))
    assert set(table.places.fields()) == set(form_template.FIELDS)
    assert table.columns["teacher_phone"][0] == "0791-86200000"


# ---- Filled sheets, to be corrected or handed in


def as_cells(fmt):
    """The examples as cells hold them: days and times as numbers, money in 元, 是 and 否 as text."""
    row = {}
    for column in fmt.columns:
        value = meant(column) if column.kind.cell else typed(column)
        row[column.name] = column.kind.cell(value) if column.kind.cell and value is not None else value
    moments = [column.name for column in fmt.columns if column.kind is kinds.MOMENT]
    return row | {name: fmt.column(name).example for name in moments}


@each_format
def test_rows_that_are_sent_back_say_what_was_handed_in(fmt):
    row = {name: value for name, value in as_cells(fmt).items() if value is not None}
    data = filled_book(None, "litong-2024", "0123456789ab", LITONG, {fmt.id: [row, row]})
    table = next(table for table in tables(data) if table.format is fmt)
    assert len(table) == 2
    for number in (0, 1):
        read = record(table, number)
        assert {name: read[name] for name in row if name not in ("seq", "span")} == {
            name: meant(fmt.column(name)) for name in row if name not in ("seq", "span")
        }
    assert not [
        c for sheet in opened(data) for cells in sheet.iter_rows() for c in cells if c.data_type == "f"
    ]


def test_only_sheets_with_rows_are_sent_back_and_the_attachments_together():
    rows = {"entries": [{"name": "张三"}], "sessions": [], "registration": []}
    assert opened(filled_book(None, "x", "", LITONG, rows)).sheetnames == ["报名", "填写说明"]
    rows = {"training": [{"person": "张三"}], "shops": [{"owner": "张三"}]}
    assert opened(filled_book("赣州", "x", "", GANYOU, rows)).sheetnames == [
        "附件1",
        "附件2",
        "培训",
        "填写说明",
    ]


# ---- The command


def template(tmp_path, *words):
    path = tmp_path / "空表.xlsx"
    path.unlink(missing_ok=True)  # never written over
    status, output = contestbook("template", *words, "-o", path)
    assert status == 0, output
    return load_workbook(path)


def test_a_contest_begins_with_what_it_registers_people_by(tmp_path):
    assert template(tmp_path, "ganyou-2024").sheetnames == ["附件1", "附件2", "填写说明"]
    assert template(tmp_path, "litong-2024").sheetnames == ["报名", "填写说明"]


def test_sheets_come_as_they_are_named_each_once(tmp_path):
    words = ("--sheet", "短视频作品", "--sheet", "场次", "--sheet", "短视频作品")
    book = template(tmp_path, "litong-2024", *words)
    assert book.sheetnames == ["短视频作品", "场次", "填写说明"]
    assert book["场次"]["A2"].value == f"{LITONG}直播场次记录"


def test_a_form_for_those_that_have_one(tmp_path):
    book = template(tmp_path, "litong-2024", "--layout", "form", "--sheet", "报名", "--sheet", "场次")
    assert book["报名"].page_setup.orientation == "portrait"
    assert book["场次"].page_setup.orientation == "landscape"


def test_an_unknown_sheet_is_told_with_those_there_are(tmp_path):
    status, output = contestbook("template", "litong-2024", "--sheet", "直播", "-o", tmp_path / "x.xlsx")
    assert status == 2
    output = output.replace("\n", "")
    assert "没有这张空白表：直播（可用：报名、直播计划审核、直播报备、场次、" in output
    assert "排期" not in output
