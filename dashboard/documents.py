"""Documents by the hash of their contents: for everybody once published, till then for those they are for."""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import quote

from fastapi import HTTPException, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from casework.served import FileDamaged, FileTakenBack, NoFile, Served, serve
from dashboard.asking import Asker, Database, Today, allowed
from dashboard.headers import AT_HOME, for_search_engines
from dashboard.refusals import refused
from dashboard.routes import Routes
from documents.formats import Format
from domain.permissions import Act, Part

router = Routes(include_in_schema=False)

MEDIA = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.TEXT: "text/plain; charset=utf-8",
}
READ_HERE = (Format.PDF, Format.HTML, Format.TEXT)
"""What a browser shows itself; anything else it is asked to keep."""
ALONE = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a document that is a page may do in a browser: look as it was filed, and nothing else."""
UNFRAMED = "frame-ancestors 'none'"
"""What the others may do is up to the program that shows them; a browser's own would not start under more."""
FOR_EVER = "public, max-age=31536000, immutable"
FOR_TODAY = "public, no-cache"
"""What everybody may have today is asked for again tomorrow."""
FOR_ONE = "private, no-store"

_log = logging.getLogger("cpc.dashboard")


@router.get("/documents/{digest}/{name}", dependencies=[allowed(Act.READ_DOCUMENT)])
def document(
    request: Request, session: Database, visitor: Asker, today: Today, *, digest: str, name: str
) -> Response:
    """Hand out a document.

    Whoever has not signed in is led to it by any address that is not the public's: nobody can tell an address
    that leads to something from one that does not.
    """
    try:
        found = serve(session, visitor, digest, name, today)
    except FileTakenBack as error:
        return refused(request, HTTPStatus.GONE, words=str(error))
    except FileDamaged as error:
        _log.error("%s: %s: %s", request.state.request_id, digest, error)
        return refused(request, HTTPStatus.INTERNAL_SERVER_ERROR, words=str(error))
    except NoFile as error:
        unknown = visitor.part is Part.PUBLIC
        raise HTTPException(HTTPStatus.UNAUTHORIZED if unknown else HTTPStatus.NOT_FOUND) from error
    if found.name != name:
        address = f"/documents/{digest}/{quote(found.name)}"
        headers = {"Cache-Control": _kept(found)}
        return RedirectResponse(address, HTTPStatus.MOVED_PERMANENTLY, headers=headers)
    return _handed_out(request, found)


def _kept(found: Served) -> str:
    """Return for how long and by whom a file may be kept."""
    if not found.is_public:
        return FOR_ONE
    return FOR_EVER if found.is_lasting else FOR_TODAY


def _handed_out(request: Request, found: Served) -> Response:
    headers = {
        "Cache-Control": _kept(found),
        "Content-Security-Policy": ALONE if found.format is Format.HTML else UNFRAMED,
        "ETag": f'"{found.hash[:32]}"',
        "X-Robots-Tag": for_search_engines() if found.is_public else AT_HOME,
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return FileResponse(
        found.path,
        headers=headers,
        media_type=MEDIA[found.format],
        filename=found.name,
        content_disposition_type="inline" if found.format in READ_HERE else "attachment",
    )
