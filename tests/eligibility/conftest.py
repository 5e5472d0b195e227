"""A contest workbook of 利通 with two entrants, made once for a module, copied for each test."""

from __future__ import annotations

import shutil

import pytest

from tests.eligibility.at_work import typed
from tests.eligibility.books import ENTRY, NOTICE, PERSON, PLAN, SESSION
from tests.eligibility.test_judge import entered
from tests.shell import contestbook


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A 利通 workbook with one entrant who meets everything, and one who entered and did nothing."""
    path = tmp_path_factory.mktemp("new") / "台账.xlsx"
    assert contestbook("new", "litong-2024", "-o", path)[0] == 0
    other = {
        **PERSON,
        "编号": "K0002",
        "姓名或名称": "李四",
        "身份证号": "360730200411020423",
        "账号昵称": "枸杞",
    }
    other["联系电话"] = "13800000002"
    entries = [ENTRY, {**ENTRY, "编号": "K0002", "姓名或名称": "李四"}, entered("第一期·活动3")]
    typed(
        path,
        {
            "参赛主体": [PERSON, other],
            "报名": entries,
            "直播计划审核": [PLAN],
            "直播报备": [NOTICE],
            "场次": [SESSION],
        },
    )
    return path


@pytest.fixture
def book(filled, tmp_path):
    return shutil.copy(filled, tmp_path / "台账.xlsx")
