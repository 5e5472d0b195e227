"""The package calamine gets: written by us from proved parts, nothing else in it.

So no second zip reader ever sees the user's bytes, and calamine sees neither a lying count of strings (it
allocates by it) nor styles: without them a date comes back as the serial number we want. A large part goes
on as it was stored, already proved; small ones are written anew, with what was mended.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from isal import isal_zlib

from workbook.xlsx.reading.container import Member

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")

_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = b"http://schemas.openxmlformats.org/package/2006/"
_TYPES: Final = (
    b'<Types xmlns="' + _PACKAGE + b'content-types"><Default Extension="xml" ContentType="application/xml"/>'
    b'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'spreadsheetml.sheet.main+xml"/></Types>'
)


def _relations(items: Sequence[tuple[bytes, bytes]]) -> bytes:
    tags = (
        b'<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>' % (number, _RELATED, kind, target)
        for number, (kind, target) in enumerate(items, 1)
    )
    return b'<Relationships xmlns="' + _PACKAGE + b'relationships">' + b"".join(tags) + b"</Relationships>"


_ROOT: Final = _relations([(b"officeDocument", b"xl/workbook.xml")])


def handover(sheets: Sequence[bytes | Member], strings: bytes | Member | None) -> bytes:
    """A workbook of these sheets, called by their number counted from 0: rows, or a whole part as it is stored."""
    tags = b"".join(
        b'<sheet name="%d" sheetId="%d" r:id="rId%d"/>' % (n, n + 1, n + 1) for n in range(len(sheets))
    )
    related = [(b"worksheet", b"s%d.xml" % number) for number in range(len(sheets))]
    parts: list[tuple[bytes, Sequence[bytes] | Member]] = [
        (b"[Content_Types].xml", [_TYPES]),
        (b"_rels/.rels", [_ROOT]),
        (
            b"xl/workbook.xml",
            [b'<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (_MAIN, _RELATED, tags)],
        ),
    ]
    if strings is not None:
        related.append((b"sharedStrings", b"sharedStrings.xml"))
        parts.append((b"xl/sharedStrings.xml", strings if isinstance(strings, Member) else [strings]))
    parts.append((b"xl/_rels/workbook.xml.rels", [_relations(related)]))
    opening = b'<worksheet xmlns="' + _MAIN + b'"><sheetData>'
    for number, rows in enumerate(sheets):
        content = rows if isinstance(rows, Member) else [opening, rows, b"</sheetData></worksheet>"]
        parts.append((b"xl/s%d.xml" % number, content))
    return _stored(parts)


def _stored(parts: Sequence[tuple[bytes, Sequence[bytes] | Member]]) -> bytes:
    """A zip container of parts, each given in pieces to be stored, or as a member of another container."""
    out: list[bytes | memoryview] = []
    directory: list[bytes] = []
    at = 0
    for name, content in parts:
        pieces: list[bytes | memoryview]
        if isinstance(content, Member):
            method, crc, size, pieces = content.method, content.crc, content.size, [content.packed]
            packed = len(content.packed)
        else:
            method, crc, pieces = 0, 0, list(content)
            size = packed = sum(map(len, pieces))
            for piece in pieces:
                crc = isal_zlib.crc32(piece, crc)
        out += [
            _LOCAL.pack(b"PK\x03\x04", 20, 0, method, 0, 33, crc, packed, size, len(name), 0),
            name,
            *pieces,
        ]
        about = (20, 20, 0, method, 0, 33, crc, packed, size, len(name), 0, 0, 0, 0, 0, at)
        directory += [_ENTRY.pack(b"PK\x01\x02", *about), name]
        at += _LOCAL.size + len(name) + packed
    size = sum(map(len, directory))
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), size, at, 0)
    return b"".join([*out, *directory, end])
