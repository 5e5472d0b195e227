"""What wakes the watcher: the system's notice of a change in the folder, and the clock where none comes.

Network shares send no notice and a computer may have none left to give; so it wakes at short intervals anyway, and a notice
only makes it sooner. What changed is found out by listing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TICK: Final = 1.0
_TOGETHER: Final = 200
"""Milliseconds: notices that come close together are one."""


def wakes(folder: Path) -> Iterator[bool]:
    """Comes back after a second at most; whether because of a notice."""
    yield True
    try:
        from watchfiles import watch

        for changes in watch(
            folder,
            watch_filter=None,
            debounce=_TOGETHER,
            rust_timeout=int(_TICK * 1000),
            yield_on_timeout=True,
            recursive=False,
        ):
            yield bool(changes)
    except (ImportError, OSError, RuntimeError):
        pass  # not installed (the extra `watch`), or no notices to be had there: its own error is a RuntimeError
    yield from ticks()


def ticks() -> Iterator[bool]:
    """Comes back every second, and cannot say whether anything changed."""
    while True:
        yield False
        time.sleep(_TICK)
