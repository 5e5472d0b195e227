"""The shell's subcommands about entrants and what they sold: eligible, reconcile."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from xladdin.cli_merge import answering
from xladdin.shell import Debug, Json, Language, Problem, guarded, language, print_json, subcommand

EventName = Annotated[
    str | None,
    typer.Option("--event", metavar="E", help="只做一个活动，如 第一期·活动1；不写按“说明”里选的当前活动"),
]


OverOn = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="按这一天判断活动是否结束，不写按今天"),
]


@subcommand
def eligible(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="赛事台账")],
    event: EventName = None,
    as_of: OverOn = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Judge who may take part and win."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import judging, show
        from xladdin.desk import on_file

        now = datetime.now().astimezone()
        with on_file(book) as desk:
            found = judging.eligible(desk, event, day_of(as_of, now.date()), now)
        if as_json:
            print_json(to_json("eligible", [found.book], language(lang)))
        else:
            show.eligible(found, language(lang))
        return exit_status([found.book])

    guarded(answering(run, "eligible", book, as_json), debug)


@subcommand
def reconcile(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="赛事台账")],
    ledger: Annotated[
        list[Path] | None,
        typer.Option(
            "--ledger",
            metavar="FILE",
            help="订单文件；几个文件就写几次 --ledger；没有订单的活动不写，只按申报",
        ),
    ] = None,
    event: EventName = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping", metavar="FILE", help="列名对照文件（平台、列名、字段）；不写按台账的“列名对照”"
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option("--engine", metavar="polars|spark", help="计算引擎；数据大到一台机器放不下时用 spark"),
    ] = "polars",
    lines: Annotated[
        Path | None,
        typer.Option("--lines", metavar="FILE.csv", help="把流水的每一行连同去向、原因写到这个 CSV 文件"),
    ] = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Reconcile sales ledgers."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import reconciling, show
        from xladdin.desk import on_file

        with on_file(book) as desk:
            found = reconciling.reconcile(
                desk, ledger or (), event, mapping, _engine(engine), datetime.now().astimezone(), lines
            )
        if as_json:
            more = (found.lines,) if found.lines else ()
            print_json(to_json("reconcile", (*found.files, *more), language(lang)))
        else:
            show.reconciled(found, language(lang))
        return exit_status(found.files)

    guarded(answering(run, "reconcile", book, as_json), debug)


def _engine(text: str) -> Literal["polars", "spark"]:
    """Raises Problem."""
    if text == "spark":
        return "spark"
    if text == "polars":
        return "polars"
    raise Problem(f"--engine 应是 polars 或 spark，而不是 {text}。")


def day_of(text: str | None, today: date) -> date:
    """The day of judging. Raises Problem."""
    try:
        return date.fromisoformat(text) if text else today
    except ValueError as problem:
        raise Problem(f"--as-of 应是 2024-10-20 这样的日期，而不是 {text}。") from problem
