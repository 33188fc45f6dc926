"""The commands about the board: its update, the annual report, its papers and what it wants done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

from cyclopts import App, Parameter
from rich.progress import TaskID
from rich.text import Text

from casework.board import actions as casework
from casework.board import papers
from casework.board.actions import ActionLine
from casework.board.papers import PaperKind
from casework.board.progress import Progress, Reached, Step
from casework.board.shelf import Shelved, shelf
from casework.shapes.board import action_as_json, figures_as_json, paper_as_json
from casework.shapes.papers import paper_verified_as_json
from casework.verify import verify_one
from cli.desk import Desk
from cli.layout import counted, section
from cli.names import exact
from cli.options import AsJson, AtDesk, By, DryRun
from cli.paperwork import showing
from cli.telling import TRIAL
from cli.writing import entry_of
from db import board as rows
from db.session import reading, transaction
from domain.board import ActionTold, BoardFigures
from domain.days import long_date
from domain.errors import ChallengeError, WrongUse
from domain.years import FinancialYear
from settings import settings

board_actions = App(name="board-actions", help_format="plaintext")
board_papers = App(name="board-papers", help_format="plaintext")

Draft = Annotated[
    bool,
    Parameter(
        negative="", show_default=False, help="Lay it down to look at, and file nothing and keep nothing."
    ),
]
Number = Annotated[int, Parameter(help="The number in the list.")]


class OneOutcome(WrongUse):
    """Of an action several things were told at once."""

    def __str__(self) -> str:
        what = "An action is done, dropped or given more time, and not several of these at once"
        return f"{what}. Say one of --done, --dropped and --due."


class PapersDamaged(ChallengeError):
    """Papers are not as they were filed, or would not come out like that again."""

    def __str__(self) -> str:
        number, total = self.args
        told = f"{number} of {counted(total, 'paper')} {'is' if number == 1 else 'are'} not as filed"
        return f"{told}. Put the files back from a backup, or install what they were made with."


def board_update(
    *,
    since: Annotated[str, Parameter(name="--from", help="The first day, 2021-04-01.")],
    until: Annotated[str, Parameter(name="--to", help="The last day, 2022-03-31.")],
    decision: Annotated[
        tuple[str, ...], Parameter(help="Something that the board is asked to decide; may be given again.")
    ] = (),
    draft: Draft = False,
    as_json: AsJson = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Make the paper that the board reads of some months: figures with their rows, and what it is asked."""
    _make(desk, PaperKind.UPDATE, (exact(since), exact(until)), decision, by, as_draft=draft, as_json=as_json)


