"""The lean child process that reads untrusted workbooks: gate, facts, calamine; one frame in, one frame out.

It imports no polars (0.4 s) and nothing that judges, so that it starts in a moment. If a parser aborts,
panics or runs out of memory here, the process dies and `reader` gives up that one file.
"""

from __future__ import annotations

import gc
import math
import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any, BinaryIO, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from workbook.host import Refused
from workbook.model import MAX_TEXT, column_number, is_too_long
from workbook.xlsx.reading.answer import book_of
from workbook.xlsx.reading.container import Member
from workbook.xlsx.reading.contents import contents_of
from workbook.xlsx.reading.facts import facts_beside, facts_of
from workbook.xlsx.reading.formats import number_formats, style_beyond
from workbook.xlsx.reading.gate import Package, open_package
from workbook.xlsx.reading.grid import prove
from workbook.xlsx.reading.handover import handover
from workbook.xlsx.reading.limits import MAX_BOX, limit_memory
from workbook.xlsx.reading.markup import attributes, check_tags, prove_xml
from workbook.xlsx.reading.old import plain_column, prove_old
from workbook.xlsx.reading.rewrite import without_comments
from workbook.xlsx.reading.sniff import sniff
from workbook.xlsx.reading.wire import pack_column, read_frame, write_frame
from workbook.xlsx.reading.word import is_word, word_tables

_LARGE: Final = 1 << 20
"""A part of this size is handed on as it is stored: calamine copies its input, and less of it is better."""
_NEAR: Final = 100
"""A picture so far beyond the last value still belongs to the table; further ones do not stretch it."""
_KINDS: Final = frozenset({str, float, bool})
_ITEM = re.compile(
    rb'<si><t(?: xml:space="preserve")?+>(?:[^<&\x00-\x08\x0b\x0c\x0e-\x1f]++|&(?:amp|lt|gt|quot|apos);)*+</t></si>'
)
_STRINGS = re.compile(rb"<((?:[\w.-]+:)?)sst\b([^>]*?)(/?)>")


def read(data: bytes, name: str) -> tuple[dict[str, Any], list[bytes]]:
    """A workbook as (header, blobs) for the wire. Raises Refused when it cannot be read safely."""
    if sniff(data) == "xls":
        return _read_old(data)
    package = open_package(data)
    if is_word(package):
        return _read_word(package, data)
    contents = contents_of(package, name)
    flags = list(contents.flags)
    strings = _strings(package, contents.strings, flags)
    formats = _formats(package.part(contents.styles)) if contents.styles else {}
    grids: list[bytes | Member] = []
    told: list[dict[str, Any]] = []
    box = 0
    for sheet in contents.sheets:
        package.loose_part(sheet.part)
        member = package.member(sheet.part)
        grid = prove(package.take(sheet.part), sheet.name)
        box = _one_more(box, grid.box)
        facts = facts_of(grid, formats)
        facts_beside(package, sheet.part, facts)
        stored = member if grid.as_found and len(grid.rows) > _LARGE else None
        grids.append(stored or grid.rows)
        del grid
        told.append(facts)
    package.release()
    packed = handover(grids, strings)
    del grids, strings
    book = _open(packed)
    del packed
    header: dict[str, Any] = {
        "date1904": contents.date1904, "flags": flags, "names": contents.names, "sheets": [],
    }  # fmt: skip
    blobs: list[bytes] = []
    for number, (sheet, facts) in enumerate(zip(contents.sheets, told, strict=True)):
        columns = _columns(book, str(number), sheet.name, facts)
        header["sheets"].append(_pack(sheet.name, sheet.state, columns, facts, blobs))
    return header, blobs


def marked(data: bytes, name: str) -> tuple[dict[str, Any], list[bytes]]:
    """Read a workbook and answer only the mark of its content: nobody else has to hold its cells."""
    from workbook.journal import content_mark  # only who writes needs it

    return {"mark": content_mark(book_of(name, *read(data, name)))}, []


def proved(data: bytes, name: str) -> tuple[dict[str, Any], list[bytes]]:
    """Put a workbook through the gate without reading its values: an empty answer, or Refused.

    It is asked of what we wrote: more than a reader needs, for Excel repairs a cell whose style there is none of.
    """
    if sniff(data) == "xls":
        raise Refused("FILE_OLD_IN_PLACE", name)
    package = open_package(data)
    contents = contents_of(package, name)
    _strings(package, contents.strings, [])
    styles = package.part(contents.styles) if contents.styles else b""
    box = 0
    for sheet in contents.sheets:
        grid = prove(package.take(sheet.part), sheet.name)
        if styles and (style := style_beyond(grid.rows, styles)) is not None:
            raise Refused("FILE_DAMAGED", f"工作表“{sheet.name}”有单元格的样式 {style} 不存在")
        box = _one_more(box, grid.box)
    return {}, []


