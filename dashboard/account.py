"""The pages of one's own account: password, browsers, tokens, who stands in, and which letters one wants."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from casework import accounts, preferences, sign_in, tokens
from casework.accounts import CannotStandIn, NoAccount
from casework.sign_in import SignedIn, TooSoon, WrongPassword
from casework.tokens import BadToken
from dashboard.asking import Database, Now, Numbered, Today, allowed
from dashboard.door import Browser, secret
from dashboard.forms import Filled, Form, Problems
from dashboard.pages import page, see_other
from dashboard.routes import Routes
from db import accounts as rows
from db import keys
from db.accounts import AccountFacts
from db.session import Session, reading, transaction
from domain.accounts import IDLE, SHORTEST, WeakPassword
from domain.permissions import AccountId, Act, Scope, may
from domain.preferences import Choice

router = Routes(include_in_schema=False, dependencies=[allowed(Act.KEEP_ACCOUNT)])

DAYS = (30, 90, 365)
"""For how long a token can be asked for."""
PARTS = ("day", "month", "year")


@router.get("/account")
def account(request: Request, here: Browser, session: Database, at: Now, today: Today) -> HTMLResponse:
    """Show somebody their own account."""
    mine = accounts.facts(session, _own(here))
    standing_in = rows.deputies(session, by=mine.id, until=today)
    return page(
        request,
        "account",
        mine=mine,
        own=sorted(here.visitor.own),
        acting_for=here.visitor.acting_for,
        browsers=keys.sign_ins(session, mine.id, at, IDLE),
        this_browser=here.hash,
        stand_for=[each for each in standing_in if each.holds_on(today)],
        deputies=rows.deputies(session, of=mine.id, until=today),
        tokens=keys.tokens(session, mine.id),
        feeds=keys.feeds(session, mine.id),
        makes_tokens=may(here.visitor, Act.MAKE_TOKEN),
        names_deputies=may(here.visitor, Act.NAME_DEPUTY),
        choice=preferences.choice_of(session, mine.person),
        choices=tuple(Choice),
    )


def _own(here: SignedIn) -> AccountId:
    if here.visitor.account is None:
        raise NoAccount(here.visitor.name)
    return here.visitor.account


# Password


@router.get("/account/password")
def ask_for_password(request: Request, here: Browser, session: Database) -> HTMLResponse:
    """Ask for a new password."""
    return _password_page(request, here, accounts.facts(session, _own(here)), Problems())


@router.post("/account/password")
def set_password(request: Request, here: Browser, form: Form, at: Now) -> Response:
    """Set a new password, and sign out everywhere else."""
    problems = Problems()
    now, new = secret(form, "now"), secret(form, "new")
    with reading() as before:
        mine = accounts.facts(before, _own(here))
    try:
        sign_in.set_password(here, at, now=now, new=new)
    except (WrongPassword, TooSoon) as error:
        problems.add("now", str(error))
    except WeakPassword as error:
        problems.add("new", str(error))
    if problems:
        return _password_page(request, here, mine, problems)
    return see_other("/account", request=request, said="Your password has been set.")


def _password_page(request: Request, here: SignedIn, mine: AccountFacts, problems: Problems) -> HTMLResponse:
    asks = sign_in.needs_password(mine, here)
    status = 422 if problems else 200
    return page(
        request, "account_password", status=status, problems=problems, mine=mine, asks=asks, least=SHORTEST
    )


# Browsers


@router.post("/account/browsers")
def sign_out_elsewhere(request: Request, here: Browser, form: Form, at: Now) -> Response:
    """Sign one other browser out, or all the others."""
    one = form.text("browser")
    with transaction() as session:
        sign_in.end(session, here.visitor, at, one=one or None, but=here.hash)
    return see_other("/account", request=request, said="The other browser has been signed out.")


# Standing in


@router.post("/account/acting")
def act_for(here: Browser, form: Form, at: Now, today: Today) -> Response:
    """Stand in for somebody in this browser, or be oneself again."""
    with transaction() as session:
        sign_in.act_for(session, here, form.number("number"), at, today)
    return see_other("/account")


@router.get("/account/deputies/new", dependencies=[allowed(Act.NAME_DEPUTY)])
def ask_for_deputy(request: Request, here: Browser, session: Database) -> HTMLResponse:
    """Ask who is to stand in, and when."""
    return _deputy_page(request, here, session, Problems(), None)


@router.post("/account/deputies/new", dependencies=[allowed(Act.NAME_DEPUTY)])
def name_deputy(request: Request, here: Browser, session: Database, form: Form, at: Now) -> Response:
    """Let somebody stand in for whoever asks."""
    problems = Problems()
    who = form.text("who")
    first, last = _day(form, "first", problems), _day(form, "last", problems)
    if not who:
        problems.add("who", "Choose who is to stand in for you.")
    try:
        if first and last and not problems:
            _name_deputy(here, AccountId(who), first, last, at)
    except CannotStandIn as error:
        problems.add("who", str(error))
    if problems:
        return _deputy_page(request, here, session, problems, form)
    return see_other("/account", request=request, said="Your deputy has been named.")


def _name_deputy(here: SignedIn, who: AccountId, first: date, last: date, at: datetime) -> None:
    with transaction() as writing:
        accounts.name_deputy(writing, here.visitor, who, _own(here), first=first, last=last, at=at)


def _deputy_page(
    request: Request, here: SignedIn, session: Session, problems: Problems, form: Filled | None
) -> HTMLResponse:
    others = (
        each for each in rows.listed(session) if not each.is_disabled and each.id != here.visitor.account
    )
    return page(
        request,
        "account_deputy",
        status=422 if problems else 200,
        problems=problems,
        colleagues=[each for each in others if each.is_staff],
        who=form.text("who") if form else "",
        first=_parts(form, "first"),
        last=_parts(form, "last"),
    )


@router.post("/account/deputies/{number}/end")
def end_deputy(request: Request, here: Browser, number: Numbered, _form: Form, at: Now) -> Response:
    """End that somebody stands in for whoever asks."""
    with transaction() as session:
        accounts.end_deputy(session, here.visitor, number, at)
    return see_other("/account", request=request, said="Nobody stands in for you there any more.")


# Tokens


@router.get("/account/tokens/new", dependencies=[allowed(Act.MAKE_TOKEN)])
def ask_for_token(request: Request, _here: Browser) -> HTMLResponse:
    """Ask what a token is for."""
    return _token_page(request, Problems(), None)


@router.post("/account/tokens/new", dependencies=[allowed(Act.MAKE_TOKEN)])
def make_token(request: Request, here: Browser, form: Form, at: Now) -> Response:
    """Make a token and show it, this once."""
    scopes = [Scope(each) for each in form.texts("scopes") if each in tuple(Scope)]
    problems = Problems()
    try:
        with transaction() as session:
            made = tokens.make(
                session,
                here.visitor,
                form.text("name"),
                scopes,
                days=form.number("days") or 0,
                at=at,
            )
    except BadToken as error:
        problems.add("name", str(error))
        return _token_page(request, problems, form)
    answer = page(request, "account_token_made", made=made)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _token_page(request: Request, problems: Problems, form: Filled | None) -> HTMLResponse:
    return page(
        request,
        "account_token",
        status=422 if problems else 200,
        problems=problems,
        name=form.text("name") if form else "",
        chosen=form.texts("scopes") if form else [],
        days=form.text("days") if form else str(DAYS[1]),
        lengths=DAYS,
    )


@router.post("/account/tokens/{number}/revoke")
def revoke_token(request: Request, here: Browser, number: Numbered, _form: Form, at: Now) -> Response:
    """Make a token good for nothing."""
    with transaction() as session:
        tokens.revoke(session, here.visitor, number, at)
    return see_other("/account", request=request, said="The token has been revoked.")


@router.post("/account/calendars/{number}/revoke")
def revoke_feed(request: Request, here: Browser, number: Numbered, _form: Form, at: Now) -> Response:
    """Close the address of a calendar."""
    with transaction() as session:
        tokens.revoke_feed(session, here.visitor, number, at)
    return see_other("/account", request=request, said="The calendar's address has been closed.")


# Letters


@router.post("/account/letters")
def choose_letters(request: Request, here: Browser, form: Form, at: Now) -> Response:
    """Keep how somebody wants the letters that they need not have."""
    wanted = form.text("choice")
    with transaction() as session:
        mine = accounts.facts(session, _own(here))
        if wanted in tuple(Choice):
            preferences.choose(session, mine.person, Choice(wanted), mine.name, at)
    return see_other("/account", request=request, said="Your choice has been kept.")


# Days


def _parts(form: Filled | None, name: str) -> tuple[str, ...]:
    return tuple(form.text(f"{name}-{part}") if form else "" for part in PARTS)


def _day(form: Filled, name: str, problems: Problems) -> date | None:
    """Read a day that was given in three fields."""
    day, month, year = _parts(form, name)
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        problems.add(name, "Enter a day that there is, such as 27 3 2026.")
        return None
