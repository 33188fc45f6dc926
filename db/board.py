"""What is kept for the board: its papers with whether they are published, its actions with what was told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.board_tables import ActionNoteRow, ActionRow, BoardPaper, BoardRelease
from domain.board import ActionNote, ActionTold, BoardAction
from domain.errors import RulesRefuse, WrongUse


class NoPaper(WrongUse):
    """No paper of that number was filed, or none for whoever asks."""

    def __str__(self) -> str:
        return f"There is no paper {self.args[0]} of the board. Choose one of those that are listed."


class FiledMeanwhile(RulesRefuse):
    """Somebody else has filed a paper of the same months while this one was made."""

    def __str__(self) -> str:
        return (
            f"Another paper of the same months was filed while {self.args[0]} was made. "
            "Read that one, and make a new one if it is still wanted."
        )


class NoAction(WrongUse):
    """The board took no action of that number."""

    def __str__(self) -> str:
        return f"The board took no action {self.args[0]}. Choose one of those that are listed."


@dataclass(frozen=True, slots=True)
class Filed:
    """A paper as it was filed, and whether somebody has published it.

    Who may read it by now is ``casework.board.shelf``'s to say: that depends on what the paper quotes.
    """

    paper: BoardPaper
    is_published: bool


def last_issue(session: Session, kind: str, first: date, last: date) -> BoardPaper | None:
    """Return the newest paper of a kind and of some months, if one was filed."""
    same = (BoardPaper.kind == kind, BoardPaper.first_day == first, BoardPaper.last_day == last)
    return session.scalar(select(BoardPaper).where(*same).order_by(BoardPaper.issue.desc()).limit(1))


def keep(session: Session, paper: BoardPaper, called: str) -> BoardPaper:
    """File a paper; ``FiledMeanwhile`` if somebody else has just filed that issue of it."""
    session.add(paper)
    try:
        session.flush()
    except IntegrityError as error:
        raise FiledMeanwhile(called) from error
    return paper


def papers(session: Session, *, only_published: bool = False) -> Sequence[Filed]:
    """Return the papers, those of the latest months first."""
    order = (BoardPaper.last_day.desc(), BoardPaper.id.desc())
    found = _filed(session, session.scalars(select(BoardPaper).order_by(*order)).all())
    return [each for each in found if each.is_published or not only_published]


def paper(session: Session, number: int, *, only_published: bool = False) -> Filed:
    """Return a paper; ``NoPaper`` if there is none of that number, or none that was published."""
    row = session.get(BoardPaper, number)
    for each in _filed(session, [row] if row else []):
        if each.is_published or not only_published:
            return each
    raise NoPaper(number)


def by_hash(session: Session, column: str, digest: str) -> Sequence[Filed]:
    """Return the papers that have contents of a hash in one of their formats: ``pdf``, ``docx``."""
    of = getattr(BoardPaper, f"{column}_hash")
    return _filed(session, session.scalars(select(BoardPaper).where(of == digest)).all())


def release(session: Session, number: int, *, is_public: bool, by: str, at: datetime) -> None:
    """Write down that a paper was published, or taken back."""
    session.add(BoardRelease(paper_id=number, is_public=is_public, by=by, at=at))
    session.flush()


def _filed(session: Session, rows: Iterable[BoardPaper]) -> list[Filed]:
    found = list(rows)
    released = select(BoardRelease.paper_id, BoardRelease.is_public).order_by(BoardRelease.id)
    last = dict(session.execute(released.where(BoardRelease.paper_id.in_([each.id for each in found]))).all())
    return [Filed(each, last.get(each.id, False)) for each in found]


# Actions


def take(session: Session, text: str, owner: str, due: date, taken_on: date, *, by: str, at: datetime) -> int:
    """Write down an action of the board and return its number."""
    row = ActionRow(text=text, owner=owner, due=due, taken_on=taken_on, by=by, at=at)
    session.add(row)
    session.flush()
    return row.id


def tell(session: Session, number: int, note: ActionNote, *, by: str, at: datetime) -> None:
    """Write down what was told of an action."""
    row = ActionNoteRow(
        action_id=number, what=note.what.value, on_date=note.on, words=note.words, due=note.due, by=by, at=at
    )
    session.add(row)
    session.flush()


def actions(session: Session) -> list[BoardAction]:
    """Return every action of the board, in the order in which they were taken."""
    rows = session.scalars(select(ActionRow).order_by(ActionRow.taken_on, ActionRow.id)).all()
    return _told(session, rows)


def action(session: Session, number: int, *, lock: bool = False) -> BoardAction:
    """Return an action; with ``lock``, others who want to tell of it wait until the transaction ends."""
    row = session.get(ActionRow, number, with_for_update=lock or None)
    if row is None:
        raise NoAction(number)
    return _told(session, [row])[0]


def _told(session: Session, rows: Collection[ActionRow]) -> list[BoardAction]:
    query = select(ActionNoteRow).where(ActionNoteRow.action_id.in_([each.id for each in rows]))
    notes: dict[int, list[ActionNote]] = {each.id: [] for each in rows}
    for each in session.scalars(query.order_by(ActionNoteRow.id)):
        note = ActionNote(ActionTold(each.what), each.on_date, each.words, each.by, each.due)
        notes[each.action_id].append(note)
    return [
        BoardAction(each.id, each.text, each.owner, each.due, each.taken_on, tuple(notes[each.id]))
        for each in rows
    ]
