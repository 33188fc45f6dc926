"""A challenge that goes its way by the real verbs, as an officer would take it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from casework import content, documents, notices, post, record, team
from casework.facts import Facts, set_facts
from casework.outcomes import Outcome
from casework.record import Entry
from channels.mail import Channel
from channels.ways import Ways
from db import councils, people
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Milestone, PersonId, Product, Reference
from domain.moves import Claim
from domain.people import NO_INTEREST, ROLES, Role, Side
from tests.casework.by_deeds import Deeds, ToldUntil, copy, play
from tests.casework.laid_aside import Asides

AT = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "db" / "samples" / "content"
Known = tuple[Reference, dict[Role, PersonId]]
"""A challenge, and who holds which role in it."""
PARTIES = {Role.LEAD_MEMBER: "Labour", Role.MEMBER_PEER: "Conservative"}


def entry(on: str) -> Entry:
    """Return who writes, on a day."""
    return Entry("Programme manager", date.fromisoformat(on), AT)


def hand_in_all(
    session: Session,
    reference: str | None,
    way: Channel | Ways | None = None,
    at: datetime = AT,
    *,
    chance: float = 0.0,
) -> list[Outcome]:
    """Hand what waits to the post, within a session that is open already."""
    here = way or post.ways()
    return [
        *post.deliver(
            here, lambda: at, reference, sessions=lambda: nullcontext(session), chance=lambda: chance
        )
    ]


@dataclass
class Challenge:
    """One challenge under test, with the verbs that its story is told in."""

    session: Session
    reference: Reference
    people: dict[Role, PersonId]

    def hand_in(self, on: str, *names: str, folder: str = "single-2024") -> None:
        for name in names:
            path = SAMPLES / folder / f"{name}.yaml"
            content.hand_in(self.session, self.reference, entry(on), path, kind=None, council=None)

    def record(self, milestone: str, on: str, council: str | None = None, **said: Any) -> bool:
        details = Details.from_json(said)
        claim = Claim(Milestone(milestone), Day.parse(on), CouncilCode(council) if council else None, details)
        return record.record(self.session, self.reference, entry(on), claim)

    def prepare(self, on: str) -> list[str]:
        """Prepare what is owed and return the names of the new documents."""
        today = date.fromisoformat(on)
        keys = documents.owed(self.session, self.reference, today)
        made = [documents.prepare(self.session, self.reference, key, today, AT) for key in keys]
        return [each.document for each in made if each]

    def queue(self, on: str) -> int:
        return len(notices.queue(self.session, self.reference, date.fromisoformat(on), AT))

    def post(self, way: Channel | Ways | None = None, at: datetime = AT) -> list[str]:
        return [each.receipt.id for each in self.outcomes(way, at) if each.receipt]

    def outcomes(self, way: Channel | Ways | None = None, at: datetime = AT) -> list[Outcome]:
        """Try everything that waits once, and return what came of it."""
        return hand_in_all(self.session, self.reference, way, at)

    def assign(self, role: Role, on: str, email: str | None = None, council: str | None = None) -> PersonId:
        address = email or f"{role}@{ROLES[role].side}.example"
        newcomer = team.Newcomer(
            role,
            "" if people.find(self.session, address) else ROLES[role].title,  # Nobody is renamed.
            address,
            council=CouncilCode(council) if council else None,
            party=PARTIES.get(role),
        )
        return team.assign(self.session, self.reference, entry(on), newcomer, Day.parse(on))


@pytest.fixture(scope="session")
def asides(tmp_path_factory: pytest.TempPathFactory) -> Asides[Known]:
    """Give the stories that were played in this test process."""
    return Asides(tmp_path_factory.mktemp("asides"))


Begun = Callable[[Callable[[], Challenge]], Challenge]


@pytest.fixture
def begun(asides: Asides[Known], session: Session, home: Path) -> Begun:
    """Give a way to begin where a story ends, which is played once and then laid out anew."""

    def begun(play: Callable[[], Challenge]) -> Challenge:
        def known() -> Known:
            played = play()
            return played.reference, played.people

        name = f"{play.__module__}.{play.__qualname__}"
        reference, people = asides.laid_out(name, session, home, known)
        return Challenge(session, reference, dict(people))

    return begun


def opened(session: Session, *names: str, under: str = "2024", on: str = "2024-05-01") -> Challenge:
    """Open a challenge of some councils, with nobody in any role."""
    councils.load_samples(session)
    places = [councils.find(session, each).place for each in names]
    reference = record.open_challenge(
        session,
        entry(on),
        councils=places,
        scheme_name=under,
        on=Day.parse(on),
        details=record.opening(places, under, Product.CORPORATE),
    )
    return Challenge(session, reference, {})


@pytest.fixture
def bare(begun: Begun, session: Session) -> Challenge:
    """Give a challenge of Tamworth that has just been opened, with nobody in any role."""
    return begun(lambda: opened(session, "Tamworth"))


@pytest.fixture
def challenge(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give the same challenge with somebody in every role."""

    def play() -> Challenge:
        bare: Challenge = request.getfixturevalue("bare")
        bare.people |= {role: bare.assign(role, "2024-05-01") for role in Role}
        return bare

    return begun(play)


@pytest.fixture
def scoped(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give the same challenge when its dates are set, its scope agreed and its team confirmed."""

    def play() -> Challenge:
        challenge: Challenge = request.getfixturevalue("challenge")
        agree_scope_and_team(challenge)
        return challenge

    return begun(play)


def agree_scope_and_team(challenge: Challenge) -> None:
    """Take a challenge with somebody in every role as far as a confirmed team."""
    challenge.record("agreed", "2024-05-10")
    challenge.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")
    challenge.hand_in("2024-07-10", "scope")
    challenge.record("scope_agreed", "2024-07-10")
    control = Facts(control="Conservative")
    set_facts(challenge.session, challenge.reference, entry("2024-07-10"), control, Day.parse("2024-07-10"))
    for role, person in challenge.people.items():
        if ROLES[role].side is Side.PEERS:
            on = Day.parse("2024-09-09")
            team.declare(
                challenge.session,
                challenge.reference,
                entry("2024-09-09"),
                person,
                interest=NO_INTEREST,
                on=on,
            )
    challenge.record("team_confirmed", "2024-09-10")


# By deeds


@pytest.fixture
def deeds_done() -> Deeds:
    """Give a challenge that has been opened by a deed."""
    found = Deeds()
    found.open()
    return found


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep the databases of stories that have been told so far."""
    return tmp_path_factory.mktemp("told")


@pytest.fixture
def told_until(database: Engine, home: Path, shelf: Path) -> ToldUntil:  # noqa: ARG001 - It is laid out there.
    """Give the demonstration's story up to a day; it is told once, and laid out anew for each test."""

    def told(until: str) -> Deeds:
        kept, here = shelf / f"{until}.db", home / "cpc.db"
        if kept.exists():
            copy(kept, here)
            return Deeds(Reference("CPC-2024-001"))
        story = Deeds()
        play(story, until)
        copy(here, kept)
        return story

    return told
