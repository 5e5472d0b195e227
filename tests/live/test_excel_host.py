"""What is special about Excel as a host, driven for real: production code, xlwings' front end, a running LibreOffice."""

from __future__ import annotations

import io
import sys
import time
from types import SimpleNamespace

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from tests.live.xlengine_uno import UnoNative, office
from tests.test_host_contract import at, content, file_host, note
from tests.test_injection import ATTACKS
from workbook.content import fingerprint
from workbook.edits import AddSheet, Append, Content, Expect, Fill, Link, Note, RemoveSheet, Restore, SetCell
from workbook.edits_json import from_json, to_json
from workbook.host import Refused
from workbook.model import Cell, CellError, Range
from workbook.xlsx.writing.filehost import FileHost
from xladdin.excel import ExcelHost
from xladdin.excel import com as excel_com
from xladdin.excel import host as excel
from xladdin.excel.cells import blocks, needs_mark

live = pytest.mark.live


def full() -> bytes:
    """A sheet with a text column, a date, a table, a formula and one array formula; one locked; one hidden."""
    book = openpyxl.load_workbook(io.BytesIO(file_host().data))
    sheet = book["表"]
    sheet["D1"], sheet["D2"], sheet["D3"] = "编号", "007", "008"
    sheet["D2"].number_format = sheet["D3"].number_format = "@"
    sheet["E2"], sheet["E2"].number_format = 45_000, "yyyy/m/d"
    sheet["F2"], sheet["F3"] = "=B2*2", "=NA()"
    sheet["G2"] = ArrayFormula("G2:G3", "=B2:B3*3")
    sheet["H2"] = ArrayFormula("H2", "=SUM(B2:B3*4)")
    sheet.row_dimensions[4].hidden = True
    listed = book.create_sheet("名单")
    for row in (("编号", "姓名"), ("001", "张三"), ("002", "李四")):
        listed.append(row)
    for row in (2, 3):
        listed.cell(row, 1).number_format = "@"
    listed.add_table(Table(displayName="名单表", ref="A1:B3"))
    book.create_sheet("藏").sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def running():
    started = office()
    started.close_all()
    started.fails = 1
    yield started
    started.fail_at, started.fails = None, 1


@pytest.fixture
def host(running):
    return ExcelHost(running.open(full()), UnoNative())


def state(running):
    """All that is to be as it was: the document, its selection, the settings."""
    running.fail_at = None
    return running.call("snapshot", running.key), dict(running.settings)


def names(running) -> list[str]:
    return [entry[0] for entry in running.log]


EVERYTHING = [
    SetCell("表", at("A2"), "+改"),
    SetCell("表", at("A3"), "123"),
    SetCell("表", at("D2"), 5.0),
    SetCell("表", at("H2"), 1.0),
    SetCell("表", at("D9"), 1.0, "=1"),
    SetCell("锁", at("A1"), "开锁", protected="allow"),
    Fill("表", at("A2"), "FFC7CE"),
    Fill("表", at("A3"), "FFC7CE"),
    Note("表", at("C2"), "号码不对"),
    Note("表", at("D9"), "空格里的批注"),
    Link("表", at("B2"), "'清单'!A1"),
    AddSheet(
        "清单", (("序号", "位置"), (1.0, "=A2")), {"widths": {"A": 30.0}, "header": 1, "formats": {"B": "@"}}
    ),
    Append("名单", (("003", "王五"),)),
    Note("清单", at("A1"), "表头"),
]


# ---- all or nothing


