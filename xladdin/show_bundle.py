"""What a terminal shows of a bundle: what went in, and which originals are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from workbook.codes import Lang
from workbook.report import summary_line
from xladdin.show import causes, console, line

if TYPE_CHECKING:
    from xladdin.bundling import Bundled


def bundled(found: Bundled, lang: Lang = "zh") -> None:
    """One line of what is in it, then what is not."""
    out, book, made = console(), found.book, found.made
    line(out, Text(f"{book.shown}  ", "bold") + Text(f"→ {book.shown_written}", "green"))
    parts = [
        f"{len(made.members) + 1}个文件",
        f"定稿活动{len(made.final)}个",
        f"获奖者{made.winners}个，一人一页",
    ]
    enclosed = "没有附" if found.originals is None else f"附{found.originals}个"
    parts.append(f"登记的文件{made.files}个，原件{enclosed}")
    line(out, Text("；".join(parts) + "。先看里面的“说明.txt”。"))
    if book.findings:
        line(out, Text(summary_line(book, lang)))
        causes(out, book, lang)
    if found.originals:
        line(out, Text("原件里有完整的个人信息，请按敏感文件保管，不要外传。", "yellow"))
