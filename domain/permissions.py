"""Who may do what: one table, and the one function that everybody asks.

An account has one part in the programme. What somebody may do in a single challenge follows from the roles
that they hold there: an adviser may manage the challenge of another region, and a chief executive who is
visited by peers may be a peer elsewhere. Source: domain reference, section 3 (roles); the issue of the
dashboard ("one function decides who may do what and everything asks it").
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, NewType

from domain.contents import Content
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.people import ROLES, Role, Side, role_named
from domain.rules import DocumentRule, Per, Scheme

AccountId = NewType("AccountId", str)


class Part(StrEnum):
    """What somebody is to the programme; the public is whoever has not signed in."""

    MANAGER = "manager"
    ADVISER = "adviser"
    CHALLENGE_MANAGER = "challenge_manager"
    SUPPORT_OFFICER = "support_officer"
    COUNCIL_CONTACT = "council_contact"
    PEER = "peer"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """The part in a sentence: ``council contact``."""
        return "programme manager" if self is Part.MANAGER else self.value.replace("_", " ")


STAFF = frozenset({Part.MANAGER, Part.ADVISER, Part.CHALLENGE_MANAGER, Part.SUPPORT_OFFICER})
"""The parts of those who work for the programme."""


class Act(StrEnum):
    """Everything that is asked about before it is shown or done."""

    SEE_REGISTER = "see_register"
    SEARCH = "search"
    LEARN = "learn"
    SEE_WAY_IN = "see_way_in"
    SEE_PIPELINE = "see_pipeline"
    SEE_UPCOMING = "see_upcoming"
    SEE_CHALLENGE = "see_challenge"
    SEE_NOTES = "see_notes"
    SEE_TEAM = "see_team"
    SEE_ADDRESSES = "see_addresses"
    SEE_MESSAGES = "see_messages"
    PREVIEW = "preview"
    READ_DOCUMENT = "read_document"
    SEE_CALENDAR = "see_calendar"
    SEE_METRICS = "see_metrics"
    READ_BOARD_PAPER = "read_board_paper"
    SEE_SURVEYS = "see_surveys"
    SEE_COMMENTS = "see_comments"
    SEE_BOARD = "see_board"
    SEE_TRAINING = "see_training"
    SEE_COVERAGE = "see_coverage"
    SEE_HELD = "see_held"
    SEE_COUNCIL = "see_council"

    OPEN = "open"
    RECORD = "record"
    RECORD_FOR_COUNCIL = "record_for_council"
    POSTPONE = "postpone"
    PAUSE = "pause"
    EXTEND = "extend"
    CANCEL = "cancel"
    REOPEN = "reopen"
    CORRECT = "correct"
    ASSIGN_STAFF = "assign_staff"
    ASSIGN_PEER = "assign_peer"
    ASSIGN_FOR_COUNCIL = "assign_for_council"
    DECLARE = "declare"
    ALLOW_WARNING = "allow_warning"
    SET_FACTS = "set_facts"
    MEET = "meet"
    HAND_IN = "hand_in"
    HAND_IN_DRAFT = "hand_in_draft"
    HAND_IN_FOR_COUNCIL = "hand_in_for_council"
    UPDATE_ACTION = "update_action"
    CONSENT = "consent"
    AFTERCARE = "aftercare"
    DISCLOSE = "disclose"
    RAISE_QUERY = "raise_query"
    DECIDE_QUERY = "decide_query"
    HOLD_MESSAGE = "hold_message"
    SEE_TO_MESSAGE = "see_to_message"
    APPROVE = "approve"

    KEEP_BOARD = "keep_board"
    KEEP_TRAINING = "keep_training"
    RUN_ROUND = "run_round"
    SAVE_VIEW = "save_view"
    KEEP_ACCOUNT = "keep_account"
    MAKE_TOKEN = "make_token"  # noqa: S105 - The name of an act.
    NAME_DEPUTY = "name_deputy"
    KEEP_ACCOUNTS = "keep_accounts"
    SEE_AUDIT = "see_audit"


class Extent(StrEnum):
    """How far a part may go with an act.

    With what is published, with what councils agree to share, in one's own challenges, or in all.
    """

    NEVER = "-"
    PUBLISHED = "pub"
    SHARED = "shr"
    OWN = "own"
    ALL = "all"


class Scope(StrEnum):
    """What a token of the API may be used for; with which part, its account says."""

    READ = "read"
    RECORD = "record"
    METRICS = "metrics"


class Rule(NamedTuple):
    """A row of the table: the act in a sentence, what a token needs for it, and each part's extent."""

    words: str
    scope: Scope | None
    manager: Extent
    adviser: Extent
    challenge_manager: Extent
    support_officer: Extent
    council_contact: Extent
    peer: Extent
    public: Extent

    def extent(self, part: Part) -> Extent:
        """Return how far a part may go."""
        found: Extent = getattr(self, part.value)
        return found


