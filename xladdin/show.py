"""What a terminal shows: results by file, gravest first; previews; a progress bar where there is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from workbook.awards.explain import in_short
from workbook.card.stakes import stake_words
from workbook.codes import SEVERITIES, Lang
from workbook.fix import Change
from workbook.report import FileResult, cause_line, refusal_sentence, summary_line

if TYPE_CHECKING:
    from workbook.ledger.reconciled import Reconciled
    from xladdin.card_commands import Open
    from xladdin.demo.run import DemoSummary
    from xladdin.judging import Eligible
    from xladdin.merging import Merged
    from xladdin.reconciling import Result as Reconciliation

_STYLE = {"error": "bold red", "warning": "yellow", "fix": "cyan", "info": "dim"}
_MARK = {"error": "✗", "warning": "!", "fix": "~", "info": "·"}


def console() -> Console:
    """A console that wraps at the terminal's width and neither highlights nor interprets what users typed."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=False)


@contextmanager
def progress(total: int | None, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """A bar over files on a terminal, or a count where nobody knows how many; nothing elsewhere or for a handful."""
    if quiet or (total is not None and total < 8) or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import MofNCompleteColumn, Progress

    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("检查" if total is not None else "汇总", total=total)
        yield lambda _: bar.advance(task)


def results(found: Sequence[FileResult], lang: Lang = "zh", brief: bool = False) -> None:
    """Each file with its findings; brief: one line a file."""
    out = console()
    for result in found:
        if result.refused:
            line(out, Text("✗ ", "bold red") + Text(refusal_sentence(result.file, result.refused, lang)))
            continue
        head = Text(f"{result.shown}  ", "bold") + Text(summary_line(result, lang))
        if result.written:
            head += Text(f"  → {result.shown_written}", "green")
        line(out, head)
        if not brief:
            causes(out, result, lang)
    _total(out, found, lang)


def causes(out: Console, result: FileResult, lang: Lang) -> None:
    """Each finding of a file, one cause a line."""
    for level, place, who, sentence in cause_line(result.findings, lang):
        word = SEVERITIES[level][0 if lang == "zh" else 1]
        said = Text(f"  {_MARK[level]} {word} ", _STYLE[level]) + Text(place, "bold")
        said += Text(f"（{who}）" if who else "  ") + Text(sentence)
        line(out, said)


def line(out: Console, text: Text) -> None:
    """Print a line cut to the terminal's width; what follows is indented."""
    for part in _lines(text, out.width):
        out.print(part, no_wrap=True, crop=False, soft_wrap=True)


def _lines(text: Text, width: int) -> Iterator[Text]:
    """Cut at the edge between any two Chinese characters, but not inside a Latin word."""
    indent = "      "
    plain = text.plain
    start = used = 0
    for position, character in enumerate(plain):
        size = cell_len(character)
        if used + size > width - 1:
            cut = _cut(plain, start, position)
            yield text[start:cut] if start == 0 else Text(indent) + text[start:cut]
            start, used = cut, len(indent) + cell_len(plain[cut:position])
        used += size
    yield text[start:] if start == 0 else Text(indent) + text[start:]


def _cut(plain: str, start: int, position: int) -> int:
    """Where to cut a line that must end by a position: never inside a number or a word that a line can hold."""
    if plain[position].isascii() and plain[position - 1].isascii():
        word = position
        while word > start and plain[word - 1].isascii() and plain[word - 1] != " ":
            word -= 1
        if word > start + 10:
            return word
    return position


def _total(out: Console, found: Sequence[FileResult], lang: Lang) -> None:
    if len(found) < 2:
        return
    refused = sum(1 for result in found if result.refused)
    clean = sum(1 for result in found if result.status == "ok")
    errors = sum(result.count("error") for result in found)
    if lang == "zh":
        out.print(f"共 {len(found)} 个文件：{clean} 个没有问题，{refused} 个读不了；必须改的共 {errors} 处。")
    else:
        out.print(f"{len(found)} files: {clean} clean, {refused} refused; {errors} errors in all.")


def merged(found: Merged, lang: Lang = "zh", alone: bool = False) -> None:
    """What came of a merge: new files that need somebody, the workbook's own findings, the balance of rows.

    alone   it was a branch's sheet, no contest workbook: there is no 收件登记
    """
    out = console()
    troubled = [r for r in found.files if r.refused or r.count("error") or r.count("warning")]
    for result in troubled:
        if result.file not in found.new:
            continue
        if result.refused:
            line(out, Text("✗ ", "bold red") + Text(refusal_sentence(result.file, result.refused, lang)))
        else:
            line(out, Text(f"{result.shown}  ", "bold") + Text(summary_line(result, lang)))
    counts = found.counts
    rows = sum(counts.values())
    parts = " + ".join(f"{what} {count}" for what, count in counts.items())
    older = sum(result.file not in found.new for result in troubled)
    still = f"，其中 {older} 个还有问题" if older else ""
    out.print(f"新文件 {len(found.new)} 个，以前收到 {found.known} 个{still}。")
    out.print(f"全部 {rows} 行 = {parts or '0'}" + (f"；变更 {found.changed} 条" if found.changed else ""))
    if found.broken:
        why = "原因见上" if alone else "原因见“收件登记”"
        out.print(Text(f"不完整：{found.broken} 个文件没有读出，{why}。", "bold red"))
    tail = f"  → {found.book.shown_written}" if found.book.written else "（没有新内容，没有改动）"
    line(
        out,
        Text(f"{found.book.shown}  ", "bold") + Text(summary_line(found.book, lang)) + Text(tail, "green"),
    )
    if found.book.findings:
        out.print("逐条见台账的“问题清单”，各单位情况见“报送情况”。")


def eligible(found: Eligible, lang: Lang = "zh") -> None:
    """How many entrants of each event ended in which conclusion, and what is wrong in the sheets."""
    out = console()
    for scope, counts in found.counts.items():
        total = sum(counts.values())
        parts = "，".join(f"{word} {count}" for word, count in counts.items())
        line(
            out,
            Text(f"{scope.label}  ", "bold") + Text(f"报名 {total}：{parts}" if total else "还没有人报名"),
        )
    tail = f"  → {found.book.written}" if found.book.written else "（结果没有变，没有改动）"
    said = Text(f"{found.book.file}  ", "bold") + Text(summary_line(found.book, lang))
    line(out, said + Text(tail, "green"))
    if found.book.findings:
        out.print("逐条见台账的“问题清单”，每人每条见“资格明细”。")


def reconciled(found: Reconciliation, lang: Lang = "zh") -> None:
    """What became of the lines, what the events sold, and what is wrong."""
    out = console()
    if found.found is not None:
        _lines_by_state(found.found, found.paid)
        for event in found.events:
            line(out, Text(f"{event.scope.label}  ", "bold") + Text(_sold(found.found, event.scope.label)))
    for result in found.files:
        if result.refused:
            line(out, Text("✗ ", "bold red") + Text(refusal_sentence(result.file, result.refused, lang)))
            continue
        tail = f"  → {result.written}" if result.written else ""
        line(out, Text(f"{result.file}  ", "bold") + Text(summary_line(result, lang)) + Text(tail, "green"))
    for result in found.files[1:]:
        causes(out, result, lang)
    if found.lines:
        out.print(f"流水的每一行及去向已写到 {found.lines.shown_written}。")
    if found.found is not None:
        out.print("每人每活动见台账的“销售额核对”，各去向见“对账汇总”，没有直接计入的行见“对账明细”。")
        labels = {event.scope.label for event in found.events}
        if odd := sum(one.event in labels for one in found.found.bought):
            out.print(f"疑似自买、同一买家多单 {odd} 条，只供内部核查，见“疑点(内部)”。")


def _sold(found: Reconciled, label: str) -> str:
    """What an event sold, in words."""
    from workbook.eligibility.figures import money_words

    sold = [sold for (_, event), sold in found.basis.sold.items() if event == label]
    if not sold:
        return "没有计入的订单"
    return f"净销售额 {money_words(sum(one.net for one in sold))}，{len(sold)} 人有订单"


def _lines_by_state(found: Reconciled, paid: int) -> None:
    """How many lines ended in which state, and whether all of them come to the files."""
    from workbook.eligibility.figures import money_words
    from workbook.ledger import told_lines as told

    out = console()
    for state in told.sums(found.sums):
        if state.lines:
            money = f"{state.lines} 行  实付 {money_words(state.paid)}"
            line(out, Text(f"{state.state}  ", "bold") + Text(money))
    line(out, Text("合计  ", "bold") + Text(told.tied(found.sums, paid)))


def changes(done: Sequence[tuple[FileResult, Sequence[Change]]], lang: Lang = "zh") -> None:
    """The preview of safe fixes: cell, before, after, why."""
    out = console()
    for result, lines in done:
        if result.refused:
            line(out, Text("✗ ", "bold red") + Text(refusal_sentence(result.file, result.refused, lang)))
            continue
        tail = f"  → {result.shown_written}" if result.written else "（预览，未改动）" if lines else ""
        out.print(Text(f"{result.shown}  可统一 {len(lines)} 处", "bold") + Text(tail, "green"))
        for change in lines:
            place = Text(f"  {change.sheet} {change.cell.a1} ", "bold")
            line(out, place + Text(f"{change.before} → {change.after}  {change.why}"))


def written(found: Sequence[FileResult], lang: Lang = "zh") -> None:
    """What was written where, and what was left because a person had changed it."""
    out = console()
    for result in found:
        if result.refused:
            line(out, Text("✗ ", "bold red") + Text(refusal_sentence(result.file, result.refused, lang)))
            continue
        nothing = "没有要改的，文件未动" if lang == "zh" else "nothing to change, the file was left alone"
        out.print(
            f"{result.shown}  → {result.shown_written}" if result.written else f"{result.shown}  {nothing}"
        )
        for reason in result.kept:
            line(out, Text("  · ", "yellow") + Text(reason))


def decisions(found: Open) -> None:
    """The open points of an event, the most money first: question, options, what they hold up, how much."""
    out = console()
    name = found.event.scope.label if found.event else "全部活动"
    tail = f"  → {found.result.shown_written}" if found.result.written else ""
    out.print(
        Text(f"{found.result.shown}  {name}：还有 {len(found.points)} 项没有定", "bold") + Text(tail, "green")
    )
    for point in found.points:
        blocks = "、".join(point.blocks)
        stake = stake_words(found.card, point, found.event)
        line(out, Text(f"  {point.id}  ", "bold") + Text(f"{point.question}（卡住{blocks}；{stake}）"))
        if point.options:
            options = " / ".join(option.split("：")[0] for option in point.options)
            likely = f"；试算暂按 {point.likely}" if point.likely else ""
            line(out, Text(f"      可选：{options}{likely}"))


def demo(summary: DemoSummary) -> None:
    """The closing words of the demo: what lies where and what to look at."""
    out = console()
    out.print()
    out.print(f"收件箱：{summary.inbox}（{summary.count} 个文件）")
    out.print(f"带标注的副本：{summary.checked}（打开任一文件，看“问题清单”和有底色的单元格）")
    out.print(f"空白模板：{summary.template}")
    out.print(f"赛事台账：{summary.books}（从“说明”看起；contestbook lint 检查规则）")
    counts = summary.merged.counts
    parts = " + ".join(f"{what} {count}" for what, count in counts.items())
    out.print(
        f"已汇总到赣邮杯2024.xlsx：{sum(counts.values())} 行 = {parts}（看“报送情况”“收件登记”“问题清单”）"
    )
    out.print(f"退回修改件：{summary.returned}（每个市分公司一个文件，改好可以再汇总）")
    for scope, counted in summary.judged.counts.items():
        if counted:
            told = "，".join(f"{word} {count}" for word, count in counted.items())
            out.print(f"利通2024.xlsx 资格审核 {scope.label}：{told}")
    out.print("每条的数字和通知原文见利通2024.xlsx 的“资格明细”。")
    out.print(f"订单导出：{summary.export}，已与利通2024.xlsx 核对（看“销售额核对”“对账汇总”）：")
    if summary.reconciled.found is not None:
        _lines_by_state(summary.reconciled.found, summary.reconciled.paid)
    out.print("试算的名次和奖金见利通2024.xlsx 的“排名”“奖金分配表”“奖金汇总”：")
    for given in summary.allocated.events:
        for result in given.results:
            name = "·".join(filter(None, (given.event.scope.label, result.table.group)))
            line(out, Text(f"{name}  ", "bold") + Text(in_short(result)))
