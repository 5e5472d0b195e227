"""What a sheet of the contest workbook (赛事台账) is: its name, what it is for, its columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from schemas import columns as kinds
from schemas.common import free
from schemas.format import Column, Excel, Kind, SheetFormat
from schemas.kinds_rules import NUMBER, PLACES, choice
from schemas.tabs import Part


@dataclass(frozen=True, slots=True, eq=False)
class BookSheet:
    """One sheet of people, work, money or records. Its rows are written by the commands that own it.

    format   what is merged into it; None: no submitted sheet is
    about    one sentence: what stands here and who fills it in
    owner    "程序": our commands write it; "人工": people type it; "合并": rows come from submitted workbooks; "审核": our
             commands conclude, people decide beside it; "评审": our commands rank, judges place those who are equal;
             "财务": our commands make the list, finance says what was paid
    """

    name: str
    about: str
    part: Part
    owner: Literal["程序", "人工", "合并", "审核", "评审", "财务"]
    columns: tuple[Column, ...]
    format: SheetFormat | None = None

    @property
    def columns_by_name(self) -> dict[str, Column]:
        """Column name -> column."""
        return {column.name: column for column in self.columns}

    @property
    def as_format(self) -> SheetFormat:
        """The sheet as a table that can be read: under the id of what is merged into it.

        Another word for a column is none here where a column of ours has it as its title (状态).
        """
        own = self.format
        names = tuple(column.name for column in self.columns)
        titles = {column.title for column in self.columns}
        columns = tuple(
            replace(column, aliases=tuple(word for word in column.aliases if word not in titles))
            if titles.intersection(column.aliases)
            else column
            for column in self.columns
        )
        return SheetFormat(
            id=own.id if own else self.name,
            name=self.name,
            title=self.name,
            titles=(),
            columns=columns,
            marks=tuple(name for name in (own.marks if own else names) if name in names),
            key=tuple(name for name in (own.key if own else ()) if name in names),
            who=own.who if own else "name",
        )


def merged(
    fmt: SheetFormat, *more: Column, name: str = "", about: str, part: Part, by_hand: bool = False
) -> BookSheet:
    """A sheet into which submitted sheets of a format are merged: its columns, the state, where a row came from.

    by_hand   people may type rows here too, as they do where nobody hands in a sheet
    """
    columns = [column for column in fmt.columns if column.name not in _LEFT_OUT and not column.ends]
    last = [column for column in fmt.columns if column.name == "remark"]
    return BookSheet(
        name or fmt.name,
        about,
        part,
        "人工" if by_hand else "合并",
        (*columns, *more, *last, STATE, *SOURCE),
        fmt,
    )


def text(name: str, title: str, width: float = 12, choices: tuple[str, ...] = ()) -> Column:
    """A column of free text, with a drop-down where there are choices."""
    if choices:
        return Column(name, title, choice(f"{name}_{title}", choices, width=width))
    return Column(name, title, free(name, width))


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
    """A column of figures: two decimals at least, four at most."""
    return Column(name, title, Kind("score", NUMBER.dtype, NUMBER.parse, excel=Excel("#,##0.00##", 12)))


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
STATE: Final = Column(
    "state",
    "状态",
    choice(
        "state_状态",
        ("有效", "撤回", "不计"),
        dict.fromkeys(("已撤回", "取消", "已取消", "作废", "已作废", "退赛", "已退赛"), "撤回"),
        width=8,
    ),
)
"""撤回: withdrawn by a later file. 不计: no longer counted, its file is not wanted or it went into another row."""
_LEFT_OUT: Final = frozenset({"remark"})
GRADE: Final = text("grade", "数据来源等级", 12, ("平台导出", "授权查询", "截图", "自报"))
"""How good a figure's source is, best first."""
ID_TYPE: Final = text("id_type", "证件类型", 14, ("居民身份证", "统一社会信用代码", "其他"))
ID_NO: Final = Column("id_no", "证件号码", kinds.DOCUMENT)
PHONE: Final = Column("phone", "联系电话", kinds.MOBILE)
