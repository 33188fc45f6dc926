"""The commands about the register of councils."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from cli.files import text_of
from cli.layout import counted, table
from cli.options import AsJson, AtDesk, DryRun
from cli.telling import TRIAL
from db import councils
from db.session import reading, transaction
from domain.councils import Council

app = App(name="councils", help_format="plaintext")


@app.command(name="import")
def import_(
    file: Annotated[Path, Parameter(help="The register as CSV, one council a row.")],
    /,
    *,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Bring the register up to date with a file; a bad row is named and nothing is written."""
    with transaction() as session:
        found = councils.import_register(session, text_of(file))
        if dry_run:
            session.rollback()
            desk.say(TRIAL)
    desk.say(
        f"{counted(found.added, 'council')} added, {found.changed} changed, {found.unchanged} as before."
    )


@app.command
def find(
    name: Annotated[str, Parameter(help="A code, or any name that people use.")],
    /,
    *,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Find a council by whatever people call it."""
    with reading() as session:
        found = councils.find(session, name)
        heirs = [] if found.is_current else list(councils.successors(session, found.code))
    if as_json:
        desk.give(_as_json(found))
        return
    place = ", ".join(each for each in (found.region, str(found.nation)) if each)
    desk.say(f"{found.name} ({found.code}), {found.type.name.replace('_', ' ').lower()}, {place}")
    if found.ended_on:
        names = " and ".join(f"{each.name} ({each.code})" for each in heirs) or "nobody"
        desk.say(f"Abolished on {found.ended_on.isoformat()}; in its place is {names}.")


@app.command(name="list")
def list_(
    *,
    past: Annotated[
        bool, Parameter(negative="", show_default=False, help="List abolished councils too.")
    ] = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List the councils of the register by name."""
    with reading() as session:
        found = councils.listed(session, past=past)
    if as_json:
        desk.give([_as_json(each) for each in found])
        return
    rows = ((each.code, each.name, each.region, "" if each.is_current else "abolished") for each in found)
    desk.say(table(desk.out, ("Code", "Council", "Region", ""), rows))
    if not found:
        desk.say("There is no council yet. `cpc councils import` brings the register in.")


def _as_json(each: Council) -> dict[str, Any]:
    return {
        "code": each.code,
        "name": each.name,
        "short_name": each.short_name,
        "type": str(each.type),
        "nation": str(each.nation),
        "region": each.region,
        "county": each.in_county or None,
        "gss_code": each.gss_code,
        "started": each.started_on.isoformat() if each.started_on else None,
        "ended": each.ended_on.isoformat() if each.ended_on else None,
        "successors": list(each.successors),
    }
