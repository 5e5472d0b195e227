"""Who may take part and win, and why: every entrant of every event against the conditions of the rule card.

`work` the sheets of people and work as plain rows · `persons` whom a row is of · `broadcasts` which sessions count ·
`works` which videos count · `preparation` training, filing, schedules · `figures` an entrant's figure for each measure ·
`judge` the verdicts · `sheet` 资格审核 and 资格明细.
"""
