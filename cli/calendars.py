"""The commands about calendars that people subscribe to: their addresses are made, listed and closed."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from casework import accounts, tokens
from cli.accounts import Account
from cli.layout import table
from cli.messages import tried
from cli.options import AsJson, AtDesk, By, DryRun
from db import keys
from db.accounts_tables import FeedToken
from db.session import reading, transaction
from domain.days import long_date
from domain.permissions import Part, Visitor
from settings import settings

app = App(name="calendars", help_format="plaintext")


@app.command
def make(
    account: Account,
    /,
    *,
    council: Annotated[str | None, Parameter(help="A council's calendar, by its name or code.")] = None,
    adviser: Annotated[str | None, Parameter(help="An adviser's calendar, by that account.")] = None,
    desk: AtDesk,
) -> None:
    """Make the address of a calendar for an account and print it: it is not kept, and cannot be shown again.

    Without a council or an adviser it is the calendar of the whole programme.
    """
    with transaction() as session:
        owner = accounts.visitor_of(session, accounts.get(session, account), desk.today)
        person = accounts.get(session, adviser).person_id if adviser else None
        key = tokens.make_feed(session, owner, desk.now, adviser=person, council=council)
    desk.say(f"{settings().base_url.rstrip('/')}/calendars/{key}.ics")


@app.command(name="list")
def list_(account: Account, /, *, as_json: AsJson = False, desk: AtDesk) -> None:
    """List the addresses of calendars that an account has and that have not been closed."""
    with reading() as session:
        found = keys.feeds(session, accounts.get(session, account).id)
    if as_json:
        desk.give([_as_json(each) for each in found])
        return
    lines = [(str(each.id), each.council or each.kind, long_date(each.made_at.date())) for each in found]
    desk.say(table(desk.out, ("Number", "Calendar", "Made"), lines))


def _as_json(each: FeedToken) -> dict[str, object]:
    """Return what is known of a calendar's address, which is everything but the address itself."""
    return {
        "number": each.id,
        "kind": each.kind,
        "council": each.council,
        "adviser": each.person_id,
        "made": each.made_at.isoformat(),
        "used": each.used_at.isoformat() if each.used_at else None,
    }


@app.command
def close(
    number: Annotated[int, Parameter(help="Its number; `cpc calendars list` lists them.")],
    /,
    *,
    dry_run: DryRun = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Close the address of a calendar for good."""
    with tried(desk, trial=dry_run) as session:
        tokens.revoke_feed(session, Visitor(Part.MANAGER, name=by or desk.user), number, desk.now)
    desk.say(f"The calendar's address {number} opens nothing any more.")
