"""lint: everything wrong, open or proved about a rule card, as findings in reading order."""

from __future__ import annotations

from schemas.contest import Event, Point, Rule, Scope
from workbook.card.checks import CHECKS
from workbook.card.read import CardSheets
from workbook.card.versions import changes
from workbook.codes import severity
from workbook.model import Book, Cell, Finding, Place


def lint(book: Book, sheets: CardSheets) -> list[Finding]:
    """What reading noticed, then every check. A check that crashes is named and the others go on.

    book   the workbook the card was read from: its order of sheets is the order of the findings
    """
    found = list(sheets.findings)
    for check in CHECKS:
        if not check.needs <= set(sheets.tables):
            continue  # that the sheet is missing was said already
        try:
            found += check.run(sheets)
        except Exception as crash:  # noqa: BLE001 - one broken check must not cost the user all the others
            name = f"{check.run.__name__}: {type(crash).__name__}"
            place = Place(sheets.source)
            found.append(Finding("RULE_FAILED", place, rule=check.run.__name__, context={"rule": name}))
    found += changes(book, sheets)
    order = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    return sorted(found, key=lambda f: (order.get(f.at.sheet or "", -1), f.at.cell or Cell(0, 0), f.code))


def errors_of(book: Book, sheets: CardSheets, scope: Scope) -> list[Finding]:
    """The errors of a card that speak of an event, or of all."""
    spoken: dict[tuple[str | None, int], bool] = {}
    card = sheets.card
    own = any(event.scope == scope and event.total is not None for event in card.stages)
    rules: tuple[tuple[Rule, ...], ...] = (
        card.events, card.groups, card.conditions, card.tiers, card.duties, card.scores, card.choices, card.points
    )  # fmt: skip
    for rule in (rule for some in rules for rule in some):
        table = sheets.table(rule)
        place = table.at(rule.row, next(iter(table.places.fields())))
        if place.cell:
            here = rule.concerns(scope) if isinstance(rule, Point) else rule.scope.covers(scope)
            if isinstance(rule, Event) and rule.scope != scope:
                here = (
                    here and not own
                )  # sums of a phase are of all its events; this one has a sum of its own
            spoken[place.sheet, place.cell.row] = here
    errors = [finding for finding in lint(book, sheets) if severity(finding.code) == "error"]
    return [f for f in errors if spoken.get((f.at.sheet, f.at.cell.row if f.at.cell else 0), True)]
