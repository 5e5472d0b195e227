"""What reconcile writes beside the sums: 对账明细 and its links, 销售额前20名 and its chart, the file of --lines."""

from __future__ import annotations

import csv
import io
import time
import zipfile

import polars as pl
import pytest
from openpyxl import load_workbook

from tests.eligibility.at_work import typed
from tests.eligibility.books import ENTRY, PERSON
from tests.ledger.at_work import EVENT, HEADER, PART, SOLD, decided, entered_twice, run
from tests.merge.test_merge_command import rows
from tests.shell import contestbook
from workbook.csv_text import harmless
from workbook.formula_lint import lint_formula
from workbook.ledger import detail
from workbook.ledger.lines_csv import HEADER as LINES_HEADER
from workbook.ledger.lines_csv import TITLES, defused, lines_csv

BACK = "E2|橙心小铺|20.00|20.00|已退款|2024-11-03 20:00:00|"
LATE = "E3|橙心小铺|200.00||已完成|2024-12-25 20:00:00|13900000009"
NOBODY = "E5|无名店|66.00||已完成|2024-11-05 10:00:00|13900000005"
OPEN = "E6|橙心小铺|7.00||不知道|2024-11-05 10:00:00|"


def details(book, *titles):
    return rows(book, "对账明细", *(titles or ("行号", "去向")))


def links(book):
    """State in 对账汇总 -> where its link leads, with the state that stands there."""
    made = load_workbook(book)
    found = {}
    for row in made["对账汇总"].iter_rows(min_row=4, min_col=2, max_col=2):
        if row[0].hyperlink:
            place = row[0].hyperlink.location.rpartition("!")[2]
            line = made["对账明细"][place].row
            found[row[0].value] = (place, made["对账明细"].cell(line, 5).value)
    return found


# ---- 对账明细


def test_lines_that_do_not_simply_count_are_listed_those_to_look_at_first(book, export):
    run(book, export(SOLD, BACK, PART, LATE, NOBODY))
    titles = ("范围", "文件名", "行号", "订单编号", "去向", "编号", "姓名或名称", "活动", "实付", "退款")
    assert details(book, *titles) == [
        ("全部活动", "订单.csv", "6", "E5", "店铺或账号未登记", "", "", "", "66", ""),
        ("全部活动", "订单.csv", "3", "E2", "全额退款", "K0001", "张三", EVENT, "20", "20"),
        ("全部活动", "订单.csv", "4", "E4", "部分退款", "K0002", "李四", EVENT, "88", "8"),
        ("全部活动", "订单.csv", "5", "E3", "活动时间外", "K0001", "张三", "", "200", ""),
    ]
    assert details(book, "原因")[0] == ("场次、店铺、账号都没有登记在任何参赛主体名下。",)


def test_order_numbers_stay_texts_and_no_buyer_is_written(book, export, tmp_path):
    long = "6901234567890123456"
    lines = tmp_path / "全部.csv"
    ledger = export(SOLD, PART, LATE, NOBODY.replace("E5", long), OPEN.replace("E6", "-1+1"))
    run(book, ledger, words=["--lines", lines])
    assert [row[0] for row in details(book, "订单编号")][:2] == [long, "-1+1"]
    cells = [cell for row in load_workbook(book)["对账明细"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value in (long, "-1+1")] == ["s", "s"]
    parts = zipfile.ZipFile(book)
    text = "".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())
    assert "1390000000" not in text + lines.read_text(encoding="utf-8")


