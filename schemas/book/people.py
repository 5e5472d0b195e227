"""Who takes part: entrants, entries, what was submitted (附件1, 附件2) and by whom."""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.book.sheet import (
    CITY,
    EVENT,
    GROUP,
    KEY,
    NAME,
    PHASE,
    REMARK,
    SOURCE,
    BookSheet,
    count,
    day,
    money,
    number,
    text,
)
from schemas.format import Column
from schemas.registration import REGISTRATION
from schemas.shops import SHOPS

STATE: Final = text("state", "状态", 8, ("有效", "撤回"))
_ROSTER: Final = "seq city school college team role name gender id_no student_no major level phone on_camera remark".split()

PEOPLE: Final = (
    BookSheet(
        "参赛主体",
        "每个人、企业、团队一个编号（K0001起），各活动通用，只登记一次。",
        "报名",
        "合并",
        (
            KEY,
            text("kind", "类型", 8, ("个人", "企业", "团队")),
            NAME,
            text("person", "负责人或本人姓名", 14),
            text("id_type", "证件类型", 14, ("居民身份证", "统一社会信用代码", "其他")),
            Column("id_no", "证件号码", kinds.ID_NUMBER),
            day("born", "出生日期"),
            Column("phone", "联系电话", kinds.MOBILE),
            text("category", "人员类别", 14, ("在校大学生", "退役军人", "返乡创业人员", "电商从业者")),
            text("platform", "直播平台"),
            text("account", "账号昵称", 14),
            text("account_id", "账号ID", 16),
            text("in_team", "所属团队编号"),
            REMARK,
            *SOURCE,
        ),
    ),
    BookSheet(
        "报名",
        "谁报了哪个活动：每人每活动一行，编号见参赛主体。",
        "报名",
        "合并",
        (
            KEY,
            NAME,
            PHASE,
            EVENT,
            text("claimed", "申报组别", 10),
            number("fans", "粉丝数"),
            money("sales", "近一年销售额"),
            day("as_of", "截至日期"),
            text("group", "归组结果", 12),
            day("day", "报名日期"),
            STATE,
            REMARK,
            *SOURCE,
        ),
    ),
    BookSheet(
        "附件1汇总",
        "各市分公司上报的附件1，按列名汇总；原件里的位置写在最右边三列。",
        "报名",
        "合并",
        (*(REGISTRATION.column(name) for name in _ROSTER), STATE, *SOURCE),
    ),
    BookSheet(
        "附件2汇总",
        "各市分公司上报的附件2（邮乐小店），按列名汇总。",
        "报名",
        "合并",
        (*(column for column in SHOPS.columns if column.name != "remark"), REMARK, STATE, *SOURCE),
    ),
    BookSheet(
        "收件登记",
        "收到的每一个文件：收了几行、进了几行、退了几行。",
        "报名",
        "程序",
        (
            count("number", "收件号"),
            text("file", "文件名", 30),
            CITY,
            text("kind", "性质", 10, ("首次", "补充", "更正", "整表替换")),
            text("received", "收到时间", 18),
            count("rows", "行数"),
            count("merged", "合并"),
            count("rejected", "退回"),
            count("repeated", "重复"),
            count("unchanged", "未变"),
            text("result", "结果", 18),
            text("rules", "规则版本", 14),
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
    BookSheet(
        "高校合作",
        "邀请到哪些高校、主办还是协办、佐证材料在哪里（1000个奖励金的依据）。",
        "报名",
        "人工",
        (
            CITY,
            text("school", "高校", 20),
            text("role", "合作方式", 10, ("主办", "协办", "参与")),
            day("day", "确认日期"),
            text("evidence", "佐证材料", 30),
            text("result", "是否成功邀请", 12, ("是", "否", "待核")),
            REMARK,
        ),
    ),
    BookSheet(
        "投诉异议",
        "收到的投诉和公示异议、谁处理、结果如何。",
        "过程",
        "人工",
        (
            day("day", "收到日期"),
            PHASE,
            EVENT,
            GROUP,
            text("about", "涉及编号", 10),
            text("content", "内容", 36),
            text("handler", "处理人"),
            text("result", "处理结果", 30),
            day("closed", "办结日期"),
            text("evidence", "依据文件", 20),
        ),
    ),
)
