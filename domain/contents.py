"""What people write for a challenge, as values, so that no document can come out half said.

Scope, timetable, feedback, report, plan, statement and review report arrive as files or forms. They
become frozen values of these shapes or are refused by their reader, long before a letter or a report
is made of them. Source for what each holds: domain reference, section 5; for the place
of the opposition in the timetable, the second board minute ("the role of the opposition needed to
be acknowledged").
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, time
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple, NewType, TypeAlias

from domain.days import Day
from domain.lifecycle import CouncilCode
from domain.service_areas import AreaKey

Theme = NewType("Theme", str)
Number = NewType("Number", str)
"""A recommendation's own number, ``4``, or ``4a`` for a part of it."""
Cited = NewType("Cited", str)
"""The number of a recommendation of the report, where something else speaks of it."""


class Content(StrEnum):
    """The kinds of writing that milestones ask for and documents are made of."""

    SCOPE = "scope"
    TIMETABLE = "timetable"
    FEEDBACK = "feedback"
    REPORT = "report"
    PLAN = "plan"
    STATEMENT = "statement"
    REVIEW_REPORT = "review_report"
    RECOMMENDATIONS = "recommendations"
    FINDINGS = "findings"

    @property
    def label(self) -> str:
        """The kind as it stands in a sentence: ``review report``."""
        return self.value.replace("_", " ")


class Group(StrEnum):
    """Whom a session of the visit is with."""

    LEADER_AND_CABINET = "leader and cabinet"
    OPPOSITION_LEADERS = "opposition leaders"
    SCRUTINY_AND_AUDIT = "scrutiny and audit"
    OTHER_MEMBERS = "other members"
    SENIOR_OFFICERS = "senior officers"
    STATUTORY_OFFICERS = "statutory officers"
    STAFF = "staff"
    PARTNERS = "partners"
    RESIDENTS = "residents"
    PEER_TEAM = "peer team"
    EVERYONE = "everyone"


class Rating(StrEnum):
    """How far a council has come with a recommendation or an action."""

    DONE = "done"
    ON_TRACK = "on track"
    IN_PROGRESS = "in progress"
    NOT_STARTED = "not started"
    CHANGED = "changed"
    DROPPED = "dropped"


class FindingKind(StrEnum):
    """What a finding is to those who may learn from it."""

    STRENGTH = "strength"
    GOOD_PRACTICE = "good practice"
    CHALLENGE = "challenge"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class Focus:
    """An area that the council asks the team to look at beside the themes."""

    area: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What the peer team is asked to look at."""

    background: tuple[str, ...]
    questions: tuple[str, ...]
    feedback: str
    focus: tuple[Focus, ...] = ()
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of the visit."""

    start: time
    end: time
    title: str
    group: Group
    who: str = ""
    place: str = ""


class Meeting(NamedTuple):
    """A session with the day on which it is held."""

    day: date
    session: Session


@dataclass(frozen=True, slots=True)
class TimetableDay:
    """One day of the visit."""

    day: date  # Not "on": YAML 1.1 reads that word as true.
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """Whom the peer team meets, when and where."""

    days: tuple[TimetableDay, ...]
    notes: tuple[str, ...] = ()

    @property
    def feedback(self) -> Meeting | None:
        """The meeting at which the council hears the feedback: the last that everyone is asked to."""
        asked = [
            Meeting(each.day, session)
            for each in self.days
            for session in each.sessions
            if session.group is Group.EVERYONE
        ]
        return max(asked, key=lambda each: (each.day, each.session.start), default=None)


