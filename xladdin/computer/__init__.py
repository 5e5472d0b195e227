"""The computer the program runs on: what is there (`collecting`), what is wrong with it (`diagnosis`), putting the
add-in in its place (`installing`) and taking it away (`removing`).

Only the standard library, `workbook.codes` and the add-in's build are loaded here: it must answer where Polars or
anything else is missing or broken.
"""
