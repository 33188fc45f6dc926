"""Opening a challenge: the one deed that is done before there is a challenge to do it to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework.audit import note
from casework.case import case
from casework.changes import change
from casework.deeds.deed import NotYours, Told
from casework.deeds.questions import Answers, Kind, Option, Question, Raw, understood
from casework.deeds.table import Outcome
from casework.opening import Opening, cautions, open_with_people
from casework.record import Entry
from db import councils as register
from domain.lifecycle import Product
from domain.permissions import TABLE, Act, Visitor, may
from domain.schemes import known_schemes, scheme

TITLE = "Open a challenge"
WORDS = "Its rules stay the same for good. The programme manager is in their role from the start."


def questions(today: date) -> Iterator[Question]:
    """Return what has to be said of a new challenge."""
    yield Question("councils", "Which councils?", Kind.LINES, "By name or code, one a line.")
    yield Question("on", "When was it opened?", Kind.DATE, needed=False, given=today.isoformat())
    products = tuple(Option(each, each.label.capitalize()) for each in Product)
    yield Question("product", "What does it look at?", Kind.CHOICE, options=products, given=Product.CORPORATE)
    yield Question("visit_start", "First day of the visit, if it is known", Kind.DATE, needed=False)
    yield Question("visit_end", "Last day of the visit, if it is known", Kind.DATE, needed=False)
    rules = tuple(Option(name, scheme(name).title) for name in known_schemes())
    hint = "Those of the visit's date, if none is chosen. They stay the same for good."
    yield Question("scheme", "Under which rules?", Kind.CHOICE, hint, needed=False, options=rules)


def open_up(visitor: Visitor, raw: Raw, *, today: date, at: datetime, trial: bool) -> Outcome:
    """Open a challenge, or find the one that was opened with these words before; a trial keeps nothing."""
    if not may(visitor, Act.OPEN):
        raise NotYours("the programme", TABLE[Act.OPEN].words)
    answers = understood(questions(today), raw)
    with change(None, today, trial=trial) as made:
        if not register.listed(made.session, past=True):
            register.load_samples(made.session)
        entry = Entry(visitor.signature, today, at)
        made.reference, is_new = open_with_people(made.session, entry, _said(answers, today))
        note(made.session, visitor, Act.OPEN, at, made.reference)
        told = _told(made.session, made.reference, today, is_new=is_new)
    return Outcome(made.reference, told, made.effects, made.on_desk)


def _said(answers: Answers, today: date) -> Opening:
    return Opening(
        councils=answers.several("councils"),
        on=answers.exact("on") or today,
        scheme=answers.text("scheme") or None,
        product=Product(answers.text("product")),
        visit_start=answers.exact("visit_start"),
        visit_end=answers.exact("visit_end"),
    )


def _told(session: Session, reference: str, today: date, *, is_new: bool) -> Told:
    on_desk = case(session, reference)
    if not is_new:
        return Told(f"{reference} had been opened with these words before.")
    what = f"{reference} is open, under the scheme {on_desk.scheme.name}."
    return Told(what, cautions=tuple(cautions(on_desk, today)))
