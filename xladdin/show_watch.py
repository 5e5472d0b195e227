"""The lines of the drop folder: a result, the same on the terminal and beside the workbook; and what is waited for."""

from __future__ import annotations

from workbook import codes
from workbook.codes import Lang
from workbook.host import Refused
from workbook.masking import file_name
from workbook.report import FileResult, refusal_sentence


def line_of(result: FileResult, lang: Lang = "zh") -> str:
    """What came out for a workbook, and what to open."""
    if result.refused:
        return refusal_sentence(result.file, result.refused, lang)
    index = 0 if lang == "zh" else 1
    counts = [(words[index], result.count(level)) for level, words in codes.SEVERITIES.items()]
    copy = result.shown_written
    if lang == "en":
        told = ", ".join(f"{word} {count}" for word, count in counts if count)
        look = f"open “{copy}”, see the coloured cells and the sheet 问题清单"
        return f"{result.shown}: {told}: {look}." if told else f"{result.shown}: nothing found."
    told = "、".join(f"{word} {count} 处" for word, count in counts if count)
    look = f"打开“{copy}”，看有底色的单元格和“问题清单”"
    return f"{result.shown}：{told}：{look}。" if told else f"{result.shown}：没有发现问题。"


def waiting(name: str, refused: Refused | None, lang: Lang = "zh") -> str:
    """Why a workbook has no result yet. None: a program keeps it from being read."""
    shown = file_name(name)
    if refused is None:
        return (
            f"{shown} 正被另一个程序占用，放开后再检查。"
            if lang == "zh"
            else f"{shown} is held by another program; it will be checked when that lets go."
        )
    if refused.code == "FILE_OPEN":
        result = file_name(refused.detail.partition("，")[0])
        return (
            f"“{result}”正在打开，关闭后再写结果。"
            if lang == "zh"
            else f"“{result}” is open; the result will be written when it is closed."
        )
    return refusal_sentence(name, refused, lang)


def started(folder: str, lang: Lang = "zh") -> str:
    """What the terminal says first."""
    return (
        f"正在看文件夹“{file_name(folder)}”：把报名表放进去，结果写在它旁边（子文件夹里的不看）。按 Ctrl+C 结束。"
        if lang == "zh"
        else f"Watching “{file_name(folder)}” (not its subfolders): drop workbooks in. Ctrl+C ends."
    )


def forgotten(lang: Lang = "zh") -> str:
    """Said where the memory of the folder cannot be read."""
    return (
        "以前的记录读不出来：全部重新检查，以前的结果不覆盖。"
        if lang == "zh"
        else "What was remembered cannot be read: all is checked anew, earlier results stay."
    )


def ended(count: int, lang: Lang = "zh") -> str:
    """What the terminal says last."""
    return f"已结束：这次检查了 {count} 个文件。" if lang == "zh" else f"Ended: {count} files were checked."
