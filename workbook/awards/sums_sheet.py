"""奖金汇总: the budget of each phase, and for each tier places, winners, money and what is left; every figure a formula.

Counts and sums look at 奖金分配表, places and amounts at 规则_奖项, so that finance can add up by hand what stands there.
The whole sheet is written in the order of the card whenever prizes change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from schemas.contest import Card, Event, Scope, Tier
from workbook.awards.award_sheet import AWARDS, Amounts
from workbook.awards.rows import Live, Written
from workbook.awards.sources import DRAFT, FINAL, in_yuan
from workbook.capital import capital, capital_formula
from workbook.edits import Scalar
from workbook.ledger.sheet import yuan
from workbook.ledger.summary import down_to, literal
from workbook.merge.tables import OwnTable
from workbook.model import Cell

SUMS: Final = "奖金汇总"
PAYOUTS: Final = "奖金发放表"
_PAID: Final = ("已付", "退票")
"""What was paid; a line that came back and its reversal come to nothing."""
_WAIVED: Final = ("放弃",)
SUM: Final = "合计"
BUDGET, DECIDED, DRAFTED, LEFT, PAID_OUT, PENDING, WAIVED, UNLISTED = (
    "本期预算", "已定稿", "试算(未定稿)", "预算结余", "已发放", "待付", "放弃领奖", "未列入发放表",
)  # fmt: skip
"""The rows of a phase: what the notice declares, what was decided of it, what is left; and of what was decided, what was
paid, what is still to be paid, what was given up, and what 奖金发放表 does not have yet."""
_SAME, _LESS, _OVER = "与应发一致", "有没分配的", "超过应发"


class Awarded(NamedTuple):
    """A row of 奖金分配表 as it stands after a run. fen 0: nobody has the seat."""

    scope: Scope
    group: str
    tier: str
    key: str
    fen: int
    state: str


def awarded(table: OwnTable, scopes: Iterable[Scope], written: Iterable[Written]) -> list[Awarded]:
    """All rows: those just written, and those of other events (and rows people added) as they stand."""
    ours = {scope for scope in scopes}
    found = []
    for row in table.rows():
        scope = table.scope(row)
        if scope in ours and table.text(row, "rules"):
            continue
        amount = table.value(row, "amount")
        fen = round(amount * 100) if isinstance(amount, float) else 0
        text = {name: table.text(row, name) for name in ("group", "tier", "key", "state")}
        found.append(Awarded(scope, text["group"], text["tier"], text["key"], fen, text["state"]))
    for one in written:
        text = {
            name: str(one.cells.get(name) or "")
            for name in ("phase", "event", "group", "tier", "key", "state")
        }
        amount = one.cells.get("amount")
        fen = round(amount * 100) if isinstance(amount, float) else 0
        scope = Scope(text["phase"], text["event"])
        found.append(Awarded(scope, text["group"], text["tier"], text["key"], fen, text["state"]))
    return found


class Paying(NamedTuple):
    """A row of 奖金发放表: fen of the prize, what became of it."""

    phase: str
    state: str
    fen: int


def paying_rows(table: OwnTable) -> list[tuple[int, Paying]]:
    """The rows of 奖金发放表 as they stand, with their numbers."""
    found = []
    for row in table.rows():
        award = table.value(row, "award")
        if isinstance(award, float):
            one = Paying(table.text(row, "phase"), table.text(row, "state"), round(award * 100))
            found.append((row, one))
    return found


@dataclass(frozen=True)
class Sheets:
    """The sheets the formulas look at, and what will stand in 奖金分配表. last: the last row it will have."""

    card: Card
    amounts: Amounts
    sums: OwnTable
    awards: OwnTable
    payouts: OwnTable
    rows: Sequence[Awarded]
    paying: Sequence[Paying]

    @property
    def last(self) -> int:
        """The last row of 奖金分配表 that is looked at."""
        return down_to(self.awards.last + len(self.awards.added))


def write_sums(sheets: Sheets) -> None:
    """Write the sheet anew, row by row; what is left of it is emptied."""
    table = sheets.sums
    rows = [*_budgets(sheets), *_tables(sheets)]
    for number, written in enumerate(rows):
        row = table.header + 1 + number
        if row > table.last:
            row = table.add(written.cells)
        else:
            for name in table.columns:
                if name not in written.live:
                    table.write(row, name, written.cells.get(name))
        for name, live in written.live.items():
            table.live(row, name, live.formula.replace("#", str(row)), live.value)
    for row in range(table.header + 1 + len(rows), table.last + 1):
        for name in table.columns:
            if (
                Cell(row, table.columns[name]) in table.sheet.facts.formulas
                or table.value(row, name) is not None
            ):
                table.write(row, name, None)


def _budgets(sheets: Sheets) -> Iterator[Written]:
    """本期预算 of each phase with prizes in 元; of a contest without phases its own."""
    card = sheets.card
    phases: Sequence[Event] = card.phases or ((card.contest,) if card.contest else ())
    at = sheets.sums.header + 1
    for phase in phases:
        name = phase.scope.phase
        if phase.unit == "个" or not any(t.unit == "元" and t.scope.phase == name for t in card.tiers):
            continue
        mine = [row for row in sheets.rows if row.scope.phase == name]
        decided = sum(row.fen for row in mine if row.state == FINAL)
        drafted = sum(row.fen for row in mine if row.state == DRAFT)
        total = (
            phase.total
            if phase.total is not None
            else sum(t.total for t in card.tiers if t.scope.phase == name)
        )
        yield from _block(sheets, name, total, decided, drafted, at)
        at += 8


def _block(
    sheets: Sheets, name: str, total: int, decided: int, drafted: int, first: int
) -> Iterator[Written]:
    """The rows of one phase. first: the row they begin on."""
    a, d = sheets.sums.letter("amount"), sheets.sums.letter("due")
    listed, paid, waived = (_fen_in(sheets, name, states) for states in (None, _PAID, _WAIVED))
    pending = listed - paid - waived
    words = Live(capital_formula(f"{d}#"), capital(total))
    yield _line(name, BUDGET, {"due": yuan(total)}, capital=words)
    final = Live(_by_state(sheets, name, FINAL), yuan(decided))
    yield _line(name, DECIDED, amount=final, capital=Live(capital_formula(f"{a}#"), capital(decided)))
    yield _line(name, DRAFTED, amount=Live(_by_state(sheets, name, DRAFT), yuan(drafted)))
    yield _line(name, LEFT, left=Live(f"=ROUND({d}{first}-{a}{first + 1},2)", yuan(total - decided)))
    yield _line(name, PAID_OUT, amount=Live(_paid_out(sheets, name, _PAID), yuan(paid)))
    rest = f"{_paid_out(sheets, name, None)}-{a}{first + 4}-{a}{first + 6}"
    yield _line(name, PENDING, amount=Live(f"=ROUND({rest[1:]},2)", yuan(pending)))
    yield _line(name, WAIVED, amount=Live(_paid_out(sheets, name, _WAIVED), yuan(waived)))
    unlisted = f"=ROUND({a}{first + 1}-{a}{first + 4}-{a}{first + 5}-{a}{first + 6},2)"
    yield _line(name, UNLISTED, left=Live(unlisted, yuan(decided - listed)))


def _fen_in(sheets: Sheets, phase: str, states: Sequence[str] | None) -> int:
    return sum(
        one.fen for one in sheets.paying if one.phase == phase and one.state in (states or (one.state,))
    )


def _line(phase: str, item: str, cells: Mapping[str, Scalar] | None = None, **live: Live) -> Written:
    return Written({"phase": phase or None, "item": item, **(cells or {})}, live)


def _by_state(sheets: Sheets, phase: str, state: str) -> str:
    return (
        f"=SUMIFS({_awards(sheets, 'amount')},{_awards(sheets, 'phase')},"
        f'"={literal(phase)}",{_awards(sheets, "state")},"={literal(state)}")'
    )


def _paid_out(sheets: Sheets, phase: str, states: Sequence[str] | None) -> str:
    """The sum of a phase on 奖金发放表; states: only of lines in one of these."""
    table, last = sheets.payouts, down_to(sheets.payouts.last + len(sheets.payouts.added))
    award, phases, state = (
        f"'{PAYOUTS}'!${table.letter(n)}${table.header + 1}:${table.letter(n)}${last}"
        for n in ("award", "phase", "state")
    )
    named = f'SUMIFS({award},{phases},"={literal(phase)}"'
    sums = [f"{named})"] if states is None else [f'{named},{state},"={literal(one)}")' for one in states]
    return f"={'+'.join(sums)}"


def _awards(sheets: Sheets, name: str) -> str:
    table = sheets.awards
    letter = table.letter(name)
    return f"'{AWARDS}'!${letter}${table.header + 1}:${letter}${sheets.last}"


def _tables(sheets: Sheets) -> Iterator[Written]:
    """The tiers of each award table, and a sum for each event."""
    tables = {key: tiers for key, tiers in sheets.card.tables().items() if in_yuan(tiers)}
    for event in sheets.card.stages:
        mine = [tier for (scope, _), tiers in tables.items() if scope == event.scope for tier in tiers]
        for tier in mine:
            yield _tier(sheets, tier)
        if mine:
            yield _sum(sheets, event.scope, mine)


def _tier(sheets: Sheets, tier: Tier) -> Written:
    mine = [r for r in sheets.rows if (r.scope, r.group, r.tier) == (tier.scope, tier.group, tier.name)]
    live = {
        "places": Live(sheets.amounts.formula(tier, "places"), float(tier.places or 0)),
        "each": Live(sheets.amounts.formula(tier), yuan(tier.amount or 0)),
        "due": Live(_times(sheets), yuan(tier.total)),
        **_counted(sheets, mine, tier.scope, tier.total, {"group": tier.group, "tier": tier.name}),
    }
    cells = {"phase": tier.scope.phase or None, "event": tier.scope.event, "group": tier.group or None}
    return Written({**cells, "item": tier.name}, live)


def _times(sheets: Sheets) -> str:
    return f"={sheets.sums.letter('places')}#*{sheets.sums.letter('each')}#"


def _sum(sheets: Sheets, scope: Scope, tiers: Sequence[Tier]) -> Written:
    """The sums of an event, in capitals, and whether they come to what the card gives."""
    mine = [row for row in sheets.rows if row.scope == scope]
    due, total = sum(tier.total for tier in tiers), sum(row.fen for row in mine)
    places = sum(tier.places or 0 for tier in tiers)
    amount, left = (f"{sheets.sums.letter(name)}#" for name in ("amount", "left"))
    live = {
        "places": Live(sheets.amounts.look_up("places", scope), float(places)),
        "due": Live(sheets.amounts.look_up("subtotal", scope), yuan(due)),
        **_counted(sheets, mine, scope, due, {}),
        "capital": Live(capital_formula(amount), capital(total)),
        "remark": Live(
            f'=IF({left}=0,"{_SAME}",IF({left}>0,"{_LESS}","{_OVER}"))',
            _SAME if due == total else _LESS if due > total else _OVER,
        ),
    }
    return Written({"phase": scope.phase or None, "event": scope.event, "item": SUM}, live)


def _counted(
    sheets: Sheets, mine: Sequence[Awarded], scope: Scope, due: int, more: Mapping[str, str]
) -> dict[str, Live]:
    """Winners, money, and what is left of what is due."""
    named = {"phase": scope.phase, "event": scope.event, **more}
    pairs = ",".join(f'{_awards(sheets, name)},"={literal(text)}"' for name, text in named.items())
    total = sum(row.fen for row in mine)
    amount = f"=SUMIFS({_awards(sheets, 'amount')},{pairs})"
    winners = f'=COUNTIFS({pairs},{_awards(sheets, "key")},"?*")'
    left = f"=ROUND({sheets.sums.letter('due')}#-{sheets.sums.letter('amount')}#,2)"
    return {
        "winners": Live(winners, float(sum(bool(row.key) for row in mine))),
        "amount": Live(amount, yuan(total)),
        "left": Live(left, yuan(due - total)),
    }
