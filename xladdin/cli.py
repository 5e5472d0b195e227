"""The shell: COMMANDS as subcommands. It gathers inputs, shows results, and turns refusals into one sentence.

Exit status: 2 if anything could not run, else 1 if there are error findings, else 0. Never a traceback; --debug
shows the place in the code, without personal numbers.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from workbook.report import FileResult
    from xladdin.commands import Input
    from xladdin.outputs import Output

_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".xltx", ".xltm")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="检查竞赛报名工作簿，把问题写回单元格，绝不损坏文件。Contest workbooks made trustworthy.",
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
Contest = Annotated[str, typer.Option("--contest", metavar="C", help="赛事：ganyou-2024、litong-2024")]
Language = Annotated[str, typer.Option("--lang", envvar="CONTESTBOOK_LANG", help="zh 或 en")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, help="读取文件的进程数")]
Debug = Annotated[bool, typer.Option("--debug", help="出错时显示更多（不含个人信息）")]


class Problem(Exception):
    """Arguments that cannot be carried out; one sentence."""


def _lang(text: str) -> Literal["zh", "en"]:
    if text not in ("zh", "en"):
        raise Problem(f"--lang 只能是 zh 或 en，而不是 {text}。")
    return "en" if text == "en" else "zh"


@app.command(help="检查报名表，逐格指出问题；-o 写出带标注的副本，原文件不动。")
def check(
    files: Files,
    out: Out = None,
    in_place: InPlace = False,
    as_of: AsOf = None,
    contest: Contest = "ganyou-2024",
    schools: Schools = None,
    as_json: Json = False,
    lang: Language = "zh",
    jobs: Jobs = 1,
    debug: Debug = False,
) -> None:
    """Check registration workbooks."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import commands, show

        inputs = _inputs(files)
        output = _output(out, in_place, inputs)
        options = _options(as_of, schools, contest)
        with show.progress(len(inputs), quiet=as_json) as step:
            results = list(commands.check(inputs, options, output, jobs, step))
        if as_json:
            _print_json(to_json("check", results, _lang(lang)))
        else:
            show.results(results, _lang(lang))
        return exit_status(results)

    _guarded(run, debug)


