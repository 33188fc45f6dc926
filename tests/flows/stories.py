"""Challenges that have come to a certain point, by the verbs of the casework, with few people in them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from casework import team
from casework.case import case
from casework.facts import Facts, set_facts
from casework.opening import Opening, open_with_people
from db import councils
from domain.days import Day
from domain.lifecycle import CouncilCode, Milestone
from domain.people import NO_INTEREST, ROLES, Role, Side
from tests.casework.conftest import Challenge, entry
from tests.histories import THE_YEAR

TEAM = (Role.CHALLENGE_MANAGER, Role.LEAD_CHIEF_EXECUTIVE, Role.LEAD_MEMBER)

WRITTEN = {
    Milestone.SCOPE_AGREED: "scope",
    Milestone.PACK_SENT: "timetable",
    Milestone.FEEDBACK_GIVEN: "feedback",
    Milestone.DRAFT_SENT: "report",
    Milestone.PLAN_RECEIVED: "plan-TAW",
    Milestone.REVIEW_STATEMENT_RECEIVED: "statement-TAW",
    Milestone.REVIEW_REPORT_FINALISED: "review_report-TAW",
}
"""What people have to have handed in before a milestone."""


def opened(session: Session, *names: str, on: str) -> Challenge:
    """Open a challenge with a team, and a chief executive for each council."""
    councils.load_samples(session)
    reference, _ = open_with_people(session, entry(on), Opening(names, entry(on).today))
    made = Challenge(session, reference, {})
    made.people = {role: made.assign(role, on) for role in TEAM}
    for code in hosts(made):
        made.assign(Role.CHIEF_EXECUTIVE, on, f"chief.executive@{code.lower()}.example", code)
    return made


def hosts(made: Challenge) -> list[CouncilCode]:
    """Return the codes of the councils of a challenge."""
    return [place.code for place in case(made.session, made.reference).history[0].details.councils]


def team_ready(made: Challenge, on: str) -> None:
    """Say who controls the councils and have the peers declare their interests."""
    for host in hosts(made):
        control = Facts(control="Conservative", council=host)
        set_facts(made.session, made.reference, entry(on), control, Day.parse(on))
    for role in (role for role in TEAM if ROLES[role].side is Side.PEERS):
        person = made.people[role]
        team.declare(made.session, made.reference, entry(on), person, interest=NO_INTEREST, on=Day.parse(on))


def ready_for(made: Challenge, milestone: Milestone) -> None:
    """Do what people do on the day of a milestone before it can be recorded."""
    day, _ = THE_YEAR[milestone]
    if name := WRITTEN.get(milestone):
        made.hand_in(day, name)
    if milestone is Milestone.TEAM_CONFIRMED:
        team_ready(made, day)


def through_the_year(made: Challenge) -> Iterator[Milestone]:
    """Stop before each milestone of the year; when asked to go on, record it and do its paperwork."""
    for milestone, (day, said) in THE_YEAR.items():
        ready_for(made, milestone)
        yield milestone
        made.record(milestone, day, **said)
        _do_paperwork(made, day)


def ready_for_the_pack(session: Session) -> tuple[str, str, str]:
    """Give a challenge that lacks only its pack: two documents, and messages to four people."""
    made = opened(session, "Tamworth", on="2024-05-01")
    _scoped(made, "single-2024", "2024-06-03", visit_start="2024-10-29", visit_end="2024-10-31")
    _do_paperwork(made, "2024-06-03")
    return made.reference, "pack_sent", "2024-10-11"


def ready_for_the_report(session: Session) -> tuple[str, str, str]:
    """Give a joint challenge that lacks only its final report, and two councils' templates for a plan."""
    made = opened(session, "High Peak", "Staffordshire Moorlands", on="2021-09-01")
    _scoped(made, "joint-2022", "2021-10-04", visit_start="2022-01-17", visit_end="2022-01-21")
    made.record("pack_sent", "2021-12-20")
    made.record("visit_started", "2022-01-17")
    made.record("visit_ended", "2022-01-21")
    made.hand_in("2022-01-21", "feedback", folder="joint-2022")
    made.record("feedback_given", "2022-01-21")
    made.hand_in("2022-02-14", "report", folder="joint-2022")
    made.record("draft_sent", "2022-02-14")
    made.record("fact_check_returned", "2022-02-25")
    _do_paperwork(made, "2022-02-25")
    return made.reference, "report_finalised", "2022-03-04"


def _scoped(made: Challenge, folder: str, on: str, **dates: str) -> None:
    made.record("agreed", on)
    made.record("dates_set", on, **dates)
    made.hand_in(on, "scope", "timetable", folder=folder)
    made.record("scope_agreed", on)
    team_ready(made, on)
    made.record("team_confirmed", on)
    made.record("position_statement_received", on)


def _do_paperwork(made: Challenge, on: str) -> None:
    made.prepare(on)
    made.queue(on)
    made.post()