def test_of_very_many_lines_the_first_are_listed_and_the_others_counted(book, export, monkeypatch):
    monkeypatch.setattr(detail, "MOST", 3)
    ledger = export(SOLD, BACK, BACK.replace("E2", "E8"), NOBODY, LATE, OPEN, PART)
    run(book, ledger)
    assert [state for _, state in details(book)] == ["店铺或账号未登记", "看不懂", "全额退款", ""]
    assert details(book, "范围", "行号", "原因")[-1] == (
        "全部活动", "", "还有 3 行没有列在这里：核对时加 --lines 文件.csv，可写出流水的每一行。",
    )  # fmt: skip
    assert links(book) == {
        "店铺或账号未登记": ("A4", "店铺或账号未登记"),
        "看不懂": ("A5", "看不懂"),
        "全额退款": ("A6", "全额退款"),
        "部分退款": ("A7", None),
        "活动时间外": ("A7", None),
    }
    run(book, export(SOLD, LATE, name="少.csv"))
    assert details(book) == [("3", "活动时间外")]
    assert links(book) == {"活动时间外": ("A4", "活动时间外")}
    run(book, ledger)
    assert len(details(book)) == 4


def test_every_state_leads_to_its_first_line_and_the_link_moves_with_it(book, export):
    run(book, export(SOLD, BACK, BACK.replace("E2", "E8"), LATE))
    assert links(book) == {"全额退款": ("A4", "全额退款"), "活动时间外": ("A6", "活动时间外")}
    later = export(NOBODY, SOLD, BACK, LATE)
    run(book, later)
    assert links(book) == {
        "店铺或账号未登记": ("A4", "店铺或账号未登记"),
        "全额退款": ("A5", "全额退款"),
        "活动时间外": ("A6", "活动时间外"),
    }
    run(book, later)
    once = book.read_bytes()
    run(book, later)
    assert book.read_bytes() == once
    run(book, export(SOLD))
    assert (links(book), details(book)) == ({}, [])


def test_undo_takes_links_and_lines_back(book, export):
    run(book, export(SOLD, BACK))
    before = links(book), details(book)
    run(book, export(NOBODY, SOLD, LATE))
    assert (links(book), details(book)) != before
    assert contestbook("undo", book, "--in-place")[0] == 0
    assert (links(book), details(book)) == before


def test_lines_of_one_event_stay_until_all_events_are_reconciled_together(book, export):
    run(book, export(SOLD, BACK, LATE), words=["--event", EVENT])
    other = "第一期·活动5"
    run(book, export(NOBODY, name="二.csv"), words=["--event", other])
    assert details(book, "范围", "文件名", "去向") == [
        (EVENT, "订单.csv", "全额退款"),
        (EVENT, "订单.csv", "活动时间外"),
        (other, "二.csv", "店铺或账号未登记"),
    ]
    run(book, export(LATE, name="三.csv"), words=["--event", EVENT])
    assert details(book, "范围", "文件名") == [(EVENT, "三.csv"), (other, "二.csv")]
    assert links(book)["店铺或账号未登记"] == ("A6", "店铺或账号未登记")
    run(book, export(SOLD, NOBODY, name="四.csv"))
    assert details(book, "范围", "文件名") == [("全部活动", "四.csv"), (other, "二.csv")]
    run(book, export(SOLD, LATE.replace("12-25", "12-05"), name="五.csv"))
    assert [row for row in details(book, "范围", "文件名") if row[0] != "全部活动"] == []


@pytest.mark.parametrize(
    ("answer", "state"), [("各算一次", "部分退款"), ("按直播场次归属", "重叠期没有场次")]
)
def test_a_line_within_several_events_names_them_all(book, export, answer, state):
    entered_twice(book)
    decided(book, T10="支付时间", T11=answer)
    run(book, export("E1|橙心小铺|100.00|1.00|已完成|2024-09-25 10:00:00|"))
    assert details(book, "去向", "活动") == [(state, "第一期·活动1、第一期·活动2")]


# ---- 对账汇总

SUMS = ["合计", "流水合计", "差额", "计入净额", "销售额核对净额", "核对差额"]


