"""Safe fixes: findings of severity "fix" as edits, with a preview. Nothing is guessed and nothing is lost.

Each edit expects the content it replaces; the inverse edits that a host answers with keep the originals (in the
undo store, not in notes).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from workbook import masking
from workbook.codes import Lang, severity
from workbook.edits import Content, Edit, Expect, SetCell
from workbook.model import Book, Cell, CellError, Finding
from workbook.shown import masked_fields, show, who

READ_AS_IS = frozenset({"TEAM_FILL"})
"""Tidied while reading: the merged cell itself stays as the user made it."""


class Change(NamedTuple):
    """One line of the preview, masked: place, who, before, after, why."""

    sheet: str
    cell: Cell
    who: str
    before: str
    after: str
    why: str


def fix_edits(book: Book, findings: Sequence[Finding]) -> tuple[list[Edit], list[Finding]]:
    """The edits of all safe fixes, and the findings they settle. A cell is changed at most once."""
    edits: list[Edit] = []
    settled: list[Finding] = []
    taken: set[tuple[str, Cell]] = set()
    for finding in findings:
        place = finding.at
        if severity(finding.code) != "fix" or finding.code in READ_AS_IS or finding.suggest is None:
            continue
        sheet = book.sheet(place.sheet) if place.sheet else None
        if sheet is None or place.cell is None or (sheet.name, place.cell) in taken:
            continue
        raw = sheet.value(place.cell)
        if isinstance(raw, CellError):
            continue
        formula = sheet.facts.formulas.get(place.cell)
        expect = Expect(Content(raw, f"={formula}" if formula else None))
        text = _replacement(raw, finding)
        if text is None:
            continue
        taken.add((sheet.name, place.cell))
        edits.append(SetCell(sheet.name, place.cell, text, expect=expect, merged="anchor"))
        settled.append(finding)
    return edits, settled


def _replacement(raw: object, finding: Finding) -> str | None:
    """The new text: the suggestion, or the cell's text with the value replaced where a label shares the cell."""
    if isinstance(raw, str) and finding.value is not None and raw != finding.value:
        return raw.replace(finding.value, finding.suggest or "", 1) if finding.value in raw else None
    return finding.suggest


def preview(findings: Sequence[Finding], lang: Lang = "zh") -> list[Change]:
    """What would be changed, for people to look at first."""
    changes = []
    for finding in findings:
        if finding.at.sheet and finding.at.cell:
            why = show(finding, lang).message
            before, after = _told(finding, finding.value), _told(finding, finding.suggest)
            changes.append(Change(finding.at.sheet, finding.at.cell, who(finding), before, after, why))
    return changes


def _told(finding: Finding, text: str | None) -> str:
    """A value as a preview may show it: what is tidied stays visible, a personal number does not."""
    if finding.field in masked_fields():
        return visible(masking.shape(text or ""))
    return visible(masking.numbers_in(text or ""))


def visible(text: str) -> str:
    """Invisible characters in words, so that a preview shows what is taken out, on a Chinese console, too."""
    blank, line = "〔空格〕", "〔换行〕"
    names = {"\t": "〔制表符〕", "\n": line, "\r": line, " ": blank, "\u00a0": blank, "\u3000": blank}
    return "".join(names.get(c, c if c.isprintable() else "〔不可见字符〕") for c in text)
