"""What the programme holds of a council, and whether whoever asks may have it: the answer to a request.

Documents, what was handed in, and letters, across all challenges in which the council took part, or one did
whose place it has taken. Whether something is published follows from the history. What may be exempt is a
suggestion of the scheme, until somebody decides of the single paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from casework.case import Case, cases
from casework.disclosure import PUBLISHED_BY
from casework.public_register import File, filed, files_of, year
from casework.spoken import web_address
from db import councils
from db import held as rows
from db.held import Letters
from db.models import Document
from domain.contents import Content
from domain.councils import Council
from domain.days import Day
from domain.disclosures import MESSAGE, UNTIL_PUBLISHED, Availability, Disclosure, Ruling, availability
from domain.lifecycle import PROGRAMME_TIME, CouncilCode, Event, Happening, Milestone, Reference
from domain.outlook import Outlook
from domain.people import Side
from domain.permissions import side_of, sides_sent
from domain.publishing import is_public, publication_of, published, slug
from domain.rules import Handling


class PaperKind(StrEnum):
    """What kind of thing is held."""

    DOCUMENT = "document"
    CONTENT = "content"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Ruled:
    """What somebody decided of a paper, and when."""

    ruling: Ruling
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Paper:
    """Something that is held: whose words it is, who has it, and whether whoever asks may have it.

    A row of ``LETTERS`` stands for ``count`` letters of one notice, sent from ``dated`` to ``until``. What is
    published without a ``since`` was so on a day that is not known.
    """

    key: str
    kind: PaperKind
    title: str
    council: CouncilCode | None
    author: Side
    holders: tuple[Side, ...]
    dated: date
    availability: Availability
    count: int = 1
    until: date | None = None
    since: Day | None = None
    due: date | None = None
    exempt_under: str = ""
    because: str = ""
    ruled: Ruled | None = None
    address: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """A challenge with what is held of it; of a sample nothing is true, so nobody is given it."""

    reference: Reference
    councils: tuple[str, ...]
    year: int
    is_sample: bool
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """All that is held of a council, with the councils whose place it has taken."""

    council: Council
    predecessors: tuple[Council, ...]
    folders: tuple[Folder, ...]

    @property
    def total(self) -> int:
        """How many papers are listed."""
        return sum(len(each.papers) for each in self.folders)

    def counted(self) -> dict[Availability, int]:
        """Count the papers by whether whoever asks may have them, in their order."""
        states = [paper.availability for each in self.folders for paper in each.papers]
        return {each: states.count(each) for each in Availability}


def holding(session: Session, code: CouncilCode, today: date) -> Holding:
    """Return what is held of a council on a day."""
    line = rows.line(session, code)
    found = cases(session, rows.challenges(session, line))
    folders = (folder(each, each.on(today), frozenset(line)) for each in found)
    own, *before = (councils.get(session, each) for each in line)
    return Holding(own, tuple(before), tuple(each for each in folders if each.papers))


def folder(on_desk: Case, view: Outlook, line: frozenset[CouncilCode]) -> Folder:
    """Return what is held of the part that some councils, one after the other, had in a challenge."""
    return Folder(
        on_desk.reference,
        tuple(place.name for place in view.reading.councils),
        year(view),
        view.reading.is_invented,
        tuple(_Shelf(on_desk, view, line).papers()),
    )


class _Shelf:
    """The papers of a challenge, as they are looked at for one council's part in it."""

    def __init__(self, on_desk: Case, view: Outlook, line: frozenset[CouncilCode]) -> None:
        self.on_desk, self.view, self.line = on_desk, view, line
        self.reading, self.scheme = view.reading, view.scheme
        heirs = {self.reading.heir(code) for code in line}
        self.councils = [each.code for each in self.reading.councils if each.code in heirs]
        self.ruled = {
            self.of_today(event.details.key or ""): event
            for event in self.reading.events
            if event.kind is Happening.DISCLOSED
        }

    def of_today(self, key: str) -> str:
        """Return a key with the council of today in it: what was decided passes on with the paper."""
        return "/".join(self.reading.heir(CouncilCode(part)) or part for part in key.split("/"))

    def whose(self, council: CouncilCode | None) -> Sequence[CouncilCode]:
        """Return whose publishing says whether a paper is out: its council's, or any that is asked about."""
        return [self.reading.heir(council) or council] if council else self.councils

    def papers(self) -> Iterator[Paper]:
        yield from self.documents()
        yield from self.contents()
        yield from self.letters()

    def is_theirs(self, council: CouncilCode | None) -> bool:
        return council is None or council in self.line or self.reading.heir(council) in self.line

    # Documents

    def documents(self) -> Iterator[Paper]:
        order = list(self.scheme.documents)
        made = (row for row in self.on_desk.done.made.values() if row.issued_on <= self.view.today)
        for row in sorted(made, key=lambda each: (order.index(each.document), each.id)):
            if self.is_theirs(row.council):
                yield self.document(row)

    def document(self, row: Document) -> Paper:
        rule = self.scheme.documents[row.document]
        milestone = publication_of(rule, self.scheme)
        is_out = is_public(filed(row), self.reading, self.scheme)
        event = self.published(milestone, row.council)
        return self.paper(
            key=row.key.removeprefix(f"{self.on_desk.reference}/"),
            kind=PaperKind.DOCUMENT,
            title=row.title,
            council=row.council,
            handling=rule.handling,
            holders=sides_sent(row.document, self.scheme),
            dated=row.issued_on,
            event=event if is_out else None,
            since=event.on if event and is_out else None,
            milestone=None if event else milestone,
            files=tuple(files_of(row)),
        )

    # What was handed in

    def contents(self) -> Iterator[Paper]:
        for (kind, council), event in self.reading.contents.items():
            if self.is_theirs(council):
                yield self.content(kind, council, event)

    def content(self, kind: Content, council: CouncilCode | None, event: Event) -> Paper:
        handling, milestone = self.scheme.held[kind], PUBLISHED_BY.get(kind)
        was_public = handling.disclosure is Disclosure.PUBLISHED and milestone is None
        # What was public before it came in was so from the report on, and not from the day on which it came.
        out = self.published(Milestone.REPORT_PUBLISHED if was_public else milestone, council)
        versions = [
            each
            for each in self.reading.events
            if each.kind is Happening.CONTENT_RECEIVED
            and (each.details.content, self.reading.heir(each.council)) == (kind, council)
        ]
        return self.paper(
            key=f"content/{kind}/{council or '-'}",
            kind=PaperKind.CONTENT,
            title=f"{kind.label.capitalize()}, as handed in",
            council=council,
            handling=handling,
            holders=frozenset({Side.PROGRAMME, handling.author}),
            dated=event.on.last,
            count=len(versions),
            event=event if was_public else out,
            since=out.on if out else None,
            milestone=milestone,
        )

    # Letters

    def letters(self) -> Iterator[Paper]:
        end = datetime.combine(self.view.today + timedelta(days=1), time(), PROGRAMME_TIME)
        for each in rows.letters(self.on_desk.session, self.on_desk.reference, self.line, end):
            yield self.letter(each)

    def letter(self, sent: Letters) -> Paper:
        rule = self.scheme.notices.get(sent.notice)
        audience = {side_of(each) for each in rule.to} if rule else set()
        return self.paper(
            key=f"{PaperKind.LETTERS}/{sent.notice}",
            kind=PaperKind.LETTERS,
            title=rule.title if rule else sent.notice.replace("_", " ").capitalize(),
            council=None,
            handling=self.scheme.held[MESSAGE],
            holders=frozenset({Side.PROGRAMME, *audience}),
            dated=_day(sent.first),
            until=_day(sent.last),
            count=sent.count,
        )

    # What is said of each

    def paper(
        self,
        *,
        key: str,
        kind: PaperKind,
        title: str,
        council: CouncilCode | None,
        handling: Handling,
        holders: frozenset[Side],
        dated: date,
        until: date | None = None,
        count: int = 1,
        event: Event | None = None,
        since: Day | None = None,
        milestone: Milestone | None = None,
        files: tuple[File, ...] = (),
    ) -> Paper:
        """Say of something that is held whether whoever asks may have it.

        ``event`` tells that it is published, ``since`` from when; ``milestone`` still may publish it.
        """
        ruled = self.ruled.get(self.of_today(key))
        may_come = milestone is not None and not self.view.state.has_ended
        has_lapsed = bool(self.published(handling.exempt_until, council))
        suggested = Disclosure.ON_REQUEST if has_lapsed else handling.disclosure
        state = availability(
            suggested,
            ruled.details.ruling if ruled else None,
            is_published=event is not None,
            may_come=may_come,
        )
        section, because = self.exemption(handling, state, ruled)
        return Paper(
            key=key,
            kind=kind,
            title=title,
            council=council,
            author=handling.author,
            holders=tuple(side for side in Side if side in holders),
            dated=dated,
            availability=state,
            count=count,
            until=until,
            since=since,
            due=self.due(milestone, council) if state is Availability.TO_BE_PUBLISHED else None,
            exempt_under=section,
            because=because,
            ruled=_ruled(ruled),
            address=self.address(event),
            files=files,
        )

    def published(self, milestone: Milestone | None, council: CouncilCode | None) -> Event | None:
        """Return the event by which something was published, if it was."""
        found = (published(milestone, each, self.reading) for each in self.whose(council) if milestone)
        return next(filter(None, found), None)

    def due(self, milestone: Milestone | None, council: CouncilCode | None) -> date | None:
        mine = (each for each in self.view.deadlines if each.rule.meets is milestone)
        return next((each.due for each in mine if each.council in (None, *self.whose(council))), None)

    def exemption(self, handling: Handling, state: Availability, ruled: Event | None) -> tuple[str, str]:
        if state is Availability.PUBLISHED:
            return "", ""
        if ruled:
            return ruled.details.exempt_under or "", ruled.details.reason or ""
        if state is Availability.TO_BE_PUBLISHED:
            return UNTIL_PUBLISHED, "it is to be published"
        if handling.exempt_under and state is not Availability.EXEMPT:
            return "", ""  # The reason ended with the milestone until which it was one.
        return handling.exempt_under, handling.because

    def address(self, event: Event | None) -> str:
        """Return where something was published: where the council says, or else in the public register."""
        if event is None:
            return ""
        place = self.reading.place(self.reading.heir(event.council) or next(iter(self.councils), None))
        said = web_address(event.details.url) or web_address(event.details.source)
        return said or (f"/register/{slug(place.name, self.on_desk.reference)}" if place else "")


def _day(moment: datetime) -> date:
    return moment.astimezone(PROGRAMME_TIME).date()


def _ruled(event: Event | None) -> Ruled | None:
    said = event.details.ruling if event else None
    return Ruled(said, event.by, event.on.first) if event and said else None
