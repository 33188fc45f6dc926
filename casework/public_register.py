"""The public register: what councils have published of their challenges, when, and how late.

Which parts stand in it is kept in a table, so that a page of it is found at once; what is said of each is
read from its history when it is asked for. So nothing can be on the register that the history does not hold
public today, whatever the table says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from casework.case import Case, case, cases
from db import contents
from db import public_register as lines
from db.challenges import UnknownChallenge
from db.models import Document
from db.public_register import Asked, Choices, Line
from domain.contents import Content
from domain.days import Day
from domain.deadlines import Deadline, Standing
from domain.errors import WrongUse
from domain.lifecycle import CouncilCode, Event, Milestone, Place, Product, Reference
from domain.outlook import Outlook
from domain.publishing import (
    Filed,
    council_named,
    is_public,
    published,
    publishers,
    publishing,
    settled,
    slug,
    slug_parts,
    withdrawn,
)
from domain.rules import MilestoneRule

PAGE = 25
"""How many lines stand on a page."""
COLUMNS = {"pdf": "pdf", "html": "html", "docx": "docx", "xlsx": "xlsx", "txt": "text"}
"""The formats of a document in the order in which they are offered, each with its columns' name.

They stand here as plain words because a list of challenges is written without the makers of documents.
"""


class NotInRegister(WrongUse):
    """Nothing is published under that address."""

    def __str__(self) -> str:
        return "Nothing is published under this address. Look for the council in the public register."


class TakenBack(WrongUse):
    """What was published under that address has been taken back."""

    def __str__(self) -> str:
        return (
            "What was published here has been taken back. "
            "Look in the public register for what the council has published since."
        )


@dataclass(frozen=True, slots=True)
class File:
    """One format of a document that everybody may have."""

    format: str
    hash: str
    name: str

    @property
    def address(self) -> str:
        """Where it is served, for ever: the address holds its contents' hash."""
        return f"/documents/{self.hash}/{self.name}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that everybody may have."""

    name: str
    title: str
    issued: date
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """By when something was or is to be published, how late it is, and how the date came about."""

    due: date | None
    standing: Standing
    days_late: int
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """Report, action plan or progress review: when it was published if it was, and what of it there is."""

    name: str
    milestone: Milestone
    published: Day | None
    url: str
    timing: Timing | None
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """Another council of the same challenge that has published something of it."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says of a council's part in a challenge."""

    reference: Reference
    council: Place
    slug: str
    product: Product
    year: int
    visit_started: Day | None
    visit_ended: Day | None
    review_held: Day | None
    recommendations: int | None
    parts: tuple[Part, ...]
    partners: tuple[Partner, ...]
    changed_at: datetime

    @property
    def address(self) -> str:
        """Its permanent address."""
        return f"/register/{self.slug}"

    @property
    def last_published(self) -> Day:
        """When something of it was published last."""
        return max((part.published for part in self.parts if part.published), key=lambda day: day.last)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the register, and by what it can be narrowed down."""

    entries: tuple[Entry, ...]
    asked: Asked
    total: int
    number: int
    choices: Choices

    @property
    def pages(self) -> int:
        """How many pages there are; an empty register has one."""
        return max(1, -(-self.total // PAGE))


# Reading the register


def page(session: Session, asked: Asked, today: date, number: int = 1) -> Page:
    """Return a page of the register; one beyond the last is empty."""
    found = lines.listed(session, asked, start=(number - 1) * PAGE, most=PAGE)
    choices = lines.choices(session)
    return Page(_entries(session, found, today), asked, lines.count(session, asked), number, choices)


def news(session: Session, today: date, most: int = 50) -> tuple[Entry, ...]:
    """Return the entries of which something was published last, for those who follow the register."""
    return _entries(session, lines.changed_last(session, most=most), today)


def every(session: Session, today: date, at_once: int) -> Iterator[Entry]:
    """Go through all entries, what was published last first, and read so many of them at once."""
    for start in range(0, lines.count(session, Asked()), at_once):
        yield from _entries(session, lines.listed(session, Asked(), start=start, most=at_once), today)


def addresses(session: Session, *, most: int) -> tuple[tuple[str, date], ...]:
    """Return the slugs of all entries and when each changed last, for those who look at every one.

    These alone are taken from the tables as they stand: to read ten thousand histories for them took minutes.
    """
    found = lines.addresses(session, most=most)
    return tuple((slug(name, reference), at.date()) for name, reference, at in found)


def find(session: Session, text: str, today: date) -> Entry:
    """Return the entry of a permanent address, also if it has a newer one by now.

    ``NotInRegister`` if there never was any, ``TakenBack`` if there is no more.
    """
    parts = slug_parts(text)
    if parts is None:
        raise NotInRegister(text)
    named, reference = parts
    try:
        on_desk = case(session, reference)
    except UnknownChallenge:
        raise NotInRegister(text) from None  # It would name challenges that are not public.
    view = on_desk.on(today)
    council = council_named(named, view.reading)
    found = entry(on_desk, view, council) if council else None
    if found:
        return found
    raise (TakenBack if council and withdrawn(council, view.reading, view.scheme) else NotInRegister)(text)


def _entries(session: Session, found: Sequence[Line], today: date) -> tuple[Entry, ...]:
    """Read what is said of each line from its history, in the order of the lines."""
    on_desk = {each.reference: each for each in cases(session, {line.reference for line in found})}
    read = (entry(on_desk[line.reference], on_desk[line.reference].on(today), line.council) for line in found)
    return tuple(each for each in read if each)


# What the register says of a council's part


def entry(on_desk: Case, view: Outlook, council: CouncilCode) -> Entry | None:
    """Return what the register says of a council's part in a challenge; nothing before it published any."""
    reading = view.reading
    place, known = reading.place(council), publishers(reading, view.scheme)
    if place is None or council not in known:
        return None
    papers = tuple(_papers(on_desk, view, council))
    return Entry(
        reference=on_desk.reference,
        council=place,
        slug=slug(place.name, on_desk.reference),
        product=reading.product,
        year=year(view),
        visit_started=_day(reading.was_met(Milestone.VISIT_STARTED, None)),
        visit_ended=_day(reading.was_met(Milestone.VISIT_ENDED, None)),
        review_held=_day(reading.was_met(Milestone.REVIEW_HELD, council)),
        recommendations=_recommendations(on_desk, view, council),
        parts=tuple(_part(rule, view, council, papers) for rule in publishing(view.scheme)),
        partners=tuple(
            Partner(each.name, slug(each.name, on_desk.reference))
            for each in reading.councils
            if each.code in known and each.code != council
        ),
        changed_at=max(each.at for each in _publications(view, council) if each.at),
    )


