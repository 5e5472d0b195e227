"""The shell's subcommands about the add-in itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xladdin.commands import command_of
from xladdin.shell import Debug, Language, app, guarded, language
from xladdin.shell_words import Command, Group

_ENTRY = command_of("addin")
assert _ENTRY is not None
addin_app = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None, help=_ENTRY.label)
app.add_typer(addin_app, name=_ENTRY.id)


@addin_app.command(cls=Command, help=_ENTRY.help)
def build(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE.xlam", help="写到这个文件，不能已有")],
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Build the add-in."""

    def run() -> int:
        from xladdin import outputs
        from xladdin.addin.build import addin_bytes

        outputs.fresh(out, ".xlam")
        outputs.write_file(out, addin_bytes(language(lang)))
        typer.echo(f"已生成 {out}")
        return 0

    guarded(run, debug)
