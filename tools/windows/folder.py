"""`make dist`: puts the Windows folder together and checks it.

    python -m tools.windows.folder [--python python-3.11.9-embed-amd64.zip] [--out dist]

The folder holds the embeddable Python (from python.org; a file the caller has), all packages, the add-in, the scripts
to start with, and the manual. Without that file the folder is made and checked all the same, and is named so.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from email import message_from_bytes
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement

from tools.manual.html import write_pages
from tools.manual.make import MANUAL
from tools.windows import checks
from tools.windows.wheels import ONLY_WINDOWS, PYTHON, applies, closure, pip_fetch
from xladdin.addin.build import addin_bytes

ROOT: Final = Path(__file__).parents[2]
SCRIPTS: Final = ROOT / "tools" / "windows" / "scripts"
EXTRAS: Final = ("watch",)
"""Extras of ours that the folder has."""
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of all files in the .zip: the same folder makes the same bytes."""


def main(argv: list[str] | None = None) -> int:
    """Make the folder and its .zip. Answers 1 where a check finds a fault."""
    parser = argparse.ArgumentParser(description="Make the folder for Windows.")
    parser.add_argument(
        "--python", type=Path, help="python-3.11.9-embed-amd64.zip, as python.org gives it out"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    asked = parser.parse_args(argv)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = f"contestbook-{project['version']}-win64" + ("" if asked.python else "-without-python")
    folder = asked.out / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "python").mkdir(parents=True)
    packages(project, folder)
    starters(folder, project["version"])
    if asked.python:
        interpreter(asked.python, folder / "python")
    found = list(checks.faults(folder))
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        return 1
    archive = zipped(folder)
    print(f"{archive.relative_to(asked.out)}: {archive.stat().st_size / 1e6:.0f} MB, all checks passed")
    if not asked.python:
        print("Python itself is not in it: give --python python-3.11.9-embed-amd64.zip (from python.org)")
    return 0


def packages(project: Mapping[str, Any], folder: Path) -> None:
    """Our own packages and all they need, as they lie on Windows, without what is left out."""
    with tempfile.TemporaryDirectory() as made:
        fetched = Path(made, "wheels")
        fetched.mkdir()
        lines = [
            *project["dependencies"],
            *(one for extra in EXTRAS for one in project["optional-dependencies"][extra]),
        ]
        wanted = [Requirement(line) for line in (*lines, *ONLY_WINDOWS)]
        wheels = closure(
            [one for one in wanted if applies(one)], pip_fetch(fetched, ROOT / "constraints.txt")
        )
        site = folder / checks.SITE
        subprocess.run(
            [
                *(
                    sys.executable,
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--no-deps",
                ),
                *(
                    "--no-compile",
                    "--only-binary=:all:",
                    "--platform",
                    "win_amd64",
                    "--python-version",
                    PYTHON,
                ),
                *(
                    "--implementation",
                    "cp",
                    "--target",
                    str(site),
                    *map(str, wheels.values()),
                    str(_own_wheel(Path(made))),
                ),
            ],
            check=True,
        )
    for pattern in checks.LEFT_OUT:
        for path in site.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _own_wheel(scratch: Path) -> Path:
    """Ours, built of a copy: what lies in an old build folder must not come along."""
    source = scratch / "source"
    for name in (*checks.OURS, "pyproject.toml", "README.md", "LICENSE"):
        path = ROOT / name
        copy = shutil.copytree if path.is_dir() else shutil.copy2
        source.mkdir(exist_ok=True)
        copy(path, source / name)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"),
            *("-w", str(scratch / "own"), str(source)),
        ],
        check=True,
    )
    (wheel,) = (scratch / "own").glob("contestbook-*.whl")
    return wheel


def starters(folder: Path, version: str) -> None:
    """The add-in, the manual, the scripts to click on, the licence, and what is in the folder."""
    (folder / "contestbook.xlam").write_bytes(addin_bytes())
    write_pages(MANUAL, folder / "使用手册")
    for script in sorted(SCRIPTS.glob("*.cmd")):
        shutil.copyfile(script, folder / script.name)
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    abouts = [
        message_from_bytes(path.read_bytes()) for path in (folder / checks.SITE).glob("*.dist-info/METADATA")
    ]
    rows = sorted((about["Name"].lower(), about["Version"], _licence(about)) for about in abouts)
    lines = [f"contestbook {version}", "", *(f"{name} {of}  {licence}" for name, of, licence in rows)]
    (folder / "版本.txt").write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")


def _licence(about: Any) -> str:
    """The licence of a package as it names it, in one line."""
    named = about["License-Expression"] or about["License"]
    classified = [
        line.split(" :: ")[-1] for line in about.get_all("Classifier", []) if line.startswith("License")
    ]
    if not named or len(named) > 60 or "\n" in named:
        named = ", ".join(classified)
    return named or "see its dist-info"


def interpreter(archive: Path, place: Path) -> None:
    """The embeddable Python, told where its packages lie.

    Raises ValueError where the file is another one.
    """
    digits = PYTHON.replace(".", "")
    with zipfile.ZipFile(archive) as python:
        names = set(python.namelist())
        missing = {"python.exe", "pythonw.exe", f"python{digits}.dll", f"python{digits}._pth"} - names
        if missing:
            raise ValueError(
                f"{archive.name} is no embeddable Python {PYTHON}: it lacks {', '.join(sorted(missing))}"
            )
        python.extractall(place)
    pth = place / f"python{digits}._pth"
    pth.write_text(
        f"python{digits}.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n", encoding="ascii", newline=""
    )


def zipped(folder: Path) -> Path:
    """The folder as one .zip beside it; the same folder gives the same bytes."""
    archive = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            about = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _OLDEST)
            about.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as data, out.open(about, "w") as to:
                shutil.copyfileobj(data, to)
    return archive


if __name__ == "__main__":
    sys.exit(main())
