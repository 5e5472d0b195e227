"""One tiny inbox for every code of merging: what is told, at which file and cell, and that its words have no holes."""

from __future__ import annotations

import re

import pytest

from tests.card.cards import card
from tests.merge.inboxes import people, person, submission
from tests.tables import roster
from tests.tables import sheet as table_of
from workbook.codes import CODES
from workbook.merge import asked
from workbook.merge.fold import fold
from workbook.merge.rosters import Rosters
from workbook.merge.submission import MERGED, Cover, Submission
from workbook.merge.tables import own_table
from workbook.model import Book, Sheet
from workbook.shown import show

NEW = "13900008888"


def blank_book(*extra):
    """The sheets merging writes, blank: only their headers."""
    from schemas.book import BOOK_SHEETS

    names = ("附件1汇总", "附件2汇总", "收件登记", "变更")
    sheets = [
        Sheet(spec.name, [[None, None, column.title] for column in spec.columns])
        for spec in BOOK_SHEETS
        if spec.name in names
    ]
    return Book("台账.xlsx", (*card().sheets, *sheets, *extra))


def filled(book, table):
    """The book with the rows a table was to add."""
    sheets = []
    for sheet in book.sheets:
        if sheet.name == table.sheet.name:
            columns = [
                [*column, *(row[n] if n < len(row) else None for row in table.added)]
                for n, column in enumerate(sheet.columns)
            ]
            sheet = Sheet(sheet.name, columns)
        sheets.append(sheet)
    return Book(book.source, tuple(sheets))


def told(*submissions):
    """What merging them into a blank workbook has to say."""
    merged = fold(submissions)
    rosters = Rosters(blank_book())
    rosters.update(fold([]), merged)
    return [
        *asked.about_files(merged, MERGED),
        *asked.same_number(merged),
        *asked.across(merged, rosters.tables, rosters.row_of),
    ]


def by_hand(change):
    """What merging nothing new has to say after somebody changed the sheet 附件1汇总."""
    merged = fold([submission(1, "a.xlsx", people("张三", "李四"))])
    book = blank_book()
    rosters = Rosters(book)
    rosters.update(fold([]), merged)
    book = filled(book, rosters.tables["registration"])
    table = own_table(book, "附件1汇总")
    change(table)
    again = Rosters(book)
    again.update(merged, merged)
    return [finding for table in again.tables.values() for finding in table.findings]


def edit(row, name, value):
    def change(table):
        table.sheet.columns[table.columns[name] - 1][row - 1] = value

    return change


def delete(row):
    def change(table):
        for column in table.sheet.columns:
            column[row - 1] = None

    return change


def type_below(table):
    for column in table.sheet.columns:
        column.append(None)
    table.sheet.columns[table.columns["name"] - 1][-1] = "手工加的人"


def one(*sheets, **cover):
    return submission(1, "a.xlsx", *sheets, **cover)


def two(*sheets, **cover):
    return submission(2, "b.xlsx", *sheets, **cover)


UNREAD = Submission("R0001", "照片.jpg", "x", Cover(), refused="SUBMISSION_UNREAD")
FAR = roster(person("张三", 手机号=NEW, 赛区="九江"))
TWICE = roster(person("张三", 团队名称="晨光队", 赛区="九江"))
A, AB, ABC = people("张三"), people("张三", "李四"), people("张三", "李四", "王五")
PHONE = roster(person("张三", 手机号=NEW))
OTHER = roster(person("张三"), person("李四", 身份证号="110105200001011019", 手机号=NEW, 性别=""))
VIDEO_TWICE = table_of(
    "短视频作品",
    """姓名或名称 | 期次 | 活动 | 链接 | 发布时间 | 播放量
       张三 | 第一期 | 活动3 | https://v.example.com/1 | 2024-10-14 20:30 | 100
       张三 | 第一期 | 活动3 | https://v.example.com/1 | 2024-10-14 20:30 | 900""",
)

TWO_VIDEOS = table_of(
    "短视频作品",
    """编号 | 姓名或名称 | 期次 | 活动 | 链接 | 发布时间 | 播放量
       K0001 | 张三 | 第一期 | 活动3 | https://v.example.com/1 | 2024-10-14 20:30 | 90
       K0002 | 张三 | 第一期 | 活动3 | https://v.example.com/1 | 2024-10-14 20:30 | 91""",
)

