"""A calendar's address is made once, shown once, and is a key until it is closed."""

from __future__ import annotations

import re

import httpx
import icalendar
import pytest
from fastapi import FastAPI, Request
from sqlalchemy.orm import Session

from casework import accounts, tokens
from casework.accounts import Newcomer
from dashboard import asking
from db import keys
from domain.lifecycle import Milestone
from domain.permissions import Part, Visitor
from tests.casework.conftest import AT
from tests.casework.published import Told, told
from tests.dashboard.conftest import TODAY, SignedIn

DESK = Visitor(Part.MANAGER, name="desk")


@pytest.fixture
def planned(session: Session) -> Told:
    """Give a challenge whose plan is published and whose review is to come."""
    found = told(session)
    found.until(Milestone.PLAN_PUBLISHED)
    session.commit()
    return found


@pytest.fixture
def manager(session: Session, app: FastAPI) -> Visitor:
    """Sign in a programme manager who has an account."""
    made = accounts.add(session, DESK, Newcomer("m@programme.example", Part.MANAGER, name="Manager"), AT)
    session.commit()
    who = accounts.visitor_of(session, accounts.get(session, made), TODAY)
    session.commit()  # Whoever writes next may not be kept waiting.

    async def asker(request: Request) -> Visitor:
        return asking.known(request, who)

    app.dependency_overrides[asking.asker] = asker
    return who


async def made(client: httpx.AsyncClient, what: str) -> httpx.Response:
    page = (await client.get("/calendars")).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    return await client.post("/calendars", data={"what": what, "token": token[1]})


def key_of(session: Session, who: Visitor, council: str | None = None) -> str:
    key = tokens.make_feed(session, who, AT, council=council)
    session.commit()
    return f"/calendars/{key}.ics"


async def test_an_address_is_a_key_and_what_has_not_changed_is_not_sent_again(
    client: httpx.AsyncClient, session: Session, manager: Visitor, planned: Told
) -> None:
    address = key_of(session, manager)

    first = await client.get(address)
    again = await client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    planned.happens(Milestone.REVIEW_SCHEDULED, "2025-03-05", planned.places[0])
    session.commit()
    later = await client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert icalendar.Calendar.from_ical(first.content).walk("VEVENT")
    assert (again.status_code, again.content) == (304, b"")
    assert later.status_code == 200
    assert first.headers["X-Robots-Tag"] == "noindex, nofollow"


async def test_when_it_was_asked_for_is_remembered(
    client: httpx.AsyncClient, session: Session, manager: Visitor
) -> None:
    address = key_of(session, manager)
    assert manager.account

    await client.get(address)

    session.expire_all()
    (row,) = keys.feeds(session, manager.account)
    assert row.used_at is not None
    session.commit()
    assert (await client.get(address)).status_code == 200


async def test_an_address_that_is_closed_opens_nothing(
    client: httpx.AsyncClient, session: Session, manager: Visitor
) -> None:
    address = key_of(session, manager)
    assert manager.account
    tokens.revoke_feed(session, manager, keys.feeds(session, manager.account)[0].id, AT)
    session.commit()

    assert (await client.get(address)).status_code == 404
    assert (await client.get("/calendars/guessed.ics")).status_code == 404


async def test_who_may_choose_is_offered_what_they_may_see(
    client: httpx.AsyncClient, signed_in: SignedIn, planned: Told
) -> None:
    signed_in(Part.MANAGER)
    staff = (await client.get("/calendars")).text
    signed_in(Part.COUNCIL_CONTACT, planned.reference, council="TAW")
    contact = (await client.get("/calendars")).text
    signed_in(Part.PEER, planned.reference)
    peer = (await client.get("/calendars")).text

    assert "The whole programme" in staff
    assert 'value="council:TAW"' in staff
    assert 'value="council:TAW"' in contact
    assert "The whole programme" not in contact
    assert "There is no calendar for you yet" in peer


@pytest.mark.usefixtures("manager", "planned")
async def test_an_address_is_made_and_shown_this_once(client: httpx.AsyncClient) -> None:
    page = await made(client, "council:TAW")

    found = re.search(r"http://localhost(/calendars/[\w-]+\.ics)", page.text)
    assert found
    assert page.headers["Cache-Control"] == "no-store"
    calendar = icalendar.Calendar.from_ical((await client.get(found[1])).content)
    assert str(calendar["NAME"]).startswith("Tamworth Borough Council")
    assert calendar.walk("VEVENT")


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("what", ["", "nonsense", "council:XXX"])
async def test_what_cannot_be_made_is_said_beside_the_field(what: str, client: httpx.AsyncClient) -> None:
    answer = await made(client, what)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text


async def test_a_council_makes_no_calendar_of_another(
    client: httpx.AsyncClient, signed_in: SignedIn, planned: Told
) -> None:
    signed_in(Part.COUNCIL_CONTACT, planned.reference, council="TAW")

    assert (await made(client, "council:HIG")).status_code == 422
    assert (await made(client, "programme")).status_code == 422
