"""Installing and taking away on a PC in a temporary folder: all of it or nothing, and only what is ours."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.computer.pc import BUILT, OFFICE, OPTIONS, PC
from tests.shell import contestbook
from workbook.host import Refused
from xladdin import cli_addin  # noqa: F401 - the subcommands
from xladdin.computer import installing, machine, swapping, telling, windows
from xladdin.computer.collecting import collected
from xladdin.computer.diagnosis import diagnosis
from xladdin.computer.installing import install, uninstall
from xladdin.computer.places import places


@pytest.fixture(autouse=True)
def built_once(monkeypatch):
    for module in (windows, installing):
        monkeypatch.setattr(module, "addin_bytes", BUILT)


@pytest.fixture
def pc(tmp_path):
    return PC(tmp_path)


@pytest.fixture
def unzipped(pc, tmp_path):
    """The new version as it was unzipped on the desktop, and running from there."""
    desktop = tmp_path / "桌面 1" / "竞赛台账 𠮷"
    python = pc.program(desktop, "0.1.0")
    pc.changes["executable"] = python / "python.exe"
    return python


def program(pc):
    """The files of the installed program with their texts."""
    top = pc.places.python
    return {str(one.relative_to(top)): one.read_bytes() for one in top.rglob("*") if one.is_file()}


def in_program(folder):
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def everything(pc):
    """Names of all files of the user, without the folders they lie in."""
    return sorted(Path(one).name for one in pc.files())


def refused(act, pc):
    """What is said, and nothing was changed."""
    before, keys = pc.files(), {key: dict(values) for key, values in pc.registry.keys.items()}
    with pytest.raises(Refused) as caught:
        act(pc.machine)
    assert pc.files() == before
    assert pc.registry.keys == keys
    assert "张三" not in telling.refusal(caught.value)
    return caught.value.code


# ---- installing


def test_from_the_desktop_to_its_place(pc, unzipped):
    done = install(pc.machine)
    assert done == [
        r"程序 0.1.0 已复制到 %LOCALAPPDATA%\contestbook\python",
        r"加载项已装到 %APPDATA%\Microsoft\Excel\XLSTART\contestbook.xlam",
        "请重新打开 Excel，就有“竞赛台账”选项卡。",
    ]
    assert program(pc) == in_program(unzipped)
    assert len(program(pc)) == 4
    assert pc.xlam.read_bytes() == BUILT("zh")
    beside = sorted(one.name for one in pc.places.root.iterdir())
    assert beside == ["contestbook.xlam", "install.lock", "python", "使用手册", "开始.cmd", "版本.txt"], (
        "nobody's own files"
    )
    assert [one.name for one in pc.xlam.parent.iterdir()] == ["contestbook.xlam"], (
        "Excel opens all that lies here"
    )
    assert diagnosis(collected(pc.machine)) == []


def test_an_older_version_is_replaced_and_undo_records_stay(pc, unzipped):
    pc.installed("0.0.9")
    pc.xlam.write_bytes(b"PK old")
    (pc.places.root / "使用手册" / "旧的一页.html").touch()
    record = pc.machine.home / "undo" / "00000001.json"
    record.parent.mkdir(parents=True)
    record.write_text("kept")
    (pc.places.python / "Lib" / "gone.py").touch()
    done = install(pc.machine, "en")
    assert done[0] == r"Version 0.1.0 copied to %LOCALAPPDATA%\contestbook\python (was 0.0.9)"
    assert program(pc) == in_program(unzipped), "nothing of the old one is left in it"
    assert record.read_text() == "kept"
    assert pc.xlam.read_bytes() == BUILT("en")
    assert diagnosis(collected(pc.machine)) == [], "either language is a current one"
    assert (pc.places.root / "版本.txt").read_text() == "0.1.0"
    assert [one.name for one in (pc.places.root / "使用手册").iterdir()] == ["首页.html"], (
        "of the old one nothing"
    )


@pytest.mark.parametrize("left", [b"", b"\xff\xfe" * 300])
def test_a_damaged_older_version_is_replaced(left, pc, unzipped):
    pc.installed("0.0.9")
    (pc.places.python / "Lib/site-packages/contestbook-0.0.9.dist-info/METADATA").write_bytes(left)
    assert install(pc.machine)[0] == r"程序 0.1.0 已复制到 %LOCALAPPDATA%\contestbook\python"
    assert program(pc) == in_program(unzipped)


def test_twice_and_from_its_own_place(pc, unzipped):
    install(pc.machine)
    once = pc.files()
    install(pc.machine)
    assert pc.files() == once
    pc.changes["executable"] = pc.places.python / "pythonw.exe"  # 开始.cmd of the installed folder
    assert not [line for line in install(pc.machine) if "复制" in line]
    assert pc.files() == once


def test_a_developers_Python_is_left_where_it_is(pc, tmp_path):
    pc.changes["executable"] = tmp_path / "venv" / "bin" / "python"
    install(pc.machine)
    assert everything(pc) == ["contestbook.xlam"]
    assert [one.code for one in diagnosis(collected(pc.machine))] == ["PC_PROGRAM_MISSING"]


def test_older_ones_of_ours_go_and_others_stay(pc, unzipped):
    pc.xlam.parent.mkdir(parents=True)
    pc.places.addins.mkdir(parents=True)
    for path in (pc.xlam.with_name("contestbook (1).xlam"), pc.places.addins / "Contestbook.xlam"):
        path.with_name(path.name.lower()).touch()
    others = pc.places.addins / "其他.xlam"
    others.touch()
    old = rf"{OFFICE}\15.0\Excel\Options"
    pc.registry.plant(old, OPEN=r"/R contestbook.xlam")
    pc.registry.plant(
        OPTIONS,
        OPEN='"C:\\a.xlam"',
        OPEN1=r'/R "D:\下载\contestbook-0.0.9.xlam"',
        OPEN2="b.xla",
        OPEN10="/R c",
        Font="宋体",
    )
    done = install(pc.machine)
    assert sorted(line.removeprefix("去掉了多余的：") for line in done if "去掉" in line) == [
        r"%APPDATA%\Microsoft\AddIns\contestbook.xlam",
        r"%APPDATA%\Microsoft\Excel\XLSTART\contestbook (1).xlam",
        rf"{old}\OPEN",
        rf"{OPTIONS}\OPEN1",
    ]
    assert pc.registry.keys[OPTIONS] == {
        "OPEN": '"C:\\a.xlam"',
        "OPEN1": "b.xla",
        "OPEN2": "/R c",
        "Font": "宋体",
    }
    assert pc.registry.keys[old] == {}
    assert others.exists()
    assert diagnosis(collected(pc.machine)) == []


# ---- refused


def test_not_on_Windows(pc, unzipped):
    pc.changes["system"] = "Linux"
    assert refused(install, pc) == "PC_NOT_WINDOWS"
    assert refused(uninstall, pc) == "PC_NOT_WINDOWS"


def test_no_personal_folders(pc, unzipped):
    pc.changes["environ"] = {"TEMP": "x"}
    assert refused(install, pc) == "PC_NO_PLACE"


def failing(monkeypatch, owner, name, when, number):
    """A call to the system fails where its first argument is a certain file, as Windows would say it."""
    real = getattr(owner, name)

    def call(first, *more, **other):
        if when(os.fspath(first)):
            raise OSError(number, os.strerror(number), os.fspath(first))
        return real(first, *more, **other)

    monkeypatch.setattr(owner, name, call)


def is_named(name):
    return lambda path: Path(path).name == name


def test_the_program_is_in_use(pc, unzipped, monkeypatch):
    pc.installed("0.0.9")
    installed = str(pc.places.python)
    failing(monkeypatch, Path, "rename", lambda path: path == installed, errno.EACCES)
    assert refused(install, pc) == "PC_IN_USE"


def test_Excel_has_the_add_in_open(pc, unzipped, monkeypatch):
    pc.installed("0.0.9")
    real = open

    def locked(path, *more):
        if os.fspath(path) == str(pc.xlam):
            raise PermissionError(errno.EACCES, "in use", str(path))
        return real(path, *more)

    monkeypatch.setattr(installing, "open", locked, raising=False)
    assert refused(install, pc) == "PC_IN_USE"
    assert refused(uninstall, pc) == "PC_IN_USE"


def test_Excel_opens_the_add_in_meanwhile(pc, unzipped, monkeypatch):
    """Python's folder has been swapped by then: it is swapped back."""
    pc.installed("0.0.9")
    failing(monkeypatch, Path, "replace", is_named("contestbook.xlam.new"), errno.EACCES)
    assert refused(install, pc) == "PC_INSTALL_FAILED"


