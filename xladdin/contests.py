"""Where a rule card comes from: one that ships with the program, a card file, or a contest workbook."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

from schemas.book import BOOK_VERSION
from schemas.contest import SHIPPED, Event
from schemas.events import events_meant
from workbook import stamps
from workbook.card.read import CardSheets, read_card
from workbook.card.seed import Seed, card_book, seed_of
from workbook.host import Refused
from workbook.model import Book
from workbook.sheets import is_contest_book
from workbook.stamps import stamped
from workbook.system_words import reason


def load_seed(name: str) -> Seed:
    """The card of a contest that ships (litong-2024, ganyou-2024, blank) or of a .toml file.

    Raises Refused: CONTEST_UNKNOWN, FILE_MISSING, FILE_UNREADABLE, CARD_FILE.
    """
    if name in SHIPPED:
        text = resources.files("schemas").joinpath("contests", f"{name}.toml").read_text(encoding="utf-8")
        return seed_of(tomllib.loads(text), name)
    path = Path(name)
    if path.suffix.lower() != ".toml":
        raise Refused("CONTEST_UNKNOWN", name)
    try:
        return seed_of(tomllib.loads(path.read_text(encoding="utf-8-sig")), path.name)
    except FileNotFoundError:
        raise Refused("FILE_MISSING") from None
    except OSError as problem:
        raise Refused("FILE_UNREADABLE", reason(problem)) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        toml = isinstance(problem, tomllib.TOMLDecodeError)
        place = f"不是合规的 TOML（{problem}）" if toml else "不是 UTF-8 文本"
        raise Refused("CARD_FILE", f"{path.name}：{place}") from problem


def seeded(seed: Seed) -> tuple[Book, CardSheets]:
    """The card of a seed as sheets, as it will stand in a contest workbook."""
    book = card_book(seed)
    return book, read_card(book)


def card_of(book: Book) -> CardSheets:
    """The card of a contest workbook. Raises Refused for another workbook, and for one made by a newer version."""
    version = stamped(book, stamps.BOOK)
    if version.isdigit() and int(version) > BOOK_VERSION:
        raise Refused("FILE_NEWER", f"台账版本 {version}，本程序认识到 {BOOK_VERSION}")
    if not is_contest_book(book):
        raise Refused("FILE_NO_CARD")
    return read_card(book)


def event_named(sheets: CardSheets, text: str) -> Event:
    """The event a person names: 第一期·活动1, its number, or some words of its title that only it has. Raises Refused."""
    stages = sheets.card.stages
    found = events_meant(stages, text)
    if len(found) == 1:
        return found[0]
    names = "、".join(event.scope.label for event in (found or stages))
    raise Refused("EVENT_UNKNOWN", f"{text}（可用：{names}）" if names else text)
