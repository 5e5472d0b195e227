"""How Python answers a press: the exit statuses that Ribbon.bas knows. Any other one means that it could not run.

0 to 2 are left to Python itself, which ends with 1 where it breaks down or finds no module, with 2 where it is called
wrongly; a broken installation must not look like a command that had nothing to do.
"""

from __future__ import annotations

from typing import Final

CHANGED: Final = 10
"""Done, and the workbook was changed: undo is offered."""
UNCHANGED: Final = 11
"""Done, and there is nothing to undo."""
REFUSED: Final = 12
"""Not done, and the user was told why."""
EXCEL_BUSY: Final = 13
"""Not done: Excel took no questions for some seconds, so the user could not be told why."""
