"""归档包: what a contest rests on and what came of it, as files anybody can read without this program."""
