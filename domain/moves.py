"""What may be recorded next, and for what may not, every condition that is unmet and who can meet it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from domain.calendars import Calendar
from domain.consents import without_expired
from domain.contents import Content
from domain.days import Day, long_date
from domain.elections import PreElection
from domain.errors import RulesRefuse
from domain.history_reader import read
from domain.lifecycle import DATES, CouncilCode, Details, Event, History, Milestone
from domain.people import NO_INTEREST, ROLES, ChallengeWarning, Role, review_warnings, team_warnings
from domain.pre_election import name_in, periods
from domain.reading import Reading
from domain.rounds import fact_check, is_changed, is_changed_without_leave
from domain.rules import MilestoneRule, Offset, Per, Scheme
from domain.working_days import FIRST_YEAR, LAST_YEAR


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A condition that is not met, and the title of the role that can meet it.

    Nobody can put right a day that cannot be; there another day has to be given.
    """

    text: str
    who: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.who} can put that right)" if self.who else self.text


@dataclass(frozen=True, slots=True)
class Move:
    """A milestone that has not been met, for the challenge or for one council."""

    milestone: Milestone
    title: str
    council: CouncilCode | None
    obstacles: tuple[Obstacle, ...]

    @property
    def is_allowed(self) -> bool:
        """Whether it may be recorded now."""
        return not self.obstacles


class NotYet(RulesRefuse):
    """A milestone may not be recorded, because conditions are not met."""

    def __str__(self) -> str:
        what, obstacles = self.args
        unmet = "; ".join(map(str, obstacles))
        if not any(each.who for each in obstacles):
            return f"{what} cannot be recorded: {unmet}. Give another day."
        these = "this" if len(obstacles) == 1 else "these"
        return f"{what} cannot be recorded: {unmet}. Put {these} right first."


class WouldBreak(RulesRefuse):
    """A correction would leave later milestones without what they rest on."""

    def __str__(self) -> str:
        seq, *names = self.args
        rests, that = ("rests", "that") if len(names) == 1 else ("rest", "those")
        why = f"{' and '.join(names)} {rests} on it"
        return f"Event {seq} cannot be undone, because {why}. Correct {that} first, then this."


def warnings(reading: Reading, scheme: Scheme) -> tuple[ChallengeWarning, ...]:
    """Return what the programme wants looked at in the peer team, with what has been allowed and why."""
    found = team_warnings(reading.team, reading.control, reading.councils) if reading.team else ()
    original = reading.attended(Milestone.VISIT_ENDED) or tuple(each.person for each in reading.team)
    whole_team = scheme.milestones[Milestone.REVIEW_HELD].whole_team
    for place in reading.councils:
        attending = reading.attended(Milestone.REVIEW_HELD, place.code) or reading.attended(
            Milestone.REVIEW_SCHEDULED, place.code
        )
        found += review_warnings(original, attending, place, whole_team=whole_team)
    return tuple(ChallengeWarning(each.key, each.text, reading.allowed.get(each.key)) for each in found)


def moves(reading: Reading, scheme: Scheme, calendar: Calendar, today: date) -> tuple[Move, ...]:
    """Return every milestone that is not met yet, with what stands in its way on a day."""
    return tuple(
        Move(
            rule.milestone,
            rule.title,
            council,
            (
                *_unmet(reading, scheme, rule, council, today),
                *_before_poll(reading, calendar, rule, council, Day(today)),
            ),
        )
        for rule, council in to_come(reading, scheme)
    )


