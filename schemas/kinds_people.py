"""Column kinds for people and teams: names, sex, role, team name, yes or no.

A name must equal the ID card and the bank account: it is never simplified, split or re-spelt, only blanks between
Han characters and the kind of middle dot are tidied.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.kinds_identity import PLACEHOLDER_WORDS, placeholder, tidied, unreadable
from schemas.text import HAN, PRIVATE, close_han, narrow, spaced, visible

ROLES: Final = ("队长", "主播", "助播", "场控", "运营", "客服", "策划", "摄像", "剪辑", "队员")
YES_NO: Final = ("是", "否")

_DOTS: Final = re.compile("[•‧・･．●∙⋅.]")
_NOTE_WORDS: Final = "离职|退赛|退出|替补|已换|请假"
_TITLES: Final = "队长|组长|队员|组员|主播|助播|场控|负责人|老师|同学"
"""Words that no person is called by: at either end of a name they are a role."""
_NO_WORD: Final = rf"(?!(?:{PLACEHOLDER_WORDS})$)"
_PLAIN_NAME: Final = re.compile(
    rf"{_NO_WORD}(?!.*(?:{_NOTE_WORDS}))(?!{_TITLES})(?!.*(?:{_TITLES}|成员|运营)$)[\u4e00-\u9fff]{{2,6}}"
)
_PLAIN_TEAM: Final = re.compile(rf"{_NO_WORD}[\u4e00-\u9fff]{{2,16}}")
_BRACKET: Final = re.compile(r"[（(【\[]")
_WITH_ROLE: Final = re.compile(rf"(?:{_TITLES}).*|.*(?:{_TITLES}|成员|运营)")
_WITH_NOTE: Final = re.compile(rf"[\u3400-\u9fff·]{{2,}}?[0-9].*[月日号年].*|.*({_NOTE_WORDS}).*")
_BAD_NAME: Final = re.compile(r"[0-9?？!！#$%^&*+=<>{}|\\/@_~`；;：:\"“”，,、。\ufffd]")
_IN_NAMES: Final = "· .'’-—"
_LONGEST: Final = 20
_LONGEST_LATIN: Final = 60
_COMPOUND: Final = re.compile(
    "欧阳|司马|上官|诸葛|司徒|司空|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木|百里|长孙|宇文|轩辕|独孤|南宫|呼延|东郭|"
    "西门|公冶|澹台|濮阳|淳于|单于|太史|申屠|仲孙|钟离|闻人|鲜于|闾丘|赫连|完颜|拓跋|第五|万俟|梁丘|左丘"
)
"""Two-character surnames: 欧阳 明月 is one person, 张三 李四 are two."""
_TICKED: Final = "☑☒■√✓✔"
_BOXES: Final = f"{_TICKED}□☐"
_YES: Final = re.compile(
    r"是的?|对|[☑■√✓✔]是([□☐]?否)?|[☑■√✓✔VY1]|YES|TRUE|有|出镜|"
    r"已(通过|完成|培训|备案|参训|参加|出镜|审批|审核|注册)?|完成|通过"
)
_NO: Final = re.compile(
    r"否|([□☐]?是)?[☑■√✓✔]否|[□☐×✗✘XN0/\-—]|NO|FALSE|无|没有?|"
    r"[未没](通过|完成|培训|备案|参训|参加|出镜|审批|审核|注册)?|不(是|出镜|参加|通过|同意|需要?|用|会)?"
)


def text_of(raw: Raw) -> str | None:
    """A cell as text; whole numbers without .0; None for a blank one."""
    if raw is None:
        return None
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    return raw


def parse_name(raw: Raw, ctx: CellContext) -> Parsed:
    """One person's name."""
    text = text_of(raw)
    if text is None or not visible(text):
        return Parsed(None)
    name = spaced(text)
    dotted = _DOTS.sub("·", name) if HAN.search(name) else name
    closed = close_han(dotted)
    if placeholder(name) or placeholder(closed):
        return unreadable("VALUE_PLACEHOLDER")
    if remark := _beside_the_name(name) or _beside_the_name(closed):
        return Parsed(name, (Issue(remark),))
    if not _fits_a_name(closed):
        return Parsed(name, (Issue("NAME_FORMAT"),))
    if PRIVATE.search(closed):
        return Parsed(closed, (Issue("NAME_PUA"),))
    if dotted != name:
        return tidied(closed, "NAME_DOT")
    if closed != dotted:
        return tidied(closed, "NAME_SPACE")
    return tidied(closed, "NAME_INVISIBLE" if text != closed else None)


def _beside_the_name(name: str) -> str | None:
    """The code of what stands with a name: a role (队长张三, 张三（队长）), a note, another person; or None.

    Such a cell is never tidied: a blank taken out of 张三 李四 would make one person of two.
    """
    if len(name) > _LONGEST_LATIN:
        return None
    if _BRACKET.search(name) or (_WITH_ROLE.fullmatch(name) and not re.search("[0-9]", name)):
        return "NAME_ROLE"
    if _WITH_NOTE.fullmatch(name):
        return "NAME_NOTE"
    parts = name.split(" ")
    if len(parts) == 2 and all(re.fullmatch(r"[\u3400-\u9fff]{2,3}", part) for part in parts):
        return None if _COMPOUND.fullmatch(parts[0]) else "NAME_NOTE"
    return None


def _fits_a_name(name: str) -> bool:
    """Letters of any script, and what joins them; no digits, boxes or other signs. Longer texts are no name."""
    if _BAD_NAME.search(name) or len(name) > (_LONGEST if HAN.search(name) else _LONGEST_LATIN):
        return False
    return all(
        char in _IN_NAMES or char == "〇" or unicodedata.category(char)[0] in "LM" or PRIVATE.match(char)
        for char in name
    )


