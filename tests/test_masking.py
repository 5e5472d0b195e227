"""What of a personal number may be shown."""

from __future__ import annotations

import pytest

from workbook.masking import number


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("360730200411020219", "…0219"),
        ("3607 3020 0411 0202 19", "…0219"),
        ("1380", "…"),
        ("#N/A", "#N/A"),
        ("#DIV/0!", "#DIV/0!"),
        ("#NAME?", "#NAME?"),
        ("#360730200411020219 号", "…219号"),
    ],
)
def test_a_number_is_cut_to_its_last_four_and_an_error_value_is_shown(text, shown):
    assert number(text) == shown
