"""Every button of a contest workbook is pressed for real, and the shell is asked for the same on a file of the same bytes.

The open workbook and the file must then say the same, cell by cell; then undo takes press after press back.
"""

from __future__ import annotations

import pytest

from tests.awards import at_work
from tests.awards.at_work import E4, HEADER, all_decided, base_rows, orders
from tests.eligibility.at_work import typed
from tests.golden.opened import set_cells
from tests.live.pressing import Ribbon
from tests.live.twins import Twins, at_home, differences, files_in, lists_in, said_in, told_in
from tests.live.xlengine_uno import python_with_uno
from tests.merge.inboxes import people, person, shop, written
from tests.payout.steps import answer, filled_in, published
from tests.shell import contestbook
from tests.tables import roster
from workbook import codes
from xladdin.addin.answers import CHANGED, REFUSED, UNCHANGED
from xladdin.commands import label_of

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(python_with_uno() is None, reason="no LibreOffice with UNO on this machine"),
]

ROWS = "锁定底稿"
"""Keeps values of formulas as well, and those of the file were not computed since it was typed into."""
GANYOU = "“赣邮杯·我为家乡代言”大学生电商直播大赛"
HOME_FOCUS = (1, 10)
"""Where 说明 says which event is meant."""


@pytest.fixture(scope="module")
def ribbon(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ribbon")
    with at_home(folder / "home"):
        made = Ribbon(folder)
        made.home = str(folder / "home")
        yield made
        made.quit()


@pytest.fixture(scope="module")
def bytes_of(tmp_path_factory):
    """Of 利通: decided, not judged; and 活动4 final and published, its winners' accounts typed in."""
    folder = tmp_path_factory.mktemp("made")
    book, made = folder / "利通.xlsx", {}
    with at_home(folder / "home"):
        contestbook("new", "litong-2024", "-o", book)
        typed(book, base_rows())
        all_decided(book)
        set_cells(book, [("说明", *HOME_FOCUS, E4)])
        made["decided"] = book.read_bytes()
        at_work.eligible(book)
        at_work.reconcile(book, orders(), E4)
        at_work.final(book)
        contestbook("payout", book)
        published(book)
        filled_in(book)
        made["final"] = book.read_bytes()
    return made


@pytest.fixture
def twins(ribbon, tmp_path):
    """Makes twins; they are closed afterwards."""
    made = []

    def make(name, data=None):
        made.append(Twins(ribbon, tmp_path, name, data))
        return made[-1]

    yield make
    for one in made:
        one.close()
        print(one.seconds)


def same_as_shell(both, button, *answers, shell, says, most=1):
    """A press that writes, and the same in the shell: told in one place, written alike. -> what was said"""
    pressed = both.press(button, *answers)
    assert pressed.status == CHANGED, pressed.said
    assert says in pressed.said
    assert [what for what, _ in pressed.vba] == ["busy", "free", "undo"]
    both.shell(*shell, most=most)
    both.pressed.append(label_of(button))
    both.states.append(both.cells())
    found = differences(both.states[-1], both.shadow_cells())
    found = [one for one in found if not one.startswith(f"{ROWS}!")]
    assert not found, "\n".join(found[:40])
    return pressed.said


def looks_only(both, button, *answers, says, status=UNCHANGED):
    """A press that leaves the workbook as it is. -> what was said"""
    pressed = both.press(button, *answers)
    assert pressed.status == status
    assert says in pressed.said
    assert "undo" not in [what for what, _ in pressed.vba]
    return pressed.said


def told(code, detail):
    """The words of a refusal."""
    return codes.words(code, {"detail": detail}, "zh").message


def told_of_all(both):
    """操作记录 has one line a press that wrote, under its label (which may say more of it)."""
    lines = both.journal()
    assert [label in line for label, line in zip(both.pressed, lines, strict=True)] == [True] * len(lines)


def taken_back(both, count):
    """Undo, press by press: the workbook says each time what it said before."""
    for _ in range(count):
        both.states.pop()
        pressed = both.press("undo")
        assert (pressed.status, pressed.said) == (UNCHANGED, "已撤销上一步操作。")
        assert differences(both.cells(), both.states[-1]) == []
        both.pressed.append("撤销")


def test_a_contest_is_made_and_entries_are_collected(ribbon, twins, tmp_path):
    made = tmp_path / "按钮" / "赣邮杯.xlsx"
    made.parent.mkdir()
    ribbon.open(written(tmp_path / "空.xlsx", people("张三")))
    pressed = ribbon.press("new", GANYOU, made)
    assert pressed.status == UNCHANGED, pressed.said
    assert "已生成赛事台账 赣邮杯.xlsx" in pressed.said
    both = twins("赣邮杯.xlsx")
    both.shell("new", "ganyou-2024", "-o", both.shadow)
    both.begin()
    assert differences(both.states[0], both.shadow_cells()) == []
    inbox = tmp_path / "收件箱"
    written(inbox / "赣州" / "附件.xlsx", people("张三", "李四"), shop("张三"))
    written(inbox / "九江" / "附件.xlsx", roster(person("王五", 身份证号="360481200307081175", 角色="队长")))
    (inbox / "坏.xlsx").write_bytes(b"PK\x03\x04 nothing")

    before = both.press("merge", None)
    assert (before.status, [one for one in before.told if "said" in one]) == (UNCHANGED, [])
    assert differences(both.cells(), both.states[0]) == []
    words = ("merge", inbox, "-o", both.shadow)
    same_as_shell(both, "merge", inbox, shell=words, says="1 个文件没有读出", most=2)
    looks_only(both, "status", says="已打开“报送情况”")
    assert both.active() == "报送情况"
    looks_only(both, "returns", tmp_path / "退回", says="已生成退回修改件")
    both.shell("returns", both.shadow, "-o", tmp_path / "退回2")
    assert lists_in(tmp_path / "退回") == lists_in(tmp_path / "退回2")
    lint = both.press("lint")  # the shell's only tells
    counts = both.shell("lint", both.shadow, most=2).splitlines()
    assert (lint.status, lint.said.startswith("规则检查完成：")) == (CHANGED, True), counts
    both.pressed.append(label_of("lint"))
    both.states.append(both.cells())
    looks_only(both, "next", says="第 1 处")
    looks_only(both, "decisions", tmp_path / "请示单.xlsx", says="已生成请示单 请示单.xlsx")
    both.shell("decisions", both.shadow, "--print", tmp_path / "请示单2.xlsx")
    assert said_in(tmp_path / "请示单.xlsx") == said_in(tmp_path / "请示单2.xlsx")
    looks_only(both, "journal", says="已打开“操作记录”")
    assert both.active() == "操作记录"
    looks_only(both, "doctor", says="contestbook 0.1.0 · Python ")
    taken_back(both, 2)
    told_of_all(both)
    looks_only(both, "template", "赣州", tmp_path / "赣州报名表.xlsx", says="已生成空白表 赣州报名表.xlsx")
    both.shell("template", both.shadow, "--branch", "赣州", "-o", tmp_path / "赣州2.xlsx")
    assert said_in(tmp_path / "赣州报名表.xlsx") == said_in(tmp_path / "赣州2.xlsx")


def test_from_judging_to_final_prizes(twins, bytes_of, tmp_path):
    both = twins("利通.xlsx", bytes_of["decided"])
    both.begin()
    assert differences(both.states[0], both.shadow_cells()) == []
    ledger = tmp_path / "订单.csv"
    ledger.write_text("\n".join([HEADER, *orders()]).replace("|", ","), encoding="utf-8")

    same_as_shell(both, "eligible", shell=("eligible", both.shadow), says="第一期·活动4 合格 20")
    looks_only(both, "since", status=REFUSED, says=told("CLICK_NOT_SEALED", E4))
    looks_only(both, "pay_tax", "2024年", status=REFUSED, says=told("CLICK_MONTH", "2024年"))
    refused = looks_only(both, "finalize", says="不能定稿，什么也没有写")
    assert len(refused.splitlines()) <= 10
    assert differences(both.cells(), both.states[-1]) == []
    words = ("reconcile", both.shadow, "--ledger", ledger)
    same_as_shell(both, "reconcile", [ledger], shell=words, says="计入净销售额 210,000.00元")
    same_as_shell(both, "allocate", shell=("allocate", both.shadow), says="18 个奖，80,000.00元")
    both.select("排名", both.row("排名", "K0002"), 5)
    looks_only(both, "explain", says="第2名（20名参加排名）；净销售额19,000.00元；得一等奖")
    both.select("说明", 1, 1)
    looks_only(both, "explain", "杨小云", says="第7名")
    both.typed("说明", *HOME_FOCUS, "全部活动")
    looks_only(both, "finalize", status=REFUSED, says="当前活动")
    both.typed("说明", *HOME_FOCUS, E4)
    same_as_shell(both, "finalize", shell=("allocate", both.shadow, "--final"), says="已定稿")
    told_of_all(both)
    taken_back(both, 3)
    both.keep()
    with at_home(both.ribbon.home):
        status, output = contestbook("undo", both.live, "--in-place")
    assert status == 0, output
    assert differences(told_in(both.live), both.states[0]) == []


def test_from_final_prizes_to_the_archive(twins, bytes_of, tmp_path):
    both = twins("利通.xlsx", bytes_of["final"])
    both.begin()
    same_as_shell(both, "payout", shell=("payout", both.shadow), says="待付 80,000.00元")
    exported_alike(both, "pay_list", "list")
    exported_alike(both, "pay_public", "public")
    bank = tmp_path / "命令" / "bank.xlsx"
    words = ("payout", both.shadow, "--export", "bank", "-o", bank)
    same_as_shell(both, "pay_bank", tmp_path / "bank.xlsx", shell=words, says="已导出 18 行 → bank.xlsx")
    assert said_in(tmp_path / "bank.xlsx") == said_in(bank)
    sent = [f"P{number + 1:04d}-1|{paid(number)}|成功|2024-12-30|" for number in range(18)]
    back = answer(tmp_path / "回单.csv", *sent[:4], f"P0005-1|{paid(4)}|退汇|2024-12-30|户名不符", *sent[5:])
    words = ("payout", both.shadow, "--import", back)
    said = same_as_shell(both, "answers", [back], shell=words, says="已付 ")
    assert len(said.splitlines()) <= 10
    exported_alike(both, "pay_tax", "tax", "2024-12")
    same_as_shell(both, "verify", shell=("verify", both.shadow), says="复核完成")
    paper, other = tmp_path / "签批单.xlsx", tmp_path / "命令" / "签批单.xlsx"
    words = ("--preparer", "乙某", "--approver", "甲某", "--document", "纪要9号", "--print", other)
    words = ("seal", both.shadow, "--event", E4, *words)
    same_as_shell(both, "seal", "乙某", "甲某", "纪要9号", paper, shell=words, says="已锁定，校验码：")
    assert said_in(paper).keys() == said_in(other).keys()
    looks_only(both, "since", says="锁定以后没有改动")
    looks_only(both, "bundle", "不附", tmp_path / "存档.zip", says="获奖者 18 个")
    both.shell("bundle", both.shadow, "-o", tmp_path / "命令" / "存档.zip")
    other = differing(tmp_path / "存档.zip", tmp_path / "命令" / "存档.zip")
    assert not [name for name in other if name in SAME]
    nothing = both.press("finalize", None)
    assert "已经锁定" in nothing.told[1]["question"]
    assert (nothing.status, [one for one in nothing.told if "said" in one]) == (UNCHANGED, [])
    looks_only(both, "finalize", "更正函3号", says="结果没有变，没有改动")
    row = both.row("奖金分配表", "K0002")
    both.typed("奖金分配表", row, 9, 1.0)
    said = looks_only(both, "since", says=f"奖金分配表 I{row}")
    assert len(said.splitlines()) <= 10
    both.typed("奖金分配表", row, 9, 10000.0)
    told_of_all(both)
    taken_back(both, 5)


def exported_alike(both, button, kind, *month):
    """A list is the shell's."""
    mine, theirs = both.folder / f"{kind}.xlsx", both.folder / "命令" / f"{kind}.xlsx"
    looks_only(both, button, *month, mine, says=f" → {kind}.xlsx")
    both.shell("payout", both.shadow, "--export", kind, *(("--month", *month) if month else ()), "-o", theirs)
    assert said_in(mine) == said_in(theirs)


def paid(number):
    """What the winner of a seat gets after tax: three of 10,000元, five of 8,000元, ten of 1,000元."""
    return 8000 if number < 3 else 6400 if number < 8 else 800


SAME = tuple(f"5_结果/{name}.csv" for name in ("排名", "奖金分配表", "奖金汇总", "奖金发放表"))
"""Members without times, marks, and formulas that were not computed in the file."""


def differing(mine, theirs):
    """The members of two archives that differ; both have the same."""
    a, b = files_in(mine), files_in(theirs)
    assert a.keys() == b.keys()
    assert set(SAME) <= a.keys()
    return [name for name in sorted(a.keys() | b.keys()) if a.get(name) != b.get(name)]