def _rule(extents: str, scope: Scope | None, words: str) -> Rule:
    return Rule(words, scope, *map(Extent, extents.split()))


_READ, _RECORD, _METRICS = Scope

# fmt: off
TABLE: dict[Act, Rule] = {
    #    manager, adviser, challenge manager, support officer, council contact, peer, public
    Act.SEE_REGISTER: _rule(       "all all all all all all all", _READ,    "see the register"),
    Act.SEARCH: _rule(             "all all all all own own pub", _READ,    "search"),
    Act.LEARN: _rule(              "all all all all shr shr pub", _READ,    "see what councils do well"),
    Act.SEE_WAY_IN: _rule(         "all all all all all all -",   _READ,    "see whom to ask about it"),
    Act.SEE_PIPELINE: _rule(       "all all all all -   -   -",   _READ,    "see the pipeline"),
    Act.SEE_UPCOMING: _rule(       "all all all all -   -   -",   _READ,    "see what will go out"),
    Act.SEE_CHALLENGE: _rule(      "all all all all own own -",   _READ,    "see a challenge"),
    Act.SEE_NOTES: _rule(          "all all all all -   -   -",   _READ,    "see internal notes"),
    Act.SEE_TEAM: _rule(           "all all all all own own -",   _READ,    "see who takes part"),
    Act.SEE_ADDRESSES: _rule(      "all own own own -   -   -",   _READ,    "see people's addresses"),
    Act.SEE_MESSAGES: _rule(       "all own own own -   -   -",   _READ,    "see messages"),
    Act.PREVIEW: _rule(            "all own own own -   -   -",   _READ,    "preview letters"),
    Act.READ_DOCUMENT: _rule(      "all all all all own own pub", _READ,    "read a document"),
    Act.SEE_CALENDAR: _rule(       "all all all all own own -",   _READ,    "subscribe to a calendar"),
    Act.SEE_METRICS: _rule(        "all -   -   -   -   -   -",   _METRICS, "read figures"),
    Act.READ_BOARD_PAPER: _rule(   "all all all all pub pub pub", _READ,    "read a paper of the board"),
    Act.SEE_SURVEYS: _rule(        "all all all all -   -   -",   _READ,    "see what surveys found"),
    Act.SEE_COMMENTS: _rule(       "all own own own -   -   -",   _READ,    "read comments in surveys"),
    Act.SEE_BOARD: _rule(          "all all all all -   -   -",   _READ,    "see what the board wants done"),
    Act.SEE_TRAINING: _rule(       "all all all all -   -   -",   _READ,    "see training events"),
    Act.SEE_COVERAGE: _rule(       "all all all all -   -   -",   _READ,    "see coverage"),
    Act.SEE_HELD: _rule(           "all all all all -   -   -",   _READ,    "see what is held"),
    Act.SEE_COUNCIL: _rule(        "all all all all own -   -",   _READ,    "see what is kept of a council"),

    Act.OPEN: _rule(               "all -   -   -   -   -   -",   _RECORD,  "open a challenge"),
    Act.RECORD: _rule(             "all own own own -   -   -",   _RECORD,  "record a milestone"),
    Act.RECORD_FOR_COUNCIL: _rule( "all own own own own -   -",   _RECORD,  "record for a council"),
    Act.POSTPONE: _rule(           "all own own -   -   -   -",   _RECORD,  "postpone"),
    Act.PAUSE: _rule(              "all own -   -   -   -   -",   _RECORD,  "stop the clock"),
    Act.EXTEND: _rule(             "all own -   -   -   -   -",   _RECORD,  "extend a deadline"),
    Act.CANCEL: _rule(             "all -   -   -   -   -   -",   _RECORD,  "cancel a challenge"),
    Act.REOPEN: _rule(             "all -   -   -   -   -   -",   _RECORD,  "reopen a challenge"),
    Act.CORRECT: _rule(            "all own own -   -   -   -",   _RECORD,  "correct an entry"),
    Act.ASSIGN_STAFF: _rule(       "all -   -   -   -   -   -",   _RECORD,  "assign staff"),
    Act.ASSIGN_PEER: _rule(        "all own own own -   -   -",   _RECORD,  "assign peers"),
    Act.ASSIGN_FOR_COUNCIL: _rule( "all own own own own -   -",   _RECORD,  "assign for a council"),
    Act.DECLARE: _rule(            "all own own own -   own -",   _RECORD,  "declare interests"),
    Act.ALLOW_WARNING: _rule(      "all -   -   -   -   -   -",   _RECORD,  "allow a warning"),
    Act.SET_FACTS: _rule(          "all own own own -   -   -",   _RECORD,  "set facts of a challenge"),
    Act.MEET: _rule(               "all own own own -   -   -",   _RECORD,  "set the scoping meeting"),
    Act.HAND_IN: _rule(            "all own own own -   -   -",   _RECORD,  "hand in the scope"),
    Act.HAND_IN_DRAFT: _rule(      "all own own own -   own -",   _RECORD,  "hand in drafts"),
    Act.HAND_IN_FOR_COUNCIL: _rule("all own own own own -   -",   _RECORD,  "hand in for a council"),
    Act.UPDATE_ACTION: _rule(      "all own own own own -   -",   _RECORD,  "say how an action goes"),
    Act.CONSENT: _rule(            "all own own own own -   -",   _RECORD,  "say what may be shared"),
    Act.AFTERCARE: _rule(          "all own -   -   -   -   -",   _RECORD,  "say what was agreed afterwards"),
    Act.DISCLOSE: _rule(           "all -   -   -   -   -   -",   _RECORD,  "decide on disclosure"),
    Act.RAISE_QUERY: _rule(        "all own own own own -   -",   _RECORD,  "raise a query on a draft"),
    Act.DECIDE_QUERY: _rule(       "all -   own -   -   -   -",   _RECORD,  "decide a query on a draft"),
    Act.HOLD_MESSAGE: _rule(       "all own own own -   -   -",   _RECORD,  "hold a message back"),
    Act.SEE_TO_MESSAGE: _rule(     "all own own own -   -   -",   _RECORD,  "see to failed messages"),
    Act.APPROVE: _rule(            "all -   -   -   -   -   -",   _RECORD,  "approve an escalation"),

    Act.KEEP_BOARD: _rule(         "all -   -   -   -   -   -",   _RECORD,  "make the board's papers"),
    Act.KEEP_TRAINING: _rule(      "all -   -   -   -   -   -",   _RECORD,  "keep training events"),
    Act.RUN_ROUND: _rule(          "all -   -   -   -   -   -",   _RECORD,  "run the round"),
    Act.SAVE_VIEW: _rule(          "all all all all -   -   -",   None,     "save a view"),
    Act.KEEP_ACCOUNT: _rule(       "all all all all all all -",   None,     "keep an account"),
    Act.MAKE_TOKEN: _rule(         "all all all all -   -   -",   None,     "make a token"),
    Act.NAME_DEPUTY: _rule(        "all all all all -   -   -",   None,     "name a deputy"),
    Act.KEEP_ACCOUNTS: _rule(      "all -   -   -   -   -   -",   None,     "keep accounts"),
    Act.SEE_AUDIT: _rule(          "all -   -   -   -   -   -",   None,     "see who did what"),
}
# fmt: on
"""What each part may do, and how far. What needs no token's scope is done in person alone."""

