"""What is judged beside broadcasts: short videos (短视频作品) and the judges' scores (评委评分).

吴利政办发〔2024〕37号, lines 79, 109, 155: published before a day, on the account of the entry, with the event's tag.
"""

from __future__ import annotations

from typing import Final

from schemas import columns as kinds
from schemas.common import ACCOUNT, ENTRANT, EVENT, GRADES, KEY, PHASE, REMARK, ROSTER, TAGS, free
from schemas.format import Column, SheetFormat
from schemas.kinds_rules import NUMBER, choice

VIDEOS: Final = SheetFormat(
    id="videos",
    name="短视频作品",
    title="参赛短视频登记表",
    titles=("短视频", "作品"),
    marks=("link", "published"),
    key=("name", "link"),
    known_by=(("key", "link", "phase", "event"), ("name", "link", "phase", "event")),
    apart=("key",),
    corrected_by=(("key", "link"), ("name", "link"), ("key", "published", "phase", "event"),
                  ("name", "published", "phase", "event")),
    columns=(
        KEY,
        ENTRANT,
        PHASE,
        EVENT,
        Column("link", "链接", kinds.LINK, ("作品链接", "视频链接", "短视频链接", "网址"), required=ROSTER,
               example="https://v.example.com/1001"),
        Column("published", "发布时间", kinds.MOMENT, ("发布日期", "发表时间"), required=ROSTER,
               example="2024-10-14 20:30"),
        Column("account", "发布账号", free("account", 16), ACCOUNT.aliases, example="橙心小铺"),
        TAGS,
        Column("plays", "播放量", kinds.QUANTITY, ("播放数", "播放次数", "浏览量"), example="12000"),
        Column("likes", "点赞数", kinds.QUANTITY, ("点赞", "点赞量"), example="860"),
        Column("read", "数据读取时间", kinds.MOMENT, ("读取时间", "数据截止时间"), example="2024-10-21 09:00"),
        Column("grade", "数据来源等级", choice("grade", GRADES, width=12), ("数据来源",), example="截图"),
        REMARK,
    ),
)  # fmt: skip

SCORES: Final = SheetFormat(
    id="scores",
    name="评委评分",
    title="评委评分表",
    titles=("评分",),
    marks=("judge", "score"),
    key=("name", "judge", "measure"),
    known_by=(("key", "phase", "event", "judge", "measure"), ("name", "phase", "event", "judge", "measure")),
    apart=("key",),
    corrected_by=(("key", "judge", "measure", "day"), ("name", "judge", "measure", "day"),
                  ("key", "score", "measure", "phase", "event", "day"),
                  ("name", "score", "measure", "phase", "event", "day")),
    columns=(
        KEY,
        ENTRANT,
        PHASE,
        EVENT,
        Column("judge", "评委", free("judge"), ("评委姓名", "评审", "评分人"), required=ROSTER, example="评委一"),
        Column("measure", "指标", free("measure"), ("评分项", "评分指标", "评分项目"), example="评委评分"),
        Column("score", "得分", NUMBER, ("评分", "分数", "打分"), required=ROSTER, example="88.5"),
        Column("day", "日期", kinds.DAY, ("评分日期",), example="2024-10-22"),
        REMARK,
    ),
)  # fmt: skip
