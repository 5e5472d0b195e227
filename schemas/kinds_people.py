"""Column kinds for people and teams: names, sex, role, team name, yes or no.

A name must equal the ID card and the bank account: it is never simplified, split or re-spelt, only blanks between
Han characters and the kind of middle dot are tidied.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from schemas.format import CellContext, Excel, Issue, Kind, Parsed, Raw
from schemas.kinds_identity import PLACEHOLDER_WORDS, placeholder, tidied, unreadable
from schemas.text import HAN, INVISIBLE, PRIVATE, close_han, narrow, visible

ROLES: Final = ("队长", "主播", "助播", "场控", "运营", "客服", "策划", "摄像", "剪辑", "队员")
YES_NO: Final = ("是", "否")

_DOTS: Final = re.compile("[•‧・･．●∙⋅.]")
_NOTE_WORDS: Final = "离职|退赛|退出|替补|已换|请假"
_NO_WORD: Final = rf"(?!(?:{PLACEHOLDER_WORDS})$)"
_PLAIN_NAME: Final = re.compile(rf"{_NO_WORD}(?!.*(?:{_NOTE_WORDS}))[\u4e00-\u9fff]{{2,6}}")
_PLAIN_TEAM: Final = re.compile(rf"{_NO_WORD}[\u4e00-\u9fff]{{2,16}}")
_ROLE_WORDS: Final = "队长|组长|队员|成员|主播|助播|场控|运营|负责人|老师|同学"
_WITH_ROLE: Final = re.compile(rf".+[（(【\[].+[）)】\]]|.+[（(【\[].*|.{{2,4}}[-—/、，,\s]+({_ROLE_WORDS})")
_WITH_NOTE: Final = re.compile(rf"[\u3400-\u9fff·]{{2,}}?[0-9].*[月日号年].*|.*({_NOTE_WORDS}).*")
_BAD_NAME: Final = re.compile(r"[0-9?？!！#$%^&*+=<>{}|\\/@_~`；;：:\"“”，,、。]")
_LONGEST: Final = 20
_YES: Final = re.compile(r"是|[☑■√✓✔]是([□☐]?否)?|[☑■√✓✔VY1]|YES|TRUE|有|已.*|完成|通过")
_NO: Final = re.compile(
    r"否|([□☐]?是)?[☑■√✓✔]否|[□☐×✗XN0/\-]|NO|FALSE|无|未(?![知定详]).*|不(?![详知清确明]).*"
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
    name = re.sub(r"\s+", " ", visible(INVISIBLE.sub(" ", text) if re.search(r"[A-Za-z]", text) else text))
    if placeholder(name):
        return unreadable("VALUE_PLACEHOLDER")
    if _WITH_ROLE.fullmatch(name):
        return Parsed(name, (Issue("NAME_ROLE"),))
    if _WITH_NOTE.fullmatch(name):
        return Parsed(name, (Issue("NAME_NOTE"),))
    closed = close_han(name)
    dotted = _DOTS.sub("·", closed) if HAN.search(closed) else closed
    if _BAD_NAME.search(dotted) or (len(dotted) > _LONGEST and HAN.search(dotted)):
        return Parsed(name, (Issue("NAME_FORMAT"),))
    if PRIVATE.search(dotted):
        return Parsed(dotted, (Issue("NAME_PUA"),))
    if dotted != closed:
        return tidied(dotted, "NAME_DOT")
    if closed != name:
        return tidied(closed, "NAME_SPACE")
    return tidied(closed, "NAME_INVISIBLE" if text != closed else None)


def parse_gender(raw: Raw, ctx: CellContext) -> Parsed:
    """男 or 女; 男性, 女生, M, F can be tidied."""
    text = text_of(raw)
    bare = "".join(narrow(visible(text)).split()) if text is not None else ""
    if not bare or text is None:
        return Parsed(None)
    if bare in ("男", "女"):
        return tidied(bare, "GENDER_FORMAT" if text != bare else None)
    if re.fullmatch(r"[男女](性|生|士|子)|[MFmf]|[Mm]ale|[Ff]emale", bare):
        sex = "男" if bare[0] in "男Mm" else "女"
        return tidied(sex, "GENDER_FORMAT")
    return unreadable("GENDER_UNKNOWN")


def parse_role(raw: Raw, ctx: CellContext) -> Parsed:
    """The roles a person has in the team, as typed, joined by 、 (队长兼主播 -> 队长、主播). Ticked boxes count."""
    text = text_of(raw)
    bare = "".join(visible(text).split()) if text is not None else ""
    if not bare:
        return Parsed(None)
    ticked = re.findall(r"[☑☒■√✓✔](\w+?)(?=[□☐☑☒■√✓✔\s]|$)", bare)
    if ticked or re.search("[□☐]", bare):
        return Parsed("、".join(ticked)) if ticked else Parsed(None)
    roles = [role for role in ROLES if role in bare.replace("组长", "队长").replace("成员", "队员")]
    return Parsed("、".join(roles) if roles else bare)


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
    return Parsed((visible(text) or None) if text is not None else None)


def _plain_text(value: str) -> bool:
    return bool(value) and value.isprintable() and value[0] != " " and value[-1] != " "


NAME: Final = Kind("name", pl.String(), parse_name, plain=_PLAIN_NAME.fullmatch, excel=Excel("@", 12))
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
