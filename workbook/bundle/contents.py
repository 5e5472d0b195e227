"""A bundle put together: the rules, what was decided, what came in, what was found, what came of it, a page for each winner.

Everything is made from the workbook as it stands; nothing is judged anew. The originals themselves are added by whoever can
read files (`xladdin.bundling`), which is also who writes the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.contest import Scope
from schemas.rulecard import CARD_FORMATS, POINTS
from workbook.awards.rows import final_rows
from workbook.bundle import grids
from workbook.bundle.altered import Altered, altered
from workbook.bundle.grids import Grid, filled, own_grid, rule_grid, uncounted
from workbook.bundle.inputs import FOLDER, Input, Original, catalogue, inputs, missing, original_of, place_of
from workbook.bundle.pages import Member, as_csv, as_html
from workbook.bundle.readme import NAME, Facts, readme
from workbook.bundle.winner_page import pages
from workbook.bundle.winners import winners
from workbook.card.read import CardSheets
from workbook.edits import Scalar
from workbook.eligibility.work import read_work
from workbook.host import Refused
from workbook.masking import file_name
from workbook.merge.tables import own_table
from workbook.model import Book, Finding, Place

MANIFEST: Final = "文件清单.csv"
MOST: Final = 2 << 30
"""So many bytes of originals go into one bundle."""
_JUDGED: Final = ("资格审核", "资格明细")
_RESULTS: Final = (
    "销售额核对", "排名", "奖金分配表", "奖金汇总", "公示", "奖金发放表", "邮乐奖励金", "财务复核", "定稿锁定",
)  # fmt: skip


@dataclass(frozen=True)
class Bundle:
    """The files made, and the originals that go beside them: place in the bundle -> what it must hold."""

    members: Sequence[Member]
    originals: Mapping[str, Original]
    findings: tuple[Finding, ...]
    winners: int
    final: tuple[Scope, ...]
    files: int


def bundle(
    book: Book, sheets: CardSheets, now: datetime, program: str, originals: Mapping[str, Original] | None
) -> Bundle:
    """Everything but the manifest. Raises Refused: BOOK_SHEET.

    originals   files that lie somewhere, by the beginnings of their hashes; None: they are not asked for
    """
    since = altered(book, sheets)
    made_at = f"{now:%Y-%m-%d %H:%M}"
    files, told = inputs(book)
    enclosed, left = _enclosed(files, originals or {})
    if originals is not None:
        told += missing(files, originals)
        told += (_too_large(one) for one in files if one.number in left)
    final = _final(book, sheets)
    if not final:
        told.append(Finding("BUNDLE_DRAFT", Place(book.source)))
    told += [*since.told(book), *uncounted(book, (*_JUDGED, *_RESULTS))]
    people = winners(book, read_work(book, sheets), now.date(), since)
    source = file_name(book.source)
    contest = sheets.card.contest.title if sheets.card.contest else source
    foot = f"{source}，{made_at} 由 contestbook {program} 生成；号码只保留后四位。"
    members = [
        *_rules(book, sheets),
        as_csv(f"{FOLDER}/卷内目录.csv", (listed := catalogue(files, originals, left))),
        as_html(f"{FOLDER}/卷内目录.html", "卷内目录", [listed]),
        *_judged(book),
        *_results(book, since),
        *pages(people, contest, foot),
    ]
    facts = Facts(
        contest,
        source,
        made_at,
        program,
        files,
        len(enclosed),
        originals is not None,
        final,
        len(people),
        since.grave,
        since.sealed,
    )
    members.append(Member(NAME, readme(facts)))
    ordered = sorted(members, key=lambda member: member.path)
    return Bundle(ordered, enclosed, tuple(told), len(people), final, len(files))


def _final(book: Book, sheets: CardSheets) -> tuple[Scope, ...]:
    """The events that are final, in the order of the card."""
    table = own_table(book, "奖金分配表")
    there = {table.scope(row) for row in final_rows(table)}
    return tuple(event.scope for event in sheets.card.stages if event.scope in there)


def _enclosed(
    files: Sequence[Input], originals: Mapping[str, Original]
) -> tuple[dict[str, Original], frozenset[int]]:
    """Which originals go in, as long as there is room; and the numbers of those that do not."""
    found: dict[str, Original] = {}
    left, room = set(), MOST
    for one in files:
        if (there := original_of(one, originals)) is None:
            continue
        if there.size > room:
            left.add(one.number)
            continue
        room -= there.size
        found[place_of(one)] = there
    return found, frozenset(left)


def _too_large(one: Input) -> Finding:
    said = {"number": f"{one.number:03d}", "limit": f"{MOST >> 30}"}
    return Finding("BUNDLE_LARGE", one.at, (), "file", context=said)


def _rules(book: Book, sheets: CardSheets) -> Iterator[Member]:
    if gone := [fmt.name for fmt in CARD_FORMATS if fmt.id not in sheets.tables]:
        raise Refused("BOOK_SHEET", "、".join(gone))
    rules = [rule_grid(sheets.tables[fmt.id]) for fmt in CARD_FORMATS]
    points = [grid for grid in rules if grid.title == POINTS.name]
    rules = [grid for grid in rules if grid.title != POINTS.name]
    yield as_html("1_规则/规则卡.html", "规则卡", rules)
    for grid in (*rules, *filled([grids.listed(book, "规则版本")])):
        yield as_csv(f"1_规则/{grid.title}.csv", grid)
    for grid in points:
        yield as_html(f"2_待确认事项/{grid.title}.html", grid.title, [grid])
        yield as_csv(f"2_待确认事项/{grid.title}.csv", grid)


def _judged(book: Book) -> Iterator[Member]:
    found = [*(own_grid(book, name) for name in _JUDGED), *filled([grids.findings(book)])]
    for grid in (*found, *filled([grids.listed(book, "操作记录")])):
        yield as_csv(f"4_审核/{grid.title}.csv", grid)


def _results(book: Book, since: Altered) -> Iterator[Member]:
    changed = since.grid(book)
    found = [grid for grid in (own_grid(book, name) for name in _RESULTS) if grid.rows]
    found = [*filled([changed]), *found]
    for grid in found:
        yield as_csv(f"5_结果/{grid.title}.csv", grid)
    if found:
        yield as_html("5_结果/全部结果.html", "结果", found)


def manifest(members: Sequence[Member], originals: Mapping[str, Original]) -> Member:
    """Every file of the bundle with its size and SHA-256."""
    lines = [(member.path, len(member.data), member.sha) for member in members]
    lines += [(path, one.size, one.sha) for path, one in originals.items()]
    rows: list[list[Scalar]] = [[path, size, sha] for path, size, sha in sorted(lines)]
    return as_csv(MANIFEST, Grid("文件清单", ("文件", "字节数", "文件SHA-256"), rows))
