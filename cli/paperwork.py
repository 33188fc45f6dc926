"""Does what a challenge owes in this process: the same casework as the flows, one transaction a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from casework import paperwork as casework
from casework.paperwork import Step, Track, Work
from cli.desk import Desk
from cli.layout import counted, section
from domain.lifecycle import Reference
from domain.moves import Claim
from flows.server import hand_over
from settings import settings


def do_paperwork(desk: Desk, reference: Reference, today: date) -> Work:
    """Prepare, queue and post all that one challenge owes; killed half-way, the next run finds the rest."""
    with showing(desk) as progress:
        return casework.do_paperwork(reference, today, lambda: desk.now, tracked(progress))


def deliver(desk: Desk, reference: Reference | None, work: Work, progress: Progress) -> None:
    """Hand what waits to the post, of one challenge or of all."""
    casework.deliver(reference, lambda: desk.now, work, tracked(progress))


def tracked(progress: Progress) -> Track:
    """Show on a bar how far the steps of some work are."""

    def track(steps: Iterable[Step], total: int, /, description: str) -> Iterable[Step]:
        return progress.track(steps, total, description=description)

    return track


@contextmanager
def showing(desk: Desk) -> Iterator[Progress]:
    """Show how far the work is, where somebody is looking."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn())
    with Progress(*columns, console=desk.err, transient=True, disable=not desk.err.is_terminal) as progress:
        yield progress


def see_to(desk: Desk, reference: Reference, claim: Claim | None = None, *, by: str) -> None:
    """Hand what a challenge owes over to Prefect, or where no server is in reach do it here and say so."""
    if hand_over(reference, claim, by=by, today=desk.today):
        desk.say("", "The paperwork has been handed over to Prefect, and is done in the background.")
        return
    tell(desk, do_paperwork(desk, reference, desk.today))
    desk.say("No Prefect server is in reach, so the work was done here.")


def tell(desk: Desk, work: Work) -> None:
    """Say what was done here, where the papers lie, and what has to wait."""
    folder = settings().documents_folder
    desk.say(
        *section(desk.out, "Documents", (f"{each.title}: {folder / each.pdf_path}" for each in work.filed))
    )
    filed, written = counted(len(work.filed), "document"), counted(work.written, "message")
    desk.say("", f"{filed} filed, {written} written, {work.sent} sent.")
    for busy in work.delayed:
        desk.complain(busy)
