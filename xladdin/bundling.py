"""`bundle`: everything a contest rests on and what came of it, in one archive; what goes in is decided by `workbook.bundle`.

Originals are looked for by what they hold, wherever they lie now and whatever they are called. The same workbook at the same
time makes the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from workbook.bundle.contents import Bundle, bundle, manifest
from workbook.bundle.inputs import KNOWN, ORIGINALS, Original, inputs
from workbook.bundle.readme import NAME
from workbook.host import Refused
from workbook.masking import numbers_in
from workbook.report import FileResult
from workbook.system_words import reason
from xladdin.contests import card_of
from xladdin.desk import Desk
from xladdin.inbox import BROKEN, received
from xladdin.outputs import write_file

_OURS: Final = b"contestbook bundle"
"""The comment of our archives: by it an earlier one is known, which may be written over."""
_MODE: Final = 0o644 << 16
_UNIX: Final = 3
_LEVEL: Final = 6


class Bundled(NamedTuple):
    """What came of it, for the terminal. originals: how many files are enclosed; None: not asked for."""

    book: FileResult
    made: Bundle
    originals: int | None


@dataclass
class _Found:
    """Originals by the beginnings of their hashes, and how each is read."""

    known: dict[str, Original] = field(default_factory=dict)
    readers: dict[str, Callable[[], bytes]] = field(default_factory=dict)

    def add(self, sha: str, size: int, read: Callable[[], bytes]) -> None:
        for digits in KNOWN:
            self.known.setdefault(sha[:digits], Original(sha, size))
        self.readers.setdefault(sha, read)


def bundle_book(desk: Desk, out: Path, originals: bool, inboxes: Sequence[Path], now: datetime) -> Bundled:
    """Write the archive. Raises Refused; then an earlier one is as it was.

    originals   whether the files that came in are to be enclosed; inboxes: where they may lie, beside the book's folder
    """
    _refuse(out, [desk.path, *inboxes])
    if gone := next((one for one in inboxes if not one.exists()), None):
        raise Refused("INBOX_MISSING", gone.name)
    book = desk.read()
    sheets = card_of(book)
    there = None
    if originals:
        wanted = {(one.known.lower(), one.file) for one in inputs(book)[0] if one.known}
        there = _look_for(wanted, [desk.path.absolute().parent, *inboxes], {_real(desk.path), _real(out)})
    made = bundle(book, sheets, now, version("contestbook"), there.known if there else None)
    archive = _archive(made, there.readers if there else {}, now)
    if out.exists():
        _nothing_lost(out, made)
    write_file(out, archive)
    result = FileResult(desk.name, made.findings, written=out.name)
    return Bundled(result, made, len(made.originals) if originals else None)


def _refuse(out: Path, inputs: Sequence[Path]) -> None:
    """Ask, before the work starts, whether the archive may be written.

    Raises Refused: FILE_NAME (not .zip), FILE_EXISTS (it is an input), BOOK_EXISTS (no earlier one of ours), and what
    `saving.ready` raises.
    """
    from workbook.xlsx.saving.save import ready

    if out.suffix.lower() != ".zip":
        raise Refused("FILE_NAME", f"{out.name}：应以 .zip 结尾")
    if os.path.lexists(out):
        if any(one.exists() and out.exists() and out.samefile(one) for one in inputs):
            raise Refused("FILE_EXISTS", out.name)
        if out.is_file() and not _is_earlier(out):
            raise Refused("BOOK_EXISTS", out.name)
    ready(out)


def _is_earlier(out: Path) -> bool:
    """Whether it is empty or an archive of ours, made by an earlier run."""
    try:
        if not out.stat().st_size:
            return True
        with zipfile.ZipFile(out) as archive:
            return archive.comment == _OURS
    except zipfile.BadZipFile:
        return False
    except OSError as problem:
        raise Refused("FILE_UNREADABLE", reason(problem)).of(out.name) from problem


def _nothing_lost(out: Path, made: Bundle) -> None:
    """Whether an earlier bundle may be written over: it is of this contest, and what it encloses is enclosed again.

    Raises Refused: BUNDLE_OTHER, BUNDLE_ORIGINALS, FILE_UNREADABLE.
    """
    if not out.stat().st_size:
        return
    try:
        with zipfile.ZipFile(out) as archive:
            title = archive.read(NAME).decode("utf-8-sig").split("\r\n", 1)[0]
            files = [one for one in archive.namelist() if one.startswith(ORIGINALS)]
            hashes = [hashlib.sha256(archive.read(name)).hexdigest() for name in files]
    except (KeyError, *BROKEN) as problem:
        raise Refused("FILE_UNREADABLE", reason(problem) if isinstance(problem, OSError) else "").of(
            out.name
        ) from problem
    own = next(one.data for one in made.members if one.path == NAME)
    if title != own.decode("utf-8-sig").split("\r\n", 1)[0]:
        raise Refused("BUNDLE_OTHER", numbers_in(title)[:80])
    if lost := set(hashes).difference(one.sha for one in made.originals.values()):
        raise Refused("BUNDLE_ORIGINALS", f"{len(lost):,}")


# ---- Originals


def _look_for(wanted: set[tuple[str, str]], folders: Sequence[Path], without: set[str]) -> _Found:
    """Files that hold what is wanted: those of the same name first, and no further once all are found.

    wanted   beginnings of hashes with the names the files had; without: the workbook and the archive
    """
    found = _Found()
    names = {Path(name).name for _, name in wanted} | {name.split("/")[0] for _, name in wanted}
    paths = dict.fromkeys(path for folder in folders for path in _files(folder))
    lacking = {known for known, _ in wanted}
    for path in sorted(paths, key=lambda one: (one.name not in names, str(one))):
        if not lacking:
            break
        if _real(path) in without:
            continue
        for sha, size, read in _contents(path):
            if hits := {sha[:digits] for digits in KNOWN} & lacking:
                found.add(sha, size, read)
                lacking -= hits
    return found


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names))


def _contents(path: Path) -> Iterator[tuple[str, int, Callable[[], bytes]]]:
    """The hash and size of a file, and of each in an archive; what cannot be read is none that was found."""
    if not path.is_file():
        return  # a pipe would be waited for
    if path.suffix.lower() == ".zip":
        for item in received([path]):
            try:
                data = item.data()
            except Refused:
                continue
            yield hashlib.sha256(data).hexdigest(), len(data), item.data
        return
    try:
        with path.open("rb") as stream:
            sha = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
    except OSError:
        return
    yield sha, size, partial(_read, path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Refused("FILE_UNREADABLE", reason(problem)).of(path.name) from problem


def _real(path: Path) -> str:
    return os.path.realpath(path)


# ---- The archive


def _archive(made: Bundle, readers: Mapping[str, Callable[[], bytes]], now: datetime) -> bytes:
    """The bytes: files in the order of their paths, all with the same time, the manifest beside them."""
    sources: dict[str, Callable[[], bytes]] = {
        member.path: partial(bytes, member.data)
        for member in (*made.members, manifest(made.members, made.originals))
    }
    for path, original in made.originals.items():
        sources[path] = partial(_same, path, original.sha, readers[original.sha])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        archive.comment = _OURS
        for path in sorted(sources):
            entry = zipfile.ZipInfo(path, (now.year, now.month, now.day, now.hour, now.minute, now.second))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _MODE
            archive.writestr(entry, sources[path]())
    return stream.getvalue()


def _same(path: str, sha: str, read: Callable[[], bytes]) -> bytes:
    """What an original holds, if it is still what was found."""
    data = read()
    if hashlib.sha256(data).hexdigest() != sha:
        raise Refused("FILE_CHANGED", path.rsplit("/", 1)[-1])
    return data
