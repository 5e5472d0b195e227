"""Whether what people filled in on 领奖信息采集表 may be paid by: complete, right in itself, and the winner's own.

Nothing is repaired here. A row with an error is not paid until it is corrected; who shares an account with others may be
let stand by a named answer in 问题清单 (facts, safety section 4, I5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from schemas import columns as kinds
from schemas.contest import Scope
from schemas.format import CellContext
from schemas.identity import id_birth, luhn, valid_id
from schemas.kinds_bank import CARD
from workbook.codes import severity
from workbook.content import folded
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import Row
from workbook.merge.tables import OwnTable
from workbook.model import Finding
from workbook.payout.money import CAPTAIN, FIRM, MEMBER, PERSON
from workbook.payout.payees import CREDIT_CODE, ID_CARD, Payee, To, kind_of, shares_of, type_wanted
from workbook.payout.terms import AGREED, PayTerms
from workbook.same_people import TEAM, members_in

_NAMED: Final = 8
"""So many winners are named."""
_NUMBERS: Final = ("id_no", "phone", "account")
_DOCUMENTS: Final = {ID_CARD: kinds.ID_NUMBER, CREDIT_CODE: kinds.CREDIT_CODE}
_LOST: Final = ("ID_PRECISION", "ID_SCI")
"""Of a passport only this is told: everything else of it is nobody's standard."""
_UNION_PAY: Final = "62"


class Asked(NamedTuple):
    """What is known of a row's winner: his entry on 参赛主体 (None: there is none), the people of his team, the terms."""

    entrant: Row | None
    people: Sequence[str]
    terms: PayTerms


class Winners(NamedTuple):
    """Event -> who has a prize there; and who was paid one, which may have moved since."""

    keys: Mapping[Scope, set[str]]
    paid: Collection[tuple[Scope, str]] = ()


def check(
    table: OwnTable,
    there: Sequence[Payee],
    winners: Winners,
    entrants: Entrants,
    terms: Mapping[Scope, PayTerms],
) -> Iterator[Finding]:
    """All that is wrong with the rows of these events."""
    mine = [one for one in there if one.key in winners.keys.get(one.scope, ())]
    for one in mine:
        if said := _said_of_waiving(table, one):
            yield _finding("PAYEE_WAIVED", table, one, "waived", {"said": said})
        if not one.waived:
            yield from _incomplete(table, one)
            yield from _sound(table, one, _asked(one, entrants, terms))
    yield from _waiting(table, mine)
    yield from _several(table, mine, entrants, terms)
    yield from _shared(table, there, mine)
    ours = {id(one) for one in mine}
    for one in there:
        known = one.scope not in winners.keys or id(one) in ours or (one.scope, one.key) in winners.paid
        if not known:
            yield _finding("PAYEE_NOT_WINNER", table, one, "key", {"event": one.scope.label})


def _finding(
    code: str,
    table: OwnTable,
    one: Payee,
    name: str,
    context: Mapping[str, str] | None = None,
    suggest: str | None = None,
) -> Finding:
    who = (table.text(one.row, "name") if one.row <= table.last else one.to.payee,)
    value = (table.text(one.row, name) if one.row <= table.last else "") or None
    said = {"field": table.title(name), **(context or {})}
    own = f"{one.key}·{one.scope.label}·{one.to.payee}"
    return Finding(code, table.at(one.row, name), who, name, value, suggest, said, apart=own)


def _asked(one: Payee, entrants: Entrants, terms: Mapping[Scope, PayTerms]) -> Asked:
    entrant = entrants.by_key.get(one.key)
    people: list[str] = []
    if entrant is not None and kind_of(entrant) == TEAM:
        people = [str(row["name"] or "") for row in entrants.members_of(one.key)]
        people += [*members_in(entrant["members"]), str(entrant["person"] or "")]
    return Asked(entrant, [name for name in people if name], terms[one.scope])


def _said_of_waiving(table: OwnTable, one: Payee) -> str:
    """What stands in 放弃领奖 and says neither that nor nothing."""
    said = table.text(one.row, "waived") if one.row <= table.last else ""
    return "" if one.waived or said == "否" else said


def complete(one: Payee) -> bool:
    """Whether everything is there that a payment needs."""
    return all(one.to)


def _incomplete(table: OwnTable, one: Payee) -> Iterator[Finding]:
    """Fields that are blank in a row that somebody began to fill in, in one finding at the first of them."""
    blank = [name for name, text in zip(To._fields, one.to, strict=True) if not text]
    if blank and (one.to.bank or one.to.account):
        context = {"fields": "、".join(table.title(name) for name in blank)}
        yield _finding("PAYEE_MISSING", table, one, blank[0], context)


def _waiting(table: OwnTable, mine: Sequence[Payee]) -> Iterator[Finding]:
    """Winners of whom nobody has an account yet, event by event: one finding each."""
    events: dict[Scope, list[Payee]] = {}
    for one in mine:
        if not (one.waived or one.to.bank or one.to.account):
            events.setdefault(one.scope, []).append(one)
    for scope, rows in events.items():
        keys = list(dict.fromkeys(one.key for one in rows))
        shown = "、".join(keys[:_NAMED]) + ("等" if len(keys) > _NAMED else "")
        context = {"event": scope.label, "count": str(len(keys)), "keys": shown}
        at = table.at(rows[0].row, "bank")
        yield Finding("PAYEE_WAITING", at, (), "bank", None, None, context, apart=scope.label)


