"""Contest workbooks as small tables: the real card of a notice, and the rows a test speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from schemas.book import BOOK_SHEETS, RECEIVED
from schemas.format import Column
from schemas.formats import FORMATS
from tests.tables import _value
from workbook.card.read import CardSheets
from workbook.eligibility.asked import about_work
from workbook.eligibility.judge import judge
from workbook.eligibility.verdict import Judged, Verdict
from workbook.eligibility.work import READ, Work, read_work
from workbook.merge.base import TITLES
from workbook.model import Book, Finding, Sheet
from xladdin.contests import load_seed, seeded

LATER = date(2026, 6, 1)
"""A day on which every event is over."""

E1, E2, E3, E4, E6 = (f"第一期·活动{n}" for n in (1, 2, 3, 4, 6))
SECOND5 = "第二期·活动5"
IDS = ("360102200503150219", "360730200411020423", "360481200307081174", "361102200512302684")

PERSON = {
    "编号": "K0001", "类型": "个人", "姓名或名称": "张三", "身份证号": IDS[0], "联系电话": "13800000001",
    "人员类别": "返乡创业人员", "完全民事行为能力": "是", "账号昵称": "橙心小铺", "已开通带货": "是",
}  # fmt: skip
ENTRY = {
    "编号": "K0001",
    "姓名或名称": "张三",
    "期次": "第一期",
    "活动": "活动4",
    "报名日期": "2024-09-10",
    "状态": "有效",
}
PLAN = {
    "编号": "K0001",
    "姓名或名称": "张三",
    "期次": "第一期",
    "活动": "活动4",
    "审核结果": "通过",
    "审核日期": "2024-10-20",
}
NOTICE = {
    "编号": "K0001", "姓名或名称": "张三", "期次": "第一期", "活动": "活动4", "日期": "2024-11-03", "开始时间": "19:00",
    "结束时间": "21:30", "报备时间": "2024-11-01 09:00", "审核结果": "通过",
}  # fmt: skip
SESSION = {
    "场次号": "S01", "编号": "K0001", "姓名或名称": "张三", "期次": "第一期", "活动": "活动4", "日期": "2024-11-03",
    "开始时间": "19:00", "结束时间": "21:30", "账号": "橙心小铺", "地点": "利通区电子商务中心",
    "话题": "#我在利通区带好货#", "直播元素": "双十一", "商品已审核": "是",
}  # fmt: skip
VIDEO = {
    "编号": "K0001", "姓名或名称": "张三", "期次": "第一期", "活动": "活动3", "链接": "https://v.example.com/1",
    "发布时间": "2024-10-12 20:30", "发布账号": "橙心小铺", "话题": "#我在利通带好货#",
}  # fmt: skip
TEAM = {
    "编号": "K0001", "类型": "团队", "姓名或名称": "橙心队", "负责人": "张三", "参赛高校": "江西理工大学",
    "市分公司": "赣州",
}  # fmt: skip
TEAM_ENTRY = {"编号": "K0001", "姓名或名称": "橙心队", "活动": "直播赛", "状态": "有效"}
MEMBER = {
    "赛区": "赣州", "参赛高校": "江西理工大学", "团队名称": "橙心队", "角色": "队长", "姓名": "张三", "身份证号": IDS[0],
    "学号": "0120221034", "手机号": "13800000001", "是否出镜": "是", "状态": "有效",
}  # fmt: skip
TRAINED = {
    "培训日期": "2024-10-15",
    "参赛高校": "江西理工大学",
    "团队名称": "橙心队",
    "姓名": "张三",
    "签到": "√",
}
FILED = {
    "姓名": "张三",
    "身份证号": IDS[0],
    "团队名称": "橙心队",
    "审批结果": "通过",
    "审批日期": "2024-10-18",
}
PLANNED = {
    "日期": "2024-10-25", "开始时间": "19:00", "结束时间": "21:00", "参赛高校": "江西理工大学", "团队名称": "橙心队",
    "主播": "张三", "直播平台": "邮乐直播", "直播账号(OMS帐号)": "OMS1", "阶段": "初赛", "上报时间": "2024-10-20 10:00",
}  # fmt: skip

Rows = Iterable[Mapping[str, str]]


@cache
def card_of(contest: str) -> tuple[Book, CardSheets]:
    """The card of a notice, as `new` makes it."""
    return seeded(load_seed(contest))


def table(name: str, rows: Rows) -> Sheet:
    """A sheet of the contest workbook; each row names the cells that are filled."""
    return _sheet(name, next(s for s in BOOK_SHEETS if s.name == name).columns, rows)


def submitted(name: str, rows: Rows) -> Sheet:
    """A sheet as people hand it in."""
    return _sheet(name, next(f for f in FORMATS if f.name == name).columns, rows)


def _sheet(name: str, columns: Iterable[Column], rows: Rows) -> Sheet:
    titles = [column.title for column in columns]
    rows = list(rows)
    assert all(set(row) <= set(titles) for row in rows), (name, [set(row) - set(titles) for row in rows])
    return Sheet(name, [[title, *(_value(row.get(title, "")) for row in rows)] for title in titles])


def work_of(contest: str, sheets: Mapping[str, Rows]) -> Work:
    """The work of a contest workbook with these rows."""
    card, found = card_of(contest)
    rows = {**{name: [] for name in READ}, **sheets}
    sheets = (table(name, lines) for name, lines in rows.items())
    book = Book("台账.xlsx", (*card.sheets, Sheet(RECEIVED, [[title] for title in TITLES]), *sheets))
    return read_work(book, found)


def judged(contest: str, sheets: Mapping[str, Rows], as_of: date = LATER) -> Judged:
    """The verdicts on all events."""
    work = work_of(contest, sheets)
    return judge(work, work.card.stages, as_of)


def litong(as_of: date = LATER, **sheets: Rows) -> Verdict:
    """The one verdict of a 利通 workbook with one entry."""
    (verdict,) = judged("litong-2024", {"参赛主体": [PERSON], "报名": [ENTRY], **sheets}, as_of).verdicts
    return verdict


def ganyou(as_of: date = LATER, **sheets: Rows) -> Verdict:
    """The one verdict of a 赣邮杯 workbook with one team."""
    (verdict,) = judged(
        "ganyou-2024", {"参赛主体": [TEAM], "报名": [TEAM_ENTRY], "附件1汇总": [MEMBER], **sheets}, as_of
    ).verdicts
    return verdict


def line(verdict: Verdict, measure: str) -> str:
    """One condition of a verdict: whether it is met, and the figure."""
    found = next(line for line in verdict.lines if line.measure == measure)
    return f"{found.word} {found.found}"


def said(contest: str, as_of: date = LATER, **sheets: Rows) -> list[str]:
    """ "CODE sheet column row" of all that is said, of the work itself and by the judging, in the order it is found."""
    work = work_of(contest, sheets)
    found: list[Finding] = [*about_work(work), *judge(work, work.card.stages, as_of).findings]
    titles = {spec.name: [column.title for column in spec.columns] for spec in BOOK_SHEETS}
    return [f"{f.code} {f.at.sheet} {titles[f.at.sheet][f.at.cell.col - 1]} {f.at.cell.row}" for f in found]
