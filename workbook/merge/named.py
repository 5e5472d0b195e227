"""Which event each row of a submission names, by the card: 4, 活动4, 第一期·活动4 and 年货节 are one where the card says so.

What was handed in stays in 收件底稿 as it was typed; this is how it is read whenever submissions are taken together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cache

from schemas.contest import Event, Scope
from schemas.events import scope_meant
from workbook.merge.submission import Row, Submission


def in_events(submissions: Iterable[Submission], stages: Collection[Event] = ()) -> list[Submission]:
    """The same submissions, each event under the name the card gives it; what may mean several stays as typed."""

    @cache
    def meant(event: str, phase: str) -> Scope:
        return scope_meant(stages, event, phase)

    def of_row(row: Row) -> Row:
        said = Scope(str(row.values.get("phase", "")), str(row.values.get("event", "")))
        scope = meant(said.event, said.phase) if said.event else said
        if scope == said:
            return row
        named = {name: text for name, text in scope._asdict().items() if text}
        return row._replace(values={**row.values, **named})

    found = []
    for submission in submissions:
        rows = tuple(map(of_row, submission.rows))
        same = all(one is other for one, other in zip(rows, submission.rows, strict=True))
        found.append(submission if same else replace(submission, rows=rows))
    return found
