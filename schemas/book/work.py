"""What entrants did: plans, notices before a broadcast, schedule, sessions, videos, scores, training, filing, sanctions."""

from __future__ import annotations

from typing import Final

from schemas.book.sheet import EVENT, KEY, NAME, PHASE, YES_NO, BookSheet, merged, text
from schemas.conduct import SANCTIONS
from schemas.preparation import ACCOUNTS, FILINGS, TRAINING
from schemas.sessions import NOTICES, PLANS, SCHEDULE, SESSIONS
from schemas.works import SCORES, VIDEOS

WORK: Final = (
    merged(
        PLANS,
        about="直播计划和推广策略的审核记录（通知第49行）：没有通过的不能开播。",
        part="过程",
        by_hand=True,
    ),
    merged(
        NOTICES,
        about="利通：直播时间、场次、地点的报备。与赣邮杯的主播备案不是一回事。",
        part="过程",
        by_hand=True,
    ),
    merged(SCHEDULE, about="赣邮杯直播排期：各阶段开始前24小时报到省渠道平台部（通知第68行）。", part="过程"),
    merged(
        SESSIONS,
        about="实际开播的每一场：时间、时长、数据来源。时长按分钟，不四舍五入。",
        part="过程",
        by_hand=True,
    ),
    merged(
        VIDEOS,
        about="参赛短视频：链接、发布时间、话题，和在某一时刻读到的数据。",
        part="过程",
        by_hand=True,
    ),
    merged(SCORES, about="每位评委对每个参赛主体的打分。", part="过程", by_hand=True),
    merged(
        TRAINING, about="培训签到：每支团队都要有记录，主题要含直播业务管理办法（通知第58行）。", part="过程"
    ),
    merged(FILINGS, about="赣邮杯：出镜主播的备案（通知第54行），备案通过要早于首场直播。", part="过程"),
    merged(ACCOUNTS, about="直播帐号检查和新增帐号的注册信息（通知第66行）。", part="过程"),
    merged(
        SANCTIONS,
        about="警告、停播整改、取消资格、扣分：逐条写明依据文件；更正也写在这里，不改原记录。",
        part="过程",
        by_hand=True,
    ),
    BookSheet(
        "疑点(内部)",
        "疑似刷单、自买等，只供内部核查，不对外，不据此直接扣减。",
        "过程",
        "程序",
        (
            KEY,
            NAME,
            PHASE,
            EVENT,
            text("kind", "疑点", 16),
            text("evidence", "线索", 40),
            text("checked", "核查结论", 24),
            text("by", "核查人"),
            text("public", "已告知本人", 10, YES_NO),
        ),
    ),
)
