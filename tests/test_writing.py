"""The one way to write: what could go wrong between reading a workbook and saving it, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.books import messy
from workbook.edits import SetCell
from workbook.host import Applied
from workbook.model import Cell
from workbook.xlsx.reading.reader import Readers
from workbook.xlsx.saving.save import locked
from workbook.xlsx.writing.filehost import FileHost
from xladdin import undo
from xladdin.outputs import Output
from xladdin.steps import applying
from xladdin.writing import Made, Writer, changing


@pytest.fixture
def path(tmp_path):
    return messy(tmp_path / "附件1.xlsx")


def write(path, run, output=None):
    with Readers() as readers:
        writer = Writer("fix", "统一格式", output or Output(None), readers, datetime.now(UTC))
        return writer.write(path.name, path, path.read_bytes(), run)


def edit(path):
    return changing(path.read_bytes(), path.name, applying([SetCell("附件1", Cell(5, 5), "张小三")]))


def records():
    return list(undo.folder().glob("*"))


def test_a_workbook_somebody_saved_meanwhile_is_not_overwritten(path):
    run = edit(path)

    def slow():
        made = run()
        path.write_bytes(b"another person's work")
        return made

    assert write(path, slow).refused.code == "FILE_CHANGED"
    assert path.read_bytes() == b"another person's work"
    assert records() == []


def test_two_runs_do_not_write_one_workbook_at_once(path):
    before = path.read_bytes()
    with locked(path):
        assert write(path, edit(path)).refused.code == "FILE_BUSY"
    assert path.read_bytes() == before
    assert write(path, edit(path)).refused is None


def test_what_we_would_refuse_to_read_is_never_saved(path):
    def broken():
        made = edit(path)()
        made.host.data = made.host.data[:-100]
        return made

    before = path.read_bytes()
    assert write(path, broken).refused.code == "FILE_DAMAGED"
    assert path.read_bytes() == before
    assert records() == []


def test_where_it_cannot_be_saved_no_work_is_begun(path, tmp_path):
    def never():
        raise AssertionError("the work was begun")

    assert write(path, never, Output(tmp_path / "没有" / "a.xlsx")).refused.code == "FILE_NO_FOLDER"


def test_nothing_to_change_leaves_the_file_alone(path):
    known = path.stat()
    result = write(path, lambda: Made(FileHost(path.read_bytes(), path.name), Applied(())))
    assert (result.refused, result.written) == (None, None)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (known.st_ino, known.st_mtime_ns)
