"""The golden run step by step, with the commands a person would type; a run may stop early and go on later.

made = contest()
book = book_until(folder, made, events=["第一期·活动1"])     # this event only, reconciled
add_event(book, made, "第一期·活动2")                        # the next one comes in
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from openpyxl import load_workbook

from tests.golden.handed_in import filled
from tests.golden.litong import Contest
from tests.golden.notice import EVENTS, LIVE
from tests.golden.sold import export
from tests.shell import contestbook
from workbook.xlsx.making.template import filled_book
from xladdin.card_commands import contest_of

STEPS: Final = ("new", "decide", "merge", "eligible", "reconcile")
AS_OF: Final = "2026-06-01"
"""A day on which every event is over."""

ANSWERS: Final = {
    "T01": "净销售额", "T01-V": "播放量", "T02": "有效订单数、报名先后", "T03": "由评审决定", "T04": "不允许", "T05": "不限",
    "T06": "空缺", "T07": "依次递补", "T08": "指标大于0", "T09": "截图", "T10": "支付时间", "T11": "各算一次",
    "T12": "活动开始当天", "T13": "含当天", "T14": "凭书面认定逐条登记", "T15": "队长代领", "T16": "按报名主体",
    "T17": "税前，代扣20%", "T18": "隐去一字", "T19": "公示5个工作日，异议找利通区电子商务中心",
}  # fmt: skip
"""Points of 待确认事项 and what is decided of them; of all others what the card goes by for now (暂按) is confirmed."""
PAPERS: Final = {"登记的批准人": "甲某", "批准日期": "2024-09-07", "依据文件": "纪要1号", "经办人": "乙某"}


def book_until(
    folder: Path, made: Contest, events: Iterable[str] = EVENTS, steps: Iterable[str] = STEPS
) -> Path:
    """The contest workbook after these steps over these events; each step needs those before it."""
    book, events = folder / "利通.xlsx", list(events)
    asked = events if len(events) < len(EVENTS) else [""]  # all at once
    for step in steps:
        if step == "new":
            run("new", "litong-2024", "-o", book)
        elif step == "decide":
            decide(book, ANSWERS)
        elif step == "merge":
            merge(book, made, events)
        elif step == "eligible":
            for event in asked:
                eligible(book, event)
        else:
            for event in events:
                reconcile(book, made, event)
    return book


def add_event(book: Path, made: Contest, event: str) -> None:
    """What comes of one more event: merged, judged, and reconciled where it has sales."""
    merge(book, made, [event])
    eligible(book, event)
    reconcile(book, made, event)


def run(*words: object) -> str:
    """A command that must not be refused; what it printed. Findings (status 1) are no refusal."""
    status, output = contestbook(*words)
    assert status in (0, 1), output
    return output


def decide(book: Path, answers: Mapping[str, str]) -> None:
    """Decide every point on the sheet, with its papers: as answered, else as the card goes by for now.

    An answer to a point that is not on the sheet is not needed.
    """
    made = load_workbook(book)
    sheet = made["待确认事项"]
    header = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        point = sheet.cell(row, header["编号"]).value
        if point:
            decision = answers.get(point) or sheet.cell(row, header["暂按"]).value
            for title, value in {"决定": decision, **PAPERS}.items():
                sheet.cell(row, header[title]).value = value
    made.save(book)


def merge(book: Path, made: Contest, events: Iterable[str]) -> None:
    """One file for each event lies in the inbox, and all of it is merged; nothing may be wrong with the rows."""
    inbox = book.parent / "收件箱"
    inbox.mkdir(exist_ok=True)
    seed = contest_of("litong-2024")
    for event in events:
        data = filled_book(None, seed.id, seed.rules, seed.name, filled(made, event))
        (inbox / f"{event}.xlsx").write_bytes(data)
    files = json.loads(run("merge", inbox, "-o", book, "--json"))["files"]
    wrong = [f for file in files for f in file["findings"] if f["severity"] == "error"]
    assert not wrong, wrong[:5]


def eligible(book: Path, event: str = "") -> None:
    """Every entrant of an event, or of all events, against the rules."""
    run("eligible", book, "--as-of", AS_OF, *(["--event", event] if event else []))


def reconcile(book: Path, made: Contest, event: str) -> None:
    """The export of an event; one of videos has no sales."""
    if event in LIVE:
        run("reconcile", book, "--event", event, "--ledger", export(made, event, book.parent / "订单导出"))
