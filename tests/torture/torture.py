"""The tortures: python tests/torture/torture.py [--small] [--seed N] [saves|calls|locks|mutants ...]

Without a name all of them run. Each prints what it did; the first thing found wrong ends with status 1 and the seed.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COUNTS = {
    "calls": (0, 150),
    "saves": (1000, 24),
    "locks": (1000, 20),
    "mutants": (10_000, 100),
    "hostile": (0, 1),
    "corpus": (0, 12),
}
"""Torture -> how often: all of it (0: every case there is), and a small sample."""


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(COUNTS))
    parser.add_argument("--small", action="store_true", help="a sample of a few seconds")
    parser.add_argument("--seed", type=int, default=1, help="another one tries other moments")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.names) - set(COUNTS)):
        parser.error(f"no torture {', '.join(unknown)}; there are {', '.join(COUNTS)}")
    sys.path.insert(0, str(ROOT))
    for name in asked.names or COUNTS:
        start = time.perf_counter()
        try:
            lines = import_module(f"tests.torture.{name}").run(COUNTS[name][asked.small], asked.seed)
        except AssertionError as found:
            print(f"{name}: FAILED (--seed {asked.seed}): {found}")
            return 1
        print(*lines, f"{name}: {time.perf_counter() - start:.1f} s", sep="\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
