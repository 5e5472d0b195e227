"""The shape of one entry of the findings catalogue; the entries stand in `words_*`, the list in `codes`."""

from __future__ import annotations

from typing import NamedTuple

from workbook.model import Severity


class Code(NamedTuple):
    """One finding code: how severe it is, its words, a correct example, and what to do next.

    zh, en     the problem in one sentence; {field}, {value}, {suggest} and a finding's context keys are
               filled in, the place is put before it by the surface that shows it
    example    a correct example as it would be typed, or ""
    next_zh    what to do, one sentence; next_en the same in English
    alone      what to do instead, in both languages, where there is no contest workbook (context `alone`)
    """

    code: str
    severity: Severity
    zh: str
    en: str
    example: str
    next_zh: str
    next_en: str
    alone: tuple[str, str] | None = None
