"""What all subcommands of the shell share: the app, its options, the files named, and one sentence when it goes wrong."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from workbook.masking import file_name
from xladdin.commands import command_of
from xladdin.shell_words import Command, Group

if TYPE_CHECKING:
    from workbook.batch import Options
    from workbook.report import FileResult
    from xladdin.checking import Input
    from xladdin.outputs import Output

_ARCHIVE = ".zip"
F = TypeVar("F", bound=Callable[..., Any])

app = typer.Typer(
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="竞赛报名、审核、核对、发奖的工作簿：检查、汇总、复核，绝不损坏文件。",
)

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="工作簿，或装着工作簿的文件夹")]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="OUT", help="写到这个文件（多个输入时是文件夹）")
]
InPlace = Annotated[bool, typer.Option("--in-place", help="直接改写输入文件")]
Json = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 对象")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="按这一天计算年龄，如 2024-10-20")]
Schools = Annotated[
    Path | None, typer.Option("--schools", metavar="LIST", help="高校名单（txt、csv 或 xlsx）")
]
ContestName = Annotated[str, typer.Option("--contest", metavar="C", help="赛事：ganyou-2024、litong-2024")]
Language = Annotated[str, typer.Option("--lang", envvar="CONTESTBOOK_LANG", help="zh 或 en")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, help="读取文件的进程数")]
Debug = Annotated[bool, typer.Option("--debug", help="出错时显示更多（不含个人信息）")]


def subcommand(function: F) -> F:
    """Make a function the subcommand of its name, with the help that COMMANDS has for it."""
    entry = command_of(function.__name__)
    assert entry is not None, function.__name__
    app.command(help=entry.help, cls=Command)(function)
    return function


class Problem(Exception):
    """Arguments that cannot be carried out; one sentence."""


def language(text: str) -> Literal["zh", "en"]:
    """The language asked for. Raises Problem."""
    if text not in ("zh", "en"):
        raise Problem(f"--lang 只能是 zh 或 en，而不是 {text}。")
    return "en" if text == "en" else "zh"


def inputs_of(files: Sequence[Path]) -> list[Input]:
    """The workbooks named, folders and archives opened up, owner files passed over, each under a name of its own.

    Raises Problem.
    """
    from workbook.xlsx.reading.reader import is_owner_file
    from xladdin.checking import Input
    from xladdin.inbox import WORKBOOKS

    paths: list[Path] = []
    for path in files:
        if os.path.isdir(path):
            paths += sorted(
                p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in (*WORKBOOKS, _ARCHIVE)
            )
        else:
            paths.append(path)
    once: dict[str, Path] = {}
    for path in paths:
        if not is_owner_file(path.name):
            once.setdefault(os.path.realpath(path), path)
    paths = list(once.values())
    names = [path.name for path in paths]
    found: list[Input] = []
    for path in paths:
        name = path.name if names.count(path.name) == 1 else path.as_posix()
        if path.suffix.lower() != _ARCHIVE:
            found.append(Input(name, path))
            continue
        from xladdin.inbox import received  # only an archive pays for it

        for item in received([path]):
            if item.kind in ("workbook", "refused"):
                inner = item.name.removeprefix(path.name)
                found.append(Input(name + inner, Path(Path(item.name).name), item.data))
    if not found:
        raise Problem("没有可以检查的工作簿。请给出 .xlsx 文件，或装着它们的文件夹、压缩包（zip）。")
    return found


def output_of(out: Path | None, in_place: bool, inputs: Sequence[Input]) -> Output | None:
    """Where results go; None: nowhere. Raises Problem."""
    from xladdin.outputs import Output

    if out is not None and in_place:
        raise Problem("-o 和 --in-place 只能用一个。")
    if in_place and any(item.data is not None for item in inputs):
        raise Problem("压缩包里的文件不能直接改写。请用 -o 写到一个文件夹。")
    if out is None:
        return Output(None) if in_place else None
    folder = os.path.isdir(out) or len(inputs) > 1 or out.suffix == ""
    if folder and os.path.isfile(out):
        raise Problem(f"有多个输入文件，-o 应是文件夹，但 {file_name(out.name)} 是文件。请换一个名字。")
    return Output(out, folder)


def known_contest(text: str) -> str:
    """A contest that ships. Raises Problem."""
    from schemas.contest import SHIPPED

    if text not in SHIPPED:
        raise Problem(f"不认识赛事 {text}。请用 {'、'.join(SHIPPED)} 中的一个。")
    return text


def options_of(as_of: str | None, schools: Path | None, contest: str) -> Options:
    """What a check is told beside the workbooks. Raises Problem, Refused."""
    from workbook.batch import Options
    from xladdin.schools import read_schools

    known_contest(contest)
    try:
        day = date.fromisoformat(as_of) if as_of else None
    except ValueError as problem:
        raise Problem(f"--as-of 应是 2024-10-20 这样的日期，而不是 {as_of}。") from problem
    return Options(day, read_schools(schools) if schools else None)


def status_of_edits(results: Iterable[FileResult]) -> int:
    """Exit status of commands that edit: only whether they ran."""
    return 2 if any(result.refused for result in results) else 0


def print_json(data: dict[str, Any]) -> None:
    """UTF-8 whatever the console thinks, Chinese not escaped."""
    sys.stdout.buffer.write(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")
    sys.stdout.buffer.flush()


def guarded(run: Callable[[], int], debug: bool) -> None:
    """Run a command; whatever goes wrong becomes one sentence and exit status 2."""
    from workbook.host import Refused

    try:
        raise typer.Exit(run())
    except Problem as problem:
        sentence = str(problem)
    except Refused as refused:
        from workbook.report import refusal_sentence

        sentence = refusal_sentence(refused.file or "contestbook", refused)
    except OSError as problem:
        from workbook.system_words import reason

        name = file_name(Path(str(problem.filename or "")).name)
        sentence = f"{name}：{reason(problem)}。请检查文件和权限后再试。"
    except (typer.Exit, KeyboardInterrupt):
        raise
    except Exception as crash:  # noqa: BLE001 - the last line of defence: no traceback in front of a clerk
        sentence = f"程序内部出错（{type(crash).__name__}），没有写入任何文件。请加 --debug 再试一次，并把结果发给维护人员。"
        if debug:
            sentence += _where(crash)
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def _where(crash: BaseException) -> str:
    """File, line and function of each step of a crash; never its text, which may hold personal numbers."""
    import traceback

    steps = traceback.extract_tb(crash.__traceback__)
    return "\n" + "\n".join(f"  {Path(s.filename).name}:{s.lineno} {s.name}" for s in steps)
