"""A 报名表 that arrives as a Word document: its tables are read like sheets, the rest of the gate holds for it too."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.tables import A, B
from workbook.host import Refused
from workbook.model import Range
from workbook.xlsx.reading.reader import read_book
from xladdin.cli import app

TITLE = "“赣邮杯·我为家乡代言”大学生电商直播大赛报名表"


def form(member=B):
    """The form of a team as people draw it in Word: labels beside values, 团队成员 merged over its rows."""
    made = Document()
    made.add_paragraph("附件1")
    made.add_paragraph(TITLE)
    made.add_paragraph("赛区：赣州市分公司")
    table = made.add_table(rows=8, cols=8)
    table.style = "Table Grid"
    rows = [
        ["团队名称", "橙心队", "", "", "参赛高校", "江西理工大学", "", ""],
        ["队长姓名", "张三", "手机号", "13800000001", "身份证号", A, "", ""],
        ["团队成员", "序号", "姓名", "性别", "学号", "专业班级", "身份证号", "手机号"],
        ["", "1", "李四", "女", "0120221035", "电商2201班", member, "13800000002"],
        ["", "2", "", "", "", "", "", ""],
    ]
    for number, texts in enumerate(rows):
        for col, text in enumerate(texts):
            table.cell(number, col).text = text
    table.cell(0, 1).merge(table.cell(0, 3))
    table.cell(0, 5).merge(table.cell(0, 7))
    table.cell(1, 5).merge(table.cell(1, 7))
    table.cell(2, 0).merge(table.cell(4, 0))
    return saved(made)


def saved(made):
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_table_is_a_sheet_with_the_paragraphs_above_it():
    book = read_book(form(), "报名表.docx")
    (sheet,) = book.sheets
    assert book.flags == (("FILE_WORD", ""),)
    assert [sheet.columns[0][row] for row in range(5)] == [
        "附件1",
        TITLE,
        "赛区：赣州市分公司",
        "团队名称",
        "队长姓名",
    ]
    assert {Range(4, 2, 4, 4), Range(6, 1, 8, 1), Range(1, 1, 1, 8)} <= set(sheet.facts.merged)


def test_a_form_in_word_is_checked_and_marked_in_a_copy(tmp_path):
    data = form(member=B[:17] + "4")
    (tmp_path / "报名表.docx").write_bytes(data)
    result = CliRunner().invoke(app, ["check", str(tmp_path / "报名表.docx"), "-o", str(tmp_path / "结果")])
    assert result.exit_code == 1
    assert "校验位" in result.output
    assert "FILE_WORD" not in result.output
    (copy,) = (tmp_path / "结果").iterdir()
    assert copy.name == "报名表.xlsx"
    assert load_workbook(copy)["表格1"]["B4"].value == "橙心队"
    result = CliRunner().invoke(app, ["check", str(tmp_path / "报名表.docx"), "--in-place"])
    assert result.exit_code == 2
    assert (tmp_path / "报名表.docx").read_bytes() == data


def test_forms_in_word_are_merged(tmp_path):
    (tmp_path / "收件箱").mkdir()
    (tmp_path / "收件箱" / "报名表.docx").write_bytes(form())
    book = tmp_path / "台账.xlsx"
    CliRunner().invoke(app, ["new", "ganyou-2024", "-o", str(book)])
    result = CliRunner().invoke(app, ["merge", str(tmp_path / "收件箱"), "-o", str(book)])
    assert "2 行 = 合并 2" in result.output
    sheet = load_workbook(book)["附件1汇总"]
    header = [cell.value for cell in sheet[3]]
    rows = [
        dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=4, max_row=5, values_only=True)
    ]
    assert [(row["姓名"], row["身份证号"], row["赛区"], row["来源行"]) for row in rows] == [
        ("张三", A, "赣州", 5),
        ("李四", B, "赣州", 7),
    ]


def without(data, name, content):
    """The document with another part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return stream.getvalue()


DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("FILE_NO_SHEET", lambda: saved(Document())),
        ("FILE_DAMAGED", lambda: form()[:2000]),
        ("FILE_DAMAGED", lambda: without(form(), "word/document.xml", b"<a><b></a>")),
        ("FILE_DAMAGED", lambda: without(form(), "word/styles.xml", b"<a><b></a>")),
        ("FILE_UNSAFE", lambda: without(form(), "word/document.xml", DTD)),
        ("FILE_UNSAFE", lambda: without(form(), "word/styles.xml", DTD)),
        ("FILE_LIMIT", lambda: without(form(), "word/document.xml", b"<a>" * 5000 + b"</a>" * 5000)),
    ],
)
def test_documents_that_are_not_what_they_say_are_refused(code, data):
    with pytest.raises(Refused) as refused:
        read_book(data(), "报名表.docx")
    assert refused.value.code == code
