"""Whom a row is of: by the entrant's number, else by a name that only one entrant has, else by the account beside it.

Nothing is guessed: a name that two entrants share and no number is a question at its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from typing import Final

from workbook.content import folded
from workbook.eligibility.work import ENTRANTS, Row, Rows, Work, all_of
from workbook.links import bare_link
from workbook.masking import person
from workbook.model import Finding
from workbook.same_people import FIRM, PERSON, TEAM, Known, members_in, same_people

SANCTIONS, COMPLAINTS = "处罚调整", "投诉异议"
NOBODY: Final = ""
"""Beside a number: the name in the row is another's."""

BY_NAME: Final = ("直播计划审核", "直播报备", "场次", "短视频作品", "评委评分")
"""Sheets whose rows name an entrant and an event."""

MEMBERS, TRAINING = "附件1汇总", "培训"

SCHEDULE: Final = "排期"
BY_TEAM: Final = (SCHEDULE, TRAINING)
"""Sheets whose rows name a team by school and name."""

_JOINTS: Final = re.compile(r"[\s\-_—–·/\\|+（）()\[\]【】:：,，、]+")
"""What stands between a team and a person in a nickname: 橙心队-张三, 张三（橙心队）."""
_ONE_HAN: Final = re.compile("[\u4e00-\u9fff]")


def about(row: Row) -> Row:
    """A complaint as a row of work: 涉及编号 is a number, or the name of somebody."""
    said = str(row["about"] or "")
    numbered = said[:1] in "Kk" and said[1:].isdigit()
    return {"key": said, "name": None} if numbered else {"key": None, "name": said or None}


