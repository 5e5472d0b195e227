"""Blank templates: they open, say what they are, offer lists, and hold only formulas we may write."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from schemas.registration import REGISTRATION
from schemas.shops import SHOPS
from workbook.formula_lint import lint_formula
from workbook.layout import read_layout
from workbook.xlsx.making.roster import HEADER_ROW, ROSTER_COLUMNS, SHOP_COLUMNS
from workbook.xlsx.making.template import template_book
from workbook.xlsx.reading.reader import read_book


@pytest.fixture(scope="module")
def roster():
    return template_book("赣州", "roster", "ganyou-2024", "0123456789ab", rows=30)


@pytest.fixture(scope="module")
def form():
    return template_book("赣州", "form", "ganyou-2024", rows=30)


def opened(data):
    return load_workbook(io.BytesIO(data))


def formulas(data):
    return [
        (f"{sheet.title}!{cell.coordinate}", cell.value)
        for sheet in opened(data)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def rules(sheet):
    """Header text -> data validation of the first row below it."""
    found = {}
    for cell in sheet[HEADER_ROW]:
        for rule in sheet.data_validations.dataValidation:
            if cell.offset(1).coordinate in rule.cells:
                found["".join(str(cell.value).strip("*").split())] = rule
    return found


def test_sheets_and_stamps(roster):
    book = opened(roster)
    assert book.sheetnames == ["附件1", "附件2", "填写说明"]
    stamps = {name: defined.attr_text for name, defined in book.defined_names.items()}
    assert stamps == {
        "contestbook_format": '"1"',
        "contestbook_contest": '"ganyou-2024"',
        "contestbook_branch": '"赣州"',
        "contestbook_rules": '"0123456789ab"',
    }
    assert (book.properties.creator, book.properties.lastModifiedBy) == ("contestbook", None)


def test_quotes_in_a_stamp_stay_inside_it():
    book = opened(template_book(None, "roster", 'a"b', rows=1))
    assert book.defined_names["contestbook_contest"].attr_text == '"a""b"'


def test_the_number_of_preset_rows_is_as_asked(roster):
    sheet = opened(roster)["附件1"]
    numbers = [cell.value for cell in sheet["A"][HEADER_ROW:]]
    assert numbers == list(range(1, 31))
    assert {cell.value for cell in sheet["B"][HEADER_ROW:]} == {"赣州市分公司"}


def test_without_a_branch_nothing_is_prefilled():
    sheet = opened(template_book(None, "roster", "ganyou-2024", rows=5))["附件1"]
    assert {cell.value for cell in sheet["B"][HEADER_ROW:]} == {None}


@pytest.mark.parametrize(
    ("name", "fmt", "fields"), [("附件1", REGISTRATION, ROSTER_COLUMNS), ("附件2", SHOPS, SHOP_COLUMNS)]
)
def test_our_own_reader_knows_the_headers(roster, name, fmt, fields):
    sheet = next(s for s in read_book(roster, "t.xlsx").sheets if s.name == name)
    layout = read_layout(sheet)
    (region,) = layout.regions
    assert region.format is fmt
    assert not region.missing
    assert not layout.notices
    assert list(ROSTER_COLUMNS if fmt is REGISTRATION else SHOP_COLUMNS) == list(fields)


def test_required_columns_are_marked(roster):
    for name, fmt, fields in (("附件1", REGISTRATION, ROSTER_COLUMNS), ("附件2", SHOPS, SHOP_COLUMNS)):
        heads = opened(roster)[name][HEADER_ROW]
        for head, field in zip(heads, fields, strict=False):
            must = "roster" in fmt.column(field).required
            assert str(head.value).startswith("*") is must
            assert (head.fill.fgColor.rgb == "00FCE4D6") is must


def test_lists_to_choose_from(roster):
    found = rules(opened(roster)["附件1"])
    lists = {title for title, rule in found.items() if rule.type == "list"}
    assert lists == {"赛区", "角色", "性别", "学历层次", "是否出镜"}
    assert "赣州市分公司" in found["赛区"].formula1
    assert found["性别"].formula1 == '"男,女"'
    assert all(len(found[title].formula1) <= 255 for title in lists)


def test_nothing_is_ever_forbidden(roster, form):
    for data in (roster, form):
        for sheet in opened(data):
            for rule in sheet.data_validations.dataValidation:
                assert not rule.showErrorMessage or rule.errorStyle == "warning"


def test_numbers_of_people_are_text(roster):
    sheet = opened(roster)["附件1"]
    for head in sheet[HEADER_ROW]:
        if str(head.value).strip("*") in ("身份证号", "手机号", "学号"):
            cells = sheet[head.column_letter][HEADER_ROW : HEADER_ROW + 30]
            assert {cell.number_format for cell in cells} == {"@"}


def test_protection_locks_only_what_is_ours(roster):
    for name, width in (("附件1", len(ROSTER_COLUMNS)), ("附件2", len(SHOP_COLUMNS))):
        sheet = opened(roster)[name]
        guard = sheet.protection
        assert guard.sheet
        assert guard.password is None
        free = (guard.sort, guard.autoFilter, guard.insertRows, guard.deleteRows, guard.formatColumns)
        assert free == (False,) * 5
        for row in sheet.iter_rows(min_row=HEADER_ROW + 1, max_row=HEADER_ROW + 30):
            assert [cell.protection.locked for cell in row] == [False] * width + [True]


def test_hints_stand_outside_the_printed_area(roster, form):
    for data in (roster, form):
        for sheet in opened(data).worksheets[:2]:
            last = re.search(r":\$([A-Z]+)\$", sheet.print_area)[1]
            hints = {cell.column_letter for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
            assert len(hints) == 1
            assert hints.pop() > last
            assert sheet.page_setup.paperSize == 9
            assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_every_formula_is_one_we_may_write(roster, form):
    found = formulas(roster) + formulas(form)
    assert len(found) > 90
    assert [(at, faults) for at, text in found if (faults := lint_formula(text))] == []


def test_formulas_carry_the_value_they_have_in_a_blank_sheet(roster):
    book = load_workbook(io.BytesIO(roster), data_only=True)
    top = book["附件1"].cell(1, len(ROSTER_COLUMNS) + 1)
    assert top.value == "填写提示：还有 0 处要改"
    with zipfile.ZipFile(io.BytesIO(roster)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count("<f>") == 31
    assert xml.count("</f><v></v>") + xml.count("</f><v/>") == 30


@pytest.mark.parametrize(
    ("formula", "fault"),
    [
        ("=XLOOKUP(A1,B:B,C:C)", "not on the list"),
        ("=_xlfn.TEXTJOIN(1,1,A1:A3)", "not on the list"),
        ("=INDIRECT(A1)", "not on the list"),
        ("=COUNTIF($I$5:$I$204,I5)", "short code"),
        ("=SUMIFS(C:C,A:A,D1)", "short code"),
        ("=COUNTIFS(A:A,\"甲\",B:B,'表'!B5)", "short code"),
        ('=COUNTIF(H4:H9,"="&H5)', "short code"),
        ('=COUNTIF(H4:H9,"<>"&H5)', "short code"),
        ("=COUNTIF(H4:H9,H5)", "short code"),
        ('=COUNTIF(H4:H9,">"&H5&"")', "short code"),
        ('=COUNTIF(H4:H9,">"&H5:H9)', "short code"),
        ('=COUNTIF(H4:H9,">"&LEFT(H5,3))', "short code"),
        ('=SUMIFS(C:C,H4:H9,">"&$H5,A:A,"="&$A5)', "short code"),
        ('=COUNTIF(A:A,"360730200411020423")', "as a number"),
        ("='[1]Sheet1'!A1", "another workbook"),
        ("=cmd|'/c calc'!A0", "another program"),
        ("=A1+#REF!", "lost reference"),
        ("=IF(A1,1", "not closed"),
        ("=A1)", "never opened"),
        ("A1", "begin with ="),
        ("=" + "+".join(["A1"] * 3000), "characters long"),
        ("=" + "IF(1," * 65 + "1" + ")" * 65, "nested 65"),
    ],
)
def test_lint_finds(formula, fault):
    assert any(fault in text for text in lint_formula(formula))


@pytest.mark.parametrize(
    "formula",
    [
        '=COUNTIF(A1:A9,"必须改")',
        '=SUMIF(A1:A9,">0")',
        '=COUNTIF(H4:H9,">"&H5)',
        '=COUNTIFS($A$4:$A$9,"=活动1",$H$4:$H$9,">="&$H5)+1',
        '=SUMIF(H4:H9,"<" & $H$5,C4:C9)',
        '=SUMIFS(C4:C9,A4:A9,"=甲",H4:H9,"<="&H5)',
        '="[不是引用] | COUNTIF(A1,B1"',
        "='我的 表'!A1*{1,2}",
        "=SUMPRODUCT(--EXACT($I$5:$I$204,I5))",
    ],
)
def test_lint_passes(formula):
    assert lint_formula(formula) == []


def test_lint_takes_keys_that_are_short_codes():
    assert lint_formula("=SUMIFS(C:C,A:A,$D1)", codes={"$D1"}) == []
