"""收件登记: one row per file, with what people say of it and what became of its rows.

People may type 报送单位, 渠道, 收到时间, 性质, 盖章件, 确认 and 备注; the next merge goes by it. The rest is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbook.codes import words
from workbook.edits import Scalar
from workbook.merge.asked import unread
from workbook.merge.fold import Folded
from workbook.merge.submission import Cover, Submission, counts_of
from workbook.merge.tables import OwnTable

SHEET: Final = "收件登记"
TYPED: Final = ("sender", "city", "channel", "kind", "paper", "answer", "remark")
"""Columns in which people have the last word; 收到时间 is another."""

_COUNTED: Final = ("rows", "merged", "rejected", "repeated", "unchanged", "replaced")
_TYPED_TIME: Final = "填写"
_SEEN_TIME: Final = "首次汇总时间"


def covers(table: OwnTable, submissions: Mapping[str, Submission]) -> dict[str, Cover]:
    """收件号 -> what is known of the file now, with what people typed since."""
    found: dict[str, Cover] = {}
    for row in table.rows():
        submission = submissions.get(table.text(row, "number"))
        if submission is None:
            continue
        cover = submission.cover
        typed = {name: table.text(row, name) for name in TYPED}
        received = table.text(row, "received")
        if received == cover.seen and not cover.received:
            received = ""
        found[submission.number] = cover._replace(**typed, received=received)
    return found


def update(table: OwnTable, before: Folded, after: Folded) -> None:
    """One row per submission; counts a person changed stay and are told."""
    rows = {table.text(row, "number"): row for row in table.rows()}
    old = {s.number: n for n, s in enumerate(before.submissions)}
    for file, submission in enumerate(after.submissions):
        cells = cells_of(after, file)
        row = rows.get(submission.number)
        if row is None:
            table.add(cells)
            continue
        counted = {name: cells[name] for name in _COUNTED}
        was = cells_of(before, old[submission.number])
        table.update(row, {name: was[name] for name in _COUNTED}, counted)
        for name in ("clock", "result", "code", "turn", "rules"):
            table.write(row, name, cells[name])


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
        "received": cover.received or cover.seen,
        "clock": _TYPED_TIME if cover.received else _SEEN_TIME,
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
        "code": counts_of(submission.rows).text if submission.rows else "",
        "rules": cover.rules,
        "mark": submission.mark,
        "remark": cover.remark,
    }


def result_of(merged: Folded, file: int) -> str:
    """What became of a file, in one sentence."""
    submission = merged.submissions[file]
    if submission.cover.answer == "不采用":
        return "不采用"
    if unread(submission):
        return "已收到，未读取"
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