def parse_names(raw: Raw, ctx: CellContext) -> Parsed:
    """Several people in one cell, such as two teachers: 李敏,王强 and 李敏 王强 -> 李敏、王强. Nothing is asked."""
    text = text_of(raw)
    if text is None or not visible(text) or placeholder(visible(text)):
        return Parsed(None)
    names: list[str] = []
    for part in re.split(r"[、,，/／;；&\n\r]+", text):
        name = spaced(part)
        several = all(re.fullmatch(r"[\u3400-\u9fff·]{2,}", word) for word in name.split(" "))
        names += name.split(" ") if several else [close_han(name)]
    return Parsed("、".join(name for name in names if name) or None)


def parse_gender(raw: Raw, ctx: CellContext) -> Parsed:
    """男 or 女; 男性, 女生, M, F and a ticked box (□男 ☑女) can be tidied."""
    text = text_of(raw)
    bare = "".join(narrow(visible(text)).split()) if text is not None else ""
    if not bare or text is None:
        return Parsed(None)
    if bare in ("男", "女"):
        return tidied(bare, "GENDER_FORMAT" if text != bare else None)
    if re.fullmatch(r"[男女](性|生|士|子)|[mf]|male|female|先生|[♂♀]", bare.lower()):
        return tidied("男" if bare[0] in "男Mm先♂" else "女", "GENDER_FORMAT")
    ticked = _ticked(text)
    return tidied(ticked[0], "GENDER_FORMAT") if ticked in (["男"], ["女"]) else unreadable("GENDER_UNKNOWN")


def _ticked(text: str) -> list[str] | None:
    """The choices ticked among boxes: □主播 ☑场控 (box first) or 主播√ 场控□ (box behind); None without a box."""
    bare = re.sub(r"[\[\]()（）【】]", "", "".join(visible(text).split()))
    if not any(box in bare for box in _BOXES):
        return None
    if bare[0] in _BOXES:
        return re.findall(rf"[{_TICKED}]([^{_BOXES}]+)", bare)
    return re.findall(rf"([^{_BOXES}]+)[{_TICKED}]", bare)


def parse_role(raw: Raw, ctx: CellContext) -> Parsed:
    """The roles a person has in the team, as typed, joined by 、 (队长兼主播 -> 队长、主播). Ticked boxes count.

    副队长, 队长助理 and 非队长 are members: a team has one leader, and only he counts as such.
    """
    text = text_of(raw)
    bare = "".join(visible(text).split()) if text is not None else ""
    if not bare or text is None:
        return Parsed(None)
    ticked = _ticked(text)
    if ticked is not None and any(char not in _BOXES for char in bare):
        bare = "、".join(ticked)
    if re.fullmatch("(团队)?负责人", bare):
        return Parsed("队长")
    named = re.sub("(副|非|不是)(队长|组长)|(队长|组长)助理", "队员", bare).replace("组长", "队长")
    found = [role for role in ROLES if role in re.sub("成员|组员", "队员", named)]
    return Parsed("、".join(found) or bare or None)


def parse_team(raw: Raw, ctx: CellContext) -> Parsed:
    """A team's name: any text; long ones are asked about (other contests allow 16 characters)."""
    text = text_of(raw)
    name = visible(text) if text is not None else ""
    if not name:
        return Parsed(None)
    if placeholder(name):
        return unreadable("VALUE_PLACEHOLDER")
    return Parsed(name, (Issue("TEAM_LONG", None, {"length": str(len(name))}),) if len(name) > 16 else ())


def parse_yes_no(raw: Raw, ctx: CellContext) -> Parsed:
    """是 or 否 as a Boolean; √ ✓ Y 1 ■ and × N 0 are understood, blank is neither."""
    if isinstance(raw, bool):
        return Parsed(raw)
    text = text_of(raw)
    bare = "".join(narrow(visible(text)).split()).upper() if text is not None else ""
    if not bare:
        return Parsed(None)
    if _YES.fullmatch(bare):
        return Parsed(True)
    if _NO.fullmatch(bare):
        return Parsed(False)
    return unreadable("YES_NO")


def parse_free(raw: Raw, ctx: CellContext) -> Parsed:
    """Any text, without blanks around it."""
    text = text_of(raw)
    return Parsed((spaced(text) or None) if text is not None else None)


def _plain_text(value: str) -> bool:
    return bool(value) and value.isprintable() and value[0] != " " and value[-1] != " " and "  " not in value


NAME: Final = Kind("name", pl.String(), parse_name, plain=_PLAIN_NAME.fullmatch, excel=Excel("@", 12))
NAMES: Final = Kind("names", pl.String(), parse_names, plain=_PLAIN_TEAM.fullmatch, excel=Excel("@", 16))
GENDER: Final = Kind(
    "gender",
    pl.String(),
    parse_gender,
    plain=("男", "女").__contains__,
    excel=Excel(width=6, choices=("男", "女")),
)
ROLE: Final = Kind(
    "role", pl.String(), parse_role, plain=ROLES.__contains__, excel=Excel(width=12, choices=ROLES)
)
TEAM: Final = Kind(
    "team",
    pl.String(),
    parse_team,
    plain=_PLAIN_TEAM.fullmatch,
    excel=Excel(width=18),
)
YES_OR_NO: Final = Kind("yes_no", pl.Boolean(), parse_yes_no, excel=Excel(width=8, choices=YES_NO))
FREE: Final = Kind("text", pl.String(), parse_free, plain=_plain_text, excel=Excel(width=16))
