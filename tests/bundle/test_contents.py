"""What goes into a bundle, what is cut, and what never leaves the workbook; of contests in memory."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import datetime

from schemas.book import RECEIVED, SEALED, SEALED_TITLES
from tests.awards.at_work import id_no as checked_id
from tests.payout.at_work import book_of, decided
from tests.payout.test_published import FINAL_STAMP
from workbook.bundle.contents import MANIFEST, bundle, manifest
from workbook.bundle.inputs import Original
from workbook.merge.base import TITLES
from workbook.model import Book, Sheet

NOW = datetime(2025, 3, 1, 9, 30)
SHA = "0123456789abcdef" * 4


def entrant(number, name, identity, phone, **more):
    own = {
        "编号": f"K{number:04d}",
        "类型": "个人",
        "姓名或名称": name,
        "身份证号": identity,
        "联系电话": phone,
    }
    return {**own, "账号昵称": f"{name}的小铺", **more}


def entry(number, name):
    key = {"编号": f"K{number:04d}", "姓名或名称": name, "期次": "第一期", "活动": "活动4"}
    return {**key, "报名日期": "2024-09-10", "粉丝数": "#1200", "近一年销售额": "#320.5", "状态": "有效"}


def prize(number, name, state="定稿"):
    who = {"编号": f"K{number:04d}", "姓名或名称": name, "期次": "第一期", "活动": "活动4", "奖项": "一等奖"}
    stamp = f"3f2a-9c1e-{FINAL_STAMP}" if state == "定稿" else "3f2a-9c1e"
    return {**who, "席位": "#1", "名次": "#1", "奖金": "#5000", "状态": state, "规则版本": stamp}


def payout(number, name, identity, account):
    who = {"编号": f"K{number:04d}", "姓名或名称": name, "期次": "第一期", "活动": "活动4", "奖项": "一等奖"}
    paid = {
        "证件号码": identity,
        "银行账号": account,
        "开户银行(到支行)": "邮储银行吴忠市支行",
        "收款人(户名)": name,
    }
    return {
        **who,
        **paid,
        "奖金": "#5000",
        "应发(税前)": "#5000",
        "代扣个税": "#1000",
        "实发": "#4000",
        "状态": "待付",
    }


def made(contest="litong-2024", originals=None, book=None, **sheets):
    book = book or book_of(contest, **sheets)
    if book.sheet(SEALED) is None:
        book = replace(book, sheets=(*book.sheets, Sheet(SEALED, [[title] for title in SEALED_TITLES])))
    return bundle(book, decided(contest), NOW, "0.1.0", originals)


def texts(found):
    """Path -> text."""
    return {member.path: member.data.decode("utf-8-sig") for member in found.members}


def table(found, path):
    """The rows of a CSV file, a dictionary each."""
    return list(csv.DictReader(io.StringIO(texts(found)[path])))


ONE = {
    "参赛主体": [entrant(1, "张三", "360102200503150219", "13800000001")],
    "报名": [entry(1, "张三")],
    "奖金分配表": [prize(1, "张三")],
    "奖金发放表": [payout(1, "张三", "360102200503150219", "6217001234567890123")],
}


def test_everything_has_its_place():
    found = made(**ONE)
    assert [member.path for member in found.members if "规则_" not in member.path] == [
        "1_规则/规则卡.html",
        "2_待确认事项/待确认事项.csv",
        "2_待确认事项/待确认事项.html",
        "3_收件/卷内目录.csv",
        "3_收件/卷内目录.html",
        "4_审核/资格审核.csv",
        "4_审核/资格明细.csv",
        "5_结果/全部结果.html",
        "5_结果/奖金分配表.csv",
        "5_结果/奖金发放表.csv",
        "6_一人一页/K0001.html",
        "6_一人一页/全部.html",
        "说明.txt",
    ]
    assert (found.winners, [scope.label for scope in found.final], found.findings) == (
        1,
        ["第一期·活动4"],
        (),
    )


def test_numbers_are_cut_to_their_last_four_and_amounts_stay():
    (line,) = table(made(**ONE), "5_结果/奖金发放表.csv")
    shown = {title: line[title] for title in ("证件号码", "银行账号", "收款人(户名)", "奖金", "实发")}
    assert shown == {
        "证件号码": "…0219", "银行账号": "…0123", "收款人(户名)": "张三", "奖金": "5000", "实发": "4000"
    }  # fmt: skip


def test_numbers_of_persons_that_were_typed_as_figures_or_are_no_digits():
    paid = {
        **payout(1, "张三", "H1234567(8)", "#6217001234567890000"),
        "备注": "#13800000001",
        "奖金": "#5000",
    }
    (line,) = table(made(**{**ONE, "奖金发放表": [paid]}), "5_结果/奖金发放表.csv")
    assert [line[title] for title in ("证件号码", "银行账号", "备注", "奖金")] == [
        "…7(8)",
        "…",
        "…0001",
        "5000",
    ]


def test_a_final_row_whose_number_somebody_took_out_has_no_page():
    found = made(**{**ONE, "奖金分配表": [prize(1, "张三"), {**prize(2, "李四"), "编号": ""}]})
    assert found.winners == 1


def test_the_page_of_a_winner_goes_from_the_entry_to_the_payment():
    more = {
        **ONE,
        "资格审核": [{**prize_key(), "结论": "合格", "原因": "全部条件符合"}],
        "资格明细": [
            {**prize_key(), "条件": "年龄", "实际": "20岁", "要求": "不低于18周岁", "是否符合": "符合",
             "通知原文": "活动时间2024912- 2024930", "行号": "#45"},
        ],
        "场次": [
            {**prize_key(), "场次号": "S0202-00", "日期": "2024-11-03", "开始时间": "19:00", "结束时间": "21:30",
             "地点": "利通区电子商务中心", "来源文件": "赣州/360102200503150219.xlsx", "来源表": "场次", "来源行": "#7",
             "状态": "有效"},
        ],
        "销售额核对": [{**prize_key(), "有效订单": "#7", "实付": "#15794.22", "净销售额": "#15765.2"}],
        "排名": [{**prize_key(), "名次": "#1", "指标": "净销售额", "得分": "#15765.2", "为什么得奖/没得奖": "第1名"}],
        "定稿锁定": [{"锁定号": "#1", "期次": "第一期", "活动": "活动4", "校验码": "9f3a-2277-01e2", "批准人": "甲某"}],
    }  # fmt: skip
    page = re.sub(r"<style>.*</style>", "", texts(made(**more))["6_一人一页/K0001.html"], flags=re.DOTALL)
    plain = re.sub(r"\s*<[^>]+>\s*", " ", page)
    for said in (
        "K0001 张三", "证件号：…0219", "第一期·活动4 一等奖 第1名 5,000.00元", "粉丝数：1,200", "近一年销售额：320.50元",
        "结论：合格", "活动时间2024912- 2024930（第45行）", "直播1场，计入0场", "S0202-00", "赣州/…0219.xlsx 场次 第7行",
        "净销售额：15,765.20元", "为什么得奖/没得奖：第1名", "…0123", "4,000.00", "待付", "校验码：9f3a-2277-01e2",
        "批准人：甲某", "2025-03-01 09:30",
    ):  # fmt: skip
        assert said in " ".join(plain.split()), said
    assert "13800000001" not in page


def prize_key():
    return {"编号": "K0001", "姓名或名称": "张三", "期次": "第一期", "活动": "活动4"}


def test_a_page_needs_nothing_but_itself_and_runs_nothing():
    evil = "<script>alert(1)</script><img src=x>"
    sheets = {
        "参赛主体": [entrant(1, evil, "360102200503150219", "13800000001", 账号昵称="=HYPERLINK(1)&<b>")],
        "报名": [entry(1, evil)],
        "奖金分配表": [prize(1, evil)],
        "排名": [{**prize_key(), "姓名或名称": '=HYPERLINK("http://x.example")', "名次": "#1"}],
    }
    found = made(**sheets)
    for path, text in texts(found).items():
        if path.endswith(".html"):
            assert not re.search(
                r"<(?:script|img|a|link|iframe|b>)\b", text.replace("<b>", "").replace("</b>", "")
            )
            assert "http://x.example" not in re.sub(r">[^<]*<", "><", text), path
            assert "default-src 'none'" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in texts(found)["6_一人一页/K0001.html"]
    (line,) = table(found, "5_结果/排名.csv")
    assert line["姓名或名称"] == '\'=HYPERLINK("http://x.example")'


def test_the_name_of_a_page_is_a_number_whatever_was_typed_there():
    sheets = {"参赛主体": [], "奖金分配表": [{**prize(1, "张三"), "编号": "../../K1"}]}
    assert "6_一人一页/K1.html" in texts(made(**sheets))


def test_a_column_somebody_added_is_not_passed_on():
    book = book_of("litong-2024", **ONE)
    pages = [
        replace(sheet, columns=[*sheet.columns, ["家庭住址", *["利通区某街1号"] * (sheet.height - 1)]])
        if sheet.name in ("奖金发放表", "参赛主体", "奖金分配表")
        else sheet
        for sheet in book.sheets
    ]
    assert "利通区某街" not in "".join(texts(made(book=replace(book, sheets=tuple(pages)))).values())


def test_codes_are_told_whole_and_kept_from_becoming_numbers():
    sheets = {
        **ONE,
        "定稿锁定": [
            {
                "锁定号": "#1",
                "期次": "第一期",
                "活动": "活动4",
                "校验码": "27712345678e9012",
                "链": "8b41597277ddcc",
            }
        ],
    }
    found = made(**sheets)
    (line,) = table(found, "5_结果/定稿锁定.csv")
    assert (line["校验码"], line["链"]) == ("'27712345678e9012", "8b41597277ddcc")
    assert "校验码：27712345678e9012" in texts(found)["6_一人一页/K0001.html"].replace("</b>", "")


def test_the_notices_own_words_stay_whole():
    found = texts(made(**ONE))
    assert "2024912- 2024930" in found["1_规则/规则卡.html"]
    assert "2024912- 2024930" in found["2_待确认事项/待确认事项.csv"]


def test_days_are_days():
    sheets = {**ONE, "资格审核": [{**prize_key(), "结论": "合格", "审核意见": "合格", "审核日期": "#45566"}]}
    (line,) = table(made(**sheets), "4_审核/资格审核.csv")
    assert line["审核日期"] == "2024-10-01"


def test_without_a_final_event_it_says_so():
    found = made(奖金分配表=[prize(1, "张三", "试算(不作发放依据)")], 参赛主体=ONE["参赛主体"])
    assert [finding.code for finding in found.findings] == ["BUNDLE_DRAFT"]
    assert "还没有活动定稿：结果都是试算，不作发放依据" in texts(found)["说明.txt"]
    assert not [path for path in texts(found) if path.startswith("6_")]


def test_the_readme_is_for_anybody():
    text = texts(made(**ONE))["说明.txt"]
    assert "已定稿的活动1个：第一期·活动4。获奖者1个" in text
    assert "由台账“台账.xlsx”于 2025-03-01 09:30 生成" in text
    assert all(line.endswith("\r\n") for line in io.StringIO(text, newline="").readlines())


# ---- What came in

LEDGER = {
    "文件名": "订单 第一期.csv",
    "范围": "第一期·活动4",
    "行数": "#296",
    "文件指纹": SHA[:16],
    "状态": "现用",
}
HANDED_IN = {
    "收件号": "R0001",
    "文件名": "赣州.zip/张三360102200503150219.xlsx #2",
    "市分公司": "赣州",
    "行数": "#3",
}


def with_base(book, content, mark=""):
    """The book with one submission in 收件底稿."""
    cover = {"sender": "", "city": "赣州", "seen": "2024-10-19 10:00:00"}
    what = {
        "name": HANDED_IN["文件名"],
        "content": content,
        "mark": mark,
        "refused": "",
        "detail": "",
        "cover": cover,
    }
    line = ["R0001", "文件", "", None, json.dumps(what)]
    kept = Sheet(
        RECEIVED, [[title, value] for title, value in zip(TITLES, line, strict=True)], state="veryHidden"
    )
    return Book(book.source, tuple(kept if sheet.name == RECEIVED else sheet for sheet in book.sheets))


def catalogue(originals=None, **sheets):
    book = with_base(
        book_of("litong-2024", **{"收件登记": [HANDED_IN], "销售流水": [LEDGER], **sheets}), SHA[:32]
    )
    found = made(book=book, originals=originals)
    rows = [
        " ".join(line[name] or "—" for name in ("件号", "类别", "文件名", "文件SHA-256", "原件", "包内位置"))
        for line in table(found, "3_收件/卷内目录.csv")
    ]
    return rows, found


def test_the_list_of_inputs_names_each_with_its_hash():
    rows, found = catalogue()
    assert rows == [
        f"1 上报 赣州.zip/张三…0219.xlsx #2 {SHA[:32]}… 未附 —",
        f"2 流水 订单 第一期.csv {SHA[:16]}… 未附 —",
    ]
    assert "BUNDLE_MISSING" not in [finding.code for finding in found.findings]


def test_originals_are_known_by_what_they_hold():
    rows, found = catalogue({SHA[:32]: Original(SHA, 1000)})
    assert rows == [
        f"1 上报 赣州.zip/张三…0219.xlsx #2 {SHA} 已附 3_收件/原件/001_张三…0219.xlsx",
        f"2 流水 订单 第一期.csv {SHA[:16]}… 缺 —",
    ]
    missing = [finding for finding in found.findings if finding.code == "BUNDLE_MISSING"]
    assert [finding.context["number"] for finding in missing] == ["002"]
    assert found.originals == {"3_收件/原件/001_张三…0219.xlsx": Original(SHA, 1000)}


def test_an_original_too_large_is_told_and_stays_out():
    rows, found = catalogue({SHA[:32]: Original(SHA, 3 << 30), SHA[:16]: Original(SHA, 10)})
    assert rows[0].endswith("未附：太大 —")
    assert rows[1].endswith("已附 3_收件/原件/002_订单 第一期.csv")
    assert "BUNDLE_LARGE" in [finding.code for finding in found.findings]
    assert list(found.originals) == ["3_收件/原件/002_订单 第一期.csv"]


def test_a_ledger_of_several_events_is_one_file():
    more = {**LEDGER, "范围": "第一期·活动1", "行数": "#4"}
    rows, found = catalogue(销售流水=[LEDGER, more])
    assert len(rows) == 2
    line = table(found, "3_收件/卷内目录.csv")[1]
    assert (line["报送单位或范围"], line["行数"]) == ("第一期·活动4、第一期·活动1", "300")


def test_a_spoiled_base_costs_only_the_hashes():
    """Somebody took a row out of 收件底稿: the file's rows are not what they were."""
    book = with_base(book_of("litong-2024", 收件登记=[HANDED_IN]), SHA[:32], mark="9bf37fcb4dab167c")
    found = made(book=book)
    assert "BUNDLE_BASE" in [finding.code for finding in found.findings]
    (line,) = table(found, "3_收件/卷内目录.csv")
    assert (line["收件号"], line["文件SHA-256"]) == ("R0001", "")


