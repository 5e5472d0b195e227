"""What a press of a button does: COMMANDS says which function, `run` has one way to begin and end them all.

A function takes a `Click`, asks for what is missing, calls the same command as the shell does, and answers in one sentence
and with the sheet to look at. No rule lives here.
"""
