"""Old binary workbooks (.xls, and .et by WPS): proved before calamine sees them, told in the same form as new ones.

calamine follows chains of sectors wherever they lead and allocates by the counts it finds, so both are proved
here. Values only: formulas, notes and hidden rows are not told. A date comes back as a moment; here it becomes
a serial number of the 1900 calendar with a date format, as everywhere else.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from workbook.host import Refused
from workbook.model import MAX_COLUMN, MAX_ROW
from workbook.xlsx.reading.limits import MAX_BOX, MAX_OLD, MAX_RECORDS, MAX_SHEETS, SMALL_BOX, SPARSE

_DAY: Final = timedelta(days=1)
_EPOCH: Final = datetime(1899, 12, 30)
_FIRST_SOUND: Final = 61
"""Serial number of 1900-03-01; before it Excel counts a day that never was."""

_NO_SECTOR: Final = 0xFFFFFFFA
"""From here on numbers are marks: free, end of chain, table."""
_END_OF_CHAIN: Final = 0xFFFFFFFE
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BEGIN, _END, _LISTED, _PASSWORD, _STRINGS, _AREA, _LINKS = 0x809, 0x0A, 0x85, 0x2F, 0xFC, 0x200, 0x1AE
_MANY_NUMBERS: Final = 0xBD
_STRUCTURE: Final = frozenset({_BEGIN, _END, _LISTED, _PASSWORD, _STRINGS, _AREA, _LINKS})
_CELLS: Final = frozenset({0x06, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E, _MANY_NUMBERS})
"""Records that hold values; blank cells are nothing to a reader."""


def serial_number(moment: datetime | date | time | timedelta) -> tuple[float, str]:
    """A moment as (serial number, format code)."""
    if isinstance(moment, timedelta):
        return moment / _DAY, "[h]:mm:ss"
    if isinstance(moment, time):
        since = timedelta(
            hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond
        )
        return since / _DAY, "h:mm:ss"
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    number = (moment - _EPOCH) / _DAY
    if number < _FIRST_SOUND:
        number -= 1
    return number, "yyyy/m/d" if number == int(number) else "yyyy/m/d h:mm"


def plain_column(column: Sequence[Any], number: int, formats: list[list[Any]]) -> list[Any]:
    """A column of str, float and bool; the formats of its dates are added to `formats`."""
    values: list[Any] = []
    for row, value in enumerate(column, 1):
        if isinstance(value, datetime | date | time | timedelta):
            value, code = serial_number(value)
            last = formats[-1] if formats else None
            if last and last[0] == number and last[1] == code and last[3] == row - 1:
                last[3] = row
            else:
                formats.append([number, code, row, row])
        elif value.__class__ is int:
            value = float(value)
        values.append(value)
    return values


# ---- the container: sectors, chains of them, a directory of streams


class _Container:
    """An OLE container whose chains are proved: a reader that followed a loop would fill the memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        if len(data) < 1536:
            raise _damaged("旧格式文件不完整")
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        fat, directory, _, self._cutoff, mini, minis, difat, difats = struct.unpack_from("<8I", data, 44)
        if shift not in (9, 12) or mini_shift != 6:
            raise _damaged("旧格式文件头不对")
        self._shift = shift
        self._sectors = ((len(data) - 1) >> shift) if len(data) >> shift else 0
        if max(fat, minis, difats) > self._sectors:
            raise _damaged("旧格式文件头里的数目与大小不符")
        self._taken = bytearray(self._sectors)
        self._fat = self._numbers(self._fat_sectors(fat, difat, difats))
        entries = self._bytes(self._chain(directory))
        self._mini_fat = self._numbers(self._chain(mini)) if minis else array("I")
        self._mini_taken = bytearray(len(self._mini_fat))
        self.streams = self._streams(entries)

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) << self._shift : (number + 2) << self._shift]

    def _bytes(self, sectors: Sequence[int]) -> bytes:
        return b"".join(map(self._sector, sectors))

    def _numbers(self, sectors: Sequence[int]) -> array[int]:
        numbers = array("I")
        content = self._bytes(sectors)
        numbers.frombytes(content[: len(content) & ~3])
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    def _take(self, number: int) -> None:
        if number >= self._sectors:
            raise _damaged("旧格式文件的扇区表不对")
        if self._taken[number]:
            raise _damaged("旧格式文件的扇区表成环")
        self._taken[number] = 1

    def _fat_sectors(self, count: int, difat: int, difats: int) -> list[int]:
        """The sectors of the sector table: 109 in the header, further ones in a chain of their own."""
        listed = list(struct.unpack_from("<109I", self._data, 76))
        per = (1 << self._shift) // 4
        for _ in range(difats):
            if difat >= _NO_SECTOR:
                break
            self._take(difat)
            numbers = self._numbers([difat])
            if len(numbers) < per:
                raise _damaged("旧格式文件的扇区表不对")
            *more, difat = numbers
            listed += more
        used = [number for number in listed if number < _NO_SECTOR]
        if len(used) < count:
            raise _damaged("旧格式文件头里的数目与大小不符")
        for number in used[:count]:
            self._take(number)
        return used[:count]

    def _chain(self, start: int) -> list[int]:
        """The sectors of a stream, none of them used twice in the file."""
        found = []
        while start < _NO_SECTOR:
            self._take(start)
            found.append(start)
            if start >= len(self._fat):
                raise _damaged("旧格式文件的扇区表不对")
            start = self._fat[start]
        if start != _END_OF_CHAIN:
            raise _damaged("旧格式文件的扇区表不对")
        return found

    def _streams(self, directory: bytes) -> dict[str, bytes]:
        """Name -> content; of two with one name the first, as readers do."""
        streams: dict[str, bytes] = {}
        small = b""
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
            if kind == _ROOT:
                small = self._bytes(self._chain(start)) if size else b""
            elif kind == _STREAM:
                if size == 0:
                    content = b""
                elif size < self._cutoff:
                    content = self._small(start, size, small)
                else:
                    content = self._bytes(self._chain(start))
                if len(content) < size:
                    raise _damaged("旧格式文件头里的数目与大小不符")
                streams.setdefault(name, content[:size])
            elif kind == _STORAGE:
                streams.setdefault(name + "/", b"")
        return streams

    def _small(self, number: int, size: int, stream: bytes) -> bytes:
        """A stream of less than 4096 bytes: pieces of 64 bytes of the root's stream."""
        pieces: list[bytes] = []
        while number < _NO_SECTOR and len(pieces) << 6 < size:
            if number >= len(self._mini_fat) or self._mini_taken[number]:
                raise _damaged("旧格式文件的扇区表成环")
            self._mini_taken[number] = 1
            pieces.append(stream[number << 6 : (number + 1) << 6])
            number = self._mini_fat[number]
        if number < _NO_SECTOR:
            raise _damaged("旧格式文件头里的数目与大小不符")
        return b"".join(pieces)


