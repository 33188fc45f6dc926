"""Opens a challenge by the names that people use for councils, with the people whom every challenge has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.record import BadPeriod, Entry, open_challenge, opening
from casework.team import Newcomer, assign
from db import challenges, councils, standings
from documents.house_style import house_style
from domain.days import Day, long_date
from domain.errors import WrongUse
from domain.lifecycle import Product, Reference
from domain.outlook import Outlook
from domain.people import Role
from domain.pre_election import name_in, periods
from domain.schemes import scheme, scheme_for_visit


@dataclass(frozen=True, slots=True)
class Opening:
    """What is said when a challenge is opened; without a scheme it is that of the visit, or of the day.

    ``source`` says where it comes from if nobody opened it here, as with a sample.
    """

    councils: tuple[str, ...]
    on: date
    scheme: str | None = None
    product: Product = Product.CORPORATE
    visit_start: date | None = None
    visit_end: date | None = None
    source: str | None = None


class NoCouncil(WrongUse):
    """A challenge was to be opened of nobody."""

    def __str__(self) -> str:
        return "A challenge needs at least one council. Name it by its name or code."


class NamedTwice(WrongUse):
    """A council was named more than once, so that perhaps another is missing."""

    def __str__(self) -> str:
        return f"{self.args[0]} is named more than once. Name every council once, by its name or code."


def open_with_people(session: Session, entry: Entry, said: Opening) -> tuple[Reference, bool]:
    """Open a challenge and put the programme manager into the role; say whether it is new.

    Opened a second time with the same words, by a run that was killed and started again, it is the
    challenge that is there already.
    """
    _check(said)
    places = tuple(councils.find(session, name).place for name in said.councils)
    for place in places:
        if places.count(place) > 1:
            raise NamedTwice(place.name)
    name = said.scheme or scheme_for_visit(said.visit_start or said.on).name
    scheme(name)  # An unknown one is refused before anything is looked for.
    details = replace(
        opening(places, name, said.product),
        visit_start=said.visit_start,
        visit_end=said.visit_end,
        source=said.source,
    )
    codes = [place.code for place in places]
    for known in challenges.opened(session, scheme=name, councils=codes, on=said.on):
        if replace(case(session, known).history[0].details, first_time=None) == details:
            return known, False
    details = replace(details, first_time=not challenges.had_one(session, codes, said.on))
    reference = open_challenge(
        session, entry, councils=places, scheme_name=name, on=Day(said.on), details=details
    )
    assign(session, reference, entry, _programme_manager(), Day(said.on))
    return reference, True


def cautions(on_desk: Case, today: date) -> Iterator[str]:
    """Say what is unusual of a challenge that has been opened: another beside it, or odd days."""
    view = on_desk.on(today)
    names = {place.code: place.name for place in view.reading.councils}
    for code, other in standings.running_with(on_desk.session, names, but=on_desk.reference):
        yield f"{names[code]} has {other} open already."
    yield from free_days(view)
    days = [found[0] for name in ("visit_start", "visit_end") if (found := view.reading.day_of(name, None))]
    for period in periods(view.reading, view.calendar, None, days[0], days[-1]) if days else ():
        allow = f"Give others, or `cpc team {on_desk.reference} --allow {period.key}` with a reason"
        yield f"The visit would lie in the pre-election period of {name_in(view.reading, period)}. {allow}."


def free_days(view: Outlook) -> Iterator[str]:
    """Say of a planned visit's first and last day whether it is one on which nobody works."""
    for name, verb in (("visit_start", "begin"), ("visit_end", "end")):
        planned = view.reading.day_of(name, None)
        why = view.calendar.why_not(planned[0]) if planned else None
        if planned and why:
            day = long_date(planned[0])
            which = "" if day.startswith(why) else f" ({why})"
            yield f"The visit would {verb} on {day}, which is no working day{which}."


def _check(said: Opening) -> None:
    if not said.councils:
        raise NoCouncil
    start, end = said.visit_start, said.visit_end
    if (start is None) != (end is None) or (start and end and end < start):
        raise BadPeriod("visit", start, end)


def _programme_manager() -> Newcomer:
    return Newcomer(Role.PROGRAMME_MANAGER, name="", email=house_style().email)
