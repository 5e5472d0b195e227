"""What the bank answers: rows of its list held against the lines that were sent; nothing is guessed.

A row is of the line whose 付款编号 it bears, else of the one line with its account and amount that waits for an answer.
What a bank calls its results differs: words that are not known are asked about and not taken.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from schemas.format import CellContext
from schemas.headers import clean_header
from schemas.kinds_bank import parse_account
from schemas.kinds_date import parse_day
from schemas.kinds_money import parse_money
from workbook.content import folded
from workbook.eligibility.figures import money_words
from workbook.host import Refused
from workbook.model import Book, Cell, Finding, Place, Sheet
from workbook.payout.exports import reference
from workbook.payout.lines import RETURNED, SUCCESS, Kind, Line

ANSWERS: Final = "银行回单"
"""What rows of 列名对照 are called that say how a bank names the columns of its answer."""
TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "ref": ("付款编号", "业务编号", "业务参考号", "参考号", "商户订单号", "企业流水号", "客户流水号", "备注编号"),
    "account": ("收款账号", "收款人账号", "收款帐号", "账号", "帐号", "卡号", "收款卡号", "对方账号", "银行账号"),
    "name": ("收款人户名", "收款户名", "户名", "收款人", "收款人名称", "收款人姓名", "姓名", "对方户名"),
    "amount": ("金额(元)", "金额", "交易金额", "付款金额", "实发", "实发金额", "发放金额", "转账金额"),
    "word": ("状态", "结果", "付款结果", "交易结果", "处理结果", "交易状态", "处理状态", "成功标志"),
    "day": ("付款日期", "交易日期", "入账日期", "日期", "处理日期", "交易时间", "退票日期"),
    "reason": ("失败原因", "退票原因", "原因", "备注", "附言", "摘要"),
}  # fmt: skip
"""What banks call the columns of their answers; an office adds words on 列名对照 (表: 银行回单)."""
_VERB: Final = "(?:交易|付款|支付|转账|处理|发放|代发|汇款|入账|记账|划款|放款|银行|已)"
_SUCCESS: Final = re.compile(f"{_VERB}{{0,2}}(?:成功|已付|付讫|入账|支付|付款|完成|到账)")
"""The whole of a word that says a payment was made: 未入账, 部分成功, 受理成功 and 撤销成功 are none."""
_RETURNED: Final = re.compile(
    f"{_VERB}{{0,2}}(?:失败|退票|退汇|退回|退款|拒绝|被拒|被退|不成功|未成功|冲正)(?:成功|[（(：:].*)?"
)
_REFERENCE: Final = re.compile(r"P[0-9]{4,}-[0-9]+")
_SCAN: Final = 20
_SUMS: Final = ("合计", "总计", "小计", "共计")


@dataclass(frozen=True)
class Answer:
    """One row of a bank's list. at: its cells by field; outcome: "" where its word is not known; fen: None where no amount
    can be read."""

    at: Mapping[str, Place]
    row: int
    ref: str
    account: str
    name: str
    fen: int | None
    word: str
    outcome: str
    day: date | None
    reason: str


def _finding(code: str, answer: Answer, field: str, context: Mapping[str, str] | None = None) -> Finding:
    """A finding at a cell of the list."""
    at = answer.at.get(field) or next(iter(answer.at.values()))
    return Finding(
        code, at, (answer.name,), None, None, None, context or {}, apart=f"{at.sheet}·{answer.row}"
    )


def answers_in(book: Book, more: Mapping[str, Sequence[str]]) -> list[Answer]:
    """The rows of all lists in a file. more: further words for columns.

    Raises Refused: RETURN_COLUMNS, which names what was not found.
    """
    best: dict[str, int] = {}
    answers: list[Answer] = []
    known = False
    for sheet in book.sheets:
        for row in range(1, min(sheet.height, _SCAN) + 1):
            found = _titles(sheet, row, more)
            if not _missing(found):
                known = True
                answers += _answers(book, sheet, row, found)
                break
            best = found if len(found) > len(best) else best
    if not known:
        raise Refused("RETURN_COLUMNS", "、".join(_missing(best))).of(book.source)
    return answers


def _titles(sheet: Sheet, row: int, more: Mapping[str, Sequence[str]]) -> dict[str, int]:
    at = {}
    for col in range(sheet.width, 0, -1):
        value = sheet.value(Cell(row, col))
        if isinstance(value, str):
            at[clean_header(value)] = col
    found: dict[str, int] = {}
    for name, words in TITLES.items():
        known = [clean_header(word) for word in (*more.get(name, ()), *words)]
        place = next((at[word] for word in known if word in at), None)
        if place is not None and place not in found.values():
            found[name] = place
    return found


def _missing(found: Mapping[str, int]) -> list[str]:
    wanted = [] if "ref" in found or "account" in found else ["付款编号或收款账号"]
    wanted += [] if "word" in found else ["状态（结果）"]
    return wanted if "amount" in found else [*wanted, "金额"]


def _answers(book: Book, sheet: Sheet, header: int, at: Mapping[str, int]) -> Iterator[Answer]:
    ctx = CellContext(date1904=book.date1904)
    for row in range(header + 1, sheet.height + 1):
        said = {name: sheet.value(Cell(row, col)) for name, col in at.items()}
        raw = {name: v if isinstance(v, bool | float | str) else None for name, v in said.items()}
        text = {name: str(value).strip() for name, value in raw.items() if value is not None}
        if not text or any(folded(part) in _SUMS for part in text.values()):
            continue
        account = parse_account(raw.get("account"), ctx).value
        amount = parse_money(raw.get("amount"), ctx).value
        dated = parse_day(raw.get("day"), ctx).value
        ref = text.get("ref", "").upper()
        yield Answer(
            {name: Place(book.source, sheet.name or None, Cell(row, col)) for name, col in at.items()},
            row,
            ref if _REFERENCE.fullmatch(ref) else "",
            str(account or ""),
            text.get("name", ""),
            amount if isinstance(amount, int) else None,
            text.get("word", ""),
            _outcome(text.get("word", "")),
            dated if isinstance(dated, date) else None,
            text.get("reason", ""),
        )


def _outcome(word: str) -> str:
    bare = "".join(word.split())
    if _RETURNED.fullmatch(bare):
        return RETURNED
    return SUCCESS if _SUCCESS.fullmatch(bare) else ""


# ---- Held against the lines


def taken_in(answers: Sequence[Answer], lines: Iterable[Line]) -> tuple[dict[int, Line], list[Finding]]:
    """Row of the sheet -> its line with what the bank says; and what could not be taken.

    lines   those that were sent, of the events that are asked about
    """
    sent = [line for line in lines if line.row and line.batch and line.money.award > 0]
    told: list[Finding] = []
    of: dict[int, list[Answer]] = {}
    used: set[int] = set()
    for answer in answers:
        line = _line(answer, sent, used)
        if line is None:
            told.append(_finding("RETURN_UNKNOWN", answer, "ref" if answer.ref else "account"))
        elif code := _wrong(answer, line):
            there = "空白" if answer.fen is None else money_words(answer.fen)
            said = {"word": answer.word, "there": there, "due": money_words(line.money.net or 0)}
            told.append(_finding(code, answer, _WRONG[code], {**said, "line": str(line.number)}))
        else:
            used.add(line.row)
            of.setdefault(line.row, []).append(answer)
    found = {}
    for line in sent:
        mine = of.get(line.row, [])
        if len({answer.outcome for answer in mine}) > 1:
            told += (_finding("RETURN_TWICE", one, "word", {"line": str(line.number)}) for one in mine[1:])
        elif mine:
            found[line.row] = _answered(line, mine[-1])
    return found, told


_WRONG: Final = {
    "RETURN_WORD": "word", "RETURN_AMOUNT": "amount", "RETURN_NAME": "name", "RETURN_ACCOUNT": "account",
}  # fmt: skip
"""Why an answer is not taken -> the field that says so."""


def _wrong(answer: Answer, line: Line) -> str:
    """Why an answer is none of this line, "" where it is."""
    if not answer.outcome:
        return "RETURN_WORD"
    if answer.fen != line.money.net:
        return "RETURN_AMOUNT"
    if answer.account and answer.account != line.to.account:
        return "RETURN_ACCOUNT"
    masked = "*" in answer.name or not answer.name
    return "" if masked or folded(answer.name) == folded(line.to.payee) else "RETURN_NAME"


def _answered(line: Line, answer: Answer) -> Line:
    """A line with what the bank says. Of one that was paid the day is that of its return."""
    if line.kind is Kind.DONE:
        back = answer.day if answer.outcome == RETURNED and line.outcome != RETURNED else None
        return replace(line, outcome=answer.outcome, returned_on=back, remark=_remark(line, answer))
    day = answer.day or line.paid_on
    return replace(line, outcome=answer.outcome, paid_on=day, remark=_remark(line, answer))


def _line(answer: Answer, sent: Sequence[Line], used: Collection[int]) -> Line | None:
    """The line a row is of: by its number, else by account and amount the one that said so already, else the one that
    waits."""
    if answer.ref:
        return next((line for line in sent if reference(line) == answer.ref), None)
    mine = [line for line in sent if line.to.account == answer.account and line.money.net == answer.fen]
    mine = [line for line in mine if line.row not in used] or mine
    same = [line for line in mine if line.outcome == answer.outcome and line.paid_on == answer.day]
    waiting = [line for line in mine if line.kind is Kind.SENT]
    if same or len(waiting) == 1:
        return (same or waiting)[0]
    paid = [line for line in mine if line.kind is Kind.DONE]
    return paid[0] if answer.outcome == RETURNED and not waiting and len(paid) == 1 else None


def _remark(line: Line, answer: Answer) -> str:
    """A remark with the bank's reason for a return, once."""
    if answer.outcome != RETURNED or not answer.reason or answer.reason in line.remark:
        return line.remark
    return "；".join(filter(None, (line.remark, f"退票：{answer.reason}")))
