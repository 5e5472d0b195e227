"""Rules about 培训, 主播备案, OMS帐号 and 处罚调整: who signed, who was filed, what a sanction rests on.

赣邮渠道〔2024〕13号: training of every team with its record (line 58), filing of hosts (54), accounts (66), sanctions (78).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from schemas.identity import id_birth
from schemas.preparation import is_signed
from workbook.batch import Batch, Options, age_on
from workbook.content import folded
from workbook.links import bare_link
from workbook.model import Finding

TOPIC: Final = "直播业务管理办法"
"""What every training must have had among its topics (line 58, 重点)."""

_POSITION: Final = frozenset(("file", "table", "record", "seq", "source_file", "source_sheet", "source_row"))
_OUT: Final = ("撤回", "不计")
"""States of rows of the contest workbook that do not count."""
_CHILD, _GROWN = 16, 18
"""网络直播营销管理办法(试行), article 17: hosts are 16 or older, below 18 with a guardian's consent."""


def _rows(batch: Batch, fmt: str) -> list[dict[str, Any]]:
    frame = batch.frames.get(fmt)
    return [] if frame is None else frame.to_dicts()


def training_topics(batch: Batch, options: Options) -> Iterator[Finding]:
    """The topics of a training contain the group's rules for broadcasts; told once per topic."""
    told: set[tuple[object, ...]] = set()
    for row in _rows(batch, "training"):
        key = (row["file"], row["table"], row["topic"])
        if row["topic"] is None or TOPIC in folded(row["topic"]) or key in told:
            continue
        told.add(key)
        yield batch.finding("TRAINING_TOPIC", "training", row, "topic", {"topic": TOPIC})


def signed_in(batch: Batch, options: Options) -> Iterator[Finding]:
    """Somebody on a training list who did not sign or was not there; a picture is asked about when it is read."""
    for row in _rows(batch, "training"):
        signed, there = row["signed"], batch.has("training", row, "signed")
        absent = there and (not is_signed(signed) if signed is not None else row["minutes"] is None)
        if absent and not batch.unreadable("training", row, "signed"):
            yield batch.finding("SIGNIN_BLANK", "training", row, "signed")


def ages_of_hosts(batch: Batch, options: Options) -> Iterator[Finding]:
    """A host under 16 cannot be filed; one under 18 needs a guardian's consent. By the day of application."""
    for row in _rows(batch, "filings"):
        born = id_birth(row["id_no"]) if row["id_no"] else None
        day = row["first"] or row["applied"]
        if born is None or day is None:
            continue
        age = age_on(born, day)
        if age < _GROWN:
            code = "HOST_CHILD" if age < _CHILD else "HOST_MINOR"
            yield batch.finding(code, "filings", row, "id_no", {"age": str(age), "day": day.isoformat()})


def hosts_filed(batch: Batch, options: Options) -> Iterator[Finding]:
    """Whoever goes on camera (附件1) has a filing, where a file holds both (domain facts, case 44)."""
    filed: dict[int, set[object]] = {}
    for row in _rows(batch, "filings"):
        filed.setdefault(row["file"], set()).update(
            {row["id_no"] or "", (folded(row["person"]), folded(row["team"]))}
        )
    if not filed or batch.people.is_empty():
        return
    for row in batch.people.iter_rows(named=True):
        if row["file"] not in filed or not row["on_camera"] or row["twin"]:
            continue
        known = filed[row["file"]]
        if row["id_no"] not in known and (folded(row["name"]), folded(row["team"])) not in known:
            yield batch.finding("FILING_MISSING", "registration", row, "on_camera")


def accounts_once(batch: Batch, options: Options) -> Iterator[Finding]:
    """One OMS account in two rows."""
    yield from _again(batch, "accounts", ("account",), "account", "ACCOUNT_DUP")


