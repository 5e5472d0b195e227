"""Looks at the computer: `Facts` of a `Machine`. What cannot be looked at is said; the rest is looked at."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import Final, TypeVar

from workbook.system_words import reason
from xladdin.computer import packages, windows
from xladdin.computer.facts import (
    Excel,
    Facts,
    Folders,
    Macros,
    Processor,
    Program,
    Python,
    Unseen,
    Unwritable,
)
from xladdin.computer.machine import Machine
from xladdin.computer.places import PROGRAMS, Places, places, told

T = TypeVar("T")
_COMPAT: Final = "polars-runtime-compat"
_VARIABLES: Final = ("PYTHONPATH", "PYTHONHOME")


def collected(machine: Machine) -> Facts:
    """All that can be found out of a computer."""
    unseen: list[Unseen] = []

    def look(what: str, at: Callable[[], T], otherwise: T) -> T:
        try:
            return at()
        except OSError as problem:
            unseen.append(Unseen(what, reason(problem)))
            return otherwise

    processor = _processor(machine)
    python = look("Python", lambda: _python(machine, processor), _bare(machine))
    folders = look("TEMP", lambda: _folders(machine), Folders())
    here = places(machine.environ) if machine.windows else None
    excel = look("Excel", lambda: windows.excel(machine.registry), Excel(None)) if machine.windows else None
    version = excel.version if excel else None
    return Facts(
        system=machine.system,
        release=machine.release,
        bits=machine.bits,
        python=python,
        processor=processor,
        folders=folders,
        program=look("python", lambda: program_of(machine, here), None) if here else None,
        addin=look("contestbook.xlam", lambda: windows.addin(machine, here), None) if here else None,
        excel=excel,
        macros=look("VBA", lambda: windows.macros(machine.registry, version), Macros())
        if machine.windows
        else None,
        unseen=tuple(unseen),
    )


def _processor(machine: Machine) -> Processor:
    forced = machine.environ.get("POLARS_FORCE_PKG", "")
    return Processor(
        machine.avx2, packages.version_of("polars", machine), packages.version_of(_COMPAT, machine), forced
    )


def _bare(machine: Machine) -> Python:
    return Python(None, machine.python, machine.python_bits, encoding=machine.encoding)


def _python(machine: Machine, processor: Processor) -> Python:
    us = packages.installed(packages.US, machine)
    wanted = packages.needed(us.requires or (), machine.windows) if us else []
    no_polars = processor.polars is None or processor.crashes
    skipped = ("polars", "pandera") if no_polars else ()  # pandera loads Polars
    variables = () if machine.isolated else tuple(name for name in _VARIABLES if machine.environ.get(name))
    return Python(
        program=us.version if us else None,
        version=machine.python,
        bits=machine.python_bits,
        parts=packages.parts(wanted, machine, skipped),
        names=packages.names(wanted, machine),
        variables=variables,
        encoding=machine.encoding,
    )


def program_of(machine: Machine, here: Places) -> Program:
    """The folder the add-in starts Python from, and the versions of ours that its package records tell."""
    records = [*here.python.glob("Lib/site-packages/contestbook-*.dist-info")]
    told_by = [PathDistribution(record) for record in records if (record / "METADATA").is_file()]
    versions = sorted({version for one in told_by if (version := packages.recorded_version(one))})
    there = all((here.python / name).is_file() for name in PROGRAMS)
    return Program(told(here.python, machine.environ), there, tuple(versions))


def _folders(machine: Machine) -> Folders:
    names = ("LOCALAPPDATA", "APPDATA") if machine.windows else ()
    temp = Path(machine.environ.get("TEMP") or tempfile.gettempdir())
    wanted = [temp, *([machine.home] if machine.home else [])]
    why = [(place, _cannot_write(place)) for place in wanted]
    near = _nearest(machine.home or temp)
    writable = not _cannot_write(near)
    return Folders(
        missing=tuple(name for name in names if not machine.environ.get(name)),
        unwritable=tuple(Unwritable(told(place, machine.environ), said) for place, said in why if said),
        free=machine.free(near) if writable else None,
        undo=told(machine.home, machine.environ) if machine.home else "",
    )


def _nearest(place: Path) -> Path:
    """The folder, or the next one above it that is there (a file in its way is no folder: writing fails)."""
    return next(one for one in (place, *place.parents) if one.exists() or one == one.parent)


def _cannot_write(place: Path) -> str:
    """Why nothing can be written to a folder (or to the next one above it that is there); "" where it can."""
    try:
        with tempfile.TemporaryFile(dir=_nearest(place)) as file:
            file.write(b"contestbook")
    except OSError as problem:
        return reason(problem)
    return ""
