"""Does what a challenge owes in this process: the same casework as the flows, one transaction a step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date

from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from casework import documents, notices, post
from casework.case import case
from casework.standings import project
from channels.mail import TryAgain
from cli.desk import Desk
from cli.layout import counted, section
from db.models import Document
from db.session import reading, transaction
from domain.lifecycle import Reference
from domain.moves import Claim
from flows.server import hand_over
from settings import settings


@dataclass(slots=True)
class Work:
    """What a piece of casework came to."""

    filed: list[Document] = field(default_factory=list)
    written: int = 0
    sent: int = 0
    delayed: list[TryAgain] = field(default_factory=list)

    def __str__(self) -> str:
        filed, written = counted(len(self.filed), "document"), counted(self.written, "message")
        return f"{filed} filed, {written} written, {self.sent} sent"


def do_paperwork(desk: Desk, reference: Reference, today: date) -> Work:
    """Prepare, queue and post all that one challenge owes; killed half-way, the next run finds the rest."""
    work = Work()
    with showing(desk) as progress:
        prepare(desk, reference, today, work, progress)
        deliver(desk, reference, work, progress)
    return work


def prepare(desk: Desk, reference: Reference, today: date, work: Work, progress: Progress) -> None:
    """Prepare the documents of a challenge and queue its notices."""
    with reading() as session:
        keys = documents.owed(session, reference, today)
    for key in progress.track(keys, description=f"{reference}: documents"):
        with transaction() as session:
            filed = documents.prepare(session, reference, key, today, desk.now)
        work.filed += [filed] if filed else []
    with transaction() as session:
        work.written += len(notices.queue(session, reference, today, desk.now))
        project(session, case(session, reference), today, desk.now)


def deliver(desk: Desk, reference: Reference | None, work: Work, progress: Progress) -> None:
    """Hand what waits to the post, of one challenge or of all; what the post cannot take now stays queued."""
    with reading() as session:
        waiting = post.waiting(session, reference)
    with closing(post.ways()) as out:
        sent = post.deliver(out, lambda: desk.now, reference)
        for each in progress.track(sent, len(waiting), description=f"{reference or 'All'}: post"):
            work.sent += each.receipt is not None
            work.delayed += [each.error] if isinstance(each.error, TryAgain) else []


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
    desk.say("", f"{work}.")
    for busy in work.delayed:
        desk.complain(busy)
