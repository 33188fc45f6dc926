"""The demonstration: two real councils' challenges, taken through all five stages by the flows."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from casework import post
from casework.case import Case, case
from cli.desk import Desk
from cli.layout import section, table
from cli.leash import OBJECTS
from cli.options import AtDesk
from cli.prefect_server import prefect_server
from cli.samples import check_place
from cli.story import Step, Story, stories
from db import challenges, councils, papers
from db.models import Document
from db.post_tables import Message
from db.session import reading, transaction
from domain.lifecycle import Happening, Kind, Reference, Stage
from domain.outlook import StageStanding, StageState, State
from domain.rules import DocumentRule, NoticeRule, Scheme
from flows.server import connected
from settings import settings

if TYPE_CHECKING:
    from cli.play import Play


def demo(*, desk: AtDesk) -> None:
    """Take two real councils' challenges through all five stages, and list what came of it."""
    check_place()
    with transaction() as session:
        councils.load_samples(session)
    told = stories()
    finished = [reference for story in told if (reference := _finished(story))]
    if len(finished) < len(told):
        finished = _perform(desk, told)
    else:
        desk.say("Both challenges have been through all five stages before. Nothing was made twice.")
    _tell(desk, finished)


def _finished(story: Story) -> Reference | None:
    """Return the challenge of a story if it is closed, with nothing left to do."""
    day = story.steps[-1].on
    with reading() as session:
        codes = [councils.find(session, name).code for name in story.councils]
        for reference in challenges.opened(session, scheme=story.scheme, councils=codes, on=story.opened):
            on_desk = case(session, reference)
            left = [
                *on_desk.documents_owed(day),
                *on_desk.notices_owed(day),
                *post.waiting(session, reference),
            ]
            if on_desk.on(day).state is State.CLOSED and not left:
                return reference
    return None


def _perform(desk: Desk, told: Sequence[Story]) -> list[Reference]:
    """Run the flows against a server of our own, which takes as long to start as Prefect to import."""
    gc.set_threshold(OBJECTS)
    importing = Thread(target=import_module, args=("cli.play",))
    importing.start()
    for story in told:
        years = f"{story.opened.year} to {story.steps[-1].on.year}"
        desk.say(f"{' and '.join(story.councils)}, {years}:", f"  under the scheme of {story.scheme}")
    with prefect_server(desk.say) as url:
        importing.join()
        with connected(url):
            return asyncio.run(_play(desk, told))


async def _play(desk: Desk, told: Sequence[Story]) -> list[Reference]:
    """Play the stories side by side, with a line for each stage that comes to its end."""
    from cli.play import Play  # noqa: PLC0415 - Prefect takes seconds to import.

    with _bars(desk) as progress:
        plays = [Play(story, desk.now) for story in told]
        await asyncio.gather(*(_follow(desk, play, progress) for play in plays))
    return [play.reference for play in plays]


async def _follow(desk: Desk, play: Play, progress: Progress) -> None:
    names = " and ".join(play.story.councils)
    bar = progress.add_task(names, total=len(play.story.steps), what="opening")
    ended: set[StageStanding] = set()
    async for step in play.steps():
        progress.update(bar, advance=1, what=_what(step))
        with reading() as session:
            view = case(session, play.reference).on(step.on)
        complete = {each for each in view.stages if each.state is StageState.COMPLETE}
        for each in sorted(complete - ended, key=view.stages.index):
            what = f"{each.title}, {each.council}" if each.council else each.title
            desk.say(f"  {step.on.isoformat()}  {play.reference}  {what}: complete")
        ended |= complete


def _bars(desk: Desk) -> Progress:
    """Show how far the stories have come, where somebody is looking."""
    columns = (BarColumn(20), MofNCompleteColumn(), TextColumn("{task.fields[what]}"))
    return Progress(*columns, console=desk.out, transient=True, disable=not desk.out.is_terminal)


def _what(step: Step) -> str:
    done = str(step.done).replace("_", " ") if step.done else "morning round"
    return f"{step.on.isoformat()} {done}{f', {step.council}' if step.council else ''}"


# The end: what was produced and where it lies


def _tell(desk: Desk, references: Sequence[Reference]) -> None:
    here = settings()
    rows: list[tuple[str, ...]] = []
    reports: list[Document] = []
    with reading() as session:
        for reference in references:
            on_desk = case(session, reference)
            rows += _rows(on_desk, papers.messages(session, reference))
            reports += [each for each in on_desk.done.made.values() if each.document in WORTH_READING]
    headings = ("Challenge", "Stage", "Documents", "Messages")
    desk.say("", table(desk.out, headings, rows, title="What was produced"))
    desk.say(
        *section(
            desk.out,
            "Where it lies",
            (
                f"documents, each as HTML, PDF, Word and text: {_short(here.documents_folder)}",
                f"messages, each as .eml: {_short(here.outbox_folder)}",
            ),
        ),
        *section(desk.out, "Read first", (_short(here.documents_folder / each.pdf_path) for each in reports)),
        *section(
            desk.out,
            "Go on with",
            (
                "cpc pipeline",
                f"cpc show {references[-1]} --history",
                f"cpc explain {references[-1]} report",
                f"cpc surveys {references[0]}",
                "cpc up",
            ),
        ),
    )


WORTH_READING = ("final_report", "review_report")


def _rows(on_desk: Case, messages: Sequence[Message]) -> Iterator[tuple[str, str, str, str]]:
    """Count documents and messages by the stage that owes them."""
    rules = on_desk.scheme
    made = Counter(
        _stage(
            rules,
            _first_time(rules.documents[each.document], each.key) or rules.documents[each.document].when,
        )
        for each in on_desk.done.made.values()
    )
    of_one = [(rules.notices[each.notice], each.key) for each in messages if each.notice in rules.notices]
    sent = Counter(_stage_of_notice(rules, rule, key) for rule, key in of_one)
    name = str(on_desk.reference)
    for stage, rule in rules.stages.items():
        yield name, rule.title, str(made[stage]), str(sent[stage])
        name = ""
    yield "", "Of several stages at once", "0", str(len(messages) - len(of_one))
    yield "", "Together", str(made.total()), str(len(messages))


def _stage(rules: Scheme, kind: Kind) -> Stage:
    return Stage.SCOPING if isinstance(kind, Happening) else rules.milestones[kind].stage


def _first_time(rule: DocumentRule | NoticeRule, key: str) -> Kind | None:
    """Return the milestone that a paper of a first challenge is about; its key ends with it."""
    return next((each for each in rule.first_time_when if key.endswith(f"/{each}")), None)


def _stage_of_notice(rules: Scheme, rule: NoticeRule, key: str) -> Stage:
    """Return the stage of what a notice tells of, or of what it reminds of."""
    meets = rules.deadlines[rule.deadline].meets if rule.deadline else None
    opens = rules.surveys[rule.survey].opens_with if rule.survey else None
    tells_of = _first_time(rule, key) or next(iter(rule.when), Happening.OPENED)
    return _stage(rules, meets or opens or tells_of)


def _short(path: Path) -> str:
    """Return a path as it is shortest from here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
