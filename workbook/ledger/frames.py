"""The type of the frames the kernel is written in: lazy, of whatever engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import narwhals.stable.v2 as nw

Frame = nw.LazyFrame[Any]
Keep = Callable[[Frame], Frame]
"""What an engine does to have a frame worked out once."""


def as_is(frame: Frame) -> Frame:
    """A frame that stays a question."""
    return frame


def lazy(frame: Any) -> Frame:
    """A frame of any engine (Polars, PySpark), its own or one of Narwhals, to be asked later."""
    return cast(Frame, nw.from_native(frame).lazy())
