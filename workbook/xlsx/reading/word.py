"""Tables of a Word document as sheets: the text of every cell, merged cells, and the paragraphs above each table.

A 报名表 often arrives as .docx. Read with python-docx in the worker, after the package was proved; what the tables mean
is left to layout, as with any workbook.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from workbook.host import Refused
from workbook.xlsx.reading.gate import Package
from workbook.xlsx.reading.limits import MAX_BOX
from workbook.xlsx.reading.markup import prove_xml

if TYPE_CHECKING:
    from docx.table import Table

DOCUMENT: Final = "/word/document.xml"
_ABOVE: Final = 6
"""So many paragraphs above a table belong to it: its title, the branch, the date."""

Sheets = list[tuple[str, list[list[Any]], dict[str, Any]]]
"""Name, columns and facts of each table."""


def is_word(package: Package) -> bool:
    """Whether a package is a Word document."""
    return DOCUMENT in package


def word_tables(package: Package, data: bytes) -> Sheets:
    """The tables of a document. Raises Refused: FILE_DAMAGED, FILE_UNSAFE, FILE_LIMIT, FILE_NO_SHEET."""
    prove_xml(package.part(DOCUMENT), DOCUMENT[1:])
    package.prove_others(())
    from docx import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        content = list(Document(BytesIO(data)).iter_inner_content())
    except Exception as problem:
        raise Refused("FILE_DAMAGED", "Word 文档打不开") from problem
    sheets: Sheets = []
    above: list[str] = []
    for item in content:
        if isinstance(item, Paragraph):
            above += [item.text.strip()] if item.text.strip() else []
        elif isinstance(item, Table):
            sheets.append(_sheet(f"表格{len(sheets) + 1}", above[-_ABOVE:], item))
            above = []
    if not sheets:
        raise Refused("FILE_NO_SHEET", "Word 文档里没有表格")
    return sheets


def _sheet(name: str, above: list[str], table: Table) -> tuple[str, list[list[Any]], dict[str, Any]]:
    """The paragraphs one below the other, then the grid of the table."""
    boxes: dict[int, list[int]] = {}
    texts: dict[tuple[int, int], str] = {}
    anchors: list[Any] = []  # keeps the elements alive, so that their ids stay theirs
    width = 1
    first = len(above)
    height = first + len(table.rows)
    for number, row in enumerate(table.rows, first + 1):
        for col, cell in enumerate(row.cells, 1 + row.grid_cols_before):
            width = max(width, col)
            if height * width > MAX_BOX:
                raise Refused("FILE_LIMIT", "Word 表格过大")
            box = boxes.get(id(cell._tc))
            if box is None:
                anchors.append(cell._tc)
                boxes[id(cell._tc)] = [number, col, number, col]
                texts[number, col] = cell.text.strip()
            else:
                box[2], box[3] = max(box[2], number), max(box[3], col)
    columns: list[list[Any]] = [[""] * height for _ in range(width)]
    for at, text in enumerate(above):
        columns[0][at] = text
    for (number, col), text in texts.items():
        columns[col - 1][number - 1] = text
    merged = [box for box in boxes.values() if box[:2] != box[2:]]
    merged += [[at, 1, at, width] for at in range(1, first + 1) if width > 1]
    return name, columns, {"boxes": merged} if merged else {}
