"""The shell's subcommands about submissions: merge."""

from __future__ import annotations

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
    app,
    guarded,
    language,
    options_of,
    print_json,
)

_KINDS = ("首次", "补充", "更正", "整表替换")


@app.command(help="把收件文件夹、压缩包里的报名表汇总到赛事台账：一行不丢，一行不重；只读新来的文件。")
def merge(
    inbox: Annotated[list[Path], typer.Argument(metavar="INBOX...", help="收件文件夹、压缩包或文件")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="BOOK.xlsx", help="赛事台账")],
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="K", help="这批文件的性质：补充、更正、整表替换")
    ] = None,
    sender: Annotated[str | None, typer.Option("--from", metavar="WHO", help="这批文件是谁报的")] = None,
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
        from xladdin import merging, show

        cover = Cover(sender=sender or "", kind=_kind(kind), received=_time(arrived))
        told = merging.Asked(cover, options_of(as_of, schools, "ganyou-2024"), jobs)
        with show.progress(0, quiet=True) as step:
            found = merging.merge(inbox, out, told, datetime.now().astimezone(), step)
        results = [*found.files, found.book]
        if as_json:
            print_json(to_json("merge", results, language(lang)))
        else:
            show.merged(found, language(lang))
        return exit_status(results)

    guarded(run, debug)


def _kind(text: str | None) -> str:
    if text is not None and text not in _KINDS:
        raise Problem(f"--kind 应是{'、'.join(_KINDS)}中的一个，而不是 {text}。")
    return text or ""


def _time(text: str | None) -> str:
    """A time as 收件登记 has it. Raises Problem."""
    if text is None:
        return ""
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M")
    except ValueError as problem:
        raise Problem(f"--received 应是 2024-10-19 15:30 这样的时间，而不是 {text}。") from problem
