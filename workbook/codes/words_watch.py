"""Words for the drop folder: what it refuses to watch, and files in it that are not checked."""

from __future__ import annotations

from typing import Final

from workbook.codes.code import Code

WORDS: Final[tuple[Code, ...]] = (
    Code(
        "WATCH_NOT_FOLDER",
        "error",
        "这是一个文件，不是文件夹（{detail}）",
        "This is a file, not a folder ({detail})",
        "",
        "请给出一个文件夹；只检查一个文件的，用 contestbook check。",
        "Name a folder; a single file is checked with contestbook check.",
    ),
    Code(
        "WATCH_RUNNING",
        "error",
        "这个文件夹已经有一个窗口在看（{detail}）",
        "Another run is watching this folder already ({detail})",
        "",
        "不用再开：把报名表放进文件夹就行；要换到这台电脑，请先关掉那边的窗口。",
        "Just drop workbooks in; to watch it from here, end the other run first.",
    ),
    Code(
        "WATCH_GONE",
        "error",
        "文件夹不见了（{detail}）：U 盘被拔下、网络盘断开，或被改名、删除",
        "The folder is gone ({detail}): unplugged, disconnected, renamed or deleted",
        "",
        "请接好或改回原名，再打开一次；已经写出的结果都在。",
        "Bring it back and start again; all results written so far are kept.",
    ),
    Code(
        "WATCH_ARCHIVE",
        "error",
        "压缩包不在这里检查",
        "Archives are not checked here",
        "",
        "请先解压，再把里面的报名表放进来。",
        "Unpack it and drop the workbooks in it here.",
    ),
    Code(
        "WATCH_FAILED",
        "error",
        "检查这个文件时程序内部出错（{detail}），没有写出标注",
        "The program failed on this file ({detail}); no marks were written",
        "",
        "请把文件另存为 .xlsx 再放一次；还是不行，请把文件和这句话发给维护人员。",
        "Save it as .xlsx and drop it in again; else send it to whoever maintains the program.",
    ),
)
