"""Excel's own dialogues: what they are given, and what is made of everything they answer."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.live.scripted_dialogs import ANSWERS, TOLD, ScriptedDialogs, told
from xladdin.excel.dialogs import ComDialogs


class Excel:
    """In place of an xlwings App: answers what the test says, and keeps what it was given."""

    def __init__(self, *answers):
        self.answers, self.given, self.alerts, self.status_bar = list(answers), [], [], "before"
        self.api = self
        self.picked = SimpleNamespace(Count=0)

    def alert(self, *given):
        self.alerts.append(given)

    def _answer(self, **given):
        self.given.append(given)
        return self.answers.pop(0)

    GetOpenFilename = GetSaveAsFilename = InputBox = _answer

    def FileDialog(self, kind):
        assert kind == 4, "the one that picks folders"
        self.dialog = SimpleNamespace(Show=lambda: self.answers.pop(0), SelectedItems=self.picked)
        return self.dialog


def test_a_folder():
    excel = Excel(-1)
    excel.picked = SimpleNamespace(Count=1, Item={1: "D:\\收件"}.get)
    assert ComDialogs(excel).folder("选收件文件夹") == Path("D:\\收件")
    assert (excel.dialog.Title, excel.dialog.AllowMultiSelect) == ("选收件文件夹", False)
    assert ComDialogs(Excel(0)).folder("选收件文件夹") is None
    assert ComDialogs(Excel(-1)).folder("选收件文件夹") is None, "nothing was picked"


@pytest.mark.parametrize(
    ("many", "answer", "paths"),
    [
        (True, ("a.xlsx", "b.csv"), ["a.xlsx", "b.csv"]),
        (True, ("a.xlsx",), ["a.xlsx"]),
        (True, False, []),
        (False, "a.xlsx", ["a.xlsx"]),
        (False, False, []),
    ],
)
def test_files(many, answer, paths):
    excel = Excel(answer)
    assert ComDialogs(excel).files("选流水", ["*.xlsx", "*.csv"], many) == [Path(path) for path in paths]
    assert excel.given == [
        {"FileFilter": "可选的文件 (*.xlsx;*.csv),*.xlsx;*.csv", "Title": "选流水", "MultiSelect": many}
    ]


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        ("D/归档.zip", "D/归档.zip"),
        ("D/归档.ZIP", "D/归档.ZIP"),
        ("D/归档", "D/归档.zip"),
        ("D/归档.v2", "D/归档.v2.zip"),
        (False, None),
    ],
)
def test_where_to_save(answer, path):
    excel = Excel(answer)
    assert ComDialogs(excel).save("存到哪里", "归档.zip", ".zip") == (path and Path(path))
    assert excel.given[0]["InitialFilename"] == "归档.zip"


def test_a_text():
    excel = Excel(" 张三 ", "", "False", False)
    dialogs = ComDialogs(excel)
    assert [dialogs.text("查谁？", "李四") for _ in range(4)] == ["张三", "", "False", None]
    assert (excel.given[0]["Prompt"], excel.given[0]["Default"], excel.given[0]["Type"]) == (
        "查谁？",
        "李四",
        2,
    )


@pytest.mark.parametrize("typed", ["2", " ２ ", "2.", "2、"])
def test_one_of_several(typed):
    excel = Excel(typed)
    assert ComDialogs(excel).choice("哪个活动？", ["活动1", "活动2"]) == "活动2"
    assert excel.given[0]["Prompt"] == "哪个活动？\n1　活动1\n2　活动2\n请输入序号（1至2）："


@pytest.mark.parametrize("wrong", ["0", "3", "", "活动1", "-1", "1.5", "²³"])
def test_a_wrong_number_is_asked_again_twice(wrong):
    excel = Excel(wrong, wrong, "1")
    assert ComDialogs(excel).choice("哪个活动？", ["活动1", "活动2"]) == "活动1"
    assert [given["Prompt"].startswith("没有这个序号") for given in excel.given] == [False, True, True]
    excel = Excel(wrong, wrong, wrong, "1")
    assert ComDialogs(excel).choice("哪个活动？", ["活动1", "活动2"]) is None
    assert len(excel.given) == 3


def test_a_choice_that_is_cancelled_or_is_none():
    assert ComDialogs(Excel(False)).choice("哪个？", ["甲", "乙"]) is None
    assert ComDialogs(Excel()).choice("哪个？", []) is None


def test_a_list_too_long_for_the_box_is_shown_before_it():
    options = [f"第一期·活动{number}·院校组" for number in range(1, 31)]
    excel = Excel("31", "30")
    assert ComDialogs(excel).choice("哪个活动？", options) == options[29]
    assert [len(alert[0].splitlines()) for alert in excel.alerts] == [31]
    assert [given["Prompt"] for given in excel.given] == [
        "请输入序号（1至30）：", "没有这个序号。请输入序号（1至30）：",
    ]  # fmt: skip


def test_no_text_given_to_excel_is_longer_than_it_takes():
    excel = Excel("好")
    dialogs = ComDialogs(excel)
    dialogs.text("问" * 300, "答" * 300)
    dialogs.status("忙" * 300)
    assert max(len(excel.given[0]["Prompt"]), len(excel.given[0]["Default"]), len(excel.status_bar)) <= 255
    assert excel.alerts[0][0] == "问" * 300


def test_a_sentence_and_the_status_bar():
    excel = Excel()
    dialogs = ComDialogs(excel)
    dialogs.say("检查完了，没有问题。")
    assert excel.alerts == [("检查完了，没有问题。", "竞赛台账", "ok", "info")]
    dialogs.status("正在读取")
    assert excel.status_bar == "正在读取"
    dialogs.status(None)
    assert excel.status_bar is False, "Excel has it back"


def test_dialogues_with_a_script(tmp_path, monkeypatch):
    (tmp_path / "a.json").write_text(json.dumps(["D", ["x"], None, "字", "乙"]), encoding="utf-8")
    monkeypatch.setenv(ANSWERS, str(tmp_path / "a.json"))
    monkeypatch.setenv(TOLD, str(tmp_path / "told"))
    dialogs = ScriptedDialogs()
    answers = [dialogs.folder("夹"), dialogs.files("件", ["*.xlsx"], True), dialogs.save("存", "a", ".zip")]
    answers += [dialogs.text("问", "提议"), dialogs.choice("选", ["甲", "乙"])]
    dialogs.say("好了")
    assert answers == [Path("D"), [Path("x")], None, "字", "乙"]
    assert [one.get("asked", one.get("said")) for one in told(tmp_path / "told")] == [
        "folder", "files", "save", "text", "choice", "好了",
    ]  # fmt: skip
    with pytest.raises(AssertionError, match="no answer left"):
        dialogs.folder("再来")
