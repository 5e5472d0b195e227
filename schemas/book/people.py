"""Who takes part: entrants, entries, what was submitted (附件1, 附件2) and by whom."""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.book.sheet import (
    CITY,
    EVENT,
    KEY,
    NAME,
    PHASE,
    PHONE,
    REMARK,
    SOURCE,
    STATE,
    BookSheet,
    count,
    day,
    merged,
    text,
)
from schemas.conduct import COMPLAINTS
from schemas.entries import CATEGORIES, ENTRANT_KINDS, ENTRIES
from schemas.format import Column
from schemas.preparation import COOPERATION
from schemas.registration import REGISTRATION
from schemas.shops import SHOPS

KINDS: Final = ("首次", "补充", "更正", "整表替换")
"""What a submission is; the last three only when somebody says so."""

ANSWERS: Final = ("同意", "不采用")
"""What headquarters says of a file that is held."""

PEOPLE: Final = (
    BookSheet(
        "参赛主体",
        "每个人、企业、团队一个编号（K0001起），各活动通用，只登记一次。",
        "报名",
        "人工",
        (
            KEY,
            text("kind", "类型", 8, ENTRANT_KINDS),
            NAME,
            text("person", "负责人", 12),
            text("members", "团队成员", 24),
            CITY,
            text("school", "参赛高校", 18),
            Column("id_no", "身份证号", kinds.ID_NUMBER),
            Column("credit_code", "统一社会信用代码", kinds.CREDIT_CODE),
            PHONE,
            text("category", "人员类别", 14, CATEGORIES),
            Column("able", "完全民事行为能力", kinds.YES_OR_NO),
            text("platform", "直播平台"),
            text("account", "账号昵称", 14),
            text("account_id", "账号ID", 16),
            Column("selling", "已开通带货", kinds.YES_OR_NO),
            REMARK,
            *SOURCE,
        ),
    ),
    BookSheet(
        "报名",
        "谁报了哪个活动：每人每活动一行，编号见参赛主体。",
        "报名",
        "人工",
        (
            KEY,
            NAME,
            PHASE,
            EVENT,
            text("claimed", "申报组别", 10),
            Column("fans", "粉丝数", kinds.QUANTITY),
            Column("sales", "近一年销售额", kinds.SALES),
            day("as_of", "截至日期"),
            day("day", "报名日期"),
            REMARK,
            STATE,
            *SOURCE,
        ),
        ENTRIES,
    ),
    merged(
        REGISTRATION,
        name="附件1汇总",
        about="各市分公司上报的附件1，按列名汇总；原件里的位置写在最右边三列。",
        part="报名",
    ),
    merged(
        SHOPS,
        name="附件2汇总",
        about="各市分公司上报的附件2（邮乐小店），按列名汇总。",
        part="报名",
    ),
    BookSheet(
        "收件登记",
        "收到的每一个文件：谁报的、什么时候到的、几行进了汇总、几行退回。浅黄色的列可以手填，其余由汇总写入。",
        "报名",
        "程序",
        (
            text("number", "收件号", 8),
            text("file", "文件名", 30),
            text("sender", "报送单位", 14),
            CITY,
            text("channel", "渠道", 10, ("邮件", "微信", "QQ", "U盘", "网盘", "其他")),
            text("received", "收到时间", 17),
            text("clock", "时间来源", 10),
            text("turn", "第几次", 7),
            text("kind", "性质", 10, KINDS),
            text("paper", "盖章件", 8, ("有", "无")),
            count("rows", "行数"),
            count("merged", "合并"),
            count("rejected", "退回"),
            count("repeated", "重复"),
            count("unchanged", "未变"),
            count("replaced", "其中已更正"),
            text("result", "结果", 30),
            text("answer", "确认", 8, ANSWERS),
            text("code", "核对码", 18),
            text("rules", "规则版本", 14),
            text("mark", "文件指纹", 18),
            REMARK,
        ),
    ),
    BookSheet(
        "变更",
        "重新上报后，按人列出增加、去掉、改动了什么。",
        "报名",
        "程序",
        (
            text("when", "时间", 18),
            CITY,
            text("team", "团队名称", 16),
            text("person", "姓名"),
            text("change", "变更", 8, ("增加", "撤回", "更正")),
            text("field", "项目"),
            text("before", "原值", 20),
            text("after", "新值", 20),
            *SOURCE,
        ),
    ),
    merged(
        COOPERATION,
        about="邀请到哪些高校、主办还是协办、佐证材料在哪里（1000个奖励金的依据）。",
        part="报名",
        by_hand=True,
    ),
    BookSheet(
        "材料登记",
        "没有专门的表的材料收到一件记一行：联系人、总结等。义务照抄“规则_义务与期限”。",
        "报名",
        "人工",
        (
            CITY,
            text("duty", "义务", 26),
            day("day", "收到日期"),
            text("person", "联系人"),
            PHONE,
            text("evidence", "材料名称", 26),
            REMARK,
        ),
    ),
    merged(COMPLAINTS, about="收到的投诉和公示异议、谁处理、结果如何。", part="过程", by_hand=True),
)