def test_the_disk_is_full_while_it_is_copied(pc, unzipped, monkeypatch):
    pc.installed("0.0.9")
    failing(monkeypatch, shutil, "copyfile", is_named("pythonw.exe"), errno.ENOSPC)
    assert refused(install, pc) == "PC_INSTALL_FAILED"
    assert not pc.places.root.with_name("contestbook.new").exists()
    with pytest.raises(Refused, match="磁盘空间不够"):
        install(pc.machine)


def test_no_right_to_write_to_the_start_up_folder(pc, unzipped):
    excel = pc.xlam.parents[1]
    excel.parent.mkdir()
    excel.write_text("a file where a folder should be")
    assert refused(install, pc) == "PC_INSTALL_FAILED"
    with pytest.raises(Refused) as caught:
        install(pc.machine)
    assert "XLSTART：上一级不是文件夹" in telling.refusal(caught.value)


def test_another_window_is_installing(pc, unzipped):
    pc.installed("0.0.9")
    with swapping.alone(pc.places):
        assert refused(install, pc) == "PC_INSTALLING"
    install(pc.machine)


def test_what_is_old_cannot_be_taken_away_yet(pc, unzipped, monkeypatch):
    pc.xlam.parent.mkdir(parents=True)
    (pc.xlam.with_name("contestbook0.xlam")).touch()
    failing(monkeypatch, Path, "unlink", is_named("contestbook0.xlam"), errno.EACCES)
    assert install(pc.machine)[-1].startswith("还有旧的没有去掉（%APPDATA%")
    assert pc.xlam.read_bytes() == BUILT("zh")
    with pytest.raises(Refused, match="PC_REMOVE_FAILED"):
        uninstall(pc.machine)


