"""Which videos of an entrant count for an event: published in time, on the account of the entry, with the event's tag.

吴利政办发〔2024〕37号, lines 79, 109, 155. A link entered twice counts once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from schemas.contest import Condition, Duty
from workbook.broadcasts import moment
from workbook.content import folded
from workbook.eligibility.broadcasts import agreed
from workbook.eligibility.case import Case
from workbook.eligibility.spelling import tagged
from workbook.eligibility.work import Row, Rows
from workbook.links import bare_link
from workbook.model import Finding

SHEET: Final = "短视频作品"
TAG: Final = "话题"


@dataclass(frozen=True)
class Video:
    """One video; in_time, own (on an account of the entry) and tagged are None where that is not known."""

    rows: Rows
    row: Row
    in_time: bool | None
    own: bool | None
    tagged: bool | None

    @property
    def verdict(self) -> bool | None:
        """Whether it counts; None where something is not known."""
        stands = None if self.rows.unreadable(self.row, "state") else True
        all_met = (self.in_time, self.own, self.tagged, stands)
        return False if False in all_met else None if None in all_met else True


def videos(case: Case) -> list[Video]:
    """The videos of an entrant for an event, each link once."""
    rows, mine = case.rows(SHEET)
    found: dict[object, Video] = {}
    for row in mine:
        video = Video(rows, row, _in_time(case, row), _own(case, row), _tagged(case, row))
        same = bare_link(row["link"]) or row["record"]
        found[same] = _as_one(found[same], video) if same in found else video
    return list(found.values())


def _as_one(first: Video, again: Video) -> Video:
    """Two rows of one link: what they contradict each other in is not known."""
    return replace(
        first,
        in_time=agreed(first.in_time, again.in_time),
        own=agreed(first.own, again.own),
        tagged=agreed(first.tagged, again.tagged),
    )


def due_of(case: Case) -> Duty | None:
    """The duty that says by which day videos must be published."""
    return next((d for d in case.duties if SHEET in d.evidence and d.due is not None), None)


def _in_time(case: Case, row: Row) -> bool | None:
    published, duty = moment(row["published"]), due_of(case)
    if published is None:
        return None
    last = case.event.end
    if duty is not None and duty.due is not None:
        last = duty.due
        if duty.inclusive is False and published.date() == last:
            return False
    first = case.event.start
    return (first is None or first <= published.date()) and (last is None or published.date() <= last)


def _own(case: Case, row: Row) -> bool | None:
    """On the account of the entry; nobody can tell where one of the two was not typed, or two name one link."""
    if (
        not case.accounts
        or not row["account"]
        or len(case.entrants.links.get(bare_link(row["link"]), ())) != 1
    ):
        return None
    return folded(row["account"]) in case.accounts


def tag_of(case: Case) -> Condition | None:
    """The tag videos must have: the event's, where videos are what is judged."""
    if case.medium != "videos":
        return None
    return next((c for c in case.conditions if c.measure == TAG), None)


def _tagged(case: Case, row: Row) -> bool | None:
    wanted = tag_of(case)
    if wanted is None:
        return True
    return tagged(row["tags"], wanted) is not None if folded(row["tags"]) else None


def told(case: Case, video: Video) -> Iterator[Finding]:
    """Why a video does not count, at the cell that says so; a tag that is nearly right is asked about."""
    rows, row, duty, tag = video.rows, video.row, due_of(case), tag_of(case)
    if video.in_time is False:
        last = duty.due if duty is not None else case.event.end
        rule = "、".join(case.open_points(duty.points if duty is not None else case.event.points)) or None
        context = {"days": f"{case.event.start} 至 {last}", "event": case.event.scope.label}
        yield rows.finding("VIDEO_LATE", row, "published", context, rule=rule)
    if video.own is False:
        account = str(case.entrant["account"] or case.entrant["account_id"] or "")
        yield rows.finding("VIDEO_ACCOUNT", row, "account", {"account": account})
    if tag is None or not row["tags"]:
        return
    word = tagged(row["tags"], tag)
    rule = "、".join(case.open_points(tag.points)) or None
    if word is None:
        yield rows.finding("TAG_MISSING", row, "tags", {"wanted": tag.words[0], "length": ""}, rule=rule)
    elif word in tag.aliases:
        yield rows.finding("TAG_ALIAS", row, "tags", {"wanted": tag.words[0], "found": word}, rule=rule)
