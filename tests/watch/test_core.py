"""When a file of the drop folder is taken, as small tables: what the listing says at each second, what is taken then."""

from __future__ import annotations

from itertools import islice

import pytest

from xladdin.watching.core import LONG, STILL, Answer, Look, answered, is_busy, is_settled, steps
from xladdin.watching.names import is_looked_at, results_of


def story(*seconds, answer=None):
    """Listings second by second; answers the names that are taken at each, with ! those judged as they are."""
    known, told = {}, []
    for now, sizes in enumerate(seconds):
        listing = {name: Look(size, size) for name, size in sizes.items()}
        known, taken = steps(listing, known, float(now))
        told.append(" ".join(one.name + "!" * one.last for one in taken))
        for one in taken:
            known[one.name] = answered(known, one.name, answer or Answer(), float(now))
    return told, known


def test_a_file_is_taken_once_when_it_stood_still():
    assert story({"a.xlsx": 5}, {"a.xlsx": 5}, {"a.xlsx": 5}, {"a.xlsx": 5})[0] == ["", "", "a.xlsx", ""]


def test_a_file_that_still_grows_is_waited_for():
    grows = [{"a.xlsx": size} for size in (1, 2, 3, 4, 4, 4)]
    assert story(*grows)[0] == ["", "", "", "", "", "a.xlsx"]


def test_a_file_that_changes_is_taken_again():
    assert story(*[{"a.xlsx": 1}] * 3, *[{"a.xlsx": 2}] * 3)[0] == ["", "", "a.xlsx", "", "", "a.xlsx"]


def test_a_file_that_is_gone_is_forgotten():
    told, known = story(*[{"a.xlsx": 1}] * 3, {})
    assert (told[-1], known) == ("", {})


def test_what_waits_is_taken_again_and_at_last_judged_as_it_is():
    told, known = story(*[{"a.xlsx": 1}] * 13, answer=Answer(again=3.0))
    assert told == ["", "", "a.xlsx", "", "", "a.xlsx", "", "", "a.xlsx", "", "a.xlsx!", "", ""]
    assert STILL < 2 < 10 == LONG
    assert is_settled(known)
    assert is_busy(known)


def test_what_was_said_of_a_file_that_waits_is_known_while_it_changes():
    known = story(*[{"a.xlsx": 1}] * 3, answer=Answer(again=1.0, told="held"))[1]
    known, _ = steps({"a.xlsx": Look(2, 2)}, known, 3.0)
    assert known["a.xlsx"].told == "held"


def test_a_run_that_ends_waits_until_it_was_judged_as_it_is():
    assert not is_settled(story(*[{"a.xlsx": 1}] * 10, answer=Answer(again=3.0))[1])
    assert not is_settled(story({"a.xlsx": 1})[1])
    assert is_settled(story(*[{"a.xlsx": 1}] * 3)[1])
    assert not is_busy(story(*[{"a.xlsx": 1}] * 3)[1])


def test_a_workbook_whose_result_was_taken_away_is_taken_again_but_not_at_once():
    both, alone = {"a.xlsx": 1, "r.txt": 1}, {"a.xlsx": 1}
    kept = Answer(results=("r.txt",))
    assert story(both, both, both, alone, alone, alone, answer=kept)[0] == [
        "",
        "",
        "a.xlsx",
        "",
        "",
        "a.xlsx",
    ]
    assert story(both, both, both, both, both, answer=kept)[0] == ["", "", "a.xlsx", "", ""]


@pytest.mark.parametrize(
    "name", ["a.xlsx", "A.XLSX", "附 件1😀.xls", "a.et", "a.xlsm", "a.docx", "a.zip", "a.rar", "a.7z"]
)
def test_what_is_looked_at(name):
    assert is_looked_at(name)


@pytest.mark.parametrize(
    "name",
    ["~$a.xlsx", ".~a.xlsx", ".~lock.a.xlsx#", ".a.xlsx", "a.xlsx.part", "a.xlsx.crdownload", "a.tmp", "a.download",
     "a.pdf", "a.txt", "xlsx", "A1B2C300", ".contestbook-watch.json"],
)  # fmt: skip
def test_what_is_passed_over(name):
    assert not is_looked_at(name)


@pytest.mark.parametrize(
    ("name", "copies"),
    [
        ("a.xlsx", ["a（检查结果）.xlsx", "a（检查结果2）.xlsx", "a（检查结果3）.xlsx"]),
        ("a.xls", ["a（检查结果）.xlsx"]),
        ("a.docx", ["a（检查结果）.xlsx"]),
        ("a.XLSM", ["a（检查结果）.xlsm"]),
        ("a（检查结果）.xlsx", ["a（检查结果2）.xlsx", "a（检查结果3）.xlsx"]),
        ("a（检查结果9）.xlsx", ["a（检查结果10）.xlsx"]),
        ("a（检查结果）改.xlsx", ["a（检查结果）改（检查结果）.xlsx"]),
        ("（检查结果）.xlsx", ["（检查结果）（检查结果）.xlsx"]),
        ("a.b 2.xlsx", ["a.b 2（检查结果）.xlsx"]),
    ],
)
def test_what_results_are_called(name, copies):
    pairs = list(islice(results_of(name), len(copies)))
    assert [pair.copy for pair in pairs] == copies
    assert all(pair.line == pair.copy.rpartition(".")[0] + ".txt" for pair in pairs)
