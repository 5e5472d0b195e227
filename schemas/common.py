"""Columns that several formats share: who, which event, where it came from. Aliases as branches and platforms write them."""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.format import Column, Excel, Kind, Layout
from schemas.kinds_people import FREE, parse_free
from schemas.kinds_rules import choice

ROSTER: Final[frozenset[Layout]] = frozenset(("roster",))


def free(name: str, width: float = 12) -> Kind:
    """Free text of a width."""
    return Kind(f"text_{name}", FREE.dtype, parse_free, excel=Excel("@", width))


KEY: Final = Column(
    "key",
    "编号",
    free("key", 9),
    ("参赛编号", "选手编号", "参赛主体编号", "参赛号"),
    example="K0012",
    hint="报名后由汇总编号；没有可以不填",
)
"""K0123: one short number per person, firm or team for all events. Formulas are keyed on it, never on ID numbers."""
ENTRANT: Final = Column(
    "name",
    "姓名或名称",
    free("name", 16),
    (
        "姓名",
        "企业名称",
        "选手",
        "参赛者",
        "参赛选手",
        "参赛主体",
        "选手姓名",
        "姓名/企业名称",
        "主播姓名",
        "选手/团队",
        "参赛人员",
        "报名主体",
        "参赛人",
    ),
    required=ROSTER,
    example="陈晓明",
    hint="与报名表完全一致",
)
PHASE: Final = Column("phase", "期次", free("phase", 9), ("期数", "第几期"), example="第一期")
EVENT: Final = Column(
    "event",
    "活动",
    free("event", 9),
    ("参赛活动", "活动名称", "活动场次", "赛事活动"),
    required=ROSTER,
    example="活动4",
    hint="与规则_活动里的写法一致，也可写成第一期·活动4",
)
CITY: Final = Column(
    "city",
    "市分公司",
    kinds.CITY,
    ("赛区", "地市", "所属市分公司", "市州", "所属地市", "所属赛区", "分公司"),
    ("填报单位", "报送单位", "单位"),
    per="team",
    example="赣州市分公司",
)
SCHOOL: Final = Column(
    "school",
    "参赛高校",
    kinds.SCHOOL,
    ("学校", "高校", "学校名称", "所在学校", "院校", "院校名称", "高校名称", "所在高校", "参赛学校"),
    per="team",
    example="江西理工大学",
)
TEAM: Final = Column(
    "team",
    "团队名称",
    kinds.TEAM,
    ("队名", "团队", "参赛团队", "参赛队伍", "队伍名称", "团队名", "队伍"),
    per="team",
    example="橙心助农队",
)
START: Final = Column(
    "start",
    "开始时间",
    kinds.CLOCK,
    ("开播时间", "直播开始时间", "起始时间", "开始"),
    example="19:00",
)
END: Final = Column(
    "end",
    "结束时间",
    kinds.CLOCK,
    ("下播时间", "直播结束时间", "终止时间", "结束"),
    example="21:30",
    hint="过了零点的写次日的时间，并在备注注明",
)
SPAN: Final = Column(
    "span",
    "直播时间",
    kinds.SPAN,
    ("时间段", "直播时段", "起止时间", "时段", "时间"),
    ends=("start", "end"),
    example="19:00-21:30",
)
MINUTES: Final = Column(
    "minutes",
    "时长(分钟)",
    kinds.LENGTH,
    ("直播时长", "时长", "直播总时长", "开播时长"),
    example="150",
    hint="按平台记录，不四舍五入",
)
DAY: Final = Column(
    "day",
    "日期",
    kinds.DAY,
    ("直播日期", "开播日期", "场次日期"),
    required=ROSTER,
    example="2024-11-03",
)
WEEKDAY: Final = Column("weekday", "星期", free("weekday", 7), ("周几", "星期几"), example="周日")
ACCOUNT: Final = Column(
    "account",
    "账号",
    free("account", 18),
    (
        "帐号",
        "直播账号",
        "直播帐号",
        "OMS帐号",
        "OMS账号",
        "账号昵称",
        "直播账号昵称",
        "帐号昵称",
        "账号名称",
    ),
    example="橙心小铺",
)
ROOM: Final = Column(
    "room",
    "直播间",
    free("room", 20),
    ("直播间ID", "直播间链接", "直播间号", "直播间ID/链接"),
    example="8812001",
)
PLATFORM: Final = Column("platform", "直播平台", free("platform"), ("平台", "平台名称"), example="抖音")
TAGS: Final = Column(
    "tags", "话题", free("tags", 24), ("话题标签", "标签", "带话题", "挂载话题"), example="#我在利通区带好货#"
)
REMARK: Final = Column("remark", "备注", free("remark", 18), ("说明", "其他"))
SEQ: Final = Column("seq", "序号", kinds.COUNT, ("No", "NO", "no"), example="1")
GRADES: Final = ("平台导出", "授权查询", "截图", "自报")
RESULTS: Final = ("通过", "不通过", "待审")
AGREED: Final = choice(
    "result",
    RESULTS,
    {
        **dict.fromkeys(("同意", "合格", "已通过", "审核通过", "批准", "已批准", "准予", "已备案"), "通过"),
        **dict.fromkeys(
            ("不同意", "不合格", "未通过", "审核不通过", "驳回", "已驳回", "退回", "已退回"), "不通过"
        ),
        **dict.fromkeys(("不批准", "未批准", "不予批准", "不准予"), "不通过"),
        "待定": "待审",
        "审核中": "待审",
    },
)
"""What was said of a plan, a notice or a filing."""
