"""报送情况: per branch what came in and what became of it as live formulas, and per duty what is there and what is late.

The counts are formulas over 收件登记 and the merged sheets with the values we counted; the words (who is missing, what
to tell the branch) are written by each merge. The page itself is drawn by `xlsx.making.book_pages`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from schemas.book import BOOK_SHEETS, HEADER_ROW, REPORTS
from schemas.contest import Duty
from schemas.regions import CITIES, city_of
from workbook.card.read import read_card
from workbook.codes import severity
from workbook.content import same_formula, same_value
from workbook.edits import Edit, SetCell
from workbook.host import Refused
from workbook.merge import duties
from workbook.merge.asked import broken
from workbook.merge.duties import Shown
from workbook.merge.fold import Folded, Record
from workbook.merge.rosters import SHEETS, UNCOUNTED, Rosters
from workbook.merge.submission import REGISTRATION, SHOPS, team_of
from workbook.merge.tables import OwnTable, own_table
from workbook.model import Book, Cell, Finding, column_letters

TITLES: Final = (
    "市分公司", "附件1人数", "附件2小店数", "收件数", "收件行数", "合并", "退回", "重复", "未变", "其中已更正", "核对",
    "状态", "必须改", "可发给市分公司的话",
)  # fmt: skip
_SUMMED: Final = {5: "rows", 6: "merged", 7: "rejected", 8: "repeated", 9: "unchanged", 10: "replaced"}
"""Column of the page -> column of 收件登记 it adds up."""

ELSEWHERE: Final = "（没写市分公司）"
TOTAL: Final = "合计"
FIRST: Final = HEADER_ROW + 1
LAST: Final = FIRST + len(CITIES) - 1
ELSEWHERE_ROW: Final = LAST + 1
TOTAL_ROW: Final = LAST + 2
DUTIES_ROW: Final = TOTAL_ROW + 2
"""The header of the second table: one column for every duty of a branch that leaves evidence in the workbook."""

_ROOM: Final = 5000
_MOST_VISITS: Final = 2_000_000
"""Above so many cells looked at, old computers freeze: values and the line 核对 stand instead of formulas."""


class Ranges(NamedTuple):
    """Absolute columns of the sheets the formulas look at, down to the last row they may have."""

    columns: Mapping[tuple[str, str], str]
    rows: int

    def of(self, sheet: str, name: str) -> str:
        """A column as a range."""
        return self.columns[sheet, name]


def ranges(tables: Iterable[OwnTable]) -> Ranges:
    """The ranges of the tables, with room for more rows."""
    tables = list(tables)
    rows = max(_ROOM, *(_ROOM * -(-(t.last + len(t.added) + 500) // _ROOM) for t in tables))
    found = {}
    for table in tables:
        for name, col in table.columns.items():
            letters = column_letters(col)
            found[table.spec.name, name] = (
                f"'{table.spec.name}'!${letters}${table.header + 1}:${letters}${rows}"
            )
    return Ranges(found, rows)


def blank_ranges() -> Ranges:
    """The ranges in a new contest workbook."""
    found = {}
    for spec in BOOK_SHEETS:
        for col, column in enumerate(spec.columns, 1):
            letters = column_letters(col)
            found[spec.name, column.name] = f"'{spec.name}'!${letters}${HEADER_ROW + 1}:${letters}${_ROOM}"
    return Ranges(found, _ROOM)


class Branch(NamedTuple):
    """What is known of one branch, or of files that name none: counts in the order of the page's columns B to J."""

    counts: Sequence[int]
    teams: int
    errors: int


def shown(
    found: Ranges, branches: Mapping[str, Branch], told: Mapping[str, str], unread: int, standing: int
) -> list[Shown]:
    """The first table: a line for every branch, one for files that name none, the total."""
    cells: list[Shown] = []
    for row, city in enumerate((*CITIES, ELSEWHERE), FIRST):
        cells += _line(found, row, city, branches[city])
        cells.append(Shown(Cell(row, len(TITLES)), told.get(city, "")))
    return cells + _total(found, branches, unread, standing)


