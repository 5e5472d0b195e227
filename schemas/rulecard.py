"""The rule card's sheets: what a notice lays down, row by row, as headquarters edits it in Excel.

Each row carries the notice's own sentence (依据), its line (行号) and the open points it rests on (待确认). The sheets
are read by name and header; what the rows mean is in `schemas.contest`.
"""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.contest import (
    AWARD_UNITS,
    GROUPINGS,
    LEVELS,
    MEASURES,
    RELATIONS,
    SAME_RELATION,
    SCORINGS,
    STEPS,
    UNITS,
    USES,
)
from schemas.format import Column, Excel, Kind, Layout, SheetFormat
from schemas.kinds_people import FREE, parse_free
from schemas.kinds_rules import ANSWER, LINES, NUMBER, PLACES, SHARE, choice
from schemas.policies import POLICIES

_MUST: Final[frozenset[Layout]] = frozenset(("roster",))


def _text(name: str, width: float, choices: tuple[str, ...] = ()) -> Kind:
    """Free text of a width, with suggestions that bind nobody."""
    return Kind(f"text_{name}", FREE.dtype, parse_free, excel=Excel("@", width, choices))


_PHASE: Final = Column("phase", "期次", _text("phase", 9), example="第一期", hint="没有分期的大赛留空")
_EVENT: Final = Column("event", "活动", _text("event", 9), example="活动1", hint="与规则_活动里的写法一致")
_EVENT_ANY: Final = Column(
    "event", "活动", _text("event", 9), example="活动1", hint="留空表示对全部活动都适用"
)
_GROUP: Final = Column("group", "组别", _text("group", 10), example="新秀组", hint="不分组的活动留空")
_SOURCE: Final = Column("source", "依据", _text("source", 52), hint="照抄通知原文，不要改字")
_LINE: Final = Column("line", "行号", PLACES, example="61", hint="原文在通知第几行，没有可留空")
_POINTS: Final = Column(
    "points",
    "待确认",
    _text("points", 13),
    example="G13",
    hint="原文不清楚时，写待确认事项的编号，几个用空格隔开",
)
_REMARK: Final = Column("remark", "备注", _text("remark", 34), spare=True)
_MONEY_UNIT: Final = choice("award_unit", AWARD_UNITS, {"人民币元": "元", "圆": "元"}, "UNIT_UNKNOWN", 6)

EVENTS: Final = SheetFormat(
    id="rule_events",
    name="规则_活动",
    title="大赛、期次和活动",
    titles=(),
    marks=("level",),
    key=("phase", "event"),
    columns=(
        Column("level", "层级", choice("level", LEVELS, width=7), required=_MUST, example="活动",
               hint="大赛一行，每期一行，每个活动一行"),
        _PHASE,
        Column("event", "活动", _text("event", 9), example="活动1", hint="层级是活动时必填，同一期内不能重名"),
        Column("title", "名称", _text("title", 40), required=_MUST, example="直播带货比赛"),
        Column("start", "开始日期", kinds.DAY, example="2024-09-12"),
        Column("end", "结束日期", kinds.DAY, example="2024-09-30"),
        Column("total", "奖金合计", kinds.MONEY, example="105000", hint="通知写明的总额；没写的留空"),
        Column("unit", "单位", _MONEY_UNIT, example="元"),
        Column("entrants", "参赛主体", _text("entrants", 12), example="个人、企业"),
        _SOURCE,
        _LINE,
        _POINTS,
        _REMARK,
    ),
)  # fmt: skip

GROUPS: Final = SheetFormat(
    id="rule_groups",
    name="规则_组别",
    title="分组的活动有哪些组",
    titles=(),
    marks=("group",),
    key=("phase", "event", "group"),
    columns=(
        _PHASE,
        Column("event", "活动", _text("event", 9), required=_MUST, example="活动1"),
        Column("group", "组别", _text("group", 10), required=_MUST, example="新秀组"),
        Column("by", "归组方式", choice("grouping", GROUPINGS), required=_MUST, example="按条件",
               hint="按条件：由规则_条件算出；按报名：报名时自己选"),
        Column("total", "奖金合计", kinds.MONEY, example="75000", hint="通知单独写明本组总额的才填"),
        Column("unit", "单位", _MONEY_UNIT, example="元"),
        _SOURCE,
        _LINE,
        _POINTS,
        _REMARK,
    ),
)  # fmt: skip

