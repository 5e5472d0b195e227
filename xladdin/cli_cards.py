"""The shell's subcommands about rule cards: new, lint, decisions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from xladdin.shell import Debug, Json, Language, guarded, language, print_json, subcommand


@subcommand
def new(
    contest: Annotated[
        str,
        typer.Argument(
            metavar="CONTEST", help="litong-2024、ganyou-2024、blank（空白），或规则卡文件（.toml）"
        ),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="BOOK.xlsx")] = Path("赛事台账.xlsx"),
    debug: Debug = False,
) -> None:
    """Make the contest workbook."""

    def run() -> int:
        from xladdin import card_commands

        path = card_commands.new(contest, out, datetime.now().astimezone())
        typer.echo(f"已生成 {path}。先看“说明”，再用 contestbook lint {path} 检查规则。")
        return 0

    guarded(run, debug)


@subcommand
def lint(
    source: Annotated[str, typer.Argument(metavar="BOOK|CARD", help="赛事台账，或规则卡")],
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Check a rule card."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import card_commands, show

        result = card_commands.lint(source)
        if as_json:
            print_json(to_json("lint", [result], language(lang)))
        else:
            show.results([result], language(lang))
        return exit_status([result])

    guarded(run, debug)


@subcommand
def decisions(
    source: Annotated[str, typer.Argument(metavar="BOOK", help="赛事台账，或规则卡")],
    event: Annotated[
        str | None, typer.Option("--event", metavar="E", help="只看一个活动，如 第一期·活动1")
    ] = None,
    paper: Annotated[Path | None, typer.Option("--print", metavar="FILE.xlsx", help="生成请示单")] = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """List the open points."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import card_commands, show

        found = card_commands.decisions(source, event, paper)
        if as_json:
            print_json(to_json("decisions", [found.result], language(lang)))
        else:
            show.decisions(found)
        return exit_status([found.result])

    guarded(run, debug)
