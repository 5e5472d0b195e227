"""Merging submissions: what each file holds, which rows stand, what became of every row, and how the workbook says so.

`submission` a file as typed rows · `fold` which rows stand (`standing` who is known by what,
`settle` what became of every row) · `base` the hidden sheet that remembers every row ·
`rosters` 附件1汇总 and 附件2汇总 · `register` 收件登记 · `changes` 变更 · `asked` findings across files.
"""
