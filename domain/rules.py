"""A scheme's tables as values: what each row may say, in the columns that everything else is read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from domain.contents import Content
from domain.disclosures import Disclosure
from domain.fact_checks import QueryKind
from domain.lifecycle import Gathering, Kind, Milestone, Stage
from domain.people import Role, Side, roles_on


class Per(StrEnum):
    """For whom something happens: once for the challenge, for each council, or for each peer."""

    CHALLENGE = "challenge"
    COUNCIL = "council"
    PEER = "peer"


class Unit(StrEnum):
    """What a period is counted in."""

    MONTHS = "months"
    DAYS = "days"
    WORKING_DAYS = "working_days"

    def of(self, count: int) -> str:
        """Return a number of them in words: ``1 calendar month``, ``10 working days``."""
        word = "calendar month" if self is Unit.MONTHS else self.value.removesuffix("s").replace("_", " ")
        return f"{abs(count)} {word}{'' if abs(count) == 1 else 's'}"


class Roll(StrEnum):
    """Where a date goes that would fall on a day on which nobody works."""

    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Offset:
    """How far a date lies from its anchor: exactly one of the three; negative is before it."""

    months: int = 0
    days: int = 0
    working_days: int = 0

    def __str__(self) -> str:
        return self.unit.of(self.count)

    @property
    def count(self) -> int:
        """How many units it is long; negative before the anchor."""
        return self.months or self.days or self.working_days

    @property
    def unit(self) -> Unit:
        """What it is counted in."""
        return Unit.MONTHS if self.months else Unit.WORKING_DAYS if self.working_days else Unit.DAYS

    @property
    def day_unit(self) -> Unit:
        """In which days it is extended, and made longer while the clock stands still."""
        return Unit.WORKING_DAYS if self.working_days else Unit.DAYS

    @property
    def is_before(self) -> bool:
        """Whether the date lies before its anchor."""
        return self.months + self.days + self.working_days < 0


@dataclass(frozen=True, slots=True)
class StageRule:
    """When a stage opens and when it is complete."""

    stage: Stage
    title: str
    opens_after: Kind
    completes_with: Milestone


@dataclass(frozen=True, slots=True)
class MilestoneRule:
    """What must be true before a milestone may be recorded, and who brings it about.

    It ``expires`` after so many months if the visit is later than that.
    """

    milestone: Milestone
    title: str
    stage: Stage
    by: Role
    per: Per = Per.CHALLENGE
    after: tuple[Milestone, ...] = ()
    roles: tuple[Role, ...] = ()
    content: tuple[Content, ...] = ()
    details: tuple[str, ...] = ()
    may_say: tuple[str, ...] = ()
    not_before: str | None = None
    forecast: str | None = None
    clears_team: bool = False
    whole_team: bool = False
    not_in_pre_election: bool = False
    settles_queries: bool = False
    changes_by_queries: bool = False
    publishes: str | None = None
    expires: int = 0


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A date by which a milestone is due, counted from an anchor.

    It can be extended by ``extend_at_most`` days in all: working days if it is counted in them.
    """

    name: str
    title: str
    meets: Milestone | None
    anchor: str
    offset: Offset
    source: str
    target: Offset | None = None
    tolerance: int = 0
    extend_at_most: int = 0
    never_pauses: bool = False
    roll: Roll | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """A later version of a document's template, and the first day on which documents are made with it."""

    version: int
    since: date


class AnswerKind(StrEnum):
    """How a question of a survey is answered."""

    EXTENT = "extent"
    YES_NO = "yes_no"
    TEXT = "text"

    @property
    def choices(self) -> dict[str, str]:
        """What one can choose, by the name under which it is kept; none where one writes."""
        return _CHOICES.get(self, {})


_CHOICES = {
    AnswerKind.EXTENT: {
        "great": "To a great extent",
        "moderate": "To a moderate extent",
        "small": "To a small extent",
        "not_at_all": "Not at all",
    },
    AnswerKind.YES_NO: {"yes": "Yes", "no": "No"},
}


@dataclass(frozen=True, slots=True)
class AudienceRule:
    """Some of those whom a survey asks, whose answers are looked at together."""

    name: str
    title: str
    roles: tuple[Role | Side, ...]

    @property
    def members(self) -> tuple[Role, ...]:
        """Every role in it, in the order in which they are named."""
        return tuple(role for each in self.roles for role in roles_in(each))


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """A question of a survey, to some of its audiences or to all; its name stays as long as its words do."""

    name: str
    words: str
    kind: AnswerKind
    audiences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyRule:
    """A survey that opens when a milestone is recorded and closes so many days after.

    Of the peers it asks those who attended, where it is recorded ``attended_with`` a milestone who did.
    """

    name: str
    title: str
    opens_with: Milestone
    closes_after: int
    audiences: dict[str, AudienceRule]
    questions: dict[str, QuestionRule]
    attended_with: Milestone | None = None

    def audience_of(self, role: Role) -> AudienceRule:
        """Return the audience with which the answers of somebody in a role are counted."""
        return next(each for each in self.audiences.values() if role in each.members)

    def asked_of(self, audience: str) -> tuple[QuestionRule, ...]:
        """Return the questions to an audience, in their order."""
        return tuple(each for each in self.questions.values() if audience in each.audiences)


