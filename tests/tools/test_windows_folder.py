"""The folder for Windows: what its checks see, on tiny wheels and folders with a fault planted in each."""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from pip._vendor import distlib

from tools.windows import checks, folder
from tools.windows.wheels import applies, closure, metadata
from xladdin.computer.places import COMES_WITH

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(distlib.__file__).parent
"""pip brings starters for Windows of every processor: real programs to look at."""


def wheel(place, name, *requires, tag="py3-none-any"):
    path = place / f"{name}-1.0-{tag}.whl"
    lines = [f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {one}" for one in requires)]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(lines))
    return path


@pytest.fixture
def index(tmp_path):
    """Wheels by name, as a registry would have them; answers a way to fetch them and the list of what was fetched."""
    asked = []

    def with_(**wheels):
        made = {name: wheel(tmp_path, name, *requires) for name, requires in wheels.items()}

        def fetch(requirements):
            asked.extend(requirements)
            return [made[re.match(r"\w+", one)[0]] for one in requirements]

        return fetch

    return with_, asked


def names(wheels):
    return sorted(wheels)


def test_what_only_windows_needs_is_fetched_and_what_only_others_need_is_not(index):
    with_, _ = index
    fetch = with_(
        app=["shell", "mac ; sys_platform == 'darwin'", "old ; python_version < '3.9'"],
        shell=["colour ; platform_system == 'Windows'", "app>=0.5"],  # a circle
        colour=[],
    )
    assert names(closure([Requirement("app")], fetch)) == ["app", "colour", "shell"]


def test_an_extra_brings_what_it_stands_for_and_others_do_not(index):
    with_, asked = index
    fetch = with_(frames=["fast ; extra == 'fast'", "slow ; extra == 'slow'"], fast=[])
    assert names(closure([Requirement("frames[fast]>=1,<2")], fetch)) == ["fast", "frames"]
    assert asked == ["frames<2,>=1", "fast"]


def test_the_extra_of_a_package_that_was_met_before_without_it_is_still_looked_at(index):
    with_, _ = index
    fetch = with_(app=["frames"], other=["frames[fast]"], frames=["fast ; extra == 'fast'"], fast=[])
    assert names(closure([Requirement("app"), Requirement("other")], fetch)) == [
        "app",
        "fast",
        "frames",
        "other",
    ]


def test_of_two_runtimes_only_the_one_that_runs_everywhere_is_taken(index, tmp_path):
    with_, asked = index
    fetch = with_(polars=["polars-runtime-32==2.0"])
    assert names(closure([Requirement("polars")], fetch)) == ["polars"]
    assert asked == ["polars"]


def test_markers_are_judged_for_the_target_whatever_runs_here():
    assert applies(Requirement("a ; sys_platform == 'win32' and platform_machine == 'AMD64'"))
    assert not applies(Requirement("a ; os_name == 'posix'"))


def test_metadata_is_the_packages_own_not_that_of_one_packed_inside(tmp_path):
    path = wheel(tmp_path, "a")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("a/_vendor/b-2.0.dist-info/METADATA", "Name: b\nVersion: 2.0")
    assert metadata(path)["Name"] == "a"


@pytest.fixture
def site(tmp_path):
    """A folder whose packages are in order."""
    place = tmp_path / "made" / checks.SITE
    for path in ("schemas/__init__.py", "workbook/__init__.py", "xladdin/__init__.py", "win32/win32con.py"):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).touch()
    return place


def installed(site, name, *requires, version="1.0"):
    about = site / f"{name}-{version}.dist-info"
    about.mkdir()
    lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {one}" for one in requires)]
    (about / "METADATA").write_text("\n".join(lines))


def faults(site):
    return sorted(checks.faults(site.parents[2]))


def test_a_folder_in_order_has_no_fault(site):
    installed(site, "contestbook", "polars", "watchfiles ; extra == 'watch'", "ruff ; extra == 'dev'")
    installed(site, "polars", "polars-runtime-32==1.0")
    installed(site, "polars_runtime_compat")
    installed(site, "watchfiles")
    assert faults(site) == []


@pytest.mark.parametrize(
    ("requires", "fault"),
    [
        (["colorama ; platform_system == 'Windows'"], "app requires colorama, which is missing"),
        (["polars>=3"], "app requires polars>=3, there is 1.0"),
    ],
)
def test_a_missing_package_and_a_wrong_version_are_named(site, requires, fault):
    installed(site, "polars")
    installed(site, "app", *requires)
    assert faults(site) == [fault]


