"""Every button pressed, in an interpreter of VBA that is neither Excel's nor LibreOffice's (pyOpenVBA).

Ribbon is the module of the add-in; only what the interpreter will not do (asking the environment) is put in its place.
Host is swapped for one that writes down what is asked of it; Host itself is run with its ways out swapped.
"""

from __future__ import annotations

import pytest
from pyopenvba.apps.excel import ExcelApplication

from xladdin.addin import answers
from xladdin.addin.build import vba_source
from xladdin.addin.words import WORDS, hexed
from xladdin.commands import buttons

BOOK = 'D:\\请 求&calc%TEMP%\\附件1"^=.xlsx'
EXE = "C:\\a b\\pythonw.exe"

HOST = f"""
Public Spoken As String
Public Mood As String
Public Diary As String
Public Reply As Long

Public Function PythonExe() As String
    If Mood <> "no place" Then PythonExe = "{EXE}"
End Function
Public Function PythonIsThere() As Boolean
    PythonIsThere = (Mood <> "no python")
End Function
Public Function Instance() As String
    Instance = "4711"
End Function
Public Function BookInFront() As String
    Dim At As Long
    If Mood = "no book" Then Exit Function
    For At = 1 To {len(BOOK)}
        BookInFront = BookInFront & ChrW(CLng("&H" & Mid$("{hexed(BOOK)}", 4 * At - 3, 4)))
    Next At
End Function
Public Sub RunAndWait(ByVal Id As String, ByRef Code As Long)
    Dim Other As New Control
    Note "run", PythonExe() & " " & Arguments(Id)
    If Mood = "breaks" Then Err.Raise 70
    If Mood = "again" Then
        Other.ID = "next"
        OnButton Other
    End If
    Code = Reply
End Sub
Public Sub Busy(ByVal Text As String)
    If Mood = "no bar" Then Err.Raise 1004
    Note "busy", Text
End Sub
Public Sub FreeLater()
    If Mood = "no bar" Then Err.Raise 1004
    Note "free", "later"
End Sub
Public Sub OfferUndo(ByVal Text As String)
    Note "undo", Text
End Sub
Public Sub Say(ByVal Text As String)
    Note "say", Text
End Sub
Private Sub Note(ByVal What As String, ByVal Text As String)
    Diary = Diary & What & ":" & Text & vbLf
End Sub
"""
PROBE = """
Public Function Press(ByVal Id As String, ByVal How As String, ByVal Answer As Long) As String
    Dim Button As New Control
    Button.ID = Id
    Mood = How
    Reply = Answer
    Diary = ""
    OnButton Button
    Press = Diary
End Function
Public Function PressUndo(ByVal Answer As Long) As String
    Reply = Answer
    Diary = ""
    UndoLast
    PressUndo = Diary
End Function
Public Sub Speak(ByVal Language As String)
    Spoken = Language
End Sub
"""


def without_head(source):
    return source.split("\r\n", 1)[1]


@pytest.fixture
def office():
    asked = 'Environ$("CONTESTBOOK_LANG")'
    ribbon = without_head(vba_source("Ribbon"))
    assert ribbon.count(asked) == 1
    app = ExcelApplication()
    app.add_workbook()
    app.add_module(HOST, name="Host")
    app.add_module(ribbon.replace(asked, "Spoken"), name="Ribbon")
    app.add_module("Public ID As String\n", name="Control", kind="class")
    app.add_module(PROBE, name="Probe")
    return app


def press(office, id_, mood="", answer=answers.UNCHANGED):
    """What was asked of Host, in order: [what, text]."""
    told = office.run("Press", id_, mood, answer)
    return [line.split(":", 1) for line in told.splitlines()]


def said(name, lang="zh", number=""):
    return getattr(WORDS[name], lang).replace("%1", number)


def run_of(id_, book=BOOK):
    return ["run", f"{EXE} -I -m xladdin.clicks {id_} --hwnd=4711 --book={hexed(book)}"]


BEGIN, END, AT_ONCE = ["busy", said("working")], ["free", "later"], ["busy", ""]
"""How a press begins; how it ends where Python has said something, and where it has not."""


@pytest.mark.parametrize("id_", [command.id for command in buttons()])
def test_every_button_runs_its_command_for_the_book_in_front(id_, office):
    assert press(office, id_) == [BEGIN, run_of(id_), END]


def test_undo_is_offered_where_something_was_changed(office):
    assert press(office, "fix", answer=answers.CHANGED) == [BEGIN, run_of("fix"), END, ["undo", said("undo")]]
    assert press(office, "fix", answer=answers.UNCHANGED) == [BEGIN, run_of("fix"), END]


def test_what_Python_refused_it_has_told_itself(office):
    assert press(office, "fix", answer=answers.REFUSED) == [BEGIN, run_of("fix"), END]


def test_undo_from_the_keyboard_is_the_command_undo(office):
    told = office.run("PressUndo", answers.UNCHANGED)
    assert [line.split(":", 1) for line in told.splitlines()] == [BEGIN, run_of("undo"), END]


@pytest.mark.parametrize("code", [0, 1, 2, 3, -1073741515, 9009])
def test_any_other_answer_is_told_with_its_number(code, office):
    assert press(office, "fix", answer=code) == [
        BEGIN,
        run_of("fix"),
        AT_ONCE,
        ["say", said("failed", number=str(code))],
    ]


def test_an_Excel_that_takes_no_questions_is_told_by_the_add_in(office):
    assert press(office, "fix", answer=answers.EXCEL_BUSY) == [
        BEGIN, run_of("fix"), AT_ONCE, ["say", said("editing")],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mood", "word"), [("no place", "no_place"), ("no python", "no_python"), ("no book", "no_book")]
)
def test_without_Python_or_a_workbook_nothing_is_run(mood, word, office):
    assert press(office, "fix", mood) == [BEGIN, AT_ONCE, ["say", said(word)]]


