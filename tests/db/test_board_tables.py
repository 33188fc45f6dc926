"""What was filed for the board, and what it wants done, is added to and never changed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import board
from db.board import FiledMeanwhile
from db.board_tables import ActionNoteRow, ActionRow, BoardPaper, BoardRelease
from db.models import Edition

NOW = datetime(2022, 4, 4, 9, 30, tzinfo=UTC)


def paper(**said: Any) -> BoardPaper:
    usual: dict[str, Any] = {
        "kind": "board_update",
        "first_day": date(2021, 4, 1),
        "last_day": date(2022, 3, 31),
        "issue": 1,
        "title": "Corporate peer challenge: update",
        "issued_on": date(2022, 4, 4),
        "edition": "words",
        "engine": "typst",
        "made_at": NOW,
        "made_by": "programme manager",
    }
    files = {
        f"{each}_{what}": f"{each}-{what}"
        for each in ("html", "pdf", "docx", "text", "inputs")
        for what in ("path", "hash")
    }
    return BoardPaper(**usual | files | said)


def test_of_two_who_file_the_same_issue_at_once_the_second_is_told(filed: Session) -> None:
    with pytest.raises(FiledMeanwhile, match=r"was filed while BU-2021-22-1 was made\. Read that one"):
        board.keep(filed, paper(id=2), "BU-2021-22-1")


@pytest.fixture
def filed(session: Session) -> Session:
    """File a paper, publish it, and take an action of which something is told."""
    session.add(Edition(digest="words", name="x", version=1, is_own=False, sources={}, kept_at=NOW))
    session.flush()
    session.add(paper(id=1))
    session.add(
        ActionRow(
            id=1,
            text="Speak to the Welsh association",
            owner="Principal adviser",
            due=date(2022, 6, 1),
            taken_on=date(2022, 3, 8),
            at=NOW,
            by="manager",
        )
    )
    session.flush()
    session.add(BoardRelease(id=1, paper_id=1, is_public=True, at=NOW, by="manager"))
    session.add(note(id=1))
    session.commit()
    return session


def note(**said: Any) -> ActionNoteRow:
    usual = {"action_id": 1, "what": "progress", "on_date": date(2022, 4, 4), "words": "A day is agreed."}
    return ActionNoteRow(**usual | {"at": NOW, "by": "manager"} | said)


@pytest.mark.parametrize("table", ["board_papers", "board_releases", "board_actions", "board_action_notes"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = 2", "DELETE FROM {}"])
def test_no_line_is_changed_or_deleted(filed: Session, table: str, change: str) -> None:
    with pytest.raises(IntegrityError, match=f"{table} is append-only"):
        filed.execute(text(change.format(table)))


def test_two_papers_of_the_same_months_are_two_issues(filed: Session) -> None:
    filed.add(paper())

    with pytest.raises(IntegrityError):
        filed.flush()


@pytest.mark.parametrize(
    "wrong",
    [
        note(what="forgotten"),
        note(what="moved"),
        note(due=date(2022, 9, 1)),
        note(action_id=2),
        paper(kind="letter", issue=2),
        paper(last_day=date(2021, 3, 31)),
        paper(issue=0),
        BoardRelease(paper_id=7, is_public=True, at=NOW, by="manager"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_makes_no_sense_is_refused(filed: Session, wrong: Any) -> None:
    filed.add(wrong)

    with pytest.raises(IntegrityError):
        filed.flush()
