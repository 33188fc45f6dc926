"""Who takes part, in which role, and what the programme wants to be warned of in a peer team.

Source: domain reference, section 3 (roles and team rules); the second board minute for the
role of the opposition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import WrongUse
from domain.lifecycle import CouncilCode, PersonId, Place


class Side(StrEnum):
    """Where a role belongs; a side is also an audience: ``peers`` are all on that side."""

    PROGRAMME = "programme"
    PEERS = "peers"
    COUNCIL = "council"


class Role(StrEnum):
    """The roles of a challenge."""

    PROGRAMME_MANAGER = "programme_manager"
    PRINCIPAL_ADVISER = "principal_adviser"
    CHALLENGE_MANAGER = "challenge_manager"
    SUPPORT_OFFICER = "support_officer"
    GROUP_OFFICE = "group_office"
    WEB_TEAM = "web_team"
    LEAD_CHIEF_EXECUTIVE = "lead_chief_executive"
    LEAD_MEMBER = "lead_member"
    MEMBER_PEER = "member_peer"
    OFFICER_PEER = "officer_peer"
    SHADOW_PEER = "shadow_peer"
    LEADER = "leader"
    CHIEF_EXECUTIVE = "chief_executive"
    PROJECT_LEAD = "project_lead"
    OPPOSITION_LEADER = "opposition_leader"
    PARTICIPANT = "participant"


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What is true of a role in every challenge; nothing waits for somebody in an optional one."""

    title: str
    side: Side
    filled_by: Role
    many: bool = False
    member: bool = False
    optional: bool = False

    @property
    def label(self) -> str:
        """The role's title in a sentence: ``chief executive``."""
        return f"{self.title[0].lower()}{self.title[1:]}"


ROLES: dict[Role, RoleFacts] = {
    Role.PROGRAMME_MANAGER: RoleFacts("Programme manager", Side.PROGRAMME, Role.PROGRAMME_MANAGER),
    Role.PRINCIPAL_ADVISER: RoleFacts("Principal adviser", Side.PROGRAMME, Role.PROGRAMME_MANAGER),
    Role.CHALLENGE_MANAGER: RoleFacts("Peer challenge manager", Side.PROGRAMME, Role.PROGRAMME_MANAGER),
    Role.SUPPORT_OFFICER: RoleFacts("Programme support officer", Side.PROGRAMME, Role.PROGRAMME_MANAGER),
    Role.GROUP_OFFICE: RoleFacts("Political group office", Side.PROGRAMME, Role.PROGRAMME_MANAGER, many=True),
    Role.WEB_TEAM: RoleFacts("Web team", Side.PROGRAMME, Role.PROGRAMME_MANAGER),
    Role.LEAD_CHIEF_EXECUTIVE: RoleFacts("Lead chief executive peer", Side.PEERS, Role.CHALLENGE_MANAGER),
    Role.LEAD_MEMBER: RoleFacts("Lead member peer", Side.PEERS, Role.GROUP_OFFICE, member=True),
    Role.MEMBER_PEER: RoleFacts("Member peer", Side.PEERS, Role.GROUP_OFFICE, many=True, member=True),
    Role.OFFICER_PEER: RoleFacts("Officer peer", Side.PEERS, Role.CHALLENGE_MANAGER, many=True),
    Role.SHADOW_PEER: RoleFacts("Shadow peer", Side.PEERS, Role.CHALLENGE_MANAGER, many=True),
    Role.LEADER: RoleFacts("Leader of the council", Side.COUNCIL, Role.PROJECT_LEAD, member=True),
    Role.CHIEF_EXECUTIVE: RoleFacts("Chief executive", Side.COUNCIL, Role.PRINCIPAL_ADVISER),
    Role.PROJECT_LEAD: RoleFacts("Council project lead", Side.COUNCIL, Role.CHIEF_EXECUTIVE),
    Role.OPPOSITION_LEADER: RoleFacts(
        "Opposition group leader", Side.COUNCIL, Role.PROJECT_LEAD, many=True, member=True
    ),
    Role.PARTICIPANT: RoleFacts("Participant", Side.COUNCIL, Role.PROJECT_LEAD, many=True, optional=True),
}


