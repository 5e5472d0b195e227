"""Words for findings about days and amounts in a cell (`schemas.kinds_date`, `schemas.kinds_money`)."""

from __future__ import annotations

from typing import Final

from workbook.codes.code import Code

WORDS: Final[tuple[Code, ...]] = (
    # 日期
    Code(
        "DATE_INVALID",
        "error",
        "没有“{value}”这一天",
        "There is no such day: {value}",
        "2024-10-08",
        "请核对后改正。",
        "Check and correct it.",
    ),
    Code(
        "DATE_FORMAT",
        "error",
        "“{field}”不是日期",
        "“{field}” is no date",
        "2024-10-08",
        "请写成“年-月-日”，一格一个日期。",
        "Write year, month and day, one date in a cell.",
    ),
    Code(
        "DATE_DAY",
        "error",
        "日期只有年和月，没有日",
        "The date has no day",
        "2024-10-08",
        "请补上日。",
        "Add the day.",
    ),
    Code(
        "DATE_NUMBER",
        "error",
        "日期被存成了数字，看不出是哪一天：末尾的0可能丢了（2024.10 会变成 2024.1）",
        "The date is stored as a number and a 0 at its end may be lost",
        "2024-10-08",
        "请按“年-月-日”重填。",
        "Type it again as year, month and day.",
    ),
    Code(
        "DATE_YEAR",
        "warning",
        "只有{month}月{day}日，没有年份{likely}",
        "The date has no year{likely}",
        "2024-10-08",
        "请补上年份；补上之前不按任何一年计算。",
        "Add the year; until then no year is assumed.",
    ),
    Code(
        "DATE_SERIAL",
        "warning",
        "日期变成了序号“{value}”，可能是 {suggest}",
        "The date turned into a serial number, perhaps {suggest}",
        "2024-10-08",
        "请核实后按“年-月-日”重填。",
        "Check it and type the date again.",
    ),
    Code(
        "DATE_ORDER",
        "warning",
        "年份写在最后，月和日容易看反，可能是 {suggest}",
        "The year comes last; month and day may be swapped, perhaps {suggest}",
        "2024-10-08",
        "请核实后按“年-月-日”重填。",
        "Check it and write year, month and day.",
    ),
    Code(
        "WEEKDAY",
        "warning",
        "星期与日期对不上：这一天是{right}",
        "The weekday does not match: that day is {right}",
        "2024-10-08（周二）",
        "请核对日期和星期哪个写错了。",
        "Find out which of the two is wrong.",
    ),
    # 金额
    Code(
        "AMOUNT_FORMAT",
        "fix",
        "金额里有单位、逗号或符号，应为纯数字",
        "A unit, commas or signs in the amount",
        "1280.50",
        "可一键改为纯数字（元）。",
        "Can be tidied.",
    ),
    Code(
        "AMOUNT_WAN",
        "warning",
        "金额用了“万”或“千”，按 {amount} 元计算",
        "The amount is given in 万 or 千 and counts as {amount} yuan",
        "12800.00",
        "请核实数额，改填以元为单位的数字。",
        "Check it and give the amount in yuan.",
    ),
    Code(
        "AMOUNT_DECIMALS",
        "warning",
        "金额多于两位小数，四舍五入为 {suggest} 元",
        "The amount has more than two decimals and is rounded to {suggest}",
        "1280.50",
        "请核实到分。",
        "Check it to the cent.",
    ),
    Code(
        "AMOUNT_FORMAT_BAD",
        "error",
        "“{field}”不是能确定的金额",
        "“{field}” is no amount that can be told for sure",
        "1280.50",
        "请改填以元为单位的阿拉伯数字；“1万5”这类写法分不清15000还是10005。",
        "Give digits in yuan; 1万5 may be 15000 or 10005.",
    ),
)
