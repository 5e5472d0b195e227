"""One list of edits, done one by one: what is left out is told, what may not be left out refuses the list.

How an edit is done is each host's own; what it asks first stands in `host_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbook.edits import AddSheet, Edit, RemoveSheet
from workbook.host import Applied, Conflicts, Refused, Skipped


class EditRun:
    """A run through one list with a host's methods, one for each kind of edit; each answers the edits that undo it.

    What the list does to a sheet it has added itself is undone by removing that sheet, so that one a person wrote on
    since, which stays, stays whole. `remover` answers the edit that removes an added sheet as it is
    now; it stands in for the host's own answer once, at the end, for it reads the sheet.
    """

    def __init__(
        self,
        methods: Mapping[type, Callable[[Any], list[Edit]]],
        conflicts: Conflicts,
        remover: Callable[[str], RemoveSheet],
    ) -> None:
        self._methods, self._conflicts, self._remover = methods, conflicts, remover
        self._skipped: list[Skipped] = []
        self._number = 0
        self._undone: list[list[Edit]] = []
        self._added: dict[str, int] = {}

    def applied(self, edits: Sequence[Edit]) -> Applied:
        """Do all of them in order. Raises Refused, with the number of the edit, for one that must not be left out."""
        for self._number, edit in enumerate(edits, 1):
            try:
                self._do(edit)
            except UnicodeEncodeError:  # half a character, outside of a cell's text
                self.leave_out(Refused("EDIT_INVALID", "文字里有不完整的字符"))
            except Refused as refused:
                self.leave_out(refused)
        for name in self._added:
            self._remember_removal(name)
        backwards = tuple(edit for edits in reversed(self._undone) for edit in edits)
        return Applied(backwards, tuple(self._skipped))

    def _do(self, edit: Edit) -> None:
        if isinstance(edit, RemoveSheet) and edit.name in self._added:
            self._remember_removal(edit.name)
        back = self._methods[type(edit)](edit)
        if isinstance(edit, RemoveSheet):
            self._added.pop(edit.name, None)
        elif isinstance(edit, AddSheet):
            self._added[edit.name] = len(self._undone)
        elif all(getattr(one, "sheet", None) in self._added for one in back):
            return
        self._undone.append(back)

    def _remember_removal(self, name: str) -> None:
        """Nothing more is done to an added sheet: let what takes it away again know what it says now."""
        self._undone[self._added[name]] = [self._remover(name)]

    def leave_out(self, refused: Refused, rows: int | None = None) -> None:
        """Note down that this edit, or so many of its rows, is left out; or refuse the list."""
        skipped = refused.skipped(self._number, self._conflicts)
        if skipped is None:
            raise Refused(refused.code, refused.detail, self._number) from refused
        self._skipped.append(skipped._replace(rows=rows))