# ---- killed midway

KILLED = """
import os, shutil, sys
from pathlib import Path
steps, root, folder, executable = int(sys.argv[1]), *sys.argv[2:]
sys.path.insert(0, root)
from tests.computer.pc import PC
from xladdin.computer.installing import install

def counted(real):
    def call(*given, **other):
        global steps
        steps -= 1
        if steps < 0:
            os._exit(9)
        return real(*given, **other)
    return call

shutil.copyfile, shutil.rmtree = counted(shutil.copyfile), counted(shutil.rmtree)
Path.rename, Path.replace = counted(Path.rename), counted(Path.replace)
pc = PC(Path(folder))
pc.changes["executable"] = Path(executable)
install(pc.machine)
"""


@pytest.mark.parametrize("steps", [0, 3, 8, 9, 10, 11, 14, 15, 16])
def test_killed_at_any_step_the_next_run_mends_it(steps, pc, unzipped, tmp_path):
    """Eight files are copied; the old program goes aside (8), the new one comes (9), the add-in (10), three files; the old
    manual goes (14), the new one comes; two folders go (16)."""
    pc.installed("0.0.9")
    root = str(Path(__file__).parents[2])
    words = [sys.executable, "-c", KILLED, str(steps), root, str(tmp_path), str(unzipped / "python.exe")]
    done = subprocess.run(words, capture_output=True, check=False)
    assert done.returncode == 9, done.stderr.decode()
    assert pc.places.python.is_dir() == (steps != 9), "only between the two renames is there no program"
    assert [one.name for one in pc.xlam.parent.iterdir()] == ["contestbook.xlam"], (
        "Excel opens all that lies here"
    )
    if steps == 9:
        failed_again = pc.machine  # the next run can do nothing, but the old program is back
        with pytest.MonkeyPatch.context() as patch:
            failing(patch, shutil, "copyfile", is_named("python.exe"), errno.ENOSPC)
            with pytest.raises(Refused, match="PC_INSTALL_FAILED"):
                install(failed_again)
        assert collected(pc.machine).program.versions == ("0.0.9",)
    install(pc.machine)
    assert program(pc) == in_program(unzipped)
    assert pc.xlam.read_bytes() == BUILT("zh")
    assert sorted(one.name for one in pc.local.iterdir()) == ["Temp", "contestbook"]
    beside = sorted(one.name for one in pc.places.root.iterdir())
    ours = ["contestbook.xlam", "install.lock", "python", "使用手册", "开始.cmd", "版本.txt"]
    assert [name for name in beside if name != "我的工资.xlsx"] == ours


