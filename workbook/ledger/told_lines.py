"""What reconciling has to say: at the lines of the ledgers, at the rows of 销售额核对, and of decisions that are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from schemas.contest import Scope
from workbook.eligibility.figures import money_words
from workbook.ledger import states
from workbook.ledger.alike import Suggested
from workbook.ledger.claims import Explained
from workbook.ledger.reconciled import SHOWN, Rules
from workbook.ledger.sheet import Sale
from workbook.ledger.summary import StateSum
from workbook.merge.tables import OwnTable
from workbook.model import Finding, Place

_WHO: Final = ("shop", "host", "session")
BASIS: Final = "basis"
"""Stands for the time that decides."""
CODES: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    states.DIFFERING: ("ORDER_CONTRADICTS", ("order_id",)),
    states.DUPLICATE: ("ORDER_DUP", ("order_id",)),
    states.MAIN_AGAIN: ("ORDER_MAIN_AMOUNT", ("paid",)),
    states.MAIN_LINE: ("ORDER_MAIN_LINE", ("paid",)),
    states.REFUND_BLANK: ("REFUND_UNKNOWN", ("refund", "after", "status")),
    states.REFUNDING: ("REFUND_OPEN", ("after",)),
    states.UNREGISTERED: ("ORDER_NOBODY", _WHO),
    states.AMBIGUOUS: ("ORDER_UNCLEAR", _WHO),
    states.OUTSIDE: ("ORDER_OUTSIDE", (BASIS,)),
    states.NOT_ENTERED: ("ORDER_NOT_ENTERED", _WHO),
    states.OVERLAPPING: ("OVERLAP_EVENT", (BASIS,)),
    states.NO_SESSION: ("SESSION_MISSING", ("session", BASIS)),
    states.OTHER_EVENT: ("SESSION_ELSE", ("session",)),
}
"""State -> the code it is told with, and the fields it points to, the first that the file has; what a line says of
itself reading told already."""

_AT: Final[Mapping[str, str]] = {
    "CLAIM_NO_ORDERS": "claimed",
    "CLAIM_NOT_ENTERED": "claimed",
    "GRADE_OPEN": "grade",
    "GRADE_LOW": "grade",
}
"""Why a claim does not count as it is -> the field of 销售额核对 at which it is told."""


Sums = Sequence[tuple[str, str, int, int, int]]
"""file, state, lines, fen paid, fen given back"""

PlaceOf = Callable[[str, int, Sequence[str]], Place]
"""The cell of a line of a file: of the first of these fields that the file has."""


def lines(
    asked: Iterable[tuple[str, int, str]], place: PlaceOf, sums: Sums, basis: str, alike: Suggested
) -> Iterator[Finding]:
    """The lines that did not simply count, each with its cause; of many alike how many more there are.

    basis   the field of the time that decides; alike: what lines of nobody may have been meant to be
    """
    counts = {(file, state): count for file, state, count, _, _ in sums}
    seen: Counter[tuple[str, str]] = Counter()
    for file, line, state in asked:
        if state not in CODES:
            continue
        code, named = CODES[state]
        seen[file, state] += 1
        fields = [basis if field == BASIS else field for field in named]
        at = place(file, line, fields)
        yield Finding(code, at, (), fields[0], None, None, {"alike": alike.get((file, line), "")})
        more = counts[file, state] - SHOWN
        if seen[file, state] == SHOWN and more > 0:
            yield Finding("ORDERS_MORE", at, (), fields[0], None, None, {"count": f"{more:,}"})


def sums(found: Sums) -> list[StateSum]:
    """The sums of all files by state, the last that are asked first; only those that have lines."""
    total: dict[str, list[int]] = {state.code: [0, 0, 0] for state in states.STATES}
    for _, state, *numbers in found:
        total[state] = [a + b for a, b in zip(total[state], numbers, strict=True)]
    there = [state for state in reversed(states.STATES) if total[state.code][0]]
    return [StateSum(state.word, state.why, *total[state.code]) for state in there]


def tied(found: Sums, paid: int) -> str:
    """Whether the states come to what the files hold, fen; the identity of `reconcile` in words."""
    total = sum(fen for _, _, _, fen, _ in found)
    words = "与流水对平" if total == paid else f"与流水对不上，差{money_words(abs(total - paid))}"
    return f"实付 {money_words(total)}，{words}"


def about_rules(rules: Rules, source: str) -> Iterator[Finding]:
    """Decisions that are open and that something here rests on."""
    if not rules.decided:
        yield Finding("BASIS_OPEN", Place(source, "待确认事项"))


def about_sales(found: Iterable[Sale], table: OwnTable) -> Iterator[tuple[Scope, Finding]]:
    """Claims that do not tie with the ledger, and claims whose source is not good enough; each with its event."""
    rows: dict[tuple[str, str, str], int] = {}
    for row in table.rows():
        named = table.text(row, "key").upper(), table.text(row, "phase"), table.text(row, "event")
        rows.setdefault(named, row)
    added = table.last
    for sale in found:
        stands = rows.get((sale.key, *sale.scope))
        added += stands is None
        yield from ((sale.scope, finding) for finding in _about(sale, table, stands or added))


def _about(sale: Sale, table: OwnTable, row: int) -> Iterator[Finding]:
    who, claim = (sale.name,), sale.claim
    if sale.told in _AT and claim is not None:
        field = _AT[sale.told]
        words = {
            "claimed": money_words(claim.fen),
            "below": money_words(claim.below),
            "least": sale.why.rpartition("低于")[2],
        }
        yield Finding(sale.told, table.at(row, field), who, field, None, None, words)
    elif (gap := sale.explained) is not None and gap.gap:
        code = "CLAIM_GAP" if gap.residual else "CLAIM_EXPLAINED"
        yield Finding(code, table.at(row, "gap"), who, "gap", None, None, _gap(gap))


def _gap(gap: Explained) -> dict[str, str]:
    """A difference in words, with the advice that fits its sign."""
    more = gap.gap > 0
    return {
        "more": "多" if more else "少",
        "gap": money_words(abs(gap.gap)),
        "lines": gap.words if gap.found else "没有哪些行正好说明它",
        "advice": "提供多出部分的订单" if more else "核对有没有漏报",
    }
