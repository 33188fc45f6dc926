"""The challenge that a page is about: on which day it is looked at, by whom, and the ways to its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, HTTPException, Query, Request

from casework.case import Case, case
from casework.deeds.deed import Deed
from casework.deeds.table import deed_named, grouped, offered
from casework.disclosure import Reader
from casework.spoken import name_then, place_name
from dashboard.asking import Asker, Database, Today
from domain.days import Day, NotADate, Precision, long_date
from domain.errors import WrongUse
from domain.lifecycle import CouncilCode, Place, Reference
from domain.outlook import Outlook
from domain.permissions import Act

TABS: tuple[tuple[str, Act], ...] = (
    ("", Act.SEE_CHALLENGE),
    ("dates", Act.SEE_CHALLENGE),
    ("documents", Act.READ_DOCUMENT),
    ("messages", Act.SEE_MESSAGES),
    ("team", Act.SEE_TEAM),
    ("recommendations", Act.SEE_CHALLENGE),
    ("surveys", Act.SEE_SURVEYS),
    ("history", Act.SEE_CHALLENGE),
)
"""The pages of a challenge by the ends of their addresses, and what one has to be allowed for each.

Their words stand in ``_challenge.html.j2``. One page with everything would be read in full by nobody, and
would ask the database for all of it each time.
"""


class NotBegun(WrongUse):
    """A challenge is looked at on a day before there was anything to see of it."""

    def __str__(self) -> str:
        reference, day, first = self.args
        return f"{reference} had not begun on {long_date(day)}. Look at it on {long_date(first)} or later."


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to another page of the same challenge."""

    name: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Facing:
    """A challenge before somebody's eyes."""

    on_desk: Case
    reader: Reader
    today: date
    path: str

    @property
    def view(self) -> Outlook:
        """The challenge on the day on which it is looked at."""
        return self.reader.view

    @property
    def reference(self) -> Reference:
        """The challenge's reference."""
        return self.on_desk.reference

    @property
    def councils(self) -> tuple[str, ...]:
        """The names of its councils, in the order in which letters name them."""
        return tuple(place.name for place in self.view.reading.councils)

    @property
    def council_pages(self) -> tuple[Place, ...]:
        """Those of its councils of which whoever looks may see what is kept of the council itself."""
        councils = self.view.reading.councils
        return tuple(each for each in councils if self.reader.may(Act.SEE_COUNCIL, each.code))

    @property
    def is_another_day(self) -> bool:
        """Whether it is looked at on another day than today."""
        return self.view.today != self.today

    @property
    def query(self) -> str:
        """What an address needs at its end to stay on the same day."""
        return f"?on={self.view.today.isoformat()}" if self.is_another_day else ""

    @property
    def home(self) -> str:
        """The address of its first page."""
        return f"/challenges/{self.reference}"

    def place(self, council: CouncilCode | None) -> str:
        """Name a council where the challenge has more than one."""
        return place_name(self.view, council)

    def name_then(self, council: CouncilCode | None) -> str:
        """Name a council by the name that it had when something was its own."""
        return name_then(self.view, council)

    def address(self, rest: str) -> str:
        """Return the address of a page of this challenge, on the same day."""
        return f"{self.home}/{rest}{self.query}" if rest else f"{self.home}{self.query}"

    @property
    def deeds(self) -> tuple[tuple[str, tuple[Deed, ...]], ...]:
        """What whoever looks may do to it now, by what it is about; a day only looked at leaves nothing."""
        if self.is_another_day:
            return ()
        return tuple(grouped(offered(self.on_desk, self.reader.visitor, self.today)))

    def can(self, name: str) -> bool:
        """Say whether a deed is one of those, without asking of the others."""
        return self.on_desk.once(f"can {name}", lambda: self._can(deed_named(name, self.on_desk.scheme)))

    def _can(self, deed: Deed) -> bool:
        is_theirs = not self.is_another_day and self.reader.may(deed.act)
        return is_theirs and deed.is_offered(self.on_desk, self.today)

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """The pages that whoever looks may open."""
        return tuple(self._tabs())

    def _tabs(self) -> Iterator[Tab]:
        for name, act in TABS:
            if self.reader.may(act):
                is_current = self.path == (f"{self.home}/{name}" if name else self.home)
                yield Tab(name or "standing", self.address(name), is_current)


def facing(
    request: Request,
    reference: Reference,
    session: Database,
    today: Today,
    visitor: Asker,
    *,
    on: Annotated[str, Query(max_length=10)] = "",
) -> Facing:
    """Take a challenge onto the desk, and look at it on the day that the address names or today."""
    if not reference.isprintable():  # Not every database can be asked for it.
        raise HTTPException(HTTPStatus.NOT_FOUND)
    on_desk = case(session, reference)
    view = on_desk.on(_day(on) if on else today)
    if not view.reading.events:
        raise NotBegun(on_desk.reference, view.today, min(each.on.first for each in on_desk.history))
    return Facing(on_desk, Reader(visitor, on_desk.reference, view), today, request.url.path)


def _day(text: str) -> date:
    found = Day.parse(text)
    if found.precision is not Precision.DAY:
        raise NotADate(text)
    return found.first


Faced = Annotated[Facing, Depends(facing)]
