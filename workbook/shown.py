"""A finding in words, with every personal number masked: the one text that all surfaces show.

Rich text, JSON, notes and the sheet 问题清单 only lay these words out.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from schemas.formats import FORMATS
from schemas.ledger import LEDGERS
from workbook import codes, masking
from workbook.codes import Lang
from workbook.model import Finding, Severity

_MOST: Final = 300
"""So many characters of a value are shown: a whole cell in a sentence would not fit into a cell."""


class Shown(NamedTuple):
    """One finding as a person reads it; nothing in it needs masking any more."""

    severity: Severity
    level: str
    message: str
    example: str
    next: str
    value: str | None
    suggest: str | None


@cache
def masked_fields() -> frozenset[str]:
    """Names of columns whose values may only be shown by their last four characters."""
    return frozenset(
        column.name for fmt in (*FORMATS, *LEDGERS) for column in fmt.columns if column.kind.masked
    )


def masked(finding: Finding, text: str | None) -> str | None:
    """A value of the finding's field as it may be shown."""
    if text is None:
        return None
    if finding.code not in codes.PUBLIC and finding.field in masked_fields():
        return masking.number(text)
    return _told(finding, text)


def _told(finding: Finding, text: str) -> str:
    """A piece of a sentence as it may be shown, a long one by its beginning."""
    told = text if finding.code in codes.PUBLIC else masking.numbers_in(text)
    return _begun(told)


def _begun(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"


def show(finding: Finding, lang: Lang = "zh") -> Shown:
    """The words of a finding in a language."""
    level = codes.SEVERITIES[codes.severity(finding.code)][0 if lang == "zh" else 1]
    value, suggest = masked(finding, finding.value), masked(finding, finding.suggest)
    context = {name: _told(finding, text) for name, text in finding.context.items() if name != "example"}
    context.setdefault("value", value or "")
    context["suggest"] = suggest or ""
    context["example"] = finding.context.get("example", "")
    words = codes.words(finding.code, context, lang)
    return Shown(
        codes.severity(finding.code), level, words.message, words.example, words.next, value, suggest
    )


def ended(said: str) -> str:
    """A sentence with its full stop, where it has no mark of its own."""
    return said if said.endswith(("。", "？", "！", "…")) else f"{said}。"


def sentence(finding: Finding, lang: Lang = "zh") -> str:
    """Problem, correct example, next step as one text."""
    shown = show(finding, lang)
    if lang == "zh":
        example = f"正确示例：{shown.example}。" if shown.example else ""
        return f"{ended(shown.message)}{example}{shown.next}"
    example = f" Example: {shown.example}." if shown.example else ""
    return f"{shown.message}.{example} {shown.next}"


def who(finding: Finding) -> str:
    """The record in brackets' words: 南昌大学·橙心队·李某."""
    parts = list(finding.who)
    if len(parts) > 2:
        parts[-1] = masking.person(parts[-1])
    return "·".join(_begun(masking.numbers_in(part)) for part in parts)
