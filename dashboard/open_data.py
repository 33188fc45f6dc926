"""The open data for everybody: a page that says what there is, the tables, and their dictionary."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse

from casework.open_data import package as open_data
from casework.open_data.package import ARCHIVE, PACKAGE, NoSuchTable
from dashboard.asking import Asker, Database, Today, allowed
from dashboard.kept_pages import kept
from dashboard.pages import page
from dashboard.register import for_all
from dashboard.routes import Routes
from domain.permissions import Act
from settings import settings

router = Routes(include_in_schema=False, dependencies=[allowed(Act.SEE_REGISTER)])


@router.get("/open-data")
def about(request: Request, session: Database, visitor: Asker, today: Today) -> Response:
    """Say which tables there are, and what each of their columns means."""

    def write() -> Response:
        tables, licence = open_data.offered(session), settings().open_data_licence
        return page(
            request, "open_data", tables=tables, licence=licence, quoted=open_data.QUOTED, archive=ARCHIVE
        )

    return for_all(kept(request, session, visitor, today, write))


@router.get(f"/open-data/{PACKAGE}")
def dictionary(request: Request, session: Database, visitor: Asker, today: Today) -> Response:
    """Give the dictionary of the tables to a program."""
    return kept(
        request,
        session,
        visitor,
        today,
        lambda: JSONResponse(open_data.descriptor(today, _base())),
    )


@router.get(f"/open-data/{ARCHIVE}")
def archive(request: Request, session: Database, visitor: Asker, today: Today) -> Response:
    """Give all tables and the dictionary as one file."""

    def write() -> Response:
        found = open_data.package(session, today, _base())
        return _file(found.archive(), "application/zip", ARCHIVE)

    return kept(request, session, visitor, today, write)


@router.get("/open-data/{name}.csv")
def table(request: Request, session: Database, visitor: Asker, today: Today, name: str) -> Response:
    """Give one of the tables."""
    try:
        wanted = open_data.resource_named(name)
    except NoSuchTable as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error

    def write() -> Response:
        found = open_data.table(session, wanted, today, _base())
        return _file(found.encode(), "text/csv; charset=utf-8", wanted.file)

    return kept(request, session, visitor, today, write)


def _base() -> str:
    """Return what stands before addresses: as settled, because what is kept is the same for everybody."""
    return settings().base_url.rstrip("/")


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
