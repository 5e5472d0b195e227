"""The buttons of 报名, pressed as a clerk would: what a press makes of the open workbook the shell makes of its file."""

from __future__ import annotations

import re
import shutil

import openpyxl
import pytest

from tests.books import messy
from tests.live.pressing import ribbon as started
from tests.shell import contestbook
from workbook.host import Refused
from workbook.report import refusal_sentence
from workbook.sheets import FINDINGS_SHEET, HEADINGS
from xladdin.addin.answers import CHANGED, REFUSED, UNCHANGED
from xladdin.undo import folder

pytestmark = pytest.mark.live

SHELL = {button: (button, "--in-place") for button in ("check", "fix", "clear", "undo")}
"""What one types in a shell for a button that writes into the workbook."""


FIXED = {"附件1!E6": "李四", "附件1!I6": "13800000002"}


@pytest.fixture(scope="module")
def ribbon(tmp_path_factory):
    with started(tmp_path_factory.mktemp("报名")) as one:
        yield one


class Desk:
    """A workbook open in front, and a twin of its file that gets by shell whatever it gets by button."""

    def __init__(self, ribbon, path, twin):
        self.ribbon, self.path, self.twin = ribbon, path, twin
        self.key = ribbon.open(path)

    def call(self, name, *args):
        return self.ribbon.office.call(name, self.key, *args)

    def press(self, id_, *answers):
        pressed = self.ribbon.press(id_, *answers)
        assert pressed.status is not None, self.ribbon.log
        assert pressed.undo == (pressed.status == CHANGED)
        return pressed

    def both(self, id_, monkeypatch):
        """Press a button, type the same in a shell: both come to the same workbook."""
        pressed = self.press(id_)
        assert pressed.status == (UNCHANGED if id_ == "undo" else CHANGED), pressed
        command, *options = SHELL[id_]
        with monkeypatch.context() as shell:
            shell.setenv("CONTESTBOOK_HOME", str(self.twin.parent / "home"))
            status, printed = contestbook(command, self.twin, *options)
        assert status in (0, 1), printed
        theirs = said_by(self.twin)
        assert different(self.now(), theirs) == {}
        return pressed, theirs

    def now(self):
        copy = self.twin.with_name("copy.xlsx")
        self.call("save", str(copy))
        links = {
            f"{place.partition('!')[0]}!{at(*place.partition('!')[2].split(','))}": link["target"]
            for place, link in self.call("links").items()
        }
        return {**said_by(copy), "links": links}

    def reopen(self):
        """Save, close Excel, open the file again."""
        self.call("save", str(self.path))
        self.call("close")
        self.key = self.ribbon.open(self.path)

    def selected(self):
        sheet, (row, column, *_) = self.call("selection")
        return f"{sheet}!{at(row, column)}"


def at(row, column):
    return f"{openpyxl.utils.get_column_letter(int(column))}{row}"


def said_by(path):
    """All a person sees in a workbook: sheets, content, colours, notes, links."""
    book = openpyxl.load_workbook(path)
    cells = {
        f"{sheet.title}!{cell.coordinate}": cell
        for sheet in book
        for row in sheet
        for cell in row
        if not hidden(sheet, cell)
    }
    fills = {place: cell.fill for place, cell in cells.items() if cell.fill.fill_type == "solid"}
    links = {place: cell.hyperlink for place, cell in cells.items() if cell.hyperlink}
    return {
        "sheets": [(sheet.title, sheet.sheet_state) for sheet in book],
        "content": {place: cell.value for place, cell in cells.items() if cell.value is not None},
        "fills": {place: fill.fgColor.rgb[-6:] for place, fill in fills.items()},
        "notes": {place: cell.comment.text for place, cell in cells.items() if cell.comment},
        "links": {place: link.location for place, link in links.items()},
    }


def hidden(sheet, cell):
    """The columns in which our list keeps how a cell looked, each host in its own way."""
    return sheet.title == FINDINGS_SHEET and cell.column > len(HEADINGS)


def different(ours, theirs):
    """{(what, place): (ours, theirs)} where two workbooks differ."""
    return {
        (what, place): (dict(ours[what]).get(place), dict(theirs[what]).get(place))
        for what in ours
        for place in {*dict(ours[what]), *dict(theirs[what])}
        if dict(ours[what]).get(place) != dict(theirs[what]).get(place)
    }