@live
def test_whichever_call_fails_all_is_as_it_was(running):
    """Calls fail, one at a time, the first four of each name and every third: planning, writing, restoring settings."""
    host = ExcelHost(running.open(full()), UnoNative())
    running.settings["calculation"] = "semiautomatic"
    before = state(running)
    running.log.clear()
    applied = host.apply(EVERYTHING)
    calls = names(running)
    tried = [n for n, name in enumerate(calls, 1) if n % 3 == 0 or calls[:n].count(name) <= 4]
    first = next(n for n, entry in enumerate(running.log, 1) if changes(entry))
    host.apply(applied.inverse)
    assert state(running) == before
    refused_after_a_write = 0
    for number in tried:
        running.log.clear()
        running.fail_at = number
        outcome = refusal(host, EVERYTHING)
        running.fail_at = None
        if isinstance(outcome, Refused):
            assert outcome.code == "FILE_NOT_SAVED"
            assert "没能还原" not in outcome.detail
            refused_after_a_write += "write" in names(running)[:number]
        else:  # a call after the last write: to put a setting back, to compare a formula's value
            host.apply(outcome.inverse)
        if number < first:
            assert not any(changes(entry) for entry in running.log)
        else:
            assert state(running) == before, (number, running.log[number - 1])
    assert refused_after_a_write > 15


def changes(entry) -> bool:
    """Whether a call of the log may change anything (reading asks with fewer arguments)."""
    asked = {
        "setting": 2,
        "color": 4,
        "number_format": 4,
        "protected": 3,
        "columns": 5,
        "drop_down": 4,
        "visible": 3,
    }
    known = "write formula_array put_note put_link claim_note show select add_sheet remove_sheet rename_sheet resize_table"
    return entry[0] in known.split() or len(entry) > asked.get(entry[0], 99)


def refusal(host, edits):
    try:
        return host.apply(edits)
    except Refused as refused:
        return refused


@live
@pytest.mark.parametrize("step", [("write", 3), ("put_note", 1)])
def test_what_excel_would_not_take_back_is_said(running, host, step):
    running.fail_at, running.fails = step, 10_000
    with pytest.raises(Refused, match=r"没能还原.*不保存"):
        host.apply(EVERYTHING)


@live
def test_a_setting_excel_would_not_take_back_is_told(running, host):
    running.fail_at, running.fails = ("setting", 9), 10_000
    host.apply([SetCell("表", at("A2"), "x")])
    assert set(host.unsettled) == {"screen_updating", "display_alerts", "enable_events", "calculation"}
    running.fail_at = None
    host.apply([SetCell("表", at("A2"), "y")])
    assert host.unsettled == []


@live
def test_a_sheet_that_was_taken_away_comes_back_when_a_later_step_fails(running, host):
    host.apply([AddSheet("甲", (("一", 1.0),)), AddSheet("乙", (("二", 2.0),)), Note("甲", at("A1"), "批注")])
    before = fingerprint(host.read())
    removals = [RemoveSheet("甲"), RemoveSheet("乙")]
    running.log.clear()
    inverse = host.apply(removals).inverse
    host.apply(inverse)
    assert fingerprint(host.read()) == before
    running.log.clear()
    running.fail_at = ("remove_sheet", 2)
    with pytest.raises(Refused):
        host.apply(removals)
    running.fail_at = None
    after = host.read()
    assert fingerprint(after) == before
    assert after.sheet("甲").facts.notes == {at("A1"): "批注"}


@live
def test_a_sheet_with_a_password_is_left_alone(running, host):
    """Those before it, whose protection was off for a moment, are protected again."""
    running.call("protected", running.key, "表", True)
    running.call("protected", running.key, "锁", False)
    running.call("protected", running.key, "锁", True, "密码")
    before = state(running)
    edits = [
        SetCell("名单", at("A2"), "x"), SetCell("锁", at("A1"), "x", protected="allow"),
        SetCell("表", at("A2"), "x", protected="allow"),
    ]  # fmt: skip
    with pytest.raises(Refused) as caught:
        host.apply(edits)
    assert (caught.value.code, caught.value.detail) == ("EXCEL_SHEET_PASSWORD", "锁")
    assert state(running) == before


# ---- settings and selection


