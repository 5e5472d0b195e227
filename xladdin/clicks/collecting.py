"""Buttons of 汇总: a new contest workbook, the inbox, files to correct, the rules and what is not decided of them."""

from __future__ import annotations

from schemas.book import REPORTS
from workbook.findings_sheet import refreshed
from workbook.focus import focused
from workbook.sheets import FINDINGS_SHEET
from xladdin.clicks.click import Click, Told
from xladdin.clicks.contests import shipped_asked


def new(click: Click) -> Told:
    """Make a contest workbook and open it."""
    from xladdin.card_commands import new as made

    contest = shipped_asked(click)
    path = click.save("赛事台账存到哪里？", "Where is the contest workbook to be saved?", "赛事台账")
    made(contest, path, click.now)
    said = click.words(
        f"已生成赛事台账 {path.name}，从“说明”看起；没有定的事见“待确认事项”。",
        f"{path.name} was made; begin with its first sheet.",
    )
    return click.open_made(path, said)


def merge(click: Click) -> Told:
    """Merge what is new in an inbox."""
    from xladdin.merging import merge as merged
    from xladdin.taking import Asked

    desk = click.contest(writes=True)
    inbox = click.folder("收件文件夹在哪里？", "Where is the inbox?")
    seen = 0

    def progress(_: str) -> None:
        nonlocal seen
        seen += 1
        if seen % 10 == 0:
            click.dialogs.status(click.words(f"正在汇总：已读 {seen} 个文件", f"Merging: {seen} files"))

    found = merged([inbox], desk, Asked(), click.now, progress)
    rows = sum(found.counts.values())
    parts = " + ".join(f"{what} {count}" for what, count in found.counts.items() if count)
    said = click.words(
        f"新文件 {len(found.new)} 个；全部 {rows} 行 = {parts or '0'}；变更 {found.changed} 条",
        f"{len(found.new)} new files; {rows} rows = {parts or '0'}; {found.changed} changes",
    )
    if found.broken:
        said += click.words(
            f"；不完整：{found.broken} 个文件没有读出，原因见“收件登记”",
            f"; incomplete: {found.broken} files could not be read",
        )
    end = click.words("。各单位见“报送情况”，逐条见“问题清单”。", ".")
    return click.at(REPORTS if not found.book.findings else FINDINGS_SHEET, said + end)


def returns(click: Click) -> Told:
    """Write the files to correct."""
    from xladdin.returning import returns as returned

    desk = click.contest(writes=False)
    folder = click.folder("退回修改件存到哪个文件夹？", "Into which folder?")
    results = returned(desk, folder, "branch")
    made = [one for one in results if not one.refused]
    there = [one for one in results if one.refused]
    said = click.words(
        f"已生成退回修改件 {len(made)} 个，在“{folder.name}”；每个只有该单位自己的行和问题。",
        f"{len(made)} files to correct in {folder.name}, each with the branch's own rows only.",
    )
    if there:
        said += click.words(
            f"另有 {len(there)} 个没有生成（同名文件已在）：{there[0].file} 等，请换一个空文件夹。",
            f" {len(there)} were not written, files of that name are there already; take an empty folder.",
        )
    return Told(said)


def lint(click: Click) -> Told:
    """Check the rule card; what is wrong or open stands in 问题清单, so that one can go from cell to cell."""
    from workbook.card.lint import lint as found_in
    from xladdin.contests import card_of
    from xladdin.desk import edit

    book = click.desk.read()
    findings = tuple(found_in(book, card_of(book)))
    result = edit(click.desk, click.step, refreshed(book, {"lint": findings}), findings)
    said = click.words(f"规则检查完成：{click.counts(result)}。", f"Rules checked: {click.counts(result)}.")
    if not findings:
        return Told(said)
    more = click.words("逐条见“问题清单”，点“位置”可跳到单元格。", " See the list of findings.")
    return click.at(FINDINGS_SHEET, said + more)


def decisions(click: Click) -> Told:
    """Make the paper with what is not decided of the current event."""
    from xladdin.card_commands import decisions_of
    from xladdin.contests import card_of

    desk = click.contest(writes=False)
    book = desk.read()
    sheets, event = card_of(book), focused(book)
    path = click.save("请示单存到哪里？", "Where is the paper to be saved?", f"请示单{event or ''}")
    found = decisions_of(desk.name, sheets, event, path)
    name = found.event.scope.label if found.event else click.words("全部活动", "all events")
    return Told(
        click.words(
            f"已生成请示单 {path.name}：{name}还有 {len(found.points)} 项没有定，涉及奖金多的在前。",
            f"{path.name}: {len(found.points)} points of {name} are open.",
        )
    )
