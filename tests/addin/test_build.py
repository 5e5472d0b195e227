"""The add-in file: the same bytes everywhere, our source and nothing else in it, refused builds leave nothing."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from oletools.olevba import VBA_Scanner
from pyvbaanalysis import analyze_office_file
from typer.testing import CliRunner

from tests.addin.opened import RIBBON, built, part, sources, tree, xml
from xladdin.addin import build
from xladdin.addin.build import addin_bytes, vba_source
from xladdin.addin.words import WORDS, hexed
from xladdin.cli import app
from xladdin.commands import buttons

ROOT = Path(__file__).parent.parent.parent
VBA = ROOT / "xladdin" / "addin" / "vba"
CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def addin(*words):
    return CliRunner().invoke(app, ["addin", *map(str, words)])


# ---- the same bytes


def test_two_builds_are_the_same():
    assert addin_bytes("zh") == addin_bytes("zh")
    assert addin_bytes("zh") != addin_bytes("en")


@pytest.mark.parametrize("seed", ["1", "77"])
def test_another_process_elsewhere_builds_the_same(seed, tmp_path):
    words = "import sys; from hashlib import sha256; from xladdin.addin.build import addin_bytes;"
    words += "assert 'pytest' not in sys.modules; print(sha256(addin_bytes('zh')).hexdigest())"
    env = {
        **os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0",
        "CONTESTBOOK_LANG": "en", "SOURCE_DATE_EPOCH": "1", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    ran = subprocess.run([sys.executable, "-c", words], env=env, cwd=tmp_path, capture_output=True, text=True)
    assert (ran.stderr, ran.stdout.strip()) == ("", sha256(built()).hexdigest())


def test_nothing_in_the_archive_depends_on_the_machine():
    """Stored, so that no deflater has a say; sorted; one date; no system, no rights of a user."""
    entries = zipfile.ZipFile(io.BytesIO(built())).infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {(e.compress_type, e.date_time, e.create_system, e.extra, e.comment) for e in entries} == {
        (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0), 0, b"", b"")
    }


# ---- what is in it


def test_olevba_extracts_our_source_and_two_empty_modules():
    found = sources(built())
    assert set(found) == {"ThisWorkbook", "Sheet1", "Host", "Ribbon"}
    assert found["Host"] == (VBA / "Host.bas").read_text("ascii").replace("\n", "\r\n")
    for name in ("ThisWorkbook", "Sheet1"):
        lines = found[name].splitlines()
        assert lines[0] == f'Attribute VB_Name = "{name}"'
        assert all(line.startswith("Attribute VB_") for line in lines)


def test_Ribbon_is_its_source_with_the_braces_filled_in():
    text = (VBA / "Ribbon.bas").read_text("ascii").replace("\n", "\r\n")
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[0-9A-Fa-z_|]+)", re.escape(text))
    filled = re.fullmatch(pattern, sources(built())["Ribbon"]).groupdict()
    assert filled.pop("command_ids").strip("|").split("|") == [command.id for command in buttons()]
    assert [filled.pop(name) for name in ("changed", "unchanged", "refused", "excel_busy")] == [
        "10",
        "11",
        "12",
        "13",
    ]
    assert {name: bytes.fromhex(digits).decode("utf-16-be") for name, digits in filled.items()} == {
        f"{name}_{lang}": getattr(said, lang) for name, said in WORDS.items() for lang in ("zh", "en")
    }


def test_the_answers_are_none_that_Python_gives_by_itself():
    """1: a crash, or no such module; 2: called wrongly."""
    program = "import runpy; runpy.run_module('xladdin.no_such_module')"
    broken = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True)
    misused = subprocess.run([sys.executable, "--no-such-option"], capture_output=True)
    assert (broken.returncode, misused.returncode) == (1, 2)
    ours = {
        int(re.search(rf"Const {n} As Long = (\d+)", vba_source("Ribbon"))[1])
        for n in ("CHANGED", "UNCHANGED", "REFUSED", "EXCEL_BUSY")
    }
    assert len(ours) == 4
    assert not ours & {0, 1, 2}


@pytest.mark.parametrize("name", ["Host", "Ribbon"])
def test_source_keeps_to_what_VBA_takes(name):
    source = vba_source(name)
    assert source.isascii()
    assert source.count("\n") == source.count("\r\n")
    assert "{" not in source
    assert max(map(len, source.splitlines())) <= 1023
    assert source.splitlines()[:2] == [f'Attribute VB_Name = "{name}"', "Option Explicit"]


def test_words_too_long_for_a_line_of_VBA_stop_the_build(monkeypatch):
    monkeypatch.setitem(WORDS, "failed", WORDS["failed"]._replace(en="x" * 256))
    with pytest.raises(ValueError, match="longer than a line"):
        vba_source("Ribbon")


def test_a_name_in_braces_that_nobody_fills_stops_the_build(monkeypatch):
    monkeypatch.delitem(WORDS, "failed")
    with pytest.raises(KeyError, match="failed_zh"):
        vba_source("Ribbon")


def test_Words_and_names_travel_as_UTF_16():
    assert hexed("请a") == "8BF70061"
    assert hexed("𠮷") == "D842DFB7"


SUSPECTED = {
    "environ", "environment",  # LOCALAPPDATA, CONTESTBOOK_LANG
    "createobject", "wscript.shell", "shell", "run",  # starts our Python
    "chrw", "hex strings", "base64 strings",  # Chinese words, which VBA source cannot hold
    "command", "windows",  # in a remark
}  # fmt: skip
"""All that olevba suspects, and what it is there for."""


def test_olevba_finds_nothing_that_runs_by_itself_and_no_more_than_we_know():
    found = [
        line
        for code in sources(built()).values()
        for line in VBA_Scanner(code).scan(include_decoded_strings=False)
    ]
    kinds = {kind for kind, _, _ in found}
    assert kinds == {"Suspicious", "IOC"}
    assert {word.lower() for kind, word, _ in found if kind == "Suspicious"} == SUSPECTED
    assert {word for kind, word, _ in found if kind == "IOC"} == {"pythonw.exe"}


def test_nothing_but_the_one_program_can_be_started():
    code = "".join(vba_source(name) for name in ("Host", "Ribbon"))
    lines = [line for line in code.splitlines() if not line.lstrip().startswith("'")]
    assert [line.strip() for line in lines if "CreateObject" in line or "Shell" in line] == [
        'Folder = CreateObject("WScript.Shell").Environment("Process").Item("LOCALAPPDATA")',
        'PythonIsThere = CreateObject("Scripting.FileSystemObject").FileExists(PythonExe())',
        'Code = CreateObject("WScript.Shell").Run("""" & PythonExe() & """ " & Arguments(Id), 1, True)',
    ]
    assert [line.strip() for line in lines if "RunAndWait" in line and "Sub" not in line] == [
        "RunAndWait Id, Code"
    ]
    assert not [
        line for line in lines if re.search(r"\b(Open|Kill|Declare|GetObject|Evaluate|CallByName)\b", line)
    ]


