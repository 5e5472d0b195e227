"""What every test of merging begins with: a new contest workbook, and an empty inbox."""

from __future__ import annotations

import shutil

import pytest

from tests.shell import contestbook


@pytest.fixture(scope="module")
def new_book(request, tmp_path_factory):
    """The workbook of the contest a module names (CONTEST), 赣邮杯 where it names none; made once."""
    path = tmp_path_factory.mktemp("new") / "台账.xlsx"
    assert contestbook("new", getattr(request.module, "CONTEST", "ganyou-2024"), "-o", path)[0] == 0
    return path


@pytest.fixture
def book(new_book, tmp_path):
    return shutil.copy(new_book, tmp_path / "台账.xlsx")


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "收件箱"
    folder.mkdir()
    return folder
