"""The sheet 问题清单: one row per cause, filterable, with links, counts on top, and columns people fill in.

Notes do not show on phones and prints, so this sheet must suffice alone. What people typed in 处理情况, 处理人 and
说明 survives a re-check as long as the value it speaks of is the same. Hidden columns remember the marks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from workbook.apart import told_apart
from workbook.codes import COLORS, SEVERITIES, severity
from workbook.edits import AddSheet, Edit, Link, RemoveSheet, Scalar, SetCell
from workbook.masking import file_name
from workbook.model import Book, Cell, Decision, Finding, Sheet
from workbook.sheets import FINDINGS_SHEET, HEADINGS, is_ours
from workbook.shown import show, who

FIRST_ROW: Final = 6
"""Title, explanation, counts, a blank row, the header; then the findings."""

_HANDLED: Final = ("已改", "属实", "不用改", "待核实")
_WIDTHS: Final = (5, 10, 14, 12, 8, 14, 13, 36, 16, 32, 9, 8, 12, 19)
_KEY, _MARKS = "O", ("P", "Q", "R", "S", "T")
_SYSTEMATIC: Final = 3
"""From so many cells on, the same tidy-able problem in one column is one row."""

_ONE_CAUSE: Final = frozenset(
    {
        "ID_PRECISION",
        "ID_SCI",
        "PHONE_SCI",
        "SHOP_PRECISION",
        "SHOP_SCI",
        "STUDENT_NO_ZERO",
        "VALUE_MISSING",
        "TEAM_MISSING",
        "CELL_FORMULA",
        "FORMULA_EMPTY",
        "CELL_PICTURE",
        "TEXT_FORMULA",
        "ORDER_DUP",
        "ORDER_CONTRADICTS",
        "ORDER_MAIN_AMOUNT",
        "ORDER_MAIN_LINE",
        "ORDER_NOBODY",
        "ORDER_UNCLEAR",
        "ORDER_NOT_ENTERED",
        "ORDER_OUTSIDE",
        "OVERLAP_EVENT",
        "REFUND_OPEN",
        "REFUND_UNKNOWN",
        "SESSION_MISSING",
        "SESSION_ELSE",
        "STATUS_PAID",
        "ORDER_PRECISION",
        "SHOP_NO_ORDERS",
    }
)
"""Codes that come from how a column was filled or formatted, not from one person's mistake; and lines of a ledger."""


_SCHOOL: Final = re.compile("(?:大学|学院|学校|分公司)")
"""What tells a school from somebody's name where only one of them is known."""


class Mark(NamedTuple):
    """One marked cell: its number (in the note), place, our colour, and JSON of what was there before."""

    number: int
    sheet: str
    cell: Cell
    color: str
    before: str


class Cause(NamedTuple):
    """One row of the list: findings with one cause, the first of them leading.

    owner   whose row it is, in a list that several commands write: the command, perhaps with its event behind a slash
    """

    findings: tuple[Finding, ...]
    owner: str = ""

    @property
    def first(self) -> Finding:
        """The finding whose place and words are shown."""
        return self.findings[0]


class Kept(NamedTuple):
    """A row of the list: its visible cells, its key, where its link leads. Another command may have written it."""

    cells: tuple[Scalar, ...]
    key: str
    target: str | None


def causes(findings: Iterable[Finding], owner: str = "") -> list[Cause]:
    """Findings grouped so that one cause over many cells is one row; gravest first, then reading order."""
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        tidy = severity(finding.code) == "fix" or finding.code in _ONE_CAUSE
        column = finding.at.cell.col if finding.at.cell else 0
        key = (finding.code, finding.at.file, finding.at.sheet, column) if tidy and column else number
        groups.setdefault(key, []).append(finding)
    rows: list[Cause] = []
    for group in groups.values():
        together = len(group) >= _SYSTEMATIC
        rows += [Cause(tuple(group), owner)] if together else [Cause((f,), owner) for f in group]
    rank = {id(f): n for n, f in enumerate(findings)} if isinstance(findings, Sequence) else {}
    return _gravest_first(sorted(rows, key=lambda row: rank.get(id(row.first), 0)))


def _gravest_first(rows: Iterable[Cause]) -> list[Cause]:
    order = list(SEVERITIES)
    return sorted(rows, key=lambda row: order.index(severity(row.first.code)))


