"""Somebody decides who may have a single paper, where the scheme only suggests it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.held import Paper, folder
from casework.record import Entry, happen
from domain.days import Day
from domain.disclosures import Availability, Ruling
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import Details, Event, Happening
from domain.outlook import Outlook


class NoSuchPaper(WrongUse):
    """Nothing of that key is held of a challenge."""

    def __str__(self) -> str:
        reference, key = self.args
        return f"Nothing is held of {reference} as {key!r}. `cpc disclose {reference}` lists what is."


class IsPublished(RulesRefuse):
    """A paper is out already."""

    def __str__(self) -> str:
        reference, title = self.args
        return (
            f"{title} of {reference} is published, so everybody has it already. "
            "If that was wrong, correct the milestone that published it."
        )


class UnderNoSection(WrongUse):
    """A paper is withheld, and nobody says under which section."""

    def __str__(self) -> str:
        return f"{self.args[0]} can only be withheld under a section of the Act. Say which, and why."


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of a paper; what is withheld is so under a section."""

    key: str
    ruling: Ruling
    reason: str
    exempt_under: str = ""


def papers(on_desk: Case, view: Outlook) -> tuple[Paper, ...]:
    """Return all that is held of a challenge, whichever council's it is."""
    return folder(on_desk, view, frozenset(view.reading.ever_took_part)).papers


def decide(session: Session, reference: str, entry: Entry, decision: Decision) -> Paper:
    """Write down who may have a paper, and return it as it is handled now.

    ``NoSuchPaper`` if nothing of that key is held, ``IsPublished`` if it is out, ``UnderNoSection`` if it is
    to be withheld for no reason of the law.
    """
    on_desk = case(session, reference, lock=True)
    paper = _paper(on_desk, entry, decision.key)
    if paper.availability is Availability.PUBLISHED:
        raise IsPublished(on_desk.reference, paper.title)
    if decision.ruling is Ruling.WITHHELD and not decision.exempt_under:
        raise UnderNoSection(paper.title)
    section = decision.exempt_under if decision.ruling is Ruling.WITHHELD else ""
    details = Details(
        key=paper.key, ruling=decision.ruling, exempt_under=section or None, reason=decision.reason
    )
    happen(session, reference, entry, Event(0, Happening.DISCLOSED, Day(entry.today), paper.council, details))
    return _paper(case(session, on_desk.reference), entry, paper.key)


def _paper(on_desk: Case, entry: Entry, key: str) -> Paper:
    for each in papers(on_desk, on_desk.on(entry.today)):
        if each.key == key:
            return each
    raise NoSuchPaper(on_desk.reference, key)
