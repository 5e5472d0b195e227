"""What is known of a computer, as plain data: `collecting` fills it, `diagnosis` judges it.

None stands for what could not be found out. Paths are told as %LOCALAPPDATA%\\... already: no user's name stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Part(NamedTuple):
    """A package the program needs.

    wanted   the versions that do, as pyproject.toml says it
    found    the version that is there; None: missing
    fits     whether that version is a wanted one
    broken   why it could not be loaded; "" where it could, or was not tried
    """

    name: str
    wanted: str
    found: str | None
    fits: bool = True
    broken: str = ""


class Named(NamedTuple):
    """A module name of ours, of a package of ours or of Python itself that stands in another place as well.

    taken   Python takes it from that place: the wrong one
    """

    name: str
    place: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Python:
    """The running Python and the program in it.

    program     version of contestbook; None: nobody knows, it was not installed as a package
    names       module names that do not come from where they should, or stand in two places
    variables   PYTHON... variables that are set and heeded
    """

    program: str | None
    version: tuple[int, ...]
    bits: int
    parts: tuple[Part, ...] = ()
    names: tuple[Named, ...] = ()
    variables: tuple[str, ...] = ()
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Processor:
    """Whether the processor has AVX2, and which runtime Polars would load.

    compat   version of the runtime for old processors; None: not installed
    forced   POLARS_FORCE_PKG
    polars   version of Polars; None: not installed
    """

    avx2: bool | None
    polars: str | None = None
    compat: str | None = None
    forced: str = ""

    @property
    def crashes(self) -> bool:
        """Whether Polars would take the process along: its ordinary runtime on a processor without AVX2.

        Unless POLARS_FORCE_PKG says otherwise it takes the compatible one, if that is of its own version (`polars._plr`).
        """
        fits = self.compat is not None and self.compat == self.polars
        return self.avx2 is False and not (fits and self.forced in ("", "compat"))


@dataclass(frozen=True, slots=True)
class Program:
    """The folder the add-in starts Python from.

    place      where it must lie
    there      whether pythonw.exe and python.exe lie in it
    versions   of contestbook in it: one, or it is half-copied
    """

    place: str
    there: bool
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addin:
    """The .xlam where Excel loads it when it starts.

    current    whether it is what this program would build; None: it is not there
    more       other places from where Excel loads one of ours too
    marked     whether Windows remembers that it came from the internet
    disabled   Excel switched it off after a crash
    network    the place lies on a network drive
    """

    place: str
    current: bool | None
    more: tuple[str, ...] = ()
    marked: bool = False
    disabled: bool = False
    network: bool = False


@dataclass(frozen=True, slots=True)
class Excel:
    """Excel and WPS. version: None without Excel."""

    version: str | None
    bits: int | None = None
    wps: bool = False

    @property
    def major(self) -> int:
        """16 of 16.0.17328; 0 where nobody knows."""
        head = (self.version or "").split(".")[0]
        return int(head) if head.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class Macros:
    """What settings and policies let run.

    warnings      VBAWarnings: 1 all, 2 asked, 3 signed ones, 4 none; None: not set, which is 2
    by_policy     the office's administrator set it
    trusted_off   no folder is trusted, not even Excel's own start-up folder
    internet      files from the internet are blocked by policy
    vba_off       VBA is switched off for all of Office
    addins_off    no add-ins at all
    signed_only   only signed add-ins
    script_off    Windows Script Host, through which the add-in starts Python, is switched off
    """

    warnings: int | None = None
    by_policy: bool = False
    trusted_off: bool = False
    internet: bool = False
    vba_off: bool = False
    addins_off: bool = False
    signed_only: bool = False
    script_off: bool = False


class Unwritable(NamedTuple):
    """A folder we must write to and cannot, and why."""

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders we write to.

    missing      variables that Windows should set, and did not
    unwritable   those that cannot be written to
    free         bytes left where undo records lie
    undo         where undo records lie; "" where nobody knows
    """

    missing: tuple[str, ...] = ()
    unwritable: tuple[Unwritable, ...] = ()
    free: int | None = None
    undo: str = ""


class Unseen(NamedTuple):
    """Something that could not be looked at, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known. The Windows-only ones are None elsewhere."""

    system: str
    release: str
    bits: int
    python: Python
    processor: Processor
    folders: Folders
    program: Program | None = None
    addin: Addin | None = None
    excel: Excel | None = None
    macros: Macros | None = None
    unseen: tuple[Unseen, ...] = ()
