"""submit, merge --as 附件1 and returns: a school hands in, a branch gathers, headquarters sends back."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from tests.merge.inboxes import IDS, PHONES, people, person, shop, written
from tests.merge.test_merge_command import contestbook, ends, rows, standing
from tests.tables import roster

BAD = "360730200411020424"


def found(*words):
    """Exit status and "file code" of every finding of a command."""
    status, output = contestbook(*words, "--json")
    files = json.loads(output)["files"]
    return status, [f"{file['file']} {f['code']}" for file in files for f in file["findings"]]


# ---- submit


def test_counts_and_code_stand_at_the_foot_of_every_page(tmp_path):
    source = written(tmp_path / "报名表.xlsx", people("张三", "李四"), shop("张三"))
    status, output = contestbook("submit", source, "-o", tmp_path / "上报.xlsx", "--number", 1)
    assert status == 0
    (line,) = (line for line in output.split("\n") if "核对码" in line)
    printed = line.split("（")[0]
    assert printed.startswith("1队2人 核对码")
    made = load_workbook(tmp_path / "上报.xlsx")
    for sheet in made:
        assert sheet.oddFooter.left.text.startswith(printed)
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert made.defined_names["contestbook_code"].attr_text == f'"{printed}"'


def test_a_footer_of_their_own_stays(tmp_path):
    source = written(tmp_path / "报名表.xlsx", people("张三"), shop("张三"))
    made = load_workbook(source)
    made["附件1"].oddFooter.left.text, made["附件1"].oddFooter.right.text = "赣州 & 邮政", "&D"
    made["附件1"].oddHeader.center.text = "内部资料"
    made.save(source)
    contestbook("submit", source, "-o", tmp_path / "上报.xlsx")
    sheet = load_workbook(tmp_path / "上报.xlsx")["附件1"]
    assert sheet.oddFooter.left.text.startswith("1队1人 核对码")
    assert sheet.oddFooter.left.text.endswith("赣州 & 邮政")
    assert (sheet.oddFooter.right.text, sheet.oddHeader.center.text) == ("&D", "内部资料")


def test_our_marks_are_off_and_the_source_is_as_it_was(tmp_path):
    source = written(
        tmp_path / "报名表.xlsx", roster(person("张三"), person("李四", 身份证号=BAD)), shop("张三")
    )
    contestbook("check", source, "-o", tmp_path / "标注.xlsx")
    before = (tmp_path / "标注.xlsx").read_bytes()
    status, output = contestbook("submit", tmp_path / "标注.xlsx", "-o", tmp_path / "上报.xlsx")
    assert status == 1, "李四's number must still be corrected"
    assert "还有必须改的地方" in output
    made = load_workbook(tmp_path / "上报.xlsx")
    assert made.sheetnames == ["附件1", "附件2"]
    assert not [cell for row in made["附件1"] for cell in row if cell.comment]
    assert (tmp_path / "标注.xlsx").read_bytes() == before


def test_a_file_changed_after_it_was_made_ready_is_told(tmp_path, book, inbox):
    source = written(tmp_path / "报名表.xlsx", people("张三", "李四"), shop("张三"))
    contestbook("submit", source, "-o", inbox / "上报.xlsx", "--number", 1)
    assert found("merge", inbox, "-o", book) == (0, [])
    made = load_workbook(inbox / "上报.xlsx")
    made["附件1"]["H3"] = "0120229999"
    made.save(inbox / "上报.xlsx")
    _, codes = found("merge", inbox, "-o", book)
    assert "上报.xlsx #2 SUBMIT_CHANGED" in codes
    assert "上报.xlsx #2 SUBMIT_NUMBER" in codes


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("没有.xlsx", "a.xlsx", "没有找到"),
        ("报名表.xlsx", "a.pdf", ".xlsx"),
        ("报名表.xlsx", "报名表.xlsx", "同一个"),
    ],
)
def test_submit_refuses_in_one_sentence(tmp_path, source, target, words):
    written(tmp_path / "报名表.xlsx", people("张三"), shop("张三"))
    before = (tmp_path / "报名表.xlsx").read_bytes()
    status, output = contestbook("submit", tmp_path / source, "-o", tmp_path / target)
    assert status == 2
    assert len(output.strip().split("\n")) <= 3
    assert (tmp_path / "报名表.xlsx").read_bytes() == before


# ---- merge --as 附件1


def test_a_branch_s_sheet_checks_clean_and_merges_at_headquarters(tmp_path, book, inbox):
    written(inbox / "理工.xlsx", people("张三", "李四", 赛区="", 学号="0120221034"), shop("张三"))
    written(
        inbox / "九江学院.xlsx", people("王五", 赛区="", 参赛高校="九江学院", 团队名称="浔阳队", 角色="队长")
    )
    target = tmp_path / "赣州附件.xlsx"
    assert found("merge", inbox, "--as", "附件1", "--branch", "赣州", "-o", target) == (0, [])
    sheet = load_workbook(target)["附件1"]
    assert sheet["A3"].value.startswith("填报单位（盖章）：赣州市分公司")
    assert {sheet.cell(row, 2).value for row in (5, 6, 7)} == {"赣州市分公司"}
    assert sheet.max_row == 7
    status, codes = found("check", target)
    assert (status, {code.split()[1] for code in codes}) == (0, {"SCHOOL_LIST_MISSING", "TEAM_NO_SHOP"})
    contestbook("merge", target, "-o", book)
    assert [name for name, *_ in standing(book)] == sorted(["张三", "李四", "王五"])
    assert ends(book) == ["赣州附件.xlsx 4 4 0 0 0"]


def test_columns_the_official_sheet_does_not_have_are_added_not_dropped(tmp_path, inbox):
    table = roster(person("张三"))
    table.columns.append(["微信号", "zhang_s"])
    written(inbox / "a.xlsx", table, shop("张三"))
    contestbook("merge", inbox, "--as", "附件1", "--branch", "赣州", "-o", tmp_path / "b.xlsx")
    sheet = load_workbook(tmp_path / "b.xlsx")["附件1"]
    header = [cell.value for cell in sheet[4]]
    assert sheet.cell(5, header.index("微信号") + 1).value == "zhang_s"


def test_rows_of_another_branch_are_returned(tmp_path, inbox):
    written(inbox / "a.xlsx", roster(person("张三"), person("李四", 赛区="九江")), shop("张三"))
    status, codes = found("merge", inbox, "--as", "附件1", "--branch", "赣州", "-o", tmp_path / "b.xlsx")
    assert status == 1
    assert codes[0] == " ".join(("a.xlsx", "MERGE_BRANCH"))
    sheet = load_workbook(tmp_path / "b.xlsx")["附件1"]
    assert [sheet.cell(row, 7).value for row in range(5, sheet.max_row + 1)] == ["张三"]


def test_a_wrong_branch_is_told_as_such(tmp_path, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"), shop("张三"))
    target = tmp_path / "b.xlsx"
    status, output = contestbook("merge", inbox, "--as", "附件1", "--branch", "九江", "-o", target, "--json")
    assert (status, target.exists()) == (2, False)
    assert '"BRANCH_NO_ROWS"' in output
    assert "没有九江的行" in output


def test_a_branch_is_sent_to_no_sheet_it_does_not_have(tmp_path, inbox):
    written(inbox / "a.xlsx", people("张三", "李四"))
    written(inbox / "b.xlsx", roster(person("张三", 手机号="13900008888")))
    (inbox / "c.xlsx").write_bytes(b"PK\x03\x04 nothing")
    words = ("merge", inbox, "--as", "附件1", "--branch", "赣州", "-o")
    _, output = contestbook(*words, tmp_path / "1.xlsx", "--json")
    assert '"RESUBMIT_KIND"' in output
    assert "收件登记" not in output + contestbook(*words, tmp_path / "2.xlsx")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--as", "附件1", "--branch", "长沙"), "长沙"),
        (("--as", "附件1"), "--branch"),
        (("--as", "附件3", "--branch", "赣州"), "附件3"),
    ],
)
def test_the_branch_must_be_one(tmp_path, inbox, words, told):
    written(inbox / "a.xlsx", people("张三"))
    status, output = contestbook("merge", inbox, *words, "-o", tmp_path / "b.xlsx")
    assert (status, told in output) == (2, True)
    assert not (tmp_path / "b.xlsx").exists()


# ---- returns


@pytest.fixture
def merged_book(book, inbox):
    """赣州 has a wrong number, 九江 is in order."""
    written(inbox / "赣州.xlsx", roster(person("张三"), person("李四", 身份证号=BAD)), shop("张三"))
    jiu = people("王五", 赛区="九江", 参赛高校="九江学院", 团队名称="浔阳队", 角色="队长")
    from tests.tables import shops

    line = f"1 | 九江 | 九江学院 | 浔阳队 | 王五 | YL2001 | {PHONES['王五']} |"
    written(inbox / "九江.xlsx", jiu, shops(line))
    names = load_workbook(book)
    names["高校名单"]["A4"], names["高校名单"]["A5"] = "江西理工大学", "九江学院"
    names.save(book)
    contestbook("merge", inbox, "-o", book)
    return book


def test_each_gets_its_own_rows_and_findings_only(merged_book, tmp_path):
    status, codes = found("returns", merged_book, "-o", tmp_path / "退回")
    assert (status, codes) == (1, ["赣州市分公司-退回修改.xlsx ID_CHECKSUM"])
    (file,) = (tmp_path / "退回").iterdir()
    made = load_workbook(file)
    texts = {str(cell.value) for sheet in made for row in sheet.iter_rows() for cell in row}
    assert {"张三", "李四", BAD} <= texts
    assert not texts & {"王五", "九江学院", IDS["王五"], PHONES["王五"]}
    assert made["附件1"]["I6"].comment is not None
    assert "问题清单" in made.sheetnames


def test_what_was_sent_back_and_corrected_merges_as_it_is(merged_book, tmp_path, inbox):
    contestbook("returns", merged_book, "-o", tmp_path / "退回")
    (file,) = (tmp_path / "退回").iterdir()
    made = load_workbook(file)
    made["附件1"]["I6"] = IDS["李四"]
    made.save(inbox / "赣州改好.xlsx")
    status, codes = found("merge", inbox, "-o", merged_book)
    assert (status, codes) == (0, [])
    assert [name for name, *_ in standing(merged_book)] == sorted(["张三", "李四", "王五"])
    assert ends(merged_book)[2] == "赣州改好.xlsx 3 1 0 0 2"
    status, output = contestbook("returns", merged_book, "-o", tmp_path / "再退", "--json")
    assert (status, '"code": "RETURN_NONE"' in output) == (2, True)


def test_returns_by_school_and_never_over_a_file(merged_book, tmp_path):
    target = tmp_path / "退回"
    status, _ = found("returns", merged_book, "-o", target, "--by", "school")
    assert [path.name for path in target.iterdir()] == ["江西理工大学-退回修改.xlsx"]
    before = next(target.iterdir()).read_bytes()
    status, output = contestbook("returns", merged_book, "-o", target, "--by", "school")
    assert (status, "已经存在" in output) == (2, True)
    assert next(target.iterdir()).read_bytes() == before


def test_the_branch_is_told_what_to_do_in_one_sentence(merged_book):
    told = dict(rows(merged_book, "报送情况", "市分公司", "可发给市分公司的话")[:11])
    assert told["赣州"].startswith("赣州市分公司：已汇总1队1人、小店1家；退回1行、必须改1处，见退回修改件")
    assert told["吉安"].startswith("吉安市分公司：还没有收到报名材料；还缺：上报本赛区联系人（10月8日）")
