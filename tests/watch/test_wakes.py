"""A notice wakes the watcher, and the clock does where none comes."""

from __future__ import annotations

import sys

import pytest

from xladdin.watching import wakes as waking


@pytest.fixture(autouse=True)
def short_ticks(monkeypatch):
    monkeypatch.setattr(waking, "_TICK", 0.1)


def test_a_change_in_the_folder_is_noticed_and_one_below_it_is_not(tmp_path):
    (tmp_path / "内").mkdir()
    woken = waking.wakes(tmp_path)
    assert next(woken)  # what lies there already
    assert not next(woken)
    (tmp_path / "内" / "a.xlsx").write_bytes(b"x")
    assert not next(woken)
    (tmp_path / "a.xlsx").write_bytes(b"x")
    assert next(woken)


def test_without_notices_the_clock_wakes(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    woken = waking.wakes(tmp_path)
    assert [next(woken) for _ in range(4)] == [True, False, False, False]
    woken = waking.wakes(tmp_path / "gone")
    assert [next(woken) for _ in range(3)] == [True, False, False]
