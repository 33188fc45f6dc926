"""The pages on which programme managers keep other people's accounts, and look up who did what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from casework import accounts as casework
from casework import links, sign_in
from casework.accounts import HasAccount, Newcomer, WhoIsIt
from casework.audit import Outcome
from casework.sign_in import SignedIn
from channels.mail import BadAddress
from dashboard.asking import LARGEST_NUMBER, Database, Now, Today, allowed
from dashboard.door import Browser
from dashboard.forms import Filled, Form, Problems
from dashboard.pages import page, see_other
from dashboard.routes import Routes
from db import accounts as rows
from db import audit, keys
from db.session import transaction
from domain.accounts import ACCOUNT_PARTS, Deed, part_named
from domain.permissions import TABLE, AccountId, Act

router = Routes(include_in_schema=False)

KEEPS = allowed(Act.KEEP_ACCOUNTS)
LINES = 50
"""Lines of the audit on a page."""
FIELDS = ("name", "email", "post", "organisation", "part")
ACTS = {
    **{each.value: each.label for each in Deed},
    **{act.value: rule.words for act, rule in TABLE.items()},
}
"""What the audit names, in words."""


class Wanted(BaseModel):
    """What somebody looks for in the audit; what is left out may be anything."""

    account: str = ""
    act: str = ""
    reference: str = ""
    outcome: str = ""
    before: Annotated[int | None, Field(ge=1, le=LARGEST_NUMBER)] = None


@router.get("/accounts", dependencies=[KEEPS])
def listed(request: Request, session: Database, part: str = "") -> HTMLResponse:
    """List the accounts, all or those with a part."""
    wanted = part_named(part) if part else None
    found = rows.listed(session, part=wanted)
    return page(request, "accounts", found=found, part=part, parts_of_programme=ACCOUNT_PARTS)


@router.get("/accounts/new", dependencies=[KEEPS])
def ask_for_account(request: Request) -> HTMLResponse:
    """Ask whose account it is to be."""
    return _new_page(request, Problems(), None)


@router.post("/accounts/new", dependencies=[KEEPS])
def make(request: Request, here: Browser, form: Form, at: Now) -> Response:
    """Make an account, and send its owner a link if links can be sent."""
    said = {name: form.text(name) for name in FIELDS}
    problems = Problems()
    if said["part"] not in ACCOUNT_PARTS:
        problems.add("part", "Choose what they are to the programme.")
    try:
        if not problems:
            return see_other(f"/accounts/{_make(here, said, at)}", request=request, said=_made())
    except WhoIsIt as error:
        problems.add("name", str(error))
    except (BadAddress, HasAccount) as error:
        problems.add("email", str(error))
    return _new_page(request, problems, form)


def _make(here: SignedIn, said: dict[str, str], at: datetime) -> AccountId:
    with transaction() as session:
        part = part_named(said.pop("part"))
        made = casework.add(session, here.visitor, Newcomer(part=part, **said), at)
        if links.can_be_sent():
            sign_in.invite(session, here.visitor, made, at)
    return made


def _made() -> str:
    if links.can_be_sent():
        return "The account has been made, and its owner is sent a link to sign in."
    return "The account has been made. Links cannot be sent from here, so make one and hand it over."


def _new_page(request: Request, problems: Problems, form: Filled | None) -> HTMLResponse:
    said = {name: form.text(name) if form else "" for name in FIELDS}
    status = 422 if problems else 200
    return page(
        request, "accounts_new", status=status, problems=problems, parts_of_programme=ACCOUNT_PARTS, **said
    )


@router.get("/accounts/{account}", dependencies=[KEEPS])
def one(request: Request, session: Database, account: AccountId, today: Today) -> HTMLResponse:
    """Show somebody's account, and what can be done with it."""
    return page(
        request,
        "accounts_one",
        found=casework.facts(session, account),
        parts_of_programme=ACCOUNT_PARTS,
        deputies=rows.deputies(session, of=account, until=today),
        tokens=keys.tokens(session, account),
        sends_links=links.can_be_sent(),
    )


@router.post("/accounts/{account}/part", dependencies=[KEEPS])
def set_part(request: Request, here: Browser, account: AccountId, form: Form, at: Now) -> Response:
    """Make somebody something else to the programme."""
    with transaction() as session:
        casework.set_part(session, here.visitor, account, part_named(form.text("part")), at)
    return _back(request, account, "The account has been changed.")


@router.post("/accounts/{account}/disable", dependencies=[KEEPS])
def disable(request: Request, here: Browser, account: AccountId, _form: Form, at: Now) -> Response:
    """Keep somebody out."""
    with transaction() as session:
        casework.disable(session, here.visitor, account, at)
    return _back(request, account, "The account has been disabled.")


@router.post("/accounts/{account}/enable", dependencies=[KEEPS])
def enable(request: Request, here: Browser, account: AccountId, _form: Form, at: Now) -> Response:
    """Let somebody in again."""
    with transaction() as session:
        casework.enable(session, here.visitor, account, at)
    return _back(request, account, "The account can be used again.")


@router.post("/accounts/{account}/link", dependencies=[KEEPS])
def link(request: Request, here: Browser, account: AccountId, _form: Form, at: Now) -> Response:
    """Send somebody a link; where none can be sent, show one to be handed over."""
    with transaction() as session:
        if links.can_be_sent():
            sign_in.invite(session, here.visitor, account, at)
            return _back(request, account, "A link to sign in is on its way.")
        key = sign_in.link_to_hand_over(session, here.visitor, account, at)
        found = casework.facts(session, account)
    where = f"{request.url.scheme}://{request.url.netloc}{links.path(key)}"
    answer = page(request, "accounts_link", found=found, where=where)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _back(request: Request, account: AccountId, said: str) -> Response:
    return see_other(f"/accounts/{account}", request=request, said=said)


NAMES = {"account": "whose", "by_hand": "handed over", "was": "before", "principal": "for", "way": "by"}
"""What some details are called on the page; all others go by their own names."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the audit, with its details in words."""

    line: audit.Line
    details: str


def _told(line: audit.Line, names: Mapping[str, str]) -> Told:
    details = (
        f"{NAMES.get(name, name.replace('_', ' '))}: {names.get(str(value), value)}"
        for name, value in line.details.items()
    )
    return Told(line, "; ".join(details))


@router.get("/audit", dependencies=[allowed(Act.SEE_AUDIT)])
def look_up(request: Request, session: Database, wanted: Annotated[Wanted, Query()]) -> HTMLResponse:
    """Show who did what, the last first."""
    found = audit.lines(
        session,
        account=AccountId(wanted.account) if wanted.account else None,
        act=wanted.act or None,
        reference=wanted.reference.strip() or None,
        outcome=wanted.outcome or None,
        before=wanted.before,
        most=LINES + 1,
    )
    everybody = rows.listed(session)
    names = {str(each.id): each.name for each in everybody}
    return page(
        request,
        "audit",
        lines=[_told(each, names) for each in found[:LINES]],
        older=found[LINES - 1].id if len(found) > LINES else None,
        acts=ACTS,
        outcomes=tuple(Outcome),
        everybody=everybody,
        wanted=wanted,
        asked=urlencode(wanted.model_dump(exclude={"before"})),
    )
