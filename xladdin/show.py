"""What a terminal shows: results by file, gravest first; previews; a progress bar where there is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from workbook.card.stakes import stake_words
from workbook.codes import SEVERITIES, Lang
from workbook.fix import Change
from workbook.report import FileResult, cause_line, refusal_sentence, summary_line

if TYPE_CHECKING:
    from workbook.ledger.reconciled import Reconciled
    from xladdin.card_commands import Open
    from xladdin.judging import Eligible
    from xladdin.merging import Merged
    from xladdin.reconciling import Result as Reconciliation

_STYLE = {"error": "bold red", "warning": "yellow", "fix": "cyan", "info": "dim"}
_MARK: Final = {"error": "×", "warning": "!", "fix": "~", "info": "·"}
"""Severity -> its mark beside the word, one that a Chinese console can show."""


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
            refused(out, result, lang)
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


def refused(out: Console, result: FileResult, lang: Lang = "zh") -> None:
    """A file that nothing could be done with, and why."""
    if result.refused:
        said = refusal_sentence(result.file, result.refused, lang)
        line(out, Text(f"{_MARK['error']} ", "bold red") + Text(said))


def line(out: Console, text: Text) -> None:
    """Print a line cut to the terminal's width; what follows is indented."""
    for part in _lines(text, out.width):
        out.print(part, no_wrap=True, crop=False, soft_wrap=True)


_CLOSING: Final = "，。；：！？、）》”’】〕％%,;:!?)]"
"""No line begins with one of these."""
_OPENING: Final = "（《“‘【〔(["
"""No line ends with one of these."""
_UNITS: Final = "元个项行条处人笔名"
"""What stands behind a number and a blank, and stays on its line."""
_INDENT: Final = "      "


def _lines(text: Text, width: int) -> Iterator[Text]:
    """Cut where Chinese may be cut; the file that is written goes on a line of its own rather than be cut."""
    plain = text.plain
    start = used = 0
    for position, character in enumerate(plain):
        size = cell_len(character)
        if used + size > width - 1:
            cut = _cut(plain, start, position)
            arrow = plain.rfind("  → ", start, cut)
            if arrow > start and cell_len(_INDENT + plain[arrow + 2 :]) < width:
                cut = arrow + 2
            yield _line(text, start, cut)
            start = cut + len(plain[cut:]) - len(plain[cut:].lstrip(" "))
            used = len(_INDENT) + cell_len(plain[start:position])
        used += size
    yield _line(text, start, len(plain))


def _line(text: Text, start: int, end: int) -> Text:
    """One line of a text: all but the first are indented; no blanks where it ends."""
    shown = text[start:end]
    shown.rstrip()
    return shown if start == 0 else Text(_INDENT) + shown


def _cut(plain: str, start: int, position: int) -> int:
    """Where to cut a line that must end by a position: never inside a number or a word that a line can hold."""
    cut = position
    while cut > start + 10 and not _may_cut(plain, cut):
        cut -= 1
    return cut if cut > start + 10 else position


def _may_cut(plain: str, at: int) -> bool:
    before, after = plain[at - 1], plain[at]
    if after == " " or before == " ":  # a number and its unit go together
        following = plain[at:].lstrip(" ")[:1]
        return not (plain[:at].rstrip(" ")[-1:].isdigit() and following and following in _UNITS)
    inside = before.isascii() and after.isascii()
    return not (inside or after in _CLOSING or before in _OPENING)


def _total(out: Console, found: Sequence[FileResult], lang: Lang) -> None:
    if len(found) < 2:
        return
    refused = sum(1 for result in found if result.refused)
    clean = sum(1 for result in found if result.status == "ok")
    errors = sum(result.count("error") for result in found)
    if lang == "zh":
        line(
            out,
            Text(f"共 {len(found)} 个文件：{clean} 个没有问题，{refused} 个读不了；必须改的共 {errors} 处。"),
        )
    else:
        line(out, Text(f"{len(found)} files: {clean} clean, {refused} refused; {errors} errors in all."))


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
            refused(out, result, lang)
        else:
            line(out, Text(f"{result.shown}  ", "bold") + Text(summary_line(result, lang)))
    counts = found.counts
    rows = sum(counts.values())
    parts = " + ".join(f"{what} {count}" for what, count in counts.items())
    older = sum(result.file not in found.new for result in troubled)
    still = f"，其中 {older} 个还有问题" if older else ""
    line(out, Text(f"新文件 {len(found.new)} 个，以前收到 {found.known} 个{still}。"))
    changed = f"；变更 {found.changed} 条" if found.changed else ""
    line(out, Text(f"全部 {rows} 行 = {parts or 0}{changed}"))
    if found.broken:
        why = "原因见上" if alone else "原因见“收件登记”"
        line(out, Text(f"不完整：{found.broken} 个文件没有读出，{why}。", "bold red"))
    tail = f"  → {found.book.shown_written}" if found.book.written else "（没有新内容，没有改动）"
    summary = (
        "已汇成正式附件，上报前请再检查一遍"
        if alone and not found.book.findings
        else summary_line(found.book, lang)
    )
    line(out, Text(f"{found.book.shown}  ", "bold") + Text(summary) + Text(tail, "green"))
    if found.book.findings:
        line(out, Text("逐条见台账的“问题清单”，各单位情况见“报送情况”。"))


