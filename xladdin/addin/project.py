"""vbaProject.bin: a VBA project of source text alone, written by MS-OVBA. Excel compiles it when it loads it.

There is no compiled code in it: `_VBA_PROJECT` says so (2.3.4.1), and source begins at the start of each module's stream.
The project has no password; the records that say so are computed, not copied.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

from xladdin.addin.compound import compound
from xladdin.addin.compression import compress

NAME: Final = "Contestbook"
_ID: Final = "{6E2B7C54-3D0A-4F0E-9A61-7C5B0C1D2E3F}"
"""Of our own making; the encrypted records below depend on it."""
_SEED: Final = 0x5C
"""Any byte will do for the encryption; a fixed one makes builds equal."""
_CODE_PAGE: Final = 1252
_ENGLISH: Final = 0x409
_SOURCE_ONLY: Final = bytes.fromhex("CC61 FFFF 00 0000")
"""The stream _VBA_PROJECT of a project without compiled code: no version of Office takes it for its own."""
_NO_COOKIE: Final = b"\xff\xff"

_REFERENCES: Final = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
        r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)
"""Type libraries by their registered ids; Office's is where IRibbonControl comes from. Excel and VBA need no naming."""


class Module(NamedTuple):
    """A module: its name, its source (ASCII, CRLF, with its attributes), whether it belongs to a workbook or sheet."""

    name: str
    source: str
    document: bool = False


def document_module(name: str, base: str) -> Module:
    """The empty module that a workbook or a sheet must have; `base` is the class it extends."""
    attributes = (
        f'VB_Name = "{name}"',
        f'VB_Base = "0{base}"',
        "VB_GlobalNameSpace = False",
        "VB_Creatable = False",
        "VB_PredeclaredId = True",
        "VB_Exposed = True",
        "VB_TemplateDerived = False",
        "VB_Customizable = True",
    )
    return Module(name, "".join(f"Attribute {one}\r\n" for one in attributes), True)


def project(modules: Sequence[Module]) -> bytes:
    """The bytes of vbaProject.bin. Raises UnicodeEncodeError for source that is not ASCII."""
    streams = {module.name: compress(module.source.encode("ascii")) for module in modules}
    return compound(
        {
            "PROJECT": _project_text(modules).encode("ascii"),
            "PROJECTwm": _names(modules),
            "VBA": {"_VBA_PROJECT": _SOURCE_ONLY, "dir": compress(_dir(modules)), **streams},
        }
    )


# ---- the dir stream (2.3.4.2)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HI", kind, len(data)) + data


def _long(kind: int, value: int) -> bytes:
    return _record(kind, struct.pack("<I", value))


def _text(kind: int, unicode_kind: int, text: str) -> bytes:
    """A text twice, as most records have it: in the code page and in UTF-16."""
    return _record(kind, text.encode("ascii")) + _record(unicode_kind, text.encode("utf-16-le"))


def _dir(modules: Sequence[Module]) -> bytes:
    """What the project is called, what it refers to, which modules it has."""
    information = (
        _long(0x0001, 1)  # SYSKIND: Windows of 32 bits, read by both
        + _long(0x0002, _ENGLISH)
        + _long(0x0014, _ENGLISH)
        + _record(0x0003, struct.pack("<H", _CODE_PAGE))
        + _record(0x0004, NAME.encode("ascii"))
        + _text(0x0005, 0x0040, "")  # description
        + _text(0x0006, 0x003D, "")  # help file
        + _long(0x0007, 0)
        + _long(0x0008, 0)
        + struct.pack("<HIIH", 0x0009, 4, 1, 0)  # version 1.0; its length does not count the minor part
        + _text(0x000C, 0x003C, "")  # conditional constants
    )
    references = b"".join(_reference(name, library) for name, library in _REFERENCES)
    heads = _record(0x000F, struct.pack("<H", len(modules))) + _record(0x0013, _NO_COOKIE)
    return information + references + heads + b"".join(map(_module, modules)) + _record(0x0010, b"")


def _reference(name: str, library: str) -> bytes:
    """REFERENCENAME and REFERENCEREGISTERED (2.3.4.2.2.2, 2.3.4.2.2.5)."""
    libid = library.encode("ascii")
    return _text(0x0016, 0x003E, name) + _record(0x000D, struct.pack("<I", len(libid)) + libid + bytes(6))


def _module(module: Module) -> bytes:
    """MODULE (2.3.4.2.3.2): its stream has its name, its source begins at once."""
    return (
        _record(0x0019, module.name.encode("ascii"))
        + _record(0x0047, module.name.encode("utf-16-le"))
        + _text(0x001A, 0x0032, module.name)
        + _text(0x001C, 0x0048, "")
        + _long(0x0031, 0)
        + _long(0x001E, 0)
        + _record(0x002C, _NO_COOKIE)
        + _record(0x0022 if module.document else 0x0021, b"")
        + _record(0x002B, b"")
    )


# ---- the streams PROJECT (2.3.1) and PROJECTwm (2.3.3)


def _project_text(modules: Sequence[Module]) -> str:
    kinds = [f"Document={m.name}/&H00000000" if m.document else f"Module={m.name}" for m in modules]
    lines = [
        f'ID="{_ID}"',
        *kinds,
        f'Name="{NAME}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypted(bytes(4))}"',  # protected from nobody
        f'DPB="{encrypted(bytes(1))}"',  # no password
        f'GC="{encrypted(bytes([0xFF]))}"',  # to be seen
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return "\r\n".join(lines)


def _names(modules: Sequence[Module]) -> bytes:
    """Every module's name in the code page and in UTF-16."""
    both = [m.name.encode("ascii") + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in modules]
    return b"".join(both) + b"\0\0"


def encrypted(data: bytes) -> str:
    """Data as the protection records have it, in hex (Data Encryption, 2.4.3.2).

    Each byte is mixed with the plain byte before it and the cipher byte two before it. Two bits of the seed say how
    many bytes that mean nothing stand before the length.
    """
    key = sum(_ID.encode("ascii")) & 0xFF
    out = [_SEED, _SEED ^ 2, _SEED ^ key]  # seed, version, key of the project
    plain = key
    for value in bytes((_SEED & 6) // 2) + struct.pack("<I", len(data)) + data:
        out.append(value ^ ((out[-2] + plain) & 0xFF))
        plain = value
    return bytes(out).hex().upper()
