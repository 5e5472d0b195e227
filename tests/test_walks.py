"""The model, walked through three jobs before anything is built on it (see ARCHITECTURE.md, What flows)."""

from __future__ import annotations

import openpyxl
import pytest

from tests.books import saved
from tests.tables import LEADER, MEMBER, THIRD, A, B, C, at, check, codes, roster, sheet
from workbook.content import fingerprint, same_value
from workbook.edits import Content, Expect, SetCell
from workbook.memory import MemoryHost
from workbook.model import Book
from workbook.parse import snapshot_of
from workbook.xlsx.writing.filehost import FileHost


def test_walk_1_a_bad_id_in_a_form_is_one_finding_at_its_own_cell_and_rules_skip_it():
    form = sheet(
        "表",
        """
        团队名称|橙心队|参赛高校|江西理工大学
        队长姓名|张三|手机号|13800000001
        身份证号|3.6E+17|性别|女
    """,
    )
    (finding,) = [f for f in check(form) if f.field == "id_no"]
    assert (finding.code, finding.at.cell) == ("ID_SCI", at("B3"))
    (table,) = snapshot_of(Book("t", (form,))).tables
    assert (table.state(0, "id_no"), table.state(0, "name"), table.state(0, "email")) == (
        "unreadable",
        "ok",
        "blank",
    )
    assert codes(form) == ["ID_SCI 表!B3"]  # no GENDER_MISMATCH, no VALUE_MISSING for the same cell


def test_walk_2_a_resubmission_is_compared_field_by_field_with_both_places():
    first = snapshot_of(Book("旧.xlsx", (roster(LEADER, MEMBER),))).tables[0]
    second = snapshot_of(
        Book("新.xlsx", (roster(LEADER, {**MEMBER, "手机号": "13800000009"}, THIRD),))
    ).tables[0]

    def by_person(table):
        return {table.columns["id_no"][n]: n for n in range(len(table))}

    old, new = by_person(first), by_person(second)
    changed = [
        (first.at(old[i], f), second.at(new[i], f))
        for i in old.keys() & new.keys()
        for f in first.columns
        if first.columns[f][old[i]] != second.columns[f][new[i]]
    ]
    assert [(a.file, a.cell.a1, b.file, b.cell.a1) for a, b in changed] == [
        ("旧.xlsx", "I3", "新.xlsx", "I3")
    ]
    assert (new.keys() - old.keys(), old.keys() - new.keys()) == ({C}, set())
    assert {A, B} <= new.keys()


def prize_table():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "奖金"
    for row in (
        ["奖项", "名额", "单项金额", "小计"],
        ["一等奖", 3, 10000, None],
        ["二等奖", 5, 5000, None],
        ["合计", None, None, None],
    ):
        sheet.append(row)
    return saved(book)


def test_walk_3_a_users_prize_table_is_filled_the_same_through_two_hosts():
    edits = [
        SetCell("奖金", at("D2"), 30000.0, "=B2*C2", Expect(Content())),
        SetCell("奖金", at("D3"), 25000.0, "=B3*C3", Expect(Content())),
        SetCell("奖金", at("D4"), 55000.0, "=SUM(D2:D3)", Expect(Content())),
    ]
    file = FileHost(prize_table(), "奖金.xlsx")
    before = file.read()
    memory = MemoryHost(before)
    undo = [host.apply(edits).inverse for host in (file, memory)]
    for host in (file, memory):
        sheet = host.read().sheet("奖金")
        assert [sheet.value(at(c)) for c in ("D2", "D3", "D4")] == [30000.0, 25000.0, 55000.0]
        assert sheet.facts.formulas[at("D4")] == "SUM(D2:D3)"
    assert fingerprint(file.read()) == fingerprint(memory.read()) != fingerprint(before)
    for host, inverse in zip((file, memory), undo, strict=True):
        host.apply(inverse)
        assert fingerprint(host.read()) == fingerprint(before)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [(10000.0, 10000, True), ("10000", 10000.0, False), ("", None, True), (1.0, True, False)],
)
def test_one_definition_of_equal(a, b, same):
    assert same_value(a, b) is same
