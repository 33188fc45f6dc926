"""What the adviser and a council agree after a hand-over: written down, and listed as long as it is to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.record import Entry, happen, whose
from casework.spoken import holders, place_name
from domain.aftercare import ToDo, still_to_do
from domain.days import Day
from domain.errors import WrongUse
from domain.lifecycle import CouncilCode, Details, Event, Happening
from domain.outlook import Outlook
from domain.people import ROLES, Role
from domain.support import OfferKey, offer_named
from domain.uptakes import Uptake


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed, in words; about an offer of support, also what became of it.

    What is still to be decided is come back to by ``until``.
    """

    words: str
    offer: OfferKey | None = None
    uptake: Uptake | None = None
    until: date | None = None
    council: CouncilCode | None = None


class HalfAnAnswer(WrongUse):
    """An offer was named without what became of it, or the other way round."""

    def __str__(self) -> str:
        return (
            "An offer of support goes with what became of it. "
            "Name both, or neither if nothing but a talk is to be written down."
        )


class NothingToComeBackTo(WrongUse):
    """A day was named by which to come back to something that is settled."""

    def __str__(self) -> str:
        return (
            "Only what is still to be decided is come back to. "
            "Leave the day out, or say that it is still to be decided."
        )


def agree(session: Session, reference: str, entry: Entry, said: Agreement, on: Day) -> bool:
    """Write down what was agreed with a council; return False if that stands there as the last word already.

    ``UnknownOffer`` if no catalogue has such an offer, ``WhichCouncil`` if a council is missing.
    """
    _check(said)
    view = case(session, reference, lock=True).on(entry.today)
    council = whose(view.reading, "What was agreed", said.council)
    details = Details(offer=said.offer, uptake=said.uptake, until=said.until, reason=said.words)
    mine = [each for each in view.reading.aftercare if each.council == council]
    if mine and (mine[-1].on, mine[-1].details) == (on, details):
        return False
    happen(session, reference, entry, Event(0, Happening.AFTERCARE, on, council, details))
    return True


def _check(said: Agreement) -> None:
    if (said.offer is None) is not (said.uptake is None):
        raise HalfAnAnswer
    if said.until and said.uptake is not Uptake.TO_DECIDE:
        raise NothingToComeBackTo
    if said.offer:
        offer_named(said.offer)


# What is still to do


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something still to do after a hand-over: with which council, about which offer, by when and by whom."""

    to_do: ToDo
    place: str
    offer: str
    is_late: bool
    people: tuple[str, ...]


def follow_ups(on_desk: Case, view: Outlook) -> tuple[FollowUp, ...]:
    """Return what the adviser still has to do with the councils of a challenge."""
    adviser = holders(view, on_desk.people, ROLES[Role.PRINCIPAL_ADVISER].title, None)
    return tuple(
        FollowUp(
            each,
            place_name(view, each.council),
            offer_named(each.offer).title if each.offer else "",
            each.is_late(view.today),
            adviser,
        )
        for each in still_to_do(view.reading, view.documents)
    )