@pytest.fixture
def desk(ribbon, tmp_path):
    path = messy(tmp_path / "附件1.xlsx")
    twin = tmp_path / "shell" / path.name
    twin.parent.mkdir()
    shutil.copy(path, twin)
    one = Desk(ribbon, path, twin)
    yield one
    one.call("close")


def test_a_morning_of_a_clerk(desk, monkeypatch):
    found = desk.now()
    pressed, checked = desk.both("check", monkeypatch)
    assert pressed.bar == (
        "检查完成：必须改 2 · 请核实 2 · 可统一格式 2。逐条见“问题清单”，点“位置”可跳到单元格。"
    )
    assert pressed.boxes == []
    assert desk.call("active") == "问题清单"
    assert checked["fills"]["附件1!I6"] == "BDD7EE"
    assert checked["fills"]["附件1!G7"] == "F4AFAF"
    assert checked["notes"]["附件1!G7"].startswith("李老师：这一行请核对\n")
    assert "手机号有 10 位" in checked["notes"]["附件1!I7"]
    assert checked["links"]["问题清单!F6"] == "'附件1'!G7"

    buttons = ("next", "next", "previous", "previous")
    assert [(desk.press(button).said, desk.selected()) for button in buttons] == [
        ("第 1 处，共 5 处：身份证号校验位不符，有一位写错了", "附件1!G7"),
        ("第 2 处，共 5 处：手机号有 10 位，应为11位", "附件1!I7"),
        ("第 1 处，共 5 处：身份证号校验位不符，有一位写错了", "附件1!G7"),
        ("第 5 处，共 5 处：手机号里有空格、横线、区号或看不见的字符", "附件1!I6"),
    ]

    pressed, fixed = desk.both("fix", monkeypatch)
    assert pressed.bar == "已统一 2 处格式，可按“撤销”恢复；再检查一次可看还剩什么。"
    assert {place: fixed["content"][place] for place in ("附件1!E6", "附件1!I6")} == FIXED
    assert desk.selected() == "附件1!E6"

    pressed, cleared = desk.both("clear", monkeypatch)
    assert pressed.bar == "检查时加的底色、批注和问题清单已去掉，您改过的内容没有动。"
    assert cleared == {**found, "content": {**found["content"], **FIXED}}

    for before in (fixed, checked, found):
        pressed, undone = desk.both("undo", monkeypatch)
        assert pressed.bar == "已撤销上一步操作。"
        assert different(undone, before) == {}
    pressed = desk.press("undo")
    assert (pressed.status, pressed.boxes) == (REFUSED, [sentence("UNDO_NONE")])
    assert different(desk.now(), found) == {}


def test_undo_after_Excel_was_closed_leaves_what_a_person_changed_since(desk):
    found = desk.now()
    desk.press("check")
    desk.press("fix")
    desk.reopen()
    desk.call("write", "附件1", [6, 5, 6, 5], [["李四光"]])
    pressed = desk.press("undo")
    assert pressed.status == UNCHANGED
    assert pressed.boxes == [
        "已撤销上一步操作。有 1 处后来改过，保持不变：附件1 E6 的内容已被改过，保持不变。"
    ]
    now = desk.now()
    assert (now["content"]["附件1!E6"], now["content"]["附件1!I6"]) == ("李四光", "138-0000-0002")
    assert "问题清单!A1" in now["content"]
    pressed = desk.press("undo")
    assert pressed.said == "已撤销上一步操作。"
    assert desk.now() == {**found, "content": {**found["content"], "附件1!E6": "李四光"}}


def test_undo_of_an_earlier_step_says_which(desk):
    """A person swapped the rows that were tidied up: that step cannot be found any more, the one before can."""
    desk.press("check")
    desk.press("fix")
    box = [5, 1, 6, 10]
    desk.call("write", "附件1", box, desk.call("values", "附件1", box)[::-1])
    pressed = desk.press("undo")
    assert pressed.boxes == ["最近一步的内容后来改过，没有动；已撤销更早的一步“检查报名表”。"]
    assert desk.now()["content"]["附件1!E5"] == "李四"
    assert FINDINGS_SHEET not in dict(desk.now()["sheets"])


