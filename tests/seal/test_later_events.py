"""Events that come later leave a seal whole; commands that change what a sealed event rests on are told."""

from __future__ import annotations

import json

from tests.awards import at_work
from tests.awards.at_work import E1, E4
from tests.seal.at_seal import cell, read, row_with, seal, told
from tests.shell import contestbook
from workbook.seal.kept import seals


def test_another_event_is_judged_given_out_made_final_and_sealed(final_book):
    assert seal(final_book) == (0, ["SEAL_MADE 定稿锁定D4"])
    at_work.eligible(final_book, E1)
    assert told(read(final_book)) == []
    at_work.reconcile(final_book, at_work.orders("活动1"), E1)
    assert told(read(final_book)) == []
    at_work.allocate(final_book, event="")
    at_work.final(final_book, E1)
    assert told(read(final_book)) == []
    assert seal(final_book, event="") == (0, ["SEAL_KEPT 定稿锁定D4", "SEAL_MADE 定稿锁定D5"])
    book = read(final_book)
    assert [one.scope.label for one in seals(book).listed] == [E4, E1]
    assert told(book) == []


def test_more_people_enter_another_event(sealed_book):
    at_work.added(sealed_book, "参赛主体", {**at_work.who(1), "编号": "K0077", "姓名或名称": "何晓燕"})
    entry = {"编号": "K0077", "姓名或名称": "何晓燕", "期次": "第一期", "活动": "活动5", "状态": "有效"}
    at_work.added(sealed_book, "报名", entry)
    assert told(read(sealed_book)) == []


def test_somebody_banned_from_the_sealed_event(sealed_book):
    """The row itself, and what judging makes of it."""
    at_work.banned(sealed_book, 2)
    found = told(read(sealed_book))
    assert any(one.startswith("SEAL_ADDED 处罚调整") for one in found)
    assert any(one.startswith("SEAL_CHANGED 资格审核") for one in found)


def test_the_sealed_event_itself_judged_again_on_the_same_data(sealed_book):
    at_work.eligible(sealed_book, E4)
    assert [one for one in told(read(sealed_book)) if "排名" in one or "奖金分配表" in one] == []


def test_a_ledger_for_all_events_leaves_a_sealed_one_as_it_is(sealed_book):
    """Its own ledger was for the event alone: a later one for all would write 0.00 over it."""
    before = read(sealed_book)
    ledger = sealed_book.parent / "全部.csv"
    lines = [at_work.HEADER, at_work.order(1, "活动4", paid=1)]
    ledger.write_text("\n".join(lines).replace("|", ","), encoding="utf-8")
    status, output = contestbook("reconcile", sealed_book, "--ledger", ledger, "--json")
    found = [f for file in json.loads(output)["files"] for f in file["findings"]]
    assert status in (0, 1)
    assert [f["message"] for f in found if f["code"] == "SEAL_LEFT"] == ["第一期·活动4已经锁定，这次没有改写"]
    after = read(sealed_book)
    at = cell(before, "销售额核对", row_with(before, "销售额核对", "活动4", "K0002"), "实付")
    assert before.sheet("销售额核对").value(at) == after.sheet("销售额核对").value(at) == 19000.0
    assert [one for one in told(after) if "销售额核对" in one or "SEAL_CHANGED" in one] == []
