"""Every test has an undo store of its own, and what lies beside the project is found in one place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

SHARED = Path(os.environ.get("CONTESTBOOK_SHARED", Path(__file__).parent.parent.parent / "shared"))

settings.register_profile("contestbook", deadline=None)  # a busy machine is no failure
settings.load_profile("contestbook")


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Nothing a test does reaches the user's undo store."""
    monkeypatch.setenv("CONTESTBOOK_HOME", str(tmp_path / "home"))


@pytest.fixture
def corpus():
    """A sample of real workbooks, where that folder exists beside the project."""
    files = sorted((SHARED / "corpus").glob("*/*.xls[xm]"))
    if not files:
        pytest.skip("the folder of real workbooks is not beside this checkout (CONTESTBOOK_SHARED)")
    return files[::12]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI (LIVE=1) a live test that is skipped is a failure: it was promised to run."""
    report = yield
    if os.environ.get("LIVE") == "1" and report.skipped and item.get_closest_marker("live"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped although LIVE=1"
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With --dist loadfile a file's tests run in one process, all of the golden contest in one: what they share is dear.

    Groups by marks (loadgroup) did not work: pytest 9.2 gives tests their names otherwise than xdist 3.8 expects.
    """
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid):
            path = nodeid.split("::", 1)[0]
            return "golden" if "tests/golden/" in path else path

    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None
