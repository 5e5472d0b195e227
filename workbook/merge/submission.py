"""A submission: one file that was handed in, as typed rows, each with what keeps it from being merged.

Nothing here knows another file; which rows stand is decided by `workbook.merge.fold`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, Final, NamedTuple

import polars as pl

from schemas.book import MERGED_SHEETS
from schemas.events import scopes_named
from schemas.formats import format_by_id
from schemas.regions import city_of
from workbook.codes import severity
from workbook.content import folded
from workbook.links import bare_link
from workbook.merge.known import LINKS, identities
from workbook.model import Cell, Finding, Place, Value, is_too_long
from workbook.parse import shown
from workbook.table import Snapshot, Table

REGISTRATION: Final = "registration"
SHOPS: Final = "shops"
MERGED: Final = tuple(MERGED_SHEETS)
"""Formats that are merged, in the order of their sheets."""

ONE_FILE_CANNOT_TELL: Final = frozenset(
    "LEADER_COUNT ID_DUP PHONE_SHARED TEAM_NO_SHOP SHOP_PHONE SHOP_PHONE_OTHER OWNER_UNKNOWN TEAM_UNKNOWN "
    "SHOP_SHEET_MISSING ROSTER_SHEET_MISSING SCHOOL_LIST_MISSING SESSION_DUP SCHED_OVERLAP HOST_OVERLAP "
    "ACCOUNT_DUP VIDEO_DUP VIDEO_SHARED SCORE_DUP FILING_MISSING".split()
)
"""What one file cannot tell: a supplement has no leader, an owner may stand in another file. Judged over all of them."""

_CITY_TITLES: Final = frozenset(
    fmt.column("city").title for fmt in map(format_by_id, MERGED) if fmt.has("city")
)
_BEGINNING: Final = 1_000
_POSITION: Final = frozenset({"seq"})
"""Fields that say where a row stands, nothing about whom it is of."""

Said = str | int | float | bool
Values = Mapping[str, Said]
"""Field -> parsed value of the fields that are filled, a day as 2024-10-08; a value nobody could read stands as typed."""


class Row(NamedTuple):
    """One record of a submission.

    format, sheet, row   which table, and the sheet and row in the file (of a form: the row of the name)
    form                 it stands in a form, not in a roster
    faults               codes of what must be corrected before it can be merged
    """

    format: str
    sheet: str
    row: int
    form: bool
    values: Values
    faults: tuple[str, ...] = ()


class Cover(NamedTuple):
    """What is known of a submission beside its content; what people type into 收件登记 stands here.

    sender     who handed it in, "" where nobody said
    city       the branch it is of, "" where it cannot be told
    kind       首次, 补充, 更正 or 整表替换; "" where nobody said
    received   when it came, as typed; "" where nobody said
    seen       when it was first merged: shown where nothing was typed, never used to decide between rows
    answer     同意 or 不采用, "" where nobody answered
    turn       its number among the sender's, as stamped by `submit`
    printed    the counts and check code that `submit` printed on it
    """

    sender: str = ""
    city: str = ""
    kind: str = ""
    received: str = ""
    seen: str = ""
    channel: str = ""
    paper: str = ""
    answer: str = ""
    turn: str = ""
    printed: str = ""
    rules: str = ""
    remark: str = ""


@dataclass(frozen=True, eq=False)
class Submission:
    """One file: its name, its rows in reading order, what was found, and how it is known again.

    number    收件号, R0001
    content   hash of the file's bytes: the same file is not read again
    about     for every finding the positions of the rows it is about; none where it is about no row
    mark      hash of what its rows say: a file that was saved again, marked by us or renamed has the same
    refused   code of why it could not be read, or UNREAD for what nobody reads for us; detail fills its words
    """

    number: str
    name: str
    content: str
    cover: Cover
    mark: str = ""
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()
    about: tuple[tuple[int, ...], ...] = ()
    refused: str = ""
    detail: str = ""

    def covered(self, cover: Cover) -> Submission:
        """The same file with other things known of it."""
        return of_its_branch(replace(self, cover=cover))

    @cached_property
    def origin(self) -> str:
        """Whose file it is: the sender, or the branch."""
        return _known(self.cover.sender) or self.branch

    @cached_property
    def branch(self) -> str:
        """The branch it is of, however it was typed: 赣州市分公司 is 赣州."""
        return _known(self.cover.city)

    @cached_property
    def counts(self) -> Counts:
        """What it comes to, with the check code of what its rows said when they were handed in."""
        return counts_of(self.rows, self.mark)


def _known(text: str) -> str:
    return city_of(text) or folded(text)


def submission_of(
    number: str,
    content: str,
    cover: Cover,
    snapshot: Snapshot,
    findings: Sequence[Finding],
) -> Submission:
    """A file that could be read. The branch is taken from its rows where nobody said.

    Where the branch is known, rows may leave it blank: they are that branch's.
    """
    if cover.city:
        findings = [f for f in findings if not names_no_branch(f)]
    tables = [table for table in snapshot.tables if table.format.id in MERGED]
    rows: list[Row] = []
    positions: list[list[range]] = []
    for table in tables:
        positions.append([])
        filled = _filled(table)
        for record in range(len(table)):
            mine = _rows(table, filled, record, cover.city)
            positions[-1].append(range(len(rows), len(rows) + len(mine)))
            rows += mine
    kept = [
        f for f in findings if severity(f.code) in ("error", "warning") and f.code not in ONE_FILE_CANNOT_TELL
    ]
    about = [
        tuple(
            position
            for table, of_record in zip(tables, positions, strict=True)
            for record in _touched(table, finding.at, finding.field)
            for position in of_record[record]
        )
        for finding in kept
    ]
    for position, codes in _faults(kept, about).items():
        rows[position] = rows[position]._replace(faults=codes)
    cities = set(filter(None, map(city_of, {str(row.values.get("city", "")) for row in rows})))
    if not cover.city and len(cities) == 1:
        cover = cover._replace(city=cities.pop())
    return Submission(
        number, snapshot.source, content, cover, mark_of(rows), tuple(rows), tuple(kept), tuple(about)
    )


def _faults(findings: Iterable[Finding], about: Iterable[Iterable[int]]) -> dict[int, tuple[str, ...]]:
    """Position of a row -> what must be corrected in it."""
    found: dict[int, dict[str, None]] = {}
    for finding, touched in zip(findings, about, strict=True):
        if severity(finding.code) == "error":
            for position in touched:
                found.setdefault(position, {})[finding.code] = None
    return {position: tuple(codes) for position, codes in found.items()}


def names_no_branch(finding: Finding) -> bool:
    """Whether a finding says only that 赛区 is blank or has no column: no mistake where the branch is known."""
    if finding.code == "COL_MISSING":
        return finding.context.get("column") in _CITY_TITLES
    return (finding.code, finding.field) == ("VALUE_MISSING", "city")


def of_its_branch(submission: Submission) -> Submission:
    """A file whose rows name no branch, when somebody typed since which it is of: they are that branch's.

    Where rows of it name just that branch it may have been taken from them, and says nothing of the others. What the file
    is known again by (its mark) stays.
    """
    city = city_of(submission.cover.city)
    named = set(map(city_of, {str(row.values["city"]) for row in submission.rows if "city" in row.values}))
    if city is None or named == {city}:
        return submission
    told = list(zip(submission.findings, submission.about, strict=True))
    kept = [(finding, touched) for finding, touched in told if not names_no_branch(finding)]
    mended = {position for finding, touched in told if names_no_branch(finding) for position in touched}
    findings, about = tuple(finding for finding, _ in kept), tuple(touched for _, touched in kept)
    faults = _faults(findings, about)
    rows = list(submission.rows)
    for position, row in enumerate(rows):
        if format_by_id(row.format).has("city"):
            rows[position] = row._replace(values={"city": city, **row.values})
        if position in mended:
            rows[position] = rows[position]._replace(faults=faults.get(position, ()))
    return replace(submission, rows=tuple(rows), findings=findings, about=about)


def _filled(table: Table) -> list[tuple[str, Sequence[Any]]]:
    """The columns that say something of a record, with their values."""
    there = (column.name for column in table.format.columns if not column.ends)
    return [(name, table.columns[name]) for name in there if name in table.columns]


def _rows(table: Table, filled: Sequence[tuple[str, Sequence[Any]]], record: int, city: str) -> list[Row]:
    """A record as rows: one, or of an entry for several events one for each."""
    row = _row(table, filled, record, city)
    named = row.values.get(table.format.each) if table.format.each else None
    if not isinstance(named, str):
        return [row]
    phase = str(row.values.get("phase", ""))
    scopes = dict.fromkeys(scopes_named(named, phase))
    rest = {name: value for name, value in row.values.items() if name not in (table.format.each, "phase")}
    return [
        row._replace(values={**rest, **{k: v for k, v in scope._asdict().items() if v}}) for scope in scopes
    ] or [row]


def _row(table: Table, filled: Sequence[tuple[str, Sequence[Any]]], record: int, city: str) -> Row:
    values: dict[str, Said] = {"city": city} if city and table.format.has("city") else {}
    for name, parsed in filled:
        value = parsed[record]
        if value is None and table.states.get((record, name)) == "unreadable":
            value = _as_typed(table.raw[name][record])
        if value is not None:
            values[name] = value.isoformat() if isinstance(value, date) else value
    return Row(table.format.id, table.sheet, _place(table, record).row, table.layout == "form", values)


def _as_typed(raw: Value) -> str | None:
    """What nobody could read, as it stands in the file; of more than a cell holds the beginning, for it is given back."""
    text = shown(raw)
    return f"{text[:_BEGINNING]}…" if text is not None and is_too_long(text) else text


def _place(table: Table, record: int) -> Cell:
    for field in chain((table.format.who,), table.places.fields()):
        if cell := table.places.at(record, field):
            return cell
    return table.header


def _touched(table: Table, at: Place, field: str | None) -> Iterable[int]:
    if at.sheet is None:
        return range(len(table))
    if at.sheet != table.sheet:
        return ()
    if at.cell is None or (at.cell.row == table.header.row and field is None):
        return range(len(table))
    fields = (field,) if field else tuple(table.places.fields())
    return [
        record
        for record in range(len(table))
        if any(table.places.at(record, name) == at.cell for name in fields)
    ]


def bare_name(name: str) -> str:
    """A file's name without the number we gave it among files of one name."""
    return re.sub(r" #[0-9]+$", "", name)


