"""What a terminal shows of finance's recomputation: what was verified, every difference, where the page stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rich.text import Text

from workbook.codes import Lang
from workbook.report import summary_line
from workbook.verify.contest import label
from xladdin.show import causes, console, events_in_words, line

if TYPE_CHECKING:
    from xladdin.verifying import Outcome


_LISTED: Final = ("MULTI_WIN", "VERIFY_NOT_FINAL")
"""Told in one line each: there may be as many as winners, as events."""


def verified(found: Outcome, lang: Lang = "zh") -> None:
    """The events, the differences, the way to the page."""
    out, book, contest = console(), found.book, found.verified.contest
    names = "、".join(label(scope) for scope in contest.judged)
    line(out, Text("复核  ", "bold") + Text(f"{len(contest.judged)}个已定稿的活动：{names}"))
    # what was changed since people signed comes first: the sums that are wrong in consequence say less
    told = sorted(
        (f for f in book.findings if f.code not in _LISTED), key=lambda f: not f.code.startswith("SEAL_")
    )
    causes(out, replace(book, findings=tuple(told)), lang)
    if waiting := [f.context["event"] for f in book.findings if f.code == "VERIFY_NOT_FINAL"]:
        line(out, Text(f"还没有定稿，没有复核：{events_in_words(waiting)}", "dim"))
    several = [f.context for f in book.findings if f.code == "MULTI_WIN"]
    if several:
        keys = "、".join(f"{one['key']}（{one['count']}个）" for one in several)
        line(
            out,
            Text(f"  · 在几个活动领奖的{len(several)}个收款人，请对照“跨活动重复获奖”的决定：{keys}", "dim"),
        )
    tail = f"  → {book.written}" if book.written else "（结果没有变，没有改动）"
    line(out, Text(f"{book.file}  ", "bold") + Text(summary_line(book, lang)) + Text(tail, "green"))
    if book.count("error"):
        line(out, Text("有不一致的，改正以前不要付款；一页纸见“财务复核”。"))
    else:
        line(out, Text("重算的结果与台账一致；请打印“财务复核”签字。"))
