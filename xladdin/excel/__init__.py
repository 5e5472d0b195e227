"""An open workbook in Excel: found, asked whether it may be worked on, read and edited.

`attach` finds it, `ready` says why it may not be written into, `dialogs` asks the person in front of it. `host` reads it and
makes edits: `sheet` and `state` read, `plan` decides with `rows` and `sheets`, `write` and `cells` make Excel follow.
`native` is the seam to what only Excel itself can answer, `com` Excel on Windows behind it.
"""

from xladdin.excel.host import Difference, ExcelHost

__all__ = ["Difference", "ExcelHost"]
