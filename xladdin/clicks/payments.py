"""Buttons of 财务: lists of payments and what goes out of them, finance's verification, seals, the archive."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbook.focus import focused
from workbook.host import Refused
from xladdin.clicks.click import Cancelled, Click, Told

if TYPE_CHECKING:
    from xladdin.paying import Paid

PAYOUTS: Final = "奖金发放表"


def payout(click: Click) -> Told:
    """List what is due of final prizes."""
    return click.at(PAYOUTS, _paid(click, _run(click)))


def answers(click: Click) -> Told:
    """Take in what the bank answers."""
    click.contest(writes=True)
    (path,) = click.files("选择银行回单", "What the bank answers", ("*.xlsx", "*.csv", "*.xls"), many=False)
    found = _run(click, answers=path)
    said = _paid(click, found)
    odd = found.answers.findings if found.answers else ()
    if odd:
        return click.at(PAYOUTS, click.few([said, *click.found(odd)]), box=True)
    return click.at(PAYOUTS, said)


def pay_bank(click: Click) -> Told:
    """The list the bank pays by; the batch is noted in the workbook."""
    return _exported(click, "bank", "银行付款清单", ".xlsx")


def pay_tax(click: Click) -> Told:
    """The list of taxes withheld, of a month or of all."""
    click.contest(writes=True)
    month = _month(
        click.dialogs.text(
            click.words("哪个月付的？如 2025-01；空着是全部：", "Which month, as 2025-01?"), ""
        )
    )
    return _exported(click, "tax", "个税申报表", ".xlsx", month)


def pay_list(click: Click) -> Told:
    """The list winners sign."""
    return _exported(click, "list", "签领单", ".xlsx")


def pay_public(click: Click) -> Told:
    """The list to be posted."""
    return _exported(click, "public", "公示", ".xlsx")


def _month(text: str | None) -> date | None:
    """The first day of a month; None: all. Raises Cancelled where the question was closed."""
    if text is None:
        raise Cancelled
    if not text.strip():
        return None
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise Refused("CLICK_MONTH", text.strip()[:20]) from None


def _exported(click: Click, kind: str, name: str, suffix: str, month: date | None = None) -> Told:
    click.contest(writes=True)
    path = click.save(f"{name}存到哪里？", "Where is the list to be saved?", name, suffix)
    found = _run(click, kind=kind, out=path, month=month)
    said = click.words(f"已导出 {found.lines} 行 → {path.name}。", f"{found.lines} lines in {path.name}. ")
    return Told(said + _paid(click, found))


def _run(
    click: Click,
    kind: str | None = None,
    out: Path | None = None,
    answers: Path | None = None,
    month: date | None = None,
) -> Paid:
    from xladdin.pay_run import Asked
    from xladdin.paying import payout as paid

    found = paid(click.desk, Asked(None, kind, out, answers, month), click.now.date(), click.now)
    return found


def _paid(click: Click, found: Paid) -> str:
    """应付 = 已付 + 待付 + 放弃, over the events asked about; what has to be done."""
    from workbook.eligibility.figures import money_words

    due, paid, pending, waived = (
        sum(getattr(one.sums, name) for one in found.events) for name in ("due", "paid", "pending", "waived")
    )
    parts = []
    if found.events:
        parts.append(
            click.words(
                f"应付 {money_words(due)} = 已付 {money_words(paid)}"
                f" + 待付 {money_words(pending)} + 放弃 {money_words(waived)}",
                f"due {money_words(due)} = paid {money_words(paid)} + pending {money_words(pending)}"
                f" + waived {money_words(waived)}",
            )
        )
    if found.incentives:
        total = sum(row.total for row in found.incentives)
        parts.append(click.words(f"邮乐奖励金合计 {total:,} 个", f"{total:,} pieces of incentives"))
    if not parts:
        parts.append(click.words("还没有定稿的活动", "no event is final yet"))
    return "；".join(parts) + click.words(f"。{click.counts(found.book)}。", f". {click.counts(found.book)}.")


def verify(click: Click) -> Told:
    """Recompute everything and write the page finance signs."""
    from xladdin.verifying import run

    found = run(click.desk, None, None, "", click.now)
    if found.book.count("error"):
        said = click.words(
            f"复核完成：{click.counts(found.book)}。有不一致的，改正以前不要付款。",
            f"Verified: {click.counts(found.book)}. Do not pay before the differences are settled.",
        )
        return click.at("财务复核", click.few([said, *click.found(found.book.findings, "error")]), box=True)
    return click.at(
        "财务复核",
        click.words(
            f"复核完成：重算的结果与台账一致（{click.counts(found.book)}）；请打印“财务复核”签字。",
            f"Verified: all agrees ({click.counts(found.book)}); print the page and sign.",
        ),
    )


def since(click: Click) -> Told:
    """Name what was changed since events were sealed; nothing is written."""
    from workbook.seal import kept
    from workbook.seal.changes import changes
    from xladdin.contests import card_of, event_named

    book = click.reading.read()
    sheets = card_of(book)
    seals = kept.seals(book)
    event = focused(book)
    scopes = [event_named(sheets, event).scope] if event else sorted(seals.scopes, key=lambda one: one.label)
    if not seals.broken and not any(scope in seals.scopes for scope in scopes):
        raise Refused("CLICK_NOT_SEALED", event or "各活动都")
    found = changes(book, sheets, scopes)
    names = "、".join(scope.label for scope in scopes[:3]) + ("……" if len(scopes) > 3 else "")
    if not found:
        return Told(
            click.words(f"{names}锁定以后没有改动。", f"{names}: nothing was changed since it was sealed.")
        )
    said = click.words(
        f"{names}锁定以后有 {len(found)} 处改动：", f"{names}: {len(found)} changes since sealing:"
    )
    said = click.few([said, *click.found(found)])
    first = next((one.at for one in found if one.at.sheet and one.at.cell), None)
    if first is None or first.sheet is None:
        return Told(said)
    return click.at(first.sheet, said, first.cell, box=True)


def seal(click: Click) -> Told:
    """Seal what is final; who prepares and approves, and the document, are asked for and stand in the sheet."""
    from workbook.seal.record import SHEET, Signed
    from xladdin.sealing import seal as sealed

    desk = click.contest(writes=True)
    event = focused(desk.read())
    signed = Signed(
        click.text("制表人姓名：", "Prepared by:"),
        click.text("批准人姓名（不能是制表人）：", "Approved by (somebody else):"),
        click.text("依据文件，如 纪要3号：", "By which document?"),
        "",
    )
    name = f"定稿签批单{event or ''}"
    paper = click.dialogs.save(
        click.words("定稿签批单存到哪里？（取消则不生成）", "Where is the paper to be saved? (cancel: none)"),
        name, ".xlsx",
    )  # fmt: skip
    found = sealed(desk, event, signed, paper, click.now)
    new = [f"{one.scope.label} {one.marks.code}" for one in found.made if one.new]
    if new:
        said = (
            click.words("已锁定，校验码：", "Sealed, codes: ")
            + "；".join(new)
            + click.words("。请写在签批的纸上。", ".")
        )
    else:
        said = click.words("没有新锁定的活动。", "No event was sealed anew.")
    others = [one for one in found.book.findings if one.code != "SEAL_MADE"]
    if found.paper:
        said += click.words(f"签批单：{found.paper}，请打印、签字。", f" Paper: {found.paper}.")
    return click.at(SHEET, click.few([said, *click.found(others)]), box=True)


def bundle(click: Click) -> Told:
    """Put everything on record into one archive."""
    from xladdin.bundling import bundle_book

    desk = click.contest(writes=False)
    without, enclosed = click.words("不附", "without"), click.words("附上", "enclosed")
    picked = click.choice(
        "附上收到的原始文件吗？（含完整个人信息）", "Enclose the originals?", [without, enclosed]
    )
    path = click.save(
        "存档压缩包存到哪里？", "Where is the archive to be saved?", f"{desk.path.stem}-存档", ".zip"
    )
    found = bundle_book(desk, path, picked == enclosed, (), click.now)
    said = click.words(
        f"已打包 {path.name}：{len(found.made.members) + 1} 个文件，获奖者 {found.made.winners} 个，一人一页；"
        "先看里面的“说明.txt”。",
        f"{path.name}: {len(found.made.members) + 1} files, a page for each of {found.made.winners} winners.",
    )
    return Told(click.few([said, *click.found(found.book.findings)]))
