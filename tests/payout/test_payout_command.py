"""payout as headquarters and finance run it, on a real workbook.

第一期·活动4 has 18 prizes: 3 x 10,000, 5 x 8,000, 10 x 1,000.
"""

from __future__ import annotations

import pytest

from tests.awards.at_work import added, banned, cells, decided, final, key, name
from tests.merge.test_merge_command import rows
from tests.payout.steps import (
    answer,
    bank_file,
    card,
    codes,
    filled_in,
    lines,
    of,
    payout,
    published,
    sums,
    typed,
)
from tests.shell import contestbook


def test_only_winners_are_asked_and_listed_with_the_tax_of_each_prize(final_book):
    status, told = payout(final_book)
    assert (status, [one for one in told if one.startswith("PAYEE")]) == (
        0,
        ["PAYEE_WAITING 领奖信息采集表J4"],
    )
    asked = rows(
        final_book,
        "领奖信息采集表",
        "编号",
        "姓名或名称",
        "收款人类型",
        "收款人(户名)",
        "证件类型",
        "银行账号",
    )
    assert asked[0] == (key(1), name(1), "个人", name(1), "居民身份证", "")
    assert [one[0] for one in asked] == [key(n) for n in range(1, 19)]
    money = lines(
        final_book, "序号", "奖项", "编号", "奖金", "应发(税前)", "税目", "税率", "代扣个税", "实发", "状态"
    )
    assert money[0] == f"1 一等奖 {key(1)} 10000 10000 偶然所得 20% 2000 8000 公示中"
    assert money[3] == f"4 二等奖 {key(4)} 8000 8000 偶然所得 20% 1600 6400 公示中"
    assert money[17] == f"18 三等奖 {key(18)} 1000 1000 偶然所得 20% 200 800 公示中"
    assert sums(final_book) == {
        "已定稿": "80000", "已发放": "0", "待付": "80000", "放弃领奖": "0", "未列入发放表": "0"
    }  # fmt: skip


def test_an_event_that_is_not_final_is_refused_and_nothing_is_written(book):
    before = book.read_bytes()
    assert payout(book) == (2, "PAYOUT_NOT_FINAL")
    assert book.read_bytes() == before


def test_a_line_waits_for_the_end_of_the_publication_then_for_the_account(final_book):
    assert "PUBLISH_DAYS" in codes(final_book)
    published(final_book)
    for day, state in (("2024-12-26", "公示中"), ("2024-12-27", "待收款信息")):
        payout(final_book, as_of=day)
        assert {line.split()[-1] for line in lines(final_book, "状态")} == {state}
    filled_in(final_book, 1, 2)
    payout(final_book, as_of="2024-12-27")
    assert [of(final_book, n, "状态") for n in (1, 2, 3)] == [["待付"], ["待付"], ["待收款信息"]]


def test_running_it_again_changes_nothing(ready_book):
    before = ready_book.read_bytes()
    payout(ready_book)
    assert ready_book.read_bytes() == before


def test_while_the_tax_is_not_decided_tax_and_net_stay_blank_and_nothing_goes_to_the_bank(
    ready_book, tmp_path
):
    decided(ready_book, T17=None)
    assert "POINT_OPEN" in codes(ready_book)
    assert of(ready_book, 1, "奖金", "税目", "税率", "代扣个税", "实发") == ["10000 待定   "]
    assert payout(ready_book, "--export", "bank", "-o", tmp_path / "付款.xlsx") == (2, "EXPORT_OPEN")
    assert not (tmp_path / "付款.xlsx").exists()
    decided(ready_book, T17="税后，主办方承担")
    payout(ready_book)
    assert of(ready_book, 1, "奖金", "应发(税前)", "代扣个税", "实发") == ["10000 12500 2500 10000"]


def test_the_list_for_the_bank_is_a_batch(ready_book, tmp_path):
    out = tmp_path / "付款.xlsx"
    assert payout(ready_book, "--export", "bank", "-o", out)[0] == 0
    header, first, *more = bank_file(out)
    assert header == ["付款编号", "收款人户名", "收款账号", "开户银行", "金额(元)", "用途"]
    assert first == ["P0001-1", name(1), card(1), "工商银行利通支行", 8000, "第一期·活动4一等奖奖金"]
    assert (len(more), sum(row[4] for row in [first, *more])) == (17, 64000)
    assert set(lines(ready_book, "状态", "批次")) == {"待付 1"}
    assert payout(ready_book, "--export", "bank", "-o", tmp_path / "再.xlsx") == (2, "EXPORT_NONE")


