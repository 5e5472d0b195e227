"""Days on their borders: one day long, due on the last day, next to each other."""

from __future__ import annotations

import pytest

from tests.card.cards import codes

E, D = "规则_活动", "规则_义务与期限"


@pytest.mark.parametrize(
    ("sheet", "old", "new"),
    [
        (E, "2024-10-01 | 2024-10-20", "2024-10-15 | 2024-10-15"),  # one day long
        (D, "2024-10-15", "2024-10-20"),  # due on the last day
        (D, "2024-10-15", "2024-10-01"),  # due on the first
        (E, "2024-09-12 | 2024-09-30", "2024-09-01 | 2024-09-30"),  # from the phase's first day
        (E, "2024-10-01 | 2024-10-20", "2024-10-01 | 2024-12-31"),  # to its last
        (E, "期次 | 第一期 | | 第一期活动 | 2024-09-01 | 2024-12-31", "期次 | 第一期 | | 第一期活动 | | "),
    ],
)
def test_what_is_right_on_the_border(sheet, old, new):
    assert codes((sheet, old, new)) == []


def test_one_shared_day_is_an_overlap():
    assert codes((E, "2024-10-01 | 2024-10-20", "2024-09-30 | 2024-10-20")) == ["EVENTS_OVERLAP 规则_活动!E5"]
