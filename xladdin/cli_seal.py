"""The shell's subcommand about seals."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from xladdin.cli_merge import answering
from xladdin.shell import Debug, Json, Language, guarded, language, print_json, subcommand


@subcommand
def seal(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="赛事台账")],
    event: Annotated[
        str | None,
        typer.Option(
            "--event",
            metavar="E",
            help="只锁定一个活动；锁定后改过的，写明活动才重新锁定；不写是全部已定稿的",
        ),
    ] = None,
    preparer: Annotated[str, typer.Option("--preparer", metavar="NAME", help="制表人")] = "",
    approver: Annotated[str, typer.Option("--approver", metavar="NAME", help="批准人，不能是制表人")] = "",
    document: Annotated[str, typer.Option("--document", metavar="TEXT", help="依据文件，如 纪要3号")] = "",
    paper: Annotated[
        Path | None, typer.Option("--print", metavar="FILE.xlsx", help="生成定稿签批单，每个活动一页")
    ] = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Seal final events."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from workbook.seal.record import Signed
        from xladdin import sealing, show_seal
        from xladdin.desk import on_file

        signed = Signed(preparer.strip(), approver.strip(), document.strip(), "")
        with on_file(book) as desk:
            found = sealing.seal(desk, event, signed, paper, datetime.now().astimezone())
        if as_json:
            print_json(to_json("seal", [found.book], language(lang)))
        else:
            show_seal.sealed(found, language(lang))
        return exit_status([found.book])

    guarded(answering(run, "seal", book, as_json), debug)
