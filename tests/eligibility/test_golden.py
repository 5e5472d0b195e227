"""Two whole contests through the real commands: 300 entrants over all 12 events of 利通, 55 teams of 11 branches.

Every entrant plays one of a handful of parts; what each part comes to was worked out by hand from the notices and stands
in the tables below. Nothing here is taken from the program's own output.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

import pytest

from schemas.identity import id_check_digit
from schemas.regions import CITIES
from tests.eligibility.books import submitted
from tests.merge.inboxes import written
from tests.merge.test_merge_command import rows
from tests.shell import contestbook

# ---- 利通: 25 entrants in each event

LIVE = {
    # event: first day, notice needed, element, tag, sessions wanted
    "第一期·活动1": ("2024-09-12", False, "", "", 1),
    "第一期·活动2": ("2024-09-23", True, "", "", 1),
    "第一期·活动4": ("2024-11-01", True, "双十一", "#我在利通区带好货#", 1),
    "第一期·活动5": ("2024-12-01", True, "双十二", "#我在利通区带好货#", 1),
    "第一期·活动6": ("2025-01-01", False, "年货节", "#我在利通区带好货#", 1),
    "第二期·活动1": ("2025-02-07", False, "", "", 1),
    "第二期·活动2": ("2025-06-14", True, "", "", 1),
    "第二期·活动3": ("2025-09-14", True, "", "", 1),
    "第二期·活动5": ("2025-11-01", True, "双十一", "#我在利通区带好货#", 15),
    "第二期·活动6": ("2025-12-01", True, "双十二", "#我在利通区带好货#", 10),
}
FILMED = {"第一期·活动3": ("2024-10-09", 1), "第二期·活动4": ("2025-10-01", 3)}
EVENTS = [f"{phase}·活动{n}" for phase in ("第一期", "第二期") for n in range(1, 7)]
GROUPED = ("第一期·活动1", "第二期·活动1")
TWO_HOURS = ("第一期·活动4", "第一期·活动5", "第二期·活动5", "第二期·活动6")
OTHER_PLACE_AGREED = [event for event, (_, notice, *_) in LIVE.items() if notice]

LIVE_PARTS = ("good", "short", "no plan", "elsewhere", "under age")
"""Five of each in an event of broadcasts. short: an hour and 59 minutes; elsewhere: another place (no notice of it is
agreed to, so it does not count)."""

FILM_PARTS = ("good", "late", "another account", "near tag", "under age")
GROUP_PARTS = ("newcomer", "newcomer at 500", "in the hole", "star by fans", "star by sales")


def result(event, part):
    """What a part comes to, worked out by hand."""
    if event in FILMED:
        return {
            "good": "合格",
            "late": "不合格",
            "another account": "不合格",
            "near tag": "合格",
            "under age": "不合格",
        }[part]
    if event in GROUPED:
        return "暂不能归组" if part == "in the hole" else "合格"
    if part == "short":
        return "不合格" if event in TWO_HOURS else "合格"  # only these ask for two hours
    return "合格" if part == "good" else "不合格"


def group(event, part):
    """The group by the figures: below 10,000 fans and at most 500 元, or 10,000 fans or 3,000 元 (second phase 15,000)."""
    if event in GROUPED:
        return {"newcomer": "新秀组", "newcomer at 500": "新秀组", "in the hole": ""}.get(part, "达人组")
    return "直播带货" if event == "第一期·活动6" else ""


FIGURES = {
    "newcomer": ("#120", "#0"),
    "newcomer at 500": ("#9999", "#500"),
    "in the hole": ("#9999", "#500.01"),
    "star by fans": ("#10000", "#0"),
    "star by sales": ("#10", "#15000"),
}


def entrant(n):
    """A synthetic person: the name in two characters of a row of 300, a number of the year 1990 or 2012."""
    event = EVENTS[n // 25]
    parts = FILM_PARTS if event in FILMED else GROUP_PARTS if event in GROUPED else LIVE_PARTS
    part = parts[n % 5]
    year = 2012 if part == "under age" else 1990
    digits = f"360102{year}0101{n:03d}"
    return {
        "n": n, "event": event, "part": part, "name": f"选手{chr(0x4E00 + n)}", "id": digits + id_check_digit(digits),
        "phone": f"138{n:08d}", "account": f"账号{n}",
    }  # fmt: skip


ENTRANTS = [entrant(n) for n in range(300)]


def entry_of(one):
    fans, sales = FIGURES.get(one["part"], ("#300", "#0"))
    phase = one["event"][:3]
    return {
        "类型": "个人", "姓名或名称": one["name"], "身份证号": one["id"], "联系电话": one["phone"],
        "账号昵称": one["account"], "人员类别": "电商从业者", "完全民事行为能力": "是", "已开通带货": "是",
        "粉丝数": fans, "近一年销售额": sales,
        "截至日期": "2024-08-31" if phase == "第一期" else "2025-01-31", "报名活动": one["event"],
        "申报组别": group(one["event"], one["part"]), "报名日期": "2024-09-10" if phase == "第一期" else "2025-02-01",
    }  # fmt: skip


def who(one):
    phase, event = one["event"].split("·")
    return {"姓名或名称": one["name"], "期次": phase, "活动": event}


def days(one):
    first, _, _, _, wanted = LIVE[one["event"]]
    return [str(date.fromisoformat(first) + timedelta(days=n)) for n in range(wanted)]


def plans():
    for one in ENTRANTS:
        if one["event"] in LIVE and one["part"] != "no plan":
            yield {**who(one), "推广策略": "有", "审核结果": "通过", "审核日期": LIVE[one["event"]][0]}


def notices():
    for one in ENTRANTS:
        if one["event"] in LIVE and LIVE[one["event"]][1]:
            for n, day in enumerate(days(one)):
                agreed = "" if one["part"] == "elsewhere" else "通过"
                filed = f"{date.fromisoformat(day) - timedelta(days=1)} 09:00"
                yield {
                    **who(one), "报备号": f"B{one['n']:03d}-{n}", "日期": day, "开始时间": "19:00", "结束时间": "22:00",
                    "报备时间": filed, "审核结果": agreed,
                }  # fmt: skip


def sessions():
    for one in ENTRANTS:
        if one["event"] not in LIVE:
            continue
        _, _, element, tag, _ = LIVE[one["event"]]
        for n, day in enumerate(days(one)):
            yield {
                **who(one), "场次号": f"S{one['n']:03d}-{n}", "日期": day, "开始时间": "19:00",
                "结束时间": "20:59" if one["part"] == "short" else "21:00", "账号": one["account"],
                "地点": "自家果园" if one["part"] == "elsewhere" else "利通区电子商务中心", "话题": tag or "#日常#",
                "直播元素": element or "无", "商品已审核": "是", "数据来源等级": "平台导出",
            }  # fmt: skip


def videos():
    for one in ENTRANTS:
        account = "别人的账号" if one["part"] == "another account" else one["account"]
        if one["event"] in FILMED:
            first, wanted = FILMED[one["event"]]
            late = 7 if one["part"] == "late" else 1
            published = f"{date.fromisoformat(first) + timedelta(days=late if late > 1 else 1)} 12:00"
            if one["part"] == "late":  # the sixteenth of October, a day too late; 2025: the eleventh
                published = "2024-10-16 00:00" if first.startswith("2024") else "2025-10-11 08:00"
            tag = "#我在利通区带好货#" if one["part"] == "near tag" else "#我在利通带好货#"
            for n in range(wanted):
                yield {
                    **who(one), "链接": f"https://v.example.com/{one['n']}-{n}", "发布时间": published,
                    "发布账号": account, "话题": tag,
                }  # fmt: skip
        elif one["event"] == "第一期·活动6":
            yield {
                **who(one), "链接": f"https://v.example.com/{one['n']}", "发布时间": "2025-01-08 12:00",
                "发布账号": account, "话题": "#我是利通好礼推荐官#",
            }  # fmt: skip


@pytest.fixture(scope="module")
def litong(tmp_path_factory):
    folder = tmp_path_factory.mktemp("利通")
    book, inbox = folder / "利通.xlsx", folder / "收件箱"
    for n in range(10):
        written(inbox / f"报名{n}.xlsx", submitted("报名", [entry_of(one) for one in ENTRANTS[n::10]]))
    for name, lines in (
        ("直播计划审核", plans()),
        ("直播报备", notices()),
        ("场次", sessions()),
        ("短视频作品", videos()),
    ):
        written(inbox / f"{name}.xlsx", submitted(name, lines))
    assert contestbook("new", "litong-2024", "-o", book)[0] == 0
    status, output = contestbook("merge", inbox, "-o", book, "--json")
    files = json.loads(output)["files"]
    assert [f for file in files for f in file["findings"] if f["severity"] == "error"] == [], status
    status, output = contestbook("eligible", book, "--as-of", "2026-06-01")
    assert status == 1, output
    return book


def test_every_one_of_300_entrants_comes_to_what_was_worked_out_by_hand(litong):
    named = {one["name"]: one for one in ENTRANTS}
    found = rows(litong, "资格审核", "姓名或名称", "期次", "活动", "结论", "归组结果")
    assert len(found) == 300
    for name, phase, event, told, in_group in found:
        one = named[name]
        assert (f"{phase}·{event}", told, in_group) == (
            one["event"], result(one["event"], one["part"]), group(one["event"], one["part"]),
        ), one  # fmt: skip


COUNTS = {
    # of 25: five of each part
    "第一期·活动1": {"合格": 20, "暂不能归组": 5},
    "第一期·活动2": {"合格": 10, "不合格": 15},
    "第一期·活动3": {"合格": 10, "不合格": 15},
    "第一期·活动4": {"合格": 5, "不合格": 20},
    "第一期·活动5": {"合格": 5, "不合格": 20},
    "第一期·活动6": {"合格": 10, "不合格": 15},
    "第二期·活动1": {"合格": 20, "暂不能归组": 5},
    "第二期·活动2": {"合格": 10, "不合格": 15},
    "第二期·活动3": {"合格": 10, "不合格": 15},
    "第二期·活动4": {"合格": 10, "不合格": 15},
    "第二期·活动5": {"合格": 5, "不合格": 20},
    "第二期·活动6": {"合格": 5, "不合格": 20},
}


def test_the_counts_of_every_event(litong):
    found = {event: Counter() for event in COUNTS}
    for phase, event, told in rows(litong, "资格审核", "期次", "活动", "结论"):
        found[f"{phase}·{event}"][told] += 1
    assert {event: dict(counts) for event, counts in found.items()} == COUNTS


def test_each_condition_that_was_missed_is_named_with_its_figure(litong):
    lines = rows(litong, "资格明细", "姓名或名称", "条件", "实际", "是否符合", "行号")
    missed = {}
    for name, measure, figure, told, line in lines:
        if told == "不符合":
            missed.setdefault(name, []).append((measure, figure, line))
    first = {one["part"]: one for one in reversed(ENTRANTS) if one["event"] == "第二期·活动5"}
    assert missed[first["short"]["name"]] == [
        ("直播场次", "合格0场，共15场", "165"),
        ("每场时长", "15场中0场符合，15场不符合", "165"),
    ]
    assert missed[first["under age"]["name"]] == [("年龄", "报名当天13岁、活动开始当天13岁", "45")]


# ---- 赣邮杯: five teams of two in each of the eleven branches

TEAM_PARTS = ("good", "not filed", "trained late", "other platform", "no number")
TEAM_RESULTS = {
    "good": "合格",
    "not filed": "不合格",
    "trained late": "不合格",
    "other platform": "不合格",
    "no number": "待核",  # a member without a student number: nobody can tell
}


def branch(number, city):
    """The workbook of one branch: five teams, each playing a part."""
    people, shops, training, filings, schedule = [], [], [], [], []
    for n, part in enumerate(TEAM_PARTS):
        team, school = f"{city}{n}队", f"{city}学院"
        at = number * 10 + n
        where = {"参赛高校": school, "团队名称": team}
        for m in range(2):
            digits = f"360102200501{m + 1:02d}{at:03d}"
            person = {"姓名": f"{'甲乙'[m]}{chr(0x5000 + at)}", "身份证号": digits + id_check_digit(digits)}
            phone = f"139{at:06d}{m:02d}"
            student = "" if part == "no number" and m else f"2024{at:04d}{m}"
            people.append({
                "赛区": city, **where, **person, "角色": "队员" if m else "队长", "学号": student, "手机号": phone,
                "是否出镜": "否" if m else "是",
            })  # fmt: skip
            trained = "2024-10-21" if part == "trained late" else "2024-10-15"
            training.append({"培训日期": trained, "培训主题": "直播技巧、集团直播业务管理办法", "市分公司": city, **where,
                             "姓名": person["姓名"], "手机号": phone, "签到": "√"})  # fmt: skip
            if m == 0:
                shops.append({"赛区": city, "学校": school, "团队名称": team, "店主姓名": person["姓名"],
                              "邮乐小店ID": f"YL{at:04d}", "注册手机号": phone})  # fmt: skip
                if part != "not filed":
                    filings.append(
                        {"市分公司": city, **person, **where, "审批结果": "通过", "审批日期": "2024-10-18"}
                    )
                schedule.append({
                    "日期": "2024-10-25", "开始时间": "19:00", "结束时间": "21:00", "市分公司": city, **where,
                    "主播": person["姓名"], "直播平台": "抖音" if part == "other platform" else "邮乐直播",
                    "直播账号(OMS帐号)": f"OMS{at:04d}", "阶段": "初赛", "上报时间": "2024-10-20 10:00",
                })  # fmt: skip
    shops = [{k if k != "学校" else "参赛高校": v for k, v in shop.items()} for shop in shops]
    return {"附件1": people, "附件2": shops, "培训": training, "主播备案": filings, "排期": schedule}


@pytest.fixture(scope="module")
def ganyou(tmp_path_factory):
    folder = tmp_path_factory.mktemp("赣邮")
    book, inbox = folder / "赣邮.xlsx", folder / "收件箱"
    for number, city in enumerate(CITIES):
        sheets = branch(number, city)
        written(inbox / city / "上报.xlsx", *(submitted(name, lines) for name, lines in sheets.items()))
    assert contestbook("new", "ganyou-2024", "-o", book)[0] == 0
    contestbook("merge", inbox, "-o", book)
    status, output = contestbook("eligible", book, "--as-of", "2025-01-15")
    assert status == 1, output
    return book


def test_the_teams_of_eleven_branches_come_to_what_was_worked_out_by_hand(ganyou):
    found = {name: told for name, told in rows(ganyou, "资格审核", "姓名或名称", "结论")}
    wanted = {f"{city}{n}队": TEAM_RESULTS[part] for city in CITIES for n, part in enumerate(TEAM_PARTS)}
    assert found == wanted
    assert Counter(found.values()) == {"合格": 11, "不合格": 33, "待核": 11}


def test_what_is_wrong_is_told_once_at_each_cell(ganyou):
    from openpyxl import load_workbook

    listed = Counter(
        row[13] for row in load_workbook(ganyou)["问题清单"].iter_rows(min_row=6, values_only=True)
    )
    assert listed == {"FILING_MISSING": 11, "TRAINING_LATE": 22, "PLATFORM_OTHER": 11}
