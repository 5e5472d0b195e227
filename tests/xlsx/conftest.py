"""What the tests of files share."""

import pytest

from tests.xlsx.saved import OLD


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "报名表.xlsx"
    path.write_bytes(OLD)
    return path