def test_what_was_shown_is_shown_again_where_nothing_could_be_written(desk):
    """The list is taken away and put back while one looks at it."""
    desk.press("check")
    shown, before = desk.selected(), desk.call("snapshot")
    assert shown.startswith(FINDINGS_SHEET)
    store = folder()
    kept = store.rename(store.with_name("kept"))
    store.write_text("no folder")
    try:
        pressed = desk.press("check")
    finally:
        store.unlink()
        kept.rename(store)
    assert pressed.status == REFUSED
    assert pressed.boxes[0].startswith("附件1.xlsx：撤销记录存不下（")
    assert (desk.selected(), desk.call("snapshot")) == (shown, before)


@pytest.mark.parametrize("checked_by", ["shell", "button"])
def test_marks_of_the_one_are_taken_off_by_the_other(checked_by, desk):
    found = desk.now()
    if checked_by == "shell":
        desk.call("close")
        contestbook("check", desk.path, "--in-place")
        desk.key = desk.ribbon.open(desk.path)
        assert desk.now()["fills"]["附件1!G7"] == "F4AFAF"
        assert desk.press("clear").status == CHANGED
    else:
        desk.press("check")
        desk.reopen()
        desk.call("close")
        assert contestbook("clear", desk.path, "--in-place")[0] == 0
        desk.key = desk.ribbon.open(desk.path)
    assert different(desk.now(), found) == {}


def test_the_file_to_hand_in(desk, tmp_path):
    before = desk.call("snapshot")
    by_button, by_shell = tmp_path / "按钮-上报.xlsx", tmp_path / "命令-上报.xlsx"
    pressed = desk.press("submit", by_button)
    assert contestbook("submit", desk.path, "-o", by_shell)[0] == 1
    assert pressed.told[1] == {
        "asked": "save", "question": "生成上报文件，存到哪里？", "name": "附件1-上报", "suffix": ".xlsx",
    }  # fmt: skip
    assert pressed.status == UNCHANGED
    assert re.fullmatch(
        r"已生成 按钮-上报.xlsx：.*；但还有 2 处必须改，这些行会被退回，请改好再生成一次。", pressed.boxes[0]
    )
    assert different(said_by(by_button), said_by(by_shell)) == {}
    printed = printed_on(by_button)
    assert printed == printed_on(by_shell)
    assert set(printed) == {"附件1", "附件2"}
    assert re.search(r"1队3人", printed["附件1"]), printed
    assert desk.call("snapshot") == before


def printed_on(path):
    """What is printed at the left of every page's foot, but for the time."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: re.sub(r"\d+-\d+-\d+ \d+:\d+", "", sheet.oddFooter.left.text or "") for sheet in book
    }


def test_new_blank_sheets_are_those_of_the_shell(desk, tmp_path):
    before = desk.call("snapshot")
    by_button, by_shell = tmp_path / "空白.xlsx", tmp_path / "命令.xlsx"
    contests = desk.press("template", None)
    assert (contests.status, contests.boxes, contests.bar) == (UNCHANGED, [], None)
    question = contests.told[1]
    assert question["question"] == "哪个赛事？"
    contest = next(name for name in question["options"] if "赣邮" in name)
    pressed = desk.press("template", contest, "赣州", by_button)
    assert pressed.boxes == ["已生成空白表 空白.xlsx。"]
    assert contestbook("template", "ganyou-2024", "--branch", "赣州", "-o", by_shell)[0] == 0
    assert said_by(by_button) == said_by(by_shell)
    opened = {name: key for key, name in desk.ribbon.office.call("books")}
    assert desk.ribbon.office.call("current") == opened[str(by_button)]
    desk.ribbon.office.call("close", opened[str(by_button)])
    assert desk.call("snapshot") == before


def test_nothing_to_do_is_said_in_one_sentence(desk):
    desk.call("write", "附件1", [6, 5, 6, 5], [["李四"]])
    desk.call("write", "附件1", [6, 9, 6, 9], [["'13800000002"]])
    before = desk.call("snapshot")
    for button, sentence_ in (
        ("fix", "没有可以统一的格式，没有改动。"),
        ("clear", "没有检查标记，没有改动。"),
    ):
        pressed = desk.press(button)
        assert (pressed.status, pressed.boxes, pressed.bar) == (UNCHANGED, [sentence_], None)
    pressed = desk.press("next")
    assert (pressed.status, pressed.boxes) == (REFUSED, [sentence("CLICK_NO_LIST")])
    assert desk.call("snapshot") == before


def sentence(code, detail=""):
    return refusal_sentence("附件1.xlsx", Refused(code, detail))
