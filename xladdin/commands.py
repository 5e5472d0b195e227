"""COMMANDS and what the ones about submitted sheets do: check, fix, clear, undo, apply.

The shell (`cli`) and later the ribbon only gather inputs and show results; no rule lives here. Every command
answers with `FileResult`s, writes only what the user named, and leaves its input alone unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from workbook.annotate import annotate, clear_edits
from workbook.batch import Options
from workbook.fix import Change, fix_edits, preview
from workbook.host import Refused
from workbook.model import Book
from workbook.report import FileResult
from workbook.xlsx.reading.reader import Readers
from xladdin.checking import Checked, Input, checked, content_of
from xladdin.outputs import Output

if TYPE_CHECKING:
    from xladdin.writing import Run, Writer


class Command(NamedTuple):
    """One command: its id in the shell, what users read on the button and in help, and who it is for."""

    id: str
    label: str
    label_en: str
    help: str
    help_en: str
    group: Literal["报名", "汇总", "核对", "奖金", "财务", "工具"]


COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "check",
        "检查报名表",
        "Check",
        "检查报名表，逐格指出问题；-o 写出带标注的副本。",
        "Check registration workbooks; -o writes an annotated copy.",
        "报名",
    ),
    Command(
        "fix",
        "统一格式(可撤销)",
        "Tidy up",
        "统一空格、全角、文本格式等；只改不会改错的，--preview 先看。",
        "Apply the safe fixes only; --preview shows them first.",
        "报名",
    ),
    Command(
        "clear",
        "去掉检查标记",
        "Clear marks",
        "去掉检查时加的底色、批注和问题清单，恢复原样。",
        "Take off our fills, notes and list; what you changed stays.",
        "报名",
    ),
    Command(
        "submit",
        "生成上报文件",
        "Make ready to submit",
        "去掉检查标记，把队数、人数和核对码印在每页页脚，生成上报文件。",
        "Make a clean copy to hand in, with counts and a check code on every page.",
        "报名",
    ),
    Command(
        "template",
        "新建报名表",
        "New template",
        "生成空白表：附件1、附件2、报名、排期、场次、培训等，带下拉、提示和打印设置。",
        "Make blank sheets of any submitted kind with drop-downs and hints.",
        "报名",
    ),
    Command(
        "new",
        "新建赛事台账",
        "New contest",
        "按规则卡生成赛事台账（litong-2024、ganyou-2024、blank 或规则卡文件）。",
        "Make the contest workbook of a rule card.",
        "汇总",
    ),
    Command(
        "merge",
        "汇总各单位报表",
        "Merge the inbox",
        "把收件文件夹里的报名表汇总到赛事台账，一行不丢、一行不重。",
        "Merge an inbox of registrations into the contest workbook.",
        "汇总",
    ),
    Command(
        "returns",
        "生成退回修改件",
        "Make files to correct",
        "每个市分公司或学校一个文件，只有自己的行和问题，改好可再报。",
        "For each branch or school a file with its own rows and findings only.",
        "汇总",
    ),
    Command(
        "lint",
        "检查规则",
        "Check rules",
        "检查规则卡：合计、日期、组别的空档和重叠、待确认事项。",
        "Check a rule card: sums, dates, holes, overlaps, open points.",
        "汇总",
    ),
    Command(
        "decisions",
        "打印请示单",
        "Decisions",
        "列出某个活动还没定的事，涉及奖金多的在前；--print 生成请示单。",
        "List what an event still waits for; --print makes the paper to sign.",
        "汇总",
    ),
    Command(
        "eligible",
        "资格审核",
        "Judge eligibility",
        "逐人逐活动对照规则卡审核资格，每条写明数字、要求和通知原文。",
        "Judge every entrant of every event against the rule card, condition by condition.",
        "核对",
    ),
    Command(
        "reconcile",
        "核对销售额",
        "Reconcile sales",
        "读订单导出，逐行说明去向，算净销售额，与申报核对到分。",
        "Reconcile order exports with claims to the fen, every line with its state.",
        "核对",
    ),
    Command(
        "allocate",
        "试算(不作发放依据)",
        "Draft the prizes",
        "按规则卡排名、分配奖金；没有定的逐项写明影响，--final 对一个活动定稿。",
        "Rank and give out prizes; drafts say what is open, --final makes one event final.",
        "奖金",
    ),
    Command(
        "explain",
        "为什么得奖/没得奖",
        "Why a prize, or none",
        "说明一个人的名次、数字、得奖或没得奖的原因，差多少；可试去掉一人、少一笔、换一种解释。",
        "Say why somebody has a prize or none, and what would move it.",
        "奖金",
    ),
    Command(
        "payout",
        "生成发放表",
        "List payouts",
        "定稿的奖金列成发放表：收款信息、个税、公示、付款、退票；可导出银行、个税、签领单、公示，导入回单。",
        "List what is due of final prizes; export for bank and tax, import what the bank answers.",
        "财务",
    ),
    Command(
        "verify",
        "财务复核",
        "Verify for finance",
        "用另一套算法重算规则、资格、名次、奖金、发放，逐格指出不一致，写成可签字的一页。",
        "Recompute everything independently, name every difference, make a page to sign.",
        "财务",
    ),
    Command(
        "seal",
        "定稿锁定",
        "Seal",
        "定稿的活动逐格记下内容，算出印在签批单上的校验码；之后的改动，复核时逐格指出。",
        "Keep what a final event rests on and print a short code, so that every later change is named.",
        "财务",
    ),
    Command(
        "bundle",
        "归档",
        "Bundle",
        "把规则、决定、卷内目录、审核、结果和获奖者一人一页打成一个压缩包，不用本程序也能看。",
        "Put rules, decisions, inputs, results and a page per winner into one archive anybody can read.",
        "财务",
    ),
    Command(
        "apply",
        "执行编辑清单",
        "Apply edits",
        "按 JSON 编辑清单改写工作簿；有一条不能执行就一条都不执行。",
        "Apply a JSON edit list to a workbook: all of it or none.",
        "工具",
    ),
    Command(
        "undo",
        "撤销",
        "Undo",
        "撤销对这个工作簿的上一步操作。",
        "Undo the last command on this workbook.",
        "工具",
    ),
    Command(
        "demo",
        "演示",
        "Demo",
        "生成一套带常见错误的示例报名表，检查并汇总。",
        "Make a realistic inbox with mistakes, check and summarise it.",
        "工具",
    ),
)


def label_of(command: str) -> str:
    """The words on the button of a command."""
    return next(entry.label for entry in COMMANDS if entry.id == command)


def check(
    inputs: Sequence[Input],
    options: Options,
    output: Output | None = None,
    jobs: int = 1,
    progress: Callable[[str], None] = lambda _: None,
    now: datetime | None = None,
) -> Iterator[FileResult]:
    """Check workbooks in input order; with an output, write each with its marks and list."""
    with _writer("check", output, now) as writer:
        for item, outcome in checked(inputs, options, jobs):
            progress(item.name)
            if isinstance(outcome, Refused):
                yield FileResult(item.name, refused=outcome)
            elif writer is None:
                yield FileResult(item.name, outcome.findings)
            else:
                run = _annotated(item.name, outcome)
                yield writer.write(item.name, item.path, outcome.data, run, outcome.findings)


def _annotated(name: str, outcome: Checked) -> Run:
    """Put our marks and list into a workbook, our old ones taken off first."""
    from xladdin.writing import Made, host_of

    def run() -> Made:
        book = _book(outcome)
        host = host_of(outcome.data, name, book)
        return Made(host, annotate(host, book, outcome.findings))

    return run


def _book(outcome: Checked) -> Book:
    book = outcome.snapshot.book
    assert book is not None  # a checked snapshot always keeps its book
    return book


def fix(
    inputs: Sequence[Input], options: Options, output: Output | None, now: datetime | None = None
) -> Iterator[tuple[FileResult, list[Change]]]:
    """Apply the safe fixes; without an output only say what would be changed."""
    with _writer("fix", output, now) as writer:
        for item, outcome in checked(inputs, options):
            if isinstance(outcome, Refused):
                yield FileResult(item.name, refused=outcome), []
                continue
            edits, settled = fix_edits(_book(outcome), outcome.findings)
            result = FileResult(item.name, tuple(settled))
            if writer is not None:
                from xladdin.writing import editing

                run = editing(outcome.data, item.name, edits, book=_book(outcome))
                result = writer.write(item.name, item.path, outcome.data, run, tuple(settled))
            yield result, preview(settled)


def clear(inputs: Sequence[Input], output: Output, now: datetime | None = None) -> Iterator[FileResult]:
    """Take off our marks and list; cells a person changed since stay as they left them."""

    def run_on(data: bytes, name: str, readers: Readers) -> Run:
        from xladdin.writing import editing

        book = readers.read(name, data)
        return editing(data, name, clear_edits(book), "skip", book)

    return _edited("clear", inputs, output, run_on, now)


def undo_last(inputs: Sequence[Input], output: Output, now: datetime | None = None) -> Iterator[FileResult]:
    """Undo the last command on a workbook; cells a person changed since stay as they left them."""

    def run_on(data: bytes, name: str, readers: Readers) -> Run:
        from xladdin.writing import undoing

        readers.prove(name, data)
        return undoing(data, name)

    return _edited("undo", inputs, output, run_on, now)


def apply(item: Input, edits: Path, output: Output, now: datetime | None = None) -> FileResult:
    """Apply an edit list (design §7) to a workbook: every edit, or none and the first that cannot be is named."""

    def run_on(data: bytes, name: str, readers: Readers) -> Run:
        from xladdin.edit_lists import read_edits
        from xladdin.writing import editing

        wanted = read_edits(edits)
        readers.prove(name, data)
        return editing(data, name, wanted)

    (result,) = _edited("apply", [item], output, run_on, now)
    return result


def _edited(
    command: str,
    inputs: Sequence[Input],
    output: Output,
    run_on: Callable[[bytes, str, Readers], Run],
    now: datetime | None,
) -> Iterator[FileResult]:
    """Read each file once, through the gate, and write what `run_on` makes of it."""
    with _writer(command, output, now) as writer:
        assert writer is not None  # there is an output
        for item in inputs:
            try:
                data = content_of(item)
                run = run_on(data, item.name, writer.readers)
            except Refused as refused:
                yield FileResult(item.name, refused=refused)
            else:
                yield writer.write(item.name, item.path, data, run)


@contextmanager
def _writer(command: str, output: Output | None, now: datetime | None = None) -> Iterator[Writer | None]:
    """What a command writes with; None when it writes nothing, and then the writing code is not even loaded."""
    if output is None:
        yield None
        return
    from xladdin.writing import Writer

    with Readers() as readers:
        yield Writer(command, label_of(command), output, readers, now or datetime.now().astimezone())