def test_no_formula_can_start_anything():
    """Any workbook can call the public functions of an add-in in its formulas, which run when it is opened."""
    code = "".join(vba_source(name) for name in ("Host", "Ribbon"))
    functions = re.findall(r"^(?:Public )?Function (\w+)(.*?)^End Function", code, re.M | re.S)
    assert {name for name, _ in functions} == {
        "PythonExe", "PythonIsThere", "Instance", "BookInFront", "IsCommand", "Arguments"
    }  # fmt: skip
    assert not [
        name for name, body in functions if re.search(r"RunAndWait|RunCommand|\.Run\b|OnButton", body)
    ]


def test_pyVBAanalysis_finds_no_fault(tmp_path):
    path = tmp_path / "contestbook.xlam"
    path.write_bytes(built())
    assert faults(path) == {"ThisWorkbook": [], "Sheet1": [], "Host": [], "Ribbon": []}


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("Busy Told", "Buzy Told", "unknown-call"),
        ("Running = True", "Runing = True", "undeclared-variable"),
    ],
)
def test_pyVBAanalysis_would_find_one(right, wrong, code, tmp_path, monkeypatch):
    def planted(name):
        return vba_source(name).replace(right, wrong)

    monkeypatch.setattr(build, "vba_source", planted)
    path = tmp_path / "contestbook.xlam"
    path.write_bytes(addin_bytes())
    assert faults(path)["Ribbon"] == [code]


def faults(path):
    return {module: [fault.code for fault in found] for module, found in analyze_office_file(path).items()}


# ---- the project


def test_olefile_reads_the_streams():
    project = tree(part("xl/vbaProject.bin"))
    assert set(project) == {"PROJECT", "PROJECTwm", "VBA"}
    assert set(project["VBA"]) == {"_VBA_PROJECT", "dir", "ThisWorkbook", "Sheet1", "Host", "Ribbon"}
    assert project["VBA"]["_VBA_PROJECT"] == bytes.fromhex("CC61FFFF000000")
    lines = project["PROJECT"].decode("ascii").split("\r\n")
    assert lines[1:6] == [
        "Document=ThisWorkbook/&H00000000", "Document=Sheet1/&H00000000", "Module=Host", "Module=Ribbon",
        'Name="Contestbook"',
    ]  # fmt: skip


