"""Words of what keeps a button from doing its work, beside what keeps a command from it."""

from __future__ import annotations

from typing import Final

from workbook.codes.code import Code

WORDS: Final[tuple[Code, ...]] = (
    Code(
        "CLICK_UNKNOWN",
        "error",
        "不认识这个按钮（{detail}），加载项和程序的版本可能不一致",
        "This button ({detail}) is not known; add-in and program may be of different versions",
        "",
        "请重新安装 contestbook。",
        "Install contestbook anew.",
    ),
    Code(
        "CLICK_RUNNING",
        "error",
        "上一个按钮还没有做完",
        "The button pressed before is still at work",
        "",
        "请等状态栏里的提示结束再按。",
        "Wait until the status bar is free again.",
    ),
    Code(
        "CLICK_LOCK",
        "error",
        "不能在本机建立工作标记：{detail}",
        "No lock can be made on this computer: {detail}",
        "",
        "请检查磁盘空间和个人文件夹的权限。",
        "Check free space and the rights of your own folder.",
    ),
    Code(
        "CLICK_NO_LIST",
        "error",
        "这个工作簿里还没有“问题清单”",
        "There is no list of findings in this workbook yet",
        "",
        "请先按“检查报名表”（赛事台账：资格审核、核对等）。",
        "Press Check first.",
    ),
    Code(
        "CLICK_NO_SHEET",
        "error",
        "这个工作簿里没有“{detail}”，或者它被隐藏了",
        "This workbook has no sheet {detail}, or it is hidden",
        "",
        "这个按钮用在赛事台账上；有的赛事用不到这张表。",
        "The button is for contest workbooks; some contests have no use for that sheet.",
    ),
    Code(
        "CLICK_NOT_SEALED",
        "error",
        "{detail}还没有锁定，没有可以对照的",
        "{detail}: nothing is sealed to compare with",
        "",
        "定稿以后请按“定稿锁定”。",
        "Seal it once it is final.",
    ),
    Code(
        "CLICK_MONTH",
        "error",
        "月份“{detail}”看不懂",
        "{detail} is no month",
        "",
        "请写成 2025-01 这样。",
        "Write it as 2025-01.",
    ),
)
