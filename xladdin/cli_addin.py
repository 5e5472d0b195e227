"""The shell's subcommands about the add-in and the computer it runs on: addin build, install, uninstall, doctor; doctor.

They must answer where a package is missing or broken, so nothing of the workbooks is loaded but for `build`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from workbook.codes import Lang
from xladdin.commands import command_of
from xladdin.shell import Debug, Json, Language, Problem, app, guarded, language, print_json, subcommand
from xladdin.shell_words import Command, Group

addin_app = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None, help="Excel 加载项")
app.add_typer(addin_app, name="addin")


def _help(id_: str) -> str:
    """The help that COMMANDS has for a command."""
    entry = command_of(id_)
    assert entry is not None, id_
    return entry.help


@addin_app.command(cls=Command, help=_help("addin"))
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


@addin_app.command(cls=Command, help=_help("addin_install"))
def install(lang: Language = "zh", debug: Debug = False) -> None:
    """Install the add-in for this user."""

    def run() -> int:
        from xladdin.computer import installing
        from xladdin.computer.machine import this_machine

        typer.echo("正在安装……" if lang == "zh" else "Installing ...")
        _in_lines(lambda said: installing.install(this_machine(), said), language(lang))
        _diagnosed(
            "doctor", False, lang, addin_only=False
        )  # all of it: a part that does not load stops every button
        return 0

    guarded(run, debug)


@addin_app.command(cls=Command, help=_help("addin_uninstall"))
def uninstall(lang: Language = "zh", debug: Debug = False) -> None:
    """Take the add-in away."""

    def run() -> int:
        from xladdin.computer import installing
        from xladdin.computer.machine import this_machine

        _in_lines(lambda said: installing.uninstall(this_machine(), said), language(lang))
        return 0

    guarded(run, debug)


@addin_app.command(name="doctor", help=_help("addin_doctor"))
def addin_doctor(as_json: Json = False, lang: Language = "zh", debug: Debug = False) -> None:
    """Look at what the add-in needs."""
    guarded(lambda: _diagnosed("addin doctor", as_json, lang, addin_only=True), debug)


@subcommand
def doctor(as_json: Json = False, lang: Language = "zh", debug: Debug = False) -> None:
    """Look at this computer."""
    guarded(lambda: _diagnosed("doctor", as_json, lang, addin_only=False), debug)


def _in_lines(act: Callable[[Lang], list[str]], lang: Lang) -> None:
    """Do something and print what was done. Raises Problem."""
    from workbook.host import Refused
    from xladdin.computer import telling

    try:
        done = act(lang)
    except Refused as refused:  # in words that need no package
        raise Problem(telling.refusal(refused, lang)) from refused
    for line in done:
        typer.echo(line)


def _diagnosed(command: str, as_json: bool, lang: str, addin_only: bool) -> int:
    """Print what is wrong with this computer; answers the exit status."""
    from xladdin.computer import telling
    from xladdin.computer.collecting import collected
    from xladdin.computer.diagnosis import diagnosis
    from xladdin.computer.machine import this_machine

    said = language(lang)
    facts = collected(this_machine())
    if as_json:
        print_json(telling.as_json(command, facts, said, addin_only))
    else:
        for line in telling.table(facts, said, addin_only):
            typer.echo(line)
    return telling.exit_status(diagnosis(facts, addin_only))
