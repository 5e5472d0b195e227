"""What a team must have done before it broadcasts: training, filing of its hosts, students who are what they say.

赣邮渠道〔2024〕13号, lines 30, 54, 58, 68. The schedule of a stage is due so many hours before its first broadcast (H3).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from workbook.broadcasts import first_starts, moment
from schemas.preparation import is_signed
from workbook.content import folded
from workbook.eligibility.case import Case, Found
from workbook.eligibility.work import Row, Work
from workbook.masking import person
from workbook.model import Finding

MEMBERS, TRAINING, FILINGS, SCHEDULE = "附件1汇总", "培训", "主播备案", "排期"
_PASSED: Final = "通过"
_SHOWN: Final = 3


def members(case: Case) -> list[Row]:
    """The persons of a team in 附件1汇总."""
    school = folded(case.entrant["school"])
    rows = case.work.rows_with(MEMBERS, "team", case.entrant["name"])
    return [row for row in rows if not school or folded(row["school"]) == school]


def students(case: Case) -> Found:
    """Every member names a school and a student number."""
    people = members(case)
    if not people:
        return Found("附件1汇总里没有这个团队", None)
    lacking = [r for r in people if not (r["school"] and r["student_no"])]
    if not lacking:
        return Found(f"{len(people)}人都有学校和学号", True)
    return Found(f"{len(people)}人中{len(lacking)}人缺学校或学号：{_named(lacking, 'name')}", None)


# ---- Training


def trained(case: Case) -> Found:
    """The team was on a training by the day that is due, and signed."""
    due = due_day(case, TRAINING)
    mine = [row for row in case.entrants.rows_of(TRAINING, case.key)]
    if not mine:
        return Found("没有培训记录", None if not case.over and not _past(case, due) else False)
    in_time = [r for r in mine if due is None or r["day"] is None or r["day"] <= due]
    if not in_time:
        return Found(f"培训在{mine[0]['day']}，迟于{due}", False)
    signed = [row for row in in_time if _was_there(row)]
    if signed:
        return Found(
            f"{signed[0]['day'] or '日期没写'} 参训{len(signed)}人", True if signed[0]["day"] else None
        )
    return Found(f"有{len(in_time)}人的记录，没有签到", None)


def _was_there(row: Row) -> bool:
    """Whether somebody signed; where nothing stands there, the minutes of a meeting say so."""
    return bool(row["minutes"]) if row["signed"] is None else is_signed(row["signed"])


def _past(case: Case, due: date | None) -> bool:
    return due is not None and due < case.as_of


def due_day(case: Case, sheet: str) -> date | None:
    """The last day of a duty that a sheet proves, whoever owes it."""
    duties = (d for d in case.card.duties if d.scope.covers(case.event.scope) and sheet in d.evidence)
    for duty in duties:
        if duty.due is not None:
            return duty.due if duty.inclusive is not False else duty.due - timedelta(days=1)
    return None


def trained_late(work: Work) -> Iterator[Finding]:
    """A training after the day that is due (domain facts, case 61)."""
    duty = next((d for d in work.card.duties if TRAINING in d.evidence and d.due is not None), None)
    if duty is None or duty.due is None:
        return
    rows = work.rows(TRAINING)
    for row in rows:
        over = row["day"] is not None and (
            row["day"] > duty.due or (row["day"] == duty.due and duty.inclusive is False)
        )
        if over:
            yield rows.finding("TRAINING_LATE", row, "day", {"due": str(duty.due)})


# ---- Filing


def hosts_filed(case: Case, first: datetime | None) -> Found:
    """Everybody of the team who goes on camera is filed, agreed to before the team's first broadcast."""
    hosts = [row for row in members(case) if row["on_camera"]]
    if not hosts:
        return Found("附件1里没有写谁出镜", None)
    missing: list[Row] = []
    late: list[Row] = []
    unknown: list[Row] = []
    for host in hosts:
        filings = _filings_of(case.work, host)
        passed = [f for f in filings if f["result"] == _PASSED]
        if not passed:
            (unknown if any(f["result"] != "不通过" for f in filings) else missing).append(host)
        elif first is not None and all(
            f["decided"] is not None and f["decided"] >= first.date() for f in passed
        ):
            late.append(host)
        elif first is not None and all(f["decided"] is None for f in passed):
            unknown.append(host)
    if missing or late:
        words = [f"没有备案：{_named(missing, 'name')}"] if missing else []
        words += [f"备案不早于首场直播：{_named(late, 'name')}"] if late else []
        return Found("；".join(words), False)
    if unknown:
        return Found(f"备案待审或没写日期：{_named(unknown, 'name')}", None)
    return Found(f"出镜{len(hosts)}人都已备案", True)


