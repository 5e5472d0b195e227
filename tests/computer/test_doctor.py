"""Each fault planted in a PC is named, alone, with its next step; a PC without one is in order."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

from tests.computer.pc import BUILT, OFFICE, OPTIONS, PATHS, PC, POLICY, SECURITY
from tests.shell import contestbook
from workbook import report
from workbook.codes import CODES
from workbook.codes.words_computer import WORDS
from xladdin.clicks import tools
from xladdin.clicks.click import Click
from xladdin.commands import command_of
from xladdin.computer import machine as seam
from xladdin.computer import telling, windows
from xladdin.computer.collecting import collected
from xladdin.computer.diagnosis import AREAS, Trouble, diagnosis
from xladdin.computer.machine import avx2_of, this_machine
from xladdin.computer.packages import fits, needed

WSH = r"Software\Microsoft\Windows Script Host\Settings"
TRUSTED = rf"{OFFICE}{SECURITY}\Trusted Locations"
NAMES = ("张三", "𠮷")


@pytest.fixture
def pc(tmp_path):
    return PC(tmp_path).installed()


@pytest.fixture(autouse=True)
def built_once(monkeypatch):
    monkeypatch.setattr(windows, "addin_bytes", BUILT)


def troubles(pc, addin_only=False):
    return diagnosis(collected(pc.machine), addin_only)


def codes(pc):
    return [one.code for one in troubles(pc)]


def test_a_PC_in_order(pc):
    assert troubles(pc) == []
    facts = collected(pc.machine)
    assert telling.table(facts) == [
        "√ 系统      contestbook 0.1.0 · Python 3.11.9 64位 · Windows 10.0.19045 64位",
        f"√ 处理器    AVX2 · Polars {facts.processor.polars}",
        f"√ 组件      {len(facts.python.parts)}/{len(facts.python.parts)} 个可用",
        r"√ 程序      %LOCALAPPDATA%\contestbook\python 0.1.0",
        r"√ 加载项    %APPDATA%\Microsoft\Excel\XLSTART\contestbook.xlam · 与程序一致",
        "√ Excel     Excel 16.0.17328.20184 64位",
        "√ 宏设置    宏：询问 · 受信任位置 · Windows Script Host",
        r"√ 文件夹    %LOCALAPPDATA%\contestbook\contestbook · 剩 20.0 GB",
        "没有发现问题。",
    ]
    assert "pywin32" in [part.name for part in facts.python.parts]


# ---- planted faults


def changed(**changes):
    return lambda pc: pc.changes.update(changes)


def value(key, **values):
    return lambda pc: pc.registry.plant(key, **values)


def both(*plants):
    return lambda pc: [plant(pc) for plant in plants]


def without_excel(pc):
    del pc.registry.keys[rf"{PATHS}\excel.exe"]


def module(name):
    def plant(pc):
        folder = pc.site / name
        folder.mkdir()
        (folder / "__init__.py").touch()

    return plant


def later(name):
    """The same, at the end of the search path."""

    def plant(pc):
        folder = pc.temp / "later"
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").touch()
        pc.changes["search"] = (*pc.machine.search, str(folder))

    return plant


def standard(pc):
    (pc.site / "json.py").touch()


def forced(pc):
    polars = collected(pc.machine).processor.polars
    pc.package("polars_runtime_compat", polars)
    pc.environ["POLARS_FORCE_PKG"] = "32"
    pc.changes["avx2"] = False


def marked(pc):
    Path(f"{pc.xlam}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3")


def disabled(pc):
    name = "C:\\users\\x\\xlstart\\CONTESTBOOK.XLAM".encode("utf-16-le")
    pc.registry.plant(rf"{OFFICE}\16.0\Excel\Resiliency\DisabledItems", **{"3F2A": b"\x02\0\0\0" + name})


def on_network(pc):
    pc.changes["environ"] = {**pc.environ, "APPDATA": r"\\server\张三"}


def unwritable(pc):
    """As on a drive that is gone: there is nothing to count either."""

    def nothing(place):
        raise FileNotFoundError(str(place))

    pc.changes["free"] = nothing
    pc.changes["home"] = pc.temp / "a file" / "below"
    (pc.temp / "a file").write_text("")


PLANTED = [
    ("PC_WINDOWS_32", changed(bits=32)),
    ("PC_PYTHON_OLD", changed(python=(3, 9, 1))),
    ("PC_PYTHON_32", changed(python_bits=32)),
    ("PC_CONSOLE", changed(encoding="cp437")),
    ("PC_AVX2", changed(avx2=False)),
    ("PC_AVX2_FORCED", forced),
    ("PC_PART_MISSING", lambda pc: pc.package("contestbook", "0.1.0", "nowhere>=1")),
    ("PC_PART_VERSION", lambda pc: pc.package("contestbook", "0.1.0", "openpyxl>=99")),
    ("PC_NAME_TAKEN", standard),
    ("PC_NAME_TAKEN", module("schemas")),
    ("PC_NAME_TAKEN", module("rich")),
    ("PC_NAME_TWICE", later("workbook")),
    ("PC_PROGRAM_MISSING", lambda pc: (pc.places.python / "pythonw.exe").unlink()),
    ("PC_PROGRAM_HALF", lambda pc: pc.package("contestbook", "0.0.9", folder=pc.places.python / "Lib/site-packages")),
    ("PC_ADDIN_MISSING", lambda pc: pc.xlam.unlink()),
    ("PC_ADDIN_OLD", lambda pc: pc.xlam.write_bytes(b"PK old")),
    ("PC_ADDIN_TWICE", lambda pc: pc.xlam.with_name("contestbook (1).xlam").touch()),
    ("PC_ADDIN_TWICE", value(OPTIONS, OPEN2=r'/R "D:\下载\Contestbook.xlam"')),
    ("PC_ADDIN_MARKED", marked),
    ("PC_ADDIN_DISABLED", disabled),
    ("PC_NO_EXCEL", without_excel),
    ("PC_ONLY_WPS", both(without_excel, value(rf"{PATHS}\et.exe", **{"": r"D:\WPS\et.exe"}))),
    ("PC_EXCEL_OLD", value(r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration", VersionToReport="15.0.1")),
    ("PC_MACROS_OFF", both(value(TRUSTED, AllLocationsDisabled=1), value(POLICY + SECURITY, VBAWarnings=4))),
    ("PC_MACROS_ASK", value(TRUSTED, AllLocationsDisabled=1)),
    ("PC_VBA_OFF", value(rf"{POLICY}\16.0\Common", vbaoff=1)),
    ("PC_ADDINS_OFF", value(OFFICE + SECURITY, DisableAllAddins=1)),
    ("PC_ADDINS_SIGNED", value(POLICY + SECURITY, requireaddinsig=1)),
    ("PC_INTERNET_MACROS", value(POLICY + SECURITY, blockcontentexecutionfrominternet=1)),
    ("PC_SCRIPT_OFF", value(rf"HKCU\{WSH}", Enabled="0")),
    ("PC_SCRIPT_OFF", value(rf"HKLM\{WSH}", Enabled=0)),
    ("PC_NOT_WRITABLE", unwritable),
    ("PC_DISK_LOW", changed(free=lambda place: 480_000_000)),
    ("PC_UNSEEN", lambda pc: pc.registry.forbidden.add(OFFICE + SECURITY)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "plant"), PLANTED, ids=[code for code, _ in PLANTED])
def test_a_planted_fault_is_named_alone(code, plant, pc):
    plant(pc)
    assert codes(pc) == [code]
    (trouble,) = troubles(pc)
    for lang in ("zh", "en"):
        said = telling.sentence(trouble, lang)
        assert not re.search(r"“”|None|[{}]|。。|\.\.$", said), said
        shown = "\n".join([*telling.table(collected(pc.machine), lang), said])
        assert not [name for name in NAMES if name in shown]


DAMAGED = [b"", b"\0" * 300, b"\xff\xfe" * 300]
"""What a power cut leaves of a file."""


@pytest.mark.parametrize("left", DAMAGED)
def test_a_damaged_record_is_a_fault_and_no_crash(left, pc):
    record = next(pc.places.python.glob("Lib/site-packages/contestbook-*.dist-info"))
    (record / "METADATA").write_bytes(left)
    assert codes(pc) == ["PC_PROGRAM_HALF"]
    assert telling.table(collected(pc.machine))
    pc.package("openpyxl", "3.1.5")
    (pc.site / "openpyxl-3.1.5.dist-info" / "METADATA").write_bytes(left)
    assert codes(pc) == ["PC_PART_MISSING", "PC_PROGRAM_HALF"]


def test_one_fault_with_another_in_its_wake(pc):
    pc.changes["trial"] = lambda names: ("polars", "ImportError") if "polars" in names else None
    assert troubles(pc) == [Trouble("PC_PART_BROKEN", "", {"name": "polars", "why": "ImportError"})]
    pc.changes = {"search": (str(pc.site),)}  # no package record of ours anywhere
    assert codes(pc) == ["PC_SELF_UNKNOWN"]
    pc.changes = {"environ": {"LOCALAPPDATA": str(pc.local), "TEMP": str(pc.temp)}}
    assert codes(pc) == ["PC_VARIABLE_MISSING"]


def test_a_program_of_another_version(tmp_path):
    pc = PC(tmp_path).installed("0.0.9")
    assert [(one.code, one.context) for one in troubles(pc)] == [
        ("PC_PROGRAM_VERSION", {"found": "0.0.9", "mine": "0.1.0"})
    ]


def test_a_personal_folder_on_the_network(pc):
    on_network(pc)
    assert "PC_ADDIN_NETWORK" in codes(pc)


def test_PYTHONPATH_matters_only_without_I(pc):
    pc.environ["PYTHONPATH"] = "D:/x"
    assert codes(pc) == []
    pc.changes["isolated"] = False
    assert [(one.code, one.context) for one in troubles(pc)] == [("PC_VARIABLE", {"name": "PYTHONPATH"})]


def test_every_code_of_the_catalogue_is_caused_here_or_by_installing():
    here = Path(__file__).parent
    text = "".join((here / name).read_text("utf-8") for name in ("test_doctor.py", "test_install.py"))
    assert [code.code for code in WORDS if f'"{code.code}"' not in text] == []


# ---- what is no fault


def test_a_processor_without_AVX2_with_the_runtime_for_it(pc):
    polars = collected(pc.machine).processor.polars
    pc.package("polars_runtime_compat", polars)
    pc.changes["avx2"] = False
    assert codes(pc) == []


def test_a_runtime_of_another_version_is_no_help_and_Polars_is_not_tried(pc):
    tried = []
    pc.package("polars_runtime_compat", "1.0.0")
    pc.changes.update(avx2=False, trial=lambda names: tried.extend(names))
    assert codes(pc) == ["PC_AVX2"]
    assert "rich" in tried
    assert "polars" not in tried


@pytest.mark.parametrize("warnings", [1, 2, 3, 4])
def test_macros_in_a_trusted_folder_run_whatever_the_setting(warnings, pc):
    pc.registry.plant(OFFICE + SECURITY, VBAWarnings=warnings)
    assert codes(pc) == []


def test_a_policy_stands_before_the_users_setting(pc):
    pc.registry.plant(TRUSTED, AllLocationsDisabled=1)
    pc.registry.plant(OFFICE + SECURITY, VBAWarnings=4)
    pc.registry.plant(POLICY + SECURITY, VBAWarnings=1)
    assert codes(pc) == []


def test_other_peoples_add_ins_are_no_concern(pc):
    pc.registry.plant(OPTIONS, OPEN="/R XLSTART", OPEN1=r'"C:\my contestbook.xlam\other.xlam"', Font="宋体")
    (pc.xlam.parent / "other.xlam").touch()
    assert codes(pc) == []


def test_Excel_of_a_set_up_file(pc):
    del pc.registry.keys[r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration"]
    pc.registry.plant(r"HKCR\Excel.Application\CurVer", **{"": "Excel.Application.16"})
    pc.registry.plant(r"HKLM\Software\Microsoft\Office\16.0\Outlook", Bitness="x86")
    facts = collected(pc.machine)
    assert (facts.excel.version, facts.excel.bits, facts.excel.wps) == ("16.0", 32, False)
    assert codes(pc) == []


def test_only_what_the_add_in_needs(pc):
    (pc.site / "json.py").touch()
    pc.xlam.unlink()
    assert [one.code for one in troubles(pc, addin_only=True)] == ["PC_ADDIN_MISSING"]
    shown = telling.table(collected(pc.machine), addin_only=True)
    assert [line.split()[:2] for line in shown if line[0] in "√×！"] == [
        ["√", "程序"],
        ["×", "加载项"],
        ["√", "Excel"],
        ["√", "宏设置"],
    ]
    assert shown[-1] == "必须解决 1 条，请留意 0 条。"


# ---- requirements


@pytest.mark.parametrize(
    ("version", "wanted", "does"),
    [
        ("1.30", "<3,>=1.30", True),
        ("1.29.9", "<3,>=1.30", False),
        ("3.0.0", "<3,>=1.30", False),
        ("2.10", ">=2.9", True),
        ("3.1.5.post1", "==3.1.5", True),
        ("1.4.9", "~=1.4.2", True),
        ("1.5", "~=1.4.2", False),
        ("2", "!=2.0", False),
        ("7", "", True),
    ],
)
def test_versions_are_compared_by_their_numbers(version, wanted, does):
    assert fits(version, wanted) is does


def test_requirements_for_this_system():
    requires = [
        "polars<3,>=1.30",
        "pandera[polars]<1",
        'pyspark; extra == "spark"',
        'pywin32>=306; sys_platform == "win32"',
    ]
    assert needed(requires, windows=False) == [("polars", "<3,>=1.30"), ("pandera", "<1")]
    assert needed(requires, windows=True)[2:] == [("pywin32", ">=306")]
    assert needed(requires[:1], windows=True)[1:] == [("pywin32", "")]


# ---- told


def test_lines_are_80_columns_wide_also_where_signs_are_two(pc):
    for code, plant in PLANTED:
        if code in ("PC_PART_MISSING", "PC_MACROS_OFF", "PC_SCRIPT_OFF", "PC_AVX2"):
            plant(pc)
    facts = collected(pc.machine)
    for lang in ("zh", "en"):
        lines = telling.table(facts, lang)
        assert len(lines) > 15
        assert all(
            sum(2 if len(c.encode("gbk", "replace")) == 2 else 1 for c in line) <= 80 for line in lines
        )
    assert all(line.encode("gbk") for line in telling.table(facts)), "a Chinese console shows all of it"


def test_signs_that_are_two_columns_wide_in_a_Chinese_console_count_so():
    lines = telling._wrapped("“√·”" * 30, "     ")
    assert [len(line.encode("gbk")) <= 80 for line in lines] == [True] * len(lines)
    assert "".join(line.strip() for line in lines) == "“√·”" * 30


def test_the_json_has_the_keys_of_every_command(pc):
    pc.xlam.unlink()
    told = telling.as_json("doctor", collected(pc.machine))
    like = report.to_json("check", [report.FileResult("a.xlsx")])
    assert (told["schema"], told["command"], list(told)) == (report.SCHEMA, "doctor", list(like))
    (entry,) = told["files"]
    assert entry.keys() - like["files"][0].keys() == {"facts"}
    assert like["files"][0].keys() - entry.keys() == set()
    assert (entry["status"], entry["summary"]) == (
        "findings",
        {"error": 1, "warning": 0, "fix": 0, "info": 0},
    )
    (found,) = entry["findings"]
    assert (found["code"], found["sheet"]) == (
        "PC_ADDIN_MISSING",
        r"%APPDATA%\Microsoft\Excel\XLSTART\contestbook.xlam",
    )
    assert "contestbook 0.1.0 · Python 3.11.9 64位 · Windows 10.0.19045 64位" in entry["facts"]


def test_json_has_no_place_where_there_is_none(pc):
    changed(encoding="cp437")(pc)
    (found,) = telling.as_json("doctor", collected(pc.machine))["files"][0]["findings"]
    assert (found["code"], found["sheet"]) == ("PC_CONSOLE", None)


def test_the_box_of_the_button(pc, monkeypatch):
    pc.xlam.unlink()
    monkeypatch.setattr(tools, "this_machine", lambda: pc.machine)
    told = tools.doctor(
        Click(command_of("doctor"), None, None, None, None, "zh", datetime.now(), ExitStack())
    )
    assert told.show is None
    first, second, *rest = told.said.splitlines()
    assert first == "必须解决 1 条，请留意 0 条。"
    assert second.startswith(r"× %APPDATA%\Microsoft\Excel\XLSTART\contestbook.xlam：加载项没有装")
    assert len(rest) == len(AREAS) - 2, (
        "all that is known of the computer but the add-in, and what was not seen"
    )


# ---- this computer, for real


def test_the_command_on_this_computer():
    status, output = contestbook("doctor", "--json")
    (entry,) = json.loads(output)["files"]
    assert status == (1 if entry["summary"]["error"] else 0)
    here = this_machine()
    assert entry["facts"][0].startswith("contestbook ")
    if here.system == "Linux":
        assert "PC_OTHER_SYSTEM" in [one["code"] for one in entry["findings"]]
    assert contestbook("addin", "doctor")[0] == 0
    assert "√ Processor" in contestbook("doctor", "--lang", "en")[1]


@pytest.mark.parametrize(("encoding", "told"), [("cp936", "没有发现问题。"), ("cp437", "?")])
def test_a_console_with_and_without_Chinese(encoding, told):
    words = [sys.executable, "-c", "from xladdin.cli import main; main()", "doctor"]
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(words, capture_output=True, env=env, check=False)
    said = done.stdout.decode(encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert told in said
    assert (encoding in said) == (encoding == "cp437"), "it says which encoding has no Chinese"


def test_the_shell_answers_where_a_package_breaks_down(tmp_path):
    """None is loaded on the way; this one stands before the right one, and that is told."""
    (tmp_path / "polars.py").write_text("raise SystemExit('broken')")
    words = [sys.executable, "-c", "from xladdin.cli import main; main()", "doctor", "--json"]
    path = os.pathsep.join((str(tmp_path), str(Path(__file__).parents[2])))
    done = subprocess.run(words, capture_output=True, env={**os.environ, "PYTHONPATH": path}, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    found = json.loads(done.stdout)["files"][0]["findings"]
    assert [one["message"] for one in found if one["code"] == "PC_NAME_TAKEN"] == [
        "别处有同名的 polars，Python 用的是它，不是程序要的"
    ]


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows has a registry")
def test_the_registry_of_this_computer():
    registry = this_machine().registry
    assert "CurrentBuild" in registry.values(r"HKLM\Software\Microsoft\Windows NT\CurrentVersion")
    assert "Microsoft" in registry.children(r"HKCU\Software")
    assert registry.values(r"HKCU\Software\contestbook is not there") == {}


def test_what_Linux_says_of_processors(tmp_path):
    info = tmp_path / "cpuinfo"
    assert avx2_of(info) is None
    for text, has in (
        ("flags\t: sse avx avx2\nflags\t: avx2\n", True),
        ("flags\t: sse avx\n", False),
        ("Features\t: fp asimd\n", None),
    ):
        info.write_text(text)
        assert avx2_of(info) is has


def test_a_package_that_does_not_load_is_named_and_the_others_are_tried(tmp_path, monkeypatch):
    assert seam._trial(["json", "nowhere_at_all", "html"]) == ("nowhere_at_all", "ModuleNotFoundError")
    assert seam._trial(["json", "html"]) is None


def test_a_package_that_talks_or_hangs_is_named_itself(monkeypatch):
    with monkeypatch.context() as talking:
        words = seam._TRIAL.replace("__import__", "print('one ?two 3', flush=True); __import__")
        talking.setattr(seam, "_TRIAL", words)
        assert seam._trial(["json", "nowhere_at_all"]) == ("nowhere_at_all", "ModuleNotFoundError")
        assert seam._trial(["json", "html"]) is None
    monkeypatch.setattr(seam, "_WAIT", 1)
    monkeypatch.setattr(seam, "_TRIAL", "import time\nprint('?json ?html', flush=True)\ntime.sleep(9)")
    assert seam._trial(["json", "html", "decimal"]) == ("html", "> 1 s")


def test_it_answers_without_any_package(tmp_path):
    """As on a PC where the folder of packages is damaged."""
    for name in ("schemas", "workbook", "xladdin"):
        (tmp_path / name).symlink_to(Path(__file__).parents[2] / name)
    start = "runpy.run_module('xladdin.computer', run_name='__main__')"
    code = f"import sys, runpy; sys.path.insert(0, {str(tmp_path)!r}); {start}"
    done = subprocess.run([sys.executable, "-S", "-I", "-c", code], capture_output=True, check=False)
    said = done.stdout.decode()
    assert done.returncode in (0, 1), done.stderr.decode()
    assert CODES["PC_SELF_UNKNOWN"].zh in said
    assert b"Traceback" not in done.stderr