def test_only_states_that_have_lines_are_summed_up_and_no_formula_is_left_among_them(book, export):
    """A row that was 合计 becomes one of a state with the same figures: it is a figure then, not the old sum."""
    run(book, export(SOLD))
    assert [row[0] for row in rows(book, "对账汇总", "去向")] == ["计入", *SUMS]
    run(book, export(SOLD, "E7|橙心小铺|1280.50||已完成|2024-12-25 20:00:00|", BACK))
    assert rows(book, "对账汇总", "去向", "行数", "实付", "退款") == [
        ("计入", "1", "1280.5", "0"),
        ("活动时间外", "1", "1280.5", "0"),
        ("全额退款", "1", "20", "20"),
        ("合计", "3", "2581", "20"),
        ("流水合计", "", "2581", ""),
        ("差额", "", "0", ""),
        ("计入净额", "", "1280.5", ""),
        ("销售额核对净额", "", "1280.5", ""),
        ("核对差额", "", "0", ""),
    ]
    cells = load_workbook(book)["对账汇总"]
    assert [(row[4].data_type, row[3].data_type) for row in cells.iter_rows(min_row=4, max_row=9)] == [
        ("n", "n"), ("n", "n"), ("n", "n"), ("f", "f"), ("f", "n"), ("f", "n"),
    ]  # fmt: skip
    run(book, export(SOLD))
    assert rows(book, "对账汇总", "去向", "行数", "退款")[1:] == [
        ("合计", "1", "0"), *((word, "", "") for word in SUMS[1:])
    ]  # fmt: skip


def test_sums_stand_out_and_a_difference_is_red(book):
    sheet = load_workbook(book)["对账汇总"]
    found = {rule.formula[0]: rule for area in sheet.conditional_formatting for rule in area.rules}
    wrong, strong, linked, lines = sorted(found.values(), key=lambda rule: rule.priority)
    assert wrong.formula == ['AND(OR($B4="差额",$B4="核对差额"),$E4<>0)']
    assert wrong.dxf.font.color.rgb.endswith("9C0006")
    assert strong.formula == ["OR(" + ",".join(f'$B4="{word}"' for word in SUMS) + ")"]
    assert strong.dxf.font.b
    assert linked.dxf.font.u == "single"
    assert lines.formula == ['$A4&$B4<>""']
    assert lines.dxf.border.bottom.style == "thin"
    assert all(lint_formula(f"={formula}") == [] for formula in found)


# ---- 销售额前20名


def many(book, count, events=("活动4",)):
    """So many entrants, in turn in these events."""
    people = [
        {**PERSON, "编号": f"K{n:04d}", "姓名或名称": f"农户{n}", "身份证号": None, "账号昵称": f"小铺{n}", "联系电话": None}
        for n in range(1, count + 1)
    ]  # fmt: skip
    entries = [
        {**ENTRY, "编号": one["编号"], "姓名或名称": one["姓名或名称"], "活动": events[n % len(events)]}
        for n, one in enumerate(people)
    ]
    typed(book, {"参赛主体": people, "报名": entries})


def order(number, yuan, day="2024-11-03"):
    return f"E{number}|小铺{number}|{yuan}.00||已完成|{day} 19:30:00|"


TOP = ("名次", "活动", "编号", "姓名或名称", "净销售额", "计入销售额", "图中名称")


