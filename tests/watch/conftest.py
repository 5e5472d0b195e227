from __future__ import annotations

import pytest

from tests.watch.folder import Folder


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "报名表 检查")
