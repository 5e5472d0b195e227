"""The manual's pages as HTML, for people who get the program as a folder: a double click opens them in a browser."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from markdown_it import MarkdownIt

_STYLE: Final = """
body { font: 16px/1.7 "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1a1a1a; max-width: 60em;
  margin: 1em auto 4em; padding: 0 1em }
h1 { border-bottom: 2px solid #1f4e79 } h2 { margin-top: 2em; break-after: avoid }
img { max-width: 100%; border: 1px solid #bbb; break-inside: avoid }
pre { background: #f3f3f3; padding: .6em .8em; overflow-x: auto; font-size: 13px; line-height: 1.5; break-inside: avoid }
code { font-family: Consolas, "Noto Sans Mono CJK SC", monospace }
table { border-collapse: collapse }
th, td { border: 1px solid #999; padding: .2em .6em; text-align: left; vertical-align: top }
th { background: #e7edf4 }
@page { size: A4; margin: 15mm }
@media print { body { font-size: 11pt; max-width: none; margin: 0 } nav { display: none } a { color: inherit } }
"""


REFERENCE: Final = (
    "findings.md",
    "data-dictionary.md",
    "commands.md",
    "rule-cards.md",
    "policies.md",
    "seals.md",
)
"""Pages of docs/ that the manual leads to; they come along."""
_LINK: Final = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)


def page(text: str, places: Mapping[str, str]) -> str:
    """One Markdown page as a whole HTML page.

    places   link as it stands in the Markdown -> where it leads in HTML; what leads nowhere becomes plain text
    """
    markdown = MarkdownIt("commonmark").enable("table")
    title = text.splitlines()[0].lstrip("# ")

    def led(found: re.Match[str]) -> str:
        target, _, part = unquote(found[1]).partition("#")
        if target in places:
            return f'<a href="{places[target]}{"#" if part else ""}{part}">{found[2]}</a>'
        return found[0] if "://" in target else found[2]

    body = _LINK.sub(led, markdown.render(text))
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{html.escape(title)}</title>\n'
        f"<style>{_STYLE}</style></head>\n<body>\n{body}</body></html>\n"
    )


def write_pages(manual: Path, out: Path) -> None:
    """All pages of the manual with their pictures, and the reference pages, into a folder that is made."""
    (out / "参考").mkdir(parents=True)
    jobs = {
        path.name: f"{'首页' if path.stem == 'README' else path.stem}.html" for path in manual.glob("*.md")
    }
    reference = {name: f"{Path(name).stem}.html" for name in REFERENCE}
    led = jobs | {f"../{name}": f"参考/{place}" for name, place in reference.items()}
    for name, place in jobs.items():
        (out / place).write_text(page((manual / name).read_text(encoding="utf-8"), led), encoding="utf-8")
    for name, place in reference.items():
        text = (manual.parent / name).read_text(encoding="utf-8")
        (out / "参考" / place).write_text(page(text, reference), encoding="utf-8")
    shutil.copytree(manual / "图", out / "图")
