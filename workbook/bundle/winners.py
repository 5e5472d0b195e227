"""What the workbook says of each winner, event by event: entry, eligibility, what counted, figures, rank, prize, payment.

Only events in which there is a final prize, and of the winner no more than the trail needs: no phone, no address, the last
four of an ID. How it looks is left to `winner_page`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from schemas.contest import Event, Scope
from schemas.format import CellContext
from schemas.kinds_time import length_text
from workbook.awards.rows import final_rows
from workbook.awards.sources import FINAL
from workbook.bundle.altered import Altered
from workbook.bundle.grids import Grid, cell_of, is_money, text
from workbook.edits import Scalar
from workbook.eligibility.broadcasts import broadcasts
from workbook.eligibility.case import Case
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import Row, Rows, Work
from workbook.eligibility.works import videos
from workbook.masking import file_name, number, numbers_in
from workbook.merge.tables import OwnTable, own_table
from workbook.model import Book

AWARDS: Final = "奖金分配表"
_SHEETS: Final = (AWARDS, "资格审核", "资格明细", "销售额核对", "排名", "奖金发放表", "定稿锁定")


Part = tuple[str, Grid | Sequence[str]]
"""A heading, and a grid or sentences below it."""


class Trail(NamedTuple):
    """One event of a winner."""

    label: str
    prizes: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Winner:
    """A winner with the trail of each prize. about: what is known of the winner itself, in sentences."""

    key: str
    name: str
    about: Sequence[str]
    trails: Sequence[Trail] = field(default_factory=tuple)


@dataclass(frozen=True)
class Records:
    """The sheets, indexed. as_of: a day on which all is over; it moves nothing of what counted. since: what was changed
    since it was sealed."""

    book: Book
    work: Work
    as_of: date
    since: Altered

    @cached_property
    def tables(self) -> dict[str, OwnTable]:
        """The sheets of results."""
        return {name: own_table(self.book, name) for name in _SHEETS}

    @cached_property
    def entrants(self) -> Entrants:
        """参赛主体."""
        return Entrants(self.work)

    @cached_property
    def entries(self) -> Mapping[tuple[str, Scope | None], Row]:
        """The entry of an entrant in an event; of two the last."""
        rows = self.work.rows("报名")
        return {(str(row["key"] or "").upper(), self.work.scope(row)): row for row in rows}

    @cached_property
    def _index(self) -> dict[tuple[str, str, Scope], list[int]]:
        found: dict[tuple[str, str, Scope], list[int]] = {}
        for name, table in self.tables.items():
            keyed = "key" in table.columns
            for row in table.rows():
                key = table.text(row, "key").upper() if keyed else ""
                found.setdefault((name, key, table.scope(row)), []).append(row)
        return found

    def rows(self, name: str, key: str, scope: Scope) -> list[int]:
        """The rows of a sheet that are of an entrant in an event (of a seal: of the event)."""
        return self._index.get((name, key, scope), [])

    def grid(self, name: str, rows: Sequence[int], columns: Sequence[str]) -> Grid:
        """Some columns of some rows."""
        table, ctx = self.tables[name], CellContext(date1904=self.book.date1904)
        specs = [table.spec.columns_by_name[column] for column in columns]
        cells = [[cell_of(table, row, spec, ctx) for spec in specs] for row in rows]
        amounts = frozenset(at for at, spec in enumerate(specs) if is_money(spec))
        return Grid(name, tuple(spec.title for spec in specs), cells, amounts)


def winners(book: Book, work: Work, as_of: date, since: Altered) -> list[Winner]:
    """Everybody with a final prize, by number."""
    records = Records(book, work, as_of, since)
    awards = records.tables[AWARDS]
    final = [
        row for row in final_rows(awards) if awards.text(row, "state") == FINAL and awards.text(row, "key")
    ]
    names = {awards.text(row, "key").upper(): awards.text(row, "name") for row in final}
    scopes = {(awards.text(row, "key").upper(), awards.scope(row)) for row in final}
    found = []
    for key in sorted(names):
        events = [event for event in work.card.stages if (key, event.scope) in scopes]
        trails = tuple(_trail(records, key, event) for event in events)
        found.append(Winner(key, numbers_in(names[key]), _about(records, key), trails))
    return found


def _about(records: Records, key: str) -> list[str]:
    entrant = records.entrants.by_key.get(key)
    if entrant is None:
        return ["参赛主体里没有这个编号。"]
    words = [("类型", entrant["kind"]), ("负责人", entrant["person"]), ("团队成员", entrant["members"])]
    words += [
        ("市分公司", entrant["city"]),
        ("参赛高校", entrant["school"]),
        ("人员类别", entrant["category"]),
    ]
    words += [("直播平台", entrant["platform"]), ("账号昵称", entrant["account"])]
    parts = [f"{title}：{numbers_in(str(value))}" for title, value in words if value]
    codes = (("证件号", entrant["id_no"]), ("统一社会信用代码", entrant["credit_code"]))
    parts += [f"{title}：{number(str(value))}" for title, value in codes if value]
    return ["；".join(parts)]


_LINES: Final = ("measure", "found", "wanted", "verdict", "source", "line")
_PAID: Final = (
    "seq", "tier", "payee_type", "payee", "bank", "account", "award", "gross", "tax", "net", "state", "outcome", "paid_on",
    "remark",
)  # fmt: skip
_SAID: Final = {
    "资格审核": ("claimed", "group", "result", "why", "decided", "as_group", "by", "day", "document"),
    "销售额核对": ("orders", "gross", "refunds", "net", "claimed", "gap", "why", "grade", "counted"),
    "排名": ("group", "rank", "metric", "score", "ties", "jury", "why"),
    AWARDS: ("group", "tier", "seat", "rank", "amount", "state", "remark"),
    "定稿锁定": ("number", "code", "winners", "total", "approver", "document", "when"),
}
"""What is shown of each sheet: of conditions and payments as a table, of the others in a sentence."""


def _trail(records: Records, key: str, event: Event) -> Trail:
    scope = event.scope

    def sentences(name: str, of: str = key) -> Part:
        return name, _sentences(records.grid(name, records.rows(name, of, scope), _SAID[name]))

    lines = records.grid("资格明细", records.rows("资格明细", key, scope), _LINES)
    paid = records.grid("奖金发放表", records.rows("奖金发放表", key, scope), _PAID)
    parts: list[Part] = [
        ("报名", _entry(records, key, scope)),
        sentences("资格审核"),
        ("资格明细", _with_lines(lines)),
        *_counted(records, key, event),
        *map(sentences, ("销售额核对", "排名", AWARDS)),
        ("奖金发放表", paid),
        sentences("定稿锁定", ""),
        ("注意", records.since.of(scope)),
    ]
    given = records.grid(AWARDS, records.rows(AWARDS, key, scope), _SAID[AWARDS])
    return Trail(scope.label, _prizes(given), [(title, part) for title, part in parts if _says(part)])


def _with_lines(grid: Grid) -> Grid:
    """The notice's sentence with its line behind it."""
    rows = [
        [*row[:-2], f"{source or ''}（第{line}行）" if line is not None else source]
        for row in grid.rows
        for source, line in [row[-2:]]
    ]
    return grid._replace(header=grid.header[:-1], rows=rows)


