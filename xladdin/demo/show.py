"""What the terminal shows of the demo: a story at 80 columns, one heading a step, a few lines each."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from xladdin.demo.run import Shown
from xladdin.demo.story import Told
from xladdin.show import console, line


def step(number: int, told: Told) -> None:
    """A step: its heading, what the commands answered, what to open."""
    out = console()
    out.print()
    line(out, Text(f"{number} {told.step.title}", "bold cyan"))
    for said in told.lines:
        line(out, Text(f"  {said.split('。')[0]}"))
    for seen in told.step.open:
        line(out, Text("  看 ", "green") + Text(seen.path, "bold") + Text(f"  {seen.what}"))


def closing(shown: Shown) -> None:
    """Where to begin, and whether there are pictures."""
    out = console()
    out.print()
    line(out, Text("全部做完。请用浏览器打开：", "bold"))
    out.print(f"  {shown.page}", soft_wrap=True)
    if not shown.pictures:
        why = "LibreOffice 没有画出图" if shown.office else "这台电脑没有 LibreOffice，没有画图"
        line(out, Text(f"  （{why}，页上只有链接。）"))


def given_out(folder: Path) -> None:
    """The materials are there."""
    out = console()
    out.print("练习材料已生成，照使用手册（docs/手册）一步一步做：")
    out.print(f"  {folder}", soft_wrap=True)
