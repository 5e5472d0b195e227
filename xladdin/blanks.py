"""template: which blank sheets a contest has people fill in, and the workbook with those that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from schemas.book import MERGED_SHEETS
from schemas.entries import ENTRIES
from schemas.format import SheetFormat
from schemas.formats import FORMATS
from schemas.regions import city_of
from schemas.registration import REGISTRATION
from schemas.shops import SHOPS
from workbook.host import Refused
from xladdin.card_commands import Contest
from xladdin.outputs import fresh


def template(
    contest: Contest,
    branch: str | None,
    layout: Literal["roster", "form"],
    path: Path,
    names: Sequence[str] = (),
) -> Path:
    """Write blank sheets for people to fill in; names: which, else those a contest begins with.

    Raises Refused for an unknown branch or sheet, for what this contest has no use for, and for a file that is there.
    """
    from workbook.xlsx.making.template import template_book
    from workbook.xlsx.saving.save import save

    city = None
    if branch is not None:
        city = city_of(branch)
        if city is None:
            raise Refused("BRANCH_UNKNOWN", branch)
    formats = [_named(contest, name) for name in dict.fromkeys(names)] if names else _first(contest)
    fresh(path)
    if layout == "form" and not any("form" in fmt.layouts for fmt in formats):
        raise Refused("TEMPLATE_FORM", "、".join(fmt.name for fmt in formats))
    save(path, template_book(city, layout, contest.id, contest.rules, contest.name, formats))
    return path


def _named(contest: Contest, name: str) -> SheetFormat:
    fmt = next((fmt for fmt in FORMATS if fmt.name == name.strip()), None)
    if fmt is None:
        there = "、".join(fmt.name for fmt in FORMATS if used(contest, fmt))
        raise Refused("TEMPLATE_SHEET", f"{name}（可用：{there}）")
    if not used(contest, fmt):
        raise Refused("TEMPLATE_NONE", f"“{fmt.name}”（{contest.name or contest.id}）")
    return fmt


def _first(contest: Contest) -> list[SheetFormat]:
    """附件1 and 附件2 where the contest has them, else the entry form."""
    if not used(contest, REGISTRATION):
        return [_named(contest, ENTRIES.name)]
    return [fmt for fmt in (REGISTRATION, SHOPS) if used(contest, fmt)]


def used(contest: Contest, fmt: SheetFormat) -> bool:
    """Whether a contest has people fill in such a sheet."""
    return MERGED_SHEETS[fmt.id].name not in contest.hidden
