"""Where things lie on a user's Windows PC, and how a place is told without the user's name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

XLAM: Final = "contestbook.xlam"
OURS: Final = "contestbook*.xlam"
"""Names of add-ins that are ours."""
PYTHON: Final = "python"
PROGRAMS: Final = ("pythonw.exe", "python.exe")
VERSION_FILE: Final = "版本.txt"
START_FILE: Final = "开始.cmd"
COMES_WITH: Final = (
    XLAM, VERSION_FILE, START_FILE, "投放文件夹.cmd", "contestbook.cmd", "LICENSE", "使用手册"
)  # fmt: skip
"""Files and folders that come beside `python` and are copied with it. Nothing else: it may lie on somebody's desktop."""
_TOLD_AS: Final = ("LOCALAPPDATA", "APPDATA", "TEMP", "USERPROFILE", "HOME")


class Places(NamedTuple):
    """Fixed places; the add-in's VBA expects the Python there and nowhere else.

    root      %LOCALAPPDATA%\\contestbook
    start     Excel opens every file in it when it starts; macros are trusted there
    addins    where Excel's own dialogue puts add-ins
    """

    root: Path
    start: Path
    addins: Path

    @property
    def python(self) -> Path:
        """The folder of Python with the program in it."""
        return self.root / PYTHON

    @property
    def xlam(self) -> Path:
        """The add-in Excel loads."""
        return self.start / XLAM


def places(environ: Mapping[str, str]) -> Places | None:
    """The places of this user; None where Windows does not say where they are."""
    local, roaming = environ.get("LOCALAPPDATA"), environ.get("APPDATA")
    if not local or not roaming:
        return None
    microsoft = Path(roaming, "Microsoft")
    return Places(Path(local, "contestbook"), microsoft / "Excel" / "XLSTART", microsoft / "AddIns")


def told(path: Path, environ: Mapping[str, str]) -> str:
    """A place as it may be shown: %LOCALAPPDATA%\\..., or its two ends."""
    for name in _TOLD_AS:
        base = environ.get(name)
        if base and path.is_relative_to(base):
            inside = path.relative_to(base).parts
            return "/".join(("~", *inside)) if name == "HOME" else "\\".join((f"%{name}%", *inside))
    parts = path.parts
    return str(path) if len(parts) <= 2 else os.sep.join((parts[0].rstrip("\\/"), "…", parts[-1]))
