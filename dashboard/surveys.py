"""Surveys: the form to which a link in a letter leads, and what surveys found.

Whoever has a link needs no account. The page is kept by no browser, as ``dashboard.headers`` has it, and the
log has the address without the link.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import HTMLResponse

from casework import survey_forms
from casework import surveys as casework
from casework.record import Entry
from casework.shapes import surveys as shapes
from casework.survey_forms import BadAnswer, Stage
from casework.surveys import Comments, Results
from dashboard.asking import Database, allowed
from dashboard.facing import Faced, Facing
from dashboard.forms import Form, Problems
from dashboard.pages import page, see_other
from dashboard.pipeline import Look, Looking
from dashboard.routes import Routes
from db.session import Session, transaction
from domain.permissions import Act
from domain.years import FinancialYear

router = Routes(include_in_schema=False)

Year = Annotated[str, Query(max_length=10)]
LONGEST_LINK = 500


# Answering


@router.get("/surveys/{token}")
def survey(here: Looking, token: str) -> Response:
    """Ask somebody what they think; or thank them, or tell them that it is too late."""
    return _page(here, _form(here, token), {}, Problems())


@router.post("/surveys/{token}")
def answer(here: Looking, token: str, form: Form) -> Response:
    """Keep what somebody thinks, and thank them; sent once more, it changes nothing."""
    asked, problems = _form(here, token), Problems()
    said = {each.name: form.text(each.name) for each in asked.questions}
    entry = Entry(survey_forms.BY_LINK, here.today, here.now)
    try:
        if asked.stage is Stage.OPEN:
            with transaction() as session:
                survey_forms.answer(session, token, said, here.today, entry)
    except BadAnswer as error:
        problems.add(error.question, str(error))
        return _page(here, asked, said, problems)
    return see_other(here.request.url.path)


def _form(here: Look, token: str) -> survey_forms.Form:
    return survey_forms.form(here.session, token[:LONGEST_LINK], here.today)


def _page(here: Look, asked: survey_forms.Form, said: Mapping[str, str], problems: Problems) -> HTMLResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    name = "survey" if asked.stage is Stage.OPEN else "survey_over"
    return page(here.request, name, status=status, problems=problems, asked=asked, said=said)


# What surveys found


@router.get("/challenges/{reference}/surveys", dependencies=[allowed(Act.SEE_SURVEYS)])
def of_challenge(request: Request, session: Database, seen: Faced) -> HTMLResponse:
    """Tell what the surveys of a challenge found, and what people wrote."""
    day = min(seen.today, seen.view.today)  # What is to come is told of nobody before it has closed.
    return page(
        request,
        "challenge_surveys",
        seen=seen,
        found=casework.results(session, day, reference=seen.reference),
        comments=comments_for(session, seen),
    )


def comments_for(session: Session, seen: Facing) -> tuple[Comments, ...]:
    """Return what people wrote, for whoever runs the challenge."""
    if not seen.reader.may(Act.SEE_COMMENTS):
        return ()
    return casework.comments(session, seen.reference, min(seen.today, seen.view.today))


@router.get("/learning/surveys", dependencies=[allowed(Act.SEE_SURVEYS)])
def of_programme(here: Looking, year: Year = "") -> Response:
    """Tell what the surveys of the programme found, year by year."""
    return here.kept(lambda: page(here.request, "surveys", found=results_of_year(here, year), year=year))


@router.get("/learning/surveys.csv", dependencies=[allowed(Act.SEE_SURVEYS)])
def as_table(here: Looking, year: Year = "") -> Response:
    """Give the same as a table."""
    headers = {"Content-Disposition": 'attachment; filename="surveys.csv"'}
    found = shapes.table(results_of_year(here, year))
    return Response(found, media_type="text/csv", headers=headers)


def results_of_year(here: Look, year: str) -> Results:
    """Return what was found in all years, or in one."""
    wanted = str(FinancialYear.parse(year)) if year else None
    return casework.results(here.session, here.today, year=wanted)
