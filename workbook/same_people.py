"""One person behind several entrants: asked about, never made one. Who there is, merging and judging say each for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from workbook.content import folded
from workbook.masking import person
from workbook.model import Finding, Place

PERSON: Final = "个人"
FIRM: Final = "企业"
TEAM: Final = "团队"


class Known(NamedTuple):
    """An entrant as far as its people are known.

    members   the names of a team in one text; who: school and name, for words; at: the cell of a field
    """

    number: str
    kind: str
    name: object
    id_no: object
    members: object
    who: tuple[str, ...]
    at: Callable[[str], Place]


def same_people(entrants: Sequence[Known]) -> Iterator[Finding]:
    """One number of an ID card behind several entrants; a member of a team who entered alone, too."""
    people: dict[str, Known] = {}
    alone: dict[str, Known] = {}
    for entrant in entrants:
        if entrant.kind == PERSON:
            alone.setdefault(folded(entrant.name), entrant)
        if identity := folded(entrant.id_no):
            other = people.setdefault(identity, entrant)
            if other is not entrant:
                yield _finding("ENTRANT_SAME", entrant, "id_no", other, "id_no", {})
    for entrant in entrants:
        for name in members_in(entrant.members) if entrant.kind == TEAM else ():
            if (single := alone.get(folded(name))) is not None:
                yield _finding("ENTRANT_MEMBER", entrant, "members", single, "name", {"person": person(name)})


def _finding(
    code: str, entrant: Known, field: str, other: Known, there: str, context: dict[str, str]
) -> Finding:
    context = {**context, "other": f"{other.number}（{other.kind}）"}
    return Finding(code, entrant.at(field), entrant.who, field, None, None, context, (other.at(there),))


def members_in(text: object) -> list[str]:
    """The names in the column 团队成员."""
    return [name.strip() for name in str(text or "").replace("，", "、").split("、") if name.strip()]
