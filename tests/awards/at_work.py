"""A small contest of 利通 as a clerk keeps it: 20 entrants, three events, rows typed into the sheets; and what is then seen.

第一期·活动4  K0001 to K0020 sold 20,000元, 19,000元 … 1,000元: 18 prizes, so K0019 and K0020 have none
第一期·活动1  新秀组: K0001 to K0004; 达人组: K0011 to K0014; each sold as in 活动4
第一期·活动3  videos of K0001 to K0005: 5,000 plays, 4,000 … 1,000
"""

from __future__ import annotations

import json

from schemas.book import HEADER_ROW
from tests.eligibility.books import NOTICE, PERSON, PLAN, SESSION, VIDEO
from tests.golden.steps import AS_OF, PAPERS, decide
from tests.merge.test_merge_command import rows
from tests.page import read, typing
from tests.shell import contestbook

E1, E3, E4 = "第一期·活动1", "第一期·活动3", "第一期·活动4"
HEADER = "订单编号|主播|实付金额|退款金额|订单状态|支付时间|买家手机"
DAYS = {"活动4": "2024-11-03", "活动1": "2024-09-20"}
COUNT = 20
CHOICES = {
    "T01": "净销售额", "T01-V": "播放量", "T02": "有效订单数", "T03": "由评审决定", "T04": "不允许", "T05": "不限",
    "T06": "空缺", "T07": "空缺", "T08": "无", "T09": "截图", "T10": "支付时间", "T11": "各算一次", "T12": "活动开始当天",
    "T13": "含当天", "T14": "凭书面认定逐条登记", "T15": "队长代领", "T16": "按报名主体", "T17": "税前，代扣20%",
    "T18": "隐去一字", "T19": "公示5个工作日，异议找利通区电子商务中心",
}  # fmt: skip
"""What is decided of the points that take no 暂按."""


def key(number):
    return f"K{number:04d}"


def account(number):
    return f"橙心{number}号"


def who(number):
    return {"编号": key(number), "姓名或名称": name(number)}


def name(number):
    return "张王李赵陈刘杨黄周吴徐孙马朱胡林郭何高罗"[number - 1] + "小云"


def id_no(number):
    digits = f"36010219980315{number:02d}1"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


def person(number):
    phone = f"138000010{number:02d}"
    return {
        **PERSON,
        **who(number),
        "身份证号": id_no(number),
        "联系电话": phone,
        "账号昵称": account(number),
    }


def entry(number, event, **more):
    day = "2024-09-10"
    return {**who(number), "期次": "第一期", "活动": event, "报名日期": day, "状态": "有效", **more}


def grouped(number):
    fans = 8600 if number < 11 else 20000
    return entry(number, "活动1", 粉丝数=fans, 近一年销售额=320, 截至日期="2024-08-31")


def live(number, event="活动4"):
    """Plan, notice and session of an entrant in an event."""
    own = {**who(number), "活动": event, "日期": DAYS[event]}
    plan = {**PLAN, **who(number), "活动": event, "审核日期": "2024-09-01"}
    notice = {**NOTICE, **own, "报备时间": "2024-09-01 09:00"}
    return plan, notice, {**SESSION, **own, "场次号": f"{event}-{number}", "账号": account(number)}


def video(number, **more):
    own = {**who(number), "链接": f"https://v.example.com/{number}", "发布账号": account(number)}
    return {**VIDEO, **own, "播放量": (6 - number) * 1000, "数据来源等级": "平台导出", **more}


def order(number, event="活动4", paid=None, back=""):
    paid = (COUNT + 1 - number) * 1000 if paid is None else paid
    return (
        f"{event}{number}|{account(number)}|{paid}|{back}|已完成|{DAYS[event]} 19:30:00|139000000{number:02d}"
    )


EIGHT = (1, 2, 3, 4, 11, 12, 13, 14)
"""Those in 活动1."""
FILMED = (1, 2, 3, 4, 5)


def orders(event="活动4"):
    return [order(number, event) for number in (range(1, COUNT + 1) if event == "活动4" else EIGHT)]


def base_rows():
    everybody = range(1, COUNT + 1)
    held = [live(number) for number in everybody] + [live(number, "活动1") for number in EIGHT]
    entries = [entry(number, "活动4") for number in everybody]
    entries += [grouped(number) for number in EIGHT] + [entry(number, "活动3") for number in FILMED]
    return {
        "参赛主体": [person(number) for number in everybody],
        "报名": entries,
        "直播计划审核": [plan for plan, _, _ in held],
        "直播报备": [notice for _, notice, _ in held],
        "场次": [session for _, _, session in held],
        "短视频作品": [video(number) for number in FILMED],
    }


# ---- What people type


def cells(book, sheet, changes):
    """Cells are typed: ("K0003", "活动4", "结论") or ("T03", "决定") … -> value. None empties one.

    The row is the one in which all but the last of these texts stand.
    """
    with typing(book, sheet) as page:
        header = {cell.value: cell.column for cell in page[HEADER_ROW]}
        for (*named, title), value in changes.items():
            page.cell(row_of(page, named), header[title]).value = value


def row_of(page, named):
    """The first row in which all of these texts stand."""
    for row in page.iter_rows(min_row=HEADER_ROW + 1):
        if set(named) <= {str(cell.value) for cell in row}:
            return row[0].row
    raise AssertionError(named)


