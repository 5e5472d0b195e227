"""收件登记: one row per file, with what people say of it and what became of its rows.

People may type 报送单位, 渠道, 收到时间, 性质, 盖章件, 确认 and 备注; the next merge goes by it. The rest is ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from schemas.book.people import ANSWERS, KINDS
from schemas.columns import DAY
from schemas.format import CellContext
from workbook.codes import words
from workbook.content import folded
from workbook.edits import Scalar
from workbook.merge.asked import unread
from workbook.merge.fold import Folded
from workbook.merge.order import DECLINED, declined
from workbook.merge.submission import Cover, Submission
from workbook.merge.tables import OwnTable
from workbook.model import Finding, Value

SHEET: Final = "收件登记"
TYPED: Final = ("sender", "city", "channel", "kind", "paper", "answer", "remark")
"""Columns in which people have the last word; 收到时间 is another."""

_COUNTED: Final = ("rows", "merged", "rejected", "repeated", "unchanged", "replaced")
_CHOICES: Final = {"kind": KINDS, "answer": ANSWERS}
_AROUND: Final = "。．.，,、;!?:'\"“”‘’()[]【】《》「」-—_"
_EPOCH: Final = datetime(1899, 12, 30)
_DAYS: Final = (36_000.0, 80_000.0)
"""Serial numbers that may be a day somebody handed something in: 1998 to 2119."""
_CLOCK: Final = re.compile(r"[ T]*([0-9]{1,2})\s*[:时点]\s*([0-9]{1,2})?\s*(?:分|:[0-9]{1,2}(?:\.[0-9]+)?)?$")
_DAY: Final = len("2024-10-19")
TYPED_TIME: Final = "填写"
"""时间来源 of a time that a person typed."""
_SEEN_TIME: Final = "首次汇总时间"


def covers(table: OwnTable, submissions: Mapping[str, Submission]) -> dict[str, Cover]:
    """收件号 -> what is known of the file now, with what people typed since.

    A time that cannot be read, and a word that is no choice, are told at their cells, and are none.
    """
    found: dict[str, Cover] = {}
    for row in table.rows():
        submission = submissions.get(table.text(row, "number"))
        if submission is None:
            continue
        cover = submission.cover
        typed = {name: table.text(row, name) for name in TYPED}
        for name, choices in _CHOICES.items():
            typed[name] = _chosen(table, row, name, choices)
        received = typed_time(table.value(row, "received"))
        if received is None:
            place, value = table.at(row, "received"), table.text(row, "received")
            table.findings.append(Finding("TIME_UNREAD", place, (), "received", value))
        if received == shown_time(cover.seen) and not cover.received:
            received = ""
        found[submission.number] = cover._replace(**typed, received=received or "")
    return found


def _chosen(table: OwnTable, row: int, name: str, choices: Sequence[str]) -> str:
    """One of the words a column offers, however it was typed; any other is told at its cell, and is none."""
    text = table.text(row, name)
    word = folded(text).strip(_AROUND)
    if word and word not in choices:
        context = {"column": table.title(name), "choices": "、".join(choices)}
        place = table.at(row, name)
        table.findings.append(Finding("COVER_WORD", place, (), name, text, None, context))
        return ""
    return word


def shown_time(seen: str) -> str:
    """The time of a merge without its seconds."""
    return seen[:16]


def typed_time(value: Value) -> str | None:
    """A time as people type it, as 2024-10-19 15:30 or 2024-10-19; "" for a blank cell, None where it cannot be read."""
    if value is None or value == "":
        return ""
    if isinstance(value, float):
        if not _DAYS[0] < value < _DAYS[1]:
            return None
        moment = _EPOCH + timedelta(minutes=round(value * 24 * 60))
        return moment.strftime("%Y-%m-%d %H:%M" if value % 1 else "%Y-%m-%d")
    text = unicodedata.normalize("NFKC", str(value)).strip()
    match = _CLOCK.search(text)
    day = DAY.parse(text[: match.start()] if match else text, CellContext())
    if day.value is None:
        return None
    if match is None:
        return str(day.value.isoformat())
    hour, minute = int(match[1]), int(match[2] or 0)
    return f"{day.value.isoformat()} {hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def update(table: OwnTable, before: Folded, after: Folded) -> None:
    """One row per submission; counts a person changed stay and are told."""
    old = {s.number: n for n, s in enumerate(before.submissions)}
    rows: dict[str, int] = {}
    left: dict[str, int] = {}
    for row in table.rows():
        number, known = table.text(row, "number"), table.text(row, "number") in old
        (rows if known else left)[number if known else table.text(row, "file")] = row
    for file, submission in enumerate(after.submissions):
        cells = cells_of(after, file)
        if submission.number not in old:
            _enter(table, left.pop(submission.name, None), cells)
            continue
        row = rows.get(submission.number, 0)
        if not row:
            table.add(cells)
            continue
        counted = {name: cells[name] for name in _COUNTED}
        was = cells_of(before, old[submission.number])
        table.update(row, {name: was[name] for name in _COUNTED}, counted)
        for name in ("clock", "result", "code", "turn", "rules"):
            table.write(row, name, cells[name])
    taken = {submission.number for submission in after.submissions}
    for row in left.values():
        if table.text(row, "number") in taken:
            table.write(row, "number", None)  # it is another file's now; what people typed stays


def _enter(table: OwnTable, row: int | None, cells: Mapping[str, Scalar]) -> None:
    """A file that is new: in the row that an undone merge of it left since somebody had typed there, else in a new one."""
    if row is None:
        table.add(cells)
        return
    time = table.text(row, "received")
    seen = table.text(row, "clock") != TYPED_TIME and len(time) == len(str(cells["received"]))
    if time and not (seen and time[:_DAY] == str(cells["received"])[:_DAY]):
        cells = {**cells, "received": time, "clock": TYPED_TIME}
    for name, value in cells.items():
        if value not in (None, "") or name not in TYPED:
            table.write(row, name, value)


def cells_of(merged: Folded, file: int) -> dict[str, Scalar]:
    """What the sheet says of a submission."""
    submission = merged.submissions[file]
    cover, counts = submission.cover, merged.counts(file)
    return {
        "number": submission.number,
        "file": submission.name,
        "sender": cover.sender,
        "city": cover.city,
        "channel": cover.channel,
        "received": cover.received or shown_time(cover.seen),
        "clock": TYPED_TIME if cover.received else _SEEN_TIME,
        "turn": cover.turn,
        "kind": cover.kind,
        "paper": cover.paper,
        "rows": float(len(submission.rows)),
        "merged": float(counts["合并"]),
        "rejected": float(counts["退回"]),
        "repeated": float(counts["重复"]),
        "unchanged": float(counts["未变"]),
        "replaced": float(sum(outcome.replaced for outcome in merged.outcomes[file])),
        "result": result_of(merged, file),
        "answer": cover.answer,
        "code": submission.counts.text if submission.rows else "",
        "rules": cover.rules,
        "mark": submission.mark,
        "remark": cover.remark,
    }


def result_of(merged: Folded, file: int) -> str:
    """What became of a file, in one sentence."""
    submission = merged.submissions[file]
    if declined(submission):
        return DECLINED
    if unread(submission):
        return "已收到，未读取"
    if (other := merged.anew.get(file)) is not None:
        without = "没有读出" if submission.refused else "没有内容"
        return f"{without}，已由 {merged.submissions[other].number} 代替"
    if submission.refused:
        told = words(submission.refused, {"detail": submission.detail}).message
        return f"未能读取：{told}"
    if file in merged.again:
        return f"与 {merged.submissions[merged.again[file]].number} 内容相同"
    if file in merged.held:
        return f"待确认：将撤回 {len(merged.lost[file])} 行，同意请在“确认”列选“同意”"
    counts = merged.counts(file)
    if counts["退回"]:
        return (
            f"退回 {counts['退回']} 行，其余已汇总" if counts["退回"] < len(submission.rows) else "全部退回"
        )
    return "已汇总" if counts["合并"] else "没有新内容"


def next_number(submissions: Mapping[str, Submission]) -> int:
    """The number of the next file."""
    taken = [int(number[1:]) for number in submissions if number[1:].isdigit()]
    return max(taken, default=0) + 1


def label(number: int) -> str:
    """收件号: R0001."""
    return f"R{number:04d}"
