"""A small sample of every torture, as `make torture` runs all of it: in a process of its own, with its own threads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TORTURE = Path(__file__).with_name("torture.py")
NAMES = ["calls", "saves", "locks", "mutants"]


@pytest.mark.parametrize("name", NAMES)
def test_a_small_sample_finds_nothing(name):
    done = subprocess.run(
        [sys.executable, TORTURE, "--small", name], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{name}: " in done.stdout
