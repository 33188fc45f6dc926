"""What a deed is, and what it is given when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.changes import Change
from casework.deeds.questions import Answers, Option, Question, Upload
from casework.record import Entry
from documents.incoming.plain import NotText, decoded
from documents.incoming.refusals import shown_name
from domain.errors import RulesRefuse
from domain.lifecycle import CouncilCode, Reference
from domain.moves import Claim
from domain.permissions import TABLE, Act, Visitor, may

RECORDING = "record/"
"""How the names of the deeds begin that record a milestone."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What was understood of a file, before anything of it is kept: a table, and what was left out."""

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a deed: a sentence that says it, what was understood of a file, and odd things to know.

    ``claim`` is the milestone that was recorded by it, so that the flow of its stage can be run.
    """

    what: str
    shown: Shown | None = None
    cautions: tuple[str, ...] = ()
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """What a deed is given: the challenge in its transaction, who does it, and the answers."""

    made: Change
    visitor: Visitor
    entry: Entry
    answers: Answers

    @property
    def session(self) -> Session:
        """The transaction in which all of it happens, or nothing."""
        return self.made.session

    @property
    def reference(self) -> Reference:
        """Which challenge it is."""
        return self.made.reference

    @property
    def on_desk(self) -> Case:
        """The challenge before the deed."""
        return self.made.on_desk

    def file(self) -> Upload:
        """Return the file that the deed needs."""
        found = self.answers.file("file")
        if found is None:
            raise LookupError("The deed asks for no file.")
        return found

    def after(self) -> Case:
        """Return the challenge as the deed has left it so far."""
        return case(self.session, self.reference)

    def check_written(self, act: Act) -> None:
        """Raise ``NotYours`` if something was written for a council that is not theirs to speak for."""
        after = self.after()
        for each in after.history[len(self.on_desk.history) :]:
            if not is_theirs(self.visitor, act, after, self.entry.today, each.council):
                raise NotYours(self.reference, TABLE[act].words)

    def check_may(self, act: Act, council: CouncilCode | None = None) -> None:
        """Raise ``NotYours`` if whoever does it may not, for that council."""
        if not may(self.visitor, act, self.reference, council=council):
            raise NotYours(self.reference, TABLE[act].words)


def is_theirs(visitor: Visitor, act: Act, on_desk: Case, today: date, council: CouncilCode | None) -> bool:
    """Say whether somebody may do something for a council, by any name that its part came to have."""
    reading = on_desk.on(today).reading
    before = (each for each in reading.ever_took_part if council and reading.heir(each) == council)
    names = {council, *before}
    return any(may(visitor, act, on_desk.reference, council=each) for each in names)


class NotYours(RulesRefuse):
    """Somebody has no part in what they want to do."""

    def __str__(self) -> str:
        reference, words = self.args
        ask = "Ask the programme manager to do it, or to give you a part in it."
        return f"You may not {words} in {reference}. {ask}"


def text_in(upload: Upload) -> str:
    """Return the text of a file; spreadsheets put a mark before it, which is left out."""
    try:
        return decoded(upload.content)
    except UnicodeDecodeError as error:
        raise NotText(shown_name(upload.name), error.start + 1) from error


def always(_on_desk: Case, _today: date) -> bool:
    """Offer a deed whatever state the challenge is in."""
    return True


def while_running(on_desk: Case, today: date) -> bool:
    """Offer a deed until the challenge has ended."""
    return not on_desk.on(today).state.has_ended


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that people may do to a challenge; its name is the command's, and part of its address."""

    name: str
    act: Act
    title: str
    words: str
    asks: Callable[[Case, date], Iterable[Question]]
    do: Callable[[Doing], Told]
    is_offered: Callable[[Case, date], bool] = always

    @property
    def is_milestone(self) -> bool:
        """Whether it records one of the milestones."""
        return self.name.startswith(RECORDING)

    def questions(self, on_desk: Case, today: date) -> tuple[Question, ...]:
        """Return what has to be said of a challenge on a day."""
        return tuple(self.asks(on_desk, today))

    def asked_of(self, visitor: Visitor, on_desk: Case, today: date) -> tuple[Question, ...]:
        """Return what somebody has to say, with the choices that are theirs: no other council's."""

        def can_choose(option: Option) -> bool:
            whose = option.council
            return whose is None or is_theirs(visitor, self.act, on_desk, today, whose)

        return tuple(
            replace(each, options=tuple(filter(can_choose, each.options)))
            for each in self.questions(on_desk, today)
        )


@contextmanager
def lying(upload: Upload) -> Iterator[Path]:
    """Lay a file down where the readers of files find it, under a name that leads nowhere else."""
    name = shown_name(upload.name).replace("\\", "/").rpartition("/")[2].lstrip(". ")
    with TemporaryDirectory(prefix="cpc-") as folder:
        path = Path(folder) / (name or "file")
        path.write_bytes(upload.content)
        yield path
