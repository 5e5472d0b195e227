"""The header of an order export: which column is which field, in what unit, of which platform.

Pure: the first rows of a file as text in, a `Header` out. A row of 列名对照 goes before every word we know.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from schemas import columns as kinds
from schemas.headers import clean_header
from schemas.ledger import ADDED, ALTERNATIVES, ORDERS, PLATFORMS
from workbook.layout.units import ABOVE, money_unit, named_unit, unit_row, without_unit
from workbook.layout.words import header_words

SCAN: Final = 30
"""A header further down than this is not looked for."""
MIN_COLUMNS: Final = 3
ALIKE: Final = 70
"""From this similarity (0-100) on, an unknown header is offered as "did you mean"."""
_MEANT: Final = 85
_LISTED: Final = 10
_SAME_UNIT: Final = ("paid", "refund", "payable")
_RECKONED: Final = (*_SAME_UNIT, "price")
"""Amounts that decide something: none of them may be in a unit we do not know."""
_DECIDING: Final = frozenset(("order_id", "sub_id", "paid", "refund", "status", "after"))
"""Fields of which two columns leave open what an order is; so does the time that counts."""
_IDS_FIRST: Final = frozenset(("shop", "host", "session"))
_IS_ID: Final = re.compile(r"(?:ID|编号|场次号)$", re.I)
_GIVEN_BACK: Final = re.compile("退款|退货|退回|售后|维权|返还|冲销|红冲|取消")
_AMOUNT: Final = re.compile("[额款元]")
_NO_AMOUNT: Final = re.compile(
    "(?:编号|单号|号|原因|时间|日期|状态|说明|类型|方式|备注|次数|数量?|件数|人|地址|渠道|凭证|图片|链接|率|ID|码)$",
    re.I,
)
"""Ends of headers about a refund that are no amount: 退款原因, 退款单号, 售后状态说明."""

_STATE: Final = re.compile("(?:状态|结果|标识|标记|情况)$|^(?:是否|有无)")
"""How a header names what became of a claim: 维权状态, 是否退款."""
_FILLER: Final = re.compile("客户|买家|用户|平台|商家|订单|商品|实际|累计|合计|总计|小计|总|已")
"""What says nothing beside 退款."""

Row = Sequence[str | None]


class Named(NamedTuple):
    """A row of 列名对照: on a platform ("" means any) a header means a field of ORDERS; field "": it is not to be read."""

    header: str
    field: str
    platform: str = ""


class Notice(NamedTuple):
    """Something noticed in the header; column counts from 0, None is the header as a whole."""

    code: str
    column: int | None
    field: str | None = None
    value: str | None = None
    context: Mapping[str, str] = {}


class Header(NamedTuple):
    """A header as understood.

    row       its index among the first rows, from 0
    first     the index of the first row of orders: a line of units may stand between
    texts     what stands in it, by column
    columns   field -> its columns, counted from 0; several for ALTERNATIVES, the best first
    units     field -> 万元 where its amounts are in that
    platform  the guess; "" where nothing tells
    unsure    an error that leaves open what any amount is: no line of the file may count
    named     the rows of 列名对照 that say what a column of it is
    """

    row: int
    first: int
    texts: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    units: Mapping[str, str]
    platform: str
    notices: tuple[Notice, ...]
    unsure: bool
    named: tuple[Named, ...] = ()


def header_in(rows: Sequence[Row], names: Sequence[Named] = (), basis: str = "t_pay") -> Header | None:
    """The header among the first rows of a file; None where no row has three known columns and one that tells.

    basis   the time by which an order belongs to an event: it is required
    """
    found = max(
        ((_known(row, names), -at) for at, row in enumerate(rows[:SCAN])), default=(0, 0)
    )  # of equals the first
    if found[0] < MIN_COLUMNS:
        return None
    at = -found[1]
    texts = tuple(text or "" for text in rows[at])
    platform = platform_of(texts)
    told = [name for name in names if _counts(name, platform)]
    named = {name.header: name for name in sorted(told, key=lambda name: name.platform != "")}
    columns = _meanings(texts, named)
    below = unit_row(rows[at + 1]) if len(rows) > at + 1 else {}
    below = below if any(below.get(found[0]) for found in columns.values()) else {}
    units, odd = _units(rows[:at], texts, columns, below)
    twice = list(_twice(texts, columns, basis))
    mixed = list(_mixed(texts, columns, units))
    missing = list(_missing(texts, columns, basis))
    unknown = list(_unknown(texts, columns, named, {notice.column for notice in missing}))
    wan = [
        Notice("UNIT_WAN", columns[field][0], field, None, {"column": texts[columns[field][0]], "unit": unit})
        for field, unit in units.items()
    ]
    notices = (*missing, *twice, *odd, *mixed, *wan, *unknown)
    unsure = any(notice.code in _STOPS for notice in notices)
    unsure |= any(notice.field in ("order_id", "paid") for notice in missing)
    used = tuple(named[clean] for clean in dict.fromkeys(map(clean_header, texts)) if clean in named)
    return Header(at, at + 1 + bool(below), texts, columns, units, platform, notices, unsure, used)


_STOPS: Final = frozenset(("COL_TWICE", "LEDGER_UNIT", "LEDGER_UNITS", "COL_ALIKE"))


def _counts(name: Named, platform: str) -> bool:
    """Whether a row of 列名对照 is about a file: of its platform, or of one that no header tells."""
    return name.platform in ("", platform) or (not platform and not PLATFORMS.get(name.platform))


def platform_of(texts: Sequence[str]) -> str:
    """The platform that has most of these headers; at least two, or the only one of 邮乐; "" where nothing tells."""
    clean = {clean_header(text) for text in texts}
    hits = {name: len(clean.intersection(words)) for name, words in PLATFORMS.items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] >= min(2, len(PLATFORMS[best])) and hits[best] else ""


def _known(row: Row, names: Sequence[Named]) -> int:
    """How many cells of a row are known headers, each meaning once; 0 without one that tells an export."""
    mapped = {name.header: name.field for name in names}
    found = set()
    for text in row:
        clean = clean_header(text) if text and len(text) < 60 else ""
        found.add(mapped[clean] if clean in mapped else _meaning(clean))
    found.discard("")
    return len(found) if found.intersection(ORDERS.marks) else 0


def _meaning(clean: str) -> str:
    """The field a header means by our words, with or without a unit behind it; "" for none."""
    words = header_words(ORDERS)
    column = words.get(clean) or words.get(without_unit(clean)[0])
    return column.name if column else ""


@cache
def _rank(field: str) -> dict[str, int]:
    """Cleaned word -> its place among the words of a field; of who sold it numbers go before names."""
    column = ORDERS.column(field)
    words = [column.title, *column.aliases]
    if field in _IDS_FIRST:
        words.sort(key=lambda word: word != column.title and not _IS_ID.search(word))
    elif field in ALTERNATIVES:
        words = [*column.aliases, column.title]
    ranks: dict[str, int] = {}
    for text in words:
        ranks.setdefault(clean_header(text), len(ranks))
    return ranks


def _meanings(texts: Sequence[str], named: Mapping[str, Named]) -> dict[str, tuple[int, ...]]:
    """Field -> columns, the best first; where 列名对照 names one, it alone counts."""
    told: dict[str, list[int]] = {}
    found: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        clean = clean_header(text)
        if clean in named:
            told.setdefault(named[clean].field, []).append(at)
        elif field := _meaning(clean):
            found.setdefault(field, []).append(at)
    for field, columns in found.items():
        columns.sort(key=lambda at: (_rank(field).get(clean_header(texts[at]), 99), at))
    told.pop("", None)
    return {field: tuple(columns) for field, columns in {**found, **told}.items()}


def _twice(texts: Sequence[str], columns: Mapping[str, Sequence[int]], basis: str) -> Iterator[Notice]:
    """Two columns that mean one thing: an error where it decides what an order is, else the first is taken."""
    for field, found in columns.items():
        if len(found) > 1 and field not in ALTERNATIVES | ADDED:
            first, second = texts[found[0]], texts[found[1]]
            context = {"first": first, "second": second, "column": ORDERS.column(field).title}
            code = "COL_TWICE" if field in _DECIDING or field == basis else "COL_TWICE_FIRST"
            yield Notice(code, found[1], field, second, context)


def _units(
    above: Sequence[Row],
    texts: Sequence[str],
    columns: Mapping[str, Sequence[int]],
    below: Mapping[int, str],
) -> tuple[dict[str, str], list[Notice]]:
    """Field -> 万元, by its own header, a line of units below it or a line 单位：万元 above; and units nobody knows."""
    matches = [match["unit"] for row in above for text in row if text and (match := ABOVE.search(text[:200]))]
    line = next((unit for found in matches if (unit := money_unit(found)) != "元"), "")
    units: dict[str, str] = {}
    odd: list[Notice] = []
    for field, found in columns.items():
        if ORDERS.column(field).kind is not kinds.MONEY:
            continue
        at = found[0]
        own = {named_unit(texts[at]): None, below.get(at, ""): None}
        own.pop("", None)
        unit = "/".join(own) or line
        if unit == "万元":
            units[field] = unit
        elif unit not in ("", "元") and field in _RECKONED:
            odd.append(Notice("LEDGER_UNIT", at, field, texts[at], {"column": texts[at], "unit": unit}))
    return units, odd


def _mixed(
    texts: Sequence[str], columns: Mapping[str, Sequence[int]], units: Mapping[str, str]
) -> Iterator[Notice]:
    fields = [field for field in _SAME_UNIT if field in columns]
    wan = [field for field in fields if field in units]
    plain = [field for field in fields if field not in units]
    if wan and plain:
        first, second = columns[wan[0]][0], columns[plain[0]][0]
        context = {"first": texts[first], "second": texts[second], "unit": units[wan[0]]}
        yield Notice("LEDGER_UNITS", second, plain[0], texts[second], context)


def nearest(text: str, least: float = ALIKE, fields: Sequence[str] = ()) -> str:
    """The title of the field whose words are most like a text; "" where none is alike enough."""
    from rapidfuzz import fuzz  # only a file with unknown columns pays for it

    clean = clean_header(text)
    best: tuple[float, str] = (0.0, "")
    for column in ORDERS.columns:
        if not fields or column.name in fields:
            score = max(fuzz.ratio(clean, clean_header(word)) for word in (column.title, *column.aliases))
            best = max(best, (score, column.title))
    return best[1] if best[0] >= least else ""


def _missing(texts: Sequence[str], columns: Mapping[str, Sequence[int]], basis: str) -> Iterator[Notice]:
    """Columns without which nothing can be told, with the header that looks like a misspelling of them."""
    used = {at for found in columns.values() for at in found}
    for field in ("order_id", basis, "paid"):
        if field in columns:
            continue
        title = ORDERS.column(field).title
        alike = next(
            (
                at
                for at, text in enumerate(texts)
                if text and at not in used and nearest(text, ALIKE, (field,))
            ),
            None,
        )
        hint = f"，这里的“{texts[alike]}”像是它" if alike is not None else ""
        if not hint and field == "paid" and "payable" in columns:
            hint = f"，只有“{texts[columns['payable'][0]]}”；按它算的，请在列名对照里写明"
        yield Notice("COL_MISSING", alike, field, None, {"column": title, "alike": hint})


def _unknown(
    texts: Sequence[str],
    columns: Mapping[str, Sequence[int]],
    named: Collection[str],
    offered: Collection[int | None],
) -> Iterator[Notice]:
    """Headers we do not know: what may be a refund or a misspelling by itself, all others in one line.

    offered   columns that were named already as what a missing one may be
    """
    used = {at for found in columns.values() for at in found}
    lacking = [column.name for column in ORDERS.columns if column.name not in columns]
    others = []
    for at, text in enumerate(texts):
        clean = clean_header(text)
        if not clean or at in used or clean in named:
            continue
        alike = nearest(text, _MEANT, lacking) if lacking else ""
        field = "" if at in offered else _may_decide(text)
        if field and field not in columns and not (field == "after" and "refund" in columns):
            yield Notice("COL_ALIKE", at, field, text, {"column": ORDERS.column(field).title})
        elif field == "refund" and _is_refund(text):
            yield Notice("REFUND_ELSE", at, field, text, {"column": texts[columns[field][0]]})
        elif alike:
            yield Notice("LEDGER_COLUMN", at, None, text, {"alike": f"，像是“{alike}”"})
        else:
            others.append((at, text))
    if others:
        more = f" 等 {len(others)} 列" if len(others) > _LISTED else ""
        shown = "、".join(text for _, text in others[:_LISTED]) + more
        yield Notice("LEDGER_COLUMN", others[0][0], None, shown, {"alike": ""})


def _may_decide(text: str) -> str:
    """The field (refund, after, status) an unknown header may be; "" for none. Unread, such a column would let all count."""
    if _is_refund(text):
        return "refund"
    clean = clean_header(text)
    if _GIVEN_BACK.search(clean) and _STATE.search(clean):
        return "after"
    if "退" in clean and not _NO_AMOUNT.search(clean) and nearest(text, ALIKE, ("refund",)):
        return "refund"
    return "status" if nearest(text, ALIKE, ("status",)) else ""


def _is_refund(text: str) -> bool:
    """Whether a header speaks of an amount given back: 平台退款总额, 售后(元), 客户退款; not 退款原因, 售后服务."""
    clean = clean_header(text)
    if _NO_AMOUNT.search(clean) or not _GIVEN_BACK.search(clean):
        return False
    rest = _FILLER.sub("", _GIVEN_BACK.sub("", clean))
    return not rest or _AMOUNT.search(_GIVEN_BACK.sub("", text)) is not None
