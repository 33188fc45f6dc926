"""The JSON of a challenge as somebody may see it: a council learns no more from it than from a page.

Those who run the programme get what the command answers, with the codes of people, by which they are named
when something is done. Councils and peers get what is theirs, with names in place of the codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typing_extensions import TypedDict

from casework.answers import Answer, Answered, Checked
from casework.case import Case
from casework.disclosure import Reader
from casework.next_steps import Step, next_steps
from casework.roster import Member, Roster
from casework.shapes.outlook import (
    DeadlineShape,
    GapShape,
    MoveShape,
    OutlookShape,
    OwedShape,
    deadline_as_json,
    event_as_json,
    outlook_as_json,
    owed_as_json,
)
from casework.shelf import File, Filed, Folder
from casework.timeline import Line
from domain.deadlines import Deadline
from domain.proofs import Proof
from domain.rounds import Raised


class ChallengeShape(OutlookShape):
    """Where a challenge stands on a day, what is owed, and what whoever asks may do next."""

    may_record: list[str]
    owed: list[OwedShape]


def challenge_as_json(reader: Reader, on_desk: Case) -> ChallengeShape:
    """Return where a challenge stands, as far as it is for whoever reads it."""
    view = reader.view
    steps = next_steps(reader, on_desk.people)
    whole = outlook_as_json(on_desk.reference, view)
    theirs = [each for each in view.deadlines if reader.is_of(each.council)]
    following = view.next_deadline if view.next_deadline in theirs else None
    return {
        **whole,
        "next_deadline": deadline_as_json(following) if following else None,
        "deadlines": dates_as_json(theirs),
        "moves": [_move(each) for each in (*steps.now, *steps.not_yet, *steps.later)],
        "warnings": whole["warnings"] if reader.sees_everything else [],
        "gaps": whole["gaps"] if reader.sees_everything else [],
        "owed": _owed(reader, on_desk),
        "may_record": [str(each.milestone) for each in steps.now if each.may_record],
    }


def _owed(reader: Reader, on_desk: Case) -> list[OwedShape]:
    if not reader.sees_everything:
        return []
    today = reader.view.today
    return [
        *map(owed_as_json, on_desk.documents_owed(today)),
        *map(owed_as_json, on_desk.notices_owed(today)),
    ]


def _move(step: Step) -> MoveShape:
    return {
        "milestone": str(step.milestone),
        "title": step.title,
        "council": step.council,
        "allowed": not step.hurdles,
        "obstacles": [GapShape(text=each.text, who=each.who) for each in step.hurdles],
    }


# The history


class EventDetailShape(TypedDict):
    """A detail of an event, in words."""

    name: str
    value: str


class EventShape(TypedDict):
    """One line of a history; ``undone_by`` is the event that corrected it."""

    event: int
    kind: str
    title: str
    on: str
    basis: str
    council: str | None
    said: list[EventDetailShape]
    details: dict[str, Any] | None
    undoes: int | None
    undone_by: int | None
    backfilled: bool
    by: str | None
    at: str | None


def history_as_json(reader: Reader, on_desk: Case, lines: Iterable[Line]) -> list[EventShape]:
    """Return what has happened, as far as it is for whoever reads it, the latest first."""
    events = {each.seq: event_as_json(each) for each in on_desk.history}
    return [_event(each, events[each.seq], is_whole=reader.sees_everything) for each in lines]


def _event(line: Line, event: dict[str, Any], *, is_whole: bool) -> EventShape:
    return {
        "event": line.seq,
        "kind": event["kind"],
        "title": line.title,
        "on": line.on.iso,
        "basis": str(line.basis),
        "council": event["council"],
        "said": [EventDetailShape(name=name, value=value) for name, value in line.said],
        "details": event["details"] if is_whole else None,
        "undoes": line.undoes,
        "undone_by": line.undone_by,
        "backfilled": line.is_from_outside,
        "by": line.by or None,
        "at": event["at"],
    }


# Dates


class ProvenShape(DeadlineShape):
    """A deadline with its proof: every step from its anchor to its date, and every day that was counted."""

    proof: dict[str, Any]


def proven_as_json(proof: Proof) -> ProvenShape:
    """Return a deadline with its proof."""
    return ProvenShape(**deadline_as_json(proof.deadline), proof=proof.to_json())


def dates_as_json(deadlines: Iterable[Deadline]) -> list[DeadlineShape]:
    """Return deadlines, each with the way in which its date was found."""
    return [deadline_as_json(each) for each in deadlines]


# Documents


class VersionShape(TypedDict):
    """One version of a document, with the address of each of its files."""

    number: int
    title: str
    version: str
    issued: str
    files: dict[str, str]


class PublicationShape(TypedDict):
    """That a council has published a document."""

    council: str
    on: str
    url: str | None


class DocumentShape(TypedDict):
    """A document with all its versions, the latest first."""

    name: str
    title: str
    council: str | None
    to: str | None
    versions: list[VersionShape]
    published: list[PublicationShape]


def documents_as_json(folders: Iterable[Folder], base: str) -> list[DocumentShape]:
    """Return the documents of a challenge; ``base`` stands before the addresses of their files."""
    return [
        {
            "name": each.name,
            "title": each.title,
            "council": each.council,
            "to": each.to or None,
            "versions": [_version(version, base) for version in each.versions],
            "published": [
                {"council": one.place, "on": one.on.iso, "url": one.url or None} for one in each.published
            ],
        }
        for each in folders
    ]


def _version(version: Filed, base: str) -> VersionShape:
    changes: tuple[File, ...] = (version.changes,) if version.changes else ()
    return {
        "number": version.number,
        "title": version.title,
        "version": version.label,
        "issued": version.issued.isoformat(),
        "files": {
            each.kind: f"{base}/documents/{each.hash}/{each.name}" for each in (*version.files, *changes)
        },
    }


# People


class MemberShape(TypedDict):
    """Somebody in a role; what is not known, or not for whoever asks, is null."""

    role: str
    council: str | None
    person: str | None
    name: str
    post: str | None
    organisation: str | None
    email: str | None
    party: str | None
    home: str | None
    interest: str | None
    since: str
    left: str | None


class VacancyShape(TypedDict):
    """A role that nobody holds."""

    role: str
    title: str
    council: str | None
    filled_by: str
    reason: str | None


class RosterShape(TypedDict):
    """The people of one side."""

    side: str
    members: list[MemberShape]
    left: list[MemberShape]
    vacant: list[VacancyShape]


def team_as_seen(reader: Reader, rosters: Iterable[Roster]) -> list[RosterShape]:
    """Return who takes part, for each side."""
    return [_roster(each, is_whole=reader.sees_everything) for each in rosters]


def _roster(roster: Roster, *, is_whole: bool) -> RosterShape:
    return {
        "side": str(roster.side),
        "members": [_member(each, is_whole=is_whole) for each in roster.members],
        "left": [_member(each, is_whole=is_whole) for each in roster.left],
        "vacant": [
            {
                "role": str(each.role),
                "title": each.title,
                "council": each.council,
                "filled_by": each.filled_by,
                "reason": each.because or None,
            }
            for each in roster.vacancies
        ],
    }


def _member(member: Member, *, is_whole: bool) -> MemberShape:
    return {
        "role": member.role,
        "council": member.place or None,
        "person": member.person if is_whole else None,
        "name": member.name,
        "post": member.post or None,
        "organisation": member.organisation or None,
        "email": member.email or None,
        "party": member.party or None,
        "home": member.home or None,
        "interest": member.declared,
        "since": member.since.isoformat(),
        "left": member.left.isoformat() if member.left else None,
    }


# Recommendations


class ActionShape(TypedDict):
    """What a council will do about a recommendation."""

    recommendation: str
    action: str
    lead_member: str
    lead_officer: str
    due: str
    measure: str
    status: str


class RatedShape(TypedDict):
    """What a council says of its progress, or the review of what it found."""

    recommendation: str
    rating: str
    text: str


class AnswerShape(TypedDict):
    """What one council does about a recommendation, and what was said of its progress."""

    council: str | None
    actions: list[ActionShape]
    progress: list[RatedShape]
    findings: list[RatedShape]


class RecommendationShape(TypedDict):
    """A recommendation with what became of it."""

    number: str
    title: str
    text: str
    theme: str
    councils: list[str]
    answers: list[AnswerShape]


def recommendations_as_json(found: Iterable[Answered]) -> list[RecommendationShape]:
    """Return the recommendations of the report, each with what became of it."""
    return [
        {
            "number": str(each.recommendation.number),
            "title": each.recommendation.title,
            "text": each.recommendation.text,
            "theme": each.recommendation.theme,
            "councils": list(each.meant_for),
            "answers": [_answer(answer) for answer in each.answers],
        }
        for each in found
    ]


def _answer(answer: Answer) -> AnswerShape:
    return {
        "council": answer.place or None,
        "actions": [
            {
                "recommendation": str(each.recommendation),
                "action": each.action,
                "lead_member": each.lead_member,
                "lead_officer": each.lead_officer,
                "due": each.due.iso,
                "measure": each.measure,
                "status": str(each.status),
            }
            for each in answer.actions
        ],
        "progress": [
            {"recommendation": str(each.recommendation), "rating": str(each.rating), "text": each.text}
            for each in answer.progress
        ],
        "findings": [
            {"recommendation": str(each.recommendation), "rating": str(each.rating), "text": each.text}
            for each in answer.findings
        ],
    }


class QueryShape(TypedDict):
    """A query of a council on a draft, and how it was decided."""

    number: int
    council: str | None
    on: str
    place: str
    text: str
    correction: str
    evidence: str
    kind: str
    disposition: str | None
    reason: str | None
    answered: str | None


class FactCheckRoundShape(TypedDict):
    """One draft with the councils, and what they asked."""

    round: int
    sent: str
    returned: str | None
    queries: list[QueryShape]


def rounds_as_json(found: Iterable[Checked]) -> list[FactCheckRoundShape]:
    """Return the rounds of the fact check, with the queries that are for whoever asks."""
    return [
        {
            "round": each.round.number,
            "sent": each.round.sent.iso,
            "returned": each.round.returned.iso if each.round.returned else None,
            "queries": [_query(raised) for _, raised in each.queries],
        }
        for each in found
    ]


def _query(raised: Raised) -> QueryShape:
    query = raised.query
    return {
        "number": raised.number,
        "council": raised.council,
        "on": raised.on.iso,
        "place": query.place,
        "text": query.text,
        "correction": query.correction,
        "evidence": query.evidence,
        "kind": str(query.kind),
        "disposition": str(raised.disposition) if raised.disposition else None,
        "reason": raised.reason or None,
        "answered": raised.answered.iso if raised.answered else None,
    }
