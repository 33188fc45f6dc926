"""What programs read of one challenge: the same as its pages tell, and of nobody's but their own."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Query, Response
from typing_extensions import TypedDict

from casework import answers, correspondence, deliveries, invitations, roster, shelf, timeline
from casework.case import case
from casework.ledger import ledger_seen
from casework.preview import DOCUMENT, NOTICE, Wanted, preview
from casework.receipts import NoMessage
from casework.shapes import challenge as shapes
from casework.shapes.ledger import LedgerLineShape, line_as_json
from casework.shapes.outlook import DeadlineShape
from casework.shapes.programme import MessageShape, PreviewShape, message_as_seen, preview_as_json
from dashboard.api.answering import ROOT, Given, answer, base, documented, name_of, readable
from dashboard.asking import allowed
from dashboard.facing import Faced
from dashboard.pipeline import Looking
from dashboard.routes import Routes
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.permissions import Act

router = Routes(
    prefix=f"{ROOT}/challenges/{{reference}}",
    tags=["Challenges"],
    dependencies=[Depends(readable)],
    generate_unique_id_function=name_of,
)

CONFLICT = HTTPStatus.CONFLICT
LARGEST = 2**31 - 1
"""The highest number that a database gives to a row."""
MOST = 200
"""Messages on a page."""


class HistoryShape(TypedDict):
    """What has happened, the latest first."""

    reference: str
    events: list[shapes.EventShape]


class DatesShape(TypedDict):
    """Every deadline, with the reason for its date."""

    reference: str
    on: str
    deadlines: list[DeadlineShape]


class ProofsShape(TypedDict):
    """The proof of a deadline, of each council that has it."""

    reference: str
    on: str
    deadlines: list[shapes.ProvenShape]


class DocumentsShape(TypedDict):
    """The documents with their versions."""

    reference: str
    documents: list[shapes.DocumentShape]


class MessagesShape(TypedDict):
    """A page of the messages, in the order in which they were written."""

    reference: str
    messages: list[MessageShape]
    next: str | None


class TeamShape(TypedDict):
    """Who takes part, on each side."""

    reference: str
    sides: list[shapes.RosterShape]


class RecommendationsShape(TypedDict):
    """What the peers recommended, and what became of it."""

    reference: str
    recommendations: list[shapes.RecommendationShape]


class LedgerShape(TypedDict):
    """What became of each recommendation by a day, with every action."""

    reference: str
    on: str
    lines: list[LedgerLineShape]


class FactCheckShape(TypedDict):
    """The rounds of the fact check."""

    reference: str
    rounds: list[shapes.FactCheckRoundShape]


class CalendarEntryShape(TypedDict):
    """Something that stands in people's calendars; ``ics`` is the entry as a file."""

    title: str
    first: str
    last: str
    council: str | None
    status: str
    ics: str


class CalendarShape(TypedDict):
    """What stands in people's calendars because of a challenge."""

    reference: str
    entries: list[CalendarEntryShape]


@router.get("", dependencies=[allowed(Act.SEE_CHALLENGE)], responses=documented(shapes.ChallengeShape))
def where_it_stands(here: Looking, seen: Faced) -> Response:
    """Say where a challenge stands on a day, what is owed, and what may be recorded next."""
    return answer(here, lambda: Given(shapes.challenge_as_json(seen.reader, seen.on_desk)))


@router.get("/history", dependencies=[allowed(Act.SEE_CHALLENGE)], responses=documented(HistoryShape))
def history(here: Looking, seen: Faced) -> Response:
    """Tell what has happened by a day, with what was said of it."""

    def write() -> Given:
        found = shapes.history_as_json(seen.reader, seen.on_desk, timeline.past(seen.reader, seen.on_desk))
        return Given({"reference": seen.reference, "events": found})

    return answer(here, write)


@router.get("/deadlines", dependencies=[allowed(Act.SEE_CHALLENGE)], responses=documented(DatesShape))
def deadlines(here: Looking, seen: Faced) -> Response:
    """List every deadline with the reason for its date."""

    def write() -> Given:
        theirs = [each for each in seen.view.deadlines if seen.reader.is_of(each.council)]
        on = seen.view.today.isoformat()
        return Given({"reference": seen.reference, "on": on, "deadlines": shapes.dates_as_json(theirs)})

    return answer(here, write)


@router.get("/deadlines/{name}", dependencies=[allowed(Act.SEE_CHALLENGE)], responses=documented(ProofsShape))
def deadline(here: Looking, seen: Faced, name: str) -> Response:
    """Prove a date: the rule, what it is counted from, and every step and day on the way to it."""
    found = [each for each in seen.view.deadlines if each.name == name and seen.reader.is_of(each.council)]
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND)

    def write() -> Given:
        proofs = [shapes.proven_as_json(seen.view.proof(each)) for each in found]
        return Given({"reference": seen.reference, "on": seen.view.today.isoformat(), "deadlines": proofs})

    return answer(here, write)


