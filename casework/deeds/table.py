"""All deeds, and how one is carried out: tried first, to show what it would cause, or kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from casework.audit import note
from casework.case import Case
from casework.changes import change
from casework.deeds import actions, aftercare, course, disclosing, learning, letters, papers, people
from casework.deeds.deed import Deed, Doing, Told
from casework.deeds.milestones import recording
from casework.deeds.questions import Raw, understood
from casework.effects import Effects
from casework.record import Entry
from domain.errors import WrongUse
from domain.lifecycle import CouncilCode, Reference
from domain.permissions import Act, Visitor, may
from domain.rules import Scheme
from domain.schemes import known_schemes, scheme


class NoSuchDeed(WrongUse):
    """Nothing of that name can be done to a challenge."""

    def __str__(self) -> str:
        return f"Nothing can be done that is called {self.args[0]!r}. The page of a challenge says what can."


def deeds(of: Scheme) -> Mapping[str, Deed]:
    """Return everything that may be done to a challenge of a scheme, by name, in the order of offering."""
    return _deeds(of.name)


@cache
def _deeds(name: str) -> Mapping[str, Deed]:
    rules = scheme(name).milestones.values()
    table = (
        *map(recording, rules),
        *course.DEEDS,
        *papers.DEEDS,
        *actions.DEEDS,
        *people.DEEDS,
        *disclosing.DEEDS,
        *letters.DEEDS,
        *learning.DEEDS,
        *aftercare.DEEDS,
    )
    return {each.name: each for each in table}


@cache
def all_deeds() -> Mapping[str, Act]:
    """Return the names of all deeds of all schemes, with what one has to be allowed for each."""
    known = (scheme(name) for name in known_schemes())
    return {each.name: each.act for rules in known for each in deeds(rules).values()}


def deed_named(name: str, of: Scheme) -> Deed:
    """Return a deed; ``NoSuchDeed`` if there is none of that name."""
    try:
        return deeds(of)[name]
    except KeyError as error:
        raise NoSuchDeed(name) from error


def offered(on_desk: Case, visitor: Visitor, today: date) -> Iterator[Deed]:
    """Return what somebody may do to a challenge as it stands; milestones stand elsewhere, with obstacles."""
    for each in deeds(on_desk.scheme).values():
        is_theirs = not each.is_milestone and may(visitor, each.act, on_desk.reference)
        if is_theirs and each.is_offered(on_desk, today):
            yield each


GROUPS: tuple[tuple[str, tuple[Deed, ...]], ...] = (
    ("course", course.DEEDS),
    ("people", people.DEEDS),
    ("papers", (*papers.DEEDS, *actions.DEEDS, *disclosing.DEEDS)),
    ("letters", letters.DEEDS),
    ("learning", learning.DEEDS),
    ("afterwards", aftercare.DEEDS),
)
"""What deeds are about; the words of each stand in the template that lists them."""


def grouped(found: Iterable[Deed]) -> Iterator[tuple[str, tuple[Deed, ...]]]:
    """Return deeds by what they are about, each kind that there is of them."""
    wanted = {each.name for each in found}
    for about, known in GROUPS:
        of_it = tuple(each for each in known if each.name in wanted)
        if of_it:
            yield about, of_it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a deed has done, or would do, and what that causes."""

    reference: Reference
    told: Told
    effects: Effects
    after: Case


def carry_out(
    name: str, reference: str, visitor: Visitor, raw: Raw, *, today: date, at: datetime, trial: bool
) -> Outcome:
    """Do it in one transaction and say what it causes; a trial keeps nothing.

    ``BadAnswers`` says what was not understood, ``NotYours`` that somebody else has to do it; what the rules
    refuse, the verb's own error says.
    """
    entry = Entry(visitor.signature, today, at)
    with change(reference, today, trial=trial) as made:
        deed = deed_named(name, made.on_desk.scheme)
        answers = understood(deed.questions(made.on_desk, today), raw)
        doing = Doing(made, visitor, entry, answers)
        doing.check_may(deed.act, CouncilCode(answers.text("council")) or None)
        told = deed.do(doing)
        doing.check_written(deed.act)
        note(made.session, visitor, deed.act, at, made.reference, deed=name)
    return Outcome(made.reference, told, made.effects, made.on_desk)
