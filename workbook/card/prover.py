"""Proving that the groups of an event take everybody exactly once: every hole and every overlap, with an example.

Each measure's axis is cut at its thresholds into cells: the thresholds themselves and what lies between them. Within
a cell no comparison changes, so one representative stands for all of it, and walking all combinations of cells is a
proof, not a sample. A measure counts in steps (a fan, a fen): a cell in which no possible figure lies is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from itertools import product
from typing import Final, NamedTuple

from schemas.contest import MEASURES, UNITS, Card, Condition, Event, Measure
from workbook.card.groups import Figure, alternatives, groups_of, holds

MOST: Final = 200_000
"""More combinations than this are not walked; lint says so instead of staying silent."""

OTHER: Final = "其他"
"""A word that no condition names."""


class TooMany(Exception):
    """An event's conditions have too many combinations to be proved."""


class _Cell(NamedTuple):
    """One piece of an axis: a figure in it, and whether it is a threshold itself (or a word)."""

    figure: Figure
    low: Decimal | None = None
    high: Decimal | None = None


class Axis(NamedTuple):
    """One measure of an event: its unit and its cells in rising order."""

    measure: str
    unit: str
    cells: tuple[_Cell, ...]


class Region(NamedTuple):
    """People whom no group takes (a hole) or several do (an overlap).

    groups    the groups that take them: none, or two and more
    bounds    the region in words, one part a measure that matters
    example   measure -> figure of a person in it
    units     measure -> its unit
    """

    groups: tuple[str, ...]
    bounds: tuple[str, ...]
    example: Mapping[str, Figure]
    units: Mapping[str, str]

    @property
    def words(self) -> str:
        """粉丝数低于10,000人，且近一年销售额超过500元、低于3,000元."""
        return "，且".join(self.bounds) or "所有人"

    @property
    def person(self) -> str:
        """粉丝数 9,999 人、近一年销售额 1,750 元."""
        parts = [f"{m} {_shown(value)} {self.units[m]}".strip() for m, value in self.example.items()]
        return "、".join(parts)


def prove(card: Card, event: Event) -> list[Region]:
    """Every region of an event's figures that is not in exactly one group; none for events without such groups.

    Raises TooMany.
    """
    groups = [(group.name, alternatives(card, group)) for group in groups_of(card, event)]
    groups = [(name, ways) for name, ways in groups if ways]
    if not groups:
        return []
    axes = _axes(card, event, [c for _, ways in groups for way in ways for c in way])
    count = 1
    for axis in axes:
        count *= len(axis.cells)
    if count > MOST:
        raise TooMany
    wrong: dict[tuple[str, ...], set[tuple[int, ...]]] = {}
    for at in product(*(range(len(axis.cells)) for axis in axes)):
        figures = {axis.measure: axis.cells[n].figure for axis, n in zip(axes, at, strict=True)}
        taken = tuple(
            name
            for name, ways in groups
            if any(all(holds(c, figures[c.measure]) for c in way) for way in ways)
        )
        if len(taken) != 1:
            wrong.setdefault(taken, set()).add(at)
    return [region for taken, cells in wrong.items() for region in _regions(axes, taken, cells)]


def _axes(card: Card, event: Event, conditions: Sequence[Condition]) -> list[Axis]:
    """One axis for each measure the groups speak of, cut at all thresholds, within what may take part at all."""
    limits = [c for c in card.conditions if c.use == "资格" and not c.group and c.scope.covers(event.scope)]
    axes = []
    for name in dict.fromkeys(c.measure for c in conditions):
        own = [c for c in conditions if c.measure == name]
        bounds = [c for c in limits if c.measure == name]
        if len({c.alternative for c in bounds}) > 1:
            bounds = []  # alternatives of who may take part narrow nothing for sure
        measure = MEASURES.get(name)
        cells = _cells(measure, own, bounds)
        unit = next((c.unit for c in own if c.unit), measure.unit if measure else "")
        axes.append(Axis(name, UNITS[unit].measures if unit in UNITS else unit, cells))
    return axes


