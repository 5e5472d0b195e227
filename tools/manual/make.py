"""`make manual`: runs all pages, writes what was said into them, takes the pictures.

    python -m tools.manual.make [--check]

With --check nothing is written: it says which pages and pictures are out of date, and answers 1 if any is.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from tools.manual import shots
from tools.manual.pages import ORDER, Picture, filled
from tools.manual.running import in_folder, run
from tools.manual.tab import tab_svg

MANUAL: Final = Path(__file__).parents[2] / "docs" / "手册"
TAB: Final = "图/功能区.svg"


class Page(NamedTuple):
    """A page that was run: its text as it should be, and each picture's file in the manual -> what it is of."""

    name: str
    text: str
    seen: Mapping[str, Picture]


def pages_in(manual: Path, folder: Path) -> Iterator[Page]:
    """Run the pages one after the other in a folder; workbooks are kept as they are where a picture stands."""
    copies = folder / ".seen"
    copies.mkdir(exist_ok=True)
    for name in ORDER:
        seen: dict[str, Picture] = {}

        def see(one: Picture, seen: dict[str, Picture] = seen) -> None:
            copy = copies / f"{len(list(copies.iterdir()))}.xlsx"
            shutil.copyfile(one.book, copy)
            seen[one.path] = one._replace(book=str(copy))

        with in_folder(folder):
            text = filled((manual / name).read_text(encoding="utf-8"), run, see)
        yield Page(name, text, seen)


def stale(manual: Path, folder: Path) -> list[str]:
    """The pages and pictures that are not what the program does now."""
    found: list[str] = [TAB] if (manual / TAB).read_text(encoding="utf-8") != tab_svg() else []
    kept = shots.kept(manual)
    named: set[str] = set()
    for page in pages_in(manual, folder):
        if page.text != (manual / page.name).read_text(encoding="utf-8"):
            found.append(page.name)
        for path, one in page.seen.items():
            if kept.get(path) != shots.digest(one) or not (manual / path).exists():
                found.append(path)
        named |= page.seen.keys()
    return found + sorted(kept.keys() - named)


def make(manual: Path, folder: Path) -> list[Path]:
    """Write pages and pictures anew; answers the pictures that could not be taken."""
    (manual / TAB).write_text(tab_svg(), encoding="utf-8")
    missing: list[Path] = []
    taken: dict[str, str] = {}
    for page in pages_in(manual, folder):
        (manual / page.name).write_text(page.text, encoding="utf-8")
        with TemporaryDirectory() as scratch:
            missing += shots.take({manual / path: one for path, one in page.seen.items()}, Path(scratch))
        taken |= {path: shots.digest(one) for path, one in page.seen.items()}
    shots.keep(manual, taken)
    for path in (manual / "图").glob("*.png"):
        if path.relative_to(manual).as_posix() not in taken:
            path.unlink()
    return missing


def main(argv: list[str] | None = None) -> int:
    """Make the manual, or say what is out of date."""
    check = "--check" in (sys.argv[1:] if argv is None else argv)
    with TemporaryDirectory(prefix="manual-") as folder:
        wrong = stale(MANUAL, Path(folder)) if check else [path.name for path in make(MANUAL, Path(folder))]
    for name in wrong:
        print(
            f"{name} is out of date: run make manual"
            if check
            else f"no picture of {name}: is LibreOffice here?"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
