"""销售流水 and 对账汇总: which ledgers the figures rest on, what became of their lines, and that everything ties out.

A run over one event and a run over all have rows of their own (范围). A run over all takes the place of runs over single
events, but for events its ledgers have no line of: these keep what they rest on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from schemas.common import GRADES
from schemas.contest import Scope
from workbook.edits import Scalar
from workbook.ledger import states
from workbook.ledger.claims import counts
from workbook.ledger.sheet import SALES, yuan
from workbook.merge.tables import OwnTable
from workbook.model import Finding

LEDGERS: Final = "销售流水"
SUMMARY: Final = "对账汇总"
ALL: Final = "全部活动"
IN_USE, REPLACED = "现用", "已替换"
SUM, LEDGER_SUM, GAP = "合计", "流水合计", "差额"
COUNTS, ELSEWHERE, TWICE, ROWS, TIE = (
    "计入净额",
    "减：计入其他活动",
    "加：两个活动各算一次",
    "销售额核对净额",
    "核对差额",
)
"""Rows that hold what counts against the rows of 销售额核对."""
UNTIED: Final = "以后又单独核对过其中的活动，核对差额见该活动各行。"
TIED: Final = (COUNTS, ELSEWHERE, TWICE, ROWS, TIE)
_LIVE: Final[Mapping[str, tuple[str, ...]]] = {
    SUM: ("lines", "paid", "refunds"),
    LEDGER_SUM: ("paid",),
    GAP: ("paid",),
    COUNTS: ("paid",),
    ROWS: ("paid",),
    TIE: ("paid",),
}
"""Rows of 对账汇总 that are formulas, and in which columns."""
_ROOM: Final = 500
"""Formulas look down to a multiple of so many rows."""


class LedgerRow(NamedTuple):
    """A file of orders: what stays in the workbook of it. total: fen of all readable lines; mark: hash of its bytes."""

    file: str
    platform: str
    rows: int
    total: int
    mark: str


class StateSum(NamedTuple):
    """What became of the lines that ended in one state. fen"""

    state: str
    meaning: str
    lines: int
    paid: int
    refunds: int


class Run(NamedTuple):
    """One run: the name its rows have in 范围, and the events whose rows of 销售额核对 it writes."""

    scope: str
    events: Sequence[Scope]

    def replaces(self, scope: str) -> bool:
        """Whether it takes the place of rows of a scope."""
        return scope == self.scope or (self.scope == ALL and scope in {event.label for event in self.events})


class Sums(NamedTuple):
    """What the lines came to. fen

    states     every state that has lines; total: of all files
    elsewhere  net that counts in events the run does not write; twice: net that counts in two events, once too often
    rows       net of the rows of 销售额核对 that the run writes; copies: of rows that a person copied there
    """

    states: Sequence[StateSum]
    total: int
    elsewhere: int
    twice: int
    rows: int
    copies: int = 0

    @property
    def paid(self) -> int:
        """Of all states."""
        return sum(state.paid for state in self.states)

    @property
    def counts(self) -> int:
        """What counts, by the states."""
        words = {states.WORDS[code] for code in states.COUNTING}
        return sum(state.paid - state.refunds for state in self.states if state.state in words)

    @property
    def gap(self) -> int:
        """What counts less the rows of 销售额核对: nothing, or we made a mistake."""
        return self.counts - self.elsewhere + self.twice - self.rows


def in_use(table: OwnTable, scope: str) -> bool:
    """Whether figures of these events rest on a ledger already."""
    scopes = {table.text(row, "scope") for row in table.rows() if table.text(row, "state") == IN_USE}
    return bool(scopes) if scope == ALL else not scopes.isdisjoint((scope, ALL))


def untouched(table: OwnTable, covered: Collection[str]) -> set[str]:
    """Labels of events with a ledger of their own in use, of which the ledgers of a run over all have no line."""
    own = {table.text(row, "scope") for row in table.rows() if table.text(row, "state") == IN_USE}
    return own.difference(covered, (ALL,))


def write_ledgers(table: OwnTable, ledgers: Sequence[LedgerRow], run: Run, grade: str, when: str) -> None:
    """Name the files in 销售流水; those of an earlier run over the same events are 已替换."""
    given = {(ledger.mark, ledger.file): ledger for ledger in ledgers}
    known = {
        ledger.mark: ledger for ledger in ledgers if sum(one.mark == ledger.mark for one in ledgers) == 1
    }
    for row in table.rows():
        if not run.replaces(table.text(row, "scope")):
            continue
        mark = table.text(row, "mark")
        ledger = given.get((mark, table.text(row, "file")), known.get(mark))
        other = table.text(row, "scope") != run.scope
        if other or ledger is None or given.pop((mark, ledger.file), None) is None:
            table.write(row, "state", REPLACED)
            continue
        for name, value in (*_facts(ledger).items(), ("state", IN_USE)):
            table.write(row, name, value)
    for ledger in given.values():
        more: dict[str, Scalar] = {"scope": run.scope, "grade": grade, "imported": when, "state": IN_USE}
        table.add({**_facts(ledger), **more})


def about_grades(table: OwnTable, run: Run, least: Mapping[Scope, str]) -> Iterator[Finding]:
    """Ledgers in use that a person gave a source below what was decided for an event of the run."""
    wanted = [grade for scope, grade in least.items() if grade and scope in run.events]
    strictest = min(wanted, key=GRADES.index, default="")
    for row in table.rows():
        grade = table.text(row, "grade")
        in_run = run.replaces(table.text(row, "scope")) and table.text(row, "state") == IN_USE
        if strictest and in_run and grade in GRADES and not counts(grade, strictest):
            context = {"least": strictest}
            yield Finding("LEDGER_GRADE", table.at(row, "grade"), (), "grade", grade, None, context)


def _facts(ledger: LedgerRow) -> dict[str, Scalar]:
    """What stays of a file in the workbook."""
    return {
        "file": ledger.file, "platform": ledger.platform or None, "rows": float(ledger.rows),
        "total": yuan(ledger.total), "mark": ledger.mark,
    }  # fmt: skip


def write_summary(table: OwnTable, sums: Sums, ledgers: OwnTable, sales: OwnTable, run: Run) -> None:
    """Write 对账汇总 of a run: rows it replaces are used again in order, what is left of them is emptied.

    sales   销售额核对, with the rows of the run. What was tied over all events is so no more after a run over one of them
    """
    free = [row for row in table.rows() if run.replaces(table.text(row, "scope"))]
    block = _Block(table, free, run.scope, down_to(table.last + len(sums.states)))
    for state in sums.states:
        block.put(
            state.state, meaning=state.meaning, lines=float(state.lines), paid=yuan(state.paid),
            refunds=yuan(state.refunds),
        )  # fmt: skip
    _write_sums(block, sums, ledgers)
    _write_tie(block, sums, sales, run)
    for row in (*free, *(_untied(table) if run.scope != ALL else ())):
        for name in table.columns:
            table.write(row, name, None)


def _untied(table: OwnTable) -> Iterator[int]:
    """The rows of a run over all events that its tie no longer needs; its last says why there is none."""
    for row in table.rows():
        if table.text(row, "scope") != ALL or (state := table.text(row, "state")) not in TIED:
            continue
        if state != TIE:
            yield row
            continue
        for name in table.columns:
            table.write(row, name, {"scope": ALL, "meaning": UNTIED}.get(name))


class _Block:
    """The rows of one scope, written in order."""

    def __init__(self, table: OwnTable, free: list[int], scope: str, last: int) -> None:
        self.table, self.free, self.scope, self.last = table, free, scope, last
        self.paid = table.letter("paid")

    def put(self, state: str, **cells: Scalar) -> int:
        """A row that is free, else a new one."""
        told = {"scope": self.scope, "state": state, **cells}
        if not self.free:
            return self.table.add(told)
        row = self.free.pop(0)
        for name in self.table.columns:
            if name not in _LIVE.get(state, ()):
                self.table.write(row, name, told.get(name))
        return row

    def live(self, state: str, formula: str, fen: int) -> int:
        """A row whose 实付 is a formula; # in it stands for the row."""
        row = self.put(state)
        self.table.live(row, "paid", formula.replace("#", str(row)), yuan(fen))
        return row

    def column(self, name: str) -> str:
        """All cells of a column, for a formula."""
        letter = self.table.letter(name)
        return f"${letter}${self.table.header + 1}:${letter}${self.last}"

    def scoped(self, column: str, criterion: str) -> str:
        """The sum of a column over the rows of the scope that meet a criterion."""
        scope = f"{self.column('scope')},${self.table.letter('scope')}#"
        return f"SUMIFS({self.column(column)},{scope},{criterion})"


