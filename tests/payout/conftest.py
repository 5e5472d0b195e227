"""The books of `tests.awards`, with which paying out begins; and one whose lines can all be paid, made once."""

import pytest

from tests.awards.conftest import book, final_book, made_books, open_book  # noqa: F401
from tests.payout import steps


@pytest.fixture(scope="session")
def ready_bytes(made_books, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("payout")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTESTBOOK_HOME", str(folder / "home"))
        made = folder / "利通.xlsx"
        made.write_bytes(made_books["final"])
        steps.ready(made)
        return made.read_bytes()


@pytest.fixture
def ready_book(ready_bytes, tmp_path):
    """活动4 is final and published, every winner has said where his money goes: the lines are 待付."""
    made = tmp_path / "利通.xlsx"
    made.write_bytes(ready_bytes)
    return made
