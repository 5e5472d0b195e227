"""What is asked of, and told to, the person in front of Excel: a folder, files, a text, one of several, a sentence.

Cancelled is None or [], never an error. The titles are ours and Chinese; the buttons speak Excel's language. Which
command asks what stands in `xladdin.commands`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import xlwings as xw

_TITLE: Final = "竞赛台账"
_PICK_FOLDER, _CHOSEN, _TEXT = (
    4,
    -1,
    2,
)  # msoFileDialogFolderPicker, what Show answers, InputBox's type of a text
_ROOM: Final = 250
"""Excel cuts or refuses longer texts given to it (KB 105416: 255 characters); a message box is Windows' own."""
_TRIES: Final = 3
_AGAIN: Final = "没有这个序号。"


class Dialogs(Protocol):
    """Questions and sentences for the person."""

    def folder(self, title: str) -> Path | None:
        """A folder that is there."""

    def files(self, title: str, patterns: Sequence[str], many: bool) -> list[Path]:
        """Files that are there, of patterns like *.xlsx; one at most unless many."""

    def save(self, title: str, name: str, suffix: str) -> Path | None:
        """Where to write a file: the name is a proposal, the answer ends in the suffix."""

    def text(self, question: str, proposal: str) -> str | None:
        """What the person types; "" is an answer."""

    def choice(self, question: str, options: Sequence[str]) -> str | None:
        """One of the options."""

    def say(self, sentence: str) -> None:
        """Show a sentence until it was read."""

    def status(self, text: str | None) -> None:
        """Show a text in the status bar; None gives the bar back."""


class ComDialogs:
    """The dialogues of Excel on Windows."""

    def __init__(self, app: xw.App) -> None:
        self._app = app

    @property
    def _excel(self) -> Any:
        return self._app.api

    def folder(self, title: str) -> Path | None:
        """See Dialogs."""
        dialog = self._excel.FileDialog(_PICK_FOLDER)
        dialog.Title, dialog.AllowMultiSelect = title, False
        if dialog.Show() != _CHOSEN or not dialog.SelectedItems.Count:
            return None
        return Path(dialog.SelectedItems.Item(1))

    def files(self, title: str, patterns: Sequence[str], many: bool) -> list[Path]:
        """See Dialogs."""
        listed = ";".join(patterns)
        found = self._excel.GetOpenFilename(
            FileFilter=f"可选的文件 ({listed}),{listed}", Title=title, MultiSelect=many
        )
        chosen = found if isinstance(found, tuple | list) else (found,)  # one: a text; many: always several
        return [Path(path) for path in chosen if isinstance(path, str)]  # cancelled: False

    def save(self, title: str, name: str, suffix: str) -> Path | None:
        """See Dialogs."""
        found = self._excel.GetSaveAsFilename(
            InitialFilename=name, FileFilter=f"文件 (*{suffix}),*{suffix}", Title=title
        )
        if not isinstance(found, str):
            return None
        path = Path(found)
        return path if path.suffix.lower() == suffix.lower() else path.with_name(path.name + suffix)

    def text(self, question: str, proposal: str) -> str | None:
        """See Dialogs."""
        if len(question) > _ROOM:
            self.say(question)
            question = "请输入："
        found = self._excel.InputBox(
            Prompt=question, Title=_TITLE, Default=proposal[:_ROOM], Type=_TEXT
        )  # who types False gives a text, who cancels gives none
        return found.strip() if isinstance(found, str) else None

    def choice(self, question: str, options: Sequence[str]) -> str | None:
        """See Dialogs. Excel has no list to choose from, so the options are numbered; two wrong numbers are forgiven."""
        listed = "\n".join([question, *(f"{number}　{one}" for number, one in enumerate(options, 1))])
        asked = f"请输入序号（1至{len(options)}）："
        if len(listed) + len(asked) > _ROOM - len(_AGAIN):
            self.say(listed)
        else:
            asked = f"{listed}\n{asked}"
        for attempt in range(_TRIES if options else 0):
            typed = self.text(f"{_AGAIN}{asked}" if attempt else asked, "")
            if typed is None:
                return None
            number = _number(typed)
            if number is not None and 1 <= number <= len(options):
                return options[number - 1]
        return None

    def say(self, sentence: str) -> None:
        """See Dialogs."""
        self._app.alert(sentence, _TITLE, "ok", "info")

    def status(self, text: str | None) -> None:
        """See Dialogs."""
        self._app.status_bar = False if text is None else text[:_ROOM]


def _number(typed: str) -> int | None:
    """A number as people type it, also in wide digits, with a stop after it."""
    digits = typed.strip().rstrip(".．、。")
    return int(digits) if digits.isdecimal() else None
