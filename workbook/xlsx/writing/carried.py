"""What a sheet says by numbers of its workbook: its styles and shared texts, told by content.

A sheet that was taken away comes back later, when another program may have numbered styles and texts anew. Where a
number still means what it meant, it stays, so that an undo at once gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from workbook.host import Refused
from workbook.host_rules import shaped
from workbook.xlsx.writing.styles import RECORD, Styles
from workbook.xlsx.writing.xml import Doc, Splices, attributes, check_fragment, with_attribute, with_prefix

_STYLED: Final = re.compile(
    rb"<(?:[\w.-]+:)?(c|row|col)(?=[\s/>])[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>"
)
_INDEX: Final = re.compile(r"[0-9]{1,9}")
_NUMBER: Final = re.compile(rb"\s*<(?:[\w.-]+:)?v>\s*(\d{1,9})\s*</(?:[\w.-]+:)?v>\s*")


def told(doc: Doc, styles: Styles | None, strings: Sequence[bytes]) -> dict[str, Any]:
    """The styles and shared texts a sheet uses: number -> record of the style, the inside of the text's element."""
    used: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for start, end, name, style in _styled(doc):
        if styles is not None and style and styles.has(style):
            used.setdefault(str(style), styles.record(style))
        number = _string(doc, start, end) if name == b"c" else None
        if number is not None and number[0] < len(strings):
            texts[str(number[0])] = strings[number[0]].decode("utf-8")
    return {"styles": used, "strings": texts}


def renumbered(
    doc: Doc, record: Mapping[str, Any], styles: Callable[[], Styles], strings: Sequence[bytes]
) -> bytes:
    """The sheet with the numbers its styles and shared texts have in this workbook.

    A text that is not at its number is written into its cell. A number nobody told of means nothing here: such a cell
    looks plain, and holds nothing where the number was that of a text. Raises Refused(EDIT_INVALID).
    """
    known = {int(n): _style(told, styles) for n, told in record.get("styles", {}).items() if n.isdigit()}
    texts = {int(n): _text(text) for n, text in record.get("strings", {}).items() if n.isdigit()}
    splices = Splices(doc.body)
    for start, end, name, style in _styled(doc):
        tag = doc.body[start:end]
        new = known.get(style, 0)
        if new != style:
            tag = with_attribute(tag, "style" if name == b"col" else "s", str(new) if new else None)
        number = _string(doc, start, end) if name == b"c" else None
        if number is not None:
            text = texts.get(number[0])
            if text is None or number[0] >= len(strings) or strings[number[0]] != text:
                p = doc.prefix
                tag = with_attribute(tag, "t", "inlineStr" if text else None)
                inner = b"<%sis>%s</%sis>" % (p, with_prefix(text, p), p) if text else b""
                splices.replace(end, number[1], inner)
        if tag != doc.body[start:end]:
            splices.replace(start, end, tag)
    return splices.render()


def _styled(doc: Doc) -> Iterator[tuple[int, int, bytes, int]]:
    """The start tags that name a style or could: where they begin and end, c, row or col, the style."""
    for match in _STYLED.finditer(doc.scan):
        given = attributes(match[0]).get("style" if match[1] == b"col" else "s", "0")
        yield match.start(), match.end(), match[1], int(given) if _INDEX.fullmatch(given) else 0


def _string(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    """Of a cell that holds a shared text: its number, and where the inside of the cell ends."""
    tag = doc.body[start:end]
    if tag.endswith(b"/>") or attributes(tag).get("t") != "s":
        return None
    found = _NUMBER.match(doc.body, end)
    return (int(found[1]), found.end()) if found else None


def _style(record: Any, styles: Callable[[], Styles]) -> int:
    shaped(record, RECORD)
    return styles().placed(record)


def _text(text: Any) -> bytes:
    """The inside of a shared text's element, proved to be one."""
    if not isinstance(text, str):
        raise Refused("EDIT_INVALID", "还原记录不完整")
    data = text.encode("utf-8")
    check_fragment(b"<is>" + data + b"</is>", "is")
    return data
