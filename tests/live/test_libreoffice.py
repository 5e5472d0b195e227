"""LibreOffice as an independent reader and calculator of what we write."""

from __future__ import annotations

import io
import random
import subprocess

import openpyxl
import pytest
from typer.testing import CliRunner

from schemas.format import CellContext
from schemas.identity import id_check_digit, id_sex, valid_id
from schemas.kinds_identity import parse_mobile
from tests.books import messy
from workbook.xlsx.template import HEADER_ROW, ROSTER_COLUMNS, registration_template
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


def _rows(seed, count):
    pick = random.Random(seed)
    for _ in range(count):
        born = f"{pick.randrange(1999, 2008)}{pick.randrange(1, 14):02d}{pick.randrange(1, 32):02d}"
        first = f"3601{pick.randrange(1, 30):02d}{born}{pick.randrange(1000):03d}"
        number = first + (id_check_digit(first) if pick.random() < 0.7 else pick.choice("0123456789X"))
        number = pick.choice([number] * 6 + [number[:17], number.lower(), number[:5] + "?" + number[6:], ""])
        phone = pick.choice(
            [
                f"1{pick.randrange(30, 100)}{pick.randrange(10**8):08d}",
                "0791-8620000",
                "1380000",
                f"1{pick.randrange(10**10):010d}",
            ]
        )
        yield number, pick.choice(["男", "女", ""]), phone


def test_the_templates_hints_say_what_python_says(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(registration_template("赣州", "roster", "ganyou-2024")))
    sheet = book["附件1"]
    column = {name: n for n, name in enumerate(ROSTER_COLUMNS, 1)}
    rows = list(_rows(7, 120))
    for number, (id_no, gender, phone) in enumerate(rows):
        row = HEADER_ROW + 1 + number
        values = {
            "school": "江西理工大学",
            "team": "橙心队",
            "role": "队员",
            "name": f"学生{number}",
            "id_no": id_no,
            "gender": gender,
            "phone": phone,
        }
        for name, value in values.items():
            sheet.cell(row, column[name]).value = value or None
    path = tmp_path / "filled.xlsx"
    book.save(path)
    done = openpyxl.load_workbook(through_libreoffice(path, tmp_path / "lo"), data_only=True)["附件1"]
    ids = [id_no for id_no, _, _ in rows]
    for number, (id_no, gender, phone) in enumerate(rows):
        hint = done.cell(HEADER_ROW + 1 + number, len(ROSTER_COLUMNS) + 1).value or ""
        good_id = valid_id(id_no.upper()) and ids.count(id_no) == 1
        good_sex = not gender or not valid_id(id_no.upper()) or id_sex(id_no.upper()) == gender
        good_phone = parse_mobile(phone, CellContext()).readable
        assert ("身份证号" in hint) == (not (good_id and good_sex)), (number, hint)
        assert ("手机号" in hint) == (not good_phone), (number, phone[:3], hint)
    empty = done.cell(HEADER_ROW + 1 + len(rows), len(ROSTER_COLUMNS) + 1).value
    assert empty in (None, "")
    wrong = sum(1 for n in range(len(rows)) if done.cell(HEADER_ROW + 1 + n, len(ROSTER_COLUMNS) + 1).value)
    assert f"还有 {wrong} 处" in done.cell(1, len(ROSTER_COLUMNS) + 1).value