# ---- What a row says


def said(values: Values) -> dict[str, Said]:
    """What a row says, without its position in the file."""
    return {name: value for name, value in values.items() if name not in _POSITION}


def differing(row: Row, values: Values) -> list[str]:
    """The fields of which a row says otherwise than what is said elsewhere; a blank contradicts nothing."""
    return [
        name
        for name, value in said(row.values).items()
        if (there := values.get(name, value)) != value
        and (name not in LINKS or bare_link(there) != bare_link(value))
    ]


def mark_of(rows: Iterable[Row]) -> str:
    """A hash of what rows say, whatever their order, sheets and files."""
    lines = sorted(_LINE([row.format, said(row.values)]) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


_LINE: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def team_of(row: Row) -> tuple[str, str]:
    """The team of a row: school and name, folded."""
    return folded(row.values.get("school")), folded(row.values.get("team"))


def keys_of(row: Row) -> list[tuple[str, ...]]:
    """What a row is known again by, best first (`known_by` of its format): of a person the ID number, then phone and name.

    Persons are known within their team: who stands in two teams is two rows and a question.
    """
    return identities(row.format, row.values)


def typed_values(dtype: Any, values: Iterable[Said | None]) -> list[Any]:
    """Values of rows as their column's dtype holds them; None for what nobody could read."""
    if dtype == pl.Date():
        return [_day_of(value) for value in values]
    wanted = {pl.Boolean(): bool, pl.String(): str, pl.Float64(): float}.get(dtype, int)
    return [value if value.__class__ is wanted else None for value in values]


def typed_value(dtype: Any, value: Said | None) -> Any:
    """One value of a row as its column's dtype holds it."""
    return typed_values(dtype, (value,))[0]


def _day_of(value: Said | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


class Counts(NamedTuple):
    """What a submission comes to: teams and persons of 附件1, shops of 附件2, other rows, a short code of what all say."""

    teams: int
    people: int
    shops: int
    others: int
    code: str

    @property
    def text(self) -> str:
        """As it is printed: 42队186人 核对码7F3A."""
        counted = f"{self.teams}队{self.people}人" if self.people else f"{self.shops}店" if self.shops else ""
        if self.others and not (self.people or self.shops):
            counted = f"{self.others}行"
        return f"{counted or '0行'} 核对码{self.code}"


def counts_of(rows: Sequence[Row], mark: str = "") -> Counts:
    """The counts and the check code of a submission's rows; a form and the roster of its team count once.

    mark   what the rows said when they were handed in
    """
    people = [row for row in rows if row.format == REGISTRATION]
    persons = {(keys_of(row) or [("row", row.sheet, str(row.row))])[0] for row in people}
    teams = {team_of(row) for row in people} - {("", "")}
    shops = sum(row.format == SHOPS for row in rows)
    others = len(rows) - len(people) - shops
    return Counts(len(teams), len(persons), shops, others, (mark or mark_of(rows))[:4].upper())