def _cells(table: OwnTable, one: Payee) -> Iterator[Finding]:
    """What the kinds of the columns say, and check digits; a row that was just made has only what could be read."""
    for name in _NUMBERS if one.row <= table.last else ():
        value = table.value(one.row, name)
        if not isinstance(value, bool | float | str):
            continue
        other = name == "id_no" and one.to.id_type not in _DOCUMENTS
        kind = table.spec.columns_by_name[name].kind
        if name == "id_no":
            kind = _DOCUMENTS.get(one.to.id_type, kind)
        for issue in kind.parse(value, CellContext()).issues:
            if not other or issue.code in _LOST:
                yield _finding(issue.code, table, one, name, issue.context, issue.suggest)
    if one.to.id_type == ID_CARD and len(one.to.id_no) == 18 and not valid_id(one.to.id_no):
        code = "ID_BIRTH" if id_birth(one.to.id_no) is None else "ID_CHECKSUM"
        if one.to.id_no[:17].isdigit():
            yield _finding(code, table, one, "id_no")
    yield from _account(table, one)


def _account(table: OwnTable, one: Payee) -> Iterator[Finding]:
    """A personal card is asked about, a firm is not paid to one."""
    account, kind = one.to.account, one.to.payee_type
    card = CARD.fullmatch(account) and luhn(account)
    if not account.isdigit():
        return
    if kind in (PERSON, CAPTAIN, MEMBER) and not card:
        yield _finding("CARD_LUHN", table, one, "account")
    if kind == FIRM and card and account.startswith(_UNION_PAY):
        yield _finding("ACCOUNT_TYPE", table, one, "account")


def _sound(table: OwnTable, one: Payee, asked: Asked) -> Iterator[Finding]:
    """What is wrong with a row. Where the payee or his document is another than it may be, the rest says nothing."""
    kind, to = kind_of(asked.entrant), one.to
    due = type_wanted(kind, asked.terms)
    if asked.entrant is None:
        yield _finding("PAYEE_UNKNOWN_WINNER", table, one, "key")
    elif due and to.payee_type and to.payee_type != due:
        yield _finding("PAYEE_TYPE", table, one, "payee_type", {"kind": kind, "type": due}, due)
    elif to.id_type and to.payee_type and (to.payee_type == FIRM) != (to.id_type == CREDIT_CODE):
        yield _finding("PAYEE_ID_TYPE", table, one, "id_type", {"type": to.payee_type})
    else:
        wrong = list(_cells(table, one))
        yield from wrong
        numbers = {finding.field for finding in wrong if severity(finding.code) == "error"}
        yield from _own(table, one, asked.entrant, asked.people, "id_no" in numbers)


def _own(
    table: OwnTable, one: Payee, entrant: Row, people: Sequence[str], misread: bool
) -> Iterator[Finding]:
    """Whether the payee is the winner himself. misread: his number was told already."""
    kind, to = kind_of(entrant), one.to
    names = people if kind == TEAM else [str(entrant["name"] or "")]
    if to.payee_type == CAPTAIN and entrant["person"]:
        names = [str(entrant["person"])]
    if to.payee and (to.payee_type == FIRM or kind != "企业") and folded(to.payee) not in map(folded, names):
        yield _finding("ACCOUNT_NAME", table, one, "payee", {"kind": kind})
    known = str(entrant["credit_code" if to.payee_type == FIRM else "id_no"] or "")
    mine = (to.payee_type, kind) in ((PERSON, "个人"), (FIRM, "企业"))
    if mine and known and to.id_no and known != to.id_no and not misread:
        yield _finding("PAYEE_ID_OTHER", table, one, "id_no")


def _several(
    table: OwnTable, mine: Sequence[Payee], entrants: Entrants, terms: Mapping[Scope, PayTerms]
) -> Iterator[Finding]:
    """Several rows where one is wanted; shares that do not come to the whole."""
    groups: dict[tuple[Scope, str], list[Payee]] = {}
    for one in mine:
        groups.setdefault((one.scope, one.key), []).append(one)
    for (scope, key), rows in groups.items():
        entrant = entrants.by_key.get(key)
        due = type_wanted(kind_of(entrant), terms[scope])
        found = [one for one in rows if one.to.payee_type == due]
        if due != MEMBER and len(found) > 1:
            yield _finding("PAYEE_TWICE", table, found[1], "payee", {"count": str(len(found))})
        if due == MEMBER and found and not shares_of(found, terms[scope]):
            agreed = terms[scope].team == AGREED
            yield _finding("PAYEE_SHARES" if agreed else "PAYEE_TWICE", table, found[0], "share" if agreed else "payee",
                           {"count": str(len(found)), "sum": _percent(found)})  # fmt: skip


def _percent(rows: Sequence[Payee]) -> str:
    total = float(sum(one.share or 0 for one in rows))
    return f"{total:g}"


def _shared(table: OwnTable, there: Sequence[Payee], mine: Sequence[Payee]) -> Iterator[Finding]:
    """One account for payees of different names, whatever event they won in: each row of these events is told once."""
    accounts: dict[str, list[Payee]] = {}
    for one in there:
        if one.to.account and not one.waived:
            accounts.setdefault(one.to.account, []).append(one)
    ours = {id(one) for one in mine}
    for rows in accounts.values():
        if len({folded(one.to.payee) for one in rows}) > 1:
            for one in (one for one in rows if id(one) in ours):
                others = sorted({o.key for o in rows if folded(o.to.payee) != folded(one.to.payee)})
                yield _finding("ACCOUNT_SHARED", table, one, "account", {"keys": "、".join(others)})
