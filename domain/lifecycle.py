"""The words a history is written in: stages, milestones and what else can happen to a challenge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any, NewType
from zoneinfo import ZoneInfo

from domain.days import Basis, Day, NotADate
from domain.disclosures import Ruling
from domain.fact_checks import Disposition, Query, QueryKind
from domain.sharing import Consent
from domain.uptakes import Uptake

Reference = NewType("Reference", str)
CouncilCode = NewType("CouncilCode", str)
PersonId = NewType("PersonId", str)

PROGRAMME_TIME = ZoneInfo("Europe/London")
"""Where the programme's days begin and end."""


class Stage(StrEnum):
    """The stages as the programme speaks of them."""

    SCOPING = "scoping"
    ON_SITE = "on_site"
    REPORT_PUBLICATION = "report_publication"
    ACTION_PLAN = "action_plan"
    PROGRESS_REVIEW = "progress_review"
    CLOSE = "close"


class Milestone(StrEnum):
    """What a stage is made of; which stage, in what order and for whom, the scheme says."""

    AGREED = "agreed"
    DATES_SET = "dates_set"
    SCOPE_AGREED = "scope_agreed"
    TEAM_CONFIRMED = "team_confirmed"
    POSITION_STATEMENT_RECEIVED = "position_statement_received"
    PACK_SENT = "pack_sent"
    VISIT_STARTED = "visit_started"
    VISIT_ENDED = "visit_ended"
    FEEDBACK_GIVEN = "feedback_given"
    DRAFT_SENT = "draft_sent"
    FACT_CHECK_RETURNED = "fact_check_returned"
    REPORT_FINALISED = "report_finalised"
    COUNCIL_DECISION = "council_decision"
    REPORT_PUBLISHED = "report_published"
    PLAN_RECEIVED = "plan_received"
    PLAN_APPROVED = "plan_approved"
    PLAN_PUBLISHED = "plan_published"
    REVIEW_SCHEDULED = "review_scheduled"
    REVIEW_STATEMENT_RECEIVED = "review_statement_received"
    REVIEW_HELD = "review_held"
    REVIEW_REPORT_FINALISED = "review_report_finalised"
    REVIEW_REPORT_PUBLISHED = "review_report_published"
    CLOSED = "closed"


class Happening(StrEnum):
    """What can happen beside the stages, at any time."""

    OPENED = "opened"
    FACTS_SET = "facts_set"
    MEETING_SET = "meeting_set"
    ASSIGNED = "assigned"
    RELEASED = "released"
    LEFT_VACANT = "left_vacant"
    DECLARED = "declared"
    OVERRIDDEN = "overridden"
    APPROVED = "approved"
    HELD_BACK = "held_back"
    LET_OUT = "let_out"
    BROUGHT_FORWARD = "brought_forward"
    PERSONAL_LINE = "personal_line"
    CONTENT_RECEIVED = "content_received"
    ACTION_UPDATED = "action_updated"
    CONSENTED = "consented"
    QUERIED = "queried"
    ANSWERED = "answered"
    REDRAFTED = "redrafted"
    POSTPONED = "postponed"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    CANCELLED = "cancelled"
    REOPENED = "reopened"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"
    RECOUNTED = "recounted"
    AFTERCARE = "aftercare"
    DISCLOSED = "disclosed"
    SURVEY_ANSWERED = "survey_answered"


Kind = Milestone | Happening


class Gathering(StrEnum):
    """What people come together for, by the names that a scheme calls it in ``invite``."""

    SCOPING_MEETING = "scoping_meeting"
    VISIT = "visit"
    FEEDBACK_MEETING = "feedback_meeting"
    REVIEW = "review"


class Product(StrEnum):
    """The challenge and its siblings, which share the programme's totals."""

    CORPORATE = "corporate"
    FINANCE = "finance"
    GOVERNANCE = "governance"

    @property
    def label(self) -> str:
        """The product's name in a letter: ``Corporate Peer Challenge``."""
        return f"{self.value.capitalize()} Peer Challenge"


class Mode(StrEnum):
    """How a visit is held."""

    IN_PERSON = "in_person"
    REMOTE = "remote"
    HYBRID = "hybrid"

    @property
    def label(self) -> str:
        """The mode in a sentence: ``in person``."""
        return self.value.replace("_", " ")


@cache  # Half of all events are happenings, for which the first question raises.
def kind_of(text: str) -> Kind:
    """Read the name of a milestone or happening; ``ValueError`` if there is none of that name."""
    try:
        return Milestone(text)
    except ValueError:
        return Happening(text)


