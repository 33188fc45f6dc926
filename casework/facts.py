"""Facts beside the milestones: how a visit is held, what else it looks at, who controls a council."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from casework.case import case
from casework.record import Entry, WhichCouncil, happen
from db import challenges
from domain.days import Day
from domain.errors import WrongUse
from domain.lifecycle import CouncilCode, Details, Event, Happening, Mode
from domain.outlook import Outlook


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts to be set; what is left out stays as it is."""

    mode: Mode | None = None
    focus: tuple[str, ...] = ()
    control: str | None = None
    council: CouncilCode | None = None


class NoFacts(WrongUse):
    """Nothing was said."""

    def __str__(self) -> str:
        return "No fact was given. Give --mode, --focus or --control."


def set_facts(session: Session, reference: str, entry: Entry, facts: Facts, on: Day) -> bool:
    """Write facts down; return False if all of them stand there already."""
    view = case(session, challenges.get(session, reference, lock=True).reference).on(entry.today)
    events = [*_of_the_challenge(facts, view), *_of_a_council(facts, view)]
    if not (facts.mode or facts.focus or facts.control):
        raise NoFacts
    for council, details in events:
        happen(session, reference, entry, Event(0, Happening.FACTS_SET, on, council, details))
    return bool(events)


def _of_the_challenge(facts: Facts, view: Outlook) -> list[tuple[CouncilCode | None, Details]]:
    known = view.reading
    mode = facts.mode if facts.mode is not known.mode else None
    focus = facts.focus if facts.focus != known.focus else ()
    return [(None, Details(mode=mode, focus=focus))] if mode or focus else []


def _of_a_council(facts: Facts, view: Outlook) -> list[tuple[CouncilCode | None, Details]]:
    if not facts.control:
        return []
    codes = [place.code for place in view.reading.councils]
    council = facts.council or (codes[0] if len(codes) == 1 else None)
    if council not in codes:
        raise WhichCouncil("Controlling group", tuple(codes))
    known = view.reading.control.get(council) == facts.control
    return [] if known else [(council, Details(control=facts.control))]
