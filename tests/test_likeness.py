"""Which workbook is it: the same after edits, inserted rows and a re-save, and no other of the same form."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.books import messy
from tests.tables import LEADER, MEMBER, THIRD, roster
from workbook.host import Refused
from workbook.likeness import ROWS, alike, likeness_of, sample_of
from workbook.model import Book
from workbook.xlsx.reading.reader import read_here
from workbook.xlsx.writing.filehost import FileHost


def likeness(*sheets):
    book = Book("b", sheets)
    return likeness_of(sample_of(book, [sheet.name for sheet in sheets]))


def test_rows_inserted_or_sorted_and_a_cell_changed_keep_it_the_same():
    before = likeness(roster(LEADER, MEMBER, THIRD))
    after = likeness(roster(THIRD, {**LEADER, "姓名": "张小三"}, MEMBER))
    assert alike(before, after)


def test_other_people_on_the_same_form_are_another_workbook():
    header = [column[0] for column in roster(LEADER).columns]
    others = [{key: f"别{n}{key}" for key in header} for n in range(3)]
    assert not alike(likeness(roster(LEADER, MEMBER, THIRD)), likeness(roster(*others)))


def test_two_empty_sheets_are_not_called_alike():
    assert not alike({"表": []}, {"表": []})
    assert not alike({}, {})


@given(st.lists(st.floats(allow_nan=False) | st.text(max_size=5), max_size=30), st.randoms())
def test_the_order_of_values_does_not_matter(values, rng: random.Random):
    shuffled = list(values)
    rng.shuffle(shuffled)
    assert likeness_of({"表": values}) == likeness_of({"表": shuffled})


def test_a_file_sampled_without_reading_it_looks_like_the_book_that_was_read(tmp_path):
    data = messy(tmp_path / "a.xlsx").read_bytes()
    book = read_here(data, "a.xlsx")
    names = [sheet.name for sheet in book.sheets]
    assert likeness_of(FileHost(data, "a.xlsx").sample(names)) == likeness_of(sample_of(book, names))


def test_real_workbooks_look_alike_both_ways(corpus):
    strange = []
    for path in corpus:
        data = path.read_bytes()
        try:
            book, host = read_here(data, path.name), FileHost(data, path.name)
        except Refused:
            continue
        names = [sheet.name for sheet in book.sheets if sheet.height < ROWS]
        ours, read = likeness_of(host.sample(names)), likeness_of(sample_of(book, names))
        if any(read.values()) and not alike(read, ours):
            strange.append(path.name)
    assert strange == []