def annual_report(
    year: Annotated[str, Parameter(help="The financial year, 2022-23.")],
    /,
    *,
    draft: Draft = False,
    as_json: AsJson = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Make the annual report of a financial year; what this record does not hold is named as such."""
    wanted = FinancialYear.parse(year)
    _make(desk, PaperKind.ANNUAL, (wanted.first, wanted.last), (), by, as_draft=draft, as_json=as_json)


def _make(
    desk: Desk,
    kind: PaperKind,
    days: tuple[date, date],
    decisions: tuple[str, ...],
    by: str | None,
    *,
    as_draft: bool,
    as_json: bool,
) -> None:
    entry = entry_of(desk, by)
    with _telling(desk) as progress:
        if as_draft:
            with reading() as session:
                drawn = papers.draw(
                    session, kind, *days, entry, decisions=decisions, is_draft=True, progress=progress
                )
            found, places = drawn.figures, [str(path) for path in papers.lay_aside(drawn).values()]
        else:
            paper = papers.make(kind, *days, entry, decisions, progress=progress)
            found, folder = papers.figures_of(paper), settings().documents_folder
            kept = (paper.html_path, paper.pdf_path, paper.docx_path, paper.text_path)
            places = [str(folder / path) for path in kept]
    if as_json:
        desk.give({**figures_as_json(found), "files": places})
        return
    _tell(desk, found, places, is_draft=as_draft)


def _tell(desk: Desk, found: BoardFigures, places: list[str], *, is_draft: bool) -> None:
    lines = (
        f"{each.title}: {each.value}" + (f" ({len(each.untold)} cannot be told)" if each.untold else "")
        for each in found.measures
        if each.held
    )
    period = f"From {long_date(found.period.first)} to {long_date(found.period.last)}"
    desk.say(*section(desk.out, period, lines))
    desk.say(
        "", "A draft, which was not filed:" if is_draft else "Filed:", *(Text(f"  {each}") for each in places)
    )


@contextmanager
def _telling(desk: Desk) -> Iterator[Progress]:
    """Show each step when it begins, with a bar where challenges are gone through, to whoever is looking."""
    with showing(desk) as progress:
        bars: dict[Step, TaskID] = {}

        def tell(reached: Reached) -> None:
            if reached.step not in bars:
                bars[reached.step] = progress.add_task(reached.step.value, total=None)
            if reached.of:
                progress.update(bars[reached.step], completed=reached.done, total=reached.of)

        yield tell


# Papers


@board_papers.default
def list_papers(*, as_json: AsJson = False, desk: AtDesk) -> None:
    """List the papers that were filed for the board, and whether everybody may read them."""
    with reading() as session:
        found = shelf(session)
    if as_json:
        desk.give([paper_as_json(each) for each in found])
        return
    for each in found:
        desk.say(f"{each.paper.id}. {each.called}: {long_date(each.paper.issued_on)}, {_access(each)}")
        if each.is_under_review:
            desk.say(f"   {to_see_to(each)}")
    if not found:
        desk.say("None has been filed. `cpc board-update` makes one.")


def _access(paper: Shelved) -> str:
    if paper.is_under_review:
        return "published, and being reviewed"
    return "published" if paper.is_published else "not published"


def to_see_to(paper: Shelved) -> str:
    """Say why nobody but the programme can read a paper that was published, and what to do."""
    why = (
        "what it was made of is missing"
        if paper.are_missing
        else f"it quotes in {counted(len(paper.gone), 'place')} what may not be shared any more"
    )
    back = f"`cpc board-papers publish {paper.paper.id} --take-back`"
    return f"Nobody but the programme can read it: {why}. Give {back}, and make another issue of it."


@board_papers.command
def publish(
    number: Number,
    /,
    *,
    take_back: Annotated[
        bool, Parameter(negative="", show_default=False, help="Let nobody but the programme read it again.")
    ] = False,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Let everybody read a paper, or take that back; the paper itself stays as it is."""
    with transaction() as session:
        found = papers.publish(session, number, entry_of(desk, by), is_public=not take_back)
        what = "can be read by everybody" if found.is_published else "can be read by the programme alone"
        said = f"“{found.paper.title}” {what}."
        if dry_run:
            session.rollback()
            desk.say(TRIAL)
    desk.say(said)


@board_papers.command
def verify(*, as_json: AsJson = False, desk: AtDesk) -> None:
    """Make every paper again from what was kept of it, and say whether every byte is the same."""
    with reading() as session:
        found = [verify_one(session, each.paper) for each in rows.papers(session)]
    if as_json:
        desk.give([paper_verified_as_json(each) for each in found])
    else:
        for each in found:
            desk.say(f"{each.row.title}: {'; '.join(each.problems) or 'as it was filed'}")
    damaged = sum(not each.is_as_it_was for each in found)
    if damaged:
        raise PapersDamaged(damaged, len(found))
    if not as_json:
        desk.say(f"{counted(len(found), 'paper')} looked at.")


# Actions


@board_actions.command
def add(
    text: Annotated[str, Parameter(help="What the board wants done.")],
    /,
    *,
    owner: Annotated[str, Parameter(help="Who does it, by post: principal adviser.")],
    due: Annotated[str, Parameter(help="By when, 2022-06-01.")],
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Write down what the board wants done; it comes back in the next paper."""
    with transaction() as session:
        made = casework.take(session, text, owner, exact(due), entry_of(desk, by))
        if dry_run:
            session.rollback()
            desk.say(TRIAL)
    desk.say(f"Action {made.number}: {made.text} ({made.owner}, by {long_date(made.due)})")


@board_actions.command(name="list")
def list_(
    *,
    open_only: Annotated[
        bool, Parameter(name="--open", negative="", show_default=False, help="Those alone that are open.")
    ] = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List what the board wants done, with what was told of it; what is open comes first."""
    with reading() as session:
        found = casework.listed(session, desk.today, ended=not open_only)
    if as_json:
        desk.give([action_as_json(each) for each in found])
        return
    for each in found:
        desk.say(*section(desk.out, f"{each.action.number}. {each.action.text}", _lines(each)))
    if not found:
        desk.say("There is none.")


@board_actions.command
def report(
    number: Number,
    words: Annotated[str, Parameter(help="How it goes, or why it is done, dropped or given more time.")],
    /,
    *,
    done: Annotated[bool, Parameter(negative="", show_default=False, help="It is done.")] = False,
    dropped: Annotated[bool, Parameter(negative="", show_default=False, help="It is dropped.")] = False,
    due: Annotated[str | None, Parameter(help="It has more time, to this day, 2022-09-01.")] = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Tell how an action goes, or that it is done, dropped or given more time."""
    told = {ActionTold.DONE: done, ActionTold.DROPPED: dropped, ActionTold.MOVED: bool(due)}
    said = [what for what, is_so in told.items() if is_so] or [ActionTold.PROGRESS]
    if len(said) > 1:
        raise OneOutcome
    with transaction() as session:
        day = exact(due) if due else None
        made = casework.report(session, number, said[0], words, entry_of(desk, by), due=day)
        if dry_run:
            session.rollback()
            desk.say(TRIAL)
    desk.say(
        *section(desk.out, f"{made.number}. {made.text}", _lines(ActionLine(made, made.state(desk.today))))
    )


def _lines(line: ActionLine) -> Iterator[str]:
    action, state = line
    yield f"{state}: {action.owner}, by {long_date(action.due)}"
    for note in action.notes:
        yield f"{long_date(note.on)}, {note.what}: {note.words}"
