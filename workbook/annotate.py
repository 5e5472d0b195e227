"""Findings as edits: a fill and a note at each cell, and the sheet 问题清单. And the way back.

Marks are told by their notes: each ends with its number, `〔检查提示 12〕`, so they are found again when rows
were moved. The list keeps, in hidden columns, what each marked cell looked like before; `clear_edits` puts it
back and leaves whatever a person changed since.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from workbook.codes import COLORS, severity
from workbook.edits import NOTE_MARK, Edit, Expect, Fill, Note, RemoveSheet, Restore, _Unset
from workbook.findings_sheet import Mark, causes, decisions_in, list_edits, marks_on, sheet_name
from workbook.host import Applied, Host
from workbook.model import Book, Cell, Finding, Severity
from workbook.sheets import is_ours
from workbook.shown import sentence, show

_GRAVEST: Final[tuple[Severity, ...]] = ("error", "warning", "fix", "info")
_NUMBER = re.compile(r"〔检查提示 (\d+)〕\s*$")
_NOTE_LIMIT = 30_000
"""Excel takes 32,767 characters in a note; a user's own text stands above ours."""

SameMark = Mapping[tuple[str, Cell], list[Finding]]


def annotate(host: Host, book: Book, findings: Sequence[Finding]) -> Applied:
    """Replace our marks in a workbook: clear the old ones, mark the cells, write the list.

    The answer's inverse edits take it all back. A cell that cannot carry a note is listed, not marked.
    """
    cleared = host.apply(clear_edits(book), conflicts="skip")
    if not findings:
        return cleared
    cells = cells_to_mark(findings)
    noted = host.apply(note_edits(cells), conflicts="skip_refused")
    without = {edit.number - 1 for edit in noted.skipped}
    cells_noted = [cell for number, cell in enumerate(cells) if number not in without]
    filled = host.apply(fill_edits({cell: cells[cell] for cell in cells_noted}), conflicts="skip_refused")
    marks = marks_made(cells, (*filled.inverse, *noted.inverse))
    listed = host.apply(list_edits(causes(findings), marks, decisions_in(book), sheet_name(book)))
    return Applied((*listed.inverse, *filled.inverse, *noted.inverse, *cleared.inverse), cleared.skipped)


def cells_to_mark(findings: Iterable[Finding]) -> dict[tuple[str, Cell], list[Finding]]:
    """The cells that get a mark, with their findings; what is merely for information is only listed."""
    cells: dict[tuple[str, Cell], list[Finding]] = {}
    for finding in findings:
        if finding.at.sheet and finding.at.cell and severity(finding.code) != "info":
            cells.setdefault((finding.at.sheet, finding.at.cell), []).append(finding)
    return cells


def note_edits(cells: SameMark) -> list[Edit]:
    """A note for every cell; where none can be, the cell is not painted either: marks are found by their notes."""
    return [
        Note(sheet, cell, note_text(number, findings), merged="anchor", protected="allow")
        for number, ((sheet, cell), findings) in enumerate(cells.items(), 1)
    ]


def fill_edits(cells: SameMark) -> list[Edit]:
    """A fill for every cell, in the colour of its gravest finding."""
    return [
        Fill(sheet, cell, color_of(findings), merged="anchor", protected="allow")
        for (sheet, cell), findings in cells.items()
    ]


def color_of(findings: Sequence[Finding]) -> str:
    """The fill of a marked cell."""
    return COLORS[min((severity(f.code) for f in findings), key=_GRAVEST.index)]


def note_text(number: int, findings: Sequence[Finding]) -> str:
    """The text of one mark's note."""
    lines = [f"【{show(finding).level}】{sentence(finding)}" for finding in findings]
    return "\n".join(lines)[:_NOTE_LIMIT] + f"\n〔检查提示 {number}〕"


def marks_made(cells: SameMark, inverse: Sequence[Edit]) -> list[Mark]:
    """What to remember of each mark: where, which colour, and what the host says stood there before."""
    before: dict[tuple[str, Cell], dict[str, Any]] = {}
    for edit in inverse:
        if isinstance(edit, Restore):
            entry = before.setdefault((edit.sheet, edit.cell), {})
            if not isinstance(edit.style, _Unset):
                entry["style"] = {key: edit.style[key] for key in ("fill", "index") if key in edit.style}
            if not isinstance(edit.note, _Unset) and edit.note is not None:
                entry["note"] = dict(edit.note)
    marks = []
    for number, ((sheet, cell), findings) in enumerate(cells.items(), 1):
        # _xHHHH_ in a cell's text is an escape that not every program reads alike
        record = json.dumps(before.get((sheet, cell), {}), ensure_ascii=False, separators=(",", ":")).replace(
            "_x", r"\u005fx"
        )
        marks.append(Mark(number, sheet, cell, color_of(findings), record))
    return marks


def clear_edits(book: Book) -> list[Edit]:
    """Take our marks off and our sheet away; to be applied with conflicts="skip"."""
    edits: list[Edit] = []
    remembered = {mark.number: mark for sheet in book.sheets if is_ours(sheet) for mark in marks_on(sheet)}
    for sheet in book.sheets:
        if is_ours(sheet):
            edits.append(RemoveSheet(sheet.name))
            continue
        for cell, text in sheet.facts.notes.items():
            match = _NUMBER.search(text)
            if match and (NOTE_MARK in text or text.startswith("【")):
                edits += _clear_mark(sheet.name, cell, text, remembered.get(int(match[1])))
    return edits


def _clear_mark(sheet: str, cell: Cell, text: str, mark: Mark | None) -> list[Edit]:
    """Undo one mark: our note if it still ends with our line, our colour if it is still there."""
    before = json.loads(mark.before) if mark else {}
    colors = [mark.color] if mark else list(COLORS.values())
    own, _, ours = text.rpartition(NOTE_MARK) if NOTE_MARK in text else ("", "", text)
    original = before.get("note")
    note: Mapping[str, Any] | None = None
    if own.strip():
        unchanged = original is not None and str(original.get("text", "")).strip() == own.strip()
        note = original if unchanged else {"strip": ours}
    edits: list[Edit] = [
        Restore(sheet, cell, note=note, expect=Expect(note=text), merged="anchor", protected="allow")
    ]
    edits += [
        Restore(
            sheet,
            cell,
            style=before.get("style", {"fill": None}),
            expect=Expect(fill=color),
            merged="anchor",
            protected="allow",
        )
        for color in colors
    ]
    return edits
