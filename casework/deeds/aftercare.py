"""What is done after a challenge has been handed over: the adviser says what was agreed with the council."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casework import aftercare
from casework.aftercare import Agreement
from casework.case import Case
from casework.deeds.asking import code, council, on_day
from casework.deeds.deed import Deed, Doing, Told
from casework.deeds.questions import Kind, Option, Question
from domain.permissions import Act
from domain.support import OfferKey, catalogue, offer_named
from domain.uptakes import Uptake


def _asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield from council(on_desk, today)
    hint = "It is kept in the history, for those who work for the programme."
    yield Question("words", "What was agreed?", Kind.WORDS, hint)
    offers = tuple(Option(each.key, each.title, each.words) for each in catalogue().offers)
    hint = "None, if it was a talk about other things."
    yield Question("offer", "About which offer of support?", Kind.CHOICE, hint, needed=False, options=offers)
    answers = tuple(Option(each, each.label) for each in Uptake)
    yield Question("uptake", "What became of the offer?", Kind.CHOICE, needed=False, options=answers)
    hint = "If it is still to be decided."
    yield Question("until", "By when do you come back to it?", Kind.DATE, hint, needed=False)
    yield on_day(today, "When did you speak?")


def _agree(doing: Doing) -> Told:
    answers = doing.answers
    offer, uptake = answers.text("offer"), answers.text("uptake")
    said = Agreement(
        words=answers.text("words"),
        offer=OfferKey(offer) if offer else None,
        uptake=Uptake(uptake) if uptake else None,
        until=answers.exact("until"),
        council=code(answers.text("council")),
    )
    on = answers.day("on", doing.entry.today)
    is_new = aftercare.agree(doing.session, doing.reference, doing.entry, said, on)
    how = "is written down" if is_new else "had been written down with these words before"
    about = f" about “{offer_named(offer).title}”" if offer else ""
    return Told(f"{doing.reference}: what was agreed{about} {how}.")


def _is_handed_over(on_desk: Case, today: date) -> bool:
    return any(each.rule.hands_over and not each.lapsed for each in on_desk.on(today).documents)


DEEDS = (
    Deed(
        "aftercare",
        Act.AFTERCARE,
        "Say what was agreed after the hand-over",
        "It is taken off the list of what is still to do; what is still to be decided stays on it.",
        _asks,
        _agree,
        _is_handed_over,
    ),
)
"""What may be done once a challenge has been handed over."""
