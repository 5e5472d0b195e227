"""The golden contest and its workbook, made once for a module."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

import pytest
from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from tests.golden.litong import contest
from tests.golden.notice import EVENTS, LIVE
from tests.golden.opened import Opened, allocate, begins
from tests.golden.sold import export
from tests.golden.steps import book_until, run


@pytest.fixture(scope="session")
def made():
    """The contest with one table that has fewer eligible entrants than places."""
    return contest()


@pytest.fixture(scope="session")
def golden(made, tmp_path_factory):
    """Its workbook, ready to allocate. Never change it: copy it."""
    folder = tmp_path_factory.mktemp("golden")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTESTBOOK_HOME", str(folder / "home"))
        return book_until(folder, made)


@pytest.fixture
def book(golden, tmp_path):
    """A copy of the golden workbook that a test may change."""
    return shutil.copy(golden, tmp_path / golden.name)


@pytest.fixture(scope="session")
def golden_rows(golden):
    """golden_rows(sheet, title, …): the rows as texts; the workbook is opened once for all tests."""
    opened = load_workbook(golden, data_only=True)

    def rows(sheet, *titles):
        header, *lines = opened[sheet].iter_rows(min_row=HEADER_ROW, values_only=True)
        columns = [header.index(title) for title in titles]
        texts = [tuple("" if row[col] is None else str(row[col]) for col in columns) for row in lines]
        return [row for row in texts if any(row)]

    return rows


# ---- With prizes


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Where the books with prizes are."""
    return tmp_path_factory.mktemp("awards")


@contextmanager
def at_home(folder):
    """What is built for many tests has a home of its own, as each test has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTESTBOOK_HOME", str(folder / "home"))
        yield


@pytest.fixture(scope="session")
def drafted(golden, folder):
    """A draft of all events."""
    with at_home(folder):
        path = shutil.copy(golden, folder / "试算.xlsx")
        reason, told = allocate(path)
        assert (reason, sorted(told)) == (None, ["AWARD_VACANT"])
    return Opened(path)


@pytest.fixture(scope="session")
def full_made():
    return contest(full=True)


@pytest.fixture(scope="session")
def full(full_made, folder):
    """A draft of the contest in which every place finds somebody; the exports of all events are imported at once."""
    with at_home(folder):
        (folder / "满").mkdir()
        path = book_until(folder / "满", full_made, steps=["new", "decide", "merge", "eligible"])
        exports = [export(full_made, label, path.parent / "订单导出") for label in LIVE]
        run("reconcile", path, *(word for file in exports for word in ("--ledger", file)))
        assert allocate(path) == (None, {})
    return Opened(path)


@pytest.fixture(scope="session")
def made_final(drafted, folder):
    """All events made final, one after the other as they begin."""
    with at_home(folder):
        path = shutil.copy(drafted.path, drafted.path.parent / "定稿.xlsx")
        for label in sorted(EVENTS, key=begins):
            reason, told = allocate(path, "--event", label, "--final")
            assert (reason, list(told)) == (None, ["AWARD_VACANT"] if label == "第二期·活动3" else []), label
    return Opened(path)
