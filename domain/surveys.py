"""When the surveys of a challenge are open, and whom they ask: read from its history and nothing else.

A survey is of those who took part, so it asks who held a role when it opened, and not whoever holds it when a
reminder goes out. It opens on the day on which its milestone was known, which leaves people their time
however late it was written down. Once it has closed it stays closed, whatever is corrected later: figures
that have been shown may not move, because by how they move one could tell a single answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.lifecycle import CouncilCode, Event, Happening, Kind, PersonId
from domain.parts import Part, is_of, parts, share_a_part
from domain.people import ROLES, Holding, Side
from domain.reading import Reading
from domain.rules import AudienceRule, Per, Scheme, SurveyRule


@dataclass(frozen=True, slots=True)
class Opening:
    """A survey of a challenge, or of one of its councils by the code of that day: its first and last day.

    One whose cause was ``known`` only after its last day has asked nobody.
    """

    survey: SurveyRule
    council: CouncilCode | None
    first: date
    last: date
    known: date

    def has_closed(self, today: date) -> bool:
        """Whether nobody can answer any more; on the last day people still can."""
        return today > self.last

    @property
    def came_too_late(self) -> bool:
        """Whether it had closed before anybody could be asked."""
        return self.known > self.last


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody whom a survey asks: in which role they took part, and with whom their answers are counted."""

    holding: Holding
    audience: AudienceRule
    has_left: bool
    has_answered: bool

    @property
    def person(self) -> PersonId:
        """Who it is."""
        return self.holding.person


def openings(reading: Reading, scheme: Scheme, today: date) -> tuple[Opening, ...]:
    """Return the surveys that have opened by a day, those that have closed since included."""
    return tuple(
        Opening(rule, council, *_days(cause, rule, today), cause.known(today))
        for rule in scheme.surveys.values()
        for council, cause in _by_council(_causes(reading, rule, scheme, today)).items()
    )


def _causes(
    reading: Reading, rule: SurveyRule, scheme: Scheme, today: date
) -> Iterator[tuple[Event, Part | None]]:
    """Go through what opened a survey first: of each part that councils have, or of the whole challenge."""
    is_shared = scheme.milestones[rule.opens_with].per is Per.CHALLENGE
    for part in [None] if is_shared else parts(reading):
        if cause := _cause(reading, rule, part, today):
            yield cause, part


def _by_council(causes: Iterable[tuple[Event, Part | None]]) -> dict[CouncilCode | None, Event]:
    """Name each by its council's code of that day.

    A council that had its survey and then took another council in may have one more: that goes by the other.
    """
    found: dict[CouncilCode | None, Event] = {}
    for cause, part in sorted(causes, key=lambda each: each[0].seq):
        if cause not in found.values():
            found[part[0].council if part and cause.council in found else cause.council] = cause
    return found


def opening_of(
    reading: Reading, scheme: Scheme, survey: str, council: CouncilCode | None, today: date
) -> Opening | None:
    """Return a survey by its name and its council's code of any day; none if it has not opened.

    Of two councils that became one each may have had its own: what was opened under a code is found by it.
    """
    named = [each for each in openings(reading, scheme, today) if each.survey.name == survey]
    own = (each for each in named if each.council == council)
    inherited = (each for each in named if share_a_part(reading, each.council, council))
    return next(own, None) or next(inherited, None)


def respondents(reading: Reading, opening: Opening) -> tuple[Respondent, ...]:
    """Return everybody whom a survey asks, each once, in the first of their roles that it names."""
    found: dict[PersonId, Respondent] = {}
    for holding, audience in _asked(reading, opening):
        if holding.person not in found:
            found[holding.person] = Respondent(
                holding,
                audience,
                has_left=reading.left_on(holding) is not None,
                has_answered=_has_answered(reading, opening, holding.person),
            )
    return tuple(found.values())


def changes_who_is_asked(kinds: Collection[Kind], scheme: Scheme) -> bool:
    """Say whether events of these kinds open a survey, or change who took part in what it is about."""
    opens = {
        milestone for each in scheme.surveys.values() for milestone in (each.opens_with, each.attended_with)
    }
    return not (opens | _WHO_TOOK_PART).isdisjoint(kinds)


_WHO_TOOK_PART: frozenset[Kind | None] = frozenset(
    {Happening.ASSIGNED, Happening.RELEASED, Happening.CORRECTED, Happening.SUPERSEDED}
)


def _cause(reading: Reading, rule: SurveyRule, part: Part | None, today: date) -> Event | None:
    """Return what opened a survey first, but for what was corrected while it lasted."""
    for event in reading.causes.get(rule.opens_with, ()):
        if part is None or is_of(part, event):
            undone = _undone(reading, event, today)
            if undone is None or undone > _days(event, rule, today)[1]:
                return event
    return None


def _days(event: Event, rule: SurveyRule, today: date) -> tuple[date, date]:
    """Return from when to when a survey is open: from the day on which its cause was known.

    Nobody is asked about what had been over for as long as the survey lasts before it was known: by then that
    survey has closed.
    """
    lasts = timedelta(days=rule.closes_after)
    known, happened = event.known(today), event.on.last
    first = known if known <= happened + lasts else happened
    return first, first + lasts


def _undone(reading: Reading, event: Event, today: date) -> date | None:
    """Return the day on which it was known that an event has not happened, if it has not."""
    if event not in reading.void:
        return None
    return min(each.known(today) for each in reading.events if each.undoes == event.seq)


def _asked(reading: Reading, opening: Opening) -> Iterator[tuple[Holding, AudienceRule]]:
    for audience in opening.survey.audiences.values():
        for role in audience.members:
            for holding in reading.holdings:
                if holding.role is role and _took_part(reading, opening, holding):
                    yield holding, audience


def _took_part(reading: Reading, opening: Opening, holding: Holding) -> bool:
    """Say whether somebody was there when a survey opened.

    Whom the peers have met is often entered only when somebody finds the time.
    """
    facts, left = ROLES[holding.role], reading.left_on(holding)
    came_by = opening.last if facts.optional else opening.first
    if holding.since > came_by or (left and left.on.last < opening.first):
        return False
    if facts.side is Side.COUNCIL:
        return opening.council is None or share_a_part(reading, holding.council, opening.council)
    attended = _attended(reading, opening)
    return not attended or holding.person in attended


def _attended(reading: Reading, opening: Opening) -> tuple[PersonId, ...]:
    """Return who was there, as was recorded of the council whose survey it is, or of the whole challenge."""
    said = [
        (each.council == opening.council, each.on.first <= opening.first, each.seq, each.details.attended)
        for each in reading.events
        if each.kind is opening.survey.attended_with
        and (each.council is None or share_a_part(reading, each.council, opening.council))
    ]
    return max(said, default=(False, False, 0, ()))[3]


def _has_answered(reading: Reading, opening: Opening, person: PersonId) -> bool:
    return any(
        (each.details.survey, each.details.person) == (opening.survey.name, person)
        and _is_of(each.council, reading, opening)
        for each in reading.events
        if each.kind is Happening.SURVEY_ANSWERED
    )


def _is_of(council: CouncilCode | None, reading: Reading, opening: Opening) -> bool:
    """Say whether what stands beside a council's code is of a survey, and not of another under that code."""
    others = {each.council for each in reading.causes.get(opening.survey.opens_with, ())} - {opening.council}
    return council not in others and share_a_part(reading, council, opening.council)
