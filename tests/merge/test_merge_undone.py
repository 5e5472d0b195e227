"""undo of merges: one by one, each once, never with the record of another workbook, and what is put back looks as it did."""

from __future__ import annotations

import shutil

import pytest
from openpyxl import load_workbook

from tests.merge.inboxes import person, shop, written
from tests.shell import contestbook
from tests.tables import roster

WRONG = "360102200503150218"


@pytest.fixture
def merged(book, tmp_path):
    """A file with a mistake, and the correction that mends it: the second merge takes 问题清单 away."""
    wrong = roster(person("张三"), person("李四", 身份证号=WRONG))
    contestbook("merge", written(tmp_path / "一" / "a.xlsx", wrong, shop("张三")), "-o", book)
    assert has_list(book)
    mended = written(tmp_path / "二" / "b.xlsx", roster(person("张三"), person("李四")), shop("张三"))
    assert contestbook("merge", mended, "-o", book, "--kind", "更正")[0] == 0
    assert not has_list(book)
    return book


def has_list(path):
    return "问题清单" in load_workbook(path).sheetnames


def names(path):
    """Who stands in the merged roster."""
    sheet = load_workbook(path)["附件1汇总"]
    header = [cell.value for cell in sheet[3]]
    column = header.index("姓名") + 1
    found = (sheet.cell(row, column).value for row in range(4, sheet.max_row + 1))
    return [name for name in found if name]


def registered(path, *titles):
    """收件登记, the columns of these titles; one value is typed into it by `type_into`."""
    sheet = load_workbook(path)["收件登记"]
    header = [cell.value for cell in sheet[3]]
    lines = sheet.iter_rows(min_row=4, values_only=True)
    return [tuple(row[header.index(title)] for title in titles) for row in lines if any(row)]


def type_into(path, row, title, value):
    made = load_workbook(path)
    sheet = made["收件登记"]
    sheet.cell(row, [cell.value for cell in sheet[3]].index(title) + 1).value = value
    made.save(path)


@pytest.mark.parametrize(
    ("title", "value"),
    [("性质", "补充"), ("确认", "同意"), ("收到时间", "2024-12-01"), ("备注", "已电话确认")],
)
@pytest.mark.parametrize("before", [False, True])
def test_a_row_of_收件登记_that_an_undone_merge_left_is_taken_again(book, tmp_path, title, value, before):
    if before:
        contestbook("merge", written(tmp_path / "一" / "b.xlsx", roster(person("李四"))), "-o", book)
    inbox = written(tmp_path / "二" / "a.xlsx", roster(person("张三")))
    contestbook("merge", inbox, "-o", book, "--from", "赣州")
    type_into(book, 5 if before else 4, title, value)
    undo(book)
    contestbook("merge", inbox, "-o", book, "--from", "赣州")
    number = "R0002" if before else "R0001"
    assert registered(book, "收件号", "文件名", title, "行数")[before:] == [(number, "a.xlsx", value, 1)]
    assert names(book) == [*(["李四"] if before else []), "张三"]


def test_what_was_typed_for_an_undone_file_is_never_taken_for_another_s(book, tmp_path):
    inbox = written(tmp_path / "二" / "a.xlsx", roster(person("张三")))
    contestbook("merge", inbox, "-o", book)
    type_into(book, 4, "确认", "不采用")
    undo(book)
    contestbook("merge", written(tmp_path / "一" / "b.xlsx", roster(person("李四"))), "-o", book)
    contestbook("merge", inbox, "-o", book)
    assert registered(book, "收件号", "文件名", "确认") == [
        ("R0002", "a.xlsx", "不采用"), ("R0001", "b.xlsx", None),
    ]  # fmt: skip


def undo(path, *more):
    return contestbook("undo", path, *(more or ("--in-place",)))


def said(path):
    """What a contest workbook says, but for its journal."""
    made = load_workbook(path)
    return {s.title: [[c.value for c in row] for row in s] for s in made if s.title != "操作记录"}


def test_a_workbook_nothing_was_done_to_is_not_given_the_undo_of_another(merged, new_book, tmp_path):
    fresh = shutil.copy(new_book, tmp_path / "别的.xlsx")
    before = fresh.read_bytes()
    status, output = undo(fresh)
    assert (status, "没有可以撤销的操作" in output) == (2, True)
    assert fresh.read_bytes() == before


