"""The template's live hints, recalculated by LibreOffice, say what Python says of the same cells."""

from __future__ import annotations

import io
import shutil
import subprocess
from random import Random

import pytest
from openpyxl import load_workbook

from schemas import columns as kinds
from schemas.entries import ENTRIES
from schemas.format import CellContext
from schemas.formats import FORMATS, format_by_id
from schemas.identity import id_birth, id_check_digit, id_sex, valid_id
from schemas.kinds_identity import parse_mobile
from tests.examples import typed
from workbook.xlsx.making.roster import HEADER_ROW, ROSTER_COLUMNS, SHOP_COLUMNS, fields_of
from workbook.xlsx.making.template import template_book

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

ROWS = 160
HINTS = len(ROSTER_COLUMNS) + 1
COLUMN = {name: number for number, name in enumerate(ROSTER_COLUMNS, 1)}
REQUIRED = {
    "school": "参赛高校",
    "team": "团队名称",
    "role": "角色",
    "name": "姓名",
    "id_no": "身份证号",
    "phone": "手机号",
}


def good_id(pick):
    first = f"36{pick.randrange(1, 12):02d}{pick.choice(('02', '21', '30'))}"
    first += f"{pick.randrange(1999, 2008)}{pick.randrange(1, 13):02d}{pick.randrange(1, 29):02d}{pick.randrange(1000):03d}"
    return first + id_check_digit(first)


def day(first6, text, tail="123"):
    return first6 + text + tail + id_check_digit(first6 + text + tail)


def bad_id(pick):
    good = good_id(pick)
    other = str((int(good[5]) + 1) % 10)
    return pick.choice(
        [
            good[:17] + ("1" if good[17] != "1" else "2"),
            good[:17],
            good[:6] + good[8:17],
            good[:5] + other + good[6:],
            good[:3] + "O" + good[4:],
            good[:6] + " " + good[6:14] + " " + good[14:],
            day(
                "360702",
                pick.choice(["20050229", "20041301", "20040431", "20040100", "19000229", "20040230"]),
            ),
            good.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
            good + "\u202c",
            "3.60730E+17",
            "-",
            "待补",
        ]
    )


def phone(pick):
    good = f"1{pick.randrange(3, 10)}{pick.randrange(10**9):09d}"
    bad = pick.choice(
        [good[:10], "12" + good[2:], "0791-86200000", good + "1", "1381234567O", f"{good[:3]} {good[3:]}"]
    )
    return pick.choice([good, good, good, bad])


def person(pick):
    """One row: mostly good, each field sometimes blank or bad."""
    id_no = good_id(pick) if pick.random() < 0.6 else bad_id(pick)
    row = {
        "school": "江西理工大学",
        "team": pick.choice(["橙心队", "红土地队"]),
        "role": "队员",
        "name": "张三",
        "gender": pick.choice(["男", "女", None]),
        "id_no": id_no.lower() if pick.random() < 0.1 else id_no,
        "phone": phone(pick),
    }
    for field in REQUIRED:
        if pick.random() < 0.06:
            row[field] = pick.choice([None, "  "])
    return row


def rows():
    pick = Random(7)
    people = [person(pick) if pick.random() < 0.9 else {} for _ in range(ROWS - 4)]
    twin = {**person(pick), "id_no": day("360702", "20040305", "001"), "gender": None}
    near = {**twin, "id_no": day("360702", "20040305", "002")}  # equal in the first 15 digits: another person
    return [*people, twin, near, {**twin, "id_no": twin["id_no"].lower()}, {"gender": "男", "role": "队员"}]