def _line(found: Ranges, row: int, city: str, branch: Branch) -> list[Shown]:
    live = len(TITLES) * 2 * found.rows <= _MOST_VISITS
    cells = [Shown(Cell(row, 1), city)]
    for col, value in enumerate(branch.counts, 2):
        formula = _formula(found, row, col) if live else None
        cells.append(Shown(Cell(row, col), float(value), formula))
    gap = branch.counts[3] - sum(branch.counts[4:8])
    balance = f"E{row}-F{row}-G{row}-H{row}-I{row}"
    cells.append(Shown(Cell(row, 11), _balanced(gap), f'=IF({balance}=0,"平","差"&({balance})&"行")'))
    if city == ELSEWHERE:
        told = f'=IF(D{row}=0,"","请在收件登记填上")'
        cells.append(Shown(Cell(row, 12), "请在收件登记填上" if branch.counts[2] else "", told))
    else:
        state = (
            f'=IF(D{row}=0,"未报",IF(B{row}=0,"缺附件1",IF(C{row}=0,"缺附件2",IF(G{row}>0,"有退回","已报"))))'
        )
        cells.append(Shown(Cell(row, 12), _state(branch.counts), state))
    return [*cells, Shown(Cell(row, 13), float(branch.errors))]


def _formula(found: Ranges, row: int, col: int) -> str:
    """The formula of a count: of a branch by its name, of the line below by the branch that is missing."""
    elsewhere = row == ELSEWHERE_ROW

    def mine(sheet: str) -> str:
        area = found.of(sheet, "city")
        return f'--({area}="")' if elsewhere else f"--(LEFT({area},LEN($A{row}))=$A{row})"

    if col in (2, 3):
        sheet = SHEETS[REGISTRATION if col == 2 else SHOPS]
        return f'=SUMPRODUCT({mine(sheet)},--({found.of(sheet, "state")}="有效"))'
    if col == 4:
        return f'=SUMPRODUCT({mine("收件登记")},--({found.of("收件登记", "number")}<>""))'
    return f"=SUMPRODUCT({mine('收件登记')},{found.of('收件登记', _SUMMED[col])})"


def _balanced(gap: int) -> str:
    return f"差{gap}行" if gap else "平"


def _state(counts: Sequence[int]) -> str:
    people, shops, files, _, _, rejected, *_ = counts
    if not files:
        return "未报"
    return "缺附件1" if not people else "缺附件2" if not shops else "有退回" if rejected else "已报"


def _total(found: Ranges, branches: Mapping[str, Branch], unread: int, standing: int) -> list[Shown]:
    """The total over everything received, not over the lines above: what no line has shows as a difference."""
    row, inbox = TOTAL_ROW, "收件登记"
    sums = [sum(branch.counts[n] for branch in branches.values()) for n in range(9)]
    cells = [Shown(Cell(row, 1), TOTAL)]
    for col, value in enumerate(sums, 2):
        if col in (2, 3):
            sheet = SHEETS[REGISTRATION if col == 2 else SHOPS]
            formula = f'=SUMPRODUCT(--({found.of(sheet, "state")}="有效"))'
        elif col == 4:
            formula = f'=SUMPRODUCT(--({found.of(inbox, "number")}<>""))'
        else:
            formula = f"=SUM({found.of(inbox, _SUMMED[col])})"
        cells.append(Shown(Cell(row, col), float(value), formula))
    there = "+".join(
        f'COUNT({found.of(sheet, "source_row")})-COUNTIF({found.of(sheet, "state")},"{UNCOUNTED}")'
        for sheet in SHEETS.values()
    )
    gaps = (
        f"ABS(E{row}-F{row}-G{row}-H{row}-I{row})+ABS(F{row}-J{row}-({there}))"
        f"+ABS(E{row}-SUM(E{FIRST}:E{ELSEWHERE_ROW}))"
    )
    gap = abs(sums[3] - sum(sums[4:8])) + abs(sums[4] - sums[8] - standing)
    cells.append(Shown(Cell(row, 11), _balanced(gap), f'=IF({gaps}=0,"平","差"&({gaps})&"行")'))
    unreadable = f'COUNTIF({found.of(inbox, "result")},"未能读取*")'
    state = f'=IF({unreadable}>0,"不完整："&{unreadable}&"个文件没读出","完整")'
    cells.append(Shown(Cell(row, 12), f"不完整：{unread}个文件没读出" if unread else "完整", state))
    errors = float(sum(branch.errors for branch in branches.values()))
    return [*cells, Shown(Cell(row, 13), errors, f"=SUM(M{FIRST}:M{ELSEWHERE_ROW})")]


# ---- What a merge writes