def test_the_twenty_best_are_listed_by_what_counts(book, export):
    many(book, 23)
    run(book, export(*(order(n, 100 + n // 2 * 10) for n in range(1, 24))))
    found = rows(book, "销售额前20名", *TOP)
    assert len(found) == 20
    assert found[:3] == [
        ("1", EVENT, "K0022", "农户22", "210", "210", "农户22"),
        ("1", EVENT, "K0023", "农户23", "210", "210", "农户23"),
        ("3", EVENT, "K0020", "农户20", "200", "200", "农户20"),
    ]
    run(book, export(order(3, 5), order(1, 7), name="后来.csv"))
    assert [row[2:6] for row in rows(book, "销售额前20名", *TOP)] == [
        ("K0001", "农户1", "7", "7"), ("K0003", "农户3", "5", "5"),
    ]  # fmt: skip
    cells = load_workbook(book)["销售额前20名"]
    assert {cell.value for row in cells.iter_rows(min_row=6) for cell in row} == {None}


def test_amounts_of_the_best_are_live_and_names_tell_the_event(book, export):
    many(book, 3, ("活动4", "活动5"))
    run(book, export(order(1, 50), order(2, 60, "2024-12-05"), order(3, 70)))
    found = [row[-1] for row in rows(book, "销售额前20名", *TOP)]
    assert found == [f"农户3 {EVENT}", "农户2 第一期·活动5", f"农户1 {EVENT}"]
    cells = load_workbook(book)["销售额前20名"]
    formula = cells["E4"].value
    assert formula == (
        "=SUMIFS('销售额核对'!$H$4:$H$500,'销售额核对'!$A$4:$A$500,$C4,"
        "'销售额核对'!$C$4:$C$500,\"=第一期\",'销售额核对'!$D$4:$D$500,\"=活动4\")"
    )
    assert lint_formula(formula, ["$C4"]) == []


def test_the_chart_shows_exactly_these_rows_on_one_page(book):
    sheet = load_workbook(book)["销售额前20名"]
    (chart,) = sheet._charts
    assert chart.series[0].val.numRef.f == "'销售额前20名'!$F$4:$F$23"
    assert chart.series[0].cat.numRef.f == "'销售额前20名'!$G$4:$G$23"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 1)
    assert sheet.sheet_state == "visible"
    assert load_workbook(book)["销售额核对"]._charts == []


def test_sales_print_on_a4_without_the_mark_of_the_rules(book):
    sheet = load_workbook(book)["销售额核对"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_area == "'销售额核对'!$A$1:$N$1048576"
    assert sheet["O3"].value == "规则版本"
    widths = sum(sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJKLMN")
    assert widths <= 200


# ---- --lines


def read(path):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_every_line_is_written_to_a_file_with_its_state_and_cause(book, export, tmp_path):
    path = tmp_path / "全部.csv"
    header = HEADER.replace("买家手机", "子订单编号")
    ledger = export(SOLD.replace("13900000001", "Z1"), BACK, NOBODY.replace("66.00", "-66.00"), header=header)
    status, output = contestbook("reconcile", book, "--ledger", ledger, "--lines", path)
    assert status == 0
    assert "流水的每一行及去向已写到 全部.csv" in output
    assert path.read_bytes().startswith(LINES_HEADER)
    assert read(path) == [
        list(TITLES),
        ["订单.csv", "2", '="E1"', '="Z1"', "计入", "全额计入。", "K0001", EVENT, "1280.50", ""],
        ["订单.csv", "3", '="E2"', "", "全额退款", "全部退了款。", "K0001", EVENT, "20.00", "20.00"],
        ["订单.csv", "4", '="E5"', '="13900000005"', "负数待核", "实付或退款是负数，不知道是退款还是写错。", "", "", "-66.00", ""],
    ]  # fmt: skip


def test_the_file_is_written_anew_by_the_next_run_also_where_the_workbook_stays(book, export, tmp_path):
    path = tmp_path / "全部.csv"
    ledger = export(SOLD)
    for _ in range(2):
        run(book, ledger, words=["--lines", path])
        assert len(read(path)) == 2
        path.write_bytes(LINES_HEADER)
    before = book.read_bytes()
    run(book, ledger, words=["--lines", path])
    assert len(read(path)) == 2
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("订单.csv", "FILE_EXISTS"),
        ("列名.csv", "FILE_EXISTS"),
        ("台账.xlsx", "FILE_NAME"),
        ("别人的.csv", "BOOK_EXISTS"),
        ("没有/全部.csv", "FILE_NO_FOLDER"),
    ],
)
def test_nothing_is_written_over_and_a_refusal_comes_before_any_writing(book, export, tmp_path, name, code):
    ledger = export(SOLD)
    (tmp_path / "别人的.csv").write_text("甲,乙\n1,2", encoding="utf-8")
    (tmp_path / "列名.csv").write_text("平台,列名,字段\n抖音,成交,实付金额", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    words = ["--mapping", tmp_path / "列名.csv", "--lines", tmp_path / name]
    assert run(book, ledger, words=words) == (2, code)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_refused_ledger_leaves_no_file_of_lines(book, export, tmp_path):
    assert run(book, tmp_path / "没有.csv", words=["--lines", tmp_path / "全部.csv"])[0] == 2
    assert not (tmp_path / "全部.csv").exists()


def frame(orders, file="订单.csv"):
    count = len(orders)
    return pl.DataFrame(
        {
            "file": [file] * count, "line": range(2, count + 2), "order": orders, "sub": [None] * count,
            "state": ["counted"] * count, "key": ["K0001"] * count, "event": [EVENT] * count,
            "paid": [128050] * count, "refund": [0] * count,
        },
        schema_overrides={"order": pl.String, "sub": pl.String},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("6901234567890123456", '="6901234567890123456"'),
        ("1E5", '="1E5"'),
        ("=cmd|' /C calc'!A0", "=\"=cmd|' /C calc'!A0\""),
        ('1"&HYPERLINK("http://x")&"', '1"&HYPERLINK("http://x")&"'),
        ('=1"&A1', "'=1\"&A1"),
        ("+1\r\n2", "'+1\r\n2"),
        ("9" * 300, "9" * 300),
        ("", ""),
    ],
)
def test_order_numbers_are_kept_from_excel(tmp_path, given, written):
    (tmp_path / "a.csv").write_bytes(lines_csv(frame([given])))
    assert read(tmp_path / "a.csv")[1][2] == written


def test_names_of_files_that_look_like_formulas_are_defused(tmp_path):
    (tmp_path / "a.csv").write_bytes(lines_csv(frame(["1"], "=1+1.csv")))
    assert read(tmp_path / "a.csv")[1][0] == "'=1+1.csv"


@pytest.mark.parametrize("ahead", ["", " ", "\t", "\r", "\n", "\0", "\ufeff", "\u200b", "\u2060", "\u3000", "\x1c", "%0a", "%0D%09 ", "x"])  # fmt: skip
def test_columns_are_defused_as_single_texts_are(ahead):
    texts = [
        f"{ahead}{sign}1" for sign in ["=", "+", "-", "@", "＝", "﹢", "－", "＠", "", "'", "#", "%", "甲"]
    ]
    found = pl.DataFrame({"text": texts}).select(text=defused(pl.col("text")))["text"].to_list()
    assert found == [harmless(text) for text in texts]


def test_very_many_lines_are_written_in_no_time():
    lines = frame([f"69{n:016d}" for n in range(300_000)])
    before = time.process_time()
    data = lines_csv(lines)
    assert time.process_time() - before < 6
    assert data.count(b"\r\n") == 300_001


def test_rows_are_added_where_they_are_reckoned_though_the_last_ones_are_emptied(book):
    """What is appended follows the last row with content."""
    from tests.eligibility.at_work import typed as put
    from workbook.merge.tables import own_table
    from workbook.xlsx.reading.reader import Readers
    from workbook.xlsx.writing.filehost import FileHost

    put(book, {"对账汇总": [{"范围": "甲", "去向": "乙"}, {"范围": "丙", "去向": "丁"}]})
    with Readers() as readers:
        table = own_table(readers.read("a.xlsx", book.read_bytes()), "对账汇总")
    for name in table.columns:
        table.write(5, name, None)
    added = table.add({"scope": "戊", "state": "己"})
    table.live(added, "paid", "=1+1", 2.0)
    host = FileHost(book.read_bytes(), "a.xlsx")
    host.apply(table.all_edits())
    book.write_bytes(host.data)
    page = load_workbook(book)["对账汇总"]
    assert [page.cell(row, 1).value for row in (4, 5, 6)] == ["甲", None, "戊"]
    assert page.cell(6, table.columns["paid"]).value == "=1+1"
