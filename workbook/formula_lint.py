"""What is wrong with a formula we are about to write into a workbook: a check for tests and for our own writers.

A formula of ours must run in Excel 2010, stay inside its workbook, and never count or sum by a key that Excel
compares as a number. Whether the formula is right is left to the live tests, which recalculate it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

ALLOWED: Final = frozenset(
    "ABS AND AVERAGE CEILING CHAR CHOOSE CODE COLUMN COLUMNS COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DAY "
    "EXACT FIND FLOOR HLOOKUP IF IFERROR INDEX INT ISBLANK ISERROR ISNUMBER ISTEXT LARGE LEFT LEN LOOKUP LOWER "
    "MATCH MAX MID MIN MOD MONTH N NOT OR RANK RIGHT ROUND ROUNDDOWN ROUNDUP ROW ROWS SEARCH SIGN SMALL SUBSTITUTE "
    "SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT T TEXT TRIM UPPER VALUE VLOOKUP WEEKDAY YEAR".split()
)
"""Functions of Excel 2010 we may use. Left out on purpose: INDIRECT, OFFSET, TODAY, NOW, RAND (recalculated at
every keystroke), HYPERLINK, WEBSERVICE, RTD (reach outside), and all that came after 2010."""

_KEYED: Final = {
    "COUNTIF": slice(1, 2),
    "SUMIF": slice(1, 2),
    "COUNTIFS": slice(1, None, 2),
    "SUMIFS": slice(2, None, 2),
}
"""Functions that compare by criteria -> which of their arguments are criteria."""

_LONGEST: Final = 8192
_DEEPEST: Final = 64
_NUMBER_LIKE: Final = re.compile(r"[<>=]*\s*[0-9]{11,}")
_RANKING: Final = re.compile(r'"[<>]=?"\s*&\s*\$?[A-Z]{1,3}\$?[0-9]+')
"""More or less than a cell: it ranks scores, and nobody is told apart by it."""
_TOKEN: Final = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
      |(?P<sheet>'(?:[^']|'')*'!)
      |(?P<call>[A-Za-z_][A-Za-z0-9_.]*)\(
      |(?P<open>[({])|(?P<close>[)}])|(?P<comma>,)
      |(?P<other>[^"'(){},]+?(?=["'(){},]|[A-Za-z_][A-Za-z0-9_.]*\(|$))""",
    re.VERBOSE,
)


class _Call(NamedTuple):
    """One function call: its name and the source text of each argument."""

    name: str
    arguments: tuple[str, ...]


def lint_formula(text: str, codes: Collection[str] = ()) -> list[str]:
    """Everything wrong with a formula, in English, for a developer; empty when it may be written.

    codes   references (as they stand in the formula) whose cells hold short codes such as K0123: the only
            references allowed as criteria of COUNTIF, SUMIFS and their like
    """
    if not text.startswith("="):
        return ["does not begin with ="]
    faults = _outside(text)
    try:
        calls, depth = _calls(text[1:])
    except ValueError as problem:
        return [*faults, str(problem)]
    for name in sorted({call.name for call in calls} - ALLOWED):
        faults.append(f"{name} is not on the list of functions")
    for call in calls:
        faults += _bad_keys(call, codes)
    if len(text) > _LONGEST:
        faults.append(f"{len(text)} characters long, Excel takes {_LONGEST}")
    if depth > _DEEPEST:
        faults.append(f"nested {depth} deep, Excel takes {_DEEPEST}")
    return faults


def _outside(text: str) -> list[str]:
    """References to other workbooks and programs. A bracket in a quoted sheet name counts, one in a text does not."""
    bare = re.sub(r'"(?:[^"]|"")*"', '""', text)
    faults = []
    if "[" in bare:
        faults.append("refers to another workbook or to a table column")
    if "|" in bare or "://" in bare:
        faults.append("refers to another program or address")
    if "#REF!" in bare:
        faults.append("holds a lost reference (#REF!)")
    return faults


def _tokens(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise ValueError(f"cannot be read from {text[at : at + 20]!r} on")
        yield match
        at = match.end()


def _calls(text: str) -> tuple[list[_Call], int]:
    """All function calls of a formula and how deep they are nested. Raises ValueError for unbalanced brackets."""
    calls: list[_Call] = []
    stack: list[tuple[str, list[str]]] = [("", [""])]
    deepest = 0
    for match in _tokens(text):
        kind, source = match.lastgroup, match.group()
        if kind in ("call", "open"):
            stack.append((match["call"].upper() if kind == "call" else "", [source]))
            deepest = max(deepest, sum(1 for name, _ in stack if name))
            continue
        if kind == "close":
            name, parts = stack.pop()
            if not stack:
                raise ValueError("a bracket is closed that was never opened")
            whole = ",".join(parts) + source
            if name:
                first = parts[0].partition("(")[2]
                calls.append(_Call(name, tuple(part.strip() for part in (first, *parts[1:]))))
            stack[-1][1][-1] += whole
        elif kind == "comma":
            stack[-1][1].append("")
        else:
            stack[-1][1][-1] += source
    if len(stack) > 1:
        raise ValueError("a bracket is not closed")
    return calls, deepest


def _bad_keys(call: _Call, codes: Collection[str]) -> list[str]:
    """Criteria that Excel would compare as numbers, fifteen digits deep: two ID numbers then count as one."""
    if call.name not in _KEYED:
        return []
    faults = []
    for criterion in call.arguments[_KEYED[call.name]]:
        literal = criterion[1:-1] if re.fullmatch(r'"(?:[^"]|"")*"', criterion) else None
        if literal is not None and _NUMBER_LIKE.fullmatch(literal):
            faults.append(f"{call.name} compares {criterion} as a number; use SUMPRODUCT(--EXACT(...))")
        elif literal is None and criterion not in codes and not _RANKING.fullmatch(criterion):
            faults.append(f"{call.name} takes a text or a short code as criterion, not {criterion}")
    return faults
