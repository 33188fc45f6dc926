"""The peers that a period's visits and reviews took: how many people, how many councillors, how many days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from casework.board.seen import Seen
from domain.board import BoardPeriod, FigureRow, Measure
from domain.days import Day, Precision
from domain.lifecycle import CouncilCode, Milestone, PersonId
from domain.measures import measure
from domain.people import ROLES, Side, roles_on


class Sitting(NamedTuple):
    """A visit or review of the period: whose, when, for how many days, and who was there."""

    seen: Seen
    what: str
    on: Day
    council: CouncilCode | None
    days: int | None
    team: frozenset[PersonId]
    members: frozenset[PersonId]

    def row(self, words: str) -> FigureRow:
        """Return the line for it, in which nobody is named."""
        return self.seen.row(self.on, f"{self.what}: {words}", self.council)


def peers(found: Sequence[Seen], period: BoardPeriod) -> Iterator[Measure]:
    """Count the peers of a period; a visit of which no team is recorded is kept apart."""
    all_of_them = [each for one in found for each in _sittings(one, period)]
    known = [each for each in all_of_them if each.team]
    untold = [each.row("no team is recorded.") for each in all_of_them if not each.team]
    everybody = {person for each in known for person in each.team}
    yield measure(
        "peers", [each.row(f"{len(each.team)} in the team.") for each in known], untold, value=len(everybody)
    )
    councillors = {person for each in known for person in each.members}
    rows = [each.row(f"{len(each.members)} of them councillors.") for each in known if each.members]
    yield measure("member_peers", rows, value=len(councillors))
    dated = [(each, each.days) for each in known]
    days = [(each, count * len(each.team)) for each, count in dated if count]
    yield measure(
        "peer_days",
        [each.row(f"{each.days} days times {len(each.team)} is {count}.") for each, count in days],
        [*untold, *(each.row("how many days is not known.") for each, count in dated if not count)],
        value=sum(count for _, count in days),
    )


def _sittings(seen: Seen, period: BoardPeriod) -> Iterator[Sitting]:
    """Go through the visit of a challenge and the reviews of its councils, as far as they lie in a period."""
    reading = seen.known.reading
    began, ended = seen.visited_on, seen.met(Milestone.VISIT_ENDED)
    if began and period.holds(began):
        there = reading.attended(Milestone.VISIT_ENDED) or _in_team(seen, began)
        yield Sitting(seen, "Visit", began, None, _days(began, ended), *_team(seen, there))
    for (held, start, there), codes in _reviews(seen, period).items():
        for code in [None] if len(codes) == len(seen.places) else codes:
            yield Sitting(seen, "Review", held, code, _days(start, held), *_team(seen, there))


def _reviews(
    seen: Seen, period: BoardPeriod
) -> dict[tuple[Day, Day, tuple[PersonId, ...]], list[CouncilCode]]:
    """Return the reviews of a period with whose they were: the same days by the same people are one."""
    found: dict[tuple[Day, Day, tuple[PersonId, ...]], list[CouncilCode]] = {}
    for place in seen.places:
        held = seen.met(Milestone.REVIEW_HELD, place.code)
        if held and period.holds(held):
            start = seen.known.reading.day_of("review_start", place.code)
            there = seen.known.reading.attended(Milestone.REVIEW_HELD, place.code)
            found.setdefault((held, Day(start[0]) if start else held, there), []).append(place.code)
    return found


def _team(seen: Seen, there: Sequence[PersonId]) -> tuple[frozenset[PersonId], frozenset[PersonId]]:
    """Return who of those that were there is a peer, and who of the peers a councillor."""
    ours = {each.person: each.role for each in seen.known.reading.holdings}
    team = frozenset(person for person in there if ours.get(person) in _PEERS)
    return team, frozenset(person for person in team if ROLES[ours[person]].member)


_PEERS = frozenset(roles_on(Side.PEERS))


def _in_team(seen: Seen, on: Day) -> tuple[PersonId, ...]:
    """Return who was in the team on the first day of a visit, where nobody wrote down who attended."""
    reading = seen.known.reading
    left = [(each, reading.left_on(each)) for each in reading.holdings if each.role in _PEERS]
    return tuple(
        each.person
        for each, gone in left
        if each.since <= on.last and (gone is None or gone.on.first > on.last)
    )


def _days(first: Day, last: Day | None) -> int | None:
    """Count days from one to another; nothing if either is not known to the day."""
    if last is None or {first.precision, last.precision} != {Precision.DAY}:
        return None
    return max(1, (last.first - first.first).days + 1)
