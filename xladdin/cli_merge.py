"""The shell's subcommands about submissions: submit, merge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from xladdin.shell import (
    AsOf,
    Debug,
    Jobs,
    Json,
    Language,
    Problem,
    Schools,
    guarded,
    language,
    options_of,
    print_json,
    subcommand,
)


@subcommand
def merge(
    inbox: Annotated[list[Path], typer.Argument(metavar="INBOX...", help="收件文件夹、压缩包或文件")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="BOOK.xlsx", help="赛事台账")],
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="K", help="这批文件的性质：补充、更正、整表替换")
    ] = None,
    sender: Annotated[str | None, typer.Option("--from", metavar="WHO", help="这批文件是谁报的")] = None,
    sheet: Annotated[
        str | None, typer.Option("--as", metavar="附件1", help="汇成一个市分公司的正式附件，而不是赛事台账")
    ] = None,
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="赣州", help="--as 附件1 时：哪个市分公司")
    ] = None,
    arrived: Annotated[
        str | None, typer.Option("--received", metavar="TIME", help="收到时间，如 2024-10-19 15:30")
    ] = None,
    as_of: AsOf = None,
    schools: Schools = None,
    as_json: Json = False,
    lang: Language = "zh",
    jobs: Jobs = 1,
    debug: Debug = False,
) -> None:
    """Merge an inbox."""

    def run() -> int:
        from workbook.merge.submission import Cover
        from workbook.report import exit_status, to_json
        from xladdin import branch_sheets, merging, show
        from xladdin.desk import on_file
        from xladdin.taking import Asked

        cover = Cover(sender=sender or "", kind=_kind(kind), received=_time(arrived))
        told = Asked(cover, options_of(as_of, schools, "ganyou-2024"), jobs)
        now = datetime.now().astimezone()
        with show.progress(None, quiet=as_json) as step:
            if sheet is None:
                with on_file(out) as desk:
                    found = merging.merge(inbox, desk, told, now, step)
            else:
                found = branch_sheets.merge_as(inbox, _branch(sheet, branch), out, told, now, step)
        results = [*found.files, found.book]
        if as_json:
            print_json(to_json("merge", results, language(lang)))
        else:
            show.merged(found, language(lang), alone=sheet is not None)
        return exit_status(results)

    guarded(answering(run, "merge", out, as_json), debug)


@subcommand
def submit(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="检查过的报名表")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT.xlsx", help="上报文件")],
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="K", help="首次、补充、更正或整表替换")
    ] = None,
    turn: Annotated[int | None, typer.Option("--number", metavar="N", help="第几次上报")] = None,
    schools: Schools = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Make a registration ready to hand in."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import show, submitting
        from xladdin.checking import Input

        options = options_of(None, schools, "ganyou-2024")
        number = str(turn) if turn is not None else ""
        done = submitting.submit(
            Input(file.name, file), options, _kind(kind), number, out, datetime.now().astimezone()
        )
        if as_json:
            print_json(to_json("submit", [done.result], language(lang)))
        else:
            show.results([done.result], language(lang), brief=True)
            typer.echo(f"{done.counts.text}（印在每页页脚，盖章的纸件和文件应一致）")
            if done.result.count("error"):
                typer.echo("还有必须改的地方，上报后这些行会被退回。请先检查、改好再生成。")
        return exit_status([done.result])

    guarded(answering(run, "submit", file, as_json), debug)


@subcommand
def returns(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="赛事台账")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="写到哪个文件夹")],
    by: Annotated[str, typer.Option("--by", metavar="branch|school", help="按市分公司或按学校")] = "branch",
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Make a file to correct for each branch or school."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import returning, show
        from xladdin.desk import on_file

        if by not in ("branch", "school"):
            raise Problem(f"--by 应是 branch（市分公司）或 school（学校），而不是 {by}。")
        with on_file(book) as desk:
            results = returning.returns(desk, out, "school" if by == "school" else "branch")
        if as_json:
            print_json(to_json("returns", results, language(lang)))
        else:
            show.results(results, language(lang), brief=True)
        return exit_status(results)

    guarded(answering(run, "returns", book, as_json), debug)


def answering(run: Callable[[], int], command: str, path: Path, as_json: bool) -> Callable[[], int]:
    """A refusal of the whole command is of the file it was given first; with --json it is one object, too."""

    def answered() -> int:
        from workbook.host import Refused
        from workbook.report import FileResult, to_json

        try:
            return run()
        except Refused as refused:
            refused.file = refused.file or path.name
            if not as_json:
                raise
            print_json(to_json(command, [FileResult(refused.file, refused=refused)]))
            return 2

    return answered


def _branch(sheet: str, branch: str | None) -> str:
    """The branch of an official sheet. Raises Problem."""
    if sheet != "附件1":
        raise Problem(f"--as 只能是 附件1（附件2 在同一个文件里），而不是 {sheet}。")
    if not branch:
        raise Problem("--as 附件1 要用 --branch 说明是哪个市分公司，如 --branch 赣州。")
    return branch


def _kind(text: str | None) -> str:
    """What a submission is, as 收件登记 has it. Raises Problem."""
    from schemas.book.people import KINDS

    if text is not None and text not in KINDS:
        raise Problem(f"--kind 应是{'、'.join(KINDS)}中的一个，而不是 {text}。")
    return text or ""


def _time(text: str | None) -> str:
    """A time as 收件登记 has it. Raises Problem."""
    from workbook.merge.register import typed_time

    time = typed_time(text)
    if time is None:
        raise Problem(f"--received 应是 2024-10-19 15:30 这样的时间，而不是 {text}。")
    return time
