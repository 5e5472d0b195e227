"""How the cells of a sheet of ours look: title, header, table below it, as its spec (`workbook.edits.AddSheet`) says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Final

from workbook.edits import Scalar
from workbook.model import Cell, column_number
from workbook.xlsx.writing.styles import Styles

_TITLE: Final = '<font><b/><sz val="16"/><name val="宋体"/></font>'
_BOLD: Final = '<font><b/><sz val="11"/><name val="宋体"/></font>'
_HEADER_FILL: Final = (
    '<fill><patternFill patternType="solid"><fgColor rgb="FFD9E1F2"/>'
    '<bgColor indexed="64"/></patternFill></fill>'
)
_THIN: Final = (
    '<border><left style="thin"><color rgb="FFBFBFBF"/></left><right style="thin"><color rgb="FFBFBFBF"/></right>'
    '<top style="thin"><color rgb="FFBFBFBF"/></top><bottom style="thin"><color rgb="FFBFBFBF"/></bottom>'
    "<diagonal/></border>"
)


def width_of(text: str) -> float:
    """The width of a text in Excel's units: a Chinese character takes two."""
    return sum(1.0 if character.isascii() else 2.0 for character in text)


class Looks:
    """Which style each cell of our sheet has."""

    def __init__(self, spec: Mapping[str, Any], styles: Styles) -> None:
        self._header, self._title = spec.get("header", 0), spec.get("title", 0)
        self._colors = {Cell.parse(a1): color for a1, color in spec.get("colors", {}).items()}
        self._wrap = {column_number(letters) for letters in spec.get("wrap", ())}
        self._hidden = {column_number(letters) for letters in spec.get("hidden", ())}
        self._widths = {column_number(k): float(v) for k, v in spec.get("widths", {}).items()}
        self._formats = {column_number(k): v for k, v in spec.get("formats", {}).items()}
        self._styles = styles
        self._known: dict[tuple[Any, ...], int] = {}

    def of(self, row: int, col: int, value: Scalar) -> int:
        """The style index of a cell with a value: title, header, or a cell of the table below the header."""
        style = self._plain(row, col)
        color = self._colors.get(Cell(row, col))
        if color is not None:
            style = self._styles.with_fill(style, color)
        return style if value in (None, "") else self._styles.for_value(style, value)

    def _plain(self, row: int, col: int) -> int:
        if row == self._title:
            return self._make("title", {"font": _TITLE}) if col == 1 else 0
        if row == self._header and col not in self._hidden:
            align = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
            return self._make(
                "header", {"font": _BOLD, "fill": _HEADER_FILL, "border": _THIN, "alignment": align}
            )
        if row <= self._header:
            return 0
        record: dict[str, Any] = {}
        if self._header and col not in self._hidden:
            record["border"] = _THIN
        if record or col in self._wrap:
            wrap = ' wrapText="1"' if col in self._wrap else ""
            record["alignment"] = f'<alignment vertical="top"{wrap}/>'
        if col in self._formats:
            record["number_format"] = 49 if self._formats[col] == "@" else self._formats[col]
        return self._make(("cell", *sorted((name, str(value)) for name, value in record.items())), record)

    def height(self, row: int, values: Sequence[Scalar]) -> int:
        """Points a row below the header needs for its wrapped texts; 0: as high as usual."""
        if row <= self._header or not self._wrap:
            return 0
        lines = 1
        for col, value in enumerate(values, 1):
            if col in self._wrap and isinstance(value, str):
                room = max(self._widths.get(col, 9.0) - 1, 1)
                lines = max(lines, sum(ceil(width_of(part) / room) or 1 for part in value.split("\n")))
        return 15 * lines + 2

    def _make(self, key: Any, record: dict[str, Any]) -> int:
        if (key,) not in self._known:
            self._known[(key,)] = self._styles.with_record(0, record)
        return self._known[(key,)]
