"""Files people open: pages for a browser that need nothing but themselves, and CSV for a spreadsheet.

A page has no script, no link and no picture, and every text in it is escaped, whoever typed it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final, NamedTuple

from workbook.bundle.grids import EXACT, Grid
from workbook.csv_text import csv_bytes
from workbook.edits import Scalar


class Member(NamedTuple):
    """One file of a bundle: its path inside, and what it holds."""

    path: str
    data: bytes

    @property
    def sha(self) -> str:
        """SHA-256 of what it holds."""
        return hashlib.sha256(self.data).hexdigest()


_STYLE: Final = """
@page { size: A4; margin: 10mm 12mm; }
body { font: 8.5pt/1.35 "SimSun", "宋体", "Noto Serif CJK SC", serif; color: #000; margin: 0 auto; max-width: 186mm; }
.wide { max-width: none; }
h1 { font: bold 14pt "SimHei", "黑体", "Noto Sans CJK SC", sans-serif; margin: 0 0 2mm; }
h2 { font: bold 10pt "SimHei", "黑体", "Noto Sans CJK SC", sans-serif; margin: 2.5mm 0 1mm;
  border-bottom: 0.4mm solid #2F5597; }
p { margin: 0 0 0.8mm; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5mm; }
th, td { border: 0.2mm solid #808080; padding: 0.2mm 1mm; text-align: left; vertical-align: top; word-break: break-word;
  white-space: pre-line; }
th { background: #D9E1F2; }
th { white-space: nowrap; }
td:first-child { min-width: 14mm; }
td.n { text-align: right; white-space: nowrap; }
tr { page-break-inside: avoid; }
thead { display: table-header-group; }
.page + .page { page-break-before: always; }
.foot { color: #595959; font-size: 8pt; margin-top: 2mm; }
@media screen { body { padding: 6mm; font-size: 11pt; } .wide { font-size: 10pt; } }
"""
_HEAD: Final = (
    '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
)


def document(title: str, body: str, wide: bool = False) -> bytes:
    """A page. body: HTML made by the functions below. wide: as wide as the window, for long tables."""
    style = ' class="wide"' if wide else ""
    paper = "@page { size: A4 landscape; }\n" if wide else ""
    head = f"{_HEAD}<title>{escape(title)}</title>\n<style>{_STYLE}{paper}</style></head>\n"
    return f"{head}<body{style}>\n{body}\n</body></html>\n".encode("utf-8", "replace")


def element(tag: str, text: str) -> str:
    """A text in an element."""
    return f"<{tag}>{escape(text)}</{tag}>"


def table(header: Sequence[str], rows: Iterable[Sequence[Scalar]], money: Iterable[int] = ()) -> str:
    """A table; columns in which nothing stands are left out. money: columns that are amounts in 元."""
    lines, amounts = [list(row) for row in rows], frozenset(money)
    used = [at for at in range(len(header)) if any(row[at] not in (None, "") for row in lines)]
    head = "".join(element("th", header[at]) for at in used)
    body = "\n".join(f"<tr>{''.join(_cell(row[at], at in amounts) for at in used)}</tr>" for row in lines)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>" if used else ""


def _cell(value: Scalar, money: bool) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f'<td class="n">{f"{value:,.2f}" if money else escape(str(value))}</td>'
    return element("td", "" if value is None else str(value))


def as_html(path: str, title: str, grids: Sequence[Grid]) -> Member:
    """Several grids one below the other on one page."""
    parts = [element("h1", title)]
    for grid in grids:
        if grid.title != title:
            parts.append(element("h2", grid.title))
        parts.append(table(grid.header, grid.rows, grid.money) or element("p", "没有内容。"))
    return Member(path, document(title, "\n".join(parts), wide=True))


def as_csv(path: str, grid: Grid) -> Member:
    """A grid for a spreadsheet; a code that it would take for a number and change gets an apostrophe in front."""
    codes = {at for at, title in enumerate(grid.header) if title in EXACT}
    rows = ([_code(value) if at in codes else value for at, value in enumerate(row)] for row in grid.rows)
    return Member(path, csv_bytes([grid.header, *rows]))


_LIKE_A_NUMBER: Final = re.compile(r"[0-9]+(?:[eE][0-9]+)?")


def _code(value: Scalar) -> Scalar:
    return f"'{value}" if isinstance(value, str) and _LIKE_A_NUMBER.fullmatch(value) else value
