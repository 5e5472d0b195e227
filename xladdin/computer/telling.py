"""What is told of a computer: a table of 80 columns, lines, or JSON.

The lines of what is in order are for whoever helps from afar: a screenshot should tell all. Written without rich and
`workbook.report`, which may be what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from unicodedata import east_asian_width

from workbook.codes import SEVERITIES, Lang, severity, words
from workbook.host import Refused
from xladdin.computer.diagnosis import AREAS, Trouble, diagnosis, size
from xladdin.computer.facts import Excel, Facts, Macros

Pick = Callable[[str, str], str]
"""The words of a language: (zh, en) -> one of them."""
_SCHEMA: Final = 1
"""workbook.report.SCHEMA."""
_WIDTH: Final = 79
_MARKS: Final = {"error": "×", "warning": "！", "info": "·"}
_FINE: Final = "√"
_WARNINGS: Final = {
    1: ("全部运行", "all run"),
    2: ("询问", "asks"),
    3: ("只运行签名的", "signed only"),
    4: ("禁止", "none"),
}


def table(facts: Facts, lang: Lang = "zh", addin_only: bool = False) -> list[str]:
    """A line an area with its mark and what it is, its troubles below, a sum at the end."""
    lines: list[str] = []
    for area in AREAS:
        if addin_only and not area.of_addin:
            continue
        found = list(area.troubles(facts))
        said = _state(facts, area.label[1], lang)
        if not found and not said:
            continue
        label = area.label[lang == "en"]
        lines += _wrapped(f"{_mark(found)} {label}{' ' * (10 - _width(label))}{said}", " " * 13)
        for trouble in found:
            lines += _wrapped(f"   {_MARKS[severity(trouble.code)]} {sentence(trouble, lang)}", " " * 5)
    return [*lines, summary(diagnosis(facts, addin_only), lang)]


def grave(facts: Facts, lang: Lang = "zh") -> list[str]:
    """What has to be done something about, a line each."""
    found = [one for one in diagnosis(facts) if severity(one.code) != "info"]
    return [f"{_MARKS[severity(one.code)]} {sentence(one, lang)}" for one in found]


def states(facts: Facts, lang: Lang = "zh", addin_only: bool = False) -> list[str]:
    """What the computer is, a line an area."""
    areas = [area for area in AREAS if area.of_addin or not addin_only]
    return [said for area in areas if (said := _state(facts, area.label[1], lang))]


def as_json(command: str, facts: Facts, lang: Lang = "zh", addin_only: bool = False) -> dict[str, Any]:
    """The object of --json as every command has it, with one entry; `facts` are the lines of what the computer is."""
    found = diagnosis(facts, addin_only)
    counts = {level: sum(severity(one.code) == level for one in found) for level in SEVERITIES}
    entry = {
        "file": "电脑" if lang == "zh" else "computer",
        "status": "findings" if found else "ok",
        "reason": None,
        "summary": counts,
        "findings": [_finding(one, lang) for one in found],
        "facts": states(facts, lang, addin_only),
    }
    return {"schema": _SCHEMA, "command": command, "files": [entry]}


def _finding(trouble: Trouble, lang: Lang) -> dict[str, Any]:
    said = words(trouble.code, trouble.context, lang)
    return {
        "code": trouble.code,
        "severity": severity(trouble.code),
        "sheet": trouble.place or None,
        "cell": None,
        "value": None,
        "message": said.message,
        "next": said.next,
        "suggest": None,
        "rule": None,
        "related": [],
    }


def exit_status(troubles: Sequence[Trouble]) -> int:
    """1 if anything keeps the program from working, else 0."""
    return 1 if any(severity(one.code) == "error" for one in troubles) else 0


def sentence(trouble: Trouble, lang: Lang = "zh") -> str:
    """Place, what, what to do."""
    said = words(trouble.code, trouble.context, lang)
    stop, colon = ("。", "：") if lang == "zh" else (". ", ": ")
    place = f"{trouble.place}{colon}" if trouble.place and trouble.place not in said.message else ""
    return f"{place}{said.message}{stop}{said.next}"


def refusal(refused: Refused, lang: Lang = "zh") -> str:
    """Why nothing was installed or taken away."""
    return sentence(Trouble(refused.code, "", {"detail": refused.detail}), lang)


def summary(troubles: Sequence[Trouble], lang: Lang = "zh") -> str:
    """没有发现问题。, or how many."""
    worst = {level: sum(severity(one.code) == level for one in troubles) for level in ("error", "warning")}
    if not any(worst.values()):
        return "没有发现问题。" if lang == "zh" else "Nothing wrong was found."
    if lang == "en":
        return f"{worst['error']} to be mended, {worst['warning']} to look at."
    return f"必须解决 {worst['error']} 条，请留意 {worst['warning']} 条。"


def _mark(found: Sequence[Trouble]) -> str:
    levels = [severity(one.code) for one in found]
    return next((_MARKS[level] for level in ("error", "warning") if level in levels), _FINE)


def _state(facts: Facts, area: str, lang: Lang) -> str:
    """What an area is, in one line; "" where there is nothing to tell."""

    def pick(chinese: str, english: str) -> str:
        return chinese if lang == "zh" else english

    return " · ".join(part for part in _STATES[area](facts, pick) if part) if area in _STATES else ""


def _system(facts: Facts, pick: Pick) -> Iterator[str]:
    yield f"contestbook {facts.python.program or '?'}"
    yield f"Python {'.'.join(map(str, facts.python.version))} {_bits(facts.python.bits, pick)}"
    yield f"{facts.system} {facts.release} {_bits(facts.bits, pick)}"


def _bits(bits: int | None, pick: Pick) -> str:
    return pick(f"{bits}位", f"{bits}-bit") if bits else ""


def _processor(facts: Facts, pick: Pick) -> Iterator[str]:
    has = {True: "AVX2", False: pick("没有 AVX2", "no AVX2"), None: pick("AVX2 不清楚", "AVX2 unknown")}
    yield has[facts.processor.avx2]
    if facts.processor.polars:
        yield f"Polars {facts.processor.polars}" + (" compat" if facts.processor.compat else "")


def _parts(facts: Facts, pick: Pick) -> Iterator[str]:
    fine = sum(1 for part in facts.python.parts if part.found and part.fits and not part.broken)
    yield pick(f"{fine}/{len(facts.python.parts)} 个可用", f"{fine} of {len(facts.python.parts)} fine")


def _program(facts: Facts, pick: Pick) -> Iterator[str]:
    if facts.program and facts.program.there:
        yield " ".join((facts.program.place, *facts.program.versions))


def _addin(facts: Facts, pick: Pick) -> Iterator[str]:
    if facts.addin and facts.addin.current is not None:
        yield facts.addin.place
        yield pick("与程序一致", "current") if facts.addin.current else pick("旧的", "old")


def _excel(facts: Facts, pick: Pick) -> Iterator[str]:
    found: Excel | None = facts.excel
    if found and found.version:
        yield " ".join(part for part in (f"Excel {found.version}", _bits(found.bits, pick)) if part)
    if found and found.wps:
        yield "WPS"


def _macros(facts: Facts, pick: Pick) -> Iterator[str]:
    found: Macros | None = facts.macros
    if found is None:
        return
    yield pick("宏：", "macros: ") + pick(*_WARNINGS.get(found.warnings or 2, _WARNINGS[2]))
    if found.by_policy:
        yield pick("按单位策略", "by policy")
    yield pick("受信任位置", "trusted locations") + pick("停用", " off") * found.trusted_off
    if not found.script_off:
        yield "Windows Script Host"


def _folders(facts: Facts, pick: Pick) -> Iterator[str]:
    if facts.folders.undo:
        yield facts.folders.undo
    if facts.folders.free is not None:
        yield pick(f"剩 {size(facts.folders.free)}", f"{size(facts.folders.free)} free")


_STATES: Final = {
    "System": _system,
    "Processor": _processor,
    "Parts": _parts,
    "Program": _program,
    "Add-in": _addin,
    "Excel": _excel,
    "Macros": _macros,
    "Folders": _folders,
}


def _width(text: str) -> int:
    """Columns of a text: what may be one or two wide (√ · “) is two in a Chinese console."""
    return sum(2 if east_asian_width(one) in "WFA" else 1 for one in text)


def _wrapped(text: str, indent: str) -> list[str]:
    """Cut at 80 columns: between any two wide characters, or at a space, what follows indented."""
    lines, line, end = [], "", 0
    for character in text:
        line += character
        if _width(line) > _WIDTH:
            cut = end if end > len(indent) + 8 else len(line) - 1
            lines.append(line[:cut].rstrip())
            line, end = indent + line[cut:].lstrip(), 0
        if character == " " or _width(character) == 2:
            end = len(line) if character not in "（“" else end
    return [*lines, line]
