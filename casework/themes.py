"""Which themes and service areas recur in what peers recommend and find hard: by year, type or region.

It is counted so that the programme learns what to offer; councils are neither named in the counts nor
compared. Themes are counted under their names of today, whatever they were called when they were written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from sqlalchemy.orm import Session

from db import councils
from db import findings as findings_rows
from db import ledger as ledger_rows
from db.ledger import Advice
from domain.contents import FindingKind
from domain.councils import CouncilType
from domain.learning import reach
from domain.lifecycle import CouncilCode, Reference
from domain.permissions import Visitor
from domain.searching import sight
from domain.service_areas import vocabulary
from domain.themes import theme_today

NOT_KNOWN = "not known"
"""What stands where nobody wrote down a theme, a year or a region."""
PAGE = 50
"""How many rows stand on a page."""


class Subject(StrEnum):
    """What is counted."""

    RECOMMENDATIONS = "recommendations"
    CHALLENGES = "challenges"


class By(StrEnum):
    """By what it is counted."""

    YEAR = "year"
    TYPE = "type"
    REGION = "region"


class Tag(StrEnum):
    """What a row of a table is about."""

    THEME = "theme"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Item:
    """A recommendation, or something that was found hard, with all by which it is counted."""

    reference: Reference
    number: str
    title: str
    text: str
    councils: tuple[str, ...]
    themes: tuple[str, ...]
    areas: tuple[str, ...]
    years: tuple[str, ...]
    types: tuple[str, ...]
    regions: tuple[str, ...]
    is_public: bool

    def tags(self, tag: Tag) -> tuple[str, ...]:
        """Return what it is about."""
        return self.themes if tag is Tag.THEME else self.areas

    def groups(self, by: By) -> tuple[str, ...]:
        """Return where it counts; one of a joint challenge may count in two regions, and once in each."""
        return {By.YEAR: self.years, By.TYPE: self.types, By.REGION: self.regions}[by]


@dataclass(frozen=True, slots=True)
class Line:
    """A theme or area with how often it recurs: in each group, and in all without counting any twice."""

    name: str
    title: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Themes:
    """How often themes and areas recur; ``groups`` are the names and titles of the columns."""

    subject: Subject
    by: By
    groups: tuple[tuple[str, str], ...]
    themes: tuple[Line, ...]
    areas: tuple[Line, ...]
    total: int

    def lines(self, tag: Tag) -> tuple[Line, ...]:
        """Return the lines of one kind."""
        return self.themes if tag is Tag.THEME else self.areas


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table: of which theme or area, in which group or, without one, in all."""

    subject: Subject
    by: By
    tag: Tag
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of what a number stands for."""

    cell: Cell
    title: str
    group_title: str
    items: tuple[Item, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are; nothing at all has one."""
        return max(1, -(-self.total // PAGE))


def themes(session: Session, visitor: Visitor, subject: Subject, by: By) -> Themes:
    """Count what somebody may see of recommendations or of challenges."""
    found = items(session, visitor, subject)
    groups = _ordered(by, {group for each in found for group in each.groups(by)})
    return Themes(
        subject,
        by,
        tuple((each, group_title(by, each)) for each in groups),
        tuple(_lines(found, Tag.THEME, by, groups)),
        tuple(_lines(found, Tag.AREA, by, groups)),
        len(found),
    )


def rows(session: Session, visitor: Visitor, cell: Cell, number: int = 1) -> Rows:
    """Return a page of what a number stands for, in the order of challenges."""
    found = [
        each
        for each in items(session, visitor, cell.subject)
        if cell.name in each.tags(cell.tag) and (not cell.group or cell.group in each.groups(cell.by))
    ]
    start = (number - 1) * PAGE
    return Rows(
        cell,
        tag_title(cell.tag, cell.name),
        group_title(cell.by, cell.group) if cell.group else "",
        tuple(found[start : start + PAGE]),
        len(found),
        number,
    )


def items(session: Session, visitor: Visitor, subject: Subject) -> list[Item]:
    """Return everything that is counted of a subject, as far as somebody may see it."""
    return [*_SUBJECTS[subject](session, visitor)]


def _recommendations(session: Session, visitor: Visitor) -> Iterator[Item]:
    """Return recommendations, each once, however many councils it was made to."""
    found, version = ledger_rows.advice(session, sight(visitor)), vocabulary().version
    kinds = councils.kinds(session, {each.council for each in found})
    parts: dict[tuple[Reference, str], list[Advice]] = {}
    for each in found:
        parts.setdefault(each[:2], []).append(each)
    for (reference, number), mine in sorted(parts.items()):
        first = mine[0]
        yield Item(
            reference=reference,
            number=number,
            title=first.title,
            text=first.text,
            councils=_each(each.name for each in mine),
            themes=(theme_today(first.theme) if first.theme else NOT_KNOWN,),
            areas=_areas(version, first.title, first.text),
            years=(first.year or NOT_KNOWN,),
            types=_each(str(kinds[each.council]) for each in mine),
            regions=_known(each.region for each in mine),
            is_public=all(each.is_public for each in mine),
        )


@lru_cache(maxsize=20_000)
def _areas(version: str, *texts: str) -> tuple[str, ...]:
    """Find the areas that texts speak of; the words of a version never change, and to look takes its time."""
    return vocabulary(version).found_in(*texts)


def _challenges(session: Session, visitor: Visitor) -> Iterator[Item]:
    """Return what councils were found to find hard."""
    found = findings_rows.told(session, FindingKind.CHALLENGE, reach(visitor))
    names = councils.names(session, {code for each in found for code in _codes(each.councils)})
    for each in found:
        yield Item(
            reference=each.reference,
            number="",
            title=each.title,
            text=each.text,
            councils=_each(names[code] for code in _codes(each.councils)),
            themes=(theme_today(each.theme) if each.theme else NOT_KNOWN,),
            areas=_values(each.areas),
            years=(each.year or NOT_KNOWN,),
            types=_known(_values(each.types)),
            regions=_known(_values(each.regions)),
            is_public=each.is_public,
        )


_SUBJECTS: dict[Subject, Callable[[Session, Visitor], Iterator[Item]]] = {
    Subject.RECOMMENDATIONS: _recommendations,
    Subject.CHALLENGES: _challenges,
}


def _lines(found: Sequence[Item], tag: Tag, by: By, groups: Sequence[str]) -> Iterator[Line]:
    """Count each theme or area, in the order of their names."""
    totals, counts = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for each in found:
        for name in each.tags(tag):
            totals[name] += 1
            counts[name].update(each.groups(by))
    for name in sorted(totals, key=lambda each: (each == NOT_KNOWN, tag_title(tag, each))):
        yield Line(name, tag_title(tag, name), tuple(counts[name][group] for group in groups), totals[name])


def tag_title(tag: Tag, name: str) -> str:
    """Return what a theme or area is called on a page."""
    if name == NOT_KNOWN:
        return name.capitalize()
    return vocabulary().title(name) if tag is Tag.AREA else name


def group_title(by: By, name: str) -> str:
    """Return what a group is called on a page."""
    if name in tuple(CouncilType) and by is By.TYPE:
        return CouncilType(name).label
    return name.capitalize() if name == NOT_KNOWN else name


def _ordered(by: By, groups: Iterable[str]) -> list[str]:
    return sorted(groups, key=lambda each: (each == NOT_KNOWN, group_title(by, each)))


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _known(values: Iterable[str]) -> tuple[str, ...]:
    return _each(value for value in values if value) or (NOT_KNOWN,)


def _values(several: str) -> tuple[str, ...]:
    return tuple(value for value in several.split("|") if value)


def _codes(several: str) -> tuple[CouncilCode, ...]:
    return tuple(map(CouncilCode, _values(several)))
