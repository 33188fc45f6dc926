"""The ledger: what became of each recommendation at each council that it was made to.

A plan comes in anew from time to time, and between two plans a council says how an action goes. So an action
is not a row of a plan but what all plans and updates say of it: here they are laid side by side, each action
is known again in the next plan, and every date that it ever had is kept with the reason for the next.
Source: domain reference, section 5 ("revised date and reason, RAG, progress note, evidence, closed on. Keep
versions").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from string import ascii_lowercase
from typing import NewType, TypeAlias

from domain.contents import Action, Cited, Plan, Progress, Rating, Recommendation, ReviewFinding
from domain.days import Day
from domain.lifecycle import CouncilCode, Event, Happening
from domain.reading import Reading, Succession

ActionKey = NewType("ActionKey", str)
"""Under what an action goes in its challenge: ``4.2``, the second that was planned for recommendation 4."""

LIKENESS = 0.6
"""How much of two texts has to be the same words for one to be the other written anew: three in five."""
ENDED = frozenset({Rating.DONE, Rating.CHANGED, Rating.DROPPED})
"""With what ratings nothing more is to come of an action; one that was changed is another action now."""
_WORD = re.compile(r"\w+")


class Impact(StrEnum):
    """What the ledger says became of a recommendation."""

    DONE = "done"
    IN_PROGRESS = "in progress"
    CHANGED = "changed"
    DROPPED = "dropped"
    NOT_STARTED = "not started"
    NOT_KNOWN = "not known"


SETTLED = frozenset({Impact.DONE, Impact.CHANGED, Impact.DROPPED})
"""Of what nothing more is to come: what was changed is another recommendation, or another action, by now."""


class Ground(StrEnum):
    """What the ledger goes by when it says what became of a recommendation."""

    REVIEW = "review"
    STATEMENT = "statement"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """An action as a plan had it, and when that plan came in."""

    seq: int
    on: Day
    action: Action


@dataclass(frozen=True, slots=True)
class Promise:
    """A day by which an action was to be done, since when that was so, and why it is not the one before."""

    due: Day
    since: Day
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tracked:
    """An action with all that was ever said of it; ``reason`` says why it was changed or dropped.

    The owners of an action are offices and never people. One that a later plan no longer holds counts as
    dropped on the day on which that plan came in, unless it had ended before.
    """

    key: ActionKey
    council: CouncilCode
    versions: tuple[PlanVersion, ...]
    promises: tuple[Promise, ...]
    rating: Rating
    rated: Day
    reason: str = ""
    evidence: str = ""
    note: str = ""
    closed_on: Day | None = None
    is_left_out: bool = False

    @property
    def action(self) -> Action:
        """The action in the words of the last plan that had it."""
        return self.versions[-1].action

    @property
    def due(self) -> Day:
        """By when it is to be done, as was said last."""
        return self.promises[-1].due

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.closed_on is None

    def is_overdue(self, today: date) -> bool:
        """Say whether it should have been done before a day; where only a month is known, before its end."""
        return self.is_open and self.due.last < today


@dataclass(frozen=True, slots=True)
class Line:
    """A recommendation at one council: what it does about it, and what was said and found of that.

    ``said`` and ``found`` hold what is about the recommendation and what is about its parts.
    """

    recommendation: Recommendation
    council: CouncilCode
    actions: tuple[Tracked, ...] = ()
    said: tuple[Progress, ...] = ()
    found: tuple[ReviewFinding, ...] = ()
    impact: Impact = Impact.NOT_KNOWN
    ground: Ground | None = None

    @property
    def number(self) -> str:
        """The number of the recommendation."""
        return self.recommendation.number

    @property
    def evidence(self) -> str:
        """What shows that it is so, in the words of whoever the ledger goes by."""
        match self.ground:
            case Ground.REVIEW:
                shown = [each.text for each in self.found]
            case Ground.STATEMENT:
                shown = [each.evidence or each.text for each in self.said]
            case _:
                shown = [each.evidence for each in self.actions]
        return " ".join(dict.fromkeys(filter(None, shown)))

    @property
    def open_actions(self) -> tuple[Tracked, ...]:
        """The actions of which something is still to come: none, once the recommendation itself has ended."""
        if self.impact in SETTLED:
            return ()
        return tuple(each for each in self.actions if each.is_open)

    def overdue(self, today: date) -> tuple[Tracked, ...]:
        """Return the open actions that should have been done before a day."""
        return tuple(each for each in self.open_actions if each.is_overdue(today))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of it but that it was recommended."""
        return not (self.actions or self.said or self.found)


Rated: TypeAlias = Progress | ReviewFinding


