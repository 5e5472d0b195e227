"""The manual: its commands are run, what they say stands in it, its pictures are of what there is now."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from tools.manual import html, shots
from tools.manual.make import MANUAL, make, stale
from tools.manual.pages import ORDER, Picture, filled, pictures
from tools.manual.running import CODE, DAY, Failed, in_folder, run, told
from tools.manual.tab import tab_svg
from xladdin.commands import buttons

ROOT = MANUAL.parents[1]


def test_the_manual_is_what_the_program_does(tmp_path):
    """All its commands in order, as its reader types them; then its words and pictures."""
    assert stale(MANUAL, tmp_path) == [], "run: make manual"


def nothing(picture):
    raise AssertionError(f"no picture was meant to stand here: {picture}")


def said(*lines):
    return lambda command, refuses: [f"{command}{'!' if refuses else ''}", *lines]


def test_what_a_command_says_stands_below_it_and_nothing_else_is_touched():
    page = "# 一\n\n```console\n$ a b\nold\n```\n\n```\n$ not run\n```\n"
    assert (
        filled(page, said("x"), nothing) == "# 一\n\n```console\n$ a b\na b\nx\n```\n\n```\n$ not run\n```\n"
    )


def test_a_long_answer_is_cut_and_a_refusal_is_announced():
    page = "```console 2 有读不了的文件\n$ a\n```\n"
    assert filled(page, said("", "x", "y"), nothing) == "```console 2 有读不了的文件\n$ a\na!\nx\n……\n```\n"


def test_pictures_are_of_cells_and_other_pictures_are_left_alone():
    page = '![一](图/a.png "练习/台账.xlsx > 排名 > A1:H20") ![二](图/b.svg)'
    assert list(pictures(page)) == [Picture("图/a.png", "练习/台账.xlsx", "排名", "A1:H20")]


def test_a_picture_is_taken_where_it_stands():
    page = """```console
$ a
```
![一](图/a.png "a.xlsx > 表 > A1:B2")
```console
$ b
```
"""
    done = []

    def run(command, refuses):
        done.append(command)
        return []

    filled(page, run, lambda picture: done.append(picture.book))
    assert done == ["a", "a.xlsx", "b"]


def test_today_is_told_as_the_day_of_the_manual():
    today = date.today().isoformat()
    assert told(f"{today} 09:15:22、{today}T09:15、{today}") == f"{DAY} 10:00、{DAY} 10:00、{DAY}"
    assert told(f"{today} 09:15:22+08:00") == told(f"{today} 01:15:22+00:00") == f"{DAY} 10:00", (
        "in any time zone"
    )


def test_a_check_code_is_told_as_the_manuals_own():
    assert told("校验码 0WFX-WY29-ASW3。2024-12-31") == f"校验码 {CODE}。2024-12-31"


def test_a_command_that_cannot_run_stops_the_manual(tmp_path):
    with in_folder(tmp_path):
        with pytest.raises(Failed, match=r"没有.*\.xlsx"):
            run("contestbook check 没有.xlsx")
        assert run("contestbook check 没有.xlsx", may_refuse=True)
        with pytest.raises(Failed, match="contestbook only"):
            run("rm -r 练习")


@pytest.fixture
def little(tmp_path):
    """A manual of one page that makes a blank sheet and shows it; its pictures are not taken."""
    manual = tmp_path / "手册"
    (manual / "图").mkdir(parents=True)
    for name in ORDER:
        (manual / name).write_text("# 空\n", encoding="utf-8")
    (manual / "README.md").write_text(
        "```console\n$ contestbook template ganyou-2024 -o 表.xlsx\n```\n"
        '![表](图/表.png "表.xlsx > 附件1 > A1:D4")\n'
    )
    return manual


def taken(wanted, scratch):
    for png in wanted:
        png.write_bytes(b"a picture")
    return []


def test_a_page_or_picture_that_is_out_of_date_is_named(little, tmp_path, monkeypatch):
    monkeypatch.setattr(shots, "take", taken)
    folders = [tmp_path / str(number) for number in range(4)]  # nothing is made where something is
    for folder in folders:
        folder.mkdir()
    make(little, folders[0])
    assert stale(little, folders[1]) == []
    page = (little / "README.md").read_text("utf-8")
    (little / "README.md").write_text(page.replace("已生成", "生成了").replace("A1:D4", "A1:D5"), "utf-8")
    assert stale(little, folders[2]) == ["README.md", "图/表.png"]
    (little / "README.md").write_text(page, "utf-8")
    (little / "图" / "表.png").unlink()
    (little / "图" / "功能区.svg").write_text("old")
    assert stale(little, folders[3]) == ["图/功能区.svg", "图/表.png"]


def test_a_picture_no_page_shows_goes_when_the_manual_is_made(little, tmp_path, monkeypatch):
    monkeypatch.setattr(shots, "take", taken)
    (little / "图" / "旧.png").touch()
    make(little, tmp_path)
    assert not (little / "图" / "旧.png").exists()
    assert (little / "图" / "表.png").exists()


def test_a_frame_is_the_one_page_that_prints(tmp_path):
    book = Workbook()
    book.active.title = "一"
    book.active.print_title_rows = "1:3"
    book.active.oddFooter.center.text = "第 &P 页"
    sheet = book.create_sheet("二 '页'")
    sheet.print_area = "A1:B2"
    book.save(tmp_path / "a.xlsx")
    shots.framed(tmp_path / "a.xlsx", "二 '页'", "B2:D9", tmp_path / "b.xlsx")
    framed = load_workbook(tmp_path / "b.xlsx")
    page = framed["二 '页'"]
    assert (page.print_area, page.page_setup.orientation, page.page_setup.fitToHeight) == (
        "'二 ''页'''!$B$2:$D$9",
        "landscape",
        1,
    )
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_options.headings
    assert framed["一"].print_title_rows is None
    with ZipFile(tmp_path / "a.xlsx") as before, ZipFile(tmp_path / "b.xlsx") as after:
        assert before.read("xl/worksheets/sheet1.xml") == after.read("xl/worksheets/sheet1.xml")


def test_the_digest_sees_values_looks_and_widths_and_nothing_outside(tmp_path):
    def digest(change):
        book = Workbook()
        book.active.title = "一"
        book.active["A1"] = "x"
        change(book.active)
        book.save(tmp_path / "a.xlsx")
        return shots.digest(Picture("", str(tmp_path / "a.xlsx"), "一", "A1:B2"))

    plain = digest(lambda sheet: None)
    assert digest(lambda sheet: sheet.__setitem__("C3", 1)) == plain
    assert digest(lambda sheet: sheet.__setitem__("B2", 1)) != plain
    assert digest(lambda sheet: setattr(sheet["A1"], "number_format", "0.00")) != plain
    assert digest(lambda sheet: setattr(sheet.column_dimensions["B"], "width", 30)) != plain


def test_every_button_stands_on_the_picture_of_the_tab():
    assert [one.label for one in buttons() if one.label.replace("&", "&amp;") not in tab_svg()] == []


def links(text):
    return [unquote(target) for target in re.findall(r"\]\(([^) ]+)", text) if "://" not in target]


@pytest.mark.parametrize("page", sorted(MANUAL.glob("*.md")), ids=lambda path: path.stem)
def test_every_link_of_the_manual_leads_somewhere(page):
    targets = links(page.read_text("utf-8"))
    assert targets
    assert [t for t in targets if not (page.parent / t.partition("#")[0]).exists()] == []


def test_all_pages_are_in_the_order_of_work():
    assert {path.name for path in MANUAL.glob("*.md")} == set(ORDER)


def test_the_folder_for_windows_gets_pages_for_a_browser_whose_links_all_lead_somewhere(tmp_path):
    out = tmp_path / "使用手册"
    html.write_pages(MANUAL, out)
    assert "<table>" in (out / "首页.html").read_text("utf-8")
    led = [
        (path, unquote(target).partition("#")[0])
        for path in out.rglob("*.html")
        for target in re.findall(r'(?:href|src)="([^":]+)"', path.read_text("utf-8"))
    ]
    assert {path.parent.name for path, _ in led} == {"使用手册", "参考"}
    assert [(path.name, target) for path, target in led if not (path.parent / target).exists()] == []


def test_what_does_not_come_along_is_no_link():
    page = html.page(
        "# 一\n\n[甲](甲.md#三) [乙](../乙.md) [丙](https://example.com)\n", {"甲.md": "甲.html"}
    )
    assert '<p><a href="甲.html#三">甲</a> 乙 <a href="https://example.com">丙</a></p>' in page


def test_every_button_is_named_in_the_manual():
    """A page that never says what a button is for leaves somebody guessing."""
    said = "".join(path.read_text("utf-8") for path in MANUAL.glob("*.md"))
    assert [one.label for one in buttons() if f"**{one.label}**" not in said] == []
