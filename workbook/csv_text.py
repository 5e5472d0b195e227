"""Rows as CSV for people who open it with Excel: text stays text, whoever typed it.

A CSV cell has no type: a text that begins like a formula is run as one. Such a text gets an apostrophe in front
(OWASP, CSV injection; CWE-1236); a TAB, which some put there, is itself unsafe (CVE-2021-41270). In .xlsx nothing of the
kind is needed, there a text has its type.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from workbook.edits import Scalar

_AHEAD: Final = re.compile("^(?:[\\s\ufeff\u200b-\u200f\u2060]|%0[0-9aAdD])+")
"""What a program may pass over in front of a formula: blanks, zero-width characters, a BOM, escaped line ends."""


def csv_bytes(rows: Iterable[Sequence[Scalar]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it, CRLF, every text that could run made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def harmless(text: str) -> str:
    """The text as it may stand in a CSV cell: an apostrophe before whatever a program could take for a formula."""
    start = _AHEAD.sub("", text)[:1]
    live = text[:1] in ("\t", "\r", "\n", "\0") or unicodedata.normalize("NFKC", start) in (
        "=",
        "+",
        "-",
        "@",
    )
    return f"'{text}" if live else text
