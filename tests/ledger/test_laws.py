"""What holds of every ledger: it ties out to the fen, its order means nothing, and plain Python says the same."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger import reference
from tests.ledger.random_orders import OVERLAPS, STAGES, cases, entries_of, numbered, registry_of, row_of
from tests.ledger.tables import run
from workbook.ledger.states import WORDS

FEW = settings(max_examples=25, deadline=None)


def tied(rows, sums):
    """The sums over all states are those of the ledger."""
    assert sum(s["lines"] for s in sums) == len(rows)
    assert sum(s["paid"] for s in sums) == sum(r["paid"] or 0 for r in rows)
    assert sum(s["refund"] for s in sums) == sum(r["refund"] or 0 for r in rows)


def by_state(sums):
    """Lines, paid and refund of each state over all files."""
    found = {}
    for line in sums:
        old = found.get(line["state"], (0, 0, 0))
        found[line["state"]] = (old[0] + line["lines"], old[1] + line["paid"], old[2] + line["refund"])
    return found


def as_set(totals):
    return Counter(tuple(sorted(t.items())) for t in totals)


@FEW
@given(cases())
def test_it_ties_out_and_every_line_has_one_state(case):
    rows, registry, entries, overlap = case
    lines, counted, totals, sums = run(rows, registry, entries, STAGES, overlap)
    assert sorted((x["file"], x["line"]) for x in lines) == sorted((r["file"], r["line"]) for r in rows)
    assert {x["state"] for x in lines} <= set(WORDS)
    tied(rows, sums)
    money = [x for x in lines if x["state"] in ("counted", "part_refund")]
    assert {(x["file"], x["line"]) for x in money} == {(c["file"], c["line"]) for c in counted}
    if overlap != "each":
        assert sum(t["gross"] for t in totals) == sum(x["paid"] for x in money)


@FEW
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_cut_into_files_mean_nothing(case, random):
    rows, *rest, overlap = case
    first = run(rows, *rest, STAGES, overlap)
    mixed = [dict(row) for row in rows]
    random.shuffle(mixed)
    again = run(mixed, *rest, STAGES, overlap)
    assert again[0] == first[0]
    assert [as_set(part) for part in again[1:]] == [as_set(part) for part in first[1:]]
    cut = [row | {"file": random.choice("xyz"), "line": number} for number, row in enumerate(mixed, 2)]
    elsewhere = run(cut, *rest, STAGES, overlap)
    assert as_set(elsewhere[2]) == as_set(first[2])
    assert by_state(elsewhere[3]) == by_state(first[3])


@FEW
@given(cases(), st.data())
def test_a_fen_added_anywhere_is_found(case, data):
    rows, *rest, overlap = case
    if not rows:
        return
    at, name = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(["paid", "refund"]))
    more = [dict(row) for row in rows]
    more[at][name] = (more[at][name] or 0) + 1
    before, after = run(rows, *rest, STAGES, overlap), run(more, *rest, STAGES, overlap)
    tied(more, after[3])
    if [x["state"] for x in before[0]] == [x["state"] for x in after[0]]:
        old, new = ({(s["file"], s["state"]): s[name] for s in x[3]} for x in (before, after))
        changed = {place: new[place] - old[place] for place in new if new[place] != old[place]}
        (line,) = (x for x in after[0] if (x["file"], x["line"]) == (rows[at]["file"], rows[at]["line"]))
        assert changed == {(line["file"], line["state"]): 1}


@settings(max_examples=60, deadline=None)
@given(cases())
def test_plain_python_says_the_same(case):
    agree(*case)


def test_plain_python_says_the_same_of_a_larger_ledger():
    for seed, overlap in enumerate(OVERLAPS):
        random = Random(seed)
        rows = numbered([row_of(random.choice, lambda r=random: r.random() < 0.93) for _ in range(1500)])
        for row in rows:
            row["order"] = row["order"] and f"{row['order']}{random.randrange(120)}"
        seen = agree(rows, registry_of(random.choice), entries_of(random.choice), overlap)
        assert len(seen) > 12
        assert "main_line" in seen


def agree(rows, registry, entries, overlap):
    """Both say the same of every line and every total; -> the states seen."""
    wanted = reference.reconciled(rows, registry, entries, STAGES, overlap)
    lines, counted, totals, _ = run(rows, registry, entries, STAGES, overlap)
    for line in lines:
        state, key, events = wanted[line["file"], line["line"]]
        event = events[0] if len(events) == 1 else None
        assert (line["state"], line["key"], line["event"]) == (state, key, event), line
    found = {(t["key"], t["event"]): (t["orders"], t["gross"], t["refunds"], t["net"]) for t in totals}
    assert found == reference.totals(rows, wanted)
    assert all(c["net"] == c["paid"] - c["refund"] for c in counted)
    return {line["state"] for line in lines}
