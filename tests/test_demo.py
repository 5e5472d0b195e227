"""The demo's inbox: made up, repeatable, and wrong exactly where it says so. The story is in tests/demo."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from schemas.identity import id_sex, valid_id
from schemas.regions import CITIES
from tests.merge.test_merge_command import rows
from workbook import codes
from workbook.batch import Options
from workbook.host import Refused
from workbook.ledger.states import COUNTING
from xladdin.checking import Input, checked
from xladdin.demo import REFUSED, make_inbox
from xladdin.demo.mistakes import MISTAKES
from xladdin.demo.people import SCHOOLS, Makers
from xladdin.demo.plans import PLANS
from xladdin.schools import read_schools

BESIDE = {"TEAM_FILL", "SHOP_SHEET_MISSING", "COL_EXTRA"}
"""Harmless and part of a layout: found, but not planted."""


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "收件箱"
    return folder, make_inbox(folder).planted


def workbooks(folder):
    return sorted(
        p for p in folder.iterdir() if p.suffix in (".xlsx", ".xls") and not p.name.startswith("~$")
    )


def values(folder):
    """Everything that stands in the readable workbooks of an inbox."""
    return {
        (path.name, sheet.title, cell.coordinate): cell.value
        for path in workbooks(folder)
        if REFUSED.get(path.name, "FILE_NO_SHEET") == "FILE_NO_SHEET"
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def compared(folder):
    """What check finds in an inbox, and what it refuses."""
    options = Options(None, read_schools(folder / "高校名单.txt"))
    found, refused = set(), {}
    for item, outcome in checked([Input(p.name, p) for p in workbooks(folder)], options):
        if isinstance(outcome, Refused):
            refused[item.name] = outcome.code
            continue
        for finding in outcome.findings:
            at = finding.at
            found.add((item.name, at.sheet, at.cell.a1 if at.cell else None, finding.code))
    return {line for line in found if line[3] not in BESIDE}, refused


@pytest.mark.parametrize("seed", [2024, 1, 77])
def test_check_finds_what_was_planted_and_nothing_else(tmp_path, seed):
    planted = make_inbox(tmp_path / "inbox", seed).planted
    found, refused = compared(tmp_path / "inbox")
    assert found == set(map(tuple, planted))
    assert refused == REFUSED


def test_the_same_seed_gives_the_same_inbox(inbox, tmp_path):
    folder, planted = inbox
    assert make_inbox(tmp_path / "again").planted == planted
    assert values(tmp_path / "again") == values(folder)
    assert make_inbox(tmp_path / "other", 7).planted != planted or values(tmp_path / "other") != values(
        folder
    )


def test_planted_findings_stand_where_something_is(inbox):
    folder, planted = inbox
    assert len(set(planted)) == len(planted) > 60
    assert len({line.code for line in planted}) > 50
    for line in planted:
        assert line.code in {code.code for code in codes.CODES.values()}
        sheet = load_workbook(folder / line.file)[line.sheet]
        assert line.cell is None or sheet[line.cell].row <= sheet.max_row


def test_one_branch_made_no_mistake(inbox):
    folder, planted = inbox
    assert "上饶报名汇总表.xlsx" in {path.name for path in workbooks(folder)}
    assert "上饶报名汇总表.xlsx" not in {line.file for line in planted}


def test_it_is_a_whole_inbox(inbox):
    folder, _ = inbox
    assert len(workbooks(folder)) >= 30
    assert {plan.city for plan in PLANS} == set(CITIES)
    assert {plan.kind for plan in PLANS} == {
        "long",
        "merged",
        "aliased",
        "questionnaire",
        "two_level",
        "forms",
    }
    assert [path.name for path in folder.iterdir() if path.name.startswith("~$")]
    names = (folder / "高校名单.txt").read_text(encoding="utf-8").split()
    assert names == [school for listed in SCHOOLS.values() for school in listed]
    assert len(set(names)) == 20


def test_every_mistake_is_made_somewhere():
    used = {name for plan in PLANS for name in plan.mistakes.split()}
    assert used <= set(MISTAKES)
    assert set(MISTAKES) - used == {"shop_as_number", "shop_spaced", "shop_words"}  # made in 附件2 alone


def test_persons_never_repeat_and_are_right():
    makers = Makers(1)
    people = [person for _ in range(60) for person in makers.team(makers.random.choice(CITIES)).members]
    for field in ("name", "id_no", "student_no", "phone"):
        assert len({getattr(person, field) for person in people}) == len(people), field
    for person in people:
        assert valid_id(person.id_no)
        assert id_sex(person.id_no) == person.gender
        assert 2002 <= int(person.id_no[6:10]) <= 2006
        assert re.fullmatch(r"1380000\d{4}", person.phone)


def test_no_two_persons_of_the_inbox_share_an_id(inbox):
    folder, _ = inbox
    spoilt = {"吉安 附件1（最新）.xlsx", "江西师范大学-附件1、附件2.xlsx"}  # one person twice, on purpose
    twice = {
        "萍乡学院 汇总表和报名表.xlsx",
        "宜春学院-各队报名表.xlsx",
    }  # told on two sheets, or again on a form
    seen: dict[str, tuple[str, str, str]] = {}
    for where, value in values(folder).items():
        if where[0] in spoilt | twice | {"附件1空表（景德镇陶瓷大学）.xlsx"} or not isinstance(value, str):
            continue
        if valid_id(value):
            assert value not in seen, (where, seen.get(value))
            seen[value] = where
    assert len(seen) > 200


def test_each_line_of_the_ledger_ends_in_the_state_it_was_made_for(tmp_path):
    from xladdin.card_commands import contest_of, new
    from xladdin.demo.litong import make_litong
    from xladdin.desk import on_file
    from xladdin.merging import merge
    from xladdin.reconciling import reconcile
    from xladdin.taking import Asked

    now = datetime(2024, 12, 15, 9, tzinfo=UTC)
    inbox, export, book = tmp_path / "收件箱", tmp_path / "订单" / "抖店.csv", tmp_path / "利通.xlsx"
    new("litong-2024", book, now)
    orders = make_litong(inbox, export, contest_of(str(book)))
    with on_file(book) as desk:
        merge([inbox], desk, Asked(), now)
    assert (
        dict(rows(book, "报送情况", "市分公司", "附件2小店数")[:13])["合计"] == "0"
    )  # 利通 has no small shops
    with on_file(book) as desk:
        found = reconcile(desk, [export], "第一期·活动4", None, "polars", now)
    assert found.found is not None
    sums = {state: (lines, paid, refund) for _, state, lines, paid, refund in found.found.sums}
    made = {state: [o for o in orders if o.state == state] for state in {o.state for o in orders}}
    assert sums == {
        state: (len(of), sum(o.paid for o in of), sum(o.refund for o in of)) for state, of in made.items()
    }
    assert len(sums) == 10
    nets: dict[str, int] = {}
    for one in orders:
        if one.state in COUNTING:
            nets[one.host] = nets.get(one.host, 0) + one.paid - one.refund
    counted = {found.found.basis.names[key]: sold.net for (key, _), sold in found.found.basis.sold.items()}
    assert {f"{name}的小铺": net for name, net in counted.items()} == nets
    assert len(nets) == 14
    told = sorted(f.code for f in found.files[0].findings if f.code.startswith("CLAIM"))
    assert told == ["CLAIM_EXPLAINED", "CLAIM_GAP"]  # one forgot its refunds, one is 100 yuan too high