def test_a_file_that_is_there_is_not_overwritten(ready_book, tmp_path):
    out = tmp_path / "付款.xlsx"
    out.write_bytes(b"x")
    before = ready_book.read_bytes()
    assert payout(ready_book, "--export", "bank", "-o", out) == (2, "BOOK_EXISTS")
    assert (out.read_bytes(), ready_book.read_bytes()) == (b"x", before)


def sent(book, tmp_path):
    payout(book, "--export", "bank", "-o", tmp_path / "付款.xlsx")
    return tmp_path / "回单.csv"


def test_what_the_bank_answers_is_taken_in_once(ready_book, tmp_path):
    net = {1: "8000.00", 2: "8000.00", 3: "8000.00", **{n: "6400.00" for n in range(4, 9)}}
    said = [f"P{n:04d}-1|{net.get(n, '800')}|交易成功|2024-12-30|" for n in range(1, 19)]
    said[4] = "P0005-1|6400|退汇|2024-12-30|户名不符"
    back = answer(sent(ready_book, tmp_path), *said)
    assert codes(ready_book, "--import", back) == ["PAYOUT_RETURNED"]
    shown = "奖金", "代扣个税", "实发", "状态", "批次", "付款结果"
    assert of(ready_book, 1, *shown) == ["10000 2000 8000 已付 1 成功"]
    assert of(ready_book, 5, *shown) == [
        "8000 1600 6400 退票 1 退票",
        "-8000 -1600 -6400 退票 1 ",
        "8000 1600 6400 待收款信息  ",
    ]
    assert of(ready_book, 5, "备注") == ["退票：户名不符", "冲销第5行（退票）", "补付第5行（退票）"]
    told = sums(ready_book)
    assert (told["已发放"], told["待付"], told["未列入发放表"]) == ("72000", "8000", "0")
    before = ready_book.read_bytes()
    assert codes(ready_book, "--import", back) == ["PAYOUT_RETURNED"], "until it was paid again"
    assert ready_book.read_bytes() == before


def test_a_payment_that_came_back_is_paid_again_once_the_payee_was_corrected(ready_book, tmp_path):
    back = answer(sent(ready_book, tmp_path), "P0005-1|6400|退票|2024-12-30|")
    payout(ready_book, "--import", back)
    assert of(ready_book, 5, "状态")[-1] == "待收款信息"
    cells(ready_book, "领奖信息采集表", {(key(5), "活动4", "银行账号"): card(99)})
    payout(ready_book)
    assert of(ready_book, 5, "状态", "银行账号")[-1] == f"补付 {card(99)}"
    assert of(ready_book, 5, "银行账号")[0] == card(5), "what was sent is never edited"
    again = tmp_path / "第二批.csv"
    payout(ready_book, "--export", "bank", "-o", again)
    sent_again = again.read_text(encoding="utf-8-sig").splitlines()
    assert sent_again[1:] == [f"P0020-2,{name(5)},{card(99)},工商银行利通支行,6400.00,第一期·活动4二等奖奖金"]
    payout(ready_book, "--import", answer(tmp_path / "回单2.csv", "P0020-2|6400|成功|2025-01-03|"))
    assert of(ready_book, 5, "状态", "批次") == ["退票 1", "退票 1", "已付 2"]


def test_the_same_account_is_used_again_once_it_was_confirmed_on_a_later_day(ready_book, tmp_path):
    payout(ready_book, "--import", answer(sent(ready_book, tmp_path), "P0005-1|6400|退票|2024-12-30|"))
    cells(ready_book, "领奖信息采集表", {(key(5), "活动4", "填报日期"): "2025-01-02"})
    payout(ready_book)
    assert of(ready_book, 5, "状态")[-1] == "补付"


