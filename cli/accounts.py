"""The commands about accounts: who may sign in to the dashboard, as what, and who stands in for whom."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from casework import accounts as casework
from casework import links, sign_in
from casework.accounts import Newcomer
from cli.desk import Desk
from cli.layout import counted, table
from cli.messages import tried
from cli.names import exact, one_of
from cli.options import AsJson, AtDesk, By, DryRun
from db import accounts as rows
from db.accounts import AccountFacts
from db.session import Session, reading, transaction
from domain.accounts import ACCOUNT_PARTS
from domain.days import long_date
from domain.errors import either
from domain.permissions import Part, Visitor
from settings import settings

app = App(name="accounts", help_format="plaintext")

Account = Annotated[str, Parameter(help="The account, by its address or identifier.")]
PART = f"What they are to the programme: {either(ACCOUNT_PARTS)}."


@app.command
def add(
    email: Annotated[str, Parameter(help="The address by which they sign in, and to which letters go.")],
    /,
    *,
    part: Annotated[str, Parameter(help=PART)],
    name: Annotated[str, Parameter(help="Their name; not needed for somebody who is known.")] = "",
    post: Annotated[str, Parameter(help="Their post.")] = "",
    organisation: Annotated[str, Parameter(help="Where they work.")] = "",
    dry_run: DryRun = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Make an account, without a password: `cpc accounts link` gives its owner the way in."""
    newcomer = Newcomer(email, Part(one_of("part", part, ACCOUNT_PARTS)), name, post, organisation)
    with tried(desk, trial=dry_run) as session:
        made = casework.facts(session, casework.add(session, _visitor(desk, by), newcomer, desk.now))
    desk.say(f"{made.name} has an account as {made.part.label}, by {made.email}.")


@app.command(name="list")
def list_(
    *,
    part: Annotated[str | None, Parameter(help="Only accounts with this part.")] = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List the accounts, with when each was last used."""
    wanted = Part(one_of("part", part, ACCOUNT_PARTS)) if part else None
    with reading() as session:
        found = rows.listed(session, part=wanted)
    if as_json:
        desk.give([_as_json(each) for each in found])
        return
    desk.say(
        table(
            desk.out,
            ("Name", "Address", "Part", "Last seen"),
            ((each.name, each.email, _part(each), _seen(each)) for each in found),
        ),
        f"{counted(len(found), 'account')}.",
    )


@app.command
def link(account: Account, /, *, by: By = None, desk: AtDesk) -> None:
    """Make a link that signs somebody in once, within three days, and print it to be handed over."""
    with transaction() as session:
        row = _found(session, account)
        key = sign_in.link_to_hand_over(session, _visitor(desk, by), row.id, desk.now)
    desk.say(f"{settings().base_url.rstrip('/')}{links.path(key)}")


@app.command
def part(
    account: Account,
    part: Annotated[str, Parameter(help=PART)],
    /,
    *,
    dry_run: DryRun = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Make somebody something else to the programme."""
    wanted = Part(one_of("part", part, ACCOUNT_PARTS))
    with tried(desk, trial=dry_run) as session:
        row = _found(session, account)
        casework.set_part(session, _visitor(desk, by), row.id, wanted, desk.now)
    desk.say(f"{row.email} is {wanted.label} now.")


@app.command
def disable(account: Account, /, *, dry_run: DryRun = False, by: By = None, desk: AtDesk) -> None:
    """Keep somebody out from now on, wherever they are signed in; what they recorded stays."""
    with tried(desk, trial=dry_run) as session:
        row = _found(session, account)
        casework.disable(session, _visitor(desk, by), row.id, desk.now)
    desk.say(f"{row.email} cannot sign in any more.")


@app.command
def enable(account: Account, /, *, dry_run: DryRun = False, by: By = None, desk: AtDesk) -> None:
    """Let somebody in again."""
    with tried(desk, trial=dry_run) as session:
        row = _found(session, account)
        casework.enable(session, _visitor(desk, by), row.id, desk.now)
    desk.say(f"{row.email} can sign in again.")


@app.command
def deputy(
    account: Annotated[str, Parameter(help="Who stands in, by address or identifier.")],
    for_account: Annotated[str, Parameter(help="For whom, by address or identifier.")],
    /,
    *,
    first: Annotated[str, Parameter(help="The first day, 2026-03-06.")],
    last: Annotated[str, Parameter(help="The last day, 2026-03-20.")],
    dry_run: DryRun = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Let somebody stand in for somebody else; what they do then is recorded under both names."""
    days = exact(first), exact(last)
    with tried(desk, trial=dry_run) as session:
        stands_in, principal = (_found(session, each) for each in (account, for_account))
        number = casework.name_deputy(
            session,
            _visitor(desk, by),
            stands_in.id,
            principal.id,
            first=days[0],
            last=days[1],
            at=desk.now,
        )
    desk.say(
        f"{stands_in.email} stands in for {principal.email} from {long_date(days[0])} "
        f"to {long_date(days[1])} (number {number})."
    )


@app.command(name="end-deputy")
def end_deputy(
    number: Annotated[int, Parameter(help="Its number; `cpc accounts deputy` said it.")],
    /,
    *,
    dry_run: DryRun = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """End that somebody stands in, before its last day."""
    with tried(desk, trial=dry_run) as session:
        casework.end_deputy(session, _visitor(desk, by), number, desk.now)
    desk.say(f"Nobody stands in under number {number} any more.")


def _found(session: Session, account: str) -> AccountFacts:
    """Return what is known of an account that was named by its address or identifier."""
    return casework.facts(session, casework.get(session, account).id)


def _visitor(desk: Desk, by: str | None) -> Visitor:
    """Return who gives the command: whoever may give one on the server may do all that a manager may."""
    return Visitor(Part.MANAGER, name=by or desk.user)


def _as_json(each: AccountFacts) -> dict[str, object]:
    return {
        "account": each.id,
        "person": each.person,
        "name": each.name,
        "email": each.email,
        "part": each.part,
        "disabled": each.is_disabled,
        "last_seen": each.seen_at.isoformat() if each.seen_at else None,
    }


def _part(each: AccountFacts) -> str:
    return f"{each.part.label} (disabled)" if each.is_disabled else each.part.label


def _seen(each: AccountFacts) -> str:
    return long_date(each.seen_at.date()) if each.seen_at else "never"
