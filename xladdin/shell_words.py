"""The words of the shell that are not ours, in Chinese: help pages and what is said of wrong arguments.

Typer writes both in English. Help is translated when it is finished, so that its layout stays Typer's; commands are
listed as COMMANDS has them, which is the order of the work.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, cast

import typer
from typer.core import TyperCommand, TyperGroup

from xladdin.commands import COMMANDS

WRONG_ARGUMENTS: Final = cast(type[Exception], typer.BadParameter.__base__)
"""What Typer raises for arguments it cannot take; it has no public name of its own."""

_HELP: Final = (
    (r"^Usage: ", "用法："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 …"),
    (r"^Arguments:$", "参数："),
    (r"^Options:$", "选项："),
    (r"^Commands:$", "命令："),
    (r"Show this message and exit\.", "显示这段说明"),
    (r"\[required\]", "[必填]"),
)
_MARKS: Final = (
    (r"env var:\s+", "环境变量："),
    (r"default:\s+", "默认："),
    (r";\s+", "；"),
    (r"(\d+)<=x<=(\d+)", r"\1 至 \2"),
)
_TYPES: Final = re.compile(r" <(?:list\[)?[A-Za-z ]+\]?>")
"""The types of values, in a programmer's words."""
_SAID: Final = (
    (r"No such command '(.*?)'\.(?: Did you mean '(.*?)'.*)?", "没有“{0}”这个命令{1:。是不是要写 }。"),
    (r"No such option: (\S+)(?: \(Possible options: (.*)\))?", "没有 {0} 这个选项{1:。相近的有 }。"),
    (r"Missing (?:argument|option) '(.*?)'(?: / '.*?')?\..*", "还要写明 {0}。"),
    (r"Missing command\.", "还要写明做什么。"),
    (r"Invalid value for '(.*?)'(?: / '.*?')?: .*a valid integer.*", "{0} 要写整数，如 1。"),
    (r"Invalid value for '(.*?)'(?: / '.*?')?: .*", "{0} 的值不合要求。"),
    (r"Option '(.*?)' requires an argument\.", "{0} 后面要写内容。"),
    (r"Option '(.*?)' does not take a value\.", "{0} 后面不用写内容。"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", "多写了“{0}”。"),
)
"""What Typer says of wrong arguments, and our sentence."""


def in_chinese(page: str) -> str:
    """A help page, its own words in Chinese."""
    for pattern, words in _HELP:
        page = re.sub(pattern, words, page, flags=re.MULTILINE)
    page = re.sub(r"\[(?:env var|default):[^\]]*\]", lambda match: _mark(match[0]), page)
    return _TYPES.sub(lambda match: " " * len(match[0]), page)


def _mark(text: str) -> str:
    for pattern, words in _MARKS:
        text = re.sub(pattern, words, text)
    return text


def sentence(message: str) -> str:
    """What is wrong with the arguments, in Chinese; as Typer says it where we have no words for it."""
    for pattern, words in _SAID:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return words.format(*(_Part(group or "") for group in match.groups()))
    return message


class _Part(str):
    """A piece of a message; with words before it only where it is there: "{1:。相近的有 }"."""

    def __format__(self, before: str) -> str:
        return before + self if self else ""


def _told(run: Callable[[], Any]) -> Any:
    """Run; wrong arguments become one sentence and exit status 2."""
    try:
        return run()
    except WRONG_ARGUMENTS as wrong:
        if type(wrong).__name__ == "NoArgsIsHelpError":
            raise  # not wrong: a page of help, which it shows itself
        context = getattr(wrong, "ctx", None)
        path = context.command_path if context else "contestbook"
        typer.echo(f"{sentence(cast(Any, wrong).format_message())}说明见 {path} --help。", err=True)
        raise typer.Exit(2) from wrong


class Command(TyperCommand):
    """A subcommand whose help is in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_chinese(super().get_help(ctx))


class Group(TyperGroup):
    """All subcommands, in the order of COMMANDS."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_chinese(super().get_help(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the subcommands, as work goes."""
        order = {entry.shell.split(" ")[0]: number for number, entry in reversed(list(enumerate(COMMANDS)))}
        return sorted(super().list_commands(ctx), key=lambda name: order.get(name, len(order)))

    def make_context(self, *words: Any, **more: Any) -> Any:
        """What the arguments mean."""
        return _told(lambda: super(Group, self).make_context(*words, **more))

    def invoke(self, ctx: Any) -> Any:
        """Run the subcommand."""
        return _told(lambda: super(Group, self).invoke(ctx))
