"""What a sheet tells beside its values, scanned as bytes: formulas, errors, notes, pictures ...

calamine gives values; it says nothing of these and answers "" for an error cell and for a formula without a
result. Rows of plain values are not looked at (`Grid.special` leaves them out), so an ordinary sheet pays
next to nothing. All facts are plain JSON data here; `reader` turns them into the model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from workbook.host import Refused
from workbook.model import MAX_COLUMN, MAX_ROW, column_number
from workbook.xlsx.reading.formats import formatted_cells
from workbook.xlsx.reading.gate import Package
from workbook.xlsx.reading.grid import Grid
from workbook.xlsx.reading.limits import MAX_NOTES, MAX_PICTURES
from workbook.xlsx.reading.markup import attributes, unescape
from workbook.xlsx.reading.rewrite import PHONETIC

_FORMULA = re.compile(
    rb'<c r="([A-Z]++)([0-9]++)"([^<>]*+)><f([^<>/]*+)(?:/>|>([^<]*+)</f>)(?:(<v>[^<]|<is>)|(<v></v>|<v/>))?'
)
_ERROR = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"([^<>]*) t="e"([^<>]*)>(?:<f[^<>]*(?:/>|>[^<]*</f>))?(?:<v>([^<]*))?'
)
_DATE_TYPE = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]* t="d"')
_HIDDEN_ROW = re.compile(rb'<row r="([0-9]+)"[^<>]*? (?:hidden="(?:1|true)"|ht="0(?:\.0*)?")')
_COL = re.compile(rb"<col\s[^<>]*")
_MERGE = re.compile(rb"<mergeCell\s[^<>]*")
_PROTECTION = re.compile(rb"<sheetProtection\b[^<>]*")
_SHARED = re.compile(rb'\bsi\s*=\s*"([0-9]+)"')
# an element without an end must not send a search to the end of the part, once for each of a million
_COMMENT = re.compile(
    rb"<(?:\w+:)?comment\s([^<>]*+)(?:(?<=/)>|>((?:[^<]++|<(?!/(?:\w+:)?comment\s*>))*+)</(?:\w+:)?comment\s*>)"
)
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</(?:\w+:)?t>")
_ANCHOR = re.compile(
    rb"<(?:\w+:)?(twoCellAnchor|oneCellAnchor)\b[^<>]*+(?:(?<=/)>|>(?:[^<]++|<(?!/(?:\w+:)?\1\s*>))*+</(?:\w+:)?\1\s*>)"
)
_PICTURE = re.compile(rb"<(?:\w+:)?pic[\s/>]")
_CORNER = re.compile(
    rb"<(?:\w+:)?(from|to)>\s*<(?:\w+:)?col>\s*(\d{1,7})\s*</[^<>]*>\s*<(?:\w+:)?colOff>\s*(-?\d{1,18})\s*</[^<>]*>"
    rb"\s*<(?:\w+:)?row>\s*(\d{1,7})\s*</[^<>]*>\s*<(?:\w+:)?rowOff>\s*(-?\d{1,18})\s*<"
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ISO_DATE: Final = "yyyy-mm-dd"


def facts_of(grid: Grid, formats: Mapping[int, str]) -> dict[str, Any]:
    """The facts that stand in the sheet part itself."""
    facts: dict[str, Any] = {"formats": formatted_cells(grid.rows, formats)}
    special = grid.special
    if b"<f" in special:
        _formulas(special, facts)
    if b't="e"' in special:
        _errors(special, facts)
    if b't="d"' in special:
        dates = [_cell(*found) for found in _DATE_TYPE.findall(special)]
        facts["formats"] += [[col, _ISO_DATE, row, row] for row, col in dates]
    if b' hidden="' in special or b' ht="0' in special:
        facts["hidden_rows"] = _runs((row, row) for row in map(int, _HIDDEN_ROW.findall(special)))
    if b"<col " in grid.head:
        facts["hidden_columns"] = _runs(_hidden_columns(grid.head))
    if b"<mergeCell " in grid.tail:
        merged = (attributes(tag).get("ref", "") for tag in _MERGE.findall(grid.tail))
        facts["merged"] = [ref for ref in merged if ":" in ref]
    protection = _PROTECTION.search(grid.tail)
    if protection:
        facts["protected"] = attributes(protection[0]).get("sheet") in ("1", "true")
    if grid.odd:
        facts["odd"] = grid.odd
    return facts


def _cell(letters: bytes, row: bytes) -> list[int]:
    return [int(row), _column(letters)]


@lru_cache(maxsize=MAX_COLUMN)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())


def _formulas(special: bytes, facts: dict[str, Any]) -> None:
    """Formulas, which of them have no result, and those that show a picture.

    A formula shared by many cells is written once; the others are given the text of the one that has it.
    """
    formulas: list[list[Any]] = []
    uncached: list[list[int]] = []
    pictures: list[list[int]] = []
    shared: dict[bytes, str] = {}
    in_cell = b"DISPIMG(" in special
    for letters, row, attrs, given, source, result, blank in _FORMULA.findall(special):
        cell = _cell(letters, row)
        text = source.decode()
        if "&" in text:
            text = unescape(text)
        key = _SHARED.search(given) if b"si=" in given else None
        if key:
            text = text or shared.get(key[1], "")
            shared.setdefault(key[1], text)
        formulas.append([*cell, text])
        if not result and not (blank and b't="str"' in attrs):
            uncached.append(cell)
        if in_cell and "DISPIMG(" in text:
            pictures.append(cell)
    facts["formulas"], facts["uncached"] = formulas, uncached
    if pictures:
        facts["pictures"] = pictures


def _errors(special: bytes, facts: dict[str, Any]) -> None:
    """Error cells; one that carries a rich value is a picture, which old readers see as an error."""
    for letters, row, before, after, text in _ERROR.findall(special):
        cell = _cell(letters, row)
        if b" vm=" in before or b" vm=" in after:
            facts.setdefault("pictures", []).append(cell)
        else:
            facts.setdefault("errors", []).append([*cell, unescape(text.decode()) or "#N/A"])


def _hidden_columns(head: bytes) -> list[tuple[int, int]]:
    hidden = []
    for tag in _COL.findall(head):
        given = attributes(tag)
        first, last = given.get("min", ""), given.get("max", "")
        width = given.get("width", "1").rstrip("0").rstrip(".")
        if (given.get("hidden") in ("1", "true") or width == "") and first.isdigit() and last.isdigit():
            hidden.append((int(first), min(int(last), MAX_COLUMN)))
    return hidden


def _runs(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Ranges that touch, joined."""
    runs: list[list[int]] = []
    for first, last in pairs:
        if runs and runs[-1][1] == first - 1:
            runs[-1][1] = last
        else:
            runs.append([first, last])
    return runs


