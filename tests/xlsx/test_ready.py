"""Who has a workbook open, and everything else that is told before work starts."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from tests.xlsx.saved import NEW, OLD, posix, refusal
from workbook.host import Refused
from workbook.xlsx.saving.disk import Disk
from workbook.xlsx.saving.ready import ready
from workbook.xlsx.saving.save import save

# Who has it open


def excel_owner(name, ansi=None) -> bytes:
    """Excel's owner file as it lies beside an open workbook."""
    ansi = name.encode("gb18030") if ansi is None else ansi
    wide = name.encode("utf-16-le")
    return (
        bytes([len(ansi)])
        + ansi.ljust(54, b" ")
        + (len(wide) // 2).to_bytes(2, "little")
        + wide
        + "\x20".encode("utf-16-le") * (54 - len(wide) // 2)
    )


def test_a_file_open_elsewhere_is_refused_with_the_name_of_who_has_it(path):
    name = "王老师".encode("gb18030")
    path.with_name("~$报名表.xlsx").write_bytes(bytes([len(name)]) + name + b" " * 100)
    refused = refusal(path)
    assert refused.code == "FILE_OPEN"
    assert "王老师" in refused.detail


@pytest.mark.parametrize("ansi", [None, b"???", b""])
def test_excels_owner_file_tells_the_name_whatever_the_computers_code_page(path, ansi):
    owner = excel_owner("欧阳娜娜🌸", ansi)
    assert len(owner) == 165
    path.with_name("~$报名表.xlsx").write_bytes(owner)
    assert (
        refusal(path).detail == "报名表.xlsx，欧阳娜娜🌸 正在使用；如果早已关闭，请删去旁边的 ~$报名表.xlsx"
    )


@pytest.mark.parametrize("raw", [b"", b"\0", b"\xff", bytes(165), b"\x05" + b"\xff" * 164, b"\x03\n\r\t"])
def test_an_owner_file_that_tells_no_name_counts_all_the_same(path, raw):
    path.with_name("~$报名表.xlsx").write_bytes(raw)
    assert refusal(path).code == "FILE_OPEN"


def test_an_owner_file_nobody_may_read_counts_all_the_same(path):
    path.with_name("~$报名表.xlsx").write_bytes(excel_owner("王"))

    class Closed(Disk):
        def open_old(self, asked):
            if asked.name.startswith("~$"):
                raise PermissionError(errno.EACCES, "simulated")
            return super().open_old(asked)

    assert refusal(path, Closed()).detail.startswith("报名表.xlsx，另一个程序 正在使用")


def test_wps_owner_file_counts(path):
    path.with_name(".~报名表.xlsx").write_bytes(excel_owner("李老师"))
    assert "李老师" in refusal(path).detail


@pytest.mark.parametrize(
    ("line", "who"),
    [
        (",clerk,PC-3,22.11.2026 10:00,file:///home/clerk/.config;", "clerk（电脑 PC-3）"),
        ("王老师,clerk,PC-3,22.11.2026 10:00,file:///x;", "王老师（电脑 PC-3）"),
        (r"Wang\, Li,clerk,PC-3,,;", "Wang, Li（电脑 PC-3）"),
        ("", "另一个程序"),
    ],
)
def test_libreoffices_lock_tells_who_and_where(path, line, who):
    path.with_name(".~lock.报名表.xlsx#").write_text(line, encoding="utf-8")
    assert (
        refusal(path).detail == f"报名表.xlsx，{who} 正在使用；如果早已关闭，请删去旁边的 .~lock.报名表.xlsx#"
    )


def test_another_workbooks_owner_file_is_no_matter(path):
    path.with_name("~$附报名表.xlsx").write_bytes(excel_owner("王"))
    path.with_name("~$名表.xlsx").write_bytes(excel_owner("王"))
    save(path, NEW)
    assert path.read_bytes() == NEW


# What is told before work starts


def told_ahead(path, size=0, disk=None) -> str | None:
    """The code, and that looking ahead left nothing and took no time."""
    before, start = sorted(path.parent.iterdir()) if path.parent.is_dir() else [], time.perf_counter()
    try:
        ready(path, size, disk or Disk())
    except Refused as refused:
        return refused.code
    finally:
        assert time.perf_counter() - start < 0.5
        assert (sorted(path.parent.iterdir()) if path.parent.is_dir() else []) == before
    return None


@pytest.mark.parametrize(
    "name",
    [
        "报名表 (2).xlsx",
        "【赣州】报名表🌸.xlsx",
        " 前空格.xlsx",
        "CONSOLE.xlsx",
        "com10.xlsx",
        "a" * 250 + ".xlsx",
        "~x",
    ],
)
def test_odd_names_that_every_system_can_hold_are_ready_and_saved(tmp_path, name):
    assert told_ahead(tmp_path / name) is None
    save(tmp_path / name, NEW)
    assert [p.name for p in tmp_path.iterdir()] == [name]


BAD_NAMES = [
    "CON",
    "con.xlsx",
    "Nul.2024.xlsx",
    "LPT1.xlsx",
    "com¹.xlsx",
    "aux .xlsx",
    "报名表.",
    "报名表.xlsx ",
    "赣州:报名表.xlsx",
    "报名表?.xlsx",
    "<报名表>.xlsx",
    'a"b.xlsx',
    "a|b*.xlsx",
    "a\\b.xlsx",
    "a\nb.xlsx",
    "a\0b.xlsx",
    "a" * 251 + ".xlsx",
    "赣" * 84 + ".xlsx",
    "a\udcff.xlsx",
]


@posix
@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_a_new_file_gets_no_name_that_some_system_cannot_hold(tmp_path, name):
    assert told_ahead(tmp_path / name) == "FILE_NAME"
    with pytest.raises(Refused) as refused:
        save(tmp_path / name, NEW)
    refused.value.detail.encode()  # can be shown
    assert "\n" not in refused.value.detail
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize("name", ["赣州:报名表.xlsx", "con.xlsx", "报名表."])
def test_a_workbook_that_has_such_a_name_already_keeps_it(tmp_path, name):
    (tmp_path / name).write_bytes(OLD)
    assert told_ahead(tmp_path / name) is None
    save(tmp_path / name, NEW)
    assert (tmp_path / name).read_bytes() == NEW


def test_a_folder_that_is_missing_is_told_ahead(tmp_path):
    assert told_ahead(tmp_path / "没有" / "a.xlsx") == "FILE_NO_FOLDER"


def test_a_file_where_the_folder_should_be_is_told_ahead(path):
    assert told_ahead(path / "a.xlsx") == "FILE_NO_FOLDER"


def test_a_folder_under_the_name_is_told_ahead(tmp_path):
    (tmp_path / "a.xlsx").mkdir()
    assert told_ahead(tmp_path / "a.xlsx") == "FILE_NAME"


@posix
def test_a_device_is_never_replaced(tmp_path):
    os.mkfifo(tmp_path / "a.xlsx")
    for path in (tmp_path / "a.xlsx", Path("/dev/null")):
        with pytest.raises(Refused) as refused:
            save(path, NEW)
        assert refused.value.code == "FILE_NAME"


@posix
def test_a_link_that_leads_to_itself_is_told_ahead(tmp_path):
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "a.xlsx")
    assert told_ahead(tmp_path / "a.xlsx") == "FILE_NAME"


def test_a_write_protected_file_is_refused_though_its_folder_is_not(path):
    path.chmod(0o444)
    assert told_ahead(path) == "FILE_READONLY"
    assert refusal(path).code == "FILE_READONLY"


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="to the administrator nothing is write-protected"
)
def test_a_write_protected_folder_is_told_ahead(path):
    path.parent.chmod(0o555)
    try:
        assert told_ahead(path) == told_ahead(path.with_name("b.xlsx")) == "FILE_READONLY"
    finally:
        path.parent.chmod(0o755)


def test_too_little_room_is_told_ahead(path):
    class Small(Disk):
        def free(self, folder):
            return 1000

    assert told_ahead(path, 1000, Small()) is None
    assert told_ahead(path, 1001, Small()) == "FILE_NO_SPACE"


def test_a_file_open_elsewhere_is_told_ahead(path):
    path.with_name("~$报名表.xlsx").write_bytes(excel_owner("王"))
    assert told_ahead(path) == "FILE_OPEN"
