"""The pages of the whole programme: every number opens, and every view has all its forms."""

from __future__ import annotations

import csv
import re
from datetime import date
from html import unescape
from io import StringIO
from xml.etree import ElementTree as ET

import httpx
import icalendar
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.orm import Session

from casework.pipeline import Board, Figure
from dashboard.kept_pages import Kept, KeptCounts, KeptPages
from dashboard.pipeline import Asked, _paging
from db import people
from db import pipeline as lists
from db.accounts_tables import Account
from db.models import Standing
from domain.lifecycle import PersonId, Reference
from domain.permissions import AccountId, Part
from domain.pipeline import Selection
from tests.casework.conftest import AT
from tests.dashboard.conftest import JOINT, TAMWORTH, SignedIn

ATOM = "{http://www.w3.org/2005/Atom}"


async def get(client: httpx.AsyncClient, path: str, **headers: str) -> httpx.Response:
    answer = await client.get(path, headers=headers)
    assert answer.status_code in (200, 304), (path, answer.status_code, answer.text)
    return answer


def listed(page: httpx.Response) -> list[str]:
    """Return the references of the challenges in the table of a page."""
    return re.findall(r'<th scope="row"[^>]*><a class="govuk-link" href="/challenges/([^"/]+)">', page.text)


def figures(page: httpx.Response) -> list[tuple[str, int]]:
    """Return the numbers of a page by stage, each with the address to which it leads."""
    found = re.findall(r'href="([^"]+)"[^>]*><span class="cpc-figures__number">(\d+)', page.text)
    return [(unescape(address), int(number)) for address, number in found]


