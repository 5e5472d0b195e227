"""One ledger written to a file and read, and what is said of one that is refused; a contest workbook and exports for it."""

from __future__ import annotations

import shutil

import pytest

from tests.eligibility.at_work import typed
from tests.eligibility.books import ENTRY, PERSON
from tests.ledger.at_work import HEADER, OTHER, decided
from tests.shell import contestbook
from workbook.host import Refused
from workbook.xlsx.reading.reader import Readers
from xladdin.ledgers import Ledger, Mapping, ledger_of


@pytest.fixture(scope="module")
def readers():
    with Readers() as found:
        yield found


@pytest.fixture
def read(readers, tmp_path):
    def reading(content: str | bytes, mapping: Mapping | None = None, suffix: str = "csv") -> Ledger:
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return ledger_of([path], mapping or Mapping(), readers)

    return reading


@pytest.fixture
def refusal(read):
    def refused(content: str | bytes, **kinds: object) -> tuple[str, str]:
        with pytest.raises(Refused) as found:
            read(content, **kinds)
        assert found.value.file == "a." + kinds.get("suffix", "csv")
        return found.value.code, found.value.detail

    return refused


@pytest.fixture(scope="module")
def filled(tmp_path_factory, request):
    """张三 and 李四 entered; a module may have more rows (ROWS) and decisions (DECIDED)."""
    path = tmp_path_factory.mktemp("new") / "台账.xlsx"
    assert contestbook("new", "litong-2024", "-o", path)[0] == 0
    entries = [ENTRY, {**ENTRY, "编号": "K0002", "姓名或名称": "李四"}]
    typed(path, {"参赛主体": [PERSON, OTHER], "报名": entries, **getattr(request.module, "ROWS", {})})
    decided(path, **getattr(request.module, "DECIDED", {}))
    return path


@pytest.fixture
def book(filled, tmp_path):
    return shutil.copy(filled, tmp_path / "台账.xlsx")


@pytest.fixture
def export(tmp_path):
    """An export of orders: export(line, …) -> its path; | stands between cells."""

    def made(*lines, name="订单.csv", header=HEADER):
        path = tmp_path / name
        path.write_text("\n".join(line.replace("|", ",") for line in (header, *lines)), encoding="gb18030")
        return path

    return made
