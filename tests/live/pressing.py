"""Pressing buttons for real: the built .xlam in LibreOffice, its own VBA, a Python of its own, an open workbook.

Of the add-in only the module `Host` is swapped, which starts the process: it starts `click_runner` instead of pythonw.exe,
waits for its exit status, and writes down what Excel would have been asked (status bar, undo, message boxes). The program
it starts and whether it waits lie in files, so that one LibreOffice does for all states: see `Ribbon.begin`.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import NamedTuple

import pytest

from tests.live.scripted_dialogs import ANSWERS, TOLD, told
from tests.live.xlengine_uno import Office, python_with_uno
from xladdin.addin import answers
from xladdin.addin.build import addin_bytes

ROOT = Path(__file__).parents[2]
WINDOW = 65_938

HOST = """Rem Attribute VBA_ModuleType=VBAModule
Option VBASupport 1
Public Diary As String
Public Function PythonExe() As String
    PythonExe = "{exe}"
End Function
Public Function PythonIsThere() As Boolean
    PythonIsThere = (Dir("{exe}") <> "")
End Function
Public Function Instance() As String
    Instance = "{window}"
End Function
Public Function BookInFront() As String
    If ActiveWorkbook Is Nothing Then Exit Function
    If Right(ActiveWorkbook.Name, 5) = ".xlam" Then Exit Function  ' none in Excel, whatever is loaded
    BookInFront = ActiveWorkbook.Name
    If ActiveWorkbook.Path <> "" Then BookInFront = ActiveWorkbook.Path & "/" & BookInFront
End Function
Public Sub RunAndWait(ByVal Id As String, ByRef Code As Long)
    Dim Line As String
    Shell PythonExe(), 0, Arguments(Id), False
    If Dir("{hurry}") <> "" Then
        Code = {unchanged}
        Exit Sub
    End If
    Do While Dir("{status}") = ""
        Wait 30
    Loop
    Open "{status}" For Input As #1
    Line Input #1, Line
    Close #1
    Code = CLng(Line)
End Sub
Public Sub Busy(ByVal Text As String)
    Diary = Diary & "busy:" & Text & Chr(10)
End Sub
Public Sub FreeLater()
    Diary = Diary & "free:later" & Chr(10)
End Sub
Public Sub OfferUndo(ByVal Text As String)
    Diary = Diary & "undo:" & Text & Chr(10)
End Sub
Public Sub Say(ByVal Text As String)
    Diary = Diary & "say:" & Text & Chr(10)
End Sub
"""
CONTROL = "Rem Attribute VBA_ModuleType=VBAClassModule\nOption VBASupport 1\nOption ClassModule\nPublic ID As String\n"
PROBE = """Rem Attribute VBA_ModuleType=VBAModule
Option VBASupport 1
Public Function Press(ByVal Id As String) As String
    Dim Button As New Control
    Button.ID = Id
    Diary = ""
    OnButton Button
    Press = Diary
