"""The shell's subcommand that puts a contest on record: bundle."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from xladdin.cli_merge import answering
from xladdin.shell import Debug, Json, Language, guarded, language, print_json, subcommand


@subcommand
def bundle(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="赛事台账")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="X.zip", help="写到这个压缩包")],
    originals: Annotated[
        bool,
        typer.Option(
            "--originals", help="附上收到的原件和流水文件：按文件指纹在台账所在文件夹里找，改过名也找得到"
        ),
    ] = False,
    inbox: Annotated[
        list[Path] | None,
        typer.Option(
            "--inbox", metavar="DIR", help="原件还可能在这个文件夹或压缩包里；可以写几次，写了就附原件"
        ),
    ] = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Put a contest on record."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import bundling, show_bundle
        from xladdin.desk import on_file

        now = datetime.now().astimezone()
        with on_file(book) as desk:
            made = bundling.bundle_book(desk, out, originals or bool(inbox), inbox or (), now)
        if as_json:
            print_json(to_json("bundle", [made.book], language(lang)))
        else:
            show_bundle.bundled(made, language(lang))
        return exit_status([made.book])

    guarded(answering(run, "bundle", book, as_json), debug)
