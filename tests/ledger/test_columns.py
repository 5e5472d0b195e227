"""What a column of an order export is, in what unit; and 列名对照, which says so where the header does not."""

from __future__ import annotations

import pytest

from tests.ledger.test_files import codes, none_counts
from tests.ledger.test_reading import HEADER, book_of, lines, order, said
from tests.tables import sheet
from workbook.codes import CODES
from workbook.host import Refused
from workbook.ledger.header import Named, header_in
from workbook.model import Book
from workbook.shown import sentence
from xladdin.ledgers import Mapping, mapping_file, mapping_in

# ---- Units


def units(header: str, *above: str, below: str = ""):
    rows = [line.split(",") for line in (*above, header, below or order())]
    return header_in(rows)


ODD = [
    "(分)",
    "（千元）",
    "（美元）",
    "(百元)",
    "（亿元）",
    "[角]",
    "（USD）",
    "(港币)",
    "(单位：千元)",
    "千元",
    "/百元",
]


@pytest.mark.parametrize("unit", ODD)
def test_units_nobody_reckons_in_stop_the_file(read, unit):
    header = HEADER.replace("实付金额", f"实付金额{unit}").replace("退款金额", f"退款金额{unit}")
    found = read(lines(order(), header=header))
    assert said(found)[:2] == ["LEDGER_UNIT 1/3", "LEDGER_UNIT 1/4"]
    assert none_counts(found)


@pytest.mark.parametrize("line", ["单位：千元", "金额单位：百元", "单位（亿元）", "币种：美元", "单位:角"])
def test_a_line_above_names_such_a_unit_too(line):
    found = units(HEADER, line)
    assert [notice.code for notice in found.notices] == ["LEDGER_UNIT", "LEDGER_UNIT"]
    assert found.unsure


@pytest.mark.parametrize("line", ["金额单位：万", "单位（万元）", "单位：万元", "单位 人民币万元"])
def test_ten_thousands_above_the_header(line):
    assert units(HEADER, line).units == {"paid": "万元", "refund": "万元"}


@pytest.mark.parametrize(
    "line", ["单位：元", "填报单位：万年县分公司", "单位：分宜县邮政", "计量单位：件", "币种：人民币"]
)
def test_lines_that_name_no_other_unit(line):
    found = units(HEADER, line)
    assert found.units == {}
    assert not found.unsure


@pytest.mark.parametrize(
    "title",
    ["实付金额(满1万减100后)", "实付金额（元）", "实付金额元", "实付金额(含税、元)", "实付金额（元/单）"],
)
def test_what_is_in_yuan_stays_in_yuan(title):
    found = units(HEADER.replace("实付金额", title))
    assert "paid" in found.columns
    assert found.units == {}
    assert not found.unsure


@pytest.mark.parametrize(
    "title", ["实付金额万元", "实付金额（万）", "实付金额（含税、万元）", "实付金额/万元"]
)
def test_ten_thousands_in_the_header(title):
    header = HEADER.replace("实付金额", title).replace("退款金额", "退款金额(万元)")
    assert units(header).units == {"paid": "万元", "refund": "万元"}


def test_a_line_of_units_below_the_header_is_no_order(read):
    found = read(lines(",,万元,（万元）,", order(paid="0.12805", refund="0")))
    assert codes(found) == {"UNIT_WAN"}
    assert found.frame["line"].to_list() == [3]
    assert found.frame["paid"].to_list() == [128050]
    assert none_counts(read(lines(",,千元,千元,", order())))
    found = read(lines("文本,日期,元,元,", order()))
    assert found.findings == ()
    assert found.frame["line"].to_list() == [3]


def test_a_line_of_units_below_the_header_of_a_sheet(read):
    row = ["6920188812345678901", "2024-09-30 20:15:00", 0.12805, None, "已完成"]
    found = read(book_of(["订单"], HEADER.split(","), [None, None, "万元", "万元", None], row), suffix="xlsx")
    assert found.frame["line"].to_list() == [4]
    assert found.frame["paid"].to_list() == [128050]


def test_two_units_for_one_column_stop_the_file():
    found = units(HEADER.replace("实付金额", "实付金额(元)"), below=",,万元,,")
    assert found.unsure
    assert found.notices[0].context["unit"] == "元/万元"


# ---- Refunds


@pytest.mark.parametrize(
    "title", ["已退款金额", "商品已退款金额", "退款总额", "已退款", "商品已退款金额（元）"]
)
def test_other_names_of_the_refund(read, title):
    found = read(lines(order(refund="80"), header=HEADER.replace("退款金额", title)))
    assert found.findings == ()
    assert found.frame["refund"].to_list() == [8000]


