"""All column kinds under one roof; each is defined and explained in the file of its family."""

from __future__ import annotations

from typing import Final

from schemas.format import Kind
from schemas.kinds_date import DAY
from schemas.kinds_identity import ID_NUMBER, MOBILE, PHONE
from schemas.kinds_money import MONEY
from schemas.kinds_people import FREE, GENDER, NAME, NAMES, ROLE, TEAM, YES_OR_NO
from schemas.kinds_places import CITY, COUNT, SCHOOL, SHOP_ID, STUDENT_NO

KINDS: Final[tuple[Kind, ...]] = (
    ID_NUMBER,
    MOBILE,
    PHONE,
    NAME,
    NAMES,
    GENDER,
    ROLE,
    TEAM,
    YES_OR_NO,
    FREE,
    CITY,
    SCHOOL,
    STUDENT_NO,
    SHOP_ID,
    COUNT,
    DAY,
    MONEY,
)

__all__ = [
    "CITY",
    "COUNT",
    "DAY",
    "FREE",
    "GENDER",
    "ID_NUMBER",
    "KINDS",
    "MOBILE",
    "MONEY",
    "NAME",
    "NAMES",
    "PHONE",
    "ROLE",
    "SCHOOL",
    "SHOP_ID",
    "STUDENT_NO",
    "TEAM",
    "YES_OR_NO",
]
