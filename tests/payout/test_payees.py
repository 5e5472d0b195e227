"""Who is asked, who gets what, and what is wrong with what people filled in: small sheets in, codes and cells out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.contest import Scope
from schemas.format import CellContext
from tests.eligibility.books import IDS
from tests.payout.at_work import after, book_of, decided, lines, told
from tests.payout.steps import card
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import read_work
from workbook.merge.tables import own_table
from workbook.model import Place
from workbook.payout.money import amounts, half_up
from workbook.payout.payee_checks import Winners, check
from workbook.payout.payees import SHEET, ask, kind_of, parts, payees_on
from workbook.payout.terms import PayTerms
from workbook.payout.won import Prize
from workbook.shares import split

E4 = Scope("第一期", "活动4")
SOLO = {"编号": "K0001", "类型": "个人", "姓名或名称": "张三", "身份证号": IDS[0], "联系电话": "13800000001"}
FIRM = {"编号": "K0002", "类型": "企业", "姓名或名称": "橙心商贸有限公司", "负责人": "李四",
        "统一社会信用代码": "91350100M000100Y43"}  # fmt: skip
TEAM = {
    "编号": "K0003",
    "类型": "团队",
    "姓名或名称": "橙心队",
    "负责人": "王五",
    "团队成员": "王五、赵六、孙七",
}
DECIDED = PayTerms("队长代领", "按报名主体", "税前，代扣20%")
SHOWN = "编号", "收款人类型", "收款人(户名)", "证件类型"
FIRM_ACCOUNT = "36050110000000012345"
FULL = {"期次": "第一期", "活动": "活动4", "开户银行(到支行)": "工行利通支行"}
SOLO_ROW = {**FULL, "编号": "K0001", "收款人类型": "个人", "收款人(户名)": "张三", "证件类型": "居民身份证",
            "证件号码": IDS[0], "银行账号": card(1)}  # fmt: skip
FIRM_ROW = {**FULL, "编号": "K0002", "收款人类型": "企业", "收款人(户名)": "橙心商贸有限公司",
            "证件号码": "91350100M000100Y43",
            "证件类型": "统一社会信用代码", "银行账号": FIRM_ACCOUNT}  # fmt: skip


def prize(number, fen=1_000_000, event=E4):
    name = (SOLO, FIRM, TEAM)[number - 1]["姓名或名称"]
    return Prize(event, "", "一等奖", f"K{number:04d}", name, fen, Place("台账.xlsx"))


def given_sheets(*entrants, rows=()):
    book = book_of("litong-2024", 参赛主体=list(entrants), 领奖信息采集表=list(rows))
    sheets = decided("litong-2024")
    return book, Entrants(read_work(book, sheets))


def asked(terms, *prizes, entrants=(SOLO, FIRM, TEAM), rows=()):
    """The rows of the sheet after it was brought up to what is wanted."""
    book, known = given_sheets(*entrants, rows=rows)

    def add(table):
        ask(table, payees_on(table, CellContext()), prizes, known, {one.scope: terms for one in prizes})

    return lines(after(book, SHEET, add), SHEET, *SHOWN)


def test_a_person_a_firm_and_a_captain_are_asked_as_was_decided():
    assert asked(DECIDED, prize(1), prize(2), prize(3)) == [
        "K0001 个人 张三 居民身份证",
        "K0002 企业 橙心商贸有限公司 统一社会信用代码",
        "K0003 队长代领 王五 —",
    ]


def test_a_team_that_shares_is_asked_member_by_member():
    assert asked(DECIDED._replace(team="平均分配"), prize(3)) == [
        "K0003 团队成员 王五 —",
        "K0003 团队成员 赵六 —",
        "K0003 团队成员 孙七 —",
    ]


def test_what_is_not_decided_is_left_blank_and_filled_in_once_it_is():
    nothing = PayTerms("", "", "")
    assert asked(nothing, prize(2), prize(3)) == ["K0002 — — —", "K0003 — — —"]
    rows = [{"编号": "K0003", "期次": "第一期", "活动": "活动4", "备注": "电话联系过"}]
    assert asked(DECIDED._replace(team="平均分配"), prize(3), rows=rows) == [
        "K0003 团队成员 王五 —",
        "K0003 团队成员 赵六 —",
        "K0003 团队成员 孙七 —",
    ]


def test_a_firm_whose_prizes_go_to_persons_has_to_name_one():
    assert asked(DECIDED._replace(payee="只发个人"), prize(2)) == ["K0002 个人 — —"]


def test_nobody_is_asked_twice_and_an_earlier_event_is_remembered():
    later = Scope("第一期", "活动5")
    rows = asked(DECIDED, prize(1), prize(1, event=later), rows=[SOLO_ROW])
    assert rows == ["K0001 个人 张三 居民身份证"] * 2
    book, known = given_sheets(SOLO, rows=[SOLO_ROW])
    found = after(book, SHEET, lambda table: ask(table, payees_on(table, CellContext()),
                                                 [prize(1, event=later)], known, {later: DECIDED}))  # fmt: skip
    assert lines(found, SHEET, "活动", "银行账号")[1] == f"活动5 {card(1)}"


# ---- Who gets what


def shared(terms, *rows, fen=1_000_000, number=3):
    book, known = given_sheets(SOLO, FIRM, TEAM, rows=rows)
    there = payees_on(own_table(book, SHEET), CellContext())
    kind = kind_of(known.by_key[f"K{number:04d}"])
    return [
        (part.payee and part.payee.to.payee, part.fen)
        for part in parts(prize(number, fen), there, kind, terms)
    ]


def member(name, share=""):
    return {**FULL, "编号": "K0003", "收款人类型": "团队成员", "收款人(户名)": name, "分配比例(%)": share}


def test_ten_thousand_among_three_comes_to_ten_thousand():
    rows = [member("王五"), member("赵六"), member("孙七")]
    assert shared(DECIDED._replace(team="平均分配"), *rows) == [
        ("王五", 333_334),
        ("赵六", 333_333),
        ("孙七", 333_333),
    ]


def test_agreed_shares_must_come_to_the_whole():
    agreed = DECIDED._replace(team="按约定比例")
    rows = [member("王五", "#50"), member("赵六", "#33.33"), member("孙七", "#16.67")]
    assert shared(agreed, *rows) == [("王五", 500_000), ("赵六", 333_300), ("孙七", 166_700)]
    assert shared(agreed, *rows[:2]) == [(None, 1_000_000)]
    assert shared(agreed, member("王五", "#100"), member("王五", "#0")) == [(None, 1_000_000)], "a name twice"


def test_a_row_of_another_type_than_was_decided_is_nobodys():
    assert shared(DECIDED, SOLO_ROW, number=1) == [("张三", 1_000_000)]
    assert shared(DECIDED, {**SOLO_ROW, "收款人类型": "企业"}, number=1) == [(None, 1_000_000)]
    assert shared(DECIDED, SOLO_ROW, SOLO_ROW, number=1) == [(None, 1_000_000)], "two rows"


weights = st.lists(st.fractions(min_value=0, max_value=100), min_size=1, max_size=9).filter(
    lambda w: sum(w) > 0
)


@given(st.integers(0, 50_000_000), weights)
def test_shares_add_up_and_none_is_a_fen_or_more_away(fen, parts_):
    shares = split(fen, parts_)
    assert sum(shares) == fen
    for share, weight in zip(shares, parts_, strict=True):
        assert abs(share - Fraction(fen) * weight / sum(parts_)) < 1
        assert share >= 0


# ---- Money


@pytest.mark.parametrize(
    ("award", "tax", "net"),
    [(100_000, 20_000, 80_000), (150_000, 30_000, 120_000), (333_334, 66_667, 266_667), (333_333, 66_667, 266_666),
     (66_700, 13_340, 53_360), (1, 0, 1), (3, 1, 2), (2, 0, 2)],
)  # fmt: skip
def test_twenty_percent_half_up(award, tax, net):
    found = amounts(award, "个人", "税前，代扣20%")
    assert (found.gross, found.tax, found.net) == (award, tax, net)


@given(st.integers(0, 100_000_000), st.sampled_from(("个人", "队长代领", "团队成员")))
def test_gross_is_tax_and_net_and_the_tax_is_a_fifth_of_the_gross_whoever_bears_it(award, kind):
    for how in ("税前，代扣20%", "税后，主办方承担"):
        found = amounts(award, kind, how)
        assert found.gross == found.tax + found.net
        assert found.tax == half_up(found.gross, 20)
        assert award == (found.gross if how.startswith("税前") else found.net)


def test_nothing_is_withheld_from_a_firm_and_nothing_is_said_while_nobody_decided():
    firm = amounts(1_000_000, "企业", "税前，代扣20%")
    assert (firm.head, firm.tax, firm.net) == ("不代扣", 0, 1_000_000)
    person = amounts(1_000_000, "个人", "")
    assert (person.head, person.tax, person.net) == ("待定", None, None)


# ---- Checks


def checked(*rows, entrants=(SOLO, FIRM, TEAM), terms=DECIDED):
    book, known = given_sheets(*entrants, rows=rows)
    table = own_table(book, SHEET)
    winners = Winners({E4: {"K0001", "K0002", "K0003"}})
    return told(check(table, payees_on(table, CellContext()), winners, known, {E4: terms}))


def test_what_is_right_is_not_spoken_of():
    assert checked(SOLO_ROW, FIRM_ROW) == []


@pytest.mark.parametrize(
    ("row", "change", "codes"),
    [
        (SOLO_ROW, {"银行账号": ""}, ["PAYEE_MISSING 领奖信息采集表!K2"]),
        (SOLO_ROW, {"银行账号": "#6217991234567890"}, ["CARD_PRECISION 领奖信息采集表!K2"]),
        (SOLO_ROW, {"银行账号": "6.21799E+18"}, ["CARD_PRECISION 领奖信息采集表!K2"]),
        (SOLO_ROW, {"银行账号": "工行6217"}, ["CARD_FORMAT 领奖信息采集表!K2"]),
        (SOLO_ROW, {"银行账号": "6217 9912 3456 7890 124"}, ["CARD_TIDY 领奖信息采集表!K2"]),
        (SOLO_ROW, {"银行账号": "6217991234567890142"}, ["CARD_LUHN 领奖信息采集表!K2"]),
        (SOLO_ROW, {"收款人(户名)": "李四"}, ["ACCOUNT_NAME 领奖信息采集表!F2"]),
        (SOLO_ROW, {"证件号码": IDS[1]}, ["PAYEE_ID_OTHER 领奖信息采集表!H2"]),
        (SOLO_ROW, {"证件号码": IDS[0][:17] + "8"}, ["ID_CHECKSUM 领奖信息采集表!H2"]),
        (SOLO_ROW, {"证件号码": "#360102200503150219"}, ["ID_PRECISION 领奖信息采集表!H2"]),
        (SOLO_ROW, {"证件类型": "统一社会信用代码"}, ["PAYEE_ID_TYPE 领奖信息采集表!G2"]),
        (SOLO_ROW, {"收款人类型": "企业"}, ["PAYEE_TYPE 领奖信息采集表!E2"]),
        (SOLO_ROW, {"编号": "K0009"}, ["PAYEE_NOT_WINNER 领奖信息采集表!A2"]),
        (FIRM_ROW, {"银行账号": card(7)}, ["ACCOUNT_TYPE 领奖信息采集表!K2"]),
        (FIRM_ROW, {"收款人(户名)": "橙心商贸公司"}, ["ACCOUNT_NAME 领奖信息采集表!F2"]),
        (FIRM_ROW, {"证件号码": "91350100M000100Y4X"}, ["CREDIT_CHECKSUM 领奖信息采集表!H2"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_cell(row, change, codes):
    assert checked({**row, **change}) == codes


def test_a_passport_is_nobodys_standard():
    foreign = {**SOLO, "身份证号": ""}
    assert (
        checked({**SOLO_ROW, "证件类型": "其他", "证件号码": "E12345678"}, entrants=(foreign, FIRM, TEAM))
        == []
    )


def test_one_account_for_two_names_is_told_at_both():
    rows = checked(SOLO_ROW, {**FIRM_ROW, "银行账号": card(1)})
    assert [one for one in rows if one.startswith("ACCOUNT_SHARED")] == [
        "ACCOUNT_SHARED 领奖信息采集表!K2", "ACCOUNT_SHARED 领奖信息采集表!K3"
    ]  # fmt: skip


def test_two_rows_for_one_prize_and_shares_that_do_not_add_up():
    assert "PAYEE_TWICE 领奖信息采集表!F3" in checked(SOLO_ROW, SOLO_ROW)
    agreed = DECIDED._replace(team="按约定比例")
    found = checked(member("王五", "#50"), member("赵六", "#40"), terms=agreed)
    assert "PAYEE_SHARES 领奖信息采集表!L2" in found


def test_who_gives_up_is_asked_for_nothing():
    assert checked({"编号": "K0001", "期次": "第一期", "活动": "活动4", "放弃领奖": "是"}) == []


# ---- Across events


def test_a_broken_account_of_an_earlier_event_is_not_copied():
    later = Scope("第一期", "活动5")
    for broken in ("#6217990000000010161", "12345", "62179900000000101X"):
        book, known = given_sheets(SOLO, rows=[{**SOLO_ROW, "银行账号": broken}])
        found = after(book, SHEET, lambda table, known=known: ask(
            table, payees_on(table, CellContext()), [prize(1, event=later)], known, {later: DECIDED}))  # fmt: skip
        assert lines(found, SHEET, "活动", "银行账号")[1] == "活动5 —"


def test_an_account_shared_with_somebody_of_another_event_is_told():
    other = {**FIRM_ROW, "活动": "活动5", "银行账号": card(1)}
    assert "ACCOUNT_SHARED 领奖信息采集表!K2" in checked(SOLO_ROW, other)


def test_only_the_captain_is_paid_for_the_team():
    captain = {**SOLO_ROW, "编号": "K0003", "收款人类型": "队长代领", "收款人(户名)": "王五"}
    assert checked(captain) == []
    assert checked({**captain, "收款人(户名)": "赵六"}) == ["ACCOUNT_NAME 领奖信息采集表!F2"]
