"""What every host answers to the same edit list: the file, memory and, where LibreOffice stands in for it, Excel."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.live.xlengine_uno import UnoNative, office
from workbook.content import fingerprint
from workbook.edits import (
    NOTE_MARK,
    AddSheet,
    Append,
    Content,
    Expect,
    Fill,
    Link,
    Note,
    RemoveSheet,
    Restore,
    SetCell,
    Unlink,
)
from workbook.edits_json import from_json, to_json
from workbook.host import Refused
from workbook.memory import MemoryHost
from workbook.model import Book, Cell, Facts, Range, Sheet
from workbook.xlsx.writing.filehost import FileHost
from xladdin.excel import ExcelHost

ROWS = (("姓名", "金额", "备注"), ("张三", 12.5, None), ("李四", 30.0, "是"))


def file_host() -> FileHost:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表"
    for row in ROWS:
        sheet.append(row)
    sheet["A5"] = "合并"
    sheet.merge_cells("A5:B6")
    sheet["C2"].comment = openpyxl.comments.Comment("请老师核对", "王")
    locked = book.create_sheet("锁")
    locked["A1"] = "不能改"
    locked.protection.sheet = True
    out = io.BytesIO()
    book.save(out)
    return FileHost(out.getvalue(), "表.xlsx")


def memory_host() -> MemoryHost:
    columns = [[*(row[col] for row in ROWS), None, "合并" if col == 0 else None] for col in range(3)]
    facts = Facts(merged=(Range(5, 1, 6, 2),), notes={Cell(2, 3): "请老师核对"})
    locked = Sheet("锁", [["不能改"]], Facts(protected=True))
    return MemoryHost(Book("表.xlsx", (Sheet("表", columns, facts), locked)))


def excel_host() -> ExcelHost:
    """The same workbook in a running LibreOffice, through xlwings' own front end."""
    running = office()
    running.close_all()
    return ExcelHost(running.open(file_host().data), UnoNative())


HOSTS = [
    pytest.param(file_host, id="file"),
    pytest.param(memory_host, id="memory"),
    pytest.param(excel_host, id="excel", marks=pytest.mark.live),
]


@pytest.fixture(params=HOSTS)
def host(request):
    return request.param()


def at(a1: str) -> Cell:
    return Cell.parse(a1)


def content(host, a1: str, sheet: str = "表"):
    found = host.read().sheet(sheet)
    return found.value(at(a1)), found.facts.formulas.get(at(a1))


def note(host, a1: str) -> str | None:
    return host.read().sheet("表").facts.notes.get(at(a1))


def test_set_replaces_text_numbers_booleans_and_blanks(host):
    host.apply(
        [
            SetCell("表", at("A2"), "=不是公式"),
            SetCell("表", at("B2"), 7.0),
            SetCell("表", at("C3"), True),
            SetCell("表", at("A3"), None),
        ]
    )
    assert content(host, "A2") == ("=不是公式", None)
    assert content(host, "B2") == (7.0, None)
    assert content(host, "C3") == (True, None)
    assert content(host, "A3") == (None, None)


def test_a_formula_comes_with_its_value(host):
    host.apply([SetCell("表", at("B4"), 42.5, "=SUM(B2:B3)")])
    assert content(host, "B4") == (42.5, "SUM(B2:B3)")


def test_a_later_edit_sees_an_earlier_one(host):
    host.apply(
        [
            SetCell("表", at("A2"), "一"),
            SetCell("表", at("A2"), "二", expect=Expect(content=Content("一"))),
            AddSheet("清单", (("甲",),)),
            SetCell("清单", at("A1"), "乙", expect=Expect(content=Content("甲"))),
            Append("清单", (("丙",),)),
        ]
    )
    assert content(host, "A2")[0] == "二"
    assert content(host, "A1", "清单")[0] == "乙"
    assert content(host, "A2", "清单")[0] == "丙"


def test_our_note_stands_below_the_users_own(host):
    host.apply([Note("表", at("C2"), "号码不对"), Note("表", at("A2"), "没有同名学校")])
    assert note(host, "C2") == f"请老师核对\n{NOTE_MARK}\n号码不对"
    assert note(host, "A2") == "没有同名学校"


def test_a_second_note_of_ours_needs_no_second_line(host):
    host.apply([Note("表", at("C2"), "一"), Note("表", at("C2"), "二"), Note("表", at("A2"), "一")])
    host.apply([Note("表", at("A2"), "二")])
    assert note(host, "C2") == f"请老师核对\n{NOTE_MARK}\n一\n二"
    assert note(host, "A2") == "一\n二"


def test_strip_takes_our_notes_alone(host):
    host.apply([Note("表", at("C2"), "号码不对"), Note("表", at("A2"), "没有同名学校")])
    host.apply(
        [Restore("表", at("C2"), note={"strip": "号码不对"}), Restore("表", at("A2"), note={"strip": ""})]
    )
    assert note(host, "C2") == "请老师核对"
    assert note(host, "A2") is None


