"""The whole contest is listed for payment: 12 final events, persons, firms and teams, against who made it up."""

from __future__ import annotations

import shutil
from collections import Counter

import pytest

from schemas.book import HEADER_ROW
from tests.golden.conftest import at_home
from tests.golden.litong import expected_awards
from tests.golden.opened import Opened, fen, set_cells
from tests.golden.steps import AS_OF, run

LINE = (
    "期次",
    "活动",
    "组别",
    "奖项",
    "姓名或名称",
    "收款人类型",
    "奖金",
    "应发(税前)",
    "税目",
    "代扣个税",
    "实发",
    "状态",
)


@pytest.fixture(scope="session")
def listed(made_final, folder):
    """All events listed at once."""
    with at_home(folder):
        path = shutil.copy(made_final.path, folder / "发放.xlsx")
        run("payout", path, "--as-of", AS_OF)
    return Opened(path)


def lines(opened):
    return [dict(zip(LINE, row, strict=True)) for row in opened.rows("奖金发放表", *LINE)]


def test_every_prize_is_listed_once_and_to_the_fen(listed, made):
    found = Counter((*(line[t] for t in LINE[:5]), fen(line["奖金"])) for line in lines(listed))
    due = Counter((*row[:4], row[6], row[7]) for row in expected_awards(made))
    assert found == due
    assert set(found.values()) == {1}


def test_persons_and_captains_are_taxed_and_firms_are_not(listed, made):
    kinds = {entry.entrant.name: entry.entrant.kind for entry in made.entries}
    for line in lines(listed):
        gross, tax, net = (fen(line[title]) for title in ("应发(税前)", "代扣个税", "实发"))
        kind = kinds[line["姓名或名称"]]
        assert (line["收款人类型"], line["税目"]) == {
            "个人": ("个人", "偶然所得"), "企业": ("企业", "不代扣"), "团队": ("队长代领", "偶然所得"),
        }[kind]  # fmt: skip
        assert tax == (0 if kind == "企业" else gross // 5)
        assert gross == tax + net == fen(line["奖金"])


def test_the_sums_of_both_phases_tie(listed):
    for phase, due in (("第一期", "500000"), ("第二期", "496000")):
        told = {
            row[1]: row[2] or row[3]
            for row in listed.rows("奖金汇总", "期次", "项目", "奖金", "未分配")
            if row[0] == phase
        }
        assert (told["已定稿"], told["已发放"], told["待付"], told["放弃领奖"], told["未列入发放表"]) == (
            due,
            "0",
            due,
            "0",
            "0",
        )


def test_nobody_is_asked_twice_for_one_event(listed):
    asked = Counter(listed.rows("领奖信息采集表", "编号", "期次", "活动"))
    assert set(asked.values()) == {1}


def test_the_public_list_names_nobody_in_full_and_no_number(listed, made):
    shown = listed.rows("公示", "序号", "活动", "姓名或名称", "单位或账号", "奖金")
    texts = {text for row in shown for text in row}
    persons = {entry.entrant.name for entry in made.entries if entry.entrant.kind == "个人"}
    assert len(shown) == len(lines(listed))
    assert not [text for text in texts for name in persons if name in text]


# ---- Teams that share


@pytest.fixture(scope="session")
def shared(made_final, folder):
    """团队奖金 is decided 平均分配; everybody has said where the money goes."""
    with at_home(folder):
        path = shutil.copy(made_final.path, folder / "平分.xlsx")
        typed_into(path, "待确认事项", lambda row: {"决定": "平均分配"} if row["编号"] == "T15" else {})
        run("payout", path, "--event", TEAMS, "--as-of", AS_OF)
        card = iter(range(1, 1000))
        typed_into(
            path, "领奖信息采集表",
            lambda row: {"开户银行(到支行)": "工行", "银行账号": f"3605011000{next(card):010d}", "证件类型": "其他",
                         "证件号码": row["证件号码"] or "E12345678"},
        )  # fmt: skip
        plan = Opened(path).header("公示安排")
        days = {"期次": "第二期", "活动": "活动2", "公示开始": "2025-07-01", "公示结束": "2025-07-07"}
        set_cells(
            path,
            [("公示安排", HEADER_ROW + 1, plan.index(title) + 1, value) for title, value in days.items()],
        )
        run("payout", path, "--event", TEAMS, "--as-of", AS_OF)
    return path


TEAMS = "第二期·活动2"


def typed_into(path, sheet, change):
    """Cells of each row are typed, as the row says."""
    opened = Opened(path)
    header, edits = opened.header(sheet), []
    for number, values in enumerate(opened.cells(sheet)[HEADER_ROW:], HEADER_ROW + 1):
        row = dict(zip(header, values, strict=True))
        if any(values):
            edits += [(sheet, number, header.index(title) + 1, value) for title, value in change(row).items()]
    set_cells(path, edits)


def of_teams(path):
    """Team -> (award, state) of its members."""
    found = {}
    for line in lines(Opened(path)):
        if line["收款人类型"] == "团队成员":
            found.setdefault(line["姓名或名称"], []).append((fen(line["奖金"]), line["状态"]))
    return found


def test_a_prize_of_a_team_is_shared_to_the_fen(shared, made):
    prizes = {row.name: row.fen for row in expected_awards(made) if f"{row.phase}·{row.event}" == TEAMS}
    teams = of_teams(shared)
    assert teams
    for name, members in teams.items():
        amounts = [amount for amount, _ in members]
        assert sum(amounts) == prizes[name]
        assert max(amounts) - min(amounts) <= 1
        assert {state for _, state in members} == {"待付"}


def test_while_a_stranger_stands_among_the_members_nobody_of_the_team_is_paid(shared, folder):
    path = shutil.copy(shared, folder / "路人.xlsx")
    opened = Opened(path)
    header, sheet = opened.header("领奖信息采集表"), opened.cells("领奖信息采集表")
    member = next(row for row in sheet if "团队成员" in row)
    name, last = header.index("收款人(户名)"), max(n for n, row in enumerate(sheet, 1) if any(row))
    stranger = [*member[:name], "路人甲", *member[name + 1 :]]
    edits = [
        ("领奖信息采集表", last + 1, at, value) for at, value in enumerate(stranger, 1) if value is not None
    ]
    set_cells(path, edits)
    with at_home(folder):
        run("payout", path, "--event", TEAMS, "--as-of", AS_OF)
    states = {state for _, state in of_teams(path)[member[header.index("姓名或名称")]]}
    assert states == {"待收款信息"}