def _sentences(grid: Grid) -> list[str]:
    """A row as a sentence: 有效订单：7；实付：15,794.22元."""
    found = []
    for row in grid.rows:
        parts = [
            f"{title}：{f'{value:,.2f}元' if at in grid.money and isinstance(value, float | int) else value}"
            for at, (title, value) in enumerate(zip(grid.header, row, strict=True))
            if value not in (None, "")
        ]
        found.append("；".join(parts))
    return found


def _says(part: Grid | Sequence[str]) -> bool:
    return bool(part.rows if isinstance(part, Grid) else part)


def _prizes(given: Grid) -> str:
    """新秀组 一等奖 第2名 5,000.00元."""
    lines = []
    for group, tier, _, rank, amount, *_ in given.rows:
        place = f"第{rank}名" if rank is not None else ""
        sum_of = f"{amount:,.2f}元" if isinstance(amount, float | int) else ""
        lines.append(" ".join(str(word) for word in (group, tier, place, sum_of) if word))
    return "；".join(lines)


def _entry(records: Records, key: str, scope: Scope) -> list[str]:
    entry = records.entries.get((key, scope))
    if entry is None:
        return ["报名里没有这个活动的有效行。"]
    fans, sales = entry["fans"], entry["sales"]
    words = (
        ("报名日期", entry["day"]),
        ("申报组别", numbers_in(str(entry["claimed"] or ""))),
        ("粉丝数", f"{fans:,}" if fans is not None else None),
        ("近一年销售额", f"{sales / 100:,.2f}元" if sales is not None else None),
        ("截至", entry["as_of"]),
        ("来源", _source(entry)),
    )
    return ["；".join(f"{title}：{value}" for title, value in words if value)]


