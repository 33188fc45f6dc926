"""The description of the API for people: pages without a script, from the source of that for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import HTTPException, Request, Response

from dashboard.api.answering import ROOT
from dashboard.asking import allowed
from dashboard.pages import page
from dashboard.routes import Routes
from domain.permissions import Act

router = Routes(prefix=ROOT, include_in_schema=False, dependencies=[allowed(Act.SEE_REGISTER)])

REFERENCE = "#/components/schemas/"
Described = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """Of what kind something is, in words; ``shape`` is the shape that the words end with, if any."""

    words: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter, an answer to a question, or a field of a shape."""

    name: str
    where: str
    kind: Kind
    needed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Status:
    """What may be answered."""

    code: str
    words: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be asked for at an address."""

    name: str
    method: str
    path: str
    title: str
    words: tuple[str, ...]
    is_public: bool
    parameters: tuple[Named, ...]
    answers: tuple[Named, ...]
    example: str
    statuses: tuple[Status, ...]

    @property
    def address(self) -> str:
        """Where it is described."""
        return f"{ROOT}/docs/{self.name}"


@router.get("")
def about(request: Request) -> Response:
    """Say what the API is, and how to come by a token."""
    return page(request, "api")


@router.get("/docs")
def contents(request: Request) -> Response:
    """List everything that can be asked for, chapter by chapter."""
    chapters: dict[str, list[Operation]] = {}
    for tag, each in operations(request.app.openapi()):
        chapters.setdefault(tag, []).append(each)
    return page(request, "api_docs", chapters=chapters)


@router.get("/docs/shapes/{name}")
def shape(request: Request, name: str) -> Response:
    """Describe a shape: what it holds, and of which kind each of it is."""
    found = request.app.openapi()["components"]["schemas"].get(name)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return page(
        request, "api_shape", name=name, words=found.get("description", ""), fields=tuple(_fields(found))
    )


@router.get("/docs/{name}")
def one(request: Request, name: str) -> Response:
    """Describe something that can be asked for: what it takes, and what is answered."""
    for _, each in operations(request.app.openapi()):
        if each.name == name:
            return page(request, "api_operation", operation=each)
    raise HTTPException(HTTPStatus.NOT_FOUND)


def operations(described: Described) -> Iterator[tuple[str, Operation]]:
    """Go through what can be asked for, each after its chapter."""
    for path, methods in described["paths"].items():
        for method, each in methods.items():
            yield each["tags"][0], _operation(path, method, each)


def _operation(path: str, method: str, each: Described) -> Operation:
    body = each.get("requestBody", {}).get("content", {}).get("application/json", {})
    answers = body.get("schema", {}).get("properties", {}).get("answers", {})
    return Operation(
        name=each["operationId"],
        method=method.upper(),
        path=path,
        title=each["summary"],
        words=tuple(each["description"].split("\n\n")),
        is_public="security" not in each,
        parameters=tuple(_parameter(one) for one in each.get("parameters", ())),
        answers=tuple(_fields(answers)),
        example=json.dumps(body["example"], indent=2, ensure_ascii=False) if body else "",
        statuses=tuple(_status(code, one) for code, one in sorted(each["responses"].items())),
    )


def _parameter(each: Described) -> Named:
    return Named(
        each["name"],
        each["in"],
        kind(each["schema"]),
        bool(each.get("required")),
        each.get("description", ""),
    )


def _fields(shape: Described) -> Iterator[Named]:
    needed = shape.get("required", ())
    for name, each in shape.get("properties", {}).items():
        yield Named(name, "", kind(each), name in needed, each.get("description", ""))


def _status(code: str, each: Described) -> Status:
    media: Described = next(iter(each.get("content", {}).values()), {})
    return Status(code, each["description"], kind(media.get("schema", {})))


def kind(schema: Described) -> Kind:
    """Say of what kind something is."""
    if "$ref" in schema:
        return Kind("", schema["$ref"].removeprefix(REFERENCE))
    if "anyOf" in schema:
        kinds = [kind(each) for each in schema["anyOf"]]
        words = " or ".join(each.words for each in kinds if each.words)
        shape = next((each.shape for each in kinds if each.shape), "")
        return Kind(f"{words} or" if words and shape else words, shape)
    if "enum" in schema:
        return Kind(f"one of: {', '.join(map(str, schema['enum']))}")
    if schema.get("type") == "array":
        items = kind(schema["items"])
        return Kind(f"list of {items.words}".strip(), items.shape)
    return Kind(_plain(schema))


def _plain(schema: Described) -> str:
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    found = str(schema.get("type", "anything"))
    return words.get(found, found)
