"""COMMANDS and the one orchestration behind them: read, parse, validate, act, annotate, apply.

The shell (`cli`) and later the ribbon only gather inputs and show results; no rule lives here. Every command
answers with `FileResult`s, writes only what the user named, and leaves its input alone unless told otherwise.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from workbook.annotate import cells_to_mark, clear_edits, mark_edits, marks_made
from workbook.batch import Batch, Options
from workbook.edits import Edit
from workbook.findings_sheet import decisions_in, list_edits, sheet_name
from workbook.fix import Change, fix_edits, preview
from workbook.host import Applied, Host, Refused
from workbook.layout import Ambiguous
from workbook.model import Book, Finding
from workbook.parse import Memo, snapshot_of
from workbook.report import FileResult
from workbook.table import Snapshot
from workbook.validate import validate
from workbook.xlsx.reader import Readers, read_book
from xladdin.outputs import Output

if TYPE_CHECKING:
    from workbook.xlsx.filehost import FileHost

_BATCH: Final = 250
"""Files validated together: enough to make pandera's fixed cost vanish, few enough to stay small in memory."""


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
        "template",
        "新建报名表",
        "New template",
        "生成空白的附件1、附件2，带下拉、提示和打印设置。",
        "Make a blank 附件1 and 附件2 with drop-downs and hints.",
        "报名",
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


@dataclass(frozen=True, slots=True)
class Input:
    """One workbook to work on: the name shown, where it lies."""

    name: str
    path: Path


class Checked(NamedTuple):
    """One readable workbook after checking: its bytes, what was read, what was found."""

    data: bytes
    snapshot: Snapshot
    findings: tuple[Finding, ...]


