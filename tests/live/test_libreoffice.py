"""LibreOffice as an independent reader and calculator of the annotated copies we write."""

from __future__ import annotations

import subprocess

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.books import messy
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
