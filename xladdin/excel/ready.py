"""Whether a command may work on the workbook that is open: how it stands, and the sentence that says why not.

Reading it off Excel is the seam's (`Native.standing`), finding the workbook `attach`'s. A cell that is being edited and a
sheet with a password show only when Excel is asked: `Native.asked` and `ExcelHost.apply` tell of those.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from workbook.host import Refused
from xladdin.outputs import PASSING

_KEPT: Final = (".xlsx", ".xlsm")
"""The formats that keep all we write. In .xls or .csv Excel would drop colours, notes or sheets when it saves; an .xlsb
keeps them, but the shell could not read it afterwards."""


class Standing(NamedTuple):
    """How an open workbook stands.

    full_name   folder and name; an address where it lies in a cloud; the name alone where it was never saved
    saved       it was saved once, so it has a folder
    read_only   Excel will not save it under its own name
    shared      several people may edit it at once (Excel's old way: 共享工作簿)
    structure   no sheet may be added or taken away
    final       it was marked as final (标记为最终状态): Excel takes no changes
    """

    full_name: str
    saved: bool = True
    read_only: bool = False
    shared: bool = False
    structure: bool = False
    final: bool = False

    @property
    def name(self) -> str:
        """Its name without folders."""
        return base_name(self.full_name)


def base_name(full_name: str) -> str:
    """The last part of a path or an address."""
    return re.split(r"[\\/]", full_name)[-1]


def refusal(standing: Standing) -> Refused | None:
    """Why nothing may be written into this workbook, the gravest reason first; None: it may.

    Whatever Excel has open can be read, so only a command that writes is ever refused. (In protected view there is no
    workbook to be had: `attach` says so.)
    """
    full = standing.full_name
    reasons = (
        ("EXCEL_NEVER_SAVED", not standing.saved),
        ("EXCEL_TEMP", PASSING.search(full) is not None),
        ("EXCEL_CLOUD", "://" in full),
        ("EXCEL_FINAL", standing.final),  # such a one may be told as read-only as well
        ("EXCEL_READ_ONLY", standing.read_only),
        ("EXCEL_OLD", not full.lower().endswith(_KEPT)),
        ("EXCEL_SHARED", standing.shared),
        ("EXCEL_STRUCTURE", standing.structure),
    )
    return next((Refused(code, standing.name) for code, holds in reasons if holds), None)
