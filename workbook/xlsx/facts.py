"""Facts of a sheet that values do not tell, scanned from its part as bytes: formulas, errors, formats, notes ...

calamine gives values; it says nothing of these and answers "" for an error cell and for a formula without a result.
A sheet pays only for the facts it has: each search is preceded by a plain "does it occur at all".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from workbook.model import Cell, column_number
from workbook.xlsx.gate import Package, attributes, unescape

_CELL = re.compile(
    rb"<((?:\w+:)?)c((?:\s[^>]*?)?)(?:/>|>(.*?)</\1c>)", re.S
)
_ROW_OR_CELL = re.compile(rb"<((?:\w+:)?)(row|c)(\s[^>]*?)?(/?)>")
_REF = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)(\d+)""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)""")
_FORMULA = re.compile(rb"<(?:\w+:)?f((?:\s[^>]*?)?)(?:/>|>(.*?)</(?:\w+:)?f>)", re.S)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>(.*?)</(?:\w+:)?v>", re.S)
_HIDDEN = re.compile(rb"""<(?:\w+:)?(row|col)\s[^>]*?(?:hidden\s*=\s*["'](?:1|true)["']|(?:ht|width)\s*=\s*["']0["'])[^>]*""")

_DATES: Final = {14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
                 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
                 **{n: 'yyyy"年"m"月"d"日"' for n in (*range(27, 37), *range(50, 59))}}
_PLAIN: Final = {9: "0%", 10: "0.00%", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"}


def number_formats(styles: bytes) -> dict[int, str]:
    """Style index -> number format code, for styles that are neither General nor text."""
    own = {}
    for tag in re.findall(rb"<(?:\w+:)?numFmt\s[^>]*", styles):
        given = attributes(tag)
        own[int(given.get("numFmtId", "0") or 0)] = given.get("formatCode", "")
    block = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.S)
    found = {}
    for index, tag in enumerate(re.findall(rb"<(?:\w+:)?xf\s[^>]*", block[0] if block else b"")):
        given = re.search(rb"""numFmtId\s*=\s*["'](\d+)""", tag)
        number = int(given[1]) if given else 0
        code = own.get(number) or _DATES.get(number) or _PLAIN.get(number, "")
        if code and code not in ("General", "@"):
            found[index] = code
    return found


def scan(part: bytes, formats: dict[int, str]) -> dict[str, Any]:
    """The facts of one sheet part as plain JSON data; see `reader` for what becomes of them."""
    facts: dict[str, Any] = {}
    _cells(part, formats, facts)
    if b"hidden=" in part or b'="0"' in part:
        _hidden(part, facts)
    if b"mergeCell" in part:
        merged = (attributes(tag).get("ref", "") for tag in re.findall(rb"<(?:\w+:)?mergeCell\s[^>]*", part))
        facts["merged"] = [ref for ref in merged if ref]
    if b"sheetProtection" in part:
        tag = re.search(rb"<(?:\w+:)?sheetProtection\b[^>]*", part)
        facts["protected"] = bool(tag) and attributes(tag[0]).get("sheet") in ("1", "true")  # type: ignore[index]
    return facts


def _cells(part: bytes, formats: dict[int, str], facts: dict[str, Any]) -> None:
    """Formulas, errors, number formats and cell pictures; a sheet with none of them is not walked."""
    has_formulas = b"<f" in part or b":f" in part
    has_errors = b't="e"' in part or b"t='e'" in part
    has_pictures = b' vm="' in part
    styled = _styled(part, formats) if formats else False
    if not (has_formulas or has_errors or has_pictures or styled):
        return
    for cell, head, body in _walk(part):
        kind = _TYPE.search(head)
        where = list(cell)
        if has_errors and kind and kind[1] == b"e":
            value = _VALUE.search(body)
            facts.setdefault("errors", []).append([*where, value[1].decode() if value else "#N/A"])
        if has_formulas and (formula := _FORMULA.search(body)):
            _formula(facts, where, formula, body)
        if has_pictures and b' vm="' in head:
            facts.setdefault("pictures", []).append(where)
        if styled and (style := _STYLE.search(head)) and int(style[1]) in formats:
            if (kind is None or kind[1] in (b"n", b"d")) and b"v>" in body:
                facts.setdefault("formats", []).append([*where, formats[int(style[1])]])


