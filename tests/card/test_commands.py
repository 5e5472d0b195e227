"""new, lint and decisions as people run them, and what they are told when something is not as it should be."""

from __future__ import annotations

import json
import re

import pytest
from openpyxl import load_workbook

from tests.shell import contestbook


@pytest.fixture(scope="module")
def litong(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "台账.xlsx"
    assert contestbook("new", "litong-2024", "-o", path)[0] == 0
    return path


def typed(source, target, *cells):
    """A copy of a contest workbook in which somebody typed: (sheet, cell, value)."""
    book = load_workbook(source)
    for sheet, cell, value in cells:
        book[sheet][cell] = value
    book.save(target)
    return target


def linted(path):
    status, output = contestbook("lint", path, "--json")
    (file,) = json.loads(output)["files"]
    return status, file


def codes(file, *prefixes):
    return [
        f"{f['code']} {f['sheet']}!{f['cell']}"
        for f in file["findings"]
        if not prefixes or f["code"].startswith(prefixes)
    ]


def test_a_new_book_lints_with_open_points_and_no_errors(litong):
    status, file = linted(litong)
    assert (status, file["status"]) == (0, "findings")
    assert file["summary"] == {"error": 0, "warning": 55, "fix": 0, "info": 10}
    holes = [f for f in file["findings"] if f["code"] == "GROUP_HOLE"]
    assert [f["cell"] for f in holes] == ["C4", "C6"]
    assert holes[0]["rule"] == "G14、G15、G13、G11"


def test_the_book_and_the_card_it_came_from_lint_alike(litong):
    _, file = linted(litong)
    _, card = linted("litong-2024")
    assert file["findings"] == card["findings"]


def test_a_figure_changed_in_excel_is_an_error_at_its_cell(litong, tmp_path):
    book = typed(litong, tmp_path / "b.xlsx", ("规则_奖项", "E4", 4))
    status, file = linted(book)
    assert status == 1
    assert codes(file, "SUM_DIFFERS") == ["SUM_DIFFERS 规则_活动!G5", "SUM_DIFFERS 规则_活动!G7"]


def test_bad_input_is_found_at_its_cell(litong, tmp_path):
    book = typed(
        litong,
        tmp_path / "b.xlsx",
        ("规则_奖项", "G5", "块"),  # unknown unit
        ("规则_奖项", "D8", "四等奖"),  # 二等奖 is missing
        ("规则_活动", "C8", "活动1"),  # two events of one name
        ("待确认事项", "L6", "2024-09-12 至 2024-09-30"),  # decided without a name
        ("规则_条件", "H4", "一万"),  # text where a number belongs
    )
    status, file = linted(book)
    assert status == 1
    there = codes(file)
    for expected in (
        "UNIT_UNKNOWN 规则_奖项!G5",
        "TIER_GAP 规则_奖项!D9",
        "RULE_REPEATED 规则_活动!C8",
        "DECISION_INCOMPLETE 待确认事项!M6",
        "NUMBER_FORMAT 规则_条件!H4",
    ):
        assert expected in there


def test_decisions_of_one_event_biggest_first(litong, tmp_path):
    paper = tmp_path / "请示单.xlsx"
    status, output = contestbook("decisions", litong, "--event", "第一期·活动6", "--print", paper)
    assert status == 0
    assert "第一期·活动6：还有 27 项没有定" in output
    rows = [[cell.value for cell in row] for row in load_workbook(paper)["请示单"].iter_rows(min_row=6)]
    asked = [row[1] for row in rows if isinstance(row[0], str) and row[0].isdigit()]
    assert len(asked) == 27
    assert asked[0].startswith("G8 ")
    assert not any(text.startswith(("G3 ", "G14", "G9 ")) for text in asked)  # they are of other events
    assert all("100,000 元" in row[4] for row in rows if isinstance(row[0], str) and row[0].isdigit())
    tax = next(row[4] for row in rows if row[1] and "奖金是税前还是税后" in row[1])
    assert "共代扣 20,000 元" in tax
    assert "主办方另付 25,000 元" in tax
    assert any("批准人（签字）" in str(row[0]) for row in rows)
    assert all(row[5] is None for row in rows)  # left for the person who decides


def test_decisions_as_json(litong):
    status, output = contestbook("decisions", litong, "--event", "第二期活动1", "--json")
    (file,) = json.loads(output)["files"]
    assert status == 0
    assert {f["code"] for f in file["findings"]} == {"POINT_OPEN"}
    assert "G9 未定" in " ".join(f["message"] for f in file["findings"])


DECIDED = ("甲某", "2024-09-10", "请示单第1号", "乙某")


def decide(row, answer):
    given = zip("LMNOP", (answer, *DECIDED), strict=True)
    return [("待确认事项", f"{col}{row}", value) for col, value in given]


def test_a_decided_point_holds_nothing_up_any_more(litong, tmp_path):
    book = typed(litong, tmp_path / "b.xlsx", *decide(6, "2024-09-12 至 2024-09-30"))
    status, file = linted(book)
    assert status == 0
    assert not [f for f in file["findings"] if "G3 未定" in f["message"]]
    _, output = contestbook("decisions", book, "--event", "第一期·活动1")
    assert "还有 26 项没有定" in output
    _, output = contestbook("decisions", book, "--event", "第一期·活动2")
    assert "还有 24 项没有定" in output  # nothing changed there


def test_deciding_otherwise_than_the_card_says_is_found_in_the_card(litong, tmp_path):
    book = typed(litong, tmp_path / "b.xlsx", *decide(6, "2024-09-12 至 2024-09-29"))
    status, file = linted(book)
    assert status == 1
    assert codes(file, "DECISION_") == ["DECISION_DIFFERS 规则_活动!F7"]


def test_the_preparer_does_not_approve_himself(litong, tmp_path):
    cells = [
        ("待确认事项", "M6", "乙某") if c[1] == "M6" else c for c in decide(6, "2024-09-12 至 2024-09-30")
    ]
    status, file = linted(typed(litong, tmp_path / "b.xlsx", *cells))
    assert status == 1
    assert codes(file, "DECISION_") == ["DECISION_SELF 待确认事项!M6"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("CONTEST_UNKNOWN", ("new", "ningxia-2025", "-o", "x.xlsx")),
        ("CONTEST_UNKNOWN", ("template", "ningxia-2025", "-o", "x.xlsx")),
        ("TEMPLATE_NONE", ("template", "litong-2024", "--sheet", "附件1", "-o", "x.xlsx")),
        ("TEMPLATE_NONE", ("template", "{book}", "--sheet", "场次", "--sheet", "排期", "-o", "x.xlsx")),
        ("TEMPLATE_SHEET", ("template", "{book}", "--sheet", "直播场次", "-o", "x.xlsx")),
        ("TEMPLATE_FORM", ("template", "{book}", "--sheet", "场次", "--layout", "form", "-o", "x.xlsx")),
        ("EVENT_UNKNOWN", ("decisions", "{book}", "--event", "第三期")),
        ("EVENT_UNKNOWN", ("decisions", "{book}", "--event", "电商活动")),  # several have it in their titles
        ("BOOK_EXISTS", ("new", "litong-2024", "-o", "{book}")),
        ("BOOK_EXISTS", ("decisions", "{book}", "--print", "{book}")),
        ("FILE_MISSING", ("lint", "没有.xlsx")),
        ("FILE_NAME", ("new", "litong-2024", "-o", "x.docx")),
        ("FILE_NAME", ("decisions", "{book}", "--print", "x.pdf")),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(litong, tmp_path, monkeypatch, code, words):
    from workbook.codes import CODES

    monkeypatch.chdir(tmp_path)
    before = litong.read_bytes()
    status, output = contestbook(*(word.format(book=litong) for word in words))
    assert status == 2
    assert max(re.split("{[a-z]+}|“", CODES[code].zh), key=len) in output.replace("\n", "")
    assert len(output.strip().split("\n")) <= 4
    assert litong.read_bytes() == before
    assert not (tmp_path / "x.xlsx").exists()


TIER = '[contest]\nid = "a"\nname = "b"\n[[tiers]]\n'


def refused(*words):
    _, output = contestbook(*words, "--json")
    return json.loads(output)["files"][0]["reason"]["code"]


def test_workbooks_without_a_card_or_of_a_newer_kind(litong, tmp_path):
    assert contestbook("template", "ganyou-2024", "-o", tmp_path / "t.xlsx")[0] == 0
    assert refused("lint", tmp_path / "t.xlsx") == "FILE_NO_CARD"
    book = load_workbook(litong)
    book.defined_names["contestbook_book"].attr_text = '"2"'
    book.save(tmp_path / "newer.xlsx")
    assert refused("lint", tmp_path / "newer.xlsx") == "FILE_NEWER"
    assert refused("check", litong) == "FILE_CONTEST_BOOK"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = 1", "缺少 [contest]"),
        ("[contest", "不是合规的 TOML"),
        ('[contest]\nid = "a"\nname = "b"\n[[prizes]]\n', "不认识 [[prizes]]"),
        ('[contest]\nid = "a"\nname = "b"\n[[tiers]]\nmoney = 5\n', "第 1 个 [[tiers]] 没有 money"),
        ('[contest]\nid = "a"\nname = "b"\ntiers = 5\n', "[contest] 没有 tiers"),
        ('tiers = 5\n[contest]\nid = "a"\nname = "b"\n', "tiers 应写成 [[tiers]]"),
        ('[contest]\nid = "a"\nname = "b"\nhidden = "x"\n', "hidden 应是"),
        ('[contest]\nid = "a"\nname = "b"\nhidden = ["说明"]\n', "hidden 里的“说明”"),
        (f"{TIER}amount = nan\n", "第 1 个 [[tiers]] 的 amount"),
        (f"{TIER}amount = {10**400}\n", "第 1 个 [[tiers]] 的 amount"),
        (f"{TIER}amount = [1, 2]\n", "第 1 个 [[tiers]] 的 amount"),
        (f'{TIER}tier = "a\\u0001b"\n', "第 1 个 [[tiers]] 的 tier"),
    ],
)
def test_a_wrong_card_file(tmp_path, text, told):
    path = tmp_path / "card.toml"
    path.write_text(text, encoding="utf-8")
    status, output = contestbook("new", path, "-o", tmp_path / "b.xlsx")
    assert status == 2
    assert refused("lint", path) == "CARD_FILE"
    assert told in output.replace("\n      ", "").replace("\n", "")
    assert not (tmp_path / "b.xlsx").exists()


