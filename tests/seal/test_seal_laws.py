"""Laws: any one change to any sealed cell is found there and nowhere else; shapes of formulas; what is kept of a value."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.contest import Scope
from tests.seal.at_seal import changed, told
from workbook.card.read import read_card
from workbook.masking import numbers_in
from workbook.model import Cell, CellError
from workbook.seal.cells import Now, kept, same, shape
from workbook.seal.kept import seals
from workbook.seal.matching import _longest
from workbook.seal.parts import PARTS
from workbook.seal.reading import Reading
from workbook.seal.record import NONE, Record, Signed, Sums, marks

VALUES = st.one_of(
    st.none(),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 2)),
    st.text("张王K01-·= \n", max_size=6),
    st.booleans(),
    st.just(CellError("#N/A")),
)


@pytest.fixture(scope="session")
def cells(sealed):
    """Every cell that is sealed."""
    reading = Reading(sealed, read_card(sealed))
    parts = {part.sheet: part for part in PARTS}
    (record,) = seals(sealed).records.values()
    found = []
    for part in record.parts:
        columns = reading.table(parts[part.sheet]).columns
        found += [(part.sheet, Cell(row.row, columns[name])) for row in part.rows for name in part.columns]
    assert len(found) > 4_000
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 999_999), VALUES)
def test_any_one_cell_changed_is_found_there_and_nothing_else_is(sealed, cells, number, value):
    sheet, at = cells[number % len(cells)]
    there = sealed.sheet(sheet).value(at)
    formula = at in sealed.sheet(sheet).facts.formulas
    if not formula and (value or None) == (there or None) and type(value or None) is type(there or None):
        return
    if isinstance(value, float) and isinstance(there, float) and abs(value - there) < 1e-6 and not formula:
        return
    found = [one for one in told(changed(sealed, sheet, at, value)) if not one.startswith("SEAL_LATER")]
    assert found == [f"SEAL_CHANGED {sheet} {at.a1}"]


@given(VALUES, VALUES, st.booleans())
def test_what_is_kept_of_a_value_agrees_with_it_alone(one, other, personal):
    before = kept(Now(one, personal=personal), "1")
    assert same(before, Now(one, personal=personal), "1")
    alike = (one or None) == (other or None) and type(one or None) is type(other or None)
    near = isinstance(one, float) and isinstance(other, float) and abs(one - other) < 1e-6
    blank = one in (None, "") and other in (None, "")
    if not (alike or near or blank or (one == 0 and other == 0)):
        assert not same(before, Now(other, personal=personal), "1")


def test_no_code_is_taken_for_a_number_of_a_person_and_masked():
    """About one in 200 would be."""
    signed, sums = Signed("乙某", "甲某", "纪要9号", "2024-12-20"), Sums(0, 0, 0)
    records = (Record(number, Scope("第一期", "活动4"), False, ()) for number in range(2_000))
    codes = [marks(record, signed, sums, NONE).code for record in records]
    assert [code for code in codes if numbers_in(code) != code] == []
    assert len(set(codes)) == 2_000


@pytest.mark.parametrize("field", range(4))
def test_whoever_signs_and_when_is_in_the_code(field):
    said = ["乙某", "甲某", "纪要9号", "2024-12-20"]
    other = [*said[:field], said[field] + "改", *said[field + 1 :]]
    record, sums = Record(1, Scope("第一期", "活动4"), False, ()), Sums(0, 0, 0)
    one, two = (marks(record, Signed(*names), sums, NONE) for names in (said, other))
    assert one.code != two.code
    assert marks(record, Signed(*said), sums, one) != one


TITLES = {4: "期次", 6: "实付", 7: "退款"}


@pytest.mark.parametrize(
    ("one", "row", "other", "row_then"),
    [
        ("F4-G4", 4, "F9-G9", 9),
        ('=IF(F4="","",ROUND(F4-G4,2))', 4, 'IF(F5="", "", ROUND(F5 - G5, 2))', 5),
        ('SUMIFS($F$4:$F$500,$D$4:$D$500,"a")', 4, 'SUMIFS($F$4:$F$1000,$D$4:$D$1000,"a")', 4),
        ("SUM('规则_奖项'!$E$4:$E$9)", 4, "SUM(规则_奖项!$E$4:$E$99)", 7),
        ("ROUND(F3-F2,2)", 5, "ROUND(F8-F7,2)", 10),
    ],
)
def test_formulas_that_say_the_same(one, row, other, row_then):
    assert shape(one, row, TITLES) == shape(other, row_then, TITLES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("F4-G4", "F4+G4"),
        ("F4-G4", "F5-G4"),
        ("F4-G4", "G4-F4"),
        ("SUM($F$4:$F$9)", "SUM($G$4:$G$9)"),
        ('SUMIFS(F4:F9,D4:D9,"一 ")', 'SUMIFS(F4:F9,D4:D9,"一")'),
        ("表一!A1", "表一!A2"),
        ("$F$4", "$F$5"),
        ("F4*0.2", "F4*0.1"),
    ],
)
def test_formulas_that_do_not(one, other):
    assert shape(one, 4, TITLES) != shape(other, 4, TITLES)


def test_a_column_moved_is_the_same_formula():
    assert shape("F4-G4", 4, TITLES) == shape("J4-K4", 4, {10: "实付", 11: "退款"})


@given(st.lists(st.integers(0, 12), max_size=9, unique=True))
def test_the_rows_that_stay_are_a_longest_rising_run(numbers):
    stay = [numbers[position] for position in _longest(numbers)]
    assert stay == sorted(stay)
    longest = 0
    for chosen in range(1 << len(numbers)):
        run = [number for position, number in enumerate(numbers) if chosen >> position & 1]
        longest = max(longest, len(run) if run == sorted(run) else 0)
    assert len(stay) == longest