def test_append_goes_below_the_last_row_with_content_and_outside_a_merged_one(host):
    host.apply([Append("表", (("王五", 1.0), ("赵六", None, "=备注")))])
    assert content(host, "A7")[0] == "王五"
    assert content(host, "A8")[0] == "赵六"
    assert content(host, "C8") == ("=备注", None)


EVERYTHING = [
    SetCell("表", at("A2"), "+改"),
    SetCell("表", at("D9"), 1.0, "=1"),
    Fill("表", at("A2"), "FFC7CE"),
    Note("表", at("C2"), "号码不对"),
    Note("表", at("D9"), "空格里的批注"),
    Link("表", at("B2"), "'清单'!A1"),
    AddSheet("清单", (("序号", "位置"), (1.0, "=A2"))),
    Link("清单", at("B2"), "'表'!A2"),
    Append("表", (("王五", 2.0),)),
]


def test_the_inverse_list_gives_the_book_back_and_survives_json(host):
    before = host.read()
    applied = host.apply(EVERYTHING)
    assert fingerprint(host.read()) != fingerprint(before)
    host.apply(from_json(to_json(applied.inverse)))
    after = host.read()
    assert fingerprint(after) == fingerprint(before)
    assert after.sheet("表").facts.notes == before.sheet("表").facts.notes


def test_undo_can_be_undone(host):
    applied = host.apply(EVERYTHING)
    done = fingerprint(host.read())
    again = host.apply(applied.inverse).inverse
    host.apply(again)
    assert fingerprint(host.read()) == done


REFUSED = [
    ("EDIT_SHEET", SetCell("没有", at("A1"), 1.0)),
    ("EDIT_SHEET", RemoveSheet("没有")),
    ("EDIT_CELL", SetCell("表", Cell(0, 1), "x")),
    ("EDIT_CELL", Fill("表", Cell(1, 16_385), "FFFFFF")),
    ("EDIT_MERGED", SetCell("表", at("B6"), "x")),
    ("EDIT_MERGED", Note("表", at("B5"), "x")),
    ("EDIT_LOCKED", SetCell("锁", at("A1"), "x")),
    ("EDIT_LOCKED", Fill("锁", at("B9"), "FFFFFF")),
    ("EDIT_LOCKED", Append("锁", (("x",),))),
    ("EDIT_EXPECT", SetCell("表", at("A2"), "x", expect=Expect(content=Content("王五")))),
    ("EDIT_EXPECT", SetCell("表", at("A2"), "x", expect=Expect(content=None))),
    ("EDIT_EXPECT", SetCell("表", at("A2"), "x", expect=Expect(fill="FFC7CE"))),
    ("EDIT_EXPECT", SetCell("表", at("C2"), "x", expect=Expect(note=None))),
    ("EDIT_EXISTS", AddSheet("表")),
    ("EDIT_EXISTS", AddSheet("a/b")),
    ("EDIT_EXISTS", AddSheet("一" * 32)),
    ("EDIT_INVALID", SetCell("表", at("A2"), "长" * 32_768)),
]


@pytest.mark.parametrize(("code", "edit"), REFUSED, ids=[f"{c}-{n}" for n, (c, _) in enumerate(REFUSED)])
def test_a_refused_list_changes_nothing_and_names_the_entry(host, code, edit):
    before = fingerprint(host.read())
    with pytest.raises(Refused) as refused:
        host.apply([SetCell("表", at("A1"), "先改这一格"), edit])
    assert (refused.value.code, refused.value.number) == (code, 2)
    assert fingerprint(host.read()) == before


def test_what_changed_since_is_left_out_and_reported(host):
    applied = host.apply(
        [
            SetCell("表", at("A2"), "x", expect=Expect(content=Content("王五"))),
            SetCell("表", at("A3"), "y", expect=Expect(content=Content("李四"))),
        ],
        conflicts="skip",
    )
    assert [skip.number for skip in applied.skipped] == [1]
    assert "表 A2" in applied.skipped[0].reason
    assert content(host, "A2")[0] == "张三"
    assert content(host, "A3")[0] == "y"


def test_a_persons_change_since_keeps_undo_away(host):
    applied = host.apply([SetCell("表", at("A2"), "我们改的")])
    host.apply([SetCell("表", at("A2"), "老师又改了")])
    with pytest.raises(Refused, match="EDIT_EXPECT"):
        host.apply(applied.inverse)


@pytest.mark.parametrize(
    "change",
    [
        SetCell("表", at("A2"), "老师又改了"),
        Fill("表", at("A2"), "00FF00"),
        Note("表", at("A2"), "老师的批注"),
    ],
)
def test_a_persons_change_since_keeps_the_undo_of_an_undo_away(host, change):
    ours = {
        "set": SetCell("表", at("A2"), "我们改的"),
        "fill": Fill("表", at("A2"), "FFC7CE"),
        "note": Note("表", at("A2"), "我们的"),
    }[change.op]
    again = host.apply(host.apply([ours]).inverse).inverse
    host.apply([change])
    with pytest.raises(Refused, match="EDIT_EXPECT"):
        host.apply(again)


