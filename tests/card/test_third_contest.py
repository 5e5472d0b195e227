"""A notice nobody foresaw, typed into a blank card by hand: no code, and its own gaps are found.

Modelled on two public notices: points that fall by rank (20 + 20 + 20 + 40, half a point a place), and groups whose
thresholds are the same on both sides (5万), so that exactly 5万 is in both.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from workbook.card.read import read_card
from workbook.xlsx.reading.reader import read_book
from xladdin.cli import app

SENTENCE = "粉丝量和销售额均不超过5万为新秀组，其中一项不低于5万为达人组"
TYPED = {
    "规则_活动": [
        dict(层级="大赛", 名称="丰收节主播大赛", 开始日期=date(2025, 9, 1), 结束日期=date(2025, 10, 31)),
        dict(层级="活动", 活动="决赛", 名称="丰收节直播决赛", 开始日期=date(2025, 9, 20), 结束日期=date(2025, 9, 30),
             奖金合计=26000, 单位="元", 依据="奖金共26000元", 行号=12),
    ],
    "规则_组别": [
        dict(活动="决赛", 组别="新秀组", 归组方式="按条件", 依据=SENTENCE),
        dict(活动="决赛", 组别="达人组", 归组方式="按条件", 依据=SENTENCE),
    ],
    "规则_条件": [
        dict(活动="决赛", 组别="新秀组", 用途="归组", 条件组="1", 指标="粉丝数", 关系="不超过", 数值=50000, 单位="人"),
        dict(活动="决赛", 组别="新秀组", 用途="归组", 条件组="1", 指标="近一年销售额", 关系="不超过", 数值=5, 单位="万元"),
        dict(活动="决赛", 组别="达人组", 用途="归组", 条件组="1", 指标="粉丝数", 关系="≥", 数值=50000, 单位="人"),
        dict(活动="决赛", 组别="达人组", 用途="归组", 条件组="2", 指标="近一年销售额", 关系=">=", 数值=50000, 单位="元"),
    ],
    "规则_奖项": [
        dict(活动="决赛", 组别="新秀组", 奖项="一等奖", 名额=1, 单项金额=5000, 单位="元"),
        dict(活动="决赛", 组别="新秀组", 奖项="二等奖", 名额=2, 单项金额=3000, 单位="元"),
        dict(活动="决赛", 组别="达人组", 奖项="一等奖", 名额=1, 单项金额=9000, 单位="元"),
        dict(活动="决赛", 组别="达人组", 奖项="二等奖", 名额=2, 单项金额=3000, 单位="元"),
    ],
    "规则_评分": [
        dict(活动="决赛", 指标="观看人数", 满分=20, 计分方式="按名次递减", 每名递减=0.5),
        dict(活动="决赛", 指标="点赞数", 满分=20, 计分方式="按名次递减", 每名递减=0.5),
        dict(活动="决赛", 指标="有效订单数", 满分=20, 计分方式="按名次递减", 每名递减=0.5),
        dict(活动="决赛", 指标="净销售额", 满分=40, 计分方式="按名次递减", 每名递减=0.5),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("third") / "丰收节.xlsx"
    assert CliRunner().invoke(app, ["new", "blank", "-o", str(path)]).exit_code == 0
    made = load_workbook(path)
    for name, rows in TYPED.items():
        columns = {cell.value: cell.column for cell in made[name][3]}
        for row, values in enumerate(rows, 4):
            for title, value in values.items():
                made[name].cell(row, columns[title]).value = value
    made.save(path)
    return path


def linted(path):
    result = CliRunner().invoke(app, ["lint", str(path), "--json"])
    (file,) = json.loads(result.output)["files"]
    return result.exit_code, file["findings"]


def test_its_own_gaps_are_found_and_no_others(book):
    status, findings = linted(book)
    assert status == 0
    said = [f for f in findings if not f["code"].startswith("POINT_OPEN")]
    assert [(f["code"], f["cell"]) for f in said] == [("GROUP_OVERLAP", "C4"), ("GROUP_OVERLAP", "C4")]
    assert ["正好是50,000人" in said[n]["message"] for n in (0, 1)].count(True) == 1
    assert ["正好是50,000元" in said[n]["message"] for n in (0, 1)].count(True) == 1
    opened = [f for f in findings if f["code"] == "POINT_OPEN"]
    assert len(opened) == 19  # what no notice says: every policy
    assert all("26,000 元" in f["message"] for f in opened)


def test_points_that_fall_by_rank_are_on_the_card(book):
    card = read_card(read_book(book.read_bytes(), book.name)).card
    assert [(s.measure, s.most, s.how, s.step) for s in card.scores] == [
        ("观看人数", 20, "按名次递减", Decimal("0.5")),
        ("点赞数", 20, "按名次递减", Decimal("0.5")),
        ("有效订单数", 20, "按名次递减", Decimal("0.5")),
        ("净销售额", 40, "按名次递减", Decimal("0.5")),
    ]
    assert [(t.group, t.total) for t in card.tiers] == [
        ("新秀组", 500000), ("新秀组", 600000), ("达人组", 900000), ("达人组", 600000)
    ]  # fmt: skip


def test_a_slip_in_its_total_is_found(book, tmp_path):
    made = load_workbook(book)
    made["规则_奖项"]["E5"] = 3
    made.save(tmp_path / "slip.xlsx")
    status, findings = linted(tmp_path / "slip.xlsx")
    assert status == 1
    wrong = [f for f in findings if f["severity"] == "error"]
    assert [(f["code"], f["sheet"], f["cell"]) for f in wrong] == [("SUM_DIFFERS", "规则_活动", "G5")]
    assert "多3,000 元" in wrong[0]["message"]