def decision_key(cause: Cause, source: str | None = None) -> str:
    """Code and a hash of sheet, record and values: an answer is of one finding, and holds while none of them changes.

    source   name of the workbook the list stands in; of other files the name counts too
    """
    first = cause.first
    digest = hashlib.sha256()
    if source is not None and first.at.file != source:
        digest.update(first.at.file.encode())
    digest.update(json.dumps(first.at.sheet).encode())
    for finding in cause.findings:
        own, _, number = finding.apart.partition("#")
        said = [finding.who, finding.field, finding.value, own]
        digest.update(json.dumps(said, ensure_ascii=False).encode())
    prefix = f"{cause.owner}/" if cause.owner else ""
    nth = f"#{number}" if number and len(cause.findings) == 1 else ""
    return f"{prefix}{first.code}:{first.field or ''}:{digest.hexdigest()[:12]}{nth}"


def owner_of(key: str) -> str:
    """Whose row it is."""
    return key.split(":")[0].rpartition("/")[0]


def location(cause: Cause, source: str | None = None) -> str:
    """附件1 F7, or 附件1 F8:F66 同一原因 59 处; with the file's name where it is not in the workbook `source`."""
    file = cause.first.at.file
    if source is None or file == source:
        return _inside(cause)
    shown = file_name(file)
    return f"{shown} {_inside(cause)}" if cause.first.at.sheet or cause.first.at.cell else shown


def _inside(cause: Cause) -> str:
    """Where in its file a cause is."""
    place = cause.first.at
    if place.sheet is None and place.cell is not None:
        rows = sorted({finding.at.cell.row for finding in cause.findings if finding.at.cell})
        shown = "、".join(map(str, rows[:3])) + ("…" if len(rows) > 3 else "")
        return f"第{shown}行" + (f" 同一原因 {len(rows)} 处" if len(rows) > 1 else "")
    if place.sheet is None:
        return "整个文件"
    if place.cell is None:
        return place.sheet
    if len(cause.findings) == 1:
        return f"{place.sheet} {place.cell.a1}"
    return f"{place.sheet} {_runs([f.at.cell for f in cause.findings if f.at.cell])} 同一原因 {len(cause.findings)} 处"


def _runs(cells: Sequence[Cell]) -> str:
    """Cells of one column as runs: F8:F66, or F8、F10:F12… when there are many runs."""
    rows = sorted({cell.row for cell in cells})
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    col = cells[0].col
    texts = [Cell(a, col).a1 if a == b else f"{Cell(a, col).a1}:{Cell(b, col).a1}" for a, b in runs]
    return "、".join(texts[:3]) + ("…" if len(texts) > 3 else "")


def list_edits(
    rows: Sequence[Cause],
    marks: Sequence[Mark],
    decisions: Mapping[str, Decision],
    name: str,
    source: str | None = None,
    kept: Sequence[Kept] = (),
) -> list[Edit]:
    """The edits that write the sheet: the sheet itself, links to the places, live counts with their values.

    source   name of the workbook, where findings may be about other files: these are named, and not linked
    kept     rows of other commands, which stand below those that are as grave
    """
    last = FIRST_ROW + max(len(rows) + len(kept), 1) - 1
    table: list[tuple[Scalar, ...]] = [
        ("问题清单",),
        (
            "逐条处理后，在“处理情况”里选择；改完请再检查一次。点“位置”可跳到单元格。红=必须改，黄=请核实，蓝=可统一格式。",
        ),
        (),
        (),
        HEADINGS,
    ]
    listed = sorted([*(_listed(cause, decisions, source) for cause in rows), *kept], key=_gravity)
    table += [(float(number), *row.cells[1:]) for number, row in enumerate(listed, 1)]
    keys = [row.key for row in listed]
    levels = [str(row.cells[1]) for row in listed]
    edits: list[Edit] = [AddSheet(name, _with_marks(table, keys, marks), _spec(levels, last))]
    handled = sum(1 for row in table[FIRST_ROW - 1 :] if row[10])
    edits += _count_edits(name, levels, last, handled)
    for number, row in enumerate(listed):
        if row.target is not None:
            edits.append(Link(name, Cell(FIRST_ROW + number, 6), row.target))
    return edits


