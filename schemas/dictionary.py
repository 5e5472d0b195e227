"""The data dictionary: every format and column in words, for people who prepare or receive sheets."""

from __future__ import annotations

from schemas.format import Column, SheetFormat
from schemas.formats import FORMATS

_LAYOUTS = {"roster": "汇总表", "two_level": "两级表头", "form": "报名表（每队一张）"}


def data_dictionary() -> str:
    """A Markdown page in Chinese of all formats: titles, aliases, where required, example, hint."""
    pages = [
        "# 数据字典",
        "",
        "由 `make docs` 从 `schemas/` 生成，请勿手改。表头按文字识别，与位置、工作表名无关。",
    ]
    for fmt in FORMATS:
        pages += ["", *_format(fmt)]
    return "\n".join(pages) + "\n"


def _format(fmt: SheetFormat) -> list[str]:
    layouts = "、".join(_LAYOUTS[layout] for layout in fmt.layouts)
    head = [f"## {fmt.name} {fmt.title}", "", f"认得的版式：{layouts}。", ""]
    table = ["| 列 | 必填 | 怎么填 | 示例 | 也认得这些表头 |", "|---|---|---|---|---|"]
    return [*head, *table, *(_column(column) for column in fmt.columns)]


def _column(column: Column) -> str:
    required = "、".join(_LAYOUTS[layout] for layout in _LAYOUTS if layout in column.required) or "—"
    aliases = "、".join((*column.aliases, *column.labels))
    return f"| {column.title} (`{column.name}`) | {required} | {column.hint} | {column.example} | {aliases} |"