def _source(row: Row) -> str:
    """Where a row came from, so that it can be looked up in the original: 赣州/附件1.xlsx 报名 第5行."""
    if not row.get("source_file"):
        return "在台账里填写"
    line = f"第{row['source_row']}行" if row.get("source_row") else ""
    file, sheet = (file_name(str(row.get(name) or "")) for name in ("source_file", "source_sheet"))
    return " ".join(filter(None, (file, sheet, line)))


def _counted(records: Records, key: str, event: Event) -> Iterator[Part]:
    """The broadcasts and videos of the event, each with whether it counts."""
    entrant = records.entrants.by_key.get(key)
    entry = records.entries.get((key, event.scope))
    if entrant is None or entry is None:
        return
    judged = records.grid("资格审核", records.rows("资格审核", key, event.scope), ("as_group", "group"))
    group = next((str(word) for row in judged.rows for word in row if word), "")
    case = Case(records.work, records.entrants, event, entrant, entry, group, records.as_of)
    held = broadcasts(case)
    lines = [[*_session(one.row, one.seconds), _COUNTS[one.verdict], _source(one.row)] for one in held]
    header = ("场次号", "日期", "时间", "时长(分钟)", "账号", "是否计入", "来源")
    if case.medium == "broadcasts" and lines:
        yield (
            f"直播{len(lines)}场，计入{sum(one.verdict is True for one in held)}场",
            Grid("直播", header, lines),
        )
    made = videos(case)
    films = [[*_video(one.rows, one.row), _COUNTS[one.verdict], _source(one.row)] for one in made]
    header = ("链接", "发布时间", "播放量", "点赞数", "数据来源等级", "是否计入", "来源")
    if case.medium == "videos" and films:
        count = sum(one.verdict is True for one in made)
        yield f"短视频{len(films)}条，计入{count}条", Grid("短视频", header, films)


_COUNTS: Final = {True: "计入", False: "不计入", None: "待核"}


def _session(row: Row, seconds: int | None) -> list[Scalar]:
    start, end = (_clock(row.get(name)) for name in ("start", "end"))
    words = (
        ("场次号", row.get("session")),
        ("日期", row.get("day")),
        ("时间", f"{start}-{end}" if start or end else ""),
    )
    length = length_text(seconds) if seconds is not None else None
    texts = [text(title, str(word)) if word else None for title, word in words]
    return [*texts, length, text("", str(row.get("account") or "")) or None]


def _clock(seconds: object) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}" if isinstance(seconds, int) else ""


def _video(rows: Rows, row: Row) -> list[Scalar]:
    link, grade = (text("", rows.shown(row, name)) or None for name in ("link", "grade"))
    return [link, text("", str(row["published"] or "")) or None, row["plays"], row["likes"], grade]
