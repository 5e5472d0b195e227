"""merge as headquarters runs it: real workbooks in an inbox, a real contest workbook, what it says afterwards."""

from __future__ import annotations

import json
import shutil
import warnings
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from schemas.book import MERGED_SHEETS
from tests.merge.inboxes import IDS, PHONES, people, person, shop, written
from tests.page import read
from tests.shell import contestbook
from tests.tables import roster
from workbook.codes import CODES


def rows(book, sheet, *titles):
    """The rows of a sheet of the contest workbook: the columns of these titles, as texts."""
    header, *lines = read(book, sheet)[2:]
    columns = [header.index(title) for title in titles]
    texts = [["" if value is None else str(value) for value in row] + [""] * len(header) for row in lines]
    return [tuple(row[col] for col in columns) for row in texts if any(row)]


def standing(book):
    return sorted(rows(book, "附件1汇总", "姓名", "手机号", "状态"))


def ends(book):
    titles = ("文件名", "行数", "合并", "退回", "重复", "未变")
    return [" ".join(row) for row in rows(book, "收件登记", *titles)]


def merged(book, *words):
    """The codes of a merge, those of the workbook with their cells; the exit status is 2 for refused files."""
    status, output = contestbook("merge", *words, "-o", book, "--json")
    found = json.loads(output)["files"]
    told = [
        f"{file['file']} {f['code']} {f['sheet'] or ''}!{f['cell'] or ''}"
        for file in found
        for f in file["findings"]
        if file["file"] == book.name
    ]
    refused = [f"{file['file']} {file['reason']['code']}" for file in found if file["reason"]]
    return status, told, refused


def typed(book, sheet, title, value, row=4):
    """Somebody types into the contest workbook."""
    made = load_workbook(book)
    header = [cell.value for cell in made[sheet][3]]
    made[sheet].cell(row, header.index(title) + 1).value = value
    made.save(book)


GOOD = [(name, PHONES[name], "有效") for name in ("张三", "李四")]


def test_rows_arrive_with_their_source_and_the_balance_holds(book, inbox):
    written(inbox / "赣州" / "附件1 (2)最终版.xlsx", people("张三", "李四"), shop("张三"))
    status, told, refused = merged(book, inbox)
    assert (status, told, refused) == (0, [], [])
    assert standing(book) == sorted(GOOD)
    assert rows(book, "附件1汇总", "来源文件", "来源表", "来源行") == [
        ("赣州/附件1 (2)最终版.xlsx", "附件1", "2"),
        ("赣州/附件1 (2)最终版.xlsx", "附件1", "3"),
    ]
    assert rows(book, "附件2汇总", "邮乐小店ID", "来源行") == [("YL1001", "2")]
    assert ends(book) == ["赣州/附件1 (2)最终版.xlsx 3 3 0 0 0"]
    lines = rows(book, "报送情况", "市分公司", "附件1人数", "收件行数", "核对", "状态")
    report = {row[0]: row[1:] for row in lines[:13]}
    assert report["赣州"] == ("2", "3", "平", "已报")
    assert report["合计"] == ("2", "3", "平", "完整")
    assert report["九江"] == ("0", "0", "平", "未报")


def test_numbers_stay_text(book, inbox):
    written(inbox / "a.xlsx", roster(person("张三", 学号="0120221034")), shop("张三"))
    merged(book, inbox)
    sheet = load_workbook(book)["附件1汇总"]
    header = [cell.value for cell in sheet[3]]
    cells = {title: sheet.cell(4, header.index(title) + 1) for title in ("身份证号", "手机号", "学号")}
    assert {title: cell.value for title, cell in cells.items()} == {
        "身份证号": IDS["张三"], "手机号": PHONES["张三"], "学号": "0120221034",
    }  # fmt: skip
    assert {cell.number_format for cell in cells.values()} == {"@"}


