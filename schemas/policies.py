"""POLICIES: what has to be decided before prizes can be awarded and paid, because notices rarely say it.

Each is open until a person decides it in 待确认事项; none has a default. 利通's text states none of them (facts G28),
so they all stand on its card. How a policy is carried out is left to the steps that use it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Policy(NamedTuple):
    """One decision: the word for it, the question, the answers the program understands, the steps that wait.

    choices   the answers there are; an empty tuple: any text a person writes (then people carry it out)
    several   the answer may be a chain of choices, the first counting first
    """

    name: str
    question: str
    choices: tuple[str, ...]
    blocks: tuple[str, ...]
    effect: str
    several: bool = False

    def answers(self, text: str) -> tuple[str, ...]:
        """The answers a decision gives: one, or a chain 净销售额、有效订单数 where there may be several."""
        parts = re.split("[、>＞]", text) if self.several else [text]
        return tuple(part.strip() for part in parts if part.strip())


METRICS: Final = (
    "净销售额",
    "有效订单数",
    "直播总时长",
    "评委评分",
    "播放量",
    "点赞数",
    "加权求和",
    "按名次计分",
)

POLICIES: Final[tuple[Policy, ...]] = (
    Policy("排名指标", "按什么排名次？", METRICS, ("分配",), "决定全部名次和获奖人"),
    Policy(
        "并列比较",
        "指标相同时，依次再比什么？",
        ("净销售额", "有效订单数", "直播总时长", "评委评分", "播放量", "点赞数", "报名先后"),
        ("分配",),
        "决定并列者的先后",
        several=True,
    ),
    Policy(
        "奖项线并列",
        "比完仍并列，又正好在奖项的分界线上，怎么办？",
        ("占用后续名额", "平分奖金", "由评审决定"),
        ("分配",),
        "可能多发或少发一个奖项的差额",
    ),
    Policy(
        "同一活动重复获奖",
        "同一人在一个活动里能否得两个奖？",
        ("不允许", "允许不同组别"),
        ("分配",),
        "不允许时，名额由下一名得到",
    ),
    Policy(
        "跨活动重复获奖",
        "同一人能否在几个活动都得奖？",
        ("不限", "每期限一次", "每期限两次", "全程限一次"),
        ("分配",),
        "限次时，后面活动的名额由下一名得到",
    ),
    Policy(
        "名额未满",
        "合格人数少于名额，怎么办？",
        ("空缺", "转入后面的活动"),
        ("分配",),
        "空缺的奖金留在预算里，或加到后面的活动",
    ),
    Policy(
        "获奖后取消",
        "公示后有人被取消资格，名额怎么办？",
        ("空缺", "依次递补"),
        ("分配", "发放"),
        "递补时，其后每个名次都可能变动",
    ),
    Policy(
        "获奖最低门槛",
        "除资格条件外，得奖还有没有最低要求？",
        ("无", "指标大于0"),
        ("分配",),
        "有门槛时，达不到的名额空缺",
    ),
    Policy(
        "数据来源最低等级",
        "用来排名的数据，最低要什么来源？",
        ("平台导出", "授权查询", "截图", "自报"),
        ("核对", "分配"),
        "低于此等级的数据不计入",
    ),
    Policy(
        "计分时间",
        "一笔订单按什么时间算在活动内？",
        ("支付时间", "下单时间", "完成时间"),
        ("核对", "分配"),
        "活动首尾几天的订单可能算进或算出",
    ),
    Policy(
        "活动重叠的订单",
        "两个活动时间重叠，同一订单怎么算？",
        ("各算一次", "只算先开始的活动", "按直播场次归属"),
        ("核对", "分配"),
        "影响重叠期间全部销售额",
    ),
    Policy(
        "年龄计算日",
        "满18周岁算到哪一天？",
        ("报名当天", "活动开始当天"),
        ("资格",),
        "影响活动期间过生日的人",
    ),
    Policy(
        "截止日当天",
        "“…日前”含不含当天？",
        ("含当天", "不含当天"),
        ("资格",),
        "影响截止当天发布或上报的",
    ),
    Policy(
        "投诉与处罚",
        "刷单、大量投诉由谁认定，怎么扣分或取消？",
        (),
        ("资格", "分配"),
        "凭书面认定逐条登记在“处罚调整”",
    ),
    Policy(
        "团队奖金",
        "团队的奖金发给谁？",
        ("队长代领", "平均分配", "按约定比例"),
        ("发放",),
        "影响每名队员的应发和个税",
    ),
    Policy(
        "收款主体",
        "企业主播得奖，奖金发给企业还是个人？",
        ("按报名主体", "只发个人"),
        ("发放",),
        "发企业不代扣个税，需对公账户",
    ),
    Policy(
        "奖金个税",
        "奖金是税前还是税后？",
        ("税前，代扣20%", "税后，主办方承担"),
        ("发放",),
        "税前：每奖扣20%；税后：主办方另付奖金的25%",
    ),
    Policy("公示姓名", "公示写全名还是隐去一个字？", ("隐去一字", "全名"), ("公示",), "不影响金额"),
    Policy("公示天数", "公示几天，异议找谁？", (), ("公示", "发放"), "公示期满才能发放"),
)


def policy(name: str) -> Policy | None:
    """The policy of that name, None when there is none."""
    return next((item for item in POLICIES if item.name == name), None)
