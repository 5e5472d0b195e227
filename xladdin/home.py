"""Where the program keeps what is its own on this computer. What lies there is for `undo` and `clicks` to say."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path


def home() -> Path:
    """Where the program keeps what is its own: per user; CONTESTBOOK_HOME moves it (tests do)."""
    moved = os.environ.get("CONTESTBOOK_HOME")
    return Path(moved) if moved else user_data_path("contestbook")
