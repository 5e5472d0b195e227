"""Pages that are generated, and formulas we write, are what the code says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import openpyxl
import pytest

from workbook.codes import CODES, words
from workbook.edits import SetCell
from workbook.findings_sheet import list_edits
from workbook.formula_lint import lint_formula
from workbook.xlsx.making.template import template_book

ROOT = Path(__file__).parent.parent
spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)


@pytest.mark.parametrize("name", reference.PAGES)
def test_generated_pages_are_up_to_date(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == reference.PAGES[name](), "run: make docs"


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words_in_both_languages(code):
    entry = CODES[code]
    assert entry.next_zh.endswith("。")
    for lang in ("zh", "en"):
        shown = words(code, {}, lang)
        assert shown.message
        assert shown.next
        assert "{" not in shown.message


def formulas():
    import io

    for layout in ("roster", "form"):
        book = openpyxl.load_workbook(io.BytesIO(template_book(None, layout, "ganyou-2024")))
        for sheet in book:
            yield from (c.value for row in sheet.iter_rows() for c in row if c.data_type == "f")
    yield from (e.formula for e in list_edits([], [], {}, "问题清单") if isinstance(e, SetCell) and e.formula)


def test_every_formula_we_write_is_safe_on_an_old_excel():
    seen = list(formulas())
    assert len(seen) > 200
    assert [fault for formula in seen for fault in lint_formula(formula)] == []


@pytest.mark.parametrize("bad", ["=COUNTIF(G2:G9,G2)", "=XLOOKUP(A1,B:B,C:C)", "=[1]Sheet1!A1"])
def test_the_lint_can_fail(bad):
    assert lint_formula(bad)


def test_every_limit_of_the_gate_is_on_its_page():
    from workbook.xlsx.reading import limits

    page = (ROOT / "docs" / "gate.md").read_text(encoding="utf-8")
    numbers = {name for name, value in vars(limits).items() if name.isupper() and name[0] != "_" and value}
    assert {name for name in numbers if isinstance(getattr(limits, name), int | float)} <= {
        name for name in numbers if f"`{name}`" in page
    }
    refused = {code for code in CODES if code in ("FILE_UNSAFE", "FILE_LIMIT", "FILE_DAMAGED", "FILE_MACRO")}
    assert all(f"`{code}`" in page for code in refused)


def test_nothing_of_xlwings_pro_is_imported():
    """Its licence is another one; import-linter knows whole packages only."""
    sources = [path for top in ("schemas", "workbook", "xladdin") for path in (ROOT / top).rglob("*.py")]
    assert len(sources) > 100
    guilty = [
        p.name for p in sources if re.search(r"xlwings\.pro|from xlwings import .*pro", p.read_text("utf-8"))
    ]
    assert guilty == []
