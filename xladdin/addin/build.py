"""Puts the add-in together: COMMANDS and two VBA sources in, the bytes of an .xlam out, always the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from workbook.codes import Lang
from xladdin.addin import answers
from xladdin.addin.package import SHEET_CODE, WORKBOOK_CODE, package
from xladdin.addin.project import Module, document_module, project
from xladdin.addin.ribbon import PARTS, ribbon_xml
from xladdin.addin.words import WORDS, hexed
from xladdin.commands import buttons

_MODULES: Final = ("Host", "Ribbon")
_WORKBOOK_CLASS: Final = "{00020819-0000-0000-C000-000000000046}"
_SHEET_CLASS: Final = "{00020820-0000-0000-C000-000000000046}"
_LINE: Final = 1023
"""Characters that VBA takes in a line."""


def addin_bytes(lang: Lang = "zh") -> bytes:
    """The add-in, its ribbon in a language. What VBA says follows CONTESTBOOK_LANG when it is pressed."""
    modules = [
        document_module(WORKBOOK_CODE, _WORKBOOK_CLASS),
        document_module(SHEET_CODE, _SHEET_CLASS),
        *(Module(name, vba_source(name)) for name in _MODULES),
    ]
    ribbons = {name: ribbon_xml(namespace, lang) for name, namespace in PARTS.items()}
    return package(project(modules), ribbons, lang)


def vba_source(name: str) -> str:
    """A module as it stands in the add-in: names in braces filled in, CRLF."""
    text = files("xladdin.addin").joinpath("vba", f"{name}.bas").read_text(encoding="ascii")
    filling = _filling()
    lines = re.sub(r"\{(\w+)\}", lambda found: filling[found[1]], text).splitlines()
    too_long = [line[:40] for line in lines if len(line) > _LINE]
    if too_long:
        raise ValueError(f"longer than a line of VBA may be: {too_long}")
    return "".join(f"{line}\r\n" for line in lines)


def _filling() -> Mapping[str, str]:
    """What stands for the names in braces."""
    said = {
        f"{name}_{lang}": hexed(text)
        for name, words in WORDS.items()
        for lang, text in words._asdict().items()
    }
    return {
        **said,
        "command_ids": f"|{'|'.join(command.id for command in buttons())}|",
        "changed": str(answers.CHANGED),
        "unchanged": str(answers.UNCHANGED),
        "refused": str(answers.REFUSED),
        "excel_busy": str(answers.EXCEL_BUSY),
    }
