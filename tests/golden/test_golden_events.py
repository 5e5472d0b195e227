"""The golden contest event by event: ties, open points of others, the order of rows, the same again."""

from __future__ import annotations

import random

from openpyxl import load_workbook
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from schemas.book import HEADER_ROW
from tests.golden.litong import ON_LINE, UNDECIDED, contest, expected_awards, ranking
from tests.golden.opened import (
    DRAFT,
    FINAL,
    FIRST,
    SECOND,
    SHEETS,
    Opened,
    allocate,
    set_cells,
)
from tests.golden.steps import PAPERS, add_event, book_until

# ---- A tie on a line


def test_a_tie_on_a_line_holds_up_its_event_only_until_judges_order_it(tmp_path):
    tied = contest(tie_on_line=True)
    labels = ["第一期·活动3", "第一期·活动5"]
    book = book_until(tmp_path, tied, labels)
    reason, told = allocate(book)
    assert (reason, list(told)) == (None, ["AWARD_TIE"])
    opened = Opened(book)
    wanted = [one for one in expected_awards(tied) if f"{one.phase}·{one.event}" in labels]
    assert opened.awards == [(*one, DRAFT) for one in wanted if one.name != UNDECIDED]
    assert [row[:5] for row in opened.vacant] == [one[:5] for one in wanted if one.name == UNDECIDED]
    header = opened.header("排名")
    name, jury = header.index("姓名或名称"), header.index("评审排序") + 1
    third, fourth = (one.entrant.name for one in ranking(tied, ON_LINE)[2:4])
    places = {row[name]: number for (_, number), (row, _) in opened.of_event(ON_LINE.label, "排名").items()}
    first_of_two = min(places[third], places[fourth])
    assert told["AWARD_TIE"] == [("排名", f"{get_column_letter(jury)}{first_of_two}")]
    assert allocate(book, "--event", "第一期·活动3", "--final") == (None, {})
    before = book.read_bytes()
    reason, told = allocate(book, "--event", ON_LINE.label, "--final")
    assert (reason, list(told)) == ("FINAL_REFUSED", ["AWARD_TIE"])
    assert book.read_bytes() == before
    set_cells(book, [("排名", places[fourth], jury, 1.0), ("排名", places[third], jury, 2.0)])
    assert allocate(book, "--event", ON_LINE.label) == (None, {})
    assert allocate(book, "--event", ON_LINE.label, "--final") == (None, {})
    names = iter((fourth, third))
    settled = [one._replace(name=next(names)) if one.name == UNDECIDED else one for one in wanted]
    assert Opened(book).awards == [(*one, FINAL) for one in settled]


# ---- Event by event


def points(book):
    """编号 -> row, the events it is of (none: all), and what is decided of it."""
    sheet = load_workbook(book)["待确认事项"]
    header = [cell.value for cell in sheet[HEADER_ROW]]
    titles = ("决定", *PAPERS)
    found = {}
    for row in sheet.iter_rows(min_row=HEADER_ROW + 1):
        said = {title: cell for title, cell in zip(header, row, strict=False)}
        if said["编号"].value:
            events = (said["适用活动"].value or "").split("、")
            cells = {said[title].column: said[title].value for title in titles}
            found[said["编号"].value] = said["编号"].row, events, cells
    return found


def concerns(events, label):
    return bool({"", label, label.partition("·")[0]}.intersection(events))


def test_an_event_is_final_before_anybody_knows_of_the_next_and_stays_so(made, tmp_path):
    book = book_until(tmp_path, made, [FIRST], ["new", "decide"])
    every = points(book)
    later = {name: one for name, one in every.items() if not concerns(one[1], FIRST)}
    assert {"G4", "G8", "G9"} <= later.keys()
    set_cells(book, [("待确认事项", row, col, None) for row, _, cells in later.values() for col in cells])
    book_until(tmp_path, made, [FIRST], ["merge", "eligible", "reconcile"])
    assert allocate(book) == (None, {})
    assert allocate(book, "--event", FIRST, "--final") == (None, {})
    mine = [one for one in expected_awards(made) if f"{one.phase}·{one.event}" == FIRST]
    assert Opened(book).awards == [(*one, FINAL) for one in mine]
    sheets = ("排名", "奖金分配表", "资格审核", "销售额核对")
    before = Opened(book).of_event(FIRST, *sheets)
    assert len(before) > 2 * len(made.of_event(FIRST))

    second = [one for one in later.values() if concerns(one[1], SECOND)]
    set_cells(
        book, [("待确认事项", row, col, value) for row, _, cells in second for col, value in cells.items()]
    )
    add_event(book, made, SECOND)
    assert Opened(book).of_event(FIRST, *sheets) == before
    reason, told = allocate(book)
    assert (reason, list(told)) == (None, ["AWARD_FINAL"])
    assert Opened(book).of_event(FIRST, *sheets) == before
    assert allocate(book, "--event", SECOND, "--final") == (None, {})
    opened = Opened(book)
    assert opened.of_event(FIRST, *sheets) == before
    both = [one for one in expected_awards(made) if f"{one.phase}·{one.event}" in (FIRST, SECOND)]
    assert opened.awards == [(*one, FINAL) for one in both]
    assert allocate(book, "--event", "第一期·活动6", "--final")[0] == "NOT_JUDGED"


def test_an_open_point_of_the_event_itself_holds_it_up(book):
    row, _, cells = points(book)["G14"]
    set_cells(book, [("待确认事项", row, col, None) for col in cells])
    before = book.read_bytes()
    reason, told = allocate(book, "--event", FIRST, "--final")
    assert reason == "FINAL_REFUSED"
    assert "POINT_OPEN" in told
    assert book.read_bytes() == before


# ---- The same again


def shuffled(path, *sheets):
    """Somebody sorts the rows of these sheets in another way; formulas go along with their rows."""
    book = load_workbook(path)
    order = random.Random(1)
    for name in sheets:
        sheet = book[name]
        rows = [
            row for row in sheet.iter_rows(min_row=HEADER_ROW + 1) if any(c.value is not None for c in row)
        ]
        said = [[(cell.value, cell.coordinate) for cell in row] for row in rows]
        order.shuffle(said)
        for row, values in zip(rows, said, strict=True):
            for cell, (value, origin) in zip(row, values, strict=True):
                moved = isinstance(value, str) and value.startswith("=")
                cell.value = Translator(value, origin).translate_formula(cell.coordinate) if moved else value
    book.save(path)


def test_the_order_of_rows_means_nothing(book, drafted):
    shuffled(book, "报名", "场次", "短视频作品", "销售额核对", "资格审核")
    reason, told = allocate(book)
    assert (reason, sorted(told)) == (None, ["AWARD_VACANT"])
    again = Opened(book)
    for sheet in SHEETS:
        assert again.rows(sheet) == drafted.rows(sheet)
    assert again.rows("奖金分配表", "规则版本") == drafted.rows("奖金分配表", "规则版本")


def contents(opened):
    """Every cell; of 操作记录 all but when."""
    return {
        (name, live): [row[name == "操作记录" :] for row in opened.cells(name, live)]
        for name in opened.sheets
        for live in (False, True)
    }


def test_the_same_book_gives_the_same_cells_and_again_changes_nothing(book, drafted):
    assert allocate(book)[0] is None
    again, before = contents(Opened(book)), contents(drafted)
    assert [place for place in before if again[place] != before[place]] == []
    assert again.keys() == before.keys()
    data = book.read_bytes()
    assert allocate(book)[0] is None
    assert book.read_bytes() == data
