"""The add-in file: made of COMMANDS and two VBA modules, byte for byte the same wherever it is built.

`build` puts it together; `ribbon` makes the tab, `words` says what VBA has to say, `answers` what Python answers it;
`project` writes the VBA project with `compression` and `compound`, `package` the parts around it. What a button does
stands elsewhere (`Command.function`).
"""
