"""Sanctions and corrections (处罚调整), complaints and objections (投诉异议): each with the paper it rests on.

赣邮渠道〔2024〕13号, line 78; 吴利政办发〔2024〕37号, line 49.
"""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.common import ENTRANT, EVENT, KEY, PHASE, ROSTER, free
from schemas.format import Column, SheetFormat
from schemas.kinds_rules import NUMBER, choice

_EVENT: Final = Column(
    "event", "活动", free("event", 9), EVENT.aliases, example="活动4", hint="留空表示对全部活动都有效"
)

SANCTIONS: Final = SheetFormat(
    id="sanctions",
    name="处罚调整",
    title="处罚和调整登记表",
    titles=("处罚", "调整"),
    marks=("kind", "points"),
    key=("name", "day", "phase", "event", "kind"),
    known_by=(("key", "day", "kind", "phase", "event"), ("name", "day", "kind", "phase", "event")),
    apart=("key",),
    corrected_by=(("key", "day", "kind"), ("name", "day", "kind"), ("key", "kind", "phase", "event"),
                  ("name", "kind", "phase", "event"), ("key", "day", "phase", "event"), ("name", "day", "phase", "event")),
    columns=(
        Column("day", "日期", kinds.DAY, ("处罚日期", "生效日期"), required=ROSTER, example="2024-11-20"),
        KEY,
        ENTRANT,
        PHASE,
        _EVENT,
        Column("kind", "类别", choice("sanction", ("警告", "停播整改", "取消资格", "扣分", "更正"),
               {"取消参赛资格": "取消资格", "取消比赛资格": "取消资格", "停播": "停播整改"}, width=12),
               ("处罚类别", "处理类别", "处罚"), required=ROSTER, example="警告"),
        Column("until", "整改到", kinds.DAY, ("停播至", "整改截止"), example="2024-11-27", hint="停播整改到哪天为止"),
        Column("points", "扣分", NUMBER, ("扣除分数",), example="2"),
        Column("reason", "事由", free("reason", 32), ("原因", "违规事由"), example="直播间未报备"),
        Column("document", "依据文件", free("document", 20), ("依据", "文号"), example="利商电〔2024〕5号"),
        Column("by", "登记的批准人", free("by"), ("批准人",), example="王建国"),
    ),
)  # fmt: skip

COMPLAINTS: Final = SheetFormat(
    id="complaints",
    name="投诉异议",
    title="投诉和公示异议登记表",
    titles=("投诉", "异议"),
    marks=("content", "handler"),
    key=("day", "about", "content"),
    who="about",
    known_by=(("day", "about", "content"),),
    corrected_by=(("about", "day"), ("about", "content")),
    columns=(
        Column("day", "收到日期", kinds.DAY, ("日期", "投诉日期"), required=ROSTER, example="2024-12-03"),
        PHASE,
        _EVENT,
        Column("group", "组别", free("group", 10), ()),
        Column("about", "涉及编号", free("about", 10), ("被投诉编号", "被投诉人"), example="K0012"),
        Column("content", "内容", free("content", 36), ("投诉内容", "异议内容"), required=ROSTER,
               example="反映销售数据不实"),
        Column("handler", "处理人", free("handler"), ("经办人",)),
        Column("result", "处理结果", free("result", 30), ("处理意见",)),
        Column("closed", "办结日期", kinds.DAY, ("办结时间",)),
        Column("evidence", "依据文件", free("evidence", 20), ("依据",)),
    ),
)  # fmt: skip