def test_the_drop_folder_needs_its_package(site):
    installed(site, "contestbook", "watchfiles ; extra == 'watch'")
    assert faults(site) == ["contestbook requires watchfiles, which is missing"]


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("import win32con, winreg, msvcrt, json", None),
        ("def f():\n    from fast.core import now", "fast.core"),
        ("from fast import now", None),
        ("import built", None),
        ("import built.inner", "built.inner"),
        ("import for_linux", "for_linux"),
        ("import pywintypes", None),
        ("import pyspark", None),  # asked for on purpose, never in the folder
        ("import workbook.gone", "workbook.gone"),
    ],
)
def test_every_import_of_ours_is_found_as_windows_would(site, source, missing):
    for path in (
        "fast/__init__.py", f"built.{checks.TAG}.pyd", "for_linux.cpython-311-x86_64-linux-gnu.so",
        "pywin32_system32/pywintypes311.dll",
    ):  # fmt: skip
        (site / path).parent.mkdir(exist_ok=True)
        (site / path).touch()
    (site / "xladdin" / "late.py").write_text(source)
    expected = [f"xladdin/late.py imports {missing}, which is missing"] if missing else []
    assert list(checks.unfound(site)) == expected


def test_what_is_not_ours_to_give_away_is_seen(site):
    (site / "xlwings" / "pro").mkdir(parents=True)
    assert faults(site) == [f"pro is in the folder: {checks.LEFT_OUT['xlwings/pro']}"]


def test_source_packages_and_code_that_runs_at_every_start_are_seen(site):
    (site / "isal-1.0.tar.gz").touch()
    (site / "coverage.pth").touch()
    (site / "pywin32.pth").touch()
    assert faults(site) == [
        "coverage.pth runs code at every start",
        "isal-1.0.tar.gz is no part of a wheel for Windows",
    ]


def test_a_program_for_another_processor_and_a_library_nobody_brings_are_seen(site, monkeypatch):
    (site / "a.pyd").write_bytes((PROGRAMS / "t64.exe").read_bytes())
    assert faults(site) == []
    (site / "b.pyd").write_bytes((PROGRAMS / "t32.exe").read_bytes())
    assert faults(site) == ["b.pyd is for another processor"]
    monkeypatch.setattr(checks, "WINDOWS_OWN", checks.WINDOWS_OWN - {"kernel32"})
    assert "a.pyd needs kernel32.dll, which neither Windows nor the folder brings" in faults(site)


def test_a_path_too_long_for_a_windows_of_old_is_seen(site):
    (site / ("a" * 150)).mkdir()
    (site / ("a" * 150) / ("b" * 60 + ".py")).touch()
    (fault,) = faults(site)
    assert fault.startswith("the path is too long by ")


def test_a_path_too_long_to_be_unzipped_on_a_desktop_in_the_cloud_is_seen(site):
    inside = site.relative_to(site.parents[2])
    (site / ("a" * (checks.LONGEST - len(str(inside))))).touch()
    assert len(checks.UNZIPPED) + 1 + checks.LONGEST == 259
    (fault,) = faults(site)
    assert fault.startswith("the path is too long by 1: ")


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ('@"%~dp0python\\python.exe" -I\r\n', None),
        (
            "@%~dp0python\\python.exe -I\r\n",
            "a.cmd names its folder without quotes: @%~dp0python\\python.exe -I",
        ),
        ("@echo 开始\r\n", "a.cmd has characters that are not ASCII"),
        ("@echo off\n", "a.cmd has lines that do not end with CR LF"),
    ],
)
def test_scripts_hold_on_every_windows(site, script, fault):
    (site.parents[2] / "a.cmd").write_bytes(script.encode("utf-8"))
    assert faults(site) == ([fault] if fault else [])


def test_the_scripts_that_are_handed_out_are_in_order(tmp_path):
    scripts = sorted(folder.SCRIPTS.glob("*.cmd"))
    assert {"开始.cmd", "投放文件夹.cmd", "contestbook.cmd"} == {path.name for path in scripts}
    for path in scripts:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert list(checks.bad_scripts(tmp_path)) == []


def test_what_the_folder_holds_is_what_installing_copies(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "write_pages", lambda manual, out: out.mkdir())
    folder.starters(tmp_path, "0.1.0")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(COMES_WITH)


def lines_of(script):
    return [line.strip() for line in (folder.SCRIPTS / script).read_text("ascii").splitlines()]


def test_a_folder_that_is_dragged_on_the_script_is_handed_on_whole():
    lines = lines_of("投放文件夹.cmd")
    assert [line for line in lines if "python.exe" in line and not line.startswith("if not exist")] == [
        r'"%~dp0python\python.exe" -I -m xladdin.cli watch',
        r'"%~dp0python\python.exe" -I -m xladdin.cli watch "%~1\."',
    ]
    assert all(line.count('"') % 2 == 0 for line in lines)


def test_the_window_stays_when_Python_crashed():
    """Without AVX2 it ends with 0xC000001D, a number below zero: `if errorlevel 1` does not hold."""
    assert lines_of("投放文件夹.cmd")[-1] == "if not %errorlevel%==0 pause"