def _write_sums(block: _Block, sums: Sums, ledgers: OwnTable) -> None:
    """合计, 流水合计 and 差额."""
    row = block.put(SUM)
    meant = f'{block.column("meaning")},"?*"'  # the rows of states
    for name, value in (
        ("lines", float(sum(state.lines for state in sums.states))),
        ("paid", yuan(sums.paid)),
        ("refunds", yuan(sum(state.refunds for state in sums.states))),
    ):
        block.table.live(row, name, "=" + block.scoped(name, meant).replace("#", str(row)), value)
    below = block.put(LEDGER_SUM)
    block.table.live(below, "paid", _ledger_sum(block.table, ledgers, below), yuan(sums.total))
    block.live(GAP, f"=ROUND({block.paid}{row}-{block.paid}{below},2)", sums.paid - sums.total)


def _write_tie(block: _Block, sums: Sums, sales: OwnTable, run: Run) -> None:
    """What counts against the rows of 销售额核对."""
    full, part = (
        f'{block.column("state")},"{states.WORDS[code]}"' for code in (states.COUNTED, states.PART_REFUND)
    )
    formula = f"={block.scoped('paid', full)}+{block.scoped('paid', part)}-{block.scoped('refunds', part)}"
    parts = [f"{block.paid}{block.live(COUNTS, formula, sums.counts)}"]
    for state, sign, fen in ((ELSEWHERE, "-", sums.elsewhere), (TWICE, "+", sums.twice)):
        if fen:
            parts.append(f"{sign}{block.paid}{block.put(state, paid=yuan(fen))}")
    row = block.live(
        ROWS, "=" + "+".join(_rows_of(sales, scope) for scope in run.events), sums.rows + sums.copies
    )
    block.live(TIE, f"=ROUND({''.join(parts)}-{block.paid}{row},2)", sums.gap - sums.copies)