def read(page: httpx.Response) -> str:
    """Return what somebody reads on a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.mark.usefixtures("stocked")
async def test_every_number_opens_as_many_challenges_as_it_says(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    page = await get(client, "/")

    assert sorted(listed(page)) == [JOINT, TAMWORTH]
    assert sum(number for _, number in figures(page)) == 2
    for address, number in figures(page):
        assert len(listed(await get(client, address))) == number
    forecast = (await get(client, "/pipeline/forecast")).text
    numbers = re.findall(r'href="([^"]+expects=[^"]+)">(\d+)', forecast)
    assert numbers
    for address, number in numbers:
        assert len(listed(await get(client, unescape(address)))) == int(number)


@pytest.mark.usefixtures("stocked")
async def test_a_view_is_the_same_in_every_form(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)
    view = "region=West+Midlands&sort=-councils"

    page = listed(await get(client, f"/?{view}"))
    table = await get(client, f"/pipeline.csv?{view}")
    rows = list(csv.DictReader(StringIO(table.text.removeprefix("\ufeff"), newline="")))
    found = (await get(client, f"/pipeline.json?{view}")).json()
    feed = ET.fromstring((await get(client, f"/pipeline.atom?{view}")).content)  # noqa: S314 - It is our own.
    calendar = icalendar.Calendar.from_ical((await get(client, f"/pipeline.ics?{view}")).content)

    assert page == [row["reference"] for row in rows] == [TAMWORTH, JOINT]
    assert [each["reference"] for each in found["challenges"]] == page
    assert found["selection"] == view
    links = [each.attrib["href"] for each in feed.iterfind(f"{ATOM}entry/{ATOM}link")]
    assert {link.rpartition("/")[2] for link in links} == set(page)
    assert len({each.text for each in feed.iter(f"{ATOM}id")}) == 3
    assert len(calendar.walk("VEVENT")) == 1, "of the other no date is known"
    assert table.headers["content-disposition"] == 'attachment; filename="pipeline.csv"'
    assert (await client.get("/pipeline.exe")).status_code == 404


@pytest.mark.usefixtures("stocked")
async def test_a_day_gone_by_is_shown_as_it_was_known(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    then = await get(client, "/?as_of=2024-11-01")
    to_come = await client.get("/?as_of=2025-03-07")
    no_day = await client.get("/?as_of=2025-03")
    table = await get(client, "/pipeline.csv?as_of=2024-11-01")
    before_it_was_written = await get(client, "/?as_of=2024-04-30")

    assert "As it was known at the end of Friday 1 November 2024" in read(then)
    assert all("as_of=2024-11-01" in address for address, _ in figures(then))
    for refused in (to_come, no_day):
        assert refused.status_code == 422
        assert 'href="#as_of"' in refused.text
        assert 'id="as_of-error"' in refused.text
    assert "has not come, so nobody can say" in read(to_come)
    assert TAMWORTH in table.text
    assert listed(before_it_was_written) == []
    assert (await client.get("/pipeline.json?as_of=2025-03-07")).status_code == 422


@pytest.mark.usefixtures("stocked")
async def test_an_adviser_sees_their_own_first_and_all_when_asked_for(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session
) -> None:
    said = {"post": "", "organisation": "", "at": AT}
    adviser = people.enter(session, name="Adviser of the north", email="north@lga.example", **said)  # type: ignore[arg-type]
    session.execute(update(Standing).where(Standing.reference == JOINT).values(adviser=adviser))
    session.commit()
    signed_in(Part.ADVISER, JOINT, person=adviser)

    own = await get(client, "/")
    every = await get(client, "/?state=under_way")

    assert listed(own) == [JOINT]
    assert "One challenge : adviser Adviser of the north" in read(own)
    assert sorted(listed(every)) == [JOINT, TAMWORTH]
    assert str(adviser) not in read(own) + read(every)


@pytest.mark.usefixtures("stocked")
async def test_everybody_else_is_led_to_what_is_theirs(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, TAMWORTH)
    one = await client.get("/")
    refused = [await client.get(path) for path in ("/pipeline.csv", "/pipeline/forecast", "/upcoming")]
    signed_in(Part.PEER, TAMWORTH, JOINT)
    two = await get(client, "/")
    signed_in(Part.PEER)
    none = await get(client, "/")

    assert (one.status_code, one.headers["location"]) == (303, f"/challenges/{TAMWORTH}")
    assert [each.status_code for each in refused] == [403, 403, 403]
    assert all(f'href="/challenges/{each}"' in two.text for each in (TAMWORTH, JOINT))
    assert "You have no part in a challenge now" in read(none)


async def test_the_public_is_led_to_the_register(client: httpx.AsyncClient) -> None:
    front, table = await client.get("/"), await client.get("/pipeline.csv")

    assert front.headers["location"] == "/register"
    assert table.headers["location"].startswith("/sign-in")


@pytest.mark.usefixtures("stocked")
async def test_the_course_of_the_programme_is_drawn_and_told(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    page = await get(client, "/pipeline/timeline?from=2024-06")
    usual = await get(client, "/pipeline/timeline")
    far = await client.get("/pipeline/timeline?from=2024-13")

    assert "From 1 June 2024 to 1 December 2025" in read(page)
    assert "From 1 September 2024" in read(usual)
    assert sorted(listed(page)) == [JOINT, TAMWORTH]
    assert 'role="group" aria-labelledby="course-title course-told"' in page.text
    assert "Friday 24 January 2025" in read(page)
    assert far.status_code == 422


# Pages that are kept


@pytest.mark.usefixtures("stocked")
async def test_a_page_is_kept_until_something_changes(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session, app: FastAPI
) -> None:
    signed_in(Part.MANAGER)
    first = await get(client, "/")
    again = await get(client, "/", **{"If-None-Match": first.headers["etag"]})

    session.execute(update(Standing).where(Standing.reference == JOINT).values(councils="Another name"))
    session.commit()
    changed = await get(client, "/", **{"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == again.headers["cache-control"] == "private, no-cache"
    assert "content-security-policy" in again.headers
    assert "Another name" in changed.text
    assert len(app.state.kept_pages._pages) == 2


@pytest.mark.usefixtures("stocked")
async def test_every_order_of_a_list_is_counted_once_until_something_changes(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []
    count = lists.counts

    def counts(reading: Session, criteria: dict[str, object], today: date) -> object:
        asked.append(criteria)
        return count(reading, criteria, today)

    monkeypatch.setattr("dashboard.kept_pages.lists.counts", counts)
    signed_in(Part.MANAGER)
    for path in ("/", "/?sort=-age", "/?stage=on_site", "/?late=yes"):
        await get(client, path)
    before = len(asked)

    session.execute(update(Standing).where(Standing.reference == JOINT).values(stage="scoping"))
    session.commit()
    page = await get(client, "/?sort=age")

    assert (before, len(asked)) == (2, 3)
    assert dict(figures(page))["/?stage=scoping&sort=age"] == 1


def test_no_more_counts_are_kept_than_there_is_room_for(session: Session) -> None:
    kept = KeptCounts(most=2)
    for day in (1, 2, 3):
        kept.counts(session, {}, date(2025, 3, day))

    assert len(kept._counts) == 2


def test_a_page_in_the_middle_of_a_list_leads_both_ways() -> None:
    whole = Figure("", 1204, 0, Selection())
    place = {"after": Reference("CPC-2"), "before": Reference("CPC-1"), "place": 250}
    board = Board(date(2025, 3, 6), Selection(), (), whole, (), (), **place)  # type: ignore[arg-type]
    first = Board(date(2025, 3, 6), Selection(), (), whole, (), (), after=Reference("CPC-2"))

    found = _paging(board, Asked(Selection(), "", None).here)

    assert (found.first, found.total) == (251, 1204)
    assert (found.start, found.previous) == ("/?state=under_way", "/?before=CPC-1")
    assert found.next == "/?after=CPC-2"
    assert _paging(first, Asked(Selection(), "", None).here).previous is None


@pytest.mark.usefixtures("stocked")
async def test_a_page_is_kept_for_one_reader_alone(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)
    await get(client, "/")

    signed_in(Part.SUPPORT_OFFICER)
    page = await get(client, "/")

    assert "Support officer , support officer" in read(page)


def test_no_more_pages_are_kept_than_there_is_room_for() -> None:
    pages = KeptPages(most=25)
    for number in range(3):
        pages.keep(number, Kept(b"0123456789", {}, str(number)))
        pages.find(0)

    assert [bool(pages.find(number)) for number in range(3)] == [True, False, True]
    pages.keep(2, Kept(b"01234", {}, "shorter"))
    pages.keep(3, Kept(b"0123456789", {}, "3"))
    assert [bool(pages.find(number)) for number in (0, 2, 3)] == [True, True, True]


# Views under names


@pytest.fixture
def manager(session: Session, signed_in: SignedIn) -> AccountId:
    """Sign in a manager who has an account, and keep it."""
    said = {"post": "", "organisation": "", "at": AT}
    person = people.enter(session, name="Manager", email="m@lga.example", **said)  # type: ignore[arg-type]
    account = signed_in(Part.MANAGER).account
    assert account
    session.add(
        Account(id=account, person_id=PersonId(person), email="m@lga.example", part="manager", made_at=AT)
    )
    session.commit()
    return account


async def send(client: httpx.AsyncClient, path: str, form: str, **said: str) -> httpx.Response:
    """Fill in the form of a page and send it."""
    page = await get(client, form)
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token
    return await client.post(path, data={"token": token[1], **said})


@pytest.mark.usefixtures("stocked", "manager")
async def test_a_view_is_saved_under_a_name_opened_and_removed(client: httpx.AsyncClient) -> None:
    here = "/pipeline/views/new?region=West+Midlands"

    nameless = await send(client, here, here, name=" ")
    saved = await send(client, here, here, name="The west", shared="yes")
    front = await get(client, "/")
    number = re.search(r"/pipeline/views/(\d+)/remove", (await get(client, "/pipeline/views")).text)
    assert number
    removed = await send(client, f"/pipeline/views/{number[1]}/remove", "/pipeline/views")
    gone = await send(client, f"/pipeline/views/{number[1]}/remove", here)

    assert nameless.status_code == 422
    assert 'href="#name"' in nameless.text
    assert (saved.status_code, saved.headers["location"]) == (303, "/?region=West+Midlands")
    assert "The view “The west” is saved." in read(front)
    assert 'href="/?region=West+Midlands">The west</a>' in front.text
    assert (removed.status_code, gone.status_code) == (303, 404)
    assert "No view has been saved" in read(await get(client, "/pipeline/views"))


@pytest.mark.usefixtures("database")
async def test_only_a_manager_saves_a_view_for_everybody(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.ADVISER)
    here = "/pipeline/views/new"

    refused = await send(client, here, here, name="Ours", shared="yes")

    assert refused.status_code == 422
    assert "Only a programme manager saves views for everybody" in read(refused)
    assert 'type="checkbox"' not in refused.text
