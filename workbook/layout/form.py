"""Forms: one sheet (or one block of a sheet) per team, labels beside their values, members in a small table.

A team label starts a form; forms may stand side by side or below each other. The leader's record comes first,
then one record per filled member row. A member row that repeats the leader is no second person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.format import SheetFormat
from schemas.formats import FORMATS
from workbook.layout import words
from workbook.layout.header import Header, headers_at
from workbook.layout.labels import Label, labels_in
from workbook.layout.region import Notice, Region
from workbook.layout.rows import rows_below
from workbook.model import Cell, Range, Sheet, Value
from workbook.table import CellPlaces

_ENOUGH_LABELS = 3
LEADER, MEMBER = "队长", "队员"


def forms_on(
    sheet: Sheet, anchors: Mapping[Cell, Cell], by_anchor: Mapping[Cell, Range], first: Sequence[Header] = ()
) -> tuple[list[Region], list[Notice], dict[tuple[Cell, str], str]]:
    """The forms on a sheet, what was noticed, and values that share a cell with their label.

    first   the first headers of tables there are
    """
    whole = Range(1, 1, max(sheet.height, 1), max(sheet.width, 1))
    best: tuple[int, SheetFormat | None, list[Label]] = (_ENOUGH_LABELS - 1, None, [])
    for fmt in FORMATS:
        if "form" not in fmt.layouts:
            continue
        labels = list(labels_in(sheet, fmt, whole, anchors, by_anchor))
        starts = [label for label in labels if label.column.name == fmt.form_by]
        starts = [label for label in starts if not _in_table_header(sheet, label, anchors)]
        understood = len({label.column.name for label in labels})
        starts = [label for label in starts if not _in_a_table(label, fmt, understood, first)]
        if starts and understood > best[0]:
            best = understood, fmt, starts
    _, chosen, starts = best
    return _read_forms(sheet, chosen, starts, anchors, by_anchor) if chosen else ([], [], {})


def _in_a_table(label: Label, fmt: SheetFormat, understood: int, headers: Sequence[Header]) -> bool:
    """Whether a label is a value (团队) in a table of another format that says more than a form would."""
    return any(
        header.format is not fmt and label.cell.row > header.row and len(header.shared) > understood
        for header in headers
    )


def _in_table_header(sheet: Sheet, label: Label, anchors: Mapping[Cell, Cell]) -> bool:
    """Whether a label is a column of a table, of whatever format."""
    return any(
        label.column.name in header.shared or label.cell.col in header.shared.values()
        for header in headers_at(sheet, label.cell.row, anchors)
    )


def _read_forms(
    sheet: Sheet,
    fmt: SheetFormat,
    starts: Sequence[Label],
    anchors: Mapping[Cell, Cell],
    by_anchor: Mapping[Cell, Range],
) -> tuple[list[Region], list[Notice], dict[tuple[Cell, str], str]]:
    regions: list[Region] = []
    notices: list[Notice] = []
    inline: dict[tuple[Cell, str], str] = {}
    for area in _areas(sheet, starts):
        labels = list(labels_in(sheet, fmt, area, anchors, by_anchor))
        region, noticed = _read_form(sheet, fmt, area, labels, anchors)
        regions.append(region)
        notices.extend(noticed)
        inline.update({(lab.value, lab.column.name): lab.inline for lab in labels if lab.inline is not None})
    return regions, notices, inline


def _areas(sheet: Sheet, starts: Sequence[Label]) -> list[Range]:
    """The rectangle of each form: columns up to the next form beside it, rows up to the next one below."""
    rows = sorted({label.cell.row for label in starts})
    areas = []
    for number, row in enumerate(rows):
        top = 1 if number == 0 else row - _title_rows(sheet, row)
        bottom = sheet.height if number + 1 == len(rows) else rows[number + 1] - 1
        if number + 1 < len(rows):
            bottom -= _title_rows(sheet, rows[number + 1])
        beside = sorted(label.cell.col for label in starts if label.cell.row == row)
        for position, col in enumerate(beside):
            left = 1 if position == 0 else col
            right = sheet.width if position + 1 == len(beside) else beside[position + 1] - 1
            areas.append(Range(top, left, bottom, right))
    return areas


def _title_rows(sheet: Sheet, row: int) -> int:
    """How many rows right above a team label are title lines of that form."""
    count = 0
    while row - count > 1 and count < 4:
        texts = [words.squeeze(sheet.value(Cell(row - count - 1, col))) for col in range(1, sheet.width + 1)]
        if len([text for text in texts if text]) not in (1, 2) or words.is_note(next(t for t in texts if t)):
            break
        count += 1
    return count


def _read_form(
    sheet: Sheet, fmt: SheetFormat, area: Range, labels: Sequence[Label], anchors: Mapping[Cell, Cell]
) -> tuple[Region, list[Notice]]:
    header = _members_header(sheet, fmt, area, anchors)
    table_rows = range(header.row, area.bottom + 1) if header else range(0)
    footer = _footer_row(sheet, area, header)
    team: dict[str, Cell] = {}
    leader: dict[str, Cell] = {}
    for label in _own_labels(fmt, labels, table_rows, footer):
        into = leader if label.column.per == "record" else team
        into.setdefault(label.column.name, label.value)
    records: list[dict[str, Cell]] = [{**team, **leader}] if leader else []
    led = [{"role": LEADER}] if "role" in fmt.person else [{}]
    given: list[dict[str, str]] = led if leader else []
    notices: list[Notice] = []
    if header:
        for row in rows_below(sheet, header, [header], anchors).records:
            if row > (footer or area.bottom):
                break
            member = {name: Cell(row, col) for name, col in header.shared.items() if name != "seq"}
            if leader and _same_person(sheet, leader, member):
                notices += _differences(sheet, leader, member)
                continue
            records.append({**team, **member})
            given.append({} if "role" in member else {"role": MEMBER})
    typed = (cell for record in records for name, cell in record.items() if name != "city")
    if not any(sheet.value(cell) is not None for cell in typed):
        records, given = [], []  # a blank form; our templates prefill the branch
    first = min((label.cell for label in labels), default=area.anchor)
    have = {*team, *leader, *(header.shared if header else ())}
    missing = {c.name: None for c in fmt.required("form") if c.name not in have}
    return Region(fmt, "form", first, CellPlaces(records), tuple(given), missing), notices


def _members_header(
    sheet: Sheet, fmt: SheetFormat, area: Range, anchors: Mapping[Cell, Cell]
) -> Header | None:
    """The header of the members' table inside the form."""
    for row in range(area.top, area.bottom + 1):
        for header in headers_at(sheet, row, anchors):
            if header.format is fmt and header.left <= area.right and area.left <= header.first.col:
                return header
    return None


