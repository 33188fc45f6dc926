"""What programs do: the same deeds as on the pages, each under an address of its own.

A deed is tried or done in one transaction; what it makes owed is seen to when the answer has been given. With
a key of its own (``Idempotency-Key``) a request does once what it asks for, however often it has to be sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, Header, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from typing_extensions import TypedDict

from casework import requests
from casework.deeds import opening
from casework.deeds.deed import RECORDING, NotYours
from casework.deeds.questions import BadAnswers, Question
from casework.deeds.table import Outcome, all_deeds, carry_out, deed_named
from casework.shapes.outlook import GapShape
from casework.shapes.programme import ComingShape, OutcomeShape, coming_as_json, outcome_as_json
from casework.spoken import spoken
from casework.upcoming import upcoming
from dashboard.api.answering import (
    OF_WHAT_IS_SENT,
    ROOT,
    Given,
    answer,
    base,
    documented,
    name_of,
    readable,
)
from dashboard.api.sent import Answered, Sent
from dashboard.asking import allowed
from dashboard.facing import Faced
from dashboard.pipeline import Look, Looking
from dashboard.refusals import refused, status_of
from dashboard.routes import Routes
from dashboard.seeing_to import see_to, see_to_all
from db.requests import RequestKey
from db.trouble import explained
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import Reference
from domain.permissions import Act

router = Routes(prefix=ROOT, dependencies=[Depends(readable)], generate_unique_id_function=name_of)

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,200}$",
        description="A name for this request; sent again with the same name and body, it does nothing again.",
    ),
]
Trial = Annotated[bool, Query(description="Say what it would cause, and keep nothing.")]
Carry = Callable[[bool], Outcome]


class OptionShape(TypedDict):
    """One of the answers that can be chosen."""

    value: str
    title: str
    hint: str | None


class QuestionShape(TypedDict):
    """Something that has to be said, or may be; unless somebody says otherwise, ``given`` is answered."""

    name: str
    title: str
    kind: str
    hint: str | None
    needed: bool
    options: list[OptionShape]
    given: str | None


class DeedShape(TypedDict):
    """What has to be said before something can be done to a challenge, and what stands in its way."""

    name: str
    title: str
    words: str
    offered: bool
    obstacles: list[GapShape]
    questions: list[QuestionShape]


class RoundShape(TypedDict):
    """What a round of today would see to, and what waits for somebody."""

    on: str
    upcoming: list[ComingShape]


class GoingShape(TypedDict):
    """That a round is going."""

    what: str


def later() -> Callable[..., None]:
    """Give the verb that sees to what a deed has made owed."""
    return see_to


@dataclass(frozen=True, slots=True)
class Doing:
    """Somebody who does something by the API: with what they sent, under which key, tried or done."""

    here: Look
    sent: Sent
    key: str | None
    is_trial: bool
    afterwards: BackgroundTasks
    see_to: Callable[..., None]

    @property
    def request_key(self) -> RequestKey | None:
        """Under which key this is done once; a trial needs none."""
        return None if self.is_trial else request_key(self.here, self.key)


def request_key(here: Look, key: str | None) -> RequestKey | None:
    """Return under which key somebody asks for something at an address; none, if they gave no name to it."""
    account = here.visitor.account
    return RequestKey(account, here.request.url.path, key) if key and account else None


def doing(
    here: Looking,
    sent: Answered,
    afterwards: BackgroundTasks,
    verb: Annotated[Callable[..., None], Depends(later)],
    *,
    trial: Trial = False,
    key: Key = None,
) -> Doing:
    """Say who does something, and how."""
    return Doing(here, sent, key, trial, afterwards, verb)


Done = Annotated[Doing, Depends(doing)]


# Deeds


def ask(here: Looking, seen: Faced) -> Response:
    """Say what has to be answered before this can be done to the challenge as it stands."""
    deed = deed_named(_name(here.request, seen.reference), seen.on_desk.scheme)
    moves = seen.view.moves if deed.is_milestone else ()
    hurdles = [
        GapShape(text=spoken(each.text, seen.on_desk.people), who=each.who)
        for move in moves
        if f"{RECORDING}{move.milestone}" == deed.name
        for each in move.obstacles
    ]
    shape = DeedShape(
        name=deed.name,
        title=deed.title,
        words=deed.words,
        offered=deed.is_offered(seen.on_desk, here.today) and not hurdles,
        obstacles=hurdles,
        questions=[_question(each) for each in deed.asked_of(here.visitor, seen.on_desk, here.today)],
    )
    return answer(here, lambda: Given(shape))


def _question(each: Question) -> QuestionShape:
    return {
        "name": each.name,
        "title": each.title,
        "kind": str(each.kind),
        "hint": each.hint or None,
        "needed": each.needed,
        "options": [
            {"value": one.value, "title": one.title, "hint": one.hint or None} for one in each.options
        ],
        "given": each.given or None,
    }


def do(doing: Done, reference: Reference) -> Response:
    """Do it, or say what it would cause."""
    here, name = doing.here, _name(doing.here.request, reference)

    def carry(is_trial: bool) -> Outcome:
        return carry_out(
            name,
            reference,
            here.visitor,
            doing.sent.raw,
            today=here.today,
            at=here.now,
            trial=is_trial,
        )

    return _done(doing, carry, HTTPStatus.OK)


def _name(request: Request, reference: str) -> str:
    """Return the deed that an address names."""
    return request.url.path.removeprefix(f"{ROOT}/challenges/{reference}/")


def _done(doing: Doing, carry: Carry, status: HTTPStatus) -> Response:
    here = doing.here

    def act() -> requests.Answer:
        with explained():
            outcome = carry(doing.is_trial)
        if not doing.is_trial:
            by = here.visitor.signature
            doing.afterwards.add_task(
                doing.see_to, outcome.reference, outcome.told.claim, by=by, today=here.today
            )
        shape = outcome_as_json(
            outcome, here.visitor, here.today, trial=doing.is_trial, base=base(here.request)
        )
        return requests.Answer(HTTPStatus.OK if doing.is_trial else status, {**shape})

    return done_once(here, doing.request_key, doing.sent, act, leads_to="challenge")


def done_once(
    here: Look, key: RequestKey | None, sent: Sent, act: Callable[[], requests.Answer], *, leads_to: str
) -> Response:
    """Do something, once if it has a key; what is made by it is found at one of the links of its answer."""
    try:
        found = requests.once(key, sent.digest, here.now, act)
    except NotYours as error:
        raise HTTPException(HTTPStatus.FORBIDDEN) from error
    except BadAnswers as error:
        return bad(here.request, error)
    except (RulesRefuse, WrongUse) as error:
        return refused(here.request, status_of(error), words=str(error))
    return JSONResponse(found.body, found.status, headers=_headers(found, leads_to))


def bad(request: Request, error: BadAnswers) -> Response:
    """Say what is wrong with the answers, each at its question."""
    errors = [{"at": ["answers", each.name], "message": each.text} for each in error.faults]
    return refused(request, HTTPStatus.UNPROCESSABLE_ENTITY, words=str(error), errors=errors)


def _headers(found: requests.Answer, leads_to: str) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if found.status == HTTPStatus.CREATED:
        headers["Location"] = found.body["links"][leads_to]
    if found.is_repeated:
        headers["Idempotent-Replayed"] = "true"
    return headers


@router.post(
    "/challenges",
    tags=["Programme"],
    status_code=HTTPStatus.CREATED,
    dependencies=[allowed(Act.OPEN)],
    responses={
        **documented(OutcomeShape, *OF_WHAT_IS_SENT),
        201: {"model": OutcomeShape, "description": "The challenge is open."},
    },
)
def open_challenge(doing: Done) -> Response:
    """Open a challenge, or say what opening it would cause."""
    here = doing.here

    def carry(is_trial: bool) -> Outcome:
        return opening.open_up(here.visitor, doing.sent.raw, today=here.today, at=here.now, trial=is_trial)

    return _done(doing, carry, HTTPStatus.CREATED)


@router.get(
    "/round",
    tags=["Programme"],
    dependencies=[allowed(Act.RUN_ROUND)],
    responses=documented(RoundShape),
)
def foretell(here: Looking) -> Response:
    """Say what a round of today would see to, and what waits for somebody."""

    def write() -> Given:
        found = upcoming(here.session, here.today, 0)
        told = [coming_as_json(each, with_addresses=True) for each in found]
        return Given({"on": here.today.isoformat(), "upcoming": told})

    return answer(here, write)


def later_all() -> Callable[..., None]:
    """Give the verb that sees to everything that has come due."""
    return see_to_all


@router.post(
    "/round",
    tags=["Programme"],
    status_code=HTTPStatus.ACCEPTED,
    dependencies=[allowed(Act.RUN_ROUND)],
    responses={
        **{code: said for code, said in documented(GoingShape).items() if code != HTTPStatus.OK},
        202: {"model": GoingShape, "description": "A round is going."},
    },
)
def go(
    here: Looking, afterwards: BackgroundTasks, verb: Annotated[Callable[..., None], Depends(later_all)]
) -> Response:
    """Have a round go as soon as this has been answered; to ask again changes nothing that was seen to."""
    afterwards.add_task(verb, here.today)
    shape: dict[str, Any] = {"what": "A round is going."}
    return JSONResponse(shape, HTTPStatus.ACCEPTED, headers={"Cache-Control": "no-store"})


for _deed, _act in all_deeds().items():
    _path = f"/challenges/{{reference}}/{_deed}"
    _dressed = {"tags": ["Deeds"], "dependencies": [allowed(_act)]}
    _id = _deed.replace("/", "_").replace("-", "_")
    router.get(
        _path,
        operation_id=f"ask_{_id}",
        responses=documented(DeedShape),
        **_dressed,  # type: ignore[arg-type]
    )(ask)
    router.post(
        _path,
        operation_id=f"do_{_id}",
        responses=documented(OutcomeShape, *OF_WHAT_IS_SENT),
        **_dressed,  # type: ignore[arg-type]
    )(do)
