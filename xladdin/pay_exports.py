"""What goes out of a run of `payout`: which lines a list has, and the file it is written to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from schemas.contest import Scope
from workbook.codes import severity
from workbook.host import Refused
from workbook.payout import exports, published
from workbook.payout.lines import Kind, Line
from workbook.payout.terms import open_points
from workbook.report import FileResult
from xladdin.outputs import write_file
from xladdin.pay_files import export_columns, written_list
from xladdin.pay_run import Asked, PayRun

PUBLIC: Final = "public"
KINDS: Final = (*exports.NAMES, PUBLIC)
"""Lists that can be exported."""


def sent(run: PayRun, asked: Asked) -> list[Line]:
    """The lines of the list that is asked for; those that go to the bank are of the next batch from now on.

    Raises Refused: EXPORT_OPEN, EXPORT_HELD, EXPORT_NONE.
    """
    if asked.kind is None or asked.kind not in exports.NAMES:
        return []
    if run.held:
        raise Refused("EXPORT_HELD", str(sum(one.code == "PAY_AWARD_EDITED" for one in run.found)))
    if asked.kind == exports.TAX:
        lines = exports.to_declare(run.lines, asked.month)
    elif asked.kind == exports.SIGNED:
        lines = exports.to_sign(run.lines)
    else:
        _refuse_open(run, {line.due.scope for line in run.lines if exports.payable(line)})
        lines = exports.to_send(run.lines, exports.next_batch(run.stands.lines))
        batch = {line.due: line for line in lines}
        run.lines = [batch.get(line.due, line) if line.kind is Kind.OPEN else line for line in run.lines]
    if not lines:
        raise Refused("EXPORT_NONE", exports.NAMES[asked.kind])
    return lines


_IN_THE_WAY: Final = ("PAYOUT_EDITED", "PAYOUT_LOST", "PAYOUT_TURNED", "PAID_DAY_MOVED", "PAYOUT_OBJECTION")


def _refuse_open(run: PayRun, scopes: Collection[Scope]) -> None:
    """Nothing goes to the bank while a point of its event is open, or what was paid before is not clear."""
    points = {point.id for scope in scopes for point in open_points(run.sheets.card, scope)}
    if points:
        raise Refused("EXPORT_OPEN", "、".join(sorted(points)))
    wrong = [one for found in run.told.values() for one in found if one.code in _IN_THE_WAY]
    if wrong:
        raise Refused("EXPORT_HELD", str(len(wrong)))


def exported(
    run: PayRun, asked: Asked, lines: Sequence[Line], public: Sequence[published.Public]
) -> FileResult | None:
    """Write the list that is asked for. Raises Refused; then there is no file."""
    if asked.kind is None or asked.out is None:
        return None
    if asked.kind in exports.NAMES:
        columns = export_columns(run.book, asked.kind)
        events = "、".join(event.scope.label for event in run.events)
        return written_list(asked.out, asked.kind, columns, lines, run.contest, events)
    from workbook.xlsx.making.public_page import public_book

    mine = asked_for(run, public)
    if not mine:
        raise Refused("EXPORT_NONE", "公示")
    draft = any(one.code.startswith("PUBLISH_") and severity(one.code) != "info" for one in run.found)
    return write_file(asked.out, public_book(run.contest, mine, run.periods, draft))


def asked_for(run: PayRun, public: Sequence[published.Public]) -> list[published.Public]:
    """The lines of 公示 of the events that are asked about."""
    scopes = {event.scope for event in run.events}
    return [line for line in public if Scope(line.phase, line.event) in scopes]