@router.get("/documents", dependencies=[allowed(Act.READ_DOCUMENT)], responses=documented(DocumentsShape))
def documents(here: Looking, seen: Faced) -> Response:
    """List the documents with their versions, each file under the address of its hash."""

    def write() -> Given:
        found = shapes.documents_as_json(shelf.folders(seen.reader, seen.on_desk), base(here.request))
        return Given({"reference": seen.reference, "documents": found})

    return answer(here, write)


@router.get("/messages", dependencies=[allowed(Act.SEE_MESSAGES)], responses=documented(MessagesShape))
def messages(here: Looking, seen: Faced, after: Annotated[int, Query(ge=0, le=LARGEST)] = 0) -> Response:
    """List the messages with what became of each, from the one after another on."""

    def write() -> Given:
        every = deliveries.of_challenge(here.session, seen.reference)
        later = [each for each in every if each.message.id > after]
        shown, following = later[:MOST], len(later) > MOST
        last = {"after": str(shown[-1].message.id)} if following else None
        return Given(
            {
                "reference": seen.reference,
                "messages": [message_as_seen(each) for each in shown],
                "next": last["after"] if last else None,
            },
            last,
        )

    return answer(here, write)


@router.get(
    "/messages/{number}", dependencies=[allowed(Act.SEE_MESSAGES)], responses=documented(MessageShape)
)
def message(here: Looking, seen: Faced, number: Annotated[int, Path(ge=1, le=LARGEST)]) -> Response:
    """Give one message, with every attempt to send it and everything that was heard of it."""
    try:
        found = correspondence.opened(here.session, seen.reader, seen.on_desk, number)
    except NoMessage as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    return answer(here, lambda: Given(message_as_seen(found.delivery)))


@router.get("/team", dependencies=[allowed(Act.SEE_TEAM)], responses=documented(TeamShape))
def team(here: Looking, seen: Faced) -> Response:
    """List who takes part, on each side, and which roles nobody holds."""

    def write() -> Given:
        found = shapes.team_as_seen(seen.reader, roster.rosters(seen.reader, seen.on_desk))
        return Given({"reference": seen.reference, "sides": found})

    return answer(here, write)


@router.get(
    "/recommendations", dependencies=[allowed(Act.SEE_CHALLENGE)], responses=documented(RecommendationsShape)
)
def recommendations(here: Looking, seen: Faced) -> Response:
    """List what the peers recommended, with what became of each."""

    def write() -> Given:
        found = shapes.recommendations_as_json(answers.recommendations(seen.reader, seen.on_desk))
        return Given({"reference": seen.reference, "recommendations": found})

    return answer(here, write)


@router.get("/ledger", dependencies=[allowed(Act.SEE_CHALLENGE)], responses=documented(LedgerShape))
def challenge_ledger(here: Looking, seen: Faced) -> Response:
    """Say what became of each recommendation, with its actions, their dates and what shows how they go."""

    def write() -> Given:
        on = seen.view.today
        lines = [line_as_json(each, on) for each in ledger_seen(seen.reader, seen.on_desk)]
        return Given({"reference": seen.reference, "on": on.isoformat(), "lines": lines})

    return answer(here, write)


@router.get("/fact-check", dependencies=[allowed(Act.SEE_CHALLENGE)], responses=documented(FactCheckShape))
def fact_check(here: Looking, seen: Faced) -> Response:
    """List the queries on the draft report, round by round, with how each was decided."""

    def write() -> Given:
        found = shapes.rounds_as_json(answers.fact_checks(seen.reader))
        return Given({"reference": seen.reference, "rounds": found})

    return answer(here, write)


@router.get("/calendar", dependencies=[allowed(Act.SEE_CALENDAR)], responses=documented(CalendarShape))
def calendar(here: Looking, seen: Faced) -> Response:
    """List what stands in people's calendars because of a challenge."""

    def write() -> Given:
        mine = (
            each
            for each in invitations.entries(seen.on_desk, seen.view)
            if seen.reader.is_of(each.appointment.council)
        )
        found = [
            {
                "title": each.title,
                "first": each.appointment.when.first.isoformat(),
                "last": each.appointment.when.last.isoformat(),
                "council": each.appointment.council,
                "status": str(each.appointment.status),
                "ics": each.content,
            }
            for each in mine
        ]
        return Given({"reference": seen.reference, "entries": found})

    return answer(here, write)


@router.get(
    "/preview/{kind}/{name}",
    dependencies=[allowed(Act.PREVIEW)],
    responses=documented(PreviewShape, CONFLICT),
)
def as_it_will_be(
    here: Looking,
    reference: Reference,
    kind: str,
    name: str,
    *,
    on: Annotated[date | None, Query(description="The day; today if left out.")] = None,
    council: Annotated[CouncilCode | None, Query(max_length=10)] = None,
    person: Annotated[PersonId | None, Query(max_length=40)] = None,
) -> Response:
    """Write a document, or the letters of a notice, as they would be on a day; nothing of it is kept."""
    if kind not in (DOCUMENT, NOTICE):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    wanted = Wanted(f"{kind}/{name}", on or here.today, council, person)
    return answer(here, lambda: Given(preview_as_json(preview(case(here.session, reference), wanted))))
