"""领奖信息采集表: whom each winner is paid through. The rows that are wanted, and what people filled in.

Only winners are asked. A row is made once, with what 参赛主体 says of the winner and what he said at an earlier event;
from then on it is people's. Whether what they filled in is sound is left to `payee_checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from schemas.contest import Scope
from schemas.format import CellContext
from workbook.codes import severity
from workbook.content import folded
from workbook.edits import Scalar
from workbook.eligibility.persons import Entrants
from workbook.eligibility.work import Row
from workbook.merge.tables import OwnTable
from workbook.payout.money import CAPTAIN, FIRM, MEMBER, PERSON
from workbook.payout.schedule import day_in
from workbook.payout.terms import AGREED, AS_ENTERED, EQUALLY, PERSONS_ONLY, PayTerms
from workbook.payout.terms import CAPTAIN as BY_CAPTAIN
from workbook.payout.won import Prize
from workbook.same_people import FIRM as ENTERED_AS_FIRM
from workbook.same_people import TEAM, members_in
from workbook.shares import split

SHEET: Final = "领奖信息采集表"
ID_CARD, CREDIT_CODE = "居民身份证", "统一社会信用代码"
_YES: Final = ("是", "放弃", "√", "自愿放弃")
"""What says in 放弃领奖 that a prize is given up; anything else is asked about."""
_TO: Final = ("payee_type", "payee", "id_type", "id_no", "bank", "account")
_AGAIN: Final = (*_TO, "phone")
"""What a winner need not say again at a later event."""


class To(NamedTuple):
    """Where money goes, as texts; "" where it is not known."""

    payee_type: str = ""
    payee: str = ""
    id_type: str = ""
    id_no: str = ""
    bank: str = ""
    account: str = ""


@dataclass(frozen=True)
class Payee:
    """A row of the sheet as it stands. share: of a team's prize, in percent; waived: the winner gives it up; said: when it
    was filled in."""

    row: int
    key: str
    scope: Scope
    to: To
    share: Fraction | None
    waived: bool
    said: date | None = None


def payees_on(table: OwnTable, ctx: CellContext) -> list[Payee]:
    """The rows people filled in."""
    found = []
    for row in table.rows():
        share = table.value(row, "share")
        found.append(
            Payee(
                row,
                table.text(row, "key").upper(),
                table.scope(row),
                To(*(_tidy(table, row, name, ctx) for name in _TO)),
                Fraction(repr(share)) if isinstance(share, float) else None,
                table.text(row, "waived") in _YES,
                day_in(table, row, "day", ctx),
            )
        )
    return found


def _tidy(table: OwnTable, row: int, name: str, ctx: CellContext) -> str:
    """A field in the form its kind gives it, else what stands there."""
    column = table.spec.columns_by_name[name]
    value = table.value(row, name)
    if not isinstance(value, bool | float | str):
        return ""
    parsed = column.kind.parse(value, ctx)
    return str(parsed.value) if parsed.readable and parsed.value is not None else table.text(row, name)


# ---- Who is to be asked


def kind_of(entrant: Row | None) -> str:
    """What an entrant is: 个人, 企业 or 团队; one that is not on 参赛主体 is "" and nobody can be paid."""
    return "" if entrant is None else str(entrant["kind"] or "个人")


def wanted(prize: Prize, entrants: Entrants, terms: PayTerms) -> list[Mapping[str, str | None]]:
    """The rows a winner needs, by column: one, or one for each member of a team that shares."""
    entrant = entrants.by_key.get(prize.key)
    own = {
        "key": prize.key,
        "name": prize.name,
        "phase": prize.scope.phase or None,
        "event": prize.scope.event,
    }
    if entrant is None:
        return [own]
    kind, phone = kind_of(entrant), _text(entrant["phone"])
    if kind == ENTERED_AS_FIRM:
        return [{**own, **_firm(entrant, terms), "phone": phone}]
    if kind != TEAM:
        card = _text(entrant["id_no"])
        said = {"payee_type": PERSON, "payee": prize.name, "id_type": card and ID_CARD, "id_no": card}
        return [{**own, **said, "phone": phone}]
    people = _members(entrant, entrants, prize.key)
    if terms.team == BY_CAPTAIN:
        captain = _text(entrant["person"])
        return [{**own, **_captain(entrant, captain, people), "payee_type": CAPTAIN, "payee": captain}]
    if terms.team in (EQUALLY, AGREED) and people:
        return [{**own, **_member(name, people), "payee_type": MEMBER, "payee": name} for name in people]
    return [own]


def _firm(entrant: Row, terms: PayTerms) -> dict[str, str | None]:
    if terms.payee == AS_ENTERED:
        code = _text(entrant["credit_code"])
        return {
            "payee_type": FIRM,
            "payee": _text(entrant["name"]),
            "id_type": code and CREDIT_CODE,
            "id_no": code,
        }
    return {"payee_type": PERSON} if terms.payee == PERSONS_ONLY else {}


def _members(entrant: Row, entrants: Entrants, key: str) -> dict[str, Row]:
    """The members of a team by name: those named on 参赛主体, else those of 附件1汇总; with what is known of them."""
    rows = {str(row["name"]): row for row in entrants.members_of(key) if row["name"]}
    named = members_in(entrant["members"]) or list(rows)
    captain = _text(entrant["person"])
    if captain and folded(captain) not in map(folded, named):
        named.insert(0, captain)
    return {name: rows.get(name, {}) for name in named}


def _member(name: str | None, people: Mapping[str, Row]) -> dict[str, str | None]:
    """What 附件1汇总 knows of a person of the team."""
    row = people.get(name or "") or {}
    card = _text(row.get("id_no"))
    return {"id_type": card and ID_CARD, "id_no": card, "phone": _text(row.get("phone"))}


def _captain(entrant: Row, name: str | None, people: Mapping[str, Row]) -> dict[str, str | None]:
    """What is known of the captain: of a team 参赛主体 has his number (报名表: 企业、团队填负责人的)."""
    said = _member(name, people)
    card = said["id_no"] or _text(entrant["id_no"])
    phone = said["phone"] or _text(entrant["phone"])
    return {"id_type": card and ID_CARD, "id_no": card, "phone": phone}


def _text(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None


def ask(
    table: OwnTable,
    there: Sequence[Payee],
    prizes: Iterable[Prize],
    entrants: Entrants,
    terms: Mapping[Scope, PayTerms],
) -> list[Payee]:
    """Add the rows that are wanted and are not there; -> all rows as they will stand. there: as they stand now.

    What the winner said at an earlier event comes along. A row whose type is blank was made while nobody had decided:
    its blank cells are filled in.
    """
    there = list(there)
    for prize in prizes:
        for row in wanted(prize, entrants, terms[prize.scope]):
            mine = [one for one in there if (one.key, one.scope) == (prize.key, prize.scope)]
            if any(one.to.payee_type and _is_for(one, row) for one in mine):
                continue
            said = {**row, **_before(table, there, prize.key, row)}
            if blank := next((one for one in mine if not one.to.payee_type), None):
                there[there.index(blank)] = _filled(table, blank, said)
            elif row.get("payee_type") or not mine:
                to = To(*(str(said.get(name) or "") for name in _TO))
                there.append(Payee(table.add(said), prize.key, prize.scope, to, None, False))
    return there


def _filled(table: OwnTable, one: Payee, said: Mapping[str, Scalar]) -> Payee:
    """The blank cells of a row get what is known now; what people typed stays."""
    for name, value in said.items():
        if value is not None and table.value(one.row, name) is None:
            table.write(one.row, name, value)
    to = To(*(old or str(said.get(name) or "") for name, old in zip(_TO, one.to, strict=True)))
    return replace(one, to=to)


def _is_for(one: Payee, row: Mapping[str, str | None]) -> bool:
    """Whether a row is of the payee that is wanted; of members each by name."""
    same = one.to.payee_type == row.get("payee_type")
    return same and (one.to.payee_type != MEMBER or folded(one.to.payee) == folded(row.get("payee")))


def _before(
    table: OwnTable, there: Sequence[Payee], key: str, row: Mapping[str, str | None]
) -> dict[str, Scalar]:
    """What an earlier row of the winner says of the same payee, as far as it can be read: nothing broken is copied."""
    for one in reversed(there):
        same = one.to.payee_type == row.get("payee_type") and folded(one.to.payee) == folded(row.get("payee"))
        known = one.row <= table.last  # a row that was just added says nothing of its own
        if known and one.key == key and one.to.account and (same or row.get("payee") is None):
            said = {name: _sound(table, one.row, name) for name in _AGAIN}
            return {name: text for name, text in said.items() if text}
    return {}


def _sound(table: OwnTable, row: int, name: str) -> str:
    """A field that its kind can read without doubt, else ""."""
    value = table.value(row, name)
    if not isinstance(value, bool | float | str):
        return ""
    parsed = table.spec.columns_by_name[name].kind.parse(value, CellContext())
    doubtful = any(severity(issue.code) != "fix" for issue in parsed.issues)
    return "" if not parsed.readable or doubtful or parsed.value is None else str(parsed.value)


# ---- Who gets what


class Part(NamedTuple):
    """What one payee gets of a prize, in fen. member: whose part it is, "" where one payee gets all; payee: his row, None
    while nobody is known, or somebody else than was decided.
    """

    member: str
    fen: int
    payee: Payee | None


def parts(prize: Prize, mine: Sequence[Payee], kind: str, terms: PayTerms) -> list[Part]:
    """How a prize goes to its payees. mine: the winner's rows at this event; kind: what he entered as."""
    if kind == TEAM and terms.team in (EQUALLY, AGREED):
        members = [one for one in mine if one.to.payee_type == MEMBER and one.to.payee]
        weights = shares_of(members, terms)
        if not weights:
            return [Part("", prize.fen, None)]
        fens = split(prize.fen, weights)
        return [Part(folded(one.to.payee), fen, one) for one, fen in zip(members, fens, strict=True)]
    wanted_type = type_wanted(kind, terms)
    found = [one for one in mine if wanted_type and one.to.payee_type == wanted_type]
    return [Part("", prize.fen, found[0] if len(found) == 1 else None)]


def shares_of(members: Sequence[Payee], terms: PayTerms) -> list[Fraction]:
    """By what the members share; none while their shares do not come to 100 %, or a name stands twice."""
    names = [folded(one.to.payee) for one in members]
    if not members or len(set(names)) < len(names):
        return []
    if terms.team == EQUALLY:
        return [Fraction(1)] * len(members)
    shares = [one.share for one in members]
    if any(share is None or share < 0 for share in shares) or sum(filter(None, shares)) != 100:
        return []
    return [share for share in shares if share is not None]


def type_wanted(kind: str, terms: PayTerms) -> str:
    """The type of payee that was decided for such a winner, "" while it is open."""
    if kind == TEAM:
        return {BY_CAPTAIN: CAPTAIN, EQUALLY: MEMBER, AGREED: MEMBER}.get(terms.team, "")
    if kind == ENTERED_AS_FIRM:
        return {AS_ENTERED: FIRM, PERSONS_ONLY: PERSON}.get(terms.payee, "")
    return PERSON if kind else ""
