"""The compression of VBA source and of the dir stream: MS-OVBA 2.4.1, the writing half.

A container is a signature byte and chunks of up to 4096 bytes. In a chunk, a flag byte says of each of the next eight
tokens whether it is a byte or a copy of earlier bytes of the same chunk.
"""

from __future__ import annotations

import struct
from typing import Final

_SIGNATURE: Final = b"\x01"
CHUNK: Final = 4096
_SHORTEST: Final = 3
_PACKED: Final = 0xB000
"""The head of a compressed chunk: the signature 0b011 and the flag that it is compressed (2.4.1.1.5)."""
_RAW: Final = 0x3000
_CANDIDATES: Final = 64
"""How many earlier places are tried for a copy: more hardly shortens source code."""


class Incompressible(ValueError):
    """The format can keep such a chunk only padded with zeros, so that it would not come back as it was."""


def compress(data: bytes) -> bytes:
    """Data as a compressed container. Raises Incompressible, which text does not cause."""
    chunks = [data[start : start + CHUNK] for start in range(0, len(data), CHUNK)]
    return _SIGNATURE + b"".join(map(_chunk, chunks))


def _chunk(data: bytes) -> bytes:
    """One chunk with its head, which tells its length less three."""
    packed = _tokens(data)
    if len(packed) <= CHUNK:
        return struct.pack("<H", _PACKED | (len(packed) - 1)) + packed
    if len(data) < CHUNK:
        raise Incompressible(f"{len(data)} bytes")
    return struct.pack("<H", _RAW | (CHUNK - 1)) + data


def _tokens(data: bytes) -> bytes:
    """The token sequences of a chunk."""
    out = bytearray()
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(data):
        flags, sequence = 0, bytearray()
        for bit in range(8):
            if at >= len(data):
                break
            offset, length = _copy(data, at, seen)
            if length:
                flags |= 1 << bit
                sequence += _copy_token(at, offset, length)
            else:
                sequence.append(data[at])
            step = length or 1
            for place in range(at, at + step):
                seen.setdefault(data[place : place + _SHORTEST], []).append(place)
            at += step
        out.append(flags)
        out += sequence
    return bytes(out)


def _offset_bits(at: int) -> int:
    """How many bits of a copy token tell the offset, by how much stands before it (2.4.1.3.19.1)."""
    return max((at - 1).bit_length(), 4)


def _copy(data: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """The longest earlier text that goes on here: how far back and how long; (0, 0) for none."""
    most = min((0xFFFF >> _offset_bits(at)) + _SHORTEST, len(data) - at)
    best = (0, 0)
    if most < _SHORTEST:
        return best
    for place in reversed(seen.get(data[at : at + _SHORTEST], [])[-_CANDIDATES:]):
        length = _SHORTEST
        while length < most and data[place + length] == data[at + length]:
            length += 1
        if length > best[1]:
            best = (at - place, length)
        if length == most:
            break
    return best


def _copy_token(at: int, offset: int, length: int) -> bytes:
    """A copy token: the offset in the high bits, the length in the low ones (2.4.1.3.19.3)."""
    return struct.pack("<H", (offset - 1) << (16 - _offset_bits(at)) | (length - _SHORTEST))