def _own_labels(
    fmt: SheetFormat, labels: Sequence[Label], table_rows: range, footer: int | None
) -> list[Label]:
    """Labels outside the members' table, each told by its row whether it speaks of leader, teacher or shop."""
    own: list[Label] = []
    subject, row = LEADER, 0
    for label in labels:
        if label.cell.row in table_rows and not (footer and label.cell.row >= footer):
            continue
        if label.cell.row != row:
            subject, row = LEADER, label.cell.row
        name = label.column.name
        if name == "teacher":
            subject = "teacher"
        elif label.section == LEADER:
            subject = LEADER
        if name == "phone" and subject == "teacher":
            label = label._replace(column=fmt.column("teacher_phone"))
        own.append(label)
    return own


def _footer_row(sheet: Sheet, area: Range, header: Header | None) -> int | None:
    """The first row below the members that speaks of something else: 简介, 承诺, 意见, 注 ..."""
    if not header:
        return None
    for row in range(header.row + header.depth, area.bottom + 1):
        for col in range(area.left, area.right + 1):
            text = words.squeeze(sheet.value(Cell(row, col)))
            if text:
                if words.is_footer(text) or words.is_note(text):
                    return row
                break
    return None


def _text(sheet: Sheet, cells: Mapping[str, Cell], name: str) -> str:
    value: Value = sheet.value(cells[name]) if name in cells else None
    return words.squeeze(value) if isinstance(value, str) else ("" if value is None else str(value))


def _same_person(sheet: Sheet, leader: Mapping[str, Cell], member: Mapping[str, Cell]) -> bool:
    id_no = _text(sheet, leader, "id_no")
    if id_no and id_no == _text(sheet, member, "id_no"):
        return True
    name = _text(sheet, leader, "name")
    return bool(name) and name == _text(sheet, member, "name")


def _differences(sheet: Sheet, leader: Mapping[str, Cell], member: Mapping[str, Cell]) -> list[Notice]:
    """The leader stands in the members' table too, with another number: which one is right?"""
    found = []
    for name in ("id_no", "phone", "name"):
        a, b = _text(sheet, leader, name), _text(sheet, member, name)
        if a and b and a != b:
            found.append(Notice("FORM_LEADER_DIFF", member[name], b, related=(leader[name],)))
    return found
