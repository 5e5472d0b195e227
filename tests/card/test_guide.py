"""The guide for a new contest: what stands in docs/rule-cards.md works as it stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.shell import contestbook

GUIDE = (Path(__file__).parents[2] / "docs" / "rule-cards.md").read_text("utf-8")


@pytest.fixture
def example(tmp_path, monkeypatch):
    """The card file of the guide, and the folder it lies in."""
    monkeypatch.chdir(tmp_path)
    (text,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    Path("本地好货.toml").write_text(text, encoding="utf-8")
    return "本地好货.toml"


def test_the_card_file_of_the_guide_is_a_contest_without_errors(example):
    status, said = contestbook("lint", example, "--json")
    assert status == 0
    (file,) = json.loads(said)["files"]
    assert file["summary"]["error"] == 0
    assert {one["code"] for one in file["findings"]} >= {"POINT_OPEN"}, "what is not decided is told"


def test_a_contest_of_the_guide_has_its_workbook_its_blank_sheets_and_its_paper(example):
    assert contestbook("new", example, "-o", "台账.xlsx")[0] == 0
    assert contestbook("template", "台账.xlsx", "-o", "报名表.xlsx")[0] == 0
    assert contestbook("decisions", "台账.xlsx", "--event", "决赛", "--print", "请示单.xlsx")[0] == 0
    assert {path.name for path in Path.cwd().glob("*.xlsx")} == {"台账.xlsx", "报名表.xlsx", "请示单.xlsx"}
