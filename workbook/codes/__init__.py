"""CODES: every finding code with its severity, its words (zh, en), an example and the next step.

Findings carry codes and context only; words are filled in here when a surface shows them. Personal numbers are
masked by `workbook.masking` before they get here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from workbook.codes import (
    words_awards,
    words_bank,
    words_bundle,
    words_cells,
    words_click,
    words_computer,
    words_edits,
    words_eligible,
    words_excel,
    words_figures,
    words_files,
    words_incentives,
    words_ledger,
    words_merge,
    words_own_awards,
    words_payout,
    words_points,
    words_published,
    words_reconcile,
    words_rules,
    words_seal,
    words_tables,
    words_verify,
    words_verify_paid,
    words_watch,
    words_work,
)
from workbook.codes.code import Code
from workbook.model import Severity

Lang = Literal["zh", "en"]

WORDS: Final = (
    words_cells.WORDS,
    words_figures.WORDS,
    words_tables.WORDS,
    words_rules.CELLS,
    words_rules.RULES,
    words_work.WORDS,
    words_eligible.WORDS,
    words_reconcile.WORDS,
    words_points.WORDS,
    words_awards.WORDS,
    words_own_awards.WORDS,
    words_payout.WORDS,
    words_bank.WORDS,
    words_incentives.WORDS,
    words_published.WORDS,
    words_bundle.WORDS,
    words_click.WORDS,
    words_computer.WORDS,
    words_seal.WORDS,
    words_verify.WORDS,
    words_verify_paid.WORDS,
    words_merge.WORDS,
    words_ledger.WORDS,
    words_files.WORDS,
    words_watch.WORDS,
    words_edits.WORDS,
    words_excel.WORDS,
)
"""The catalogue, a list a family."""

CODES: Final[Mapping[str, Code]] = {entry.code: entry for words in WORDS for entry in words}

PUBLIC: Final = frozenset(entry.code for entry in (*words_rules.RULES, *words_points.WORDS)) | {"TIME_UNREAD"}
"""Codes whose words come from a notice or are a time: days and figures in them are shown in full."""

SEVERITIES: Final[Mapping[Severity, tuple[str, str]]] = {
    "error": ("必须改", "must be corrected"),
    "warning": ("请核实", "please check"),
    "fix": ("可统一格式", "can be tidied"),
    "info": ("提示", "for information"),
}
"""Severity -> the words users see (zh, en), gravest first."""

COLORS: Final[Mapping[Severity, str]] = {
    "error": "F4AFAF",
    "warning": "FFE699",
    "fix": "BDD7EE",
    "info": "F2F2F2",
}
"""Severity -> fill of a marked cell: light enough to read on, and told apart in greyscale and by the colour-blind."""


class Words(NamedTuple):
    """What a surface shows of one finding."""

    message: str
    example: str
    next: str


def severity(code: str) -> Severity:
    """The severity of a code. Raises KeyError for a code that is not in the catalogue."""
    return CODES[code].severity


def words(code: str, context: Mapping[str, str], lang: Lang = "zh") -> Words:
    """The words of a code, filled from a finding's context; a name that is missing there stays blank."""
    entry = CODES[code]
    values = _Blank(context)
    message, following = (entry.zh, entry.next_zh) if lang == "zh" else (entry.en, entry.next_en)
    if entry.alone and "alone" in context:
        following = entry.alone[0 if lang == "zh" else 1]
    return Words(message.format_map(values), entry.example.format_map(values), following.format_map(values))


class _Blank(dict[str, str]):
    """A missing name is shown as nothing rather than failing in front of a user."""

    def __missing__(self, key: str) -> str:
        return ""