def _listed(cause: Cause, decisions: Mapping[str, Decision], source: str | None) -> Kept:
    """A cause as a row of the list; a link leads to places in the workbook the list stands in."""
    key, place = decision_key(cause, source), cause.first.at
    target = None
    if place.sheet is not None and source in (None, place.file):
        sheet = place.sheet.replace("'", "''")
        target = f"'{sheet}'!{place.cell.a1 if place.cell else 'A1'}"
    return Kept(_row(cause, decisions.get(key), source), key, target)


def _gravity(row: Kept) -> int:
    """Where a row stands in the list: what must be corrected is read first, whoever found it."""
    level = _SEVERITY.get(str(row.cells[1]))
    return list(SEVERITIES).index(level) if level else len(SEVERITIES)


def refreshed(
    book: Book, told: Mapping[str, Sequence[Finding]], settled: Collection[tuple[str, str]] = ()
) -> list[Edit]:
    """The list of a contest workbook written anew where the part of these owners would say anything else.

    told      owner -> what it has to tell now
    settled   owner and code of what others told that is no longer so

    What others found stays in it, and so does what people answered; what one of them tells already of the same cell is
    not told again.
    """
    others = _kept(book, told)
    kept = [row for row in others if (owner_of(row.key), row.cells[13]) not in settled]
    said = {(_bare(row.key), row.cells[5]) for row in kept}
    rows: list[Cause] = []
    for owner, findings in told.items():
        found = {_told(cause, book.source): cause for cause in causes(told_apart(findings), owner)}
        rows += [cause for what, cause in found.items() if what not in said]
        said.update(found)
    rows = _gravest_first(rows)
    now = [(decision_key(cause, book.source), location(cause, book.source)) for cause in rows]
    there = [(row.key, row.cells[5]) for row in _kept(book, ()) if owner_of(row.key) in told]
    if now == there and len(kept) == len(others):
        return []
    gone: list[Edit] = [RemoveSheet(sheet.name) for sheet in book.sheets if is_ours(sheet)]
    if not rows and not kept:
        return gone
    return [*gone, *list_edits(rows, [], decisions_in(book), sheet_name(book), book.source, kept)]


def _told(cause: Cause, source: str) -> tuple[str, Scalar]:
    """What is told and of which cell, whoever tells it."""
    return _bare(decision_key(cause, source)), location(cause, source)


def _bare(key: str) -> str:
    """A key without its owner and its number among those that are alike."""
    return key.rpartition("/")[2].partition("#")[0]


PLACE: Final = re.compile(r"(.+) ([A-Z]{1,3}[0-9]{1,7})(?:[:、… ].*)?")


def _kept(book: Book, owners: Container[str]) -> list[Kept]:
    """The rows of others; a link leads where the words of its place say, if that sheet is there."""
    names = {sheet.name for sheet in book.sheets}
    found = []
    for sheet in book.sheets:
        if not is_ours(sheet):
            continue
        for row in range(FIRST_ROW, sheet.height + 1):
            key = sheet.value(Cell(row, len(HEADINGS) + 1))
            if not isinstance(key, str) or owner_of(key) in owners:
                continue
            values = (sheet.value(Cell(row, col)) for col in range(1, len(HEADINGS) + 1))
            cells = tuple(value if isinstance(value, float | str) else None for value in values)
            match = PLACE.fullmatch(str(cells[5] or ""))
            target = (
                f"'{match[1].replace(chr(39), chr(39) * 2)}'!{match[2]}"
                if match and match[1] in names
                else None
            )
            found.append(Kept(cells, key, target))
    return found


def _row(cause: Cause, decided: Decision | None, source: str | None) -> tuple[Scalar, ...]:
    first = cause.first
    shown = show(first)
    school, team, person = _record(first) if len(cause.findings) == 1 else ("", "", "")
    handled = (decided.decided, decided.who, decided.note) if decided else ("", "", "")
    value = shown.value or "" if len(cause.findings) == 1 else ""
    return (
        None,  # its number, when all rows are in order
        shown.level,
        school,
        team,
        person,
        location(cause, source),
        value,
        shown.message,
        shown.example,
        shown.next,
        *handled,
        first.code,
    )


def _record(finding: Finding) -> tuple[str, str, str]:
    """School, team and person of a finding, as far as they are known."""
    parts = list(who(finding).split("·")) if finding.who else []
    if len(parts) == 1 and not _SCHOOL.search(parts[0]):
        return "", "", parts[0]  # an entrant of a contest without schools
    padded = [*parts, "", "", ""][:3]
    return padded[0], padded[1], padded[2]


