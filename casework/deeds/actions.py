"""How an action goes: what a council, or whoever looks after it, says of one between two plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casework.actions import Update, actions, update
from casework.case import Case
from casework.deeds.asking import on_day
from casework.deeds.deed import Deed, Doing, Told
from casework.deeds.questions import Kind, Option, Question
from casework.spoken import place_name
from domain.contents import Rating
from domain.ledger import ActionKey
from domain.permissions import Act

RATINGS = tuple(Option(each, each.capitalize()) for each in Rating)


def _asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("action", "Which action?", Kind.CHOICE, options=tuple(_options(on_desk, today)))
    hint = "The council’s own words for how far it has come; it is not a score."
    yield Question("rating", "How does it go?", Kind.CHOICE, hint, needed=False, options=RATINGS)
    hint = "Only if it has changed: a day, or a month and a year."
    yield Question("due", "By when will it be done?", Kind.DAY, hint, needed=False)
    hint = "Needed for another date, and where the action is dropped."
    yield Question("reason", "Why", Kind.WORDS, hint, needed=False)
    hint = "A decision, a page, a figure: what the peers can look at."
    yield Question("evidence", "What shows it?", Kind.WORDS, hint, needed=False)
    yield Question("note", "What else there is to say", Kind.WORDS, needed=False)
    yield on_day(today, "On which day was it so?")


def _options(on_desk: Case, today: date) -> Iterator[Option]:
    view = on_desk.on(today)
    for each in actions(on_desk, today):
        hint = f"{each.rating.capitalize()}, due {each.due}"
        place = place_name(view, each.council)
        whose = f"{place}: " if place else ""
        yield Option(each.key, f"{each.key} {whose}{each.action.action}", hint, council=each.council)


def _update(doing: Doing) -> Told:
    answers = doing.answers
    said = Update(
        ActionKey(answers.text("action")),
        Rating(answers.text("rating")) if answers.text("rating") else None,
        answers.day("due", doing.entry.today) if "due" in answers.values else None,
        answers.text("reason"),
        answers.text("evidence"),
        answers.text("note"),
    )
    on = answers.day("on", doing.entry.today)
    is_new = update(doing.session, doing.reference, doing.entry, said, on)
    how = "is written down" if is_new else "had been written down with these words before"
    return Told(f"{doing.reference}: how action {said.key} goes {how}.")


def _has_actions(on_desk: Case, today: date) -> bool:
    return any(True for _ in actions(on_desk, today))


DEEDS = (
    Deed(
        "action",
        Act.UPDATE_ACTION,
        "Say how an action goes",
        "Its rating, another date with the reason for it, and what shows how far it is.",
        _asks,
        _update,
        _has_actions,
    ),
)
"""What may be done about the actions of a plan."""
