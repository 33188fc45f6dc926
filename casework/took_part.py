"""Enters who took part in a challenge, from a list that the council keeps anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from casework import team
from casework.case import case
from casework.record import Entry
from casework.team import Newcomer
from channels.mail import BadAddress, check_address
from domain.days import Day
from domain.errors import WrongUse
from domain.lifecycle import CouncilCode
from domain.people import Role
from domain.rows import BadRows, Problem, Row, listed, read_rows

COLUMNS = ("post", "email")


class BadList(WrongUse):
    """A list of people cannot be taken in."""

    def __str__(self) -> str:
        need = (
            "It needs a line for each person with the columns post and email, and council where several are"
        )
        return f"Nobody of the list was entered: {listed(self.args)}. {need}."


def take_part(
    session: Session, reference: str, entry: Entry, text: str, on: Day, *, stays_known: bool = False
) -> int:
    """Enter everybody of a list as participants, or nobody; return how many were not known as such."""
    on_desk = case(session, reference, lock=True)
    codes = [place.code for place in on_desk.on(entry.today).reading.councils]
    newcomers = _read(text, codes)
    before = len(on_desk.history)
    for each in newcomers:
        team.assign(session, reference, entry, replace(each, stays_known=stays_known), on)
    return len(case(session, reference).history) - before


def _read(text: str, codes: Sequence[CouncilCode]) -> list[Newcomer]:
    try:
        rows = read_rows(text, COLUMNS, ("council",))
    except BadRows as error:
        raise BadList(*error.args) from error
    problems = [problem for row in rows for problem in _problems(row, codes)]
    if problems or not rows:
        raise BadList(*(said for _, said in problems or [(1, "it has no line but the first")]))
    return [_newcomer(row, codes) for row in rows]


def _problems(row: Row, codes: Sequence[CouncilCode]) -> list[Problem]:
    problems = []
    if not row.text("post"):
        problems.append(row.refuse("post", "it is empty"))
    try:
        check_address(row.text("email"))
    except BadAddress:
        problems.append(row.refuse("email", f"{row.text('email')!r} is not an e-mail address"))
    if _council(row, codes) not in codes:
        problems.append(row.refuse("council", f"it has to be one of {', '.join(codes)}"))
    return problems


def _newcomer(row: Row, codes: Sequence[CouncilCode]) -> Newcomer:
    """Return somebody of the list, who goes by the post unless the address is known already."""
    post, email = row.text("post"), row.text("email")
    return Newcomer(Role.PARTICIPANT, name="", email=email, post=post, council=_council(row, codes))


def _council(row: Row, codes: Sequence[CouncilCode]) -> CouncilCode:
    """Return the council that a line names; where there is one, it need not."""
    said = row.text("council")
    return CouncilCode(said.upper()) if said or len(codes) > 1 else codes[0]
