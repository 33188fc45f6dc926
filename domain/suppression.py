"""Which figures of a survey are shown: none from fewer than five answers, not even to whoever subtracts.

Figures are published of exactly these, on pages, in the API, in tables and in papers alike, and of nothing
else: an audience of a survey of one challenge (or of one of its councils), that audience over a whole
financial year, and everybody whom that survey asked in that year. There is no figure of a range of days, a
region, an adviser or a type of council. So each is a part of exactly one of the next: a tree.

A figure of the smallest kind is shown from five answers on. What is left of a year's audience, all groups
that were too small by themselves, is added to its figure if it comes to five answers together. If it does
not, the year's figure leaves it out, and it waits to be added to everybody's, by the same rule. What is
never added anywhere is never told.

That this gives nothing away can be seen without trying. Let a *block* be a group that is shown, or what is
added at once to one figure. Blocks have no answer in common, each has five answers or more, and every
figure is a sum of whole blocks. Whatever is added, subtracted or multiplied, across pages, formats and
years, is then made of sums of whole blocks: no combination of figures is of one to four answers. What was
shown once does not change, because a survey that has closed stays closed and a year is told of when all of
its surveys have.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 5
"""The fewest answers that a figure may be of."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Something that a figure could be shown of: a group with its answers, or all that is in its parts."""

    key: Hashable
    answers: int = 0
    parts: tuple[Cell, ...] = ()


def shown(whole: Cell) -> Mapping[Hashable, tuple[Hashable, ...]]:
    """Return the figures that may be shown, each with the groups whose answers it counts.

    What is not among the keys is not shown. A figure may leave out groups that are too small; a group that
    has no answer is left out of nothing.
    """
    found: dict[Hashable, tuple[Hashable, ...]] = {}
    _gather(whole, found)
    return found


def _gather(cell: Cell, found: dict[Hashable, tuple[Hashable, ...]]) -> tuple[Sequence[Cell], Sequence[Cell]]:
    """Decide on a figure and all in it; return the groups that are told of by now, and those that wait."""
    told: list[Cell] = []
    waiting: list[Cell] = [] if cell.parts else [cell]
    for part in cell.parts:
        its_told, its_waiting = _gather(part, found)
        told += its_told
        waiting += its_waiting
    if _answers(waiting) == 0 or _answers(waiting) >= SMALLEST:
        told, waiting = [*told, *waiting], []
    if _answers(told):
        found[cell.key] = tuple(each.key for each in told)
    return told, waiting


def _answers(cells: Iterable[Cell]) -> int:
    return sum(each.answers for each in cells)