# ---- the workbook stream: records


class _Sheet:
    """What the cells of one sheet ask for."""

    def __init__(self) -> None:
        self.bottom = self.right = self.filled = 0

    def cell(self, row: int, last_column: int) -> None:
        """One cell, or several side by side."""
        if last_column >= MAX_COLUMN:
            raise _damaged("旧格式文件的单元格超出范围")
        self.bottom, self.right = max(self.bottom, row + 1), max(self.right, last_column + 1)
        self.filled += 1

    def prove(self) -> int:
        """How many cells are asked for. Raises Refused when too few of them are filled."""
        box = self.bottom * self.right
        if box > MAX_BOX or box > max(SMALL_BOX, SPARSE * self.filled):
            raise Refused("FILE_LIMIT", f"旧格式文件的 {self.filled} 个单元格散布得太远")
        return box


def prove_old(data: bytes) -> list[tuple[str, str]]:
    """Prove an .xls before a parser follows its chains and counts; answers the flags for the whole file.

    Raises Refused: FILE_DAMAGED, FILE_LIMIT, FILE_ENCRYPTED, FILE_UNSAFE (macro sheets, DDE).
    """
    if len(data) > MAX_OLD:
        raise Refused("FILE_LIMIT", f"旧格式文件超过 {MAX_OLD >> 20} MB")
    streams = _Container(data).streams
    book = streams.get("Workbook") or streams.get("Book")
    if not book:
        raise Refused("FILE_NOT_WORKBOOK", "是其他 Office 文件，不是表格")
    flags = [("FILE_XLS", "")]
    if any(name.startswith("_VBA_PROJECT") for name in streams):
        flags.append(("FILE_MACRO", "VBA"))
    records = _Records(book)
    records.prove()
    if records.linked:
        flags.append(("LINK_EXTERNAL", ""))
    if any(name.startswith(("MBD", "\x01Ole")) for name in streams):
        flags.append(("OBJECT_EMBEDDED", "OLE"))
    return flags


