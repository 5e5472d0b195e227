"""What a sheet of the contest workbook (赛事台账) is: its name, what it is for, its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from schemas import columns as kinds
from schemas.format import Column, Excel, Kind
from schemas.kinds_people import FREE, parse_free
from schemas.kinds_rules import NUMBER, PLACES, choice

Part = Literal["规则", "报名", "过程", "金额", "记录"]

PARTS: Final[dict[Part, str]] = {
    "规则": "2F5597",
    "报名": "548235",
    "过程": "BF8F00",
    "金额": "C00000",
    "记录": "7F7F7F",
}
"""Part of the workbook -> colour of its tabs."""


@dataclass(frozen=True, slots=True, eq=False)
class BookSheet:
    """One sheet of people, work, money or records. Its rows are written by the commands that own it.

    about    one sentence: what stands here and who fills it in
    owner    "程序": our commands write it; "人工": people type it; "合并": rows come from submitted workbooks
    """

    name: str
    about: str
    part: Part
    owner: Literal["程序", "人工", "合并"]
    columns: tuple[Column, ...]


def text(name: str, title: str, width: float = 12, choices: tuple[str, ...] = ()) -> Column:
    """A column of free text, with a drop-down where there are choices."""
    if choices:
        return Column(name, title, choice(f"{name}_{title}", choices, width=width))
    return Column(name, title, Kind(f"text_{name}", FREE.dtype, parse_free, excel=Excel("@", width)))


def day(name: str, title: str) -> Column:
    """A column of days."""
    return Column(name, title, kinds.DAY)


def money(name: str, title: str, width: float = 14) -> Column:
    """A column of amounts in 元."""
    kind = kinds.MONEY if width == kinds.MONEY.excel.width else _money(width)
    return Column(name, title, kind)


def _money(width: float) -> Kind:
    return Kind("money", kinds.MONEY.dtype, kinds.MONEY.parse, excel=Excel("#,##0.00", width))


def number(name: str, title: str) -> Column:
    """A column of figures."""
    return Column(name, title, NUMBER)


def count(name: str, title: str) -> Column:
    """A column of whole numbers."""
    return Column(name, title, PLACES)


YES_NO: Final = ("是", "否")
KEY: Final = text("key", "编号", 9)
"""K0123: one short number per person, firm or team for all events. Formulas are keyed on it, never on ID numbers."""
PHASE: Final = text("phase", "期次", 9)
EVENT: Final = text("event", "活动", 9)
GROUP: Final = text("group", "组别", 10)
CITY: Final = Column("city", "市分公司", kinds.CITY)
NAME: Final = text("name", "姓名或名称", 16)
TEAM: Final = text("team", "团队名称", 16)
SCHOOL: Final = text("school", "参赛高校", 18)
REMARK: Final = text("remark", "备注", 18)
SOURCE: Final = (
    text("source_file", "来源文件", 22),
    text("source_sheet", "来源表", 12),
    count("source_row", "来源行"),
)
"""Where a row came from: every row of a submission names its file, sheet and row."""
RESULT: Final = ("通过", "不通过", "待审")
GRADE: Final = text("grade", "数据来源等级", 12, ("平台导出", "授权查询", "截图", "自报"))
"""How good a figure's source is, best first."""
ID_TYPE: Final = text("id_type", "证件类型", 14, ("居民身份证", "统一社会信用代码", "其他"))
ID_NO: Final = Column("id_no", "证件号码", kinds.ID_NUMBER)
PHONE: Final = Column("phone", "联系电话", kinds.MOBILE)