def test_only_two_libraries_are_referred_to():
    """And by their registered ids, so that any version of Office finds its own."""
    from oletools.olevba import decompress_stream

    told = decompress_stream(bytearray(tree(part("xl/vbaProject.bin"))["VBA"]["dir"]))
    assert re.findall(rb"\*\\G(\{[0-9A-F-]+\})#([\d.]+)#", bytes(told)) == [
        (b"{00020430-0000-0000-C000-000000000046}", b"2.0"),  # OLE Automation
        (b"{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}", b"2.0"),  # Office
    ]


# ---- the parts around it


def test_every_part_has_a_type_and_is_led_to():
    names = set(zipfile.ZipFile(io.BytesIO(built())).namelist())
    types = xml("[Content_Types].xml")
    overridden = {
        o.get("PartName").lstrip("/"): o.get("ContentType") for o in types.iter(f"{CONTENT}Override")
    }
    assert overridden["xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    assert overridden["xl/vbaProject.bin"] == "application/vnd.ms-office.vbaProject"
    assert {d.get("Extension") for d in types.iter(f"{CONTENT}Default")} == {"rels", "xml"}
    assert names - set(overridden) == {
        "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", *RIBBON
    }  # fmt: skip
    led = {*targets("_rels/.rels", ""), *targets("xl/_rels/workbook.xml.rels", "xl/")}
    assert led == names - {name for name in names if name.endswith((".rels", "[Content_Types].xml"))}


def test_the_ribbon_parts_are_led_to_as_each_version_of_Excel_expects():
    kinds = targets("_rels/.rels", "")
    years = {name: re.search(r"/(20\d\d)/relationships/ui/extensibility$", kinds[name])[1] for name in RIBBON}
    assert years == {"customUI/customUI.xml": "2006", "customUI/customUI14.xml": "2007"}
    spaces = {name: re.search(r"/(20\d\d/\d\d)/customui}", xml(name).tag)[1] for name in RIBBON}
    assert spaces == {"customUI/customUI.xml": "2006/01", "customUI/customUI14.xml": "2009/07"}


def targets(name, folder):
    return {folder + r.get("Target"): r.get("Type") for r in xml(name).iter(f"{RELATIONSHIPS}Relationship")}


def test_openpyxl_reads_the_sheet_and_code_names_are_those_of_the_modules():
    book = openpyxl.load_workbook(io.BytesIO(as_xlsm(built())))
    (sheet,) = book.worksheets
    assert (sheet.title, sheet.dimensions, sheet["A1"].value) == ("contestbook", "A1:A1", None)
    assert (book.code_name, sheet.sheet_properties.codeName) == ("ThisWorkbook", "Sheet1")
    assert book.properties.title == "竞赛台账 contestbook"
    assert book.properties.lastModifiedBy is None


def as_xlsm(data):
    """openpyxl looks at the main part's type, and knows no add-ins."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).replace(b"excel.addin.macroEnabled", b"excel.sheet.macroEnabled")
            )
    return out.getvalue()


def test_no_person_no_time_no_path_is_told():
    text = b" ".join(part(name) for name in zipfile.ZipFile(io.BytesIO(built())).namelist())
    assert not re.search(rb"creator|lastModifiedBy|<dcterms|Users[\\/]|/home", text)
    assert str(ROOT).encode() not in text
    assert b"<Application>contestbook</Application>" in part("docProps/app.xml")


# ---- the shell


def test_build_writes_one_file(tmp_path):
    out = tmp_path / "竞赛台账.xlam"
    result = addin("build", "-o", out)
    assert (result.exit_code, result.output) == (0, f"已生成 {out}\n")
    assert out.read_bytes() == built()
    assert os.listdir(tmp_path) == ["竞赛台账.xlam"]
    assert addin("build", "-o", tmp_path / "en.xlam", "--lang", "en").exit_code == 0
    assert (tmp_path / "en.xlam").read_bytes() == built("en")


@pytest.mark.parametrize(
    ("name", "options", "reason"),
    [
        ("contestbook.xlsx", [], ".xlam"),
        ("there.xlam", [], "there.xlam"),
        ("no/folder.xlam", [], "没有这个文件夹"),
        ("new.xlam", ["--lang", "fr"], "--lang"),
    ],
)
def test_a_refused_build_leaves_nothing(name, options, reason, tmp_path):
    (tmp_path / "there.xlam").write_bytes(b"mine")
    result = addin("build", "-o", tmp_path / name, *options)
    assert result.exit_code == 2
    assert reason in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert os.listdir(tmp_path) == ["there.xlam"]
    assert (tmp_path / "there.xlam").read_bytes() == b"mine"


def test_building_needs_run_time_packages_only():
    program = "import sys; from xladdin.addin.build import addin_bytes; addin_bytes('zh')\n"
    program += "print(sorted({'olefile', 'oletools', 'pyopenvba', 'xmlschema', 'lxml', 'xlwings'} & set(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (ran.stdout, ran.stderr) == ("[]\n", "")
