"""The golden contest: an event is sealed before anybody knows of the next, and its seal stays whole."""

from __future__ import annotations

from tests.golden.opened import FIRST, SECOND, allocate
from tests.golden.steps import add_event, book_until, run
from tests.seal.at_seal import SIGNED, read, told
from workbook.seal.kept import seals


def test_a_later_event_merged_judged_reconciled_and_sealed_leaves_the_first_seal_whole(made, tmp_path):
    book = book_until(tmp_path, made, [FIRST])
    assert allocate(book, "--event", FIRST, "--final") == (None, {})
    run("seal", book, *SIGNED)
    add_event(book, made, SECOND)
    assert told(read(book)) == []
    assert allocate(book, "--event", SECOND, "--final") == (None, {})
    assert told(read(book)) == []
    run("seal", book, *SIGNED)
    after = read(book)
    assert [one.scope.label for one in seals(after).listed] == [FIRST, SECOND]
    assert told(after) == []
