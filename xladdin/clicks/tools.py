"""Buttons of 工具: undo, and a look at the computer."""

from __future__ import annotations

from xladdin.clicks.click import Click, Told
from xladdin.commands import command_of
from xladdin.computer.collecting import collected
from xladdin.computer.diagnosis import diagnosis
from xladdin.computer.machine import this_machine
from xladdin.computer.telling import grave, states, summary


def undo(click: Click) -> Told:
    """Take back the last thing that was done to the workbook, also after Excel was closed in between."""
    result, earlier = click.desk.undo(click.step)
    said = click.words("已撤销上一步操作。", "The last step was undone.")
    if named := command_of(earlier):
        said = click.words(
            f"最近一步的内容后来改过，没有动；已撤销更早的一步“{named.label}”。",
            f"What the last step wrote was changed since and stays; the step before, {named.label_en}, was undone.",
        )
    if result.kept:
        said += click.words(
            f"有 {len(result.kept)} 处后来改过，保持不变：{result.kept[0]}。",
            f" {len(result.kept)} cells were changed since and stay as they are.",
        )
    sheet, cell = click.native.selected(click.book)
    return click.at(sheet, said, cell, box=bool(result.kept or earlier))


def doctor(click: Click) -> Told:
    """Tell what is wrong with this computer, in a box: what the program and Excel are stands in it too."""
    facts = collected(this_machine())
    lines = [summary(diagnosis(facts), click.lang), click.few(grave(facts, click.lang))]
    return Told("\n".join(line for line in [*lines, *states(facts, click.lang)] if line))