class UnknownRole(WrongUse):
    """Nobody can hold a role of that name."""

    def __str__(self) -> str:
        return f"There is no role {self.args[0]!r}. Use one of: {', '.join(Role)}."


def role_named(text: str | None) -> Role:
    """Return the role of that name; ``UnknownRole`` if there is none."""
    try:
        return Role(text or "")
    except ValueError as error:
        raise UnknownRole(text or "") from error


def roles_on(side: Side) -> tuple[Role, ...]:
    """Return the roles of a side, in the order in which they are named in a list."""
    return tuple(role for role, facts in ROLES.items() if facts.side is side)


@dataclass(frozen=True, slots=True)
class Holding:
    """One person in one role of one challenge, for one council where the role is a council's."""

    role: Role
    person: PersonId
    since: date
    council: CouncilCode | None = None
    party: str | None = None
    home: Place | None = None
    near: tuple[str, ...] = ()
    interest: str | None = None

    @property
    def has_declared(self) -> bool:
        """Whether the person has answered the conflict declaration; "no interest" is an answer."""
        return self.interest is not None


NO_INTEREST = "none"
NO_OVERALL_CONTROL = "no overall control"


@dataclass(frozen=True, slots=True)
class ChallengeWarning:
    """Something about a team or its days that a programme manager may allow, with a reason that is kept."""

    key: str
    text: str
    allowed_because: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has allowed it yet."""
        return self.allowed_because is None


def team_warnings(
    team: Sequence[Holding], control: dict[CouncilCode, str | None], councils: Iterable[Place]
) -> tuple[ChallengeWarning, ...]:
    """Say what the programme wants to look at before a team is confirmed.

    Team rules are the programme's habit, not a formula (domain reference, section 3), so each
    can be allowed with a reason.
    """
    return (
        *(
            warning
            for place in councils
            for warning in _political_balance(team, control.get(place.code), place)
        ),
        *(warning for peer in team for warning in _closeness(peer)),
        *(
            ChallengeWarning(
                f"interest:{peer.person}", f"{_who(peer)} has declared an interest: {peer.interest}."
            )
            for peer in team
            if peer.interest not in (None, NO_INTEREST)
        ),
    )


def review_warnings(
    original: Sequence[PersonId], attending: Sequence[PersonId], council: Place, *, whole_team: bool
) -> tuple[ChallengeWarning, ...]:
    """Warn when a progress review is not done by the team of the visit.

    ``whole_team`` is the 2022 rule (first board minute: reviews "with the original team");
    otherwise one member of that team is enough (peer guide: some or all of it).
    """
    stayed = set(original) & set(attending)
    if not attending or (len(stayed) == len(attending) if whole_team else stayed):
        return ()
    share = f"{len(stayed)} of the {len(attending)} who review {council.name} were on the original team"
    return (ChallengeWarning(f"review_team:{council.code}", f"{share}."),)


def _political_balance(
    team: Sequence[Holding], control: str | None, council: Place
) -> tuple[ChallengeWarning, ...]:
    if control is None:
        return (
            ChallengeWarning(
                f"control:{council.code}", f"The controlling group of {council.name} is not recorded."
            ),
        )
    members = [peer.party for peer in team if ROLES[peer.role].member]
    parties = {party for party in members if party}
    if members and not parties:
        text = f"No member peer's group is recorded, so the balance at {council.name} is not known."
    elif parties == {control}:
        text = f"Every member peer is from the group that controls {council.name} ({control})."
    elif len(parties) == 1 and control == NO_OVERALL_CONTROL:
        text = f"{council.name} has no overall control and every member peer is from one group."
    else:
        return ()
    return (ChallengeWarning(f"balance:{council.code}", text),)


def _closeness(peer: Holding) -> tuple[ChallengeWarning, ...]:
    return tuple(
        ChallengeWarning(f"near:{peer.person}:{code}", f"{_who(peer)} comes from {_home(peer)}, {how}.")
        for code, _, how in (each.partition("|") for each in peer.near)
    )


def _who(peer: Holding) -> str:
    return f"The {ROLES[peer.role].label} ({peer.person})"


def _home(peer: Holding) -> str:
    return peer.home.name if peer.home else "an unnamed council"
