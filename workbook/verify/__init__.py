"""Finance's independent recomputation (财务复核): a second implementation, by another author, of what decides about money.

Everything is read from the sheets by a reader of its own (`reading`) and reckoned with plain loops over ints and Decimals;
nothing of `workbook.awards`, `card`, `eligibility`, `ledger`, `merge` or the code of payouts is imported (import-linter
keeps it so): what one author got wrong, the other finds.

reading     sheets into rows: by titles, wherever columns and rows were moved
contest     events, tiers, policies and prizes as they stand
card, eligibility, sales, ranks, prizes, payouts, payees, cells     one check each: contest -> findings
lists       an external list of a bank or of payroll against 奖金发放表
page        the sheet 财务复核
check       puts them together
"""