def _filings_of(work: Work, host: Row) -> list[Row]:
    """The filings of a person: by the ID number, else by name and team where one of the two has no number."""
    named = work.rows_with(FILINGS, "person", host["name"])
    alike = [
        f for f in named if folded(f["team"]) == folded(host["team"]) and not (f["id_no"] and host["id_no"])
    ]
    return [*work.rows_with(FILINGS, "id_no", host["id_no"]), *alike]


def filings_missing(work: Work) -> Iterator[Finding]:
    """Somebody on camera without a filing, at the cell that says so (domain facts, case 44)."""
    if FILINGS not in {sheet for d in work.card.duties for sheet in d.evidence} and not any(
        c.measure == FILINGS for c in work.card.conditions
    ):
        return
    filed = [row for row in work.rows(FILINGS) if row["result"] != "不通过"]
    numbers = {row["id_no"] for row in filed if row["id_no"]}
    names = {(folded(row["person"]), folded(row["team"])) for row in filed}
    rows = work.rows(MEMBERS)
    for row in rows:
        known = row["id_no"] in numbers or (folded(row["name"]), folded(row["team"])) in names
        if row["on_camera"] and not known:
            yield rows.finding("FILING_MISSING", row, "on_camera")


# ---- Schedule


class Late(NamedTuple):
    """A row of the schedule that was reported too late: by how many hours before its stage it came."""

    row: Row
    hours: Decimal
    wanted: Decimal
    first: datetime


def late_schedules(work: Work) -> Iterator[Late]:
    """Rows of 排期 reported less than so many hours before the first broadcast of their stage (line 68).

    What counts is the time typed beside the row, else the time its file came as 收件登记 has it.
    """
    duty = next((d for d in work.card.duties if SCHEDULE in d.evidence and d.hours), None)
    if duty is None or duty.hours is None:
        return
    rows = list(work.rows(SCHEDULE))
    begins = first_starts(rows)
    for row in rows:
        first = begins.get(folded(row["stage"]))
        text = row["reported"] or work.received.get(str(row["source_file"]))
        came = moment(text)
        if first is None or came is None or len(str(text)) <= len("2024-10-19"):
            continue
        hours = Decimal((first - came) // timedelta(minutes=1)) / 60
        if hours < duty.hours:
            yield Late(row, hours, duty.hours, first)


def schedules_late(work: Work) -> Iterator[Finding]:
    """The findings of it: one for each file and stage, or each row whose time was typed (domain facts, case 62)."""
    rows = work.rows(SCHEDULE)
    told: set[tuple[str, str]] = set()
    for late in late_schedules(work):
        key = folded(late.row["stage"]), str(late.row["source_file"] or late.row["record"])
        if key in told:
            continue
        told.add(key)
        context = {
            "hours": f"{late.hours:.1f}".removesuffix(".0"),
            "wanted": f"{late.wanted:f}",
            "first": f"{late.first:%m-%d %H:%M}",
        }
        yield rows.finding("SCHEDULE_LATE", late.row, "reported", context)


def _named(rows: list[Row], field: str) -> str:
    names = "、".join(person(str(row[field] or "")) for row in rows[:_SHOWN])
    return names + ("等" if len(rows) > _SHOWN else "")
