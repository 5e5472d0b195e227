"""The user's list of universities, from a text, CSV or Excel file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from schemas.headers import clean_header
from workbook.host import Refused
from workbook.model import Sheet

_HEADERS = ("学校名称", "院校名称", "高校名称", "学校", "名称")


def read_schools(path: Path) -> dict[str, str]:
    """Normalised name -> official name. Raises Refused when the file cannot be read or names no school."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise Refused("FILE_MISSING", str(path.name)) from problem
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        from workbook.xlsx.reading.reader import read_book

        names = [name for sheet in read_book(data, path.name).sheets for name in _from_sheet(sheet)]
    else:
        names = _from_text(_decoded(data, path.name))
    schools = _known(names)
    if not schools:
        raise Refused("FILE_NOT_WORKBOOK", "高校名单里没有学校名称")
    return schools


def schools_on(sheet: Sheet) -> dict[str, str]:
    """The schools listed on a sheet, as in `read_schools`; none where it has none."""
    return _known(_from_sheet(sheet))


def _known(names: Iterable[str]) -> dict[str, str]:
    return {_key(name): name for name in names if _key(name)}


def _key(name: str) -> str:
    return "".join(name.split())


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("FILE_NOT_WORKBOOK", f"{name} 不是文本文件")


def _from_text(text: str) -> list[str]:
    """One name a line, or a CSV with a header that has a name column."""
    rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    if not rows:
        return []
    column = next((n for n, cell in enumerate(rows[0]) if clean_header(cell) in _HEADERS), None)
    if column is None:
        return [row[0].strip() for row in rows if row[0].strip()]
    return [row[column].strip() for row in rows[1:] if len(row) > column and row[column].strip()]


def _from_sheet(sheet: Sheet) -> list[str]:
    for column in sheet.columns:
        for index, value in enumerate(column[:20]):
            if isinstance(value, str) and clean_header(value) in _HEADERS:
                return [
                    cell.strip() for cell in column[index + 1 :] if isinstance(cell, str) and cell.strip()
                ]
    texts = [cell.strip() for cell in (sheet.columns[0] if sheet.columns else ()) if isinstance(cell, str)]
    return [text for text in texts if text.endswith(("大学", "学院", "学校"))]
