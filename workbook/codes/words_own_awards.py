"""Words for a contest office's own award tables: which event they are of, and where they say something else."""

from __future__ import annotations

from typing import Final

from workbook.codes.code import Code

WORDS: Final[tuple[Code, ...]] = (
    Code(
        "OWN_AWARDS_EVENT",
        "warning",
        "看不出这张获奖表是{what}的，没有填写",
        "Nobody can tell which event or group this award table is of: it was not filled in",
        "{example}",
        "请在表的上方写明，例如 {example}，再运行一次。",
        "Write it above the table, for instance {example}, and run it again.",
    ),
    Code(
        "OWN_AWARDS_TIER",
        "error",
        "规则卡没有“{there}”这个奖项，只有{tiers}",
        "The rule card has no prize {there}, only {tiers}",
        "{example}",
        "请改成规则卡的写法；规则卡错了的，先改规则卡。",
        "Write it as the rule card does, or correct the rule card first.",
    ),
    Code(
        "OWN_AWARDS_NO_TIER",
        "error",
        "这张表没有{what}的{tiers}",
        "This table lacks {tiers} of {what}",
        "",
        "请在 Excel 里补上这个奖项的行，再运行一次。",
        "Insert rows for it in Excel, and run it again.",
    ),
    Code(
        "OWN_AWARDS_COUNT",
        "error",
        "{what}这里是{count}个名额，规则卡是{places}个",
        "{what} has {count} places here, {places} in the rule card",
        "{places}",
        "请核对通知：多出的行请删除，名额写错的请更正。",
        "Compare the notice; delete what is too much, or correct the number.",
    ),
    Code(
        "OWN_AWARDS_ROWS",
        "error",
        "{what}有{count}名获奖者，这里只有{rows}行，没写下的是{names}",
        "{what} has {count} winners and {rows} rows here; not written: {names}",
        "",
        "请在 Excel 里插入行，再运行一次。",
        "Insert rows in Excel, and run it again.",
    ),
    Code(
        "OWN_AWARDS_NAME",
        "error",
        "这里写的是{there}，{wanted}",
        "{there} stands here, but: {wanted}",
        "",
        "请核对；原来写错的清空这一格，再运行一次。",
        "Check it; empty the cell where it is wrong, and run it again.",
    ),
    Code(
        "OWN_AWARDS_RANK",
        "warning",
        "名次写的是{there}，{who}排第{rank}名",
        "Rank {there} stands here, {who} is ranked {rank}",
        "{rank}",
        "请核对；要写排名的名次时清空这一格，再运行一次。",
        "Check it; empty the cell to have the rank filled in.",
    ),
    Code(
        "OWN_AWARDS_AMOUNT",
        "error",
        "{what}写的是{there}，应是{wanted}",
        "{what} is {there} here and should be {wanted}",
        "{wanted}",
        "请更正这一格；是公式的，请核对公式。",
        "Correct the cell, or its formula.",
    ),
)