def test_a_card_file_of_one_s_own_makes_a_book(tmp_path):
    path = tmp_path / "card.toml"
    path.write_text(
        '[contest]\nid = "my"\nname = "本地好货赛"\n[[events]]\nlevel = "大赛"\ntitle = "本地好货赛"\n'
        '[[events]]\nlevel = "活动"\nevent = "决赛"\ntitle = "决赛"\nstart = 2025-05-01\nend = 2025-05-02\ntotal = 3000\n'
        'unit = "元"\n[[tiers]]\nevent = "决赛"\ntier = "一等奖"\nplaces = 1\namount = 2999\nunit = "元"\n',
        encoding="utf-8",
    )
    assert contestbook("new", path, "-o", tmp_path / "b.xlsx")[0] == 0
    status, file = linted(tmp_path / "b.xlsx")
    assert status == 1
    assert codes(file, "SUM") == ["SUM_DIFFERS 规则_活动!G5"]
    assert codes(file, "POLICY_MISSING") == ["POLICY_MISSING 规则_政策!A3"]


def test_figures_written_as_text_in_a_card_file_are_read_or_found(tmp_path):
    path = tmp_path / "card.toml"
    path.write_text(
        f'{TIER}event = "决赛"\ntier = "一等奖"\nplaces = "3"\namount = "五千"\nunit = "元"\n',
        encoding="utf-8",
    )
    _, file = linted(path)
    assert "AMOUNT_FORMAT_BAD 规则_奖项!F4" in codes(file)
    assert "COUNT_FORMAT" not in str(codes(file))


