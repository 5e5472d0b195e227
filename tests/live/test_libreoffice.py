"""LibreOffice as an independent reader and calculator of the annotated copies we write."""

from __future__ import annotations

import subprocess
import zipfile

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from typer.testing import CliRunner

from tests.books import messy
from tests.test_injection import ATTACKS, empty
from workbook.csv_text import csv_bytes
from workbook.edits import Append
from workbook.xlsx.writing.filehost import FileHost
from xladdin.cli import app

pytestmark = pytest.mark.live


def through_libreoffice(path, folder, kind="xlsx"):
    """The file after LibreOffice opened, recalculated and saved it."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{path.stem}.{kind}"


def test_the_annotated_copy_opens_and_its_counts_are_right(tmp_path):
    out = tmp_path / "out.xlsx"
    CliRunner().invoke(app, ["check", str(messy(tmp_path / "a.xlsx")), "-o", str(out)])
    ours = openpyxl.load_workbook(out, data_only=True)
    theirs = openpyxl.load_workbook(through_libreoffice(out, tmp_path / "lo"), data_only=True)
    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                assert theirs[sheet.title][cell.coordinate].value == cell.value, (
                    sheet.title,
                    cell.coordinate,
                )
    notes = {c.coordinate for row in theirs["附件1"].iter_rows() for c in row if c.comment}
    assert notes == {"E6", "I6", "G7", "I7", "J7"}


def test_text_that_looks_like_a_formula_is_shown_as_it_was_typed(tmp_path):
    host = FileHost(empty(), "a.xlsx")
    host.apply([Append("表", tuple((text,) for text in ATTACKS))])
    (tmp_path / "a.xlsx").write_bytes(host.data)
    (sheet,) = openpyxl.load_workbook(through_libreoffice(tmp_path / "a.xlsx", tmp_path / "lo"))
    cells = [row[0] for row in sheet.iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [unescape(cell.value).strip() for cell in cells] == [text.strip() for text in ATTACKS]


def test_csv_opened_as_a_sheet_has_no_formula(tmp_path):
    (tmp_path / "a.csv").write_bytes(csv_bytes([[text, 1.0] for text in ATTACKS]))
    (sheet,) = openpyxl.load_workbook(through_libreoffice(tmp_path / "a.csv", tmp_path / "lo"))
    assert {row[0].data_type for row in sheet.iter_rows()} == {"s"}
    assert {row[1].value for row in sheet.iter_rows()} == {1}


@pytest.mark.parametrize("command", ["check", "clear", "undo"])
def test_what_libreoffice_saved_can_be_worked_on_again(tmp_path, command):
    """It gives every sheet an empty drawing, also our list, which is then taken away and written anew."""
    path = messy(tmp_path / "a.xlsx")
    assert CliRunner().invoke(app, ["check", str(path), "--in-place"]).exit_code == 1
    theirs = through_libreoffice(path, tmp_path / "lo")
    path.write_bytes(theirs.read_bytes())
    assert b"/drawing" in b"".join(
        zipfile.ZipFile(path).read(name)
        for name in zipfile.ZipFile(path).namelist()
        if name.endswith(".rels")
    )
    done = CliRunner().invoke(app, [command, str(path), "--in-place"])
    assert done.exit_code == (1 if command == "check" else 0), done.output
    assert ("问题清单" in openpyxl.load_workbook(path).sheetnames) == (command == "check")
    assert CliRunner().invoke(app, ["undo", str(path), "--in-place"]).exit_code == (
        2 if command == "undo" else 0
    )
