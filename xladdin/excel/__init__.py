"""An open workbook in Excel as a host.

`host` is the whole of it: `sheet` and `state` read, `plan` decides with `rows` and `sheets`, `write` and `cells` make Excel
follow, `native` is the seam to what only Excel itself can answer.
"""

from xladdin.excel.host import Difference, ExcelHost

__all__ = ["Difference", "ExcelHost"]
