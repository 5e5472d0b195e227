"""One ledger written to a file and read, and what is said of one that is refused."""

from __future__ import annotations

import pytest

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
