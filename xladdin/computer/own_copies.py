"""Taking away what Excel would load of ours beside the one add-in: older files, and values that open them.

Only what is ours by its name is touched. Where a value OPEN, OPEN1 ... goes, those after it move up: Excel stops
reading at a gap, and somebody else's add-in must not be lost.
"""

from __future__ import annotations

from itertools import groupby

from xladdin.computer.machine import Machine
from xladdin.computer.places import Places, told
from xladdin.computer.windows import Opened, copies, opened


def take_away(machine: Machine, places: Places) -> list[str]:
    """Remove them; answers the places of what was removed. Raises OSError."""
    gone: list[str] = []
    for path in copies(places):
        path.unlink()
        gone.append(told(path, machine.environ))
    for key, found in groupby(opened(machine.registry), key=lambda one: one.key):
        gone += _closed_up(machine, key, list(found))
    return gone


def _closed_up(machine: Machine, key: str, found: list[Opened]) -> list[str]:
    """Leave ours out of a key: the others keep their order, without a gap."""
    ours = [one for one in found if one.ours]
    if not ours:
        return []
    others = [one for one in found if not one.ours]
    names = ["OPEN", *(f"OPEN{number}" for number in range(1, len(found)))]
    for name, one in zip(names, others, strict=False):
        if name != one.name:
            machine.registry.write(key, name, one.value)
    kept = set(names[: len(others)])
    for one in reversed(found):
        if one.name not in kept:
            machine.registry.delete(key, one.name)
    return [f"{one.key}\\{one.name}" for one in ours]
