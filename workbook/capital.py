"""Amounts in Chinese capitals (大写金额), as payment lists and receipts carry them: as text, and as an Excel formula.

Source: 支付结算办法, 附件一 正确填写票据和结算凭证的基本规定, sections 2 and 4; that 整 follows 角 too is 会计基础工作规范,
article 52. Both outputs are made by one table of replacements, so that a sheet cannot show another text than we print.
`fen_of` reads them back by a grammar of its own, so that one proves the other. The prefix 人民币, and how an amount in a
cell is read into fen, are left to whoever writes the paper.
"""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = "仟佰拾亿仟佰拾万仟佰拾元角分"
_FORMULA_UNITS: Final = _UNITS[4:]
"""A formula is for prizes: it stops short of 亿, which keeps it short."""

_START: Final = "^"
"""Marks where the text begins: a 零 before the first digit is dropped, the same 零 further on is written."""

_RULES: Final = (
    *zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True),
    # What is not there has no unit. A section (亿, 万, 元) has up to four 零 in a row now: halved twice, one is left.
    ("零分", "整"),
    ("零仟", "零"),
    ("零佰", "零"),
    ("零拾", "零"),
    ("零零", "零"),
    ("零零", "零"),
    # Nothing is written before the first digit.
    (f"{_START}零亿", _START),
    (f"{_START}零万", _START),
    (f"{_START}零元", _START),
    (f"{_START}零角", _START),
    (f"{_START}零", _START),
    # An empty 万 section is one 零, with what follows it. Must come before 零万: that one would leave 亿万.
    ("亿零万", "亿零"),
    ("零零", "零"),
    # 零 at the end of a section: 亿 and 万 need none, after 元 it stands for what is missing before 角.
    ("零亿", "亿"),
    ("零万", "万"),
    ("零元", "元零"),
    ("零角", "零"),
    ("零零", "零"),
    ("零整", "整"),
    (f"{_START}整", "零元整"),
    (_START, ""),
)
"""Old -> new, in this order, on every digit with its unit (^0仟1佰…2分). Each is done once, from left to right and without
overlap: str.replace and SUBSTITUTE do exactly that alike."""


def capital(fen: int) -> str:
    """An amount in capitals: 10700053 -> 壹拾万柒仟元零伍角叁分. Ends in 整 unless there are 分; nothing is 零元整.

    Where the source allows two forms (its 4.3: the digit of 万 or of 元 is 0 and the next is not) we write the one it
    names first. 万 is followed by no 零 (壹拾万柒仟元整), 元 is (壹仟陆佰捌拾元零叁角贰分): there 零 is what hinders
    somebody from adding a digit. 亿 is taken like 万. Below one 元 nothing stands before 角: 伍角整, 伍分.

    Raises ValueError below zero and from 10,000 亿 on.
    """
    if not 0 <= fen < 10 ** len(_UNITS):
        raise ValueError(f"no capitals for {fen} fen")
    digits = f"{fen:0{len(_UNITS)}}"
    text = _START + "".join(digit + unit for digit, unit in zip(digits, _UNITS, strict=True))
    for old, new in _RULES:
        text = text.replace(old, new)
    return text


def capital_formula(ref: str) -> str:
    r"""A formula that says of the cell `ref` (an amount in 元) what `capital` says of its fen; half a fen is rounded up.

    Empty for what is no number, below zero or from one 亿 on: a gap is seen, wrong capitals are paid. TEXT only sets
    digits beside units (every unit escaped with \, which no locale reads otherwise); [DBNum2] would depend on the locale.
    """
    yuan = f"ROUND({ref},2)"  # as the cell shows it: times 100 first, 1.005 would be a little less than 100.5 fen
    pattern = "".join(f"0\\{unit}" for unit in _FORMULA_UNITS)
    text = f'"{_START}"&TEXT(ROUND({yuan}*100,0),"{pattern}")'
    for old, new in _RULES:
        if "亿" not in old:
            text = f'SUBSTITUTE({text},"{old}","{new}")'
    above = 10 ** (len(_FORMULA_UNITS) - 2)
    return f'=IF(ISNUMBER({ref}),IF(AND({yuan}>=0,{yuan}<{above}),{text},""),"")'


# ---- Reading them back

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_SAME: Final = str.maketrans("圆圓正億萬貳贰弍陸參叁叄千百", "元元整亿万贰贰贰陆叁叁叁仟佰")
"""Other ways to write the same: 圆 and 正, traditional characters, 千 and 百 as people type them."""
_ONE: Final = f"[{_DIGITS[1:]}]"
_SECTION: Final = f"(?:({_ONE})仟)?(?:零?({_ONE})佰)?(?:零?({_ONE})拾)?(?:零?({_ONE}))?"
_AMOUNT: Final = re.compile(
    f"(?:人民币)?(?:(?:(?={_ONE}){_SECTION}亿)?(?:(?=零?{_ONE})零?{_SECTION}万)?(?:零?{_SECTION}|零)元)?"
    f"(?:零?({_ONE})角|零角)?(?:零?({_ONE})分|零分)?整?"
)
"""One group a place, 仟亿 first. A 零 may stand or be left out where the source allows both."""


def fen_of(text: str) -> int | None:
    """The amount that capitals say, in fen: 壹拾万柒仟元零伍角叁分 and 壹拾万零柒仟元伍角叁分 are both 10700053.

    None where the text is no amount. Read by value: how 零 and 整 are set is not judged; 拾 needs its digit (壹拾), for
    one could be added before it.
    """
    bare = "".join(text.split()).removeprefix("人民币").translate(_SAME)
    match = _AMOUNT.fullmatch(bare)
    if match is None or not re.search("[元角分]", bare):
        return None
    digits = "".join(str(_DIGITS.index(digit or "零")) for digit in match.groups())
    return None if "元" in bare and bare.startswith("元") else int(digits)
