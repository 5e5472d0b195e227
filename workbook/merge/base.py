"""收件底稿: every row of every submission as it was handed in, so that a merge is a function of what was received.

One line says what is known of a file, one what a row holds, one what was found. The sheet is hidden, written below its
end and changed only where something else is known of a file.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from schemas.book import RECEIVED
from schemas.formats import FORMATS
from workbook.edits import Append, Content, Edit, Expect, Scalar, SetCell
from workbook.host import Refused
from workbook.masking import number as masked
from workbook.merge.submission import Cover, Row, Submission, mark_of, of_its_branch
from workbook.model import Book, Cell, Finding, Place

TITLES: Final = ("收件号", "种类", "表", "行", "内容")
_FILE, _ROW, _FOUND = "文件", "行", "问题"
_CHUNK: Final = 16_000
"""Excel takes 32,767 characters in a cell, and counts some twice; longer texts go on in the next one."""

_TEXT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Line = tuple[Scalar, ...]


def lines(submission: Submission) -> list[Line]:
    """What the sheet keeps of a submission."""
    found = [_line(submission.number, _FILE, "", 0, _facts(submission))]
    found += [
        _line(submission.number, _ROW, row.sheet, row.row, [row.format, row.form, row.faults, row.values])
        for row in submission.rows
    ]
    found += [
        _line(submission.number, _FOUND, "", 0, {**_finding(finding), "about": about})
        for finding, about in zip(submission.findings, submission.about, strict=True)
    ]
    return found


def _facts(submission: Submission) -> dict[str, Any]:
    return {
        "name": submission.name,
        "content": submission.content,
        "mark": submission.mark,
        "refused": submission.refused,
        "detail": submission.detail,
        "cover": {key: value for key, value in submission.cover._asdict().items() if value},
    }


def _line(number: str, kind: str, sheet: str, row: int, what: object) -> Line:
    return (number, kind, sheet, float(row) if row else None, *in_cells(what))


def in_cells(what: object) -> list[str]:
    """Data as JSON, in as many cells of a row as it takes."""
    # _xHHHH_ in a cell's text is an escape that not every program reads alike
    text = _TEXT(what).replace("_x", "\\u005fx")
    return [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]


def _finding(finding: Finding) -> dict[str, Any]:
    """A finding without whole numbers of persons: it is shown again, never needed to mend anything."""
    value = masked(finding.value) if finding.value and finding.field in _NUMBERS else finding.value
    return {
        "code": finding.code,
        "at": _place(finding.at),
        "who": finding.who,
        "field": finding.field,
        "value": value,
        "context": dict(finding.context),
        "related": [_place(place) for place in finding.related],
        "rule": finding.rule,
        **({"apart": finding.apart} if finding.apart else {}),
    }


_NUMBERS: Final = frozenset(c.name for fmt in FORMATS for c in fmt.columns if c.kind.masked)


def _place(place: Place) -> list[str | None]:
    return [place.sheet, place.cell.a1 if place.cell else None]


def received(book: Book) -> list[Submission]:
    """The submissions a contest workbook has taken so far. Raises Refused: BOOK_SHEET, BOOK_BASE."""
    sheet = book.sheet(RECEIVED)
    if sheet is None:
        raise Refused("BOOK_SHEET", RECEIVED)
    found: dict[str, Submission] = {}
    rows: dict[str, list[Row]] = {}
    findings: dict[str, list[tuple[Finding, tuple[int, ...]]]] = {}
    for number, (name, kind, where, row, *chunks) in enumerate(zip(*sheet.columns, strict=True), 1):
        if number == 1 or name is None:
            continue
        key = str(name)
        try:
            what = json.loads(joined(chunks))
            if kind == _FILE:
                found[key] = _submission(key, what)
            elif kind == _ROW:
                rows.setdefault(key, []).append(_row(where, row, what))
            else:
                about = tuple(int(position) for position in what["about"])
                findings.setdefault(key, []).append((_found(found[key].name, what), about))
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise Refused("BOOK_BASE", f"{RECEIVED} 第 {number} 行") from problem
    whole = [_whole(s, rows.get(key, ()), findings.get(key, ())) for key, s in found.items()]
    if lost := sorted((rows.keys() | findings.keys()) - found.keys()):
        raise Refused("BOOK_BASE", f"{RECEIVED} 里 {lost[0]} 的文件")
    if spoiled := next((s for s in whole if s.mark and mark_of(s.rows) != s.mark), None):
        raise Refused("BOOK_BASE", f"{RECEIVED} 里 {spoiled.number} 的行")
    return [of_its_branch(submission) for submission in whole]


def kept_findings(book: Book, codes: Collection[str]) -> Iterator[Finding]:
    """What the checks of the files found of some codes, without reading anything else. Raises Refused, as `received`."""
    sheet = book.sheet(RECEIVED)
    if sheet is None:
        raise Refused("BOOK_SHEET", RECEIVED)
    names: dict[object, str] = {}
    for number, (name, kind, _, _, *chunks) in enumerate(zip(*sheet.columns, strict=True), 1):
        text = str(chunks[0])
        if kind == _ROW or (kind == _FOUND and not any(code in text for code in codes)):
            continue  # most lines: they are not even parsed
        try:
            if kind == _FILE:
                names[name] = str(json.loads(joined(chunks))["name"])
            elif kind == _FOUND and (what := json.loads(joined(chunks)))["code"] in codes:
                yield _found(names[name], what)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise Refused("BOOK_BASE", f"{RECEIVED} 第 {number} 行") from problem


def joined(chunks: Iterable[object]) -> str:
    """The JSON of `in_cells`, put together again."""
    return "".join(str(chunk) for chunk in chunks if chunk is not None)


def _whole(
    submission: Submission, rows: Iterable[Row], findings: Iterable[tuple[Finding, tuple[int, ...]]]
) -> Submission:
    told = tuple(findings)
    return replace(
        submission,
        rows=tuple(rows),
        findings=tuple(finding for finding, _ in told),
        about=tuple(about for _, about in told),
    )


def _submission(number: str, what: Mapping[str, Any]) -> Submission:
    cover = Cover(**{key: str(value) for key, value in what["cover"].items()})
    texts = [str(what[key]) for key in ("name", "content", "mark", "refused", "detail")]
    name, content, mark, refused, detail = texts
    return Submission(number, name, content, cover, mark, refused=refused, detail=detail)


def _row(sheet: object, row: object, what: Sequence[Any]) -> Row:
    fmt, form, faults, values = what
    return Row(
        str(fmt), str(sheet), int(str(row).removesuffix(".0")), bool(form), dict(values), tuple(faults)
    )


def _found(file: str, what: Mapping[str, Any]) -> Finding:
    at, *related = (
        Place(file, sheet, Cell.parse(cell) if cell else None)
        for sheet, cell in (what["at"], *what["related"])
    )
    return Finding(
        what["code"], at, tuple(what["who"]), what["field"], what["value"], None, what["context"],
        tuple(related), what["rule"], what.get("apart", ""),
    )  # fmt: skip


def as_kept(submission: Submission) -> Submission:
    """A submission as the sheet gives it back: what is shown of it is the same now and at the next merge."""
    found = (_found(submission.name, json.loads(json.dumps(_finding(f)))) for f in submission.findings)
    return replace(submission, findings=tuple(found))


def edits(book: Book, before: Sequence[Submission], after: Sequence[Submission]) -> list[Edit]:
    """Add the submissions that are new, and say what else is known of the others now."""
    sheet = book.sheet(RECEIVED)
    if sheet is None:
        raise Refused("BOOK_SHEET", RECEIVED)
    known, current = ({s.number: s for s in submissions} for submissions in (before, after))
    found: list[Edit] = []
    for number, (name, kind) in enumerate(zip(sheet.columns[0], sheet.columns[1], strict=True), 1):
        if kind != _FILE or name is None:
            continue
        now = current[str(name)]
        if now.cover != known[str(name)].cover:
            for col, text in enumerate(_line(now.number, _FILE, "", 0, _facts(now))[4:], len(TITLES)):
                old = sheet.value(Cell(number, col))
                found.append(
                    SetCell(RECEIVED, Cell(number, col), text, expect=Expect(Content(str(old or "") or None)))
                )
    new = [line for s in after if s.number not in known for line in lines(s)]
    return [*found, Append(RECEIVED, tuple(new), protected="allow")] if new else found
