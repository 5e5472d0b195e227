"""What a terminal shows of seals: each event with its sums and the code for the paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text

from workbook.codes import Lang
from workbook.eligibility.figures import money_words
from workbook.masking import file_name
from workbook.report import summary_line
from xladdin.show import causes, console, line

if TYPE_CHECKING:
    from xladdin.sealing import Sealing


def sealed(found: Sealing, lang: Lang = "zh") -> None:
    """Each seal that was made; then the workbook and what is to be said of it."""
    out = console()
    for one in found.made:
        if one.new:
            sums = f"{one.sums.winners}个奖，{money_words(one.sums.total)}，锁定 {one.sums.rows:,} 行"
            said = Text(f"{one.scope.label}  ", "bold") + Text(f"{sums}  校验码 ")
            line(out, said + Text(one.marks.code, "bold"))
    book = found.book
    tail = f"  → {book.shown_written}" if book.written else "（没有改动）"
    line(out, Text(f"{book.shown}  ", "bold") + Text(summary_line(book, lang)) + Text(tail, "green"))
    others = tuple(finding for finding in book.findings if finding.code != "SEAL_MADE")  # shown above
    causes(out, replace(book, findings=others), lang)
    if found.paper:
        line(out, Text(f"定稿签批单：{file_name(found.paper)}，请打印、签字，另存一份校验码。"))
    elif any(one.new for one in found.made):
        line(out, Text("请把校验码写在签批的纸上（--print 可生成定稿签批单），并另行告知财务。"))
