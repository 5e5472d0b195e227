"""What was sold: 净销售额 row by row, what counts, the score it becomes, and the sums of 对账汇总 against 销售流水."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbook.model import Finding
from workbook.verify.contest import Contest, Scope, label
from workbook.verify.reading import Line, yuan

_SUMS: Final = ("合计", "流水合计", "差额", "销售额核对净额")
"""Rows of 对账汇总 that are sums."""


def about_sales(contest: Contest) -> Iterator[Finding]:
    """What does not add up, of the events that are verified."""
    for scope in contest.judged:
        seen: dict[str, Line] = {}
        for line in contest.of("销售额核对", scope):
            yield from _row(line)
            if line.key() and seen.setdefault(line.key(), line) is not line:
                yield line.find("VERIFY_TWO_ROWS", "key", key=line.key(), row=seen[line.key()].number)
        yield from _ties(contest, scope)


def _row(line: Line) -> Iterator[Finding]:
    gross, refunds, net = line.fen("gross"), line.fen("refunds"), line.fen("net")
    counted, claimed = line.fen("counted"), line.fen("claimed")
    if uncached(line, "net") and gross is not None:
        yield line.find("VERIFY_UNCACHED", "net")
    elif gross is not None and net != gross - (refunds or 0):
        expected = yuan(gross - (refunds or 0))
        yield line.find("VERIFY_SUM", "net", what="净销售额", expected=expected, found=yuan(net))
    elif net is not None and claimed is not None and line.fen("gap") not in (None, claimed - net):
        expected, found = yuan(claimed - net), yuan(line.fen("gap"))
        yield line.find("VERIFY_SUM", "gap", what="差额", expected=expected, found=found)
    if counted is not None and net is not None and counted not in (net, claimed):
        yield line.find("VERIFY_SUM", "counted", what="计入销售额", expected=yuan(net), found=yuan(counted))


def _ties(contest: Contest, scope: Scope) -> Iterator[Finding]:
    """Every line of a ledger has one state: the states add up to what was imported."""
    name = label(scope)
    rows = [line for line in contest.lines("对账汇总") if line.text("scope") == name]
    if not rows:
        return
    states = [line for line in rows if line.text("meaning")]
    summed = {line.text("state"): line for line in rows if not line.text("meaning")}
    imported = [
        line
        for line in contest.lines("销售流水")
        if line.text("scope") == name and line.text("state") == "现用"
    ]
    total = sum(line.fen("paid") or 0 for line in states)
    ledger = sum(line.fen("total") or 0 for line in imported)
    checked = contest.of("销售额核对", scope)
    unknown = any(uncached(line, "net") for line in checked)
    net = sum(line.fen("net") or 0 for line in checked)
    due = {"合计": total, "流水合计": ledger, "差额": total - ledger, "销售额核对净额": net}
    for state in _SUMS:
        line = summed.get(state)
        if line is not None and uncached(line, "paid"):
            yield line.find("VERIFY_UNCACHED", "paid")
        elif state == _SUMS[-1] and unknown:
            continue  # told at 销售额核对
        elif line is not None and line.fen("paid") != due[state]:
            context = {
                "what": f"{name}{state}",
                "expected": yuan(due[state]),
                "found": yuan(line.fen("paid")),
            }
            yield line.find("VERIFY_SUM", "paid", **context)
    if total != ledger:
        at = summed.get("差额", rows[0])
        context = {"what": f"{name}流水", "expected": yuan(ledger), "found": yuan(total)}
        yield at.find("VERIFY_SUM", "paid", **context)


def uncached(line: Line, name: str) -> bool:
    """Whether a cell holds a formula nobody reckoned: nothing that rests on it can be verified."""
    return bool(line.formula(name)) and line.raw(name) is None


def sales_rows(contest: Contest, scope: Scope) -> dict[str, Line]:
    """Entrant -> its row of 销售额核对; of two the first."""
    found: dict[str, Line] = {}
    for line in contest.of("销售额核对", scope):
        if line.key():
            found.setdefault(line.key(), line)
    return found
