"""Take-up: which councils were visited in a period, how, and which for the first time; what was put off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from casework.board.seen import Seen
from domain.board import BoardPeriod, FigureRow, FigureSplit, Measure, grouped
from domain.days import Day
from domain.lifecycle import CouncilCode, Happening, Mode, Product
from domain.measures import measure

NOT_KNOWN = "Not known"


class Visit(NamedTuple):
    """A visit that was held in the period, and when."""

    seen: Seen
    on: Day

    @property
    def row(self) -> FigureRow:
        """The line for it, which says how it was held if anybody knows."""
        return self.seen.row(self.on, "" if self.mode == NOT_KNOWN else self.mode)

    @property
    def mode(self) -> str:
        """How it was held, as was said last by the time of the visit."""
        said = [
            event.details.mode
            for event in self.seen.known.reading.events
            if event.details.mode and event.council is None and event.on.first <= self.on.last
        ]
        return _sentence(said[-1].label) if said else NOT_KNOWN

    def parts(self) -> Iterator[tuple[CouncilCode, FigureRow]]:
        """Go through the councils that were visited."""
        for place in self.seen.places:
            yield place.code, self.seen.row(self.on, council=place.code)


def visits_held(found: Sequence[Seen], period: BoardPeriod) -> list[Visit]:
    """Return the visits that were held in a period, as far as their dates are known well enough."""
    dated = [(each, each.visited_on) for each in found]
    return [Visit(each, on) for each, on in dated if on and period.holds(on)]


def take_up(found: Sequence[Seen], period: BoardPeriod) -> Iterator[Measure]:
    """Count the visits of a period, the councils that were visited, and what was opened or put off."""
    held = visits_held(found, period)
    rows = [each.row for each in held]
    yield measure("visits", rows, list(_untold(found, period)), [_by_product(held), _by_mode(held)])
    parts = [(each, code, row) for each in held for code, row in each.parts()]
    yield measure("councils_visited", [row for _, _, row in parts], splits=list(_by_council(parts)))
    known_from = _known_from(found)
    yield measure("first_time", [row for each, code, row in parts if known_from[code] is each.seen])
    yield measure("joint", [each.row for each in held if len(each.seen.places) > 1])
    yield from _course(found, period)


def _untold(found: Sequence[Seen], period: BoardPeriod) -> Iterator[FigureRow]:
    """Return the visits that may have been held in a period: nobody knows enough of their dates."""
    for each in found:
        on = each.visited_on
        if on is None and each.was_visited and each.earliest.last >= period.first:
            yield each.row(words="The day of the visit is not known.")
        if on and period.holds(on) is None:
            yield each.row(on, f"Known only as {on}.")


def _by_product(held: Sequence[Visit]) -> FigureSplit:
    named = [(each.seen.known.reading.product.label, each.row) for each in held]
    return grouped("product", named, [each.label for each in Product])


def _by_mode(held: Sequence[Visit]) -> FigureSplit:
    return grouped("mode", [(each.mode, each.row) for each in held], [_sentence(each.label) for each in Mode])


def _by_council(parts: Sequence[tuple[Visit, CouncilCode, FigureRow]]) -> Iterator[FigureSplit]:
    regions = {place.code: place.region for each, _, _ in parts for place in each.seen.places}
    kinds = {code: each.seen.on_desk.kinds.get(code) for each, code, _ in parts}
    yield grouped("region", [(regions[code] or NOT_KNOWN, row) for _, code, row in parts])
    labels = {code: kind.label if kind else NOT_KNOWN for code, kind in kinds.items()}
    yield grouped("type", [(labels[code], row) for _, code, row in parts])


def _known_from(found: Sequence[Seen]) -> dict[CouncilCode, Seen]:
    """Return the first challenge of each council in which it is known to have been visited."""
    first: dict[CouncilCode, Seen] = {}
    visited = [each for each in found if each.was_visited]
    for each in sorted(visited, key=lambda seen: (seen.visited_on or seen.earliest).first):
        for place in each.places:
            first.setdefault(place.code, each)
    return first


def _course(found: Sequence[Seen], period: BoardPeriod) -> Iterator[Measure]:
    """Count what was opened, cancelled and put off; of what nobody knows the day well enough, it is apart."""
    openings = [(each, each.known.reading.opened) for each in found]
    ended = [(each, each.known.reading.cancelled) for each in found]
    told = {
        "opened": [each.row(event.on) for each, event in openings if event],
        "cancelled": [each.row(event.on, event.details.reason or "") for each, event in ended if event],
        "put_off": [
            each.row(on, reason, council)
            for each in found
            for on, reason, council in each.told(Happening.POSTPONED)
        ],
    }
    for name, rows in told.items():
        dated = [(row, period.holds(row.on)) for row in rows if row.on]
        yield measure(
            name, [row for row, is_in in dated if is_in], [row for row, is_in in dated if is_in is None]
        )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
