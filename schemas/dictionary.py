"""The data dictionary: every format and column in words, for people who prepare or receive sheets."""

from __future__ import annotations

from schemas.book import BOOK_SHEETS
from schemas.format import Column, SheetFormat
from schemas.formats import FORMATS
from schemas.ledger import LEDGERS
from schemas.policies import POLICIES
from schemas.rulecard import CARD_FORMATS

_LAYOUTS = {"roster": "汇总表", "two_level": "两级表头", "form": "报名表（每队一张）"}


def data_dictionary() -> str:
    """A Markdown page in Chinese of all formats: titles, aliases, where required, example, hint."""
    pages = [
        "# 数据字典",
        "",
        "由 `make docs` 从 `schemas/` 生成，请勿手改。表头按文字识别，与位置、工作表名无关。",
    ]
    for fmt in (*FORMATS, *LEDGERS):
        pages += ["", *_format(fmt)]
    pages += [
        "",
        "# 赛事台账：规则表",
        "",
        "按表名和表头认，列可以换位置。填写方法见 [rule-cards.md](rule-cards.md)。",
    ]
    for fmt in CARD_FORMATS:
        pages += ["", *_rule_sheet(fmt)]
    pages += ["", "# 赛事台账：其他表", "", "| 表 | 用途 | 列 |", "|---|---|---|"]
    for sheet in BOOK_SHEETS:
        pages.append(f"| {sheet.name} | {sheet.about} | {'、'.join(c.title for c in sheet.columns)} |")
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


def _rule_sheet(fmt: SheetFormat) -> list[str]:
    table = ["| 列 | 必填 | 怎么填 | 示例 | 可选 |", "|---|---|---|---|---|"]
    for column in fmt.columns:
        must = "公式" if column.computed else "是" if column.required else "—"
        choices = "、".join(column.kind.excel.choices)
        table.append(
            f"| {column.title} (`{column.name}`) | {must} | {column.hint} | {column.example} | {choices} |"
        )
    return [f"## {fmt.name} {fmt.title}", "", *table]


def policies_page() -> str:
    """A Markdown page of POLICIES: what must be decided before prizes are awarded and paid."""
    lines = [
        "# 发奖以前必须定下的事",
        "",
        "由 `make docs` 从 `schemas/policies.py` 生成，请勿手改。每一项都没有默认值：没定以前只能试算，不能定稿。",
        "",
        "| 政策项 | 要定的是 | 可选的决定 | 卡住 | 影响 |",
        "|---|---|---|---|---|",
    ]
    for policy in POLICIES:
        choices = "、".join(policy.choices) + ("（可依次写几个）" if policy.several else "")
        held = "、".join(policy.blocks)
        lines.append(
            f"| {policy.name} | {policy.question} | {choices or '文字说明'} | {held} | {policy.effect} |"
        )
    return "\n".join(lines) + "\n"