def _one_more(box: int, more: int) -> int:
    """What the sheets ask for together: five hundred small lies make a large one."""
    if box + more > MAX_BOX:
        raise Refused("FILE_LIMIT", "各工作表的范围合计过大")
    return box + more


@lru_cache(maxsize=8)
def _formats(styles: bytes) -> dict[int, str]:
    """A template's styles are read once, however many workbooks are made of it."""
    return number_formats(styles)


def _strings(package: Package, name: str, flags: list[tuple[str, str]]) -> bytes | Member | None:
    """The table of shared strings without what it claims about itself; a false claim is flagged."""
    if not name:
        return None
    part = package.loose_part(name)
    rest, plain = _ITEM.subn(b"", part)  # nothing is left of an ordinary table but its root
    check_tags(rest, name[1:])
    prove_xml(rest, name[1:])
    commented = b"<!" in rest
    if commented:
        part = rest = without_comments(part)
        plain = 0
    root = _STRINGS.search(part)
    if root is None:
        raise Refused("FILE_DAMAGED", "文字表有误")
    claimed = attributes(root[2]).get("uniqueCount")
    item = b"<" + root[1] + b"si"
    true = claimed is not None and claimed == str(
        plain + rest.count(item + b">") + rest.count(item + b" ") + rest.count(item + b"/")
    )
    if claimed is not None and not true:
        flags.append(("STRINGS_COUNT", claimed[:20]))
    stored = package.member(name) if true and not commented and len(part) > _LARGE else None
    if stored:
        return stored
    return b"<%ssst%s>" % (root[1], root[3]) + part[root.end() :]


