"""lint: everything wrong, open or proved about a rule card, as findings in reading order."""

from __future__ import annotations

from workbook.card.checks import CHECKS
from workbook.card.read import CardSheets
from workbook.card.versions import changes
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
