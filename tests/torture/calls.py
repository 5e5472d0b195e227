"""Every call to the operating system that saving makes fails once, in every way a disk fails.

After each: the workbook holds exactly what it held and the user gets one plain sentence, or it holds the new content
and nothing is said; and nothing is left beside it unless taking it away is what failed.
"""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import signature
from pathlib import Path

from workbook.codes import CODES, words
from workbook.host import Refused
from workbook.xlsx.saving.disk import Disk
from workbook.xlsx.saving.locks import locked
from workbook.xlsx.saving.save import ready, save

OLD = b"old content " * 2000
NEW = b"new content " * 3000
NUMBERS = {
    errno.EIO: {"FILE_NOT_SAVED"},
    errno.EINTR: {"FILE_NOT_SAVED"},
    errno.ENOSPC: {"FILE_NO_SPACE"},
    errno.EDQUOT: {"FILE_NO_SPACE"},
    errno.EACCES: {"FILE_READONLY", "FILE_BUSY"},
    errno.EROFS: {"FILE_READONLY"},
}
"""What a disk says -> what the user is told."""

QUIET = ("sleep",)
CALLS = [name for name in vars(Disk) if not name.startswith("_") and name not in QUIET]


class Watched(Disk):
    """A disk that counts its calls and may do something before and after each; it never sleeps."""

    def __init__(self) -> None:
        self.count = 0
        self.calls: list[str] = []

    def before(self, name: str) -> None:
        """Called before each call, already counted."""

    def after(self, name: str) -> None:
        """Called after each call that did not fail."""

    def sleep(self, seconds: float) -> None:
        """No time to lose."""


def _watched(name: str) -> Callable[..., object]:
    real = getattr(Disk, name)

    def call(self: Watched, *args: object) -> object:
        self.count += 1
        self.calls.append(name)
        self.before(name)
        answer = real(self, *args)
        self.after(name)
        return answer

    call.__signature__ = signature(real)  # type: ignore[attr-defined]
    return call


for _name in CALLS:
    setattr(Watched, _name, _watched(_name))


class Failing(Watched):
    """The n-th call fails; or all from the n-th on; or it is done and its answer is lost."""

    def __init__(self, number: int, at: int, how: str) -> None:
        super().__init__()
        self.number, self.at, self.how = number, at, how

    def fail(self) -> None:
        """As the operating system does."""
        raise OSError(self.number, os.strerror(self.number))

    def before(self, name: str) -> None:
        if (self.how == "once" and self.count == self.at) or (self.how == "from" and self.count >= self.at):
            self.fail()

    def after(self, name: str) -> None:
        if self.how == "answer lost" and self.count == self.at and name not in ("open_new", "open_old"):
            self.fail()  # a file handle cannot be lost with its answer


