"""The description of the API is whole, and people can read it too."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi import FastAPI

from casework.deeds.table import all_deeds
from dashboard.api import telling
from dashboard.api.answering import WORDS
from dashboard.api.describing import TITLES
from domain.permissions import TABLE
from tests.dashboard.addresses import acts, addresses

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ROUTES = [each for each in addresses() if each.include_in_schema]


def test_every_deed_has_an_address_that_says_what_it_takes(app: FastAPI) -> None:
    paths = app.openapi()["paths"]

    for name in all_deeds():
        path = paths[f"/api/v1/challenges/{{reference}}/{name}"]
        body = path["post"]["requestBody"]["content"]["application/json"]
        answers = body["schema"]["properties"]["answers"]
        assert answers["additionalProperties"] is False
        assert body["example"]["answers"].keys() == set(answers["required"])
        assert path["get"]["summary"].endswith("what is asked")


def test_every_operation_has_a_title_of_its_own(app: FastAPI) -> None:
    found = [each.title for _, each in telling.operations(app.openapi())]

    assert len(found) == len(set(found))
    assert {each.name for each in ROUTES} - {"ask", "do"} == TITLES.keys()


def test_every_operation_has_a_name_of_its_own(app: FastAPI) -> None:
    found = [each.name for _, each in telling.operations(app.openapi())]

    assert len(found) == len(set(found))


def test_every_shape_has_a_name_of_its_own(app: FastAPI) -> None:
    told = app.openapi()["components"]["schemas"]

    assert not [each for each in told if "__" in each], "two modules give a shape the same name"


def test_a_file_may_come_as_a_part_of_a_form_too(app: FastAPI) -> None:
    path = app.openapi()["paths"]["/api/v1/challenges/{reference}/hand-in/plan"]

    form = path["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]

    assert form["properties"]["file"] == {"type": "string", "format": "binary"}


def test_every_address_says_which_scope_its_token_needs(app: FastAPI) -> None:
    paths = app.openapi()["paths"]

    for route in ROUTES:
        for method in route.methods or ():
            told = paths[route.path][method.lower()]
            for act in acts(route):
                assert ("security" not in told) or f"`{TABLE[act].scope}`" in told["description"]


def test_every_problem_is_a_problem_of_rfc_9457(app: FastAPI) -> None:
    for methods in app.openapi()["paths"].values():
        for each in methods.values():
            assert ("304" in each["responses"]) == (each is methods.get("get"))
            problems = {int(code): said for code, said in each["responses"].items() if int(code) >= 400}
            assert {404, 422, 429, 503} <= problems.keys() <= {int(code) for code in WORDS}
            assert all("application/problem+json" in said["content"] for said in problems.values())


async def test_people_can_read_every_operation_and_every_shape(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    contents = await client.get("/api/v1/docs")
    addresses = re.findall(r'href="(/api/v1/docs/[^"]+)"', contents.text)
    some = ("do_extend", "do_hand_in_plan", "challenges", "take_action")
    pages = [await client.get(f"/api/v1/docs/{name}") for name in some]
    shapes = {each for page in pages for each in re.findall(r'href="(/api/v1/docs/shapes/[^"]+)"', page.text)}

    assert len(addresses) == sum(1 for _ in telling.operations(app.openapi()))
    assert {each.status_code for each in pages} == {200}
    assert "How many days more?" in pages[0].text
    assert "may depend on the challenge" in pages[0].text
    assert "Who does it? A post, such as principal adviser." in pages[3].text
    assert "may depend on the challenge" not in pages[3].text
    assert "/api/v1/docs/shapes/PageShape" in shapes
    for each in sorted(shapes):
        assert (await client.get(each)).status_code == 200
    assert (await client.get("/api/v1/docs/nothing")).status_code == 404
    assert (await client.get("/api/v1/docs/shapes/nothing")).status_code == 404


async def test_the_way_to_a_token_is_told(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1")

    assert 'href="/account"' in answer.text
    assert 'href="/api/v1/docs"' in answer.text


@pytest.mark.parametrize(
    ("schema", "words", "shape"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text or null", ""),
        ({"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}, "null or", "A"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/A"}}, "list of", "A"),
        ({"enum": ["a", "b"], "type": "string"}, "one of: a, b", ""),
        ({}, "anything", ""),
    ],
)
def test_a_kind_is_said_in_words(
    app: FastAPI,  # noqa: ARG001 - As the other tests of this page.
    schema: dict[str, object],
    words: str,
    shape: str,
) -> None:
    assert telling.kind(schema) == telling.Kind(words, shape)