def _formula(facts: dict[str, Any], where: list[int], formula: re.Match[bytes], body: bytes) -> None:
    text = unescape((formula[2] or b"").decode("utf-8", "replace"))
    shared = re.search(rb"""\ssi\s*=\s*["'](\d+)""", formula[1] or b"")
    if shared:
        masters = facts.setdefault("shared", {})
        text = masters.setdefault(shared[1].decode(), text) or text
    facts.setdefault("formulas", []).append([*where, text])
    value = _VALUE.search(body)
    inline = b"<is>" in body
    if not inline and value is None:
        facts.setdefault("uncached", []).append(where)
    if "DISPIMG(" in text.upper():
        facts.setdefault("pictures", []).append(where)


def _styled(part: bytes, formats: dict[int, str]) -> bool:
    """Whether any of the styles with a number format occurs in the sheet."""
    return any(b' s="%d"' % index in part or b" s='%d'" % index in part for index in formats)


def _walk(part: bytes) -> Iterator[tuple[Cell, bytes, bytes]]:
    """Every cell with its address, start tag and content; addresses are counted where they are not written."""
    start = re.search(rb"<(?:\w+:)?sheetData\b", part)
    row = col = 0
    position = start.start() if start else 0
    rows = [(m.start(), m[3] or b"") for m in _ROW_OR_CELL.finditer(part, position) if m[2] == b"row"]
    index = -1
    for match in _CELL.finditer(part, position):
        while index + 1 < len(rows) and rows[index + 1][0] < match.start():
            index += 1
            given = re.search(rb"""\sr\s*=\s*["'](\d+)""", rows[index][1])
            row, col = int(given[1]) if given else row + 1, 0
        ref = _REF.search(match[2])
        cell = Cell(int(ref[2]), column_number(ref[1].decode())) if ref else Cell(row, col + 1)
        row, col = cell
        yield cell, match[2], match[3] or b""


def _hidden(part: bytes, facts: dict[str, Any]) -> None:
    for match in _HIDDEN.finditer(part):
        given = attributes(match[0])
        if match[1] == b"row":
            if given.get("r", "").isdigit():
                _add_run(facts.setdefault("hidden_rows", []), int(given["r"]), int(given["r"]))
        elif given.get("min", "").isdigit() and given.get("max", "").isdigit():
            _add_run(facts.setdefault("hidden_columns", []), int(given["min"]), int(given["max"]))


def _add_run(runs: list[list[int]], first: int, last: int) -> None:
    if runs and runs[-1][1] == first - 1:
        runs[-1][1] = last
    else:
        runs.append([first, last])


def beside(package: Package, sheet: str, facts: dict[str, Any]) -> None:
    """Facts from the parts a sheet points to: notes and pictures."""
    for _, kind, target in package.related(sheet):
        part = package.parts.get(target)
        if part is None:
            continue
        if kind == "comments":
            facts["notes"] = _notes(part)
        elif kind == "drawing":
            facts.setdefault("pictures", []).extend(_anchors(part))


def _notes(part: bytes) -> list[list[Any]]:
    notes = []
    for tag, body in re.findall(rb"<(?:\w+:)?comment\s([^>]*)>(.*?)</(?:\w+:)?comment>", part, re.S):
        ref = attributes(b" " + tag).get("ref", "")
        body = re.sub(rb"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh>", b"", body, flags=re.S)
        texts = re.findall(rb"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", body, re.S)
        text = unescape(b"".join(texts).decode("utf-8", "replace"))
        notes.append([ref, re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)])
    return notes


def _anchors(part: bytes) -> list[list[int]]:
    """Cells over which pictures begin."""
    cells = []
    pattern = rb"<(?:\w+:)?(?:twoCellAnchor|oneCellAnchor)\b.*?</(?:\w+:)?(?:twoCellAnchor|oneCellAnchor)>"
    for anchor in re.findall(pattern, part, re.S):
        start = re.search(rb"<(?:\w+:)?from>.*?<(?:\w+:)?col>(\d+)<.*?<(?:\w+:)?row>(\d+)<", anchor, re.S)
        if start and re.search(rb"<(?:\w+:)?pic\b", anchor):
            cells.append([int(start[2]) + 1, int(start[1]) + 1])
    return cells