def check(
    inputs: Sequence[Input],
    options: Options,
    output: Output | None = None,
    jobs: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[FileResult]:
    """Check workbooks in input order; with an output, write each with its marks and list."""
    with Readers() as back:
        for item, outcome in checked(inputs, options, jobs):
            progress(item.name)
            if isinstance(outcome, Refused):
                yield FileResult(item.name, refused=outcome)
            elif output is None:
                yield FileResult(item.name, outcome.findings)
            else:
                yield _written(item, outcome.findings, output, "check", partial(_annotated, outcome), back)


def checked(
    inputs: Sequence[Input], options: Options, jobs: int = 1
) -> Iterator[tuple[Input, Checked | Refused]]:
    """Read, parse and validate workbooks in batches, in input order; a refused file costs only itself."""
    data: dict[str, bytes] = {}
    refused: dict[str, Refused] = {}
    memo: Memo = {}
    waiting = iter(inputs)
    Thread(
        target=import_module, args=("schemas.frames",), daemon=True
    ).start()  # pandera loads while a worker reads
    with Readers(jobs) as readers, _without_collector():
        books = readers.read_many(_contents(inputs, data, refused))
        while chunk := list(islice(books, _BATCH)):
            for name, outcome in _validated(chunk, data, options, memo):
                item = next(waiting)
                while item.name != name:
                    yield item, refused[item.name]
                    item = next(waiting)
                yield item, outcome
    for item in waiting:
        yield item, refused[item.name]


@contextmanager
def _without_collector() -> Iterator[None]:
    """No garbage collection for a while: it would walk millions of live cells again and again, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _contents(
    inputs: Iterable[Input], data: dict[str, bytes], refused: dict[str, Refused]
) -> Iterator[tuple[str, bytes]]:
    """Each file read once into memory: that copy is what is checked and what is written back."""
    for item in inputs:
        try:
            content = item.path.read_bytes()
        except FileNotFoundError:
            refused[item.name] = Refused("FILE_MISSING")
        except OSError as problem:
            refused[item.name] = Refused("FILE_UNREADABLE", problem.strerror or "")
        else:
            data[item.name] = content
            yield item.name, content


def _validated(
    chunk: Iterable[tuple[str, Book | Refused]], data: dict[str, bytes], options: Options, memo: Memo
) -> Iterator[tuple[str, Checked | Refused]]:
    """Parse each book, then validate all that could be parsed at once."""
    parsed = [(name, _snapshot(book, options, memo)) for name, book in chunk]
    snapshots = tuple(s for _, s in parsed if isinstance(s, Snapshot))
    found = iter(validate(Batch(snapshots), options))
    for name, outcome in parsed:
        content = data.pop(name)
        if isinstance(outcome, Snapshot):
            yield name, Checked(content, outcome, tuple(next(found)))
        else:
            yield name, outcome


def _snapshot(book: Book | Refused, options: Options, memo: Memo) -> Snapshot | Refused:
    if isinstance(book, Refused):
        return book
    try:
        snapshot = snapshot_of(book, options.schools, memo)
    except Ambiguous as rows:
        return Refused("FILE_HEADER_AMBIGUOUS", f"{rows.sheet} 第 {rows.first} 行和第 {rows.second} 行")
    if not snapshot.tables:
        return Refused("FILE_NO_SHEET", "、".join(snapshot.unknown) or "各工作表都是空的")
    return snapshot


def _annotated(outcome: Checked) -> tuple[bytes, Applied]:
    """The workbook with our marks and list in it, our old ones taken off first."""
    book = outcome.snapshot.book
    assert book is not None  # a checked snapshot always keeps its book
    host = _host(outcome.data, book)
    applied = annotate(host, book, outcome.findings)
    return host.data, applied


def _host(data: bytes, book: Book) -> FileHost:
    """The file itself; for .xls and .et a new .xlsx of its values, which cannot be edited in place."""
    from workbook.xlsx.filehost import FileHost  # a check that writes nothing need not load the writer

    if any(code == "FILE_XLS" for code, _ in book.flags):
        from workbook.xlsx.legacy import as_xlsx

        data = as_xlsx(book)
    return FileHost(data, book.source)


def annotate(host: Host, book: Book, findings: Sequence[Finding]) -> Applied:
    """Replace our marks in a workbook: clear the old ones, mark the cells, write the list.

    The answer's inverse edits take it all back. A cell that cannot carry a note is listed, not marked.
    """
    cleared = host.apply(clear_edits(book), conflicts="skip")
    if not findings:
        return cleared
    cells = cells_to_mark(findings)
    marked = _apply_what_can_be(host, mark_edits(cells))
    marks = marks_made(cells, marked.inverse)
    listed = host.apply(list_edits(findings, marks, decisions_in(book), sheet_name(book)))
    return Applied((*listed.inverse, *marked.inverse, *cleared.inverse), cleared.skipped)


def _apply_what_can_be(host: Host, edits: Sequence[Edit]) -> Applied:
    """Apply marks; one that its cell refuses (threaded comments, array interior) is left out, the others stay."""
    edits = list(edits)
    while True:
        try:
            return host.apply(edits)
        except Refused as refused:
            if refused.number is None:
                raise
            del edits[refused.number - 1]


def fix(
    inputs: Sequence[Input], options: Options, output: Output | None
) -> Iterator[tuple[FileResult, list[Change]]]:
    """Apply the safe fixes; without an output only say what would be changed."""
    for item, outcome in checked(inputs, options):
        if isinstance(outcome, Refused):
            yield FileResult(item.name, refused=outcome), []
            continue
        book = outcome.snapshot.book
        assert book is not None  # a checked snapshot always keeps its book
        edits, settled = fix_edits(book, outcome.findings)
        result = FileResult(item.name, tuple(settled))
        if output is not None:
            result = _written(item, tuple(settled), output, "fix", _editing(outcome.data, book, edits))
        yield result, preview(settled)


def clear(inputs: Sequence[Input], output: Output) -> Iterator[FileResult]:
    """Take off our marks and list; cells a person changed since stay as they left them."""
    for item in inputs:
        try:
            data = item.path.read_bytes()
            book = read_book(data, item.name)
        except FileNotFoundError:
            yield FileResult(item.name, refused=Refused("FILE_MISSING"))
        except Refused as refused:
            yield FileResult(item.name, refused=refused)
        else:
            yield _written(item, (), output, "clear", _editing(data, book, clear_edits(book), "skip"))


def undo_last(inputs: Sequence[Input], output: Output) -> Iterator[FileResult]:
    """Undo the last command on a workbook; cells a person changed since stay as they left them."""
    from xladdin import undo

    for item in inputs:
        try:
            data = item.path.read_bytes()
            book = read_book(data, item.name)
            edits = undo.last(book)
        except FileNotFoundError:
            yield FileResult(item.name, refused=Refused("FILE_MISSING"))
        except Refused as refused:
            yield FileResult(item.name, refused=refused)
        else:
            yield _written(item, (), output, "undo", _editing(data, book, edits, "skip"))


def _editing(
    data: bytes, book: Book, edits: Sequence[Edit], conflicts: Literal["refuse", "skip"] = "refuse"
) -> Callable[[], tuple[bytes, Applied]]:
    def run() -> tuple[bytes, Applied]:
        host = _host(data, book)
        applied = host.apply(edits, conflicts)
        return host.data, applied

    return run


def _written(
    item: Input,
    findings: tuple[Finding, ...],
    output: Output,
    command: str,
    run: Callable[[], tuple[bytes, Applied]],
    back: Readers | None = None,
) -> FileResult:
    """Run the edits, save safely, remember how to undo them; refused: nothing is written.

    back   a reader that is kept for many files: what was written is read again, to know it when it is to be undone
    """
    from workbook.xlsx.save import save
    from xladdin import undo

    try:
        path = output.path_for(item.path)
        data, applied = run()
        save(path, data)
        if applied.inverse and command != "undo":
            after = back.read(path.name, data) if back else read_book(data, path.name)
            undo.remember(command, path.name, after, applied.inverse)
    except Refused as refused:
        return FileResult(item.name, findings, refused=refused)
    return FileResult(item.name, findings, written=path.name)


def template(contest: str, branch: str | None, layout: Literal["roster", "form"], path: Path) -> Path:
    """Write a blank registration workbook for a branch. Raises Refused for an unknown branch."""
    from schemas.regions import city_of
    from workbook.xlsx.save import save
    from workbook.xlsx.template import registration_template

    city = None
    if branch is not None:
        city = city_of(branch)
        if city is None:
            raise Refused("BRANCH_UNKNOWN", branch)
    save(path, registration_template(city, layout, contest))
    return path


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What the demo made and found."""

    inbox: Path
    checked: Path
    template: Path
    count: int
    results: tuple[FileResult, ...]


def demo(folder: Path) -> DemoSummary:
    """Make an inbox with the mistakes people make, check it, write annotated copies and a template."""
    from xladdin.demo import make_inbox
    from xladdin.schools import read_schools

    inbox, annotated = folder / "收件箱", folder / "检查结果"
    make_inbox(inbox)
    paths = sorted(
        p for p in inbox.iterdir() if p.suffix in (".xlsx", ".xls") and not p.name.startswith("~$")
    )
    options = Options(None, read_schools(inbox / "高校名单.txt"))
    results = tuple(check([Input(p.name, p) for p in paths], options, Output(annotated, folder=True)))
    blank = template("ganyou-2024", "赣州", "roster", folder / "报名表模板（赣州）.xlsx")
    return DemoSummary(inbox, annotated, blank, len(paths), results)
