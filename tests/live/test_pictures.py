"""Sheets are pictured by LibreOffice: the one that was asked for, with what stands in it, cut to its size."""

from __future__ import annotations

import struct
import zlib
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from xladdin.demo.pictures import Shot, pictures

pytestmark = pytest.mark.live


@pytest.fixture
def book(tmp_path):
    """Three sheets: a print area, a red field, a formula whose result, as it is written, paints cells blue."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    made = Workbook()
    area, red, blue = made.active, made.create_sheet("红"), made.create_sheet("公式 & 值")
    area.title = "打印区"
    for row in red["B2:D6"]:
        for cell in row:
            cell.value, cell.fill = "红", PatternFill("solid", "FF0000")
    blue["A1"] = "=1+1"
    blue.conditional_formatting.add("A1:C3", FormulaRule(["$A$1=3"], fill=PatternFill(bgColor="0000FF")))
    blue["C3"] = "末"
    area["A1"] = "绿"
    area["A1"].fill = PatternFill("solid", "00FF00")
    area.print_area = "A1:B2"
    made.save(tmp_path / "a.xlsx")
    path = tmp_path / "三张表.xlsx"
    with ZipFile(tmp_path / "a.xlsx") as before, ZipFile(path, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>3</v>"))
    return path


def opened(png):
    """Width, height and the colours of a picture, most of them first."""
    data = png.read_bytes()
    width, height = struct.unpack(">II", data[16:24])
    body = zlib.decompress(data[41 : data.index(b"IEND") - 8])
    rows = [body[n * (3 * width + 1) + 1 : (n + 1) * (3 * width + 1)] for n in range(height)]
    pixels = [row[n : n + 3] for row in rows for n in range(0, len(row), 3)]
    return width, height, pixels


def test_each_sheet_asked_for_is_on_its_picture_and_no_other(book, tmp_path):
    names = {"红": b"\xff\0\0", "公式 & 值": b"\0\0\xff", "打印区": b"\0\xff\0"}
    shots = [Shot(book, name, tmp_path / "图" / f"{name}.png") for name in names]
    assert pictures([*shots, Shot(book, "没有", tmp_path / "x.png")]) == [shot.png for shot in shots]
    for shot, colour in zip(shots, names.values(), strict=True):
        width, height, pixels = opened(shot.png)
        shown = {other: pixels.count(other) for other in names.values()}
        assert {other for other, count in shown.items() if count > 50} == {colour}, shot.sheet
        assert width < 500  # of a page that is 900 wide
        assert height < 400
