"""What can be seen from Linux of a folder made for Windows: that nothing is missing, wrong or not ours to give away.

Each check answers its faults as sentences; no fault, no sentence. That Windows runs it is for the release checklist and
for the Windows job of the CI.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from email import message_from_bytes
from importlib.machinery import ExtensionFileLoader, FileFinder, SourceFileLoader
from pathlib import Path
from typing import Final

import pefile
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.windows.wheels import INSTEAD, PYTHON, required

TAG: Final = f"cp{PYTHON.replace('.', '')}-win_amd64"
SITE: Final = Path("python", "Lib", "site-packages")
OURS: Final = ("schemas", "workbook", "xladdin")
AMD64: Final = 0x8664
UNZIPPED: Final = (
    r"C:\Users\twenty.letters.name\OneDrive - 一家名称有二十个字的有限公司江西省分公司\桌面"
    r"\contestbook-10.10.10-win64\contestbook-10.10.10-win64"
)
"""A deep place to unzip it: Explorer makes a folder of the zip's name for the folder in it."""
INSTALLED: Final = r"C:\Users\twenty.letters.name\AppData\Local\contestbook.new"
LONGEST: Final = 259 - max(len(UNZIPPED), len(INSTALLED)) - 1
"""Characters that a path inside the folder may have, so that a Windows without long paths can unzip and install it."""

PYTHONS_OWN: Final = frozenset("python3.dll python311.dll vcruntime140.dll vcruntime140_1.dll".split())
"""Libraries that come with the embeddable Python."""
WINDOWS_OWN: Final = frozenset(
    """
    aclui activeds advapi32 bcrypt bcryptprimitives cabinet combase comctl32 comdlg32 credui crypt32 dbghelp dsound gdi32
    imm32 iphlpapi kernel32 ktmw32 loadperf lz32 mpr msi msimg32 msvcrt mswsock netapi32 ntdll ntdsapi odbc32 ole32
    oleacc oleaut32 pdh powrprof propsys psapi query rasapi32 rpcrt4 secur32 setupapi sfc shell32 shlwapi ucrtbase
    urlmon user32 userenv uxtheme version wevtapi winhttp wininet winmm winspool.drv ws2_32 wtsapi32
    """.split()
)
"""Libraries that every Windows 10 has. The C++ run time (msvcp140) and MFC (mfc140u) are not among them."""

LEFT_OUT: Final = {
    "xlwings/pro": "another licence, which does not let us hand it on; we never import it",
    "xlwings/xlwingslib.*.pyd": "belongs to xlwings/pro",
    "xlwings/addin": "we have our own add-in",
    "xlwings/js": "for Excel in the browser",
    "xlwings/html": "as above",
    "xlwings/quickstart*": "starting points for new projects",
    "xlwings/*.applescript": "for macOS",
    "xlwings/xlwings*.bas": "we have our own macros",
    "xlwings*.dll": "for functions in cells, which we have none of",
    "bin": "programs of packages; we start Python ourselves",
    "Scripts": "as above",
    "pythonwin": "an editor; needs MFC, which Windows does not bring",
    "PyWin32.chm": "its help",
    "win32/Demos": "examples",
    "win32/test": "tests",
    "win32/include": "for compilers",
    "win32/libs": "for compilers",
    "win32com/demos": "examples",
    "win32com/test": "tests",
    "win32com/HTML": "help",
    "win32com/include": "for compilers",
    "win32com/libs": "for compilers",
    "win32com/makegw": "for compilers",
    "win32com/*.chm": "help",
    "win32comext": "extensions of Windows we do not use; some need the C++ run time",
    "lxml/includes": "for compilers",
    "lxml/isoschematron": "a validator of its own",
    "adodbapi": "databases",
    "isapi": "web servers",
}
"""Not in the folder -> why. Patterns below site-packages."""


def faults(folder: Path) -> Iterator[str]:
    """Everything that is wrong with a folder."""
    yield from left_in(folder / SITE)
    yield from unmet(folder / SITE)
    yield from unfound(folder / SITE)
    yield from wrong_libraries(folder)
    yield from too_long(folder)
    yield from bad_scripts(folder)
    yield from bad_pth(folder)


def left_in(site: Path) -> Iterator[str]:
    """What must not be there."""
    for pattern, why in LEFT_OUT.items():
        for path in site.glob(pattern):
            yield f"{path.name} is in the folder: {why}"
    for path in site.glob("*.pth"):
        if path.name != "pywin32.pth":
            yield f"{path.name} runs code at every start"
    for path in site.rglob("*"):
        if path.name.endswith((".tar.gz", ".zip", ".egg-link", ".so", ".dylib")) or path.name == "setup.py":
            yield f"{path.name} is no part of a wheel for Windows"