@live
def test_settings_and_selection_are_what_they_were(running, host):
    running.settings |= {"calculation": "manual", "enable_events": False, "display_alerts": True}
    running.call("show", running.key, "名单")
    running.call("select", running.key, "名单", [2, 1, 3, 2])
    before = dict(running.settings), running.call("selection", running.key)
    running.log.clear()
    host.apply([AddSheet("清单", (("甲",),), {"freeze": "A2"})])
    assert (dict(running.settings), running.call("selection", running.key)) == before
    assert running.call("active", running.key) == "名单"
    given = [entry[1:] for entry in running.log if entry[0] == "setting" and len(entry) == 3]
    assert ("screen_updating", False) in given
    assert ("screen_updating", True) in given
    assert ("enable_events", True) not in given


@live
def test_reading_changes_no_setting(running, host):
    host.read()
    assert "setting" not in names(running)
    assert not {"write", "show", "select"} & set(names(running))


# ---- text stays text

LIKE_SOMETHING = [
    "123", "007", "110101199003070011", "1e5", "1/2", "2024-1-2", "2024年1月2日", "10%", "￥5", "１２３", "TRUE", "false",
    "#N/A", "#DIV/0!", "'", "'007", "''", "3月", "一月", " 5", "5 ", "(5)", "1,000", "12:30", "½", "①", "真", "-",
]  # fmt: skip


@live
@pytest.mark.parametrize("formatted", ["General", "@"])
def test_any_text_stays_the_text_it_was(running, host, formatted):
    texts = [*ATTACKS, *LIKE_SOMETHING, "张三", "abc"]
    for column in (9, 10, 11):
        running.call("number_format", running.key, "表", [1, column, 200, column], formatted)
    host.apply([SetCell("表", Cell(row, 9), text) for row, text in enumerate(texts, 1)])
    host.apply([SetCell("表", Cell(row, 10), text) for row, text in enumerate(texts, 1) if row % 2])
    host.apply(
        [Append("名单", tuple((text, text) for text in texts)), AddSheet("清单", tuple((t,) for t in texts))]
    )
    book = host.read()
    column = book.sheet("表").columns[8]
    assert [same_lines(value) for value in column[: len(texts)]] == [same_lines(text) for text in texts]
    assert [same_lines(v) for v in book.sheet("清单").columns[0]] == [same_lines(text) for text in texts]
    assert [same_lines(v) for v in book.sheet("名单").columns[1][3:]] == [same_lines(text) for text in texts]
    assert not {cell for cell in book.sheet("表").facts.formulas if cell.col >= 9}
    assert not book.sheet("清单").facts.formulas
    assert running.call("number_format", running.key, "表", [1, 9, 200, 9]) == formatted


def same_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@live
def test_without_the_mark_these_texts_would_have_become_something_else(running, host):
    """The stand-in is no easier than Excel: what is typed there is taken for formulas, numbers and dates."""
    book = host._book
    for text in ("=1+1", "+1+1", "-1+1", "007", "1e5", "TRUE", "2024-1-2"):
        book.sheets["表"].range("J1").value = text
        assert book.sheets["表"].range("J1").value != text
    book.sheets["表"].range("D2").value = 5.0
    assert book.sheets["表"].range("D2").value == "5"


def test_only_plain_words_go_without_a_mark():
    assert not [text for text in [*ATTACKS, *LIKE_SOMETHING] if not needs_mark(text)]
    assert not [text for text in ("张三", "附件一", "abc", "元旦活动", "第一小学") if needs_mark(text)]


@live
def test_a_number_or_formula_in_a_text_cell_is_one_and_the_cell_stays_a_text_cell(running, host):
    applied = host.apply([SetCell("表", at("D2"), 5.0), SetCell("表", at("D3"), 6.0, "=1+5")])
    assert content(host, "D2") == (5.0, None)
    assert content(host, "D3") == (6.0, "1+5")
    assert running.call("number_format", running.key, "表", [2, 4, 3, 4]) == "@"
    host.apply(applied.inverse)
    assert content(host, "D2") == ("007", None)


