"""Write the generated reference pages under docs/; a test fails when they are not up to date."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from findings_page import findings_page
from gate_page import gate_page

from schemas.dictionary import data_dictionary, policies_page
from xladdin.commands import COMMANDS

DOCS = Path(__file__).parent.parent / "docs"


ASKS = {
    "folder": "文件夹", "files": "文件（可多选）", "file": "文件", "save": "存到哪里", "text": "一句话", "choice": "选一项",
}  # fmt: skip
"""What a button asks for, in words."""


def commands_page() -> str:
    """Every command: its button, who presses it, how to ask for it in a shell."""
    lines = [
        "# 命令 / Commands",
        "",
        "由 `make docs` 从代码生成，请勿手改。",
        "",
        "| 功能区 | 按钮 | 谁用 | 先问 | 命令行 | 说明 | In English |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in COMMANDS:
        shell = f"`contestbook {one.shell}`" if one.shell else "-"
        button = f"{one.label}" if one.icon else "-"
        group = one.group if one.icon else "-"
        said = f"**{one.label_en}.** {one.help_en}"
        asks = "、".join(ASKS[kind] for kind in one.inputs) or "-"
        lines.append(f"| {group} | {button} | {one.who} | {asks} | {shell} | {one.help} | {said} |")
    return "\n".join(lines) + "\n"


PAGES = {
    "findings.md": findings_page,
    "data-dictionary.md": data_dictionary,
    "policies.md": policies_page,
    "commands.md": commands_page,
    "gate.md": gate_page,
}


def main() -> None:
    """Write all pages."""
    DOCS.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
