"""A list of a bank or of payroll against 奖金发放表: missing, extra, twice, other amounts, names and accounts.

The list comes as a `Book`, whatever file it was; its columns are found by what people call them. Its numbers are masked in
every sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from workbook.content import folded
from workbook.host import Refused
from workbook.masking import number, person
from workbook.model import Book, Cell, CellError, Finding, Place, Sheet, Value
from workbook.verify.contest import Contest
from workbook.verify.payees import compact
from workbook.verify.reading import Line, fen_in, yuan

_SCAN: Final = 20
_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("收款人户名", "收款户名", "收款人姓名", "收款人名称", "收款人(户名)", "收款人", "收款方户名", "对方户名",
             "户名", "姓名", "账户名", "账户名称", "员工姓名", "领款人"),
    "account": ("收款账号", "收款帐号", "收款人账号", "收款人帐号", "收款卡号", "收款方账号", "对方账号", "对方帐号", "账号",
                "帐号", "卡号", "银行卡号", "银行账号", "银行帐号", "工资卡号"),
    "amount": ("实发", "实发金额", "金额", "交易金额", "发放金额", "付款金额", "转账金额", "代发金额", "汇款金额",
               "实发合计", "应付金额", "支付金额", "借方金额", "借方发生额", "支出金额", "支出"),
    "id_no": ("身份证号", "身份证号码", "证件号码", "证件号", "身份证", "身份证件号码"),
    "gross": ("应发", "应发金额", "应发(税前)", "税前金额", "税前", "收入额"),
    "tax": ("个税", "代扣个税", "扣税", "个人所得税", "应扣税额", "代扣税额"),
    "day": ("日期", "付款日期", "交易日期", "发放日期"),
    "status": ("状态", "结果", "付款结果", "交易状态", "处理结果", "交易结果"),
}  # fmt: skip
"""Field -> what people call its column; of two columns the word that comes first counts, so that on a statement the payee
stands before the account that pays."""
_NAMED: Final = {"name": "户名（姓名、收款人）", "account": "账号（或身份证号）", "amount": "金额（实发）"}
_SUMS: Final = ("合计", "总计", "小计", "共计")
_COUNTED: Final = re.compile("(?:总?共|共计|合计)?[0-9]+[笔条人]")
_FAILED: Final = ("退票", "失败", "退回", "退汇", "未成功", "不成功", "拒绝")
_PENDING: Final = ("待付", "补付")
_DONE: Final = "已付"


class Part(NamedTuple):
    """A sheet of the list, and where its columns are."""

    name: str | None
    columns: Mapping[str, int]


class Entry(NamedTuple):
    """One row of the list; amounts in fen, None where it cannot be read. failed: the bank says the money did not arrive."""

    sheet: Part
    row: int
    name: str
    account: str
    id_no: str
    fen: int | None
    gross: int | None
    tax: int | None
    failed: bool


@dataclass(frozen=True)
class PayList:
    """A list as it was read. entries: those with an amount; unread: those without; sums: rows with totals."""

    file: str
    entries: tuple[Entry, ...]
    unread: tuple[Entry, ...] = ()
    sums: tuple[Entry, ...] = ()

    @property
    def total(self) -> int:
        """Fen of all rows whose money was not returned."""
        return sum(one.fen or 0 for one in self.paid)

    @property
    def paid(self) -> list[Entry]:
        """The rows whose money was not returned."""
        return [one for one in self.entries if not one.failed]

    def find(self, code: str, entry: Entry, column: str, **context: object) -> Finding:
        """A finding at a cell of the list."""
        columns = entry.sheet.columns
        at = Cell(entry.row, columns.get(column, min(columns.values())))
        said = {name: str(value) for name, value in context.items()}
        return Finding(code, Place(self.file, entry.sheet.name, at), (), column, context=said)


def list_of(book: Book) -> PayList:
    """All sheets with the columns of such a list. Raises Refused: VERIFY_LIST_COLUMNS, VERIFY_LIST_EMPTY."""
    best: Mapping[str, int] = {}
    parts = 0
    found: list[Entry] = []
    sums: list[Entry] = []
    for sheet in book.sheets:
        header, columns = _header(sheet)
        best = columns if len(columns) > len(best) else best
        if not _missing(columns):
            parts += 1
            _read(sheet, header, Part(sheet.name or None, columns), found, sums)
    if not parts:
        raise Refused("VERIFY_LIST_COLUMNS", "、".join(_missing(best))).of(book.source)
    if not found:
        raise Refused("VERIFY_LIST_EMPTY").of(book.source)
    known = _cancelled([one for one in found if one.fen is not None])
    return PayList(book.source, tuple(known), tuple(one for one in found if one.fen is None), tuple(sums))


def _cancelled(entries: list[Entry]) -> list[Entry]:
    """A negative row takes back the last row of its account and amount: both are as if the bank had returned it."""
    found = list(entries)
    for at, one in enumerate(entries):
        back = -(one.fen or 0)
        rows = range(len(found)) if back > 0 and not one.failed else ()
        mine = [
            n for n in rows if found[n].fen == back and not found[n].failed and _who(found[n]) == _who(one)
        ]
        if mine:
            found[mine[-1]] = found[mine[-1]]._replace(failed=True)
            found[at] = one._replace(failed=True)
    return found


def _who(entry: Entry) -> str:
    return entry.account or entry.id_no or folded(entry.name)


def _missing(columns: Mapping[str, int]) -> list[str]:
    known = {*columns, *(["account"] if "id_no" in columns else [])}
    return [words for field_, words in _NAMED.items() if field_ not in known]


def _header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    best: tuple[int, dict[str, int]] = 0, {}
    for row in range(1, min(sheet.height, _SCAN) + 1):
        texts = {
            _bare(value): col
            for col in range(sheet.width, 0, -1)
            if isinstance(value := sheet.value(Cell(row, col)), str)
        }
        found = {}
        for field_, words in _ALIASES.items():
            col = next((texts[_bare(word)] for word in words if _bare(word) in texts), None)
            if col is not None:
                found[field_] = col
        if len(found) > len(best[1]):
            best = row, found
    return best


def _bare(text: str) -> str:
    return folded(text).removesuffix("(元)").strip("*：:")


def _read(sheet: Sheet, header: int, part: Part, found: list[Entry], sums: list[Entry]) -> None:
    """The rows of a sheet below its header: payments, and totals."""
    for row in range(header + 1, sheet.height + 1):
        cells = {name: sheet.value(Cell(row, col)) for name, col in part.columns.items()}
        fen = fen_in(cells.get("amount"))
        name, account, id_no = (_text(cells.get(field_)) for field_ in ("name", "account", "id_no"))
        first = next((_text(column[row - 1]) for column in sheet.columns if _text(column[row - 1])), "")
        failed = any(word in _text(cells.get("status")) for word in _FAILED)
        gross, tax = fen_in(cells.get("gross")), fen_in(cells.get("tax"))
        entry = Entry(part, row, name, _digits(account), _digits(id_no).upper(), fen, gross, tax, failed)
        if _is_sum(first) or _is_sum(name):
            sums += [entry] if fen is not None else []
        elif (name or account or id_no) and fen != 0 and not (fen is None and _blank(sheet, cells, entry)):
            found.append(entry)


def _is_sum(text: str) -> bool:
    """Whether a row is a total: 合 计, 共18笔."""
    return folded(text).startswith(_SUMS) or _COUNTED.match(folded(text)) is not None


def _blank(sheet: Sheet, cells: Mapping[str, Value], entry: Entry) -> bool:
    """Whether a row says no amount at all; a formula without a result says one we do not know."""
    at = Cell(entry.row, entry.sheet.columns["amount"])
    return cells["amount"] in (None, "") and at not in sheet.facts.formulas


def _text(value: Value) -> str:
    if value is None or isinstance(value, CellError):
        return ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    text = str(value).strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]  # so that Excel keeps all digits of an account
    return text.strip("'\t")


def _digits(text: str) -> str:
    return folded(text).replace("-", "").upper()


# ---- Against the lines of payout


@dataclass
class _Match:
    """Rows of the list and lines of 奖金发放表 that belong together; what is left of both."""

    entries: list[Entry]
    lines: list[Line]
    pairs: list[tuple[Entry, Line]] = field(default_factory=list)

    def join(
        self, of_entry: Callable[[Entry], object], of_line: Callable[[Line], object]
    ) -> list[tuple[Entry, Line]]:
        """Join those of one key, in order; a key that says nothing joins nobody."""
        waiting: dict[object, list[Line]] = {}
        for line in self.lines:
            waiting.setdefault(of_line(line), []).append(line)
        found = []
        for entry in list(self.entries):
            key = of_entry(entry)
            if key and (lines := waiting.get(key)):
                line = lines.pop(0)
                found.append((entry, line))
                self.entries.remove(entry)
                self.lines.remove(line)
        self.pairs += found
        return found


def about_list(contest: Contest, given: PayList) -> Iterator[Finding]:
    """What differs between the list and the lines of the events that are verified."""
    yield from _of_itself(given)
    lines = payable(contest)
    match = _Match(given.paid, sorted(lines, key=lambda line: line.text("state") == _DONE))
    match.join(lambda e: e.account and (e.account, e.fen), lambda n: (compact(n, "account"), due(n)))
    match.join(
        lambda e: e.id_no and not e.account and (e.id_no, e.fen), lambda n: (compact(n, "id_no"), due(n))
    )
    _came_back(contest, match)
    other = match.join(lambda e: e.account, lambda n: compact(n, "account"))
    other += match.join(lambda e: e.id_no, lambda n: compact(n, "id_no"))
    other += match.join(
        lambda e: folded(e.name) and (folded(e.name), e.fen), lambda n: (folded(n.text("payee")), due(n))
    )
    other += match.join(lambda e: folded(e.name), lambda n: folded(n.text("payee")))
    for entry, line in other:
        yield from _other(given, entry, line)
    for entry, line in match.pairs:
        yield from _same(given, entry, line)
    seen = Counter((_who(entry), entry.fen) for entry, _ in match.pairs)
    for entry in match.entries:
        key = _who(entry), entry.fen
        code = "VERIFY_LIST_TWICE" if seen[key] else "VERIFY_LIST_EXTRA"
        yield given.find(code, entry, "amount", who=person(entry.name), money=yuan(entry.fen))
    for line in missing(match.lines, [line for _, line in match.pairs]):
        context = {"who": person(line.text("payee")), "money": yuan(due(line)), "file": given.file}
        yield line.find("VERIFY_LIST_MISSING", "net", **context)
    yield from _returned(given, lines)


def _came_back(contest: Contest, match: _Match) -> None:
    """Rows of a batch that came back later were right when they were sent: they are taken off."""
    batches = {line.text("batch") for _, line in match.pairs} - {""}
    for scope in contest.judged:
        for line in contest.payouts(scope):
            returned = line.text("state") == "退票" and (line.fen("award") or 0) > 0
            if returned and line.text("batch") in batches:
                sent = (compact(line, "account"), due(line))
                mine = next((one for one in match.entries if (one.account, one.fen) == sent), None)
                if mine is not None:
                    match.entries.remove(mine)


def payable(contest: Contest) -> list[Line]:
    """The lines money may go out for."""
    return [
        line
        for scope in contest.judged
        for line in contest.payouts(scope)
        if line.text("state") in (*_PENDING, _DONE) and (line.fen("award") or 0) > 0
    ]


def due(line: Line) -> int | None:
    """What a line pays: 实发; the prize where the tax is not decided."""
    net = line.fen("net")
    return line.fen("award") if net is None else net


def missing(left: Sequence[Line], found: Sequence[Line]) -> list[Line]:
    """Lines the list should have and has not: all that wait, or where it has none of these the rest of its batches."""
    if any(line.text("state") in _PENDING for line in found) or not found:
        return [line for line in left if line.text("state") in _PENDING or not found]
    batches = {line.text("batch") for line in found}
    return [line for line in left if line.text("state") == _DONE and line.text("batch") in batches]


def _of_itself(given: PayList) -> Iterator[Finding]:
    """What is wrong with the list alone: amounts nobody can read, its sums, and 应发 = 个税 + 实发."""
    for one in given.unread:
        yield given.find("VERIFY_LIST_UNREAD", one, "amount", who=person(one.name))
    last = {one.sheet.name: one for one in given.sums}
    for name, said in last.items():
        mine = [one for one in given.entries if one.sheet.name == name]
        total, arrived = (
            sum(one.fen or 0 for one in its) for its in (mine, [o for o in mine if not o.failed])
        )
        if said.fen not in (total, arrived, sum(one.fen or 0 for one in given.entries), given.total):
            context = {"what": "清单合计", "expected": yuan(total), "found": yuan(said.fen)}
            yield given.find("VERIFY_SUM", said, "amount", **context)
    for one in given.entries:
        if (
            one.gross is not None
            and one.tax is not None
            and one.fen is not None
            and one.gross != one.tax + one.fen
        ):
            context = {"gross": yuan(one.gross), "tax": yuan(one.tax), "net": yuan(one.fen)}
            yield given.find(
                "NET_MISMATCH", one, "amount", **context, gap=yuan(one.gross - one.tax - one.fen)
            )


def _other(given: PayList, entry: Entry, line: Line) -> Iterator[Finding]:
    """A row and a line of one payee that do not agree in account and amount."""
    if entry.fen != due(line):
        context = {"who": person(line.text("payee")), "expected": yuan(due(line)), "found": yuan(entry.fen)}
        yield given.find("VERIFY_LIST_AMOUNT", entry, "amount", **context, row=line.number)
    if entry.account and entry.account != compact(line, "account"):
        context = {"who": person(line.text("payee")), "found": number(entry.account)}
        expected = number(compact(line, "account"))
        yield given.find(
            "VERIFY_LIST_ACCOUNT", entry, "account", **context, expected=expected, row=line.number
        )


def _same(given: PayList, entry: Entry, line: Line) -> Iterator[Finding]:
    """The other fields of a row and its line."""
    if entry.name and folded(entry.name) != folded(line.text("payee")):
        context = {"found": person(entry.name), "expected": person(line.text("payee")), "row": line.number}
        yield given.find("VERIFY_LIST_NAME", entry, "name", **context)
    if entry.id_no and entry.id_no != compact(line, "id_no"):
        context = {
            "found": number(entry.id_no),
            "expected": number(compact(line, "id_no")),
            "row": line.number,
        }
        yield given.find("VERIFY_LIST_ID", entry, "id_no", **context)
    for name, value in (("gross", entry.gross), ("tax", entry.tax)):
        if value is not None and line.fen(name) is not None and value != line.fen(name):
            context = {
                "who": person(line.text("payee")),
                "expected": yuan(line.fen(name)),
                "found": yuan(value),
            }
            yield given.find("VERIFY_LIST_AMOUNT", entry, name, **context, row=line.number)


def _returned(given: PayList, lines: Sequence[Line]) -> Iterator[Finding]:
    """Rows the bank says failed, of lines that are called paid."""
    for entry in (one for one in given.entries if one.failed):
        for line in lines:
            mine = entry.account == compact(line, "account") and entry.fen == due(line)
            if mine and line.text("state") == _DONE and line.text("outcome") != "退票":
                context = {"who": person(entry.name), "money": yuan(entry.fen), "row": line.number}
                yield given.find("VERIFY_LIST_RETURNED", entry, "status", **context)
                break
