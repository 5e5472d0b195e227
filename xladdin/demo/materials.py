"""The demo's materials: all that people send in and hand over in both contests, before anything is done with it.

Everything is made up and follows from the seed: the same seed gives the same bytes. What is done with them is told in
`story`; with the commands of the shell anybody can do it himself.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from schemas.contest import Scope
from xladdin.card_commands import contest_of
from xladdin.demo import ganyou, make_inbox, papers
from xladdin.demo.litong import FILMED, SOLD, make_litong, winners
from xladdin.demo.settled import settle

GANYOU: Final = "赣邮杯"
LITONG: Final = "利通"
"""The folders of the two contests."""
DROPPED: Final = "投放文件夹"
"""A folder for `contestbook watch`, with one workbook in it."""

_DROPPED_FILE: Final = "附件1（新余）.xlsx"

INBOX: Final = "收件箱"
CORRECTED: Final = "更正件"
PREPARATION: Final = "赛前材料"
SCHOOLS: Final = "高校名单.txt"
DECIDED: Final = "领导决定.json"
PLACES: Final = "决赛名次.json"
ORDERS: Final = "订单导出"
EXPORT: Final = "抖店订单.csv"
POSTED: Final = "公示安排.json"
PAYEES: Final = "领奖信息.json"
PAYEE_CORRECTED: Final = "领奖信息更正.json"
ALTERED: Final = "事后改动.json"
ANSWERS: Final = ("银行回单1.csv", "银行回单2.csv")

WHAT: Final = {
    DROPPED: "练习投放文件夹用：一张有错的报名表",
    f"{GANYOU}/{INBOX}": "交来的报名表，有各种常见错误，也有不是报名表的文件",
    f"{GANYOU}/{SCHOOLS}": "高校名单",
    f"{GANYOU}/{CORRECTED}": "三个市分公司改好再报的",
    f"{GANYOU}/{PREPARATION}": "高校合作、直播培训、主播备案、直播场次",
    f"{GANYOU}/{DECIDED}": "省分公司对通知不明之处的决定",
    f"{GANYOU}/{PLACES}": "决赛名次",
    f"{LITONG}/{INBOX}": "报名、计划和报备、场次、短视频",
    f"{LITONG}/{ORDERS}/{EXPORT}": "平台导出的订单",
    f"{LITONG}/{DECIDED}": "领导对通知不明之处的决定，实际工作中在 Excel 里填“待确认事项”",
    f"{LITONG}/{POSTED}": "公示起止日期",
    f"{LITONG}/{PAYEES}": "获奖者的开户银行和账号，有一个填错",
    f"{LITONG}/{ANSWERS[0]}": "银行对第一批付款的回单，一笔退票",
    f"{LITONG}/{PAYEE_CORRECTED}": "退票那一位改好的账号",
    f"{LITONG}/{ANSWERS[1]}": "银行对补付的回单",
    f"{LITONG}/{ALTERED}": "定稿以后有人改了一个奖：审计练习用，演示不用",
}
"""Each material -> what it is, in the order of the story."""


def make_materials(folder: Path, seed: int = 2024) -> None:
    """Write the materials of both contests. Files that are there are written over."""
    _ganyou(folder / GANYOU, seed)
    _litong(folder / LITONG, seed)
    for made in (GANYOU, LITONG):
        settle(folder / made)
    (folder / DROPPED).mkdir(exist_ok=True)
    shutil.copyfile(folder / GANYOU / INBOX / _DROPPED_FILE, folder / DROPPED / _DROPPED_FILE)


def _ganyou(folder: Path, seed: int) -> None:
    made = make_inbox(folder / INBOX, seed, folder / CORRECTED)
    (folder / INBOX / SCHOOLS).replace(folder / SCHOOLS)
    ganyou.make_preparation(folder / PREPARATION, contest_of("ganyou-2024"), made.teams)
    papers.write_edits(folder / DECIDED, papers.decisions("ganyou-2024", [Scope("", ganyou.EVENT)], {}))
    papers.write_edits(folder / PLACES, ganyou.places(made.teams))


def _litong(folder: Path, seed: int) -> None:
    make_litong(folder / INBOX, folder / ORDERS / EXPORT, contest_of("litong-2024"), seed)
    events = (FILMED, SOLD)
    papers.write_edits(folder / DECIDED, papers.decisions("litong-2024", events, papers.LITONG_ANSWERS))
    won = winners(seed)
    papers.write_edits(folder / POSTED, papers.publications(events))
    papers.write_edits(folder / PAYEES, papers.payees(won))
    papers.write_edits(folder / PAYEE_CORRECTED, papers.payee_corrected(won))
    papers.write_edits(folder / ALTERED, papers.altered(won))
    for name, lines in zip(ANSWERS, papers.bank_answers(won), strict=True):
        papers.write_answer(folder / name, lines)
