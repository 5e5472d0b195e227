"""Words for 归档: what of a contest could not be put on record."""

from __future__ import annotations

from typing import Final

from workbook.codes.code import Code

WORDS: Final[tuple[Code, ...]] = (
    Code(
        "BUNDLE_MISSING",
        "warning",
        "卷内目录第{number}件“{file}”的原件没有找到，归档包里记为“缺”",
        "No file with the content of {file} (number {number}) was found; the bundle lists it as missing",
        "",
        "请把它放进台账所在的文件夹（命令行可用 --inbox 指出别处），再生成一次；确实丢失的，请写明原因存档。",
        "Name its folder with --inbox and bundle again; else put the reason on record.",
    ),
    Code(
        "BUNDLE_LARGE",
        "warning",
        "卷内目录第{number}件太大，原件合计超过{limit}GB，没有附上",
        "Number {number} is too large: more than {limit} GB of originals, so it is not enclosed",
        "",
        "请把这个文件和归档包放在一起保存，目录里有它的文件指纹。",
        "Keep it beside the bundle; its hash is in the list.",
    ),
    Code(
        "BUNDLE_BASE",
        "warning",
        "收件底稿读不出（{detail}），卷内目录里上报文件没有SHA-256，找不到它们的原件",
        "收件底稿 cannot be read ({detail}): submissions are listed without their hashes",
        "",
        "请撤销对收件底稿的改动，再生成一次。",
        "Undo what was changed there, and bundle again.",
    ),
    Code(
        "BUNDLE_CHANGED",
        "error",
        "定稿锁定以后有{count}处改动，归档的结果不都是签批的内容",
        "{count} changes since events were sealed: what is put on record is not all that was signed for",
        "",
        "请看归档包里的“{file}”：改错的改回，确要改的重新批准、锁定，再归档一次。",
        "See {file} in the bundle; put them back, or have them approved and sealed anew, and bundle again.",
    ),
    Code(
        "BUNDLE_UNCOUNTED",
        "warning",
        "{count}处公式没有计算结果，归档包里写作“（公式没有结果）”",
        "{count} formulas have no result; the bundle says so in their places",
        "",
        "请用 Excel 或 WPS 打开台账，保存一次，再归档。",
        "Open the workbook in Excel or WPS, save it, and bundle again.",
    ),
    Code(
        "BUNDLE_ORIGINALS",
        "error",
        "原来的归档包附有{detail}个原件，这次没有附上，没有写",
        "Not written: the earlier bundle encloses {detail} originals that the new one would not",
        "",
        "请换一个文件名；或先从原来的归档包取出原件，放进台账所在的文件夹（命令行可用 --inbox 指出别处）。",
        "Take another name; or unpack those originals and name their folder with --inbox.",
    ),
    Code(
        "BUNDLE_OTHER",
        "error",
        "这个文件是另一个赛事的归档包（{detail}），没有写",
        "Not written: this is the bundle of another contest ({detail})",
        "",
        "请换一个文件名。",
        "Take another name.",
    ),
    Code(
        "BUNDLE_DRAFT",
        "info",
        "还没有活动定稿，归档包里的结果都是试算，没有一人一页",
        "No event is final: the results in the bundle are drafts, and there are no winners' pages",
        "",
        "定稿、发放以后请再归档一次。",
        "Bundle again once prizes are final and paid.",
    ),
)