def blank(wanted: Sequence[Duty]) -> list[Shown]:
    """The page of a new contest workbook."""
    nothing = {city: Branch([0] * 9, 0, 0) for city in (*CITIES, ELSEWHERE)}
    there = {
        (city, duty.duty): duties.State(f"未报{duties.until(duty)}") for city in CITIES for duty in wanted
    }
    told = {city: _sentence(city, nothing[city], wanted, there) for city in CITIES}
    return [*shown(blank_ranges(), nothing, told, 0, 0), *duties.shown(DUTIES_ROW, wanted, there)]


def edits(book: Book, rosters: Rosters, merged: Folded, findings: Sequence[Finding]) -> list[Edit]:
    """The page after a merge: only cells that show anything else than they should. Raises Refused: BOOK_SHEET."""
    sheet = book.sheet(REPORTS)
    if sheet is None:
        raise Refused("BOOK_SHEET", REPORTS)
    inbox = own_table(book, "收件登记")
    inbox.added = [()] * len(merged.submissions)
    card = read_card(book).card
    wanted = duties.of_branches(card.duties)
    there = duties.evidence(book, wanted, merged)
    branches = _branches(rosters, merged, findings)
    told = {city: _sentence(city, branches[city], wanted, there) for city in CITIES}
    missing = broken(merged)
    cells = shown(ranges([*rosters.tables.values(), inbox]), branches, told, missing, rosters.counted())
    cells += duties.shown(DUTIES_ROW, wanted, there)
    found: list[Edit] = []
    for cell, value, formula in cells:
        old = sheet.facts.formulas.get(cell)
        if same_value(sheet.value(cell), value) and same_formula(old, formula):
            continue
        found.append(SetCell(REPORTS, cell, value, formula, protected="allow"))
    return found


def _branches(rosters: Rosters, merged: Folded, findings: Sequence[Finding]) -> dict[str, Branch]:
    counts = {city: [0] * 9 for city in (*CITIES, ELSEWHERE)}
    teams: dict[str, set[tuple[str, str]]] = {city: set() for city in counts}
    errors = dict.fromkeys(counts, 0)
    for record in merged.records:
        if id(record) in rosters.row_of and not record.withdrawn and record.format in (REGISTRATION, SHOPS):
            city = _of(record.values.get("city"))
            counts[city][0 if record.format == REGISTRATION else 1] += 1
            if record.format == REGISTRATION:
                teams[city].add(team_of(merged.row(record.source)))
    for file, submission in enumerate(merged.submissions):
        city, outcome = _of(submission.cover.city), merged.counts(file)
        replaced = sum(o.replaced for o in merged.outcomes[file])
        for number, value in enumerate((1, len(submission.rows), *outcome.values(), replaced), 2):
            counts[city][number] += value
    for city in _cities(rosters, merged, findings):
        errors[city] += 1
    return {city: Branch(counts[city], len(teams[city]), errors[city]) for city in counts}


def _of(text: object) -> str:
    """The line of the page a city belongs to."""
    return city_of(str(text or "")) or ELSEWHERE


def _cities(rosters: Rosters, merged: Folded, findings: Sequence[Finding]) -> Iterable[str]:
    """The branch of every error."""
    files = {s.name: s.cover.city for s in merged.submissions}
    rows: dict[tuple[str, int], Record] = {
        (SHEETS[r.format], rosters.row_of[id(r)]): r for r in merged.records if id(r) in rosters.row_of
    }
    for finding in findings:
        if severity(finding.code) != "error":
            continue
        place = finding.at
        record = rows.get((place.sheet or "", place.cell.row)) if place.cell else None
        yield _of(files[place.file] if place.file in files else record.values.get("city") if record else "")


def _sentence(
    city: str, branch: Branch, wanted: Sequence[Duty], there: Mapping[tuple[str, str], duties.State]
) -> str:
    """What can be sent to a branch as it stands."""
    people, shops, files, _, _, rejected, *_ = branch.counts
    parts = []
    if not files:
        parts.append("还没有收到报名材料")
    else:
        parts.append(f"已汇总{branch.teams}队{people}人、小店{shops}家")
        if rejected or branch.errors:
            parts.append(f"退回{rejected}行、必须改{branch.errors}处，见退回修改件，请改好后再报")
    missing = [duties.short(duty) for duty in wanted if there[city, duty.duty].text.startswith("未")]
    if missing:
        parts.append(f"还缺：{'、'.join(missing)}")
    return f"{city}市分公司：{'；'.join(parts)}。"
