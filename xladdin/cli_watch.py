"""The shell's subcommand of the drop folder: watch."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from xladdin.shell import (
    AsOf,
    ContestName,
    Debug,
    Language,
    Schools,
    guarded,
    language,
    options_of,
    subcommand,
)

if TYPE_CHECKING:
    from workbook.batch import Options

_ON_DESKTOP: Final = "报名表检查"


@subcommand
def watch(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help=f"投放文件夹；不写是桌面上的“{_ON_DESKTOP}”，没有就新建"),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="检查完现有的就结束，不再等新的")] = False,
    as_of: AsOf = None,
    contest: ContestName = "ganyou-2024",
    schools: Schools = None,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Watch a drop folder."""

    def run() -> int:
        from xladdin import show_watch
        from xladdin.watching.loop import Watcher, alone, called, listing
        from xladdin.watching.memory import remembered
        from xladdin.watching.results import Checker
        from xladdin.watching.wakes import ticks, wakes

        words = language(lang)
        options = options_of(as_of, schools, contest)
        place = folder or _on_desktop()
        with alone(place):
            memory, read = remembered(place)
            memory.forget(listing(place))
            checker = Checker(memory, options, _told(options, contest, words), words)
            watcher = Watcher(place, checker, typer.echo)
            if not read:
                typer.echo(show_watch.forgotten(words))
            if not once:
                typer.echo(show_watch.started(called(place), words))
            try:
                watcher.run(ticks() if once else wakes(place), once)
            except KeyboardInterrupt:
                status = 2 if once else 0
            else:
                status = watcher.status
            typer.echo(show_watch.ended(watcher.checked, words))
        return status

    guarded(run, debug)


def _on_desktop() -> Path:
    """The drop folder of somebody who names none. The desktop may lie in a cloud folder: the system knows where."""
    from platformdirs import user_desktop_path

    place = user_desktop_path() / _ON_DESKTOP
    place.mkdir(parents=True, exist_ok=True)
    return place


def _told(options: Options, contest: str, lang: str) -> str:
    """What a check is told beside the workbook, and the program that checks: with another one all is checked anew."""
    schools = "-"
    if options.schools is not None:
        schools = sha256("\n".join(sorted(options.schools)).encode()).hexdigest()
    return " ".join([version("contestbook"), contest, str(options.as_of), schools, lang])
