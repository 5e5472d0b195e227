"""The tab of the add-in drawn as a picture (SVG), of COMMANDS: the manual cannot show Excel itself."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from xladdin.commands import GROUPS, Command, Group, buttons

_LINE: Final = 24
"""Height of a small button, pixels."""
_ROWS: Final = 3
"""Small buttons in a column."""
_EM: Final = 13
_HEIGHT: Final = 108
"""Height of the tab."""


def tab_svg() -> str:
    """The groups of the tab with their buttons, as Excel lays them out: large ones first. In two rows, to be readable."""
    half = len(GROUPS) // 2
    names = [group for group, _ in GROUPS]
    rows = [_row(names[:half]), _row(names[half:])]
    width = max(wide for _, wide in rows)
    style = (
        'text{font:13px "Microsoft YaHei","Noto Sans CJK SC",sans-serif;fill:#222}.group{fill:#555;font-size:12px}'
        ".line{stroke:#ccc}.large{fill:#e7edf4;stroke:#9ab}.frame{fill:#fafafa;stroke:#bbb}"
    )
    drawn = "".join(
        f'<g transform="translate(0 {number * (_HEIGHT + 8)})">'
        f'<rect class="frame" x=".5" y=".5" width="{width - 1}" height="{_HEIGHT}" rx="3"/>{row}</g>'
        for number, (row, _) in enumerate(rows)
    )
    high = 2 * _HEIGHT + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{high}" viewBox="0 0 {width} {high}">'
        f"<style>{style}</style>{drawn}</svg>\n"
    )


def _row(groups: Sequence[Group]) -> tuple[str, int]:
    """Some groups side by side, and how wide they are."""
    drawn: list[str] = []
    left = 8
    for group in groups:
        start, left = left, left + 6
        for one in buttons(group):
            if one.large:
                left = _large(drawn, one, left)
        small = [one for one in buttons(group) if not one.large]
        for at in range(0, len(small), _ROWS):
            left = _column(drawn, small[at : at + _ROWS], left)
        middle = (start + left) / 2
        drawn.append(f'<text x="{middle}" y="100" class="group" text-anchor="middle">{escape(group)}</text>')
        if group != groups[-1]:
            drawn.append(f'<path d="M{left + 4} 12V98" class="line"/>')
        left += 10
    return "".join(drawn), left


def _wide(label: str) -> float:
    """The width of some words: a Chinese character is as wide as high, others half of that."""
    return sum(_EM if ord(char) > 0x2E80 else _EM * 0.55 for char in label)


def _large(drawn: list[str], one: Command, left: int) -> int:
    width = round(_wide(one.label)) + 12
    drawn.append(f'<rect class="large" x="{left}" y="14" width="{width}" height="68" rx="2"/>')
    drawn.append(f'<text x="{left + width / 2}" y="52" text-anchor="middle">{escape(one.label)}</text>')
    return left + width + 6


def _column(drawn: list[str], small: list[Command], left: int) -> int:
    for row, one in enumerate(small):
        drawn.append(f'<text x="{left + 4}" y="{28 + row * _LINE}">{escape(one.label)}</text>')
    return left + round(max(_wide(one.label) for one in small)) + 12
