"""What recurs over the years up to a period's end: themes and service areas that come up in more than one.

It is counted so that the board can see what to offer. A paper is public once it is published, so nothing is
counted here but what everybody may read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from casework.board.seen import Seen
from casework.themes import NOT_KNOWN, Item, Subject, Tag, items, tag_title
from domain.board import BoardPeriod, FigureRow, FigureSplit, Measure, grouped
from domain.lifecycle import Reference
from domain.measures import measure
from domain.permissions import PUBLIC
from domain.years import FinancialYear

SUBJECTS = {
    "advice_over_years": Subject.RECOMMENDATIONS,
    "challenges_over_years": Subject.CHALLENGES,
}
"""What each measure counts."""


class Told(NamedTuple):
    """Something that may count, with the line for it and the year of the visit as far as that can be told."""

    item: Item
    row: FigureRow
    year: FinancialYear | None


def recurring(session: Session, found: Sequence[Seen], period: BoardPeriod) -> Iterator[Measure]:
    """Count what comes up in visits of more than one year; what does not is not told."""
    visited = {each.on_desk.reference: each for each in found if _was_visited(each, period)}
    for name, subject in SUBJECTS.items():
        told = list(_told(items(session, PUBLIC, subject), visited, period))
        splits = [_split(tag, told) for tag in Tag]
        recurs = {(split.name, group.name) for split in splits for group in split.groups}
        rows = [each.row for each in told if each.year and any(pair in recurs for pair in _pairs(each.item))]
        untold = [each.row for each in told if not each.year] if rows else []
        yield measure(name, rows, untold, splits)


def _was_visited(seen: Seen, period: BoardPeriod) -> bool:
    """Say whether the visit may have been held by the end of a period, for all that is known."""
    return (seen.visited_on or seen.earliest).first <= period.last


def _told(found: Sequence[Item], visited: Mapping[Reference, Seen], period: BoardPeriod) -> Iterator[Told]:
    for item in found:
        if seen := visited.get(item.reference):
            on, words = seen.visited_on, item.title or item.text
            row = FigureRow(
                item.reference,
                tuple(f"{name}{seen.mark}" for name in item.councils),
                on,
                f"{item.number}. {words}" if item.number else words,
            )
            yield Told(item, row, FinancialYear.of_span(on) if on and on.last <= period.last else None)


def _split(tag: Tag, told: Sequence[Told]) -> FigureSplit:
    """Part what is told by the themes or areas that come up in more than one year."""
    years: dict[str, set[FinancialYear | None]] = {}
    named = [(name, each) for each in told if each.year for name in each.item.tags(tag) if name != NOT_KNOWN]
    for name, each in named:
        years.setdefault(name, set()).add(each.year)
    return grouped(
        tag.value, [(tag_title(tag, name), each.row) for name, each in named if len(years[name]) > 1]
    )


def _pairs(item: Item) -> Iterator[tuple[str, str]]:
    """Go through all that something is about, as its splits and their groups are called."""
    for tag in Tag:
        for name in item.tags(tag):
            yield tag.value, tag_title(tag, name)
