"""The demo's story: the command lines take the materials to the end, and the books say what was made up.

What must come of it follows from the materials alone: who wins, what is paid, how many 个 a branch gets.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from schemas.book import HEADER_ROW
from schemas.regions import CITIES
from tests.golden.conftest import at_home
from tests.golden.opened import FINAL, Opened, fen
from tests.seal import at_seal
from xladdin.demo import run
from xladdin.demo.lines import GANYOU_BOOK, LITONG_BOOK, STEPS
from xladdin.demo.litong import winners
from xladdin.demo.materials import WHAT
from xladdin.demo.page import PAGE
from xladdin.demo.papers import came_back


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """The folder, and what each step told; without pictures."""
    folder, told = tmp_path_factory.mktemp("demo") / "演示 一", []
    with at_home(folder.parent):
        run.demo(folder, lambda number, one: told.append((number, one)), draw=False)
    return folder, told


@pytest.fixture(scope="module")
def litong(story):
    return Opened(story[0] / LITONG_BOOK)


@pytest.fixture(scope="module")
def ganyou(story):
    return Opened(story[0] / GANYOU_BOOK)


def test_every_step_is_told_with_all_that_it_promises(story):
    _, told = story
    assert [number for number, _ in told] == list(range(1, len(STEPS) + 1))
    for _, one in told:
        assert all(line.startswith(start) for line, start in zip(one.lines, one.step.told, strict=True))


class Links(HTMLParser):
    """All that a page links to, and its tags."""

    def __init__(self, text):
        super().__init__()
        self.found, self.tags = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.found += [value for name, value in attrs if name in ("href", "src")]


def test_every_link_of_the_page_leads_to_a_file_beside_it(story):
    folder, told = story
    page = Links((folder / PAGE).read_text(encoding="utf-8"))
    assert not {"script", "link", "iframe"} & page.tags
    paths = [unquote(link) for link in page.found]
    assert [path for path in paths if not (folder / path).exists()] == []
    assert {seen.path for _, one in told for seen in one.step.open} | set(WHAT) == set(paths)
    assert all(link.isascii() and " " not in link for link in page.found)


def test_without_pictures_the_page_says_so(story):
    text = (story[0] / PAGE).read_text(encoding="utf-8")
    assert "没有图" in text
    assert "<img" not in text


def test_every_row_that_came_in_went_somewhere(ganyou):
    header, *rows = [row for row in ganyou.cells("报送情况")[HEADER_ROW - 1 :]]
    total = dict(zip(header, next(row for row in rows if row[0] == "合计"), strict=True))
    parts = [int(total[title]) for title in ("合并", "退回", "重复", "未变")]
    assert int(total["收件行数"]) == sum(parts) > 1000
    assert min(parts) > 0


def test_branches_get_what_the_notice_gives(ganyou):
    """1,000 for each of nine that won a school over; 800 for those of them with a placed team. 上饶 had no school."""
    rows = {row[0]: int(row[1]) for row in ganyou.rows("邮乐奖励金", "市分公司", "数量(个)")}
    placed = ("南昌", "赣州", "九江", "吉安")
    due = {city: 1000 * (city in CITIES[:9]) + 800 * (city in placed) for city in CITIES}
    assert rows == {**due, "合计(个)": 12_200}


def test_who_must_win_has_won_and_for_good(litong):
    won = [(*one.scope, one.person.name, one.fen) for one in winners()]
    awards = litong.awards
    assert [(phase, event, name, prize) for phase, event, _, _, _, _, name, prize, _ in awards] == won
    assert {state for *_, state in awards} == {FINAL}
    assert len(won) == 22


def test_everybody_is_paid_once_to_the_fen(litong):
    paid = Counter()
    states = Counter()
    for event, name, net, state in litong.rows("奖金发放表", "活动", "姓名或名称", "实发", "状态"):
        paid[event, name] += fen(net)
        states[state] += 1
    assert paid == Counter({(one.scope.event, one.person.name): one.fen * 4 // 5 for one in winners()})
    assert states == {"已付": 22, "退票": 2}  # what came back, and its reversal
    back = [row for row in litong.rows("奖金发放表", "姓名或名称", "状态") if row[1] == "退票"]
    assert {name for name, _ in back} == {came_back(winners()).person.name}


def test_finance_agrees_and_nothing_was_changed_since_it_was_sealed(story, litong):
    verdicts = {row[0] for row in litong.rows("财务复核", "结论")}
    assert verdicts == {"一致", "有结余"}  # the budget of the phase is not used up
    assert at_seal.told(at_seal.read(story[0] / LITONG_BOOK)) == []
    codes = [line for line in story[1][-1][1].lines if "校验码" in line]
    assert len(codes) == 2
    sheets = load_workbook(story[0] / "利通/定稿签批单.xlsx").worksheets
    printed = {cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {re.search(r"校验码 (\S+)", line)[1] for line in codes} <= printed
