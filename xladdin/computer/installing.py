"""Installs the add-in for this user and takes it away again: the program's folder, the .xlam, older ones of ours.

No administrator is needed. Refused at any step: everything is as it was. What was done is answered in lines; whether
it will work is for `diagnosis` to say.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from workbook.codes import Lang
from workbook.host import Refused
from workbook.system_words import reason
from xladdin.addin.build import addin_bytes
from xladdin.computer import packages, swapping
from xladdin.computer.collecting import program_of
from xladdin.computer.machine import Machine
from xladdin.computer.own_copies import take_away
from xladdin.computer.places import PROGRAMS, PYTHON, XLAM, Places, places, told

_STAGED = f"{XLAM}.new"


def here(machine: Machine) -> Places:
    """The places of this user. Raises Refused: PC_NOT_WINDOWS, PC_NO_PLACE."""
    if not machine.windows:
        raise Refused("PC_NOT_WINDOWS", machine.system)
    found = places(machine.environ)
    if found is None:
        raise Refused("PC_NO_PLACE", "LOCALAPPDATA、APPDATA")
    return found


def install(machine: Machine, lang: Lang = "zh") -> list[str]:
    """Install it; answers what was done. Raises Refused, and then nothing was changed."""
    where = here(machine)
    try:
        with swapping.alone(where):
            swapping.mend(where)
            return _installed(machine, where, lang)
    except OSError as problem:
        raise _refusal(problem, machine.environ, "PC_INSTALL_FAILED") from problem


def uninstall(machine: Machine, lang: Lang = "zh") -> list[str]:
    """Take the add-in away; answers what was done, and what is left to do. Raises Refused."""
    where = here(machine)
    _in_use(where.xlam, machine.environ)
    try:
        gone = [told(where.xlam, machine.environ)] if where.xlam.is_file() else []
        where.xlam.unlink(missing_ok=True)
        gone += take_away(machine, where)
    except OSError as problem:
        raise _refusal(problem, machine.environ, "PC_REMOVE_FAILED") from problem
    return _removed(machine, where, gone, lang)


def _installed(machine: Machine, where: Places, lang: Lang) -> list[str]:
    source = _folder(machine, where)
    before = program_of(machine, where).versions
    _in_use(where.xlam, machine.environ)
    staged = where.start.parent / _STAGED  # beside the folder: Excel opens whatever lies in it
    where.start.mkdir(parents=True, exist_ok=True)
    new: Path | None = None
    with ExitStack() as back:
        back.callback(staged.unlink, missing_ok=True)
        _written(staged, addin_bytes(lang))
        if source is not None:
            new = swapping.copied(source, where)
            _swapped(new, where, back, machine.environ)
        staged.replace(where.xlam)
        back.pop_all()
    lines = _told(machine, where, before, new is not None, lang)
    try:
        if new is not None:
            swapping.settle(new, where)
        gone = take_away(machine, where)
    except OSError as problem:  # it is installed all the same; the next run does what is left
        return [*lines, _left(problem, machine.environ, lang)]
    return [*lines, *(f"去掉了多余的：{one}" if lang == "zh" else f"Taken away: {one}" for one in gone)]


def _folder(machine: Machine, where: Places) -> Path | None:
    """The folder the running program came in, where it must be copied.

    None: it lies in its place already, or is a developer's own Python, which is left where it is.
    """
    folder = machine.executable.parent
    ours = folder.name.lower() == PYTHON and all((folder / name).is_file() for name in PROGRAMS)
    if not ours or (where.python.is_dir() and folder.samefile(where.python)):
        return None
    return folder


def _written(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _in_use(xlam: Path, environ: Mapping[str, str]) -> None:
    """Excel keeps an add-in open that it loaded. Raises Refused: PC_IN_USE."""
    try:
        if xlam.is_file():
            open(xlam, "r+b").close()
    except PermissionError as problem:
        raise Refused("PC_IN_USE", told(xlam, environ)) from problem


def _swapped(new: Path, where: Places, back: ExitStack, environ: Mapping[str, str]) -> None:
    try:
        swapping.swap(new, where, back)
    except PermissionError as problem:
        raise Refused("PC_IN_USE", told(where.python, environ)) from problem


def _refusal(problem: OSError, environ: Mapping[str, str], code: str) -> Refused:
    return Refused(code, _why(problem, environ))


def _why(problem: OSError, environ: Mapping[str, str]) -> str:
    """What the system said, and of which place."""
    place = f"{told(Path(problem.filename), environ)}：" if isinstance(problem.filename, str) else ""
    return f"{place}{reason(problem)}"


def _left(problem: OSError, environ: Mapping[str, str], lang: Lang) -> str:
    why = _why(problem, environ)
    if lang == "en":
        return f"Something old is left ({why}). Close Excel and install once more to take it away."
    return f"还有旧的没有去掉（{why}）。请关闭 Excel，再装一次。"


def _told(machine: Machine, where: Places, before: tuple[str, ...], copied: bool, lang: Lang) -> list[str]:
    zh = lang == "zh"
    mine = packages.version_of(packages.US, machine) or "?"
    old = "、".join(before)
    lines = []
    if copied:
        place = told(where.python, machine.environ)
        was = (f"（原来是 {old}）" if zh else f" (was {old})") if old else ""
        lines.append(f"程序 {mine} 已复制到 {place}{was}" if zh else f"Version {mine} copied to {place}{was}")
    xlam = told(where.xlam, machine.environ)
    lines.append(f"加载项已装到 {xlam}" if zh else f"The add-in is in {xlam}")
    lines.append(
        "请重新打开 Excel，就有“竞赛台账”选项卡。" if zh else "Start Excel anew to see the tab Contestbook."
    )
    return lines


def _removed(machine: Machine, where: Places, gone: list[str], lang: Lang) -> list[str]:
    zh = lang == "zh"
    root = told(where.root, machine.environ)
    if not gone:
        return ["没有装过加载项，不用卸载。" if zh else "The add-in is not installed; nothing to do."]
    undo = told(machine.home, machine.environ) if machine.home else root
    lines = [f"已去掉 {one}" if zh else f"Taken away: {one}" for one in gone]
    lines.append(
        f"程序自己不能删自己：关闭 Excel 后删除文件夹 {root} 就全部卸载了；撤销记录在 {undo}，一起删掉就不能再撤销。"
        if zh
        else f"To remove the rest close Excel and delete {root}; the undo records are in {undo}."
    )
    return lines
