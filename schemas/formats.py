"""FORMATS: every kind of sheet we know. A new one is a module beside this and one line here."""

from __future__ import annotations

from functools import cache
from typing import Final

from schemas.conduct import COMPLAINTS, SANCTIONS
from schemas.entries import ENTRIES
from schemas.format import SheetFormat
from schemas.preparation import ACCOUNTS, COOPERATION, FILINGS, TRAINING
from schemas.registration import REGISTRATION
from schemas.sessions import NOTICES, PLANS, SCHEDULE, SESSIONS
from schemas.shops import SHOPS
from schemas.works import SCORES, VIDEOS

FORMATS: Final[tuple[SheetFormat, ...]] = (
    REGISTRATION,
    SHOPS,
    ENTRIES,
    PLANS,
    NOTICES,
    SCHEDULE,
    SESSIONS,
    VIDEOS,
    SCORES,
    TRAINING,
    FILINGS,
    ACCOUNTS,
    COOPERATION,
    SANCTIONS,
    COMPLAINTS,
)


@cache
def format_by_id(name: str) -> SheetFormat:
    """The format of that id. Raises KeyError when there is none."""
    for fmt in FORMATS:
        if fmt.id == name:
            return fmt
    raise KeyError(name)
