"""What real exports hold beside plain values: several numbers in a cell, words of platforms, rows that are no orders."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import columns as kinds
from schemas.format import CellContext
from schemas.ledger import AFTERS, STATUSES
from tests.ledger.test_reading import agrees
from workbook.ledger.header import header_in
from workbook.ledger.parse import Orders, Source, orders_of
from workbook.ledger.typed import Unusable
from workbook.ledger.values import Part, read_column
from workbook.shown import sentence
from xladdin.ledger_files import tables_of

HEADER = "订单编号,主播,实付金额,退款金额,订单状态,支付时间"
TIME = "2024-09-30 20:15:00"


@pytest.fixture
def read(readers):
    """Text, or the bytes of a file, as orders."""

    def reading(content: str | bytes, basis: str = "t_pay") -> Orders:
        data = content.encode() if isinstance(content, str) else content
        (source,) = tables_of("a.csv", data, readers, (), basis).sources
        return orders_of(source, basis)

    return reading


def lines(*rows: str, header: str = HEADER) -> str:
    return "\n".join((header, *rows)) + "\n"


def order(number="A1000001", paid="100", refund="0", status="已完成", time=TIME, host="橙心小铺") -> str:
    return f"{number},{host},{paid},{refund},{status},{time}"


def said(found: Orders) -> list[str]:
    """ "CODE line/column" of every finding, but for columns nobody knows."""
    return [f"{f.code} {f.at.cell.row}/{f.at.cell.col}" for f in found.findings if f.code != "LEDGER_COLUMN"]


def rows_of(found: Orders, *names: str) -> list[tuple[object, ...]]:
    return found.frame.select(names).rows()


def book(*rows: list[object], merged: tuple[str, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for area in merged:
        made.active.merge_cells(area)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


# ---- Several in one cell


@pytest.mark.parametrize("paid", ['"50\n30"', "50 30", "12 80", "10²", '"50\t30"', "①50", "5 0", "1 280 50"])
def test_two_amounts_in_one_cell_are_not_one(read, paid):
    found = read(lines(order(paid=paid)))
    assert said(found) == ["AMOUNT_FORMAT_BAD 2/3"]
    assert rows_of(found, "paid", "unread") == [(None, True)]


@pytest.mark.parametrize(
    ("paid", "fen"),
    [
        ("1 280.50", 128050),
        ("12 800", 1280000),
        ("¥ 50", 5000),
        ("50 元", 5000),
        ("50\t", 5000),
        ("- 50", -5000),
    ],
)
def test_a_blank_may_part_thousands_and_stand_beside_the_unit(read, paid, fen):
    assert rows_of(read(lines(order(paid=paid))), "paid", "unread") == [(fen, False)]


@pytest.mark.parametrize(
    "number", ['"A1000001\nA1000002"', "A1000001 A1000002", "A1000001、A1000002", "A100000²"]
)
def test_two_order_numbers_in_one_cell_are_not_one(read, number):
    found = read(lines(order(number)))
    assert said(found) == ["ORDER_FORMAT 2/1"]
    assert rows_of(found, "order", "unread") == [(None, True)]


def test_an_order_number_has_a_digit(read):
    found = read(lines(order("橙子订单"), order("ABCDEFGH"), order("A1000001")))
    assert said(found) == ["ORDER_FORMAT 2/1", "ORDER_FORMAT 3/1"]
    assert found.frame["order"].to_list() == [None, None, "A1000001"]


# ---- Words of platforms


@pytest.mark.parametrize(
    ("status", "refund", "expected"),
    [
        ("部分退款", "", ("paid", "refunding")),
        ("部分退款", "0", ("paid", "refunding")),
        ("部分退款", "30", ("paid", None)),
        ("已发货，待签收", "0", ("paid", None)),
        ("未发货，退款成功", "0", ("refunded", None)),
        ("已取消，退款成功", "0", ("refunded", None)),
        ("已发货，退款中", "0", ("paid", "refunding")),
        ("退款中", "", ("paid", "refunding")),
        ("售后中", "0", ("paid", "refunding")),
        ("已出库", "0", ("paid", None)),
        ("等待确认收货", "0", ("paid", None)),
        ("支付成功", "0", ("paid", None)),
        ("已结算", "0", ("paid", None)),
        ("（锁定）待出库", "0", ("paid", "refunding")),
        ("无效", "0", ("closed", None)),
    ],
)
def test_what_platforms_say_of_an_order(read, status, refund, expected):
    found = read(lines(order(status=status, refund=refund)))
    assert rows_of(found, "status", "after", "unread") == [(*expected, False)]
    assert "ORDER_STATUS" not in "".join(said(found))


def test_a_part_refund_without_a_column_of_refunds_is_asked(read):
    found = read(lines(f"A1000001,100,部分退款,{TIME}", header="订单编号,实付金额,订单状态,支付时间"))
    assert rows_of(found, "status", "after") == [("paid", "refunding")]


@pytest.mark.parametrize(
    ("after", "meant"),
    [
        *((word, "refunded") for word in ("售后成功", "仅退款成功", "退货退款成功", "部分退款成功", "退款完结", "已退货退款")),
        *((word, "refunding") for word in ("待平台处理", "商家已同意", "待商家审核", "退款处理中", "退货退款申请")),
        *((word, "none") for word in ("无售后", "售后取消", "售后关闭", "买家撤销退款申请", "-", "换货成功")),
        ("未退款成功", "refunding"),
    ],
)  # fmt: skip
def test_what_platforms_say_after_the_sale(read, after, meant):
    found = read(lines(f"{order()},{after}", header=f"{HEADER},售后状态"))
    assert found.frame["after"].to_list() == [meant]


def test_an_unknown_word_after_the_sale_is_asked_and_not_counted_where_no_refund_is_given(read):
    found = read(lines(f"{order()},已登记", f"{order(refund='30')},已登记", header=f"{HEADER},售后状态"))
    assert said(found) == ["STATUS_UNKNOWN 2/7", "LEDGER_MORE 2/7"]
    assert rows_of(found, "after", "unread") == [("refunding", False), (None, False)]


def test_an_unknown_state_of_an_order_is_an_error(read):
    found = read(lines(order(status="待核销"), order(status="已发货，待核销")))
    assert said(found) == ["ORDER_STATUS 2/5", "ORDER_STATUS 3/5"]
    assert "没有计入" in sentence(found.findings[0])
    assert found.frame["unread"].to_list() == [True, True]


def test_every_word_means_one_thing():
    for words in (STATUSES, AFTERS):
        listed = [word for found in words.values() for word in found]
        assert sorted(listed) == sorted(set(listed))


def test_a_ledger_without_states_says_so(read):
    found = read(lines(f"A1000001,100,{TIME}", header="订单编号,实付金额,支付时间"))
    assert rows_of(found, "status", "unread") == [("none", False)]
    found = read(lines("A1000001,,", header="订单编号,实付金额,支付时间"))
    assert said(found) == ["VALUE_MISSING 2/2", "VALUE_MISSING 2/3"]


def test_a_sale_without_its_state_is_told(read):
    found = read(lines(order(status="")))
    assert said(found) == ["VALUE_MISSING 2/5"]
    assert rows_of(found, "status", "unread") == [(None, False)]


# ---- Several columns of one meaning


def test_of_several_columns_of_one_person_each_is_kept(read):
    found = read(lines(f"{order()},橙 心", f"{order(host='A1')},", header=f"{HEADER},达人昵称"))
    first, second = header_in([f"{HEADER},达人昵称".split(",")]).columns["host"]
    values = {1: ["橙心小铺", "a1"], 6: ["橙心", None]}
    assert found.frame["host"].to_list() == values[first]
    assert found.frame["host_2"].to_list() == values[second]
    assert "shop_2" not in found.frame.columns
    assert "host_2" not in read(lines(order())).frame.columns


def test_at_most_three_columns_of_one_meaning_are_kept(read):
    found = read(lines(f"{order()},a,b,c", header=f"{HEADER},达人ID,达人昵称,推广人"))
    assert [name for name in found.frame.columns if name.startswith("host")] == ["host", "host_2", "host_3"]


# ---- Rows that continue an order

MERGED = [
    HEADER.split(","),
    ["A1000001", "橙心", 100, 0, "已完成", TIME],
    [None] * 6,
    [None, "橙心", *[None] * 4],
]


def test_products_of_an_order_whose_number_and_amount_are_merged_are_one_order(read):
    found = read(book(*MERGED, merged=("A2:A4", "B2:B3", "C2:C4", "D2:D4", "E2:E4", "F2:F4")))
    assert found.findings == ()
    assert rows_of(found, "order", "sub", "paid", "refund", "unread") == [
        ("A1000001", None, 10000, 0, False),
        ("A1000001", "#2", 0, 0, False),
        ("A1000001", "#3", 0, 0, False),
    ]


def test_sub_orders_of_a_merged_amount_keep_their_numbers(read):
    rows = [["子订单号", *HEADER.split(",")], ["S1", *MERGED[1]], ["S2", *[None] * 6]]
    found = read(book(*rows, merged=tuple(f"{column}2:{column}3" for column in "BCDEFG")))
    assert rows_of(found, "sub", "paid") == [("S1", 10000), ("S2", 0)]


def test_an_amount_that_stands_on_the_first_line_of_its_order_only(read):
    found = read(
        lines(
            order() + ",2",
            f"A1000001,,,,,{TIME},1",
            ",橙心小铺,,,,,3",
            order("A1000002", paid="7") + ",1",
            "A1000003,,,,已完成,,1",
            header=f"{HEADER},数量",
        )
    )
    assert said(found) == ["VALUE_MISSING 6/3", "VALUE_MISSING 6/6"]
    assert rows_of(found, "order", "sub", "paid", "refund", "qty", "unread") == [
        ("A1000001", None, 10000, 0, 2, False),
        ("A1000001", "#2", 0, 0, None, False),
        ("A1000001", "#3", 0, 0, None, False),
        ("A1000002", None, 700, 0, 1, False),
        ("A1000003", None, None, None, 1, True),
    ]


@pytest.mark.parametrize(
    "second",
    [
        f"A1000001,,,,,{TIME.replace('15', '16')}",
        "A1000001,,,,已退款,",
        "A1000001,,1万5,,,",
        f",橙心,,,,{TIME}",
        "A1000002,,,,,",
    ],
)
def test_what_says_something_of_its_own_continues_nothing(read, second):
    assert read(lines(order(), second)).frame["unread"].to_list() == [False, True]


def test_nothing_continues_an_order_without_an_amount(read):
    assert read(lines(order(paid=""), "A1000001,,,,,")).frame["unread"].to_list() == [True, True]


# ---- Blank words


@pytest.mark.parametrize("time", ["-", "无", "0000-00-00 00:00:00", "0000-00-00", "null"])
def test_an_unpaid_order_has_no_time(read, time):
    assert read(lines(order(status="待付款", paid="", time=time))).findings == ()
    found = read(lines(order(time=time)))
    assert said(found) == ["VALUE_MISSING 2/6"]


@pytest.mark.parametrize("refund", ["无退款申请", "无售后", "无退款", "未退款"])
def test_no_refund_in_words(read, refund):
    found = read(lines(order(refund=refund)))
    assert (said(found), rows_of(found, "refund", "unread")) == ([], [(None, False)])


def test_a_missing_column_is_told_once(read):
    found = read(lines("A1000001,100,已完成", "A1000002,100,已完成", header="订单编号,实付金额,订单状态"))
    assert said(found) == ["COL_MISSING 1/1"]
    assert found.frame["unread"].to_list() == [True, True]


def test_lost_digits_do_not_depend_on_the_order_of_rows(read):
    whole = [order(f"6920188812345{n:06d}") for n in range(1001, 2000)]
    lost = [order(f"692018881{n:06d}0000") for n in range(1001, 2500)]
    for rows in ([*whole, *lost], [*lost, *whole]):
        found = read(lines(*rows))
        assert found.frame["unread"].sum() == len(lost) + 0
    assert not read(lines(*whole, order("6920188812345670000"))).frame["unread"].any()


# ---- Rows that are no orders


@pytest.mark.parametrize(
    "row",
    [
        "合计,,,300,,,",
        "合 计 300,,,300,,,",
        "本页小计（元）,,,300,,,",
        "Total,,,300,,,",
        ",总额,橙心小铺,100,0,已完成," + TIME,
        ",总计,,300,,,",
        ",本页合计：,,300,,,",
        ",共12单,,300,,,",
        ",总金额：300元,,,,,",
        ",导出时间：2024-12-01 10:00:00,,,,,",
        ",制表人：张三,,,,,",
        ",以上为本店订单,,,,,",
        "序号,订单编号,主播,实付金额,退款金额,订单状态,支付时间",
        "  ,\t,  ,,\u3000, ,",
        "9,,,,,,",
    ],
)  # fmt: skip
def test_rows_that_are_no_orders_are_passed_over(read, row):
    for more in ("", ",商品名称"):
        found = read(lines(f"1,{order()}", row, f"2,{order('A1000002')}", header=f"序号,{HEADER}{more}"))
        assert said(found) == []
        assert found.frame["line"].to_list() == [2, 4]


def test_a_total_in_the_name_of_the_goods(read):
    found = read(
        lines(order() + ",橙", ",,300,,,,合计", order("A1000002") + ",总计算器", header=f"{HEADER},商品名称")
    )
    assert (said(found), found.frame["line"].to_list()) == ([], [2, 4])


def test_an_order_whose_goods_are_called_like_a_total_is_one(read):
    found = read(lines(order() + ",合计", header=f"{HEADER},商品名称"))
    assert (said(found), found.frame.height) == ([], 1)


def test_a_sale_without_its_number_is_still_one(read):
    found = read(lines(order(), order("")))
    assert said(found) == ["VALUE_MISSING 3/1"]


def test_the_blank_tail_of_a_sheet_has_no_limit(read):
    found = read(lines(order(), *[",,,,,"] * 100_500, "合计,,100,,,"))
    assert (said(found), found.frame.height) == ([], 1)


def test_totals_in_a_workbook_where_the_first_column_is_not_read(read):
    rows = [["序号", *HEADER.split(",")], [1, *MERGED[1]], ["合计", None, None, 100, None, None, None]]
    found = read(book(*rows, merged=("A3:B3",)))
    assert (said(found), found.frame["line"].to_list()) == ([], [2])


# ---- Times


@pytest.mark.parametrize(
    ("time", "read_as"),
    [
        ("2024-11-30 23:59:59.999", datetime(2024, 11, 30, 23, 59, 59)),
        ("2024-11-30T19:30:00+08:00", datetime(2024, 11, 30, 19, 30)),
        ("2024-11-30T19:30:00Z", datetime(2024, 12, 1, 3, 30)),
        ("2024-11-30T11:30:00.250Z", datetime(2024, 11, 30, 19, 30)),
        ("2024-11-30 11:30:00 UTC", datetime(2024, 11, 30, 19, 30)),
        ("2024-11-30T19:30:00+0800", datetime(2024, 11, 30, 19, 30)),
        ("2024-11-30T19:30:00-05:30", datetime(2024, 12, 1, 9, 0)),
        ("2024-11-30T19:30:00", datetime(2024, 11, 30, 19, 30)),
        ("2024/11/30 19:30:00.5", datetime(2024, 11, 30, 19, 30)),
        ("2024年11月3日19时30分00秒", datetime(2024, 11, 3, 19, 30)),
        ("2024年11月3日 7时5分9秒", datetime(2024, 11, 3, 7, 5, 9)),
    ],
)  # fmt: skip
def test_times_with_fractions_and_zones(read, time, read_as):
    found = read(lines(order(time=time)))
    assert (said(found), rows_of(found, "t_pay", "unread")) == ([], [(read_as, False)])


@pytest.mark.parametrize("time", ["1732966200", "1732966200000"])
def test_a_count_of_seconds_is_no_time_and_is_called_so(read, time):
    found = read(lines(order(time=time)))
    assert said(found) == ["TIME_EPOCH 2/6"]
    assert "时间戳" in sentence(found.findings[0])
    assert "2024-11-30 19:30:00" in sentence(found.findings[0])
    typed = read(book(HEADER.split(","), ["A1000001", "橙心", 100, 0, "已完成", int(time)]))
    assert said(typed) == ["TIME_EPOCH 2/6"]


def test_times_with_zones_need_no_python(monkeypatch):
    monkeypatch.setattr("workbook.ledger.values.parsed_of", None)
    texts = pl.Series(["2024-11-30T11:30:00Z", "2024-11-30 23:59:59.999999", "2024/9/1 8:05\t"])
    read = read_column((Part(texts),), kinds.MOMENT, CellContext())
    assert read.values.to_list() == [
        datetime(2024, 11, 30, 19, 30),
        datetime(2024, 11, 30, 23, 59, 59),
        datetime(2024, 9, 1, 8, 5),
    ]


_TIMES = st.from_regex(
    r"(19|20)[0-9]{2}[-/][0-9]{1,2}[-/][0-9]{1,2}[T ][0-9]{1,2}:[0-9]{2}(:[0-6][0-9](\.[0-9]{1,4})?)?"
    r" ?(Z|UTC|[+-][01][0-9]:?[0-9]{2})?\t?",
    fullmatch=True,
)


@given(times=st.lists(_TIMES, min_size=1, max_size=8))
@settings(max_examples=300)
def test_the_quick_way_says_what_the_kind_says_of_times_of_programs(times):
    agrees(times, pl.String(), kinds.MOMENT)


# ---- Typed columns


def typed(paid: pl.Series, number: pl.Series | None = None) -> bytes:
    frame = pl.DataFrame({"实付金额": paid})
    number = pl.Series([f"A100000{n}" for n in range(paid.len())]) if number is None else number
    return parquet(frame.with_columns(订单编号=number, 支付时间=pl.lit(TIME), 订单状态=pl.lit("已完成")))


@pytest.mark.parametrize("dtype", [pl.Float32, pl.Decimal(38, 10), pl.Decimal(10, 2), pl.Float64])
def test_amounts_typed_in_any_way_say_the_same(read, dtype):
    found = read(typed(pl.Series(["1280.51", "-0.07", "100", "99999.99", None]).cast(pl.Float64).cast(dtype)))
    assert [code for code in said(found) if "MISSING" not in code] == ["AMOUNT_NEGATIVE 3/1"]
    assert found.frame["paid"].to_list() == [128051, -7, 10000, 9999999, None]


def test_what_a_typed_amount_cannot_hold_is_told(read):
    found = read(typed(pl.Series([1234567.89, 0.125], dtype=pl.Float32)))
    assert said(found) == ["AMOUNT_DECIMALS 2/1", "AMOUNT_DECIMALS 3/1"]
    found = read(typed(pl.Series(["1.005"]).cast(pl.Decimal(38, 10))))
    assert said(found) == ["AMOUNT_DECIMALS 2/1"]


def test_numbers_of_orders_typed_as_small_floats_lost_digits(read):
    found = read(typed(pl.Series([1.0, 2.0]), pl.Series([69201888123.0, 123456.0], dtype=pl.Float32)))
    assert said(found) == ["ORDER_PRECISION 2/2"]
    found = read(typed(pl.Series([1.0]), pl.Series(["69201888123456789012"]).cast(pl.Decimal(38, 0))))
    assert found.frame["order"].to_list() == ["69201888123456789012"]


@pytest.mark.parametrize("dtype", [pl.Float32, pl.Float64])
def test_what_is_no_number_is_nothing(read, dtype):
    found = read(typed(pl.Series([float("nan"), 1.0], dtype=dtype)))
    assert said(found) == ["VALUE_MISSING 2/1"]


@pytest.mark.parametrize(
    "column",
    [pl.Series([["1"]]), pl.Series([{"a": 1}]), pl.Series([b"1"]), pl.Series([1]).cast(pl.Duration("us"))],
)
def test_a_column_of_what_is_no_value_is_unusable(column):
    header = header_in([["订单编号", "实付金额", "支付时间"]])
    parts = {0: (Part(pl.Series(["A1000001"])),), 1: (Part(column),), 2: (Part(pl.Series([TIME])),)}
    with pytest.raises(Unusable) as refused:
        orders_of(Source("a.parquet", None, header, parts, pl.Series([2])))
    assert refused.value.column == "实付金额"
