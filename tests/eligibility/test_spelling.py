"""Tags, elements, places and links as people write them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.eligibility.books import card_of
from workbook.eligibility.spelling import at_place, mentioned, tagged
from workbook.links import bare_link


def condition(*words, near=()):
    some = card_of("litong-2024")[1].card.conditions[0]
    return replace(some, words=words, aliases=near)


TAG = condition("#我在利通区带好货#", near=("#我在利通带好货#",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#我在利通区带好货#", "#我在利通区带好货#"),
        ("我在利通区带好货", "#我在利通区带好货#"),
        ("＃我在利通区带好货 ＃双十一", "#我在利通区带好货#"),
        ("#优惠不停 #我在利通区带好货#", "#我在利通区带好货#"),
        ("#双十一##我在利通区带好货#今晚八点", "#我在利通区带好货#"),
        ("话题：我在利通带好货", "#我在利通带好货#"),
        ("#我在利通区带好货大赛#", None),
        ("#不如我在利通区带好货#", None),
        ("", None),
    ],
)
def test_a_tag_is_a_whole_tag(text, found):
    assert tagged(text, TAG) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("双十一", True),
        ("嗨购不停双十一", True),
        ("首页无水印，双十一", True),
        ("未挂双十一元素", False),
        ("没有双十一", False),
        ("无双十一标识", False),
        ("未挂双十一，下半场双十一主题", True),
        ("双十二", False),
    ],
)
def test_an_element_counts_where_it_is_not_denied(text, found):
    assert (mentioned(text, condition("双十一")) is not None) is found


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("利通区电子商务中心", True),
        ("利通区电子商务中心3楼直播间", True),
        ("利通区电子商务中心对面", None),
        ("利通区电子商务中心旁的枸杞园", None),
        ("非利通区电子商务中心", None),
        ("不在利通区电子商务中心", None),
        ("枸杞园", False),
    ],
)
def test_a_place_beside_it_is_not_the_place(text, there):
    assert at_place(text, condition("利通区电子商务中心")) is there


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://v.example.com/1/?share=2", "http://V.example.com/1", True),
        ("https://a.example.com/video/7301?share_token=x", "https://a.example.com/video/7301", True),
        ("https://a.example.com/user/X1?modal_id=730", "https://a.example.com/user/X1?modal_id=731", False),
        ("https://a.example.com/user/X1?modal_id=730&from=a", "https://a.example.com/user/X1?modal_id=730", True),
        ("https://mp.example.com/s?biz=a&mid=1", "https://mp.example.com/s?biz=a&mid=2", False),
        ("https://mp.example.com/s?biz=a&mid=1", "https://mp.example.com/s?mid=1&biz=a", True),
        ("https://v.example.com/iAb/", "https://v.example.com/IaB/", False),
    ],
)  # fmt: skip
def test_links_are_one_video_or_two(one, other, same):
    assert (bare_link(one) == bare_link(other)) is same