@dataclass(frozen=True, slots=True)
class Papers:
    """What a ledger is made from: what was recommended, and what was written about it since.

    ``plans`` go by the number of the event that brought each. Of what is ``hidden``, and of what was
    corrected, nothing is told; but its actions keep their keys, and nothing else ever goes under one.
    """

    recommendations: tuple[Recommendation, ...] = ()
    plans: Mapping[int, Plan] = field(default_factory=dict)
    said: Mapping[CouncilCode, tuple[Progress, ...]] = field(default_factory=dict)
    found: Mapping[CouncilCode, tuple[ReviewFinding, ...]] = field(default_factory=dict)
    hidden: Collection[int] = ()


def ledger(reading: Reading, papers: Papers) -> tuple[Line, ...]:
    """Return a line for each recommendation and council, in the order of the report and of the councils."""
    actions = tracked(reading, papers)
    return tuple(
        _line(each, place.code, actions, papers)
        for each in papers.recommendations
        for place in reading.councils
        if each.is_for(place.code)
    )


def _line(asked: Recommendation, council: CouncilCode, actions: Iterable[Tracked], papers: Papers) -> Line:
    cited: set[str] = {asked.number, *(part.number for part in asked.parts)}
    its = tuple(each for each in actions if each.council == council and each.action.recommendation in cited)
    said = tuple(each for each in papers.said.get(council, ()) if each.recommendation in cited)
    found = tuple(each for each in papers.found.get(council, ()) if each.recommendation in cited)
    became, ground = impact(asked, its, said, found)
    return Line(asked, council, its, said, found, became, ground)


# What became of it


def impact(
    asked: Recommendation,
    actions: Sequence[Tracked],
    said: Sequence[Progress],
    found: Sequence[ReviewFinding],
) -> tuple[Impact, Ground | None]:
    """Say what became of a recommendation, and what that goes by.

    What the peers found at the review counts first, because they came to see for themselves; then what the
    council said of the recommendation, which knows better than its list of actions whether it has been met;
    then the actions. Source: the issue ("impact is what the ledger says ..., with evidence") and domain
    reference, section 5 (the review report opens with the split of the recommendations by progress).
    """
    for ground, ratings in (
        (Ground.REVIEW, _ratings(asked, found)),
        (Ground.STATEMENT, _ratings(asked, said)),
        (Ground.ACTIONS, [each.rating for each in actions]),
    ):
        if ratings:
            return together(ratings), ground
    return Impact.NOT_KNOWN, None


def _ratings(asked: Recommendation, rated: Sequence[Rated]) -> list[Rating]:
    """Return the rating of a recommendation as a whole, or those of its parts where there is none.

    A part that nobody rated is not done, so that what is left out does not count as an achievement.
    """
    whole = [each.rating for each in rated if str(each.recommendation) == asked.number]
    parts = [each.rating for each in rated]
    if whole or not parts or len(parts) == len(asked.parts):
        return whole or parts
    return [*parts, Rating.NOT_STARTED]


def together(ratings: Collection[Rating]) -> Impact:
    """Say what several ratings come to: what was dropped counts only where nothing else was done."""
    left = set(ratings) - {Rating.DROPPED}
    if not left:
        return Impact.DROPPED
    if left <= {Rating.DONE, Rating.CHANGED}:
        return Impact.CHANGED if Rating.CHANGED in left else Impact.DONE
    return Impact.NOT_STARTED if left == {Rating.NOT_STARTED} else Impact.IN_PROGRESS


# Actions over time


@dataclass(slots=True)
class _Known:
    """An action that has been seen in some plan; the words by which it is known again are those seen last."""

    key: ActionKey
    whole: str
    words: tuple[str, ...]
    is_held: bool = True
    told: Tracked | None = None


def tracked(reading: Reading, papers: Papers) -> tuple[Tracked, ...]:
    """Return every action that plans have held, with all that was said of it, in the order of their keys."""
    book = _Book()
    lapsed = {each.seq for each in reading.void} | set(papers.hidden)
    passing = {each.event.seq: each for each in reading.successions}
    for event in sorted((*reading.events, *reading.void), key=lambda each: each.seq):
        if event.seq in passing:
            book.pass_on(passing[event.seq])
        elif event.seq in papers.plans:
            book.plan(event, papers.plans[event.seq], is_told=event.seq not in lapsed)
        elif event.kind is Happening.ACTION_UPDATED and event.seq not in lapsed:
            book.update(event)
    return book.told()


