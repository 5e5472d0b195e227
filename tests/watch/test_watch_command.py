"""contestbook watch as people start it: once, in a process of its own, twice, killed, ended with Ctrl+C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.books import messy
from tests.shell import contestbook
from workbook.codes import words

START = [sys.executable, "-c", "from xladdin.cli import main; main()", "watch"]


def watching(folder):
    """A watcher in a process of its own, once it said that it watches."""
    process = subprocess.Popen(
        [*START, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
        text=True,
        encoding="utf-8",
    )
    assert process.stdout.readline().startswith(f"正在看文件夹“{folder.name}”")
    return process


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_watcher_takes_over_from_a_killed_one_keeps_a_second_off_waits_for_half_a_file_and_ends(tmp_path):
    folder = tmp_path / "投放 夹"
    folder.mkdir()
    killed = watching(folder)
    killed.kill()
    killed.communicate()
    whole = messy(tmp_path / "a.xlsx").read_bytes()
    watcher = watching(folder)
    try:
        status, said = contestbook("watch", folder)
        assert status == 2
        assert said.startswith("contestbook：这个文件夹已经有一个窗口在看（")
        assert said.count("\n") == 1
        with open(folder / "a.xlsx", "wb") as file:
            file.write(whole[:4000])
            file.flush()
            time.sleep(2.6)  # stands still for longer than a whole file must
            assert [name for name in os.listdir(folder) if name[0] != "."] == ["a.xlsx"]
            file.write(whole[4000:])
        assert watcher.stdout.readline().startswith("a.xlsx：必须改 2 处")
        assert "必须改 2 处" in (folder / "a（检查结果）.txt").read_text(encoding="utf-8")
    finally:
        watcher.send_signal(signal.SIGINT)
        said, _ = watcher.communicate(timeout=60)
    assert watcher.returncode == 0
    assert said == "已结束：这次检查了 1 个文件。\n"
    assert not list(folder.glob("*.lock"))


def test_once_checks_what_lies_there_and_answers_as_check_does(tmp_path, monkeypatch):
    monkeypatch.setattr("xladdin.watching.core.STILL", 0.05)
    monkeypatch.setattr("xladdin.watching.wakes._TICK", 0.05)
    folder = tmp_path / "in"
    folder.mkdir()
    assert contestbook("watch", folder, "--once") == (0, "已结束：这次检查了 0 个文件。\n")
    messy(folder / "a.xlsx")
    for count in (1, 0):
        status, said = contestbook("watch", folder, "--once", "--lang", "en")
        assert status == 1
        assert said.endswith(f"Ended: {count} files were checked.\n")
        assert ("a.xlsx: must be corrected 2, please check 2" in said) == bool(count)
    (folder / "b.zip").write_bytes(b"")
    assert contestbook("watch", folder, "--once", "--lang", "en")[0] == 2


def test_what_cannot_be_watched_is_told_in_one_sentence(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"x")
    for place, code in (("none", "FILE_NO_FOLDER"), ("a.xlsx", "WATCH_NOT_FOLDER")):
        status, said = contestbook("watch", tmp_path / place)
        assert status == 2
        assert words(code, {"detail": place}).message in said
        assert said.count("\n") == 1


def test_without_a_name_it_is_a_folder_on_the_desktop(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_desktop_path", lambda: tmp_path / "桌面")
    assert contestbook("watch", "--once")[0] == 0
    assert (tmp_path / "桌面" / "报名表检查").is_dir()
