"""Real .xlsx files for tests, made with openpyxl."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from tests.tables import A, B, C

ROWS = [
    ["附件1"],
    ["大学生电商直播大赛报名汇总表"],
    ["赛区：赣州市分公司（盖章）"],
    ["序号", "参赛高校", "团队名称", "角色", "姓名", "性别", "身份证号\n（必填）", "学号", "手机号*", "备注"],
    [1, "江西理工大学", "橙心队", "队长", "张三", "男", A, "0120221034", "13800000001", None],
    [2, "江西理工大学", "橙心队", "队员", "李 四", "女", B, "0120221035", "138-0000-0002", None],
    [
        3,
        "江西理工大学",
        "橙心队",
        "队员",
        "王五",
        "男",
        C[:17] + "5",
        "0120221036",
        "1380000000",
        "=1+1 不是公式",
    ],
    [4],
    ["合计"],
]
MISTAKES = {"E6": "NAME_SPACE", "I6": "PHONE_FORMAT", "G7": "ID_CHECKSUM", "I7": "PHONE_LEN"}


def messy(path: Path, note: bool = True) -> Path:
    """A roster with four mistakes; one bad cell carries the user's own fill, font and note."""
    book = Workbook()
    sheet = book.active
    sheet.title = "附件1"
    for row in ROWS:
        sheet.append(row)
    sheet["J7"].data_type = "s"
    sheet.merge_cells("A2:J2")
    sheet["G7"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["G7"].font = Font(bold=True, color="0000FF")
    if note:
        sheet["G7"].comment = Comment("李老师：这一行请核对", "李老师")
    shops = book.create_sheet("附件2")
    shops.append(["序号", "赛区", "学校", "团队名称", "店主姓名", "邮乐小店ID", "注册手机号"])
    shops.append([1, "赣州", "江西理工大学", "橙心队", "张三", "YL1001", "13800000001"])
    book.save(path)
    return path


def saved(book: Workbook) -> bytes:
    """A workbook's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
