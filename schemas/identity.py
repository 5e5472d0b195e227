"""Numbers that identify people, firms and accounts: short code for what the standards say.

GB 11643-1999 (citizen identity number), GB 32100-2015 (unified social credit code), Luhn (bank cards). Plain text
in, a verdict out; cleaning and wording are left to the column kinds. python-stdnum serves as an oracle in the
tests only: it ties regions to birth years and rejects re-coded districts, so it gives false alarms.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS: Final = "10X98765432"
ID_PATTERN: Final = r"^[0-9]{17}[0-9X]$"
MOBILE_PATTERN: Final = r"^1[3-9][0-9]{9}$"

PROVINCES: Final = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split()
)
"""First two digits in use; 81-83 residence permits of Hong Kong, Macao, Taiwan, 9x foreign permanent residents."""

_USCC_CHARS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_PATTERN: Final = re.compile(rf"[{_USCC_CHARS}]{{18}}")


def id_check_digit(first17: str) -> str:
    """The check digit of 17 digits (GB 11643-1999, ISO 7064 mod 11-2). Raises ValueError for other text."""
    if not re.fullmatch(r"[0-9]{17}", first17):
        raise ValueError("17 digits are needed")
    return ID_CHECKS[sum(int(d) * w for d, w in zip(first17, ID_WEIGHTS, strict=True)) % 11]


def id_birth(text: str) -> date | None:
    """The birth date in an 18-character ID number; None when there is no such day."""
    if not re.match(r"[0-9]{14}", text):
        return None
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


def id_sex(text: str) -> Literal["男", "女"] | None:
    """The sex by the 17th digit of a valid ID number; None when the number is not valid."""
    if not valid_id(text):
        return None
    return "男" if int(text[16]) % 2 else "女"


def valid_id(text: str) -> bool:
    """Whether an ID number has the right form, a real birth date and the right check digit."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text) or id_birth(text) is None:
        return False
    return id_check_digit(text[:17]) == text[17]


def valid_uscc(text: str) -> bool:
    """Whether a unified social credit code has the right form and check character (GB 32100-2015).

    Codes that begin with N (rural collective organisations) are valid like others.
    """
    if not _USCC_PATTERN.fullmatch(text):
        return False
    total = sum(_USCC_CHARS.index(c) * pow(3, n, 31) for n, c in enumerate(text[:17]))
    return _USCC_CHARS[(31 - total % 31) % 31] == text[17]


def luhn(text: str) -> bool:
    """Whether a run of digits passes the Luhn check, as most personal bank cards do."""
    if not re.fullmatch(r"[0-9]{2,}", text):
        return False
    digits = [int(d) for d in reversed(text)]
    return (sum(digits[0::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0
