"""Whom a line of 奖金发放表 pays: name, ID and account against 领奖信息采集表 and 参赛主体, accounts and people twice.

Names in sentences are cut to the surname, numbers to their last four.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemas.identity import luhn, valid_id, valid_uscc
from workbook.content import folded
from workbook.masking import number, person
from workbook.model import Finding
from workbook.verify.contest import Contest, Prize, Scope, label
from workbook.verify.payouts import FIRMS, GIVEN_UP, PAID
from workbook.verify.reading import Line

_PAYABLE: Final = ("待付", "补付")
_NUMBERS: Final = ("id_no", "account")
_PAID_AS: Final = {"个人": ("个人",), "企业": ("企业", "个人"), "团队": ("队长代领", "团队成员")}
"""What an entrant is -> how its prizes may be paid; a firm's go to a person where that was decided."""


def about_payees(contest: Contest) -> Iterator[Finding]:
    """What is wrong with whom the events that are verified pay."""
    lines = [line for scope in contest.judged for line in contest.payouts(scope)]
    for line in lines:
        if _stands(line, lines):
            yield from _collected(contest, line)
        if _stands(line, lines) or line.text("state") == GIVEN_UP:
            yield from _given_up(contest, line)
        yield from _registered(contest, line)
        yield from _digits(line)
    yield from _shared(contest)
    for scope in contest.judged:
        yield from _one_person(contest, scope)
    yield from _several(contest, lines)


def compact(line: Line, name: str) -> str:
    """A number as it is compared: no blanks or hyphens."""
    return line.key(name).replace("-", "")


def _stands(line: Line, lines: list[Line]) -> bool:
    """Whether the account of a line must be the one people handed in: it is to be paid, or was and did not come back."""
    if line.text("state") in _PAYABLE:
        return True
    if line.text("state") not in PAID or (line.fen("award") or 0) <= 0:
        return False
    award = line.fen("award") or 0
    return not any(
        other.key() == line.key()
        and other.event == line.event
        and other.text("payee") == line.text("payee")
        and other.fen("award") == -award
        for other in lines
    )


def _collected(contest: Contest, line: Line) -> Iterator[Finding]:
    """Name, ID, bank and account as 领奖信息采集表 has them."""
    rows = [row for row in contest.of("领奖信息采集表", line.event) if row.key() == line.key()]
    mine = [row for row in rows if folded(row.text("payee")) == folded(line.text("payee"))]
    if not rows:
        yield line.find("VERIFY_PAYEE", "payee", field="收款人", sheet="领奖信息采集表", why="没有这个获奖者")
        return
    if not mine:
        named = person(rows[0].text("payee")) if rows[0].text("payee") else "空白"
        context = {"field": line.rows.title("payee"), "sheet": "领奖信息采集表", "why": f"那里是{named}"}
        yield line.find("VERIFY_PAYEE", "payee", **context)
        return
    for name in ("id_no", "account", "bank"):
        values = {compact(row, name) for row in mine}
        if compact(line, name) not in values:
            other = next(iter(values))
            shown = (number(other) if name in _NUMBERS else other) or "空白"
            context = {"field": line.rows.title(name), "sheet": "领奖信息采集表", "why": f"那里是{shown}"}
            yield line.find("VERIFY_PAYEE", name, **context)


def _given_up(contest: Contest, line: Line) -> Iterator[Finding]:
    """A prize is given up where 领奖信息采集表 says so, and only there."""
    rows = [row for row in contest.of("领奖信息采集表", line.event) if row.key() == line.key()]
    mine = [row for row in rows if folded(row.text("payee")) == folded(line.text("payee"))]
    said, state = any(row.text("waived") == "是" for row in mine), line.text("state")
    if mine and said != (state == GIVEN_UP):
        why = f"那里{'写了' if said else '没有写'}放弃领奖，这里是{state}"
        yield line.find(
            "VERIFY_PAYEE", "state", field=line.rows.title("state"), sheet="领奖信息采集表", why=why
        )


def _registered(contest: Contest, line: Line) -> Iterator[Finding]:
    """The payee is the entrant himself, the firm, or somebody of the team, by name and ID."""
    entrant = contest.entrants.get(line.key())
    if entrant is None:
        return
    yield from _kind(entrant, line)
    kind, payee, number_ = line.text("payee_type"), folded(line.text("payee")), line.key("id_no")
    if kind == FIRMS:
        known = [(folded(entrant.text("name")), entrant.key("credit_code"))]
    else:
        known = [(folded(one.name), one.id_no) for one in contest.members(line.key())]
    if not payee or not known:
        return
    sheet, ids = "参赛主体", {its for name, its in known if name == payee and its}
    if payee not in {name for name, _ in known}:
        why = f"{line.key()}登记的是{'、'.join(_shown(contest, line.key(), kind))}"
        yield line.find("VERIFY_PAYEE", "payee", field=line.rows.title("payee"), sheet=sheet, why=why)
    elif number_ and ids and number_ not in ids:
        why = f"那里是{number(next(iter(ids)))}"
        yield line.find("VERIFY_PAYEE", "id_no", field=line.rows.title("id_no"), sheet=sheet, why=why)


