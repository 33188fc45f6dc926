"""Takes a challenge through a story by running the flows of its stages, each on the day it happened.

What has been done already, by an earlier run or before one was killed, is left as it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from casework import content, post, sharing, survey_forms, survey_links, team
from casework.case import Case, case
from casework.facts import Facts, set_facts
from casework.record import Entry
from casework.survey_links import Invitation
from cli.story import Player, Step, Story
from db.session import reading, transaction
from domain.days import Day
from domain.lifecycle import PersonId, Reference
from domain.people import ROLES, Role
from domain.sharing import Consent
from flows.opening import open_challenge
from flows.paperwork import paperwork
from flows.stages import flow_of, takes

BY = "Demonstration"


@dataclass(slots=True)
class Play:
    """A story on its way, and how many flows it has needed."""

    story: Story
    at: datetime
    reference: Reference = field(default=Reference(""))
    flows: int = 0

    async def steps(self) -> AsyncIterator[Step]:
        """Take one step after the other, and give each when it has been taken."""
        await self.open()
        for step in self.story.steps:
            self.prepare(step)
            attended, is_left = self.look(step)
            if is_left:
                self.flows += 1
                await self.take(step, attended)
            yield step

    async def open(self) -> None:
        """Open the challenge; opened before, it is the same one."""
        story = self.story
        said: dict[str, Any] = {"scheme": story.scheme, "by": BY, "today": story.opened}
        self.reference = Reference(await open_challenge(list(story.councils), story.opened, **said))
        self.flows += 1
        with transaction() as session:
            self.assign(session, story.people, story.opened)

    def prepare(self, step: Step) -> None:
        """Do what an officer does by hand before a milestone can be recorded."""
        facts = (step.people, step.focus, step.control, step.declared)
        if not any((*facts, step.hand_in, step.answers, step.shares)):
            return
        with transaction() as session:
            self.assign(session, step.people, step.on)
            self.set_facts(session, step)
            self.declare(session, step)
            for name in step.hand_in:
                path = self.story.content / f"{name}.yaml"
                content.hand_in(session, self.reference, self.entry(step.on), path, kind=None, council=None)
            self.answer(session, step)
            self.share(session, step)

    def look(self, step: Step) -> tuple[list[PersonId], bool]:
        """Return who attended, and whether anything of a step is left: to record, to prepare or to send."""
        with reading() as session:
            on_desk = case(session, self.reference)
            waiting = post.waiting(session, self.reference)
            attended = [person for name in step.attended for person in _named(on_desk, name, step.on)]
        stands = step.done is None or (step.done, step.council) in on_desk.on(step.on).reading.met
        owed = [*on_desk.documents_owed(step.on), *on_desk.notices_owed(step.on), *waiting]
        return list(dict.fromkeys(attended)), bool(owed) or not stands

    async def take(self, step: Step, attended: list[PersonId]) -> None:
        """Run the flow that the step calls for."""
        if step.done is None:
            await paperwork(self.reference, step.on)
            return
        stage = flow_of(step.done)
        said: dict[str, Any] = dict(step.said)
        if "council" in takes(stage):
            said["council"] = step.council
        if attended:
            said["attended"] = attended
        said |= {"by": BY, "today": step.on}
        await stage(reference=self.reference, done=step.done.value, on=step.on, **said)

    def assign(self, session: Any, players: Iterable[Player], on: date) -> None:
        """Put people into their roles."""
        for each in players:
            newcomer = team.Newcomer(
                each.role,
                each.name,
                each.email,
                post=each.post,
                organisation=each.organisation,
                council=each.council,
                party=each.party,
            )
            team.assign(session, self.reference, self.entry(on), newcomer, Day(on))

    def set_facts(self, session: Any, step: Step) -> None:
        """Set what else the visit looks at, and who controls each council."""
        facts = [Facts(focus=step.focus)] if step.focus else []
        facts += [Facts(control=control, council=council) for council, control in step.control.items()]
        for each in facts:
            set_facts(session, self.reference, self.entry(step.on), each, Day(step.on))

    def declare(self, session: Any, step: Step) -> None:
        """Keep the declarations of the peers who have not declared anything yet."""
        peers = case(session, self.reference).on(step.on).reading.team if step.declared else []
        for each in peers:
            if not each.has_declared:
                entry, said = self.entry(step.on), step.declared or ""
                team.declare(session, self.reference, entry, each.person, interest=said, on=Day(step.on))

    def answer(self, session: Any, step: Step) -> None:
        """Answer surveys with the link of each reader's own letter; who has answered does so no more."""
        people = case(session, self.reference).people if step.answers else {}
        known = {facts.email: person for person, facts in people.items()}
        for each in step.answers:
            asked = Invitation(self.reference, each.survey, each.council, known[each.by])
            link = survey_links.token(asked)
            survey_forms.answer(session, link, each.said, step.on, self.entry(step.on))

    def share(self, session: Any, step: Step) -> None:
        """Let the step's council agree to sharing what was found; agreed to before, it stays as it is."""
        if not step.shares:
            return
        on_desk = case(session, self.reference)
        offered = sharing.asked_about(on_desk, on_desk.on(step.on))
        keys = [each.finding.key for each in offered if each.finding.name in step.shares]
        entry, on, role = self.entry(step.on), Day(step.on), Role.CHIEF_EXECUTIVE
        sharing.consent(
            session, self.reference, entry, keys, Consent.GIVEN, on=on, council=step.council, role=role
        )

    def entry(self, on: date) -> Entry:
        """Say who writes, on which day, and when."""
        return Entry(BY, on, self.at)


def _named(on_desk: Case, name: str, on: date) -> Iterator[PersonId]:
    """Return who is meant by a side, a role or an address."""
    known = on_desk.on(on).reading
    roles = [role for role, facts in ROLES.items() if name in (role, facts.side)]
    yield from (each.person for role in roles for each in known.in_office(role))
    yield from (person for person, facts in on_desk.people.items() if facts.email == name)
