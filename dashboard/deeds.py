"""What may be done to a challenge, and opening one: the sheets by which people act.

Each deed of the table has an address of its own, so that who may use it can be read off the routes. What a
deed makes owed is seen to when the page has been answered: by Prefect where a server is in reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request, Response

from casework.case import Case, case
from casework.deeds import opening
from casework.deeds.deed import RECORDING, Deed
from casework.deeds.table import all_deeds, carry_out, deed_named
from dashboard import sheets
from dashboard.asking import Asker, Database, Now, Today, allowed
from dashboard.forms import Form
from dashboard.routes import Routes
from dashboard.sheets import Sheet
from domain.lifecycle import Reference
from domain.permissions import Act

router = Routes(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Deal:
    """A deed that somebody is about to do to a challenge, and the sheet for it."""

    on_desk: Case
    deed: Deed
    sheet: Sheet


def deal(request: Request, reference: Reference, session: Database, today: Today, visitor: Asker) -> Deal:
    """Take the challenge and the deed that an address names."""
    on_desk = case(session, reference)
    deed = deed_named(request.url.path.removeprefix(f"/challenges/{reference}/"), on_desk.scheme)
    places = on_desk.on(today).reading.councils
    sheet = Sheet(
        request=request,
        visitor=visitor,
        title=deed.title,
        words=deed.words,
        whose=f"{reference}, {' and '.join(place.name for place in places)}",
        back=f"/challenges/{reference}",
        questions=deed.asked_of(visitor, on_desk, today),
        people=on_desk.people,
        lines=len(on_desk.history),
    )
    return Deal(on_desk, deed, sheet)


Dealt = Annotated[Deal, Depends(deal)]


def ask(dealt: Dealt, today: Today) -> Response:
    """Ask what has to be said before it can be done."""
    return sheets.ask(dealt.sheet, _obstacles(dealt, today))


def answer(dealt: Dealt, form: Form, today: Today, now: Now, afterwards: BackgroundTasks) -> Response:
    """Show what it would cause, or do it and see to what it owes."""
    name, reference, visitor = dealt.deed.name, dealt.on_desk.reference, dealt.sheet.visitor
    return sheets.answer(
        dealt.sheet,
        form,
        lambda raw, trial: carry_out(name, reference, visitor, raw, today=today, at=now, trial=trial),
        today=today,
        now=now,
        afterwards=afterwards,
    )


def _obstacles(dealt: Deal, today: Today) -> tuple[str, ...]:
    """Return what stands in the way of a milestone; other deeds refuse when they are tried."""
    council = dealt.sheet.request.query_params.get("council", "")
    moves = dealt.on_desk.on(today).moves if dealt.deed.is_milestone else ()
    mine = (each for each in moves if f"{RECORDING}{each.milestone}" == dealt.deed.name)
    wanted = [each for each in mine if not council or each.council in (None, council)]
    return tuple(dealt.sheet.say(str(obstacle)) for each in wanted[:1] for obstacle in each.obstacles)


for _name, _act in all_deeds().items():
    _path = f"/challenges/{{reference}}/{_name}"
    router.get(_path, dependencies=[allowed(_act)])(ask)
    router.post(_path, dependencies=[allowed(_act)])(answer)


def new(request: Request, today: Today, visitor: Asker) -> Sheet:
    """Lay out the sheet on which a challenge is opened."""
    return Sheet(
        request=request,
        visitor=visitor,
        title=opening.TITLE,
        words=opening.WORDS,
        whose="the pipeline",
        back="/",
        questions=tuple(opening.questions(today)),
        people={},
    )


Opened = Annotated[Sheet, Depends(new)]


@router.get("/open", dependencies=[allowed(Act.OPEN)])
def ask_for_new(sheet: Opened) -> Response:
    """Ask what a new challenge is."""
    return sheets.ask(sheet)


@router.post("/open", dependencies=[allowed(Act.OPEN)])
def open_new(sheet: Opened, form: Form, today: Today, now: Now, afterwards: BackgroundTasks) -> Response:
    """Show what opening a challenge would cause, or open it."""
    return sheets.answer(
        sheet,
        form,
        lambda raw, trial: opening.open_up(sheet.visitor, raw, today=today, at=now, trial=trial),
        today=today,
        now=now,
        afterwards=afterwards,
    )
