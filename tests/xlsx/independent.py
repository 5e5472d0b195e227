"""What changed between two workbooks, seen by programs that are not ours: zipfile, xml.etree, openpyxl, calamine.

Nothing here uses the patcher or its parser. `differences` names everything that is not as it was, apart from what a
list of edits was meant to touch (`Meant`); after undo nothing was, and only unused styles may have been added.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.parsers import expat

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from python_calamine import CalamineWorkbook

Place = tuple[int, int]
Element = ElementTree.Element


@dataclass
class Meant:
    """What a list of edits may touch: per sheet name the cells of each kind, whether rows were added, new sheets."""

    content: dict[str, set[Place]] = field(default_factory=dict)
    looks: dict[str, set[Place]] = field(default_factory=dict)
    notes: dict[str, set[Place]] = field(default_factory=dict)
    links: dict[str, set[Place]] = field(default_factory=dict)
    below: dict[str, int] = field(default_factory=dict)
    new_sheets: set[str] = field(default_factory=set)
    undone: bool = False

    def cells(self, sheet: str) -> set[Place]:
        """Cells of a sheet that may be another XML element than before."""
        return self.content.get(sheet, set()) | self.looks.get(sheet, set())

    def sheets(self) -> set[str]:
        return {
            name for kind in (self.content, self.looks, self.notes, self.links, self.below) for name in kind
        }


# ---- packages


def tree(data: bytes) -> Element:
    """A part as a tree; a DTD is an error here too."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ValueError("DTD")

    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)
    return ElementTree.fromstring(data)


