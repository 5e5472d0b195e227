"""The shell's subcommand that shows everything at once: demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbook.masking import file_name
from xladdin.shell import Debug, Problem, guarded, subcommand


@subcommand
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]")] = Path("demo"),
    materials: Annotated[
        bool, typer.Option("--materials", help="只生成练习材料：两个赛事的来件、决定、回单，其余自己动手做")
    ] = False,
    debug: Debug = False,
) -> None:
    """Tell the whole story of both contests, or give out what it begins with."""

    def run() -> int:
        from xladdin.demo import run as demos
        from xladdin.demo import show
        from xladdin.demo.story import NotDone

        _refuse_others(folder)
        if materials:
            demos.give_out(folder)
            show.given_out(folder)
            return 0
        try:
            show.closing(demos.demo(folder, show.step))
        except NotDone as problem:
            raise Problem(f"演示没有做完：{problem}") from problem
        return 0

    guarded(run, debug)


def _refuse_others(folder: Path) -> None:
    """Raises Problem: the demo is made in a folder of its own."""
    from xladdin.demo.folder import somebodys

    if folder.exists() and not folder.is_dir():
        raise Problem(f"{file_name(folder.name)} 是文件，不是文件夹。请换一个名字。")
    if folder.is_dir() and (other := somebodys(folder)):
        what = f"{file_name(folder.name)} 里的 {file_name(other)}"
        raise Problem(f"{what} 不是演示生成的，或者生成后改过，演示不覆盖。请换一个空文件夹。")
