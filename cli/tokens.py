"""The commands about tokens: with one, a program comes to the dashboard in somebody's name."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from casework import accounts, tokens
from cli.accounts import Account
from cli.layout import table
from cli.messages import tried
from cli.names import one_of
from cli.options import AsJson, AtDesk, By, DryRun
from db import keys
from db.accounts_tables import ApiToken
from db.session import reading, transaction
from domain.days import long_date
from domain.permissions import Part, Scope, Visitor

app = App(name="token", help_format="plaintext")

DAYS = 90


@app.command
def make(
    account: Account,
    /,
    *,
    name: Annotated[str, Parameter(help="What it is for, such as: figures for the board.")],
    scope: Annotated[
        tuple[str, ...], Parameter(help="What it is good for: read, record or metrics; give it for each.")
    ] = (Scope.READ,),
    days: Annotated[int, Parameter(help="For how many days, at most 365.")] = DAYS,
    desk: AtDesk,
) -> None:
    """Make a token in somebody's name and print it: it is not kept, and cannot be shown again."""
    scopes = [Scope(one_of("scope", each, tuple(Scope))) for each in scope]
    with transaction() as session:
        row = accounts.get(session, account)
        owner = accounts.visitor_of(session, row, desk.today)
        made = tokens.make(session, owner, name, scopes, days=days, at=desk.now)
    desk.say(made)


@app.command(name="list")
def list_(
    account: Annotated[str | None, Parameter(help="Only this account's, by address or identifier.")] = None,
    /,
    *,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List the tokens that have not been revoked, with what each is good for."""
    with reading() as session:
        rows = keys.tokens(session, accounts.get(session, account).id if account else None)
        found = [(each, accounts.facts(session, each.account_id).email) for each in rows]
    if as_json:
        desk.give([_as_json(each, whose) for each, whose in found])
        return
    lines = (
        (str(each.id), each.name, whose, ", ".join(each.scopes), long_date(each.expires_at.date()))
        for each, whose in found
    )
    desk.say(table(desk.out, ("Number", "Name", "Whose", "Good for", "Until"), lines))


def _as_json(each: ApiToken, whose: str) -> dict[str, object]:
    """Return what is known of a token, which is everything but the token itself."""
    return {
        "number": each.id,
        "name": each.name,
        "account": each.account_id,
        "email": whose,
        "scopes": each.scopes,
        "made": each.made_at.isoformat(),
        "expires": each.expires_at.isoformat(),
        "used": each.used_at.isoformat() if each.used_at else None,
    }


@app.command
def revoke(
    number: Annotated[int, Parameter(help="Its number; `cpc token list` lists them.")],
    /,
    *,
    dry_run: DryRun = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Make a token good for nothing, at once."""
    with tried(desk, trial=dry_run) as session:
        tokens.revoke(session, Visitor(Part.MANAGER, name=by or desk.user), number, desk.now)
    desk.say(f"Token {number} is good for nothing any more.")
