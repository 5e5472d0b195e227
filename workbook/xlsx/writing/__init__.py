"""Edits into the bytes of a workbook, changing nothing else: parts, sheets, cells, notes, styles; FileHost."""