CONDITIONS: Final = SheetFormat(
    id="rule_conditions",
    name="规则_条件",
    title="归组条件和资格条件",
    titles=(),
    marks=("measure",),
    key=("phase", "event", "group", "measure"),
    columns=(
        _PHASE,
        _EVENT_ANY,
        _GROUP,
        Column("use", "用途", choice("condition_use", USES, width=7), required=_MUST, example="归组"),
        Column("alternative", "条件组", _text("alternative", 7), example="1",
               hint="同一条件组的各行要同时满足；不同条件组满足一个即可"),
        Column("measure", "指标", _text("measure", 14, tuple(MEASURES)), required=_MUST, example="粉丝数"),
        Column("relation", "关系", choice("relation", RELATIONS, SAME_RELATION, width=8), required=_MUST,
               example="低于", hint="低于、超过不含本数；不低于、不超过含本数"),
        Column("number", "数值", NUMBER, example="10000", hint="只填数字，万要写成10000"),
        Column("unit", "单位", choice("unit", tuple(UNITS), code="UNIT_UNKNOWN", width=7), example="人"),
        Column("words", "内容", _text("words", 24), example="在校大学生、退役军人", hint="比较文字时填，几个用、隔开"),
        Column("aliases", "近似写法", _text("aliases", 18), hint="写成这样也算，但要请人核实"),
        Column("as_of", "截至日期", kinds.DAY, example="2024-08-31"),
        _SOURCE,
        _LINE,
        _POINTS,
        _REMARK,
    ),
)  # fmt: skip

TIERS: Final = SheetFormat(
    id="rule_tiers",
    name="规则_奖项",
    title="奖项、名额和奖金",
    titles=(),
    marks=("tier",),
    key=("phase", "event", "group", "tier"),
    columns=(
        _PHASE,
        Column("event", "活动", _text("event", 9), required=_MUST, example="活动1"),
        _GROUP,
        Column("tier", "奖项", _text("tier", 10), required=_MUST, example="一等奖"),
        Column("places", "名额", PLACES, required=_MUST, example="3"),
        Column("amount", "单项金额", kinds.MONEY, required=_MUST, example="5000"),
        Column("unit", "单位", _MONEY_UNIT, required=_MUST, example="元"),
        Column("subtotal", "小计", kinds.MONEY, example="15000", computed=True),
        _SOURCE,
        _LINE,
        _POINTS,
    ),
)

DUTIES: Final = SheetFormat(
    id="rule_duties",
    name="规则_义务与期限",
    title="谁在什么时候之前要做什么",
    titles=(),
    marks=("duty",),
    key=("phase", "event", "duty"),
    columns=(
        _PHASE,
        _EVENT_ANY,
        Column("duty", "义务", _text("duty", 30), required=_MUST, example="汇总上报附件1、附件2"),
        Column("owner", "责任方", _text("owner", 14), required=_MUST, example="市分公司"),
        Column("start", "开始日期", kinds.DAY, example="2024-10-21"),
        Column("due", "截止日期", kinds.DAY, example="2024-10-20"),
        Column("inclusive", "含当天", kinds.YES_OR_NO, example="是"),
        Column("hours", "提前小时", NUMBER, example="24", hint="没有写明提前多久的留空"),
        Column("before", "早于", _text("before", 16), example="各阶段赛事开始", hint="要在什么之前做完"),
        Column(
            "evidence",
            "佐证表",
            _text("evidence", 16),
            spare=True,
            example="附件1汇总、附件2汇总",
            hint="台账里哪张表证明做了；没有专门的表写材料登记",
        ),
        _SOURCE,
        _LINE,
        _POINTS,
        _REMARK,
    ),
)

