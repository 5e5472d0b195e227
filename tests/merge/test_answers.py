"""What people answer and type into 收件登记, and take back: the sheets follow, nobody is doubled, the balance holds."""

from __future__ import annotations

import shutil
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from tests.merge.inboxes import IDS, PHONES, people, person, shop, written
from tests.merge.test_merge_command import GOOD, contestbook, ends, merged, rows, standing, typed
from tests.tables import roster
from workbook.merge.register import typed_time

BAD = "360730200411020424"


def balance(book):
    return dict(rows(book, "报送情况", "市分公司", "核对")[:13])["合计"]


def told_by_hand(told):
    return [code for code in told if "MERGE_ROW" in code or "MERGE_EDITED" in code]


def test_a_declined_file_and_back(book, inbox):
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    written(inbox / "2.xlsx", people("王五", 团队名称="浔阳队", 角色="队长"))
    merged(book, inbox)
    typed(book, "收件登记", "确认", "不采用", row=5)
    for _ in range(2):
        _, told, _ = merged(book, inbox)
        assert told_by_hand(told) == []
        assert standing(book) == sorted([*GOOD, ("王五", PHONES["王五"], "不计")])
        assert balance(book) == "平"
    assert ends(book)[1] == "2.xlsx 1 0 1 0 0"
    typed(book, "收件登记", "确认", None, row=5)
    for _ in range(2):
        _, told, _ = merged(book, inbox)
        assert told_by_hand(told) == []
        assert standing(book) == sorted([*GOOD, ("王五", PHONES["王五"], "有效")])
        assert balance(book) == "平"


def test_declining_the_original_of_two_equal_files(book, inbox):
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    shutil.copy(inbox / "1.xlsx", inbox / "2 copy.xlsx")
    merged(book, inbox)
    typed(book, "收件登记", "确认", "不采用", row=4)
    _, told, _ = merged(book, inbox)
    assert told_by_hand(told) == []
    assert [row[2] for row in standing(book)] == ["有效", "有效"]
    assert balance(book) == "平"
    assert {row[0] for row in rows(book, "附件1汇总", "来源文件")} == {"2 copy.xlsx"}


NEW = "13900008888"


def answered(book, inbox, answer, row=4):
    typed(book, "收件登记", "确认", answer, row=row)
    return merged(book, inbox)


def corrected(book, inbox, name="3.xlsx"):
    """A correction of 张三's phone comes: it stands in a row that counts, and nothing is told, also at the next merge."""
    written(inbox / name, roster(person("张三", 手机号=NEW)))
    contestbook("merge", inbox, "-o", book, "--kind", "更正")
    for _ in range(2):
        _, told, _ = merged(book, inbox)
        assert [code for code in told_by_hand(told) if "参赛主体" not in code] == []
        assert [row for row in standing(book) if row[0] == "张三" and row[2] == "有效"] == [
            ("张三", NEW, "有效")
        ]
        assert balance(book) == "平"


def test_an_answer_taken_back_after_another_file_brought_the_same_persons(book, inbox):
    """张三 stands in the row of 2.xlsx by then; the row of 1.xlsx is 不计 and stays so."""
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    answered(book, inbox, "不采用")
    written(inbox / "2.xlsx", people("张三", "李四", "王五"))
    merged(book, inbox)
    answered(book, inbox, None)
    corrected(book, inbox)
    assert ("张三", PHONES["张三"], "不计") in standing(book)


def test_two_equal_files_declined_and_taken_back(book, inbox):
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    shutil.copy(inbox / "1.xlsx", inbox / "2 copy.xlsx")
    merged(book, inbox)
    for row, answer in ((4, "不采用"), (5, "不采用"), (4, None), (5, None)):
        answered(book, inbox, answer, row)
    corrected(book, inbox)


def test_a_file_and_its_correction_declined_and_taken_back(book, inbox):
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    written(inbox / "2.xlsx", roster(person("张三", 手机号="13900007777")))
    contestbook("merge", inbox, "-o", book, "--kind", "更正")
    for row, answer in ((4, "不采用"), (5, "不采用"), (4, None), (5, None)):
        answered(book, inbox, answer, row)
    typed(book, "收件登记", "收到时间", "2024-10-19 09:00", row=5)
    corrected(book, inbox)


def test_an_agreed_replacement_and_back(book, inbox):
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    written(inbox / "2.xlsx", people("张三"))
    contestbook("merge", inbox, "-o", book, "--kind", "整表替换")
    typed(book, "收件登记", "确认", "同意", row=5)
    merged(book, inbox)
    assert ("李四", PHONES["李四"], "撤回") in standing(book)
    typed(book, "收件登记", "确认", None, row=5)
    merged(book, inbox)
    assert standing(book) == sorted(GOOD)
    assert balance(book) == "平"


# ---- errors stay told until they are mended