def test_a_locked_cell_or_merged_interior_is_edited_when_told(host):
    host.apply(
        [
            SetCell("锁", at("A1"), "改了", protected="allow"),
            SetCell("表", at("B6"), "到左上角", merged="anchor"),
            Note("表", at("B6"), "也到左上角", merged="anchor"),
        ]
    )
    assert content(host, "A1", "锁")[0] == "改了"
    assert content(host, "A5")[0] == "到左上角"
    assert note(host, "A5") == "也到左上角"


def test_numbers_and_dates_expect_by_value_but_text_is_not_a_number(host):
    host.apply([SetCell("表", at("B2"), 1.0, expect=Expect(content=Content(12.5)))])
    with pytest.raises(Refused, match="EDIT_EXPECT"):
        host.apply([SetCell("表", at("B2"), 2.0, expect=Expect(content=Content("1")))])


scalars = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30)
cells = st.builds(Cell, st.integers(1, 8), st.integers(1, 5))
sets = st.builds(SetCell, st.just("表"), cells, scalars, merged=st.just("anchor"))
fills = st.builds(Fill, st.just("表"), cells, st.sampled_from(["FFC7CE", "FFEB9C"]), merged=st.just("anchor"))
notes = st.builds(Note, st.just("表"), cells, st.text(min_size=1, max_size=20), merged=st.just("anchor"))
appends = st.builds(
    Append, st.just("表"), st.lists(st.tuples(scalars, scalars), min_size=1, max_size=3).map(tuple)
)


@given(edits=st.lists(sets | fills | notes | appends, max_size=8))
@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_law_apply_then_inverse_is_nothing_in_memory(edits):
    host = memory_host()
    before = fingerprint(host.read()), host.read().sheet("表").facts.notes
    try:
        applied = host.apply(edits)
    except Refused as refused:  # rows appended onto the inside of the merged range
        assume(refused.code == "EDIT_MERGED")
    else:
        host.apply(applied.inverse)
    assert (fingerprint(host.read()), host.read().sheet("表").facts.notes) == before


# ---- lists of which every edit that cannot be made is left out

MIXED = [
    SetCell("表", at("A2"), "一", expect=Expect(content=Content("王五"))),
    SetCell("锁", at("A1"), "二"),
    Fill("表", at("B6"), "FFC7CE"),
    SetCell("没有", at("A1"), "三"),
    SetCell("表", at("A3"), "四"),
    Append("表", (("好", 1.0), ("长" * 32_768, 2.0))),
    AddSheet("表"),
    Restore("表", at("A3"), content=Content("五"), note={"text": 3}),
    Unlink("表", at("A1"), {}),
]


def test_with_skip_refused_the_rest_of_the_list_is_done_and_each_refusal_told(host):
    applied = host.apply(MIXED, conflicts="skip_refused")
    assert [(skip.number, skip.code) for skip in applied.skipped] == [
        (1, "EDIT_EXPECT"),
        (2, "EDIT_LOCKED"),
        (3, "EDIT_MERGED"),
        (4, "EDIT_SHEET"),
        (6, "EDIT_INVALID"),
        (7, "EDIT_EXISTS"),
        (8, "EDIT_INVALID"),
        (9, "EDIT_INVALID"),
    ]
    assert "锁 A1" in applied.skipped[1].reason
    assert [content(host, a1)[0] for a1 in ("A2", "A3", "A7")] == ["张三", "四", None]


def test_skip_leaves_out_only_what_changed_since(host):
    with pytest.raises(Refused, match="EDIT_LOCKED"):
        host.apply(MIXED, conflicts="skip")


def test_the_inverse_of_a_list_that_was_done_in_part_gives_the_book_back(host):
    before = fingerprint(host.read())
    host.apply(from_json(to_json(host.apply(MIXED, conflicts="skip_refused").inverse)))
    assert fingerprint(host.read()) == before


def test_strip_leaves_a_note_that_is_all_the_users_own(host):
    host.apply([Restore("表", at("C2"), note={"strip": "号码不对"})])
    assert note(host, "C2") == "请老师核对"


@pytest.mark.parametrize("name", ["History", "表", "a/b", "😀" * 16, "'表", "_x0041_", ""])
def test_a_name_that_excel_would_not_take_is_refused(host, name):
    with pytest.raises(Refused) as refused:
        host.apply([AddSheet(name)])
    assert refused.value.code == "EDIT_EXISTS"


def test_a_look_that_no_sheet_can_have_is_refused(host):
    for spec in ({"widths": {"A": -1}}, {"freeze": "整行"}, {"bold": True}):
        with pytest.raises(Refused) as refused:
            host.apply([AddSheet("清单", (("甲",),), spec)])
        assert refused.value.code == "EDIT_INVALID"
