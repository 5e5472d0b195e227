"""What a terminal shows of payouts: of each event what is due, paid, pending and given up; what hinders it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rich.text import Text

from schemas.book.money import PAY_STATES
from workbook.codes import Lang, severity
from workbook.eligibility.figures import money_words
from workbook.masking import file_name
from workbook.report import summary_line
from xladdin.show import causes, console, events_in_words, line, refused

if TYPE_CHECKING:
    from workbook.report import FileResult
    from xladdin.paying import Listed, Paid

_IN_FULL: Final = ("PAYOUT_RETURNED", "PAYOUT_WAITS", "PAYOUT_OBJECTED")


def paid(found: Paid, lang: Lang = "zh") -> None:
    """Each event with its sums; then the files."""
    out = console()
    for listed in found.events:
        _event(listed)
    if found.skipped:
        names = events_in_words(event.scope.label for event in found.skipped)
        line(out, Text(f"还没有定稿，没有列：{names}", "dim"))
    if found.incentives:
        total = sum(row.total for row in found.incentives)
        other = [row.other for row in found.incentives if row.other is not None]
        told = f"邮乐奖励金合计 {total:,} 个"
        told += f"；另一种理解 {sum(other):,} 个，相差 {abs(sum(other) - total):,} 个" if other else ""
        line(out, Text(told))
    if found.answers:
        _file(found.answers, lang, "银行回单")
    book = found.book
    tail = f"  → {book.written}" if book.written else "（结果没有变，没有改动）"
    line(out, Text(f"{book.file}  ", "bold") + Text(summary_line(book, lang)) + Text(tail, "green"))
    grave = tuple(f for f in book.findings if severity(f.code) == "error" or f.code in _IN_FULL)
    causes(out, replace(book, findings=grave), lang)
    if found.exported:
        line(out, Text(f"已导出 {found.lines} 行 → {found.exported.written}", "green"))
    if found.events:
        line(out, Text("收款信息填在“领奖信息采集表”，付款结果填在“奖金发放表”，逐条见“问题清单”。"))


def _event(listed: Listed) -> None:
    out, sums = console(), listed.sums
    if listed.held:
        line(out, Text(f"{listed.event.scope.label}  ", "bold") + Text("获奖名单被手工改过，没有列", "red"))
        return
    said = (
        f"应付 {money_words(sums.due)} = 已付 {money_words(sums.paid)} + 待付 {money_words(sums.pending)}"
        f" + 放弃 {money_words(sums.waived)}"
    )
    line(out, Text(f"{listed.event.scope.label}  ", "bold") + Text(said))
    counts = Counter(one.state for one in listed.lines)
    states = "，".join(f"{state}{counts[state]}行" for state in PAY_STATES if counts[state])
    taxes = [one.money.tax for one in listed.lines]
    known = [tax for tax in taxes if tax is not None]
    tax = f"代扣个税 {money_words(sum(known))}" if len(known) == len(taxes) else "个税待定"
    line(out, Text(f"  {states}；{tax}"))
    if listed.open:
        line(out, Text(f"  还没有定：{'、'.join(listed.open)}，定了才能导出付款", "yellow"))


def _file(result: FileResult, lang: Lang, name: str) -> None:
    out = console()
    if result.refused:
        refused(out, result, lang)
        return
    line(out, Text(f"{name} {file_name(result.file)}  ", "bold") + Text(summary_line(result, lang)))
    causes(out, result, lang)
