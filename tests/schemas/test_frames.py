"""The pandera schema of a format: it names the code and the row, and says what `valid_id` says."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from schemas.formats import FORMATS
from schemas.frames import schema_of
from schemas.identity import PROVINCES, id_birth, id_check_digit, valid_id
from schemas.registration import REGISTRATION
from tests.tables import A, B, C, D
from workbook.codes import CODES

REGION_84 = "84073020041102042"


def failures(fmt, **columns):
    """(column, code, row) of every cell the schema rejects in a frame with these columns, the others blank."""
    height = len(next(iter(columns.values())))
    series = {
        c.name: pl.Series(c.name, columns.get(c.name, [None] * height), c.kind.dtype) for c in fmt.columns
    }
    try:
        schema_of(fmt).validate(pl.DataFrame(series), lazy=True)
    except SchemaErrors as errors:
        return sorted(errors.failure_cases.select("column", "check", "index").iter_rows())
    return []


def test_failure_cases_carry_column_code_and_row():
    numbers = [A, A[:17] + "0", None, "36010220050229013X", B, REGION_84 + id_check_digit(REGION_84)]
    assert failures(REGISTRATION, id_no=numbers) == [
        ("id_no", "ID_BIRTH", 3),
        ("id_no", "ID_CHECKSUM", 1),
        ("id_no", "ID_REGION", 5),
    ]


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.id)
def test_a_blank_frame_is_no_failure_and_every_check_is_a_code(fmt):
    assert failures(fmt, seq=[1, 2]) == []
    assert {code for column in fmt.columns for code in column.kind.checks} <= set(CODES)


def test_all_four_base_numbers_pass_together():
    assert failures(REGISTRATION, id_no=[A, B, C, D], name=["张三", "李四", "王五", "赵六"]) == []


NUMBER = st.from_regex(r"\A[1-9][0-9]{5}(19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}\Z")


@settings(max_examples=50)
@given(st.lists(st.tuples(NUMBER, st.sampled_from("right 0 5 X".split())), min_size=1, max_size=20))
def test_column_checks_and_valid_id_say_the_same_of_every_number(parts):
    numbers = [first + (id_check_digit(first) if last == "right" else last) for first, last in parts]
    found = {row: code for _, code, row in failures(REGISTRATION, id_no=numbers)}
    for row, number in enumerate(numbers):
        if id_birth(number) is None:
            assert found[row] == "ID_BIRTH"
        elif not valid_id(number):
            assert found[row] == "ID_CHECKSUM"
        else:
            assert found.get(row) == (None if number[:2] in PROVINCES else "ID_REGION")
