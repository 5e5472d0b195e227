"""Which packages the program needs, which are there, and whether module names come from where they should.

Nothing is imported in this process: a broken package must not take this one along. Versions are compared by their
numbers; pyproject.toml asks for nothing finer.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from importlib.machinery import EXTENSION_SUFFIXES, PathFinder
from importlib.metadata import Distribution, distributions
from itertools import takewhile
from pathlib import Path
from typing import Final, NamedTuple

from xladdin.computer.facts import Named, Part
from xladdin.computer.machine import Machine
from xladdin.computer.places import told

US: Final = "contestbook"
OURS: Final = ("schemas", "workbook", "xladdin")
_MODULES: Final = {"python-calamine": "python_calamine", "python-docx": "docx", "pywin32": "pythoncom"}
"""Module of a package that is not named like it."""
_REQUIREMENT: Final = re.compile(r"\s*([\w.-]+)\s*(?:\[[^\]]*\])?\s*\(?([^;)]*)\)?\s*(?:;\s*(.*))?")
_BOUND: Final = re.compile(r"\s*(>=|<=|==|!=|~=|<|>)\s*([\w.*+]+)")
_SUFFIXES: Final = (".py", ".pyc", *EXTENSION_SUFFIXES)


class Needed(NamedTuple):
    """A package and the versions that do, as pyproject.toml says it."""

    name: str
    wanted: str

    @property
    def module(self) -> str:
        """What is imported of it."""
        return _MODULES.get(self.name, self.name.replace("-", "_"))


def installed(name: str, machine: Machine) -> Distribution | None:
    """A package that is on the search path; None where it is not, or where its record was damaged."""
    there = next(iter(distributions(name=name, path=list(machine.search))), None)
    return there if there is not None and recorded_version(there) else None


def recorded_version(package: Distribution) -> str | None:
    """The version a package's record tells; None where a lost write left it empty or zeros. Raises OSError."""
    try:
        return package.version or None
    except (ValueError, KeyError):  # not UTF-8; no such line
        return None


def version_of(name: str, machine: Machine) -> str | None:
    """The version of a package that is there; None where it is not."""
    there = installed(name, machine)
    return there.version if there else None


def needed(requires: Iterable[str], windows: bool) -> list[Needed]:
    """The packages a list of requirements names for this system, extras left out; on Windows pywin32 is one."""
    found: dict[str, Needed] = {}
    for text in requires:
        match = _REQUIREMENT.fullmatch(text)
        marker = (match[3] or "") if match else ""
        if match is None or "extra" in marker or ("win32" in marker and not windows):
            continue
        found[match[1].lower()] = Needed(match[1].lower(), match[2].strip())
    if windows:
        found.setdefault("pywin32", Needed("pywin32", ""))
    return list(found.values())


def fits(version: str, wanted: str) -> bool:
    """Whether a version is within bounds like >=1.30,<3."""
    return all(_within(_numbers(version), sign, _numbers(bound)) for sign, bound in _BOUND.findall(wanted))


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in match[0].split(".")) if match else ()


def _within(version: tuple[int, ...], sign: str, bound: tuple[int, ...]) -> bool:
    width = max(len(version), len(bound))
    mine, other = (one + (0,) * (width - len(one)) for one in (version, bound))
    if sign == "~=":
        return mine >= other and version[: len(bound) - 1] == bound[:-1]
    return {
        ">=": mine >= other,
        "<=": mine <= other,
        "<": mine < other,
        ">": mine > other,
        "==": mine == other,
        "!=": mine != other,
    }[sign]


def parts(wanted: Sequence[Needed], machine: Machine, skipped: Iterable[str]) -> tuple[Part, ...]:
    """Each package with its version; those that are there are loaded once, in a process of its own.

    skipped   packages that would only crash: it is known why
    """
    found: list[Part] = []
    for one in wanted:
        version = version_of(one.name, machine)
        found.append(Part(one.name, one.wanted, version, version is None or fits(version, one.wanted)))
    modules = {
        one.module: one.name for one in wanted if one.name not in skipped and installed(one.name, machine)
    }
    while modules and (failed := machine.trial(list(modules))):
        name = modules.pop(failed[0])
        found = [part._replace(broken=failed[1]) if part.name == name else part for part in found]
    return tuple(found)


def names(wanted: Sequence[Needed], machine: Machine) -> tuple[Named, ...]:
    """Names that stand in another place as well: ours, our packages', and before it the standard library's.

    One further down the search path is told too: it would be taken as soon as the order changes.
    """
    here = str(Path(__file__).parents[2])
    right = {name: here for name in OURS}
    for one in wanted:
        there = installed(one.name, machine)
        if there is not None and one.name not in _MODULES:
            right[one.module] = str(there.locate_file(""))
    search = list(dict.fromkeys(folder or os.getcwd() for folder in machine.search))
    inside = {folder: _names_in(folder) for folder in search if os.path.isdir(folder)}
    found: list[Named] = []
    for name, place in right.items():
        used = _folder(name, machine.search)
        others = [folder for folder in inside if name in inside[folder] and not _same(folder, place)]
        if used and not _same(used, place):
            found.append(Named(name, told(Path(used), machine.environ), True))
        elif others:
            found.append(Named(name, told(Path(others[0]), machine.environ), False))
    library = str(Path(os.__file__).parent)  # a folder, or the archive of a Python that is only to be run
    before = takewhile(lambda folder: not _same(folder, library), search)
    for folder in before:
        here = told(Path(folder), machine.environ)
        found += [Named(name, here, True) for name in sorted(inside.get(folder, frozenset()) & _STANDARD)]
    return tuple(found)


_STANDARD: Final = frozenset(sys.stdlib_module_names) - frozenset(sys.builtin_module_names)


def _folder(name: str, search: Sequence[str]) -> str:
    """The first folder of a search path that has a module; "" where none has."""
    spec = PathFinder.find_spec(name, search)
    if spec is None:
        return ""
    places = list(spec.submodule_search_locations or ())
    return str(Path(places[0] if places else spec.origin or "").parent)


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _names_in(folder: str) -> frozenset[str]:
    """Names that can be imported from a folder."""
    found = set()
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if os.path.exists(os.path.join(entry.path, "__init__.py")):
                    found.add(entry.name)
            elif suffix := next((end for end in _SUFFIXES if entry.name.endswith(end)), ""):
                found.add(entry.name.removesuffix(suffix))
    return frozenset(found)
