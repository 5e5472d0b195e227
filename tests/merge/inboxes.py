"""Submissions as small text tables, and real inboxes of workbooks made of them."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from tests.tables import roster, shops
from workbook.batch import Batch, Options
from workbook.merge.fold import Folded, fold
from workbook.merge.submission import Cover, Submission, submission_of
from workbook.model import Book, Sheet
from workbook.parse import snapshot_of
from workbook.validate import validate

IDS = {
    "张三": "360102200503150219",
    "李四": "360730200411020423",
    "王五": "360481200307081174",
    "赵六": "361102200512302684",
    "钱七": "110105200001011019",
}
PHONES = {name: f"1380000{number:04d}" for number, name in enumerate(IDS, 1)}


def person(name: str, **changes: str) -> dict[str, str]:
    """A row of a roster of 橙心队; the first name is its leader. changes by column title."""
    role = "队长" if name == "张三" else "队员"
    return {"姓名": name, "角色": role, "身份证号": IDS[name], "手机号": PHONES[name], "学号": "", **changes}


def people(*names: str, **changes: str) -> Sheet:
    """附件1 with these members of 橙心队."""
    return roster(*(person(name, **changes) for name in names))


def shop(owner: str, number: str = "YL1001") -> Sheet:
    """附件2 with one shop of 橙心队."""
    return shops(f"1 | 赣州 | 江西理工大学 | 橙心队 | {owner} | {number} | {PHONES[owner]} |")


def submission(number: int, name: str, *sheets: Sheet, **cover: str) -> Submission:
    """A file that was read and checked."""
    snapshot = snapshot_of(Book(name, sheets))
    (found,) = validate(Batch((snapshot,)), Options())
    return submission_of(f"R{number:04d}", f"bytes of {number}", Cover(**cover), snapshot, found)


def standing(merged: Folded) -> list[str]:
    """Who stands: name, phone, 撤回."""
    return sorted(
        " ".join(
            [
                str(record.values.get("name") or record.values.get("shop_id")),
                str(record.values.get("phone") or record.values.get("shop_phone")),
                *(["撤回"] if record.withdrawn else []),
            ]
        )
        for record in merged.records
    )


def ends(merged: Folded) -> list[str]:
    """What became of each file's rows: 合并2 退回1."""
    return [
        " ".join(f"{what}{count}" for what, count in merged.counts(file).items() if count)
        for file in range(len(merged.submissions))
    ]


def folded(*submissions: Submission) -> Folded:
    """All of them together."""
    return fold(submissions)


def written(path: Path, *sheets: Sheet) -> Path:
    """The sheets as a real workbook, made with openpyxl."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        made = book.create_sheet(sheet.name)
        for row in zip(*sheet.columns, strict=True):
            made.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path