@pytest.mark.parametrize("script", ["开始.cmd", "投放文件夹.cmd"])
def test_a_script_started_inside_the_zip_says_to_unzip_it_first(script):
    """Explorer then unpacks that one file only."""
    lines = lines_of(script)
    start = lines.index(r'if not exist "%~dp0python\python.exe" (')
    block = lines[start : lines.index(")", start)]
    assert start < next(n for n, line in enumerate(lines) if line.startswith('"%~dp0python'))
    assert block[1].startswith("echo Unzip the whole folder first")
    assert "".join(chr(int(one, 16)) for one in re.findall(r"0x(\w{4})", block[2])) == (
        "请先把整个压缩包全部解压缩，再双击。"
    )
    assert block[-2:] == ["pause", "exit /b 1"]


def test_where_the_program_does_not_start_the_look_at_the_computer_does():
    lines = lines_of("开始.cmd")
    start = lines.index(r'"%~dp0python\python.exe" -I -m xladdin.cli addin install')
    assert lines[start + 1] == (
        r'if not %errorlevel%==0 if not %errorlevel%==2 "%~dp0python\python.exe" -I -m xladdin.computer'
    )
    assert lines[-2:] == ["echo.", "pause"]


def test_no_script_changes_the_code_page():
    """In another one than its own, Windows tells a Chinese clerk in English to press a key."""
    assert not [path.name for path in folder.SCRIPTS.glob("*.cmd") if b"chcp " in path.read_bytes()]


def test_steps_of_the_Windows_job_with_Chinese_names_are_Pythons():
    """cmd reads a step in its code page: half a character takes the quote behind it along."""
    steps = (ROOT / ".github/workflows/windows.yml").read_text("utf-8").split("\n      - ")[1:]
    python = [step.split("run: |\n")[1].split("\n  folder:")[0] for step in steps if "shell: python" in step]
    for step in python:
        compile(textwrap.dedent(step), "windows.yml", "exec")
    assert len(python) == 2
    assert [step for step in steps if "shell: python" not in step and not step.isascii()] == []
    assert not [step for step in steps if '"D:' in step], "not every runner has a D:"


def embedded(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "python311.zip\n.\n# import site\n")
    return data.getvalue()


def test_the_embeddable_python_is_told_where_its_packages_lie(tmp_path):
    archive = tmp_path / "python-3.11.9-embed-amd64.zip"
    archive.write_bytes(embedded("python.exe", "pythonw.exe", "python311.dll", "python311._pth"))
    folder.interpreter(archive, tmp_path / "python")
    lines = (tmp_path / "python" / "python311._pth").read_text("ascii").splitlines()
    assert lines == ["python311.zip", ".", r"Lib\site-packages", "import site"]


def test_a_python_that_would_not_see_its_packages_is_seen(site):
    python = site.parents[1]
    (python / "python.exe").write_bytes((PROGRAMS / "t64.exe").read_bytes())
    assert len(faults(site)) == 4
    (python / "python311._pth").write_text("python311.zip\n.\nLib\\site-packages\n# import site\n")
    assert faults(site) == ["python311._pth lacks the line import site"]
    (python / "python311._pth").write_text("python311.zip\n.\nLib\\site-packages\nimport site\n")
    assert faults(site) == []


def test_another_python_is_refused(tmp_path):
    archive = tmp_path / "python-3.12.1-embed-amd64.zip"
    archive.write_bytes(embedded("python.exe", "pythonw.exe", "python312.dll", "python312._pth"))
    with pytest.raises(ValueError, match=r"no embeddable Python 3\.11"):
        folder.interpreter(archive, tmp_path / "python")


def test_the_same_folder_makes_the_same_archive(tmp_path):
    made = tmp_path / "made"
    (made / "使用 手册").mkdir(parents=True)
    (made / "使用 手册" / "财务.html").write_text("一")
    first = folder.zipped(made).read_bytes()
    (made / "使用 手册" / "财务.html").write_text("一")  # another time
    assert folder.zipped(made).read_bytes() == first
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        assert archive.namelist() == ["made/使用 手册/财务.html"]


def test_the_windows_job_names_what_there_is():
    """The recipe cannot run here; that it names real tests and modules can be seen."""
    recipe = (ROOT / ".github" / "workflows" / "windows.yml").read_text(encoding="utf-8")
    paths = set(re.findall(r"\btests/[\w/.]+", recipe))
    assert len(paths) > 3
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
    modules = set(re.findall(r"(?:-m |\")((?:xladdin|tools)\.[.\w]*)", recipe))
    assert {"xladdin.cli", "xladdin.clicks", "tools.windows.folder"} == modules


def test_the_page_on_installing_names_commands_that_Windows_finds():
    """Nothing of ours is on Windows' search path, so a bare `contestbook` is not found."""
    page = (ROOT / "docs" / "手册" / "安装.md").read_text("utf-8")
    assert re.findall(r"[`\n]contestbook .*", page) == []
    named = set(re.findall(r"%\\contestbook\\([\w.]+cmd)", page))
    assert named == {"contestbook.cmd"} <= set(COMES_WITH)
    assert set(re.findall(r"“([^”]+\.cmd)”", page)) <= set(COMES_WITH)