def unmet(site: Path) -> Iterator[str]:
    """What a package in the folder requires on Windows, and is not there in that version."""
    abouts = [message_from_bytes(path.read_bytes()) for path in site.glob("*.dist-info/METADATA")]
    there = {canonicalize_name(about["Name"]): Version(about["Version"]) for about in abouts}
    for about in abouts:
        extras = ("watch", "polars") if about["Name"] == "contestbook" else ()
        for one in required(about, extras):
            name = canonicalize_name(INSTEAD.get(one.name, one.name))
            if name not in there:
                yield f"{about['Name']} requires {one.name}, which is missing"
            elif not one.specifier.contains(there[name], prereleases=True):
                yield f"{about['Name']} requires {one.name}{one.specifier}, there is {there[name]}"


def unfound(site: Path) -> Iterator[str]:
    """Imports of our own code that Python on Windows would not find in the folder or its own library."""
    for path in sorted(p for top in OURS for p in (site / top).rglob("*.py")):
        for name in imports(path.read_text(encoding="utf-8")):
            if name.split(".")[0] not in sys.stdlib_module_names and not found(site, name):
                yield f"{path.relative_to(site).as_posix()} imports {name}, which is missing"


OPTIONAL: Final = ("pyspark",)
"""Imported by our code only when it is asked for, and not in the folder."""


def imports(source: str) -> list[str]:
    """The modules a source imports, anywhere in it; `from a import b` counts as a."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return sorted(name for name in names if name.split(".")[0] not in OPTIONAL)


def found(site: Path, name: str) -> bool:
    """Whether Python on Windows finds a module by its full name."""
    places = [site, site / "win32", site / "win32" / "lib"]  # the lines of pywin32.pth
    for part in name.split("."):
        spec = next((one for one in (_finder(place).find_spec(part) for place in places) if one), None)
        if spec is None:
            # the tables of pywin32's DLLs, which its own loaders find
            return len(list(site.glob(f"pywin32_system32/{part}{PYTHON.replace('.', '')}.dll"))) == 1
        places = [Path(place) for place in spec.submodule_search_locations or ()]
    return True


def _finder(place: Path) -> FileFinder:
    """Finds as Windows does: its extension modules, and sources."""
    return FileFinder(
        str(place),
        (ExtensionFileLoader, [f".{TAG}.pyd", ".pyd"]),
        (SourceFileLoader, [".py"]),
    )


def wrong_libraries(folder: Path) -> Iterator[str]:
    """Programs and extension modules for another machine, and those that want a library nobody brings."""
    paths = [path for path in folder.rglob("*") if path.suffix.lower() in (".pyd", ".dll", ".exe")]
    brought = {path.name.lower() for path in paths} | PYTHONS_OWN
    for path in sorted(paths):
        image = pefile.PE(str(path), fast_load=True)
        if image.FILE_HEADER.Machine != AMD64:
            yield f"{path.name} is for another processor"
        for library in sorted(_wanted(image)):
            if library not in brought and library.removesuffix(".dll") not in WINDOWS_OWN:
                yield f"{path.name} needs {library}, which neither Windows nor the folder brings"
        image.close()


def _wanted(image: pefile.PE) -> set[str]:
    entries = pefile.DIRECTORY_ENTRY
    image.parse_data_directories([entries["IMAGE_DIRECTORY_ENTRY_IMPORT"]])
    names = {entry.dll.decode("ascii").lower() for entry in getattr(image, "DIRECTORY_ENTRY_IMPORT", [])}
    return {name for name in names if not name.startswith(("api-ms-win-", "ext-ms-"))}


def too_long(folder: Path) -> Iterator[str]:
    """Paths that Windows could not unzip on a deep desktop, or not copy to where the program belongs."""
    for path in (one for one in folder.rglob("*") if one.is_file()):
        inside = path.relative_to(folder).as_posix()
        if len(inside) > LONGEST:
            yield f"the path is too long by {len(inside) - LONGEST}: {inside}"


def bad_scripts(folder: Path) -> Iterator[str]:
    """Scripts that a Windows of another code page would read otherwise, or that break on a blank in a path."""
    for path in folder.glob("*.cmd"):
        data = path.read_bytes()
        if not data.isascii():
            yield f"{path.name} has characters that are not ASCII"
        if data.count(b"\n") != data.count(b"\r\n"):
            yield f"{path.name} has lines that do not end with CR LF"
        for line in data.decode("ascii", "replace").splitlines():
            if re.search(r'(?<!")%~dp0', line):
                yield f"{path.name} names its folder without quotes: {line}"


def bad_pth(folder: Path) -> Iterator[str]:
    """Lines that the embeddable Python's ._pth lacks; without them it does not see its packages or their .pth files."""
    digits = PYTHON.replace(".", "")
    path = folder / "python" / f"python{digits}._pth"
    if not (path.is_file() or path.with_name("python.exe").is_file()):
        return  # a folder without Python
    lines = path.read_text(encoding="ascii").splitlines() if path.is_file() else []
    for line in (f"python{digits}.zip", ".", r"Lib\site-packages", "import site"):
        if line not in [one.strip() for one in lines]:
            yield f"{path.name} lacks the line {line}"
