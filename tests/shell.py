"""The command line as a person types it, run in this process."""

from __future__ import annotations

from typer.testing import CliRunner

from xladdin.cli import app


def contestbook(*words):
    """The exit status and all that was printed."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output
