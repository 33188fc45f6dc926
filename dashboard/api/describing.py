"""The description of the API, as OpenAPI 3.1: what FastAPI reads from the routes, and what it cannot know.

It cannot know what a deed asks: that is data, and stands in ``casework.deeds``. So the bodies of the deeds
are written from their questions. Who may come is read from what every address asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from casework.board.actions import TAKING, TELLING
from casework.deeds.questions import LONGEST, Kind, Question
from casework.deeds.specimen import asked, asked_at_opening
from casework.deeds.table import deeds
from casework.training_questions import ASKED, REASON
from dashboard.api.answering import ROOT
from dashboard.api.sent import FORM, JSON
from dashboard.asking import Allowed
from domain.permissions import TABLE, Extent, Part
from domain.schemes import known_schemes, scheme

Schema = dict[str, Any]

VERSION = "1"
TITLE = "Corporate Peer Challenge programme"
WORDS_ON_TOP = (
    "The same reads and the same deeds as on the pages. Send a token as `Authorization: Bearer cpc_…`; "
    "the public register needs none. Dates are ISO dates, as far as they are known. Every answer has an "
    "`ETag`; every refusal is a problem of RFC 9457. A list has its next page in `Link`."
)
PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "title": "Problem",
    "description": "What is the matter, as RFC 9457 has it; `detail` says it in two sentences.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "message"],
                "properties": {
                    "at": {"type": "array", "items": {"type": "string"}},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
WAYS_IN: Schema = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of an account, made on the page of that account.",
    },
}
UNCHANGED = "What came as `If-None-Match` is what would be answered."
KINDS: dict[Kind, Schema] = {
    Kind.LINE: {"type": "string", "maxLength": LONGEST, "examples": ["Some words"]},
    Kind.WORDS: {"type": "string", "maxLength": LONGEST, "examples": ["The council asked for it."]},
    Kind.ADDRESS: {"type": "string", "maxLength": LONGEST, "examples": ["https://council.example/report"]},
    Kind.DATE: {"type": "string", "examples": ["2026-03-06"]},
    Kind.DAY: {"type": "string", "examples": ["2026-03-06", "2026-03"]},
    Kind.HOUR: {"type": "string", "examples": ["09:30"]},
    Kind.NUMBER: {"type": "integer", "minimum": 0, "maximum": 999_999_999, "examples": [10]},
    Kind.CHOICE: {"type": "string"},
    Kind.CHOICES: {"type": "array", "items": {"type": "string"}},
    Kind.LINES: {"type": "array", "items": {"type": "string", "maxLength": LONGEST}},
    Kind.TICK: {"type": "boolean", "examples": [True]},
    Kind.FILE: {
        "type": "object",
        "required": ["name", "content"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "examples": ["plan.yaml"]},
            "content": {"type": "string", "contentEncoding": "base64", "examples": ["Li4u"]},
        },
    },
}
"""What an answer of each kind may be, in JSON."""


TITLES = {
    "challenges": "List challenges",
    "forecast": "What is expected in each month",
    "all_upcoming": "What will go out",
    "views": "Selections under names",
    "account": "Who asks",
    "register": "The public register",
    "entry": "An entry of the public register",
    "search": "Search",
    "learning": "What councils do well",
    "service_areas": "Service areas",
    "ledger": "What became of recommendations",
    "themes": "Which themes and service areas recur",
    "theme_rows": "What a number of the themes counts",
    "survey_results": "What surveys found",
    "coverage": "Which councils have had a challenge",
    "council": "A council between its challenges",
    "held": "What is held of a council",
    "board_papers": "Papers of the board",
    "board_paper": "A paper of the board",
    "board_rows": "The rows behind a figure",
    "board_actions": "What the board wants done",
    "board_action": "Something that the board wants done",
    "take_action": "Add an action of the board",
    "report_action": "Tell of an action of the board",
    "training_events": "Training events for peers",
    "training_event": "A training event",
    "add_training": "Add a training event",
    "correct_training": "Put a training event right",
    "take_training_back": "Take a training event back",
    "all_councils": "Councils",
    "schemes": "The rules of each year",
    "where_it_stands": "Where a challenge stands",
    "history": "What has happened",
    "deadlines": "Deadlines",
    "deadline": "The proof of a deadline",
    "documents": "Documents",
    "messages": "Messages",
    "message": "One message",
    "team": "Who takes part",
    "recommendations": "Recommendations and what became of them",
    "challenge_ledger": "Each recommendation with its actions and dates",
    "surveys_of_challenge": "What surveys of a challenge found",
    "fact_check": "The fact check",
    "calendar": "Entries of calendars",
    "as_it_will_be": "A letter or document as it will be",
    "open_challenge": "Open a challenge",
    "foretell": "What a round would see to",
    "go": "Have a round go",
}
"""What operations are called that are not deeds, which have titles of their own."""


def install(app: FastAPI) -> None:
    """Have an application describe its API when it is first asked."""

    def described() -> Schema:
        if not app.openapi_schema:
            app.openapi_schema = openapi(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def openapi(app: FastAPI) -> Schema:
    """Return the description of the API."""
    found: Schema = get_openapi(
        title=TITLE, version=VERSION, description=WORDS_ON_TOP, routes=app.routes, servers=[{"url": "/"}]
    )
    components, paths = found.setdefault("components", {}), found["paths"]
    components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    components["securitySchemes"] = WAYS_IN
    for route in _routes(app):
        for method in route.methods or ():
            operation = paths[route.path][method.lower()]
            operation["summary"] = TITLES.get(route.name, operation["summary"])
            if method == "GET":
                operation["responses"]["304"] = {"description": UNCHANGED}
            _ways_in(operation, route.dependant)
    titles = {name: deed for rules in known_schemes() for name, deed in deeds(scheme(rules)).items()}
    for name, questions in asked().items():
        deed, path = titles[name], paths[f"{ROOT}/challenges/{{reference}}/{name}"]
        path["get"]["summary"], path["post"]["summary"] = f"{deed.title}: what is asked", deed.title
        path["post"]["description"] = f"{deed.words}\n\n{path['post']['description']}"
        _takes(path["post"], questions)
    _takes(paths[f"{ROOT}/challenges"]["post"], asked_at_opening())
    _takes(paths[f"{ROOT}/board/actions"]["post"], TAKING)
    _takes(paths[f"{ROOT}/board/actions/{{number}}"]["post"], TELLING)
    _takes(paths[f"{ROOT}/training"]["post"], ASKED)
    _takes(paths[f"{ROOT}/training/{{number}}"]["post"], (*ASKED, REASON))
    _takes(paths[f"{ROOT}/training/{{number}}/take-back"]["post"], (REASON,))
    return found


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    return (each for each in app.routes if isinstance(each, APIRoute) and each.include_in_schema)


def _ways_in(operation: Schema, dependant: Dependant) -> None:
    """Say that a token is needed, and with which scope, where not everybody may come."""
    for each in dependant.dependencies:
        if isinstance(each.call, Allowed) and TABLE[each.call.act].extent(Part.PUBLIC) is Extent.NEVER:
            scope = TABLE[each.call.act].scope
            operation["security"] = [{"token": []}]
            operation["description"] += f"\n\nThe token needs the scope `{scope}`."


def _takes(operation: Schema, questions: Iterable[Question]) -> None:
    """Describe the body of a deed by its questions."""
    asked_for = list(questions)
    answers = schema(asked_for)
    operation["requestBody"] = {
        "required": bool(answers["required"]),
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "required": ["answers"],
                    "additionalProperties": False,
                    "properties": {"answers": answers},
                },
                "example": {"answers": {each.name: example(each) for each in asked_for if each.needed}},
            },
            **({FORM: {"schema": _as_form(asked_for)}} if _has_file(asked_for) else {}),
        },
    }


def schema(questions: Iterable[Question]) -> Schema:
    """Return the schema of the answers to some questions."""
    known = list(questions)
    return {
        "type": "object",
        "required": [each.name for each in known if each.needed],
        "additionalProperties": False,
        "properties": {each.name: _property(each) for each in known},
    }


def _property(question: Question) -> Schema:
    told = " ".join(filter(None, (question.title, question.hint)))
    found = {"description": told, **KINDS[question.kind]}
    values = [str(each.value) for each in question.options]
    if values and question.kind is Kind.CHOICE:
        found["enum"] = values
    return found


def example(question: Question) -> Any:
    """Return something that might be answered."""
    if question.kind is Kind.FILE:
        return {"name": "plan.yaml", "content": "Li4u"}
    if question.options:
        return str(question.options[0].value)
    return KINDS[question.kind].get("examples", ["…"])[0]


def _has_file(questions: Iterable[Question]) -> bool:
    return any(each.kind is Kind.FILE for each in questions)


def _as_form(questions: Iterable[Question]) -> Schema:
    """Return the schema of the same answers as the parts of a form: files as files, and all else as text."""
    known = list(questions)
    parts: Schema = {}
    for each in known:
        is_file = each.kind is Kind.FILE
        parts[each.name] = {"type": "string", "format": "binary"} if is_file else _property(each)
    return {"type": "object", "required": [each.name for each in known if each.needed], "properties": parts}
