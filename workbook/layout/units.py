"""Units a header names: 时长(小时), 近一年销售额(万元), or one line above the table: 单位：万元.

A figure read in the wrong unit decides who wins, so a unit is never dropped with the brackets around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from schemas import columns as kinds
from workbook.layout.header import Header
from workbook.layout.region import Notice
from workbook.model import Cell, Sheet

_OTHERS: Final = (
    *("[美港欧日澳加新韩]元", "美金", "港币", "英镑", "新?台币", "卢布", "泰铢"),
    *("USD", "HKD", "EUR", "JPY", "GBP", r"\$", "€", "£", "角", "分", "厘"),
)
_YUAN: Final = ("人民币元", "元", "圆", "块", "人民币", "RMB", "CNY", "¥", "￥")
_TOKEN: Final = (
    rf"(?:[十百千万亿]*(?:{'|'.join((*_YUAN[:1], *_OTHERS, *_YUAN[1:]))})|[十百千万亿]+|[kKwW](?![A-Za-z]))"
)
ABOVE: Final = re.compile(
    r"(?:单位|币种)[\s:：为(（\[【]*(?:人民币)?\s*"
    rf"(?P<unit>{_TOKEN})(?:人民币)?(?=$|[\s)）\]】,，;；。、.|/])"
)
"""One line above a table that names the unit of all its amounts; 单位：万年县分公司 names none."""
_UNIT: Final = re.compile(
    rf"(?:(?:金额|货币|计量)?单位[:为是]?)?(?:人民币(?=.))?(?P<unit>{_TOKEN})(?:人民币)?", re.I
)
_BRACKETS: Final = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_SUFFIX: Final = re.compile(rf"(?P<rest>.*?)[/·_-]*(?:单位:?)?(?P<unit>{_TOKEN})")
_AMOUNT_ENDS: Final = "额价款费付"
_TEN_THOUSAND: Final = frozenset(("万", "w"))


def money_unit(token: str) -> str:
    """元, 万元, or a unit we do not reckon in as it is written."""
    bare = token
    for word in _YUAN:
        bare = bare.removesuffix(word)
    if not bare:
        return "元"
    return "万元" if bare.lower() in _TEN_THOUSAND else token


def named_unit(text: str) -> str:
    """The unit a header names in brackets or behind its words; "" where it names none.

    >>> named_unit("实付金额（单位：万元）"), named_unit("实付金额(满1万减100后)"), named_unit("退款/千元")
    ('万元', '', '千元')
    """
    clean = "".join(unicodedata.normalize("NFKC", text).split())
    parts = [part for inside in _BRACKETS.findall(clean) for part in re.split("[,;、/|]", inside)]
    found = {money_unit(match["unit"]): None for part in parts if (match := _UNIT.fullmatch(part))}
    if found:
        return "/".join(found)
    return without_unit(_BRACKETS.sub("", clean))[1]


def without_unit(text: str) -> tuple[str, str]:
    """A header without brackets as its words and the unit behind them: 实付金额万元 -> 实付金额, 万元."""
    match = _SUFFIX.fullmatch(text)
    if not match or not match["rest"]:
        return text, ""
    plain = any(match["unit"].endswith(word) for word in ("元", "圆", "人民币", "RMB", "CNY"))
    if not plain and match["rest"][-1] not in _AMOUNT_ENDS:  # 积分, 部分: no unit
        return text, ""
    return match["rest"], money_unit(match["unit"])


def unit_row(cells: Sequence[str | None]) -> dict[int, str]:
    """Column -> unit, of a line below a header that holds units and no figures: ,,万元,万元,,"""
    if any(char.isdigit() for cell in cells if cell for char in cell):
        return {}
    texts = {
        at: "".join(unicodedata.normalize("NFKC", cell).split()).strip("()[]【】")
        for at, cell in enumerate(cells)
        if cell
    }
    return {at: money_unit(match["unit"]) for at, text in texts.items() if (match := _UNIT.fullmatch(text))}


class Unit(NamedTuple):
    """A unit and the cell that names it."""

    unit: str
    cell: Cell


def units_of(sheet: Sheet, header: Header, top: int) -> dict[str, Unit]:
    """Field -> the unit its numbers are in, only where that is not the usual one.

    top   the first row that belongs to the table, title lines included
    """
    above = _line_above(sheet, header, top)
    found: dict[str, Unit] = {}
    for name, col in header.shared.items():
        column = header.format.column(name)
        text = "".join(header.texts.get(col, "").split())
        own = next((unit for unit in column.kind.units if unit in text), "")
        cell = Cell(header.row + header.depth - 1, col)
        if own:
            found[name] = Unit(own, cell)
        elif above and column.kind in (kinds.MONEY, kinds.SALES) and "元" not in text:
            found[name] = above
    return found


def _line_above(sheet: Sheet, header: Header, top: int) -> Unit | None:
    """What a line between the title and the header says of all amounts, where it is 万元."""
    for row in range(max(top, header.row - 6), header.row):
        for col in range(1, sheet.width + 1):
            text = sheet.value(Cell(row, col))
            match = ABOVE.search(text) if isinstance(text, str) and len(text) < 200 else None
            if match and money_unit(match["unit"]) == "万元":
                return Unit(match["unit"], Cell(row, col))
    return None


def unit_notices(header: Header, units: Mapping[str, Unit]) -> list[Notice]:
    """Amounts and counts in 万: read so, and asked about. Hours beside minutes are no question."""
    return [
        Notice("UNIT_WAN", unit.cell, context={"column": header.format.column(name).title, "unit": unit.unit})
        for name, unit in units.items()
        if unit.unit.startswith("万")
    ]
