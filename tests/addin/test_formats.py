"""Our writers of compound files and VBA compression, held against readers of others."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import olefile
import pytest
import xlwings
from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import decompress_stream

from tests.addin.opened import part, tree
from xladdin.addin.compound import compound
from xladdin.addin.compression import Incompressible, compress
from xladdin.addin.project import encrypted

# ---- compression


def unpacked(data):
    return bytes(decompress_stream(bytearray(data)))


SOURCE = st.text(st.sampled_from("abcdefgh =()\r\n\"'"), max_size=400).map(str.encode)
REPEATED = st.builds(lambda text, times: text * times, SOURCE, st.integers(1, 60))


@settings(max_examples=150)
@given(st.one_of(SOURCE, REPEATED, st.lists(REPEATED, max_size=4).map(b"".join)))
def test_text_comes_back_as_it_was(data):
    assert unpacked(compress(data)) == data


@settings(max_examples=60)
@given(st.binary(max_size=300), st.integers(1, 9000))
def test_bytes_come_back_as_they_were_or_are_refused(seed, size):
    data = (seed or b"\0") * (size // (len(seed) or 1) + 1)
    try:
        packed = compress(data[:size])
    except Incompressible:
        return
    assert unpacked(packed) == data[:size]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4095, 4096, 4097, 8192, 8193])
def test_at_the_borders_of_a_chunk(size):
    for data in (b"a" * size, bytes(i * i % 251 for i in range(size))):
        assert unpacked(compress(data)) == data


def noise(size):
    """Bytes in which no three stand twice near each other."""
    from random import Random

    return Random(1).randbytes(size)


def test_a_whole_chunk_of_noise_is_kept_raw_and_a_part_of_one_is_refused():
    assert unpacked(compress(noise(4096))) == noise(4096)
    with pytest.raises(Incompressible):
        compress(noise(4096 + 4000))


def test_source_gets_shorter():
    text = b"".join(b"Private Const WORD_%d As Long = %d\r\n" % (i, i) for i in range(200))
    assert len(compress(text)) < len(text) / 3


# ---- compound files

NAMES = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789_", min_size=1, max_size=31)
SIZES = st.one_of(st.integers(0, 300), st.sampled_from([63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 9000]))
STREAMS = st.builds(lambda size, byte: bytes([byte]) * size, SIZES, st.integers(0, 255))


def named(children):
    pairs = st.lists(st.tuples(NAMES, children), max_size=12, unique_by=lambda pair: pair[0].upper())
    return pairs.map(dict)


TREES = named(st.recursive(STREAMS, named, max_leaves=30))


@settings(max_examples=120)
@given(TREES)
def test_olefile_reads_what_was_written_and_finds_no_defect(wanted):
    assert tree(compound(wanted)) == wanted


@settings(max_examples=60)
@given(TREES)
def test_every_name_is_found_by_going_down_the_search_tree(wanted):
    file = olefile.OleFileIO(io.BytesIO(compound(wanted)))

    def look(storage, sid):
        for name, content in storage.items():
            entry = sought(file, sid, name)
            if isinstance(content, dict):
                look(content, entry.sid_child)

    look(wanted, file.root.sid_child)
    file.close()


def sought(file, sid, name):
    """An entry, found as Windows does it: the shorter name to the left, of equal ones the smaller in capitals."""
    key = (len(name), name.upper())
    while sid != olefile.NOSTREAM:
        entry = file.direntries[sid] or file._load_direntry(sid)
        own = (len(entry.name), entry.name.upper())
        if own == key:
            return entry
        sid = entry.sid_left if key < own else entry.sid_right
    raise AssertionError(f"{name} is not found")


@pytest.mark.parametrize("sectors", range(120, 132))
def test_where_one_sector_of_allocation_is_no_longer_enough(sectors):
    """Every sector has its entry, those of the allocation table too; olefile asks for none of the latter."""
    wanted = {"large": bytes(range(256)) * 2 * sectors}
    data = compound(wanted)
    assert tree(data) == wanted
    in_header = int.from_bytes(data[44:48], "little")
    assert in_header == -(-(len(data) // 512 - 1) // 128)


def test_a_large_file_has_several_sectors_of_allocation():
    wanted = {"large": bytes(range(256)) * 12_000, "small": b"x"}
    assert tree(compound(wanted)) == wanted


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"x" * 32: b""}, "no name for a stream"),
        ({"": b""}, "no name for a stream"),
        ({"a/b": b""}, "no name for a stream"),
        ({"a": b"", "A": b""}, "differ in case only"),
        ({"large": bytes(8_000_000)}, "too large"),
    ],
)
def test_what_the_format_cannot_hold_is_refused(wanted, reason):
    with pytest.raises(ValueError, match=reason):
        compound(wanted)


# ---- the records of protection


def plain(digits, project_id):
    """MS-OVBA 2.4.3.3, the reading half, written from the specification: (version, key, data)."""
    seed, version, key, *rest = bytes.fromhex(digits)
    before_last, last, clear = version, key, seed ^ key
    told = bytearray()
    for mixed in [key, *rest][1:]:
        told.append(mixed ^ ((before_last + clear) & 0xFF))
        before_last, last, clear = last, mixed, told[-1]
    told = told[(seed & 6) // 2 :]
    assert int.from_bytes(told[:4], "little") == len(told) - 4
    return seed ^ version, (seed ^ key) == sum(project_id.encode()) & 0xFF, bytes(told[4:])


OPEN = {"CMG": bytes(4), "DPB": bytes(1), "GC": b"\xff"}
"""Not protected, without password, visible."""


def records(project):
    project_id = re.search(r'ID="(.+?)"', project)[1]
    return {name: plain(re.search(rf'{name}="(.+?)"', project)[1], project_id) for name in OPEN}


def test_our_project_says_that_it_is_open():
    project = tree(part("xl/vbaProject.bin"))["PROJECT"].decode("ascii")
    assert records(project) == {name: (2, True, data) for name, data in OPEN.items()}


def test_the_reading_half_understands_a_project_that_is_not_ours():
    """xlwings' template; so the halves are not merely each other's mirror."""
    path = Path(xlwings.__file__).parent / "quickstart_addin_ribbon.xlam"
    with zipfile.ZipFile(path) as archive:
        data = archive.read("xl/vbaProject.bin")
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        project = file.openstream("PROJECT").read().decode("latin-1")
    assert records(project) == {name: (2, True, data) for name, data in OPEN.items()}


@given(st.binary(max_size=40))
def test_any_data_comes_back(data):
    from xladdin.addin import project

    assert plain(encrypted(data), project._ID) == (2, True, data)