def test_each_merge_is_undone_once_and_then_there_is_nothing_left(merged, new_book):
    assert names(merged) == ["李四", "张三"] or names(merged) == ["张三", "李四"]
    assert undo(merged)[0] == 0
    assert (has_list(merged), len(names(merged))) == (True, 1)
    assert undo(merged)[0] == 0
    assert said(merged) == said(new_book)
    for _ in range(2):
        before = merged.read_bytes()
        status, output = undo(merged)
        assert (status, "没有可以撤销的操作" in output) == (2, True)
        assert "内容已被改过" not in output
        assert merged.read_bytes() == before


def test_what_was_undone_and_saved_by_another_program_is_not_undone_again(merged):
    undo(merged)
    undo(merged)
    load_workbook(merged).save(merged)
    before = merged.read_bytes()
    assert undo(merged)[0] == 2
    assert merged.read_bytes() == before


def test_a_backup_can_be_undone_again_and_so_can_the_original_of_an_undone_copy(merged, tmp_path):
    backup = shutil.copy(merged, tmp_path / "备份.xlsx")
    assert undo(merged, "-o", tmp_path / "撤销.xlsx")[0] == 0
    assert has_list(tmp_path / "撤销.xlsx")
    assert not has_list(merged)
    assert undo(merged)[0] == 0
    assert has_list(merged)
    shutil.copy(backup, merged)
    assert undo(merged)[0] == 0
    assert has_list(merged)
    load_workbook(backup).save(merged)
    assert undo(merged)[0] == 0
    assert has_list(merged)


def test_a_list_that_comes_back_has_its_looks_and_words_after_another_program_saved_the_workbook(merged):
    """Another program numbers styles and shared texts anew: what is put back must not go by the old numbers."""
    undo(merged)
    load_workbook(merged).save(merged)  # its texts are shared ones now
    mended = written(merged.parent / "三" / "c.xlsx", roster(person("张三"), person("李四")))
    contestbook("merge", mended, "-o", merged, "--kind", "更正")
    before = load_workbook(merged)
    assert "问题清单" not in before.sheetnames
    assert undo(merged)[0] == 0
    listed = load_workbook(merged)["问题清单"]
    assert (listed["A1"].value, listed["A1"].font.sz, listed["A5"].font.b) == ("问题清单", 16, True)
    first = [[(c.value, c.font.b, c.fill.fgColor.rgb, c.alignment.wrap_text) for c in row] for row in listed]
    # now again, and the workbook is saved by the other program, with another text in front, before it is undone
    contestbook("merge", mended.rename(mended.with_name("d.xlsx")), "-o", merged, "--kind", "更正")
    made = load_workbook(merged)
    made["说明"]["A60"] = "新的第一句"
    made.save(merged)
    assert undo(merged)[0] == 0
    listed = load_workbook(merged)["问题清单"]
    again = [[(c.value, c.font.b, c.fill.fgColor.rgb, c.alignment.wrap_text) for c in row] for row in listed]
    assert again == first


def test_check_clear_and_their_undos_come_to_an_end(tmp_path):
    from tests.books import messy

    path = messy(tmp_path / "附件1.xlsx")
    contestbook("check", path, "--in-place")
    contestbook("clear", path, "--in-place")
    cleared = path.read_bytes()
    assert undo(path)[0] == 0
    assert has_list(path)
    assert undo(path)[0] == 0
    assert not has_list(path)
    assert [undo(path)[0] for _ in range(2)] == [2, 2]
    path.write_bytes(cleared)
    contestbook("check", path, "--in-place")
    assert undo(path)[0] == 0
    assert not has_list(path)


def test_a_cleared_workbook_saved_by_another_program_gets_its_marks_back(tmp_path):
    from tests.books import messy

    path = messy(tmp_path / "附件1.xlsx")
    contestbook("check", path, "--in-place")
    contestbook("clear", path, "--in-place")
    load_workbook(path).save(path)
    assert undo(path)[0] == 0
    made = load_workbook(path)
    assert "问题清单" in made.sheetnames
    assert "检查提示" in made["附件1"]["E6"].comment.text