def videos_once(batch: Batch, options: Options) -> Iterator[Finding]:
    """One link entered twice for an event counts once; of one that two entrants name nobody can tell whose it is."""
    rows = [row for row in _rows(batch, "videos") if row.get("state") not in _OUT and bare_link(row["link"])]
    links: dict[tuple[object, str], list[dict[str, Any]]] = {}
    for row in rows:
        links.setdefault((row["file"], bare_link(row["link"])), []).append(row)
    for of_link in links.values():
        whose = _whose(of_link)
        if len({*whose} - {""}) < 2:
            yield from _entered_again(batch, of_link)
            continue
        for row, mine in zip(of_link, whose, strict=True):
            other = next(there for there, name in zip(of_link, whose, strict=True) if name not in ("", mine))
            yield batch.finding(
                "VIDEO_SHARED", "videos", row, "link", {}, [batch.place("videos", other, "link")]
            )


def _whose(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Whose each row is: the number of the entrant, of a row without one that of its name, else the name."""
    numbers = {folded(row["name"]): folded(row["key"]) for row in rows if row["key"]}
    return [folded(row["key"]) or numbers.get(folded(row["name"]), folded(row["name"])) for row in rows]


def _entered_again(batch: Batch, rows: Iterable[dict[str, Any]]) -> Iterator[Finding]:
    first: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        other = first.setdefault((folded(row["phase"]), folded(row["event"])), row)
        if other is not row:
            yield batch.finding(
                "VIDEO_DUP", "videos", row, "link", {}, [batch.place("videos", other, "link")]
            )


def scores_once(batch: Batch, options: Options) -> Iterator[Finding]:
    """One judge twice about one entrant and measure: nobody can tell which score is meant."""
    yield from _again(
        batch, "scores", ("name", "key", "phase", "event", "judge", "measure"), "score", "SCORE_DUP"
    )


def numbers_once(batch: Batch, options: Options) -> Iterator[Finding]:
    """One number for two sessions, two notices, one decision about a host: two things would be taken for one."""
    for fmt, field, *more in (
        ("sessions", "session"),
        ("notices", "notice"),
        ("filings", "id_no", "decided", "result"),
    ):
        seen: dict[tuple[object, ...], dict[str, Any]] = {}
        for row in _rows(batch, fmt):
            if not row[field]:
                continue
            key = (row["file"], folded(row[field]), *(row[name] for name in more))
            first = seen.setdefault(key, row)
            if first is not row and not _says_the_same(row, first):
                yield batch.finding("NUMBER_AGAIN", fmt, row, field, {}, [batch.place(fmt, first, field)])


def _says_the_same(row: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(row[name] == other[name] for name in row if name not in _POSITION)


def _again(batch: Batch, fmt: str, keys: tuple[str, ...], field: str, code: str) -> Iterator[Finding]:
    """Rows that say the same in some columns."""
    seen: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in _rows(batch, fmt):
        key = tuple(folded(row[name]) for name in keys)
        if not key[0]:
            continue
        first = seen.setdefault((row["file"], *key), row)
        if first is not row:
            yield batch.finding(code, fmt, row, field, {}, [batch.place(fmt, first, field)])


def sanctions_papers(batch: Batch, options: Options) -> Iterator[Finding]:
    """A sanction names its paper and who approved it, 扣分 how many points; a ban does not end before it begins."""
    for row in _rows(batch, "sanctions"):
        if row["day"] and row["until"] and row["until"] < row["day"]:
            yield batch.finding("SANCTION_DAYS", "sanctions", row, "until", {"first": row["day"].isoformat()})
        for field in ("document", "by", *(("points",) if row["kind"] == "扣分" else ())):
            if row[field] is None and not batch.unreadable("sanctions", row, field):
                at = field if batch.has("sanctions", row, field) else "kind"
                title = batch.table("sanctions", row["table"]).format.column(field).title
                yield batch.finding("SANCTION_PAPER", "sanctions", row, at, {"wanted": title})