def test_a_template_bears_the_name_of_its_contest(tmp_path):
    path = tmp_path / "card.toml"
    path.write_text(
        '[contest]\nid = "my"\nname = "本地好货赛"\n[[events]]\nlevel = "大赛"\ntitle = "本地好货赛"\n',
        encoding="utf-8",
    )
    assert contestbook("template", path, "--layout", "form", "-o", tmp_path / "t.xlsx")[0] == 0
    made = load_workbook(tmp_path / "t.xlsx")
    assert [made[name]["A2"].value for name in ("附件1", "附件2")] == [
        "本地好货赛报名表",
        "本地好货赛邮乐小店ID/注册手机号",
    ]
    assert contestbook("template", "ganyou-2024", "-o", tmp_path / "g.xlsx")[0] == 0
    assert (
        load_workbook(tmp_path / "g.xlsx")["附件1"]["A2"].value
        == "“赣邮杯·我为家乡代言”大学生电商直播大赛报名表"
    )


def test_a_workbook_hides_the_sheets_its_contest_has_no_use_for(litong, tmp_path):
    def sheets(book, *words):
        (tmp_path / "t.xlsx").unlink(missing_ok=True)
        assert contestbook("template", book, *words, "-o", tmp_path / "t.xlsx")[0] == 0
        return load_workbook(tmp_path / "t.xlsx").sheetnames[:-1]

    assert sheets(litong) == ["报名"]
    assert sheets(litong, "--sheet", "场次", "--sheet", "报名") == ["场次", "报名"]
    book = load_workbook(litong)
    book["附件1汇总"].sheet_state = book["排期"].sheet_state = "visible"
    book.save(tmp_path / "b.xlsx")
    assert sheets(tmp_path / "b.xlsx") == ["附件1"]
    assert sheets(tmp_path / "b.xlsx", "--sheet", "排期") == ["排期"]


def test_a_template_keeps_the_version_of_the_card_it_was_made_under(tmp_path):
    book = tmp_path / "台账.xlsx"
    contestbook("new", "ganyou-2024", "-o", book)
    contestbook("template", book, "--branch", "赣州", "-o", tmp_path / "a.xlsx")
    contestbook("template", "ganyou-2024", "--branch", "赣州", "-o", tmp_path / "b.xlsx")
    marks = [load_workbook(path).defined_names["contestbook_rules"].attr_text for path in
             (book, tmp_path / "a.xlsx", tmp_path / "b.xlsx")]  # fmt: skip
    assert len(set(marks)) == 1
    assert len(marks[0]) == 14  # twelve signs in quotes
    typed(book, tmp_path / "c.xlsx", ("规则_奖项", "E4", 12))
    contestbook("template", tmp_path / "c.xlsx", "-o", tmp_path / "d.xlsx")
    assert load_workbook(tmp_path / "d.xlsx").defined_names["contestbook_rules"].attr_text != marks[0]
    assert (
        load_workbook(tmp_path / "d.xlsx").defined_names["contestbook_contest"].attr_text == '"ganyou-2024"'
    )