# ---- taking away


def test_uninstall_says_what_is_left_and_twice_is_no_error(pc, unzipped):
    install(pc.machine)
    pc.registry.plant(OPTIONS, OPEN="/R contestbook.xlam")
    before = program(pc)
    done = uninstall(pc.machine)
    assert done[:2] == [
        r"已去掉 %APPDATA%\Microsoft\Excel\XLSTART\contestbook.xlam",
        rf"已去掉 {OPTIONS}\OPEN",
    ]
    assert r"删除文件夹 %LOCALAPPDATA%\contestbook" in done[2]
    assert r"撤销记录在 %LOCALAPPDATA%\contestbook\contestbook" in done[2]
    assert not pc.xlam.exists()
    assert program(pc) == before
    assert uninstall(pc.machine) == ["没有装过加载项，不用卸载。"]


def test_in_a_shell(pc, unzipped, monkeypatch):
    monkeypatch.setattr(machine, "this_machine", lambda: pc.machine)
    status, output = contestbook("addin", "install")
    assert status == 0
    lines = output.splitlines()
    assert (lines[0], lines[-1]) == ("正在安装……", "没有发现问题。")
    assert contestbook("addin", "uninstall")[0] == 0
    assert contestbook("addin", "uninstall") == (0, "没有装过加载项，不用卸载。\n")
    assert contestbook("addin", "doctor")[0] == 1, "no add-in is an error"
    pc.changes["system"] = "Linux"
    status, output = contestbook("addin", "install", "--lang", "en")
    assert status == 2
    assert output.splitlines()[1].startswith(
        "The add-in is for Windows only (this is Linux); nothing was done."
    )


def test_after_installing_it_says_what_would_stop_a_button(pc, unzipped, monkeypatch):
    pc.changes["trial"] = lambda names: ("pythoncom", "ImportError") if "pythoncom" in names else None
    monkeypatch.setattr(machine, "this_machine", lambda: pc.machine)
    status, output = contestbook("addin", "install")
    assert status == 0
    assert "组件 pywin32 装了但不能运行" in output


def test_it_needs_no_package_but_the_shells():
    code = (
        "import sys; sys.modules.update(platformdirs=None, polars=None); import xladdin.computer.installing"
    )
    words = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); {code}",
    ]
    assert subprocess.run(words, capture_output=True, check=False).stderr == b""


def test_without_LOCALAPPDATA_there_are_no_places():
    assert places({"APPDATA": "x"}) is None