@live
def test_what_excel_changed_is_taken_back(running, host, monkeypatch):
    monkeypatch.setattr("xladdin.excel.cells.needs_mark", lambda text: False)
    before = state(running)
    with pytest.raises(Refused, match="改变了 A2"):
        host.apply(
            [SetCell("表", at("A3"), "x"), SetCell("表", at("A2"), "007"), Fill("表", at("A2"), "FFC7CE")]
        )
    assert state(running) == before


# ---- formulas


@live
def test_a_value_excel_calculates_otherwise_is_told(host):
    host.apply(
        [
            SetCell("表", at("D9"), 42.5, "=SUM(B2:B3)"),
            SetCell("表", at("D10"), 40.0, "=SUM(B2:B3)"),
            SetCell("表", at("D11"), "是", "=NA()"),
            SetCell("表", at("D12"), None, "=1+1"),
        ]
    )
    assert host.differences == (
        ("表", at("D10"), 40.0, 42.5),
        ("表", at("D11"), "是", CellError("#N/A")),
    )
    host.apply([SetCell("表", at("A2"), "x")])
    assert host.differences == ()


@live
def test_array_formulas(running, host):
    for cell in ("G2", "G3"):
        with pytest.raises(Refused, match="EDIT_ARRAY"):
            host.apply([SetCell("表", at(cell), 1.0)])
    facts = host.read().sheet("表").facts
    assert facts.formulas[at("G2")] == "B2:B3*3"
    assert at("G3") not in facts.formulas
    applied = host.apply([SetCell("表", at("H2"), 1.0)])
    assert applied.inverse[0].content == Content(170.0, "=SUM(B2:B3*4)", array=True)
    host.apply(from_json(to_json(applied.inverse)))
    assert running.call("array", running.key, "表", [2, 8, 2, 8]) == [2, 8, 2, 8]
    assert content(host, "H2") == (170.0, "SUM(B2:B3*4)")


@live
def test_a_constant_error_comes_back_as_one(running, host):
    running.call("write", running.key, "表", [4, 4, 4, 4], [["#N/A"]])
    applied = host.apply([SetCell("表", at("D4"), "#N/A", expect=Expect(content=Content("#N/A")))])
    assert content(host, "D4") == ("#N/A", None)
    host.apply(from_json(to_json(applied.inverse)))
    assert content(host, "D4") == (CellError("#N/A"), None)


# ---- few calls


@live
def test_neighbours_are_written_with_one_call(running, host):
    host.apply([Append("表", tuple((f"第{n}行", float(n), "是") for n in range(500)))])
    assert names(running).count("write") == 1
    running.log.clear()
    host.apply([Fill("名单", Cell(row, col), "FFC7CE") for row in range(5, 65) for col in (1, 2)])
    assert (
        sum(
            name == "color" and len(entry) == 5
            for name, entry in zip(names(running), running.log, strict=True)
        )
        == 1
    )
    running.log.clear()
    host.apply([SetCell("名单", at(a1), "字") for a1 in ("A9", "B9", "A10", "B10", "D9", "A12")])
    assert sorted(entry[3] for entry in running.log if entry[0] == "write") == [[9, 1, 10, 4], [12, 1, 12, 1]]


def test_blocks_cover_each_cell_once():
    cells = [Cell(row, col) for row in range(1, 9) for col in range(1, 7) if (row * col) % 5]
    boxes = blocks(cells)
    covered = [
        Cell(r, c) for b in boxes for r in range(b.top, b.bottom + 1) for c in range(b.left, b.right + 1)
    ]
    assert sorted(covered) == sorted(cells)
    assert len(boxes) < len(cells) / 3


