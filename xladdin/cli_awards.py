"""The shell's subcommands about ranks and prizes: allocate, explain."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from xladdin.cli_merge import answering
from xladdin.cli_work import EventName, OverOn, day_of
from xladdin.shell import Debug, Json, Language, Problem, guarded, language, print_json, subcommand


@subcommand
def allocate(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="赛事台账")],
    event: EventName = None,
    final: Annotated[
        bool, typer.Option("--final", help="确定获奖名单：这个活动的事全部定了才写，否则什么也不写")
    ] = False,
    reopened: Annotated[
        str | None,
        typer.Option(
            "--reopen", metavar="依据文件", help="已锁定的活动要重新定稿：写明依据的文件，记入操作记录"
        ),
    ] = None,
    as_of: OverOn = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Rank and give out prizes."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import allocating, show_awards
        from xladdin.desk import on_file

        if reopened and not final:
            raise Problem("--reopen 只和 --final 一起用：写明依据文件，对已锁定的活动重新定稿。")
        now = datetime.now().astimezone()
        with on_file(book) as desk:
            found = allocating.allocate(
                desk, event, final, day_of(as_of, now.date()), now, (reopened or "").strip()
            )
        if as_json:
            print_json(to_json("allocate", [found.book], language(lang)))
        else:
            show_awards.allocated(found, language(lang))
        return exit_status([found.book])

    guarded(answering(run, "allocate", book, as_json), debug)


@subcommand
def explain(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="赛事台账")],
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="编号（如 K0001）或完整姓名、名称")],
    event: EventName = None,
    without: Annotated[bool, typer.Option("--without", help="试一试：如果没有这个人，哪些奖变动")] = False,
    less: Annotated[
        str | None,
        typer.Option(
            "--less", metavar="数", help="试一试：如果这个人的指标少这么多（如少一笔128.50元的订单）"
        ),
    ] = None,
    reading: Annotated[
        str | None, typer.Option("--if", metavar="T03=平分奖金", help="试一试：如果这一条待确认事项这样定")
    ] = None,
    as_of: OverOn = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Say why somebody has a prize or none."""

    def run() -> int:
        from workbook.report import to_json
        from xladdin import explaining, show_awards
        from xladdin.desk import on_file

        asked = explaining.Asked(who, event, without, less, reading)
        with on_file(book) as desk:
            found = explaining.explain(desk, asked, day_of(as_of, datetime.now().date()))
        if as_json:
            print_json(to_json("explain", [found], language(lang)))
        else:
            show_awards.explained(found, language(lang))
        return 0

    guarded(answering(run, "explain", book, as_json), debug)
