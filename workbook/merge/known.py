"""What a record is known again by, as its format says: `known_by`, and the numbers that hold two apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemas.formats import format_by_id
from workbook.content import folded
from workbook.links import bare_link

LINKS: Final = frozenset({"link"})
"""Fields with the address of a video: capital letters tell two apart, what sharing adds does not."""

Said = Mapping[str, object]
"""Field -> what is said of a record."""


def identities(fmt: str, values: Said) -> list[tuple[str, ...]]:
    """What a record is known by, as `keys_of` a row that says the same."""
    return [
        (fields[0], first, *[compared(field, values) for field in fields[1:]])
        for fields in format_by_id(fmt).known_by
        if (first := compared(fields[0], values))
    ]


def compared(field: str, values: Said) -> str:
    """A value as it is compared to know a record again; "" where it is blank."""
    value = values.get(field)
    return bare_link(value) if field in LINKS else folded(value)


def apart(fmt: str, one: Said, other: Said) -> bool:
    """Whether a number that both have tells them apart: two entrants of one name, two notices of one hour."""
    return any(
        field in one and field in other and compared(field, one) != compared(field, other)
        for field in format_by_id(fmt).apart
    )
