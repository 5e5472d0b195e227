"""The commands about rule cards: new (a contest workbook), lint, decisions. They gather and hand over; no rule is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from schemas.contest import SHIPPED, Card, Event, Point
from workbook import journal, stamps
from workbook.card.checks.points import about_points
from workbook.card.lint import lint as lint_card
from workbook.card.read import CardSheets
from workbook.card.stakes import open_points
from workbook.card.versions import mark
from workbook.host import Refused
from workbook.model import Book
from workbook.report import FileResult
from workbook.stamps import stamped
from workbook.xlsx.reading.reader import Readers
from xladdin.checking import Input, content_of
from xladdin.commands import label_of
from xladdin.contests import card_of, event_named, load_seed, seeded
from xladdin.outputs import fresh


def new(contest: str, path: Path, now: datetime) -> Path:
    """Write a new contest workbook. Raises Refused; a file that is there is never written over."""
    from workbook.xlsx.making.contest_book import contest_book
    from workbook.xlsx.saving.save import save

    fresh(path)
    seed = load_seed(contest)
    book, sheets = seeded(seed)
    rules = mark(sheets.tables)
    data = contest_book(seed, book, sheets, rules, now.isoformat(sep=" ", timespec="seconds"))
    save(path, _with_first_line(path.name, data, rules, now))
    return path


def _with_first_line(name: str, data: bytes, rules: str, now: datetime) -> bytes:
    """The new workbook with the first line of its journal. Reading it also proves that our own gate lets it in."""
    from workbook.xlsx.writing.filehost import FileHost

    with Readers() as readers:
        made = readers.mark(name, data)
    host = FileHost(data, name)
    entry = journal.Entry(now, label_of("new"), version("contestbook"), f"规则指纹 {rules}", "", made)
    host.apply([journal.line(entry)])
    return host.data


def _is_card(source: str) -> bool:
    """A contest that ships or a card file, not a workbook."""
    return source in SHIPPED or Path(source).suffix.lower() in ("", ".toml")


def opened(source: str, readers: Readers) -> tuple[Book, CardSheets]:
    """The card of a contest workbook or card file. Raises Refused."""
    if _is_card(source):
        return seeded(load_seed(source))
    path = Path(source)
    book = readers.read(path.name, content_of(Input(path.name, path)))
    return book, card_of(book)


class Contest(NamedTuple):
    """What a template says of its contest: id, name, the mark of the card it was made under.

    hidden   sheets its workbook hides: the contest has no use for them
    """

    id: str
    name: str
    rules: str
    hidden: frozenset[str]


def contest_of(source: str) -> Contest:
    """The contest of a workbook or card. Raises Refused."""
    if _is_card(source):
        seed = load_seed(source)
        _, sheets = seeded(seed)
        return Contest(seed.id, _title(sheets), mark(sheets.tables), frozenset(seed.hidden))
    with Readers() as readers:
        return contest_in(opened(source, readers)[0])


def contest_in(book: Book) -> Contest:
    """The contest of a contest workbook. Raises Refused for any other."""
    sheets = card_of(book)
    hidden = frozenset(sheet.name for sheet in book.sheets if sheet.state != "visible")
    return Contest(stamped(book, stamps.CONTEST), _title(sheets), mark(sheets.tables), hidden)


def _title(sheets: CardSheets) -> str:
    return sheets.card.contest.title if sheets.card.contest else ""


def lint(source: str) -> FileResult:
    """Everything wrong, open or proved about a rule card."""
    name = Path(source).name
    with Readers() as readers:
        try:
            book, sheets = opened(source, readers)
        except Refused as refused:
            return FileResult(name, refused=refused)
    return FileResult(name, tuple(lint_card(book, sheets)))


class Open(NamedTuple):
    """The open points of one event or of all, and what is wrong with the decisions there are."""

    card: Card
    event: Event | None
    points: Sequence[Point]
    result: FileResult


def decisions(source: str, event: str | None, paper: Path | None) -> Open:
    """The open points that hold something up, the most money first; with `paper`, the 请示单. Raises Refused."""
    with Readers() as readers:
        _, sheets = opened(source, readers)
    return decisions_of(Path(source).name, sheets, event, paper)


def decisions_of(name: str, sheets: CardSheets, event: str | None, paper: Path | None) -> Open:
    """The same of a card that was read. Raises Refused."""
    chosen = event_named(sheets, event) if event else None
    points = open_points(sheets.card, chosen)
    if paper is not None:
        from workbook.xlsx.making.petition import petition
        from workbook.xlsx.saving.save import save

        fresh(paper)
        save(paper, petition(sheets.card, chosen, mark(sheets.tables)))
    about = about_points(sheets, points)
    written = paper.name if paper else None
    return Open(sheets.card, chosen, points, FileResult(name, about, written=written))