class Filetype(StrEnum):
    """What a document goes out as with a letter; the value is also how its file's name ends."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"


PLAN_FORM = "action_plan_template"
"""The document that is made for Excel too; there is one form in which councils work with tables."""


@dataclass(frozen=True, slots=True)
class Handling:
    """How something is handled when somebody asks for it.

    Only what is withheld is exempt under a section, and it may be so ``exempt_until`` a milestone alone.
    """

    author: Side
    disclosure: Disclosure
    exempt_under: str = ""
    because: str = ""
    exempt_until: Milestone | None = None


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A document that is owed once something has happened.

    It may be a ``version`` of something that goes through several, such as a draft, and one that ``revises``
    another is compared with the last of those. Without other ``templates`` it is made with the first. Where
    councils have their first challenge it is also owed for each of ``first_time_when``. After what
    ``hands_over`` the adviser says what was agreed with the council. What ``follows_up`` tells the ledger.
    """

    name: str
    title: str
    when: Kind
    per: Per
    handling: Handling
    content: tuple[Content, ...] = ()
    again_when: tuple[Kind, ...] = ()
    first_time_when: tuple[Kind, ...] = ()
    until: Milestone | None = None
    says: str | None = None
    version: str = ""
    revises: str | None = None
    templates: tuple[TemplateVersion, ...] = ()
    goes_out_as: tuple[Filetype, ...] = (Filetype.PDF,)
    hands_over: bool = False
    follows_up: bool = False

    @property
    def public(self) -> bool:
        """Whether everybody may have it, once it is published."""
        return self.handling.disclosure is Disclosure.PUBLISHED

    @property
    def brought_by(self) -> tuple[Kind, ...]:
        """What brings it, each time, or at a first challenge only."""
        return (self.when, *self.again_when, *self.first_time_when)

    @property
    def is_form(self) -> bool:
        """Whether it is made of the report and goes out to be filled in, so that its answer has to say so."""
        return Filetype.WORD in self.goes_out_as and Content.REPORT in self.content

    def template_on(self, day: date) -> int:
        """Return the version of the template with which the document is made on a day."""
        return max((each.version for each in self.templates if each.since <= day), default=1)


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """A notice that is owed once something has happened, or on days counted from a deadline or milestone.

    One that asks people to answer a ``survey`` is counted from the day on which that opens.

    One that is ``optional`` can be held back, brought forward or given a personal paragraph: for the last
    time ``cut_off`` working days before it goes out. Where councils have their first challenge, it is also
    owed for each of ``first_time_when``.
    """

    name: str
    title: str
    to: tuple[Role | Side, ...]
    when: tuple[Kind, ...] = ()
    first_time_when: tuple[Kind, ...] = ()
    per: Per = Per.CHALLENGE
    until: Milestone | None = None
    again: bool = False
    about: Side | None = None
    attach: tuple[str, ...] = ()
    invite: tuple[Gathering, ...] = ()
    deadline: str | None = None
    milestone: Milestone | None = None
    survey: str | None = None
    unless: Milestone | None = None
    days: tuple[int, ...] = ()
    approval: bool = False
    optional: bool = False
    cut_off: int = 0

    @property
    def is_reminder(self) -> bool:
        """Whether it goes out on days that are counted, and not because something has happened."""
        return bool(self.deadline or self.milestone or self.survey)


@dataclass(frozen=True, slots=True)
class AnnouncementRule:
    """What a team and other systems are told: that something happened, or that a notice was written.

    Without a ``title`` it has that of the milestone or notice.
    """

    name: str
    title: str = ""
    when: tuple[Kind, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """The rules under which a challenge runs."""

    name: str
    title: str
    visits_from: date
    amends: str
    may_amend: tuple[QueryKind, ...]
    themes: tuple[str, ...]
    former_themes: dict[str, str]
    due_soon: int
    stages: dict[Stage, StageRule]
    milestones: dict[Milestone, MilestoneRule]
    deadlines: dict[str, DeadlineRule]
    documents: dict[str, DocumentRule]
    notices: dict[str, NoticeRule]
    announcements: dict[str, AnnouncementRule]
    held: dict[str, Handling]
    surveys: dict[str, SurveyRule] = field(default_factory=dict)

    @cached_property
    def reminders(self) -> tuple[NoticeRule, ...]:
        """The notices that go out on days that are counted."""
        return tuple(rule for rule in self.notices.values() if rule.is_reminder)

    @cached_property
    def announced(self) -> dict[str, AnnouncementRule]:
        """What is announced, by the kind of event or the notice that brings it."""
        rules = self.announcements.values()
        return {str(each): rule for rule in rules for each in (*rule.when, *rule.notices)}

    @cached_property
    def consents(self) -> tuple[MilestoneRule, ...]:
        """The milestones that have to be met again if the visit is long after them."""
        return tuple(rule for rule in self.milestones.values() if rule.expires)

    @cached_property
    def later(self) -> dict[Milestone, frozenset[Milestone]]:
        """What rests on each milestone, directly or through others."""
        return {each: frozenset(self._resting_on(each)) for each in self.milestones}

    def _resting_on(self, milestone: Milestone) -> Iterator[Milestone]:
        for rule in self.milestones.values():
            if milestone in rule.after:
                yield rule.milestone
                yield from self._resting_on(rule.milestone)

    def of_stage(self, stage: Stage) -> tuple[MilestoneRule, ...]:
        """Return the milestones of a stage in their usual order."""
        return tuple(rule for rule in self.milestones.values() if rule.stage is stage)


def roles_in(audience: Role | Side) -> tuple[Role, ...]:
    """Return the roles that an audience stands for."""
    return (audience,) if isinstance(audience, Role) else roles_on(audience)
