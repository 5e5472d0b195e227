"""Rules about the entry form of 利通 (报名): who it is, and the same person met a second time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from schemas.identity import id_birth, id_sex
from workbook.batch import Batch, Options
from workbook.content import folded
from workbook.masking import person
from workbook.model import Finding

_ENTRIES = "entries"


def _rows(batch: Batch) -> list[dict[str, Any]]:
    frame = batch.frames.get(_ENTRIES)
    return [] if frame is None else frame.to_dicts()


def papers_of_entrants(batch: Batch, options: Options) -> Iterator[Finding]:
    """A person names an ID number, a firm its code, firm and team a person who answers for them."""
    for row in _rows(batch):
        kind = row["kind"] or "个人"
        wanted = {"个人": ("id_no",), "企业": ("credit_code", "person"), "团队": ("person", "members")}[kind]
        for field in wanted:
            if row[field] is None and not batch.unreadable(_ENTRIES, row, field):
                at = field if batch.has(_ENTRIES, row, field) else "name"
                title = batch.table(_ENTRIES, row["table"]).format.column(field).title
                yield batch.finding("ENTRY_PAPER", _ENTRIES, row, at, {"kind": kind, "wanted": title})


def entrants_agree_with_id(batch: Batch, options: Options) -> Iterator[Finding]:
    """Sex and birth date of a person's entry are those of the ID number (GB 11643-1999)."""
    for row in _rows(batch):
        number = row["id_no"]
        born = id_birth(number) if number else None
        if born is None or (row["kind"] or "个人") != "个人":
            continue
        related = [batch.place(_ENTRIES, row, "id_no")]
        if row["gender"] and (sex := id_sex(number)) and sex != row["gender"]:
            words = {"expected": sex, "value": row["gender"]}
            yield batch.finding("GENDER_MISMATCH", _ENTRIES, row, "gender", words, related)
        digits = "".join(char if char.isdigit() else " " for char in row["born"] or "").split()
        if len(digits) > 1 and [int(part) for part in digits[:2]] != [born.year, born.month]:
            yield batch.finding("BORN_MISMATCH", _ENTRIES, row, "born", {}, related)


def entered_twice(batch: Batch, options: Options) -> Iterator[Finding]:
    """One entrant in two rows of a file: the events belong in one."""
    seen: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in _rows(batch):
        number = row["credit_code"] if row["kind"] == "企业" else row["id_no"]
        if not number:
            continue
        first = seen.setdefault((row["file"], row["kind"] or "个人", folded(row["name"]), number), row)
        if first is not row:
            related = [batch.place(_ENTRIES, first, "name")]
            yield batch.finding("ENTRY_DUP", _ENTRIES, row, "name", {"person": person(row["name"])}, related)


def one_person_behind_several(batch: Batch, options: Options) -> Iterator[Finding]:
    """One ID number behind a person, a firm or a team at once: prizes may then meet in one hand. People decide."""
    behind: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(batch):
        if row["id_no"]:
            behind[row["file"], row["id_no"]].append(row)
    for rows in behind.values():
        names = {folded(row["name"]) for row in rows}
        if len(names) < 2:
            continue
        first, *others = rows
        for row in others:
            if folded(row["name"]) != folded(first["name"]):
                words = {"other": f"{first['kind'] or '个人'} {_shown(first)}"}
                related = [batch.place(_ENTRIES, first, "id_no")]
                yield batch.finding("ENTRANT_SAME", _ENTRIES, row, "id_no", words, related)


def _shown(row: dict[str, Any]) -> str:
    """A person is masked, firms and teams are public."""
    return str(row["name"]) if row["kind"] in ("企业", "团队") else person(row["name"])
