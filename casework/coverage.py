"""Which councils have had a challenge, when their next is due, and of which the programme knows none.

The register says which councils there are, and the histories what they have had. A council that was put in
the place of others inherits what they had. Councils stand in the order of their names and in no other: this
is for knowing whom to speak with, and not for comparing them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from casework.case import Case
from db import councils
from db import coverage as rows
from db.coverage_tables import CoverageEntry
from domain.aftercare import Chore, agreed, still_to_do
from domain.councils import Council, name_key
from domain.coverage import Cover, cover, parts
from domain.days import Day, Precision
from domain.lifecycle import CouncilCode, Product, Reference
from domain.uptakes import Uptake


@dataclass(frozen=True, slots=True)
class Last:
    """The last challenge of a council: when its visit ended, and whose it was if a predecessor's."""

    reference: Reference
    on: Day
    predecessor: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """How a council stands to the challenge that is expected of it, and what that goes by.

    ``cancelled`` is a challenge that was called off before any visit, with the reason, if there is no other.
    """

    council: Council
    cover: Cover
    last: Last | None = None
    next_due: date | None = None
    under_way: Reference | None = None
    cancelled: tuple[Reference, str] | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every council that is expected to have challenges, by name."""

    lines: tuple[Line, ...]

    @property
    def counts(self) -> Mapping[Cover, int]:
        """How many councils stand how."""
        found = Counter(each.cover for each in self.lines)
        return {each: found[each] for each in Cover}

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions in which they are."""
        return tuple(sorted({each.council.region for each in self.lines if each.council.region}))

    @property
    def by_region(self) -> tuple[tuple[str, Mapping[Cover, int]], ...]:
        """How many councils of each region stand how."""
        return tuple((region, self.narrowed(region=region).counts) for region in self.regions)

    def narrowed(self, *, how: Cover | None = None, region: str = "", name: str = "") -> Coverage:
        """Return those of a region, those that stand in one way, or those with words in their names."""
        wanted = name_key(name)
        return Coverage(
            tuple(
                each
                for each in self.lines
                if how in (None, each.cover)
                and region in ("", each.council.region)
                and (not wanted or wanted in name_key(each.council.name))
            )
        )


def coverage(session: Session, today: date) -> Coverage:
    """Return how every principal council of England stands on a day."""
    register = {each.code: each for each in councils.listed(session, past=True)}
    mine = heirs_of(register.values())
    had: dict[CouncilCode, list[CoverageEntry]] = {}
    for entry in rows.parts(session):
        for heir in mine.get(entry.council, {entry.council}):
            had.setdefault(heir, []).append(entry)
    expected = (each for each in register.values() if each.is_principal and each.is_current)
    return Coverage(tuple(_line(each, had.get(each.code, []), register, today) for each in expected))


def line_of(session: Session, council: Council, today: date) -> Line:
    """Return how one council stands on a day, whatever kind of council it is."""
    register = {each.code: each for each in councils.listed(session, past=True)}
    return _line(council, rows.parts(session, family(register.values(), council.code)), register, today)


def family(register: Iterable[Council], code: CouncilCode) -> frozenset[CouncilCode]:
    """Return a council with all in whose place it was put, however often that changed."""
    mine = heirs_of(register)
    return frozenset({code, *(old for old, heirs in mine.items() if code in heirs)})


def heirs_of(register: Iterable[Council]) -> dict[CouncilCode, frozenset[CouncilCode]]:
    """Lead from each council of the past to all that came in its place, the first and the later ones."""
    following = {each.code: each.successors for each in register if each.successors}
    return {code: frozenset(_after(code, following)) for code in following}


def _after(
    code: CouncilCode, following: Mapping[CouncilCode, Sequence[CouncilCode]]
) -> Iterator[CouncilCode]:
    for each in following.get(code, ()):
        yield each
        yield from _after(each, following)


def _line(
    council: Council, had: Collection[CoverageEntry], register: Mapping[CouncilCode, Council], today: date
) -> Line:
    held = max((each for each in had if each.held_on), key=_when, default=None)
    going_on = next((each for each in had if each.is_under_way), None)
    off = [each for each in had if each.cancelled_because is not None]
    due = held.next_due if held else None
    return Line(
        council,
        cover(due, today, is_under_way=going_on is not None, was_held=held is not None),
        _last(held, council, register) if held else None,
        due,
        going_on.reference if going_on else None,
        (off[-1].reference, off[-1].cancelled_because or "") if off and not (held or going_on) else None,
    )


def _when(entry: CoverageEntry) -> tuple[date, Reference]:
    return entry.held_on or date.min, entry.reference


def _last(held: CoverageEntry, council: Council, register: Mapping[CouncilCode, Council]) -> Last:
    on = Day(held.held_on or date.min, Precision(held.precision))
    return Last(held.reference, on, register[held.council].name if held.council != council.code else "")


# What the lists keep


def entries(on_desk: Case, today: date) -> Iterator[rows.Row]:
    """Return what a challenge adds to coverage; of a sample, or of another kind of challenge, nothing."""
    view = on_desk.on(today)
    if view.reading.is_invented or view.reading.product is not Product.CORPORATE:
        return
    for each in parts(view):
        yield {
            "reference": on_desk.reference,
            "council": each.council,
            "held_on": each.held.first if each.held else None,
            "precision": str(each.held.precision if each.held else Precision.DAY),
            "next_due": each.next_due,
            "is_under_way": each.is_under_way,
            "cancelled_because": each.cancelled_because,
        }


def followed(on_desk: Case, today: date) -> Iterator[rows.Row]:
    """Return what was said last of each offer after a challenge, and the talks that are still to be held."""
    view = on_desk.on(today)
    for event in agreed(view.reading):
        said, to_do = event.details, event.details.uptake is Uptake.TO_DECIDE
        yield _row(on_desk, event.council, event.on.last, to_do) | {
            "offer": said.offer or "",
            "uptake": str(said.uptake or ""),
            "words": said.reason or "",
            "until": said.until,
        }
    for each in still_to_do(view.reading, view.documents):
        if each.chore is Chore.TALK:
            nothing = {"offer": "", "uptake": "", "words": "", "until": None}
            yield _row(on_desk, each.council, each.since, True) | nothing


def _row(on_desk: Case, council: CouncilCode | None, since: date, to_do: bool) -> rows.Row:
    return {"reference": on_desk.reference, "council": council, "since": since, "is_to_do": to_do}


def index_coverage(session: Session, on_desk: Collection[Case], today: date) -> None:
    """Write what challenges add to coverage and to what is to do, in the place of what they added before."""
    rows.put(
        session,
        {each.reference for each in on_desk},
        [entry for each in on_desk for entry in entries(each, today)],
        [entry for each in on_desk for entry in followed(each, today)],
    )
