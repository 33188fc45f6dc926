"""The pages of a challenge that tell its state: where it stands, its dates, people, answers and course."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus

from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from casework import aftercare, answers, attention, correspondence, next_steps, proof_words, roster, timeline
from casework import where_it_stands as standing
from casework.disclosure import Reader
from casework.ledger import by_recommendation, ledger_seen
from casework.spoken import holders
from dashboard.asking import Database, allowed
from dashboard.facing import Faced, Facing
from dashboard.pages import page
from dashboard.routes import Routes
from domain.lifecycle import Event
from domain.people import ROLES, Role
from domain.permissions import Act
from domain.proofs import Proof
from flows import runs
from templates.screens import screen

router = Routes(prefix="/challenges/{reference}", include_in_schema=False)

IN_CHARGE = tuple(ROLES[role].title for role in (Role.PRINCIPAL_ADVISER, Role.CHALLENGE_MANAGER))
"""Whom to ask about a challenge."""


@router.get("", dependencies=[allowed(Act.SEE_CHALLENGE)])
def where_it_stands(request: Request, session: Database, seen: Faced) -> HTMLResponse:
    """Say where a challenge stands and why, what can be recorded next, and what waits for somebody."""
    reader, on_desk, view = seen.reader, seen.on_desk, seen.view
    inside = reader.sees_everything
    return page(
        request,
        "challenge",
        seen=seen,
        cause=_cause(reader),
        is_from_the_past=standing.is_from_the_past(view),
        in_charge=[(title, holders(view, on_desk.people, title, None)) for title in IN_CHARGE],
        steps=standing.stage_steps(reader),
        nearest=[each for each in standing.nearest(view) if reader.is_of(each.council)],
        next=next_steps.next_steps(reader, on_desk.people),
        failed=correspondence.tasks(session, on_desk.reference, seen.today)
        if reader.may(Act.SEE_MESSAGES)
        else (),
        unheard=attention.unheard(session, on_desk.reference) if inside else (),
        to_approve=attention.to_approve(on_desk, view) if inside else (),
        warned=attention.warned(on_desk, view) if inside else (),
        awaiting=attention.awaiting(on_desk, view) if inside else (),
        follow_ups=aftercare.follow_ups(on_desk, view) if inside else (),
    )


def _cause(reader: Reader) -> Event | None:
    """Return what stopped or ended a challenge, unless it is the matter of another council."""
    found = standing.cause(reader.view)
    return found if found and reader.sees_event(found) else None


@router.get("/dates", dependencies=[allowed(Act.SEE_CHALLENGE)])
def dates(request: Request, seen: Faced) -> HTMLResponse:
    """List every date with the reason for it; each leads to its proof."""
    mine = seen.reader.is_of
    return page(
        request,
        "challenge_dates",
        seen=seen,
        dated=[each for each in standing.dated(seen.view) if mine(each.council)],
        undated=[each for each in standing.undated(seen.view) if mine(each.council)],
        ahead=[each for each in timeline.to_come(seen.reader) if not each.deadline],
    )


@router.get("/deadlines/{name}", dependencies=[allowed(Act.SEE_CHALLENGE)])
def deadline(request: Request, name: str, seen: Faced) -> HTMLResponse:
    """Prove a date: the rule, what it is counted from, and every step and day on the way to it."""
    found = [each for each in seen.view.deadlines if each.name == name and seen.reader.is_of(each.council)]
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    proofs: list[Proof] = [seen.view.proof(each) for each in found]
    return page(request, "challenge_deadline", seen=seen, proofs=proofs, told=proof_words)


@router.get("/team", dependencies=[allowed(Act.SEE_TEAM)])
def team(request: Request, seen: Faced) -> HTMLResponse:
    """List who takes part, on each side, and which roles nobody holds."""
    return page(request, "challenge_team", seen=seen, rosters=roster.rosters(seen.reader, seen.on_desk))


@router.get("/recommendations", dependencies=[allowed(Act.SEE_CHALLENGE)])
def recommendations(request: Request, seen: Faced) -> HTMLResponse:
    """List what the peers recommended, with what became of each, and the queries of the fact check."""
    return page(
        request,
        "challenge_recommendations",
        seen=seen,
        recommended=by_recommendation(ledger_seen(seen.reader, seen.on_desk)),
        checked=answers.fact_checks(seen.reader),
    )


@router.get("/history", dependencies=[allowed(Act.SEE_CHALLENGE)])
def history(request: Request, seen: Faced) -> HTMLResponse:
    """Tell what has happened and what each of it caused, and what is to come."""
    return page(
        request,
        "challenge_history",
        seen=seen,
        past=timeline.past(seen.reader, seen.on_desk),
        ahead=timeline.to_come(seen.reader),
    )


@router.get("/runs", dependencies=[allowed(Act.SEE_NOTES)])
def all_runs(request: Request, seen: Faced) -> HTMLResponse:
    """Say on a page of its own how the paperwork of a challenge is getting on."""
    return page(request, "challenge_runs", seen=seen, found=runs.of(seen.reference))


@router.get("/progress", dependencies=[allowed(Act.SEE_NOTES)])
def progress(request: Request, seen: Faced) -> Response:
    """Give the same as a part of a page, which asks for it again until it says that nothing is under way."""
    return _part(request, seen)


def _part(request: Request, seen: Facing) -> Response:
    found = runs.of(seen.reference)
    html = screen("_challenge_progress", {"seen": seen, "found": found})
    tag = f'"{sha256(html.encode()).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if found is None or not found.are_under_way:
        headers["Poll"] = "done"
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return HTMLResponse(html, headers=headers)