class _Records:
    """What the records of a workbook tell while they are gone through once."""

    def __init__(self, book: bytes) -> None:
        self._book = book
        self._begins: dict[int, _Sheet] = {}
        self._listed: list[int] = []
        self._sheet = _Sheet()
        self._depth = 0
        self.linked = False
        """Other workbooks are referred to."""

    def prove(self) -> None:
        """Raises Refused."""
        for at, kind, size in _records(self._book):
            if kind in _CELLS:
                self._cell(at, kind, size)
            elif kind in _STRUCTURE:
                self._structure(at, kind, size)
        if len(self._listed) > MAX_SHEETS:
            raise Refused("FILE_LIMIT", f"有 {len(self._listed)} 个工作表")
        if not set(self._listed) <= set(self._begins) or len(set(self._listed)) != len(self._listed):
            raise _damaged("旧格式文件的工作表位置不对")
        if sum(self._begins[place].prove() for place in self._listed) > MAX_BOX:
            raise Refused("FILE_LIMIT", "各工作表的范围合计过大")

    def _cell(self, at: int, kind: int, size: int) -> None:
        if size < 6:
            raise _damaged("旧格式文件的记录有误")
        row, column = struct.unpack_from("<HH", self._book, at)
        if kind == _MANY_NUMBERS:
            column = struct.unpack_from("<H", self._book, at + size - 2)[0]
        self._sheet.cell(row, column)

    def _structure(self, at: int, kind: int, size: int) -> None:
        if kind == _BEGIN:
            self._depth += 1
            if self._depth == 1:  # a chart within a sheet begins and ends there too
                self._sheet = self._begins[at - 4] = _Sheet()
        elif kind == _END:
            self._depth = max(self._depth - 1, 0)
        elif kind == _LISTED and size >= 8:
            place, _, what = struct.unpack_from("<IBB", self._book, at)
            if what == 1:
                raise Refused("FILE_UNSAFE", "含有 Excel 4.0 宏表")
            if what == 0:
                self._listed.append(place)
        elif kind == _PASSWORD:
            raise Refused("FILE_ENCRYPTED")
        elif kind in (_STRINGS, _AREA):
            _prove_counts(self._book, at, kind, size)
        elif kind == _LINKS and size > 4:
            self.linked |= _points_out(self._book[at : at + size])


def _records(book: bytes) -> Iterator[tuple[int, int, int]]:
    """(where its content begins, kind, size) of every record, up to the padding at the end."""
    at = count = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        if kind == 0 and size == 0 and not book[at:].strip(b"\0"):
            return
        count += 1
        at += 4
        if kind == 0 or at + size > len(book):
            raise _damaged("旧格式文件的记录有误")
        if count > MAX_RECORDS:
            raise Refused("FILE_LIMIT", f"旧格式文件有超过 {MAX_RECORDS} 条记录")
        yield at, kind, size
        at += size


def _prove_counts(book: bytes, at: int, kind: int, size: int) -> None:
    """The counts a reader allocates by: of shared texts, and of the cells of a sheet."""
    if kind == _STRINGS and size >= 8:
        if struct.unpack_from("<I", book, at + 4)[0] > len(book) // 3:
            raise _damaged("旧格式文件里的文字条数与大小不符")
    elif kind == _AREA and size in (10, 14):
        top, bottom, left, right = struct.unpack_from("<IIHH" if size == 14 else "<4H", book, at)
        if bottom > MAX_ROW or right > MAX_COLUMN or bottom < top or right < left:
            raise _damaged("旧格式文件的单元格超出范围")
        if (bottom - top) * (right - left) > MAX_BOX:
            raise Refused("FILE_LIMIT", "旧格式文件登记的范围过大")


def _points_out(record: bytes) -> bool:
    """Whether a record of links names another workbook. Raises Refused for DDE."""
    if struct.unpack_from("<H", record, 2)[0] in (0x0401, 0x3A01):  # this workbook, or an add-in
        return False
    if b"\x03" in record[5:].replace(b"\0", b""):
        raise Refused("FILE_UNSAFE", "含有 DDE 链接")
    return True


def _damaged(detail: str) -> Refused:
    return Refused("FILE_DAMAGED", detail)
