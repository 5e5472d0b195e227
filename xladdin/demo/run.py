"""demo: an inbox with the mistakes people make, and both contests run on what was sent in, as far as the commands go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from workbook.batch import Options
from workbook.report import FileResult
from xladdin.allocating import Allocated, allocate
from xladdin.blanks import template
from xladdin.card_commands import contest_of, new
from xladdin.checking import Input
from xladdin.demo import make_inbox
from xladdin.demo.litong import make_litong
from xladdin.desk import on_file
from xladdin.judging import Eligible, eligible
from xladdin.marking import check
from xladdin.merging import Merged, merge
from xladdin.outputs import Output
from xladdin.pay_run import Asked as Listing
from xladdin.paying import payout
from xladdin.reconciling import Result as Reconciled
from xladdin.reconciling import reconcile
from xladdin.returning import returns
from xladdin.schools import read_schools
from xladdin.taking import Asked

_GANYOU: Final = "赣邮杯2024.xlsx"
_LITONG: Final = "利通2024.xlsx"
_DEMO_DAY: Final = date(2024, 12, 15)
"""The day of the demo: the event it shows is over, later ones are not."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What the demo made and found."""

    inbox: Path
    checked: Path
    template: Path
    books: Path
    merged: Merged
    returned: Path
    judged: Eligible
    export: Path
    reconciled: Reconciled
    allocated: Allocated
    count: int
    results: tuple[FileResult, ...]


def demo(folder: Path) -> DemoSummary:
    """Make an inbox with the mistakes people make, check it, merge it into the contest workbook, send back what is wrong;
    then judge and reconcile the other contest, and draft its prizes."""
    inbox, annotated = folder / "收件箱", folder / "检查结果"
    make_inbox(inbox)
    paths = sorted(
        p for p in inbox.iterdir() if p.suffix in (".xlsx", ".xls") and not p.name.startswith("~$")
    )
    options = Options(None, read_schools(inbox / "高校名单.txt"))
    results = tuple(check([Input(p.name, p) for p in paths], options, Output(annotated, folder=True)))
    contest = contest_of("ganyou-2024")
    blank = template(contest, "赣州", "roster", folder / "报名表模板（赣州）.xlsx")
    books, back = _books(folder), folder / "退回修改件"
    merged = _merged(inbox, books / _GANYOU, back, options)
    export = folder / "订单导出" / "抖店订单.csv"
    judged, sold, drafted = _worked(folder / "收件箱（利通）", export, books / _LITONG)
    return DemoSummary(
        inbox, annotated, blank, books, merged, back, judged, export, sold, drafted, len(paths), results
    )


def _worked(inbox: Path, export: Path, book: Path) -> tuple[Eligible, Reconciled, Allocated]:
    """利通: entries, plans and sessions merged, who may win of them, what they sold, and who would win what."""
    make_litong(inbox, export, contest_of(str(book)))
    now = datetime.now().astimezone()
    with on_file(book) as desk:
        merge([inbox], desk, Asked(), now)
    with on_file(book) as desk:
        judged = eligible(desk, None, _DEMO_DAY, now)
    with on_file(book) as desk:
        sold = reconcile(desk, [export], None, None, "polars", now)
    with on_file(book) as desk:
        return judged, sold, allocate(desk, None, False, _DEMO_DAY, now)


def _merged(inbox: Path, book: Path, back: Path, options: Options) -> Merged:
    """The inbox in the contest workbook, and a file to correct for each branch; those that are there stay."""
    now = datetime.now().astimezone()
    with on_file(book) as desk:
        merged = merge([inbox], desk, Asked(options=options), now)
    with on_file(book) as desk:
        returns(desk, back, "branch")
        payout(desk, Listing(), _DEMO_DAY, now)  # 邮乐奖励金 of every branch
    return merged


def _books(folder: Path) -> Path:
    """The contest workbooks of both notices; those that are there already stay as people left them."""
    books = folder / "赛事台账"
    books.mkdir(exist_ok=True)
    for contest, name in (("litong-2024", _LITONG), ("ganyou-2024", _GANYOU)):
        if not (books / name).exists():
            new(contest, books / name, datetime.now().astimezone())
    return books
