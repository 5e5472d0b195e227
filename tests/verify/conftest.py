"""The final contest of tests/awards, and the same with payouts; tests change copies."""

from __future__ import annotations

import pytest

from tests.awards.conftest import final_book, made_books
from tests.verify.at_work import pay

__all__ = ["final_book", "made_books"]


@pytest.fixture(scope="session")
def paid_bytes(made_books, tmp_path_factory):
    book = tmp_path_factory.mktemp("verify") / "利通.xlsx"
    book.write_bytes(made_books["final"])
    pay(book)
    return book.read_bytes()


@pytest.fixture
def book(paid_bytes, tmp_path):
    """活动4 is final and listed for payout."""
    path = tmp_path / "利通.xlsx"
    path.write_bytes(paid_bytes)
    return path