def added(book, sheet, *lines):
    """Rows are typed below the last one; -> their numbers."""
    with typing(book, sheet) as page:
        header = [cell.value for cell in page[HEADER_ROW]]
        rows_there = page.iter_rows(min_row=HEADER_ROW + 1)
        last = max((r[0].row for r in rows_there if any(c.value for c in r)), default=HEADER_ROW)
        for row, line in enumerate(lines, last + 1):
            for title, value in line.items():
                page.cell(row, header.index(title) + 1).value = value
    return list(range(last + 1, last + 1 + len(lines)))


def emptied(book, sheet, *named):
    """The row in which all of these texts stand is cleared."""
    with typing(book, sheet) as page:
        for one in page[row_of(page, named)]:
            one.value = None


def decided(book, **answers):
    """Points are decided on the sheet, with their papers; T03=None takes a decision back."""
    changes = {}
    for point, answer in answers.items():
        papers = PAPERS if answer else dict.fromkeys(PAPERS)
        for title, value in {"决定": answer, **papers}.items():
            changes[point.replace("_", "-"), title] = value
    cells(book, "待确认事项", changes)


def all_decided(book):
    decide(book, CHOICES)


def answered(book, code, answer="属实", by="丙某"):
    """Somebody answers in 问题清单."""
    with typing(book, "问题清单") as page:
        found_there = [row for row in page.iter_rows(min_row=6) if row[13].value == code]
        assert found_there, code
        for row in found_there:
            row[10].value, row[11].value = answer, by


# ---- What people run


def eligible(book, event=""):
    words = ["--event", event] if event else []
    status, output = contestbook("eligible", book, "--as-of", AS_OF, *words)
    assert status in (0, 1), output


def reconcile(book, lines, event):
    """The codes and cells in the workbook."""
    ledger = book.parent / "订单.csv"
    ledger.write_text("\n".join([HEADER, *lines]).replace("|", ","), encoding="utf-8")
    status, output = contestbook("reconcile", book, "--event", event, "--ledger", ledger, "--json")
    files = json.loads(output)["files"]
    assert status in (0, 1), output
    return [found(finding) for file in files for finding in file["findings"]]


def found(finding):
    return f"{finding['code']} {finding['sheet'] or ''}{finding['cell'] or ''}"


def told(book, *words, event=E4):
    """The JSON of allocate: its one file, and the exit status."""
    words = [*(["--event", event] if event else []), *words]
    status, output = contestbook("allocate", book, "--as-of", AS_OF, *words, "--json")
    (file,) = json.loads(output)["files"]
    return status, file


def allocate(book, *words, event=E4):
    """The exit status; "CODE cell" of each finding, or the code of the refusal."""
    status, file = told(book, *words, event=event)
    if file["reason"] and file["reason"]["code"] != "FINAL_REFUSED":
        return status, file["reason"]["code"]
    return status, [found(finding) for finding in file["findings"]]


def messages(book, code, *words, event=E4):
    """What is said under a code."""
    _, file = told(book, *words, event=event)
    return [finding["message"] for finding in file["findings"] if finding["code"] == code]


def final(book, event=E4):
    """The event is made final, which must work."""
    status, codes = allocate(book, "--final", event=event)
    assert status in (0, 1), codes
    return codes


def holds_up(book, event=E4):
    """What keeps an event from being made final; nothing was written."""
    before = book.read_bytes()
    status, file = told(book, "--final", event=event)
    assert (status, file["status"]) == (2, "refused"), file["findings"]
    assert file["reason"]["code"] == "FINAL_REFUSED"
    assert book.read_bytes() == before
    return [found(finding) for finding in file["findings"]]


def explain(book, whom, *words, event=E4):
    """The sentences, or the code of the refusal."""
    asked = ["--event", event] if event else []
    status, output = contestbook("explain", book, "--who", whom, "--as-of", AS_OF, *asked, *words, "--json")
    (file,) = json.loads(output)["files"]
    if file["reason"]:
        assert status == 2
        return file["reason"]["code"]
    assert status == 0
    return [finding["message"] for finding in file["findings"]]


# ---- What then stands in the workbook


def prizes(book, event="活动4"):
    """Entrant -> tier, of the rows of an event."""
    return {k: tier for ev, k, tier in rows(book, "奖金分配表", "活动", "编号", "奖项") if ev == event and k}


def row(book, sheet, *named):
    """The number of the row in which all of these texts stand."""
    with typing(book, sheet) as page:
        return row_of(page, named)


def cell(book, sheet, title, *named, formula=False):
    found = read(book, sheet, live=formula)
    header, shown = found[HEADER_ROW - 1], read(book, sheet)
    at = next(n for n, row in enumerate(shown) if n >= HEADER_ROW and set(named) <= {str(one) for one in row})
    return found[at][header.index(title)]


def banned(book, number):
    sanction = {"日期": "2024-12-10", "期次": "第一期", "活动": "活动4", "类别": "取消资格", "事由": "刷单"}
    papers = {"依据文件": f"认定书{number}号", "登记的批准人": "甲某", "状态": "有效"}
    added(book, "处罚调整", {**who(number), **sanction, **papers})
    eligible(book)
