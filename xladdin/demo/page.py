"""The closing page 从这里看起.html: the story step by step, with links to every file and pictures of the key sheets.

One file without scripts or anything from elsewhere, to be read in any browser and printed on A4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote

from xladdin.demo.lines import Step
from xladdin.demo.story import Told

PAGE: Final = "从这里看起.html"
PICTURES: Final = "图"

_STYLE: Final = """
 @page { size: A4; margin: 15mm }
 body { font: 16px/1.6 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif; color: #1a1a1a;
        max-width: 60em; margin: 1.5em auto; padding: 0 1em }
 h1 { font-size: 1.6em; margin-bottom: .2em }
 h2 { font-size: 1.15em; border-bottom: 2px solid #0b5394; padding-bottom: .1em }
 section { break-inside: avoid; margin-top: 1.8em }
 a { color: #0b5394 } .told { border-left: 4px solid #0b5394; background: #f3f6fa; padding: .4em .8em; list-style: none }
 pre { background: #f6f6f6; border: 1px solid #ddd; padding: .5em; font-size: .8em;
       white-space: pre-wrap; word-break: break-all }
 img { max-width: 100%; border: 1px solid #999 } figcaption { color: #444; font-size: .85em } figure { margin: .8em 0 }
 table { border-collapse: collapse }
 td, th { border: 1px solid #999; padding: .2em .6em; text-align: left; vertical-align: top }
 @media print { a { color: inherit } pre { display: none } }
"""
_WELCOME: Final = (
    "这里是两个赛事从收件到归档的全过程，人和数据都是编的。每一步写了做什么、得到什么、打开哪个文件看什么；"
    "要自己再做一遍：先用 contestbook demo 练习 --materials 生成材料，再用 cd 练习 进到那个文件夹，照抄下面的命令。"
)
_NO_PICTURES: Final = "这台电脑没有能用的 LibreOffice，这一页没有图；请点链接直接打开文件。"


def picture_name(step: int, sheet: str) -> str:
    """The file of a picture below the demo's folder."""
    return f"{PICTURES}/{step:02d}_{sheet}.png"


def write_page(folder: Path, story: Sequence[Told], materials: Mapping[str, str], drawn: bool) -> Path:
    """Write the page. materials: a file or folder -> what it is; drawn: whether there are pictures."""
    body = [
        "<h1>从这里看起</h1>",
        f"<p>{escape(_WELCOME)}</p>",
        "" if drawn else f"<p><b>{_NO_PICTURES}</b></p>",
        *(part for number, told in enumerate(story, 1) for part in _section(folder, number, told)),
        "<section><h2>材料：大家交来的</h2><table><tr><th>文件</th><th>是什么</th></tr>",
        *(f"<tr><td>{_link(path)}</td><td>{escape(what)}</td></tr>" for path, what in materials.items()),
        "</table></section>",
    ]
    page = folder / PAGE
    page.write_text(
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>赛事台账演示：从这里看起</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(body) + "\n</body></html>\n",
        encoding="utf-8",
    )
    return page


def _section(folder: Path, number: int, told: Told) -> Iterator[str]:
    step = told.step
    yield f"<section><h2>{number}　{escape(step.title)}</h2><p>{escape(step.says)}</p>"
    if told.lines:
        yield '<ul class="told">' + "".join(f"<li>{escape(line)}</li>" for line in told.lines) + "</ul>"
    yield (
        "<ul>" + "".join(f"<li>{_link(seen.path)}：{escape(seen.what)}</li>" for seen in step.open) + "</ul>"
    )
    for book, sheet in step.pictures:
        name = picture_name(number, sheet)
        if (folder / name).exists():
            caption = f"{Path(book).name}的“{sheet}”"
            yield f'<figure><a href="{quote(name)}"><img src="{quote(name)}" alt="{escape(caption)}"></a>'
            yield f"<figcaption>{escape(caption)}（第一页）</figcaption></figure>"
    yield f"<pre>{escape(_commands(step))}</pre></section>"


def _commands(step: Step) -> str:
    return "\n".join(f"contestbook {line}" for line in step.lines)


def _link(path: str) -> str:
    return f'<a href="{quote(path)}">{escape(path)}</a>'
