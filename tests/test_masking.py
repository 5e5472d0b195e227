"""What of a personal number may be shown."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.merge.inboxes import person, shop, written
from tests.shell import contestbook
from tests.tables import roster
from workbook.masking import file_name, number, numbers_in


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("360730200411020219", "…0219"),
        ("3607 3020 0411 0202 19", "…0219"),
        ("1380", "…"),
        ("#N/A", "#N/A"),
        ("#DIV/0!", "#DIV/0!"),
        ("#NAME?", "#NAME?"),
        ("#360730200411020219 号", "…219号"),
    ],
)
def test_a_number_is_cut_to_its_last_four_and_an_error_value_is_shown(text, shown):
    assert number(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三360102200503150219报名表.xlsx", "张三…0219报名表.xlsx"),
        ("附件1-36010220050315021X.xlsx", "附件1-…021X.xlsx"),
        ("附件1360102200503150219.xlsx", "附件…0219.xlsx"),
        ("360102 20050315 0219 张三.xlsx", "…0219 张三.xlsx"),
        ("3601-0220-0503-1502-19.xlsx", "…0219.xlsx"),
        ("李四 13800000002.xlsx", "李四 …0002.xlsx"),
        ("李四 138-0000-0002（2）.xlsx", "李四 …0002（2）.xlsx"),
        ("３６０１０２２００５０３１５０２１９.xlsx", "…０２１９.xlsx"),
        ("学号0120221034/附件1.xlsx", "学号…1034/附件1.xlsx"),
        ("赣州.zip/360102200503150219.docx", "赣州.zip/…0219.docx"),
        ("20050315360102200503150219.xlsx", "…0219.xlsx"),
        ("李四 138.0000.0002.xlsx", "李四 …0002.xlsx"),
        ("360102.20050315.021X 张三.xlsx", "…021X 张三.xlsx"),
        ("附件1 2024.10.08 15.30.xlsx", "附件1 2024.10.08 15.30.xlsx"),
        # a name's dates, times and numbers tell which file it is, and nothing of a person
        ("附件1 20241019.xlsx", "附件1 20241019.xlsx"),
        ("附件1 2024-10-19 15-30.xlsx", "附件1 2024-10-19 15-30.xlsx"),
        ("附件1_20241019153000_v2.xlsx", "附件1_20241019153000_v2.xlsx"),
        ("20241019-20241021 直播.xlsx", "20241019-20241021 直播.xlsx"),
        ("附件1 (2)最终版.xlsx", "附件1 (2)最终版.xlsx"),
        ("表 XFD1048576", "表 XFD1048576"),
    ],
)
def test_a_files_name_is_shown_without_the_numbers_of_persons(name, shown):
    assert file_name(name) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打139.1234.5678问", "打…5678问"),
        ("139．1234．5678", "…5678"),
        ("139·1234·5678", "…5678"),
        ("6222.0202.0001.1122.233", "…2233"),
        ("2024.10.08 10:30 版本 3.11.2024", "2024.10.08 10:30 版本 3.11.2024"),
        ("123456.78元，1234.5678", "123456.78元，1234.5678"),
    ],
)
def test_points_between_digits_hide_no_number_and_make_none(text, shown):
    assert numbers_in(text) == shown


ID = "360102200503150219"


def test_no_surface_shows_a_number_that_stands_in_a_files_name(tmp_path):
    """The terminal, JSON, 问题清单; what must find the file again, its name on disk and in 收件登记, stays whole."""
    inbox, book = tmp_path / "收件箱", tmp_path / "台账.xlsx"
    name = f"张三{ID}报名表.xlsx"
    other = roster(person("张三"), person("李四", 团队名称="晨光队", 角色="队长"), person("李四"))
    written(inbox / name, other, shop("张三"))
    written(inbox / f"李四{ID}.xlsx", roster(person("李四", 手机号="13900008888")), shop("张三", "YL1001"))
    (inbox / f"坏{ID}.xlsx").write_bytes(b"PK\x03\x04 nothing")
    contestbook("new", "ganyou-2024", "-o", book)
    told = [
        contestbook(*words, *more)[1]
        for words in (
            ("check", inbox),
            ("check", inbox, "-o", tmp_path / "结果"),
            ("merge", inbox, "-o", book),
            ("merge", inbox, "-o", book, "--from", "赣州"),
            ("submit", inbox / name, "-o", tmp_path / f"报{ID}.xlsx"),
        )
        for more in ((), ("--json",))
    ]
    told += [
        contestbook(*words)[1]
        for words in (
            ("fix", inbox / name, "--preview"),
            ("clear", inbox / f"坏{ID}.xlsx", "--in-place"),
            ("undo", inbox / name, "--in-place"),
            ("merge", tmp_path / f"没有{ID}", "-o", book),
            ("returns", tmp_path / f"没有{ID}.xlsx", "-o", tmp_path),
            ("check", inbox, "-o", inbox / name),
        )
    ]
    for output in told:
        bare = "".join(output.split())
        assert ID not in bare, output
    assert "…0219" in told[0]
    assert name in [path.name for path in (tmp_path / "结果").iterdir()]
    sheets = {sheet.title: [str(c.value) for row in sheet for c in row] for sheet in load_workbook(book)}
    assert name in sheets["收件登记"]
    assert name in sheets["附件1汇总"]
    listed = [text for text in sheets["问题清单"] if "报名表.xlsx" in text]
    assert listed
    assert ID not in " ".join(sheets["问题清单"])
