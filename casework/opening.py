"""Opens a challenge by the names that people use for councils, with the people whom every challenge has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from casework.case import case
from casework.record import BadPeriod, Entry, open_challenge, opening
from casework.team import Newcomer, assign
from db import challenges, councils
from documents.house_style import house_style
from domain.days import Day
from domain.errors import WrongUse
from domain.lifecycle import Product, Reference
from domain.people import Role
from domain.schemes import scheme, scheme_for_visit


@dataclass(frozen=True, slots=True)
class Opening:
    """What is said when a challenge is opened; without a scheme it is that of the visit, or of the day."""

    councils: tuple[str, ...]
    on: date
    scheme: str | None = None
    product: Product = Product.CORPORATE
    visit_start: date | None = None
    visit_end: date | None = None


class NoCouncil(WrongUse):
    """A challenge was to be opened of nobody."""

    def __str__(self) -> str:
        return "A challenge needs at least one council. Name it by its name or code."


def open_with_people(session: Session, entry: Entry, said: Opening) -> tuple[Reference, bool]:
    """Open a challenge and put the programme manager into the role; say whether it is new.

    Opened a second time with the same words, by a run that was killed and started again, it is the
    challenge that is there already.
    """
    _check(said)
    places = tuple(dict.fromkeys(councils.find(session, name).place for name in said.councils))
    name = said.scheme or scheme_for_visit(said.visit_start or said.on).name
    scheme(name)  # An unknown one is refused before anything is looked for.
    details = replace(
        opening(places, name, said.product), visit_start=said.visit_start, visit_end=said.visit_end
    )
    codes = [place.code for place in places]
    for known in challenges.opened(session, scheme=name, councils=codes, on=said.on):
        if case(session, known).history[0].details == details:
            return known, False
    reference = open_challenge(
        session, entry, councils=places, scheme_name=name, on=Day(said.on), details=details
    )
    assign(session, reference, entry, _programme_manager(), Day(said.on))
    return reference, True


def _check(said: Opening) -> None:
    if not said.councils:
        raise NoCouncil
    start, end = said.visit_start, said.visit_end
    if (start is None) != (end is None) or (start and end and end < start):
        raise BadPeriod("visit", start, end)


def _programme_manager() -> Newcomer:
    return Newcomer(Role.PROGRAMME_MANAGER, name="", email=house_style().email)