class _Book:
    """Takes plans and updates in, one after the other."""

    def __init__(self) -> None:
        self.known: dict[CouncilCode, list[_Known]] = {}
        self.count: dict[str, int] = {}

    def pass_on(self, succession: Succession) -> None:
        """Give a council's actions to its successor, which may have some of its own or of another's."""
        for each in (mine := self.known.pop(succession.old.code, [])):
            if each.told:
                each.told = replace(each.told, council=succession.new.code)
        self.known.setdefault(succession.new.code, []).extend(mine)

    def plan(self, event: Event, plan: Plan, *, is_told: bool) -> None:
        """Take in a plan: what it holds for the first time, what it holds again, and what it leaves out."""
        council = event.council or CouncilCode("")
        mine = self.known.setdefault(council, [])
        same = pairs([(each.whole, each.words, each.is_held) for each in mine], plan.actions)
        before = list(mine)
        for index, action in enumerate(plan.actions):
            known = before[same[index]] if index in same else self._new(action, mine)
            known.words = words_of(action.action)
            if is_told:
                known.is_held = True
                known.told = _planned(known, council, PlanVersion(event.seq, event.on, action))
        if is_told:
            for position in set(range(len(before))) - set(same.values()):
                _leave_out(before[position], event.on)

    def _new(self, action: Action, mine: list[_Known]) -> _Known:
        whole = whole_number(action.recommendation)
        self.count[whole] = self.count.get(whole, 0) + 1
        mine.append(_Known(ActionKey(f"{whole}.{self.count[whole]}"), whole, words_of(action.action)))
        return mine[-1]

    def update(self, event: Event) -> None:
        """Take in what was said of an action; of one that no plan in force ever held, nothing can be said."""
        for known in (each for those in self.known.values() for each in those):
            if known.key == event.details.key and known.told:
                known.told = _updated(known.told, event)

    def told(self) -> tuple[Tracked, ...]:
        """Return the actions that are told of, in the order of their keys."""
        found = (each.told for those in self.known.values() for each in those if each.told)
        return tuple(sorted(found, key=lambda each: _order(each.key)))


def pairs(known: Sequence[tuple[str, tuple[str, ...], bool]], actions: Sequence[Action]) -> dict[int, int]:
    """Say which known action each action of a later plan is, as positions; what is new is in neither.

    An action is known again only under its own recommendation: by the same words, even if a plan between had
    left it out, or else by the closest, as long as three words in five are the same.
    """
    found: dict[int, int] = {}
    words = [words_of(each.action) for each in actions]
    wholes = [whole_number(each.recommendation) for each in actions]
    for index in range(len(actions)):
        for position, (whole, its, _) in enumerate(known):
            if position not in found.values() and (whole, its) == (wholes[index], words[index]):
                found[index] = position
                break
    near = [
        (-likeness(its, words[index]), index, position)
        for index in range(len(actions))
        for position, (whole, its, is_held) in enumerate(known)
        if index not in found and position not in found.values() and is_held and whole == wholes[index]
    ]
    for distance, index, position in sorted(near):
        if -distance >= LIKENESS and index not in found and position not in found.values():
            found[index] = position
    return found


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Say how much of two texts is the same words in the same order: nothing is 0, everything 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def words_of(text: str) -> tuple[str, ...]:
    """Return the words by which an action is known again."""
    return tuple(_WORD.findall(text.casefold()))


def whole_number(number: Cited) -> str:
    """Return the number of a recommendation without that of its part: ``4`` of ``4a``."""
    return number.rstrip(ascii_lowercase)


def _planned(known: _Known, council: CouncilCode, version: PlanVersion) -> Tracked:
    """Take in an action as a plan has it.

    A plan says something new of an action where it differs from the plan before: a date that it repeats has
    not been set anew, whatever the council has said of it in between.
    """
    action, on = version.action, version.on
    if known.told is None:
        first = Tracked(
            known.key, council, (version,), (Promise(action.due, on),), action.status, on, action.reason
        )
        return replace(first, closed_on=on if action.status in ENDED else None)
    before = known.told.action
    told = replace(known.told, council=council, versions=(*known.told.versions, version))
    if known.told.is_left_out:
        told = _rated(replace(told, is_left_out=False, closed_on=None), action.status, on, action.reason)
    elif action.status is not before.status:
        told = _rated(told, action.status, on, action.reason)
    return told if action.due == before.due else _promised(told, Promise(action.due, on, action.reason))


def _updated(told: Tracked, event: Event) -> Tracked:
    said = event.details
    reason = said.reason or ""
    if said.rating:
        told = _rated(told, Rating(said.rating), event.on, reason)
    if said.due:
        told = _promised(told, Promise(said.due, event.on, reason))
    return replace(told, evidence=said.evidence or told.evidence, note=said.note or told.note)


def _rated(told: Tracked, rating: Rating, on: Day, reason: str) -> Tracked:
    closed_on = (told.closed_on or on) if rating in ENDED else None
    return replace(told, rating=rating, rated=on, reason=reason, closed_on=closed_on)


def _promised(told: Tracked, promise: Promise) -> Tracked:
    return told if promise.due == told.due else replace(told, promises=(*told.promises, promise))


def _leave_out(known: _Known, on: Day) -> None:
    known.is_held = False
    if known.told and known.told.is_open:
        known.told = replace(_rated(known.told, Rating.DROPPED, on, ""), is_left_out=True)


def _order(key: ActionKey) -> tuple[int, ...]:
    return tuple(int(each) for each in key.split("."))