def local(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else "#"


class Package:
    """Members of a zip by part name, with relationships and the sheets in their order."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self.infos = {self.key(info.filename): info for info in self.zip.infolist() if not info.is_dir()}
        self.workbook = next(t for kind, t in self.related("/") if kind == "officeDocument")
        self.sheets = self._sheets()

    @staticmethod
    def key(name: str) -> str:
        return "/" + unquote(name.replace("\\", "/")).lstrip("/").lower()

    def read(self, name: str) -> bytes:
        return self.zip.read(self.infos[name])

    def raw(self, name: str) -> tuple[object, ...]:
        """A member as it is stored: its header's facts and its packed bytes."""
        info = self.infos[name]
        lengths = struct.unpack_from("<HH", self.data, info.header_offset + 26)
        start = info.header_offset + 30 + sum(lengths)
        packed = self.data[start : start + info.compress_size]
        return (
            info.filename,
            info.date_time,
            info.extra,
            info.comment,
            info.external_attr,
            info.compress_type,
            packed,
        )

    def rels(self, part: str) -> str:
        folder, base = posixpath.split(part)
        return f"{folder.rstrip('/')}/_rels/{base}.rels"

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """id -> (kind, part name or address)."""
        name, found = self.rels(part), {}
        for node in tree(self.read(name)) if name in self.infos else ():
            target = node.get("Target", "")
            if node.get("TargetMode") != "External" and not target.startswith("#"):
                target = self.key(
                    posixpath.normpath(
                        posixpath.join(posixpath.dirname(part), unquote(target.replace("\\", "/")))
                    )
                )
            found[node.get("Id", "")] = (node.get("Type", "").rpartition("/")[2], target)
        return found

    def related(self, part: str) -> list[tuple[str, str]]:
        return list(self.relations(part).values())

    def part(self, owner: str, kind: str) -> str | None:
        return next((t for k, t in self.related(owner) if k == kind and t in self.infos), None)

    def _sheets(self) -> dict[str, str]:
        relations, found = self.relations(self.workbook), {}
        for node in tree(self.read(self.workbook)).iter():
            if local(node) == "sheet":
                key = next((v for k, v in node.attrib.items() if k.endswith("}id")), "")
                kind, target = relations.get(key, ("", ""))
                if kind == "worksheet" and target in self.infos:
                    found[node.get("name", "")] = target
        return found


# ---- one worksheet


def same(node: Element) -> tuple[Any, ...]:
    """An element as something to compare; blanks between elements do not count."""
    inner = tuple(same(child) for child in node if local(child) != "#")
    attrs = tuple(sorted((k, v) for k, v in node.attrib.items() if not k.endswith("}space")))
    text = node.text or ""
    return node.tag, attrs, text.strip() if inner else text, inner


def place(ref: str) -> Place:
    left, top, _, _ = range_boundaries(ref)
    return top, left


def cells_of(root: Element) -> tuple[dict[Place, Element], dict[int, dict[str, str]]]:
    """Cells by place, and the attributes of rows; addresses that are not written are counted."""
    cells: dict[Place, Element] = {}
    rows: dict[int, dict[str, str]] = {}
    number = 0
    for row in next((node for node in root if local(node) == "sheetData"), ()):
        number = int(row.get("r", number + 1))
        rows[number] = {k: v for k, v in row.attrib.items() if k not in ("r", "spans")}
        col = 0
        for cell in row:
            if local(cell) == "c":
                ref = cell.get("r")
                col = place(ref)[1] if ref else col + 1
                cells[number, col] = cell
    return cells, rows


PLAIN = (("s", "0"), ("s", ""), ("t", "n"))  # say as much as nothing


def cell_said(cell: Element) -> tuple[Any, ...]:
    blank = not any(local(node) in ("v", "is") for node in cell)  # then its type says nothing
    given = (
        (k, v)
        for k, v in cell.attrib.items()
        if k != "r" and (k, v) not in PLAIN and not (blank and k == "t")
    )
    attrs = tuple(sorted(given))
    return attrs, tuple(same(child) for child in cell)


def shares(cell: Element) -> bool:
    return any(local(node) == "f" and node.get("t") == "shared" for node in cell)


class Sheets:
    """The comparison of one worksheet part, as trees."""

    def __init__(self, name: str, old: Package, new: Package, meant: Meant) -> None:
        self.name, self.meant = name, meant
        self.old, self.new = (tree(package.read(package.sheets[name])) for package in (old, new))
        self.targets = {id(root): package.relations(package.sheets[name])
                        for root, package in ((self.old, old), (self.new, new))}  # fmt: skip

    def differences(self) -> Iterator[str]:
        yield from self._cells()
        yield from self._around()

    def _cells(self) -> Iterator[str]:
        old, old_rows = cells_of(self.old)
        new, new_rows = cells_of(self.new)
        touched, below = self.meant.cells(self.name), self.meant.below.get(self.name)
        for at in sorted(old.keys() | new.keys()):
            if at in touched or (below and at[0] >= below):
                continue
            if at not in old or at not in new:
                yield f"{self.name}: cell {at} {'invented' if at in new else 'gone'}"
            elif cell_said(old[at]) != cell_said(new[at]) and not (
                shares(old[at]) and self._only_formula(old[at], new[at])
            ):
                yield f"{self.name}: cell {at} changed"
        for row in sorted(old_rows.keys() | new_rows.keys()):
            if old_rows.get(row, {}) != new_rows.get(row, {}):
                yield f"{self.name}: row {row} changed"

    @staticmethod
    def _only_formula(old: Element, new: Element) -> bool:
        """A shared formula may be written out; openpyxl says whether it still reads the same."""
        inner = [[same(node) for node in cell if local(node) != "f"] for cell in (old, new)]
        return old.attrib == new.attrib and inner[0] == inner[1] and any(local(node) == "f" for node in new)

    def _around(self) -> Iterator[str]:
        old, new = ([n for n in root if local(n) not in ("sheetData", "#")] for root in (self.old, self.new))
        for root, nodes in ((self.old, old), (self.new, new)):
            if [local(n) for n in root if local(n) != "sheetData"] != [local(n) for n in nodes]:
                yield f"{self.name}: comments"
        if self._links(self.old) != self._links(self.new):
            yield f"{self.name}: links of others changed"
        old, new = ([n for n in nodes if local(n) != "hyperlinks"] for nodes in (old, new))
        if self.meant.notes.get(self.name) and not any(self._draws(n) for n in old):
            new = [n for n in new if not self._draws(n)]
        if self.meant.below.get(self.name):
            old, new = ([n for n in nodes if local(n) != "autoFilter"] for nodes in (old, new))
        old, new = ([n for n in nodes if local(n) != "dimension"] for nodes in (old, new))
        a, b = ([same(n) for n in nodes] for nodes in (old, new))
        if a != b:
            odd = [x[0] for x in a if x not in b] + [x[0] for x in b if x not in a]
            yield f"{self.name}: around the data: {odd}"
        if same(self.old)[:2] != same(self.new)[:2]:
            yield f"{self.name}: root"

    @staticmethod
    def _draws(node: Element) -> bool:
        return any(local(inner) == "legacyDrawing" for inner in node.iter())

    def _links(self, root: Element) -> set[tuple[Any, ...]]:
        """Each link by each of its cells, but for those meant; a link over several cells may be in pieces."""
        found, meant = set(), self.meant.links.get(self.name, set())
        for node in (link for outer in root if local(outer) == "hyperlinks" for link in outer):
            left, top, right, bottom = range_boundaries(node.get("ref", ""))
            attrs = {k: v for k, v in node.attrib.items() if k != "ref" and not k.endswith("}uid")}
            for key in attrs:
                if key.endswith("}id"):
                    attrs[key] = self.targets[id(root)].get(attrs[key], ("", attrs[key]))[1]
            said = tuple(sorted(attrs.items()))
            if (right - left + 1) * (bottom - top + 1) <= 10_000:
                places = ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
                found |= {(at, said) for at in places if at not in meant}
        return found


# ---- other parts


def styles_kept(old: bytes, new: bytes) -> Iterator[str]:
    """Every list of styles begins as it was; nothing else changed."""
    a, b = ([n for n in tree(data) if local(n) != "#"] for data in (old, new))
    if "numFmts" not in map(local, a):
        b = [n for n in b if local(n) != "numFmts"]
    if [local(n) for n in a] != [local(n) for n in b]:
        yield "styles: other sections"
        return
    for x, y in zip(a, b, strict=True):
        if local(x) in ("cellXfs", "fonts", "fills", "borders", "numFmts"):
            kept = [same(n) for n in x] == [same(n) for n in y][: len(x)]
        else:
            kept = same(x) == same(y)
        if not kept:
            yield f"styles: {local(x)} changed"


def workbook_kept(old: bytes, new: bytes, meant: Meant) -> Iterator[str]:
    a, b = (
        {local(n): n for n in tree(data) if local(n) not in ("#", "AlternateContent")} for data in (old, new)
    )
    for name in sorted(a.keys() | b.keys()):
        x, y = a.get(name), b.get(name)
        if name == "calcPr" and not meant.undone and y is not None:
            attrs = {k: v for k, v in y.attrib.items() if k != "fullCalcOnLoad"}
            before = {k: v for k, v in (x.attrib if x is not None else {}).items() if k != "fullCalcOnLoad"}
            kept = attrs == before
        elif name in ("sheets", "definedNames") and meant.new_sheets:
            before = [same(n) for n in x] if x is not None else []
            kept = y is not None and [same(n) for n in y][: len(before)] == before
        elif name == "definedNames" and meant.below:
            kept = x is not None and y is not None and [n.attrib for n in x] == [n.attrib for n in y]
        else:  # an empty element says as much as none
            kept = [same(n) if n is not None and (n.attrib or len(n)) else None for n in (x, y)]
            kept = kept[0] == kept[1]
        if not kept:
            yield f"workbook: {name} changed"


def chain(data: bytes) -> list[tuple[tuple[str, str], ...]]:
    """The calculation chain, each entry with the sheet it is of."""
    sheet, found = "", []
    for node in tree(data):
        sheet = node.get("i", sheet)
        found.append(tuple(sorted({**node.attrib, "i": sheet}.items())))
    return found


def comments_kept(old: bytes, new: bytes, cells: set[Place]) -> Iterator[str]:
    notes = []
    for data in (old, new):
        root = tree(data)
        authors = [n.text or "" for n in root.iter() if local(n) == "author"]
        notes.append([
            (node.get("ref"), authors[int(node.get("authorId", 0))], same(node)[3])
            for node in root.iter() if local(node) == "comment" and place(node.get("ref", "A1")) not in cells
        ])  # fmt: skip
    if notes[0] != notes[1]:
        yield "notes of others changed"


SHAPE = re.compile(rb"<(?:\w+:)?shape\s.*?</(?:\w+:)?shape\s*>", re.S)


def boxes_kept(old: bytes, new: bytes, cells: set[Place]) -> Iterator[str]:
    """VML is often no XML: every shape but those of the cells meant must be there as it was, in order."""

    def others(data: bytes) -> list[bytes]:
        found = []
        for shape in SHAPE.findall(data):
            row, col = (re.search(rb"<(?:\w+:)?%s>\s*(\d+)" % name, shape) for name in (b"Row", b"Column"))
            if not (row and col and b"Note" in shape and (int(row[1]) + 1, int(col[1]) + 1) in cells):
                found.append(shape)
        return found

    if others(old) != others(new):
        yield "boxes of others changed"


def table_kept(old: bytes, new: bytes) -> Iterator[str]:
    a, b = tree(old), tree(new)
    for root in (a, b):
        for node in (root, *root):
            if local(node) in ("table", "autoFilter"):
                node.attrib.pop("ref", None)
    if same(a) != same(b):
        yield "table changed beside its range"


# ---- the whole package


def differences(before: bytes, after: bytes, meant: Meant) -> list[str]:
    """Everything that is not as it was and was not meant, by zipfile and xml.etree alone."""
    old, new = Package(before), Package(after)
    assert new.zip.testzip() is None
    found = list(_sheets_differ(old, new, meant))
    roles = _roles(old, meant)
    for name in old.infos:
        role = roles.get(name)
        if name not in new.infos:
            said = role != "rels" or len(tree(old.read(name)))
            if said and (role != "chain" or meant.undone):
                found.append(f"{name} is gone")
        elif role is None:
            if old.raw(name) != new.raw(name):
                found.append(f"{name} is not byte for byte as it was")
        elif old.read(name) != new.read(name):
            found += [
                f"{name}: {text}" for text in _part_differs(role, old.read(name), new.read(name), meant)
            ]
    found += [
        f"{name} is new" for name in new.infos if name not in old.infos and not _may_be_new(name, meant)
    ]
    return found


def _sheets_differ(old: Package, new: Package, meant: Meant) -> Iterator[str]:
    if list(old.sheets) != [name for name in new.sheets if name not in meant.new_sheets]:
        yield f"sheets are {list(new.sheets)}"
        return
    for name, part in old.sheets.items():
        a, b = old.read(part), new.read(new.sheets[name])
        if a != b:
            if name not in meant.sheets() and not meant.undone:
                yield f"{name}: changed at all"
            yield from Sheets(name, old, new, meant).differences()


def _roles(old: Package, meant: Meant) -> dict[str, str]:
    """The parts that may be other bytes than before, and what each is."""
    roles = {"/[content_types].xml": "types", old.workbook: "workbook", old.rels(old.workbook): "rels"}
    for kind, role in (("styles", "styles"), ("calcChain", "chain")):
        if part := old.part(old.workbook, kind):
            roles[part] = role
    for name, part in old.sheets.items():
        if name in meant.sheets() or meant.undone:
            roles[part] = "sheet"
            roles[old.rels(part)] = "rels"
            for kind, target in old.related(part):
                roles |= {target: kind} if kind in ("comments", "vmlDrawing", "table") else {}
    return roles


def _part_differs(role: str, old: bytes, new: bytes, meant: Meant) -> Iterator[str]:
    notes = {at for cells in meant.notes.values() for at in cells}
    if role in ("types", "rels"):
        a, b = (
            {same(n) for n in tree(data) if "calcchain" not in str(n.attrib).lower()} for data in (old, new)
        )
        if a - b or (
            meant.undone
            and b - a
            and any("vml" not in str(extra) and "styles" not in str(extra) for extra in b - a)
        ):
            yield f"declarations: {list(a - b)[:1]}{list(b - a)[:1]}"
    elif role == "workbook":
        yield from workbook_kept(old, new, meant)
    elif role == "styles":
        yield from styles_kept(old, new)
    elif role == "chain":
        if (chain(old) != chain(new)) if meant.undone else (not set(chain(new)) <= set(chain(old))):
            yield "calculation chain changed"
    elif role == "comments":
        yield from comments_kept(old, new, notes)
    elif role == "vmlDrawing":
        yield from boxes_kept(old, new, notes)
    elif role == "table":
        yield from (
            table_kept(old, new)
            if not meant.undone
            else (["changed"] if same(tree(old)) != same(tree(new)) else [])
        )


def _may_be_new(name: str, meant: Meant) -> bool:
    if name.endswith("styles.xml"):
        return True  # also after undo: a workbook that had no styles keeps those it was given
    notes = bool(meant.notes) and ("comments" in name or "vmldrawing" in name)
    return (notes or (bool(meant.links or meant.notes) and name.endswith(".rels"))) or (
        bool(meant.new_sheets) and "/worksheets/" in name
    )


# ---- what two other readers see


def openpyxl_sees(data: bytes) -> dict[str, dict[Place, tuple[Any, ...]]] | None:
    """Per sheet and cell: value, kind, number format, font, fill, border, alignment, protection, note. None: cannot."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=False)
        except Exception:  # noqa: BLE001  # whatever it stumbles on in a real file
            return None
    looks: dict[Any, tuple[str, ...]] = {}

    def look(cell: Any) -> tuple[str, ...]:
        key = tuple(cell._style or ())
        if key not in looks:
            kinds = ("number_format", "font", "fill", "border", "alignment", "protection", "quotePrefix")
            looks[key] = tuple(repr(getattr(cell, kind, None)) for kind in kinds) if key else ()
        return looks[key]

    return {
        sheet.title: {
            at: (
                said(cell.value),
                "n" if cell.value is None else cell.data_type,
                look(cell),
                cell.comment.text if cell.comment else None,
            )
            for at, cell in sheet._cells.items()
        }
        for sheet in book.worksheets
    }


def said(value: Any) -> Any:
    """A value to compare: array formulas and the like by what they hold."""
    return str(vars(value)) if hasattr(value, "__dict__") else value


def calamine_sees(data: bytes) -> dict[str, dict[Place, Any]] | None:
    """Per sheet and cell the values that are not blank; None: cannot."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            name: {
                (r, c): value
                for r, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
                for c, value in enumerate(row, 1)
                if value != ""
            }
            for name in book.sheet_names
        }
    except BaseException:  # noqa: BLE001  # a panic of its own is no Exception
        return None


