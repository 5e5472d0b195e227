"""Whether a command may work on an open workbook: states and the codes they are refused with."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from workbook.codes import words
from workbook.host import Refused
from xladdin.clicks.click import Click
from xladdin.commands import COMMANDS
from xladdin.excel.com import ComNative
from xladdin.excel.ready import Standing, base_name, refusal

PLACE = "D:\\竞赛\\赛事台账.xlsx"
FINE = Standing(PLACE)
STATES = [
    (Standing("工作簿1", saved=False), "EXCEL_NEVER_SAVED", "工作簿1"),
    (Standing("C:\\Users\\a\\AppData\\Local\\Temp\\Rar$DIa1.2\\附件1.xlsx"), "EXCEL_TEMP", "附件1.xlsx"),
    (
        Standing("C:\\a\\INetCache\\Content.Outlook\\X1\\附件1.xlsx", read_only=True),
        "EXCEL_TEMP",
        "附件1.xlsx",
    ),
    (Standing("D:\\WeChat Files\\wxid\\FileStorage\\附件1.xlsx"), "EXCEL_TEMP", "附件1.xlsx"),
    (Standing("https://d.docs.live.net/1a/竞赛/赛事台账.xlsx"), "EXCEL_CLOUD", "赛事台账.xlsx"),
    (FINE._replace(final=True), "EXCEL_FINAL", "赛事台账.xlsx"),
    (FINE._replace(final=True, read_only=True), "EXCEL_FINAL", "赛事台账.xlsx"),
    (FINE._replace(read_only=True), "EXCEL_READ_ONLY", "赛事台账.xlsx"),
    (Standing("D:\\附件1.xls"), "EXCEL_OLD", "附件1.xls"),
    (Standing("D:\\附件1.ET"), "EXCEL_OLD", "附件1.ET"),
    (Standing("D:\\流水.csv"), "EXCEL_OLD", "流水.csv"),
    (Standing("D:\\台账.xlsb"), "EXCEL_OLD", "台账.xlsb"),
    (FINE._replace(shared=True), "EXCEL_SHARED", "赛事台账.xlsx"),
    (FINE._replace(structure=True), "EXCEL_STRUCTURE", "赛事台账.xlsx"),
]
each = pytest.mark.parametrize(("standing", "code", "name"), STATES, ids=[code for _, code, _ in STATES])


@each
def test_a_state_in_which_nothing_is_written(standing, code, name):
    refused = refusal(standing)
    assert (refused.code, refused.detail) == (code, name)


@each
def test_what_is_open_can_be_read_in_every_state_and_not_written(standing, code, name):
    native = SimpleNamespace(standing=lambda book: standing, full_name=lambda book: standing.full_name)
    book, check = SimpleNamespace(name=name), COMMANDS[0]
    click = Click(check, None, native, None, lambda: book, "zh", datetime.now(UTC), ExitStack())
    assert click.reading.name == name
    with pytest.raises(Refused, match=code):
        click.desk  # noqa: B018


@pytest.mark.parametrize(
    "name", [PLACE, "D:\\台账.XLSM", "\\\\server\\共享\\台账.xlsx", "D:\\Temp\\台账.xlsx"]
)
def test_nothing_stands_in_the_way(name):
    assert refusal(Standing(name)) is None


@each
def test_the_sentence_names_the_workbook_and_the_next_step(standing, code, name):
    for lang in ("zh", "en"):
        said = words(code, {"detail": name}, lang)
        assert name in said.message
        assert not re.search("[{}]", said.message + said.next)
    assert words(code, {"detail": name}).next.endswith("再点一次。") or code == "EXCEL_READ_ONLY"


def test_a_name_without_its_folders():
    found = [base_name(full) for full in (PLACE, "https://a/b/台账.xlsx", "/home/a/台账.xlsx", "工作簿1", "")]
    assert found == ["赛事台账.xlsx", "台账.xlsx", "台账.xlsx", "工作簿1", ""]


# ---- what Excel is asked for it


def excels(**said):
    """A workbook as Excel's object model has it; what is not asked for here raises."""
    api = {
        "FullName": PLACE, "Path": "D:\\竞赛", "ReadOnly": False, "MultiUserEditing": False,
        "ProtectStructure": False, "Final": False,
    }  # fmt: skip
    return SimpleNamespace(api=SimpleNamespace(**{**api, **said}))


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ({}, FINE),
        ({"FullName": "工作簿1", "Path": ""}, Standing("工作簿1", saved=False)),
        ({"ReadOnly": True}, FINE._replace(read_only=True)),
        ({"MultiUserEditing": True}, FINE._replace(shared=True)),
        ({"ProtectStructure": True}, FINE._replace(structure=True)),
        ({"Final": True}, FINE._replace(final=True)),
    ],
)
def test_how_excel_says_that_a_workbook_stands(said, standing):
    assert ComNative().standing(excels(**said)) == standing
