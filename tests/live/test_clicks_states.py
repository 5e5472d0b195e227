"""A press in every state an Excel may be in: one plain sentence, nothing changed, the status bar given back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import openpyxl
import pytest

from tests.books import messy
from tests.live.pressing import ribbon as started
from workbook.host import Refused
from workbook.report import refusal, refusal_sentence
from xladdin.addin.answers import CHANGED, REFUSED, UNCHANGED
from xladdin.addin.words import WORDS

pytestmark = pytest.mark.live

NAME = "附件1.xlsx"


@pytest.fixture(scope="module")
def ribbon(tmp_path_factory):
    with started(tmp_path_factory.mktemp("状态")) as one:
        yield one


@pytest.fixture
def opened(ribbon):
    """Open workbooks, the last in front; they are closed after the test."""
    keys = []

    def open_(path, **how):
        keys.append(ribbon.open(path, **how))
        return keys[-1]

    yield open_
    there = {key for key, _ in ribbon.office.call("books")}
    for key in there:
        ribbon.office.call("close", key)


@pytest.fixture
def path(tmp_path):
    return messy(tmp_path / NAME)


def told(code, detail="", name=NAME):
    """The one sentence of a refusal; it names the workbook once."""
    refused = Refused(code, detail)
    words = refusal(refused)
    return f"{words.message}。{words.next}" if name in words.message else refusal_sentence(name, refused)


def refused(ribbon, key, id_, sentence, **env):
    """Press: one sentence, nothing else, the workbook and the status bar as they were."""
    before = ribbon.office.call("snapshot", key)
    pressed = ribbon.press(id_, **env)
    assert (pressed.boxes, pressed.status) == ([sentence], REFUSED), ribbon.log
    assert pressed.bar is None
    assert not pressed.undo
    assert ribbon.office.call("snapshot", key) == before


# ---- how the workbook stands


def test_a_workbook_that_is_read_only(ribbon, opened, path):
    path.chmod(0o444)
    refused(ribbon, opened(path, read_only=True), "check", told("EXCEL_READ_ONLY", NAME))


def test_a_workbook_whose_structure_is_protected(ribbon, opened, path):
    key = opened(path)
    ribbon.office.call("fix_sheets", key)
    refused(ribbon, key, "check", told("EXCEL_STRUCTURE", NAME))


def test_a_sheet_with_a_password(ribbon, opened, path):
    key = opened(path)
    ribbon.office.call("protected", key, "附件1", True, "口令")
    refused(ribbon, key, "check", told("EXCEL_SHEET_PASSWORD", "附件1"))


def test_a_workbook_out_of_an_archive(ribbon, opened, tmp_path):
    place = tmp_path / "Rar$DIa0.123"
    place.mkdir()
    refused(ribbon, opened(messy(place / NAME)), "fix", told("EXCEL_TEMP", NAME))


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        ({"shared": True}, "EXCEL_SHARED"),
        ({"final": True, "read_only": True}, "EXCEL_FINAL"),
        ({"full_name": f"https://pan.example/{NAME}"}, "EXCEL_CLOUD"),
    ],
)
def test_what_only_Excel_knows_of_a_workbook(standing, code, ribbon, opened, path):
    how = {"CONTESTBOOK_TEST_STANDING": json.dumps(standing)}
    refused(ribbon, opened(path), "clear", told(code, NAME), **how)


def test_a_workbook_that_was_never_saved(ribbon, opened):
    key = ribbon.office.call("new", False)
    name = next(full for one, full in ribbon.office.call("books") if one == key)
    refused(ribbon, key, "check", told("EXCEL_NEVER_SAVED", name, name))


def test_no_workbook_is_open(ribbon, opened):
    pressed = ribbon.press("check")
    assert (pressed.status, pressed.boxes) == (None, [WORDS["no_book"].zh])
    assert pressed.vba[-2:] == [("busy", ""), ("say", WORDS["no_book"].zh)]


@pytest.mark.parametrize("shielded", [[], [NAME]])
def test_a_workbook_that_is_closed_meanwhile(shielded, ribbon, opened, path, tmp_path):
    other = opened(messy(tmp_path / "另一个.xlsx"))
    before = ribbon.office.call("snapshot", other)
    key, go = opened(path), tmp_path / "go"
    standing = json.dumps({"shielded": shielded})
    ended = ribbon.begin("check", CONTESTBOOK_TEST_WAIT=go, CONTESTBOOK_TEST_STANDING=standing)
    ribbon.office.call("close", key)
    go.touch()
    pressed = ended()
    code = "EXCEL_PROTECTED_VIEW" if shielded else "EXCEL_NO_BOOK"
    assert (pressed.status, pressed.boxes, pressed.bar) == (REFUSED, [told(code, NAME)], None)
    assert ribbon.office.call("snapshot", other) == before


# ---- the wrong button


def contest(path):
    book = openpyxl.Workbook()
    book.active.title = "规则_活动"
    book.create_sheet("规则_组别").append(["组别"])
    book.save(path)
    return path


def test_a_button_for_contest_workbooks_on_a_registration_and_the_reverse(ribbon, opened, path, tmp_path):
    key = opened(path)
    refused(ribbon, key, "payout", told("FILE_NO_CARD"))
    refused(ribbon, key, "status", told("CLICK_NO_SHEET", "报送情况"))
    key = opened(contest(tmp_path / "台账.xlsx"))
    for button in ("check", "submit"):  # submit asks nothing
        refused(ribbon, key, button, told("FILE_CONTEST_BOOK", name="台账.xlsx"))


def test_a_button_nobody_knows(ribbon, opened, path):
    key = opened(path)
    before = ribbon.office.call("snapshot", key)
    for id_ in ("nothing", "Check", "check;ls", "检查", "apply", "c" * 41):
        pressed = ribbon.press(id_)
        assert (pressed.status, pressed.boxes, pressed.told) == (None, [WORDS["unknown"].zh], [])
    assert ribbon.office.call("snapshot", key) == before


# ---- the program itself


def test_the_program_is_not_there(ribbon, opened, path):
    key = opened(path)
    before = ribbon.office.call("snapshot", key)
    gone = ribbon.starter.rename(ribbon.starter.with_name("moved"))
    try:
        pressed = ribbon.press("check")
    finally:
        gone.rename(ribbon.starter)
    assert (pressed.status, pressed.boxes) == (None, [WORDS["no_python"].zh])
    assert pressed.vba[-2:] == [("busy", ""), ("say", WORDS["no_python"].zh)]
    assert ribbon.office.call("snapshot", key) == before


def test_the_program_is_broken(ribbon, opened, path, tmp_path):
    key = opened(path)
    before = ribbon.office.call("snapshot", key)
    pressed = ribbon.press(
        "check", CONTESTBOOK_TEST_ROOT=tmp_path
    )  # nothing to import there: Python ends with 1
    assert pressed.boxes == [WORDS["failed"].zh.replace("%1", "1")]
    assert pressed.vba[-2] == ("busy", "")
    assert not pressed.undo
    assert ribbon.office.call("snapshot", key) == before


def test_a_second_press_while_the_first_is_at_work(ribbon, opened, path, tmp_path):
    key, go, made = opened(path), tmp_path / "go", tmp_path / "上报.xlsx"
    before = ribbon.office.call("snapshot", key)
    ended = ribbon.begin("submit", {"wait for": str(go), "answer": str(made)})
    ribbon.until_asked()
    second = ribbon.press("check")
    assert (second.status, second.boxes) == (REFUSED, [told("CLICK_RUNNING")])
    assert "status" not in str(second.told), "the status bar is the first one's"
    assert ribbon.office.call("snapshot", key) == before
    go.touch()
    first = ended()
    assert first.status == UNCHANGED
    assert first.said.startswith("已生成 上报.xlsx：")
    assert made.exists()


@pytest.mark.parametrize(("button", "when"), [("check", "3"), ("fix", "end")])
def test_the_program_breaks_down(button, when, ribbon, opened, path):
    key = opened(path)
    before = ribbon.office.call("snapshot", key)
    pressed = ribbon.press(button, CONTESTBOOK_TEST_CRASH=when)
    changed = when == "end"
    what = "已写入的内容可按“撤销”恢复" if changed else "工作簿没有改动"
    (said,) = pressed.boxes
    said = re.sub(r"\d+", "7", said)
    assert said == f"程序内部出错（ZeroDivisionError, click_runner.py:7），{what}；请把这句话发给维护人员。"
    assert (pressed.status, pressed.undo, pressed.bar) == (CHANGED if changed else REFUSED, changed, None)
    assert (ribbon.office.call("snapshot", key) == before) != changed
    if changed:
        assert ribbon.press("undo").said == "已撤销上一步操作。"
        assert ribbon.office.call("snapshot", key) == before


# ---- names, twins, what lies beside


@pytest.mark.parametrize("name", ["报 名 100% & 'a'=1;$(x) 𠮷.xlsx"])
def test_a_workbook_of_any_name(name, ribbon, opened, tmp_path):
    key = opened(messy(tmp_path / name))
    assert ribbon.press("fix").status == CHANGED
    assert ribbon.office.call("values", key, "附件1", [6, 5, 6, 5]) == [["李四"]]


@pytest.mark.parametrize("first", [True, False])
def test_of_two_workbooks_of_one_name_only_the_one_in_front_is_touched(first, ribbon, opened, path, tmp_path):
    (tmp_path / "乙").mkdir()
    keys = opened(path), opened(messy(tmp_path / "乙" / NAME))
    front, other = keys if first else reversed(keys)
    ribbon.office.call("front", front)
    before = ribbon.office.call("snapshot", other)
    assert ribbon.press("fix").status == CHANGED
    assert ribbon.office.call("values", front, "附件1", [6, 5, 6, 5]) == [["李四"]]
    assert ribbon.office.call("snapshot", other) == before


PLANTED = (
    "xladdin.py", "xladdin/__init__.py", "workbook/__init__.py", "workbook.py", "json.py", "polars.py", "xlwings.py",
    "sitecustomize.py", "usercustomize.py", "startup.py",
)  # fmt: skip


def plant(folder, marks):
    """Programs and settings that would leave a mark if anything ran them or read them."""
    for name in PLANTED:
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"open({str(marks / name.replace('/', '_'))!r}, 'w').close()\n")
    evil = folder / "python"
    evil.write_text(f"#!/bin/sh\ntouch '{marks}/python'\n")
    evil.chmod(0o700)
    settings = f"INTERPRETER_WIN = {evil}\nPYTHONPATH = {folder}\n"
    (folder / "contestbook.conf").write_text(settings)
    (folder / "xlwings.conf").write_text(settings)
    (folder / "pyvenv.cfg").write_text(f"home = {folder}\n")


@pytest.mark.parametrize("button", ["check", "submit"])
def test_what_lies_beside_or_in_the_workbook_is_never_run(button, ribbon, opened, tmp_path):
    folder, marks = tmp_path / "收到", tmp_path / "marks"
    folder.mkdir()
    marks.mkdir()
    path = messy(folder / NAME)
    book = openpyxl.load_workbook(path)
    for name in ("contestbook.conf", "_xlwings.conf", "xlwings.conf"):
        sheet = book.create_sheet(name)
        for row in (("INTERPRETER_WIN", str(folder / "python")), ("PYTHONPATH", str(folder))):
            sheet.append(row)
    book.save(path)
    plant(folder, marks)
    opened(path)
    hostile = {"PYTHONPATH": folder, "PYTHONSTARTUP": folder / "startup.py", "PYTHONHOME": folder}
    pressed = ribbon.press(button, tmp_path / "上报.xlsx", **hostile)
    assert pressed.status == (CHANGED if button == "check" else UNCHANGED), ribbon.log
    assert list(marks.iterdir()) == []


def test_planted_programs_would_leave_their_mark(tmp_path):
    """The proof of the test above: without -I they run."""
    plant(tmp_path, tmp_path)
    ran = subprocess.run([sys.executable, "-c", "import json, xladdin, workbook"], cwd=tmp_path, check=False)
    assert ran.returncode == 0
    assert {"json.py", "xladdin___init__.py"} <= set(os.listdir(tmp_path))


# ---- the other language


def test_English(tmp_path, path, monkeypatch):
    monkeypatch.setenv("CONTESTBOOK_LANG", "en")
    with started(tmp_path / "en") as english:
        english.open(path)
        pressed = english.press("next")
        assert pressed.vba[0] == ("busy", WORDS["working"].en)
        assert pressed.boxes == [
            f"{NAME}: There is no list of findings in this workbook yet. Press Check first."
        ]
        assert english.press("nothing").boxes == [WORDS["unknown"].en]
        pressed = english.press("fix")
        assert pressed.bar == ("2 cells tidied up; Undo takes it back. Check again to see what is left.")
        assert ("undo", WORDS["undo"].en) in pressed.vba
