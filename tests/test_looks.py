"""How what we make looks to those who read it: colours on paper and to colour-blind eyes, printing, lines of a terminal."""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import UTC, datetime
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from rich.text import Text

from schemas.book import BOOK_SHEETS, HEADER_ROW, HOME, PARTS, RECORDS, REPORTS
from tests.shell import contestbook
from workbook.codes import CODES, COLORS
from workbook.fix import visible
from workbook.payout.exports import BANK, COLUMNS, MONEY, ListColumn
from workbook.sheet_spec import PAGES
from workbook.xlsx.making import dress
from workbook.xlsx.making.dress import wide
from workbook.xlsx.making.pay_lists import as_book, to_be_signed
from xladdin.card_commands import new
from xladdin.commands import COMMANDS
from xladdin.contests import SHIPPED
from xladdin.shell_words import sentence
from xladdin.show import _MARK, _lines

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
A3, A4 = 8, 9

# ---- Colours

BLACK, WHITE = "000000", "FFFFFF"
CONCLUSIONS = {"good": dress.GOOD, "bad": dress.BAD, "open": dress.OPEN_YET, "done": dress.DONE}
FILLS = {
    *COLORS.values(),
    *CONCLUSIONS.values(),
    *(f.fgColor.rgb[-6:] for f in (dress.HEAD, dress.MUST, dress.QUIET)),
}
EYES = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
}
"""What is left of linear red, green and blue (Machado, Oliveira and Fernandes 2009, full severity)."""
TO_XYZ = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8727))
"""From linear RGB to XYZ over the white of D65."""


