"""What our workbooks say of themselves in defined names: versions, contest, branch, mark of the rule card."""

from __future__ import annotations

from typing import Final

from workbook.model import Book

BOOK: Final = "contestbook_book"
"""A contest workbook, and the version of its shape."""
FORMAT: Final = "contestbook_format"
"""A registration template, and the version of its shape."""
CONTEST: Final = "contestbook_contest"
BRANCH: Final = "contestbook_branch"
KIND: Final = "contestbook_kind"
"""What a submission is: 首次, 补充, 更正, 整表替换."""
TURN: Final = "contestbook_turn"
"""Its number among those of its sender, given by `submit`."""
RULES: Final = "contestbook_rules"
"""The mark of the rule card it was made under (`workbook.card.versions.mark`)."""
CODE: Final = "contestbook_code"
"""The counts and check code that were printed on a submission."""


def stamped(book: Book, name: str) -> str:
    """What a workbook says of itself; "" when it says nothing."""
    return book.names.get(name, "").strip('="').replace('""', '"')
