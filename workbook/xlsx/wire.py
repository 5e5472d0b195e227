"""How a worker hands a workbook to its parent: packed columns and JSON, never pickle.

What a parser of untrusted files wrote must not be able to run anything here. A message is one length-prefixed frame:
JSON (sheets, facts, sizes) and then, per column, one byte a cell for its type, the numbers as doubles, and the texts
as UTF-8 joined by NUL. Splitting that is fast: 1.5 million cells in about 0.2 s. (Arrow IPC would need polars in the
worker, 0.4 s to import.)
"""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, Final

EMPTY, NUMBER, TEXT, TRUE, FALSE = range(5)
_TYPES: Final[dict[type, int]] = {str: TEXT, float: NUMBER, int: NUMBER}
_DAY: Final = timedelta(days=1)
_EPOCHS: Final = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}


def pack_column(column: Sequence[Any], date1904: bool) -> tuple[bytes, bytes, bytes]:
    """(types, numbers, texts) of one column as calamine gave it."""
    kinds = {value.__class__ for value in column}
    if kinds - {str, float}:
        column = [_plain(value, date1904) for value in column]
        kinds = {value.__class__ for value in column}
    if kinds == {str}:
        texts = "\0".join(v.replace("\0", "\ufffd") if "\0" in v else v for v in column)
        return b"", b"", texts.encode("utf-8", "surrogatepass")
    types = bytes([
        (TRUE if value else FALSE) if value.__class__ is bool else _TYPES[value.__class__] for value in column
    ])
    numbers = array("d", [value for value in column if value.__class__ in (float, int)])
    if sys.byteorder == "big":
        numbers.byteswap()
    texts = "\0".join(value.replace("\0", "\ufffd") for value in column if value.__class__ is str)
    return types, numbers.tobytes(), texts.encode("utf-8", "surrogatepass")


def _plain(value: Any, date1904: bool) -> Any:
    """Dates as their serial numbers, whatever else as it is."""
    if isinstance(value, datetime):
        return _serial(value, date1904)
    if isinstance(value, date):
        return _serial(datetime(value.year, value.month, value.day), date1904)
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86400
    if isinstance(value, timedelta):
        return value / _DAY
    return float(value) if value.__class__ is int else value


def _serial(moment: datetime, date1904: bool) -> float:
    """The serial number of a moment; before 1900-03-01 Excel counts a day that never was."""
    number = (moment - _EPOCHS[date1904]) / _DAY
    return number - 1 if not date1904 and number < 61 else number


def unpack_column(types: bytes, numbers: bytes, texts: bytes, height: int) -> list[Any]:
    """One column as model values: None, float, str, bool."""
    strings = texts.decode("utf-8", "surrogatepass").split("\0")
    if not types:
        return [text or None for text in strings] if height else []
    values = array("d")
    values.frombytes(numbers)
    if sys.byteorder == "big":
        values.byteswap()
    if NUMBER not in types and TRUE not in types and FALSE not in types:
        return [text or None for text in strings]
    if TEXT not in types and TRUE not in types and FALSE not in types:
        return list(values)
    next_text, next_number = iter(strings).__next__, iter(values).__next__
    return [
        (next_text() or None) if kind == TEXT else next_number() if kind == NUMBER else kind == TRUE
        for kind in types
    ]


def write_frame(stream: BinaryIO, header: Any, blobs: Sequence[bytes] = ()) -> None:
    """One message: 4 bytes length of JSON, 8 bytes length of the rest, JSON, the rest."""
    text = json.dumps([header, [len(blob) for blob in blobs]], ensure_ascii=False).encode("utf-8", "surrogatepass")
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
