"""The command that shows a document or letter as it would be on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from casework.case import Case, case
from casework.documents import Paper
from casework.notices import Letter
from casework.preview import Preview, Wanted, preview
from casework.record import WhichCouncil
from casework.shapes.outlook import gap_as_json
from cli.names import exact, person_named
from cli.options import AsJson, AtDesk, Council, Reference
from db import councils
from db.session import reading
from documents.text import text
from documents.tree import read
from domain.days import long_date
from domain.errors import WrongUse
from domain.lifecycle import CouncilCode


class WhichOne(WrongUse):
    """One page was asked for, and there are several."""

    def __str__(self) -> str:
        title, names = self.args
        return f"'{title}' goes to {len(names)}: {', '.join(names)}. Name one with --person or --council."


class NoPdf(WrongUse):
    """Letters go out by mail and are no PDF."""

    def __str__(self) -> str:
        return f"The letter {self.args[0]!r} is a mail and no PDF. Name a file that ends with .html or .txt."


def command(
    reference: Reference,
    name: Annotated[
        str, Parameter(help="The document or notice by name, such as report_due or document/invitation.")
    ],
    /,
    *,
    on: Annotated[str | None, Parameter(help="The day as of which it is written; today if left out.")] = None,
    council: Council = None,
    person: Annotated[
        str | None, Parameter(help="To whom, by address or identifier; everybody if left out.")
    ] = None,
    to: Annotated[
        Path | None, Parameter(help="A file to write it to: .pdf or .html, anything else as text.")
    ] = None,
    html: Annotated[bool, Parameter(negative="", show_default=False, help="Print it as HTML.")] = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Show a document or letter as it would be on a day; nothing of it is kept or sent."""
    with reading() as session:
        on_desk = case(session, reference.upper())
        day = exact(on) if on else desk.today
        whose = _council(on_desk, council, day) if council else None
        reader = person_named(on_desk, person) if person else None
        found = preview(on_desk, Wanted(name.replace("-", "_"), day, whose, reader))
    if as_json:
        desk.give(_as_json(found))
        return
    if html:
        desk.out.file.write(_html(_only(found)) + "\n")
        return
    desk.say(*_standing(found, long_date(day)))
    if to:
        to.write_bytes(_bytes(_only(found), to.suffix))
        desk.say(f"It is written to {to}.")
        return
    for each in _pages(found):
        desk.say("", Text(_text(each)))  # As it will be read, line by line.


def _as_json(found: Preview) -> dict[str, Any]:
    return {
        "title": found.title,
        "supposed": found.supposed,
        "done": found.is_done,
        "waits_for": [gap_as_json(gap) for gap in found.waits_for],
        "documents": [{"title": each.title, "html": _html(each)} for each in found.papers],
        "letters": [
            {
                "person": each.to.person,
                "to": each.to.email,
                "to_name": each.to.name,
                "subject": each.subject,
                "text": each.text,
                "html": each.html,
                "reason": each.reason,
            }
            for each in found.letters
        ],
    }


def _council(on_desk: Case, name: str, day: date) -> CouncilCode:
    """Return the participating council that somebody means."""
    code = councils.find(on_desk.session, name).code
    known = on_desk.on(day).reading.councils
    if code not in {place.code for place in known}:
        raise WhichCouncil("A preview", tuple(place.code for place in known))
    return code


def _standing(found: Preview, day: str) -> Iterator[str]:
    """Say whether it is owed on that day, what is supposed and what it waits for."""
    if found.supposed:
        yield f"'{found.title}' is not owed on {day}. It is shown supposing that {found.supposed}."
    elif found.is_done:
        yield f"'{found.title}' has been made before. It is shown as it would be on {day}."
    else:
        yield f"'{found.title}', as it would be on {day}."
    for gap in found.waits_for:
        yield f"It waits: {gap.text} ({gap.who} can put that right)."


def _pages(found: Preview) -> tuple[Paper | Letter, ...]:
    return (*found.papers, *found.letters)


def _only(found: Preview) -> Paper | Letter:
    every = _pages(found)
    if len(every) > 1:
        raise WhichOne(found.title, tuple(_name(each) for each in every))
    return every[0]


def _name(each: Paper | Letter) -> str:
    return each.to.email if isinstance(each, Letter) else each.title


def _html(each: Paper | Letter) -> str:
    return each.html if isinstance(each, Letter) else each.html.decode()


def _text(each: Paper | Letter) -> str:
    if isinstance(each, Letter):
        return f"To: {each.to.name} <{each.to.email}>\nSubject: {each.subject}\n\n{each.text}"
    return text(read(each.html.decode()))


def _bytes(each: Paper | Letter, suffix: str) -> bytes:
    if suffix == ".pdf" and isinstance(each, Letter):
        raise NoPdf(each.subject)
    if suffix == ".pdf" and isinstance(each, Paper):
        return each.pdf
    return (_html(each) if suffix == ".html" else _text(each)).encode()
