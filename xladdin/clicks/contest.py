"""Buttons of 核对 and 奖金: eligibility, sales, ranks and prizes, and why somebody has one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from workbook.focus import focused
from workbook.host import Refused
from workbook.model import Finding
from workbook.report import FileResult, cause_line, refusal_sentence
from workbook.sheets import FINDINGS_SHEET
from xladdin.clicks.click import Click, Told

if TYPE_CHECKING:
    from xladdin.allocating import Allocated, Given

LEDGERS: Final = ("*.xlsx", "*.csv", "*.parquet")
_KEY: Final = re.compile(r"K\d{4,}")
_EVENTS: Final = 3
"""Of so many events a sentence tells one by one."""


def eligible(click: Click) -> Told:
    """Judge the current event, or all."""
    from workbook.eligibility.sheet import SHEET
    from xladdin.judging import eligible as judged

    found = judged(click.desk, None, click.now.date(), click.now)
    counted = {scope.label: Counter(counts) for scope, counts in found.counts.items() if counts}
    if len(counted) > _EVENTS:
        name = click.words(f"{len(counted)} 个活动", f"{len(counted)} events")
        counted = {name: sum(counted.values(), Counter())}
    parts = [
        f"{name} " + "，".join(f"{word} {count}" for word, count in counts.items())
        for name, counts in counted.items()
    ]
    said = "；".join(parts) or click.words("还没有人报名", "nobody has entered")
    end = click.words(
        f"。{click.counts(found.book)}，每人每条见“资格明细”。", f". {click.counts(found.book)}."
    )
    return click.at(SHEET, said + end)


def reconcile(click: Click) -> Told:
    """Read order exports and hold claims against them."""
    from workbook.eligibility.figures import money_words
    from workbook.ledger.sheet import SALES
    from xladdin.reconciling import reconcile as reconciled

    desk = click.contest(writes=True)
    ledgers = click.files("选择平台导出的订单（可多选）", "Order exports (several may be picked)", LEDGERS)
    found = reconciled(desk, ledgers, None, None, "polars", click.now)
    if found.found is None:
        return Told(click.few(_problems(click, found.files)))
    labels = {event.scope.label for event in found.events}
    net = sum(one.net for (_, event), one in found.found.basis.sold.items() if event in labels)
    said = click.words(
        f"流水合计实付 {money_words(found.paid)}，计入净销售额 {money_words(net)}；{click.counts(found.files[0])}。"
        "每人见“销售额核对”，各去向见“对账汇总”。",
        f"{money_words(found.paid)} paid in the ledgers, {money_words(net)} net counted; {click.counts(found.files[0])}.",
    )
    return click.at(SALES, said)


def _problems(click: Click, files: Sequence[FileResult]) -> list[str]:
    """What keeps files from being used, the first few."""
    told = [refusal_sentence(one.file, one.refused, click.lang) for one in files if one.refused]
    for one in files:
        told += [f"{one.file} {place}：{said}" for _, place, _, said in cause_line(one.findings, click.lang)]
    return told


def allocate(click: Click) -> Told:
    """A draft of ranks and prizes."""
    from xladdin.allocating import allocate as allocated

    found = allocated(click.desk, None, False, click.now.date(), click.now)
    return click.at(
        "奖金分配表", _given(click, found) + click.words("只是试算，不作发放依据。", " A draft only.")
    )


def finalize(click: Click) -> Told:
    """Make the current event final; a sealed one only by a document that is asked for."""
    from xladdin.allocating import allocate as allocated

    event = focused(click.desk.read())
    if event is None:
        raise Refused("FINAL_EVENT", "“说明”上的“当前活动”是全部活动")
    try:
        found = allocated(click.desk, None, True, click.now.date(), click.now)
    except Refused as refused:
        if refused.code != "SEALED":
            raise
        document = click.text(
            f"{event}已经锁定。要重新定稿，请写明依据的文件（记入操作记录）：",
            f"{event} is sealed. By which document is it made final anew?",
        )
        found = allocated(click.desk, None, True, click.now.date(), click.now, document)
    if found.book.refused:
        return Told(_held_up(click, found.book))
    end = click.words("已定稿。", " Final.")
    if not found.book.written:
        end = click.words(
            "原来就已定稿，结果没有变，没有改动。", " It was final already; nothing was changed."
        )
    return click.at("奖金分配表", _given(click, found) + end)


def _given(click: Click, found: Allocated) -> str:
    """How many prizes of how much money: event by event, of many events in all."""
    from workbook.eligibility.figures import money_words

    def won(events: Sequence[Given]) -> str:
        results = [result for one in events for result in one.results]
        count, total = sum(len(one.given) for one in results), money_words(sum(one.total for one in results))
        return click.words(f"{count} 个奖，{total}", f"{count} prizes, {total}")

    if len(found.events) > _EVENTS:
        kept = sum(one.kept for one in found.events)
        name = click.words(f"{len(found.events)} 个活动", f"{len(found.events)} events")
        state = click.words(f"（其中 {kept} 个已定稿，没有动）", f" ({kept} final already)") if kept else ""
        parts = [f"{name} {won(found.events)}{state}"]
    else:
        final = click.words("（已定稿，没有动）", " (final already)")
        parts = [f"{one.event.scope.label} {won([one])}{final if one.kept else ''}" for one in found.events]
    return "；".join(parts) + click.words(f"。{click.counts(found.book)}。", f". {click.counts(found.book)}.")


def _held_up(click: Click, book: FileResult) -> str:
    """Why an event cannot be made final, the first few reasons."""
    assert book.refused is not None  # asked before
    why = refusal_sentence(book.shown, book.refused, click.lang)
    return click.few([why, *click.found(book.findings)])


def explain(click: Click) -> Told:
    """Say why somebody has a prize or none: whose row is selected, else who is named."""
    from xladdin.explaining import Asked
    from xladdin.explaining import explain as explained

    who = _selected_key(click) or click.text(
        "想问谁？写编号（如 K0001）或完整姓名、名称：", "Who? A number as K0001 or a full name:"
    )
    found = explained(click.reading, Asked(who), click.now.date())
    return Told(click.few([click.words(f"{who}：", f"{who}:"), *_sentences(click, found.findings)]))


def _sentences(click: Click, findings: Sequence[Finding]) -> list[str]:
    from workbook.shown import show

    return [show(finding, click.lang).message for finding in findings]


def _selected_key(click: Click) -> str | None:
    """The number of the entrant in whose row the selection is."""
    name, cell = click.native.selected(click.book)
    sheet = click.reading.read().sheet(name)
    if sheet is None or name == FINDINGS_SHEET or cell.row > sheet.height:
        return None
    row = (column[cell.row - 1] if cell.row <= len(column) else None for column in sheet.columns)
    return next((value for value in row if isinstance(value, str) and _KEY.fullmatch(value)), None)
