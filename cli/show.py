"""The command that looks at one challenge: where it stands, and what can be recorded next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated

from cyclopts import Parameter

from casework.attention import unheard
from casework.case import Case, case
from casework.effect_words import of_council
from casework.shapes.outlook import event_as_json, outlook_as_json, owed_as_json
from casework.shapes.papers import document_as_json, message_as_json
from casework.spoken import named
from casework.time_machine import known_on, messages_on
from casework.versions import label_of
from cli.desk import Desk
from cli.events import event_line
from cli.layout import counted, section, table, warning_line
from cli.messages import messages_for_people, unheard_line
from cli.names import exact, known_day
from cli.options import AsJson, AtDesk, KnownOn, Reference, SeenOn
from db import papers
from db.post_tables import Message
from db.session import reading
from domain.days import long_date
from domain.deadlines import Deadline
from domain.lifecycle import Milestone
from domain.moves import Move
from domain.outlook import Outlook
from settings import settings

SHOWN = ("delivered", "sent", "queued", "sending", "unknown", "failed")
"""States of messages that are worth counting, in the order in which they are told."""


def show(
    reference: Reference,
    /,
    *,
    history: Annotated[
        bool, Parameter(negative="", show_default=False, help="Tell the whole history too.")
    ] = False,
    on: SeenOn = None,
    as_of: KnownOn = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Say where a challenge stands, what its dates are and why, and what can be recorded next."""
    known = known_day(as_of, desk.today)
    with reading() as session:
        on_desk = known_on(session, reference.upper(), known) if known else case(session, reference.upper())
        view = on_desk.on(exact(on) if on else known or desk.today)
        written = _messages(on_desk, known)
        if as_json:
            desk.give(
                _as_json(on_desk, view, written, history=history) | {"as_of": known and known.isoformat()}
            )
        else:
            _tell(desk, on_desk, view, written, history=history, as_of=known)


def _messages(on_desk: Case, known: date | None) -> Sequence[Message]:
    if known:
        return messages_on(on_desk.session, on_desk.reference, known)
    return papers.messages(on_desk.session, on_desk.reference)


def _as_json(on_desk: Case, view: Outlook, written: Sequence[Message], *, history: bool) -> dict[str, object]:
    here, owed = settings(), owed_as_json
    documents, notices = on_desk.documents_owed(view.today), on_desk.notices_owed(view.today)
    return {
        **outlook_as_json(on_desk.reference, view),
        "owed": [*map(owed, documents), *map(owed, notices)],
        "documents": [
            document_as_json(each, label_of(on_desk, each), here.documents_folder)
            for each in on_desk.done.made.values()
        ],
        "messages": [message_as_json(each, here.outbox_folder) for each in written],
        **({"history": [event_as_json(each) for each in on_desk.history]} if history else {}),
    }


def _tell(
    desk: Desk,
    on_desk: Case,
    view: Outlook,
    written: Sequence[Message],
    *,
    history: bool,
    as_of: date | None,
) -> None:
    out = desk.out
    if as_of:
        desk.say(f"As it was known at the end of {long_date(as_of)}:")
    known, not_heard = view.reading, unheard(on_desk.session, on_desk.reference)
    desk.say(
        f"{on_desk.reference}: {', '.join(place.name for place in known.councils)}",
        f"{known.product.label}, scheme {view.scheme.name}. On {long_date(view.today)}: {view.state}.",
        *section(out, "Clock", _clock(view)),
        *section(out, "Visit", _visit(view)),
        *section(out, "Stages", _stages(view)),
    )
    _tell_dates(desk, view)
    desk.say(
        *section(out, "Can be recorded now", _allowed(view)),
        *section(out, "Cannot be recorded yet", _refused(on_desk, view)),
        *section(out, "Owed and not done", _owed(on_desk, view)),
        *section(out, "Waiting", (f"{gap.text} ({gap.who} can put that right)" for gap in view.gaps)),
        *section(out, "Messages that wait for somebody", messages_for_people(on_desk, view.today)),
        *section(out, "Announcements that wait for somebody", map(unheard_line, not_heard)),
        *section(out, "Warnings", (warning_line(each, on_desk.people) for each in view.warnings)),
        *section(out, "Done", _done(on_desk, written)),
    )
    if history:
        desk.say(*section(out, "History", (event_line(each, on_desk) for each in on_desk.history)))