def test_merging_again_changes_nothing(book, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    before = book.read_bytes()
    status, told, _ = merged(book, inbox)
    assert book.read_bytes() == before
    assert (status, told) == (0, [])


def test_a_bad_file_costs_only_itself_and_the_totals_say_so(book, inbox):
    written(inbox / "好.xlsx", people("张三", "李四"), shop("张三"))
    (inbox / "坏.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (inbox / "扫描件.pdf").write_bytes(b"%PDF")
    (inbox / "~$好.xlsx").write_bytes(b"owner")
    status, _, refused = merged(book, inbox)
    assert (status, refused) == (2, ["坏.xlsx FILE_DAMAGED"])
    assert standing(book) == sorted(GOOD)
    results = dict(rows(book, "收件登记", "文件名", "结果"))
    assert results["扫描件.pdf"] == "已收到，未读取"
    assert results["坏.xlsx"].startswith("未能读取：文件已损坏")
    assert dict(rows(book, "报送情况", "市分公司", "状态"))["合计"] == "不完整：1个文件没读出"
    typed(book, "收件登记", "确认", "不采用", row=4)
    merged(book, inbox)
    assert dict(rows(book, "报送情况", "市分公司", "状态"))["合计"] == "完整"


def test_what_other_people_wrote_into_the_workbook_stays(book, inbox):
    """A column of theirs, a note, a colour, another order of rows and columns: the next file arrives all the same."""
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    made = load_workbook(book)
    sheet = made["附件1汇总"]
    wide = sheet.max_column + 1
    sheet.cell(3, wide).value, sheet.cell(4, wide).value = "我的备注", "请看"
    sheet.cell(5, wide).value = "=1+1"
    sheet["F4"].comment, sheet["G4"].fill = Comment("电话问过", "王"), PatternFill("solid", fgColor="FFFF00")
    first, second = ([cell.value for cell in sheet[row]] for row in (4, 5))
    for col, (a, b) in enumerate(zip(first, second, strict=True), 1):
        sheet.cell(4, col).value, sheet.cell(5, col).value = b, a
    made.save(book)
    written(inbox / "b.xlsx", people("王五", 团队名称="晨光队", 角色="队长"))
    _, told, _ = merged(book, inbox)
    assert [code for code in told if "MERGE_" in code] == []
    sheet = load_workbook(book)["附件1汇总"]
    assert [sheet.cell(row, wide).value for row in (3, 4, 5, 6)] == ["我的备注", "=1+1", "请看", None]
    assert sheet["F4"].comment.text == "电话问过"
    assert sheet["G4"].fill.fgColor.rgb == "00FFFF00"
    assert len(standing(book)) == 3


def test_a_value_changed_by_hand_is_told_and_stays(book, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    typed(book, "附件1汇总", "手机号", "13900009999")
    written(inbox / "b.xlsx", people("王五", 团队名称="晨光队", 角色="队长"))
    _, told, _ = merged(book, inbox)
    assert "台账.xlsx MERGE_EDITED 附件1汇总!P4" in told
    assert ("张三", "13900009999", "有效") in standing(book)


def test_a_row_deleted_by_hand_is_an_error_and_does_not_come_back(book, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    made = load_workbook(book)
    made["附件1汇总"].delete_rows(4)
    made["附件1汇总"].cell(9, 8).value = "手工加的人"
    made.save(book)
    status, told, _ = merged(book, inbox)
    assert status == 1
    assert "台账.xlsx MERGE_ROW_GONE 附件1汇总!" in told
    assert "台账.xlsx MERGE_ROW_HAND 附件1汇总!H9" in told
    assert [name for name, *_ in standing(book)] == ["手工加的人", "李四"]
    assert dict(rows(book, "报送情况", "市分公司", "核对"))["合计"] == "差1行"


def test_a_correction_is_listed_with_before_and_after(book, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    written(inbox / "b.xlsx", roster(person("李四", 专业班级="", 学号="0120221099", 角色="主播")))
    _, told, _ = merged(book, inbox)
    assert "台账.xlsx RESUBMIT_KIND" not in " ".join(told)  # nobody is named there: it stands at the file
    assert "未采用" not in str(rows(book, "变更", "变更"))
    typed(book, "收件登记", "性质", "更正", row=5)
    merged(book, inbox)
    changes = rows(book, "变更", "姓名", "变更", "项目", "原值", "新值", "来源文件")
    assert ("李四", "更正", "角色", "队员", "主播", "b.xlsx") in changes
    assert ("李四", "更正", "学号", "空白", "0120221099", "b.xlsx") in changes


def test_a_shrinking_replacement_waits_for_an_answer_in_the_sheet(book, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    written(inbox / "b.xlsx", people("张三"))
    contestbook("merge", inbox, "-o", book, "--kind", "整表替换")
    assert standing(book) == sorted(GOOD)
    assert ends(book)[1] == "b.xlsx 1 0 1 0 0"
    assert rows(book, "收件登记", "结果")[1][0].startswith("待确认：将撤回 1 行")
    typed(book, "收件登记", "确认", "同意", row=5)
    merged(book, inbox)
    assert standing(book) == sorted([GOOD[0], (*GOOD[1][:2], "撤回")])
    assert [row[:2] for row in rows(book, "变更", "姓名", "变更")] == [("李四", "撤回")]


def test_an_answer_in_the_list_is_not_asked_again(book, inbox):
    """One number in two teams: somebody ticks it; the next file does not bring the question back unanswered."""
    other = roster(person("张三"), person("李四", 团队名称="晨光队", 角色="队长"), person("李四"))
    written(inbox / "a.xlsx", other, shop("张三"))
    _, told, _ = merged(book, inbox)
    assert any("ID_DUP" in code for code in told)
    made = load_workbook(book)
    sheet = made["问题清单"]
    (row,) = [r for r in range(6, sheet.max_row + 1) if sheet.cell(r, 14).value == "ID_DUP"]
    sheet.cell(row, 11).value, sheet.cell(row, 12).value = "属实", "王科"
    made.save(book)
    written(inbox / "b.xlsx", people("王五", 团队名称="浔阳队", 角色="队长"))
    merged(book, inbox)
    sheet = load_workbook(book)["问题清单"]
    (row,) = [r for r in range(6, sheet.max_row + 1) if sheet.cell(r, 14).value == "ID_DUP"]
    assert [sheet.cell(row, col).value for col in (11, 12)] == ["属实", "王科"]


def test_one_click_takes_it_all_back(book, inbox):
    before = load_workbook(book)
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    assert contestbook("undo", book, "--in-place")[0] == 0
    after = load_workbook(book)
    for sheet in before:
        if sheet.title != "操作记录":
            assert [[c.value for c in row] for row in sheet] == [
                [c.value for c in row] for row in after[sheet.title]
            ]


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("INBOX_EMPTY", lambda book: None),
        ("INBOX_MISSING", lambda book: (book.parent / "收件箱" / "a.xlsx").rename(book.parent / "b.xlsx")),
        ("FILE_MISSING", lambda book: book.unlink()),
        ("BOOK_SHEET", lambda book: renamed(book, "收件登记", "登记")),
        ("BOOK_SHEET", lambda book: renamed(book, "附件1汇总", "汇总1")),
        ("BOOK_SHEET", lambda book: renamed(book, "报送情况", "各市情况")),
        ("BOOK_SHEET", lambda book: headless(book)),
        ("BOOK_BASE", lambda book: spoiled(book)),
        ("FILE_NO_CARD", lambda book: written(book, people("张三"))),
        ("MERGE_NONE", lambda book: hidden(book)),
        ("FILE_OPEN", lambda book: (book.parent / f"~${book.name}").write_bytes(b"\x05" + b"W" * 54)),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence_and_nothing_is_written(book, inbox, code, spoil):
    if code != "INBOX_EMPTY":
        written(inbox / "a.xlsx", people("张三"), shop("张三"))
    spoil(book)
    before = book.read_bytes() if book.exists() else b""
    if code == "INBOX_MISSING":
        inbox.rmdir()
    status, output = contestbook("merge", inbox, "-o", book)
    assert status == 2
    _, _, refused = merged(book, inbox)
    assert refused == [f"{book.name} {code}"]
    entry = CODES[code]
    assert entry.next_zh[:6] in output.replace("\n", "").replace("      ", "")
    assert len(output.strip().split("\n")) <= 4, output
    assert (book.read_bytes() if book.exists() else b"") == before


def renamed(book, old, new):
    made = load_workbook(book)
    made[old].title = new
    made.save(book)


def headless(book):
    made = load_workbook(book)
    made["附件1汇总"]["C3"] = "别的"
    made.save(book)


def spoiled(book):
    made = load_workbook(book)
    made["收件底稿"].append(["R0001", "文件", None, None, "{不是 JSON"])
    made.save(book)


def hidden(book):
    made = load_workbook(book)
    for sheet in MERGED_SHEETS.values():
        made[sheet.name].sheet_state = "hidden"
    made.save(book)


def test_a_registration_of_another_contest_is_not_merged(book, inbox):
    made = load_workbook(written(inbox / "a.xlsx", people("张三"), shop("张三")))
    from openpyxl.workbook.defined_name import DefinedName

    made.defined_names["contestbook_contest"] = DefinedName("contestbook_contest", attr_text='"litong-2024"')
    made.save(inbox / "a.xlsx")
    code = "MERGE_CONTEST"
    status, _, refused = merged(book, inbox)
    assert (status, refused) == (2, [f"a.xlsx {code}"])
    assert standing(book) == []


def test_file_by_file_in_any_order_is_all_at_once(new_book, tmp_path):
    """Three files that repeat and correct each other: whatever came first, the same rows stand, from the same files."""
    sheets = {
        "a.xlsx": (people("张三", "李四"), shop("张三")),
        "b.xlsx": (people("张三", "王五"),),
        "c.xlsx": (roster(person("李四", 手机号="13900008888"), person("张三", 学号="0120221034")),),
    }
    titles = ("姓名", "手机号", "学号", "状态", "来源文件", "来源行")
    found = []
    for number, order in enumerate([("a", "b", "c"), ("c", "b", "a"), ("b", "a", "c"), ("abc",)]):
        book = shutil.copy(new_book, tmp_path / f"{number}.xlsx")
        for step, part in enumerate(order):
            inbox = tmp_path / f"{number}-{step}"
            for name in part:
                written(inbox / f"{name}.xlsx", *sheets[f"{name}.xlsx"])
            contestbook("merge", inbox, "-o", book)
        found.append((sorted(rows(book, "附件1汇总", *titles)), sorted(ends(book))))
    for one in found:
        assert one == found[0]
    assert len(found[0][0]) == 3


def test_a_file_that_was_only_saved_again_is_not_taken_again(book, inbox):
    """Excel saved it: other bytes, the same name, the same rows. A copy under another name is registered and counts once."""
    path = written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    load_workbook(path).save(path)
    merged(book, inbox)
    assert ends(book) == ["a.xlsx 3 3 0 0 0"]
    shutil.copy(path, inbox / "a (2).xlsx")
    merged(book, inbox)
    assert ends(book)[1] == "a (2).xlsx 3 0 0 3 0"
    assert standing(book) == sorted(GOOD)


def test_a_file_is_known_again_however_its_inbox_is_named(book, inbox, tmp_path):
    """Two inboxes with files of one name, then one of them, a file of it, both the other way round: nothing is new."""
    other = tmp_path / "又一箱"
    written(inbox / "附件1.xlsx", people("张三", "李四"), shop("张三"))
    written(other / "附件1.xlsx", people("王五", 团队名称="晨光队", 角色="队长"))
    merged(book, inbox, other)
    assert sorted(name for name, *_ in standing(book)) == ["张三", "李四", "王五"]
    assert sorted(ends(book)) == ["附件1.xlsx #2 3 3 0 0 0", "附件1.xlsx 1 1 0 0 0"] or sorted(
        ends(book)
    ) == [
        "附件1.xlsx #2 1 1 0 0 0",
        "附件1.xlsx 3 3 0 0 0",
    ]
    before = book.read_bytes()
    for words in ((other,), (inbox,), (other, inbox), (inbox, inbox / "附件1.xlsx"), (other / "附件1.xlsx",)):
        merged(book, *words)
        assert book.read_bytes() == before
    shutil.copy(inbox / "附件1.xlsx", tmp_path / "附件1.xlsx")
    merged(book, inbox, tmp_path / "附件1.xlsx")
    assert book.read_bytes() == before


def test_two_entries_of_one_name_in_an_archive_are_known_again(book, inbox, tmp_path):
    first = written(tmp_path / "1.xlsx", people("张三", "李四"), shop("张三"))
    second = written(tmp_path / "2.xlsx", people("王五", 团队名称="晨光队", 角色="队长"))
    with warnings.catch_warnings(), zipfile.ZipFile(inbox / "a.zip", "w") as archive:
        warnings.simplefilter("ignore")
        for path in (first, second):
            archive.writestr("附件1.xlsx", path.read_bytes())
    merged(book, inbox)
    assert len(standing(book)) == 3
    before = book.read_bytes()
    merged(book, inbox)
    assert book.read_bytes() == before


def test_our_annotated_copy_says_the_same_as_the_file_it_was_made_of(book, inbox, tmp_path):
    source = written(
        inbox / "a.xlsx", roster(person("张三"), person("李四", 身份证号="360730200411020424")), shop("张三")
    )
    contestbook("check", source, "-o", inbox / "a 标注.xlsx")
    merged(book, inbox)
    assert sorted(ends(book)) == ["a 标注.xlsx 3 0 0 3 0", "a.xlsx 3 2 1 0 0"]
    assert ("与 R0002 内容相同",) in rows(book, "收件登记", "结果")


def test_several_persons_in_one_row_of_a_file_stay_apart(book, inbox):
    """A two-level roster: leader and member stand in one row, so both come from the same row of the file."""
    made = Workbook()
    made.active.title = "附件1"
    made.active.append(["赛区", "参赛高校", "团队名称", "队长", None, None, "成员1", None, None])
    made.active.append([None, None, None, *("姓名", "身份证号", "手机号") * 2])
    names = ("张三", "李四")
    made.active.append(
        ["赣州", "江西理工大学", "橙心队", *(v for n in names for v in (n, IDS[n], PHONES[n]))]
    )
    made.active.merge_cells("D1:F1")
    made.active.merge_cells("G1:I1")
    made.save(inbox / "a.xlsx")
    merged(book, inbox)
    assert standing(book) == sorted(GOOD)
    typed(book, "附件1汇总", "备注", "第一行", row=4)
    written(inbox / "b.xlsx", roster(person("李四", 手机号="13900008888")))
    contestbook("merge", inbox, "-o", book, "--kind", "更正")
    assert standing(book) == sorted([GOOD[0], ("李四", "13900008888", "有效")])
    _, told, _ = merged(book, inbox)
    assert [code.split()[1] for code in told if "MERGE_" in code] == ["MERGE_EDITED"]


def test_an_answer_and_a_new_file_in_one_merge_are_both_kept(book, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    typed(book, "收件登记", "渠道", "邮件")
    written(inbox / "b.xlsx", people("王五", 团队名称="浔阳队", 角色="队长"))
    merged(book, inbox)
    kept = [
        str(row[4]) for row in load_workbook(book)["收件底稿"].iter_rows(values_only=True) if row[1] == "文件"
    ]
    assert "邮件" in kept[0]
    assert len(kept) == 2


def test_a_row_taken_out_of_what_merging_remembers_is_noticed(book, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    made = load_workbook(book)
    made["收件底稿"].delete_rows(3)
    made.save(book)
    before = book.read_bytes()
    assert merged(book, inbox) == (2, [], ["台账.xlsx BOOK_BASE"])
    assert book.read_bytes() == before
