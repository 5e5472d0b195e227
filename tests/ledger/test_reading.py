"""Order exports in, normalised orders and findings at file, line and column out."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import columns as kinds
from schemas.format import CellContext
from schemas.kinds_orders import BUYER, ORDER_NO
from tests.tables import sheet
from workbook.host import Refused
from workbook.ledger.header import Named, header_in
from workbook.ledger.parse import SCHEMA, outside_all
from workbook.ledger.told import MOST
from workbook.ledger.values import Part, parsed_of, read_column, rule_of
from workbook.model import Book
from workbook.report import finding_json
from workbook.shown import sentence
from xladdin.ledgers import Ledger, Mapping, ledger_of, mapping_file, mapping_in

NONE = Mapping()
HEADER = "订单编号,支付时间,实付金额,退款金额,订单状态"
GOOD = "692018881234567890{n},2024-09-30 20:15:0{n},1280.50,0.00,已完成"


@pytest.fixture
def read(readers, tmp_path):
    """Texts (or bytes) as files, read together: read("a,b\\n1,2") -> Ledger."""

    def reading(*contents: str | bytes, mapping: Mapping = NONE, suffix: str = "csv") -> Ledger:
        paths = []
        for number, content in enumerate(contents):
            path = tmp_path / f"{'abcdef'[number]}.{suffix}"
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            paths.append(path)
        return ledger_of(paths, mapping, readers)

    return reading


def lines(*rows: str, header: str = HEADER) -> str:
    return "\n".join((header, *rows)) + "\n"


def order(
    number="6920188812345678901", time="2024-09-30 20:15:00", paid="1280.50", refund="0", status="已完成"
):
    return f"{number},{time},{paid},{refund},{status}"


def said(ledger: Ledger) -> list[str]:
    """ "CODE line/column" of every finding."""
    return [f"{f.code} {f.at.cell.row}/{f.at.cell.col}" if f.at.cell else f.code for f in ledger.findings]


def test_a_plain_export_is_read_without_a_word(read):
    found = read(lines(order(), order("6920188812345678902", paid="0.05", refund="0.05", status="已退款")))
    assert found.findings == ()
    assert found.frame.schema == SCHEMA
    assert found.frame["line"].to_list() == [2, 3]
    assert found.frame["paid"].to_list() == [128050, 5]
    assert found.frame["status"].to_list() == ["paid", "refunded"]
    assert found.frame["t_pay"][0] == datetime(2024, 9, 30, 20, 15)
    assert not found.frame["unread"].any()
    (file,) = found.files
    assert (file.name, file.lines, file.paid, len(file.mark)) == ("a.csv", 2, 128055, 16)


@pytest.mark.parametrize(
    "number", ['="6920188812345678901"', "6920188812345678901\t", "'6920188812345678901"]
)
def test_case_63_what_keeps_excel_away_is_taken_off(read, number):
    found = read(lines(order(number)))
    assert said(found) == ["ORDER_TEXT 2/1"]
    assert found.frame["order"].to_list() == ["6920188812345678901"]


@pytest.mark.parametrize("number", ["6.92019E+18", "6.92E18"])
def test_case_64_an_order_number_that_lost_digits_is_not_used(read, number):
    found = read(lines(order(number)))
    assert said(found) == ["ORDER_PRECISION 2/1"]
    assert found.frame["unread"].to_list() == [True]
    assert found.frame["order"].to_list() == [None]


def test_case_64_numbers_that_all_end_in_zeros_lost_their_digits(read):
    found = read(
        lines(*(order(f"692018881230{n}0000") for n in range(100, 103)), order("6920188812345678901"))
    )
    assert said(found) == ["ORDER_PRECISION 2/1", "ORDER_PRECISION 3/1", "ORDER_PRECISION 4/1"]
    assert found.frame["unread"].to_list() == [True, True, True, False]


@pytest.mark.parametrize("paid", ['"1,280.50"', "¥1280.5", "1280.50元"])
def test_case_66_amounts_are_tidied(read, paid):
    found = read(lines(order(paid=paid)))
    assert said(found) == ["AMOUNT_FORMAT 2/3"]
    assert found.frame["paid"].to_list() == [128050]


def test_case_66_wan_is_asked_about_and_1wan5_is_an_error(read):
    found = read(lines(order(paid="1.28万"), order("6920188812345678902", paid="1万5")))
    assert said(found) == ["AMOUNT_FORMAT 2/3", "AMOUNT_WAN 2/3", "AMOUNT_FORMAT_BAD 3/3"]
    assert found.frame["paid"].to_list() == [1280000, None]
    assert found.frame["unread"].to_list() == [False, True]


def test_case_67_refund_above_paid_and_negative_amounts(read):
    found = read(lines(order(paid="10", refund="10.01"), order("6920188812345678902", paid="-5")))
    assert said(found) == ["REFUND_GT_PAID 2/4", "AMOUNT_NEGATIVE 3/3"]
    assert "10.01" in sentence(found.findings[0])


def test_case_68_a_closed_order_with_money(read):
    found = read(
        lines(order(status="交易关闭"), order("6920188812345678902", status="交易关闭", refund="1280.50"))
    )
    assert said(found) == ["STATUS_PAID 2/5"]
    assert "交易关闭" in sentence(found.findings[0])


def test_an_unknown_state_is_asked_about_and_decides_nothing(read):
    found = read(lines(order(status="待核销")))
    assert said(found) == ["ORDER_STATUS 2/5"]
    assert found.frame["unread"].to_list() == [True]


def test_a_day_without_its_year_is_not_read(read):
    found = read(lines(order(time="9月30日 20:15")))
    assert said(found) == ["DATE_YEAR 2/2"]
    assert found.frame["unread"].to_list() == [True]


@pytest.mark.parametrize(("row", "column"), [(order(""), 1), (order(time=""), 2), (order(paid=""), 3)])
def test_a_sale_with_a_blank_where_it_decides_is_never_nothing(read, row, column):
    found = read(lines(row))
    assert said(found) == [f"VALUE_MISSING 2/{column}"]
    assert found.frame["unread"].to_list() == [True]


def test_an_unpaid_order_may_lack_time_and_amount(read):
    assert read(lines(order(time="", paid="", status="待付款"))).findings == ()


def test_rows_of_totals_and_blank_rows_are_no_orders(read):
    found = read(lines(order(), ",,,,", "合计,,1280.50,,", ",合计,9,,"))
    assert found.findings == ()
    assert found.frame["line"].to_list() == [2]


# ---- Columns

DOUYIN = (
    "主订单编号,子订单编号,选购商品,商品ID,商家编码,商品数量,商品金额,订单应付金额,平台优惠,商家优惠,收件人手机号,"
    "订单提交时间,支付完成时间,订单完成时间,订单状态,取消原因,售后状态,达人ID,达人昵称,流量体裁"
)
TAOBAO = (
    "订单编号,买家会员名,买家应付货款,买家应付邮费,买家实际支付金额,订单状态,收货人手机,订单创建时间,订单付款时间,"
    "宝贝标题,宝贝总数量,店铺名称,退款金额,确认收货时间"
)
ALIBABA = (
    "订单编号,买家公司名,卖家公司名,货品总价(元),运费(元),涨价或折扣(元),实付款(元),订单状态,订单创建时间,"
    "订单付款时间,货品标题"
)


@pytest.mark.parametrize(
    ("header", "platform", "fields"),
    [
        (
            DOUYIN + ",实付金额",
            "抖音",
            "order_id sub_id t_order t_pay t_done host sku price payable paid after buyer",
        ),
        (TAOBAO, "淘宝", "order_id t_order t_pay t_done shop payable freight paid refund buyer"),
        (ALIBABA, "1688", "order_id t_order t_pay payable freight discount paid buyer"),
    ],
)
def test_headers_of_platforms(header, platform, fields):
    found = header_in([header.split(",")])
    assert found.platform == platform
    assert set(fields.split()) <= set(found.columns)
    assert not found.unsure


def test_douyin_names_no_amount_paid_and_the_message_says_what_there_is():
    (missing,) = [n for n in header_in([DOUYIN.split(",")]).notices if n.code == "COL_MISSING"]
    assert missing.context["column"] == "实付金额"
    assert "订单应付金额" in missing.context["alike"]


def test_a_row_of_column_names_decides_what_a_column_is(read):
    book = Book("台账.xlsx", (sheet("列名对照", """
        列名对照
        别人的表头
        表 | 我们的列名 | 对方的表头 | 备注
        订单 | 实付金额 | 订单应付金额 |
        附件1 | 团队名称 | 战队 |
        淘宝 | 退款金额 | 平台优惠 |
    """),))  # fmt: skip
    mapping = mapping_in(book)
    assert mapping.names == (Named("订单应付金额", "paid"), Named("平台优惠", "refund", "淘宝"))
    header = header_in([DOUYIN.split(",")], mapping.names)
    assert header.columns["paid"] == (DOUYIN.split(",").index("订单应付金额"),)
    assert "refund" not in header.columns, "a row about another platform"
    assert not header.unsure


def test_a_mapping_file_names_platform_header_and_field(read, readers, tmp_path):
    path = tmp_path / "对照.csv"
    path.write_bytes("平台,列名,字段\n,结算价,paid\n".encode("gb18030"))
    mapping = mapping_file(path, readers)
    assert mapping.names == (Named("结算价", "paid"),)
    found = read(lines(order(), header=HEADER.replace("实付金额", "结算价")), mapping=mapping)
    assert found.frame["paid"].to_list() == [128050]


def test_two_columns_for_one_meaning_stop_the_file(read):
    found = read(lines(order() + ",9", header=HEADER + ",实收款"))
    assert said(found) == ["COL_TWICE 1/6"]
    assert "“实付金额”和“实收款”" in sentence(found.findings[0])
    assert found.frame["unread"].to_list() == [True]


def test_a_missing_column_is_named_with_what_looks_like_it(read):
    found = read(lines(order(), header=HEADER.replace("实付金额", "实付金颔")))
    assert said(found)[0] == "COL_MISSING 1/3"
    assert "实付金颔" in sentence(found.findings[0])
    assert found.frame["unread"].to_list() == [True]


def test_unknown_columns_are_told_once_and_a_likely_misspelling_by_itself():
    found = header_in([[*HEADER.split(","), "售后状态码", "甲", "乙"]])
    assert [n.value for n in found.notices if n.code == "LEDGER_COLUMN"] == ["售后状态码", "甲、乙"]


def test_units_in_the_header_or_above_it_count(read):
    above = "单位：万元,,,,\n" + lines(order(paid="0.12805", refund="0"))
    own = lines(
        order(paid="0.12805"),
        header=HEADER.replace("实付金额", "实付金额(万元)").replace("退款金额", "退款(万元)"),
    )
    for text in (above, own):
        found = read(text)
        assert {code.split()[0] for code in said(found)} == {"UNIT_WAN"}
        assert found.frame["paid"].to_list() == [128050]


def test_mixed_units_stop_the_file(read):
    found = read(lines(order(paid="0.1"), header=HEADER.replace("实付金额", "实付金额(万元)")))
    assert "LEDGER_UNITS 1/4" in said(found)
    assert found.frame["unread"].to_list() == [True]


def test_of_several_columns_of_goods_the_first_filled_one_counts_and_people_stand_beside_each_other(read):
    header = HEADER + ",达人昵称,达人ID,商家编码,商品ID"
    found = read(
        lines(order() + ",橙心小铺,,,36", order("6920188812345678902") + ",橙 心,A1,35,36", header=header),
        lines(order()),
    )
    assert found.frame["sku"].to_list() == ["36", "35", None]
    assert found.frame["host"].to_list() == [None, "a1", None]
    assert found.frame["host_2"].to_list() == ["橙心小铺", "橙心", None]


# ---- Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_texts_in_the_encodings_platforms_use(read, encoding, separator, end):
    text = "订单导出\n" + lines(order(), order("6920188812345678902"))
    found = read(text.replace(",", separator).replace("\n", end).encode(encoding))
    assert found.findings == ()
    assert found.frame["line"].to_list() == [3, 4]
    assert found.frame["paid"].to_list() == [128050, 128050]


def test_a_large_file_whose_first_part_is_plain_is_still_decoded(read):
    names = tuple(
        map(Named, ("orderno", "paytime", "amount", "state"), ("order_id", "t_pay", "paid", "status"))
    )
    rows = [order(f"69201888{n:011d}", status="") for n in range(6000)]
    text = lines(*rows, order(), header="orderno,paytime,amount,x,state")
    found = read(text.encode("gb18030"), mapping=Mapping(names))
    assert found.frame.height == 6001
    assert found.frame["status"][6000] == "paid"


def test_a_file_in_two_encodings_is_refused(read):
    rows = [order(f"69201888{n:011d}", status="") for n in range(6000)]
    with pytest.raises(Refused, match="LEDGER_ENCODING"):
        read(lines(*rows).encode() + order().encode("gb18030"))


def test_line_breaks_and_separators_in_quotes(read):
    text = lines('"6920188812345678901",2024-09-30 20:15:00,1280.50,0,"已完成",橙,"好\n看,的"',
                 order("6920188812345678902") + ",橙,", header=HEADER + ",商品名称,留言")  # fmt: skip
    found = read(text)
    assert found.frame["line"].to_list() == [2, 3]
    assert found.frame["order"].to_list() == ["6920188812345678901", "6920188812345678902"]


def test_a_line_with_a_comma_too_many_is_told_and_not_used(read):
    found = read(lines(order(paid="1,280.50"), order("6920188812345678902")))
    assert "LEDGER_LINES 2/1" in said(found)
    assert found.frame["unread"].to_list() == [True, False]


def test_blank_cells_beyond_the_header_are_nothing_and_filled_ones_are_told(read):
    found = read(lines(*(order(f"692018881234567890{n}") + ",," for n in range(9))))
    assert found.findings == ()
    found = read(lines(*(order(f"692018881234567890{n}") + ",," for n in range(8)), order() + ",,x"))
    assert said(found) == ["LEDGER_LINES 10/1"]
    assert found.frame["unread"].to_list() == [False] * 8 + [True]


def test_a_lone_quote_swallows_no_line(read):
    rows = [
        order(f"69201888123456789{n}") + f",{name}" for n, name in ((11, '5" 屏'), (12, "橙"), (13, "梨"))
    ]
    found = read(lines(*rows, header=HEADER + ",商品名称"))
    assert found.frame["line"].to_list() == [2, 3, 4]


def book_of(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_with_numbers_and_dates_in_its_cells(read):
    rows = (["订单导出"], HEADER.split(","))
    good = ["6920188812345678901", datetime(2024, 9, 30, 23, 59, 59), 1280.5, 0, "已完成"]
    lost = [6920188812345678901, "2024-09-30 20:15:00", "1280.50", None, "已完成"]
    found = read(book_of(*rows, good, lost, [12345, 45565, 0.1 + 0.2, None, "已完成"]), suffix="xlsx")
    assert said(found) == ["ORDER_PRECISION 4/1"]
    assert found.frame["order"].to_list() == ["6920188812345678901", None, "12345"]
    assert found.frame["t_pay"].to_list()[::2] == [datetime(2024, 9, 30, 23, 59, 59), datetime(2024, 9, 30)]
    assert found.frame["paid"].to_list() == [128050, 128050, 30]
    assert found.findings[0].at.sheet == "Sheet"


def test_merged_cells_carry_the_number_down_and_the_amount_once(read):
    book = openpyxl.Workbook()
    for row in ([*HEADER.split(","), "子订单号"], [*order().split(","), "1001"], [None] * 5 + ["1002"]):
        book.active.append(row)
    for column in "ABCDE":
        book.active.merge_cells(f"{column}2:{column}3")
    stream = io.BytesIO()
    book.save(stream)
    found = read(stream.getvalue(), suffix="xlsx")
    assert found.frame["order"].to_list() == ["6920188812345678901"] * 2
    assert found.frame["paid"].to_list() == [128050, 0]
    assert found.frame["sub"].to_list() == ["1001", "1002"]
    assert not found.frame["unread"].any()


def parquet(**columns: list[object]) -> bytes:
    stream = io.BytesIO()
    pl.DataFrame(columns).write_parquet(stream)
    return stream.getvalue()


def test_parquet_typed_or_as_texts_says_the_same(read):
    number, time = 6920188812345678901, datetime(2024, 9, 30, 20, 15)
    typed = parquet(订单编号=[number], 支付时间=[time], 实付金额=[1280.5], 订单状态=["已完成"])
    texts = parquet(订单编号=[str(number)], 支付时间=[str(time)], 实付金额=["1280.50"], 订单状态=["已完成"])
    a, b = read(typed, suffix="parquet"), read(texts, suffix="parquet")
    assert a.findings == b.findings == ()
    assert a.frame.equals(b.frame)
    assert a.frame["order"].to_list() == [str(number)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "LEDGER_EMPTY"),
        (b"a,b,c\n1,2,3\n", "LEDGER_NONE"),
        ("姓名,身份证号,团队\n".encode(), "LEDGER_NONE"),
        (b"PAR1 nothing PAR1", "LEDGER_DAMAGED"),
        (b"PK\x03\x04 nothing", "FILE_DAMAGED"),
        (parquet(a=[1], b=[2]), "LEDGER_NONE"),
        (book_of(["姓名", "学校"]), "LEDGER_NONE"),
        (HEADER.encode() + b"\n\xff\xff\xfe\n", "LEDGER_ENCODING"),
    ],
)
def test_what_is_no_ledger_is_refused_with_its_name(read, content, code):
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.code == code
    assert refused.value.file == "a.csv"


def test_a_file_that_is_not_there(readers):
    with pytest.raises(Refused, match="FILE_MISSING"):
        ledger_of([Path("none.csv")], NONE, readers)


def test_a_ledger_of_another_period_is_told(read):
    found = read(lines(order()), lines(order(time="2023-09-30 20:15:00")))
    window = (datetime(2024, 9, 1), datetime(2024, 9, 30, 23, 59, 59))
    (told,) = outside_all(found.frame, [window])
    assert (told.code, told.at.file) == ("LEDGER_PERIOD", "b.csv")
    assert "2023-09-30" in sentence(told)


def test_a_million_alike_mistakes_are_a_few_lines(read):
    rows = [order(f"69201888{n:011d}", paid=f"{n}万5", status="待核销") for n in range(1, 301)]
    found = read(lines(*rows))
    codes = [f.code for f in found.findings]
    assert codes.count("AMOUNT_FORMAT_BAD") == MOST
    assert codes.count("ORDER_STATUS") == 1
    more = [f.context["count"] for f in found.findings if f.code == "LEDGER_MORE"]
    assert sorted(more) == ["280", "299"]


def test_buyers_are_told_nowhere(read):
    phone = "13900009999"
    found = read(lines(order(paid="1万5") + f",{phone},138****1234", header=HEADER + ",收货人手机,买家ID"))
    assert found.frame["buyer"].to_list() == [phone]
    masked = read(lines(order() + ",138****1234", header=HEADER + ",收货人手机"))
    assert masked.frame["buyer"].to_list() == [None]
    told = str([finding_json(f, "zh") for f in found.findings])
    assert phone not in told
    assert "6920188812345678901" not in told


# ---- Laws

_TEXTS = st.one_of(
    st.from_regex(r"-?[0-9]{1,14}(\.[0-9]{0,3})?", fullmatch=True),
    st.from_regex(r"(=\")?[0-9]{1,20}\"?[\t ]?", fullmatch=True),
    st.from_regex(r"(19|20)[0-9]{2}[-/][0-9]{1,2}[-/][0-9]{1,2}[ T]?([0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?\t?", fullmatch=True),
    st.text("0123456789-+.,eE ¥元万'=\"\t:年月日橙Aaß", max_size=24),
    st.text(max_size=12),
)  # fmt: skip
_RAWS = {
    "money": kinds.MONEY,
    "moment": kinds.MOMENT,
    "order": ORDER_NO,
    "count": kinds.QUANTITY,
    "buyer": BUYER,
    "shop": kinds.FREE,
}


@pytest.mark.parametrize("kind", _RAWS.values(), ids=_RAWS)
@given(texts=st.lists(_TEXTS, min_size=1, max_size=8))
@settings(max_examples=400)
def test_the_quick_way_says_what_the_kind_says_of_texts(kind, texts):
    agrees([text or None for text in texts], pl.String(), kind)


ODD = (
    *(
        "2024-09-30 23:59:60",
        "2024-09-30 24:00:00",
        "1899-12-31 00:00:00",
        "2024-02-30 10:00:00",
        "2024-09-30 1:02",
    ),
    *(
        "无",
        "null",
        "N/A",
        "-----",
        "3E18",
        "6.9E+18",
        "1e5",
        "+5",
        ".5",
        "5.",
        "007",
        "inf",
        "1280.505",
        "138****1234",
    ),
    *(
        '="38"',
        "'38",
        "38\t",
        "#N/A",
        "99999999999999",
        "9999999999999.99",
        "ABCDEF",
        "Straße6",
        "橙 心",
        "ＡＢＣＤＥ",
    ),
)


@pytest.mark.parametrize("kind", _RAWS.values(), ids=_RAWS)
def test_the_quick_way_says_what_the_kind_says_of_what_is_nearly_plain(kind):
    agrees(ODD, pl.String(), kind)


_DAYS = st.one_of(st.integers(18_000, 74_000), st.floats(18_000, 74_000).map(lambda day: round(day, 6)))
_NUMBERS = st.one_of(
    _DAYS, st.floats(), st.integers(-(10**17), 10**17), st.integers(-(10**6), 10**6).map(lambda n: n / 100)
)


@pytest.mark.parametrize("kind", _RAWS.values(), ids=_RAWS)
@given(numbers=st.lists(_NUMBERS.map(float), min_size=1, max_size=8))
@settings(max_examples=300)
def test_the_quick_way_says_what_the_kind_says_of_numbers(kind, numbers):
    agrees([number for number in numbers if number == number], pl.Float64(), kind)


def agrees(raws: list[object], dtype: pl.DataType, kind: object) -> None:
    """Values, what is readable, and codes with how many rows each has: as the kind's own parse, one by one."""
    context = CellContext()
    read = read_column((Part(pl.Series(raws, dtype=dtype)),), kind, context)
    parsed = [parsed_of(raw, rule_of(kind), context) for raw in raws]
    assert read.values.to_list() == [one.value for one in parsed]
    unread = [False] * len(raws) if read.unread is None else read.unread.to_list()
    assert unread == [not one.readable for one in parsed]
    told: dict[str, int] = {}
    for one in read.seen:
        told[one.code] = told.get(one.code, 0) + one.many
    expected: dict[str, int] = {}
    for one in parsed:
        for issue in one.issues:
            expected[issue.code] = expected.get(issue.code, 0) + 1
    assert told == expected


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 10**7), st.sampled_from(["已完成", "交易关闭", "待付款"])),
        min_size=1,
        max_size=12,
    ),
    cut=st.integers(0, 12),
)
@settings(max_examples=25)
def test_one_file_or_two_gives_the_same_orders(readers, tmp_path_factory, rows, cut):
    folder = tmp_path_factory.mktemp("cut")
    texts = [order(f"69201888{n:011d}", paid=f"{fen // 100}.{fen % 100:02d}", status=status)
             for n, (fen, status) in enumerate(rows)]  # fmt: skip
    whole, first, second = folder / "whole.csv", folder / "first.csv", folder / "second.csv"
    whole.write_text(lines(*texts))
    first.write_text(lines(*texts[:cut]))
    second.write_text(lines(*texts[cut:]))
    one = ledger_of([whole], NONE, readers)
    two = ledger_of([first, second], NONE, readers)
    assert one.frame.drop("file", "line").equals(two.frame.drop("file", "line"))
    assert sum(file.paid for file in two.files) == one.files[0].paid == sum(fen for fen, _ in rows)
