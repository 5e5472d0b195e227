"""The cells of one sheet, proved before a parser allocates by them and in the one form our scans expect.

A reader asks memory for the box around all cells: two cells in far corners ask for half a terabyte; of two
cells with one address it silently keeps the last. Here every row is matched as a whole by one pattern: its
cells carry its own number, lie in the grid, hold numbers where numbers belong, and no control character. A
row of plain values has no facts to tell either, so only the other rows (`Grid.special`) are looked at again
by `facts`.

Rows written in another legal way (no addresses, single quotes, comments ...) are rewritten by `rewrite`
first.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from workbook.host import Refused
from workbook.model import MAX_COLUMN, MAX_ROW, Cell, column_number
from workbook.xlsx.reading.limits import MAX_BOX, MAX_CELLS, MAX_FORMULAS, MAX_MERGES, SMALL_BOX, SPARSE
from workbook.xlsx.reading.markup import CONTROL, check_tags, prove_xml
from workbook.xlsx.reading.rewrite import regular_rows, without_comments

_LARGE: Final = 1 << 20
"""A sheet of this many bytes is worth a pattern of its own (5 ms to make)."""
_OFTEN: Final = 3
"""And so is a layout seen more often than this: a thousand schools fill in one template."""
_WIDE: Final = 60
_LAYOUTS: Final = 500
_HEADING: Final = 8 << 10
"""So many bytes tell which columns a sheet has; a row with others is looked at singly."""

# ---- the form of a row, built from small pieces; everything is possessive, so nothing is ever matched twice
_TEXT = rb"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_NUM = rb"-?[0-9]++(?:\.[0-9]*+)?+(?:[eE][-+]?[0-9]++)?+"
_S = rb'(?: s="[0-9]++")?+'
_VALUE = rb"<v>" + _NUM + rb"</v></c>"
_IS = rb'<is><t(?: xml:space="preserve")?+>' + _TEXT + rb"</t></is>"
_F = rb"(?:<f(?:[^<>/&\x00-\x08\x0b\x0c\x0e-\x1f]|&(?:amp|lt|gt|quot);)*+(?:/>|>" + _TEXT + rb"</f>))?+"


def _plain_cell(formula: bytes) -> bytes:
    """A cell that holds nothing but a value, or a value and its formula."""
    return (
        _S + rb"(?:>" + formula + _VALUE + rb'|/>| t="(?:s"' + _S + rb"><v>[0-9]++</v></c>"
        rb'|n"' + _S + rb">" + formula + _VALUE + rb'|inlineStr"' + _S + rb">" + _IS + rb"</c>"
        rb'|str"' + _S + rb">" + formula + rb"<v>" + _TEXT + rb'</v></c>|b"' + _S + rb"><v>[01]</v></c>))"
    )


_PLAIN_ROW = (
    rb'<row r="([1-9][0-9]{0,6})"'
    rb"(?: (?:spans|s|customFormat|x14ac:dyDescent|customHeight|outlineLevel|thick(?:Top|Bot)|ph)"
    rb'="[^"<>&\x00-\x1f]*+"| ht="[1-9][0-9.]*+")*+(?:/>|>'
)
_A = rb'(?: (?:s|cm|vm|ph)="[0-9]*+")*+'
_ANY = rb"(?:/>|></c>|>" + _F
_NOTHING = rb"(?:<v></v>|<v/>)?+</c>)"
_FULL_CELL = (
    rb'<c r="[A-Z]{1,3}\1"' + _A + rb"(?:"
    rb'(?: t="n")?+' + _A + _ANY + rb"(?:<v>" + _NUM + rb"</v>|<v></v>|<v/>)?+</c>)"
    rb'| t="s"' + _A + _ANY + rb"(?:<v>[0-9]++</v>)?+</c>)"
    rb'| t="b"' + _A + _ANY + rb"(?:<v>[01]</v>|<v></v>|<v/>)?+</c>)"
    rb'| t="(?:str|e|d)"' + _A + _ANY + rb"(?:<v>" + _TEXT + rb"</v>|<v/>)?+</c>)"
    rb'| t="inlineStr"' + _A + _ANY + rb"(?:" + _IS + rb"|<v>" + _TEXT + rb"</v>)?+</c>))"
)
_FULL_ROW = re.compile(
    rb'<row r="([1-9][0-9]{0,6})"[^<>/\x00-\x08\x0b\x0c\x0e-\x1f]*+(?:/>|>(?:'
    + _FULL_CELL
    + rb")*+</row>)\s*+"
)
_REF = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
_COLUMNS = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_CONTENT = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?:[^<>]*[^<>/])?><')
_DIMENSION = re.compile(rb"<dimension\b([^<>]*)>")
_AREA = re.compile(rb'\s+ref="[A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?"\s*/?')
_STRAY_ROW = re.compile(rb"<row[\s/>]")
_STEP: Final = 1 << 20
_seen: Counter[tuple[bytes, ...]] = Counter()
_ROOT = re.compile(rb"<(?:([\w.-]+):)?(worksheet|chartsheet|dialogsheet|macrosheet)\b")


@dataclass(slots=True)
class Grid:
    """A sheet part in three pieces: what stands before its rows, the rows, what stands behind.

    special   the rows that are more than plain values, between the numbers of the others; all where formulas abound
    as_found  nothing was rewritten: the part can be handed on as it is stored
    box       how many cells a reader allocates for it, from A1 to the last row and column that have content
    odd       cells whose number is none; they are blank in `rows`
    """

    head: bytes
    rows: bytes
    tail: bytes
    special: bytes
    as_found: bool
    box: int
    odd: list[list[int]] = field(default_factory=list)


def prove(part: bytes, sheet: str) -> Grid:
    """Take a sheet part apart and prove its cells.

    Raises Refused: FILE_DAMAGED (addresses outside the grid, repeated or falling; broken structure; control
    characters), FILE_LIMIT (too many cells or merges, cells scattered over a huge box).
    """
    head, rows, tail, as_found = _pieces(part, sheet)
    del part  # where the caller keeps no hold of it, its memory is free now
    _refuse_many(rows, b"<f", MAX_FORMULAS, sheet, "公式")
    odd: list[list[int]] = []
    proved = _proved(rows)
    if proved is None:
        _refuse_many(rows, b"<c", MAX_CELLS, sheet, "单元格")
        check_tags(rows, f"“{sheet}”")
        if len(rows.translate(None, CONTROL)) != len(rows):
            raise Refused("FILE_DAMAGED", f"工作表“{sheet}”里有控制字符")
        rows, odd = regular_rows(rows, sheet)
        as_found = False
        proved = _proved(rows)
    if proved is None:
        raise Refused("FILE_DAMAGED", f"工作表“{sheet}”的内部结构有误")
    numbers, special, repeatable, columns = proved
    check_tags(special, f"“{sheet}”")
    _check_numbers(numbers, sheet)
    _refuse_many(repeatable, b"<c ", MAX_CELLS, sheet, "单元格")
    refs = _REF.findall(repeatable)
    _check_unique(refs, sheet)
    columns |= {ref.rstrip(b"0123456789") for ref in refs}
    right = max((column_number(letters.decode()) for letters in columns), default=0)
    if right > MAX_COLUMN:
        raise Refused("FILE_DAMAGED", f"工作表“{sheet}”的列号超出范围")
    if len(numbers) * right > MAX_CELLS:
        _refuse_many(rows, b"<c ", MAX_CELLS, sheet, "单元格")
    box = numbers[-1] * right if numbers else 0
    if box > SMALL_BOX and (box > MAX_BOX or _fewer(rows, b"</c>", box / SPARSE)):
        box = _check_box(rows, sheet)
    return Grid(head, rows, tail, special, as_found, box, odd)


def _refuse_many(text: bytes, tag: bytes, most: int, sheet: str, what: str) -> None:
    """Counted before anything dearer is done, and only where so many can be: none is shorter than <c/>."""
    if len(text) > 4 * most and (count := text.count(tag)) > most:
        raise Refused("FILE_LIMIT", f"工作表“{sheet}”有 {count} 个{what}")


def _fewer(text: bytes, tag: bytes, wanted: float) -> bool:
    """Whether a tag stands in a text less often than wanted; a text with plenty is not counted to its end."""
    found = at = 0
    while found < wanted and at < len(text):
        found += text.count(tag, at, at + _STEP)
        at += _STEP - len(tag) + 1
    return found < wanted


def _pieces(part: bytes, sheet: str) -> tuple[bytes, bytes, bytes, bool]:
    """Before, within and behind the sheet's data, and whether that is just what the part says.

    A prefix of the main namespace is taken off, comments are too.
    """
    root = _ROOT.search(part)
    if root is None:
        raise Refused("FILE_DAMAGED", f"工作表“{sheet}”的内部结构有误")
    if root[2] == b"macrosheet":
        raise Refused("FILE_UNSAFE", f"“{sheet}”是 Excel 4.0 宏表")
    if root[1]:
        part = part.replace(b"<" + root[1] + b":", b"<").replace(b"</" + root[1] + b":", b"</")
    head, rows, tail = _cut(part, sheet)
    commented = b"<!" in head or b"<!" in tail
    if commented:
        head, rows, tail = _cut(without_comments(part), sheet)
    outside = head + tail
    if b"<!" in outside or b"<sheetData" in tail or _STRAY_ROW.search(outside) or b"</sheetData" in rows:
        raise Refused("FILE_DAMAGED", f"工作表“{sheet}”的内部结构有误")
    prove_xml(b"%s<sheetData/>%s" % (head, tail) if tail else head, f"“{sheet}”")
    if (columns := head.count(b"<col")) > MAX_COLUMN + 1:
        raise Refused("FILE_LIMIT", f"工作表“{sheet}”有 {columns} 处列宽设置")
    if (merges := tail.count(b"<mergeCell")) > MAX_MERGES:
        raise Refused("FILE_LIMIT", f"工作表“{sheet}”有 {merges} 处合并单元格")
    dimension = _DIMENSION.search(head)
    plain = dimension is None or _AREA.fullmatch(dimension[1]) is not None
    return head, rows, tail, plain and not (commented or root[1])


def _cut(part: bytes, sheet: str) -> tuple[bytes, bytes, bytes]:
    start = part.find(b"<sheetData")
    if start < 0:
        return part, b"", b""
    opened = part.find(b">", start) + 1
    if part[opened - 2 : opened] == b"/>":
        return part[:start], b"", part[opened:]
    end = part.rfind(b"</sheetData")
    if end < opened or not opened:
        raise Refused("FILE_DAMAGED", f"工作表“{sheet}”没有结尾，可能没有传完")
    return part[:start], part[opened:end].strip(), part[part.find(b">", end) + 1 :]


def _worth_a_pattern(order: tuple[bytes, ...], size: int) -> bool:
    """Whether rows of just these columns get a pattern of their own: large sheets, and layouts seen before."""
    if len(order) > _WIDE:
        return False
    if len(_seen) > _LAYOUTS:
        _seen.clear()
    _seen[order] += 1
    return size > _LARGE or _seen[order] > _OFTEN


@lru_cache(maxsize=256)
def _plain_rows(columns: tuple[bytes, ...], formulas: bool) -> re.Pattern[bytes]:
    """Rows of plain values. With columns given, in just this order, so that no address can repeat."""
    cell = _plain_cell(_F if formulas else b"")
    if columns:
        cells = b"".join(rb'(?:<c r="' + letters + rb'\1"' + cell + rb")?+" for letters in columns)
    else:
        cells = rb'(?:<c r="[A-Z]{1,3}\1"' + cell + rb")*+"
    return re.compile(_PLAIN_ROW + cells + rb"</row>)\s*+")


def _proved(rows: bytes) -> tuple[list[int], bytes, bytes, set[bytes]] | None:
    """Row numbers, special rows, text in which addresses could repeat, other columns; None: irregular."""
    columns = set(_COLUMNS.findall(rows[:_HEADING]))
    order = tuple(sorted(columns, key=lambda letters: (len(letters), letters)))
    if not _worth_a_pattern(order, len(rows)):
        order, columns = (), set()
    formulas = bool(order) and b"<f" in rows[:_HEADING]
    special = _numbered(_plain_rows(order, formulas), rows)
    rest = _numbered(_FULL_ROW, special)
    if rest and not rest.replace(b",", b"").isdigit():
        return None
    numbers = list(map(int, rest.split(b",")[:-1]))
    return numbers, rows if formulas else special, special if columns else rows, columns


def _numbered(pattern: re.Pattern[bytes], rows: bytes) -> bytes:
    """Each row that is as the pattern says replaced by its number and a comma (`sub` asks Python for every one)."""
    parts = pattern.split(rows)
    parts[1::2] = [number + b"," for number in parts[1::2]]
    return b"".join(parts)


def _check_numbers(numbers: list[int], sheet: str) -> None:
    if sorted(set(numbers)) != numbers:
        wrong = next(b for a, b in pairwise(numbers) if b <= a)
        raise Refused("FILE_DAMAGED", f"工作表“{sheet}”第 {wrong} 行重复或次序颠倒")
    if numbers and numbers[-1] > MAX_ROW:
        raise Refused("FILE_DAMAGED", f"工作表“{sheet}”的行号 {numbers[-1]} 超出范围")


def _check_unique(refs: list[bytes], sheet: str) -> None:
    if len(set(refs)) != len(refs):
        seen: set[bytes] = set()
        twice = next(ref for ref in refs if ref in seen or seen.add(ref))  # type: ignore[func-returns-value]
        raise Refused("FILE_DAMAGED", f"工作表“{sheet}”的单元格 {twice.decode()} 出现了两次")


def _check_box(rows: bytes, sheet: str) -> int:
    """Cells with content decide how large a grid is asked for: enough of it must be filled. Answers its size."""
    filled = _CONTENT.findall(rows)
    if not filled:
        return 0
    bottom = max(map(int, {row for _, row in filled}))
    right = max(column_number(letters.decode()) for letters in {letters for letters, _ in filled})
    box = bottom * right
    if box > MAX_BOX or box > max(SMALL_BOX, SPARSE * len(filled)):
        far = Cell(bottom, right).a1
        raise Refused("FILE_LIMIT", f"工作表“{sheet}”的 {len(filled)} 个单元格散布到了 {far}")
    return box