# ---- What never leaves


def people(count):
    """Synthetic persons: name, ID, phone, account."""
    for number in range(count):
        born, seq = f"1998{number % 12 + 1:02d}{number % 28 + 1:02d}", f"{number % 1000:03d}"
        identity = id_of(f"360102{born}{seq}")
        yield f"张{chr(0x4E00 + number)}", identity, f"138{number:08d}", f"621700{number:013d}"


def id_of(digits):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


def test_no_full_number_of_a_thousand_persons_is_in_any_file():
    assert id_of(checked_id(1)[:17]) == checked_id(1)
    everybody = list(enumerate(people(1000), 1))
    grouped = lambda phone: f"{phone[:3]} {phone[3:7]} {phone[7:]}"  # noqa: E731
    sheets = {
        "参赛主体": [
            entrant(n, name, ident, phone, 账号昵称=f"{name}{phone}", 账号ID=account, 团队成员=f"{name}{ident}", 备注=phone)
            for n, (name, ident, phone, account) in everybody
        ],
        "报名": [
            {**entry(n, name), "来源文件": f"{name}{ident}.xlsx", "来源表": phone, "备注": grouped(phone)}
            for n, (name, ident, phone, _) in everybody
        ],
        "场次": [
            {**key(n), "场次号": phone, "日期": "2024-11-03", "账号": f"{name}-{phone}", "状态": "有效", "来源文件": ident}
            for n, (name, ident, phone, _) in everybody
        ],
        "资格审核": [
            {**key(n), "结论": "合格", "原因": f"电话{grouped(phone)}", "依据文件": ident, "审核意见": "合格"}
            for n, (_, ident, phone, _) in everybody
        ],
        "资格明细": [
            {**key(n), "条件": "年龄", "实际": ident, "要求": phone, "通知原文": account}
            for n, (_, ident, phone, account) in everybody
        ],
        "排名": [{**key(n), "名次": f"#{n}", "为什么得奖/没得奖": phone} for n, (_, _, phone, _) in everybody],
        "奖金分配表": [{**prize(n, name), "备注": account} for n, (name, _, _, account) in everybody],
        "奖金发放表": [
            {**payout(n, name, ident, account), "备注": f"{ident} {account}", "领款人签字": phone}
            for n, (name, ident, phone, account) in everybody
        ],
        "领奖信息采集表": [{"证件号码": ident, "银行账号": account} for _, (_, ident, _, account) in everybody],
        "收件登记": [
            {"收件号": f"R{n:04d}", "文件名": f"{name}{ident}.xlsx", "报送单位": phone, "备注": phone}
            for n, (name, ident, phone, _) in everybody[:200]
        ],
    }  # fmt: skip
    found = made(**sheets)
    assert found.winners == 1000
    secret = {text for _, (_, *numbers) in everybody for text in numbers}
    for member in (*found.members, manifest(found.members, {})):
        text = member.data.decode("utf-8-sig").translate(str.maketrans("", "", " -"))
        runs = {run[at : at + size] for run in re.findall(r"[0-9]{11,}X?", text) for size in (11, 18, 19)
                for at in range(len(run) - size + 1)}  # fmt: skip
        assert not runs & secret, (member.path, next(iter(runs & secret)))
        assert not any(number in member.path for number in secret)


def key(number):
    return {"编号": f"K{number:04d}", "期次": "第一期", "活动": "活动4"}


def test_the_manifest_names_every_file():
    found = made(**ONE)
    listed = manifest(found.members, {"3_收件/原件/001_a.xlsx": Original(SHA, 10)})
    rows = list(csv.DictReader(io.StringIO(listed.data.decode("utf-8-sig"))))
    assert listed.path == MANIFEST
    assert [row["文件"] for row in rows] == sorted([*texts(found), "3_收件/原件/001_a.xlsx"])
    assert rows[-1]["文件SHA-256"] == found.members[-1].sha