End Function
"""


@contextmanager
def ribbon(folder: Path) -> Iterator[Ribbon]:
    """A LibreOffice with the add-in for the tests of a module; without LibreOffice they are skipped (LIVE=1: fail)."""
    if shutil.which("soffice") is None or python_with_uno() is None:
        pytest.skip("no LibreOffice, or no Python that can speak to it (python3-uno)")
    folder.mkdir(exist_ok=True)
    started = Ribbon(folder)
    try:
        yield started
    finally:
        started.quit()


class Pressed(NamedTuple):
    """What came of a press.

    status   what Python answered; None: it was not started
    vba      what the add-in asked of Excel, in order: (what, text)
    told     what Python asked of the person and said, in order
    """

    status: int | None
    vba: list[tuple[str, str]]
    told: list[dict]

    @property
    def said(self) -> str:
        """The sentence the person reads last: in a box, in the status bar, or by the add-in itself."""
        bar = [one["status"] for one in self.told if one.get("status")]
        return (self.boxes or bar)[-1]

    @property
    def boxes(self) -> list[str]:
        """What was said in a box, by Python or by the add-in."""
        boxes = [one["said"] for one in self.told if "said" in one]
        return boxes + [text for what, text in self.vba if what == "say"]

    @property
    def bar(self) -> str | None:
        """What Python left in the status bar; None: it gave it back."""
        return next((one["status"] for one in reversed(self.told) if "status" in one), None)

    @property
    def undo(self) -> bool:
        """Whether Ctrl+Z was offered."""
        return any(what == "undo" for what, _ in self.vba)


class Ribbon:
    """A LibreOffice of its own with the add-in loaded. `folder` is for what it needs, not for workbooks.

    starter   what stands where pythonw.exe would
    home      where undo records lie; None: where the test has them
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home: str | None = None
        self._uno = python_with_uno() or ""
        self.office = Office(self._uno)
        self.starter, self._status, self._hurry = (folder / name for name in ("pythonw", "status", "hurry"))
        self._presses = 0
        (folder / "contestbook.xlam").write_bytes(addin_bytes())
        host = HOST.format(
            exe=self.starter,
            window=WINDOW,
            status=self._status,
            hurry=self._hurry,
            unchanged=answers.UNCHANGED,
        )
        modules = {"Host": host, "Control": CONTROL, "Probe": PROBE}
        self.office.call("load_addin", str(folder / "contestbook.xlam"), modules)

    def _write_starter(self, extra: Mapping[str, object]) -> None:
        """It goes into the workbook's folder before it starts Python, as a hostile one would have it."""
        passed = {
            "CONTESTBOOK_TEST_PIPE": self.office.pipe,
            "CONTESTBOOK_TEST_UNO": self._uno,
            "CONTESTBOOK_TEST_ROOT": ROOT,
            "CONTESTBOOK_TEST_STATUS": self._status,
            "CONTESTBOOK_HOME": self.home or os.environ["CONTESTBOOK_HOME"],
            ANSWERS: self._file("answers"),
            TOLD: self._file("told"),
            **extra,
        }
        env = " ".join(f"{name}={quote(str(value))}" for name, value in passed.items())
        status = quote(str(self._status))  # Python writes its own, unless it breaks down
        runner, log = Path(__file__).with_name("click_runner.py"), quote(str(self.folder / "log"))
        self.starter.write_text(
            f'#!/bin/sh\ncd "$(cat {quote(str(self.folder / "here"))})"\n'
            f'env {env} {quote(sys.executable)} -I {quote(str(runner))} "$@" > {log} 2>&1\n'
            f"code=$?\n[ $code -eq 0 ] || {{ echo $code > {status}.new; mv {status}.new {status}; }}\n",
            encoding="utf-8",
        )
        self.starter.chmod(0o700)

    def _file(self, name: str) -> Path:
        """A file of this press."""
        return self.folder / f"{name}{self._presses}"

    def open(self, path: Path, read_only: bool = False) -> int:
        """Open a workbook in front of the others."""
        (self.folder / "here").write_text(str(path.parent), encoding="utf-8")
        return self.office.call("open", str(path), False, read_only)

    def press(self, id_: str, *given: object, **env: object) -> Pressed:
        """Press a button with the answers a person gives to its questions, Python having this environment."""
        diary = self._press(id_, given, env)
        return self._pressed(diary, self._file("told"))

    def begin(self, id_: str, *given: object, **env: object) -> Callable[[], Pressed]:
        """Press a button and go on without waiting for it; what is answered waits for its end."""
        self._hurry.touch()
        diary, told_to = self._press(id_, given, env), self._file("told")
        self._hurry.unlink()

        def ended() -> Pressed:
            until = time.monotonic() + 60
            while not self._status.exists():
                assert time.monotonic() < until, self.log
                time.sleep(0.02)
            return self._pressed(diary, told_to)

        return ended

    def until_asked(self) -> None:
        """Wait until the press that was begun asks its first question."""
        until = time.monotonic() + 60
        while not (self._file("told").exists() and any("asked" in one for one in told(self._file("told")))):
            assert time.monotonic() < until, self.log
            time.sleep(0.02)

    def _press(self, id_: str, given: Sequence[object], env: Mapping[str, object]) -> str:
        """What the add-in wrote down."""
        self._presses += 1
        self._status.unlink(missing_ok=True)
        texts = json.dumps(given, ensure_ascii=False, default=str)
        self._file("answers").write_text(texts, encoding="utf-8")
        if self.starter.exists() or self._presses == 1:
            self._write_starter(env)
        return self.office.call("basic", "Probe.Press", id_)

    def _pressed(self, diary: str, told_to: Path) -> Pressed:
        status = int(self._status.read_text()) if self._status.exists() else None
        self._status.unlink(missing_ok=True)
        vba = [(what, text) for what, _, text in (line.partition(":") for line in diary.splitlines())]
        return Pressed(status, vba, told(told_to) if told_to.exists() else [])

    @property
    def log(self) -> str:
        """What Python printed, for a failing test."""
        path = self.folder / "log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def quit(self) -> None:
        """End this LibreOffice."""
        self.office.quit()
