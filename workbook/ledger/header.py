"""The header of an order export: which column is which field, in what unit, of which platform.

Pure: the first rows of a file as text in, a `Header` out. A row of 列名对照 goes before every word we know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from schemas import columns as kinds
from schemas.headers import clean_header
from schemas.ledger import ADDED, ALTERNATIVES, ORDERS, PLATFORMS
from workbook.layout.units import ABOVE
from workbook.layout.words import header_words

SCAN: Final = 30
"""A header further down than this is not looked for."""
MIN_COLUMNS: Final = 3
ALIKE: Final = 70
"""From this similarity (0-100) on, an unknown header is offered as "did you mean"."""
_MEANT: Final = 85
_LISTED: Final = 10
_SAME_UNIT: Final = ("paid", "refund", "payable")

Row = Sequence[str | None]


class Named(NamedTuple):
    """A row of 列名对照: on a platform ("" means any) a header means a field of ORDERS."""

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
    texts     what stands in it, by column
    columns   field -> its columns, counted from 0; several for ALTERNATIVES, the best first
    units     field -> 万元 where its amounts are in that
    platform  the guess; "" where nothing tells
    unsure    an error that leaves open what any amount is: no line of the file may count
    """

    row: int
    texts: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    units: Mapping[str, str]
    platform: str
    notices: tuple[Notice, ...]
    unsure: bool


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
    meanings = _meanings(texts, [name for name in names if name.platform in ("", platform)])
    columns = {field: tuple(found) for field, found in meanings.items()}
    twice = list(_twice(texts, columns))
    units = _units(rows[:at], texts, columns)
    mixed = list(_mixed(texts, columns, units))
    missing = list(_missing(texts, columns, basis))
    wan = [
        Notice("UNIT_WAN", columns[field][0], field, None, {"column": texts[columns[field][0]], "unit": unit})
        for field, unit in units.items()
    ]
    notices = (*missing, *twice, *mixed, *wan, *_unknown(texts, columns))
    decides = any(notice.field in ("order_id", "paid") for notice in missing)
    return Header(at, texts, columns, units, platform, notices, bool(twice or mixed or decides))


def platform_of(texts: Sequence[str]) -> str:
    """The platform that has most of these headers; at least two, or the only one of 邮乐."""
    clean = {clean_header(text) for text in texts}
    hits = {name: len(clean.intersection(words)) for name, words in PLATFORMS.items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] >= min(2, len(PLATFORMS[best])) else ""


def _known(row: Row, names: Sequence[Named]) -> int:
    """How many cells of a row are known headers, each meaning once; 0 without one that tells an export."""
    words = header_words(ORDERS)
    mapped = {name.header: name.field for name in names}
    found = set()
    for text in row:
        clean = clean_header(text) if text and len(text) < 60 else ""
        if clean in mapped or clean in words:
            found.add(mapped.get(clean) or words[clean].name)
    return len(found) if found.intersection(ORDERS.marks) else 0


@cache
def _rank(field: str) -> dict[str, int]:
    """Cleaned word -> its place among the words of a field."""
    column = ORDERS.column(field)
    ranks: dict[str, int] = {}
    for text in (*column.aliases, column.title) if field in ALTERNATIVES else (column.title, *column.aliases):
        ranks.setdefault(clean_header(text), len(ranks))
    return ranks


def _meanings(texts: Sequence[str], names: Sequence[Named]) -> dict[str, list[int]]:
    """Field -> columns, the best first; where 列名对照 names one, it alone counts."""
    words = header_words(ORDERS)
    mapped = {name.header: name.field for name in names}
    told: dict[str, list[int]] = {}
    found: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        clean = clean_header(text)
        if clean in mapped:
            told.setdefault(mapped[clean], []).append(at)
        elif clean in words:
            found.setdefault(words[clean].name, []).append(at)
    for field, columns in found.items():
        columns.sort(key=lambda at: (_rank(field).get(clean_header(texts[at]), 99), at))
    return {**found, **told}


def _twice(texts: Sequence[str], columns: Mapping[str, Sequence[int]]) -> Iterator[Notice]:
    for field, found in columns.items():
        if len(found) > 1 and field not in ALTERNATIVES | ADDED:
            context = {"first": texts[found[0]], "second": texts[found[1]]}
            yield Notice(
                "COL_TWICE",
                found[1],
                field,
                texts[found[1]],
                {**context, "column": ORDERS.column(field).title},
            )


def _units(
    above: Sequence[Row], texts: Sequence[str], columns: Mapping[str, Sequence[int]]
) -> dict[str, str]:
    """Field -> 万元, by its own header or a line 单位：万元 above."""
    matches = [match["unit"] for row in above for text in row if text and (match := ABOVE.search(text[:200]))]
    line = next((unit for unit in matches if unit != "元"), "")
    units: dict[str, str] = {}
    for field, found in columns.items():
        kind = ORDERS.column(field).kind
        if kind is not kinds.MONEY:
            continue
        text = "".join(texts[found[0]].split())
        own = next((unit for unit in kind.units if unit in text), "")
        if unit := own or ("" if "元" in text else line):
            units[field] = unit
    return units


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


def _unknown(texts: Sequence[str], columns: Mapping[str, Sequence[int]]) -> Iterator[Notice]:
    """Headers we do not know: one that may be a misspelling by itself, all others in one line."""
    used = {at for found in columns.values() for at in found}
    lacking = [column.name for column in ORDERS.columns if column.name not in columns]
    others = []
    for at, text in enumerate(texts):
        if not clean_header(text) or at in used:
            continue
        alike = nearest(text, _MEANT, lacking) if lacking else ""
        if alike:
            yield Notice("LEDGER_COLUMN", at, None, text, {"alike": f"，像是“{alike}”"})
        else:
            others.append((at, text))
    if others:
        more = f" 等 {len(others)} 列" if len(others) > _LISTED else ""
        shown = "、".join(text for _, text in others[:_LISTED]) + more
        yield Notice("LEDGER_COLUMN", others[0][0], None, shown, {"alike": ""})
