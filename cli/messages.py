"""The commands about messages: who got what, why and with what result; and what to do where one failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from typing import Annotated, Any

from cyclopts import App, Parameter
from rich.text import Text

from casework import attention, deliveries, receipts
from casework.attention import Unheard
from casework.case import Case, case
from casework.deliveries import Delivery
from casework.receipts import NoMessage, Trouble
from casework.shapes.papers import delivery_as_json, trouble_as_json
from cli.desk import Desk
from cli.layout import section
from cli.options import AsJson, AtDesk, By, DryRun
from cli.telling import TRIAL
from db import people
from db.post_tables import Attempt, Message
from db.session import reading, transaction
from domain.days import long_date
from domain.errors import WrongUse, either
from domain.lifecycle import PROGRAMME_TIME, PersonId
from settings import settings

app = App(name="messages", help_format="plaintext")
for _name, _help in (
    ("hold", "Hold an optional message back until a day, or until somebody lets it out."),
    ("release", "Let out a message that is held back."),
    ("forward", "Have an optional message go out now, and not again on its day."),
    ("say", "Add a personal paragraph to an optional message."),
):
    app.command(f"cli.wishes:{_name}", name=_name, help=_help)
Number = Annotated[int, Parameter(help="The message, by the number that `cpc messages` gives it.")]


class WhoseMessages(WrongUse):
    """Nothing says whose messages are wanted."""

    def __str__(self) -> str:
        return (
            "Nothing says which messages are meant. "
            "Name a challenge, or a person with --person, or ask for --failed."
        )


class NobodyCalled(WrongUse):
    """Nobody goes by that address or identifier."""

    def __str__(self) -> str:
        return f"Nobody is known as {self.args[0]!r}. Give an address or identifier that `cpc team` lists."


@app.default
def messages(
    reference: Annotated[str | None, Parameter(help="The challenge, such as CPC-2024-001.")] = None,
    /,
    *,
    person: Annotated[
        str | None, Parameter(help="All messages to this person, by address or identifier.")
    ] = None,
    failed: Annotated[
        bool,
        Parameter(
            negative="", show_default=False, help="Those that wait for somebody, with what can be done."
        ),
    ] = False,
    show: Annotated[int | None, Parameter(help="Print the words of the message of this number.")] = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List messages: who got what, why and with what result; of a challenge, or to a person."""
    with reading() as session:
        wanted = case(session, reference.upper()).reference if reference else None
        if failed:
            troubles = receipts.troubles(session, desk.today, wanted)
            _tell_troubles(desk, troubles, attention.unheard(session, wanted), as_json=as_json)
        elif show is not None:
            _tell_words(desk, _numbered(session, show), as_json=as_json)
        elif person:
            _tell(desk, deliveries.of_person(session, _person(session, person)), as_json=as_json)
        elif wanted:
            _tell(desk, deliveries.of_challenge(session, wanted), as_json=as_json)
        else:
            raise WhoseMessages


