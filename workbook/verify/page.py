"""The sheet 财务复核, one page that finance signs: figures as they should be and as they stand, differences, what is open.

What stands in 奖金分配表 and 奖金发放表 is a live formula beside the figure that was reckoned, so that a later change shows.
The page holds no time: the same workbook gives the same page.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workbook.capital import fen_of
from workbook.codes import severity
from workbook.content import same_content
from workbook.edits import Content, Edit, Expect, SetCell
from workbook.model import Cell, Finding
from workbook.shown import show
from workbook.verify.card import open_points
from workbook.verify.check import Verified
from workbook.verify.contest import Contest, Scope, label
from workbook.verify.eligibility import title_of
from workbook.verify.payouts import PAID, due_of, sums_of
from workbook.verify.prizes import declared, expected, in_capitals
from workbook.verify.ranks import Ranking, rankings
from workbook.verify.reading import Line, Rows, rows_of, yuan

PAGE: Final = "财务复核"
SAME, DIFFERENT, OPEN, LEFT, OVER = "一致", "不一致", "待定", "有结余", "超出"
_MOST: Final = 20
"""So many differences are listed: the page stays one page."""
_LONGEST: Final = 76
"""Places a difference may take: it stands in one line over three cells."""
_DOWN: Final = 500
"""Formulas look down so far at least, so that they stay what they are while lines are added."""
_COLUMNS: Final = ("item", "expected", "found", "result", "where")


@dataclass(frozen=True)
class Row:
    """One row of the page. live: a formula for 实为, found is then its value; compared: 结论 follows both cells."""

    item: str
    expected: str = ""
    found: str = ""
    result: str = ""
    where: str = ""
    live: str = ""
    compared: bool = False


def page_edits(verified: Verified) -> list[Edit]:
    """The edits that make the page what it should be; cells that are so already stay. Raises Refused: BOOK_SHEET."""
    rows = rows_of(verified.contest.book, PAGE, _COLUMNS)
    sheet = rows.sheet
    assert sheet is not None  # it has the columns
    made = list(page_rows(verified))
    edits: list[Edit] = []
    for number in range(rows.header + 1, max(sheet.height, rows.header + len(made)) + 1):
        at = number - rows.header - 1
        cells = _cells(made[at], rows, number) if at < len(made) else {}
        for name in _COLUMNS:
            cell = Cell(number, rows.columns[name])
            value, formula = sheet.value(cell), sheet.facts.formulas.get(cell)
            content = cells.get(name, Content())
            kept = same_content(content, value, formula) and (not formula or content.value == value)
            if not kept:
                was = Content(None if formula else _plain(value), f"={formula}" if formula else None)
                edits.append(
                    SetCell(PAGE, cell, content.value, content.formula, Expect(was), protected="allow")
                )
    return edits


def _plain(value: object) -> bool | float | str | None:
    return value if isinstance(value, bool | float | str) else None


def _cells(row: Row, rows: Rows, number: int) -> dict[str, Content]:
    cells = {name: Content(getattr(row, name) or None) for name in _COLUMNS}
    if row.live:
        cells["found"] = Content(row.found, row.live)
    if row.compared:
        a, b = (f"{rows.letter(name)}{number}" for name in ("expected", "found"))
        cells["result"] = Content(row.result, f'=IF({a}={b},"{SAME}","{DIFFERENT}")')
    return cells


def page_rows(verified: Verified) -> Iterator[Row]:
    """The page from top to bottom."""
    contest = verified.contest
    tables = rankings(contest)
    yield _scope(verified)
    for scope in contest.judged:
        yield _event(contest, scope, [one for one in tables if one.scope == scope])
    for phase in dict.fromkeys(scope[0] for scope in contest.judged):
        yield from _phase(contest, phase)
    yield from _payouts(contest)
    yield from _list(verified)
    several = sum(finding.code == "MULTI_WIN" for finding in verified.findings)
    if several:
        yield Row("在几个活动领奖的收款人", "对照“跨活动重复获奖”", f"{several}人", "", "见屏幕")
    yield from _open(verified)
    yield from _differences(verified.findings)
    yield Row("")
    yield Row("制表人：", "复核人：", "财务负责人：", "", "日期：")


def _scope(verified: Verified) -> Row:
    contest = verified.contest
    drafts = f"另有{len(verified.drafts)}个未定稿，没有复核" if verified.drafts else "要复核的都已定稿"
    errors = sum(severity(finding.code) == "error" for finding in verified.findings)
    result = f"{errors}处{DIFFERENT}" if errors else SAME
    return Row("复核的活动（另一套算法）", f"{len(contest.judged)}个已定稿", drafts, result)


def _event(contest: Contest, scope: Scope, tables: Sequence[Ranking]) -> Row:
    """Count and amount of an event: as its ranks and the card give them, and as they stand."""
    prizes = contest.prizes_of(scope)
    due = [fen for table in tables for fen in _due(contest, table)]
    found = _count_and_sum(len(prizes), sum(prize.fen for prize in prizes))
    rows = contest.rows("奖金分配表")
    named = [("phase", scope[0]), ("event", scope[1]), ("state", "定稿")]
    pairs = ",".join(f"{_area(rows, name)},{_is(text)}" for name, text in named)
    counted = f'COUNTIFS({pairs},{_area(rows, "key")},"?*")'
    live = f'={counted}&"个，"&TEXT(SUMIFS({_area(rows, "amount")},{pairs}),"#,##0.00")&"元"'
    said = _count_and_sum(len(due), sum(due))
    result = SAME if said == found else DIFFERENT
    return Row(f"{label(scope)} 获奖", said, found, result, _seal(contest, scope), live, compared=True)


def _due(contest: Contest, table: Ranking) -> list[int]:
    """The prizes of a table as reckoned; as they stand where its ties cannot be reckoned here."""
    if not table.metric or table.unsure:
        return [p.fen for p in contest.prizes_of(table.scope) if p.group == table.group]
    return [seat.fen for seat in expected(contest, table)[0].values()]


def _count_and_sum(count: int, fen: int) -> str:
    return f"{count}个，{yuan(fen)}"


def _seal(contest: Contest, scope: Scope) -> str:
    """The code under which an event was sealed last, "" where it never was."""
    sealed = contest.of("定稿锁定", scope)
    return f"校验码 {sealed[-1].text('code')}" if sealed and sealed[-1].text("code") else ""


def _phase(contest: Contest, phase: str) -> Iterator[Row]:
    """A phase against what was approved, and its sum in capitals."""
    budget = declared(contest, phase)
    given = sum(prize.fen for prize in contest.prizes if prize.scope[0] == phase)
    gap = budget - given
    result = SAME if not gap else LEFT if gap > 0 else OVER
    name = phase or "全部"
    where = f"差{yuan(abs(gap))}" if gap else ""
    yield Row(f"{name}合计 与批准数", yuan(budget), yuan(given), result, where)
    decided = [
        line
        for line in contest.lines("奖金汇总")
        if line.text("phase") == phase and line.text("item") == "已定稿"
    ]
    text = decided[0].text("capital") if decided else ""
    due = in_capitals(given)
    result = SAME if fen_of(text) == given else DIFFERENT
    cell = decided[0].at("capital").cell if decided else None
    where = f"奖金汇总!{cell.a1}" if cell else ""
    yield Row(f"{name}合计 大写", due, text or "没有", result, where)


# ---- Payouts


def _payouts(contest: Contest) -> Iterator[Row]:
    lines = [line for scope in contest.judged for line in contest.payouts(scope)]
    if not lines:
        yield Row("奖金发放表", "", "还没有发放表", OPEN)
        return
    rows = contest.rows("奖金发放表")
    lacking = sum(not contest.payouts(scope) for scope in contest.judged)
    note = f"{lacking}个活动还没有发放表" if lacking else ""
    prizes = [p for scope in contest.judged if contest.payouts(scope) for p in contest.prizes_of(scope)]
    award = sum(line.fen("award") or 0 for line in lines)
    yield _summed(contest, rows, "发放表 奖金合计", "award", sum(p.fen for p in prizes), award, note)
    dues = [due_of(contest, line) for line in lines]
    known = [due for due in dues if due is not None]
    if len(known) < len(dues):
        yield Row("发放表 个税、实发", "", "奖金个税还没有定", OPEN)
    else:
        for name in ("gross", "tax", "net"):
            total = sum(getattr(due, name) for due in known)
            title = f"发放表 {rows.title(name)}合计"
            yield _summed(contest, rows, title, name, total, sum(line.fen(name) or 0 for line in lines))
        net = sum(due.net for due in known)
        yield Row("实发合计 大写", in_capitals(net))
    states = sums_of(lines)
    total = yuan(sum(p.fen for p in prizes))
    for state, fen in states.items():
        count = sum(_state(line) == state for line in lines)
        yield Row(f"其中 {state}", "", f"{count}笔，{yuan(fen)}", "", "")
    result = SAME if sum(states.values()) == sum(p.fen for p in prizes) else DIFFERENT
    yield Row("应付＝已付＋待付＋放弃", total, yuan(sum(states.values())), result, f"共{len(lines)}笔")


def _state(line: Line) -> str:
    return "已付" if line.text("state") in PAID else "放弃" if line.text("state") == "放弃" else "待付"


def _summed(contest: Contest, rows: Rows, item: str, name: str, due: int, found: int, note: str = "") -> Row:
    """The sum of a column over the events that are verified, live."""
    if name not in rows.columns:
        return Row(item, yuan(due), yuan(found), DIFFERENT, f"没有“{rows.title(name)}”列")
    sums = "+".join(
        f"SUMIFS({_area(rows, name)},{_area(rows, 'phase')},{_is(scope[0])},{_area(rows, 'event')},{_is(scope[1])})"
        for scope in contest.judged
        if contest.payouts(scope)
    )
    live = f'=TEXT({sums},"#,##0.00")&"元"'
    result = SAME if due == found else DIFFERENT
    return Row(item, yuan(due), yuan(found), result, note, live, compared=True)


def _area(rows: Rows, name: str) -> str:
    """The cells of a column, down far enough."""
    height = rows.sheet.height if rows.sheet else 0
    last = max(_DOWN, -(-height // _DOWN) * _DOWN)
    letter = rows.letter(name)
    return f"'{rows.name}'!${letter}${rows.header + 1}:${letter}${last}"


def _is(text: str) -> str:
    """A criterion: is this text. What Excel would take for a pattern is escaped."""
    for sign in "~*?":
        text = text.replace(sign, f"~{sign}")
    return '"=' + text.replace('"', '""') + '"'


# ---- The list, what is open, what differs


def _list(verified: Verified) -> Iterator[Row]:
    given = verified.given
    if given is None:
        return
    wrong = [f for f in verified.findings if f.at.file == given.file and severity(f.code) == "error"]
    missing = [f for f in verified.findings if f.code == "VERIFY_LIST_MISSING"]
    count = len(wrong) + len(missing)
    returned = len(given.entries) - len(given.paid)
    note = f"{returned}笔退票" if returned else ""
    said = f"{len(given.paid)}笔，{yuan(given.total)}"
    yield Row("银行（工资）清单", "逐笔与发放表核对", said, f"{count}处{DIFFERENT}" if count else SAME, note)


def _open(verified: Verified) -> Iterator[Row]:
    contest = verified.contest
    points = open_points(contest)
    if points:
        shown = "、".join(points[:8]) + (f"等{len(points)}项" if len(points) > 8 else "")
        yield Row("待确认事项没有定完", "全部定", shown, OPEN, "待确认事项")
    else:
        yield Row("待确认事项（分配、发放）", "全部定", "全部定", SAME, "待确认事项")
    for tables, words in ((verified.taken, "得分按表中数字复核"), (verified.unsure, "并列次序按表中复核")):
        if tables:
            named = "、".join(title_of(one.scope, one.group) for one in tables[:4])
            more = f"等{len(tables)}张表" if len(tables) > 4 else ""
            yield Row(words, "", named + more, OPEN, "排名")


def _short(text: str) -> str:
    """A sentence that fits into one line of the page; a Chinese character takes two places."""
    used = 0
    for at, character in enumerate(text):
        used += 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        if used > _LONGEST:
            return f"{text[: at - 1]}…"
    return text


def _mixed(findings: Sequence[Finding], level: str) -> list[Finding]:
    """Those of a level, the first of each kind before the second of any: one cause does not fill the page."""
    seen: Counter[str] = Counter()
    found: list[tuple[int, Finding]] = []
    for finding in (one for one in findings if severity(one.code) == level):
        found.append((seen[finding.code], finding))
        seen[finding.code] += 1
    return [finding for _, finding in sorted(found, key=lambda one: one[0])]


def _differences(findings: Sequence[Finding]) -> Iterator[Row]:
    """The gravest first; infos are for the screen."""
    told = [f for level in ("error", "warning") for f in _mixed(findings, level)]
    if not told:
        yield Row("不一致、请核实的", "没有", "没有", SAME)
        return
    yield Row(f"不一致、请核实的（共{len(told)}处）")
    for number, finding in enumerate(told[:_MOST], 1):
        cell = finding.at.cell
        where = f"{finding.at.sheet or finding.at.file}{f'!{cell.a1}' if cell else ''}"
        shown = show(finding)
        yield Row(f"{number}. {_short(shown.message)}", "", "", shown.level, where)
    if len(told) > _MOST:
        yield Row(f"……另有{len(told) - _MOST}处，见屏幕")
