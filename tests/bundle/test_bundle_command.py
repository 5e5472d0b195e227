"""`bundle` as it is run: the archive, its originals wherever they lie, and what it refuses."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import zipfile
from datetime import datetime, timedelta, timezone

import pytest

from tests.awards import at_work
from tests.merge.inboxes import people, shop, written
from tests.payout import steps
from tests.shell import contestbook
from xladdin.bundling import bundle_book
from xladdin.desk import on_file

NOW = datetime(2025, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=8)))


def run(book, out, *words):
    """The exit status, "CODE cell" of each finding, or the code of the refusal."""
    status, output = contestbook("bundle", book, "-o", out, *words, "--json")
    (file,) = json.loads(output)["files"]
    if file["reason"]:
        return status, file["reason"]["code"]
    return status, [at_work.found(finding) for finding in file["findings"]]


def names(out):
    with zipfile.ZipFile(out) as archive:
        return archive.namelist()


def rows(out, path):
    with zipfile.ZipFile(out) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(path).decode("utf-8-sig"))))


def test_a_final_event_on_record(final_book, tmp_path):
    out, before = tmp_path / "归档.zip", final_book.read_bytes()
    status, codes = run(final_book, out)
    assert (status, {code.split()[0] for code in codes}) == (0, {"BUNDLE_UNCOUNTED"}), "openpyxl saved it"
    assert final_book.read_bytes() == before
    pages = [name for name in names(out) if name.startswith("6_") and "全部" not in name]
    assert pages == [f"6_一人一页/{at_work.key(number)}.html" for number in range(1, 19)]
    assert names(out) == sorted(names(out))
    given = rows(out, "5_结果/奖金分配表.csv")
    assert len([line for line in given if line["活动"] == "活动4" and line["状态"] == "定稿"]) == 18
    with zipfile.ZipFile(out) as archive:
        page = archive.read("6_一人一页/K0001.html").decode()
        everything = "".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    assert "直播1场，计入1场" in page
    assert "净销售额：20,000.00元" in page
    assert not re.search(r"(?<![0-9])(?:1380000[0-9]{4}|36010219980315[0-9]{3}[0-9X])(?![0-9])", everything)


def test_every_file_has_its_hash_and_other_programs_open_it(final_book, tmp_path):
    out = tmp_path / "归档.zip"
    run(final_book, out)
    assert subprocess.run(["unzip", "-tq", out], capture_output=True, check=False).returncode == 0
    with zipfile.ZipFile(out) as archive:
        held = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    held.pop("文件清单.csv")
    assert {line["文件"]: line["文件SHA-256"] for line in rows(out, "文件清单.csv")} == held


def test_the_same_workbook_at_the_same_time_makes_the_same_bytes(final_book, tmp_path):
    made = []
    for name in ("a.zip", "b.zip"):
        with on_file(final_book) as desk:
            bundle_book(desk, tmp_path / name, False, (), NOW)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_what_is_paid_to_whom_is_on_record_without_accounts(final_book, tmp_path):
    steps.ready(final_book)
    out = tmp_path / "归档.zip"
    status, codes = run(final_book, out)
    assert (status, {code.split()[0] for code in codes}) == (0, {"BUNDLE_UNCOUNTED"}), "openpyxl saved it"
    paid = rows(out, "5_结果/奖金发放表.csv")
    first = next(line for line in paid if line["编号"] == "K0001")
    shown = [first[title] for title in ("银行账号", "证件号码", "奖金", "代扣个税", "实发", "状态")]
    assert shown == [f"…{steps.card(1)[-4:]}", f"…{at_work.id_no(1)[-4:]}", "10000", "2000", "8000", "待付"]
    with zipfile.ZipFile(out) as archive:
        page = archive.read("6_一人一页/K0001.html").decode()
        everything = "".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    assert "8,000.00" in page
    assert not any(steps.card(number) in everything for number in steps.WINNERS)


def test_drafts_are_put_on_record_as_drafts(open_book, tmp_path):
    status, codes = run(open_book, tmp_path / "归档.zip")
    assert (status, codes) == (0, ["BUNDLE_DRAFT "])


# ---- Originals


@pytest.fixture
def merged(tmp_path):
    """A contest with two files handed in."""
    book, inbox = tmp_path / "赣邮杯.xlsx", tmp_path / "收件"
    contestbook("new", "ganyou-2024", "-o", book)
    written(inbox / "赣州" / "附件1.xlsx", people("张三", "李四"), shop("张三"))
    written(inbox / "附件1 王五.xlsx", people("王五"))
    status, output = contestbook("merge", inbox, "-o", book)
    assert status in (0, 1), output
    return book


def states(out):
    return [(line["文件名"], line["原件"], line["包内位置"]) for line in rows(out, "3_收件/卷内目录.csv")]


def test_originals_are_found_though_renamed_moved_and_packed(merged, tmp_path):
    first, second = tmp_path / "收件" / "赣州" / "附件1.xlsx", tmp_path / "收件" / "附件1 王五.xlsx"
    elsewhere = tmp_path / "旧邮件"
    elsewhere.mkdir()
    contents = [first.read_bytes(), second.read_bytes()]
    first.rename(elsewhere / "不知道是什么.dat")
    with zipfile.ZipFile(elsewhere / "打包.zip", "w") as packed:
        packed.write(second, "深/处/王五.xlsx")
    second.unlink()
    out = tmp_path / "归档.zip"
    status, codes = run(merged, out, "--originals")
    assert (status, [code for code in codes if "MISSING" in code]) == (0, [])
    where = ["3_收件/原件/001_附件1.xlsx", "3_收件/原件/002_附件1 王五.xlsx"]
    assert states(out) == [("赣州/附件1.xlsx", "已附", where[0]), ("附件1 王五.xlsx", "已附", where[1])]
    with zipfile.ZipFile(out) as archive:
        assert [archive.read(name) for name in where] == contents


def test_an_original_that_lies_nowhere_is_told(merged, tmp_path):
    (tmp_path / "收件" / "附件1 王五.xlsx").unlink()
    out = tmp_path / "归档.zip"
    status, codes = run(merged, out, "--originals")
    assert (status, [code for code in codes if "MISSING" in code]) == (0, ["BUNDLE_MISSING 收件登记B5"])
    assert [state for _, state, _ in states(out)] == ["已附", "缺"]
    assert "没有附上1个" in zipfile.ZipFile(out).read("说明.txt").decode("utf-8-sig")


def test_an_original_that_was_saved_again_is_another_file(merged, tmp_path):
    changed = tmp_path / "收件" / "附件1 王五.xlsx"
    changed.write_bytes(changed.read_bytes() + b" ")
    assert "BUNDLE_MISSING 收件登记B5" in run(merged, tmp_path / "归档.zip", "--originals")[1]


def test_originals_may_lie_in_another_folder(merged, tmp_path):
    away = tmp_path.parent / f"{tmp_path.name}-U盘"
    (tmp_path / "收件").rename(away)
    out = tmp_path / "归档.zip"
    assert [state for _, state, _ in states_after(merged, out, "--originals")] == ["缺", "缺"]
    assert [state for _, state, _ in states_after(merged, out, "--inbox", away)] == ["已附", "已附"]
    assert run(merged, out, "--inbox", tmp_path / "没有") == (2, "INBOX_MISSING")


def states_after(book, out, *words):
    run(book, out, *words)
    return states(out)


# ---- Refusals


def test_what_is_not_ours_is_never_written_over(merged, tmp_path):
    stranger = tmp_path / "别人的.zip"
    with zipfile.ZipFile(stranger, "w") as archive:
        archive.writestr("a.txt", "a")
    before = stranger.read_bytes()
    assert run(merged, stranger) == (2, "BOOK_EXISTS")
    assert stranger.read_bytes() == before
    assert run(merged, tmp_path / "归档.rar") == (2, "FILE_NAME")
    out = tmp_path / "归档.zip"
    assert run(merged, out)[0] == 0
    assert run(merged, out)[0] == 0, "an earlier one of ours"


def test_a_workbook_that_is_none_of_a_contest(tmp_path):
    written(tmp_path / "附件1.xlsx", people("张三"))
    assert run(tmp_path / "附件1.xlsx", tmp_path / "归档.zip") == (2, "FILE_NO_CARD")
    assert not (tmp_path / "归档.zip").exists()


def test_what_the_terminal_says(merged, tmp_path):
    status, output = contestbook("bundle", merged, "-o", tmp_path / "归档.zip", "--originals")
    said = "".join(output.split())
    assert status == 0
    assert "登记的文件2个，原件附2个" in said
    assert "原件里有完整的个人信息，请按敏感文件保管" in said


# ---- An earlier archive


def test_originals_enclosed_before_are_not_lost(merged, tmp_path):
    out = tmp_path / "归档.zip"
    assert run(merged, out, "--originals")[0] == 0
    before = out.read_bytes()
    assert run(merged, out) == (2, "BUNDLE_ORIGINALS")
    assert run(merged, out, "--inbox", out) == (2, "FILE_EXISTS")
    (tmp_path / "收件" / "附件1 王五.xlsx").unlink()
    assert run(merged, out, "--originals") == (2, "BUNDLE_ORIGINALS")
    assert out.read_bytes() == before
    assert run(merged, tmp_path / "新.zip", "--inbox", out)[0] == 0
    assert [state for _, state, _ in states(tmp_path / "新.zip")] == ["已附", "已附"]


def test_the_archive_of_another_contest(merged, final_book, tmp_path):
    out = tmp_path / "归档.zip"
    run(final_book, out)
    before = out.read_bytes()
    assert run(merged, out) == (2, "BUNDLE_OTHER")
    assert out.read_bytes() == before


def test_a_pipe_among_the_originals_is_not_waited_for(merged, tmp_path):
    os.mkfifo(tmp_path / "收件" / "管道.xlsx")
    (tmp_path / "收件" / "附件1 王五.xlsx").unlink()
    assert "BUNDLE_MISSING 收件登记B5" in run(merged, tmp_path / "归档.zip", "--originals")[1]
