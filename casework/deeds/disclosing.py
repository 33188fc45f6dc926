"""Somebody decides whether whoever asks may have a paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casework import rulings
from casework.case import Case
from casework.deeds.deed import Deed, Doing, Told
from casework.deeds.questions import Kind, Option, Question
from casework.held import Paper
from casework.rulings import Decision
from domain.days import long_date
from domain.disclosures import Availability, Ruling
from domain.permissions import Act

_TO_BE_DECIDED = tuple(each for each in Availability if each is not Availability.PUBLISHED)


def _undecided(on_desk: Case, today: date) -> Iterator[Paper]:
    papers = rulings.papers(on_desk, on_desk.on(today))
    return (each for each in papers if each.availability in _TO_BE_DECIDED)


def _is_held(on_desk: Case, today: date) -> bool:
    return any(_undecided(on_desk, today))


def _asks(on_desk: Case, today: date) -> Iterator[Question]:
    options = tuple(
        Option(each.key, f"{each.title}, {long_date(each.dated)}", _stands(each))
        for each in _undecided(on_desk, today)
    )
    yield Question("paper", "Which paper?", Kind.CHOICE, options=options)
    rulings_ = tuple(Option(each, each.label.capitalize()) for each in Ruling)
    yield Question("ruling", "What is decided?", Kind.CHOICE, options=rulings_)
    hint = "Needed if it is withheld: “section 40, personal information”."
    yield Question("section", "Under which section of the Act?", Kind.LINE, hint, needed=False)
    yield Question("reason", "Why", Kind.WORDS, "It is kept in the history.")


def _stands(paper: Paper) -> str:
    section = f" ({paper.exempt_under})" if paper.exempt_under else ""
    return f"{paper.availability.label.capitalize()}{section}"


def _decide(doing: Doing) -> Told:
    key, section, reason = (doing.answers.text(name) for name in ("paper", "section", "reason"))
    decision = Decision(key, Ruling(doing.answers.text("ruling")), reason, section)
    paper = rulings.decide(doing.session, doing.reference, doing.entry, decision)
    return Told(f"{doing.reference}: {paper.title} is {paper.availability.label} now.")


DEEDS = (
    Deed(
        "disclose",
        Act.DISCLOSE,
        "Decide who may have a paper",
        "The scheme suggests what is exempt; what is decided here of a single paper counts before that.",
        _asks,
        _decide,
        _is_held,
    ),
)
"""What may be decided of papers."""
