"""How a worker hands a workbook to its parent: packed columns and JSON, never pickle.

What a parser of untrusted files wrote must not be able to run anything here. A message is one length-prefixed
frame: JSON (sheets, facts, sizes) and then, per column, one byte a cell for its type, the numbers as doubles,
and the texts as UTF-8 joined by NUL. Splitting that is fast: 1.5 million cells in about 0.2 s. (Arrow IPC
would need polars in the worker, 0.4 s to import.)
"""

from __future__ import annotations

import json
import re
import struct
import sys
from array import array
from collections.abc import Sequence
from typing import Any, BinaryIO, Final

TEXT, NUMBER, TRUTH = range(3)
_TYPES: Final[dict[type, int]] = {str: TEXT, float: NUMBER, bool: TRUTH}
_RUN = re.compile(rb"(.)\1*", re.S)
_RUNS_WORTH: Final = 8
"""A column whose kinds change less often than every so many cells is put together run by run."""


def pack_column(column: Sequence[Any]) -> tuple[bytes, bytes, bytes]:
    """(types, numbers, texts) of one column of str, float and bool; no types where all cells are texts.

    A blank cell is an empty text. NUL, which joins the texts, cannot stand in one and is replaced.
    """
    kinds = set(map(type, column))
    if kinds == {str}:
        return b"", b"", _join(column)
    if kinds == {float}:
        return bytes([NUMBER]) * len(column), _numbers(column), b""
    types = bytes(map(_TYPES.__getitem__, map(type, column)))
    texts = [value for value in column if value.__class__ is str]
    return types, _numbers([value for value in column if value.__class__ is not str]), _join(texts)


def _numbers(values: Sequence[float]) -> bytes:
    numbers = array("d", values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _join(texts: Sequence[str]) -> bytes:
    joined = "\0".join(texts)
    if joined.count("\0") != max(len(texts) - 1, 0):
        joined = "\0".join([text.replace("\0", "\ufffd") for text in texts])
    return joined.encode("utf-8", "surrogatepass")


def unpack_column(types: bytes, numbers: bytes, texts: bytes) -> list[Any]:
    """One column as model values: None, float, str, bool. Raises ValueError when the pieces do not fit."""
    strings = [text or None for text in texts.decode("utf-8", "surrogatepass").split("\0")]
    if not types:
        return strings
    values = array("d")
    values.frombytes(numbers)
    if sys.byteorder == "big":
        values.byteswap()
    counted = types.count(TEXT)
    if len(types) - counted != len(values) or (counted and counted != len(strings)):
        raise ValueError("a column does not fit its types")
    runs = [] if len(types) < 4 * _RUNS_WORTH else _RUN.findall(types[: 4 * _RUNS_WORTH])
    if len(runs) < 4:
        return _by_runs(types, values, strings)
    next_text, next_number = iter(strings).__next__, iter(values).__next__
    return [
        next_text() if kind == TEXT else next_number() if kind == NUMBER else next_number() != 0
        for kind in types
    ]


def _by_runs(types: bytes, values: Sequence[float], strings: list[str | None]) -> list[Any]:
    """The same for a column of few changes: a header and then numbers, say."""
    column: list[Any] = []
    text = number = 0
    for run in _RUN.finditer(types):
        size = run.end() - run.start()
        if run[1] == b"\0":
            column += strings[text : text + size]
            text += size
            continue
        some = values[number : number + size]
        number += size
        column += some if run[1] == b"\1" else [value != 0 for value in some]
    return column


def write_frame(stream: BinaryIO, header: object, blobs: Sequence[bytes] = ()) -> None:
    """One message: 4 bytes length of JSON, 8 bytes length of the rest, JSON, the rest."""
    text = json.dumps([header, [len(blob) for blob in blobs]], ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )
    stream.write(struct.pack("<IQ", len(text), sum(map(len, blobs))) + text)
    stream.writelines(blobs)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[Any, list[bytes]] | None:
    """The next message as (header, blobs); None at the end of the stream or in the middle of a broken one."""
    head = stream.read(12)
    if len(head) < 12:
        return None
    size, rest = struct.unpack("<IQ", head)
    text, body = stream.read(size), stream.read(rest)
    if len(text) < size or len(body) < rest:
        return None
    header, lengths = json.loads(text.decode("utf-8", "surrogatepass"))
    blobs, position = [], 0
    for length in lengths:
        blobs.append(body[position : position + length])
        position += length
    return header, blobs
