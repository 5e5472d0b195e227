"""LibreOffice saves a sealed workbook as it saves any: nothing in it was changed."""

from __future__ import annotations

import pytest

from tests.awards.conftest import final_book, made_books  # noqa: F401  (the small contest, 活动4 final)
from tests.live.test_libreoffice import through_libreoffice
from tests.seal.at_seal import cell, changed, read, row_with, told
from tests.seal.conftest import made_sealed, sealed_book  # noqa: F401

pytestmark = pytest.mark.live


def test_a_plain_save_is_no_change_and_changes_are_found_in_what_it_saved(sealed_book, tmp_path):  # noqa: F811
    theirs = through_libreoffice(sealed_book, tmp_path / "lo")
    assert theirs.read_bytes() != sealed_book.read_bytes()
    book = read(theirs)
    assert told(book) == []
    at = cell(book, "奖金分配表", row_with(book, "奖金分配表", "活动4", "K0002"), "奖金")
    assert told(changed(book, "奖金分配表", at, 1.0)) == [f"SEAL_CHANGED 奖金分配表 {at.a1}"]
