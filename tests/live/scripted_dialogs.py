"""Dialogues with a script, for a command in another process: it reads its answers from a file and tells what it was asked.

CONTESTBOOK_TEST_ANSWERS names a JSON list with an answer for each question, in their order (null: cancelled; a path as
text; files as a list; {"wait for": path, "answer": ...}: given as soon as there is such a file). CONTESTBOOK_TEST_TOLD
names the file that gets one JSON line for each question, sentence and status text.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

ANSWERS, TOLD = "CONTESTBOOK_TEST_ANSWERS", "CONTESTBOOK_TEST_TOLD"


class ScriptedDialogs:
    """`xladdin.excel.dialogs.Dialogs`. A question too many, or an answer that could not be given, is an error."""

    def __init__(self):
        self._answers = json.loads(Path(os.environ[ANSWERS]).read_text(encoding="utf-8"))
        self._told = Path(os.environ[TOLD])

    def folder(self, title):
        return _path(self._asked("folder", title))

    def files(self, title, patterns, many):
        found = self._asked("files", title, patterns=list(patterns), many=many) or []
        assert many or len(found) <= 1, "one file was asked for"
        return [Path(path) for path in found]

    def save(self, title, name, suffix):
        return _path(self._asked("save", title, name=name, suffix=suffix))

    def text(self, question, proposal):
        return self._asked("text", question, proposal=proposal)

    def choice(self, question, options):
        answer = self._asked("choice", question, options=list(options))
        assert answer is None or answer in options, f"{answer} is none of {options}"
        return answer

    def say(self, sentence):
        self._tell({"said": sentence})

    def status(self, text):
        self._tell({"status": text})

    def _asked(self, kind, question, **more):
        self._tell({"asked": kind, "question": question, **more})
        assert self._answers, f"no answer left for {kind}: {question}"
        answer = self._answers.pop(0)
        if isinstance(answer, dict):
            wait_for(answer["wait for"])
            answer = answer["answer"]
        return answer

    def _tell(self, record):
        with self._told.open("a", encoding="utf-8") as out:
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def wait_for(path):
    """Until there is such a file; for a minute at most."""
    until = time.monotonic() + 60
    while not Path(path).exists():
        assert time.monotonic() < until, f"nobody made {path}"
        time.sleep(0.02)


def told(path):
    """What was asked and said, in order."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def _path(answer):
    return None if answer is None else Path(answer)
