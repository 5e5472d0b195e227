from __future__ import annotations

import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.xlsx.reading.wire import pack_column, read_frame, unpack_column, write_frame

texts = st.text(st.characters(exclude_categories=()), max_size=6)
cells = st.one_of(texts, st.floats(allow_nan=False), st.booleans(), st.just(""))


def expected(value: object) -> object:
    return (value.replace("\0", "\ufffd") or None) if isinstance(value, str) else value


@given(
    st.one_of(
        *(st.lists(kind, min_size=1, max_size=80) for kind in (cells, texts, st.floats(allow_nan=False)))
    )
)
def test_a_column_comes_back(column: list[object]) -> None:
    found = unpack_column(*pack_column(column))
    assert found == [expected(value) for value in column]
    assert [type(value) for value in found] == [type(expected(value)) for value in column]


@given(st.lists(st.tuples(cells, st.integers(1, 40)), min_size=1, max_size=5))
def test_columns_of_few_changes_come_back(runs: list[tuple[object, int]]) -> None:
    column = [value for value, times in runs for _ in range(times)]
    assert unpack_column(*pack_column(column)) == [expected(value) for value in column]


def test_numbers_keep_all_their_bits() -> None:
    column = [0.1, -0.0, 5e-324, 1.7976931348623157e308, math.pi]
    assert [value.hex() for value in unpack_column(*pack_column(column))] == [value.hex() for value in column]


@pytest.mark.parametrize(
    "pieces", [(b"\1\1", b"\0" * 8, b""), (b"\0\0\1", b"\0" * 8, b"a"), (b"\1", b"\0" * 7, b"")]
)
def test_pieces_that_do_not_fit(pieces: tuple[bytes, bytes, bytes]) -> None:
    with pytest.raises(ValueError, match=r"fit|multiple"):
        unpack_column(*pieces)


@given(st.dictionaries(texts, texts, max_size=4), st.lists(st.binary(max_size=9), max_size=4))
def test_a_frame_comes_back(header: dict[str, str], blobs: list[bytes]) -> None:
    stream = io.BytesIO()
    write_frame(stream, header, blobs)
    size = stream.tell()
    stream.seek(0)
    assert read_frame(stream) == (header, blobs)
    assert read_frame(stream) is None
    assert read_frame(io.BytesIO(stream.getvalue()[: size - 1])) is None