def _kind(entrant: Line, line: Line) -> Iterator[Finding]:
    """Nobody but a firm is paid as one, untaxed."""
    kind, said = entrant.text("kind") or "个人", line.text("payee_type")
    if said and said not in _PAID_AS.get(kind, (said,)):
        why = f"{line.key()}登记的是{kind}，这里是{said}"
        yield line.find("VERIFY_PAYEE", "payee_type", field="收款人类型", sheet="参赛主体", why=why)


def _shown(contest: Contest, key: str, kind: str) -> list[str]:
    if kind == FIRMS:
        return [contest.entrants[key].text("name")]
    return [person(one.name) for one in contest.members(key)][:3]


def _digits(line: Line) -> Iterator[Finding]:
    """Check digits of ID numbers and credit codes; of a person's card the Luhn digit, which not every card has."""
    id_no, account = line.key("id_no"), compact(line, "account")
    firm = line.text("payee_type") == FIRMS
    kind = line.text("id_type")
    if id_no and kind != "其他" and not (valid_uscc(id_no) if firm else valid_id(id_no)):
        yield line.find("VERIFY_ID_DIGIT", "id_no", found=number(id_no))
    if account and not account.isdigit():
        yield line.find("VERIFY_ACCOUNT", "account", found=number(account))
    elif account and not firm and len(account) >= 16 and not luhn(account):
        yield line.find("VERIFY_CARD_DIGIT", "account", found=number(account))


# ---- Over all lines


def _shared(contest: Contest) -> Iterator[Finding]:
    """One account belongs to one payee; told at every line after the first of another payee."""
    first: dict[str, Line] = {}
    told: set[tuple[str, str]] = set()
    asked = set(contest.judged)
    for line in contest.lines("奖金发放表"):
        account, payee = compact(line, "account"), _payee(line)
        if not account:
            continue
        owner = first.setdefault(account, line)
        if _payee(owner) != payee and (account, payee) not in told and {line.event, owner.event} & asked:
            told.add((account, payee))
            context = {"found": number(account), "row": owner.number, "other": person(owner.text("payee"))}
            yield line.find("VERIFY_SHARED", "account", **context)


def _payee(line: Line) -> str:
    """Who is paid: by the ID number, else by name."""
    return line.key("id_no") or folded(line.text("payee"))


def _several(contest: Contest, lines: list[Line]) -> Iterator[Finding]:
    """One payee with prizes in several events: a list to look through."""
    events: dict[str, list[Scope]] = {}
    last: dict[str, Line] = {}
    for line in contest.lines("奖金发放表"):
        payee = _payee(line)
        if payee and (line.fen("award") or 0) > 0:
            found = events.setdefault(payee, [])
            if line.event not in found:
                found.append(line.event)
                last[payee] = line
    mine = {_payee(line) for line in lines}
    for payee, scopes in events.items():
        if len(scopes) > 1 and payee in mine:
            named = "、".join(label(scope) for scope in scopes)
            yield last[payee].find(
                "MULTI_WIN", "payee", key=last[payee].key(), count=len(scopes), events=named
            )


def _one_person(contest: Contest, scope: Scope) -> Iterator[Finding]:
    """One person who wins in an event by himself, with his firm, in a team: by the ID number surely, by name perhaps."""
    by_id: dict[str, Prize] = {}
    by_name: dict[str, Prize] = {}
    for prize in contest.prizes_of(scope):
        for member in contest.members(prize.key):
            name = folded(member.name)
            same = by_id.get(member.id_no) if member.id_no else None
            alike = by_name.get(name) if name else None
            context = {"key": prize.key, "event": label(scope), "who": person(member.name)}
            if same is not None and same.key != prize.key:
                yield prize.line.find("VERIFY_ONE_PERSON", "key", **context, other=same.key)
            elif (
                alike is not None
                and alike.key != prize.key
                and not _told_apart(contest, alike.key, member.id_no, name)
            ):
                yield prize.line.find("VERIFY_SAME_NAME", "key", **context, other=alike.key)
            if member.id_no:
                by_id.setdefault(member.id_no, prize)
            if name:
                by_name.setdefault(name, prize)


def _told_apart(contest: Contest, key: str, id_no: str, name: str) -> bool:
    """Whether two of one name have two ID numbers: then they are two people."""
    others = {one.id_no for one in contest.members(key) if folded(one.name) == name and one.id_no}
    return bool(id_no and others and id_no not in others)
