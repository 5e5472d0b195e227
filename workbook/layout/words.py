"""The words by which headers, labels, totals, notes and examples are recognised; built from FORMATS."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from schemas.format import Column, SheetFormat
from schemas.formats import FORMATS
from schemas.headers import clean_header
from workbook.model import Value


class Meaning(NamedTuple):
    """What one header path means in a format: a column, and the role of the person block it stands in."""

    role: str | None
    block: str | None
    column: Column


@cache
def header_words(fmt: SheetFormat) -> dict[str, Column]:
    """Normalised header text -> column."""
    words: dict[str, Column] = {}
    for column in fmt.columns:
        for text in (column.title, *column.aliases):
            words.setdefault(clean_header(text), column)
    return words


@cache
def label_words(fmt: SheetFormat) -> dict[str, Column]:
    """Normalised label text in a form or title block -> column; header words count too."""
    words = dict(header_words(fmt))
    for column in fmt.columns:
        for text in column.labels:
            words[clean_header(text)] = column
    return words


@cache
def any_word() -> frozenset[str]:
    """Every header text of every format: the cheap first question about a row."""
    return frozenset(word for fmt in FORMATS for word in header_words(fmt))


@cache
def _groups(fmt: SheetFormat) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), role) for pattern, role in fmt.groups)


def group_of(text: str, fmt: SheetFormat) -> tuple[str, str] | None:
    """(block, role) when the whole text names a person block such as 队长 or 成员1."""
    for pattern, role in _groups(fmt):
        if pattern.fullmatch(text):
            return text, role
    return None


def meaning(path: tuple[str, ...], fmt: SheetFormat) -> Meaning | None:
    """What a header path (parent texts, then the column's own) means in a format; None when nothing."""
    words = header_words(fmt)
    if len(path) > 1:
        group = next((found for text in path[:-1] if (found := group_of(text, fmt))), None)
        column = words.get(path[-1])
        if group and column and column.name in fmt.person:
            return Meaning(group[1], group[0], column)
        for text in ("".join(path), path[-1]):
            if text in words:
                return Meaning(None, None, words[text])
        return None
    text = path[0]
    if text in words:
        return Meaning(None, None, words[text])
    return _glued(text, fmt)


def _glued(text: str, fmt: SheetFormat) -> Meaning | None:
    """队长手机号, 成员1姓名: block and column in one header text, as form exports write them."""
    words = header_words(fmt)
    for pattern, role in _groups(fmt):
        match = pattern.match(text)
        if not match or not match.end():
            continue
        rest = text[match.end() :].lstrip("的:-_—/.")
        column = words.get(rest) if rest else words.get("姓名")
        if column and column.name in fmt.person:
            return Meaning(role, match.group(), column)
    return None


_TOTAL = re.compile(
    r"(合计|小计|总计|共计|累计|总人数|总数)(人数|队数|队伍数?|金额|数量)?"
    r"([:：].{0,12}|([（(].{0,10}[）)])?[:：]?共?(\d.{0,12})?)|共\d+(支|个|人|名|队|组).*"
)
_EXAMPLE = re.compile(r"[（(【\[]?(例[:：如子]|示例|样例|例$|填写示例|范例)")
_DOTS = re.compile(r"[.。…·]{2,}")
_NOTE = re.compile(
    r"(备?注|说明|填表说明|填报说明|注意事项|提示)[:：\d一1（(]|(填表|填报|审核|制表|负责|经办|联系|复核)(人|单位|领导)|"
    r"(单位|主管|部门)?(负责人|领导)[（(]?(签字|签名|[:：])|(盖章|公章)|\d{4}年.{0,4}月.{0,4}日|(年月日)|联系电话[:：]"
)


_FOOTER = re.compile(r".{0,6}(简介|宣言|口号|承诺书?|意见|声明|签字|签名)([/／].{0,8})?[:：]?")


def squeeze(value: Value) -> str:
    """A cell's text without any blanks; "" for what is no text."""
    return "".join(value.split()) if isinstance(value, str) else ""


def is_total(text: str) -> bool:
    """合计, 小计, 共 12 支队伍 ... (blanks already taken out)."""
    return _TOTAL.fullmatch(text) is not None


def is_example(text: str) -> bool:
    """例：张三, 示例, …… : a row that shows how to fill in, not a record."""
    return _EXAMPLE.match(text) is not None or _DOTS.fullmatch(text) is not None


def is_note(text: str) -> bool:
    """注：1.…, 填表人：, （盖章）, a date line: text around a table."""
    return _NOTE.match(text) is not None


def is_footer(text: str) -> bool:
    """团队简介, 参赛承诺, 学校意见 ...: the parts of a form below its members."""
    return _FOOTER.fullmatch(text) is not None
