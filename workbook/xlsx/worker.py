"""The lean child process that reads untrusted workbooks: gate, calamine, facts; one frame in, one frame out.

It imports no polars (0.4 s) and nothing of the core. If a parser aborts here, one file is lost and nothing else.
"""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from workbook.host import Refused
from workbook.xlsx.addresses import check_addresses
from workbook.xlsx.contents import SheetPart, contents_of
from workbook.xlsx.facts import beside, number_formats, scan
from workbook.xlsx.gate import Package, open_package
from workbook.xlsx.sniff import sniff
from workbook.xlsx.wire import pack_column, read_frame, write_frame

MEMORY = 3 << 30
"""Address space of a worker; its resident memory stays far below for files the gate lets through."""

_NO_DIMENSION = (b"<dimension", b"<x:dimension")


def read(data: bytes, name: str) -> tuple[Any, list[bytes]]:
    """A workbook as (header, blobs). Raises Refused when it cannot be read safely."""
    if sniff(data) == "xls":
        return _read_old(data)
    package = open_package(data)
    contents = contents_of(package, name)
    formats = number_formats(contents.styles)
    facts = []
    for sheet in contents.sheets:
        part = package.parts[sheet.part]
        check_addresses(part, sheet.name)
        if any(tag in part[:2000] for tag in _NO_DIMENSION):
            _drop_odd_dimension(package, sheet.part)
        found = scan(package.parts[sheet.part], formats)
        beside(package, sheet.part, found)
        facts.append(found)
    values = _open_package(package)
    header: dict[str, Any] = {
        "date1904": contents.date1904, "flags": contents.flags, "names": contents.names, "sheets": [],
    }
    blobs: list[bytes] = []
    for sheet, found in zip(contents.sheets, facts, strict=True):
        size = _values(values, sheet, contents.date1904, blobs, _reach(found))
        header["sheets"].append({"name": sheet.name, "state": sheet.state, "size": size, "facts": found})
    return header, blobs


def _drop_odd_dimension(package: Package, part: str) -> None:
    """A dimension calamine cannot read (A0) says nothing worth keeping: the copy goes without it."""
    content = package.parts[part]
    start = content.find(b"dimension")
    end = content.find(b">", start)
    tag = content[start:end]
    reference = tag.split(b"ref=")[-1].strip(b"\"' /").split(b"\"")[0]
    if reference and not all(piece[-1:].isdigit() and piece[:1].isalpha() and b"0" != piece.lstrip(
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")[:1] for piece in reference.split(b":")):
        opening = content.rfind(b"<", 0, start)
        package.parts[part] = content[:opening] + content[end + 1 :]
        package.mended.add(part)


def _open_package(package: Package) -> CalamineWorkbook:
    """The package as calamine takes it; a container written in an odd way is copied plainly first."""
    if not package.mended:
        try:
            return _open(package.data)
        except Refused:
            package.mended.add("")
    return _open(package.clean_copy())


def _open(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except CalamineError as problem:
        raise Refused("FILE_DAMAGED", f"读取出错：{str(problem)[:80]}") from problem


def _reach(facts: dict[str, Any]) -> tuple[int, int]:
    """The last row and column that matter though calamine shows them blank: errors, formulas, pictures."""
    cells = [*facts.get("errors", ()), *facts.get("uncached", ()), *facts.get("pictures", ())]
    return max((c[0] for c in cells), default=0), max((c[1] for c in cells), default=0)


def _values(
    book: CalamineWorkbook, sheet: SheetPart, date1904: bool, blobs: list[bytes], reach: tuple[int, int] = (0, 0)
) -> list[int]:
    """Append the columns of a sheet to the blobs; answers [height, width], trailing blanks left out."""
    try:
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    except CalamineError as problem:
        raise Refused("FILE_DAMAGED", f"工作表“{sheet.name}”读取出错：{str(problem)[:80]}") from problem
    while len(rows) > reach[0] and not any(value != "" for value in rows[-1]):
        rows.pop()
    columns = list(zip(*rows, strict=True))
    while len(columns) > reach[1] and not any(value != "" for value in columns[-1]):
        columns.pop()
    if len(rows) < reach[0] or len(columns) < reach[1]:
        height, width = max(len(rows), reach[0]), max(len(columns), reach[1])
        columns += [()] * (width - len(columns))
        columns = [(*column, *[""] * (height - len(column))) for column in columns]
        rows = [[]] * height
    for column in columns:
        blobs.extend(pack_column(column, date1904))
    return [len(rows) if columns else 0, len(columns)]


def _read_old(data: bytes) -> tuple[Any, list[bytes]]:
    """An .xls or .et: values only, flagged."""
    book = _open(data)
    header: dict[str, Any] = {"date1904": False, "flags": [["FILE_XLS", ""]], "names": {}, "sheets": []}
    blobs: list[bytes] = []
    for entry in book.sheets_metadata:
        if entry.typ != SheetTypeEnum.WorkSheet:
            continue
        state = "visible" if entry.visible == SheetVisibleEnum.Visible else "hidden"
        part = SheetPart(entry.name, state, "")  # type: ignore[arg-type]
        size = _values(book, part, False, blobs)
        merged = book.get_sheet_by_name(entry.name).merged_cell_ranges or []
        facts = {"boxes": [[a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1] for a, b in merged]}
        header["sheets"].append({"name": entry.name, "state": state, "size": size, "facts": facts})
    return header, blobs


def limit_memory() -> None:
    """Cap the address space where the system can (Linux, macOS); Windows relies on the time limit."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the parent closes the pipe."""
    while (frame := read_frame(requests)) is not None:
        name, (data,) = frame[0], frame[1]
        try:
            header, blobs = read(data, name)
        except Refused as refused:
            write_frame(answers, {"refused": [refused.code, refused.detail]})
        except MemoryError:
            write_frame(answers, {"refused": ["FILE_LIMIT", "占用内存过大"]})
        else:
            write_frame(answers, header, blobs)


def main() -> None:
    """Entry point of the child process."""
    limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
