"""A workbook without the time of its making: one seed, one file, byte for byte."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo, is_zipfile

_MOMENT: Final = (2024, 10, 8, 8, 0, 0)
_TEXT: Final = b"2024-10-08T08:00:00Z"
_STAMPED: Final = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")


def settled(data: bytes) -> bytes:
    """The same workbook, made at a fixed moment; what is no archive as it is."""
    if not is_zipfile(io.BytesIO(data)):
        return data
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as before, ZipFile(stream, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = _STAMPED.sub(rb"\g<1>" + _TEXT, content)
            after.writestr(ZipInfo(name, _MOMENT), content, ZIP_DEFLATED)
    return stream.getvalue()


def settle(folder: Path) -> None:
    """All workbooks below a folder."""
    for path in sorted(folder.rglob("*.xlsx")):
        path.write_bytes(settled(path.read_bytes()))
