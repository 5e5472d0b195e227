"""From the add-in's command line to one sentence on the screen: attach, look whether it can run, run, tell.

Whatever happens, Excel's status bar, settings and selection are left as a person expects them, and what is answered to
the add-in says whether there is something to undo.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from importlib import import_module
from traceback import extract_tb
from typing import Final, NamedTuple, cast

import xlwings as xw

from workbook.codes import Lang
from workbook.host import Refused
from workbook.masking import file_name
from workbook.report import refusal, refusal_sentence
from xladdin.addin.answers import CHANGED, EXCEL_BUSY, REFUSED, UNCHANGED
from xladdin.clicks.click import Cancelled, Click, Told, refuse_unknown
from xladdin.clicks.once import one_at_a_time
from xladdin.commands import Command, command_of
from xladdin.excel.attach import application, attached
from xladdin.excel.com import ComNative
from xladdin.excel.dialogs import ComDialogs, Dialogs
from xladdin.excel.native import Native
from xladdin.excel.ready import base_name

_NOT_REACHED: Final = 14
"""Excel was not reached, so the add-in says so itself, as of any status it does not know."""
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{4})*")
_ID: Final = re.compile(r"[a-z0-9_]{1,40}")


class Asked(NamedTuple):
    """What the add-in asks for: the button's id, which Excel, the full name of its active workbook ("" if there is none)."""

    id: str
    hwnd: int
    book: str


class Seams(NamedTuple):
    """What speaks to Excel; tests bring what speaks to LibreOffice."""

    native: Callable[[], Native] = ComNative
    dialogs: Callable[[xw.App], Dialogs] = ComDialogs


def main(argv: Sequence[str], seams: Seams | None = None) -> int:
    """Carry out one press. Answers the exit status."""
    seams = seams or Seams()
    asked = asked_in(argv)
    if asked is None:
        return _NOT_REACHED
    native = seams.native()
    try:
        app = application(asked.hwnd, native)
    except Refused as refused:  # there is nobody to tell it to but the add-in
        return EXCEL_BUSY if refused.code == "EXCEL_EDITING" else _NOT_REACHED
    dialogs = seams.dialogs(app)
    lang: Lang = "en" if os.environ.get("CONTESTBOOK_LANG") == "en" else "zh"
    try:
        with one_at_a_time(app.pid), ExitStack() as stack:
            return _pressed(asked, app, native, dialogs, lang, stack)
    except Refused as refused:  # another press is at work: the status bar is that one's
        dialogs.say(_refused(refused, asked, lang))
        return REFUSED


def asked_in(argv: Sequence[str]) -> Asked | None:
    """The command line of the add-in; None where it is another one."""
    if len(argv) != 3 or not argv[1].startswith("--hwnd=") or not argv[2].startswith("--book="):
        return None
    hwnd, book = argv[1].removeprefix("--hwnd="), argv[2].removeprefix("--book=")
    if not _ID.fullmatch(argv[0]) or not hwnd.isascii() or not hwnd.isdecimal() or not _HEX.fullmatch(book):
        return None
    name = bytes.fromhex(book).decode("utf-16-be", "surrogatepass")
    return Asked(argv[0], int(hwnd), name)


def _pressed(
    asked: Asked, app: xw.App, native: Native, dialogs: Dialogs, lang: Lang, stack: ExitStack
) -> int:
    """Carry out the command; whatever ends it, what was changed until then can be undone."""
    command = command_of(asked.id)

    def find() -> xw.Book:
        return attached(asked.hwnd, asked.book, native)

    if command is None or not command.function:
        dialogs.say(_refused(refuse_unknown(asked.id), asked, lang))
        return REFUSED
    click = Click(command, app, native, dialogs, find, lang, datetime.now().astimezone(), stack)
    try:
        _working(command, dialogs, lang)
        _tell(click, _function(command)(click))
    except Cancelled:
        dialogs.status(None)
    except Refused as refused:
        dialogs.status(None)
        dialogs.say(_refused(refused, asked, lang))
        return CHANGED if _changed(click) else REFUSED
    except Exception as crash:  # noqa: BLE001 - the last line of defence: no traceback in front of a clerk
        dialogs.status(None)
        dialogs.say(_crashed(crash, _changed(click), lang))
        return CHANGED if _changed(click) else REFUSED
    return CHANGED if _changed(click) else UNCHANGED


def _changed(click: Click) -> bool:
    return click.begun is not None and click.begun.changed


def _function(command: Command) -> Callable[[Click], Told]:
    module, _, name = command.function.partition(":")
    return cast(Callable[[Click], Told], getattr(import_module(module), name))


def _working(command: Command, dialogs: Dialogs, lang: Lang) -> None:
    label = command.label if lang == "zh" else command.label_en
    dialogs.status(f"竞赛台账：{label}……" if lang == "zh" else f"Contestbook: {label} ...")


def _tell(click: Click, told: Told) -> None:
    """Show the sheet and say the sentence: in the status bar where there is something to see, else in a box."""
    said = told.said + _warnings(click)
    if told.show is not None:
        click.native.select(click.book, *told.show)
    if told.show is None or told.box or said != told.said:
        click.dialogs.status(None)
        click.dialogs.say(said)
    else:
        click.dialogs.status(said)


def _warnings(click: Click) -> str:
    """What nobody may overlook: values Excel calculates otherwise, settings it did not take back."""
    desk = click.begun
    if desk is None:
        return ""
    said = ""
    if desk.differences:
        one, count = desk.differences[0], len(desk.differences)
        said += click.words(
            f"\n注意：{count}个公式 Excel 算出的与程序不同，"
            f"如 {one.sheet} {one.cell.a1}（程序 {one.ours}，Excel {one.excels}）；请先不要使用这个结果，并告诉维护人员。",
            f"\nNote: Excel calculates {count} formulas otherwise, as {one.sheet} {one.cell.a1} (ours {one.ours}, "
            f"Excel {one.excels}); do not use the result, tell whoever maintains the program.",
        )
    if desk.unsettled:
        said += click.words(
            "\nExcel 有设置没有恢复（计算方式、提示等）；请保存后重新打开 Excel。",
            "\nExcel did not take back some of its settings; save and start Excel again.",
        )
    return said


def _refused(refused: Refused, asked: Asked, lang: Lang) -> str:
    """The sentence of a refusal; which workbook is said once."""
    name = file_name(refused.file or base_name(asked.book) or "contestbook")
    words = refusal(refused, lang)
    if name in words.message:
        return f"{words.message}。{words.next}" if lang == "zh" else f"{words.message}. {words.next}"
    return refusal_sentence(name, refused, lang)


def _crashed(crash: BaseException, changed: bool, lang: Lang) -> str:
    """The sentence of a fault of ours."""
    at = extract_tb(crash.__traceback__)[-1]
    kind = f"{type(crash).__name__}, {base_name(at.filename)}:{at.lineno}"  # no personal data: no values, no folders
    if lang == "en":
        what = "what was written can be taken back with Undo" if changed else "nothing was changed"
        return f"Internal error ({kind}); {what}. Tell whoever maintains the program."
    what = "已写入的内容可按“撤销”恢复" if changed else "工作簿没有改动"
    return f"程序内部出错（{kind}），{what}；请把这句话发给维护人员。"
