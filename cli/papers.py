"""The commands that list what was made and sent for a challenge, and where it lies."""

from __future__ import annotations

from itertools import groupby

from casework.case import case
from cli.json_papers import document_as_json, message_as_json
from cli.layout import section, table
from cli.options import AsJson, AtDesk, Reference
from db import papers
from db.models import Message
from db.session import reading
from settings import settings


def documents(reference: Reference, /, *, as_json: AsJson = False, desk: AtDesk) -> None:
    """List the documents of a challenge, in the order in which they were made."""
    folder = settings().documents_folder
    with reading() as session:
        found = papers.documents(session, case(session, reference.upper()).reference)
    if as_json:
        desk.give([document_as_json(each, folder) for each in found])
        return
    rows = ((each.issued_on.isoformat(), f"{each.title}\n{each.pdf_path}") for each in found)
    desk.say(table(desk.out, ("Issued", "Document"), rows))
    where = f"They lie in {folder}, each as a web page too, with .html for .pdf."
    desk.say("", where if found else "There is none yet.")


def messages(reference: Reference, /, *, as_json: AsJson = False, desk: AtDesk) -> None:
    """List the messages of a challenge, with what became of each."""
    folder = settings().outbox_folder
    with reading() as session:
        found = papers.messages(session, case(session, reference.upper()).reference)
    if as_json:
        desk.give([message_as_json(each, folder) for each in found])
        return
    for subject, sent in groupby(found, key=lambda each: each.subject):
        desk.say(*section(desk.out, subject, map(_line, sent)))
    desk.say("", f"They lie in {folder}." if found else "There is none yet.")


def _line(each: Message) -> str:
    """Say what became of a message: its file, or why it has none."""
    return (
        f"{each.state}: {each.to_name}, {each.to_email}; {each.error or each.sent_as or 'waits for the post'}"
    )
