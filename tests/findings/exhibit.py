"""What an exhibit of the museum of findings is."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from workbook.model import Sheet


class Exhibit(NamedTuple):
    """A code, where it must stand, the sheets that cause it, and what else is said of them."""

    code: str
    where: str
    sheets: tuple[Sheet, ...]
    also: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    as_of: date | None = None
    flags: tuple[tuple[str, str], ...] = ()
