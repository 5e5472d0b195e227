"""What the add-in itself has to say, in both languages: what Python cannot say, because it does not run."""

from __future__ import annotations

from typing import Final, NamedTuple


class Said(NamedTuple):
    """One sentence; %1 stands for a number that is known only then."""

    zh: str
    en: str


WORDS: Final[dict[str, Said]] = {
    "working": Said("竞赛台账：正在处理，请稍候。", "contestbook is working, please wait."),
    "undo": Said("撤销竞赛台账的上一步操作", "Undo the last step of contestbook"),
    "unknown": Said(
        "竞赛台账没有这个按钮的功能，请联系维护人员更新加载项。",
        "contestbook does not know this button. Please ask for a newer add-in.",
    ),
    "twice": Said(
        "竞赛台账的上一步还没有做完，请等它做完再按。",
        "contestbook is still busy with the last step. Please press again when it is done.",
    ),
    "no_place": Said(
        "竞赛台账找不到本机的程序：Windows 没有给出 LOCALAPPDATA 文件夹，请联系维护人员。",
        "contestbook cannot be found: Windows does not say where LOCALAPPDATA is. Please ask your support.",
    ),
    "no_python": Said(
        "竞赛台账的程序不在本机的 %LOCALAPPDATA%\\contestbook\\python 文件夹里，请重新安装后再按。",
        "contestbook is not in %LOCALAPPDATA%\\contestbook\\python on this computer. "
        "Please install it again, then press again.",
    ),
    "no_book": Said(
        "没有打开的工作簿：请先打开报名表或赛事台账（新建时打开任何一个工作簿都可以）；“受保护的视图”请先点“启用编辑”。",
        "No workbook is open: open one first; in Protected View, enable editing.",
    ),
    "editing": Said(
        "Excel 正在编辑单元格，或者开着对话框：请按 Enter 或 Esc 结束，再按一次这个按钮。",
        "Excel is editing a cell or has a dialogue open: end that with Enter or Esc, then press again.",
    ),
    "failed": Said(
        "竞赛台账这一步没有做完（代码 %1），请看一下表里有没有改动，再按一次；还是不行，请把代码告诉维护人员。",
        "contestbook could not finish (code %1). Please look whether anything was changed and press again; "
        "if it fails again, tell your support the code.",
    ),
}
"""Name in Ribbon.bas -> what is said."""


def hexed(text: str) -> str:
    """The UTF-16 code units of a text, four hex digits each: how words and workbook names travel through VBA."""
    return text.encode("utf-16-be").hex().upper()
