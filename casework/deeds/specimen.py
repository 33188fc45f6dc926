"""What deeds ask in general, before anybody says of which challenge: for whoever describes them.

Questions are asked of a challenge. So two are opened in memory, one of two councils and one of a single
council on another day, and each deed is asked of both: what can be chosen in both can be chosen in any, and
what is asked of one alone need not be answered in every challenge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from sqlalchemy.orm import Session

from casework.case import Case, working_days
from casework.deeds import opening
from casework.deeds.questions import Question
from casework.deeds.table import deeds
from db.models import Base
from db.papers import Done
from db.session import connect
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Event, Happening, Place, Product, Reference
from domain.rules import Scheme
from domain.schemes import known_schemes, scheme

JOINT, SINGLE = (2, date(2025, 1, 6)), (1, date(2025, 6, 2))
"""Of how many councils each specimen is, and when it was opened."""


@cache
def asked() -> Mapping[str, tuple[Question, ...]]:
    """Return what every deed of every scheme asks, by its name, with what can be chosen in any challenge."""
    found: dict[str, dict[str, Question]] = {}
    with _blank() as session:
        for rules in map(scheme, known_schemes()):
            joint, single = (_opened(session, rules, *each) for each in (JOINT, SINGLE))
            for name, deed in deeds(rules).items():
                others = {each.name: each for each in deed.questions(single, SINGLE[1])}
                known = found.setdefault(name, {})
                for each in deed.questions(joint, JOINT[1]):
                    known[each.name] = _together(
                        known.get(each.name), _in_common(each, others.get(each.name))
                    )
    return {name: tuple(questions.values()) for name, questions in found.items()}


def asked_at_opening() -> tuple[Question, ...]:
    """Return what is asked of a new challenge."""
    return tuple(replace(each, given="") for each in opening.questions(SINGLE[1]))


def _in_common(one: Question, other: Question | None) -> Question:
    """Return a question with what can be chosen both times, needed only if it is asked both times."""
    if other is None:
        return replace(one, options=(), given="", needed=False)
    options = tuple(each for each in one.options if each in other.options)
    return replace(one, options=options, given=one.given if one.given == other.given else "")


def _together(known: Question | None, new: Question) -> Question:
    """Return a question that two schemes ask: what can be chosen in one of them may be chosen."""
    if known is None:
        return new
    options = (*known.options, *(each for each in new.options if each not in known.options))
    return replace(new, options=options, needed=known.needed and new.needed)


@contextmanager
def _blank() -> Iterator[Session]:
    """Give a database in memory with nothing in it."""
    engine = connect("sqlite://")
    try:
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def _opened(session: Session, rules: Scheme, number: int, on: date) -> Case:
    """Return a challenge of some councils that was opened on a day, and nothing else."""
    places = tuple(
        Place(CouncilCode(f"{on:%b}{n}".upper()), f"Council {n}", "Region", "County")
        for n in range(1, number + 1)
    )
    details = Details(scheme=rules.name, product=Product.CORPORATE, councils=places)
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    event = Event(1, Happening.OPENED, Day(on), details=details, by="specimen", at=at)
    return Case(
        session=session,
        reference=Reference("specimen"),
        scheme=rules,
        history=(event,),
        calendar=working_days(session),
        done=Done(),
        people={},
        is_first_time=False,
        kinds={},
    )