def _with_marks(
    table: list[tuple[Scalar, ...]], keys: Sequence[str], marks: Sequence[Mark]
) -> tuple[tuple[Scalar, ...], ...]:
    """Keys of the rows and the marks' records in the hidden columns, beside the visible table."""
    height = max(len(table), FIRST_ROW - 1 + len(marks))
    full: list[tuple[Scalar, ...]] = []
    for index in range(height):
        visible = table[index] if index < len(table) else ()
        row = [*visible, *[None] * (len(HEADINGS) - len(visible))]
        position = index - (FIRST_ROW - 1)
        if index == FIRST_ROW - 2:
            row += ["键", "标记", "工作表", "单元格", "底色", "原样"]
        else:
            row.append(keys[position] if 0 <= position < len(keys) else None)
            if 0 <= position < len(marks):
                mark = marks[position]
                row += [float(mark.number), mark.sheet, mark.cell.a1, mark.color, mark.before]
        while row and row[-1] is None:
            row.pop()
        full.append(tuple(row))
    return tuple(full)


def _spec(levels: Sequence[str], last: int) -> dict[str, object]:
    letters = "ABCDEFGHIJKLMN"
    colors = {
        f"B{FIRST_ROW + n}": COLORS[_SEVERITY[level]] for n, level in enumerate(levels) if level in _SEVERITY
    }
    return {
        "widths": dict(zip(letters, map(float, _WIDTHS), strict=True)),
        "filter": f"A{FIRST_ROW - 1}:N{last}",
        "freeze": f"A{FIRST_ROW}",
        "header": FIRST_ROW - 1,
        "title": 1,
        "wrap": ["C", "D", "F", "G", "H", "I", "J", "M"],
        "formats": {"G": "@", "I": "@"},
        "hidden": [_KEY, *_MARKS],
        "colors": colors,
        "validations": [{"range": f"K{FIRST_ROW}:K{last}", "list": list(_HANDLED)}],
        "landscape": True,
        "repeat": f"{FIRST_ROW - 1}:{FIRST_ROW - 1}",
        "tab": "C00000",
    }


_SEVERITY: Final = {word: level for level, (word, _) in SEVERITIES.items()}


def _count_edits(name: str, levels: Sequence[str], last: int, handled: int) -> list[Edit]:
    """Counts on top: one line that stays right while people filter and answer, with the values we counted."""
    formula, shown = [], []
    for word, _ in SEVERITIES.values():
        count = levels.count(word)
        formula.append(f'"{word} "&COUNTIF($B${FIRST_ROW}:$B${last},"{word}")&" 条"')
        shown.append(f"{word} {count} 条")
    formula.append(f'"已填处理情况 "&COUNTA($K${FIRST_ROW}:$K${last})&" 条"')
    shown.append(f"已填处理情况 {handled} 条")
    return [SetCell(name, Cell(3, 1), " · ".join(shown), "=" + '&" · "&'.join(formula))]


def marks_on(sheet: Sheet) -> list[Mark]:
    """The marks a list of ours remembers; rows people damaged are left out."""
    marks = []
    for row in range(FIRST_ROW, sheet.height + 1):
        number, where, address, color, before = (sheet.value(Cell(row, col)) for col in range(16, 21))
        if isinstance(number, float) and isinstance(where, str) and isinstance(address, str):
            try:
                json.loads(str(before))
                marks.append(Mark(int(number), where, Cell.parse(address), str(color), str(before)))
            except ValueError:
                continue
    return marks


def decisions_in(book: Book) -> dict[str, Decision]:
    """What people typed into the lists of an annotated workbook, by key."""
    found: dict[str, Decision] = {}
    for sheet in book.sheets:
        if not is_ours(sheet):
            continue
        for row in range(FIRST_ROW, sheet.height + 1):
            key = sheet.value(Cell(row, 15))
            decided, by, note = (str(sheet.value(Cell(row, col)) or "") for col in (11, 12, 13))
            if isinstance(key, str) and (decided or by or note):
                found[key] = Decision(key, decided, by, "", note)
    return found


def sheet_name(book: Book) -> str:
    """问题清单, or with a number where a sheet of the user's has that name."""
    taken = {sheet.name for sheet in book.sheets if not is_ours(sheet)}
    name, number = FINDINGS_SHEET, 2
    while name in taken:
        name, number = f"{FINDINGS_SHEET}({number})", number + 1
    return name
