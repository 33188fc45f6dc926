"""Challenges on their way to the public: their histories told, their words handed in, their papers pretended.

A paper here is a row and a short file for every format that its kind has. What they are made of is tested
elsewhere; here it matters who gets them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import yaml
from sqlalchemy.orm import Session

from casework import record
from db import challenges, contents, councils
from db.models import Document
from domain.contents import Content
from domain.days import Day
from domain.lifecycle import Details, Event, Happening, Kind, Milestone, Place, Product, Reference
from domain.rules import Filetype, Per
from domain.schemes import scheme
from settings import settings
from tests.casework.conftest import AT, SAMPLES, entry
from tests.histories import THE_YEAR

BROUGHT = {
    Milestone.DRAFT_SENT: Content.REPORT,
    Milestone.PLAN_RECEIVED: Content.PLAN,
    Milestone.REVIEW_REPORT_FINALISED: Content.REVIEW_REPORT,
}
"""What is handed in on the day of a milestone, of all that may ever be public."""


@dataclass
class Told:
    """A challenge under test."""

    session: Session
    reference: Reference
    under: str
    places: tuple[Place, ...]
    folder: str
    words: dict[Content, dict[str, Any]] = field(default_factory=dict)
    """What is brought otherwise than in the samples."""

    def happens(self, kind: Kind, on: str, council: Place | None = None, **said: Any) -> None:
        """Write one line of the history, without asking whether the rules allow it."""
        self._write([self._event(kind, on, council, **said)])

    def meets(self, milestone: Milestone, *places: Place, on: str = "", **said: Any) -> None:
        """Meet a milestone on its day of the year, for each council where it is each council's."""
        self._write([*self._steps(milestone, places or self.places, on, said)])

    def until(self, last: Milestone) -> None:
        """Meet every milestone up to one, all written down at once."""
        order = list(THE_YEAR)
        steps = order[: order.index(last) + 1]
        self._write([event for each in steps for event in self._steps(each, self.places, "", {})])

    def _steps(
        self, milestone: Milestone, places: Sequence[Place], on: str, said: dict[str, Any]
    ) -> Iterator[Event]:
        day = on or self.date(THE_YEAR[milestone][0])
        if kind := BROUGHT.get(milestone):
            for place in [None] if kind is Content.REPORT else places:
                yield self.brings(kind, day, place)
        for place in places if scheme(self.under).milestones[milestone].per is Per.COUNCIL else [None]:
            yield self._event(milestone, day, place, **said)

    def brings(self, kind: Content, on: str, council: Place | None = None, **changes: Any) -> Event:
        """Keep one of the sample contents, or what differs from it, and return the event that brings it."""
        name = f"{kind}-{council.code}" if council else kind.value
        raw = yaml.safe_load((SAMPLES / self.folder / f"{name}.yaml").read_text("utf-8"))
        raw |= self.words.get(kind, {}) | changes
        whose = council.code if council else None
        digest = contents.keep(
            self.session, self.reference, kind, _plain(raw), council=whose, source_name=name, at=AT
        )
        return self._event(Happening.CONTENT_RECEIVED, on, council, content=kind.value, digest=digest)

    def hands_in(self, kind: Content, on: str, council: Place | None = None, **changes: Any) -> None:
        """Hand in one of the sample contents, with what differs from it."""
        self._write([self.brings(kind, on, council, **changes)])

    def _event(self, kind: Kind, on: str, council: Place | None, **said: Any) -> Event:
        undoes = said.pop("undoes", None)
        code = council.code if council else None
        return Event(0, kind, Day.parse(on), code, Details(**said), undoes=undoes)

    def _write(self, events: list[Event]) -> None:
        record.write(self.session, self.reference, entry(events[-1].on.last.isoformat()), events)

    def date(self, text: str) -> str:
        """Return a day of the year that this challenge goes through."""
        return f"{int(text[:4]) - (2 if self.under == '2022' else 0)}{text[4:]}"

    def undo_last(self, on: str) -> None:
        """Correct the last line of the history."""
        last = challenges.get(self.session, self.reference).version
        self.happens(Happening.CORRECTED, on, undoes=last, reason="recorded by mistake")

    def file_everything(self) -> list[Document]:
        """File a paper of every kind that the scheme knows, for each council where it is each council's."""
        return [
            self.file(rule.name, place)
            for rule in scheme(self.under).documents.values()
            for place in (self.places if rule.per is Per.COUNCIL else [None])
        ]

    def file(self, name: str, place: Place | None = None) -> Document:
        """File a paper in every format that its kind has."""
        of = f"{name}-{place.code}" if place else name
        key = f"{self.reference}/document/{name}/{place.code if place else '-'}/1"
        row = Document(
            reference=self.reference,
            key=key,
            document=name,
            council=place.code if place else None,
            title=f"Title of {of}",
            issued_on=AT.date(),
            inputs_hash=self._lay_down(of, "facts.json.gz")[1],
            made_at=AT,
        )
        kinds = {"html": "html", "pdf": "pdf", "docx": "docx", "text": "txt", "changes": "changes.html"}
        if Filetype.EXCEL in scheme(self.under).documents[name].goes_out_as:
            kinds["xlsx"] = "xlsx"
        for column, end in kinds.items():
            path, digest = self._lay_down(of, end)
            setattr(row, f"{column}_path", path)
            setattr(row, f"{column}_hash", digest)
        self.session.add(row)
        self.session.flush()
        return row

    def _lay_down(self, of: str, end: str) -> tuple[str, str]:
        path = settings().documents_folder / self.reference / f"{of}-1.{end}"
        path.parent.mkdir(parents=True, exist_ok=True)
        said = f"{self.reference} {of} as {end}".encode()
        path.write_bytes(said)
        return f"{self.reference}/{path.name}", sha256(said).hexdigest()


def told(session: Session, *names: str, under: str = "2024", source: str | None = None) -> Told:
    """Open a challenge of one council under the rules of 2024, or of two under those of 2022."""
    councils.load_samples(session)
    places = tuple(councils.find(session, name).place for name in names or ("Tamworth",))
    year = "2022" if under == "2022" else "2024"
    reference = record.open_challenge(
        session,
        entry(f"{year}-05-01"),
        councils=places,
        scheme_name=under,
        on=Day.parse(f"{year}-05-01"),
        details=replace(record.opening(places, under, Product.CORPORATE), source=source),
    )
    return Told(session, reference, under, places, "joint-2022" if under == "2022" else "single-2024")


def joint(session: Session) -> Told:
    """Open a challenge of High Peak and Staffordshire Moorlands."""
    return told(session, "High Peak", "Staffordshire Moorlands", under="2022")


def _plain(raw: dict[str, Any]) -> dict[str, Any]:
    """Write dates as a file that is kept has them."""
    plain: dict[str, Any] = json.loads(json.dumps(raw, default=str))
    return plain
