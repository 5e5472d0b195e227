"""Old binary workbooks (.xls, and .et by WPS): what calamine says of them, in the same form as the new ones.

Values only: formulas, notes and hidden rows are not told. A date comes back as a moment; here it becomes a
serial number of the 1900 calendar with a date format, as everywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

_DAY: Final = timedelta(days=1)
_EPOCH: Final = datetime(1899, 12, 30)
_FIRST_SOUND: Final = 61
"""Serial number of 1900-03-01; before it Excel counts a day that never was."""


def serial_number(moment: datetime | date | time | timedelta) -> tuple[float, str]:
    """A moment as (serial number, format code)."""
    if isinstance(moment, timedelta):
        return moment / _DAY, "[h]:mm:ss"
    if isinstance(moment, time):
        since = timedelta(
            hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond
        )
        return since / _DAY, "h:mm:ss"
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    number = (moment - _EPOCH) / _DAY
    if number < _FIRST_SOUND:
        number -= 1
    return number, "yyyy/m/d" if number == int(number) else "yyyy/m/d h:mm"


def plain_column(column: Sequence[Any], number: int, formats: list[list[Any]]) -> list[Any]:
    """A column of str, float and bool; the formats of its dates are added to `formats`."""
    values: list[Any] = []
    for row, value in enumerate(column, 1):
        if isinstance(value, datetime | date | time | timedelta):
            value, code = serial_number(value)
            last = formats[-1] if formats else None
            if last and last[0] == number and last[1] == code and last[3] == row - 1:
                last[3] = row
            else:
                formats.append([number, code, row, row])
        elif value.__class__ is int:
            value = float(value)
        values.append(value)
    return values
