"""What a team must have done before it broadcasts: training, filing of its hosts, students who are what they say.

赣邮渠道〔2024〕13号, lines 30, 54, 58, 68. The schedule of a stage is due so many hours before its first broadcast (H3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from schemas.format import CellContext
from schemas.kinds_date import parse_day
from schemas.preparation import is_signed
from workbook.broadcasts import first_starts, moment
from workbook.content import folded
from workbook.eligibility.case import Case, Found
from workbook.eligibility.persons import MEMBERS, TRAINING, Entrants
from workbook.eligibility.work import Row, Work
from workbook.masking import person
from workbook.model import Finding
from workbook.same_people import TEAM

FILINGS, SCHEDULE, SESSIONS = "主播备案", "排期", "场次"
_PASSED, _REFUSED = "通过", "不通过"
_HOSTS: Final = re.compile(r"[（(][^）)]*[）)]|[、,，;；/\s]+")
"""What stands between the hosts of one cell, and what is noted behind one."""
_AND: Final = re.compile("^[和与及]..|..[和与及]$")
"""Between two hosts, too; but 李和平 is one: known names are taken out first."""
_SHOWN: Final = 3


def members(case: Case) -> list[Row]:
    """The persons of a team in 附件1汇总."""
    return case.entrants.members_of(case.key)


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
    """The team was on a training by the day that is due, and signed.

    While somebody was there whose team nobody knows, a team without a record may still have been.
    """
    due = due_day(case, TRAINING)
    mine = [row for row in case.entrants.rows_of(TRAINING, case.key)]
    unknown = [keys for keys in case.entrants.attended.values() if not keys or case.key in keys]
    if not mine and unknown:
        return Found(f"没有培训记录，另有{len(unknown)}行认不出是哪个团队的", None)
    if not mine:
        return Found("没有培训记录", None if not case.over and not _past(case, due) else False)
    in_time = [r for r in mine if due is None or (day := _held_on(r)) is None or day <= due]
    if not in_time:
        return Found(f"培训在{_held_on(mine[0])}，迟于{due}", False)
    signed = [row for row in in_time if _was_there(row)]
    if signed:
        days = sorted(day for row in signed if (day := _held_on(row)) is not None)
        return Found(f"{days[0] if days else '日期没写'} 参训{len(signed)}人", True if days else None)
    return Found(f"有{len(in_time)}人的记录，没有签到", None)


def _held_on(row: Row) -> date | None:
    """The day of a training: as written, else the day on which somebody joined or left the meeting."""
    for said in (row["day"], row["signed"], row["left"]):
        if isinstance(said, date):
            return said
        if said is not None and isinstance(day := parse_day(said, CellContext()).value, date):
            return day
    return None


def training_unknown(work: Work, entrants: Entrants) -> Iterator[Finding]:
    """Somebody on a training of whom nobody can tell the team, where teams take part."""
    rows = work.rows(TRAINING)
    if any(row["kind"] == TEAM for row in entrants.rows):
        for row in rows:
            keys = entrants.attended.get(row["record"])
            if keys is not None and len(keys) != 1:
                yield rows.finding("TRAINING_UNKNOWN", row, "person")


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
        day = _held_on(row)
        if day is not None and (day > duty.due or (day == duty.due and duty.inclusive is False)):
            field = "day" if row["day"] else "signed"
            yield rows.finding("TRAINING_LATE", row, field, {"due": str(duty.due)})


# ---- Filing


def hosts_filed(case: Case, first: datetime | None) -> Found:
    """Everybody of the team who goes on camera is filed, agreed to before the team's first broadcast."""
    planned = _named_hosts(case)
    hosts = [row for row in members(case) if row["on_camera"] or folded(row["name"]) in planned]
    if not hosts:
        return Found("附件1里没有写谁出镜", None)
    found = [(_filed(case.work, host, first and first.date()), host) for host in hosts]
    missing, late, unknown = (
        [host for state, host in found if state == wanted] for wanted in ("missing", "late", "unknown")
    )
    if missing or late:
        words = [f"没有备案：{_named(missing, 'name')}"] if missing else []
        words += [f"备案不早于首场直播：{_named(late, 'name')}"] if late else []
        return Found("；".join(words), False)
    if unknown:
        return Found(f"备案待审或没写日期：{_named(unknown, 'name')}", None)
    return Found(f"出镜{len(hosts)}人都已备案", True)


