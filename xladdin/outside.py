"""Small tables that come from outside (a mapping, a list of a bank): a workbook, or a text in any usual encoding."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from workbook.host import Refused
from workbook.model import Book, Sheet
from workbook.xlsx.reading.reader import Readers
from workbook.xlsx.reading.sniff import OLE, kind_of_text
from xladdin.checking import Input, content_of

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS: Final = (",", "\t", ";", "|")
_MOST_BYTES: Final = 32 << 20


def outside_book(path: Path, readers: Readers) -> Book:
    """The file as a workbook; a text is one sheet without a name, cut by the separator that makes the most of it.

    Raises Refused of the file: FILE_MISSING, FILE_UNREADABLE, FILE_LIMIT, LIST_TEXT, and what the gate says.
    """
    name = path.name
    try:
        data = content_of(Input(name, path))
        if data[:4] == b"PK\x03\x04" or data[:8] == OLE:
            return readers.read(name, data)
        if len(data) > _MOST_BYTES:
            raise Refused("FILE_LIMIT", f"超过 {_MOST_BYTES >> 20} MB")
        sheets = text_sheets(data)
    except Refused as refused:
        raise refused.of(name) from None
    widest = max(sheets, key=lambda sheet: sheet.width)
    if widest.width < 2:
        raise Refused("LIST_TEXT", kind_of_text(data) if data else "文件是空的").of(name)
    return Book(name, (widest,))


def text_sheets(data: bytes) -> list[Sheet]:
    """A text as a sheet, once for each way it may be separated. Raises Refused: LIST_TEXT where it is no text."""
    wide = data[:2] in _UTF16
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            return [_sheet_of(text, separator) for separator in _SEPARATORS]
        except UnicodeError:
            continue
        except csv.Error:
            break
    raise Refused("LIST_TEXT", kind_of_text(data))


def _sheet_of(text: str, separator: str) -> Sheet:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    width = max(map(len, rows), default=0)
    return Sheet(
        "", [[(row[at].strip() or None) if at < len(row) else None for row in rows] for at in range(width)]
    )
