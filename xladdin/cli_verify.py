"""The shell's subcommand of finance: verify."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from xladdin.cli_merge import answering
from xladdin.cli_work import EventName
from xladdin.shell import Debug, Json, Language, guarded, language, print_json, subcommand


@subcommand
def verify(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="赛事台账")],
    event: EventName = None,
    payout: Annotated[
        Path | None,
        typer.Option(
            "--payout", metavar="FILE", help="银行代发或工资清单（xlsx、xls、csv），与奖金发放表逐笔核对"
        ),
    ] = None,
    code: Annotated[
        str, typer.Option("--code", metavar="校验码", help="签批单上印的校验码，看台账是不是签批的那一份")
    ] = "",
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Recompute everything for finance."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import show_verify, verifying
        from xladdin.desk import on_file

        with on_file(book) as desk:
            found = verifying.run(desk, event, payout, code.strip(), datetime.now().astimezone())
        if as_json:
            print_json(to_json("verify", [found.book], language(lang)))
        else:
            show_verify.verified(found, language(lang))
        return exit_status([found.book])

    guarded(answering(run, "verify", book, as_json), debug)
