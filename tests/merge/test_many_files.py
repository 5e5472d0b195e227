"""A large inbox with bad files in it: every row of the good ones has its place, every bad one is named with its cause."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook, load_workbook

from schemas.identity import id_check_digit
from xladdin.card_commands import new
from xladdin.desk import on_file
from xladdin.merging import merge
from xladdin.taking import Asked

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HEADER = ["赛区", "参赛高校", "团队名称", "角色", "姓名", "身份证号", "手机号"]
FILES, ROWS = 150, 4


def one(number):
    """A clean file of one team; nobody is in two of them."""
    book = Workbook()
    book.active.append(HEADER)
    for row in range(ROWS):
        person = number * ROWS + row
        first = (
            f"3601022005{1 + person % 12:02d}{1 + person // 12 % 28:02d}{100 + person // 336 * 2 % 900:03d}"
        )
        role = "队员" if row else "队长"
        book.active.append(
            [
                "赣州",
                "江西理工大学",
                f"橙心{number}队",
                role,
                "张晓明",
                first + id_check_digit(first),
                f"138{person:08d}",
            ]
        )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive(parts, **options):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return stream.getvalue()


def without(data, part):
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return archive({name: old.read(name) for name in old.namelist() if name != part})


def with_part(data, part, content):
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return archive({name: content if name == part else old.read(name) for name in old.namelist()})


def encrypted():
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 600
    )


GOOD = one(900)
SHEET = "xl/worksheets/sheet1.xml"
DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
BAD = {
    "空.xlsx": (b"", "FILE_NOT_WORKBOOK"),
    "截断.xlsx": (GOOD[:1500], "FILE_DAMAGED"),
    "只有头.xlsx": (GOOD[:40], "FILE_DAMAGED"),
    "少尾.xlsx": (GOOD[:-30], "FILE_DAMAGED"),
    "多头.xlsx": (b"\0" * 64 + GOOD, "FILE_NOT_WORKBOOK"),
    "网页.xls": (b"<html><table><tr><td>1</td></tr></table></html>", "FILE_NOT_WORKBOOK"),
    "文本.xlsx": ("姓名,手机号\n张三,1".encode(), "FILE_NOT_WORKBOOK"),
    "扫描.xlsx": (b"%PDF-1.7 ...", "FILE_NOT_WORKBOOK"),
    "照片.xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "FILE_NOT_WORKBOOK"),
    "压缩.xlsx": (b"Rar!\x1a\x07" + b"\0" * 50, "FILE_NOT_WORKBOOK"),
    "密码.xlsx": (encrypted(), "FILE_ENCRYPTED"),
    "老格式.xls": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600 + "Workbook".encode("utf-16-le"),
        "FILE_DAMAGED",
    ),
    "没有工作簿.xlsx": (archive({"a.txt": b"x"}), "FILE_NOT_WORKBOOK"),
    "缺表.xlsx": (without(GOOD, SHEET), "FILE_DAMAGED"),
    "缺清单.xlsx": (without(GOOD, "xl/workbook.xml"), "FILE_NOT_WORKBOOK"),
    "断标签.xlsx": (with_part(GOOD, SHEET, b"<worksheet><sheetData><row>"), "FILE_DAMAGED"),
    "实体.xlsx": (with_part(GOOD, SHEET, DTD), "FILE_UNSAFE"),
    "炸弹.xlsx": (with_part(GOOD, SHEET, b"<a>" + b" " * 80_000_000), "FILE_LIMIT"),
    "缺关系.xlsx": (without(GOOD, "xl/_rels/workbook.xml.rels"), "FILE_DAMAGED"),
    "坏压缩包.zip": (b"PK\x03\x04 nothing", "FILE_DAMAGED"),
}


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many") / "收件箱"
    for number in range(FILES):
        target = folder / f"市{number % 11}" / f"附件1 ({number}).xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(one(number))
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    return folder


def test_bad_files_are_named_with_their_cause_and_cost_only_themselves(inbox, tmp_path):
    book = new("ganyou-2024", tmp_path / "台账.xlsx", NOW)
    with on_file(book) as desk:
        found = merge([inbox], desk, Asked(jobs=2), NOW)
    assert {r.file: r.refused.code for r in found.files if r.refused} == {
        name: code for name, (_, code) in BAD.items()
    }
    assert found.counts == {"合并": FILES * ROWS, "退回": 0, "重复": 0, "未变": 0}
    assert found.broken == len(BAD) == 20
    made = load_workbook(book, data_only=True)
    register = made["收件登记"]
    header = [cell.value for cell in register[3]]
    at = {title: header.index(title) for title in ("文件名", "行数", "合并", "退回", "重复", "未变", "结果")}
    lines = [row for row in register.iter_rows(min_row=4, values_only=True) if row[0]]
    assert len(lines) == FILES + len(BAD)
    for line in lines:
        assert line[at["行数"]] == sum(line[at[title]] for title in ("合并", "退回", "重复", "未变"))
    assert {line[at["文件名"]] for line in lines if str(line[at["结果"]]).startswith("未能读取")} == set(BAD)
    rows = [row for row in made["附件1汇总"].iter_rows(min_row=4, values_only=True) if row[7]]
    assert len(rows) == FILES * ROWS
    total = next(row for row in made["报送情况"].iter_rows(values_only=True) if row[0] == "合计")
    assert total[1] == FILES * ROWS
    assert total[11] == "不完整：20个文件没读出"


def test_the_number_of_processes_changes_nothing(inbox, tmp_path):
    seen = []
    for jobs in (1, 3):
        book = new("ganyou-2024", tmp_path / f"{jobs}.xlsx", NOW)
        with on_file(book) as desk:
            merge([inbox], desk, Asked(jobs=jobs), NOW)
        made = load_workbook(book)
        names = ("附件1汇总", "收件登记", "收件底稿", "问题清单")
        seen.append([[cell.value for cell in row] for name in names for row in made[name].iter_rows()])
    assert seen[0] == seen[1]