def test_blanks_between_cells_join_them_and_content_does_not():
    cells = [Cell(1, 1), Cell(1, 3), Cell(2, 1), Cell(2, 2), Cell(3, 4), Cell(5, 1), Cell(5, 99)]
    assert blocks(cells, free=lambda cell: True) == [
        Range(1, 1, 3, 4),
        Range(5, 1, 5, 1),
        Range(5, 99, 5, 99),
    ]
    said = {Cell(1, 2), Cell(3, 3)}
    assert blocks(cells, free=lambda cell: cell not in said) == [
        Range(1, 1, 1, 1), Range(1, 3, 1, 3), Range(2, 1, 2, 2), Range(3, 4, 3, 4), Range(5, 1, 5, 1),
        Range(5, 99, 5, 99),
    ]  # fmt: skip


@live
def test_two_thousand_rows_are_read_with_few_calls(running, capsys):
    book = openpyxl.Workbook()
    book.active.title = "表"
    for row in range(2_000):
        book.active.append([f"第{row}行", row * 1.5, "是", row, f"{row:018d}"] * 4)
    out = io.BytesIO()
    book.save(out)
    host = ExcelHost(running.open(out.getvalue()), UnoNative())
    start = time.perf_counter()
    read = host.read()
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    host.apply([Append("表", read_rows(read.sheet("表")))])
    with capsys.disabled():
        print(f"\n2,000 x 20 cells: read {seconds:.2f} s, appended {time.perf_counter() - start:.2f} s")
    assert read.sheets == FileHost(out.getvalue(), "表.xlsx").read().sheets
    assert names(running).count("values") <= 5
    assert len(running.log) < 120
    running.log.clear()
    host.apply([SetCell("表", Cell(row, 2), 5.0) for row in range(1, 1_001)])
    assert names(running).count("write") == 1
    assert len(running.log) < 60, "a question for each cell"


def read_rows(sheet):
    return tuple(zip(*sheet.columns, strict=True))


# ---- the same as the file


@live
def test_file_and_excel_read_the_same_before_and_after_the_same_edits(running, host):
    file = FileHost(full(), "表.xlsx")
    assert_same(host.read(), file.read())
    ours, theirs = host.apply(EVERYTHING), file.apply(EVERYTHING)
    assert_same(host.read(), file.read())
    assert [edit.op for edit in ours.inverse] == [edit.op for edit in theirs.inverse]
    host.apply(ours.inverse)
    file.apply(theirs.inverse)
    assert_same(host.read(), file.read())


def assert_same(excels, files):
    """All but the cached values of formulas, which nobody calculated in a file that openpyxl made."""
    assert fingerprint(excels) == fingerprint(without_cache(files, excels))
    assert [sheet.name for sheet in excels.sheets] == [sheet.name for sheet in files.sheets]
    for one, other in zip(excels.sheets, files.sheets, strict=True):
        assert one.state == other.state
        facts, known = one.facts, other.facts
        for name in ("formulas", "notes", "merged", "protected", "hidden_rows", "hidden_columns", "pictures"):
            assert getattr(facts, name) == getattr(known, name), name
        assert {k: v for k, v in facts.formats.items() if k not in facts.formulas} == known.formats


def without_cache(book, other):
    from dataclasses import replace

    sheets = []
    for sheet in book.sheets:
        columns = [list(column) for column in sheet.columns]
        twin = other.sheet(sheet.name)
        for cell in {*sheet.facts.formulas, *array_interiors(sheet)}:
            if twin is not None and cell.row <= sheet.height and cell.col <= sheet.width:
                columns[cell.col - 1][cell.row - 1] = twin.value(cell)
        sheets.append(replace(sheet, columns=columns))
    return replace(book, sheets=tuple(sheets))


def array_interiors(sheet):
    return {at("G3")} if sheet.name == "表" else set()


