"""The shell as people use it: files in, text or JSON out, exit status, and nothing else touched."""

from __future__ import annotations

import json
import os
from hashlib import sha256

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.books import MISTAKES, messy
from tests.tables import A
from tests.xlsx import oldbooks
from xladdin.cli import app
from xladdin.commands import COMMANDS

RUN = CliRunner()


def contestbook(*words):
    return RUN.invoke(app, [str(word) for word in words])


def as_json(*words):
    result = contestbook(*words, "--json")
    return result.exit_code, json.loads(result.stdout_bytes)


def digest(path):
    return sha256(path.read_bytes()).hexdigest()


def marked(path):
    """{cell: colour} of every cell with a note, on the first sheet."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {c.coordinate: c.fill.fgColor.rgb[-6:] for row in sheet.iter_rows() for c in row if c.comment}


def test_check_names_each_mistake_at_its_cell_and_changes_nothing(tmp_path):
    path = messy(tmp_path / "附件1.xlsx")
    before = digest(path)
    status, said = as_json("check", path)
    (file,) = said["files"]
    found = {f["cell"]: f["code"] for f in file["findings"] if f["sheet"] == "附件1"}
    assert {cell: code for cell, code in found.items() if code in MISTAKES.values()} == MISTAKES
    assert (status, file["status"], file["reason"], file["file"]) == (1, "findings", None, "附件1.xlsx")
    assert file["summary"] == {"error": 2, "warning": 2, "fix": 2, "info": 0}
    assert digest(path) == before
    assert os.listdir(tmp_path) == ["附件1.xlsx"]


def test_every_key_of_the_contract_is_there(tmp_path):
    _, said = as_json("check", messy(tmp_path / "a.xlsx"))
    assert list(said) == ["schema", "command", "files"]
    keys = ["code", "severity", "sheet", "cell", "value", "message", "next", "suggest", "rule", "related"]
    assert all(list(f) == keys for f in said["files"][0]["findings"])


def test_an_annotated_copy_carries_fills_notes_and_the_list(tmp_path):
    out = tmp_path / "out.xlsx"
    contestbook("check", messy(tmp_path / "a.xlsx"), "-o", out)
    marks = marked(out)
    assert {cell: marks[cell] for cell in MISTAKES} == {
        "E6": "BDD7EE",
        "I6": "BDD7EE",
        "G7": "F4AFAF",
        "I7": "F4AFAF",
    }
    book = openpyxl.load_workbook(out)
    note = book["附件1"]["G7"].comment.text
    assert note.startswith("李老师：这一行请核对")
    assert "校验位不符" in note
    listed = book["问题清单"]
    assert [cell.value for cell in listed[5]][:14][-1] == "代码"
    assert {listed.cell(row, 14).value for row in range(6, listed.max_row + 1)} >= set(MISTAKES.values())
    assert "'附件1'!G7" in {cell.hyperlink.location for cell in listed["F"] if cell.hyperlink}
    assert "COUNTIF(" in listed["A3"].value
    counts = openpyxl.load_workbook(out, data_only=True)["问题清单"]["A3"].value
    assert counts == "必须改 2 条 · 请核实 2 条 · 可统一格式 2 条 · 提示 0 条 · 已填处理情况 0 条"


def test_checking_the_copy_again_gives_the_same_marks_and_keeps_what_people_wrote(tmp_path):
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    path = messy(tmp_path / "a.xlsx")
    contestbook("check", path, "-o", first)
    from workbook.edits import SetCell
    from workbook.model import Cell
    from workbook.xlsx.writing.filehost import FileHost

    host = FileHost(first.read_bytes(), "1.xlsx")
    row = next(
        r
        for r in range(6, 20)
        if openpyxl.load_workbook(first)["问题清单"].cell(r, 14).value == "ID_CHECKSUM"
    )
    host.apply([SetCell("问题清单", Cell(row, 11), "属实"), SetCell("问题清单", Cell(row, 12), "赵老师")])
    first.write_bytes(host.data)
    contestbook("check", first, "-o", second)
    assert marked(second) == marked(first)
    again = openpyxl.load_workbook(second)["问题清单"]
    assert [
        (again.cell(r, 11).value, again.cell(r, 12).value)
        for r in range(6, 20)
        if again.cell(r, 14).value == "ID_CHECKSUM"
    ] == [("属实", "赵老师")]
    assert (
        as_json("check", second)[1]["files"][0]["findings"]
        == as_json("check", path)[1]["files"][0]["findings"]
    )


@pytest.mark.parametrize("command", ["clear", "undo"])
def test_clear_and_undo_give_the_users_own_fill_and_note_back(tmp_path, command):
    path, out, back = messy(tmp_path / "a.xlsx"), tmp_path / "out.xlsx", tmp_path / "back.xlsx"
    contestbook("check", path, "-o", out)
    assert contestbook(command, out, "-o", back).exit_code == 0
    book = openpyxl.load_workbook(back)
    assert book.sheetnames == ["附件1", "附件2"]
    assert marked(back) == {"G7": "FFFF00"}
    assert book["附件1"]["G7"].comment.text == "李老师：这一行请核对"
    assert book["附件1"]["G7"].font.b


def test_clear_leaves_what_a_person_painted_since(tmp_path):
    from workbook.edits import Fill
    from workbook.model import Cell
    from workbook.xlsx.writing.filehost import FileHost

    out, back = tmp_path / "out.xlsx", tmp_path / "back.xlsx"
    contestbook("check", messy(tmp_path / "a.xlsx", note=False), "-o", out)
    host = FileHost(out.read_bytes(), "out.xlsx")
    host.apply([Fill("附件1", Cell.parse("I7"), "00B050")])
    out.write_bytes(host.data)
    contestbook("clear", out, "-o", back)
    sheet = openpyxl.load_workbook(back)["附件1"]
    assert sheet["I7"].fill.fgColor.rgb == "FF00B050"
    assert sheet["I7"].comment is None
    assert sheet["G7"].fill.fgColor.rgb[-6:] == "FFFF00"


def test_fix_previews_applies_and_can_be_undone(tmp_path):
    path = messy(tmp_path / "a.xlsx")
    before = digest(path)
    shown = contestbook("fix", path, "--preview").stdout
    assert "E6" in shown
    assert "•••-••••-0002 → •••••••0002" in shown
    assert "138-0000-0002" not in shown
    assert digest(path) == before
    assert contestbook("fix", path).exit_code == 2
    assert contestbook("fix", path, "--in-place").exit_code == 0
    sheet = openpyxl.load_workbook(path)["附件1"]
    assert (sheet["E6"].value, sheet["I6"].value, sheet["I6"].data_type) == ("李四", "13800000002", "s")
    assert contestbook("undo", path, "--in-place").exit_code == 0
    sheet = openpyxl.load_workbook(path)["附件1"]
    assert (sheet["E6"].value, sheet["I6"].value) == ("李 四", "138-0000-0002")
    assert contestbook("undo", path, "--in-place").exit_code == 2


def test_bad_files_are_named_and_the_others_go_on(tmp_path):
    messy(tmp_path / "好.xlsx")
    (tmp_path / "空.xlsx").write_bytes(b"")
    (tmp_path / "网页.xls").write_text("<html><table></table></html>")
    (tmp_path / "表.xlsx").write_text("序号,姓名\n1,张三\n", encoding="gb18030")
    (tmp_path / "~$好.xlsx").write_bytes(b"\x03abc")
    other = openpyxl.Workbook()
    other.active.append(["今天", "天气"])
    other.save(tmp_path / "无关.xlsx")
    twice = openpyxl.Workbook()
    for row in (["姓名", "身份证号", "手机号"], ["学生姓名", "证件号码", "联系电话"], ["张三", "x", "y"]):
        twice.active.append(row)
    twice.save(tmp_path / "两行表头.xlsx")
    status, said = as_json("check", tmp_path, tmp_path / "没有.xlsx")
    reasons = {f["file"]: f["reason"] and f["reason"]["code"] for f in said["files"]}
    assert status == 2
    assert reasons == {
        "好.xlsx": None,
        "空.xlsx": "FILE_NOT_WORKBOOK",
        "网页.xls": "FILE_NOT_WORKBOOK",
        "表.xlsx": "FILE_NOT_WORKBOOK",
        "无关.xlsx": "FILE_NO_SHEET",
        "两行表头.xlsx": "FILE_HEADER_AMBIGUOUS",
        "没有.xlsx": "FILE_MISSING",
    }
    assert all(
        f["reason"]["message"] and f["reason"]["next"] for f in said["files"] if f["status"] == "refused"
    )


def test_nothing_is_written_for_a_refused_file(tmp_path):
    (tmp_path / "空.xlsx").write_bytes(b"")
    out = tmp_path / "out.xlsx"
    assert contestbook("check", tmp_path / "空.xlsx", "-o", out).exit_code == 2
    assert not out.exists()


def test_a_workbook_open_elsewhere_is_not_overwritten(tmp_path):
    path = messy(tmp_path / "a.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(b"\x06" + "赵老师".encode("gb18030"))
    before = digest(path)
    result = contestbook("check", path, "--in-place")
    assert result.exit_code == 2
    assert "赵老师" in result.stdout
    assert digest(path) == before


def test_arguments_that_cannot_be_carried_out_are_one_sentence(tmp_path):
    path = messy(tmp_path / "a.xlsx")
    for words in (
        ["--as-of", "2024.10"],
        ["--contest", "x"],
        ["-o", path],
        ["-o", tmp_path / "b.xlsx", "--in-place"],
    ):
        result = contestbook("check", path, *words)
        assert result.exit_code == 2
        assert "Traceback" not in result.output
        assert len(result.output.strip().splitlines()) <= 2


@pytest.mark.skipif(os.name == "nt", reason="of POSIX only")
@pytest.mark.parametrize(
    ("out", "code"),
    [("长" * 90 + ".xlsx", "FILE_NAME"), ("长" * 90, "FILE_NAME"), ("附件1.xlsx/里面", "FILE_NO_FOLDER")],
)
def test_a_place_that_cannot_be_is_refused_in_plain_chinese(tmp_path, out, code):
    path = messy(tmp_path / "附件1.xlsx")
    status, said = as_json("check", path, "-o", tmp_path / out)
    assert (status, said["files"][0]["reason"]["code"]) == (2, code)
    assert [p.name for p in tmp_path.iterdir() if p.name != "home"] == ["附件1.xlsx"]


def test_the_systems_own_answer_is_told_in_chinese(tmp_path):
    _, said = as_json("check", tmp_path / ("长" * 90 + ".xlsx"))
    assert said["files"][0]["reason"]["message"] == "打不开这个文件（名称太长）"


def test_many_files_go_to_a_folder_under_their_own_names(tmp_path):
    for branch in ("南昌", "赣州"):
        (tmp_path / branch).mkdir()
        messy(tmp_path / branch / "附件1.xlsx")
    out = tmp_path / "结果"
    assert contestbook("check", tmp_path / "南昌", tmp_path / "赣州", "-o", out).exit_code == 1
    assert sorted(os.listdir(out)) == ["附件1 (2).xlsx", "附件1.xlsx"]


def test_english_words(tmp_path):
    result = contestbook("check", messy(tmp_path / "a.xlsx"), "--lang", "en")
    assert "must be corrected" in result.stdout
    assert "The check digit of the ID" in " ".join(result.stdout.split())


@pytest.mark.parametrize("layout", ["roster", "form"])
def test_a_blank_template_is_empty_and_not_full_of_mistakes(tmp_path, layout):
    path = tmp_path / "模板.xlsx"
    words = ("template", "ganyou-2024", "--branch", "赣州", "--layout", layout, "-o", path)
    assert contestbook(*words).exit_code == 0
    _, said = as_json("check", path)
    assert {f["code"] for f in said["files"][0]["findings"]} == {"SCHOOL_LIST_MISSING", "TABLE_EMPTY"}
    assert contestbook("template", "ganyou-2024", "--branch", "长沙", "-o", path).exit_code == 2


def test_demo_finds_every_planted_mistake_and_nothing_else(tmp_path):
    from xladdin.demo import make_inbox

    planted = make_inbox(tmp_path / "inbox").planted
    _, said = as_json("check", tmp_path / "inbox", "--schools", tmp_path / "inbox" / "高校名单.txt")
    found = {(f["file"], x["sheet"], x["cell"], x["code"]) for f in said["files"] for x in f["findings"]}
    beside = {"TEAM_FILL", "SHOP_SHEET_MISSING", "COL_EXTRA"}
    assert {line for line in found if line[3] not in beside} == set(map(tuple, planted))
    assert len(planted) > 15


def old_roster():
    """An .xls of one person, whose phone is too short."""
    rows = [
        ["参赛高校", "团队名称", "角色", "姓名", "性别", "身份证号", "手机号"],
        ["江西理工大学", "橙心队", "队长", "张三", "男", A, "1380000000"],
    ]
    told = [value for row in rows for value in row]
    cells = b"".join(oldbooks.text(n // 7, n % 7, n) for n in range(len(told)))
    return bytes(
        oldbooks.container(oldbooks.stream(oldbooks.area(2, 7) + cells, globals_=oldbooks.shared(*told)))
    )


def test_an_old_xls_is_read_and_its_copy_is_an_xlsx(tmp_path):
    old, out = tmp_path / "附件1.xls", tmp_path / "out.xlsx"
    old.write_bytes(old_roster())
    status, said = as_json("check", old)
    found = {f["code"]: f["cell"] for f in said["files"][0]["findings"]}
    assert {"FILE_XLS": None, "PHONE_LEN": "G2"}.items() <= found.items()
    assert status == 1
    contestbook("check", old, "-o", out)
    made = openpyxl.load_workbook(out)
    assert "问题清单" in made.sheetnames
    assert made.worksheets[0]["F2"].value == A
    assert marked(out)["G2"] == "F4AFAF"
    assert contestbook("check", old, "--in-place").exit_code == 2


def test_every_command_is_in_the_list_and_has_help():
    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    below = {
        f"{group.name} {command.name or command.callback.__name__}"
        for group in app.registered_groups
        for command in group.typer_instance.registered_commands
    }
    asked = [command.shell.split(" --")[0] for command in COMMANDS if command.shell]
    assert names | below == set(asked)
    for command in [one for one in COMMANDS if one.shell]:
        words, *options = command.shell.split(" --")
        shown = contestbook(*words.split(), "--help")
        assert shown.exit_code == 0
        assert not options or f"--{options[0].split()[0]}" in shown.output
