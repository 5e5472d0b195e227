"""The shell's subcommands about submitted sheets, and the entry point. Those about rule cards are in `cli_cards`.

Exit status: 2 if anything could not run, else 1 if there are error findings, else 0. Never a traceback; --debug
shows the place in the code, without personal numbers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from xladdin import (
    cli_addin,
    cli_awards,
    cli_bundle,
    cli_cards,
    cli_demo,
    cli_merge,
    cli_payout,
    cli_seal,
    cli_verify,
    cli_watch,
    cli_work,
)
from xladdin.shell import (
    AsOf,
    ContestName,
    Debug,
    Files,
    InPlace,
    Jobs,
    Json,
    Language,
    Out,
    Problem,
    Schools,
    app,
    guarded,
    inputs_of,
    language,
    options_of,
    output_of,
    print_json,
    status_of_edits,
    subcommand,
)

__all__ = [
    "app",
    "cli_addin",
    "cli_awards",
    "cli_bundle",
    "cli_cards",
    "cli_demo",
    "cli_merge",
    "cli_payout",
    "cli_seal",
    "cli_verify",
    "cli_watch",
    "cli_work",
    "main",
]


@subcommand
def check(
    files: Files,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="OUT", help="带标注的副本写到这个文件（多个输入时是文件夹）；不写只显示"
        ),
    ] = None,
    in_place: InPlace = False,
    as_of: AsOf = None,
    contest: ContestName = "ganyou-2024",
    schools: Schools = None,
    as_json: Json = False,
    lang: Language = "zh",
    jobs: Jobs = 1,
    debug: Debug = False,
) -> None:
    """Check registration workbooks."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import marking, show

        inputs = inputs_of(files)
        output = output_of(out, in_place, inputs)
        options = options_of(as_of, schools, contest)
        with show.progress(len(inputs), quiet=as_json) as step:
            results = list(marking.check(inputs, options, output, jobs, step))
        if as_json:
            print_json(to_json("check", results, language(lang)))
        else:
            show.results(results, language(lang))
        return exit_status(results)

    guarded(run, debug)


@subcommand
def fix(
    files: Files,
    out: Out = None,
    in_place: InPlace = False,
    preview: Annotated[bool, typer.Option("--preview", help="只显示将要改什么")] = False,
    schools: Schools = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Apply the safe fixes."""

    def run() -> int:
        from workbook.report import to_json
        from xladdin import marking, show

        inputs = inputs_of(files)
        output = None if preview else output_of(out, in_place, inputs)
        if output is None and not preview:
            raise Problem("没有说写到哪里。请加 -o 文件名、--in-place，或用 --preview 先看。")
        done = list(marking.fix(inputs, options_of(None, schools, "ganyou-2024"), output))
        results = [result for result, _ in done]
        if as_json:
            print_json(to_json("fix", results, language(lang)))
        else:
            show.changes(done, language(lang))
        return status_of_edits(results)

    guarded(run, debug)


@subcommand
def clear(
    files: Files, out: Out = None, in_place: InPlace = False, lang: Language = "zh", debug: Debug = False
) -> None:
    """Take off our marks."""
    _edit_files("clear", files, out, in_place, lang, debug)


@subcommand
def apply(
    edits: Annotated[Path, typer.Argument(metavar="EDITS.json", help="编辑清单")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="工作簿（.xlsx、.xlsm）")],
    out: Out = None,
    in_place: InPlace = False,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Apply an edit list."""

    def run() -> int:
        from workbook.report import to_json
        from xladdin import marking, show
        from xladdin.checking import Input

        inputs = [Input(file.name, file)]
        output = output_of(out, in_place, inputs)
        if output is None:
            raise Problem("没有说写到哪里。请加 -o 文件名，或用 --in-place。")
        result = marking.apply(inputs[0], edits, output)
        if as_json:
            print_json(to_json("apply", [result], language(lang)))
        else:
            show.written([result], "apply", language(lang))
        return status_of_edits([result])

    guarded(run, debug)


@subcommand
def undo(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...")] = None,
    out: Out = None,
    in_place: InPlace = False,
    purge: Annotated[bool, typer.Option("--purge", help="删除本机保存的全部撤销记录")] = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Undo the last command on a workbook."""
    if purge:
        from xladdin.undo import forget

        typer.echo(f"已删除 {forget()} 条撤销记录。")
        return
    _edit_files("undo", files or [], out, in_place, lang, debug)


def _edit_files(
    what: str, files: Sequence[Path], out: Path | None, in_place: bool, lang: str, debug: bool
) -> None:
    def run() -> int:
        from xladdin import marking, show

        inputs = inputs_of(files)
        output = output_of(out, in_place, inputs)
        if output is None:
            raise Problem("没有说写到哪里。请加 -o 文件名，或用 --in-place。")
        run_it = marking.clear if what == "clear" else marking.undo_last
        results = list(run_it(inputs, output))
        show.written(results, what, language(lang))
        return status_of_edits(results)

    guarded(run, debug)


@subcommand
def template(
    contest: Annotated[
        str, typer.Argument(metavar="BOOK|CONTEST", help="赛事台账，或赛事：ganyou-2024")
    ] = "ganyou-2024",
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE.xlsx")] = Path("报名表模板.xlsx"),
    branch: Annotated[str | None, typer.Option("--branch", help="市分公司，如 赣州")] = None,
    sheets: Annotated[
        list[str] | None,
        typer.Option("--sheet", metavar="NAME", help="要哪张表，如 排期、场次；可以写几次，不写是报名用的表"),
    ] = None,
    layout: Annotated[
        str, typer.Option("--layout", help="roster（汇总表）或 form（附件1、报名每队或每人一张）")
    ] = "roster",
    debug: Debug = False,
) -> None:
    """Make a workbook of blank sheets."""

    def run() -> int:
        from xladdin import blanks, card_commands

        if layout not in ("roster", "form"):
            raise Problem(f"--layout 只能是 roster 或 form，而不是 {layout}。")
        found = card_commands.contest_of(contest)
        path = blanks.template(found, branch, "form" if layout == "form" else "roster", out, sheets or ())
        typer.echo(f"已生成 {path}")
        return 0

    guarded(run, debug)


def main() -> None:
    """Entry point of the command `contestbook`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a cp936 console cannot show every character
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    app()


if __name__ == "__main__":
    main()