@dataclass(frozen=True, slots=True)
class Place:
    """A council as it was when it entered a history: enough to name it and to know its neighbours."""

    code: CouncilCode
    name: str
    region: str = ""
    county: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A date that moved because the calendar did: when a deadline is due, or what is aimed at before."""

    deadline: str
    was: date
    now: date
    council: CouncilCode | None = None
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """What an event says beside its kind and date; which fields a milestone needs, its scheme says."""

    scheme: str | None = None
    product: Product | None = None
    councils: tuple[Place, ...] = ()
    mode: Mode | None = None
    focus: tuple[str, ...] = ()
    control: str | None = None
    visit_start: date | None = None
    visit_end: date | None = None
    review_start: date | None = None
    review_end: date | None = None
    was_start: date | None = None
    was_end: date | None = None
    meeting: date | None = None
    begins: time | None = None
    ends: time | None = None
    place: str | None = None
    body: str | None = None
    call_in_ends: date | None = None
    url: str | None = None
    role: str | None = None
    person: PersonId | None = None
    party: str | None = None
    home: Place | None = None
    near: tuple[str, ...] = ()
    attended: tuple[PersonId, ...] = ()
    interest: str | None = None
    warning: str | None = None
    key: str | None = None
    content: str | None = None
    digest: str | None = None
    deadline: str | None = None
    days: int | None = None
    reason: str | None = None
    team: str | None = None
    recommendations: int | None = None
    source: str | None = None
    shifts: tuple[Shift, ...] = ()
    successor: Place | None = None
    number: int | None = None
    query: Query | None = None
    disposition: Disposition | None = None
    until: date | None = None
    rating: str | None = None
    due: Day | None = None
    evidence: str | None = None
    note: str | None = None
    reader: PersonId | None = None
    first_time: bool | None = None
    offer: str | None = None
    uptake: Uptake | None = None
    ruling: Ruling | None = None
    exempt_under: str | None = None
    survey: str | None = None
    consent: Consent | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what is said, in plain JSON values; what is not said is left out."""
        values = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: _plain(value) for name, value in values if value not in (None, ())}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Details:
        """Read what ``to_json`` wrote; an unknown name is a ``KeyError``, a bad value a ``ValueError``."""
        return cls(**{name: _READERS[name](value) for name, value in raw.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Day):
        return value.iso
    if isinstance(value, Place | Shift | Query):
        said = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: _plain(part) for name, part in said if part}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, int) else str(value)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotADate(text) from error


def _place(raw: Mapping[str, str]) -> Place:
    return Place(CouncilCode(raw["code"]), raw["name"], raw.get("region", ""), raw.get("county", ""))


def _shift(raw: Mapping[str, Any]) -> Shift:
    council = CouncilCode(raw["council"]) if "council" in raw else None
    was, now = _date(raw["was"]), _date(raw["now"])
    return Shift(raw["deadline"], was, now, council, is_target=raw.get("is_target", False))


def _query(raw: Mapping[str, str]) -> Query:
    return Query(**{**raw, "kind": QueryKind(raw["kind"])})  # type: ignore[arg-type]


def _words(raw: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(item) for item in raw)


_READERS: dict[str, Any] = {
    **dict.fromkeys((each.name for each in fields(Details)), str),
    "product": Product,
    "mode": Mode,
    "councils": lambda raw: tuple(_place(item) for item in raw),
    "home": _place,
    "shifts": lambda raw: tuple(_shift(item) for item in raw),
    "successor": _place,
    "until": date.fromisoformat,  # Nothing is counted from it, so it is none of the dates below.
    "begins": time.fromisoformat,
    "ends": time.fromisoformat,
    "query": _query,
    "disposition": Disposition,
    "first_time": bool,
    "uptake": Uptake,
    "ruling": Ruling,
    "consent": Consent,
    "focus": _words,
    "near": _words,
    "attended": _words,
    "recommendations": int,
    "days": int,
    "due": Day.parse,  # Nothing is counted from it, and a plan may name no more than a month.
    "number": int,
    **dict.fromkeys(
        (
            "visit_start",
            "visit_end",
            "review_start",
            "review_end",
            "was_start",
            "was_end",
            "meeting",
            "call_in_ends",
        ),
        _date,
    ),
}
DATES = frozenset(name for name, reader in _READERS.items() if reader is _date)
"""The details that are dates, by name: what a deadline may be anchored on before it has happened."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history. It is never edited: a later ``corrected`` may undo it, by its number."""

    seq: int
    kind: Kind
    on: Day
    council: CouncilCode | None = None
    details: Details = field(default_factory=Details)
    undoes: int | None = None
    backfilled: bool = False
    basis: Basis = Basis.RECORDED
    by: str = ""
    at: datetime | None = None

    @property
    def recorded_on(self) -> date | None:
        """The day on which it was written down, as the programme counts days; none while it is only told."""
        return self.at.astimezone(PROGRAMME_TIME).date() if self.at else None

    def known(self, today: date) -> date:
        """Say from when on it was known; in a story told over again, from when it happened."""
        written = self.recorded_on
        return max(self.on.last, written) if written and written <= today else self.on.last


History = Sequence[Event]


def in_force(history: History) -> tuple[Event, ...]:
    """Return the events that no correction in force has undone, in the order of recording."""
    void: set[int] = set()
    for event in sorted(history, key=lambda each: each.seq, reverse=True):
        if event.undoes is not None and event.seq not in void:
            void.add(event.undoes)
    return tuple(event for event in sorted(history, key=lambda each: each.seq) if event.seq not in void)
