"""A contest office's own award tables, filled in: who won, its rank, number and money, where the cell is still blank.

Only such cells are ever set. What a person or a formula says there stays; where it says something else it is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from schemas.contest import Card, Scope, Tier
from schemas.format import CellContext
from schemas.kinds_money import parse_money
from workbook import masking
from workbook.apart import code_of
from workbook.awards.own_names import NOBODY, Names, number_in, persons, same_names, tier_word, typed
from workbook.awards.own_rows import Head, Reader, Row, candidates, first_head, lines_above, needed, text_at
from workbook.content import folded
from workbook.edits import Content, Edit, Expect, Scalar, SetCell
from workbook.eligibility.figures import money_words
from workbook.model import Book, Cell, CellError, Finding, Place, Sheet

_TEN_THOUSAND: Final = 10_000


class Win(NamedTuple):
    """One awarded prize of an event. fen: of a prize in 个 so many of these."""

    scope: Scope
    group: str
    tier: str
    seat: int
    rank: int | None
    key: str
    name: str
    fen: int


class Filled(NamedTuple):
    """The edits that fill the tables in, and what there is to be told about them: event -> findings."""

    edits: list[Edit]
    told: dict[Scope, list[Finding]]


def fill(book: Book, card: Card, scopes: Collection[Scope], wins: Sequence[Win]) -> Filled:
    """Fill in the winners of these events in every award table that is none of ours.

    Of a table whose event nobody can tell it is said once, under the first of these events that it may be of.
    """
    filled = Filled([], {})
    names = Names(card)
    for sheet in candidates(book):
        if head := first_head(sheet):
            _Page(book.source, sheet, head, names, frozenset(scopes), wins, filled).fill()
    return filled


Part = tuple[Scope, str]
"""An event and one of its groups: what has an award table on the card."""


@dataclass
class _Page:
    """One sheet with award tables."""

    source: str
    sheet: Sheet
    head: Head
    names: Names
    scopes: frozenset[Scope]
    wins: Sequence[Win]
    filled: Filled
    edits: dict[Cell, Edit] = field(default_factory=dict)
    unclear: set[Cell] = field(default_factory=set)
    said: set[tuple[str, Cell]] = field(default_factory=set)
    meant: dict[tuple[object, ...], tuple[frozenset[Scope], frozenset[Scope]]] = field(default_factory=dict)

    def fill(self) -> None:
        parts: dict[Part, list[Row]] = {}
        above = (*lines_above(self.sheet, self.head), self.sheet.name)
        for row in Reader(self.sheet, self.head, self.names).rows():
            if part := self._part(row, above):
                parts.setdefault(part, []).append(row)
        for (scope, group), rows in parts.items():
            if tiers := self.names.tables.get((scope, group)):
                wins = sorted(
                    (w for w in self.wins if (w.scope, w.group) == (scope, group)), key=lambda w: w.seat
                )
                _Part(self, scope, tiers, rows, wins).fill()
        self.filled.edits.extend(self.edits[cell] for cell in sorted(self.edits))

    def _part(self, row: Row, above: tuple[str, ...]) -> Part | None:
        """The event and group of a row; None where it is of another event or cannot be told."""
        lines, found = self._events(row, above)
        maybe = sorted((found or lines) & self.scopes)
        if not maybe:
            return None
        if len(found) != 1:
            event = next((name for name in ("event", "phase") if name in row.said), "tier")
            self._unclear(row, event, maybe[0], "哪个活动", maybe[0].label)
            return None
        (scope,) = found
        group = self.names.group_of(scope, row.text("group"), (*row.own, *above))
        if group is None:
            groups = self.names.groups(scope)
            what = f"{scope.label}哪个组（{'、'.join(groups)}）"
            self._unclear(row, "group" if "group" in row.said else "tier", scope, what, groups[0])
            return None
        return scope, group

    def _events(self, row: Row, above: tuple[str, ...]) -> tuple[frozenset[Scope], frozenset[Scope]]:
        """The events that the lines above a row may speak of, and those that it may be of itself."""
        said = row.own, row.text("phase"), row.text("event")
        if said not in self.meant:
            lines = self.names.of_lines(row.own, above)
            self.meant[said] = lines, self.names.of_row(said[1], said[2], lines)
        return self.meant[said]

    def _unclear(self, row: Row, name: str, scope: Scope, what: str, example: str) -> None:
        """Say once of a table that its event or group cannot be told, at the cell that should say it."""
        cell = row.said[name][1] if name != "tier" else row.head.tier
        if row.head.tier not in self.unclear:
            self.unclear.add(row.head.tier)
            self.tell("OWN_AWARDS_EVENT", scope, name, cell, what=what, example=example)

    def tell(self, code: str, scope: Scope, name: str, cell: Cell, apart: str = "", **context: str) -> None:
        """A finding at a cell, once however many rows share it."""
        if (code, cell) in self.said:
            return
        self.said.add((code, cell))
        value = text_at(self.sheet, cell) or None
        at = Place(self.source, self.sheet.name, cell)
        found = Finding(code, at, (), name, value, None, context, apart=apart)
        self.filled.told.setdefault(scope, []).append(found)

    def is_blank(self, cell: Cell) -> bool:
        """Whether nothing stands in a cell, and no formula of others."""
        return not text_at(self.sheet, cell) and cell not in self.sheet.facts.formulas

    def write(self, cell: Cell, value: Scalar) -> None:
        """Set a blank cell; one that several rows share once."""
        there = self.sheet.value(cell)
        expect = Expect(Content(None if isinstance(there, CellError) else there))
        edit = SetCell(self.sheet.name, cell, value, expect=expect, merged="anchor", protected="allow")
        self.edits.setdefault(cell, edit)


@dataclass
class _Part:
    """The rows of one event and group on a sheet, and who won its prizes."""

    page: _Page
    scope: Scope
    tiers: Sequence[Tier]
    rows: Sequence[Row]
    wins: Sequence[Win]

    def fill(self) -> None:
        rows = self._by_tier()
        joined = _one_row_each(self.tiers, rows)
        for tier in self.tiers:
            if found := rows.get(tier.name):
                wins = [win for win in self.wins if win.tier == tier.name]
                agreed = self._agreed(tier, found[0], len(wins))
                if joined:
                    self._joined(tier, found[0], wins)
                else:
                    self._seats(tier, found, wins, agreed)

    def _by_tier(self) -> dict[str, list[Row]]:
        """Prize of the card -> its rows, those that share one cell for the winner once; prizes of none are told."""
        known = {tier_word(tier.name): tier.name for tier in self.tiers}
        every = "、".join(tier.name for tier in self.tiers)
        found: dict[str, dict[Cell, Row]] = {}
        strange = False
        for row in self.rows:
            text, cell = row.said["tier"]
            if (name := known.get(tier_word(text))) is None:
                strange = True
                self._tell(
                    "OWN_AWARDS_TIER", "tier", cell, there=text, tiers=every, example=self.tiers[0].name
                )
            else:
                found.setdefault(name, {}).setdefault(row.cells["name"], row)
        missing = [tier.name for tier in self.tiers if tier.name not in found]
        if missing and not strange:
            head = self.rows[0].head.tier
            self._tell("OWN_AWARDS_NO_TIER", "tier", head, tiers="、".join(missing), what=self._what())
        return {name: list(rows.values()) for name, rows in found.items()}

    def _agreed(self, tier: Tier, row: Row, wins: int) -> bool:
        """Whether the number of places that the table itself names is the card's; a tie may have added some."""
        cell = row.cells.get("places")
        count = number_in(text_at(self.page.sheet, cell)) if cell else None
        if not cell or count is None or tier.places is None or count in (tier.places, max(tier.places, wins)):
            return True
        self._count(tier, cell, "places", count)
        return False

    def _count(self, tier: Tier, cell: Cell, name: str, count: int) -> None:
        what = f"{self._what()}{tier.name}"
        self._tell("OWN_AWARDS_COUNT", name, cell, what=what, count=str(count), places=str(tier.places))

    # ---- one row for all winners of a prize

    def _joined(self, tier: Tier, row: Row, wins: Sequence[Win]) -> None:
        cell = row.cells["name"]
        there = text_at(self.page.sheet, cell)
        names = [win.name for win in wins]
        if self.page.is_blank(cell):
            if names:
                self.page.write(cell, "、".join(names))
        elif there and not same_names(there, names):
            wanted = f"{tier.name}的获奖者是{persons(names)}" if names else f"{tier.name}空缺"
            self._tell("OWN_AWARDS_NAME", "name", cell, tier.name, there=typed(there), wanted=wanted)
        if won := row.cells.get("won"):
            self._won(won, tier, len(wins))
        if wins and "each" in row.cells:
            self._amount(tier, row, "each", wins[0], True)

    def _won(self, cell: Cell, tier: Tier, count: int) -> None:
        there = text_at(self.page.sheet, cell)
        if self.page.is_blank(cell):
            self.page.write(cell, float(count))
        elif there and number_in(there) != count:
            what = f"{tier.name}实际获奖数"
            self._tell("OWN_AWARDS_AMOUNT", "won", cell, tier.name, what=what, there=there, wanted=str(count))

    # ---- a row for each winner

    def _seats(self, tier: Tier, rows: list[Row], wins: Sequence[Win], agreed: bool) -> None:
        by_seat = {win.seat: win for win in wins}
        if len(by_seat) < len(wins):
            by_seat = dict(enumerate(wins, 1))
        rows = needed(rows, max(by_seat, default=0))
        if tier.places is not None and len(rows) > (most := max(tier.places, len(wins))):
            if agreed:
                self._count(tier, rows[most].cells["tier"], "tier", len(rows))
            rows = rows[:most]
        rows = self._by_seat(rows)
        for seat, row in enumerate(rows, 1):
            self._seat(tier, row, seat, by_seat.get(seat))
        left = [win.name for seat, win in sorted(by_seat.items()) if seat > len(rows)]
        if left:
            context = {"what": f"{self._what()}{tier.name}", "rows": str(len(rows)), "count": str(len(wins))}
            last = rows[-1].cells["name"]
            self._tell("OWN_AWARDS_ROWS", "name", last, tier.name, **context, names=persons(left))

    def _by_seat(self, rows: list[Row]) -> list[Row]:
        """The rows of a prize as their own column 席位 numbers them, where it does; else from the top."""
        numbers = [
            number_in(text_at(self.page.sheet, row.cells["seat"])) if "seat" in row.cells else None
            for row in rows
        ]
        if set(numbers) != set(range(1, len(rows) + 1)):
            return rows
        return [row for _, row in sorted(zip(numbers, rows, strict=True), key=lambda pair: pair[0] or 0)]

    def _seat(self, tier: Tier, row: Row, seat: int, win: Win | None) -> None:
        """Fill in one row, or say that it names somebody else."""
        cell, apart = row.cells["name"], f"{tier.name}{seat}"
        there = text_at(self.page.sheet, cell)
        theirs = win is None or folded(there) != folded(win.name)
        if there and theirs and not (win is None and there in NOBODY):
            wanted = f"得奖的是{masking.person(win.name)}" if win else "这个名额空缺"
            self._tell("OWN_AWARDS_NAME", "name", cell, apart, there=typed(there), wanted=wanted)
        if win is None:
            return
        mine = not (there and theirs)
        if mine and self.page.is_blank(cell):
            self.page.write(cell, win.name)
        if mine:
            self._key(row, win, apart)
            self._rank(row, win, apart)
        for name in ("each", "amount"):
            if name in row.cells:
                self._amount(tier, row, name, win, mine)

    def _key(self, row: Row, win: Win, apart: str) -> None:
        if cell := row.cells.get("key"):
            there = text_at(self.page.sheet, cell)
            if self.page.is_blank(cell):
                self.page.write(cell, win.key)
            elif there and folded(there) != folded(win.key):
                wanted = f"得奖的是{win.key}（{masking.person(win.name)}）"
                self._tell("OWN_AWARDS_NAME", "key", cell, apart, there=there, wanted=wanted)

    def _rank(self, row: Row, win: Win, apart: str) -> None:
        cell = row.cells.get("rank")
        if not cell or win.rank is None:
            return
        there = text_at(self.page.sheet, cell)
        if self.page.is_blank(cell):
            self.page.write(cell, float(win.rank))
        elif there and number_in(there) != win.rank:
            context = {"there": there, "rank": str(win.rank), "who": masking.person(win.name)}
            self._tell("OWN_AWARDS_RANK", "rank", cell, apart, **context)

    # ---- figures, and what is told

    def _amount(self, tier: Tier, row: Row, name: str, win: Win, mine: bool) -> None:
        """The money of a prize; what is counted in 个 never stands among money."""
        if tier.unit == "个" or name not in row.cells:
            return
        cell, sheet = row.cells[name], self.page.sheet
        unit = _unit(sheet, row, name)
        there = text_at(sheet, cell)
        if self.page.is_blank(cell):
            if mine:
                self.page.write(cell, win.fen / 100 / (_TEN_THOUSAND if unit else 1))
        elif there and _fen(sheet, cell, unit) != win.fen:
            wanted = money_words(win.fen)
            what = f"{tier.name}的{'奖金' if name == 'amount' else '单项金额'}"
            shown = f"{there}{unit}"
            self._tell("OWN_AWARDS_AMOUNT", name, cell, tier.name, what=what, there=shown, wanted=wanted)

    def _what(self) -> str:
        """The event and the group in words."""
        return f"{self.scope.label}{self.tiers[0].group}"

    def _tell(self, code: str, name: str, cell: Cell, apart: str = "", /, **context: str) -> None:
        own = code_of((*self.scope, self.tiers[0].group, apart)) if apart else ""
        self.page.tell(code, self.scope, name, cell, own, **context)


def _one_row_each(tiers: Iterable[Tier], rows: Mapping[str, Sequence[Row]]) -> bool:
    """Whether a table has one row a prize, for all its winners: it names the places, and a prize has several."""
    several = any((tier.places or 0) > 1 for tier in tiers if tier.name in rows)
    firm = [[row for row in found if not row.spare] for found in rows.values()]
    return several and all(len(found) == 1 and "places" in found[0].cells for found in firm)


def _unit(sheet: Sheet, row: Row, name: str) -> str:
    """万元 where the header of a column says so, or the line above the table; else blank."""
    head = row.head
    texts = [text_at(sheet, Cell(at, head.columns[name])) for at in range(head.row, head.bottom + 1)]
    texts += [text for text in (*row.own, *lines_above(sheet, head)) if "单位" in text]
    return "万元" if any("万元" in text for text in texts) else ""


def _fen(sheet: Sheet, cell: Cell, unit: str) -> int | None:
    """The amount in a cell; None where it says none."""
    value = sheet.value(cell)
    if isinstance(value, CellError):
        return None
    fen = parse_money(value, CellContext(unit=unit)).value
    return fen if isinstance(fen, int) else None