@pytest.mark.parametrize(
    "title", ["平台退款额", "退款金客", "退货退款合计金额", "售后(元)", "申请退款金额", "退货款"]
)
def test_what_may_be_a_refund_is_never_passed_over(read, title):
    found = read(lines(order(refund="80"), header=HEADER.replace("退款金额", title)))
    assert said(found) == ["COL_ALIKE 1/4"]
    assert title in sentence(found.findings[0])
    assert "列名对照" in CODES["COL_ALIKE"].next_zh
    assert none_counts(found)
    for field in ("refund", ""):
        mapped = read(
            lines(order(refund="80"), header=HEADER.replace("退款金额", title)),
            Mapping((Named(title.partition("(")[0], field),)),
        )
        assert not none_counts(mapped)
        assert mapped.frame["refund"].to_list() == [8000 if field else None]


@pytest.mark.parametrize(
    "title", ["售后状态说明", "退款编号", "退款原因", "退款时间", "退货数量", "退款金额备注"]
)
def test_what_is_about_a_refund_but_no_amount_is_no_harm(title):
    found = header_in([HEADER.replace("退款金额", title).split(",")])
    assert [notice.code for notice in found.notices] == ["LEDGER_COLUMN"]
    assert not found.unsure


def test_a_second_refund_beside_the_known_one_is_asked_about():
    found = header_in([(HEADER + ",平台退款金额").split(",")])
    assert [notice.code for notice in found.notices] == ["REFUND_ELSE"]
    assert not found.unsure


def test_a_state_under_a_misspelt_name_stops_the_file():
    found = header_in([HEADER.replace("订单状态", "订单状太").split(",")])
    assert [notice.code for notice in found.notices] == ["COL_ALIKE"]
    assert found.unsure


# ---- Columns


@pytest.mark.parametrize(
    ("more", "field", "first"),
    [
        ("达人昵称,达人ID", "host", "达人ID"),
        ("主播昵称,主播", "host", "主播"),
        ("店铺名称,店铺ID", "shop", "店铺ID"),
        ("小店名称,小店ID", "shop", "小店ID"),
        ("直播场次,直播间ID", "session", "直播间ID"),
        ("带货账号昵称,带货账号ID", "host", "带货账号ID"),
    ],
)
def test_of_who_sold_it_numbers_go_before_names_and_all_are_kept(more, field, first):
    titles = f"{HEADER},{more}".split(",")
    found = header_in([titles]).columns[field]
    assert [titles[at] for at in found] == [first, *(title for title in more.split(",") if title != first)]


@pytest.mark.parametrize(
    ("titles", "platform", "fields"),
    [
        ("订单号,订单状态,商品总价(元),店铺优惠折扣(元),用户实付金额(元),商家实收金额(元),商品数量(件),支付时间,售后状态",
         "拼多多", {"paid": "用户实付金额(元)", "t_pay": "支付时间"}),
        ("订单号,商品ID,订购数量,下单时间,京东价,结算金额,订单状态,付款确认时间,下单帐号", "京东",
         {"t_pay": "付款确认时间", "qty": "订购数量"}),
        ("订单号,订单下单时间,订单状态,订单实际支付金额,商品已退款金额,带货账号昵称,支付时间", "视频号",
         {"paid": "订单实际支付金额", "refund": "商品已退款金额", "host": "带货账号昵称"}),
        ("订单号,归属店铺,全部商品名称,订单实付金额,订单已退款金额,买家付款时间", "有赞",
         {"paid": "订单实付金额", "refund": "订单已退款金额"}),
    ],
)  # fmt: skip
def test_more_platforms(titles, platform, fields):
    found = header_in([titles.split(",")])
    assert found.platform == platform
    assert {name: titles.split(",")[found.columns[name][0]] for name in fields} == fields


def test_what_the_seller_receives_is_not_what_was_paid():
    titles = "订单号,订单状态,商家实收金额(元),支付时间".split(",")
    found = header_in([titles])
    assert "paid" not in found.columns
    mapped = header_in([titles], [Named("商家实收金额", "paid")])
    assert mapped.columns["paid"] == (2,)
    assert not mapped.unsure


@pytest.mark.parametrize("more", ["完成时间,确认收货时间", "商品数量,件数", "下单时间,创建时间"])
def test_two_columns_that_decide_nothing_stop_no_file(read, more):
    found = read(lines(order() + ",,", header=f"{HEADER},{more}"))
    assert said(found) == ["COL_TWICE_FIRST 1/7"]
    assert not none_counts(found)


