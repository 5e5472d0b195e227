"""One value longer than a cell may hold costs its row, never the merge: it is found, its row returned, the rest merged."""

from __future__ import annotations

import json
import zipfile

import pytest
from openpyxl import load_workbook

from tests.merge.inboxes import person, shop, written
from tests.shell import contestbook
from tests.tables import roster

LONG = ["😀" * 17_000, "长" * 32_768]
FITS = ["😀" * 16_383, "长" * 32_767]


def noted(path, text, title="备注"):
    """A file in which 李四 has this text in a column; openpyxl itself would cut it."""
    made = load_workbook(written(path, roster(person("张三"), person("李四")), shop("张三")))
    sheet = made["附件1"]
    header = [cell.value for cell in sheet[1]]
    column = (header.index(title) if title in header else len(header)) + 1
    sheet.cell(1, column).value, sheet.cell(3, column).value = title, "PLACE"
    made.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"PLACE", text.encode()))
    return path


def folder(tmp_path):
    made = tmp_path / "in"
    made.mkdir()
    return made


def found(output):
    return [
        f"{file['file']} {f['code']} {f['cell']}"
        for file in json.loads(output)["files"]
        for f in file["findings"]
        if f["code"].startswith("TEXT_TOO")
    ]


def values(path, sheet, title):
    made = load_workbook(path)[sheet]
    header = [cell.value for cell in made[3]]
    column = header.index(title) + 1
    return [
        made.cell(row, column).value for row in range(4, made.max_row + 1) if made.cell(row, column).value
    ]


@pytest.mark.parametrize("text", LONG, ids=["counted twice", "plain"])
def test_a_check_names_the_cell(tmp_path, text):
    path = noted(tmp_path / "bad.xlsx", text)
    status, output = contestbook("check", path, "--json")
    (told,) = found(output)
    assert (status, told[:23]) == (1, "bad.xlsx TEXT_TOO_LONG ")
    assert len(output) < 20_000, "the text itself is of no use to anybody"


def test_a_sentence_about_a_long_value_fits_into_the_list(tmp_path):
    """A text that just fits into its cell is told by its beginning: with words around it, it would fit into none."""
    path = noted(tmp_path / "bad.xlsx", "长" * 32_767, "性别")
    assert contestbook("check", path, "-o", tmp_path / "out.xlsx")[0] == 1
    cells = [
        str(cell.value or "") for row in load_workbook(tmp_path / "out.xlsx")["问题清单"] for cell in row
    ]
    assert max(map(len, cells)) < 1_000


@pytest.mark.parametrize("text", FITS, ids=["counted twice", "plain"])
def test_what_just_fits_is_no_mistake_and_is_merged(tmp_path, text):
    path = noted(folder(tmp_path) / "good.xlsx", text)
    assert found(contestbook("check", path, "--json")[1]) == []
    book = tmp_path / "台账.xlsx"
    contestbook("new", "ganyou-2024", "-o", book)
    assert contestbook("merge", tmp_path / "in", "-o", book)[0] == 0
    assert sorted(values(book, "附件1汇总", "姓名")) == ["张三", "李四"]


@pytest.mark.parametrize("text", LONG, ids=["counted twice", "plain"])
def test_its_row_is_returned_and_the_rest_is_merged(tmp_path, text):
    noted(folder(tmp_path) / "bad.xlsx", text)
    written(tmp_path / "in" / "ok.xlsx", roster(person("王五", 团队名称="晨光队", 角色="队长")))
    book = tmp_path / "台账.xlsx"
    contestbook("new", "ganyou-2024", "-o", book)
    status, output = contestbook("merge", tmp_path / "in", "-o", book, "--json")
    assert (status, [told[:23] for told in found(output)]) == (1, ["bad.xlsx TEXT_TOO_LONG "])
    assert sorted(values(book, "附件1汇总", "姓名")) == ["张三", "王五"]
    before = book.read_bytes()
    assert contestbook("merge", tmp_path / "in", "-o", book)[0] == 1
    assert book.read_bytes() == before
    assert contestbook("returns", book, "-o", tmp_path / "退回")[0] in (0, 1)
    assert values_of_returned(tmp_path / "退回", "李四")


def values_of_returned(folder, name):
    """Whether a row came back to its branch, without the text nobody can hold."""
    rows = [
        [cell.value for cell in row]
        for path in folder.iterdir()
        for row in load_workbook(path)["附件1"]
        if name in [cell.value for cell in row]
    ]
    return len(rows) == 1 and all(len(str(value)) < 40_000 for value in rows[0])


@pytest.mark.parametrize("text", LONG, ids=["counted twice", "plain"])
def test_a_branchs_own_sheet_never_gets_it(tmp_path, text):
    noted(folder(tmp_path) / "bad.xlsx", text)
    out = tmp_path / "附件1.xlsx"
    status, output = contestbook(
        "merge", tmp_path / "in", "-o", out, "--as", "附件1", "--branch", "赣州", "--json"
    )
    assert (status, [told[:23] for told in found(output)]) == (1, ["bad.xlsx TEXT_TOO_LONG "])
    names = [cell.value for row in load_workbook(out)["附件1"] for cell in row]
    assert "张三" in names
    assert text not in names