def test_a_payment_that_was_called_paid_and_comes_back_later_stays_as_it_is(ready_book, tmp_path):
    back = sent(ready_book, tmp_path)
    payout(ready_book, "--import", answer(back, "P0004-1|6400|成功|2024-12-30|"))
    payout(ready_book, "--import", answer(back, "P0004-1|6400|退回|2025-01-05|"))
    assert of(ready_book, 4, "奖金", "状态", "付款结果") == [
        "8000 已付 退票",
        "-8000 退票 ",
        "8000 待收款信息 ",
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("P0099-1|6400|成功|2024-12-30|", "RETURN_UNKNOWN"),
        ("P0004-1|6400|处理中|2024-12-30|", "RETURN_WORD"),
        ("P0004-1|6000|成功|2024-12-30|", "RETURN_AMOUNT"),
        ("P0004-1|6400|成功||", "PAID_DAY"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_told_and_pays_nothing(ready_book, tmp_path, row, code):
    assert codes(ready_book, "--import", answer(sent(ready_book, tmp_path), row)) == [code]
    assert of(ready_book, 4, "状态") == ["待付"]


def test_two_answers_to_one_payment_are_a_question(ready_book, tmp_path):
    back = answer(
        sent(ready_book, tmp_path), "P0004-1|6400|成功|2024-12-30|", "P0004-1|6400|退票|2024-12-31|"
    )
    assert "RETURN_TWICE" in codes(ready_book, "--import", back)


def test_a_list_with_other_columns_is_refused_and_an_office_may_name_them(ready_book, tmp_path):
    back = answer(
        sent(ready_book, tmp_path), "P0004-1|6400|成功|2024-12-30|", header="流水|多少钱|怎么样了|哪天|x"
    )
    before = ready_book.read_bytes()
    assert payout(ready_book, "--import", back) == (2, "RETURN_COLUMNS")
    assert ready_book.read_bytes() == before
    pairs = {"付款编号": "流水", "实发": "多少钱", "付款结果": "怎么样了", "付款日期": "哪天"}
    added(ready_book, "列名对照", *({"表": "银行回单", "我们的列名": ours, "对方的表头": theirs}
                                    for ours, theirs in pairs.items()))  # fmt: skip
    assert codes(ready_book, "--import", back) == []
    assert of(ready_book, 4, "状态") == ["已付"]


def test_without_numbers_of_ours_account_and_amount_tell_which_payment_it_is(ready_book, tmp_path):
    header = "收款账号|户名|金额|结果|日期"
    back = answer(sent(ready_book, tmp_path), f"{card(4)}|{name(4)}|6400|成功|2024-12-30", header=header)
    assert codes(ready_book, "--import", back) == []
    assert [of(ready_book, n, "状态") for n in (4, 5)] == [["已付"], ["待付"]]


def test_the_columns_of_the_banks_list_may_be_mapped(ready_book, tmp_path):
    fields = {"收款人": "收款方", "银行账号": "收款方账号", "实发": "交易金额"}
    added(ready_book, "列名对照", *({"表": "银行付款", "我们的列名": ours, "对方的表头": theirs}
                                    for ours, theirs in fields.items()))  # fmt: skip
    out = tmp_path / "付款.xlsx"
    assert payout(ready_book, "--export", "bank", "-o", out)[0] == 0
    assert bank_file(out)[:2] == [["收款方", "收款方账号", "交易金额"], [name(1), card(1), 8000]]
    added(ready_book, "列名对照", {"表": "个税申报", "我们的列名": "年龄", "对方的表头": "年龄"})
    typed(ready_book, 1, 付款结果="成功", 付款日期="2024-12-30")
    assert payout(ready_book, "--export", "tax", "-o", tmp_path / "税.xlsx") == (2, "EXPORT_COLUMN")


def test_the_tax_list_has_what_was_paid_in_the_month(ready_book, tmp_path):
    typed(ready_book, 1, 付款结果="成功", 付款日期="2024-12-30")
    typed(ready_book, 2, 付款结果="成功", 付款日期="2025-01-06")
    payout(ready_book)
    out = tmp_path / "个税.xlsx"
    assert payout(ready_book, "--export", "tax", "-o", out, "--month", "2025-01")[0] == 0
    header, *found = bank_file(out)
    shown = dict(zip(header, found[0], strict=True))
    assert len(found) == 1
    assert (shown["姓名"], shown["所得项目"], shown["收入额(元)"], shown["扣缴税额(元)"]) == (
        name(2), "偶然所得", 10000, 2000
    )  # fmt: skip


def test_the_list_to_be_signed_has_its_sums_in_figures_and_capitals(ready_book, tmp_path):
    out = tmp_path / "签领单.xlsx"
    assert payout(ready_book, "--export", "list", "-o", out)[0] == 0
    found = bank_file(out)
    assert found[2][9:13] == ["应发(税前)", "代扣个税", "实发", "领款人签字"]
    assert len([row for row in found if row[4] and row[4] != "获奖者"]) == 18
    from openpyxl import load_workbook

    values = [[c.value for c in row] for row in load_workbook(out, data_only=True).active.iter_rows()]
    (total,) = [row for row in values if row[0] == "合计"]
    assert total[9:12] == [80000, 16000, 64000]
    assert any(row[0] == "实发合计（大写）：人民币陆万肆仟元整" for row in values)


def test_the_public_list_is_a_file_of_its_own_without_any_number(ready_book, tmp_path):
    out = tmp_path / "公示.xlsx"
    assert payout(ready_book, "--export", "public", "-o", out)[0] == 0
    texts = [str(cell) for row in bank_file(out) for cell in row if cell is not None]
    assert "张*云" in texts
    assert not [text for text in texts if name(1) in text or card(1) in text]
    shown = rows(ready_book, "公示", "序号", "奖项", "姓名或名称", "奖金", "公示期")
    assert shown[0] == ("1", "一等奖", "张*云", "10000", "2024-12-20至2024-12-26")


def test_who_gives_up_a_prize_is_no_longer_paid_and_may_change_his_mind(ready_book):
    cells(ready_book, "领奖信息采集表", {(key(18), "活动4", "放弃领奖"): "是"})
    payout(ready_book)
    assert of(ready_book, 18, "状态") == ["放弃"]
    told = sums(ready_book)
    assert (told["待付"], told["放弃领奖"], told["未列入发放表"]) == ("79000", "1000", "0")
    typed(ready_book, 18, 付款结果="成功", 付款日期="2024-12-30")
    assert codes(ready_book) == ["PAID_WAIVED"]
    cells(ready_book, "领奖信息采集表", {(key(18), "活动4", "放弃领奖"): None})
    typed(ready_book, 18, 付款结果=None, 付款日期=None)
    payout(ready_book)
    assert of(ready_book, 18, "状态") == ["待付"]


def test_an_objection_holds_back_the_prize_it_speaks_of(ready_book):
    told = {
        "收到日期": "2024-12-24",
        "期次": "第一期",
        "活动": "活动4",
        "涉及编号": key(3),
        "内容": "反映数据不实",
        "状态": "有效",
    }
    added(ready_book, "投诉异议", told)
    assert codes(ready_book) == ["PAYOUT_OBJECTED"]
    assert [of(ready_book, n, "状态") for n in (2, 3)] == [["待付"], ["异议"]]
    cells(ready_book, "投诉异议", {(key(3), "办结日期"): "2024-12-28"})
    assert codes(ready_book) == []
    assert of(ready_book, 3, "状态") == ["待付"]


def test_paid_before_the_publication_ended_is_an_error(ready_book):
    typed(ready_book, 1, 付款结果="成功", 付款日期="2024-12-26")
    assert codes(ready_book) == ["PAID_EARLY"]
    assert of(ready_book, 1, "状态") == ["已付"], "it is a fact"


def test_a_prize_that_moves_before_anything_was_sent_is_simply_listed_anew(ready_book):
    banned(ready_book, 1)
    decided(ready_book, T07="依次递补")
    final(ready_book)
    payout(ready_book)
    assert of(ready_book, 1, "状态") == []
    assert of(ready_book, 4, "奖项", "奖金", "状态") == ["一等奖 10000 待付"]
    assert sums(ready_book)["未列入发放表"] == "0"


def test_a_prize_that_moves_after_it_was_paid_is_reversed_and_listed_anew(ready_book, tmp_path):
    typed(ready_book, 4, 付款结果="成功", 付款日期="2024-12-30")
    typed(ready_book, 1, 付款结果="成功", 付款日期="2024-12-30")
    payout(ready_book)
    banned(ready_book, 1)
    decided(ready_book, T07="依次递补")
    final(ready_book)
    assert codes(ready_book) == ["PAYOUT_CORRECTED"]
    shown = "奖项", "奖金", "代扣个税", "状态"
    assert of(ready_book, 1, *shown) == ["一等奖 10000 2000 已付", "一等奖 -10000 -2000 待付"]
    assert of(ready_book, 4, *shown) == [
        "二等奖 8000 1600 已付",
        "一等奖 10000 2000 待付",
        "二等奖 -8000 -1600 待付",
    ]
    told = sums(ready_book)
    assert (told["已定稿"], told["已发放"], told["待付"], told["未列入发放表"]) == (
        "80000",
        "18000",
        "62000",
        "0",
    )
    typed(ready_book, 1, at=1, 付款结果="成功", 付款日期="2025-01-10")
    payout(ready_book)
    assert of(ready_book, 1, "状态") == ["已付", "已付"]
    assert sums(ready_book)["已发放"] == "8000"


def test_a_line_still_to_be_paid_is_made_right_and_a_paid_one_stays_as_somebody_left_it(ready_book):
    typed(ready_book, 1, 付款结果="成功", 付款日期="2024-12-30")
    payout(ready_book)
    typed(ready_book, 1, 实发=9000)
    typed(ready_book, 2, 实发=9000)
    typed(ready_book, 3, 状态="已付")
    assert codes(ready_book) == ["PAYOUT_EDITED", "PAYOUT_REMADE"]
    assert [of(ready_book, n, "实发", "状态") for n in (1, 2, 3)] == [
        ["9000 已付"],
        ["8000 待付"],
        ["8000 待付"],
    ]
    assert codes(ready_book) == ["PAYOUT_EDITED"], "until it is put back"


def test_nothing_goes_to_the_bank_while_a_paid_line_is_not_what_was_paid(ready_book, tmp_path):
    typed(ready_book, 1, 付款结果="成功", 付款日期="2024-12-30")
    payout(ready_book)
    typed(ready_book, 1, 实发=9000)
    assert payout(ready_book, "--export", "bank", "-o", tmp_path / "付款.xlsx") == (2, "EXPORT_HELD")


def test_another_word_than_the_two_is_not_taken(ready_book):
    typed(ready_book, 1, 付款结果="已打款", 付款日期="2024-12-30")
    assert codes(ready_book) == ["PAY_OUTCOME"]
    assert of(ready_book, 1, "状态") == ["待付"]


def test_an_answer_the_program_does_not_know_is_no_decision(ready_book):
    decided(ready_book, T17="看情况")
    assert codes(ready_book) == ["PAY_UNDECIDED"]
    assert of(ready_book, 1, "税目", "代扣个税") == ["待定 "]


def test_a_winner_who_is_no_longer_on_the_list_of_entrants_cannot_be_paid(ready_book):
    cells(ready_book, "参赛主体", {(key(18), "编号"): "K9999"})
    assert codes(ready_book) == ["PAYEE_UNKNOWN_WINNER"]
    assert of(ready_book, 18, "状态") == ["待收款信息"]


def test_a_list_in_no_known_encoding_is_one_sentence(ready_book, tmp_path):
    back = tmp_path / "回单.csv"
    back.write_bytes(b"\xff\xff\xff\x00\x81\x30")
    assert payout(ready_book, "--import", back) == (2, "LIST_TEXT")
    assert payout(ready_book, "--import", tmp_path / "没有.csv") == (2, "FILE_MISSING")


def test_a_list_in_utf_16_as_banks_save_it_is_read(ready_book, tmp_path):
    back = sent(ready_book, tmp_path)
    back.write_bytes("付款编号\t金额\t状态\t日期\nP0004-1\t6400.00\t成功\t20241230\n".encode("utf-16"))
    assert codes(ready_book, "--import", back) == []
    assert of(ready_book, 4, "状态") == ["已付"]


def test_a_row_with_another_name_is_not_taken(ready_book, tmp_path):
    header = "付款编号|户名|金额|状态|日期"
    back = answer(sent(ready_book, tmp_path), f"P0004-1|{name(5)}|6400|成功|2024-12-30", header=header)
    assert codes(ready_book, "--import", back) == ["RETURN_NAME"]


def test_rows_that_somebody_typed_are_not_counted(ready_book, tmp_path):
    row = {"期次": "第一期", "活动": "活动4", "奖项": "三等奖", "编号": key(20), "奖金": 1000, "状态": "待付"}
    added(ready_book, "奖金发放表", row)
    assert codes(ready_book) == ["PAYOUT_ADDED"]
    out = tmp_path / "付款.xlsx"
    payout(ready_book, "--export", "bank", "-o", out)
    assert len(bank_file(out)) == 19


def test_prizes_changed_by_hand_are_not_listed(final_book):
    cells(final_book, "奖金分配表", {(key(18), "奖金"): 10000})
    assert "PAY_AWARD_EDITED" in codes(final_book)
    assert lines(final_book, "编号") == []


def test_undo_takes_back_a_batch(ready_book, tmp_path):
    before = lines(ready_book, "编号", "状态", "批次")
    payout(ready_book, "--export", "bank", "-o", tmp_path / "付款.xlsx")
    assert contestbook("undo", ready_book, "--in-place")[0] == 0
    assert lines(ready_book, "编号", "状态", "批次") == before
