"""What is wrong with a computer: a pure function of `Facts`. AREAS is the list of what is looked at, in the order told.

The words of a trouble stand in `workbook.codes.words_computer`; how it is shown is `telling`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from xladdin.computer.facts import Facts

_OLDEST_PYTHON: Final = (3, 11)
_OLDEST_EXCEL: Final = 16
_ROOM: Final = 500_000_000
_SAMPLE: Final = "√竞赛台账"
_SIGNED, _NONE = 3, 4  # VBAWarnings


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, or worth telling: its code, where, and what fills the words."""

    code: str
    place: str
    context: Mapping[str, str] = field(default_factory=dict)


def _system(facts: Facts) -> Iterator[Trouble]:
    python = facts.python
    if facts.system != "Windows":
        yield Trouble("PC_OTHER_SYSTEM", facts.system, {"system": facts.system})
    elif facts.bits == 32:
        yield Trouble("PC_WINDOWS_32", "Windows")
    if python.version < _OLDEST_PYTHON:
        yield Trouble("PC_PYTHON_OLD", "Python", {"found": ".".join(map(str, python.version))})
    if python.bits == 32 and facts.bits == 64:
        yield Trouble("PC_PYTHON_32", "Python")
    for name in python.variables:
        yield Trouble("PC_VARIABLE", name, {"name": name})
    if not _speaks_chinese(python.encoding):
        yield Trouble("PC_CONSOLE", "", {"encoding": python.encoding})


def _speaks_chinese(encoding: str) -> bool:
    try:
        _SAMPLE.encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def _processor(facts: Facts) -> Iterator[Trouble]:
    found = facts.processor
    if found.crashes:
        if found.compat == found.polars and found.polars:
            yield Trouble("PC_AVX2_FORCED", "", {"forced": found.forced})
        else:
            yield Trouble("PC_AVX2", "", {"polars": found.polars or "2.x"})


def _parts(facts: Facts) -> Iterator[Trouble]:
    if facts.python.program is None:
        yield Trouble("PC_SELF_UNKNOWN", "contestbook")
    for part in facts.python.parts:
        if part.found is None:
            yield Trouble("PC_PART_MISSING", "", {"name": part.name})
        elif not part.fits:
            context = {"name": part.name, "found": part.found, "wanted": part.wanted}
            yield Trouble("PC_PART_VERSION", "", context)
        elif part.broken:
            yield Trouble("PC_PART_BROKEN", "", {"name": part.name, "why": part.broken})
    for name in facts.python.names:
        code = "PC_NAME_TAKEN" if name.taken else "PC_NAME_TWICE"
        yield Trouble(code, name.place, {"name": name.name})


def _program(facts: Facts) -> Iterator[Trouble]:
    found = facts.program
    if found is None:
        return
    if not found.there:
        yield Trouble("PC_PROGRAM_MISSING", found.place)
    elif len(found.versions) != 1:
        yield Trouble("PC_PROGRAM_HALF", found.place, {"found": "、".join(found.versions) or "-"})
    elif facts.python.program not in (None, found.versions[0]):
        context = {"found": found.versions[0], "mine": facts.python.program or ""}
        yield Trouble("PC_PROGRAM_VERSION", found.place, context)


def _addin(facts: Facts) -> Iterator[Trouble]:
    found = facts.addin
    if found is None:
        return
    if found.current is None:
        yield Trouble("PC_ADDIN_MISSING", found.place)
    elif not found.current:
        yield Trouble("PC_ADDIN_OLD", found.place)
    for place in found.more:
        yield Trouble("PC_ADDIN_TWICE", place)
    for code, so in (
        ("PC_ADDIN_MARKED", found.marked),
        ("PC_ADDIN_DISABLED", found.disabled),
        ("PC_ADDIN_NETWORK", found.network),
    ):
        if so:
            yield Trouble(code, found.place)


def _excel(facts: Facts) -> Iterator[Trouble]:
    found = facts.excel
    if found is None:
        return
    if found.version is None:
        yield Trouble("PC_ONLY_WPS" if found.wps else "PC_NO_EXCEL", "")
    elif 0 < found.major < _OLDEST_EXCEL:
        yield Trouble("PC_EXCEL_OLD", "Excel", {"found": found.version})


def _macros(facts: Facts) -> Iterator[Trouble]:
    """Macros in a trusted folder run whatever VBAWarnings says; so it matters only where no folder is trusted."""
    found = facts.macros
    if found is None:
        return
    if found.trusted_off and found.warnings in (_SIGNED, _NONE):
        yield Trouble("PC_MACROS_OFF", "", {"what": f"VBAWarnings = {found.warnings}"})
    elif found.trusted_off and found.warnings != 1:
        yield Trouble("PC_MACROS_ASK", "")
    for code, so in (
        ("PC_VBA_OFF", found.vba_off),
        ("PC_ADDINS_OFF", found.addins_off),
        ("PC_ADDINS_SIGNED", found.signed_only),
        ("PC_INTERNET_MACROS", found.internet),
        ("PC_SCRIPT_OFF", found.script_off),
    ):
        if so:
            yield Trouble(code, "")


def _folders(facts: Facts) -> Iterator[Trouble]:
    found = facts.folders
    for name in found.missing:
        yield Trouble("PC_VARIABLE_MISSING", "", {"name": name})
    for folder in found.unwritable:
        yield Trouble("PC_NOT_WRITABLE", folder.place, {"why": folder.why})
    if found.free is not None and found.free < _ROOM:
        yield Trouble("PC_DISK_LOW", found.undo, {"free": size(found.free)})


def _unseen(facts: Facts) -> Iterator[Trouble]:
    for one in facts.unseen:
        yield Trouble("PC_UNSEEN", one.what, {"why": one.why})


def size(count: int) -> str:
    """12.3 GB, 480 MB."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count // 1_000_000} MB"


class Area(NamedTuple):
    """Something that is looked at: its label (zh, en), whether it is of the add-in, what may be wrong with it."""

    label: tuple[str, str]
    of_addin: bool
    troubles: Callable[[Facts], Iterator[Trouble]]


AREAS: Final = (
    Area(("系统", "System"), False, _system),
    Area(("处理器", "Processor"), False, _processor),
    Area(("组件", "Parts"), False, _parts),
    Area(("程序", "Program"), True, _program),
    Area(("加载项", "Add-in"), True, _addin),
    Area(("Excel", "Excel"), True, _excel),
    Area(("宏设置", "Macros"), True, _macros),
    Area(("文件夹", "Folders"), False, _folders),
    Area(("其他", "Other"), True, _unseen),
)


def diagnosis(facts: Facts, addin_only: bool = False) -> list[Trouble]:
    """All that is wrong; of the add-in's own only, if asked."""
    return [trouble for area in AREAS if area.of_addin or not addin_only for trouble in area.troubles(facts)]