def test_what_is_wrong_in_a_correction_is_listed_and_sent_back_until_it_is_mended(book, inbox, tmp_path):
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    written(inbox / "2.xlsx", roster(person("李四", 手机号="1391111")))
    contestbook("merge", inbox, "-o", book, "--kind", "更正")
    for _ in range(2):
        status, output = contestbook("merge", inbox, "-o", book, "--json")
        assert (status, '"PHONE_LEN"' in output) == (1, True)
    contestbook("returns", book, "-o", tmp_path / "退回")
    sheet = load_workbook(tmp_path / "退回" / "赣州市分公司-退回修改.xlsx")["附件1"]
    found = {sheet.cell(row, 7).value: sheet.cell(row, 13).value for row in range(5, sheet.max_row + 1)}
    assert found == {"张三": PHONES["张三"], "李四": "1391111"}, "once, with the mistake"
    written(inbox / "3.xlsx", roster(person("李四", 手机号="13900008888")))
    contestbook("merge", inbox, "-o", book, "--kind", "更正")
    assert merged(book, inbox)[0] == 0


def two_level(path, *numbers):
    """One row of a file with the leader and two members."""
    made = Workbook()
    made.active.title = "附件1"
    made.active.append(
        ["赛区", "参赛高校", "团队名称", "队长", None, None, "成员1", None, None, "成员2", None, None]
    )
    made.active.append([None, None, None, *("姓名", "身份证号", "手机号") * 3])
    names = ("张三", "李四", "王五")
    cells = [v for name, number in zip(names, numbers, strict=True) for v in (name, number, PHONES[name])]
    made.active.append(["赣州", "江西理工大学", "橙心队", *cells])
    for area in ("D1:F1", "G1:I1", "J1:L1"):
        made.active.merge_cells(area)
    made.save(path)


def test_mending_one_person_of_a_row_leaves_the_error_of_another_told(book, inbox):
    wrong = IDS["王五"][:17] + str((int(IDS["王五"][17]) + 1) % 10)
    two_level(inbox / "1.xlsx", IDS["张三"], BAD, wrong)
    contestbook("merge", inbox, "-o", book)
    written(inbox / "2.xlsx", people("李四"))
    contestbook("merge", inbox, "-o", book, "--kind", "更正")
    _, output = contestbook("merge", inbox, "-o", book, "--json")
    assert output.count('"ID_CHECKSUM"') == 1
    assert '"cell": "K3"' in output


@pytest.mark.parametrize("row", [4, 5, 6])
def test_a_name_changed_by_hand_is_told_as_that_whoever_stands_in_the_same_row_of_the_file(book, inbox, row):
    two_level(inbox / "1.xlsx", *(IDS[name] for name in ("张三", "李四", "王五")))
    merged(book, inbox)
    typed(book, "附件1汇总", "姓名", "改过的人", row=row)
    _, told, _ = merged(book, inbox)
    assert told_by_hand(told) == [f"台账.xlsx MERGE_EDITED 附件1汇总!H{row}"]


def test_two_persons_of_one_name_in_one_row_of_a_file_stay_apart(book, inbox):
    """Rows that were sorted: who is who is told by the numbers."""
    made = Workbook()
    made.active.title = "附件1"
    made.active.append(["赛区", "参赛高校", "团队名称", "队长", None, None, "成员1", None, None])
    made.active.append([None, None, None, *("姓名", "身份证号", "手机号") * 2])
    both = [v for name in ("张三", "李四") for v in ("张三", IDS[name], PHONES[name])]
    made.active.append(["赣州", "江西理工大学", "橙心队", *both])
    for area in ("D1:F1", "G1:I1"):
        made.active.merge_cells(area)
    made.save(inbox / "1.xlsx")
    merged(book, inbox)
    table = load_workbook(book)
    sheet = table["附件1汇总"]
    first, second = ([cell.value for cell in sheet[row]] for row in (4, 5))
    for col, (a, b) in enumerate(zip(first, second, strict=True), 1):
        sheet.cell(4, col).value, sheet.cell(5, col).value = b, a
    table.save(book)
    before = standing(book)
    _, told, _ = merged(book, inbox)
    assert told_by_hand(told) == []
    assert standing(book) == before


# ---- files


def test_files_of_one_name_in_two_folders_are_two_whatever_they_are(book, inbox):
    for city, pdf in (("赣州", b"%PDF 1"), ("九江", b"%PDF 2")):
        (inbox / city).mkdir()
        (inbox / city / "盖章.pdf").write_bytes(pdf)
        (inbox / city / "附件1.xlsx").write_bytes(b"" if city == "赣州" else b"PK\x03\x04")
        contestbook("merge", inbox, "-o", book)
    assert len(ends(book)) == 4
    assert dict(rows(book, "报送情况", "市分公司", "状态")[:13])["合计"] == "不完整：2个文件没读出"


def test_a_broken_file_that_comes_again_is_settled(book, inbox):
    (inbox / "1.xlsx").write_bytes(b"PK\x03\x04 nothing")
    merged(book, inbox)
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    assert merged(book, inbox) == (0, [], [])
    assert dict(rows(book, "报送情况", "市分公司", "状态")[:13])["合计"] == "完整"
    assert rows(book, "收件登记", "结果") == [("没有读出，已由 R0002 代替",), ("已汇总",)]


