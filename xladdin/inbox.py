"""What lies in an inbox: workbooks, Word forms, and files nobody can read for us, in folders and zip archives.

Everything that was handed in is named, also what is not read (PDF, pictures, rar): it was received, not missing. Nothing
is unpacked to disk. What a workbook holds is left to the reader, what becomes of its rows to `workbook.merge.fold`.
"""

from __future__ import annotations

import io
import lzma
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal

from workbook.host import Refused
from workbook.system_words import reason
from workbook.xlsx.reading.limits import MAX_FILE, MAX_PARTS, MAX_RATIO, MAX_TOTAL, RATIO_GRACE
from workbook.xlsx.reading.reader import is_owner_file

Kind = Literal["workbook", "unread", "refused"]

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".et", ".xltx", ".xltm", ".docx")
"""What can be read: workbooks, and forms in Word."""
_PASSED_OVER: Final = ("__MACOSX", "Thumbs.db", "desktop.ini")
_RESULT_LINE: Final = re.compile(r".*（检查结果[0-9]{0,4}）\.txt", re.DOTALL)
"""What the drop folder writes beside a workbook: a word of ours, not something that was handed in."""
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, NotImplementedError, EOFError, OSError,
)  # fmt: skip
"""What zipfile raises for archives that are not what they say."""
_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800


@dataclass(frozen=True, slots=True)
class Received:
    """One file that was handed in.

    name      as people know it: its path inside the inbox, through an archive: 赣州.zip/附件1.xlsx
    kind      workbook can be read (a form in Word too); unread is only listed; refused could not be had at all
    data      gives its bytes, when they are wanted; raises Refused
    path      where it lies; None inside an archive
    """

    name: str
    kind: Kind
    data: Callable[[], bytes]
    path: Path | None = None


def received(paths: Iterable[Path]) -> Iterator[Received]:
    """Every file in the folders, archives and files named, in order of their names, each once.

    Files of one name in two inboxes both have it: what they hold tells them apart. A file or archive that cannot be had is
    answered as refused, with its reason when it is read; the others go on.
    """
    for name, path in sorted(_named(paths)):
        yield from _from_file(name, path)


def _named(paths: Iterable[Path]) -> Iterable[tuple[str, Path]]:
    """Each file with its path inside the inbox, and in the outermost one where several hold it."""
    found: dict[Path, tuple[str, Path]] = {}
    for path in paths:
        inside = (p for p in path.rglob("*") if p.is_file()) if path.is_dir() else (path,)
        for file in inside:
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            if not _passed_over(name):
                real = file.resolve()
                other = found.get(real, (name, file))
                found[real] = max(other, (name, file), key=lambda known: (known[0].count("/"), known))
    return found.values()


def _passed_over(name: str) -> bool:
    """Owner files, hidden ones, those of the system, and what is ours."""
    parts = name.split("/")
    if is_owner_file(parts[-1]) or _RESULT_LINE.fullmatch(parts[-1]):
        return True
    return any(part in _PASSED_OVER or part.startswith(".") for part in parts)


def kind_of(name: str) -> Kind:
    """What becomes of a file by the end of its name; a workbook under another name is found out by the reader."""
    end = os.path.splitext(name)[1].lower()
    return "workbook" if end in WORKBOOKS else "unread"


def _from_file(name: str, path: Path) -> Iterator[Received]:
    if path.suffix.lower() != ".zip":
        yield Received(name, kind_of(name), partial(_file, path, MAX_FILE), path)
        return
    try:
        entries = list(_archive(name, _file(path, MAX_TOTAL)))
    except Refused as refused:
        yield _refused(name, refused)
    else:
        yield from entries


def _refused(name: str, refused: Refused) -> Received:
    def why() -> bytes:
        raise refused

    return Received(name, "refused", why)


def _file(path: Path, most: int) -> bytes:
    """What a file holds. Raises Refused."""
    try:
        if path.stat().st_size > most:
            raise Refused("FILE_LIMIT", "文件太大")
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused("FILE_MISSING") from None
    except OSError as problem:
        raise Refused("FILE_UNREADABLE", reason(problem)) from problem


def _archive(name: str, data: bytes) -> Iterator[Received]:
    """The files in a zip, by name. Raises Refused where its directory cannot be trusted."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as problem:
        raise Refused("FILE_DAMAGED", "压缩包打不开") from problem
    entries = [entry for entry in archive.infolist() if entry.filename and not entry.is_dir()]
    _within_limits(entries)
    seen: dict[str, int] = {}
    for entry in sorted(entries, key=_name_of):
        inner = _name_of(entry)
        if _passed_over(inner):
            continue
        seen[inner] = seen.get(inner, 0) + 1
        again = f" #{seen[inner]}" if seen[inner] > 1 else ""
        yield Received(f"{name}/{inner}{again}", kind_of(inner), partial(_entry, archive, entry))


def _within_limits(entries: list[zipfile.ZipInfo]) -> None:
    """Raises Refused for an archive that would unpack to more than we are ready to hold."""
    if len(entries) > MAX_PARTS:
        raise Refused("FILE_LIMIT", f"压缩包里有 {len(entries)} 个文件")
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > MAX_TOTAL or (total > RATIO_GRACE and total > MAX_RATIO * max(packed, 1)):
        raise Refused("FILE_LIMIT", "压缩包展开后太大")


def _name_of(entry: zipfile.ZipInfo) -> str:
    """An entry's name. Archives made on Chinese Windows hold GBK without saying so; zipfile took it for cp437."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        for encoding in ("utf-8", "gb18030") if raw else ():
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What an entry holds, never more than a file may have. Raises Refused."""
    if entry.flag_bits & _ENCRYPTED:
        raise Refused("FILE_ENCRYPTED")
    try:
        with archive.open(entry) as stream:
            data = stream.read(MAX_FILE + 1)
    except (*BROKEN, RuntimeError) as problem:
        raise Refused("FILE_DAMAGED", "压缩包里的这个文件打不开") from problem
    if len(data) > MAX_FILE:
        raise Refused("FILE_LIMIT", "文件太大")
    return data