@live
def test_a_table_grows_over_appended_rows_and_shrinks_again(running, host):
    applied = host.apply([Append("名单", (("003", "王五"), ("004", "赵六")))])
    assert running.call("tables", running.key, "名单") == [["名单表", [1, 1, 5, 2]]]
    assert content(host, "A4", "名单") == ("003", None)
    assert running.call("number_format", running.key, "名单", [2, 1, 5, 1]) == "@"
    host.apply(applied.inverse)
    assert running.call("tables", running.key, "名单") == [["名单表", [1, 1, 3, 2]]]
    with pytest.raises(Refused, match="EDIT_TABLE_HEADER"):
        host.apply([SetCell("名单", at("A1"), "x")])


@live
def test_an_added_sheet_looks_as_its_spec_says_and_comes_back_so(running, host):
    spec = {
        "widths": {"A": 40.0}, "header": 1, "formats": {"B": "@", "C": "0.00"}, "colors": {"A2": "FFC7CE"},
        "validations": [{"range": "C2:C9", "list": ["已改", "属实"]}], "freeze": "A2", "tab": "C00000",
    }  # fmt: skip
    rows = (("问题", "编号", "数"), ("甲", "007", 1.0))
    applied = host.apply([AddSheet("清单", rows, spec), Note("清单", at("A2"), "请看")])

    def looks():
        ask = lambda name, *args: running.call(name, running.key, "清单", *args)  # noqa: E731
        return (
            ask("columns", [1, 1, 1, 1], "Width"), ask("number_format", [2, 2, 2, 2]), ask("number_format", [2, 3, 2, 3]),
            ask("color", [2, 1, 2, 1]), ask("color", [1, 1, 1, 1]), ask("drop_down", [3, 3, 3, 3]),
        )  # fmt: skip

    shown, said = looks(), fingerprint(host.read())
    assert shown[1:] == ("@", "0.00", 0xFFC7CE, 0xD9E1F2, '"已改";"属实"')
    again = host.apply(from_json(to_json(applied.inverse))).inverse
    assert host.read().sheet("清单") is None
    host.apply(from_json(to_json(again)))
    assert (looks(), fingerprint(host.read())) == (shown, said)
    assert host.read().sheet("清单").facts.notes == {at("A2"): "请看"}


@live
def test_a_name_can_change_hands_within_one_list(host):
    host.apply([AddSheet("清单", (("旧",),))])
    applied = host.apply([RemoveSheet("清单"), AddSheet("清单", (("新",),))])
    assert content(host, "A1", "清单")[0] == "新"
    host.apply(applied.inverse)
    assert content(host, "A1", "清单")[0] == "旧"
    assert [sheet.name for sheet in host.read().sheets] == ["表", "锁", "名单", "藏", "清单"]


@live
def test_a_persons_work_on_our_sheet_keeps_it(host):
    applied = host.apply([AddSheet("清单", (("甲",),))])
    host.apply([SetCell("清单", at("B1"), "老师写的")])
    with pytest.raises(Refused, match="EDIT_EXPECT"):
        host.apply(applied.inverse)


@live
def test_our_note_is_known_again_by_another_run(running, host):
    host.apply([Note("表", at("A2"), "一"), Note("表", at("C2"), "一")])
    later = ExcelHost(host._book, UnoNative())
    later.apply([Note("表", at("A2"), "二")])
    assert note(later, "A2") == "一\n二"
    later.apply([Restore("表", at(a1), note={"strip": ""}) for a1 in ("A2", "C2", "B2")])
    assert (note(later, "A2"), note(later, "C2")) == (None, "请老师核对")


@live
def test_a_fill_is_taken_back_to_what_it_was(running, host):
    host.apply([Fill("表", at("A2"), "FFEB9C")])
    applied = host.apply([Fill("表", at("A2"), "ffFFC7CE"), Fill("表", at("A3"), "FFC7CE")])
    assert running.call("color", running.key, "表", [2, 1, 3, 1]) == 0xFFC7CE
    host.apply(from_json(to_json(applied.inverse)))
    assert running.call("color", running.key, "表", [2, 1, 2, 1]) == 0xFFEB9C
    assert running.call("color", running.key, "表", [3, 1, 3, 1]) is None