class Entrants:
    """参赛主体 with its index, and what every row of work is of."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.rows = work.rows(ENTRANTS)
        self.by_key = {str(row["key"]).upper(): row for row in self.rows if row["key"]}
        self._names: dict[str, list[str]] = {}
        self._accounts: dict[str, set[str]] = {}
        self._teams: dict[tuple[str, str], str] = {}
        self._called: dict[str, set[str]] = {}
        for row in self.rows:
            self._called.setdefault(str(row["key"] or "").upper(), set()).update(_names_of(row))
        for key, row in self.by_key.items():
            self._names.setdefault(folded(row["name"]), []).append(key)
            for account in (row["account"], row["account_id"]):
                if account:
                    self._accounts.setdefault(folded(account), set()).add(key)
            if row["kind"] == TEAM:
                self._teams.setdefault((folded(row["school"]), folded(row["name"])), key)

    def surely(self, sheet: str, row: Row, key: str) -> bool | None:
        """Whether a sanction or complaint is of an entrant: False: of another; None: that cannot be told."""
        found = self.named(about(row) if sheet == COMPLAINTS else row)
        return found[0] == key if len(found) == 1 else None if key in found else False

    def named(self, row: Row) -> list[str]:
        """The numbers a row of work may be of; one where it is clear.

        A number beside a name that is not its entrant's is not clear: then NOBODY stands beside it.
        """
        key, name = str(row.get("key") or "").upper(), folded(row.get("name"))
        if key in self.by_key:
            if not name or name in self._called[key]:
                return [key]
            return [key, *(other for other in self._names.get(name, ()) if other != key), NOBODY]
        if key:
            return []
        if row.get("name") is None and row.get("team"):
            school = folded(row.get("school"))
            known = self._teams.get((school, folded(row["team"])))
            return [known] if known else self._names.get(folded(row["team"]), []) if not school else []
        owners = self._accounts.get(folded(row.get("account")), set()) if row.get("account") else set()
        if not name:
            return sorted(owners)
        found = self._names.get(name, [])
        return [key for key in found if key in owners] or found if len(found) > 1 else found

    def members_of(self, key: str) -> list[Row]:
        """The persons of a team in 附件1汇总."""
        entrant = self.by_key[key]
        school = folded(entrant["school"])
        rows = self.work.rows_with(MEMBERS, "team", entrant["name"])
        return [row for row in rows if not school or folded(row["school"]) == school]

    @cached_property
    def attended(self) -> Mapping[int, list[str]]:
        """Rows of 培训 that name no team, as meetings are exported -> the teams whose member each may be."""
        rows = [r for r in self.work.rows(TRAINING) if not r["team"] and (r["person"] or r["phone"])]
        phones: dict[str, set[str]] = {}
        names: dict[str, set[str]] = {}
        for key in self._teams.values() if rows else ():
            for member in self.members_of(key):
                phones.setdefault(folded(member["phone"]), set()).add(key)
                names.setdefault(folded(member["name"]), set()).add(key)
        phones.pop("", None)
        names.pop("", None)
        found = {}
        for row in rows:
            called = {key for name in _called(str(row["person"] or ""), names) for key in names[name]}
            found[row["record"]] = self._likeliest(row, phones.get(folded(row["phone"])) or called)
        return found

    def _likeliest(self, row: Row, keys: set[str]) -> list[str]:
        """Of several teams those whose name or school the row names."""
        nickname, school = folded(row["person"]), folded(row["school"])
        told = [
            key
            for key in sorted(keys)
            if folded(self.by_key[key]["name"]) in nickname
            or (school and folded(self.by_key[key]["school"]) == school)
        ]
        return told if len(keys) > 1 and told else sorted(keys)

    @cached_property
    def of(self) -> Mapping[tuple[str, int], str]:
        """(sheet, record) -> the entrant's number, for rows of which it is clear."""
        found = {}
        for name in (*BY_NAME, *BY_TEAM, "报名"):
            for row in self.work.rows(name):
                nicknamed = self.attended.get(row["record"]) if name == TRAINING else None
                keys = self.named(row) if nicknamed is None else nicknamed
                if len(keys) == 1:
                    found[name, row["record"]] = keys[0]
        return found

    @cached_property
    def doubtful(self) -> frozenset[tuple[str, str]]:
        """(sheet, number) of entrants of whom a row may be that names two of them, or an event nobody can tell."""
        found: set[tuple[str, str]] = set()
        for name in (*BY_NAME, SCHEDULE):
            for row in self.work.rows(name):
                keys = self.named(row) or self.alike(row)
                if (name, row["record"]) not in self.of or ("event" in row and self.work.scope(row) is None):
                    found.update((name, key) for key in keys)
        return frozenset(found)

    def alike(self, row: Row) -> list[str]:
        """Whom a row may be of whose number is no entrant's: those of its name."""
        return self._names.get(folded(row.get("name")), [])

    @cached_property
    def links(self) -> Mapping[str, set[str]]:
        """Link of a video, bare -> the numbers of all whose it is said to be."""
        found: dict[str, set[str]] = {}
        for row in self.work.rows("短视频作品"):
            if row["link"]:
                found.setdefault(bare_link(row["link"]), set()).update(self.named(row))
        return found

    def rows_of(self, sheet: str, key: str) -> list[Row]:
        """The rows of a sheet that are of an entrant, in the order of the sheet."""
        return self._by_entrant.get((sheet, key), [])

    @cached_property
    def _by_entrant(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = {}
        for name in (*BY_NAME, *BY_TEAM, "报名"):
            for row in self.work.rows(name):
                if (key := self.of.get((name, row["record"]))) is not None:
                    found.setdefault((name, key), []).append(row)
        return found


def _names_of(row: Row) -> set[str]:
    """What an entrant is called: its name, its accounts, who answers for it, its members."""
    names = (row["name"], row["account"], row["account_id"], row["person"], *members_in(row["members"]))
    return {folded(name) for name in names} - {""}


def _called(nickname: str, names: Mapping[str, object]) -> list[str]:
    """Which of these names somebody in a meeting goes by: alone, beside a team, else the longest inside it.

    One more character of a name makes another person: 张三丰 is not 张三.
    """
    whole = folded(nickname)
    if whole in names:
        return [whole]
    pieces = [piece for text in _JOINTS.split(nickname) if (piece := folded(text)) in names]
    if pieces:
        return pieces
    inside = [
        name
        for name in names
        if len(name) > 1 and name in whole and not _ONE_HAN.fullmatch(whole.replace(name, "", 1))
    ]
    return [name for name in inside if len(name) == max(map(len, inside))]


def unclear(work: Work, entrants: Entrants) -> Iterator[Finding]:
    """Rows of an entrant nobody knows or that two may be, entrants without a number, events the card does not have."""
    for row in entrants.rows:
        if not row["key"] and row["name"]:
            yield entrants.rows.finding("ENTRANT_NO_KEY", row, "key")
    seen: dict[str, Row] = {}
    for row in entrants.rows:
        first = seen.setdefault(str(row["key"] or "").upper(), row)
        if row["key"] and first is not row:
            yield entrants.rows.finding("ENTRANT_KEY_TWICE", row, "key")
    for name in (*BY_NAME, *BY_TEAM, "报名", SANCTIONS, COMPLAINTS):
        for rows, row in all_of(work, (name,)):
            yield from _unclear(rows, row, entrants, name)
    for rows, row in all_of(work, (*BY_NAME, "报名")):
        if work.scope(row) is None and not rows.unreadable(row, "event"):
            yield _not_on_card(work, rows, row, "event")
    phases = {scope.phase for scope in work.stages}
    for rows, row in all_of(work, (SANCTIONS, COMPLAINTS)):
        if row["event"] and work.scope(row) is None:
            yield _not_on_card(work, rows, row, "event")
        elif row["phase"] and not row["event"] and row["phase"] not in phases:
            yield _not_on_card(work, rows, row, "phase")


def several_behind_one(entrants: Entrants) -> Iterator[Finding]:
    """One person behind several numbers, in rows that people typed as much as in merged ones."""
    known = []
    for row in entrants.rows:
        who = tuple(str(row[name]) for name in ("school", "name") if row[name])
        at = partial(entrants.rows.place, row)
        known.append(
            Known(
                str(row["key"] or ""),
                row["kind"] or PERSON,
                row["name"],
                row["id_no"],
                row["members"],
                who,
                at,
            )
        )
    return same_people(known)


def _not_on_card(work: Work, rows: Rows, row: Row, field: str) -> Finding:
    named = "·".join(str(part) for part in (row["phase"], row["event"]) if part) or "没有填"
    known = "、".join(scope.label for scope in work.stages)
    return rows.finding("EVENT_NOT_ON_CARD", row, field, {"named": named, "events": known})


def _unclear(rows: Rows, row: Row, entrants: Entrants, sheet: str) -> Iterator[Finding]:
    field = "team" if sheet in BY_TEAM else "about" if sheet == COMPLAINTS else "name"
    keys = entrants.named(about(row) if sheet == COMPLAINTS else row)
    if len(keys) == 1:
        return
    at = "key" if row.get("key") else field
    if not row.get("key") and not row.get(field) and not keys:
        if sheet != TRAINING:  # those who came are told by `preparation.training_unknown`
            yield rows.finding("ENTRANT_MISSING", row, field)
    elif NOBODY in keys:
        other = entrants.by_key[keys[0]]["name"]
        yield rows.finding(
            "ENTRANT_NAME", row, "key", {"number": keys[0], "name": _shown(entrants, keys[0], other)}
        )
    elif keys:
        yield rows.finding("ENTRANT_AMBIGUOUS", row, at, {"keys": "、".join(keys)})
    else:
        yield rows.finding("ENTRANT_UNKNOWN", row, at)


def _shown(entrants: Entrants, key: str, name: object) -> str:
    """The name of a person is masked, those of firms and teams are public."""
    return str(name or "") if entrants.by_key[key]["kind"] in (FIRM, TEAM) else person(str(name or ""))
