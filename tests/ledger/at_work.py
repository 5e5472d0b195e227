"""A contest workbook with two entrants, exports of orders, and what reconcile makes of them."""

from __future__ import annotations

import json

from openpyxl import load_workbook

from tests.eligibility.at_work import typed
from tests.eligibility.books import ENTRY, IDS, PERSON
from tests.merge.test_merge_command import rows
from tests.shell import contestbook

OTHER = {
    **PERSON,
    "编号": "K0002",
    "姓名或名称": "李四",
    "身份证号": IDS[1],
    "账号昵称": "枸杞",
    "联系电话": "13800000002",
}
HEADER = "订单编号|主播|实付金额|退款金额|订单状态|支付时间|买家手机"
SOLD = "E1|橙心小铺|1280.50||已完成|2024-11-03 19:30:00|13900000001"
PART = "E4|枸杞|88.00|8.00|已完成|2024-11-30 23:59:59|13900000002"
EVENT = "第一期·活动4"


def run(book, *ledgers, words=()):
    """The exit status; "CODE cell" of each ledger and of the workbook, or the code of the refusal."""
    given = [word for ledger in ledgers for word in ("--ledger", ledger)]
    status, output = contestbook("reconcile", book, *given, *words, "--json")
    files = json.loads(output)["files"]
    if files[0]["reason"]:
        return status, files[0]["reason"]["code"]
    return status, [
        f"{f['code']} {f['sheet'] or ''}{f['cell'] or ''}" for file in files for f in file["findings"]
    ]


def sales(book, *titles):
    return rows(book, "销售额核对", "编号", *titles)


def states(book, scope="全部活动"):
    found = rows(book, "对账汇总", "范围", "去向", "行数", "实付", "退款")
    return {row[1]: row[2:] for row in found if row[0] == scope and row[2:] != ("0", "0", "0")}


def decided(book, **answers):
    """Points of 待确认事项 are decided: T10="下单时间"."""
    made = load_workbook(book)
    sheet = made["待确认事项"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "决定" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    papers = {"登记的批准人": "甲某", "批准日期": "2024-09-01", "依据文件": "纪要1号", "经办人": "乙某"}
    for row in range(header[0].row + 1, sheet.max_row + 1):
        answer = answers.get(str(sheet.cell(row, columns["编号"]).value))
        for title, value in {"决定": answer, **papers}.items() if answer else ():
            sheet.cell(row, columns[title]).value = value
    made.save(book)


def entered_twice(book):
    """K0001 in 活动1 and 活动2, which overlap from 2024-09-23 to 09-30."""
    entries = [{**ENTRY, "活动": "活动1"}, {**ENTRY, "活动": "活动2"}]
    typed(book, {"报名": entries})
