"""The end of a fold: what became of every row by now, what is settled, and what has to be asked about whole files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial, reduce

from schemas.formats import format_by_id
from workbook.merge.known import compared
from workbook.merge.order import PLAIN, REPLACES, after, declined, later, overrides, typed_later
from workbook.merge.standing import UNREAD, Folded, Outcome, Record, Source, Standing, name_of
from workbook.merge.submission import Row, Submission, bare_name, differing, keys_of, said


def settle(folding: Standing) -> Folded:
    """What stands, what became of every row by now, and what has to be asked about whole files."""
    outdated = _outdated(folding)
    for file, outcomes in folding.outcomes.items():
        whole = [_judged(folding, Source(file, number), outcome) for number, outcome in enumerate(outcomes)]
        folding.outcomes[file] = [
            o._replace(mended=True) if Source(file, n) in outdated else o for n, o in enumerate(whole)
        ]
    _contradictions(folding)
    for file, records in _missing(folding):
        folding.lost.setdefault(file, records)
    return Folded(
        folding.submissions,
        folding.records,
        folding.outcomes,
        folding.held,
        folding.again,
        folding.lost,
        folding.unsure,
        _anew(folding),
    )


def _judged(folding: Standing, source: Source, outcome: Outcome) -> Outcome:
    """A row against what stands: who it is of by now, whether it says otherwise, whether it is settled."""
    row, record = folding.row(source), outcome.record
    if outcome.what == "退回":
        record = folding.whose(source, row) if row.faults else record or folding.found(row)
    elif record is not None and _says_otherwise(folding, source, record):
        why = "RESUBMIT_KIND" if folding.ours(source.file, record) else "MERGE_DIFFERS"
        outcome = Outcome("退回", record, why)
    mended = _settled(folding, source, outcome, row, record)
    if record is outcome.record and mended == outcome.mended:
        return outcome
    return outcome._replace(record=record, mended=mended)


def _says_otherwise(folding: Standing, source: Source, record: Record) -> bool:
    """Whether a row that was taken, of a file that changes nothing, contradicts what stands by now."""
    if source.file in folding.again or overrides(folding.submissions[source.file]) or source == record.source:
        return False
    first = next((known for known in record.sources if known.file == source.file), None)
    differs = differing(folding.row(source), record.values) if first == source else []
    return bool(differs) and not _ruled(folding, source.file, record, differs)


def _settled(folding: Standing, source: Source, outcome: Outcome, row: Row, record: Record | None) -> bool:
    """Whether nobody needs to be told of a row: its file was replaced, a later file has the person in order, or it
    contradicts what stands no more.
    """
    file = source.file
    if any(folding.replaces(replacement, file) for replacement in folding.applied_to(source)):
        return True
    if outcome.what != "退回" or record is None:
        return False
    if row.faults:
        others = (known.file for known in record.sources if known.file != file)
        return any(after(folding.came[other], folding.came[file]) for other in others)
    return _ruled(folding, file, record, differing(row, record.values))


def _ruled(folding: Standing, file: int, record: Record, fields: Iterable[str]) -> bool:
    """Whether a correction that is not surely older than a file says each of these fields."""
    ruling = [
        known
        for known in record.sources
        if known.file != file
        and overrides(folding.submissions[known.file])
        and not later(folding.came[file], folding.came[known.file])
    ]
    return all(any(_speaks_of(folding, known, name) for known in ruling) for name in fields)


def _speaks_of(folding: Standing, source: Source, name: str) -> bool:
    """Whether a row of a correction says something of a field; a replacement does by leaving it blank, too."""
    return name in folding.row(source).values or folding.submissions[source.file].cover.kind == REPLACES


def _contradictions(folding: Standing) -> None:
    """Corrections and replacements that say otherwise than one that stands, where typed times do not tell why."""
    for record in folding.records:
        changes = [known for known in record.sources if overrides(folding.submissions[known.file])]
        for known in changes if len(changes) > 1 and not record.withdrawn else ():
            for name, value in said(folding.row(known).values).items():
                if record.values.get(name) != value:
                    _about_what(
                        folding, known, next(s for s in reversed(changes) if _speaks_of(folding, s, name))
                    )


def _about_what(folding: Standing, loser: Source, winner: Source) -> None:
    """Two corrections that say different things."""
    if winner.file != loser.file and not typed_later(folding.came[winner.file], folding.came[loser.file]):
        folding.unsure.setdefault(winner.file, loser.file)


def _outdated(folding: Standing) -> set[Source]:
    """Rows that must be corrected of persons whom a later file of the sender has, still with a mistake."""
    index: dict[tuple[str, ...], list[Source]] = {}
    groups: list[list[Source]] = []
    for file in folding.order:
        if declined(folding.submissions[file]) or file in folding.again or file in folding.held:
            continue
        for number, row in enumerate(folding.submissions[file].rows):
            if not row.faults:
                continue
            keys = _known_as(folding, file, row)
            group = next((index[key] for key in keys if key in index), None)
            if group is None:
                group = []
                groups.append(group)
            group.append(Source(file, number))
            for key in keys:
                index.setdefault(key, group)
    found: set[Source] = set()
    for group in groups:
        latest = reduce(partial(_later_of, folding), (source.file for source in group))
        found.update(source for source in group if source.file != latest)
    return found


def _known_as(folding: Standing, file: int, row: Row) -> list[tuple[str, ...]]:
    """What a row of a sender is known by, its name within the team too where it is alone there."""
    name = name_of(row)
    alone = name is not None and folding.names_in(file)[name] == 1
    numbers = [compared(field, row.values) for field in format_by_id(row.format).apart]
    origin = folding.submissions[file].origin
    return [
        (origin, row.format, *numbers, *key)
        for key in (*keys_of(row), *((("", *name),) if alone and name else ()))
    ]


def _later_of(folding: Standing, one: int, other: int) -> int:
    return other if after(folding.came[other], folding.came[one]) else one


def _missing(folding: Standing) -> Iterator[tuple[int, list[Record]]]:
    """Files that came after another of their sender, are much like it, and lack some of its rows.

    Nothing is taken away for it: it is asked whether the file replaces the other.
    """
    has: dict[int, dict[int, Record]] = {}
    with_them: dict[tuple[str, int], list[int]] = {}
    for file in folding.order:
        submission = folding.submissions[file]
        if not submission.origin or file in folding.again or declined(submission):
            continue
        has[file] = {id(o.record): o.record for o in folding.outcomes[file] if o.record is not None}
        for key in has[file]:
            with_them.setdefault((submission.origin, key), []).append(file)
    for file, mine in has.items():
        submission = folding.submissions[file]
        if submission.cover.kind not in PLAIN:
            continue
        others = {other: None for key in mine for other in with_them[submission.origin, key]}
        earlier = [o for o in others if o != file and after(folding.came[file], folding.came[o])]
        lost = [
            record
            for other in sorted(earlier, key=folding.position.__getitem__)
            for record in _lacking(has[other], mine)
        ]
        if lost:
            yield file, list({id(record): record for record in lost}.values())


def _anew(folding: Standing) -> dict[int, int]:
    """Files that could not be read or hold nothing -> the file with rows that came later under their name.

    It must be of the same sender and branch. Where neither is known of the one that brought nothing, the name decides,
    unless somebody said who handed in the other.
    """
    named: dict[str, list[int]] = {}
    for file in folding.order:
        submission = folding.submissions[file]
        if submission.rows and not declined(submission):
            named.setdefault(bare_name(submission.name), []).append(file)
    found = {}
    for file, submission in enumerate(folding.submissions):
        if submission.rows or submission.refused == UNREAD or declined(submission):
            continue
        others = [
            other
            for other in named.get(bare_name(submission.name), ())
            if _same_hand(submission, folding.submissions[other])
            and after(folding.came[other], folding.came[file])
        ]
        if others:
            found[file] = reduce(partial(_later_of, folding), others)
    return found


def _same_hand(one: Submission, other: Submission) -> bool:
    """Whether a file that brought nothing and another of its name are of one sender, as far as it is known."""
    same = one.origin == other.origin if one.origin else not other.cover.sender
    return same and (not one.branch or one.branch == other.branch)


def _lacking(theirs: Mapping[int, Record], mine: Mapping[int, Record]) -> list[Record]:
    """What an earlier file of the same sender has and a later one, that is much like it, has not."""
    formats = {record.format for record in mine.values()}
    there = {
        key: record for key, record in theirs.items() if record.format in formats and not record.withdrawn
    }
    shared = sum(key in mine for key in there)
    alike = _schools(there.values()) <= _schools(mine.values()) or 2 * shared >= len(there)
    return [record for key, record in there.items() if key not in mine] if alike else []


def _schools(records: Iterable[Record]) -> set[str]:
    return {str(record.values.get("school", "")) for record in records}
