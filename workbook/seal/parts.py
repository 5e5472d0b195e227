"""PARTS: the sheets a seal covers, what names a row of each, which of its columns may change afterwards.

How a row is found to be of an event is left to `reading`, which goes by `of`.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from schemas.book import BOOK_SHEETS, BookSheet
from schemas.rulecard import CARD_FORMATS, CHOICES, POINTS

Of = Literal["card", "policies", "points", "entrants", "work", "files", "ledgers", "scope", "event"]
"""How rows belong to an event: rules that speak of it; its entrants; rows of work that name it, or name none and are of
an entrant; the files all these came from; ledgers in use; rows whose 范围, or whose 期次 and 活动, are the event."""

Later = Literal["error", "warning", "quiet"]
"""What a row is that was added after the seal: a change, what may follow (returns, objections), nothing to speak of."""


class Part(NamedTuple):
    """One sheet of a seal.

    key        columns that name a row; where two rows have the same, what they say tells them apart
    left_out   columns that may change after the seal, or change without meaning
    payouts    it is made after the prizes are final: sealed only once it has rows of the event
    """

    spec: BookSheet
    of: Of
    key: tuple[str, ...]
    left_out: frozenset[str] = frozenset()
    later: Later = "error"
    payouts: bool = False

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self.spec.name


_EXTRA: Final = ("level", "use", "alternative")
_SPECIAL: Final[dict[str, Of]] = {CHOICES.name: "policies", POINTS.name: "points"}

_CARD: Final = tuple(
    Part(
        BookSheet(fmt.name, fmt.title, "规则", "人工", fmt.columns),
        _SPECIAL.get(fmt.name, "card"),
        (*fmt.key, *(name for name in _EXTRA if any(column.name == name for column in fmt.columns))),
    )
    for fmt in CARD_FORMATS
)

PAYOUTS: Final = "奖金发放表"
AWARDS: Final = "奖金分配表"
LEDGERS: Final = "销售流水"
ENTRANTS, ENTRIES = "参赛主体", "报名"
_SPECS: Final = {spec.name: spec for spec in BOOK_SHEETS}


def _part(sheet: str, of: Of, key: str, out: str = "", later: Later = "error", payouts: bool = False) -> Part:
    return Part(_SPECS[sheet], of, tuple(key.split()), frozenset(out.split()), later, payouts)


def _only(sheet: str, of: Of, key: str, kept: str) -> Part:
    """A sheet of which only some columns say what an event rests on."""
    out = {column.name for column in _SPECS[sheet].columns}.difference(kept.split())
    return _part(sheet, of, key, " ".join(out), "quiet")


PARTS: Final = (
    *_CARD,
    _part(ENTRANTS, "entrants", "key name"),
    _part(ENTRIES, "work", "key phase event"),
    _part("附件1汇总", "work", "team name"),
    _part("附件2汇总", "work", "team owner"),
    _part("直播计划审核", "work", "key phase event"),
    _part("直播报备", "work", "notice key phase event day start"),
    _part("排期", "work", "team day start"),
    _part("场次", "work", "session key phase event"),
    _part("短视频作品", "work", "key phase event link"),
    _part("评委评分", "work", "key phase event judge measure"),
    _part("培训", "work", "team person day"),
    _part("主播备案", "work", "team person"),
    _part("处罚调整", "work", "key phase event day kind"),
    _part("投诉异议", "work", "day about event", later="warning"),
    _only("收件登记", "files", "number", "number file mark"),
    _part(LEDGERS, "ledgers", "scope file"),
    _part("对账汇总", "scope", "scope state"),
    _part("销售额核对", "event", "key phase event", "rules changed"),
    _part("资格审核", "event", "key phase event", "rules changed"),
    _part("资格明细", "event", "key phase event measure"),
    _part("排名", "event", "phase event group key"),
    _part(AWARDS, "event", "phase event group tier seat"),
    _part("公示安排", "event", "phase event", later="warning"),
    _part("领奖信息采集表", "event", "key phase event payee", later="warning", payouts=True),
    _part(
        PAYOUTS, "event", "phase event tier key payee award",
        "seq state batch outcome paid_on signed remark rules", "warning", True,
    ),
)  # fmt: skip
"""In the order of the tabs."""

SHARED_LEFT_OUT: Final = frozenset(("state", "grade", "imported", "remark"))
"""Of a ledger imported for all events: the next import for all events changes these, and says nothing of this one."""

_PERSONAL: Final = frozenset(("银行账号", "账号ID", "邮乐小店ID", "微信号", "邮箱", "学号"))
"""Titles of columns that hold numbers of persons although any text may stand there."""


def personal(part: Part) -> frozenset[str]:
    """The columns of which only a hash is kept."""
    return frozenset(c.name for c in part.spec.columns if c.kind.masked or c.title in _PERSONAL)