SHOPS = [  # 附件2 from column D: team, owner, shop ID, phone -> what the hint says
    (["橙心队", "张三", "YL88000001", "13800000001"], ["邮乐小店ID与别的行重复"]),
    (["红土地队", "李四", "yl88000001", "13800000002"], ["邮乐小店ID与别的行重复"]),
    (["青禾队", None, "YL88000002", "138 0000 0003"], ["缺店主姓名", "注册手机号里有空格"]),
    (["白鹭队", "王五", None, "0791-86200000"], ["缺邮乐小店ID", "注册手机号不是11位"]),
    (["山里队", "赵六", "1234567890123451", "13800000004"], []),
    (["稻香队", "钱七", "1234567890123452", "13800000005"], []),
]
FORM = {
    "B4": "橙心队",
    "B6": "张三",
    "D6": "13800000001",
    "G6": day("360702", "20040305", "001"),
    "C10": "李四",
    "G10": day("360702", "20040305", "001"),
    "C11": "王五",
    "D11": "男",
    "G11": day("360702", "20050112", "112"),
    "H12": "1380000",
    "C13": "赵六",
    "G13": 360702200403050000,
}
FORM_HINTS = {
    4: "缺参赛高校；",
    6: "身份证号与别的行重复；",
    10: "身份证号与别的行重复；",
    11: "性别与身份证号不符；",
    12: "缺姓名；缺身份证号；手机号不是11位；",
    13: "身份证号存成了数字，请先设为文本再重填；",
}


