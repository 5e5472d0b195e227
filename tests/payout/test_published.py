"""公示: the list of winners as it may be posted, how long it hangs, and the page to print."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from schemas.contest import Scope
from schemas.format import CellContext
from tests.payout.at_work import after, book_of, decided, lines, told
from workbook.awards.rows import FINAL_STAMP
from workbook.masking import published_name
from workbook.merge.tables import own_table
from workbook.payout.posting import Length, about, length_of
from workbook.payout.published import PUBLISHED, Public, hider, published, write
from workbook.payout.schedule import periods
from workbook.xlsx.making.public_page import NOT_YET, public_book

E1, E4 = Scope("第一期", "活动1"), Scope("第一期", "活动4")
FINAL, DRAFT = "定稿", "试算(不作发放依据)"
DAYS, HIDE = {"T18": "隐去一字", "T19": "公示5个工作日，异议找利通区电子商务中心"}, "隐去一字"
PHONE, IDENTITY, CARD = "13800000001", "360102200503150219", "6217001234567890123"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("张三小明", "张**明"),
        ("欧阳小明", "欧阳*明"),
        ("欧阳明", "欧阳*"),
        ("欧阳", "欧*"),
        ("司马相如明", "司马**明"),
        ("买买提·艾力", "买**·艾*"),
        ("买买提•艾力", "买**·艾*"),
        ("阿依·努尔·买买提", "阿*·买**"),
        ("张 三", "张*"),
        ("张　小　三", "张*三"),
        (" 张三 ", "张*"),
        ("Tom Lee", "T**·L**"),
        ("张", "*"),
        ("", ""),
        ("·", ""),
    ],
)
def test_a_name_with_a_character_hidden(name, shown):
    assert published_name(name) == shown


def entrant(number, name, kind="个人", **more):
    own = {"编号": number, "类型": kind, "姓名或名称": name, "身份证号": IDENTITY, "联系电话": PHONE}
    return {**own, **more}


def prize(
    number, name, tier="一等奖", amount="#5000", state=FINAL, event="活动4", stamp=f"3f2a-9c1e-{FINAL_STAMP}"
):
    who = {"编号": number, "姓名或名称": name, "期次": "第一期", "活动": event, "奖项": tier}
    return {**who, "奖金": amount, "状态": state, "规则版本": stamp}


def posted(event="活动4", start="2024-12-20", end="2024-12-26"):
    contact = "利通区电子商务中心 0951-2077888"
    own = {"期次": "第一期", "活动": event, "公示开始": start, "公示结束": end}
    return {**own, "公示地点或网址": "利通区政府网站", "异议受理部门和电话": contact}


def made(entrants, prizes, schedule=None, **answers):
    """The workbook, the lines, and what is told."""
    rows = [posted()] if schedule is None else list(schedule)
    book = book_of("litong-2024", 参赛主体=entrants, 奖金分配表=prizes, 公示安排=rows)
    card, table = decided("litong-2024", **(answers or DAYS)), own_table(book, "公示安排")
    days = periods(table, CellContext())
    found, told_of_names = published(own_table(book, "奖金分配表"), own_table(book, "参赛主体"), days, card)
    scopes = dict.fromkeys(Scope(line.phase, line.event) for line in found)
    return book, found, [*told_of_names, *about(card, table, days, scopes)]


def shown(*sheets, **answers):
    """ "seq event tier name account amount"."""
    _, found, _ = made(*sheets, **answers)
    return [f"{n.seq} {n.event} {n.tier} {n.shown} {n.account or '—'} {n.amount}" for n in found]


THREE = (
    [
        entrant("K0001", "张小三", 账号昵称="橙心小铺"),
        entrant("K0002", "赣邮橙心商贸有限公司", "企业", 负责人="李四", 账号昵称="李四的店"),
        entrant("K0003", "橙心队", "团队", 负责人="王五", 团队成员="王五、赵小六", 参赛高校="宁夏大学"),
    ],
    [
        prize("K0001", "张小三"),
        prize("K0002", "赣邮橙心商贸有限公司", "二等奖", "#3000"),
        prize("K0003", "橙心队", "三等奖", "#1000"),
    ],
)


def test_persons_are_hidden_firms_stand_in_full_and_teams_by_their_name():
    assert shown(*THREE) == [
        "1 活动4 一等奖 张*三 橙心小铺 500000",
        "2 活动4 二等奖 赣邮橙心商贸有限公司 李*的店 300000",
        "3 活动4 三等奖 橙心队 宁夏大学 100000",
    ]


def test_full_names_where_that_was_decided():
    rows = shown(*THREE, **{**DAYS, "T18": "全名"})
    assert rows[0] == "1 活动4 一等奖 张小三 橙心小铺 500000"
    assert rows[1] == "2 活动4 二等奖 赣邮橙心商贸有限公司 李四的店 300000"


def test_while_nobody_decided_a_character_is_hidden_and_it_must_not_be_posted():
    _, found, problems = made(*THREE, T19=DAYS["T19"])
    assert found[0].shown == "张*三"
    assert [(f.code, f.context["policy"]) for f in problems] == [("PUBLISH_OPEN", "公示姓名")]


def test_only_what_is_final_and_was_written_so():
    people, _ = THREE
    prizes = [
        prize("K0001", "张小三"),
        prize("K0002", "赣邮橙心商贸有限公司", state=DRAFT),
        prize("K0003", "橙心队", stamp=""),
        prize("", "", "二等奖", "", "空缺"),
        prize("K0003", "橙心队", event="活动1", state=DRAFT, stamp="3f2a-9c1e"),
    ]
    assert shown(people, prizes) == ["1 活动4 一等奖 张*三 橙心小铺 500000"]


def test_each_event_counts_for_itself_in_the_order_of_the_card():
    people, prizes = THREE
    first = [prize("K0003", "橙心队", event="活动1"), prize("K0001", "张小三", "二等奖", event="活动1")]
    assert [row[:6] for row in shown(people, [*prizes, *first], (posted(), posted("活动1")))] == [
        "1 活动1 ", "2 活动1 ", "1 活动4 ", "2 活动4 ", "3 活动4 "
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("nickname", "account"),
    [
        ("橙心张小三", "橙心张*三"),
        ("张 小 三的直播间", "张*三的直播间"),
        ("张·小三", "张*三"),
        (PHONE, "…0001"),
        (f"橙心{PHONE}", "橙心…0001"),
        ("１３８００００００００１", "…0001"),
        ("橙心_2024", "橙心_2024"),
    ],
)
def test_a_nickname_tells_neither_the_name_nor_a_number(nickname, account):
    people = [entrant("K0001", "张小三", 账号昵称=nickname)]
    _, (line,), _ = made(people, [prize("K0001", "张小三")])
    assert line.account.translate(str.maketrans("０１", "01")) == account


def test_a_team_called_after_its_captain():
    people = [entrant("K0001", "赵小六战队", "团队", 负责人="赵小六", 团队成员="赵小六、钱七")]
    assert shown(people, [prize("K0001", "赵小六战队")]) == ["1 活动4 一等奖 赵*六战队 — 500000"]


def test_a_winner_nobody_knows_is_hidden_too():
    assert shown([], [prize("K0009", "张小三")]) == ["1 活动4 一等奖 张*三 — 500000"]


def test_two_who_look_the_same_are_told():
    people = [entrant("K0001", "张小三"), entrant("K0002", "张大三"), entrant("K0003", "张三")]
    prizes = [prize(one["编号"], one["姓名或名称"]) for one in people]
    _, found, problems = made(people, prizes)
    assert [line.shown for line in found] == ["张*三", "张*三", "张*"]
    (problem,) = problems
    assert (problem.code, problem.context) == ("PUBLISH_ALIKE", {"shown": "张*三", "numbers": "1、2"})
    assert told([problem]) == ["PUBLISH_ALIKE 奖金分配表!H2"]


names = st.text(alphabet="张王李欧阳司马小明三·云艾力 ", min_size=2, max_size=5).filter(
    lambda name: len(re.sub(r"[\s·]", "", name)) > 1
)
numbers = st.sampled_from([PHONE, IDENTITY, CARD, "0951-2077888", "1380000 0001"])


@given(st.lists(st.tuples(names, names, numbers, st.sampled_from(["个人", "团队"])), min_size=1, max_size=4))
def test_no_list_tells_a_full_name_or_a_number(people):
    entrants = [
        entrant(
            f"K{at:04d}",
            name,
            kind,
            负责人=other,
            团队成员=f"{other}、{name}",
            账号昵称=f"{name}{phone}{other}",
        )
        for at, (name, other, phone, kind) in enumerate(people, 1)
    ]
    prizes = [prize(one["编号"], one["姓名或名称"]) for one in entrants]
    _, found, _ = made(entrants, prizes)
    assert len(found) == len(people)
    for line in found:
        text = " ".join(map(str, line._replace(period="")))
        assert not re.search(r"[0-9][0-9 \-]{5,}[0-9]", text.rsplit(" ", 2)[0])
        for name in {name.strip() for pair in people for name in pair[:2]} - {"欧阳", "司马"}:  # 司马*
            assert name not in text, (name, text)


def test_the_longer_name_is_hidden_first():
    assert hider({"小云", "李小云"})("李小云和小云") == "李*云和小*"


@pytest.mark.parametrize(
    ("answer", "length"),
    [
        ("公示5个工作日，异议找利通区电子商务中心", Length(5, True)),
        ("公示7天", Length(7, False)),
        ("7日", Length(7, False)),
        ("不少于五个工作日", Length(5, True)),
        ("十五天", Length(15, False)),
        ("2024年12月20日起公示5个工作日", Length(5, True)),
        ("另行通知", None),
    ],
)
def test_how_long_was_decided(answer, length):
    assert length_of(answer) == length


@pytest.mark.parametrize(
    ("start", "end", "term", "codes"),
    [
        ("2024-12-20", "2024-12-26", "公示5个工作日", []),  # Friday to Thursday: 5
        ("2024-12-20", "2024-12-25", "公示5个工作日", ["PUBLISH_SHORT 公示安排!D2"]),
        ("2024-12-20", "2024-12-26", "公示7天", []),
        ("2024-12-20", "2024-12-25", "公示7天", ["PUBLISH_SHORT 公示安排!D2"]),
        ("2024-12-26", "2024-12-20", "公示7天", ["PUBLISH_ORDER 公示安排!D2"]),
        ("2024-12-20", "", "公示7天", ["PUBLISH_DAYS 公示安排!D2"]),
        ("", "", "公示7天", ["PUBLISH_DAYS 公示安排!C2"]),
        ("2024-12-20", "2024-12-26", "另行通知", ["PUBLISH_LENGTH 待确认事项!Q"]),
    ],
)
def test_whether_it_hangs_long_enough(start, end, term, codes):
    _, _, problems = made(*THREE, [posted(start=start, end=end)], T18=HIDE, T19=term)
    assert [re.sub(r"待确认事项!.*", "待确认事项!Q", line) for line in told(problems)] == codes


def test_an_event_nobody_planned_and_days_nobody_decided():
    assert told(made(*THREE, [])[2]) == ["PUBLISH_DAYS 公示安排"]
    problems = made(*THREE, T18=HIDE)[2]
    assert [(f.code, f.context["policy"]) for f in problems] == [("PUBLISH_OPEN", "公示天数")]


def test_the_sheet_is_written_anew_and_nothing_of_before_is_left():
    book, found, _ = made(*THREE)
    book = after(book, PUBLISHED, lambda own: write(own, found))
    titles = ("序号", "活动", "奖项", "姓名或名称", "奖金", "公示期")
    assert lines(book, PUBLISHED, *titles) == [
        "1 活动4 一等奖 张*三 5000 2024-12-20至2024-12-26",
        "2 活动4 二等奖 赣邮橙心商贸有限公司 3000 2024-12-20至2024-12-26",
        "3 活动4 三等奖 橙心队 1000 2024-12-20至2024-12-26",
    ]
    book = after(book, PUBLISHED, lambda own: write(own, found[:1]))
    assert lines(book, PUBLISHED, *titles) == ["1 活动4 一等奖 张*三 5000 2024-12-20至2024-12-26"]


def page(draft=False, **changes):
    book, found, _ = made(*THREE)
    found = [found[0]._replace(**changes), *found[1:]]
    return public_book("“我在利通带好货”", found, periods(own_table(book, "公示安排"), CellContext()), draft)


def test_the_page_to_post():
    sheet = load_workbook(io.BytesIO(page()))["公示"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "“我在利通带好货”第一期·活动4获奖名单公示"
    assert rows[1][0] == (
        "公示期：2024-12-20至2024-12-26；公示地点：利通区政府网站；"
        "有异议的，请在公示期内联系：利通区电子商务中心 0951-2077888。"
    )
    assert rows[2] == ["序号", "活动", "组别", "奖项", "姓名或名称", "单位或账号", "奖金（元）"]
    assert rows[3] == [1, "第一期·活动4", None, "一等奖", "张*三", "橙心小铺", 5000]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")


def test_events_that_hang_together_are_told_of_once():
    scopes = [Scope("第一期", f"活动{number}") for number in (1, 2, 3)]
    rows = [posted("活动1"), posted("活动2"), posted("活动3", end="2024-12-30")]
    days = periods(own_table(book_of("litong-2024", 公示安排=rows), "公示安排"), CellContext())

    def told(events):
        lines = [Public(1, one.phase, one.event, "", "一等奖", "张*", "", 500000, "") for one in events]
        sheet = load_workbook(io.BytesIO(public_book("大赛", lines, days, False)))["公示"]
        return [row[0].value[:26] for row in sheet.iter_rows(min_row=2) if "公示期：" in str(row[0].value)]

    assert told(scopes[:2]) == ["公示期：2024-12-20至2024-12-26；"]
    named = [line.split("  ")[0] for line in told(scopes)]
    assert named == ["第一期·活动1、第一期·活动2", "第一期·活动3"]


def test_the_page_tells_nothing_else():
    data = page()
    made_book = load_workbook(io.BytesIO(data))
    assert made_book.sheetnames == ["公示"]
    sheet = made_book["公示"]
    assert not any(one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert "creator" not in parts.read("docProps/core.xml").decode()
        everything = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert not any(text in everything for text in (PHONE, IDENTITY, "张小三", "李四"))


def test_a_draft_says_that_it_must_not_be_posted_and_text_stays_text():
    sheet = load_workbook(io.BytesIO(page(draft=True, shown="=HYPERLINK(1)")))["公示"]
    assert sheet["A2"].value == NOT_YET
    assert (sheet["E5"].value, sheet["E5"].data_type) == ("=HYPERLINK(1)", "s")