def _open(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError as problem:
        raise Refused("FILE_ENCRYPTED") from problem
    except BaseException as problem:
        _refuse_calamine(problem, "内容读不出来")
        raise


def _refuse_calamine(problem: BaseException, detail: str) -> None:
    """Errors of calamine, and its panics: those are no `Exception`, so that nobody should catch them unaware."""
    if isinstance(problem, CalamineError) or type(problem).__name__ == "PanicException":
        raise Refused("FILE_DAMAGED", detail) from problem


def _rows(book: CalamineWorkbook, key: str, sheet: str) -> list[list[Any]]:
    try:
        return book.get_sheet_by_name(key).to_python(skip_empty_area=False)
    except BaseException as problem:
        if "string index" in str(problem):
            raise Refused("FILE_DAMAGED", f"工作表“{sheet}”引用了不存在的文字") from problem
        _refuse_calamine(problem, f"工作表“{sheet}”的内容读不出来")
        raise


def _columns(book: CalamineWorkbook, key: str, sheet: str, facts: dict[str, Any]) -> list[list[Any]]:
    """The values by column, from A1 to the last cell that holds or ought to hold one."""
    rows = _rows(book, key, sheet)
    columns: list[list[Any]] = list(map(list, zip(*rows, strict=True)))
    del rows
    while columns and columns[-1].count("") == len(columns[-1]):
        columns.pop()
    height = len(columns[0]) if columns else 0
    while height and all(column[height - 1] == "" for column in columns):
        height -= 1
    bottom, right = _reach(facts, height, len(columns))
    if bottom * right > MAX_BOX:
        raise Refused("FILE_LIMIT", f"工作表“{sheet}”的范围过大")
    for column in columns:
        del column[height:]
        column += [""] * (bottom - height)
    columns += [[""] * bottom for _ in range(right - len(columns))]
    _blank_merged(columns, facts.get("merged", ()), sheet)
    return columns


def _reach(facts: dict[str, Any], height: int, width: int) -> tuple[int, int]:
    """The last row and column that matter, though calamine shows them blank: errors, formulas, pictures."""
    cells = [*facts.get("errors", ()), *facts.get("uncached", ()), *facts.get("odd", ())]
    pictures = facts.get("pictures", ())
    cells += [cell for cell in pictures if cell[0] <= height + _NEAR and cell[1] <= width + _NEAR]
    return max([height, *(cell[0] for cell in cells)]), max([width, *(cell[1] for cell in cells)])


_MERGED = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def _blank_merged(columns: list[list[Any]], merged: Sequence[str], sheet: str) -> None:
    """Only the anchor of a merged range holds a value: Excel hides what else may be stored there."""
    height = len(columns[0]) if columns else 0
    work = 0
    for ref in merged:
        match = _MERGED.fullmatch(ref)
        if not match:
            continue
        left, right = sorted((column_number(match[1]), column_number(match[3])))
        top, bottom = sorted((int(match[2]), int(match[4])))
        bottom = min(bottom, height)
        work += max(bottom - top, 0)
        if work > MAX_BOX:
            raise Refused("FILE_LIMIT", f"工作表“{sheet}”的合并单元格过多")
        for number in range(left, min(right, len(columns)) + 1):
            first = top + 1 if number == left else top
            if first <= bottom:
                columns[number - 1][first - 1 : bottom] = [""] * (bottom - first + 1)


def _pack(
    name: str, state: str, columns: list[list[Any]], facts: dict[str, Any], blobs: list[bytes]
) -> dict[str, Any]:
    """Append the columns to the blobs; answers the sheet's line in the header."""
    for number, column in enumerate(columns, 1):
        if not _KINDS.issuperset(map(type, column)):
            column = plain_column(column, number, facts.setdefault("formats", []))
        types, numbers, texts = pack_column(column)
        if numbers and not math.isfinite(sum(memoryview(numbers).cast("d"))):
            _note_endless(column, number, facts)
            types, numbers, texts = pack_column(column)
        if len(texts) > MAX_TEXT and max(map(len, texts.split(b"\0"))) > MAX_TEXT:
            _note_long(column, number, facts)
        blobs += (types, numbers, texts)
    return {"name": name, "state": state, "width": len(columns), "facts": facts}


def _note_long(column: list[Any], number: int, facts: dict[str, Any]) -> None:
    """Texts longer than a cell can hold stay, and are told."""
    long = [row for row, value in enumerate(column, 1) if value.__class__ is str and is_too_long(value)]
    facts.setdefault("long", []).extend([row, number] for row in long)


def _note_endless(column: list[Any], number: int, facts: dict[str, Any]) -> None:
    """Numbers too large to be any become blank, and are told."""
    for row, value in enumerate(column, 1):
        if value.__class__ is float and not math.isfinite(value):
            column[row - 1] = ""
            facts.setdefault("odd", []).append([row, number])


def _read_old(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """An .xls or .et: values only, flagged."""
    flags = prove_old(data)
    book = _open(data)
    header: dict[str, Any] = {"date1904": False, "flags": flags, "names": {}, "sheets": []}
    blobs: list[bytes] = []
    names = [entry.name.lower() for entry in book.sheets_metadata]
    if len(set(names)) != len(names):
        raise Refused("FILE_DAMAGED", "有两个工作表的名称相同")
    for entry in book.sheets_metadata:
        if entry.typ != SheetTypeEnum.WorkSheet:
            continue
        facts: dict[str, Any] = {}
        columns = _columns(book, entry.name, entry.name, facts)
        merged = book.get_sheet_by_name(entry.name).merged_cell_ranges or []
        facts["boxes"] = [
            [top + 1, left + 1, bottom + 1, right + 1] for (top, left), (bottom, right) in merged
        ]
        state = "hidden" if entry.visible == SheetVisibleEnum.Hidden else "veryHidden"
        if entry.visible == SheetVisibleEnum.Visible:
            state = "visible"
        header["sheets"].append(_pack(entry.name, state, columns, facts, blobs))
    return header, blobs


def _read_word(package: Package, data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The tables of a Word document: texts only, flagged."""
    header: dict[str, Any] = {"date1904": False, "flags": [("FILE_WORD", "")], "names": {}, "sheets": []}
    blobs: list[bytes] = []
    for name, columns, facts in word_tables(package, data):
        header["sheets"].append(_pack(name, "visible", columns, facts, blobs))
    return header, blobs


_TASKS: Final = {"read": read, "mark": marked, "prove": proved}


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the parent closes the pipe."""
    while (frame := read_frame(requests)) is not None:
        (task, name), (data,) = frame
        del frame
        try:
            header, blobs = _TASKS[task](data, name)
        except Refused as refused:
            write_frame(answers, {"refused": [refused.code, refused.detail]})
        except MemoryError:
            write_frame(answers, {"refused": ["FILE_LIMIT", "占用内存过大"]})
        else:
            write_frame(answers, header, blobs)
            del header, blobs


def main() -> None:
    """Entry point of the child process."""
    limit_memory()
    gc.disable()  # millions of cells are made and none of them refers to another
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