IN_PERSON = frozenset({Act.MAKE_TOKEN, Act.NAME_DEPUTY, Act.KEEP_ACCOUNTS})
"""What nobody does for somebody else: it would outlast the days for which a deputy was named."""

PART_OF: dict[Role, Part] = {
    Role.PRINCIPAL_ADVISER: Part.ADVISER,
    Role.CHALLENGE_MANAGER: Part.CHALLENGE_MANAGER,
    Role.SUPPORT_OFFICER: Part.SUPPORT_OFFICER,
    Role.GROUP_OFFICE: Part.SUPPORT_OFFICER,
    Role.WEB_TEAM: Part.SUPPORT_OFFICER,
    **{role: Part.PEER for role, facts in ROLES.items() if facts.side is Side.PEERS},
    Role.LEADER: Part.COUNCIL_CONTACT,
    Role.CHIEF_EXECUTIVE: Part.COUNCIL_CONTACT,
    Role.PROJECT_LEAD: Part.COUNCIL_CONTACT,
}
"""What somebody with a role may do in its challenge.

Those whom the peers only meet need nothing of ours. A programme manager is one by account alone: nobody
becomes one by being assigned.
"""


class Seat(NamedTuple):
    """A challenge of somebody's own: as what, and for which council if it is a council's."""

    reference: Reference
    part: Part
    council: CouncilCode | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. Whoever acts for somebody else has that person's part and seats, and keeps their own name."""

    part: Part = Part.PUBLIC
    account: AccountId | None = None
    person: PersonId | None = None
    name: str = ""
    seats: frozenset[Seat] = frozenset()
    acting_for: str | None = None
    deputy_of: AccountId | None = None
    scopes: frozenset[Scope] | None = None
    """What the token is for with which they came; none if they came in person."""

    @property
    def own(self) -> frozenset[Reference]:
        """The challenges in which they hold a role."""
        return frozenset(seat.reference for seat in self.seats)

    @property
    def is_staff(self) -> bool:
        """Whether they work for the programme."""
        return self.part in STAFF

    @property
    def signature(self) -> str:
        """The name under which what they do is recorded."""
        return f"{self.name} for {self.acting_for}" if self.acting_for else self.name


