"""Buttons of 报名: check, tidy up, clear, hand in, new blank sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.host import Refused
from workbook.sheets import is_contest_book
from xladdin.clicks.click import Click, Told
from xladdin.clicks.contests import contest_asked

if TYPE_CHECKING:
    from workbook.report import FileResult


def check(click: Click) -> Told:
    """Mark every finding in its cell and list them."""
    from workbook.batch import Options
    from workbook.findings_sheet import sheet_name
    from xladdin.checking import checked_book
    from xladdin.marking import marks

    book = click.desk.read()
    findings = checked_book(book, Options())
    result = click.desk.change(click.step, marks(book, findings), findings)
    said = click.counts(result)
    if not findings:
        return Told(click.words(f"检查完成：{said}。", f"Checked: {said}."))
    named = sheet_name(book)
    return click.at(
        named,
        click.words(
            f"检查完成：{said}。逐条见“{named}”，点“位置”可跳到单元格。",
            f"Checked: {said}. See {named}; a click on a place leads there.",
        )
        + _kept(click, result),
    )


def _kept(click: Click, result: FileResult) -> str:
    count = len(result.kept)
    if not count:
        return ""
    return click.words(
        f"另有 {count} 处您改过的，保持不变。", f" {count} cells you changed stay as they are."
    )


def fix(click: Click) -> Told:
    """Apply the safe fixes."""
    from workbook.batch import Options
    from workbook.fix import fix_edits
    from xladdin.checking import checked_book
    from xladdin.desk import edit

    book = click.desk.read()
    edits, settled = fix_edits(book, checked_book(book, Options()))
    edit(click.desk, click.step, edits, settled)
    if not edits:
        return Told(click.words("没有可以统一的格式，没有改动。", "Nothing to tidy up; nothing was changed."))
    first = settled[0].at
    said = click.words(
        f"已统一 {len(settled)} 处格式，可按“撤销”恢复；再检查一次可看还剩什么。",
        f"{len(settled)} cells tidied up; Undo takes it back. Check again to see what is left.",
    )
    assert first.sheet is not None  # a fix is of a cell
    return click.at(first.sheet, said, first.cell)


def clear(click: Click) -> Told:
    """Take off our marks and list."""
    from workbook.annotate import clear_edits
    from xladdin.steps import applying

    edits = clear_edits(click.desk.read())
    if not edits:
        return Told(click.words("没有检查标记，没有改动。", "There are no marks; nothing was changed."))
    result = click.desk.change(click.step, applying(edits, "skip"))
    said = click.words(
        "检查时加的底色、批注和问题清单已去掉，您改过的内容没有动。",
        "Our colours, notes and list are off; what you changed stays.",
    )
    return Told(
        said + _kept(click, result),
        (str(click.book.sheets.active.name), click.native.selected(click.book)[1]),
    )


def submit(click: Click) -> Told:
    """Make the file to hand in: clean, with counts and a check code on every page."""
    from workbook.batch import Options
    from xladdin.checking import Input
    from xladdin.submitting import submit as submitted

    desk = click.reading
    if is_contest_book(desk.read()):  # said before anything is asked
        raise Refused("FILE_CONTEST_BOOK")
    path = click.save(
        "生成上报文件，存到哪里？",
        "Where is the file to hand in to be saved?",
        f"{desk.path.stem}-上报",
        ".xlsm"
        if desk.path.suffix.lower() == ".xlsm"
        else ".xlsx",  # Excel opens no macros under another name
    )
    done = submitted(Input(desk.name, desk.path, desk.content), Options(), "", "", path, click.now)
    errors = done.result.count("error")
    if errors:
        return Told(
            click.words(
                f"已生成 {path.name}：{done.counts.text}；但还有 {errors} 处必须改，这些行会被退回，请改好再生成一次。",
                f"{path.name}: {done.counts.text}; but {errors} errors are left, those rows will be returned.",
            )
        )
    return Told(
        click.words(
            f"已生成 {path.name}：{done.counts.text}，印在每页页脚，盖章的纸件和文件应一致。",
            f"{path.name}: {done.counts.text}, printed on every page; paper and file must agree.",
        )
    )


def template(click: Click) -> Told:
    """Make blank sheets of the contest whose workbook is open, else of one that is asked for."""
    from schemas.regions import CITIES
    from schemas.registration import REGISTRATION
    from xladdin.blanks import template as made
    from xladdin.blanks import used

    contest = contest_asked(click)
    branch = None
    if used(contest, REGISTRATION):
        everybody = click.words("全省通用", "all branches")
        picked = click.choice("给哪个市分公司？", "For which branch?", [everybody, *CITIES])
        branch = None if picked == everybody else picked
    path = click.save(
        "空白报名表存到哪里？", "Where are the blank sheets to be saved?", f"{branch or ''}报名表"
    )
    if path.suffix.lower() != ".xlsx":
        raise Refused("FILE_NAME", f"{path.name}：应以 .xlsx 结尾")
    made(contest, branch, "roster", path)
    return click.open_made(path, click.words(f"已生成空白表 {path.name}。", f"Blank sheets: {path.name}."))
