"""What LibreOffice's Basic starts in place of our pythonw.exe: the production click, through the test-only engine.

Its words are those of the add-in, `-I -m xladdin.clicks ID --hwnd=N --book=HEX`. The environment (CONTESTBOOK_TEST_...)
says the rest:

PIPE, UNO     which LibreOffice to join, and with which Python
ROOT          where the checkout lies
STATUS        the file that gets the exit status
STANDING      JSON of what the workbook is to say of itself where LibreOffice knows no such thing (`UnoNative`)
WAIT          a file to wait for before anything is done
CRASH         the number of the list of edits that breaks the program; "end" breaks it when all is done

What is asked and said is `scripted_dialogs`'.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["CONTESTBOOK_TEST_ROOT"])  # -I keeps the folder we stand in out

from tests.live.scripted_dialogs import ScriptedDialogs, wait_for
from tests.live.xlengine_uno import Office, UnoNative, application
from xladdin.clicks.run import Seams, main
from xladdin.excel.host import ExcelHost

ENV = "CONTESTBOOK_TEST_"


def click(words: list[str]) -> int:
    """Join LibreOffice and carry out the press."""
    assert words[:3] == ["-I", "-m", "xladdin.clicks"], words
    running = joined()
    window = next(word for word in words if word.startswith("--hwnd=")).removeprefix("--hwnd=")
    application(running, int(window))
    native = UnoNative(**json.loads(os.environ.get(f"{ENV}STANDING", "{}")))
    if f"{ENV}WAIT" in os.environ:
        wait_for(os.environ[f"{ENV}WAIT"])
    break_down(os.environ.get(f"{ENV}CRASH"), native)
    try:
        return main(words[3:], Seams(lambda: native, lambda app: ScriptedDialogs()))
    finally:
        running.quit()


def joined() -> Office:
    """The bridge is the tests' and no part of what is tested: whatever Python is told by the environment is not for it."""
    python = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTHON")}
    try:
        return Office.joined(os.environ[f"{ENV}UNO"], os.environ[f"{ENV}PIPE"])
    finally:
        os.environ.update(python)


def break_down(when: str | None, native: UnoNative) -> None:
    """Have the program break at one of the lists of edits it makes, or after the last."""
    apply, count = ExcelHost.apply, 0

    def broken(*args, **kwargs):
        raise ZeroDivisionError("broken by a test")

    def counted(*args, **kwargs):
        nonlocal count
        count += 1
        return (broken if str(count) == when else apply)(*args, **kwargs)

    if when == "end":
        native.select = broken
    elif when:
        ExcelHost.apply = counted


if __name__ == "__main__":
    status = click(sys.argv[1:])
    place = Path(os.environ[f"{ENV}STATUS"])
    place.with_suffix(".new").write_text(str(status), encoding="utf-8")
    place.with_suffix(".new").replace(place)
