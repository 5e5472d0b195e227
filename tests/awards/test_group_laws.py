"""What holds of every event of several groups: nobody has two prizes, and each has the best there is for it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.awards.tables import fates, table, told
from tests.awards.test_laws import ANSWERS, CONSUME, JURY, prizes_of, rows_of
from workbook.awards.allocation import allocated
from workbook.awards.seats import seats_of
from workbook.awards.terms import IN_EVENT

FEW = settings(max_examples=80, deadline=None)
KEYS = [f"K{n}" for n in range(1, 7)]
GROUPS = ("新秀", "达人", "短视频")


@st.composite
def events(draw, answers=ANSWERS, apart=False):
    """Two or three groups with many of the same entrants. apart: no two have the same score."""
    answer = draw(st.sampled_from(answers))
    made = []
    for group in GROUPS[: draw(st.integers(2, 3))]:
        keys = draw(st.lists(st.sampled_from(KEYS), unique=True))
        rows = [f"{key} {9 - n}" for n, key in enumerate(keys)] if apart else rows_of(draw, keys).values()
        made.append(table("\n".join(rows), draw(prizes_of()), group, 奖项线并列=answer))
    return made


def given_out(tables):
    return [told(result) for result in allocated(tables, {})]


def fen_of(results):
    """Entrant -> fen of its prizes."""
    found = {}
    for result in results:
        for one in result.given:
            found.setdefault(one.key, []).append(one.fen)
    return found


def of(results, fate):
    """Group and entrant of all of whom this came."""
    return [
        (n, key) for n, result in enumerate(results) for key, came in fates(result).items() if came == fate
    ]


@FEW
@given(events())
def test_nobody_has_two_prizes_and_no_seat_is_lost(tables):
    results = allocated(tables, {})
    assert all(len(fen) == 1 for fen in fen_of(results).values())
    for result in results:
        taken = {one.seat for one in result.given}
        waiting = [seat for tie in result.waiting for seat in tie.seats]
        assert sorted([*taken, *waiting, *result.vacant]) == sorted(seats_of(result.table.tiers))


@FEW
@given(events())
def test_whoever_left_a_prize_has_one_or_waits_for_a_sure_one(tables):
    results = allocated(tables, {})
    sure = [key for r in results for t in r.waiting if len(t.members) == len(t.seats) for key in t.members]
    assert {key for _, key in of(results, "twice")} <= {*fen_of(results), *sure}


def by_seats(tables):
    """The same in plain words: the largest prize goes to the best who has none, then the next largest."""
    seats = [
        (-seat.fen, n, at) for n, one in enumerate(tables) for at, seat in enumerate(seats_of(one.tiers))
    ]
    has = {}
    for fen, n, _ in sorted(seats):
        free = [key for level in tables[n].levels for key in level.members if key not in has]
        if free:
            has[free[0]] = (tables[n].group, -fen)
    return has


@settings(max_examples=250, deadline=None)
@given(events(apart=True))
def test_where_nobody_is_tied_the_largest_prize_goes_to_the_best_then_the_next(tables):
    results = allocated(tables, {})
    found = {one.key: (result.table.group, one.fen) for result in results for one in result.given}
    assert found == by_seats(tables)


@FEW
@given(events((CONSUME, JURY)))
def test_nobody_who_left_a_prize_would_have_had_a_larger_one(tables):
    """Where money is shared it may be: a share grows when another who shares it leaves it too."""
    results = allocated(tables, {})
    has = fen_of(results)
    for n, key in of(results, "twice"):
        others = {other for at, other in of(results, "twice") if at == n and other != key}
        people = tuple(one for one in tables[n].contenders if one.key not in others)
        alone = fen_of(allocated([replace(tables[n], contenders=people)], {}))
        assert key not in has or alone.get(key, [0]) <= has[key]


@FEW
@given(events(), st.data())
def test_without_somebody_who_has_no_prize_all_the_others_have_the_same(tables, data):
    results = allocated(tables, {})
    some = {key for fate in ("won", "waiting", "twice") for _, key in of(results, fate)}
    losers = sorted({one.key for made in tables for one in made.contenders} - some)
    if losers:
        gone = data.draw(st.sampled_from(losers))
        left = [
            replace(made, contenders=tuple(one for one in made.contenders if one.key != gone))
            for made in tables
        ]
        assert given_out(left) == [told(result) for result in results]


@FEW
@given(events(), st.randoms(use_true_random=False))
def test_in_which_order_people_stand_means_nothing(tables, random):
    def mixed(made):
        figures = dict(random.sample(list(made.figures.items()), len(made.figures)))
        people = tuple(random.sample(made.contenders, len(made.contenders)))
        return replace(made, contenders=people, figures=figures)

    assert given_out([mixed(made) for made in tables]) == given_out(tables) == given_out(tables)


@FEW
@given(events())
def test_where_groups_were_allowed_each_is_given_out_for_itself(tables):
    free = [replace(made, terms=made.terms.instead(IN_EVENT, "允许不同组别")) for made in tables]
    assert given_out(free) == [given_out([one])[0] for one in free]
