"""The round, for whoever does not want to wait until morning: what it would see to, and that it goes."""

from __future__ import annotations

from fastapi import BackgroundTasks, Request, Response

from casework.audit import note
from casework.morning_round import why_quiet
from casework.upcoming import upcoming
from dashboard.asking import Asker, Database, Now, Today, allowed
from dashboard.forms import Form
from dashboard.pages import page, see_other
from dashboard.routes import Routes
from dashboard.seeing_to import see_to_all
from db import outbox
from db.session import transaction
from db.trouble import explained
from domain.lifecycle import PROGRAMME_TIME
from domain.permissions import Act

router = Routes(prefix="/round", include_in_schema=False)


@router.get("", dependencies=[allowed(Act.RUN_ROUND)])
def foretell(request: Request, session: Database, today: Today) -> Response:
    """Say what a round of today would see to, and what waits for somebody."""
    coming = upcoming(session, today, 0)
    with explained():
        quiet = why_quiet(today)
    return page(
        request,
        "round",
        today=today,
        quiet=quiet,
        going=[each for each in coming if not each.waits_for],
        waiting=[each for each in coming if each.waits_for],
        posted=len(outbox.waiting(session)),
    )


@router.post("", dependencies=[allowed(Act.RUN_ROUND)])
def go(request: Request, visitor: Asker, _form: Form, at: Now, afterwards: BackgroundTasks) -> Response:
    """Have a round go as soon as this has been answered."""
    with explained(), transaction() as session:
        note(session, visitor, Act.RUN_ROUND, at)
    today = at.astimezone(PROGRAMME_TIME).date()
    afterwards.add_task(see_to_all, today)
    return see_other(
        "/", said="A round is going. What it does shows on the pages of the challenges.", request=request
    )