def _cells(
    measure: Measure | None, own: Sequence[Condition], bounds: Sequence[Condition]
) -> tuple[_Cell, ...]:
    if measure is not None and measure.kind == "yes":
        cells = [_Cell(True), _Cell(False)]
    elif all(c.number is None for c in own):
        words = dict.fromkeys(word for c in own for word in c.words)
        named = dict.fromkeys(word for c in bounds for word in c.words)
        cells = [_Cell(word) for word in {**words, **(named or {OTHER: None})}]
    else:
        step = measure.step if measure else Decimal("0.01")
        cells = _number_cells(sorted({c.number for c in (*own, *bounds) if c.number is not None}), step)
    return tuple(cell for cell in cells if all(holds(c, cell.figure) for c in bounds))


def _number_cells(thresholds: Sequence[Decimal], step: Decimal) -> list[_Cell]:
    """The axis from 0 on, cut at the thresholds; every cell holds a figure that can be."""
    cells: list[_Cell] = []
    below: Decimal | None = None
    for threshold in thresholds:
        if (found := _between(below, threshold, step)) is not None:
            cells.append(_Cell(found, below, threshold))
        if threshold >= 0 and threshold % step == 0:
            cells.append(_Cell(threshold, threshold, threshold))
        below = threshold
    last = _first_above(below, step)
    return [*cells, _Cell(last, below, None)]


def _first_above(low: Decimal | None, step: Decimal) -> Decimal:
    """The smallest possible figure above a threshold; 0 where there is none."""
    if low is None or low < 0:
        return Decimal(0)
    return (low / step).to_integral_value(ROUND_FLOOR) * step + step


def _between(low: Decimal | None, high: Decimal, step: Decimal) -> Decimal | None:
    """A possible figure strictly between two thresholds: just below the upper one at the bottom, else the middle."""
    first = _first_above(low, step)
    if first >= high:
        return None
    if low is None:
        below = (high / step).to_integral_value(ROUND_FLOOR) * step
        return below if below < high else max(first, below - step)
    middle = ((first + high) / 2 / step).to_integral_value(ROUND_FLOOR) * step
    return middle if first <= middle < high else first


def _regions(axes: Sequence[Axis], taken: tuple[str, ...], cells: set[tuple[int, ...]]) -> Iterator[Region]:
    """The cells put together to boxes, greedily: as few sentences as can be."""
    left = set(cells)
    while left:
        start = min(left)
        box = [range(n, n + 1) for n in start]
        for number, axis in enumerate(axes):
            while box[number].stop < len(axis.cells):
                wider = range(box[number].stop, box[number].stop + 1)
                if not all(at in left for at in product(*box[:number], wider, *box[number + 1 :])):
                    break
                box[number] = range(box[number].start, box[number].stop + 1)
        left -= set(product(*box))
        yield _region(axes, taken, box)


def _region(axes: Sequence[Axis], taken: tuple[str, ...], box: Sequence[range]) -> Region:
    bounds = [_bounds(axis, part) for axis, part in zip(axes, box, strict=True)]
    example = {axis.measure: axis.cells[part.start].figure for axis, part in zip(axes, box, strict=True)}
    units = {axis.measure: axis.unit for axis in axes}
    return Region(taken, tuple(b for b in bounds if b), example, units)


def _bounds(axis: Axis, part: range) -> str:
    """A run of cells of one axis in words; "" for the whole axis."""
    if len(part) == len(axis.cells):
        return ""
    first, last = axis.cells[part.start], axis.cells[part.stop - 1]
    if not isinstance(first.figure, Decimal):
        figures = [axis.cells[n].figure for n in part]
        return f"{axis.measure}为{'、'.join(_shown(figure) for figure in figures)}"
    if first.low is not None and first.low == last.high:
        return f"{axis.measure}正好是{_shown(first.low)}{axis.unit}"
    words = []
    if first.low is not None and first.low >= 0:
        words.append(f"{'不低于' if first.low == first.high else '超过'}{_shown(first.low)}{axis.unit}")
    if last.high is not None:
        words.append(f"{'不超过' if last.low == last.high else '低于'}{_shown(last.high)}{axis.unit}")
    return axis.measure + "、".join(words)


def _shown(value: Figure) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else f"{value.normalize():,f}"
