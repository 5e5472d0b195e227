"""The small contest of `tests.awards`, of which 活动4 is final."""

from __future__ import annotations

from tests.awards.conftest import final_book, made_books, open_book

__all__ = ["final_book", "made_books", "open_book"]