def _tell_dates(desk: Desk, view: Outlook) -> None:
    dated = sorted(
        (each for each in view.deadlines if each.due or each.met),
        key=lambda each: (each.due or date.max, each.name),
    )
    rows = [
        (
            f"{each.title}{of_council(view, each.council)}",
            long_date(each.due) if each.due else "",
            f"{each.standing}, {each.met.when}" if each.met else str(each.standing),
        )
        for each in dated
    ]
    if rows:
        desk.say("", table(desk.out, ("Date", "Due", "Standing"), rows))
        desk.say(*section(desk.out, "Why", _reasons(dated, view)))


def _reasons(dated: Iterable[Deadline], view: Outlook) -> Iterator[str]:
    for each in dated:
        if each.is_open:
            yield f"{each.title}{of_council(view, each.council)}: {each.reason}"


def _clock(view: Outlook) -> Iterator[str]:
    pause = view.reading.stopped
    if pause:
        where = of_council(view, pause.paused.council)
        yield f"Stopped since {long_date(pause.first)}{where} (event {pause.paused.seq}): {pause.reason}"


def _visit(view: Outlook) -> Iterator[str]:
    known = view.reading
    start, end = known.day_of("visit_start", None), known.day_of("visit_end", None)
    began, ended = (known.was_met(each, None) for each in (Milestone.VISIT_STARTED, Milestone.VISIT_ENDED))
    first = str(began.on) if began else long_date(start[0]) if start else None
    last = str(ended.on) if ended else long_date(end[0]) if end else None
    if first and last:
        mode = f", {known.mode.label}" if known.mode else ""
        yield f"{first} to {last}{mode}"
    if known.focus:
        yield f"It also looks at {', '.join(known.focus)}."


def _stages(view: Outlook) -> Iterator[str]:
    for each in view.stages:
        yield f"{each.title}{of_council(view, each.council)}: {each.state}"


def _allowed(view: Outlook) -> Iterator[str]:
    for each in view.moves:
        if each.is_allowed:
            yield _move(each, view)


def _refused(on_desk: Case, view: Outlook) -> Iterator[str]:
    """Name what the open stages still want, with everything that stands in its way."""
    for each in view.moves:
        if not each.is_allowed and view.scheme.milestones[each.milestone].stage in view.open_stages:
            unmet = "; ".join(f"{obstacle.text} ({obstacle.who})" for obstacle in each.obstacles)
            yield f"{_move(each, view)}: {named(unmet, on_desk.people)}"


def _move(each: Move, view: Outlook) -> str:
    return f"{each.milestone}: {each.title}{of_council(view, each.council)}"


def _owed(on_desk: Case, view: Outlook) -> Iterator[str]:
    for document in on_desk.documents_owed(view.today):
        yield f"Document: {document.rule.title}{of_council(view, document.council)}"
    titles = dict.fromkeys(
        f"Message: {notice.rule.title}{of_council(view, notice.council)}"
        for notice in on_desk.notices_owed(view.today)
    )
    yield from titles


def _done(on_desk: Case, messages: Sequence[Message]) -> Iterator[str]:
    yield f"{counted(len(on_desk.done.made), 'document')} filed (`cpc documents {on_desk.reference}`)"
    counts = Counter(each.state for each in messages)
    states = {state: counts[state] for state in SHOWN}
    said = ", ".join(f"{count} {state}" for state, count in states.items() if count) or "none"
    yield f"{counted(len(messages), 'message')} written: {said} (`cpc messages {on_desk.reference}`)"
