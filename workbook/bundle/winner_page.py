"""一人一页: the trail of a winner on paper, from the entry to the payment; and all winners in one file, page after page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from workbook.bundle.grids import Grid
from workbook.bundle.pages import Member, document, element, table
from workbook.bundle.winners import Trail, Winner

FOLDER: Final = "6_一人一页"
ALL: Final = f"{FOLDER}/全部.html"


def pages(winners: Sequence[Winner], contest: str, foot: str) -> Iterator[Member]:
    """A file for each winner, named by the number only, and one with all of them."""
    bodies = [_page(winner, contest, foot) for winner in winners]
    taken: set[str] = set()
    for winner, body in zip(winners, bodies, strict=True):
        name = "".join(char for char in winner.key if char.isascii() and char.isalnum()) or "K"
        while name in taken:
            name += "_"
        taken.add(name)
        yield Member(f"{FOLDER}/{name}.html", document(f"{winner.key} {winner.name}", body))
    if bodies:
        yield Member(ALL, document(f"{contest} 获奖者一人一页", "\n".join(bodies)))


def _page(winner: Winner, contest: str, foot: str) -> str:
    parts = [element("h1", f"{winner.key}  {winner.name}"), element("p", contest)]
    parts += [element("p", sentence) for sentence in winner.about]
    parts += [_trail(trail) for trail in winner.trails]
    parts.append(f'<p class="foot">{element("span", foot)}</p>')
    return '<div class="page">' + "\n".join(parts) + "</div>"


def _trail(trail: Trail) -> str:
    parts = [element("h2", f"{trail.label}  {trail.prizes}")]
    for title, part in trail.parts:
        if isinstance(part, Grid):
            parts += [f"<p>{element('b', title)}</p>", table(part.header, part.rows, part.money)]
        else:
            parts += [f"<p>{element('b', title)}：{escape(sentence)}</p>" for sentence in part]
    return "\n".join(parts)
