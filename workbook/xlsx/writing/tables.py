"""The tables (ListObjects) on a sheet: which cells name their columns, and how they grow over appended rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from workbook.model import Cell, Range
from workbook.xlsx.writing import parts
from workbook.xlsx.writing.archive import Archive
from workbook.xlsx.writing.areas import meet
from workbook.xlsx.writing.xml import Doc, Splices, damaged, with_attribute


class Table(NamedTuple):
    """One table: its part, its name, its range, how many rows at its ends are header and totals."""

    part: str
    name: str
    area: Range
    header: int
    totals: int

    def names_columns(self, cell: Cell) -> bool:
        """Whether a cell is a column's header or total: Excel keeps its text in the table too."""
        if not self.area.holds(cell):
            return False
        return cell.row < self.area.top + self.header or cell.row > self.area.bottom - self.totals


class Tables:
    """The tables of one sheet."""

    def __init__(self, archive: Archive, sheet: str) -> None:
        self._archive = archive
        self._tables = [
            _read(relation.target, Doc(archive.get(relation.target)).root.attrs)
            for relation in parts.relations(archive, sheet)
            if relation.kind == "table" and relation.target in archive
        ]

    def __iter__(self) -> Iterator[Table]:
        return iter(self._tables)

    def names_columns(self, cell: Cell) -> bool:
        """Whether a cell is the header or total of some table."""
        return any(table.names_columns(cell) for table in self._tables)

    def touch(self, area: Range) -> bool:
        """Whether a table reaches into a range."""
        return any(meet(area, table.area) for table in self._tables)

    def resize(self, name: str, bottom: int) -> None:
        """Let a table, and its filter, end at another row."""
        at = next((at for at, table in enumerate(self._tables) if table.name == name), None)
        if at is None or self._tables[at].area.bottom == bottom:
            return
        table = self._tables[at]
        area = table.area._replace(bottom=bottom)
        doc = Doc(self._archive.get(table.part))
        splices = Splices(doc.body)
        root = doc.root
        splices.replace(root.start, root.open_end, with_attribute(root.tag, "ref", area.ref))
        node = root.child("autoFilter")
        if node is not None and "ref" in node.attrs:
            filtered = Range.parse(node.attrs["ref"])._replace(bottom=bottom - table.totals)
            splices.replace(node.start, node.open_end, with_attribute(node.tag, "ref", filtered.ref))
        parts.save_part(self._archive, table.part, doc, splices.render())
        self._tables[at] = table._replace(area=area)


def _read(part: str, given: dict[str, str]) -> Table:
    try:
        area = Range.parse(given.get("ref", ""))
        header, totals = int(given.get("headerRowCount", "1")), int(given.get("totalsRowCount", "0"))
    except ValueError as problem:
        raise damaged("表格的范围无法读取") from problem
    return Table(part, given.get("displayName") or given.get("name", ""), area, header, totals)