def to_come(reading: Reading, scheme: Scheme) -> Iterator[tuple[MilestoneRule, CouncilCode | None]]:
    """Return every milestone that is not met yet, and for which council where each has its own."""
    for rule in scheme.milestones.values():
        for council in reading.is_per_council(rule.per):
            if (rule.milestone, council) not in reading.met:
                yield rule, council


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says has happened: a milestone, for whom, when, and with which details."""

    milestone: Milestone
    on: Day
    council: CouncilCode | None = None
    details: Details = field(default_factory=Details)


def check_allowed(history: History, scheme: Scheme, claim: Claim, calendar: Calendar, today: date) -> None:
    """Raise ``NotYet`` with every unmet condition, if the milestone may not be recorded like that."""
    rule = scheme.milestones[claim.milestone]
    reading = without_expired(read(history, today), scheme)
    obstacles = (
        *_unmet(reading, scheme, rule, claim.council, claim.on.first),
        *_dates(reading, scheme, claim, today),
        *_planned(claim),
        *_before_poll(reading, calendar, rule, claim.council, claim.on),
        *_planned_before_poll(reading, scheme, calendar, claim.council, claim.details),
        *_details(rule, claim.details),
    )
    if obstacles:
        place = reading.place(claim.council)
        raise NotYet(f"'{rule.title}'{f' for {place.name}' if place else ''}", obstacles)


def check_new_dates(
    reading: Reading, scheme: Scheme, calendar: Calendar, council: CouncilCode | None, details: Details
) -> None:
    """Raise ``NotYet`` if a visit or review would be moved into a pre-election period."""
    obstacles = tuple(_planned_before_poll(reading, scheme, calendar, council, details))
    if obstacles:
        raise NotYet("The postponement", obstacles)


def check_correction(history: History, scheme: Scheme, seq: int, today: date) -> None:
    """Raise ``WouldBreak`` if undoing an event would leave a milestone without what it comes after."""
    before = read(history, today)
    after = read([event for event in history if event.seq != seq], today)
    broken = [
        f"'{scheme.milestones[milestone].title}'"
        for (milestone, council), event in before.met.items()
        if event.seq != seq and (council is None or after.place(council))
        for earlier in scheme.milestones[milestone].after
        if before.is_met(earlier, council, scheme) and not after.is_met(earlier, council, scheme)
    ]
    broken += _stranded(scheme, before, after, seq)
    broken += fact_check(after).adrift
    if broken:
        raise WouldBreak(seq, *dict.fromkeys(broken))


def _stranded(scheme: Scheme, before: Reading, after: Reading, seq: int) -> list[str]:
    """Name what was recorded for a council that would not take part any more."""
    return [
        f"'{scheme.milestones[event.kind].title}'"
        if isinstance(event.kind, Milestone)
        else f"event {event.seq} ({str(event.kind).replace('_', ' ')})"
        for event in before.events
        if event.seq != seq and event.council not in (None, *after.ever_took_part)
    ]


def _unmet(
    reading: Reading, scheme: Scheme, rule: MilestoneRule, council: CouncilCode | None, on: date
) -> Iterator[Obstacle]:
    if rule.milestone is Milestone.VISIT_STARTED:  # It may begin later than planned, or without a plan.
        reading = without_expired(reading, scheme, on)
    yield from _ended(reading, rule)
    yield from _missing_milestones(reading, scheme, rule, council)
    yield from _expired(reading, scheme, rule)
    for role in rule.roles:
        if not reading.in_office(role):
            yield Obstacle(f"nobody is {ROLES[role].label}", _title(ROLES[role].filled_by))
    for content in rule.content:
        if not reading.content(content, council):
            yield Obstacle(f"the content '{content}' has not been handed in", _title(supplier_of(content)))
    yield from _unsettled(reading, scheme, rule)
    if rule.clears_team:
        yield from _team(reading, scheme)


def _unsettled(reading: Reading, scheme: Scheme, rule: MilestoneRule) -> Iterator[Obstacle]:
    """Refuse while the council waits for an answer, or the report says what no answer gave leave to say."""
    who = _title(rule.by)
    if rule.settles_queries and (numbers := fact_check(reading).undecided):
        which = f"query {numbers[0]}" if len(numbers) == 1 else f"queries {', '.join(map(str, numbers))}"
        yield Obstacle(f"{which} of the fact check {'is' if len(numbers) == 1 else 'are'} not decided", who)
    if rule.changes_by_queries and is_changed_without_leave(reading):
        text = "the report differs from the draft that was sent, and no query on that draft has been accepted"
        yield Obstacle(f"{text} ({scheme.amends})", who)


def check_redraft(reading: Reading, scheme: Scheme, on: Day, today: date) -> None:
    """Raise ``NotYet`` unless there is another draft to send: a changed report, with all queries decided."""
    obstacles = tuple(_no_redraft(reading, scheme, on, today))
    if obstacles:
        raise NotYet("Another draft", obstacles)


def _no_redraft(reading: Reading, scheme: Scheme, on: Day, today: date) -> Iterator[Obstacle]:
    rule, draft = scheme.milestones[Milestone.DRAFT_SENT], reading.was_met(Milestone.DRAFT_SENT, None)
    final = scheme.milestones[Milestone.REPORT_FINALISED]
    yield from _ended(reading, final)
    yield from _unsettled(reading, scheme, final)
    if (Milestone.REPORT_FINALISED, None) in reading.met:
        yield Obstacle(f"'{final.title}' is recorded", _title(final.by))
    if draft is None:
        yield Obstacle(f"'{rule.title}' is not recorded", _title(rule.by))
        return
    if not is_changed(reading):
        yield Obstacle(f"the report is as it was in the draft of {draft.on}", _title(rule.by))
    if on.last < draft.on.first:
        yield Obstacle(f"{on} is before the last draft, of {draft.on}")
    if on.first > today:
        yield Obstacle(f"{on} lies in the future")


def _ended(reading: Reading, rule: MilestoneRule) -> Iterator[Obstacle]:
    closed = (Milestone.CLOSED, None) in reading.met and rule.milestone is not Milestone.CLOSED
    for how, ended in (("cancelled", reading.cancelled), ("closed", closed)):
        if ended:
            yield Obstacle(f"the challenge is {how}; it has to be reopened", _title(Role.PROGRAMME_MANAGER))


def _missing_milestones(
    reading: Reading, scheme: Scheme, rule: MilestoneRule, council: CouncilCode | None
) -> Iterator[Obstacle]:
    for earlier in rule.after:
        if earlier not in reading.expired and not reading.is_met(earlier, council, scheme):
            needed = scheme.milestones[earlier]
            text = f"'{needed.title}'{_missing_at(reading, needed, council)} is not recorded"
            yield Obstacle(text, _title(needed.by))


def _expired(reading: Reading, scheme: Scheme, rule: MilestoneRule) -> Iterator[Obstacle]:
    """Refuse what rests on a consent that has expired, up to the visit for which it was given."""
    for milestone, (given, visit) in reading.expired.items():
        until_visit = scheme.later[milestone] - scheme.later[Milestone.VISIT_STARTED]
        if rule.milestone in until_visit:
            consent = scheme.milestones[milestone]
            holds = Offset(months=consent.expires)
            text = f"'{consent.title}' of {given.on} has expired, because the visit on {long_date(visit)} is"
            again = f"{text} more than {holds} later; it has to be confirmed again"
            yield Obstacle(again, _title(consent.by))


def _missing_at(reading: Reading, rule: MilestoneRule, council: CouncilCode | None) -> str:
    if rule.per is Per.CHALLENGE or council is not None:
        return ""
    missing = [place.name for place in reading.councils if (rule.milestone, place.code) not in reading.met]
    return f" for {' and '.join(missing)}"


def _team(reading: Reading, scheme: Scheme) -> Iterator[Obstacle]:
    for peer in reading.team:
        if not peer.has_declared:
            who = f"the {ROLES[peer.role].label} ({peer.person})"
            yield Obstacle(f"{who} has not declared interests, or '{NO_INTEREST}'", _title(peer.role))
    for warning in warnings(reading, scheme):
        if warning.is_open:
            text = f"the warning {warning.key} is open: {warning.text.rstrip('.')}"
            yield Obstacle(text, _title(Role.PROGRAMME_MANAGER))


def _dates(reading: Reading, scheme: Scheme, claim: Claim, today: date) -> Iterator[Obstacle]:
    rule, on = scheme.milestones[claim.milestone], claim.on
    if on.first > today:
        yield Obstacle(f"{on} lies in the future")
    if reading.opened and on.last < reading.opened.on.first:
        yield Obstacle(f"{on} is before the challenge was opened, {reading.opened.on.when}")
    for earlier in rule.after:
        for event in _events_of(reading, earlier, claim.council):
            if on.last < event.on.first:
                title = scheme.milestones[earlier].title
                yield Obstacle(f"{on} is before '{title}', which was {event.on.when}")
    if rule.not_before and (ends := reading.day_of(rule.not_before, claim.council)) and on.last < ends[0]:
        yield Obstacle(f"{on} is before the call-in period ends, on {long_date(ends[0])}")
    yield from _after_what_rests_on_it(reading, scheme, claim)


def _after_what_rests_on_it(reading: Reading, scheme: Scheme, claim: Claim) -> Iterator[Obstacle]:
    """Refuse to fill a gap in a past with a day after what came of it; a consent may be given anew."""
    if any(event.kind is claim.milestone for event in reading.events):
        return
    for later in (each for each in scheme.milestones if each in scheme.later[claim.milestone]):
        for event in _events_of(reading, later, claim.council):
            if event.on.last < claim.on.first:
                title = scheme.milestones[later].title
                text = f"{claim.on} is after '{title}', which rests on it and was {event.on.when}"
                yield Obstacle(text)


def _planned(claim: Claim) -> Iterator[Obstacle]:
    said = claim.details
    for day in (claim.on.first, *(found for name in sorted(DATES) if (found := getattr(said, name)))):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            calendar = f"the calendar of {FIRST_YEAR} to {LAST_YEAR}"
            yield Obstacle(f"{long_date(day)} lies outside {calendar}")
    for start, end in ((said.visit_start, said.visit_end), (said.review_start, said.review_end)):
        if start and end and end < start:
            yield Obstacle(f"it would end on {long_date(end)}, before it starts on {long_date(start)}")


def _before_poll(
    reading: Reading, calendar: Calendar, rule: MilestoneRule, council: CouncilCode | None, on: Day
) -> Iterator[Obstacle]:
    """Refuse a day before a poll; of a month or year it is not known that it was one of those days."""
    for period in periods(reading, calendar, council, on.first, on.last) if rule.not_in_pre_election else ():
        if period.first <= on.first and on.last <= period.poll:
            yield from _unless_allowed(reading, period, f"{on} lies")


def _planned_before_poll(
    reading: Reading, scheme: Scheme, calendar: Calendar, council: CouncilCode | None, said: Details
) -> Iterator[Obstacle]:
    """Refuse to plan for days before a poll what may not happen on them."""
    kept = {rule.forecast for rule in scheme.milestones.values() if rule.not_in_pre_election}
    for what, start, end in (
        ("visit", said.visit_start, said.visit_end),
        ("review", said.review_start, said.review_end),
    ):
        if start and end and kept & {f"{what}_start", f"{what}_end"}:
            for period in periods(reading, calendar, council, start, end):
                days = f"the {what} from {long_date(start)} to {long_date(end)} would lie"
                yield from _unless_allowed(reading, period, days)


def _unless_allowed(reading: Reading, period: PreElection, what: str) -> Iterator[Obstacle]:
    if period.key not in reading.allowed:
        text = f"{what} in the pre-election period of {name_in(reading, period)}, {period}"
        yield Obstacle(f"{text}, and {period.key} is not allowed", _title(Role.PROGRAMME_MANAGER))


def _events_of(reading: Reading, milestone: Milestone, council: CouncilCode | None) -> list[Event]:
    return [
        event
        for (met, code), event in reading.met.items()
        if met is milestone and (council is None or code in (None, council))
    ]


def _details(rule: MilestoneRule, details: Details) -> Iterator[Obstacle]:
    said = details.to_json()
    for name in rule.details:
        if name not in said:
            yield Obstacle(f"it has to say {name.replace('_', ' ')}", _title(rule.by))
    for name in said:
        if name not in (*rule.details, *rule.may_say, "source"):
            yield Obstacle(f"it has no {name.replace('_', ' ')}", _title(Role.PROGRAMME_MANAGER))


def supplier_of(content: Content) -> Role:
    """Return the role that writes a content."""
    by_council = (Content.PLAN, Content.STATEMENT)
    return Role.PROJECT_LEAD if content in by_council else Role.CHALLENGE_MANAGER


def _title(role: Role) -> str:
    return ROLES[role].title
