"""The shell's subcommand about paying out: payout."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from xladdin.cli_merge import answering
from xladdin.cli_work import EventName, day_of
from xladdin.shell import Debug, Json, Language, Problem, guarded, language, print_json, subcommand

_KINDS = "bank、tax、list、public"


@subcommand
def payout(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="赛事台账")],
    event: EventName = None,
    export: Annotated[
        str | None,
        typer.Option(
            "--export",
            metavar="bank|tax|list|public",
            help="导出：bank 银行付款（同时记批次），tax 个税申报，list 签领单，public 公示",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="导出到哪个文件")] = None,
    answers: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="导入银行回单（成功、退票）")
    ] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="2025-01", help="--export tax：只要这个月付的")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="按这一天判断公示期是否已满，不写按今天"),
    ] = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """List what is paid."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import pay_exports, paying, show_payout
        from xladdin.desk import on_file
        from xladdin.pay_run import Asked

        if export is not None and export not in pay_exports.KINDS:
            raise Problem(f"--export 可用：{_KINDS}。")
        if (export is None) != (out is None):
            raise Problem("--export 和 -o 要一起写。")
        now = datetime.now().astimezone()
        if (day := day_of(as_of, now.date())) > now.date():
            raise Problem(f"--as-of 不能晚于今天（{now:%Y-%m-%d}）。")
        asked = Asked(event, export, out, answers, _month(month))
        with on_file(book) as desk:
            found = paying.payout(desk, asked, day, now)
        results = [one for one in (found.book, found.answers) if one]
        if as_json:
            print_json(to_json("payout", results, language(lang)))
        else:
            show_payout.paid(found, language(lang))
        return exit_status(results)

    guarded(answering(run, "payout", book, as_json), debug)


def _month(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Problem("--month 写成 2025-01。") from None