@pytest.mark.parametrize(
    "id_",
    [
        "",
        "Check",
        "demo",
        "check ",
        "check|next",
        "|",
        "check&calc",
        "check --book=",
        "核对",
        "a" * 41,
        "xcheck",
        "chec",
        "heck",
        "pay",
    ],
)
def test_an_id_that_is_no_button_of_ours_reaches_nothing(id_, office):
    assert press(office, id_) == [["say", said("unknown")]]


def test_a_second_press_while_the_first_works_is_told_and_not_run(office):
    assert press(office, "fix", "again") == [BEGIN, run_of("fix"), ["say", said("twice")], END]
    assert press(office, "fix") == [BEGIN, run_of("fix"), END]


def test_after_an_error_all_is_as_before(office):
    told = press(office, "fix", "breaks")
    assert told == [BEGIN, run_of("fix"), AT_ONCE, ["say", said("failed", number="70")]]
    assert press(office, "fix") == [BEGIN, run_of("fix"), END]


def test_a_status_bar_that_fails_does_not_lock_the_buttons(office):
    assert press(office, "fix", "no bar") == [["say", said("failed", number="1004")]]
    assert press(office, "fix") == [BEGIN, run_of("fix"), END]


def test_in_English(office):
    office.run("Speak", "en")
    assert press(office, "fix", "no python") == [
        ["busy", said("working", "en")], AT_ONCE, ["say", said("no_python", "en")]
    ]  # fmt: skip
    assert press(office, "nonsense") == [["say", said("unknown", "en")]]


# ---- Host itself, its ways out swapped

WAYS_OUT = {
    'CreateObject("WScript.Shell").Environment("Process").Item("LOCALAPPDATA")': "Place",
    'CreateObject("Scripting.FileSystemObject").FileExists(': "Found(",
    'CreateObject("WScript.Shell").Run(': "Started(",
    "Application.EnableCancelKey": "CancelKey",
    "xlDisabled": "0",
    "Application.StatusBar": "Bar",
    "Application.OnTime ": "OnTime ",
    "Now + TimeSerial(0, 0, 30)": "Clock + 30",
    "ThisWorkbook.Name": '"it\'s.xlam"',
}
FAKES = """
Public Place As String
Public Seen As String
Public CancelKey As Long
Public Bar As Variant
Public Clock As Long
Public Timers As String
Public Function IsCommand(ByVal Id As String) As Boolean
    IsCommand = (Id = "check")
End Function
Public Function Arguments(ByVal Id As String) As String
    Arguments = "-I -m x " & Id
End Function
Public Function Found(ByVal Path As String) As Boolean
    Found = (Path = "D:\\u v\\contestbook\\python\\pythonw.exe")
End Function
Public Sub OnTime(ByVal At As Date, ByVal Title As String, Optional ByVal Latest, Optional ByVal Schedule = True)
    Timers = Timers & CLng(At) & Title & Schedule & ";"
End Sub
Public Function Started(ByVal Line As String, ByVal Window As Long, ByVal Wait As Boolean) As Long
    Seen = Line & "|" & Window & "|" & Wait
    Started = 12
End Function
Public Function Ask(ByVal Where As String) As String
    Place = Where
    Ask = PythonExe() & "|" & PythonIsThere()
End Function
Public Function Launch(ByVal Id As String) As String
    Dim Code As Long
    Code = -1
    CancelKey = 1
    Place = "D:\\u v"
    RunAndWait Id, Code
    Launch = Code & "|" & Seen & "|" & CancelKey
End Function
Public Function TwoPresses() As String
    Clock = 100
    Busy "one"
    FreeLater
    Clock = 110
    Busy "two"
    TwoPresses = Bar & "|"
    FreeLater
    FreeStatusBar
    Clock = 200
    Busy "three"
    TwoPresses = TwoPresses & Timers
End Function
"""


@pytest.fixture
def host():
    source = without_head(vba_source("Host"))
    for ours, theirs in WAYS_OUT.items():
        assert ours in source
        source = source.replace(ours, theirs)
    app = ExcelApplication()
    app.add_workbook()
    app.add_module(source, name="Host")
    app.add_module(FAKES, name="Fakes")
    return app


def test_Python_lies_in_the_users_own_folder_and_nowhere_else(host):
    assert host.run("Ask", "D:\\u v") == "D:\\u v\\contestbook\\python\\pythonw.exe|True"
    assert host.run("Ask", "E:\\other") == "E:\\other\\contestbook\\python\\pythonw.exe|False"
    assert host.run("Ask", "") == "|False"


def test_the_program_is_quoted_and_waited_for_and_Esc_does_not_break_in(host):
    """With 1 (shown): started hidden (0), Windows might keep its message boxes hidden as well."""
    program = '"D:\\u v\\contestbook\\python\\pythonw.exe"'
    assert host.run("Launch", "check") == f"12|{program} -I -m x check|1|True|0"


def test_no_id_but_one_of_ours_starts_the_program(host):
    """A workbook can call it, from a picture with a macro; so there is nothing it could be given to run."""
    assert host.run("Launch", 'x" & calc') == "-1||1"


def test_the_status_bar_of_one_press_is_not_freed_while_the_next_one_speaks(host):
    free = "'it''s.xlam'!Host.FreeStatusBar"
    assert host.run("TwoPresses") == f"two|130{free}True;130{free}False;140{free}True;"
