"""Days on the card: ends after starts, events inside their phase, events that overlap, cut-offs in a wrong order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from schemas.contest import Duty, Event
from workbook.card import words
from workbook.card.read import CardSheets
from workbook.model import Finding


def not_reversed(sheets: CardSheets) -> Iterator[Finding]:
    """Nothing ends before it starts."""
    for event in sheets.card.events:
        if event.start and event.end and event.end < event.start:
            yield sheets.finding("DAYS_REVERSED", event, "end", ((event, "start"),), start=str(event.start))
    for duty in sheets.card.duties:
        if duty.start and duty.due and duty.due < duty.start:
            yield sheets.finding("DAYS_REVERSED", duty, "due", ((duty, "start"),), start=str(duty.start))


def days_given(sheets: CardSheets) -> Iterator[Finding]:
    """An event has a first and a last day: without them no order, session or age can be judged."""
    for event in sheets.card.stages:
        for field, value, title in (("start", event.start, "开始日期"), ("end", event.end, "结束日期")):
            if value is None and not sheets.unreadable(event, field):
                yield sheets.finding("DAY_MISSING", event, field, title=title, name=event.scope.label)


def _upper(sheets: CardSheets, event: Event) -> Event | None:
    """What an event must lie in: its phase, else the contest."""
    if event.level == "大赛":
        return None
    card = sheets.card
    if event.level == "活动":
        for phase in card.phases:
            if phase.scope.phase == event.scope.phase:
                return phase
    return card.contest


def inside(sheets: CardSheets) -> Iterator[Finding]:
    """Events lie inside their phase, phases inside the contest."""
    for event in sheets.card.events:
        upper = _upper(sheets, event)
        if upper is None:
            continue
        outer = f"{upper.scope.phase or '大赛'}（{upper.start or '…'} 至 {upper.end or '…'}）"
        if event.start and upper.start and event.start < upper.start:
            yield sheets.finding("DAY_OUTSIDE", event, "start", ((upper, "start"),), outer=outer)
        if event.end and upper.end and event.end > upper.end:
            yield sheets.finding("DAY_OUTSIDE", event, "end", ((upper, "end"),), outer=outer)


def overlaps(sheets: CardSheets) -> Iterator[Finding]:
    """Two events at the same time: one order could count twice. Phases likewise."""
    card = sheets.card
    for level in (card.stages, card.phases):
        dated = [(e.start, e.end, e) for e in level if e.start and e.end and e.start <= e.end]
        dated.sort(key=lambda row: (row[0], row[2].row))
        for (_, end, a), (start, last, b) in combinations(dated, 2):
            if start <= end:
                names = {"first": a.scope.label, "second": b.scope.label}
                shared = words.days(start, min(end, last))
                yield sheets.finding("EVENTS_OVERLAP", b, "start", ((a, "end"),), days=shared, **names)


def cut_offs(sheets: CardSheets) -> Iterator[Finding]:
    """A deadline of an event is not after its end, one of the contest not after the contest's; and not years early."""
    card = sheets.card
    for duty in card.duties:
        named = [event for event in card.stages if duty.scope.event and duty.scope.covers(event.scope)]
        for limit in named or ([card.contest] if card.contest and not duty.scope.event else []):
            name = limit.scope.label if named else "大赛"
            upper = _upper(sheets, limit) or limit
            if duty.due and limit.end and duty.due > limit.end:
                yield sheets.finding(
                    "DUE_LATE", duty, "due", ((limit, "end"),), name=name, end=str(limit.end)
                )
            elif duty.due and upper.start and duty.due < upper.start:
                said = {"name": upper.scope.phase or "大赛", "start": str(upper.start)}
                yield sheets.finding("DUE_EARLY", duty, "due", ((upper, "start"),), **said)


def cut_offs_in_order(sheets: CardSheets) -> Iterator[Finding]:
    """What has to be done so many hours before something that begins is not due before what it needs.

    赣邮杯: a schedule 24 hours before a stage that begins on 10-21 is due on 10-20 0:00, before the entries are (H3).
    """
    duties = sheets.card.duties
    starts = [duty for duty in duties if duty.start is not None]
    for late in duties:
        if late.hours is None or late.due is not None:
            continue
        for window in starts:
            if (
                window.scope != late.scope
                or not window.start
                or not window.duty
                or window.duty not in late.before
            ):
                continue
            early = [entry for entry in duties if entry is not late and _too_late(entry, window, late)]
            if early:
                related = ((early[0], "due"), (window, "start"))
                said = {"late": late.duty, "early": words.listed(entry.duty for entry in early[:3])}
                days_said = {"day": str(early[0].due), "start": str(window.start)}
                yield sheets.finding("DUE_ORDER", late, "hours", related, **said, **days_said)


def _too_late(entry: Duty, window: Duty, late: Duty) -> bool:
    """Whether an entry is due after what must be reported so many hours before the window's first day begins."""
    if not entry.due or not window.start or late.hours is None or entry.due >= window.start:
        return False
    return ((window.start - entry.due).days - 1) * 24 < late.hours


def as_of_days(sheets: CardSheets) -> Iterator[Finding]:
    """Figures are taken on one day for all groups of an event, and before it begins."""
    card = sheets.card
    for event in card.stages:
        first: dict[str, object] = {}
        for rule in card.conditions:
            if rule.as_of is None or not rule.scope.covers(event.scope):
                continue
            if event.start and rule.as_of >= event.start and rule.scope == event.scope:
                yield sheets.finding("AS_OF_LATE", rule, "as_of", ((event, "start"),), start=str(event.start))
            before = first.setdefault(rule.measure, rule.as_of)
            if before != rule.as_of:
                yield sheets.finding("AS_OF_DIFFERS", rule, "as_of", other=str(before), measure=rule.measure)
