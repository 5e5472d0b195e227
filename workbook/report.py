"""Findings as text for a terminal and as the JSON object of the command line's contract.

Nothing is decided here: what is shown comes from `shown`, what was found from `validate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from workbook import codes
from workbook.codes import Lang
from workbook.findings_sheet import causes, location
from workbook.host import Refused
from workbook.masking import file_name
from workbook.model import Finding, Severity
from workbook.shown import ended, show, who

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class FileResult:
    """What came out for one file: findings, or the reason it was refused.

    written   name of the file that was written, None when nothing was
    kept      in words, the edits left out because a person had changed the place since
    """

    file: str
    findings: tuple[Finding, ...] = ()
    refused: Refused | None = None
    written: str | None = None
    kept: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The file's name as it may be shown."""
        return file_name(self.file)

    @property
    def shown_written(self) -> str | None:
        """The name of the file that was written, as it may be shown."""
        return None if self.written is None else file_name(self.written)

    @property
    def status(self) -> str:
        """ok, findings or refused, as in the JSON contract."""
        return "refused" if self.refused else "findings" if self.findings else "ok"

    def count(self, level: Severity) -> int:
        """Number of findings of a severity."""
        return sum(1 for finding in self.findings if codes.severity(finding.code) == level)


def exit_status(results: Iterable[FileResult]) -> int:
    """2 if a file was refused, else 1 if there are errors, else 0."""
    status = 0
    for result in results:
        if result.refused:
            return 2
        if result.count("error"):
            status = 1
    return status


def to_json(command: str, results: Iterable[FileResult], lang: Lang = "zh") -> dict[str, Any]:
    """The one object of --json; every key is always present."""
    return {"schema": SCHEMA, "command": command, "files": [_file(result, lang) for result in results]}


def _file(result: FileResult, lang: Lang) -> dict[str, Any]:
    reason = None
    if result.refused:
        words = refusal(result.refused, lang)
        message = _which(result.refused, lang) + words.message
        reason = {"code": result.refused.code, "message": message, "next": words.next}
    return {
        "file": result.shown,
        "status": result.status,
        "reason": reason,
        "summary": {level: result.count(level) for level in codes.SEVERITIES},
        "findings": [finding_json(finding, lang) for finding in result.findings],
    }


def finding_json(finding: Finding, lang: Lang = "zh") -> dict[str, Any]:
    """One finding as the contract has it; personal numbers are cut to their last four."""
    shown = show(finding, lang)
    return {
        "code": finding.code,
        "severity": shown.severity,
        "sheet": finding.at.sheet,
        "cell": finding.at.cell.a1 if finding.at.cell else None,
        "value": shown.value,
        "message": shown.message,
        "next": shown.next,
        "suggest": shown.suggest,
        "rule": finding.rule,
        "related": [
            {
                "file": file_name(place.file) if place.file != finding.at.file else None,
                "sheet": place.sheet,
                "cell": place.cell.a1 if place.cell else None,
            }
            for place in finding.related
        ],
    }


def refusal(refused: Refused, lang: Lang = "zh") -> codes.Words:
    """The words of a refusal: what, why, next step. Its detail may name a file."""
    return codes.words(refused.code, {"detail": file_name(refused.detail)}, lang)


def refusal_sentence(file: str, refused: Refused, lang: Lang = "zh") -> str:
    """One sentence with file, reason and next step."""
    words = refusal(refused, lang)
    which, file = _which(refused, lang), file_name(file)
    return (
        f"{file}：{which}{ended(words.message)}{words.next}"
        if lang == "zh"
        else f"{file}: {which}{words.message}. {words.next}"
    )


def _which(refused: Refused, lang: Lang) -> str:
    """Which edit of a list is meant, if one is."""
    if refused.number is None:
        return ""
    return f"第 {refused.number} 条：" if lang == "zh" else f"edit {refused.number}: "


def summary_line(result: FileResult, lang: Lang = "zh") -> str:
    """必须改 3 · 请核实 1 ..., or 没有发现问题."""
    if not result.findings:
        return "没有发现问题" if lang == "zh" else "nothing found"
    index = 0 if lang == "zh" else 1
    counts = [(words[index], result.count(level)) for level, words in codes.SEVERITIES.items()]
    return " · ".join(f"{word} {count}" for word, count in counts if count)


def resting_on(finding: Finding, lang: Lang = "zh") -> str:
    """Which open points of the rule card a finding rests on, unless it is about one of them."""
    if not finding.rule or finding.context.get("id") == finding.rule or finding.code == "RULE_FAILED":
        return ""
    return f"（依据还没定的 {finding.rule}）" if lang == "zh" else f" (rests on open points {finding.rule})"


def cause_line(findings: Sequence[Finding], lang: Lang = "zh") -> list[tuple[Severity, str, str, str]]:
    """Per cause: severity, place, who, and the sentence, for a terminal."""
    lines = []
    for cause in causes(findings):
        first = cause.first
        shown = show(first, lang)
        person = who(first) if len(cause.findings) == 1 else ""
        value = f"（现填 {shown.value}）" if shown.value and len(cause.findings) == 1 and lang == "zh" else ""
        said = f"{shown.message}{value}{resting_on(first, lang)}"
        said = ended(said) if lang == "zh" else f"{said}. "
        lines.append((shown.severity, location(cause), person, f"{said}{shown.next}"))
    return lines
