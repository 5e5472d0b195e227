"""Order exports as people hand them in: no line is lost, no file that is none is taken for one."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import openpyxl
import polars as pl
import pytest

from tests.ledger.test_reading import HEADER, lines, order, parquet, said
from workbook.shown import sentence
from xladdin import ledger_parquet
from xladdin.ledgers import Ledger

WITH_NAME = HEADER + ",商品名称"


def orders(count: int) -> list[str]:
    return [order(f"69201888{n:011d}", refund="") for n in range(count)]


def codes(ledger: Ledger) -> set[str]:
    return {finding.code for finding in ledger.findings}


def none_counts(ledger: Ledger) -> bool:
    return ledger.frame["unread"].all()


# ---- Quotes


def test_a_quote_that_is_never_closed_loses_no_line_silently(read):
    rows = [f"{row},橙" for row in orders(100)]
    rows[1] = rows[1].replace(",橙", ',"橙')
    found = read(lines(*rows, header=WITH_NAME))
    assert said(found) == ["LEDGER_QUOTE 3/1"]
    assert "第3行到第101行" in sentence(found.findings[0])
    assert none_counts(found)


def test_a_quote_that_another_line_closes_takes_no_amount_of_it(read):
    header = "订单编号,商品名称,支付时间,实付金额,退款金额,订单状态"
    rows = [f"E{n},橙,2024-09-30 20:15:00,{n}.00,,已完成" for n in range(1, 9)]
    rows[2] = rows[2].replace("橙", '"橙')
    rows[3] = rows[3].replace("橙", '"梨"')
    found = read(lines(*rows, header=header))
    assert said(found)[0] == "LEDGER_QUOTE 4/1"
    assert "第4行到第5行" in sentence(found.findings[0])
    assert none_counts(found)


def test_a_quote_in_the_header_takes_no_line_below_it(read):
    rows = [f"{row},橙" for row in orders(10)]
    rows[3] = rows[3].replace("橙", '"橙"')
    found = read(lines(*rows, header=HEADER + ',"商品名称'))
    assert "LEDGER_QUOTE 1/1" in said(found)
    assert found.frame.height == 0 or none_counts(found)


def test_a_record_that_got_longer_by_a_quote_stops_the_file(read):
    rows = [f'{row},"橙"' for row in orders(9)]
    rows[2] = rows[2].replace('"橙"', '"橙')
    rows[3] = '"' + rows[3].replace(",", '",', 1)
    found = read(lines(*rows, header=WITH_NAME))
    assert "LEDGER_QUOTE" in codes(found)
    assert none_counts(found)


@pytest.mark.parametrize(
    "line", ['"橙,E9,2024-09-30 20:15:00,1.00,,已完成', '橙,"E9,2024-09-30 20:15:00,"1.00",,已完成']
)
@pytest.mark.parametrize("after", [0, 1])
def test_a_quote_that_takes_cells_of_its_own_line_costs_that_line_only(read, line, after):
    header = "商品名称,订单编号,支付时间,实付金额,退款金额,订单状态"
    others = [f'"橙",E{n},2024-09-30 20:15:00,{n}.00,"",已完成' for n in range(1, 4)]
    found = read(lines(*others[:2], line, *others[2:] * after, header=header))
    assert codes(found) & {"LEDGER_QUOTE", "LEDGER_QUOTE_LINE"}
    counted = found.frame.filter(~pl.col("unread"))
    assert counted["paid"].to_list() in ([], [100, 200], [100, 200, 300])


def test_messages_over_lines_and_a_quote_open_in_the_last_line_are_no_harm(read):
    rows = [f'{row},"好,看\n的{n}"' for n, row in enumerate(orders(5))]
    found = read(lines(*rows, order() + ',"橙', header=WITH_NAME))
    assert found.findings == ()
    assert found.frame["line"].to_list() == [2, 3, 4, 5, 6, 7]
    assert found.frame["paid"].to_list() == [128050] * 6


def test_a_long_cell_is_read_and_one_beyond_all_measure_is_told_apart(read, refusal):
    rows = [order() + f',"{"长" * 200_000}\n"', order("6920188812345678902") + ",橙"]
    found = read(lines(*rows, header=WITH_NAME))
    assert found.findings == ()
    assert found.frame.height == 2
    assert refusal(lines(order() + f',"{"x" * (1 << 24)}\nx"', header=WITH_NAME)) == (
        "LEDGER_CELL",
        "第 2 行",
    )


# ---- Sheets


def test_hidden_rows_and_sheets_count_and_are_told(read):
    book = openpyxl.Workbook()
    for row in (HEADER.split(","), *(line.split(",") for line in orders(6))):
        book.active.append(row)
    for row in (3, 4, 6):
        book.active.row_dimensions[row].hidden = True
    other = book.create_sheet("旧")
    other.append(HEADER.split(","))
    other.append(order().split(","))
    other.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    found = read(stream.getvalue(), suffix="xlsx")
    assert said(found) == ["LEDGER_ROWS_HIDDEN 3/1", "LEDGER_SHEET_HIDDEN"]
    assert found.findings[0].context["count"] == "3"
    assert found.frame["paid"].sum() == 7 * 128050


def test_the_contest_workbook_itself_is_no_ledger(refusal):
    made = openpyxl.Workbook()
    made.active.title = "规则_活动"
    made.create_sheet("规则_组别")
    stream = io.BytesIO()
    made.save(stream)
    assert refusal(stream.getvalue(), suffix="xlsx")[0] == "LEDGER_CONTEST_BOOK"


# ---- Parquet

SOLD = {"订单编号": ["E1"], "支付时间": ["2024-09-30 20:15:00"], "实付金额": ["1.00"]}


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([[1.0]], pl.List(pl.Float64)),
        ([{"a": 1}], pl.Struct({"a": pl.Int64})),
        ([timedelta(1)], pl.Duration("ms")),
        ([b"\xff\xfe"], pl.Binary()),
        ([datetime(2024, 9, 1).time()], pl.Time()),
    ],
)
def test_a_column_of_no_single_values_is_refused_by_name(refusal, values, dtype):
    content = parquet(**{**SOLD, "实付金额": pl.Series(values, dtype=dtype)})
    code, detail = refusal(content, suffix="parquet")
    assert code == "LEDGER_TYPE"
    assert "“实付金额”" in detail


def test_such_a_column_that_means_nothing_is_no_harm(read):
    content = parquet(**SOLD, 订单状态=[b"\xe5\xb7\xb2\xe5\xae\x8c\xe6\x88\x90"], 明细=[[1, 2]])
    found = read(content, suffix="parquet")
    assert found.frame["status"].to_list() == ["paid"]
    assert codes(found) == {"LEDGER_COLUMN"}


def test_a_file_that_would_not_fit_in_memory_is_refused_before_it_is_read(refusal, monkeypatch):
    monkeypatch.setattr(ledger_parquet, "MAX_MEMORY", 95)
    code, detail = refusal(parquet(**SOLD), suffix="parquet")
    assert code == "FILE_LIMIT"
    assert "1 行、3 列" in detail


def test_a_column_of_lists_that_is_read_for_totals_alone_stops_nothing():
    import io

    import polars as pl

    from workbook.ledger.header import header_in
    from workbook.ledger.parse import orders_of
    from xladdin.ledger_parquet import from_parquet

    orders = {
        "序号": [[1], [2]], "订单编号": ["E1", "E2"], "商品名称": [["枸杞"], ["红枣"]], "主播": ["甲", "乙"],
        "实付金额": [1.5, 2.5], "支付时间": ["2024-11-03 19:30:00"] * 2,
    }  # fmt: skip
    stream = io.BytesIO()
    pl.DataFrame(orders).write_parquet(stream)
    (source,) = from_parquet("a.parquet", stream.getvalue(), header_in).sources
    assert orders_of(source).frame["paid"].to_list() == [150, 250]
