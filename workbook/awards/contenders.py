"""Who competes for the prizes of an event: what 资格审核 concluded, or what people decided beside it.

Rows of an entrant in two groups are two contenders. Whether the sheet still says what the work says is asked in
`checks`; here it is only read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from schemas.contest import Scope
from workbook.eligibility import sheet
from workbook.eligibility.grouping import bare
from workbook.merge.tables import OwnTable

State = Literal["in", "unsure", "out"]
_STATES: Final[dict[str, State]] = {"合格": "in", "不合格": "out", sheet.GONE: "out"}
"""Conclusion -> whether it competes; 待核 and 暂不能归组 are unsure."""


class Contender(NamedTuple):
    """An entrant in a group of an event. row: its row of 资格审核; why: what it says of the conclusion."""

    key: str
    name: str
    group: str
    state: State
    result: str
    why: str
    row: int


def contenders(table: OwnTable, scope: Scope, groups: tuple[str, ...]) -> Iterator[Contender]:
    """Those of an event, in the order of the sheet. groups: the names of its groups, as the card writes them."""
    names = {bare(name): name for name in groups}
    for row in table.rows():
        key = table.text(row, "key").upper()
        if not key or table.scope(row) != scope:
            continue
        result, decided = table.text(row, "result"), table.text(row, "decided")
        if result == sheet.GONE:
            decided = ""  # nobody wins who took his entry back
        group = table.text(row, "as_group") or table.text(row, "group")
        group = names.get(bare(group), group)
        yield Contender(
            key,
            table.text(row, "name"),
            group,
            state_of(decided or result),
            decided or result,
            table.text(row, "why"),
            row,
        )


def state_of(result: str) -> State:
    """Whether somebody competes of whom this was concluded."""
    return _STATES.get(result, "unsure")
