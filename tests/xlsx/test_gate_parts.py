"""The gate's lists and tags: each has an end, each part is well-formed, what runs by itself is refused."""

from __future__ import annotations

import sys

import pytest

from tests.xlsx import books
from workbook.host import Refused
from workbook.xlsx.reading.reader import read_here

SHEET = "xl/worksheets/sheet1.xml"
GOOD = '<row r="1"><c r="A1" t="str"><v>甲</v></c></row>'


def refused(data: bytes, name: str = "a.xlsx") -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        read_here(data, name)
    return caught.value.code, caught.value.detail


def with_part(name: str, change: tuple[str, str], rows: str = GOOD) -> bytes:
    parts = books.parts_of(rows)
    assert change[0] in str(parts[name])
    parts[name] = str(parts[name]).replace(*change, 1)
    return books.zipped(parts)


@pytest.mark.parametrize(
    "name", ["xl//a.xml", "xl/./a.xml", "a\nb.xml", "a" * 300 + ".xml", "xl/%5c..%5ca.xml"]
)
def test_odd_names_of_parts(name: str) -> None:
    assert refused(books.zipped({**books.parts_of(GOOD), name: "<a/>"}))[0] == "FILE_UNSAFE"


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/styles.xml", ("<cellXfs>", "<cellXfs><b>")),
        ("xl/styles.xml", ("<cellXfs>", "&made;<cellXfs>")),
        ("xl/styles.xml", ("<cellXfs>", "\x01<cellXfs>")),
        ("xl/styles.xml", ("<cellXfs>", '<a b="1" b="2"/><cellXfs>')),
        ("xl/styles.xml", ("<cellXfs>", "<cellXfs/><cellXfs>")),
        ("xl/_rels/workbook.xml.rels", ("<Relationships", "<Relationships><a")),
        (SHEET, ("</sheetData>", "</sheetData><a>")),
        (SHEET, ("<sheetData>", "<a></b><sheetData>")),
    ],
)
def test_parts_that_are_not_well_formed(part: str, change: tuple[str, str]) -> None:
    assert refused(with_part(part, change))[0] == "FILE_DAMAGED"


@pytest.mark.parametrize(
    "strings",
    ["<sst><si><t>a</t></sst>", "<sst><si><t>\x01</t></si></sst>", "<sst><si><t>&a;</t></si></sst>"],
)
def test_shared_texts_that_are_not_well_formed(strings: str) -> None:
    assert refused(books.book(GOOD, strings=strings))[0] == "FILE_DAMAGED"


def test_a_long_declaration_hides_no_encoding() -> None:
    declared = '<?xml version="1.0"' + " " * 400 + 'encoding="gb18030"?><worksheet'
    assert refused(with_part(SHEET, ("<worksheet", declared)))[0] == "FILE_DAMAGED"
    declared = '<?xml version="1.0" encoding="x:y"?><worksheet'
    assert refused(with_part(SHEET, ("<worksheet", declared)))[0] == "FILE_DAMAGED"


