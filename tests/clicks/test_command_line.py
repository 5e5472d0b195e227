"""What the add-in may ask for, and what every button of the table leads to."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from workbook.host import Refused
from workbook.report import refusal_sentence
from xladdin.clicks import run
from xladdin.clicks.once import one_at_a_time
from xladdin.clicks.run import Seams, asked_in
from xladdin.commands import COMMANDS, buttons


def hexed(name: str) -> str:
    return name.encode("utf-16-be", "surrogatepass").hex().upper()


@pytest.mark.parametrize(
    "name", ["", "附件1 赣州.xlsx", r"C:\用户\100% & ^ \"汇总\".xlsx", "a\ud800.xlsx", "𠮷.xlsx"]
)
def test_a_workbook_of_any_name_is_asked_for(name):
    assert asked_in(["check", "--hwnd=66338", f"--book={hexed(name)}"]) == ("check", 66338, name)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["check"],
        ["check", "--hwnd=1"],
        ["check", "--book=", "--hwnd=1"],
        ["check", "--hwnd=1", "--book=", "more"],
        ["Check", "--hwnd=1", "--book="],
        ["check;rm", "--hwnd=1", "--book="],
        ["check" * 9, "--hwnd=1", "--book="],
        ["check", "--hwnd=-1", "--book="],
        ["check", "--hwnd=１", "--book="],
        ["check", "--hwnd=1", "--book=12345"],
        ["check", "--hwnd=1", "--book=zzzz"],
        ["check", "--hwnd=1", "--book= 0041"],
        ["--hwnd=1", "check", "--book="],
    ],
)
def test_nothing_else_is_taken(words):
    assert asked_in(words) is None


def test_every_button_leads_to_a_function_and_every_function_of_a_button_is_there():
    assert len(buttons()) >= 20
    for command in buttons():
        module, name = command.function.split(":")
        assert callable(getattr(import_module(module), name)), command.id
    ids = [command.id for command in COMMANDS]
    assert len(ids) == len(set(ids))
    labels = [command.label for command in COMMANDS]
    assert len(labels) == len(set(labels))
    assert not [c.id for c in COMMANDS if bool(c.icon) != bool(c.function)]


def test_a_second_click_in_the_same_excel_is_refused_while_the_first_works():
    with one_at_a_time(7):
        with one_at_a_time(8):
            pass
        with pytest.raises(Refused, match="CLICK_RUNNING"), one_at_a_time(7):
            pass
    with one_at_a_time(7):
        pass


def test_a_click_that_was_killed_leaves_no_lock(tmp_path):
    held = "from xladdin.clicks.once import one_at_a_time as o; import os\nwith o(7): os._exit(1)"
    assert subprocess.run([sys.executable, "-c", held], env=dict(os.environ), check=False).returncode == 1
    with one_at_a_time(7):
        pass


class Listening:
    """Dialogues that only listen."""

    def __init__(self):
        self.heard = []

    def say(self, sentence):
        self.heard.append(sentence)

    def status(self, text):
        raise AssertionError("nothing was begun, so the status bar is not ours")


def pressed(id_, monkeypatch):
    listening = Listening()
    monkeypatch.setattr(run, "application", lambda hwnd, native: SimpleNamespace(pid=7))
    words = [id_, "--hwnd=7", f"--book={hexed('D:/附件1.xlsx')}"]
    return run.main(words, Seams(lambda: None, lambda app: listening)), listening.heard


def sentence(code, detail):
    return refusal_sentence("附件1.xlsx", Refused(code, detail))


@pytest.mark.parametrize("id_", ["nothing", "apply"])  # apply has no button
def test_an_add_in_with_other_buttons_than_ours(id_, monkeypatch):
    assert pressed(id_, monkeypatch) == (run.REFUSED, [sentence("CLICK_UNKNOWN", id_)])


def test_a_home_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    place = tmp_path / "a file"
    place.write_text("")
    monkeypatch.setenv("CONTESTBOOK_HOME", str(place))
    status, (said,) = pressed("check", monkeypatch)
    before, after = sentence("CLICK_LOCK", "|").split("|")
    assert status == run.REFUSED
    assert said.startswith(before)
    assert said.endswith(after)


@pytest.mark.parametrize(("code", "status"), [("EXCEL_EDITING", 13), ("EXCEL_GONE", 14), ("EXCEL_EMPTY", 14)])
def test_an_Excel_that_cannot_be_reached_is_told_by_the_add_in(code, status, monkeypatch):
    def refuse(hwnd, native):
        raise Refused(code)

    monkeypatch.setattr(run, "application", refuse)
    assert run.main(["check", "--hwnd=7", "--book=0041"], run.Seams(native=lambda: None)) == status


def test_every_button_is_pressed_in_a_live_test():
    """Each is named there; the walks themselves need LibreOffice."""
    live = Path(__file__).parents[1] / "live"
    text = "".join(path.read_text(encoding="utf-8") for path in live.glob("test_clicks_*.py"))
    assert not [one.id for one in buttons() if f'"{one.id}"' not in text]
