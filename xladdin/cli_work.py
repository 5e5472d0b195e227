"""The shell's subcommands about entrants: eligible."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from xladdin.cli_merge import answering
from xladdin.shell import Debug, Json, Language, Problem, app, guarded, language, print_json

EventName = Annotated[
    str | None,
    typer.Option("--event", metavar="E", help="只做一个活动，如 第一期·活动1；不写按“说明”里选的当前活动"),
]


@app.command(
    help="资格审核：逐人逐活动对照规则卡，写出合格、不合格、暂不能归组或待核，以及每条的数字和通知原文。"
)
def eligible(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="赛事台账")],
    event: EventName = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="按这一天判断活动是否结束，不写按今天")
    ] = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Judge who may take part and win."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import judging, show

        now = datetime.now().astimezone()
        found = judging.eligible(book, event, _day(as_of, now.date()), now)
        if as_json:
            print_json(to_json("eligible", [found.book], language(lang)))
        else:
            show.eligible(found, language(lang))
        return exit_status([found.book])

    guarded(answering(run, "eligible", book, as_json), debug)


def _day(text: str | None, today: date) -> date:
    """The day of judging. Raises Problem."""
    try:
        return date.fromisoformat(text) if text else today
    except ValueError as problem:
        raise Problem(f"--as-of 应是 2024-10-20 这样的日期，而不是 {text}。") from problem
