"""Column kinds as a clerk sees them: what is typed -> what is taken, and what is said about it."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.columns import KINDS
from schemas.format import CellContext
from schemas.frames import schema_of
from schemas.registration import REGISTRATION
from tests.tables import A, B
from workbook.codes import CODES

NO = CellContext()
BY_NAME = {kind.name: kind for kind in KINDS}

TABLE = [
    ("id_number", A, A, []),
    ("id_number", "36070220050519009x", "36070220050519009X", ["ID_UPPER"]),
    ("id_number", "'" + A, A, ["ID_INVISIBLE"]),
    ("id_number", "   ", None, []),
    ("id_number", "-", None, ["VALUE_PLACEHOLDER"]),
    ("id_number", 3.6010220050315e17, None, ["ID_PRECISION"]),
    ("mobile", "13800000001", "13800000001", []),
    ("mobile", "0086 13800000001", "13800000001", ["PHONE_FORMAT"]),
    ("mobile", "１３８００００００01", "13800000001", ["PHONE_FORMAT"]),
    ("mobile", "1380000000113900000002", None, ["PHONE_MULTI"]),
    ("mobile", "138000000", None, ["PHONE_LEN"]),
    ("phone", "0791-86200000", "0791-86200000", []),
    ("name", "欧阳 明", "欧阳明", ["NAME_SPACE"]),
    ("name", "John  Smith", "John Smith", ["NAME_INVISIBLE"]),
    ("name", "𠮷田", "𠮷田", []),
    ("name", "张三、李四", "张三、李四", ["NAME_FORMAT"]),
    ("gender", "M", "男", ["GENDER_FORMAT"]),
    ("role", "队长兼主播", "队长、主播", []),
    ("role", "□主播 ☑场控", "场控", []),
    ("role", "组员", "组员", []),
    ("yes_no", "√", True, []),
    ("yes_no", "×", False, []),
    ("city", "赣州市分公司", "赣州", []),
    ("city", "江西省赣州市", "赣州", []),
    ("city", "吉安赛区", "吉安", []),
    ("student_no", "0120221034", "0120221034", []),
    ("shop_id", "YL-88_01", "YL-88_01", []),
    ("count", 3.0, 3, []),
    ("count", "第三", None, []),
]


@pytest.mark.parametrize(("kind", "raw", "value", "codes"), TABLE)
def test_cell(kind, raw, value, codes):
    parsed = BY_NAME[kind].parse(raw, NO)
    assert parsed.value == value
    assert [issue.code for issue in parsed.issues] == codes
    assert all(code in CODES for code in codes)


def test_a_number_format_that_shows_zeros_keeps_a_student_number():
    kept = BY_NAME["student_no"].parse(120221034.0, CellContext(number_format="0000000000"))
    assert (kept.value, kept.issues) == ("0120221034", ())


RAW = st.one_of(
    st.none(), st.booleans(), st.floats(), st.text(max_size=30), st.from_regex(r"[0-9 Xx\-]{5,20}")
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(raw=RAW)
def test_no_input_makes_a_kind_raise_or_use_an_unknown_code(kind, raw):
    for issue in kind.parse(raw, NO).issues:
        assert issue.code in CODES


@pytest.mark.parametrize("kind", [k for k in KINDS if k.plain], ids=lambda kind: kind.name)
@given(
    text=st.one_of(
        st.text(max_size=20),
        st.from_regex(r"[0-9A-Za-z_\-]{4,20}"),
        st.sampled_from([A, B, "13800000001", "张三", "男"]),
    )
)
def test_the_fast_path_says_what_parse_says(kind, text):
    if kind.plain(text):
        parsed = kind.parse(text, NO)
        assert (parsed.value, parsed.issues, parsed.readable) == (text, (), True)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(raw=RAW)
def test_a_fix_leaves_nothing_to_fix(kind, raw):
    for issue in kind.parse(raw, NO).issues:
        if CODES[issue.code].severity == "fix" and issue.suggest is not None:
            again = kind.parse(issue.suggest, NO)
            assert again.value == kind.parse(raw, NO).value
            assert not [i for i in again.issues if CODES[i.code].severity == "fix"]


def test_pandera_names_code_and_row():
    from pandera.errors import SchemaErrors

    columns = {c.name: pl.Series(c.name, [None, None, None], c.kind.dtype) for c in REGISTRATION.columns}
    columns["id_no"] = pl.Series("id_no", [A, A[:17] + "0", "36010220050229013X"], pl.String)
    with pytest.raises(SchemaErrors) as caught:
        schema_of(REGISTRATION).validate(pl.DataFrame(columns), lazy=True)
    cases = caught.value.failure_cases
    assert sorted(zip(cases["check"], cases["index"], strict=True)) == [("ID_BIRTH", 2), ("ID_CHECKSUM", 1)]
