"""A compound file: MS-CFB version 3, written in one go from storages (dict) and streams (bytes).

Sectors are of 512 bytes. Streams below 4096 bytes share the mini stream in pieces of 64 bytes. Nothing of time or chance
is written. What a project of ours does not need is refused: more than 109 sectors of allocation table (some 7 MB).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Union

Tree = Mapping[str, Union[bytes, "Tree"]]
"""A storage: the streams and storages in it, by name."""

_SECTOR: Final = 512
_MINI: Final = 64
_CUTOFF: Final = 4096
_IN_HEADER: Final = 109
"""Sectors of the allocation table that the header itself can name (2.2)."""
_PER_SECTOR: Final = _SECTOR // 4
_FREE: Final = 0xFFFFFFFF
_END: Final = 0xFFFFFFFE
_TABLE: Final = 0xFFFFFFFD
"""What a sector of the allocation table says of itself (2.1)."""
_NOBODY: Final = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BLACK: Final = 1
_NAME: Final = 31
_ILLEGAL: Final = "/\\:!\0"


@dataclass
class _Entry:
    """One entry of the directory (2.6)."""

    name: str
    kind: int
    data: bytes = b""
    start: int = 0
    size: int = 0
    left: int = _NOBODY
    right: int = _NOBODY
    child: int = _NOBODY


@dataclass
class _Sectors:
    """The sectors that follow the header, and what the allocation table says of each."""

    parts: list[bytes] = field(default_factory=list)
    table: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Put a chain of sectors in; the number of its first."""
        first = len(self.table)
        self.parts.append(_padded(data, _SECTOR))
        self.table += _chain(first, len(self.parts[-1]) // _SECTOR)
        return first if data else _END


def compound(tree: Tree) -> bytes:
    """The bytes of a compound file. Raises ValueError for what it cannot hold."""
    entries = [_Entry("Root Entry", _ROOT)]
    _fill(entries, 0, tree)
    sectors = _Sectors()
    mini_start, mini_count = _streams(entries, sectors)
    directory = sectors.add(_padded(b"".join(map(_entry, entries)), _SECTOR, _entry(_Entry("", 0))))
    first, count = _allocation(sectors)
    return _header(first, count, directory, mini_start, mini_count) + b"".join(sectors.parts)


# ---- the directory


def _fill(entries: list[_Entry], parent: int, tree: Tree) -> None:
    """Append what is in a storage, and hang it below its parent."""
    if len({name.upper() for name in tree}) < len(tree):
        raise ValueError(f"names that differ in case only: {sorted(tree)}")
    own: list[int] = []
    for name, content in tree.items():
        if not 0 < len(name.encode("utf-16-le")) // 2 <= _NAME or set(name) & set(_ILLEGAL):
            raise ValueError(f"no name for a stream: {name!r}")
        own.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE))
            _fill(entries, own[-1], content)
    entries[parent].child = _search_tree(entries, sorted(own, key=lambda one: _order(entries[one].name)))


def _order(name: str) -> tuple[int, str]:
    """Shorter names come first, then capitals decide (2.6.4)."""
    return len(name.encode("utf-16-le")), name.upper()


def _search_tree(entries: list[_Entry], own: Sequence[int]) -> int:
    """Siblings as a balanced search tree; all nodes are black, which 2.6.4 allows."""
    if not own:
        return _NOBODY
    middle = len(own) // 2
    node = entries[own[middle]]
    node.left = _search_tree(entries, own[:middle])
    node.right = _search_tree(entries, own[middle + 1 :])
    return own[middle]


def _entry(one: _Entry) -> bytes:
    """The 128 bytes of an entry; without a name, of an unused one."""
    name = one.name.encode("utf-16-le") + b"\0\0" if one.name else b""
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBB", len(name), one.kind, _BLACK if one.kind else 0)
        + struct.pack("<3I", one.left, one.right, one.child)
        + bytes(16 + 4 + 8 + 8)  # class, state and two times: none
        + struct.pack("<IQ", one.start, one.size)
    )


# ---- what the entries lead to


def _streams(entries: Sequence[_Entry], sectors: _Sectors) -> tuple[int, int]:
    """Put the content of all streams in; where the mini allocation table starts and how many sectors it has."""
    small = bytearray()
    table: list[int] = []
    for one in entries:
        if one.kind != _STREAM:
            continue
        one.size = len(one.data)
        if len(one.data) >= _CUTOFF or not one.data:
            one.start = sectors.add(one.data)
            continue
        one.start = len(table)
        part = _padded(one.data, _MINI)
        table += _chain(one.start, len(part) // _MINI)
        small += part
    root = entries[0]
    root.start, root.size = sectors.add(bytes(small)), len(small)
    packed = _padded(_numbers(table), _SECTOR, _numbers([_FREE]))
    return sectors.add(packed), len(packed) // _SECTOR


def _allocation(sectors: _Sectors) -> tuple[int, int]:
    """Put the allocation table in, which tells of its own sectors too; its first sector and how many it has."""
    first, count = len(sectors.table), 1
    while count * _PER_SECTOR < first + count:
        count += 1
    if count > _IN_HEADER:
        raise ValueError(f"too large for a compound file without DIFAT sectors: {first} sectors")
    sectors.table += [_TABLE] * count
    sectors.parts.append(_padded(_numbers(sectors.table), _SECTOR, _numbers([_FREE])))
    return first, count


def _header(first: int, count: int, directory: int, mini_start: int, mini_count: int) -> bytes:
    """The header (2.2)."""
    named = [*range(first, first + count), *[_FREE] * (_IN_HEADER - count)]
    return (
        bytes.fromhex("D0CF11E0A1B11AE1")
        + bytes(16)
        + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)  # version 3, little end first, sectors of 2**9 and 2**6
        + bytes(6)
        + struct.pack("<4I", 0, count, directory, 0)
        + struct.pack("<5I", _CUTOFF, mini_start, mini_count, _END, 0)
        + _numbers(named)
    )


def _chain(first: int, count: int) -> list[int]:
    """What an allocation table says of sectors that follow one another."""
    return [*range(first + 1, first + count), _END] if count else []


def _numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def _padded(data: bytes, unit: int, filler: bytes = b"\0") -> bytes:
    """Filled up to whole units."""
    return data + filler * (-len(data) % unit // len(filler))
