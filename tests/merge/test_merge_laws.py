"""Laws of merging: no row is lost, the order of files is no rule, and merging bit by bit is merging all at once."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.merge import asked
from workbook.merge.fold import fold
from workbook.merge.submission import MERGED, Cover, Row, Submission, mark_of

NAMES = ("张三", "李四", "王五")


@st.composite
def row(draw):
    """A person of one of two teams; numbers and phones repeat, some rows must be corrected."""
    name = draw(st.sampled_from(NAMES))
    values = {
        "name": name,
        "team": draw(st.sampled_from(["橙心队", "晨光队"])),
        "school": "江西理工大学",
        "city": "赣州",
        "id_no": draw(st.sampled_from(["1", "2", "3", None])),
        "phone": draw(st.sampled_from(["11", "12", None])),
    }
    filled = {key: value for key, value in values.items() if value is not None}
    faults = draw(st.sampled_from([(), (), (), ("ID_CHECKSUM",)]))
    return Row("registration", "附件1", draw(st.integers(2, 9)), draw(st.booleans()), filled, faults)


@st.composite
def broadcast(draw):
    """A session: days and starts repeat, so that corrections move them; some rows tell entrants of one name apart."""
    values = {
        "key": draw(st.sampled_from(["K0001", "K0002", None, None])),
        "name": draw(st.sampled_from(["张三", "李四"])),
        "event": "活动4",
        "day": draw(st.sampled_from(["2024-11-05", "2024-11-06"])),
        "start": draw(st.sampled_from([68400, 72000, None])),
        "session": draw(st.sampled_from(["S1", "S2", None, None, None])),
        "venue": draw(st.sampled_from(["校内", "校外", None])),
    }
    filled = {key: value for key, value in values.items() if value is not None}
    faults = draw(st.sampled_from([(), (), (), (), ("DATE_UNREAD",)]))
    return Row("sessions", "场次", draw(st.integers(2, 9)), False, filled, faults)


@st.composite
def inbox(draw, of=row):
    """A handful of files of two senders, of every kind, some answered, some with a typed time."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        cover = Cover(
            sender=draw(st.sampled_from(["甲", "乙"])),
            city=draw(st.sampled_from(["赣州", "九江", ""])),
            kind=draw(st.sampled_from(["", "", "首次", "补充", "更正", "整表替换"])),
            received=draw(st.sampled_from(["", "2024-10-18 09:00", "2024-10-19 09:00", "2024-10-19"])),
            seen=draw(st.sampled_from(["2026-10-10 09:00:00", "2026-10-11 09:00:00"])),
            answer=draw(st.sampled_from(["", "", "同意", "不采用"])),
        )
        rows = tuple(draw(st.lists(of(), max_size=5)))
        found.append(Submission(f"R{number:04d}", f"{number}.xlsx", str(number), cover, mark_of(rows), rows))
    return found


def result(merged):
    """What stands and what became of every row, whatever the order."""
    stands = sorted(
        (
            sorted(map(str, r.values.items())),
            r.withdrawn,
            merged.submissions[r.source.file].name,
            r.source.row,
        )
        for r in merged.records
    )
    ends = {
        s.name: [(o.what, o.why, o.replaced, o.mended) for o in merged.outcomes[n]]
        for n, s in enumerate(merged.submissions)
    }
    return stands, ends, sorted((f.at.file, f.code) for f in asked.about_files(merged, MERGED))


inboxes = st.one_of(inbox(), inbox(broadcast))
quiet = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@quiet
@given(inboxes)
def test_every_row_ends_in_exactly_one_way(files):
    merged = fold(files)
    for number, submission in enumerate(files):
        assert len(merged.outcomes[number]) == len(submission.rows)
        assert sum(merged.counts(number).values()) == len(submission.rows)
    taken = [
        o for outcomes in merged.outcomes.values() for o in outcomes if o.what == "合并" and not o.replaced
    ]
    assert len(taken) == len(merged.records), "what was merged and not corrected stands, once"


@quiet
@given(inboxes, st.randoms(use_true_random=False))
def test_the_order_of_files_is_no_rule(files, random):
    shuffled = files[:]
    random.shuffle(shuffled)
    assert result(fold(shuffled)) == result(fold(files))


@quiet
@given(inboxes)
def test_nobody_is_lost_without_a_replacement(files):
    """Who was merged once stands; only a replacement withdraws, and nothing is deleted."""
    merged = fold(files)
    if not any(s.cover.kind == "整表替换" for s in files):
        assert not any(record.withdrawn for record in merged.records)


def once(files):
    """The same files, merged all at once."""
    return [s.covered(s.cover._replace(seen="2026-10-10 09:00:00")) for s in files]


@quiet
@given(inboxes)
def test_file_by_file_is_all_at_once_where_nobody_said_that_something_changes(files):
    plain = [s for s in files if s.cover.kind not in ("更正", "整表替换")]
    for found, expected in zip(result(fold(plain))[:2], result(fold(once(plain)))[:2], strict=True):
        assert without_mended(found) == without_mended(expected)


def without_mended(part):
    """Until when something is told goes by what came later."""
    return {name: [o[:3] for o in ends] for name, ends in part.items()} if isinstance(part, dict) else part


def numbered(one):
    """A row that is in order has a number of its own."""
    own = one.values["team"] + one.values["name"]
    return one if one.faults else one._replace(values={**one.values, "id_no": own})


@quiet
@given(inbox())
def test_what_is_wrong_is_told_until_somebody_else_says_it_right(files):
    """A row that must be corrected is settled by another file only: one that has the person, or one that replaces it."""
    files = [
        Submission(s.number, s.name, s.content, s.cover, s.mark, tuple(map(numbered, s.rows))) for s in files
    ]
    merged = fold(files)
    for number, submission in enumerate(files):
        others = [n for n in range(len(files)) if n != number and files[n].cover.answer != "不采用"]
        for row, outcome in zip(submission.rows, merged.outcomes[number], strict=True):
            if row.faults and outcome.mended:
                said = {(r.values["name"], r.values["team"]) for n in others for r in files[n].rows}
                known = {
                    r.values.get(key) for n in others for r in files[n].rows for key in ("id_no", "phone")
                }
                replaced = any(files[n].cover.kind == "整表替换" and n not in merged.held for n in others)
                same = {row.values.get("id_no"), row.values.get("phone")} - {None} & known
                assert (row.values["name"], row.values["team"]) in said or same or replaced


def wrong(one):
    """The row of somebody who has a number of his own, with a mistake."""
    values = {key: value for key, value in one.values.items() if key != "phone"}
    return one._replace(values={**values, "id_no": values["team"] + values["name"]}, faults=("ID_CHECKSUM",))


@quiet
@given(inbox())
def test_of_everybody_who_is_wrong_in_every_file_one_version_is_told(files):
    files = [
        Submission(s.number, s.name, s.content, s.cover._replace(kind="更正", answer=""), s.mark, rows)
        for s in files
        if (rows := tuple(map(wrong, s.rows)))
    ]
    merged = fold(files)
    told = [
        (s.origin, row.values["id_no"], n)
        for n, s in enumerate(files)
        for row, outcome in zip(s.rows, merged.outcomes[n], strict=True)
        if not outcome.mended
    ]
    assert {one[:2] for one in told} == {(s.origin, r.values["id_no"]) for s in files for r in s.rows}
    assert len(set(told)) == len({one[:2] for one in told})