def test_two_columns_of_the_time_that_counts_stop_the_file():
    titles = f"{HEADER},下单时间,创建时间".split(",")
    assert not header_in([titles], basis="t_pay").unsure
    assert header_in([titles], basis="t_order").unsure


# ---- 列名对照


def mapping_of(*rows: str) -> Mapping:
    text = "\n".join(("列名对照", "表 | 我们的列名 | 对方的表头", *rows))
    return mapping_in(Book("台账.xlsx", (sheet("列名对照", text),)))


SETTLED = HEADER.replace("实付金额", "结算价")


@pytest.mark.parametrize("platform", ["有鱼", "快手", "微店", "快手小店", ""])
def test_a_row_of_a_platform_nobody_tells_counts_for_files_nobody_tells(read, platform):
    found = read(lines(order(), header=SETTLED), mapping_of(f"{platform} | 实付金额 | 结算价"))
    assert found.findings == ()
    assert found.frame["paid"].to_list() == [128050]


def test_a_row_no_file_used_is_told_at_its_cell(read):
    rows = ("抖店 | 实付金额 | 结算价", " | 退款金额 | 退回")
    found = read(lines(order()), mapping_of(*rows))
    assert said(found) == ["MAPPING_UNUSED 3/3", "MAPPING_UNUSED 4/3"]
    assert {finding.at.file for finding in found.findings} == {"台账.xlsx"}
    assert "抖音" in sentence(found.findings[0])


def test_a_row_of_the_platform_goes_before_one_of_all():
    titles = "订单号,京东价,下单帐号,付款确认时间,结算金额,应付".split(",")
    names = [Named("结算金额", "paid", "京东"), Named("结算金额", "payable")]
    assert header_in([titles], names).columns["paid"] == (4,)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("订单 | 实付全额 | 结算价",), "B3 的“实付全额”不是订单的列，最像的是“实付金额”"),
        (("订单 | 实付金额 | 结算价", "订单 | 退款金额 | 结算价"), "B4：“结算价”前面写的是另一个字段"),
    ],
)
def test_a_mapping_that_cannot_be_applied_is_refused(rows, told):
    with pytest.raises(Refused) as refused:
        mapping_of(*rows)
    assert refused.value.code == "MAPPING_FIELD"
    assert told in refused.value.detail


def test_rows_about_other_sheets_are_left_alone():
    assert mapping_of("报名表 | 团队名称 | 战队", "附件1 | 团队名称 | 队名").names == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("平台,列名,字段\n,结算价,实付全额\n".encode(), "MAPPING_FIELD"),
        ("姓名,学号\n甲,1\n".encode(), "MAPPING_NONE"),
        (b"", "MAPPING_NONE"),
        (b"\xff\xff\xff\x00", "MAPPING_NONE"),
        (book_of(["姓名", "学号"]), "MAPPING_NONE"),
        (b"x" * 200_000, "MAPPING_NONE"),
    ],
)
def test_a_mapping_file_that_is_none_is_refused_with_its_name(readers, tmp_path, content, code):
    path = tmp_path / "对照.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        mapping_file(path, readers)
    assert (refused.value.code, refused.value.file) == (code, "对照.csv")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_mapping_file_in_each_separator(readers, tmp_path, separator):
    path = tmp_path / "对照.csv"
    path.write_text("平台,列名,字段\n1688,结算价,paid\n".replace(",", separator), encoding="utf-8")
    assert mapping_file(path, readers).names == (Named("结算价", "paid", "1688"),)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("退款合计", "refund"), ("客户退款", "refund"), ("返还金额", "refund"), ("冲销金额", "refund"),
        ("维权金额", "refund"), ("红冲金额", "refund"), ("取消金额", "refund"), ("退款金客", "refund"),
        ("是否退款", "after"), ("售后结果", "after"), ("退款标识", "after"), ("有无退款", "after"),
        ("售后服务", ""), ("退货地址", ""), ("退款原因", ""), ("取消原因", ""), ("尾款金额", ""), ("订单金额", ""),
    ],
)  # fmt: skip
def test_what_may_be_a_refund_stops_the_file_and_nothing_else_does(title, field):
    header = header_in([["订单编号", "主播", "实付金额", title, "订单状态", "支付时间"]])
    assert header is not None
    assert [notice.field for notice in header.notices if notice.code == "COL_ALIKE"] == (
        [field] if field else []
    )
    assert header.unsure == bool(field)


def test_columns_of_after_sale_states_are_known():
    for title in ("商品售后状态", "订单售后状态", "退货状态", "维权状态"):
        header = header_in([["订单编号", "主播", "实付金额", title, "订单状态", "支付时间"]])
        assert header is not None
        assert header.columns["after"] == (3,)