ONE_VIDEO = table_of(
    "短视频作品",
    """姓名或名称 | 期次 | 活动 | 链接 | 发布时间 | 播放量
       张三 | 第一期 | 活动3 | https://v.example.com/1 | 2024-10-14 20:30 | 100""",
)


def work(*submissions):
    return list(asked.about_files(fold(submissions), MERGED))


@pytest.mark.parametrize(
    ("code", "where", "found"),
    [
        ("SUBMISSION_UNREAD", "照片.jpg !", lambda: told(UNREAD)),
        ("MERGE_SAME", "b.xlsx !", lambda: told(one(AB), two(AB))),
        ("RESUBMIT_SHRINK", "b.xlsx !", lambda: told(one(ABC), two(AB))),
        ("RESUBMIT_HELD", "b.xlsx !", lambda: told(one(ABC), two(A, kind="整表替换"))),
        ("RESUBMIT_KIND", "b.xlsx 附件1!A2", lambda: told(one(A), two(PHONE))),
        ("MERGE_DIFFERS", "b.xlsx 附件1!A2", lambda: told(one(A), two(FAR))),
        ("MERGE_TWICE", "a.xlsx 短视频作品!A3", lambda: [*asked.about_files(fold([one(VIDEO_TWICE)]), MERGED)]),
        ("MERGE_WHICH", "b.xlsx 短视频作品!A2", lambda: work(one(TWO_VIDEOS), two(ONE_VIDEO, kind="更正"))),
        ("MERGE_ALIKE", "台账.xlsx 附件1汇总!H6", lambda: told(one(AB), two(OTHER, kind="补充"))),
        ("SUBMIT_NUMBER", "b.xlsx !", lambda: told(one(A, turn="1"), two(AB, turn="1"))),
        ("SUBMIT_CHANGED", "a.xlsx !", lambda: told(one(A, printed="2队9人 核对码0000"))),
        ("ID_DUP", "台账.xlsx 附件1汇总!K5", lambda: told(one(A), two(TWICE))),
        ("LEADER_COUNT", "台账.xlsx 附件1汇总!F4", lambda: told(one(people("李四")))),
        ("MERGE_EDITED", "台账.xlsx 附件1汇总!P4", lambda: by_hand(edit(4, "phone", NEW))),
        ("MERGE_ROW_GONE", "台账.xlsx 附件1汇总!", lambda: by_hand(delete(4))),
        ("MERGE_ROW_HAND", "台账.xlsx 附件1汇总!H6", lambda: by_hand(type_below)),
    ],
)  # fmt: skip
def test_each_code_once_at_its_place(code, where, found):
    findings = found()
    places = [
        f"{f.at.file} {f.at.sheet or ''}!{f.at.cell.a1 if f.at.cell else ''}"
        for f in findings
        if f.code == code
    ]
    assert places == [where]
    (finding,) = (f for f in findings if f.code == code)
    entry = CODES[code]
    for text in (entry.zh, entry.en, entry.next_zh, entry.next_en):
        assert set(re.findall(r"{(\w+)}", text)) <= {
            *finding.context,
            "detail",
            "value",
            "suggest",
            "example",
        }
    for lang in ("zh", "en"):
        shown = show(finding, lang)
        assert not re.search(r"“”|None|[{}]", shown.message + shown.next)
        assert not re.search(r"\d{11}", shown.message + shown.next + (shown.value or ""))


def test_nothing_is_told_of_what_is_in_order():
    assert told(one(AB), two(roster(person("王五", 团队名称="晨光队", 角色="队长")))) == []
    assert by_hand(lambda table: None) == []


def test_what_a_later_file_mended_is_not_told_again():
    bad = submission(1, "a.xlsx", roster(person("张三"), person("李四", 身份证号="360730200411020424")))
    assert [f.code for f in told(bad)] == ["ID_CHECKSUM"]
    assert [f.code for f in told(bad, submission(2, "b.xlsx", AB))] == []


def test_one_number_of_two_files_nobody_knows_the_sender_of_is_no_repetition():
    unknown = people("张三", 赛区=""), people("张三", "李四", 赛区="")
    found = told(one(unknown[0], turn="1"), two(unknown[1], turn="1"))
    assert [f.code for f in found if f.code == "SUBMIT_NUMBER"] == []


def test_a_file_nobody_wants_is_not_told():
    assert told(submission(1, "a.xlsx", ABC), submission(2, "b.xlsx", AB, answer="不采用")) == []