BLANK = (None, "n", None, None)


def readers_differ(before: tuple[Any, Any], after: bytes, meant: Meant, full: bool = True) -> list[str]:
    """Cells that openpyxl or calamine read otherwise than before, but for those meant; `before`: what both saw."""
    found = []
    seen = openpyxl_sees(after) if before[0] is not None else None
    if before[0] is not None and seen is None:
        found.append("openpyxl cannot open it any more")
    for name, cells in (before[0] or {}).items() if seen else ():
        if name not in seen:
            found.append(f"openpyxl misses {name}")
            continue
        now, below = seen[name], meant.below.get(name, 1 << 21)
        found += [
            f"openpyxl: {name} {get_column_letter(at[1])}{at[0]}: {cells.get(at)} -> {now.get(at)}"[:400]
            for at in cells.keys() | now.keys()
            if at[0] < below and _other(cells.get(at), now.get(at), at, name, meant)
        ]
    read = calamine_sees(after) if before[1] is not None else None
    if before[1] is not None and read is None:
        found.append("calamine cannot open it any more")
    for name, values in (before[1] or {}).items() if read else ():
        below = meant.below.get(name, 1 << 21)
        for at in values.keys() | read[name].keys():
            skip = at in meant.content.get(name, ()) or at[0] >= below
            if not skip and repr(values.get(at)) != repr(read[name].get(at)):
                found.append(f"calamine: {name} {at}: {values.get(at)!r} -> {read[name].get(at)!r}")
    return found


def _other(
    old: tuple[Any, ...] | None, new: tuple[Any, ...] | None, at: Place, name: str, meant: Meant
) -> bool:
    """Whether a cell is other than meant. openpyxl invents cells for notes, links and the inside of merged ranges."""
    known = old is not None and new is not None and bool(old[2] and new[2])
    if at in meant.content.get(name, ()):
        return known and old[2][:6] != new[2][:6] and at not in meant.looks.get(name, ())
    if at in meant.links.get(name, ()) and (old is None or old[0] is None):
        return False
    if old is None or new is None:
        there = old or new or BLANK
        return there[0] is not None or (there[3] is not None and at not in meant.notes.get(name, ()))
    looks = at not in meant.looks.get(name, ()) and known and old[2] != new[2]
    notes = at not in meant.notes.get(name, ()) and old[3] != new[3]
    return (old[0] != new[0] and repr(old[0]) != repr(new[0])) or old[1] != new[1] or looks or notes
