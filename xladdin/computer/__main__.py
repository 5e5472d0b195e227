"""`python -I -m xladdin.computer`: what `contestbook doctor` tells, with the standard library alone."""

from __future__ import annotations

import sys

from xladdin.computer.collecting import collected
from xladdin.computer.diagnosis import diagnosis
from xladdin.computer.machine import this_machine
from xladdin.computer.telling import exit_status, table


def main() -> int:
    """Print the table; answers the exit status of `contestbook doctor`."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console without Chinese
    facts = collected(this_machine())
    print("\n".join(table(facts)))
    return exit_status(diagnosis(facts))


if __name__ == "__main__":
    sys.exit(main())