SCORES: Final = SheetFormat(
    id="rule_scores",
    name="规则_评分",
    title="按几个指标打分时，每个指标几分",
    titles=(),
    marks=("most",),
    key=("phase", "event", "group", "measure"),
    columns=(
        _PHASE,
        _EVENT_ANY,
        _GROUP,
        Column("measure", "指标", _text("measure", 14, tuple(MEASURES)), required=_MUST, example="观看人数"),
        Column("most", "满分", NUMBER, required=_MUST, example="20"),
        Column(
            "how", "计分方式", choice("scoring", SCORINGS, width=12), required=_MUST, example="按名次递减"
        ),
        Column("step", "每名递减", NUMBER, example="0.5", hint="按名次递减时填：每低一名少几分"),
        _SOURCE,
        _LINE,
        _POINTS,
    ),
)

CHOICES: Final = SheetFormat(
    id="rule_policies",
    name="规则_政策",
    title="排名、并列、空缺、个税等怎么定",
    titles=(),
    marks=("policy",),
    key=("phase", "event", "group", "policy"),
    columns=(
        _PHASE,
        _EVENT_ANY,
        Column("group", "组别", _text("group", 10), spare=True, example="短视频",
               hint="只对一个组这样定才填；留空表示不分组别"),
        Column("policy", "政策项", choice("policy", tuple(p.name for p in POLICIES), width=18), required=_MUST,
               example="排名指标"),
        Column("chosen", "选定", _text("chosen", 20), computed=True, hint="由待确认事项带出，不要手填"),
        Column("meaning", "要定的是", _text("meaning", 40), spare=True),
        Column("points", "待确认", _text("policy_point", 10), required=_MUST, example="T01"),
    ),
)  # fmt: skip

POINTS: Final = SheetFormat(
    id="rule_points",
    name="待确认事项",
    title="通知没写清楚的地方，由谁定、怎么定",
    titles=(),
    marks=("question",),
    key=("id",),
    columns=(
        Column("id", "编号", _text("id", 7), required=_MUST, example="G13"),
        Column("applies", "适用活动", _text("applies", 14), example="第一期·活动1",
               hint="几个用、隔开；写“第一期”表示整期；留空表示全部活动"),
        Column("question", "问题", _text("question", 34), required=_MUST, example="“粉丝量低于1”是1万吗？"),
        Column("source", "原文", _text("source", 34), hint="照抄通知原文；通知没写的留空"),
        _LINE,
        Column("options", "可选解释", LINES, hint="一行一个；冒号后面写理由"),
        Column("likely", "暂按", _text("likely", 14), hint="定下来之前，试算按这个来"),
        Column("confidence", "把握", SHARE, example="0.93"),
        Column("effect", "影响", _text("effect", 26)),
        Column("blocks", "卡住", _text("blocks", 14, STEPS), hint="、".join(STEPS) + "；几个用、隔开"),
        Column("column", "对应列", _text("column", 9), example="数值",
               hint="决定要和规则表的哪一列一致；没有就留空"),
        Column("decided", "决定", ANSWER),
        Column("approver", "登记的批准人", _text("approver", 12), hint="签批的领导，不能与经办人相同"),
        Column("day", "批准日期", kinds.DAY, example="2024-09-10"),
        Column("document", "依据文件", _text("document", 20), example="请示单第3号"),
        Column("preparer", "经办人", _text("preparer", 10)),
        Column("state", "状态", _text("state", 14), computed=True),
    ),
)  # fmt: skip

CARD_FORMATS: Final[tuple[SheetFormat, ...]] = (
    EVENTS,
    GROUPS,
    CONDITIONS,
    TIERS,
    DUTIES,
    SCORES,
    CHOICES,
    POINTS,
)
"""The sheets of a rule card, in the order they stand in a contest workbook."""
