"""The states a line of a ledger ends in, as data, in the order in which they are asked: the first that fits is the line's.

The order is one a clerk can follow: can the line be read; was it there before; can its amounts be; what became of the
order; whose is it; when was it; and only then does it count. Codes have at most 12 bytes, the words are what users see.
"""

from __future__ import annotations

from dataclasses import dataclass

UNREADABLE = "unreadable"
DIFFERING = "differing"
DUPLICATE = "duplicate"
MAIN_AGAIN = "main_again"
MAIN_LINE = "main_line"
NEGATIVE = "negative"
OVER_REFUND = "over_refund"
UNPAID = "unpaid"
REFUNDED = "refunded"
REFUND_BLANK = "refund_blank"
CLOSED = "closed"
REFUNDING = "refunding"
NO_STATUS = "no_status"
UNREGISTERED = "unregistered"
AMBIGUOUS = "ambiguous"
NO_TIME = "no_time"
OUTSIDE = "outside"
NOT_ENTERED = "not_entered"
OVERLAPPING = "overlapping"
NO_SESSION = "no_session"
OTHER_EVENT = "other_event"
PART_REFUND = "part_refund"
COUNTED = "counted"


@dataclass(frozen=True)
class State:
    """code: in frames; word: for users; why: the cause in one sentence; asked: a person has to look at it."""

    code: str
    word: str
    why: str
    asked: bool = False


STATES = (
    State(UNREADABLE, "看不懂", "这一行的金额或时间读不出来，改好后才能核对。", True),
    State(
        DIFFERING,
        "重复且内容不同",
        "同一订单出现多次，但金额、时间、状态或店铺不一样，哪一行对要由人决定。",
        True,
    ),
    State(DUPLICATE, "重复", "同一订单号和子订单号前面已有一行，内容相同，只算前面那一行。"),
    State(
        MAIN_AGAIN,
        "主单金额重复",
        "同一订单的几个子订单写的是同一笔实付，且不等于单价×数量，只算第一行。",
        True,
    ),
    State(
        MAIN_LINE,
        "主单与子单并列",
        "同一订单既有主单一行、又有子订单各行，合计是同一笔钱，只算子订单各行。",
        True,
    ),
    State(NEGATIVE, "负数待核", "实付或退款是负数，不知道是退款还是写错。", True),
    State(OVER_REFUND, "退款大于实付", "退款比实付还多。", True),
    State(UNPAID, "未付款", "状态是未付款，或没有实付金额。"),
    State(REFUNDED, "全额退款", "全部退了款。"),
    State(REFUND_BLANK, "退款金额不明", "写着已退款，却没有退款金额，按全额退款处理，没有计入。", True),
    State(CLOSED, "已关闭", "订单已关闭，却有实付、没有全额退款，是否退了款要核对。", True),
    State(REFUNDING, "退款中", "正在退款，结果出来前不算。", True),
    State(NO_STATUS, "状态不明", "订单状态是空的，或是没见过的写法。", True),
    State(UNREGISTERED, "店铺或账号未登记", "场次、店铺、账号都没有登记在任何参赛主体名下。", True),
    State(AMBIGUOUS, "分不清是谁的", "场次、店铺、账号指向不同的参赛主体，或同一个店铺登记了两家。", True),
    State(NO_TIME, "没有时间", "没有定下来用的那个时间，不知道在不在活动期内。", True),
    State(OUTSIDE, "活动时间外", "这个时间没有活动在进行。"),
    State(NOT_ENTERED, "没报名这个活动", "这个时间有活动，但这个参赛主体没有报名。"),
    State(OVERLAPPING, "两个活动重叠", "这个时间属于已报名的两个活动，算在哪个还没有决定。", True),
    State(
        NO_SESSION,
        "重叠期没有场次",
        "这个时间属于已报名的两个活动，已定按直播场次归属，但这一行没有场次号，或场次没有写活动。",
        True,
    ),
    State(OTHER_EVENT, "场次是别的活动", "场次属于另一个活动，那个活动这时没有在进行，或没有报名。", True),
    State(PART_REFUND, "部分退款", "退了一部分，按净额计入。"),
    State(COUNTED, "计入", "全额计入。"),
)
COUNTING = (PART_REFUND, COUNTED)
"""The states whose money counts for an entrant."""
WORDS = {state.code: state.word for state in STATES}
