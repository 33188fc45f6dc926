"""Writes pages: the one way from facts to an answer that a browser shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from dashboard.forms import Problems, TokenBox
from dashboard.just_done import forget, said_before, say_next
from dashboard.navigation import Way, ways
from dashboard.static_files import address
from documents.house_style import HouseStyle, house_style
from domain.permissions import PUBLIC, Visitor
from settings import settings
from templates.screens import screen


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    house: HouseStyle
    environment: str
    visitor: Visitor
    path: str
    ways: tuple[Way, ...]
    styles: tuple[str, ...]
    script: str
    icon: str
    problems: Problems
    done: str
    box: TokenBox = field(repr=False)

    @property
    def token(self) -> str:
        """The form token, for ``_token.html.j2``; asking for it marks the page as one that is not kept."""
        return self.box.token()


def page(
    request: Request, name: str, /, *, status: int = 200, problems: Problems | None = None, **facts: object
) -> HTMLResponse:
    """Write the page ``templates/dashboard/<name>.html.j2`` from its facts, inside the frame.

    ``problems`` are what is wrong with a form that was sent; the frame lists them above everything else.
    """
    frame = _frame(request, problems or Problems())
    answer = HTMLResponse(screen(name, {**facts, "frame": frame, "problems": frame.problems}), status)
    is_for_once = frame.box.was_opened or frame.done
    answer.headers["Cache-Control"] = "no-store" if is_for_once else "private, no-cache"
    frame.box.close(answer)
    if frame.done:
        forget(request, answer)
    return answer


def see_other(path: str, *, request: Request | None = None, said: str = "") -> RedirectResponse:
    """Lead to a page of ours after something was done, so that to load it anew does nothing again.

    The page there says once, above everything else, what was ``said`` to the browser of the ``request``.
    """
    answer = RedirectResponse(path, 303)
    if request and said:
        say_next(request, answer, said)
    return answer


def _frame(request: Request, problems: Problems) -> Frame:
    here = settings()
    visitor: Visitor = getattr(request.state, "visitor", PUBLIC)
    path = request.url.path
    return Frame(
        house=house_style(),
        environment="" if here.is_production else here.environment,
        visitor=visitor,
        path=path,
        ways=ways(visitor, path),
        styles=(address("cpc.css"), address("house.css")),
        script=address("cpc.js"),
        icon=address("icon.svg"),
        problems=problems,
        done=said_before(request),
        box=TokenBox(request),
    )