def facts_beside(package: Package, sheet: str, facts: dict[str, Any]) -> None:
    """Add the facts that stand in other parts: notes, and pictures laid over cells."""
    for _, kind, target in package.related(sheet):
        if target not in package:
            continue
        if kind == "comments":
            facts.setdefault("notes", []).extend(_notes(package.part(target)))
        elif kind == "drawing":
            found = _pictures(package.part(target))
            if found:
                facts.setdefault("pictures", []).extend(found)


def _notes(part: bytes) -> list[list[Any]]:
    """[row, column, text] of each note, as Excel shows it (an author's name is part of the text)."""
    notes = []
    found = _COMMENT.findall(part)
    if len(found) > MAX_NOTES:
        raise Refused("FILE_LIMIT", f"有 {len(found)} 条批注")
    for tag, body in found:
        place = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})", attributes(b" " + tag).get("ref", ""))
        if not place:
            continue
        text = unescape(b"".join(_TEXT.findall(PHONETIC.sub(b"", body))).decode())
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        row, col = int(place[2]), column_number(place[1])
        if 1 <= row <= MAX_ROW and col <= MAX_COLUMN:
            notes.append([row, col, text.replace("\r\n", "\n")])
    return notes


def _pictures(part: bytes) -> list[list[int]]:
    """The cells a picture covers, from its corner at most one row and column further.

    A logo over half a sheet says nothing of the cells below; a scan of a paper laid over one cell does.
    """
    cells: list[list[int]] = []
    for number, match in enumerate(_ANCHOR.finditer(part)):
        if number >= MAX_PICTURES:
            raise Refused("FILE_LIMIT", f"有超过 {MAX_PICTURES} 个图形")
        if not _PICTURE.search(match[0]):
            continue
        corners = {kind: tuple(map(int, numbers)) for kind, *numbers in _CORNER.findall(match[0])}
        if b"from" not in corners:
            continue
        left, _, top, _ = corners[b"from"]
        right, right_offset, bottom, bottom_offset = corners.get(b"to", (left, 1, top, 1))
        right = max(left, min(left + 1, right if right_offset > 0 else right - 1))
        bottom = max(top, min(top + 1, bottom if bottom_offset > 0 else bottom - 1))
        if bottom < MAX_ROW and right < MAX_COLUMN:
            cells += [[r + 1, c + 1] for r in range(top, bottom + 1) for c in range(left, right + 1)]
    return cells