BAD_RECORDS = [
    Restore("表", at("A2"), style={"fill": "<font/>"}),
    Restore("表", at("A2"), style={"font": "<font/>"}, note={"text": 1}),
    Restore("表", at("A2"), note={"ours": True}),
    AddSheet("清单", (), {"xml": "<worksheet/>"}),
    AddSheet("清单", (), {"freeze": "nowhere"}),
    AddSheet("清单", (), {"parts": {"cells": {"A1": 3}}}),
    SetCell("表", at("A2"), float("nan")),
    SetCell("表", at("A2"), 1.0, "=" + "1" * 9_000),
]


@live
@pytest.mark.parametrize("edit", BAD_RECORDS)
def test_a_record_no_host_wrote_is_refused(running, host, edit):
    before = state(running)
    with pytest.raises(Refused, match="EDIT_INVALID"):
        host.apply([SetCell("表", at("A3"), "x"), edit])
    assert state(running) == before


# ---- Excel itself, as far as it goes without one


class Busy(Exception):
    hresult = -2147418111


def com(ready, monkeypatch):
    """A stand-in for xlwings' module that speaks to Excel, and a book whose application answers `ready()`."""
    module = SimpleNamespace(N_COM_ATTEMPTS=0, cleanup=lambda: None)
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", module)
    api = type("Api", (), {"Ready": property(lambda self: ready(module))})()
    return module, SimpleNamespace(app=SimpleNamespace(api=api))


def test_an_excel_that_takes_no_calls_is_waited_for_and_then_named(monkeypatch):
    attempts = []

    def ready(module):
        attempts.append(module.N_COM_ATTEMPTS)
        if len(attempts) < 3:
            raise Busy
        return True

    module, book = com(ready, monkeypatch)
    excel_com.ComNative().wait(book)
    assert attempts == [1, 1, 1]
    assert module.N_COM_ATTEMPTS == 0
    monkeypatch.setattr(excel_com, "_BUSY", 0.1)

    def never(module):
        raise Busy

    module, book = com(never, monkeypatch)
    with pytest.raises(Refused) as caught:
        ExcelHost(book).read()
    assert caught.value.code == "EXCEL_EDITING"
    assert module.N_COM_ATTEMPTS == 0


def test_another_error_is_not_taken_for_a_busy_excel(monkeypatch):
    def broken(module):
        raise OSError("gone")

    _, book = com(broken, monkeypatch)
    with pytest.raises(OSError, match="gone"):
        excel_com.ComNative().wait(book)


def test_xlwings_may_not_end_other_excels_when_we_leave(monkeypatch):
    gone = []
    monkeypatch.setattr(excel_com.atexit, "unregister", gone.append)
    module, _ = com(lambda module: True, monkeypatch)
    excel_com.ComNative()
    assert gone == [module.cleanup]


def test_values_as_excel_gives_them():
    api = SimpleNamespace(Value2=((1.0, "字", True, None), (-2146826246, -2146826281, -1, 45_000.5)))
    assert excel_com.ComNative().values(SimpleNamespace(api=api)) == [
        [1.0, "字", True, None],
        [CellError("#N/A"), CellError("#DIV/0!"), CellError("#N/A"), 45_000.5],
    ]
    assert excel_com.ComNative().values(SimpleNamespace(api=SimpleNamespace(Value2=3.0))) == [[3.0]]


def test_sums_differ_only_beyond_the_last_digits():
    assert excel._alike(0.3, 0.1 + 0.2)
    assert not excel._alike(0.3, 0.31)
    assert not excel._alike(True, 1.0)
    assert not excel._alike(0.0, CellError("#N/A"))