@dataclass(frozen=True, slots=True)
class ThemeFeedback:
    """What the team saw of one theme by the end of the visit."""

    theme: Theme
    strengths: tuple[str, ...]
    considerations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the team tells the council before it leaves."""

    meetings: int
    people: int
    themes: tuple[ThemeFeedback, ...]
    first_thoughts: tuple[str, ...]
    thanks: str = ""


@dataclass(frozen=True, slots=True)
class ReportTheme:
    """What the report says of one theme."""

    theme: Theme
    text: tuple[str, ...]
    strengths: tuple[str, ...] = ()
    considerations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a recommendation with a number of its own: ``4a``."""

    number: Number
    text: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the team recommends; with no councils named it is meant for every council of the challenge."""

    number: Number
    title: str
    text: str
    theme: Theme
    councils: tuple[CouncilCode, ...] = ()
    parts: tuple[Part, ...] = ()

    def is_for(self, council: CouncilCode | None) -> bool:
        """Whether it is meant for a council; for the challenge as a whole every one is."""
        return council is None or not self.councils or council in self.councils


@dataclass(frozen=True, slots=True)
class GoodPractice:
    """Something that other councils may want to learn from."""

    title: str
    text: str
    theme: Theme


@dataclass(frozen=True, slots=True)
class Report:
    """The peer team's report."""

    summary: tuple[str, ...]
    themes: tuple[ReportTheme, ...]
    recommendations: tuple[Recommendation, ...]
    good_practice: tuple[GoodPractice, ...] = ()
    next_steps: tuple[str, ...] = ()

    def for_council(self, council: CouncilCode | None) -> tuple[Recommendation, ...]:
        """Return the recommendations meant for a council, or all of them for the challenge as a whole."""
        return tuple(each for each in self.recommendations if each.is_for(council))

    def passed_on(self, heir: Callable[[CouncilCode], CouncilCode | None]) -> Report:
        """Return the report as it is meant for the councils that have the parts of those it names."""
        return replace(
            self,
            recommendations=tuple(
                replace(each, councils=tuple(dict.fromkeys(filter(None, map(heir, each.councils)))))
                for each in self.recommendations
            ),
        )

    def numbers(self, council: CouncilCode | None = None) -> tuple[Number, ...]:
        """Return the numbers that a council's plan, statement and review may cite, parts included."""
        return tuple(
            number
            for each in self.for_council(council)
            for number in (each.number, *(part.number for part in each.parts))
        )

    @property
    def edition(self) -> str:
        """The words of the whole report as twelve digits; a draft that went out says of which it is."""
        return _edition(self)

    def edition_for(self, council: CouncilCode | None) -> str:
        """Return the words that a council's action plan answers as twelve digits; its form says them.

        Whom else they are meant for is left out: a successor answers what its predecessor was asked.
        """
        return _edition(
            tuple((each.number, each.title, each.text, each.parts) for each in self.for_council(council))
        )


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a council will do about a recommendation; ``reason`` is why a later plan changed it."""

    recommendation: Cited
    action: str
    lead_member: str
    lead_officer: str
    due: Day
    measure: str
    status: Rating = Rating.NOT_STARTED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A council's action plan."""

    actions: tuple[Action, ...]
    introduction: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """What a council says of its progress with one recommendation."""

    recommendation: Cited
    rating: Rating
    text: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A council's position statement for the progress review."""

    overall: tuple[str, ...]
    progress: tuple[Progress, ...]


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """What the review found of one recommendation."""

    recommendation: Cited
    rating: Rating
    text: str


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """What the peers say after the progress review."""

    summary: tuple[str, ...]
    progress: tuple[ReviewFinding, ...]
    strengths: tuple[str, ...]
    next_steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastRecommendations:
    """What public pages tell of the recommendations of a past challenge whose report is not here."""

    recommendations: tuple[Recommendation, ...]
    progress: tuple[ReviewFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to learn from; with no councils named it is of every council of the challenge.

    Its words are what makes it the one it is: whatever else is said of it anew, it stays that finding.
    """

    kind: FindingKind
    text: str
    theme: Theme = Theme("")
    areas: tuple[AreaKey, ...] = ()
    source: str = ""
    councils: tuple[CouncilCode, ...] = ()
    title: str = ""

    @property
    def key(self) -> str:
        """Its words as twelve digits: what a council agrees to share."""
        return _edition((self.title, self.text))

    @property
    def name(self) -> str:
        """What it is called: its title, or else its words."""
        return self.title or self.text


@dataclass(frozen=True, slots=True)
class Findings:
    """What people add to the findings of a report, or tag otherwise; by which vocabulary of service areas."""

    findings: tuple[Finding, ...]
    vocabulary: str = "2026"


Value: TypeAlias = (
    Scope | Timetable | Feedback | Report | Plan | Statement | ReviewReport | PastRecommendations | Findings
)

SHAPES: dict[Content, type] = {
    Content.SCOPE: Scope,
    Content.TIMETABLE: Timetable,
    Content.FEEDBACK: Feedback,
    Content.REPORT: Report,
    Content.PLAN: Plan,
    Content.STATEMENT: Statement,
    Content.REVIEW_REPORT: ReviewReport,
    Content.RECOMMENDATIONS: PastRecommendations,
    Content.FINDINGS: Findings,
}
"""What each kind of writing is read as."""


def to_json(value: Value) -> dict[str, Any]:
    """Return what was written in plain JSON values; ``read_content`` reads it back to an equal value."""
    plain: dict[str, Any] = _plain(value)
    return plain


def _edition(value: Any) -> str:
    return sha256(json.dumps(_plain(value), ensure_ascii=False).encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, Day | type):
        pairs = ((each, getattr(value, each.name)) for each in fields(value))
        return {each.name: _plain(held) for each, held in pairs if held != each.default}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Day):
        return value.iso
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)
