"""Which wheels a Windows computer needs, and fetching them here.

pip judges the markers of requirements for the computer it runs on, so `pip download --platform win_amd64` on Linux
leaves out what only Windows needs (pywin32, colorama). The closure is therefore taken here, wheel by wheel, with the markers
judged for the target. What is wanted comes from pyproject.toml, versions from constraints.txt.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

PYTHON: Final = "3.11"
"""The Python of the folder: the one all tests run on."""
ONLY_WINDOWS: Final = ("pywin32", "polars-runtime-compat")
"""Named beside pyproject's: xlwings needs the first on Windows, polars prefers the second when it is there. It runs on
processors without AVX2 too, and branch offices have such."""
INSTEAD: Final = {"polars-runtime-32": "polars-runtime-compat"}
"""Required by name, but left out, because the other one does its work."""
TARGET: Final = {
    "implementation_name": "cpython",
    "implementation_version": f"{PYTHON}.0",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_release": "10",
    "platform_system": "Windows",
    "platform_version": "10",
    "python_full_version": f"{PYTHON}.0",
    "python_version": PYTHON,
    "sys_platform": "win32",
}
"""What markers are judged by."""

Fetch = Callable[[Sequence[str]], Sequence[Path]]
"""Requirements to wheels, without what these require in turn."""


def metadata(wheel: Path) -> Message:
    """What a wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA") and n.count("/") == 1]
        return message_from_bytes(archive.read(name))


def required(about: Message, extras: Iterable[str] = ()) -> list[Requirement]:
    """What a package requires on the target."""
    wanted = [Requirement(line) for line in about.get_all("Requires-Dist", [])]
    return [one for one in wanted if applies(one, extras)]


def applies(one: Requirement, extras: Iterable[str] = ()) -> bool:
    """Whether a requirement holds on the target, with some extras of the package that requires it."""
    marker = one.marker
    return marker is None or any(marker.evaluate({**TARGET, "extra": extra}) for extra in ("", *extras))


def closure(wanted: Iterable[Requirement], fetch: Fetch) -> dict[str, Path]:
    """All wheels that are needed, by the canonical names of their packages."""
    wheels: dict[str, Path] = {}
    seen: set[tuple[str, str]] = set()
    left = list(wanted)
    while left:
        new: dict[str, Requirement] = {}
        for one in left:
            name = canonicalize_name(INSTEAD.get(one.name, one.name))
            if name not in wheels and name == canonicalize_name(one.name):
                new.setdefault(name, one)
        if new:
            texts = [f"{one.name}{one.specifier}" for one in new.values()]
            wheels.update({wheel_name(path): path for path in fetch(texts)})
        asked, left = left, []
        for one in asked:
            name = canonicalize_name(INSTEAD.get(one.name, one.name))
            extras = sorted(one.extras)
            for extra in ("", *extras):
                if name in wheels and (name, extra) not in seen:
                    seen.add((name, extra))
                    left += required(metadata(wheels[name]), [extra])
    return wheels


def wheel_name(path: Path) -> str:
    """The canonical name of a wheel's package."""
    return parse_wheel_filename(path.name)[0]


def pip_fetch(folder: Path, constraints: Path) -> Fetch:
    """Fetches with pip: wheels for 64-bit Windows only, never a source package."""

    def fetch(requirements: Sequence[str]) -> Sequence[Path]:
        before = set(folder.glob("*"))
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
                *("--no-deps", "--only-binary=:all:", "--platform", "win_amd64", "--python-version", PYTHON),
                *("--implementation", "cp", "-c", str(constraints), "-d", str(folder), *requirements),
            ],
            check=True,
        )
        return sorted(set(folder.glob("*")) - before)

    return fetch
