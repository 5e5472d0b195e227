"""What was decided of a policy for an event. A policy that is open has no answer: whoever needs one says so."""

from __future__ import annotations

from typing import NamedTuple

from schemas.contest import Card, Scope
from schemas.policies import policy as named


class Chosen(NamedTuple):
    """The answers that were given, first counting first; none while a point is open. points: what they rest on."""

    answers: tuple[str, ...]
    points: tuple[str, ...]

    @property
    def answer(self) -> str:
        """The one answer, "" while there is none."""
        return self.answers[0] if self.answers else ""


def chosen(card: Card, policy: str, scope: Scope, group: str = "") -> Chosen:
    """The decision on a policy that holds for an event, or for one group of it; the narrowest of several counts."""
    choices = [
        choice
        for choice in card.choices
        if choice.policy == policy and choice.scope.covers(scope) and choice.group in ("", group)
    ]
    choices.sort(key=lambda choice: (*map(bool, choice.scope), bool(choice.group)), reverse=True)
    for choice in choices[:1]:
        points = [
            point
            for name in choice.points
            if (point := card.point(name)) is not None and point.concerns(scope)
        ]
        waiting = tuple(point.id for point in points if point.open)
        text = next(
            (point.answer for point in points if not point.open), "" if choice.points else choice.chosen
        )
        spec = named(policy)
        answers = spec.answers(text) if spec and text and not waiting else ()
        return Chosen(answers, tuple(point.id for point in points))
    return Chosen((), ())
