"""What a terminal shows of ranks and prizes: who won what, what is open and what it moves, why somebody has a prize."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rich.text import Text

from workbook.awards.explain import in_short
from workbook.awards.readings import in_words, moving
from workbook.codes import Lang, severity
from workbook.eligibility.figures import money_words
from workbook.report import FileResult, summary_line
from workbook.shown import show
from xladdin.show import causes, console, events_in_words, line, refused

if TYPE_CHECKING:
    from xladdin.allocating import Allocated, Given


_IN_FULL: Final = ("AWARD_MOVED", "AWARD_WOULD_MOVE")
"""What nobody may overlook, beside errors: whose prize is another than was final."""


def allocated(found: Allocated, lang: Lang = "zh") -> None:
    """Each event with its prizes and what its open points would move; then the workbook."""
    out = console()
    for given in found.events:
        _event(given, found)
    if found.skipped:
        names = events_in_words(event.scope.label for event in found.skipped)
        line(out, Text(f"还没有资格审核结果，没有做：{names}", "dim"))
    book = found.book
    if book.refused:
        causes(out, book, lang)
        refused(out, book, lang)
        return
    tail = f"  → {book.written}" if book.written else "（结果没有变，没有改动）"
    line(out, Text(f"{book.file}  ", "bold") + Text(summary_line(book, lang)) + Text(tail, "green"))
    grave = tuple(f for f in book.findings if severity(f.code) == "error" or f.code in _IN_FULL)
    causes(out, replace(book, findings=grave), lang)
    if found.near:
        line(out, Text(f"得分离分界线不到5%的 {found.near} 人次，请核对原始凭证，见“疑点(内部)”。"))
    drafts = [given for given in found.events if not given.kept]
    mark = "" if found.final or not drafts else "；都是试算，不作发放依据"
    line(
        out, Text(f"每人的名次和原因见“排名”，奖项见“奖金分配表”，合计见“奖金汇总”，逐条见“问题清单”{mark}。")
    )


def _event(given: Given, found: Allocated) -> None:
    out = console()
    if given.kept:
        prizes = [prize for its in given.stands.values() for prize in its]
        total = money_words(sum(prize.fen for prize in prizes))
        said = f"已定稿：{len(prizes)}个奖，{total}，没有重新分配"
        line(out, Text(f"{given.event.scope.label}  ", "bold") + Text(said))
        return
    for result in given.results:
        name = "·".join(filter(None, (given.event.scope.label, result.table.group)))
        state = "定稿：" if found.final and not found.book.refused else ""
        line(out, Text(f"{name}  ", "bold") + Text(state + in_short(result)))
    for reading in filter(moving, given.open):
        question = f"{reading.point.question}还没定，暂按“{reading.taken or '通知字面'}”"
        line(out, Text(f"  {reading.point.id} ", "yellow") + Text(question))
        for said in in_words(reading):
            line(out, Text(f"      {said}"))
    if unknown := [reading.point.id for reading in given.open if reading.unknown]:
        told = f"  {'、'.join(unknown)} 还没定：定了要改规则卡、重新审核或核对，才看得出影响"
        line(out, Text(told, "yellow"))
    if still := sum(not reading.unknown and not moving(reading) for reading in given.open):
        line(out, Text(f"  还有 {still} 项没有定，怎么定都不影响这个活动现在的获奖名单", "dim"))


def explained(found: FileResult, lang: Lang = "zh") -> None:
    """Every sentence."""
    out = console()
    for finding in found.findings:
        line(out, Text(show(finding, lang).message))
