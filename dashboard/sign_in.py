"""The pages by which people come in and leave: with a password, or with a link that is good once.

A link is opened by a button, because scanners of mail open every address that they find.
"""

from __future__ import annotations

from fastapi import BackgroundTasks, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from casework import links, paperwork
from casework import sign_in as casework
from casework.accounts import HasAccount
from casework.sign_in import NotSignedIn, SpentLink, TooSoon
from channels import oidc
from channels.mail import BadAddress
from dashboard import clock
from dashboard.asking import Asker, Database, Now
from dashboard.door import Browser, inside, let_in, secret, show_out, signed_in
from dashboard.forms import Form, Problems, cookie_name
from dashboard.pages import page, see_other
from dashboard.routes import Routes
from db.session import transaction
from domain.errors import ChallengeError
from settings import settings

router = Routes(include_in_schema=False)

KEPT = "provider"
"""The cookie in which a browser keeps what it asked of a provider, for as many seconds as it may be away."""
AWAY = 600
BACK = "/sign-in/provider/back"
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)
"""What browsers say of themselves, and what that is called; most claim to be several, so order counts."""


@router.get("/sign-in")
def ask(request: Request, _visitor: Asker, next: str = "/") -> Response:  # noqa: A002 - An address has it.
    """Ask for address and password, or offer a link; who is in already is led on."""
    return see_other(inside(next)) if signed_in(request) else _asking(request, inside(next))


@router.post("/sign-in")
def enter(request: Request, _visitor: Asker, form: Form, at: Now) -> Response:
    """Sign somebody in with their password."""
    email, there = form.text("email"), inside(form.text("next"))
    try:
        key = casework.by_password(email, secret(form, "password"), _agent(request), at, host=_host(request))
    except (NotSignedIn, TooSoon) as error:
        return _asking(request, there, email, error)
    _leave(request)
    return let_in(request, key, there)


def _asking(
    request: Request, there: str, email: str = "", error: ChallengeError | None = None
) -> HTMLResponse:
    problems, provider = Problems(), oidc.provider_of(settings())
    if error:
        problems.add("email", str(error))
    return page(
        request,
        "sign_in",
        status=422 if error else 200,
        problems=problems,
        there=there,
        email=email,
        sends_links=links.can_be_sent(),
        provider=provider.name if provider else "",
    )


# By a link


@router.get("/sign-in/link")
def ask_for_link(request: Request, _visitor: Asker) -> HTMLResponse:
    """Ask where a link is to be sent."""
    return _asking_for_link(request)


@router.post("/sign-in/link")
def send_link(
    request: Request, _visitor: Asker, form: Form, at: Now, afterwards: BackgroundTasks
) -> Response:
    """Send a link to whoever has the address, and say the same whether anybody does."""
    email = form.text("email")
    try:
        casework.ask_for_link(email, at)
    except TooSoon as error:
        return _asking_for_link(request, email, error)
    afterwards.add_task(_send_now, email)
    answer = page(request, "sign_in_sent", email=email)
    answer.background = afterwards
    return answer


def _asking_for_link(request: Request, email: str = "", error: TooSoon | None = None) -> HTMLResponse:
    problems = Problems()
    if error:
        problems.add("email", str(error))
    return page(request, "sign_in_ask", status=422 if error else 200, problems=problems, email=email)


def _send_now(email: str) -> None:
    """Queue the link and hand the post over, after the answer was given."""
    if casework.send_link(email, clock.now()):
        paperwork.deliver(None, clock.now, paperwork.Work())


@router.get("/sign-in/link/{key}")
def open_link(request: Request, _visitor: Asker, key: str, session: Database, at: Now) -> HTMLResponse:
    """Show the button that signs in, or ask the first manager who they are."""
    if not casework.link_is_good(session, key, at):
        raise SpentLink
    is_first = casework.makes_first_manager(session, key, at)
    return page(request, "sign_in_first" if is_first else "sign_in_link", key=key, name="", email="")


@router.post("/sign-in/link/{key}")
def enter_by_link(request: Request, _visitor: Asker, key: str, form: Form, at: Now) -> Response:
    """Sign in whoever the link belongs to, and use it up."""
    with transaction() as session:
        is_first = casework.makes_first_manager(session, key, at)
    if is_first:
        return _first_manager(request, key, form, at)
    made = casework.by_link(key, _agent(request), at)
    _leave(request)
    return let_in(request, made, "/")


def _first_manager(request: Request, key: str, form: Form, at: Now) -> Response:
    name, email = form.text("name"), form.text("email")
    problems = Problems()
    if not name:
        problems.add("name", "Enter your name, as colleagues know you.")
    try:
        if not problems:
            made = casework.become_first_manager(key, name, email, _agent(request), at)
            return let_in(request, made, "/account/password")
    except (BadAddress, HasAccount) as error:
        problems.add("email", str(error))
    return page(request, "sign_in_first", status=422, problems=problems, key=key, name=name, email=email)


# With an organisation's own accounts


@router.get("/sign-in/provider")
def leave_for_provider(request: Request, _visitor: Asker, next: str = "/") -> Response:  # noqa: A002 - As above.
    """Lead a browser to the organisation's sign-in, with what it needs to come back."""
    provider, back = _provider()
    where, attempt = oidc.begin(provider, back, inside(next))
    answer = RedirectResponse(where, 303)
    answer.set_cookie(
        cookie_name(request, KEPT),
        attempt.sealed(),
        max_age=AWAY,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/sign-in/provider/back")
def come_back(request: Request, _visitor: Asker, at: Now) -> Response:
    """Sign in whose address the organisation vouches for, if they have an account."""
    provider, back = _provider()
    attempt = oidc.Attempt.opened(request.cookies.get(cookie_name(request, KEPT), ""))
    email = oidc.finish(provider, back, attempt, request.query_params, at)
    try:
        key = casework.by_provider(email, _agent(request), at)
    except NotSignedIn:
        return page(request, "sign_in_unknown", status=403, email=email)
    _leave(request)
    answer = let_in(request, key, attempt.there)
    answer.delete_cookie(
        cookie_name(request, KEPT), secure=request.url.scheme == "https", httponly=True, samesite="lax"
    )
    return answer


def _provider() -> tuple[oidc.Provider, str]:
    """Return the organisation's sign-in and where it leads back to; nothing is there without one."""
    provider = oidc.provider_of(settings())
    if provider is None:
        raise HTTPException(404)
    return provider, settings().base_url.rstrip("/") + BACK


# Leaving


@router.get("/sign-out")
def ask_to_leave(request: Request, _visitor: Asker) -> Response:
    """Show the button that signs out; who is out already is led to where one comes in."""
    return page(request, "sign_out") if signed_in(request) else see_other("/sign-in")


@router.post("/sign-out")
def leave(request: Request, here: Browser, _form: Form, at: Now) -> Response:
    """Sign this browser out."""
    with transaction() as session:
        casework.sign_out(session, here, at)
    return show_out(request)


def _leave(request: Request) -> None:
    """End what a browser was signed in as before, when somebody signs in with it anew."""
    before = getattr(request.state, "signed_in", None)
    if before:
        with transaction() as session:
            casework.sign_out(session, before, clock.now())


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


def _agent(request: Request) -> str:
    """Name a browser so that its owner knows it, and no closer: ``Firefox on Windows``."""
    said = request.headers.get("user-agent", "")
    browser = next((name for mark, name in BROWSERS if mark in said), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in said), "")
    return f"{browser} on {system}" if system else browser
