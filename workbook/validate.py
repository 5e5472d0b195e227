"""Judging a batch: pandera over the parsed columns, then RULES over records, teams, sheets and files.

All findings come back sorted and each once. A rule that crashes becomes a finding that names it; the rest goes on.
Words, marks and reports are left to `codes`, `annotate` and `report`.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbook.apart import told_apart
from workbook.batch import Batch, Options
from workbook.model import Cell, Finding, Place
from workbook.rules import RULES


def validate(batch: Batch, options: Options) -> list[list[Finding]]:
    """The findings of each snapshot, sorted by place: what parsing noticed, column checks, rules."""
    by_file: dict[str, list[Finding]] = {}
    for finding in _all_findings(batch, options):
        by_file.setdefault(finding.at.file, []).append(finding)
    results = []
    for snapshot in batch.snapshots:
        own = [*snapshot.findings, *by_file.get(snapshot.source, ())]
        order = {sheet.name: n for n, sheet in enumerate(snapshot.book.sheets)} if snapshot.book else {}
        results.append(_tidy(own, order))
    return results


def _all_findings(batch: Batch, options: Options) -> Iterator[Finding]:
    for fmt in batch.frames:
        yield from column_checks(batch, fmt)
    for rule in RULES:
        try:
            found = list(rule(batch, options))
        except Exception as crash:  # noqa: BLE001 - one broken rule must not cost the clerk all the others
            name = f"{rule.__name__}: {type(crash).__name__}"
            found = [
                Finding("RULE_FAILED", Place(snapshot.source), rule=rule.__name__, context={"rule": name})
                for snapshot in batch.snapshots
            ]
        yield from found


def column_checks(batch: Batch, fmt: str) -> Iterator[Finding]:
    """What pandera's schema of a format says, mapped back from frame rows to cells."""
    from pandera.errors import SchemaErrors  # pandera takes 0.3 s to import: only a check pays for it

    from schemas.frames import schema_of

    frame = batch.frames[fmt]
    if not frame.height:
        return
    try:
        schema_of(batch.tables[fmt][0].format).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return
    rows = frame.select("table", "record")
    for column, check, index in cases.select("column", "check", "index").iter_rows():
        table, record = rows.row(int(index))
        yield batch.finding(str(check), fmt, {"table": table, "record": record}, str(column))


def _tidy(findings: list[Finding], order: dict[str, int]) -> list[Finding]:
    """Each finding once and told apart, in reading order: file, then sheets in order, then row by row.

    Records that share a cell find the same of it. Several columns may be missing at one header cell.
    """
    once: dict[tuple[str, Place, str | None], Finding] = {}
    for finding in findings:
        once.setdefault((finding.code, finding.at, finding.context.get("column")), finding)

    def key(finding: Finding) -> tuple[int, Cell, str]:
        sheet = order.get(finding.at.sheet, len(order)) if finding.at.sheet else -1
        return sheet, finding.at.cell or Cell(0, 0), finding.code

    return told_apart(sorted(once.values(), key=key))