def events_in_words(labels: Iterable[str]) -> str:
    """Events, those of a phase together: 第一期·活动2、活动5；第二期·活动1."""
    phases: dict[str, list[str]] = {}
    for label in labels:
        phase, dot, event = label.rpartition("·")
        phases.setdefault(phase + dot, []).append(event)
    return "；".join(f"{phase}{'、'.join(events)}" for phase, events in phases.items())


def eligible(found: Eligible, lang: Lang = "zh") -> None:
    """How many entrants of each event ended in which conclusion, and what is wrong in the sheets."""
    out = console()
    for scope, counts in found.counts.items():
        if total := sum(counts.values()):
            parts = "，".join(f"{word} {count}" for word, count in counts.items())
            line(out, Text(f"{scope.label}  ", "bold") + Text(f"报名 {total}：{parts}"))
    if empty := [scope.label for scope, counts in found.counts.items() if not sum(counts.values())]:
        line(out, Text(f"还没有人报名：{events_in_words(empty)}", "dim"))
    tail = f"  → {found.book.written}" if found.book.written else "（结果没有变，没有改动）"
    said = Text(f"{found.book.file}  ", "bold") + Text(summary_line(found.book, lang))
    line(out, said + Text(tail, "green"))
    if found.book.findings:
        line(out, Text("逐条见台账的“问题清单”，每人每条见“资格明细”。"))


def reconciled(found: Reconciliation, lang: Lang = "zh") -> None:
    """What became of the lines, what the events sold, and what is wrong."""
    out = console()
    if found.found is not None:
        _lines_by_state(found.found, found.paid)
        _sold(found.found, [event.scope.label for event in found.events])
    for result in found.files:
        if result.refused:
            refused(out, result, lang)
            continue
        tail = f"  → {result.written}" if result.written else ""
        line(out, Text(f"{result.file}  ", "bold") + Text(summary_line(result, lang)) + Text(tail, "green"))
    for result in found.files[1:]:
        causes(out, result, lang)
    if found.lines:
        line(out, Text(f"流水的每一行及去向已写到 {found.lines.shown_written}。"))
    if found.found is not None:
        line(out, Text("每人每活动见台账的“销售额核对”，各去向见“对账汇总”，没有直接计入的行见“对账明细”。"))
        labels = {event.scope.label for event in found.events}
        if odd := sum(one.event in labels for one in found.found.bought):
            line(out, Text(f"疑似自买、同一买家多单 {odd} 条，只供内部核查，见“疑点(内部)”。"))


def _sold(found: Reconciled, labels: Sequence[str]) -> None:
    """What each event sold; those without an order that counts in one line."""
    from workbook.eligibility.figures import money_words

    out = console()
    nets: dict[str, list[int]] = {label: [] for label in labels}
    for (_, event), sold in found.basis.sold.items():
        if event in nets:
            nets[event].append(sold.net)
    for label, net in nets.items():
        if net:
            told = f"净销售额 {money_words(sum(net))}，{len(net)} 人有订单"
            line(out, Text(f"{label}  ", "bold") + Text(told))
    if empty := [label for label, net in nets.items() if not net]:
        line(out, Text(f"没有计入的订单：{events_in_words(empty)}", "dim"))


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
            refused(out, result, lang)
            continue
        tail = f"  → {result.shown_written}" if result.written else "（预览，未改动）" if lines else ""
        line(out, Text(f"{result.shown}  可统一 {len(lines)} 处", "bold") + Text(tail, "green"))
        for change in lines:
            place = Text(f"  {change.sheet} {change.cell.a1} ", "bold")
            line(out, place + Text(f"{change.before} → {change.after}  {change.why}"))


_DONE: Final = {
    "undo": ("已撤销上一步", "the last command was undone"),
    "clear": ("已去掉检查标记", "our marks were taken off"),
    "apply": ("已照清单改好", "all edits were applied"),
}
"""What a command did to a workbook that was written."""


def written(found: Sequence[FileResult], command: str, lang: Lang = "zh") -> None:
    """What was done and written where, and what was left because a person had changed it."""
    out = console()
    for result in found:
        if result.refused:
            refused(out, result, lang)
            continue
        nothing = "没有要改的，文件未动" if lang == "zh" else "nothing to change, the file was left alone"
        done = _DONE[command][0 if lang == "zh" else 1]
        came = f"{done}  → {result.shown_written}" if result.written else nothing
        line(out, Text(f"{result.shown}  {came}"))
        for reason in result.kept:
            line(out, Text("  · ", "yellow") + Text(reason))


def decisions(found: Open) -> None:
    """The open points of an event, the most money first: question, options, what they hold up, how much."""
    out = console()
    name = found.event.scope.label if found.event else "全部活动"
    tail = f"  → {found.result.shown_written}" if found.result.written else ""
    head = Text(f"{found.result.shown}  {name}：还有 {len(found.points)} 项没有定", "bold")
    line(out, head + Text(tail, "green"))
    for point in found.points:
        blocks = "、".join(point.blocks)
        stake = stake_words(found.card, point, found.event)
        line(out, Text(f"  {point.id}  ", "bold") + Text(f"{point.question}（卡住{blocks}；{stake}）"))
        if point.options:
            options = " / ".join(option.split("：")[0] for option in point.options)
            likely = f"；试算暂按 {point.likely}" if point.likely else ""
            line(out, Text(f"      可选：{options}{likely}"))
