"""公示: who won what, as it may be posted. A row is made of listed fields only, so a new column is never published.

Persons are named as was decided (公示姓名), a character hidden while nobody decided; firms in full, teams by their name.
Numbers of persons are never asked for, and one inside a nickname is cut. When and where is in `schedule`, the sheet to post
in `workbook.xlsx.making.public_page`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from schemas.contest import Scope
from workbook.awards.rows import final_rows
from workbook.awards.sources import FINAL
from workbook.card.choices import chosen
from workbook.card.read import CardSheets
from workbook.edits import Scalar
from workbook.masking import numbers_in, published_name
from workbook.merge.tables import OwnTable
from workbook.model import Finding
from workbook.payout.posting import days_of, policy_open
from workbook.payout.schedule import Period
from workbook.same_people import FIRM, TEAM, members_in

PUBLISHED: Final = "公示"
NAMES: Final = "公示姓名"
IN_FULL: Final = "全名"


class Public(NamedTuple):
    """One line that may be posted: these fields and no others. amount: fen; seq counts within the event."""

    seq: int
    phase: str
    event: str
    group: str
    tier: str
    shown: str
    account: str
    amount: int
    period: str


class _Cover(NamedTuple):
    """How names are shown: of a person, and within another text."""

    name: Callable[[str], str]
    text: Callable[[str], str]


class _Winner(NamedTuple):
    """What is looked up of an entrant. persons: the names of people that stand for it."""

    kind: str
    persons: tuple[str, ...]
    account: str


def published(
    awards: OwnTable,
    entrants: OwnTable,
    periods: Mapping[Scope, Period],
    sheets: CardSheets,
    held: Collection[Scope] = (),
) -> tuple[list[Public], list[Finding]]:
    """The lines of all final events in the order of the card, and what keeps them from being posted.

    held   events whose prizes were changed by hand: nothing of them is posted
    """
    final = [
        row
        for row in final_rows(awards)
        if awards.text(row, "state") == FINAL and awards.scope(row) not in held
    ]
    known = dict(_winners(entrants))
    keys = {awards.text(row, "key").upper() for row in final}
    everybody = {name for key in keys if (one := known.get(key)) for name in one.persons}
    everybody |= {awards.text(row, "name") for row in final if _is_person(known, awards, row)}
    hide = hider(everybody)
    lines: list[Public] = []
    told: list[Finding] = []
    for event in sheets.card.stages:
        rows = [row for row in final if awards.scope(row) == event.scope]
        if not rows:
            continue
        answer = chosen(sheets.card, NAMES, event.scope).answer
        if not answer:
            told.append(policy_open(sheets, NAMES, event.scope, "PUBLISH_OPEN"))
        cover = _Cover(str, str) if answer == IN_FULL else _Cover(published_name, hide)
        days = days_of(periods.get(event.scope))
        mine = [_line(awards, row, number, known, cover, days) for number, row in enumerate(rows, 1)]
        lines += mine
        told += _alike(awards, rows, mine)
    return lines, told


def _is_person(known: Mapping[str, _Winner], awards: OwnTable, row: int) -> bool:
    winner = known.get(awards.text(row, "key").upper())
    return winner is None or winner.kind not in (FIRM, TEAM)


def _winners(entrants: OwnTable) -> Iterator[tuple[str, _Winner]]:
    """Number -> what may be looked at of 参赛主体: kind, names, nickname, school."""
    for row in entrants.rows():
        kind = entrants.text(row, "kind")
        persons = [entrants.text(row, "person"), *members_in(entrants.text(row, "members"))]
        if kind not in (FIRM, TEAM):
            persons.append(entrants.text(row, "name"))
        account = entrants.text(row, "account") or entrants.text(row, "school")
        yield entrants.text(row, "key").upper(), _Winner(kind, tuple(filter(None, persons)), account)


def _line(
    awards: OwnTable,
    row: int,
    number: int,
    known: Mapping[str, _Winner],
    cover: _Cover,
    period: str,
) -> Public:
    winner = known.get(awards.text(row, "key").upper()) or _Winner("", (), "")
    name = awards.text(row, "name")
    shown = name if winner.kind == FIRM else cover.text(name) if winner.kind == TEAM else cover.name(name)
    amount = awards.value(row, "amount")
    phase, event, group, tier = (awards.text(row, field) for field in ("phase", "event", "group", "tier"))
    return Public(
        number,
        phase,
        event,
        group,
        tier,
        numbers_in(shown),
        numbers_in(cover.text(winner.account)),
        round(amount * 100) if isinstance(amount, float) else 0,
        period,
    )


def hider(names: set[str]) -> Callable[[str], str]:
    """What hides every one of these names wherever it stands in a text, however its characters are set apart.

    The longest come first: 李小云 is no 小云. A name of one character is none that could be told from a word.
    """
    covered = {_bare(name): published_name(name) for name in names}
    longest = sorted((name for name in covered if len(name) > 1), key=lambda name: (-len(name), name))
    if not longest:
        return str
    found = re.compile("|".join(_APART.join(map(re.escape, name)) for name in longest), re.IGNORECASE)

    def hidden(text: str) -> str:
        folded = unicodedata.normalize("NFKC", text)
        if not found.search(folded):
            return text
        return found.sub(lambda match: covered[_bare(match.group())], folded)

    return hidden


_APART: Final = r"[\s·•・‧∙._\-—|/]*"
"""What people put between the characters of a name in a nickname."""


def _bare(name: str) -> str:
    return re.sub(_APART, "", unicodedata.normalize("NFKC", name)).casefold()


def _alike(awards: OwnTable, rows: Sequence[int], lines: Sequence[Public]) -> Iterator[Finding]:
    """Winners who look the same once names are hidden: number and account tell them apart."""
    counts = Counter(line.shown for line in lines)
    for shown, count in counts.items():
        same = [(row, line) for row, line in zip(rows, lines, strict=True) if line.shown == shown]
        if count > 1 and "*" in shown:
            said = {"shown": shown, "numbers": "、".join(str(line.seq) for _, line in same)}
            places = tuple(awards.at(row, "name") for row, _ in same[1:])
            row = same[0][0]
            yield Finding("PUBLISH_ALIKE", awards.at(row, "name"), (shown,), "name", None, None, said, places)


def write(table: OwnTable, lines: Sequence[Public]) -> None:
    """Write the sheet 公示 anew; what is left below is emptied."""
    for row, line in enumerate(lines, table.header + 1):
        cells: dict[str, Scalar] = {
            **{name: value or None for name, value in line._asdict().items()},
            "seq": float(line.seq),
            "amount": line.amount / 100,
        }
        if row > table.last:
            table.add(cells)
            continue
        for name in table.columns:
            table.write(row, name, cells.get(name))
    for row in range(table.header + 1 + len(lines), table.last + 1):
        for name in table.columns:
            if table.value(row, name) is not None:
                table.write(row, name, None)
