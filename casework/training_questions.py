"""What is asked of a training event, for a page to draw and the API to describe; and how it is understood.

Whatever cannot be in the answers is said at the question that it is about.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from casework.deeds.questions import Answers, BadAnswers, Fault, Kind, Question, Raw, understood
from domain.training import Training, faults, training

UNCOUNTED = "Leave it empty if nobody counted."
ASKED = (
    Question("title", "What was it called?", Kind.LINE, "Without anybody’s name."),
    Question("first_day", "On which day was it?", Kind.DATE),
    Question("last_day", "Until when, if it took several days?", Kind.DATE, needed=False),
    Question("place", "Where was it?", Kind.LINE, "A town or a building, or “Online”."),
    Question("took_part", "How many people took part?", Kind.NUMBER),
    Question("members", "How many of them were councillors?", Kind.NUMBER, UNCOUNTED, needed=False),
    Question("new_peers", "How many were new to the pool of peers?", Kind.NUMBER, UNCOUNTED, needed=False),
)
"""What has to be said of a training event."""
REASON = Question("reason", "Why?", Kind.WORDS, "It is kept beside what was said before.")
"""What has to be said besides where something was said before."""


def asked_anew(known: Training) -> tuple[Question, ...]:
    """Return what is asked of an event that is put right, with what is known of it filled in."""
    given = {
        "title": known.title,
        "first_day": known.first.isoformat(),
        "last_day": "" if known.last == known.first else known.last.isoformat(),
        "place": known.place,
        "took_part": str(known.took_part),
        "members": _figure(known.members),
        "new_peers": _figure(known.new_peers),
    }
    return (*(replace(each, given=given[each.name]) for each in ASKED), REASON)


def _figure(count: int | None) -> str:
    return "" if count is None else str(count)


def told_in(raw: Raw, today: date) -> Training:
    """Understand what is told of a training event; ``BadAnswers`` says all that is wrong with it."""
    return _told(understood(ASKED, raw), today)


def corrected_in(raw: Raw, today: date) -> tuple[Training, str]:
    """Understand how a training event was instead, and why that is said now."""
    answers = understood((*ASKED, REASON), raw)
    return _told(answers, today), answers.text("reason")


def reason_in(raw: Raw) -> str:
    """Understand why a training event is taken back."""
    return understood((REASON,), raw).text("reason")


def _told(answers: Answers, today: date) -> Training:
    found = training(
        first=answers.exact("first_day") or today,
        last=answers.exact("last_day"),
        title=answers.text("title"),
        place=answers.text("place"),
        took_part=answers.number("took_part"),
        members=_counted(answers, "members"),
        new_peers=_counted(answers, "new_peers"),
    )
    wrong = faults(found, today)
    if told := tuple(Fault(name, f"{_sentence(what)} Mend that and send it again.") for name, what in wrong):
        raise BadAnswers(told)
    return found


def _counted(answers: Answers, name: str) -> int | None:
    return answers.number(name) if name in answers.values else None


def _sentence(what: str) -> str:
    return f"{what[:1].upper()}{what[1:]}."
