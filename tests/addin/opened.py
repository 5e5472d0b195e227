"""The built add-in as readers that are not ours see it."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from xml.etree import ElementTree

import olefile
from oletools.olevba import VBA_Parser

from xladdin.addin.build import addin_bytes

RIBBON = ("customUI/customUI.xml", "customUI/customUI14.xml")


@cache
def built(lang="zh"):
    return addin_bytes(lang)


def part(name, lang="zh"):
    return zipfile.ZipFile(io.BytesIO(built(lang))).read(name)


def xml(name, lang="zh"):
    return ElementTree.fromstring(part(name, lang))


def sources(data):
    """{module: source} as olevba extracts it."""
    parser = VBA_Parser("contestbook.xlam", data=data)
    found = {name.split(".")[0]: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    return found


def tree(data):
    """A compound file as olefile reads it, in the shape `compound` takes; any defect raises."""
    file = olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE)
    root = {}
    for path in file.listdir(streams=True, storages=True):
        storage = root
        for name in path[:-1]:
            storage = storage[name]
        is_stream = file.get_type(path) == olefile.STGTY_STREAM
        storage[path[-1]] = file.openstream(path).read() if is_stream else {}
    assert file.parsing_issues == []
    file.close()
    return root
