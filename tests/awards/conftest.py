"""The small contest of `at_work`, made once; tests change copies of it."""

from __future__ import annotations

import pytest

from tests.awards import at_work
from tests.awards.at_work import E1, E4
from tests.eligibility.at_work import typed
from tests.once import made_once
from tests.shell import contestbook


@pytest.fixture(scope="session")
def made_books(tmp_path_factory):
    """Without decisions; decided; 活动4 final. Each judged and reconciled."""
    return made_once(tmp_path_factory, "awards", lambda: _made(tmp_path_factory))


def _made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("awards")
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTESTBOOK_HOME", str(folder / "home"))
        book = folder / "利通.xlsx"
        contestbook("new", "litong-2024", "-o", book)
        typed(book, at_work.base_rows())
        for name in ("open", "ready"):
            if name == "ready":
                at_work.all_decided(book)
            at_work.eligible(book)
            at_work.reconcile(book, at_work.orders(), E4)
            at_work.reconcile(book, at_work.orders("活动1"), E1)
            made[name] = book.read_bytes()
        at_work.final(book)
        made["final"] = book.read_bytes()
    return made


def _copy(made_books, name, tmp_path):
    book = tmp_path / "利通.xlsx"
    book.write_bytes(made_books[name])
    return book


@pytest.fixture
def open_book(made_books, tmp_path):
    """Nothing is decided."""
    return _copy(made_books, "open", tmp_path)


@pytest.fixture
def book(made_books, tmp_path):
    """Everything is decided, nothing given out."""
    return _copy(made_books, "ready", tmp_path)


@pytest.fixture
def final_book(made_books, tmp_path):
    """活动4 is final."""
    return _copy(made_books, "final", tmp_path)
