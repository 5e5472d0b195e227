"""One list of edits, done one by one: what is left out is told, what may not be left out refuses the list.

How an edit is done is each host's own; what it asks first stands in `host_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbook.edits import Edit
from workbook.host import Applied, Conflicts, Refused, Skipped


class EditRun:
    """A run through one list with a host's methods, one for each kind of edit; each answers the edits that undo it."""

    def __init__(self, methods: Mapping[type, Callable[[Any], list[Edit]]], conflicts: Conflicts) -> None:
        self._methods, self._conflicts = methods, conflicts
        self._skipped: list[Skipped] = []
        self._number = 0

    def applied(self, edits: Sequence[Edit]) -> Applied:
        """Do all of them in order. Raises Refused, with the number of the edit, for one that must not be left out."""
        undone: list[list[Edit]] = []
        for self._number, edit in enumerate(edits, 1):
            try:
                undone.append(self._methods[type(edit)](edit))
            except UnicodeEncodeError:  # half a character, outside of a cell's text
                self.leave_out(Refused("EDIT_INVALID", "文字里有不完整的字符"))
            except Refused as refused:
                self.leave_out(refused)
        backwards = tuple(edit for edits in reversed(undone) for edit in edits)
        return Applied(backwards, tuple(self._skipped))

    def leave_out(self, refused: Refused) -> None:
        """Note down that this edit, or a part of it, is left out; or refuse the list."""
        skipped = refused.skipped(self._number, self._conflicts)
        if skipped is None:
            raise Refused(refused.code, refused.detail, self._number) from refused
        self._skipped.append(skipped)