def through_libreoffice(folder, book):
    """A workbook as LibreOffice recalculates it."""
    book.save(folder / "filled.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["--convert-to", "xlsx", "--outdir", str(folder / "out"), str(folder / "filled.xlsx")]
    subprocess.run(["soffice", profile, "--headless", *convert], check=True, capture_output=True, timeout=180)
    return load_workbook(folder / "out" / "filled.xlsx", data_only=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    book = load_workbook(io.BytesIO(template_book("赣州", "roster", "ganyou-2024", rows=ROWS)))
    for number, row in enumerate(rows(), HEADER_ROW + 1):
        for field, value in row.items():
            book["附件1"].cell(number, COLUMN[field]).value = value
    for number, (cells, _) in enumerate(SHOPS, HEADER_ROW + 1):
        for col, value in enumerate(cells, 4):
            book["附件2"].cell(number, col).value = value
    return through_libreoffice(tmp_path_factory.mktemp("hints"), book)


@pytest.fixture(scope="module")
def recalculated(whole):
    return whole["附件1"]


def test_sheets_of_every_format(tmp_path):
    """Three rows of each: the examples, one word where nothing is required, only what lists and branches offer."""
    book = load_workbook(io.BytesIO(template_book("赣州", "roster", "ganyou-2024", formats=FORMATS, rows=3)))
    for fmt in FORMATS:
        for number, name in enumerate(fields_of(fmt), 1):
            column, sheet = fmt.column(name), book[fmt.name]
            sheet.cell(HEADER_ROW + 1, number).value = typed(column)
            if name in ("remark", "document", "evidence"):
                sheet.cell(HEADER_ROW + 2, number).value = "说明"
            if column.kind.excel.choices:
                sheet.cell(HEADER_ROW + 3, number).value = typed(column)
    recalculated = through_libreoffice(tmp_path, book)
    for fmt in FORMATS:
        column = len(fields_of(fmt)) + 1
        said = [recalculated[fmt.name].cell(HEADER_ROW + row, column).value or "" for row in (1, 2, 3)]
        must = [fmt.column(name) for name in fields_of(fmt) if "roster" in fmt.column(name).required]
        lacking = [c for c in must if c.kind is not kinds.CITY]  # the branch is prefilled
        assert said == ["", "".join(f"缺{c.title}；" for c in lacking), ""], fmt.name


def test_what_stands_once_in_a_sheet(tmp_path):
    fmt = format_by_id("accounts")
    book = load_workbook(io.BytesIO(template_book(None, "roster", "x", formats=[fmt], rows=3)))
    for row, account in enumerate(("OMS360001", "OMS360002", "oms360001"), HEADER_ROW + 1):
        book[fmt.name].cell(row, list(fields_of(fmt)).index("account") + 1).value = account
    sheet = through_libreoffice(tmp_path, book)[fmt.name]
    said = [sheet.cell(HEADER_ROW + row, len(fields_of(fmt)) + 1).value or "" for row in (1, 2, 3)]
    assert said == ["OMS帐号与别的行重复；", "", "OMS帐号与别的行重复；"]


def test_the_entry_form(tmp_path):
    book = load_workbook(io.BytesIO(template_book(None, "form", "litong-2024", formats=[ENTRIES])))
    book["报名"]["B3"] = "陈晓明"
    book["报名"]["B5"] = "36073020041102042"
    sheet = through_libreoffice(tmp_path, book)["报名"]
    assert sheet["H3"].value == "缺联系电话；缺报名活动；身份证号不是18位；"


def hint(sheet, number):
    return sheet.cell(HEADER_ROW + 1 + number, HINTS).value or ""


def judged(text):
    """What Python says of an ID number: the word that must stand in the hint, "" for a good one."""
    text = text.upper()
    if valid_id(text):
        return ""
    if "E+" in text:
        return "科学计数法"
    if " " in text:
        return "空格"
    if len(text) != 18:
        return "不是18位"
    if not (text[:17].isascii() and text[:17].isdigit()):
        return "要是数字"
    return "出生日期" if id_birth(text) is None else "校验位"


def test_blank_cells(recalculated):
    for number, row in enumerate(rows()):
        blank = {title for field, title in REQUIRED.items() if not (row.get(field) or "").strip()}
        started = any(row.get(field) for field in ("team", "name", "id_no", "phone"))
        said = {title for title in REQUIRED.values() if f"缺{title}；" in hint(recalculated, number)}
        assert said == (blank if started else set()), number


def test_id_numbers(recalculated):
    for number, row in enumerate(rows()):
        text = (row.get("id_no") or "").strip()
        if not text:
            continue
        word, said = judged(text), hint(recalculated, number)
        others = {"科学计数法", "空格", "不是18位", "要是数字", "出生日期", "校验位"} - {word}
        about = "".join(
            part for part in said.split("；") if part.startswith("身份证号") and "重复" not in part
        )
        assert word in about, (number, said)
        assert not any(other in about for other in others), (number, said)


def test_sex(recalculated):
    for number, row in enumerate(rows()):
        sex = id_sex((row.get("id_no") or "").strip().upper())
        wrong = sex is not None and row.get("gender") is not None and row["gender"] != sex
        assert ("性别与身份证号不符" in hint(recalculated, number)) == wrong, number


def test_phones(recalculated):
    for number, row in enumerate(rows()):
        text = (row.get("phone") or "").strip()
        parsed = parse_mobile(text, CellContext())
        good = not text or (parsed.readable and not parsed.issues)
        said = [part for part in hint(recalculated, number).split("；") if part.startswith("手机号")]
        assert (not said) == good, (number, text, said)


def test_the_same_number_twice_and_not_its_neighbour(recalculated):
    ids = [(row.get("id_no") or "").strip().upper() for row in rows()]
    for number, text in enumerate(ids):
        twice = bool(text) and ids.count(text) > 1
        assert ("重复" in hint(recalculated, number)) == twice, number
    assert "重复" not in hint(recalculated, ROWS - 3)


def test_the_count_above(recalculated):
    wrong = sum(1 for number in range(ROWS) if hint(recalculated, number))
    assert 0 < wrong < ROWS
    assert recalculated.cell(1, HINTS).value == f"填写提示：还有 {wrong} 处要改"


def test_shops(whole):
    sheet = whole["附件2"]
    for number, (_, said) in enumerate(SHOPS, HEADER_ROW + 1):
        hint = sheet.cell(number, len(SHOP_COLUMNS) + 1).value or ""
        assert [part for part in hint.split("；") if part] == said, number
    assert sheet.cell(1, len(SHOP_COLUMNS) + 1).value == "填写提示：还有 4 处要改"


def test_the_form(tmp_path):
    book = load_workbook(io.BytesIO(template_book("赣州", "form", "ganyou-2024", rows=5)))
    for address, value in FORM.items():
        book["附件1"][address] = value
    sheet = through_libreoffice(tmp_path, book)["附件1"]
    said = {row: sheet.cell(row, 10).value for row in range(3, 20) if sheet.cell(row, 10).value}
    assert said == FORM_HINTS
    assert sheet.cell(1, 10).value == "填写提示：还有 6 处要改"