PUBLIC = Visitor()
"""Whoever has not signed in."""


def may(
    visitor: Visitor,
    act: Act,
    reference: Reference | None = None,
    *,
    council: CouncilCode | None = None,
    is_published: bool = False,
) -> bool:
    """Say whether somebody may do something in a challenge; without one, whether they may at all.

    Where a council is named, whoever speaks for councils has to speak for that one.
    """
    rule = TABLE[act]
    if visitor.scopes is not None and rule.scope not in visitor.scopes:
        return False
    if visitor.deputy_of and act in IN_PERSON:
        return False
    extent = rule.extent(visitor.part)
    if extent is Extent.ALL or (is_published and rule.public is Extent.PUBLISHED):
        return True
    if reference is None:
        return extent is not Extent.NEVER
    seats = (seat for seat in visitor.seats if seat.reference == reference)
    return any(_reaches(rule, seat, council) for seat in seats)


def _reaches(rule: Rule, seat: Seat, council: CouncilCode | None) -> bool:
    if seat.part is Part.COUNCIL_CONTACT and council not in (None, seat.council):
        return False
    return rule.extent(seat.part) in (Extent.OWN, Extent.ALL)


def may_read(
    visitor: Visitor,
    rule: DocumentRule,
    scheme: Scheme,
    reference: Reference,
    *,
    addressee: PersonId | None = None,
    is_published: bool = False,
) -> bool:
    """Say whether somebody may read a document of a challenge.

    What is meant for the public is theirs once it is published. Before that councils and peers read what is
    sent to their side, and a letter to one peer is that peer's alone.
    """
    if not may(visitor, Act.READ_DOCUMENT, reference, is_published=rule.public and is_published):
        return False
    if visitor.is_staff or (rule.public and is_published):
        return True
    if rule.per is Per.PEER:
        return visitor.person is not None and visitor.person == addressee
    told = sides_sent(rule.name, scheme)
    return any(_SIDE_OF[seat.part] in told for seat in visitor.seats if seat.reference == reference)


_SIDE_OF = {
    part: {Part.COUNCIL_CONTACT: Side.COUNCIL, Part.PEER: Side.PEERS}.get(part, Side.PROGRAMME)
    for part in Part
}


def sides_sent(document: str, scheme: Scheme) -> frozenset[Side]:
    """Return the sides to which a document goes with some notice; the programme reads everything."""
    notices = (each for each in scheme.notices.values() if document in each.attach)
    audiences = (audience for notice in notices for audience in notice.to)
    return frozenset({Side.PROGRAMME, *(side_of(audience) for audience in audiences)})


def side_of(audience: Role | Side) -> Side:
    """Return the side to which an audience belongs."""
    return ROLES[audience].side if isinstance(audience, Role) else audience


def act_of_recording(by: Role) -> Act:
    """Return the act of recording a milestone that is the matter of a role."""
    return Act.RECORD_FOR_COUNCIL if ROLES[by].side is Side.COUNCIL else Act.RECORD


def act_of_assigning(role: Role | str) -> Act:
    """Return the act of putting somebody into a role."""
    return {
        Side.PROGRAMME: Act.ASSIGN_STAFF,
        Side.PEERS: Act.ASSIGN_PEER,
        Side.COUNCIL: Act.ASSIGN_FOR_COUNCIL,
    }[ROLES[role_named(role)].side]


def act_of_handing_in(content: Content) -> Act:
    """Return the act of handing in what somebody wrote."""
    if content in (Content.PLAN, Content.STATEMENT):
        return Act.HAND_IN_FOR_COUNCIL
    of_the_programme = (Content.SCOPE, Content.TIMETABLE, Content.RECOMMENDATIONS)
    return Act.HAND_IN if content in of_the_programme else Act.HAND_IN_DRAFT