@app.command(help="统一格式：空格、全角、文本格式等；只改不会改错的。--preview 只看不改。")
def fix(
    files: Files,
    out: Out = None,
    in_place: InPlace = False,
    preview: Annotated[bool, typer.Option("--preview", help="只显示将要改什么")] = False,
    schools: Schools = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Apply the safe fixes."""

    def run() -> int:
        from workbook.report import to_json
        from xladdin import commands, show

        inputs = _inputs(files)
        output = None if preview else _output(out, in_place, inputs)
        if output is None and not preview:
            raise Problem("没有说写到哪里。请加 -o 文件名、--in-place，或用 --preview 先看。")
        done = list(commands.fix(inputs, _options(None, schools, "ganyou-2024"), output))
        results = [result for result, _ in done]
        if as_json:
            _print_json(to_json("fix", results, _lang(lang)))
        else:
            show.changes(done, _lang(lang))
        return _ran(results)

    _guarded(run, debug)


@app.command(help="去掉检查时加的底色、批注和问题清单；您改过的保持不变。")
def clear(
    files: Files, out: Out = None, in_place: InPlace = False, lang: Language = "zh", debug: Debug = False
) -> None:
    """Take off our marks."""
    _edit_files("clear_marks", files, out, in_place, lang, debug)


@app.command(help="按 JSON 编辑清单改写工作簿；有一条不能执行，就一条都不执行。")
def apply(
    edits: Annotated[Path, typer.Argument(metavar="EDITS.json", help="编辑清单")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="工作簿（.xlsx、.xlsm）")],
    out: Out = None,
    in_place: InPlace = False,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Apply an edit list."""

    def run() -> int:
        from workbook.report import to_json
        from xladdin import commands, show

        inputs = [commands.Input(file.name, file)]
        output = _output(out, in_place, inputs)
        if output is None:
            raise Problem("没有说写到哪里。请加 -o 文件名，或用 --in-place。")
        result = commands.apply(inputs[0], edits, output)
        if as_json:
            _print_json(to_json("apply", [result], _lang(lang)))
        else:
            show.written([result], _lang(lang))
        return _ran([result])

    _guarded(run, debug)


@app.command(help="撤销对这个工作簿的上一步操作；undo --purge 清空撤销记录。")
def undo(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...")] = None,
    out: Out = None,
    in_place: InPlace = False,
    purge: Annotated[bool, typer.Option("--purge", help="删除本机保存的全部撤销记录")] = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Undo the last command on a workbook."""
    if purge:
        from xladdin.undo import forget

        typer.echo(f"已删除 {forget()} 条撤销记录。")
        return
    _edit_files("undo", files or [], out, in_place, lang, debug)


def _edit_files(
    what: str, files: Sequence[Path], out: Path | None, in_place: bool, lang: str, debug: bool
) -> None:
    def run() -> int:
        from xladdin import commands, show

        inputs = _inputs(files)
        output = _output(out, in_place, inputs)
        if output is None:
            raise Problem("没有说写到哪里。请加 -o 文件名，或用 --in-place。")
        run_it = commands.clear if what == "clear_marks" else commands.undo_last
        results = list(run_it(inputs, output))
        show.written(results, _lang(lang))
        return _ran(results)

    _guarded(run, debug)


@app.command(help="生成空白的附件1、附件2，带下拉、填写提示和打印设置。")
def template(
    contest: Annotated[
        str, typer.Argument(metavar="BOOK|CONTEST", help="赛事台账，或赛事：ganyou-2024")
    ] = "ganyou-2024",
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE.xlsx")] = Path("报名表模板.xlsx"),
    branch: Annotated[str | None, typer.Option("--branch", help="市分公司，如 赣州")] = None,
    layout: Annotated[str, typer.Option("--layout", help="roster（汇总表）或 form（每队一张）")] = "roster",
    debug: Debug = False,
) -> None:
    """Make a blank registration workbook."""

    def run() -> int:
        from xladdin import card_commands, commands

        if layout not in ("roster", "form"):
            raise Problem(f"--layout 只能是 roster 或 form，而不是 {layout}。")
        name, rules = card_commands.contest_and_rules(contest)
        path = commands.template(name, branch, "form" if layout == "form" else "roster", out, rules)
        typer.echo(f"已生成 {path}")
        return 0

    _guarded(run, debug)


@app.command(help="按规则卡生成赛事台账：litong-2024、ganyou-2024、blank，或一个规则卡文件（.toml）。")
def new(
    contest: Annotated[str, typer.Argument(metavar="CONTEST", help="赛事，或规则卡文件")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="BOOK.xlsx")] = Path("赛事台账.xlsx"),
    debug: Debug = False,
) -> None:
    """Make the contest workbook."""

    def run() -> int:
        from xladdin import card_commands

        path = card_commands.new(contest, out, datetime.now().astimezone())
        typer.echo(f"已生成 {path}。先看“说明”，再用 contestbook lint {path} 检查规则。")
        return 0

    _guarded(run, debug)


@app.command(help="检查规则卡：名额×金额与声明的合计、日期、组别的空档和重叠、待确认事项。")
def lint(
    source: Annotated[str, typer.Argument(metavar="BOOK|CARD", help="赛事台账，或规则卡")],
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Check a rule card."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import card_commands, show

        result = card_commands.lint(source)
        if as_json:
            _print_json(to_json("lint", [result], _lang(lang)))
        else:
            show.results([result], _lang(lang))
        return exit_status([result])

    _guarded(run, debug)


@app.command(help="列出还没定的事，涉及奖金多的在前；--print 生成请示单，供领导签批。")
def decisions(
    source: Annotated[str, typer.Argument(metavar="BOOK", help="赛事台账，或规则卡")],
    event: Annotated[
        str | None, typer.Option("--event", metavar="E", help="只看一个活动，如 第一期·活动1")
    ] = None,
    paper: Annotated[Path | None, typer.Option("--print", metavar="FILE.xlsx", help="生成请示单")] = None,
    as_json: Json = False,
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """List the open points."""

    def run() -> int:
        from workbook.report import exit_status, to_json
        from xladdin import card_commands, show

        found = card_commands.decisions(source, event, paper)
        if as_json:
            _print_json(to_json("decisions", [found.result], _lang(lang)))
        else:
            show.decisions(found)
        return exit_status([found.result])

    _guarded(run, debug)


@app.command(help="生成一套带常见错误的示例报名表，检查、标注并汇总。")
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]")] = Path("demo"),
    lang: Language = "zh",
    debug: Debug = False,
) -> None:
    """Make an inbox with mistakes and run the main job on it."""

    def run() -> int:
        from xladdin import commands, show

        summary = commands.demo(folder)
        show.results(summary.results, _lang(lang), brief=True)
        show.demo(summary)
        return 0

    _guarded(run, debug)


def _inputs(files: Sequence[Path]) -> list[Input]:
    """The workbooks named, folders opened up, owner files passed over, each under a name of its own."""
    from workbook.xlsx.reading.reader import is_owner_file
    from xladdin.commands import Input

    paths: list[Path] = []
    for path in files:
        if os.path.isdir(path):
            paths += sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _SUFFIXES)
        else:
            paths.append(path)
    paths = [path for path in dict.fromkeys(paths) if not is_owner_file(path.name)]
    if not paths:
        raise Problem("没有可以检查的工作簿。请给出 .xlsx 文件，或装着它们的文件夹。")
    names = [path.name for path in paths]
    return [Input(path.name if names.count(path.name) == 1 else path.as_posix(), path) for path in paths]


def _output(out: Path | None, in_place: bool, inputs: Sequence[Input]) -> Output | None:
    from xladdin.outputs import Output

    if out is not None and in_place:
        raise Problem("-o 和 --in-place 只能用一个。")
    if out is None:
        return Output(None) if in_place else None
    folder = os.path.isdir(out) or len(inputs) > 1 or out.suffix == ""
    if folder and os.path.isfile(out):
        raise Problem(f"有多个输入文件，-o 应是文件夹，但 {out.name} 是文件。请换一个名字。")
    return Output(out, folder)


def _contest(text: str) -> str:
    known = ("ganyou-2024", "litong-2024")
    if text not in known:
        raise Problem(f"不认识赛事 {text}。请用 {' 或 '.join(known)}。")
    return text


def _options(as_of: str | None, schools: Path | None, contest: str) -> Any:
    from workbook.batch import Options
    from xladdin.schools import read_schools

    _contest(contest)
    try:
        day = date.fromisoformat(as_of) if as_of else None
    except ValueError as problem:
        raise Problem(f"--as-of 应是 2024-10-20 这样的日期，而不是 {as_of}。") from problem
    return Options(day, read_schools(schools) if schools else None)


def _ran(results: Iterable[FileResult]) -> int:
    """Exit status of commands that edit: only whether they ran."""
    return 2 if any(result.refused for result in results) else 0


def _print_json(data: dict[str, Any]) -> None:
    """UTF-8 whatever the console thinks, Chinese not escaped."""
    sys.stdout.buffer.write(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")
    sys.stdout.buffer.flush()


def _guarded(run: Callable[[], int], debug: bool) -> None:
    """Run a command; whatever goes wrong becomes one sentence and exit status 2."""
    from workbook.host import Refused

    try:
        raise typer.Exit(run())
    except Problem as problem:
        sentence = str(problem)
    except Refused as refused:
        from workbook.report import refusal_sentence

        sentence = refusal_sentence("contestbook", refused)
    except OSError as problem:
        from workbook.system_words import reason

        sentence = f"{Path(str(problem.filename or '')).name}：{reason(problem)}。请检查文件和权限后再试。"
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


def main() -> None:
    """Entry point of the command `contestbook`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a cp936 console cannot show every character
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    app()


if __name__ == "__main__":
    main()
