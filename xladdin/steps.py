"""What is done to a workbook: the act, the step it is to undo and to the journal, the line of 操作记录 about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import NamedTuple

from workbook import journal
from workbook.edits import Edit
from workbook.host import Applied, Conflicts, Host
from workbook.model import Finding
from workbook.report import FileResult, summary_line
from xladdin.commands import label_of

Act = Callable[[Host], Applied]
"""What is done to a workbook that a host holds. May raise Refused."""


class Step(NamedTuple):
    """What is done, as undo and the journal name it: the command's id, the words for it, when."""

    command: str
    label: str
    now: datetime


def step_of(command: str, now: datetime) -> Step:
    """A step under the words of the command's button."""
    return Step(command, label_of(command), now)


def applying(edits: Sequence[Edit], conflicts: Conflicts = "refuse") -> Act:
    """The change that a list of edits makes."""
    return lambda host: host.apply(edits, conflicts)


def journal_line(step: Step, applied: Applied, findings: Sequence[Finding], before: str, after: str) -> Edit:
    """The line of 操作记录 about a change. before, after: the marks of the content."""
    counts = f"改动 {len(applied.inverse)} 处"
    if findings:
        counts = summary_line(FileResult("", tuple(findings)))
    if applied.skipped:
        counts += f"，保持不变 {len(applied.skipped)} 处"
    return journal.line(journal.Entry(step.now, step.label, version("contestbook"), counts, before, after))
