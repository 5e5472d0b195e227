"""Rule cards as small text tables: what differs from a good little card, and the codes lint answers."""

from __future__ import annotations

from collections.abc import Mapping

from tests.tables import sheet
from workbook.card.lint import lint
from workbook.card.read import CardSheets, read_card
from workbook.model import Book, Finding, Sheet

EVENTS = """
    层级 | 期次 | 活动 | 名称 | 开始日期 | 结束日期 | 奖金合计 | 单位 | 参赛主体 | 依据 | 行号 | 待确认
    大赛 | | | 好货大赛 | 2024-09-01 | 2024-12-31 | | | | | |
    期次 | 第一期 | | 第一期活动 | 2024-09-01 | 2024-12-31 | #10000 | 元 | | | |
    活动 | 第一期 | 活动1 | 直播比赛 | 2024-09-12 | 2024-09-30 | #7000 | 元 | 个人 | | |
    活动 | 第一期 | 活动2 | 短视频比赛 | 2024-10-01 | 2024-10-20 | #3000 | 元 | 个人 | | |
"""
GROUPS = """
    期次 | 活动 | 组别 | 归组方式 | 奖金合计 | 单位 | 依据 | 行号 | 待确认
    第一期 | 活动1 | 新秀组 | 按条件 | | | | |
    第一期 | 活动1 | 达人组 | 按条件 | | | | |
"""
CONDITIONS = """
    期次 | 活动 | 组别 | 用途 | 条件组 | 指标 | 关系 | 数值 | 单位 | 内容 | 近似写法 | 截至日期 | 依据 | 行号 | 待确认
    第一期 | 活动1 | 新秀组 | 归组 | 1 | 粉丝数 | 低于 | #10000 | 人 | | | 2024-08-31 | | | G1
    第一期 | 活动1 | 达人组 | 归组 | 1 | 粉丝数 | 不低于 | #10000 | 人 | | | 2024-08-31 | | | G1
    | | | 资格 | 1 | 年龄 | 不低于 | #18 | 周岁 | | | | | |
    | | | 资格 | 1 | 人员类别 | 属于 | | | 在校大学生、退役军人 | | | | |
"""
TIERS = """
    期次 | 活动 | 组别 | 奖项 | 名额 | 单项金额 | 单位 | 小计 | 依据 | 行号 | 待确认
    第一期 | 活动1 | 新秀组 | 一等奖 | #1 | #1000 | 元 | #1000 | | |
    第一期 | 活动1 | 新秀组 | 二等奖 | #2 | #500 | 元 | #1000 | | |
    第一期 | 活动1 | 达人组 | 一等奖 | #1 | #3000 | 元 | #3000 | | |
    第一期 | 活动1 | 达人组 | 二等奖 | #2 | #1000 | 元 | #2000 | | |
    第一期 | 活动2 | | 一等奖 | #1 | #2000 | 元 | #2000 | | |
    第一期 | 活动2 | | 二等奖 | #2 | #500 | 元 | #1000 | | |
    | | | 合计（元） | | | | #10000 | | |
"""
DUTIES = """
    期次 | 活动 | 义务 | 责任方 | 开始日期 | 截止日期 | 含当天 | 提前小时 | 早于 | 依据 | 行号 | 待确认
    第一期 | 活动2 | 发布短视频 | 参赛选手 | | 2024-10-15 | 是 | | | | |
"""
SCORES = """
    期次 | 活动 | 组别 | 指标 | 满分 | 计分方式 | 每名递减 | 依据 | 行号 | 待确认
    第一期 | 活动1 | | 观看人数 | #40 | 按名次递减 | #0.5 | | |
    第一期 | 活动1 | | 净销售额 | #60 | 按比例 | | | |
"""
POINTS = """
    编号 | 适用活动 | 问题 | 原文 | 行号 | 可选解释 | 暂按 | 把握 | 影响 | 卡住 | 对应列 | 决定 | 登记的批准人 | 批准日期 | 依据文件 | 经办人 | 状态
    G1 | 第一期·活动1 | 是1万吗？ | 低于1 | #59 | 10000：同款条款\\n1：照字面 | 10000 | #0.93 | | 归组、分配 | 数值 | 10000 | 甲某 | 2024-09-10 | 请示单1号 | 乙某 | 已定
"""


def _policies() -> tuple[str, str]:
    """规则_政策 with every policy, each decided in a point of its own."""
    from schemas.policies import POLICIES

    rows, points = ["期次 | 活动 | 政策项 | 选定 | 要定的是 | 待确认"], []
    for number, policy in enumerate(POLICIES, 1):
        answer = policy.choices[0] if policy.choices else "由组委会认定"
        rows.append(f" | | {policy.name} | {answer} | | T{number:02d}")
        points.append(
            f"    T{number:02d} | | {policy.question} | | | | | | | {'、'.join(policy.blocks)} | | {answer} | 甲某 |"
            " 2024-09-10 | 请示单1号 | 乙某 | 已定"
        )
    return "\n".join(rows), "\n".join(points)


CHOICES, _DECIDED = _policies()
GOOD = {
    "规则_活动": EVENTS,
    "规则_组别": GROUPS,
    "规则_条件": CONDITIONS,
    "规则_奖项": TIERS,
    "规则_义务与期限": DUTIES,
    "规则_评分": SCORES,
    "规则_政策": CHOICES,
    "待确认事项": POINTS.rstrip() + "\n" + _DECIDED + "\n",
}
"""A card without a fault: lint proves its sums and says nothing else."""


def card(
    *changes: tuple[str, str, str], without: tuple[str, ...] = (), more: Mapping[str, str] | None = None
) -> Book:
    """The good card with texts replaced: (sheet, old, new). more: further sheets or other texts for sheets."""
    texts = {**GOOD, **(more or {})}
    for name, old, new in changes:
        assert texts[name].count(old) >= 1, (name, old)
        texts[name] = texts[name].replace(old, new, 1)
    return Book("t.xlsx", tuple(sheet(name, text) for name, text in texts.items() if name not in without))


def found(book: Book) -> list[Finding]:
    """What lint says of a book."""
    return lint(book, read_card(book))


def codes(*changes: tuple[str, str, str], proved: bool = False, **options: object) -> list[str]:
    """ "CODE sheet!cell" of every finding; what was proved right is left out."""
    return shown(card(*changes, **options), proved)


def shown(book: Book, proved: bool = False) -> list[str]:
    """ "CODE sheet!cell" of every finding of a book."""
    return [
        f"{f.code} {f.at.sheet or ''}!{f.at.cell.a1 if f.at.cell else ''}"
        for f in found(book)
        if proved or f.code != "SUM_PROVED"
    ]


def read(*changes: tuple[str, str, str]) -> CardSheets:
    """The card with changes, read."""
    return read_card(card(*changes))


def with_sheet(book: Book, extra: Sheet) -> Book:
    """The book with one more sheet."""
    return Book(book.source, (*book.sheets, extra))
