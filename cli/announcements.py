"""The commands about what is announced in Teams, Slack and to other systems, and about telling it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from cyclopts import App, Parameter

from casework import announcing
from casework.case import case
from casework.shapes.papers import announcement_as_json
from cli.desk import Desk
from cli.layout import counted, section
from cli.messages import tried
from cli.names import exact
from cli.options import AsJson, AtDesk, By, DryRun
from db import announcements as rows
from db.announcements_tables import Announcement
from db.session import reading
from domain.days import long_date
from templates.words import moment

app = App(name="announcements", help_format="plaintext")
Of = Annotated[str | None, Parameter(help="The challenge, such as CPC-2024-001; all if left out.")]


@app.default
def announcements(
    reference: Of = None,
    /,
    *,
    failed: Annotated[
        bool, Parameter(negative="", show_default=False, help="Those alone that wait for somebody.")
    ] = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List what was announced, where, and with what result; of a challenge or of all."""
    with reading() as session:
        wanted = case(session, reference.upper()).reference if reference else None
        found = rows.listed(session, wanted, for_people=failed)
    if as_json:
        desk.give([announcement_as_json(each) for each in found])
        return
    _tell(desk, found)


@app.command
def retry(
    number: Annotated[int, Parameter(help="The announcement, by the number in the list.")],
    /,
    *,
    dry_run: DryRun = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Make an announcement again that failed, or of which nobody knows; it goes with the next post."""
    with tried(desk, trial=dry_run) as session:
        made = announcing.retry(session, number, by or desk.user, desk.now)
        desk.say(f"Announcement {number} goes to {made.destination} with the next post: {made.subject}")


@app.command
def replay(
    reference: Of = None,
    /,
    *,
    since: Annotated[str, Parameter(name="--from", help="The first day of which they are made again.")],
    until: Annotated[str | None, Parameter(name="--to", help="The last; today if left out.")] = None,
    dry_run: DryRun = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Make the signed calls of some days once more, for a system that has lost them.

    Each has the name that it had, so a system that has it already takes no notice. Nothing is posted anew in
    Teams or Slack, where it would stand twice.
    """
    first, last = exact(since), exact(until) if until else desk.today
    with tried(desk, trial=dry_run) as session:
        wanted = case(session, reference.upper()).reference if reference else None
        number = announcing.replay(session, first, last, by or desk.user, desk.now, reference=wanted)
    period = f"from {long_date(first)} to {long_date(last)}"
    desk.say(f"{counted(number, 'signed call')} {period} will be made again with the next post.")


def _tell(desk: Desk, found: Sequence[Announcement]) -> None:
    for each in found:
        desk.say(*section(desk.out, f"{each.id}. {each.subject}", _lines(each)))
    if not found:
        desk.say("There is none.")


def _lines(each: Announcement) -> Iterator[str]:
    """Tell what became of an announcement."""
    what = each.error or (f"taken on {moment(each.sent_at)}" if each.sent_at else "waits for the post")
    tries = f", tried {each.attempts} times" if each.attempts > 1 else ""
    yield f"{each.destination}: {each.state}; {what}{tries}"
    if each.note:
        yield f"{each.destination} says: {each.note}"
    if each.again_at:
        yield f"told again on {moment(each.again_at)} for {each.again_by}"
    if each.state in {"failed", "unknown"}:
        yield f"if it is not there, tell it again: cpc announcements retry {each.id}"
