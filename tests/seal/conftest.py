"""The small contest with 活动4 final, something typed on every sheet a seal covers, and sealed; made once."""

from __future__ import annotations

import pytest

from tests.awards.at_work import E4
from tests.awards.conftest import book, final_book, made_books  # noqa: F401  (the contest and its workbook)
from tests.seal.at_seal import SIGNED, read, type_on_every_sheet
from tests.shell import contestbook


@pytest.fixture(scope="session")
def made_sealed(made_books, tmp_path_factory):  # noqa: F811
    """The bytes of the sealed workbook, and its time and place of birth."""
    folder = tmp_path_factory.mktemp("sealed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTESTBOOK_HOME", str(folder / "home"))
        path = folder / "利通.xlsx"
        path.write_bytes(made_books["final"])
        type_on_every_sheet(path)
        status, output = contestbook("seal", path, "--event", E4, *SIGNED)
        assert status == 0, output
    return path


@pytest.fixture(scope="session")
def sealed(made_sealed):
    """The sealed workbook as it is read. Plain data: tests make changed copies of it."""
    return read(made_sealed)


@pytest.fixture
def sealed_book(made_sealed, tmp_path):
    """The sealed workbook as a file that a test may change."""
    path = tmp_path / "利通.xlsx"
    path.write_bytes(made_sealed.read_bytes())
    return path