def _named_hosts(case: Case) -> set[str]:
    """Members who are the hosts of a broadcast of the team, whatever 附件1 says of them."""
    texts = [folded(row.get("host")) for sheet in (SCHEDULE, SESSIONS) for row in case.rows(sheet)[1]]
    names = {folded(member["name"]) for member in members(case)} - {""}
    return {name for name in names if any(name in text for text in texts)}


def _filed(work: Work, host: Row, first: date | None) -> Literal["filed", "late", "unknown", "missing"]:
    """Whether somebody was filed before the day of the first broadcast.

    The latest decision counts: one that was agreed to and refused later is none. What has no day may be in time, and so
    may a filing that gives neither number nor team.
    """
    filings, maybe = _filings_of(work, host), _filings_by_name(work, host)
    refused = [f["decided"] for f in filings if f["result"] == _REFUSED]
    passed = [f["decided"] for f in filings if f["result"] == _PASSED]
    standing = [day for day in passed if not any(day and no and no > day for no in refused)]
    unsure = [day for day in standing if any(not (day and no) or no == day for no in refused)]
    sure = [day for day in standing if day not in unsure]
    if any(first is None or (day and day < first) for day in sure):
        return "filed"
    open_days = [day for day in (*sure, *unsure) if day is None or first is None or day < first]
    if open_days or any(f["result"] != _REFUSED for f in maybe):
        return "unknown"
    if standing:
        return "late"
    return "unknown" if any(f["result"] not in (_PASSED, _REFUSED) for f in filings) else "missing"


def _filings_by_name(work: Work, host: Row) -> list[Row]:
    """Filings that give nothing but the name: they may be of that person."""
    named = work.rows_with(FILINGS, "person", host["name"])
    return [f for f in named if not f["id_no"] and not f["team"]]


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
    rows = work.rows(MEMBERS)
    on_camera = [row for row in rows if row["on_camera"]]
    if on_camera and not work.rows(FILINGS).rows:
        yield rows.finding("FILINGS_NONE", on_camera[0], "on_camera", {"count": str(len(on_camera))})
        return
    for row in rows:
        if row["on_camera"] and _filed(work, row, None) == "missing":
            yield rows.finding("FILING_MISSING", row, "on_camera")


# ---- Schedule


def hosts_unknown(work: Work, entrants: Entrants) -> Iterator[Finding]:
    """Somebody planned as a host who is no member of the team in 附件1汇总, where the team has members there."""
    rows = work.rows(SCHEDULE)
    for row in rows:
        key = entrants.of.get((SCHEDULE, row["record"]))
        names = {folded(member["name"]) for member in entrants.members_of(key)} - {""} if key else set()
        strangers = [part for part in _HOSTS.split(str(row["host"] or "")) if part and _others(part, names)]
        if names and strangers:
            yield rows.finding("HOST_UNKNOWN", row, "host")


def _others(text: str, names: set[str]) -> bool:
    """Whether anybody else stands in a text: none of these names is in it, or 和 and another name is beside one."""
    left = whole = folded(text)
    for name in sorted(names, key=len, reverse=True):
        left = left.replace(name, "")
    return bool(left == whole and left.strip("和与及")) or _AND.search(left) is not None


class Late(NamedTuple):
    """A row of the schedule that was reported too late: by how many hours before its stage it came, at most."""

    row: Row
    came: str
    hours: Decimal
    wanted: Decimal
    first: datetime


def late_schedules(work: Work) -> Iterator[Late]:
    """Rows of 排期 reported less than so many hours before the first broadcast of their stage (line 68).

    What counts is the time typed beside the row, else the time its file came as typed into 收件登记. Of a day without a
    time its first moment: what nobody can tell is not late.
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
        if first is None or came is None:
            continue
        hours = Decimal((first - came) // timedelta(minutes=1)) / 60
        if hours < duty.hours:
            yield Late(row, str(text), max(hours, Decimal(0)), duty.hours, first)


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
            "came": _spelled(late.came),
            "first": _spelled(f"{late.first:%Y-%m-%d %H:%M}"),
        }
        yield rows.finding("SCHEDULE_LATE", late.row, "reported", context)


def _spelled(text: str) -> str:
    """A moment as people say it, with no run of digits in it: 10月25日 19:00, 10月25日."""
    day, _, clock = text.partition(" ")
    _, month, day_of_month = map(int, day.split("-"))
    return f"{month}月{day_of_month}日 {clock[:5]}".rstrip()


def _named(rows: list[Row], field: str) -> str:
    names = "、".join(person(str(row[field] or "")) for row in rows[:_SHOWN])
    return names + ("等" if len(rows) > _SHOWN else "")
