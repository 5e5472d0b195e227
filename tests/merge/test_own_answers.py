"""An answer in 问题清单 is of its own finding: of its sheet and its row, also when rows are sorted and checked again."""

from __future__ import annotations

from openpyxl import load_workbook

from tests.eligibility.books import submitted
from tests.merge.inboxes import written
from tests.merge.test_merge_command import merged
from tests.shell import contestbook

CONTEST = "litong-2024"
NAMED = {"编号": "K0001", "姓名或名称": "张三", "期次": "第一期"}
PLAN = {**NAMED, "活动": "活动4", "提交日期": "2024-10-08", "推广策略": "有", "审核日期": "2024-10-12"}
VIDEO = {**NAMED, "活动": "活动3", "链接": "https://v.example.com/1001", "发布时间": "2024-10-14 20:30"}
SCORE = {**NAMED, "活动": "活动1", "评委": "评委一", "指标": "评委评分"}
SESSION = {**NAMED, "活动": "活动4", "开始时间": "19:00", "结束时间": "21:30", "账号": "橙心小铺"}
DAYS = ("2024-11-03", "2024-11-05")


def listed(path):
    """Code, place, answer, and the hidden key of each row of the list."""
    lines = load_workbook(path)["问题清单"].iter_rows(min_row=6, values_only=True)
    return [(row[13], row[5], row[10] or "", row[14]) for row in lines if row[13]]


def answered(path, place, answer="不用改"):
    made = load_workbook(path)
    (cell,) = [row[10] for row in made["问题清单"].iter_rows(min_row=6) if row[5].value == place]
    cell.value = answer
    made.save(path)


def answers(path):
    return [place for _, place, answer, _ in listed(path) if answer]


def sorted_down(path, name, first, last):
    """Somebody sorts the rows of a sheet the other way round."""
    made = load_workbook(path)
    sheet = made[name]
    rows = [[cell.value for cell in sheet[row]] for row in range(first, last + 1)]
    for row, values in zip(range(first, last + 1), reversed(rows), strict=True):
        for col, value in enumerate(values, 1):
            sheet.cell(row, col).value = value
    made.save(path)


def test_rows_that_contradict_others_are_answered_one_by_one(book, inbox):
    sheets = [
        submitted("直播计划审核", [{**PLAN, "审核结果": said} for said in ("不通过", "通过")]),
        submitted("短视频作品", [{**VIDEO, "播放量": said} for said in ("100", "900")]),
        submitted("评委评分", [{**SCORE, "得分": said} for said in ("88", "98")]),
        submitted("场次", [{**SESSION, "日期": day, "商品已审核": said} for day in DAYS for said in "是否"]),
    ]
    written(inbox / "a.xlsx", *sheets)
    merged(book, inbox)
    twice = [(place, key) for code, place, _, key in listed(book) if code == "MERGE_TWICE"]
    assert len(twice) == len({key for _, key in twice}) == 5
    answered(book, "a.xlsx 场次 A5")
    written(inbox / "b.xlsx", submitted("评委评分", [{**SCORE, "评委": "评委二", "得分": "90"}]))
    merged(book, inbox)
    assert answers(book) == ["a.xlsx 场次 A5"]


SPOKEN = [{**SESSION, "日期": day, "开始时间": "晚7点"} for day in (*DAYS, "2024-11-07")]


def test_an_answer_in_a_copy_of_a_file_goes_along_with_its_row(tmp_path):
    path = written(tmp_path / "a.xlsx", submitted("场次", SPOKEN))
    contestbook("check", path, "-o", tmp_path / "1.xlsx")
    answered(tmp_path / "1.xlsx", "场次 H4")
    contestbook("check", tmp_path / "1.xlsx", "-o", tmp_path / "2.xlsx")
    assert answers(tmp_path / "2.xlsx") == ["场次 H4"]
    sorted_down(tmp_path / "2.xlsx", "场次", 2, 4)
    contestbook("check", tmp_path / "2.xlsx", "-o", tmp_path / "3.xlsx")
    assert answers(tmp_path / "3.xlsx") == ["场次 H2"]


def test_rows_that_differ_in_nothing_are_answered_by_their_order(tmp_path):
    line = {**SESSION, "日期": "2024-11-03", "开始时间": "晚7点"}
    path = written(tmp_path / "a.xlsx", submitted("场次", [line, line, line]))
    contestbook("check", path, "-o", tmp_path / "1.xlsx")
    answered(tmp_path / "1.xlsx", "场次 H3")
    contestbook("check", tmp_path / "1.xlsx", "-o", tmp_path / "2.xlsx")
    assert answers(tmp_path / "2.xlsx") == ["场次 H3"]


def test_cells_people_changed_are_answered_one_by_one(book, inbox):
    written(inbox / "a.xlsx", submitted("场次", [{**SESSION, "日期": day, "地点": "甲地"} for day in DAYS]))
    merged(book, inbox)
    made = load_workbook(book)
    column = next(cell.column for cell in made["场次"][3] if cell.value == "地点")
    for row in (4, 5):
        made["场次"].cell(row, column).value = "乙地"
    made.save(book)
    written(inbox / "b.xlsx", submitted("场次", [{**SESSION, "日期": day, "地点": "丙地"} for day in DAYS]))
    contestbook("merge", inbox / "b.xlsx", "-o", book, "--kind", "更正")
    (first, second) = [place for code, place, _, _ in listed(book) if code == "MERGE_EDITED"]
    answered(book, second)
    sorted_down(book, "场次", 4, 5)
    written(inbox / "c.xlsx", submitted("评委评分", [{**SCORE, "得分": "90"}]))
    contestbook("merge", inbox / "c.xlsx", "-o", book)
    assert answers(book) == [first]


def test_one_thing_two_commands_see_at_one_cell_is_told_once(book, inbox):
    other = {
        **SESSION,
        "日期": DAYS[0],
        "姓名或名称": "李四",
        "编号": "K0002",
        "开始时间": "21:00",
        "结束时间": "23:00",
    }
    written(inbox / "a.xlsx", submitted("场次", [{**SESSION, "日期": DAYS[0]}, other]))
    merged(book, inbox)
    before = listed(book)
    assert [row[:2] for row in before] == [("SCHED_OVERLAP", "场次 H5")]
    contestbook("eligible", book, "--as-of", "2026-06-01")
    assert [row for row in listed(book) if row[0] == "SCHED_OVERLAP"] == before


def test_a_link_two_entrants_handed_in_is_told_at_both_rows_of_the_contest_workbook_alone(book, inbox):
    other = {**VIDEO, "编号": "K0002", "姓名或名称": "李四"}
    written(inbox / "a.xlsx", submitted("短视频作品", [VIDEO, other]))
    _, told, _ = merged(book, inbox)
    assert sorted(told) == ["台账.xlsx VIDEO_SHARED 短视频作品!E4", "台账.xlsx VIDEO_SHARED 短视频作品!E5"]
    assert [row[:2] for row in listed(book)] == [
        ("VIDEO_SHARED", "短视频作品 E4"),
        ("VIDEO_SHARED", "短视频作品 E5"),
    ]