def test_a_row_of_long_texts_beyond_the_basic_plane(book, inbox):
    """𠮷 counts twice in Excel; three such cells are more than one cell of ours may hold."""
    table = roster(person("张三", 学号="0120221034"))
    table.columns.extend([[title, "𠮷" * 9000] for title in ("微信号", "邮箱", "备注")])
    written(inbox / "1.xlsx", table, shop("张三"))
    merged(book, inbox)
    assert rows(book, "附件1汇总", "微信号") == [("𠮷" * 9000,)]
    assert merged(book, inbox)[0] == 0


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_in_an_archive_are_taken_once(book, inbox, tmp_path):
    names = [
        written(tmp_path / f"{n}.xlsx", people(who, 角色="队长")) for n, who in enumerate(("张三", "李四"))
    ]
    with zipfile.ZipFile(inbox / "a.zip", "w") as archive:
        for path in names:
            archive.writestr("附件1.xlsx", path.read_bytes())
    merged(book, inbox)
    merged(book, inbox)
    assert [name for (name,) in rows(book, "收件登记", "文件名")] == [
        "a.zip/附件1.xlsx",
        "a.zip/附件1.xlsx #2",
    ]


# ---- the branch of a file


def test_a_branch_typed_later_brings_the_rows_that_named_none(book, inbox):
    """However it is typed; the file stays of the same sender."""
    written(inbox / "1.xlsx", people("张三", "李四", 赛区=""))
    status, _, _ = merged(book, inbox)
    assert (status, ends(book)) == (1, ["1.xlsx 2 0 2 0 0"])
    typed(book, "收件登记", "市分公司", "赣州市分公司")
    for _ in range(2):
        status, told, _ = merged(book, inbox)
        assert (status, told_by_hand(told)) == (0, [])
        assert ends(book) == ["1.xlsx 2 2 0 0 0"]
        assert rows(book, "附件1汇总", "赛区", "姓名") == [("赣州", "张三"), ("赣州", "李四")]
    assert balance(book) == "平"
    written(inbox / "2.xlsx", roster(person("张三", 手机号=NEW)))
    contestbook("merge", inbox, "-o", book, "--kind", "更正")
    assert ("张三", NEW, "有效") in standing(book)


# ---- words and times


@pytest.mark.parametrize(
    ("typed_in", "read"),
    [
        ("2024-10-19 15:30", "2024-10-19 15:30"),
        ("2024/10/9 8:05", "2024-10-09 08:05"),
        ("2024年10月25日 15时30分", "2024-10-25 15:30"),
        ("2024年10月25日15点", "2024-10-25 15:00"),
        ("２０２４．１０．２５　１５：３０", "2024-10-25 15:30"),
        ("2024-10-25", "2024-10-25"),
        ("2024-10-25 15:30:20", "2024-10-25 15:30"),
        (45590.0, "2024-10-25"),
        (45590.646, "2024-10-25 15:30"),
        (None, ""),
        ("10-25", None),
        ("10月25日下午", None),
        ("2024-10-25 25:00", None),
        ("2024-13-01", None),
        (12.0, None),
        (True, None),
    ],
)
def test_times_as_people_type_them(typed_in, read):
    assert typed_time(typed_in) == read


def test_a_time_nobody_can_read_is_told_at_its_cell(book, inbox):
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    typed(book, "收件登记", "收到时间", "10月25日下午")
    _, told, _ = merged(book, inbox)
    assert [code.split()[1:] for code in told] == [["TIME_UNREAD", "收件登记!F4"]]


def test_a_time_nobody_can_read_is_shown_as_it_was_typed(book, inbox):
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    typed(book, "收件登记", "收到时间", "2024-10-253:30 PM")
    _, output = contestbook("merge", inbox, "-o", book, "--json")
    assert '"2024-10-253:30 PM"' in output


@pytest.mark.parametrize(
    ("title", "word", "cell"), [("确认", "拒绝", "R4"), ("性质", "替换", "I4"), ("性质", "同意", "I4")]
)
def test_a_word_that_is_no_choice_is_told_at_its_cell(book, inbox, title, word, cell):
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    typed(book, "收件登记", title, word)
    for _ in range(2):
        _, told, _ = merged(book, inbox)
        assert told == [" ".join(("台账.xlsx", "COVER_WORD", f"收件登记!{cell}"))]
    assert standing(book) == sorted(GOOD)


@pytest.mark.parametrize("word", ["不采用。", " 不 采用", "“不采用”", "不采用！"])
def test_a_choice_with_something_around_it_is_one(book, inbox, word):
    written(inbox / "1.xlsx", people("张三", "李四"), shop("张三"))
    merged(book, inbox)
    _, told, _ = answered(book, inbox, word)
    assert (told_by_hand(told), {row[2] for row in standing(book)}) == ([], {"不计"})
    assert not any("COVER_WORD" in code for code in told)
