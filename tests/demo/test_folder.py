"""The demo's materials and its folder: the same again and again, and nothing of anybody's is written over."""

from __future__ import annotations

import json
import os
import shutil
from itertools import pairwise

import pytest

from tests.shell import contestbook
from xladdin.demo import run
from xladdin.demo.folder import LIST, somebodys
from xladdin.demo.lines import STEPS, Step
from xladdin.demo.materials import GANYOU, LITONG, WHAT
from xladdin.demo.story import NotDone, tell


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def given_out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("materials") / "练习"
    assert contestbook("demo", folder, "--materials")[0] == 0
    return folder


@pytest.fixture
def folder(given_out, tmp_path):
    """A copy in which a test may change something."""
    return shutil.copytree(given_out, tmp_path / "练习")


def test_the_same_seed_gives_the_same_bytes(given_out, tmp_path):
    assert contestbook("demo", tmp_path / "again", "--materials")[0] == 0
    assert files(tmp_path / "again") == files(given_out)


def test_all_that_the_command_lines_begin_with_is_there(given_out):
    """A path of a line is among the materials, or an earlier line made it."""
    made = set()
    for line in (line for step in STEPS for line in step.lines):
        words = line.split()
        wrote = {after for word, after in pairwise(words) if word in ("-o", "--print")}
        for path in {word for word in words if word.startswith((f"{GANYOU}/", f"{LITONG}/"))} - wrote:
            assert path in made or (given_out / path).exists(), line
        made |= wrote
    assert [path for path in WHAT if not (given_out / path).exists()] == []


def test_a_folder_nobody_touched_is_made_anew(folder):
    before = files(folder)
    (folder / GANYOU / "高校名单.txt").unlink()
    assert contestbook("demo", folder, "--materials")[0] == 0
    assert files(folder) == before


def changed(folder):
    (folder / GANYOU / "高校名单.txt").write_text("南昌大学", encoding="utf-8")
    return "高校名单.txt"


def added(folder):
    (folder / LITONG / "我的台账.xlsx").write_bytes(b"PK")
    return "我的台账.xlsx"


def unlisted(folder):
    (folder / LIST).unlink()
    return "事后改动.json"


def spoilt_list(folder):
    (folder / LIST).write_text("{", encoding="utf-8")
    return "事后改动.json"


@pytest.mark.parametrize("touch", [changed, added, unlisted, spoilt_list])
def test_what_is_somebodys_is_never_written_over(folder, touch):
    name = touch(folder)
    before = files(folder)
    status, output = contestbook("demo", folder, "--materials")
    assert (status, files(folder)) == (2, before)
    assert name in output
    assert output.count("\n") == 1


def test_a_list_that_was_changed_takes_away_nothing_elsewhere(folder):
    other = folder.parent / "别人的.txt"
    other.write_text("留着", encoding="utf-8")
    listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
    listed["files"]["../别人的.txt"] = "0"
    (folder / LIST).write_text(json.dumps(listed), encoding="utf-8")
    assert contestbook("demo", folder, "--materials")[0] == 0
    assert other.exists()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    status, output = contestbook("demo", tmp_path / "a.txt")
    assert (status, output.count("\n")) == (2, 1)


def test_the_story_is_told_in_chinese_and_in_whole_lines_whatever_the_shell_is_set_to(folder, monkeypatch):
    monkeypatch.setenv("CONTESTBOOK_LANG", "en")
    monkeypatch.setenv("COLUMNS", "20")
    step = next(one for one in STEPS if one.lines[0].startswith("new litong"))
    told = tell(folder, step)
    assert told.lines[0] == "全部 94 行 = 合并 94 + 退回 0 + 重复 0 + 未变 0"
    assert len(told.lines) == len(step.told)
    assert os.environ["CONTESTBOOK_LANG"] == "en"


def test_a_story_that_broke_off_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "STEPS", (Step("", "", ("verify 利通/没有.xlsx",), (), ()),))
    for _ in range(2):
        with pytest.raises(NotDone):
            run.demo(tmp_path / "演示", lambda *_: None, draw=False)
    assert somebodys(tmp_path / "演示") is None


def test_a_command_that_is_refused_ends_the_story_with_its_own_words(folder):
    with pytest.raises(NotDone, match=r"没有\.xlsx"):
        tell(folder, Step("", "", ("verify 利通/没有.xlsx",), (), ()))