@pytest.mark.parametrize(
    ("limit", "part", "change"),
    [
        (
            "contents.MAX_NAMES",
            "xl/workbook.xml",
            ("<sheets>", "<definedNames>" + "<definedName/>" * 9 + "</definedNames><sheets>"),
        ),
        ("contents.MAX_STYLES", "xl/styles.xml", ("<cellXfs>", "<cellXfs>" + "<xf/>" * 9)),
        ("markup.MAX_RELATIONS", "xl/_rels/workbook.xml.rels", ("></", "><Relationship a='1'/></")),
        ("grid.MAX_COLUMN", SHEET, ("<sheetData>", "<cols>" + "<col/>" * 9 + "</cols><sheetData>")),
        ("grid.MAX_CELLS", SHEET, ("</row>", "".join(f'<c r="{c}1"/>' for c in "BCDEF") + "</row>")),
        (
            "grid.MAX_FORMULAS",
            SHEET,
            ("</row>", "".join(f'<c r="{c}1"><f>1</f></c>' for c in "BCDEF") + "</row>"),
        ),
        ("container.MAX_PARTS", SHEET, ("a", "a")),
        ("container.MAX_TOTAL", SHEET, ("a", "a")),
        ("container.MAX_PART", SHEET, ("a", "a")),
        ("worker.MAX_BOX", SHEET, ("a", "a")),
        ("sniff.MAX_FILE", SHEET, ("a", "a")),
    ],
)
def test_each_list_has_an_end(
    limit: str, part: str, change: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = with_part(part, change)
    assert read_here(data, "a.xlsx")
    module, name = limit.split(".")
    monkeypatch.setattr(sys.modules[f"workbook.xlsx.reading.{module}"], name, 0 if name == "MAX_BOX" else 2)
    assert refused(data)[0] == "FILE_LIMIT"


def test_a_part_that_is_inflated_too_far(monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_part(SHEET, ("<sheetData>", "<!--" + "a" * 500_000 + "--><sheetData>"))
    assert read_here(data, "a.xlsx")
    monkeypatch.setattr(sys.modules["workbook.xlsx.reading.container"], "RATIO_GRACE", 100_000)
    assert "压缩比异常" in refused(data)[1]


def test_sheets_that_are_too_large_together() -> None:
    parts = books.parts_of()
    numbers = range(1, 30)
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        '<sheet name="表" sheetId="1" r:id="rId1"/>',
        "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers),
    )
    parts["xl/_rels/workbook.xml.rels"] = books.relations(*(("worksheet", f"s{n}.xml", "") for n in numbers))
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="60"><c r="XFD60"><v>1</v></c></row>'
    content = str(parts[SHEET]).replace("<sheetData>", "<sheetData>" + rows)
    data = books.zipped({**parts, **{f"xl/s{n}.xml": content for n in numbers}})
    assert refused(data) == ("FILE_LIMIT", "各工作表的范围合计过大")


@pytest.mark.parametrize(
    "override", ["application/vnd.ms-office.vbaProject", "application/vnd.ms-excel.macrosheet+xml"]
)
def test_types_of_active_parts(override: str) -> None:
    parts = {**books.parts_of(GOOD), "xl/plain.xml": "<a/>"}
    tag = f'<Override PartName="/xl/plain.xml" ContentType="{override}"/>'
    parts["[Content_Types].xml"] = f"<Types>{tag}</Types>"
    assert refused(books.zipped(parts))[0] == ("FILE_MACRO" if "vba" in override else "FILE_UNSAFE")
    del parts["xl/plain.xml"]  # a type for a part that is not there is nothing
    assert read_here(books.zipped(parts), "a.xlsx")


def test_a_macro_sheet_that_calls_itself_a_worksheet() -> None:
    parts = books.parts_of(GOOD)
    parts[SHEET] = str(parts[SHEET]).replace("worksheet", "macrosheet")
    assert refused(books.zipped(parts))[0] == "FILE_UNSAFE"


def test_a_dde_link_nobody_refers_to() -> None:
    parts = {**books.parts_of(GOOD), "xl/externalLinks/e.xml": "<externalLink><ddeLink/></externalLink>"}
    assert refused(books.zipped(parts))[0] == "FILE_UNSAFE"


@pytest.mark.parametrize(("kind", "flags"), [("image", 1), ("hyperlink", 0)])
def test_a_relation_that_points_out_is_flagged(kind: str, flags: int) -> None:
    rels = books.relations((kind, "file://server/a.png", ' TargetMode="External"'))
    parts = {**books.parts_of(GOOD), "xl/drawings/_rels/drawing1.xml.rels": rels}
    assert len(read_here(books.zipped(parts), "a.xlsx").flags) == flags


def test_a_panic_of_calamine_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    panic = type("PanicException", (BaseException,), {})

    def panics(*_: object) -> None:
        raise panic("index out of bounds")

    monkeypatch.setattr(
        sys.modules["workbook.xlsx.reading.worker"].CalamineWorkbook, "from_filelike", panics, raising=False
    )
    assert refused(books.book(GOOD))[0] == "FILE_DAMAGED"
