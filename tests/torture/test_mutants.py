"""A sample of the mutants and of the hostile files made here; `make torture` runs all of them."""

from __future__ import annotations

import random

import pytest

from tests.torture import hostile, mutants
from tests.xlsx.oldbooks import old_book
from workbook.xlsx.reading.reader import Readers


def test_a_sample_of_mutants():
    lines = mutants.run(150, 7)
    assert "0 dead runs" in lines[0]
    told = {line.split(":")[0].strip() for line in lines[1:]}
    assert {"refused FILE_DAMAGED", "read, edited, read again"} <= told
    assert not [line for line in lines if "died" in line]


def test_mutants_come_again_by_their_seed():
    made = [mutants.mutate(old_book(), random.Random("1-2")) for _ in range(2)]
    assert made[0] == made[1] != old_book()


def test_a_run_that_dies_is_told(monkeypatch):
    def dying(*_):
        raise ZeroDivisionError("by a mutant")

    monkeypatch.setattr(mutants.FileHost, "apply", dying)
    with pytest.raises((AssertionError, ZeroDivisionError), match="by a mutant"):
        mutants.run(60, 7)


def test_the_hostile_files_beside_us():
    assert hostile.hostile(made=False)


@pytest.mark.parametrize(
    "name", ["rows without an end", "nested a million times", "sheets that are large together"]
)
def test_what_is_made_to_be_slow_is_refused_soon(name):
    with Readers(1) as readers:
        verdict, seconds, memory = hostile.cost(readers, name, hostile.REFUSED[name]())
    assert verdict.startswith("FILE_")
    assert seconds < 5 * hostile.SECONDS  # the machine may be busy; the torture run holds it to the bar
    assert memory < hostile.MEGABYTES


@pytest.mark.parametrize(
    "cost",
    [
        ("read, 0 flags", 0.1, 20),
        ("FILE_DAMAGED: 读取程序中途退出", 0.1, 20),
        ("FILE_LIMIT: x", 3.0, 20),
        ("FILE_LIMIT: x", 0.1, 600),
    ],
    ids=["read", "died", "slow", "large"],
)
def test_what_costs_too_much_is_told(monkeypatch, cost):
    monkeypatch.setattr(hostile, "REFUSED", {"one": lambda: b""})
    monkeypatch.setattr(hostile, "cost", lambda *_: cost)
    with pytest.raises(AssertionError, match="one: "):
        hostile.hostile(kept=False)
