"""Column kinds as a clerk sees them: what is typed -> what is taken, and what is said about it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.columns import KINDS
from schemas.format import CellContext
from tests.tables import A, B
from workbook.codes import CODES

NO_LIST = CellContext()
LIST = CellContext(schools={"江西理工大学": "江西理工大学", "南昌大学": "南昌大学"})
BY_NAME = {kind.name: kind for kind in KINDS}
X = "36070220050519009X"

CELLS = {
    "id_number": [
        (A, A, ""),
        (X, X, ""),
        (None, None, ""),
        ("   ", None, ""),
        ("\u200b\u3000", None, ""),
        (X.lower(), X, "ID_UPPER"),
        ("３６０１０２２００５０３１５０２１９", A, "ID_WIDTH"),
        ("36070220050519009ｘ", X, "ID_WIDTH"),
        ("360102 20050315 0219", A, "ID_SPACE"),
        ("360102-20050315-0219", A, "ID_SPACE"),
        (f"\t{A}", A, "ID_INVISIBLE"),
        (f"{A}\u00a0\u202c", A, "ID_INVISIBLE"),
        (f"{A[:9]}\n{A[9:]}", A, "ID_INVISIBLE"),
        (f"'{A}", A, "ID_INVISIBLE"),
        (f'="{A}"', A, "ID_INVISIBLE"),
        (3.601022005031502e17, None, "ID_PRECISION"),
        (360102050315021.0, None, "ID_15"),
        (13800000001.0, None, "ID_FORMAT"),
        (True, None, "ID_FORMAT"),
        ("3.60102E+17", None, "ID_SCI"),
        ("3.6e17", None, "ID_SCI"),
        ("360102050315021", None, "ID_15"),
        ("36010220050315021", None, "ID_FORMAT"),
        (f"{A}。", None, "ID_FORMAT"),
        (f"{A}/{B}", None, "ID_FORMAT"),
        ("13812345678", None, "ID_FORMAT"),
        ("E12345678", None, "ID_FORMAT"),
        ("-", None, "VALUE_PLACEHOLDER"),
        ("未到场", None, "VALUE_PLACEHOLDER"),
        ("待补", None, "VALUE_PLACEHOLDER"),
    ],
    "mobile": [
        ("13800000001", "13800000001", ""),
        ("17012345678", "17012345678", ""),
        ("19912345678", "19912345678", ""),
        ("14112345678", "14112345678", ""),
        ("", None, ""),
        ("138-1234-5678", "13812345678", "PHONE_FORMAT"),
        ("138 1234 5678", "13812345678", "PHONE_FORMAT"),
        ("+86 13812345678", "13812345678", "PHONE_FORMAT"),
        ("0086-13812345678", "13812345678", "PHONE_FORMAT"),
        ("8613812345678", "13812345678", "PHONE_FORMAT"),
        ("１３８１２３４５６７８", "13812345678", "PHONE_FORMAT"),
        ("\u202d13812345678\u202c", "13812345678", "PHONE_FORMAT"),
        ("'13812345678", "13812345678", "PHONE_FORMAT"),
        (13812345678.0, "13812345678", "PHONE_NUMBER"),
        ("1381234567", None, "PHONE_LEN"),
        ("138123456789", None, "PHONE_LEN"),
        (1381234567.0, None, "PHONE_LEN"),
        ("12345678901", None, "PHONE_SEG"),
        ("23812345678", None, "PHONE_SEG"),
        ("13812345678/13900001111", None, "PHONE_MULTI"),
        ("13812345678、13900001111", None, "PHONE_MULTI"),
        ("13812345678 13900001111", None, "PHONE_MULTI"),
        ("13812345678\n13900001111", None, "PHONE_MULTI"),
        ("1381234567813900001111", None, "PHONE_MULTI"),
        ("0791-86200000", None, "PHONE_LANDLINE"),
        ("079186200000", None, "PHONE_LANDLINE"),
        ("(0791)86200000", None, "PHONE_LANDLINE"),
        ("1.38E+10", None, "PHONE_SCI"),
        ("张三13812345678", None, "PHONE_FORMAT_BAD"),
        ("没有手机", None, "PHONE_FORMAT_BAD"),
        (0.5, None, "PHONE_FORMAT_BAD"),
        (False, None, "PHONE_FORMAT_BAD"),
        ("无", None, "VALUE_PLACEHOLDER"),
        ("--", None, "VALUE_PLACEHOLDER"),
    ],
    "phone": [
        ("0791-86200000", "0791-86200000", ""),
        ("0791-86200000-801", "0791-86200000-801", ""),
        ("13800000001", "13800000001", ""),
        ("138-1234-5678", "13812345678", "PHONE_FORMAT"),
        ("12345678901", None, "PHONE_SEG"),
    ],
    "name": [
        ("张三", "张三", ""),
        ("欧阳明", "欧阳明", ""),
        ("买买提·艾力", "买买提·艾力", ""),
        ("John Smith", "John Smith", ""),
        ("𠮷田", "𠮷田", ""),
        ("張三", "張三", ""),
        ("李峯", "李峯", ""),
        ("\uf9f4三", "\uf9f4三", ""),
        ("䶮" * 20, "䶮" * 20, ""),
        ("𠮷" * 20, "𠮷" * 20, ""),
        ("", None, ""),
        ("张 三", "张三", "NAME_SPACE"),
        ("欧阳  明", "欧阳明", "NAME_SPACE"),
        ("买买提•艾力", "买买提·艾力", "NAME_DOT"),
        ("买买提‧艾力", "买买提·艾力", "NAME_DOT"),
        ("买买提・艾力", "买买提·艾力", "NAME_DOT"),
        ("买买提.艾力", "买买提·艾力", "NAME_DOT"),
        ("张三\u200b", "张三", "NAME_INVISIBLE"),
        ("John  Smith", "John Smith", "NAME_INVISIBLE"),
        ("张三（队长）", "张三（队长）", "NAME_ROLE"),
        ("张三(主播)", "张三(主播)", "NAME_ROLE"),
        ("张三-队长", "张三-队长", "NAME_ROLE"),
        ("张三3月15离职", "张三3月15离职", "NAME_NOTE"),
        ("张三退赛", "张三退赛", "NAME_NOTE"),
        ("李\ue123", "李\ue123", "NAME_PUA"),
        ("张3", "张3", "NAME_FORMAT"),
        ("李?", "李?", "NAME_FORMAT"),
        ("张三、李四", "张三、李四", "NAME_FORMAT"),
        ("一" * 21, "一" * 21, "NAME_FORMAT"),
        (5.0, "5", "NAME_FORMAT"),
        ("无", None, "VALUE_PLACEHOLDER"),
        ("待定", None, "VALUE_PLACEHOLDER"),
        ("暂无", None, "VALUE_PLACEHOLDER"),
    ],
    "gender": [
        ("男", "男", ""),
        ("女", "女", ""),
        ("", None, ""),
        ("男 ", "男", "GENDER_FORMAT"),
        ("女生", "女", "GENDER_FORMAT"),
        ("男性", "男", "GENDER_FORMAT"),
        ("M", "男", "GENDER_FORMAT"),
        ("Ｆ", "女", "GENDER_FORMAT"),
        ("female", "女", "GENDER_FORMAT"),
        ("未知", None, "GENDER_UNKNOWN"),
        (1.0, None, "GENDER_UNKNOWN"),
    ],
    "role": [
        ("队长", "队长", ""),
        ("队长兼主播", "队长、主播", ""),
        ("主播/运营", "主播、运营", ""),
        ("组长", "队长", ""),
        ("成员", "队员", ""),
        ("□主播 ☑场控", "场控", ""),
        ("√主播 √场控", "主播、场控", ""),
        ("■主播□场控", "主播", ""),
        ("□主播 □场控", None, ""),
        ("美工", "美工", ""),
        ("", None, ""),
    ],
    "team": [
        ("橙心队", "橙心队", ""),
        (" 橙心队\u200b", "橙心队", ""),
        ("Team 666", "Team 666", ""),
        (2024.0, "2024", ""),
        ("一二三四五六七八九十一二三四五六", "一二三四五六七八九十一二三四五六", ""),
        ("一二三四五六七八九十一二三四五六七", "一二三四五六七八九十一二三四五六七", "TEAM_LONG"),
        ("待定", None, "VALUE_PLACEHOLDER"),
        ("/", None, "VALUE_PLACEHOLDER"),
    ],
    "yes_no": [
        *((yes, True, "") for yes in ("是", " 是 ", "√", "✓", "Y", "ｙ", "yes", "1", 1.0, True, "☑是□否", "■是 □否")),
        *((no, False, "") for no in ("否", "×", "✗", "N", "0", 0.0, False, "□是☑否", "-", "无")),
        ("", None, ""),
        ("也许", None, "YES_NO"),
        ("是否", None, "YES_NO"),
        ("□是□否", None, "YES_NO"),
        ("未知", None, "YES_NO"),
        ("不详", None, "YES_NO"),
    ],
    "city": [
        ("赣州", "赣州", ""),
        ("赣州市", "赣州", ""),
        ("赣州市分公司", "赣州", ""),
        ("赣州赛区", "赣州", ""),
        ("江西省赣州市", "赣州", ""),
        (" 赣 州 ", "赣州", ""),
        ("", None, ""),
        ("赣州、吉安", None, "CITY_MULTI"),
        ("赣州市/吉安市", None, "CITY_MULTI"),
        ("长沙", None, "CITY_UNKNOWN"),
        ("江西", None, "CITY_UNKNOWN"),
    ],
    "student_no": [
        ("0120221034", "0120221034", ""),
        ("2022A10034", "2022A10034", ""),
        ("", None, ""),
        ("0120 221034", "0120221034", "STUDENT_NO_SPACE"),
        ("０１２０２２１０３４", "0120221034", "STUDENT_NO_SPACE"),
        (120221034.0, "120221034", "STUDENT_NO_ZERO"),
        (1.2e17, None, "STUDENT_NO_PRECISION"),
        ("1.2E+17", None, "STUDENT_NO_PRECISION"),
        ("12号", "12号", "STUDENT_NO_FORMAT"),
        ("12345", "12345", "STUDENT_NO_FORMAT"),
    ],
    "shop_id": [
        ("YL88012345", "YL88012345", ""),
        ("YL-88_01", "YL-88_01", ""),
        ("1001", "1001", ""),
        ("", None, ""),
        (88012345.0, "88012345", ""),
        ("YL 1001", "YL1001", "SHOP_SPACE"),
        ("ＹＬ１００１", "YL1001", "SHOP_SPACE"),
        ("YL1001\u00a0", "YL1001", "SHOP_SPACE"),
        (1234567890123456.0, None, "SHOP_PRECISION"),
        ("1.23E+12", None, "SHOP_SCI"),
        ("1E15", None, "SHOP_SCI"),
        ("店铺一", "店铺一", "SHOP_FORMAT"),
        ("YL1", "YL1", "SHOP_FORMAT"),
        ("无", None, "VALUE_PLACEHOLDER"),
        ("xxxx", None, "VALUE_PLACEHOLDER"),
    ],
    "count": [(3.0, 3, ""), ("3", 3, ""), ("３", 3, ""), (1.5, None, ""), ("第三", None, ""), (True, None, "")],
    "text": [
        ("电商2201班", "电商2201班", ""),
        (" 经管学院\n", "经管学院", ""),
        (2022.0, "2022", ""),
        ("  ", None, ""),
        (None, None, ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "typed", "value", "code"), [(kind, *cell) for kind, cells in CELLS.items() for cell in cells]
)
def test_what_is_typed_is_taken_so_and_this_is_said(kind, typed, value, code):
    parsed = BY_NAME[kind].parse(typed, NO_LIST)
    assert parsed.value == value
    assert type(parsed.value) is type(value)
    assert [issue.code for issue in parsed.issues] == ([code] if code else [])


@pytest.mark.parametrize(
    ("typed", "value", "code", "suggest"),
    [
        ("江西理工大学", "江西理工大学", "", None),
        ("江西 理工大学 ", "江西理工大学", "", None),
        ("江西理工大", "江西理工大", "SCHOOL_UNKNOWN", "江西理工大学"),
        ("火星大学", "火星大学", "SCHOOL_UNKNOWN", None),
        ("", None, "", None),
    ],
)
def test_schools_are_compared_with_the_users_list_and_never_corrected(typed, value, code, suggest):
    parsed = BY_NAME["school"].parse(typed, LIST)
    assert parsed.value == value
    assert [(i.code, i.suggest) for i in parsed.issues] == ([(code, suggest)] if code else [])
    assert BY_NAME["school"].parse(typed, NO_LIST).issues == (), "without a list nothing is said"


def test_a_number_format_that_shows_zeros_keeps_a_student_number():
    kept = BY_NAME["student_no"].parse(120221034.0, CellContext(number_format="0000000000"))
    assert (kept.value, kept.issues) == ("0120221034", ())


def test_every_kind_has_its_table():
    assert sorted({*CELLS, "school"}) == sorted(BY_NAME)


# ---- What holds for every kind, whatever is typed

TYPED = [cell[0] for cells in CELLS.values() for cell in cells if isinstance(cell[0], str)]
DIRT = [
    "",
    " ",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\ufeff",
    "\u202c",
    "\t",
    "\n",
    "-",
    "'",
    "。",
    "x",
    "０",
    "1E5",
]
DIRTY = st.builds(
    lambda text, dirt, n: text[: n % (len(text) + 1)] + dirt + text[n % (len(text) + 1) :],
    st.sampled_from(TYPED),
    st.sampled_from(DIRT),
    st.integers(0, 30),
)
TEXT = st.one_of(st.text(max_size=30), DIRTY, st.from_regex(r"\A[0-9A-Za-z_.+\-]{1,20}\Z"))
ANYTHING = st.one_of(st.none(), st.booleans(), st.floats(), TEXT)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@every_kind
@given(typed=ANYTHING)
def test_nothing_makes_a_kind_raise_or_say_what_is_not_in_the_catalogue(kind, typed):
    for context in (NO_LIST, LIST):
        parsed = kind.parse(typed, context)
        assert {issue.code for issue in parsed.issues} <= set(CODES)
        assert len(parsed.issues) <= 1, "one cell gets one error"
        if not parsed.readable:
            assert parsed.value is None
            assert parsed.issues, "unreadable, and the clerk is not told"


@pytest.mark.parametrize("kind", [k for k in KINDS if k.plain], ids=lambda kind: kind.name)
@given(typed=TEXT)
@example(typed="待定")
@example(typed="暂无")
@example(typed="未到场")
@example(typed="张三退赛")
@example(typed="xxxx")
@example(typed="____")
@example(typed="1E15")
def test_the_short_way_for_plain_values_says_what_the_long_way_says(kind, typed):
    if kind.plain(typed):
        parsed = kind.parse(typed, NO_LIST)
        assert (parsed.value, parsed.issues, parsed.readable) == (typed, (), True)


@pytest.mark.parametrize("kind", [k for k in KINDS if k.plain], ids=lambda kind: kind.name)
@given(
    words=st.lists(st.sampled_from([*TYPED, "离职", "替补", "请假", "同上", "李四"]), min_size=1, max_size=2)
)
def test_the_short_way_agrees_on_what_people_really_type(kind, words):
    typed = "".join(words)
    if kind.plain(typed):
        assert kind.parse(typed, NO_LIST) == (typed, (), True)


@pytest.mark.parametrize("kind", [k for k in KINDS if k.whole], ids=lambda kind: kind.name)
@given(number=st.one_of(st.floats(), st.integers(-(10**16), 10**16).map(float)))
def test_the_short_way_for_whole_numbers_says_the_same(kind, number):
    if (short := kind.whole(number)) is not None:
        assert kind.parse(number, NO_LIST) == (short, (), True)


@every_kind
@given(typed=ANYTHING)
def test_what_is_suggested_is_right_itself(kind, typed):
    for context in (NO_LIST, LIST):
        for issue in kind.parse(typed, context).issues:
            if issue.suggest is not None:
                again = kind.parse(issue.suggest, context)
                assert (again.issues, again.readable) == ((), True)
                assert again.value == issue.suggest


@every_kind
@given(typed=ANYTHING)
def test_a_tidy_up_does_not_change_the_value(kind, typed):
    parsed = kind.parse(typed, NO_LIST)
    for issue in parsed.issues:
        if CODES[issue.code].severity == "fix":
            assert issue.suggest is not None
            assert kind.parse(issue.suggest, NO_LIST).value == parsed.value
