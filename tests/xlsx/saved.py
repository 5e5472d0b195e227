"""A workbook that is saved over, and what must be true when it is refused."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbook.host import Refused
from workbook.xlsx.saving.disk import Disk
from workbook.xlsx.saving.leftovers import names_for
from workbook.xlsx.saving.processes import Process, this_process
from workbook.xlsx.saving.save import save

OLD, NEW = b"old content", b"new content"
posix = pytest.mark.skipif(os.name == "nt", reason="of POSIX only")


def refusal(path, disk=None, over=None) -> Refused:
    with pytest.raises(Refused) as refused:
        save(path, NEW, over, disk or Disk())
    assert path.read_bytes() == OLD
    assert beside(path) == []
    return refused.value


def beside(path) -> list[str]:
    """What a save left there."""
    return [p.name for p in path.parent.iterdir() if p.suffix in (".tmp", ".old", ".lock")]


def dead_process() -> Process:
    me = this_process()
    asked = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    return Process(me.host, int(asked.stdout), 12345)


def left_by(process: Process, path: Path, suffix: str = "tmp", hours: float = 0) -> Path:
    """A file that a save of some process left beside a workbook."""
    name = names_for(path).temp.name.split("-")
    file = path.with_name("-".join([name[0], *map(str, process), *name[4:]])[:-3] + suffix)
    file.write_bytes(OLD)
    then = time.time() - hours * 3600
    os.utime(file, (then, then))
    return file