def entry_lines(on_desk: Case, view: Outlook) -> Iterator[Line]:
    """Return how the register finds and orders the parts of a challenge of which something is published."""
    for council in publishers(view.reading, view.scheme):
        events = [*_publications(view, council)]
        place = view.reading.place(council)
        yield Line(
            on_desk.reference,
            council,
            place.region if place else "",
            year(view),
            max(each.on.last for each in events),
            max(each.at for each in events if each.at),
        )


def year(view: Outlook) -> int:
    """Return the year by which a challenge goes: of its visit, or of its opening if that is not known."""
    met = (view.reading.was_met(each, None) for each in (Milestone.VISIT_STARTED, Milestone.VISIT_ENDED))
    return next((each.on.first.year for each in met if each), view.history[0].on.first.year)


def _publications(view: Outlook, council: CouncilCode) -> Iterator[Event]:
    found = (published(rule.milestone, council, view.reading) for rule in publishing(view.scheme))
    return (each for each in found if each)


def _part(rule: MilestoneRule, view: Outlook, council: CouncilCode, papers: Sequence[Paper]) -> Part:
    event = published(rule.milestone, council, view.reading)
    deadline = next(
        (each for each in view.deadlines if each.rule.meets is rule.milestone and each.council == council),
        None,
    )
    of_it = view.scheme.documents
    return Part(
        name=rule.publishes or "",
        milestone=rule.milestone,
        published=_day(event),
        url=_safe(event.details.url) if event else "",
        timing=_timing(deadline, view.today) if deadline else None,
        papers=tuple(
            each for each in papers if each.name == rule.publishes or of_it[each.name].when is rule.milestone
        ),
    )


def _timing(deadline: Deadline, today: date) -> Timing:
    """Say how late something is; in words of the rules, never in those that officers wrote to each other."""
    late = 0
    if deadline.due and deadline.standing in (Standing.MET_LATE, Standing.OVERDUE):
        late = ((deadline.met.first if deadline.met else today) - deadline.due).days
    return Timing(deadline.due, deadline.standing, late, deadline.reason)


def _papers(on_desk: Case, view: Outlook, council: CouncilCode) -> Iterator[Paper]:
    """Return the documents of a council's part that are public, with those of the whole challenge."""
    order = list(view.scheme.documents)
    rows = [
        row
        for row in on_desk.done.made.values()
        if view.reading.heir(row.council) in (None, council)
        and is_public(filed(row), view.reading, view.scheme)
    ]
    for row in sorted(rows, key=lambda each: (order.index(each.document), each.id)):
        yield Paper(row.document, row.title, row.issued_on, tuple(files_of(row)))


def filed(row: Document) -> Filed:
    """Return how a document was filed: for the council that its key names, which may have another heir."""
    _, _, _, named, _ = row.key.split("/", 4)
    return Filed(row.document, CouncilCode(named) if row.council else None, row.made_at)


def files_of(row: Document) -> Iterator[File]:
    """Return the formats in which a document was filed."""
    for kind, column in COLUMNS.items():
        path, digest = (getattr(row, f"{column}_{what}") for what in ("path", "hash"))
        if path and digest:
            yield File(kind, digest, PurePath(path).name)


def _recommendations(on_desk: Case, view: Outlook, council: CouncilCode) -> int | None:
    """Count what a council's published report recommends to it; of a past one its source may say how many."""
    if not published(Milestone.REPORT_PUBLISHED, council, view.reading):
        return None
    event = settled(Content.REPORT, Milestone.REPORT_FINALISED, None, view.reading)
    event = event or view.reading.content(Content.RECOMMENDATIONS, None)
    if event is None or event.details.digest is None:
        return view.history[0].details.recommendations
    # As it was kept: to read a whole report into values takes three times as long as all the rest.
    raw = contents.body(on_desk.session, on_desk.reference, event.details.digest)
    named = ([view.reading.heir(each) for each in one.get("councils", ())] for one in raw["recommendations"])
    return sum(not councils or council in councils for councils in named)


def _day(event: Event | None) -> Day | None:
    return event.on if event else None


def _safe(url: str | None) -> str:
    """Return an address that a page may lead to: of the web, and of nothing else."""
    return url if url and urlsplit(url).scheme in ("http", "https") else ""