def linear(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def contrast(one, other):
    """As WCAG 2 has it: 1 for the same, 21 for black on white."""
    dark, light = sorted(times(TO_XYZ, linear(color))[1] for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(color, eyes="all colours"):
    seen = [min(1, max(0, part)) for part in times(EYES[eyes], linear(color))]
    x, y, z = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in times(TO_XYZ, seen)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, eyes):
    return sum((a - b) ** 2 for a, b in zip(lab(one, eyes), lab(other, eyes), strict=True)) ** 0.5


def test_the_measures_are_right():
    assert round(contrast(BLACK, WHITE), 1) == 21
    assert round(contrast("777777", WHITE), 2) == 4.48  # the well-known grey that just fails
    assert [round(part) for part in lab(WHITE)] == [100, 0, 0]
    assert distance("FF0000", "00A000", "all colours") > 2 * distance("FF0000", "00A000", "no green")


@pytest.mark.parametrize("fill", sorted(FILLS))
def test_black_letters_can_be_read_on_every_fill(fill):
    assert contrast(BLACK, fill) >= 7


def test_coloured_letters_can_be_read_where_they_stand():
    grey, link = (font.color.rgb[-6:] for font in (dress.SMALL, dress.LINK))
    pairs = [(grey, WHITE), (link, WHITE), (link, dress.DONE), ("C00000", WHITE), (dress.WRONG, dress.BAD)]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("family", [COLORS, CONCLUSIONS], ids=["severities", "conclusions"])
def test_fills_are_told_apart_by_every_eye(family, eyes):
    near = [pair for pair in combinations(family, 2) if distance(*(family[name] for name in pair), eyes) < 10]
    assert near == []


def test_what_must_be_corrected_is_the_darkest_in_black_and_white():
    grey = {name: lab(color)[0] for name, color in COLORS.items()}
    assert sorted(grey, key=grey.__getitem__) == ["error", "fix", "warning", "info"]
    assert min(abs(grey[a] - grey[b]) for a, b in combinations(grey, 2)) > 3
    assert lab(dress.BAD)[0] < lab(dress.GOOD)[0] - 10


# ---- Sheets


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    made = {name: new(name, folder / f"{name}.xlsx", NOW).read_bytes() for name in SHIPPED}
    return {name: load_workbook(io.BytesIO(data)) for name, data in made.items()}


def shown(book):
    return [sheet for sheet in book if sheet.sheet_state == "visible"]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_sheet_prints_well(books, name):
    for sheet in shown(books[name]):
        setup = sheet.page_setup
        assert (setup.fitToWidth, sheet.sheet_properties.pageSetUpPr.fitToPage) == (1, True), sheet.title
        assert setup.paperSize == A4 or printed_width(sheet) > 230, sheet.title
        assert sheet.oddFooter.center.text == PAGES, sheet.title
        header = sheet.print_title_rows
        assert header or setup.fitToHeight == 1, sheet.title
        top = int(header.split("$")[1].rstrip(":")) if header else HEADER_ROW
        assert sheet.freeze_panes.endswith(str(top + 1)), sheet.title
        assert sheet.auto_filter.ref or sheet.title in (HOME, REPORTS), sheet.title


def printed_width(sheet):
    """Characters across, of the columns that are printed."""
    last = (
        sheet.print_area.split("!")[-1].split(":")[1].strip("$").split("$")[0] if sheet.print_area else None
    )
    letters = [get_column_letter(number) for number in range(1, sheet.max_column + 1)]
    return sum(
        sheet.column_dimensions[letter].width
        for letter in letters[: letters.index(last) + 1 if last else None]
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_every_header_has_room_and_every_tab_its_colour(books, name):
    colors = {color: part for part, color in PARTS.items()}
    for sheet in shown(books[name]):
        assert sheet.sheet_properties.tabColor.rgb[-6:] in colors, sheet.title
        row = int(sheet.print_title_rows.split("$")[1].rstrip(":")) if sheet.print_title_rows else HEADER_ROW
        for cell in sheet[row]:
            if isinstance(cell.value, str):
                room = sheet.column_dimensions[cell.column_letter].width
                assert wide(cell.value) <= 2 * (room - 1), (sheet.title, cell.value)
    assert books[name].active.title == HOME


@pytest.mark.parametrize("spec", BOOK_SHEETS, ids=lambda spec: spec.name)
def test_a_text_beside_a_figure_is_set_off_and_the_programs_columns_are_not_printed(books, spec):
    sheet = books["blank"][spec.name]
    kinds = [column.kind.excel.number_format in ("@", "General") for column in spec.columns]
    for number, (before, text) in enumerate(pairwise(kinds), 2):
        look = sheet.cell(HEADER_ROW + 1, number).alignment
        if text and not before and spec.name != "财务复核":
            assert look.indent or look.horizontal == "center", spec.columns[number - 1].title
    unprinted = {"来源文件", "来源表", "来源行"} & {column.title for column in spec.columns}
    if unprinted or spec.columns[-1].title == "规则版本":
        first = next(
            at for at, column in enumerate(spec.columns) if column.title in (unprinted or {"规则版本"})
        )
        assert sheet.print_area.split("!")[-1].startswith(f"$A$1:${get_column_letter(first)}$")


def test_in_a_list_to_be_signed_all_figures_end_at_the_right_one_below_the_other():
    columns = [ListColumn("序号", "序号"), *(ListColumn(f"{field}(元)", field) for field in MONEY)]
    rows = [[float(n), *(1000.0 * n for _ in MONEY)] for n in (1, 2)]
    page = load_workbook(io.BytesIO(to_be_signed(columns, rows, "大赛", "活动1"))).active
    figures = [cell for row in page["B4:D6"] for cell in row]
    assert len(figures) == 9
    assert {cell.alignment.horizontal for cell in figures} <= {None, "general", "right"}
    assert {cell.alignment.indent for cell in figures} == {0}


def test_in_a_list_for_the_bank_what_is_paid_for_does_not_touch_the_amount():
    columns = COLUMNS[BANK]
    data = as_book(columns, [["P1", "张三", "1", "某行", 8000.0, "第一期奖金"]], BANK)
    row = next(load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2))
    looks = dict(zip([column.field for column in columns], row, strict=True))
    assert looks["用途"].alignment.indent == 1


def test_records_have_no_tab_that_anybody_looks_at(books):
    assert {sheet.title for sheet in books["blank"] if sheet.sheet_state != "visible"} == set(RECORDS)


# ---- The terminal

PIECES = st.sampled_from(
    [
        "卡住资格",
        "lint",
        " ",
        *"、。（）“”，；",
        "  → ",
        "1,000,000 元",
        "2025-01-01",
        "附件1（宜春）(1).xlsx",
    ]
)


def columns(text):
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


@given(st.lists(PIECES, min_size=1, max_size=60).map("".join), st.integers(50, 120))
def test_lines_of_a_terminal(said, width):
    lines = [line.plain for line in _lines(Text(said), width)]
    assert "".join(lines).replace(" ", "") == said.replace(" ", "")
    assert all(line == line.rstrip() for line in lines)
    assert all(columns(line.replace("“", "'").replace("”", "'").replace("→", ">")) < width for line in lines)


def test_a_chinese_console_can_show_all_words():
    words = [text for code in CODES.values() for text in (code.zh, code.example, code.next_zh)]
    words += [text for command in COMMANDS for text in (command.label, command.help)]
    words += [*_MARK.values(), visible("张\t三\n李\u200b\u00a0四"), "  → "]
    assert "".join(words).encode("gbk")


@pytest.mark.parametrize("width", range(50, 90))
def test_a_line_is_cut_as_chinese_is(width):
    said = "G20  须在中心直播，助农活动又写“自行组织”，以哪个为准？（卡住资格、分配；1,000,000 元）"
    lines = [line.plain.strip() for line in _lines(Text(said), width)]
    assert not any(line[0] in "，；？、）”" for line in lines)
    assert not any(line[-1] in "（“" for line in lines)
    assert sum("1,000,000 元" in line for line in lines) == 1


def test_the_file_that_is_written_goes_on_a_line_of_its_own():
    said = "科技师大报名.xlsx  请核实 1 · 可统一格式 1  → 科技师大报名（问卷星）.xlsx"
    lines = [line.plain for line in _lines(Text(said), 70)]
    assert lines == ["科技师大报名.xlsx  请核实 1 · 可统一格式 1", "      → 科技师大报名（问卷星）.xlsx"]


@pytest.mark.parametrize("name", sorted({c.shell.split(" ")[0] for c in COMMANDS if c.shell}))
def test_help_is_in_chinese(name):
    status, page = contestbook(name, "--help")
    assert status == 0
    english = r"Usage|Options|Arguments|Show this|required|default|env var|[<>]"
    assert re.findall(english, page) == []
    assert page.startswith("用法：")


def test_commands_are_listed_as_the_work_goes():
    page = contestbook("--help")[1]
    work = "template check submit merge eligible reconcile allocate payout verify".split()
    order = [page.index(f"\n  {name} ") for name in work]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "没有“chek”这个命令。是不是要写 check。"),
        (["check"], "还要写明 FILE...。"),
        (["check", "--nope", "x"], "没有 --nope 这个选项。相近的有 --in-place。"),
        (["check", "--jobs", "0", "x"], "--jobs 的值不合要求。"),
        (["check", "--out"], "--out 后面要写内容。"),
        (["check", "--in-place=1", "x"], "--in-place 后面不用写内容。"),
        (["explain", "x.xlsx"], "还要写明 --who。"),
        (["demo", "甲", "乙"], "多写了“乙”。"),
    ],
)
def test_wrong_arguments_are_one_sentence(words, said):
    status, output = contestbook(*words)
    assert (status, output.count("\n")) == (2, 1)
    assert output.startswith(said)
    assert "--help" in output


def test_what_nobody_translated_is_said_as_it_is():
    assert sentence("Something new.") == "Something new."
