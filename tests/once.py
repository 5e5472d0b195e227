"""What is dear to make is made once for a run of the tests, whichever of its processes asks first."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[], T]) -> T:
    """The answer of `make`, plain data: another process or conftest of this run may have asked for it before."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    place, lock = root / f"{name}.pickle", root / f"{name}.lock"
    while not place.exists():
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
        except FileExistsError:  # somebody is at it
            time.sleep(0.1)
            continue
        try:
            made = pickle.dumps(make())
            place.with_suffix(".new").write_bytes(made)
            place.with_suffix(".new").replace(place)
        finally:
            lock.unlink()
    found: T = pickle.loads(place.read_bytes())
    return found
