"""FORMATS: every kind of sheet we know. A new one is a module beside this and one line here."""

from __future__ import annotations

from typing import Final

from schemas.format import SheetFormat
from schemas.registration import REGISTRATION
from schemas.shops import SHOPS

FORMATS: Final[tuple[SheetFormat, ...]] = (REGISTRATION, SHOPS)


def format_by_id(name: str) -> SheetFormat:
    """The format of that id. Raises KeyError when there is none."""
    for fmt in FORMATS:
        if fmt.id == name:
            return fmt
    raise KeyError(name)