def _rows_of(sales: OwnTable, scope: Scope) -> str:
    """The net of the rows of 销售额核对 of an event."""
    first, last = sales.header + 1, down_to(sales.last + len(sales.added))
    net, phases, events = (
        f"'{SALES}'!${sales.letter(name)}${first}:${sales.letter(name)}${last}"
        for name in ("net", "phase", "event")
    )
    phase, event = (f'"={literal(text)}"' for text in scope)
    return f"SUMIFS({net},{phases},{phase},{events},{event})"


def literal(text: str) -> str:
    """A text as a criterion that is equal to it alone."""
    for sign in "~*?":
        text = text.replace(sign, f"~{sign}")
    return text.replace('"', '""')


def down_to(last: int) -> int:
    """The last row a formula looks at, with room: the same until the sheet has grown by much."""
    return _ROOM * -(-(last + _ROOM // 5) // _ROOM)


def _ledger_sum(table: OwnTable, ledgers: OwnTable, row: int) -> str:
    """The sum of the files in use of a scope."""
    first, last = ledgers.header + 1, down_to(ledgers.last + len(ledgers.added))
    total, scope, state = (
        f"'{LEDGERS}'!${ledgers.letter(n)}${first}:${ledgers.letter(n)}${last}"
        for n in ("total", "scope", "state")
    )
    return f'=SUMIFS({total},{scope},${table.letter("scope")}{row},{state},"{IN_USE}")'