@app.command
def retry(
    number: Number,
    /,
    *,
    to: Annotated[str | None, Parameter(help="Another address; the same as before if left out.")] = None,
    dry_run: DryRun = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Send a message anew that did not arrive; it goes out with the next post."""
    with tried(desk, trial=dry_run) as session:
        made = receipts.retry(session, number, by or desk.user, desk.now, to=to)
        desk.say(f"Message {number} goes to {made.to_email} with the next post: {made.subject}")


@app.command
def arrived(number: Number, /, *, dry_run: DryRun = False, by: By = None, desk: AtDesk) -> None:
    """Say that a message arrived of which nobody knew whether it had been sent."""
    with tried(desk, trial=dry_run) as session:
        receipts.arrived(session, number, by or desk.user, desk.now)
    desk.say(f"Message {number} has arrived.")


@app.command
def done(
    number: Number,
    /,
    *,
    how: Annotated[str, Parameter(help="How it was seen to, such as: letter by post.")],
    dry_run: DryRun = False,
    by: By = None,
    desk: AtDesk,
) -> None:
    """Say that a message that failed has been seen to in another way."""
    with tried(desk, trial=dry_run) as session:
        receipts.done(session, number, by or desk.user, desk.now, how=how)
    desk.say(f"Message {number} has been seen to: {how}")


@contextmanager
def tried(desk: Desk, *, trial: bool) -> Iterator[Any]:
    """Give a transaction of which a trial keeps nothing, and says so."""
    if trial:
        desk.say(TRIAL)
    with transaction() as session:
        yield session
        if trial:
            session.rollback()


def messages_for_people(on_desk: Case, today: date) -> Iterator[str]:
    """Tell of a challenge which of its messages wait for somebody, and for whom."""
    return map(trouble_line, receipts.troubles(on_desk.session, today, on_desk.reference))


def trouble_line(each: Trouble) -> str:
    """Tell of one message what is the matter and who can put it right."""
    who = either([person.name for person in each.who] or ["somebody"])
    message = each.message
    what = f"Message {message.id} to {message.to_email}, {message.subject}: {each.why}"
    return f"{what} ({who} can put that right; see `cpc messages --failed`)"


def unheard_line(each: Unheard) -> str:
    """Tell of one announcement why it waits for somebody."""
    what = f"Announcement {each.number} to {each.destination}, {each.subject}: {each.why}"
    return f"{what} (see `cpc announcements --failed`)"


def _person(session: Any, text: str) -> PersonId:
    found = people.find(session, text)
    if found is None:
        raise NobodyCalled(text)
    return found


def _numbered(session: Any, number: int) -> Delivery:
    found = session.get(Message, number)
    if found is None:
        raise NoMessage(number)
    return deliveries.delivery(session, found)


def _tell(desk: Desk, found: list[Delivery], *, as_json: bool) -> None:
    folder = settings().outbox_folder
    if as_json:
        desk.give([delivery_as_json(each, folder) for each in found])
        return
    for subject, same in groupby(found, key=lambda each: each.message.subject):
        desk.say(*section(desk.out, subject, (line for each in same for line in _lines(each))))
    if not found:
        desk.say("There is none yet.")
    elif any(each.message.channel == "folder" for each in found):
        desk.say("", f"What went to the folder lies in {folder}.")


def _lines(each: Delivery) -> Iterator[str]:
    """Tell what became of a message, and whatever else there is to say of it."""
    message = each.message
    what = message.error or message.sent_as or "waits for the post"
    yield f"{message.id}. {message.state}: {message.to_name}, {message.to_email}; {what}"
    for attempt in each.attempts:
        if attempt.outcome != "taken" or len(each.attempts) > 1:
            yield f"   attempt {_attempt(attempt)}"
    for heard in each.receipts:
        yield f"   {_when(heard.at)}: {heard.channel} says {heard.status}"
    for note in each.notes:
        yield f"   {_when(note.at)}: {note.by}, {note.what} {note.said}".rstrip()


def _attempt(attempt: Attempt) -> str:
    outcome = (attempt.outcome or "nobody knows what came of it").replace("_", " ")
    note = f", {attempt.note}" if attempt.note else ""
    return f"{attempt.number}, {_when(attempt.began_at)}, {attempt.channel}: {outcome}{note}"


def _when(moment: datetime) -> str:
    here = moment.astimezone(PROGRAMME_TIME)
    return f"{long_date(here.date())} at {here:%H:%M}"


def _tell_words(desk: Desk, found: Delivery, *, as_json: bool) -> None:
    message = found.message
    if as_json:
        said = {"text": message.text, "html": message.html}
        desk.give(delivery_as_json(found, settings().outbox_folder) | said)
        return
    desk.say(
        Text(message.subject, style="bold"),
        f"To {message.to_name}, {message.to_email}; written {_when(message.queued_at)}. {message.reason}",
        "",
        Text(message.text),
        *section(desk.out, "What became of it", _lines(found)),
    )


def _tell_troubles(
    desk: Desk, found: Iterable[Trouble], unheard: Iterable[Unheard], *, as_json: bool
) -> None:
    some = list(found)
    if as_json:
        desk.give([trouble_as_json(each, settings().outbox_folder) for each in some])
        return
    for each in some:
        who = either([f"{person.name}, {person.email}" for person in each.who] or ["nobody in office"])
        message = each.message
        told = [f"To {message.to_name}, {message.to_email}", each.why, f"For {who}", *each.remedies]
        title = f"{message.id}. {', '.join(each.references)}: {message.subject}"
        desk.say(*section(desk.out, title, told))
    if not some:
        desk.say("No message waits for anybody.")
    desk.say(*section(desk.out, "Announcements that wait for somebody", map(unheard_line, unheard)))
