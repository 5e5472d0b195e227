"""All column kinds under one roof; each is defined and explained in the file of its family."""

from __future__ import annotations

from typing import Final

from schemas.format import Kind
from schemas.kinds_bank import BANK_ACCOUNT
from schemas.kinds_date import DAY
from schemas.kinds_figures import CREDIT_CODE, DOCUMENT, LINK, QUANTITY
from schemas.kinds_identity import ID_NUMBER, MOBILE, PHONE
from schemas.kinds_money import MONEY, SALES
from schemas.kinds_people import FREE, GENDER, NAME, NAMES, ROLE, TEAM, YES_OR_NO
from schemas.kinds_places import CITY, COUNT, SCHOOL, SHOP_ID, STUDENT_NO
from schemas.kinds_time import CLOCK, LENGTH, MOMENT, SPAN

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
    SALES,
    CLOCK,
    SPAN,
    LENGTH,
    MOMENT,
    QUANTITY,
    CREDIT_CODE,
    DOCUMENT,
    LINK,
    BANK_ACCOUNT,
)

__all__ = [
    "BANK_ACCOUNT",
    "CITY",
    "CLOCK",
    "COUNT",
    "CREDIT_CODE",
    "DAY",
    "DOCUMENT",
    "FREE",
    "GENDER",
    "ID_NUMBER",
    "KINDS",
    "LENGTH",
    "LINK",
    "MOBILE",
    "MOMENT",
    "MONEY",
    "NAME",
    "NAMES",
    "PHONE",
    "QUANTITY",
    "ROLE",
    "SALES",
    "SCHOOL",
    "SHOP_ID",
    "SPAN",
    "STUDENT_NO",
    "TEAM",
    "YES_OR_NO",
]
