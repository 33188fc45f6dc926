"""The public register: pages, JSON and a feed for everybody, and the way to it for search engines."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse

from casework import public_register
from casework.json_register import entry_as_json, register_as_json
from casework.pipeline_files import permanent_id
from casework.public_register import Entry, NotInRegister, Page, TakenBack
from dashboard.asking import Asker, Database, Now, Today, allowed
from dashboard.headers import for_search_engines
from dashboard.kept_pages import kept
from dashboard.pages import page
from dashboard.paging import Number, numbered
from dashboard.refusals import refused
from dashboard.routes import Routes
from db.public_register import Asked
from documents.house_style import house_style
from domain.lifecycle import CouncilCode
from domain.permissions import Act
from settings import settings
from templates.screens import screen

router = Routes(include_in_schema=False, dependencies=[allowed(Act.SEE_REGISTER)])

"""Tells search engines that a page is theirs too; of everything else every answer says that it is not."""
MOST_ADDRESSES = 50_000
"""As many as a sitemap may name."""


def asked(
    council: Annotated[str, Query(max_length=10)] = "",
    region: Annotated[str, Query(max_length=60)] = "",
    year: Annotated[str, Query(pattern=r"^(\d{4})?$")] = "",
) -> Asked:
    """Read by what the register is narrowed down; an empty value is what a form sends for no choice."""
    return Asked(CouncilCode(council) if council else None, region, int(year) if year else None)


Narrowed = Annotated[Asked, Depends(asked)]


@router.get("/register")
def register(
    request: Request,
    session: Database,
    visitor: Asker,
    today: Today,
    *,
    wanted: Narrowed,
    number: Number = 1,
) -> Response:
    """List what councils have published, what was published last first."""

    def write() -> Response:
        found = _page(public_register.page(session, wanted, today, number))

        def to(leaf: int) -> str:
            return f"/register{query(wanted, leaf)}"

        paging = numbered(found.number, public_register.PAGE, found.total, to)
        return page(request, "register", found=found, query=query, paging=paging)

    return for_all(kept(request, session, visitor, today, write))


@router.get("/register.json")
def register_for_programs(
    request: Request, session: Database, today: Today, *, wanted: Narrowed, number: Number = 1
) -> Response:
    """Give a page of the register to a program, with the addresses of the pages beside it."""
    found = _page(public_register.page(session, wanted, today, number))
    base = address_of(request)
    beside = {"next": found.number + 1, "prev": found.number - 1}
    links = {
        name: f"{base}/register.json{query(found.asked, other)}"
        for name, other in beside.items()
        if 1 <= other <= found.pages
    }
    return JSONResponse(register_as_json(found, base) | {"links": links}, headers=_for_engines())


@router.get("/register.atom")
def register_feed(request: Request, session: Database, today: Today, now: Now) -> Response:
    """Give the register as a feed: what was published last."""
    entries = public_register.news(session, today)
    facts = {
        "entries": [(each, permanent_id(each.slug)) for each in entries],
        "id": permanent_id("/register.atom"),
        "house": house_style(),
        "base": address_of(request),
        "updated": entries[0].changed_at if entries else now,
    }
    return Response(
        screen("_register_feed", facts), media_type="application/atom+xml", headers=_for_engines()
    )


@router.get("/register/{slug}")
def entry(request: Request, session: Database, visitor: Asker, today: Today, slug: str) -> Response:
    """Show what a council has published of a challenge, under an address that stays."""
    is_json = slug.endswith(".json")
    try:
        found = public_register.find(session, slug.removesuffix(".json"), today)
    except TakenBack as error:
        return refused(request, HTTPStatus.GONE, words=str(error))
    except NotInRegister as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    if found.slug != slug.removesuffix(".json"):
        moved = f"{found.address}.json" if is_json else found.address
        return RedirectResponse(moved, HTTPStatus.MOVED_PERMANENTLY)
    if is_json:
        return JSONResponse(entry_as_json(found, address_of(request)), headers=_for_engines())
    return for_all(kept(request, session, visitor, today, _shown(request, found)))


def _shown(request: Request, found: Entry) -> Callable[[], Response]:
    return lambda: page(request, "register_entry", entry=found)


# For search engines


@router.get("/sitemap.xml")
def sitemap(request: Request, session: Database) -> Response:
    """Name every permanent address of the register."""
    entries = public_register.addresses(session, most=MOST_ADDRESSES)
    facts = {"entries": entries, "base": address_of(request)}
    return Response(screen("_sitemap", facts), media_type="application/xml", headers=_for_engines())


@router.get("/robots.txt")
def robots(request: Request) -> PlainTextResponse:
    """Send search engines to the register alone; where the programme is only tried out, nowhere."""
    if not settings().is_production:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")
    lines = (
        "User-agent: *",
        "Allow: /register",
        "Allow: /documents/",
        "Allow: /static/",
        "Disallow: /",
        f"Sitemap: {address_of(request)}/sitemap.xml",
    )
    return PlainTextResponse("\n".join(lines) + "\n")


# Addresses


def address_of(request: Request) -> str:
    """Return what stands before addresses that leave the dashboard: as settled, or as it was asked for."""
    return (settings().base_url or str(request.base_url)).rstrip("/")


def query(wanted: Asked, number: int = 1) -> str:
    """Return what stands behind the register's address for what is asked of it."""
    named = {
        "council": wanted.council,
        "region": wanted.region,
        "year": wanted.year,
        "page": number if number > 1 else None,
    }
    said = urlencode({name: value for name, value in named.items() if value})
    return f"?{said}" if said else ""


def _page(found: Page) -> Page:
    if found.number > found.pages:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _for_engines() -> dict[str, str]:
    return {"X-Robots-Tag": for_search_engines()}


def for_all(answer: Response) -> Response:
    """Tell search engines that a page is theirs too."""
    if answer.status_code == HTTPStatus.OK:
        answer.headers.update(_for_engines())
    return answer
