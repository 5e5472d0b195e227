"""All column kinds under one roof; each is defined and explained in the file of its family."""

from __future__ import annotations

from typing import Final

from schemas.format import Kind
from schemas.kinds_identity import ID_NUMBER, MOBILE, PHONE
from schemas.kinds_people import FREE, GENDER, NAME, ROLE, TEAM, YES_OR_NO
from schemas.kinds_places import CITY, COUNT, SCHOOL, SHOP_ID, STUDENT_NO

KINDS: Final[tuple[Kind, ...]] = (
    ID_NUMBER,
    MOBILE,
    PHONE,
    NAME,
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
)

__all__ = [
    "CITY",
    "COUNT",
    "FREE",
    "GENDER",
    "ID_NUMBER",
    "KINDS",
    "MOBILE",
    "NAME",
    "PHONE",
    "ROLE",
    "SCHOOL",
    "SHOP_ID",
    "STUDENT_NO",
    "TEAM",
    "YES_OR_NO",
]
