"""Which contest a button is about that needs no contest workbook: the open one's, or one of those that ship."""

from __future__ import annotations

from schemas.contest import SHIPPED
from workbook.host import Refused
from xladdin.card_commands import Contest, contest_in, contest_of
from xladdin.clicks.click import Click


def contest_asked(click: Click) -> Contest:
    """The contest of the open contest workbook; where none is open, the one a person picks."""
    try:
        return contest_in(click.reading.read())
    except Refused as refused:
        if refused.code != "FILE_NO_CARD":
            raise
    return contest_of(shipped_asked(click))


def shipped_asked(click: Click) -> str:
    """The id of a contest that ships."""
    empty = click.words("空白（规则自己填）", "blank (rules to be filled in)")
    names = {empty if id_ == "blank" else contest_of(id_).name: id_ for id_ in SHIPPED}
    return names[click.choice("哪个赛事？", "Which contest?", list(names))]
