"""Making a paper for the board: of which months, what the board is asked to decide, and how far it is.

What can be seen at once to be wrong with a form is said beside its field before anything is made. The making
takes seconds and is told of on the page that answers (``dashboard.making``), which leads to the paper.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from threading import Lock

from fastapi import Response

from casework import printable
from casework.audit import note
from casework.board import papers
from casework.board.papers import PaperKind
from casework.board.progress import Progress, Reached, Step
from casework.record import Entry
from dashboard.asking import allowed
from dashboard.day_fields import day_of, parts_of, written
from dashboard.forms import FIELD, Filled, Form, Problems
from dashboard.making import Say, told_while_made
from dashboard.page_words import on_page
from dashboard.pages import page
from dashboard.pipeline import Look, Looking
from dashboard.refusals import status_of
from dashboard.routes import Routes
from db.board_tables import BoardPaper
from db.session import transaction
from db.trouble import DatabaseTrouble, explained
from domain.board import BadPeriod, BoardPeriod
from domain.errors import ChallengeError, WrongUse
from domain.permissions import Act, Visitor
from domain.years import FinancialYear
from templates.screens import screen

router = Routes(prefix="/board", include_in_schema=False)

KEEPS = allowed(Act.KEEP_BOARD)
MOST_DECISIONS = 20
FIELDS = ("kind", *(f"{day}-{part}" for day in ("first", "last") for part in ("day", "month", "year")))
"""The fields of the form that hold a line; the decisions are several."""
TOLD = 4
"""How often it is told how far the reading of the histories is."""
WAITING = "Waiting until another paper has been made"

_one_at_a_time = Lock()
"""Who sends a form twice is led to the paper that was filed at first, and makes no other beside it."""
_log = logging.getLogger("cpc.dashboard")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that somebody wants made."""

    kind: PaperKind
    first: date
    last: date
    decisions: tuple[str, ...]


@router.get("/new", dependencies=[KEEPS])
def ask(here: Looking) -> Response:
    """Ask of which months a paper is to be made."""
    return _form_page(here, Problems(), None)


@router.post("/new", dependencies=[KEEPS])
def make(here: Looking, form: Form) -> Response:
    """Make a paper and file it, and tell on the page how far that is."""
    problems = Problems()
    wanted = _wanted(form, problems, here.today)
    if wanted is None:
        return _form_page(here, problems, form)
    making = Making(wanted, here.visitor, here.today, here.now, here.request.state.request_id, _again(form))
    answer = page(here.request, "board_making", wanted=wanted)
    here.session.rollback()  # Nothing more is read in it, and it would last as long as the page.
    return told_while_made(answer, making)


def _wanted(form: Filled, problems: Problems, today: date) -> Wanted | None:
    """Read the form; what is wrong with it goes to the problems."""
    kinds = [each for each in PaperKind if each.value == form.text("kind")]
    if not kinds:
        problems.add("kind", "Choose what is to be made.")
    first, last = day_of(form, "first", problems), day_of(form, "last", problems)
    said = tuple(line.strip() for line in form.text("decisions").splitlines() if line.strip())
    if len(said) > MOST_DECISIONS:
        problems.add("decisions", f"A paper asks for {MOST_DECISIONS} decisions at most. Leave some out.")
    try:
        printable.check(said)
        if first and last:
            BoardPeriod.told_on(first, last, today)
    except BadPeriod as error:
        problems.add("first", str(error))
    except WrongUse as error:
        problems.add("decisions", str(error))
    return Wanted(kinds[0], first, last, said) if first and last and not problems else None


def _again(form: Filled) -> Mapping[str, str]:
    """Return what was filled in, to be sent once more."""
    return {name: form.text(name) for name in (FIELD, *FIELDS, "decisions")}


@dataclass(frozen=True, slots=True)
class Making:
    """The making of a paper, with what has to be known of the request that asked for it."""

    wanted: Wanted
    visitor: Visitor
    today: date
    at: datetime
    request_id: str
    again: Mapping[str, str]

    def __call__(self, say: Say) -> str:
        """Make and file the paper, tell how far it is, and return what came of it."""
        try:
            with explained():
                made = self._filed(say)
        except DatabaseTrouble as error:
            _log.error("%s: %s", self.request_id, error)
            return self._failed(status_of(error))
        except ChallengeError as error:
            return self._failed(status_of(error), on_page(str(error)))
        except Exception:  # noqa: BLE001 - It stands whole in the log, and the page has to end.
            _log.exception("%s failed", self.request_id)
            return self._failed(HTTPStatus.INTERNAL_SERVER_ERROR)
        return screen("_board_made", {"paper": made, "is_new": made.made_at == self.at})

    def _filed(self, say: Say) -> BoardPaper:
        wanted, entry = self.wanted, Entry(self.visitor.signature, self.today, self.at)
        if _one_at_a_time.locked():
            say(_line(WAITING))
        with _one_at_a_time:
            days = wanted.first, wanted.last
            made = papers.make(wanted.kind, *days, entry, wanted.decisions, progress=_telling(say))
        with transaction() as session:
            note(session, self.visitor, Act.KEEP_BOARD, self.at, paper=made.id)
        return made

    def _failed(self, status: HTTPStatus, words: str = "") -> str:
        facts = {"code": int(status), "words": words, "number": self.request_id, "again": self.again}
        return screen("_board_not_made", facts)


def _telling(say: Say) -> Progress:
    """Tell of each step once, and of the reading of the histories a few times on its way."""
    told = set[tuple[Step, int]]()

    def tell(reached: Reached) -> None:
        way = reached.step, TOLD * reached.done // reached.of if reached.of else 0
        if way not in told:
            told.add(way)
            say(_line(str(reached)))

    return tell


def _line(words: str) -> str:
    return screen("_board_step", {"words": words})


def _form_page(here: Look, problems: Problems, form: Filled | None) -> Response:
    last_year = FinancialYear(FinancialYear.of(here.today).begins - 1)
    return page(
        here.request,
        "board_new",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        problems=problems,
        kind=form.text("kind") if form else PaperKind.UPDATE.value,
        first=parts_of(form, "first") if form else written(last_year.first),
        last=parts_of(form, "last") if form else written(last_year.last),
        decisions=form.text("decisions") if form else "",
    )
