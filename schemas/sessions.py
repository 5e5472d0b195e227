"""Broadcasts: the plan (直播计划审核), the notice given before (直播报备), the schedule (排期), the session itself (场次).

利通 asks for plan and notice (吴利政办发〔2024〕37号, lines 49, 69, 89, 99), 赣邮杯 for the schedule (赣邮渠道〔2024〕13号,
line 68). Layouts are a design (domain facts, section 2.4).
"""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.common import (
    ACCOUNT,
    CITY,
    DAY,
    END,
    ENTRANT,
    EVENT,
    GRADES,
    KEY,
    MINUTES,
    PHASE,
    PLATFORM,
    REMARK,
    RESULTS,
    ROOM,
    ROSTER,
    SCHOOL,
    SEQ,
    SPAN,
    START,
    TAGS,
    TEAM,
    WEEKDAY,
    free,
)
from schemas.format import Column, SheetFormat
from schemas.kinds_rules import choice

_AGREED: Final = {
    "同意": "通过",
    "合格": "通过",
    "已通过": "通过",
    "不同意": "不通过",
    "未通过": "不通过",
    "待定": "待审",
}

PLANS: Final = SheetFormat(
    id="plans",
    name="直播计划审核",
    title="直播计划和推广策略审核记录",
    titles=("直播计划", "推广策略"),
    marks=("strategy", "handed_in"),
    key=("name", "event"),
    known_by=(("key", "phase", "event"), ("name", "phase", "event")),
    columns=(
        KEY,
        ENTRANT,
        PHASE,
        EVENT,
        Column("handed_in", "提交日期", kinds.DAY, ("提交时间", "提报日期", "上交日期"), example="2024-09-09"),
        Column("strategy", "推广策略", choice("strategy", ("有", "无"), {"是": "有", "否": "无", "√": "有"}),
               ("有无推广策略",),
               example="有"),
        Column("result", "审核结果", choice("result", RESULTS, _AGREED), ("审核意见", "是否通过", "审核结论"),
               required=ROSTER, example="通过"),
        Column("decided", "审核日期", kinds.DAY, ("审核时间", "通过日期", "批准日期"), example="2024-09-11"),
        Column("by", "审核人", free("by"), ("审批人", "经办人"), example="中心审核员"),
        Column("opinion", "意见", free("opinion", 28), ("修改意见",)),
        REMARK,
    ),
)  # fmt: skip

NOTICES: Final = SheetFormat(
    id="notices",
    name="直播报备",
    title="直播时间、场次、地点报备表",
    titles=("报备",),
    marks=("notice", "filed"),
    key=("name", "day", "start"),
    known_by=(("notice",), ("name", "day", "start")),
    columns=(
        Column("notice", "报备号", free("notice", 10), ("报备编号",), example="BB0031"),
        KEY,
        ENTRANT,
        PHASE,
        EVENT,
        DAY,
        START,
        END,
        SPAN,
        Column("venue", "地点", free("venue", 20), ("直播地点", "场地", "直播场地"), example="利通区电子商务中心"),
        Column("filed", "报备时间", kinds.MOMENT, ("报备日期", "提交报备时间"), required=ROSTER, example="2024-11-01 09:00"),
        Column("result", "审核结果", choice("result", RESULTS, _AGREED), ("是否同意", "审核意见"), example="通过"),
        REMARK,
    ),
)  # fmt: skip

SCHEDULE: Final = SheetFormat(
    id="schedule",
    name="排期",
    title="直播排期表",
    titles=("排期",),
    marks=("stage", "room", "start", "span"),
    key=("team", "day", "start"),
    known_by=(("team", "school", "day", "start"),),
    columns=(
        SEQ,
        DAY,
        WEEKDAY,
        START,
        END,
        SPAN,
        MINUTES,
        CITY,
        SCHOOL,
        Column(TEAM.name, TEAM.title, TEAM.kind, TEAM.aliases, required=ROSTER, per="team", example=TEAM.example),
        Column("host", "主播", free("host"), ("主播姓名", "出镜主播"), example="陈晓明"),
        Column("helper", "助播/场控", free("helper"), ("助播", "场控")),
        PLATFORM,
        Column("account", "直播账号(OMS帐号)", free("account", 18), ACCOUNT.aliases, example="OMS360001"),
        ROOM,
        Column("topic", "直播主题", free("topic", 20), ("主题",)),
        Column("goods", "主推商品", free("goods", 20), ("商品",)),
        Column("venue", "场地", free("venue", 16), ("直播地点", "地点", "直播场地")),
        Column("stage", "阶段", choice("stage", ("初赛", "复赛", "决赛"), {"第一阶段": "初赛"}), ("赛程", "赛段"),
               example="初赛"),
        Column("filing", "备案号", free("filing"), ("备案编号",)),
        Column("reported", "上报时间", kinds.MOMENT, ("报送时间", "上报日期"), example="2024-10-19 10:00",
               hint="报到省渠道平台部的时间；不填按收件登记的收到时间"),
        Column("state", "场次状态", free("state", 8), ("状态",)),
        REMARK,
    ),
)  # fmt: skip

SESSIONS: Final = SheetFormat(
    id="sessions",
    name="场次",
    title="直播场次记录",
    titles=("场次",),
    marks=("session", "minutes", "tags"),
    key=("name", "day", "start"),
    known_by=(("session",), ("name", "account", "day", "start")),
    columns=(
        Column("session", "场次号", free("session", 10), ("场次编号", "场次ID", "直播场次号"), example="S0102"),
        KEY,
        ENTRANT,
        PHASE,
        EVENT,
        DAY,
        WEEKDAY,
        START,
        END,
        SPAN,
        MINUTES,
        PLATFORM,
        ACCOUNT,
        ROOM,
        Column("host", "主播", free("host"), ("出镜主播",)),
        Column("venue", "地点", free("venue", 18), ("直播地点", "场地", "直播场地"), example="利通区电子商务中心"),
        TAGS,
        Column("elements", "直播元素", free("elements", 14), ("元素", "直播间元素", "加挂元素"), example="双十一"),
        Column("goods", "商品已审核", kinds.YES_OR_NO, ("商品审核", "选品审核", "带货商品已审核"), example="是"),
        Column("viewers", "观看人数", kinds.QUANTITY, ("观看量", "场观", "累计观看"), example="1530"),
        Column("grade", "数据来源等级", choice("grade", GRADES, width=12), ("数据来源",), example="平台导出"),
        REMARK,
    ),
)  # fmt: skip