class Short(Watched):
    """A disk that takes and gives as little at a time as it likes."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.random = random.Random(seed)

    def write(self, handle: int, data: memoryview) -> int:
        """Some of it."""
        return os.write(handle, data[: self.random.randint(1, 5000)])

    def read(self, handle: int, size: int) -> bytes:
        """Some of it."""
        return os.read(handle, self.random.randint(1, 5000))


class Lying(Watched):
    """A disk that says it wrote what it did not, or gives back other bytes than it took."""

    def __init__(self, how: str) -> None:
        super().__init__()
        self.how = how

    def write(self, handle: int, data: memoryview) -> int:
        """Less, other, more, or nothing."""
        taken = {
            "less": data[:-1],
            "other": bytes(data[:-1]) + b"?",
            "more": bytes(data) + b"?",
            "nothing": b"",
        }
        os.write(handle, taken[self.how])
        return 0 if self.how == "nothing" else len(data)


def plain(path: Path, disk: Disk) -> None:
    """Only the save."""
    save(path, NEW, disk=disk)


def careful(path: Path, disk: Disk) -> None:
    """As commands do: look ahead, lock, save over what was read."""
    ready(path, len(NEW), disk)
    with locked(path, disk):
        save(path, NEW, OLD, disk)


def run(count: int, seed: int) -> list[str]:
    """Fail every call; about `count` at random of all that there are, 0: all. Raises AssertionError."""
    chosen = random.Random(seed)
    cases = list(_cases())
    if count and count < len(cases):
        cases = sorted(chosen.sample(cases, count))
    outcomes = {"old": 0, "new": 0}
    with tempfile.TemporaryDirectory() as folder:
        for way, how, number, at in cases:
            outcomes[_one(Path(folder), way, how, number, at)] += 1
        for k in range(max(3, min(count or 100, 100))):
            path = _book(Path(folder))
            careful(path, Short(seed + k))
            _holds(path, NEW)
        for how in ("less", "other", "more", "nothing"):
            path = _book(Path(folder))
            _refused(lambda path=path, how=how: plain(path, Lying(how)), {"FILE_NOT_SAVED"})
            _holds(path, OLD)
        lines = [
            f"calls: {len(cases)} saves with a failing call ({len(CALLS)} kinds, {len(NUMBERS)} errors, once / from "
            f"then on / answer lost): {outcomes['old']} kept the old content and said why, {outcomes['new']} saved",
            "calls: short writes and reads saved, lying writes refused",
        ]
        return [*lines, *_real(Path(folder))]


def _cases() -> Iterator[tuple[str, str, int, int]]:
    with tempfile.TemporaryDirectory() as folder:
        lengths = {}
        for way in WAYS:
            disk = Watched()
            WAYS[way](_book(Path(folder), way), disk)
            lengths[way] = disk.count
    for way, length in lengths.items():
        for how in ("once", "from", "answer lost"):
            for number in NUMBERS:
                for at in range(1, length + 1):
                    yield way, how, number, at


WAYS: dict[str, Callable[[Path, Disk], None]] = {"plain": plain, "careful": careful, "new file": plain}


def _book(folder: Path, way: str = "") -> Path:
    for old in folder.iterdir():
        old.unlink()
    path = folder / "报名表.xlsx"
    if way != "new file":
        path.write_bytes(OLD)
    return path


def _one(folder: Path, way: str, how: str, number: int, at: int) -> str:
    path = _book(folder, way)
    before = path.read_bytes() if path.exists() else None
    disk = Failing(number, at, how)
    told = f"{way}, {how}, {errno.errorcode[number]} at call {at}"
    refused = None
    try:
        WAYS[way](path, disk)
    except Refused as answer:
        refused = answer
    failed = disk.calls[at - 1] if len(disk.calls) >= at else ""
    after = path.read_bytes() if path.exists() else None
    if refused is None:
        assert after == NEW, f"nothing was said, but not saved: {told} ({failed})"
    else:
        assert after == before, f"{refused.code}, but the content changed: {told} ({failed})"
        assert refused.code in NUMBERS[number], f"{refused.code}: {told} ({failed})"
        sentence = words(refused.code, {"detail": refused.detail}).message
        assert "\n" not in sentence
        assert refused.code in CODES
    left = [p.name for p in folder.iterdir() if p != path]
    if (how == "once" and failed != "unlink") or how == "answer lost":
        assert left == [], f"left behind: {left}: {told} ({failed})"
    return "new" if refused is None else "old"


def _holds(path: Path, content: bytes) -> None:
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def _refused(act: Callable[[], object], allowed: set[str]) -> None:
    code = ""
    try:
        act()
    except Refused as refused:
        code = refused.code
    assert code in allowed, code or "not refused"


def _real(folder: Path) -> list[str]:
    """The same with real failures: a limit on the size of files, and disks that are full or cannot be written."""
    if os.name != "posix":
        return ["calls: real failures were not tried here (no POSIX)"]
    path = _book(folder)
    script = (
        "import resource, sys; from pathlib import Path; from workbook.host import Refused; "
        "from workbook.xlsx.saving.save import save; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "try: save(Path(sys.argv[1]), bytes(36000))\n"
        "except Refused as refused: print(refused.code)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "FILE_NOT_SAVED", told.stdout + told.stderr
    _holds(path, OLD)
    lines = ["calls: a real limit on the size of files: refused, old content intact"]
    for options, codes in (
        ("size=48k", {"FILE_NO_SPACE"}),
        ("nr_inodes=2", {"FILE_NO_SPACE"}),
        ("ro", {"FILE_READONLY"}),
    ):
        lines.append(_on_tmpfs(folder, options, codes))
    return lines


def _on_tmpfs(folder: Path, options: str, codes: set[str]) -> str:
    with _mounted(folder / "disk", "" if options == "ro" else options) as disk:
        if disk is None:
            return f"calls: a real tmpfs ({options}) could not be mounted here: not tried"
        path = disk / "报名表.xlsx"
        path.write_bytes(OLD)
        if options == "ro":
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        _refused(lambda: save(path, NEW), codes)
        _holds(path, OLD)
        _refused(lambda: ready(path, len(NEW)), codes)
        _holds(path, OLD)
    return f"calls: a real tmpfs ({options}): refused ({', '.join(codes)}), also ahead; old content intact, 0 left"


@contextmanager
def _mounted(place: Path, options: str) -> Iterator[Path | None]:
    place.mkdir(exist_ok=True)
    command = [
        "mount",
        "-t",
        "tmpfs",
        *(["-o", options] if options else []),
        "contestbook-torture",
        str(place),
    ]
    try:
        done = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        done = False
    try:
        yield place if done else None
    finally:
        if done:
            subprocess.run(["umount", str(place)], check=True)
        place.rmdir()
